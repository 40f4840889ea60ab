//! Methods of `Option` and `Result` as the `match` that they stand for:
//! `o.map(|v| v * v)` is `match o { Some(v) => Some(v * v), None => None }`.
//!
//! Only values with derivatives are looked at. The macro sees no types: where
//! neither a declared type nor the method tells, a value is taken to be what the
//! function gives, else an `Option`; rustc reports it if that is wrong.

use crate::activity::{Activity, variable};
use crate::chains::{is_iterator, without_return};
use crate::names::Names;
use crate::ty::Ty;
use proc_macro2::Ident;
use quote::quote_spanned;
use std::collections::{HashMap, HashSet};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, Pat, Path, parse_quote};

/// Rewrites the body of `function`; whether anything was changed.
pub(crate) fn spell_out(function: &mut crate::parse::DiffFn, activity: &Activity) -> bool {
    let mut declared = Declared::default();
    for param in &function.params {
        declared.note(&param.name, &param.ty);
    }
    declared.visit_block(&function.item.block);
    let mut speller = Speller {
        activity,
        root: function.root.clone(),
        usual: if Ty::is_named(&function.output, "Result") {
            Kind::Result
        } else {
            Kind::Option
        },
        names: Names::of(&function.item),
        declared: declared.0,
        lent: function
            .params
            .iter()
            .filter(|p| p.passing == crate::parse::Passing::RefMut)
            .map(|p| p.name.to_string())
            .collect(),
        expected: None,
        changed: false,
    };
    speller.visit_block_mut(&mut function.item.block);
    speller.changed
}

/// What the receiver of a method is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Option,
    Result,
    Other,
}

/// The variables with written types.
#[derive(Default)]
struct Declared(HashMap<String, Kind>);

impl Declared {
    fn note(&mut self, name: &Ident, ty: &syn::Type) {
        self.0.insert(name.to_string(), kind_of_type(ty));
    }
}

impl Visit<'_> for Declared {
    fn visit_pat_type(&mut self, p: &syn::PatType) {
        if let Pat::Ident(name) = &*p.pat {
            self.note(&name.ident, &p.ty);
        }
        visit::visit_pat_type(self, p);
    }
    fn visit_local(&mut self, local: &syn::Local) {
        if let (Pat::Ident(p), Some(init)) = (&local.pat, &local.init)
            && matches!(&*init.expr, Expr::Array(_) | Expr::Repeat(_))
        {
            self.0.insert(p.ident.to_string(), Kind::Other);
        }
        visit::visit_local(self, local);
    }
}

struct Speller<'a> {
    activity: &'a Activity,
    root: Path,
    /// What the function gives, which values of unknown kind are taken to be.
    usual: Kind,
    names: Names,
    declared: HashMap<String, Kind>,
    /// The parameters that are mutable references.
    lent: HashSet<String>,
    /// What the expression at hand is matched with, or declared as.
    expected: Option<Kind>,
    changed: bool,
}

impl VisitMut for Speller<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        // `v.pop().unwrap()` is one step.
        if let Expr::MethodCall(m) = expr
            && matches!(m.method.to_string().as_str(), "unwrap" | "expect")
            && let Expr::MethodCall(inner) = &mut *m.receiver
            && inner.method == "pop"
        {
            return self.visit_expr_mut(&mut inner.receiver);
        }
        if let Expr::MethodCall(m) = expr
            && let Some(spelled) = self.method(m)
        {
            *expr = spelled;
            self.changed = true;
        }
        match expr {
            Expr::Match(e) => {
                let expected = e.arms.iter().find_map(|arm| kind_of_pattern(&arm.pat));
                self.visit_expecting(expected, &mut e.expr);
                e.arms.iter_mut().for_each(|arm| self.visit_arm_mut(arm));
            }
            Expr::Let(e) => self.visit_expecting(kind_of_pattern(&e.pat), &mut e.expr),
            Expr::Paren(e) => self.visit_expr_mut(&mut e.expr),
            _ => {
                self.expected = None;
                visit_mut::visit_expr_mut(self, expr);
            }
        }
        self.expected = None;
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        let Some(init) = &mut local.init else { return };
        let expected = match &local.pat {
            Pat::Type(typed) => Some(kind_of_type(&typed.ty)),
            pat => kind_of_pattern(pat),
        };
        self.visit_expecting(expected, &mut init.expr);
        if let Some((_, diverge)) = &mut init.diverge {
            self.visit_expr_mut(diverge);
        }
    }

    fn visit_stmt_mut(&mut self, stmt: &mut syn::Stmt) {
        if let syn::Stmt::Expr(Expr::MethodCall(m), Some(_)) = stmt
            && m.method == "pop"
        {
            return self.visit_expr_mut(&mut m.receiver);
        }
        visit_mut::visit_stmt_mut(self, stmt);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// What a type is, behind a reference.
fn kind_of_type(ty: &syn::Type) -> Kind {
    match ty {
        syn::Type::Reference(r) => kind_of_type(&r.elem),
        _ if Ty::is_named(ty, "Option") => Kind::Option,
        _ if Ty::is_named(ty, "Result") => Kind::Result,
        _ => Kind::Other,
    }
}

/// What is matched with a pattern, if that shows.
fn kind_of_pattern(pat: &Pat) -> Option<Kind> {
    let of_path = |path: &Path| match crate::paths::name(path).as_str() {
        "Some" | "None" => Some(Kind::Option),
        "Ok" | "Err" => Some(Kind::Result),
        _ => None,
    };
    match pat {
        Pat::TupleStruct(p) => of_path(&p.path),
        Pat::Path(p) => of_path(&p.path),
        Pat::Ident(p) if p.ident == "None" => Some(Kind::Option),
        Pat::Reference(p) => kind_of_pattern(&p.pat),
        Pat::Paren(p) => kind_of_pattern(&p.pat),
        Pat::Guard(p) => kind_of_pattern(&p.pat),
        Pat::Or(p) => p.cases.iter().find_map(kind_of_pattern),
        _ => None,
    }
}

impl Speller<'_> {
    fn visit_expecting(&mut self, expected: Option<Kind>, expr: &mut Expr) {
        self.expected = expected.filter(|kind| *kind != Kind::Other);
        self.visit_expr_mut(expr);
    }

    /// What a value is taken to be that nothing tells of.
    fn unknown(&self) -> Kind {
        self.expected.unwrap_or(self.usual)
    }

    /// What a method's receiver is.
    fn kind(&self, receiver: &Expr) -> Kind {
        match receiver {
            Expr::Paren(e) => self.kind(&e.expr),
            Expr::Array(_) | Expr::Repeat(_) => Kind::Other,
            Expr::Path(_) => variable(receiver)
                .and_then(|name| self.declared.get(&name).copied())
                .unwrap_or_else(|| self.unknown()),
            Expr::MethodCall(m) => match m.method.to_string().as_str() {
                "as_ref" | "as_mut" | "as_deref" | "as_deref_mut" | "copied" | "cloned" | "map"
                | "and_then" | "or_else" | "or" | "clone" => self.kind(&m.receiver),
                "ok_or" | "ok_or_else" | "map_err" => Kind::Result,
                "ok" | "get" | "first" | "last" | "pop" | "zip" | "filter" => Kind::Option,
                _ => self.unknown(),
            },
            Expr::Call(c) => match &*c.func {
                Expr::Path(p) if crate::paths::ends_in(&p.path, "Ok") => Kind::Result,
                Expr::Path(p) if crate::paths::ends_in(&p.path, "Some") => Kind::Option,
                _ => self.unknown(),
            },
            _ => self.unknown(),
        }
    }

    fn method(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        let name = m.method.to_string();
        let whole = Expr::MethodCall(m.clone());
        if is_iterator(&m.receiver) || !self.activity.mentions(&whole) {
            return None;
        }
        if let Some(spelled) = self.condition(m).or_else(|| self.element(m)) {
            return Some(spelled);
        }
        let arity = |arg: &Expr| match arg {
            Expr::Closure(c) => c.inputs.len(),
            _ => 0,
        };
        if !matches!(name.as_str(), "map" | "and_then" | "or" | "or_else") {
            self.expected = None;
        }
        let kind = match (name.as_str(), m.args.first()) {
            ("ok_or" | "ok_or_else" | "zip" | "filter" | "xor", _) => Kind::Option,
            ("map_err" | "ok", _) => Kind::Result,
            ("unwrap_or_else" | "or_else", Some(arg)) if arity(arg) == 1 => Kind::Result,
            _ => self.kind(&m.receiver),
        };
        if kind == Kind::Other {
            return None;
        }
        if is_place(&m.receiver) {
            let (ad, receiver) = (&self.root, &m.receiver);
            let lent: Expr = match variable(receiver) {
                Some(name) if self.lent.contains(&name) => parse_quote!(&mut *#receiver),
                _ => parse_quote!(&mut #receiver),
            };
            match (name.as_str(), m.args.first()) {
                ("pop", None) => {
                    return Some(parse_quote!(if #receiver.is_empty() {
                        #ad::__private::None
                    } else {
                        #ad::__private::Some(#receiver.pop().unwrap())
                    }));
                }
                ("take", None) => return Some(parse_quote!(#ad::__private::mem::take(#lent))),
                ("replace", Some(value)) if m.args.len() == 1 => {
                    return Some(
                        parse_quote!(#ad::__private::mem::replace(#lent, #ad::__private::Some(#value))),
                    );
                }
                _ => {}
            }
        }
        // If the kind is wrong, rustc says so at the method.
        let (at, ad) = (
            m.method.span(),
            crate::paths::located(&self.root, m.method.span()),
        );
        let (some, none) = match kind {
            Kind::Result => (quote_spanned!(at=> #ad::__private::Ok), None),
            _ => (
                quote_spanned!(at=> #ad::__private::Some),
                Some(quote_spanned!(at=> #ad::__private::None)),
            ),
        };
        let receiver = &m.receiver;
        let (v, e) = (self.names.fresh("inner"), self.names.fresh("error"));
        // What becomes of the absence of a value, as a pattern and as itself.
        let (absent, passed) = match &none {
            Some(none) => (quote::quote!(#none), quote::quote!(#none)),
            None => (
                quote_spanned!(at=> #ad::__private::Err(#e)),
                quote_spanned!(at=> #ad::__private::Err(#e)),
            ),
        };
        let args: Vec<&Expr> = m.args.iter().collect();
        Some(match (name.as_str(), args.as_slice()) {
            ("map", [f]) => {
                let (pat, body) = self.closure(f, 1)?;
                parse_quote!(match #receiver { #some(#pat) => #some(#body), #absent => #passed })
            }
            ("and_then", [f]) => {
                let (pat, body) = self.closure(f, 1)?;
                parse_quote!(match #receiver { #some(#pat) => #body, #absent => #passed })
            }
            ("unwrap_or_else", [f]) => {
                let (absent, body) = self.otherwise(f, kind, &absent)?;
                parse_quote!(match #receiver { #some(#v) => #v, #absent => #body })
            }
            ("map_or", [default, f]) => {
                let (pat, body) = self.closure(f, 1)?;
                let (before, default) = self.held(default)?;
                parse_quote!({ #before match #receiver { #some(#pat) => #body, #absent => #default } })
            }
            ("map_or_else", [d, f]) => {
                let (pat, body) = self.closure(f, 1)?;
                let (absent, default) = self.otherwise(d, kind, &absent)?;
                parse_quote!(match #receiver { #some(#pat) => #body, #absent => #default })
            }
            ("or", [other]) => {
                let (before, other) = self.held(other)?;
                parse_quote!({ #before match #receiver { #some(#v) => #some(#v), #absent => #other } })
            }
            ("or_else", [f]) => {
                let (absent, body) = self.otherwise(f, kind, &absent)?;
                parse_quote!(match #receiver { #some(#v) => #some(#v), #absent => #body })
            }
            ("ok_or", [error]) => {
                parse_quote!(match #receiver { #some(#v) => #ad::__private::Ok(#v), #absent => #ad::__private::Err(#error) })
            }
            ("ok_or_else", [f]) => {
                let (_, error) = self.closure(f, 0)?;
                parse_quote!(match #receiver { #some(#v) => #ad::__private::Ok(#v), #absent => #ad::__private::Err(#error) })
            }
            ("ok", []) => {
                parse_quote!(match #receiver { #some(#v) => #ad::__private::Some(#v), #ad::__private::Err(_) => #ad::__private::None })
            }
            ("map_err", [f]) => {
                let (pat, body) = self.closure(f, 1)?;
                parse_quote!(match #receiver { #some(#v) => #some(#v), #ad::__private::Err(#pat) => #ad::__private::Err(#body) })
            }
            ("filter", [f]) => {
                let (pat, body) = self.closure(f, 1)?;
                parse_quote!(match #receiver {
                    #some(#v) => if { let #pat = &#v; #body } { #some(#v) } else { #absent },
                    #absent => #passed,
                })
            }
            ("zip", [other]) => {
                let w = self.names.fresh("inner");
                parse_quote!(match (#receiver, #other) { (#some(#v), #some(#w)) => #some((#v, #w)), _ => #absent })
            }
            ("xor", [other]) if kind == Kind::Option => {
                let w = self.names.fresh("inner");
                parse_quote!(match (#receiver, #other) {
                    (#some(#v), #none) => #some(#v),
                    (#none, #some(#w)) => #some(#w),
                    _ => #none,
                })
            }
            _ => return None,
        })
    }

    /// `c.then(|| x)`, `c.then_some(x)`
    fn condition(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        let arg = m.args.first()?;
        let (before, value) = match m.method.to_string().as_str() {
            "then" => (None, self.closure(arg, 0)?.1),
            "then_some" => self.held(arg)?,
            _ => return None,
        };
        let (ad, cond) = (&self.root, &m.receiver);
        Some(
            parse_quote!({ #before if #cond { #ad::__private::Some(#value) } else { #ad::__private::None } }),
        )
    }

    /// `v.last().copied()`, `v.first().cloned()`, `v.get(i).copied()`
    fn element(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        let Expr::MethodCall(inner) = &*m.receiver else {
            return None;
        };
        let list = &inner.receiver;
        if !matches!(m.method.to_string().as_str(), "copied" | "cloned") || !is_place(list) {
            return None;
        }
        let mut before = None;
        let (there, at): (Expr, Expr) =
            match (inner.method.to_string().as_str(), inner.args.first()) {
                ("first", None) => (parse_quote!(!#list.is_empty()), parse_quote!(0)),
                ("last", None) => (
                    parse_quote!(!#list.is_empty()),
                    parse_quote!(#list.len() - 1),
                ),
                ("get", Some(Expr::Range(_))) => return None,
                ("get", Some(at)) => {
                    let (held, at) = self.held(at)?;
                    before = held;
                    (parse_quote!(#at < #list.len()), at)
                }
                _ => return None,
            };
        let ad = &self.root;
        let found: Expr = parse_quote!(if #there { #ad::__private::Some(#list[#at].clone()) } else { #ad::__private::None });
        Some(match before {
            Some(held) => parse_quote!({ #held #found }),
            None => found,
        })
    }

    /// A closure's parameter and body; a function's name is a closure that calls
    /// it.
    fn closure(&mut self, arg: &Expr, params: usize) -> Option<(Pat, Expr)> {
        if let Expr::Path(path) = arg {
            let name = self.names.fresh("inner");
            let call: Expr = if params == 0 {
                parse_quote!(#path())
            } else {
                parse_quote!(#path(#name))
            };
            return Some((parse_quote!(#name), call));
        }
        let closure = without_return(arg, params)?;
        let pat = closure.inputs.first().cloned();
        let pat = pat.unwrap_or_else(|| parse_quote!(_));
        let pat = match pat {
            Pat::Type(t) => *t.pat,
            other => other,
        };
        Some((pat, *closure.body))
    }

    /// What stands for an absent value, lazily.
    fn otherwise(
        &mut self,
        arg: &Expr,
        kind: Kind,
        absent: &proc_macro2::TokenStream,
    ) -> Option<(proc_macro2::TokenStream, Expr)> {
        if kind == Kind::Result {
            let (pat, body) = self.closure(arg, 1)?;
            let ad = &self.root;
            return Some((quote::quote!(#ad::__private::Err(#pat)), body));
        }
        let (_, body) = self.closure(arg, 0)?;
        Some((absent.clone(), body))
    }

    /// A value that is evaluated whether or not it is used.
    fn held(&mut self, value: &Expr) -> Option<(Option<syn::Stmt>, Expr)> {
        if is_plain(value) {
            return Some((None, value.clone()));
        }
        let name = self.names.fresh("otherwise");
        Some((Some(parse_quote!(let #name = #value;)), parse_quote!(#name)))
    }
}

/// Whether an expression names a place and may stand twice.
pub(crate) fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => variable(expr).is_some(),
        Expr::Paren(e) => is_place(&e.expr),
        Expr::Field(e) => is_place(&e.base),
        Expr::Unary(e) => matches!(e.op, syn::UnOp::Deref(_)) && is_place(&e.expr),
        Expr::Index(e) => is_place(&e.expr) && is_plain(&e.index),
        _ => false,
    }
}

/// Whether evaluating an expression has no effect but its value.
pub(crate) fn is_plain(expr: &Expr) -> bool {
    crate::activity::consists_of_names(
        expr,
        &|other| matches!(other, Expr::Reference(e) if is_plain(&e.expr)),
    )
}
