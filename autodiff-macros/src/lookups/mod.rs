//! Elements that may not be there: `v.last()`, `v.get(i)`, `v.split_first()`. The `Option` of a
//! reference that they give never comes to be: what looks into it becomes a test and a place,
//! `match v.last() { Some(x) => a, None => b }` is
//! `if !v.is_empty() { let x = &v[v.len() - 1]; a } else { b }`.
//!
//! Only containers with derivatives are looked at. While the reference lives, nobody else may change
//! the container; so a name for the `Option` is as good as the call again.

mod arms;
mod others;

use self::arms::{arms, gives_or_leaves, gone, guarded, is_irrefutable, some_of, without_guard};
use self::others::Others;
use crate::activity::{Activity, strip, variable};
use crate::names::Names;
use crate::outcomes::{is_place, is_plain};
use proc_macro2::Ident;
use std::collections::{HashMap, HashSet};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, Block, Expr, ExprMatch, ExprMethodCall, Local, Pat, Stmt, parse_quote};

/// Spells out the body of `function`; whether anything was changed.
pub(crate) fn spell_out(function: &mut crate::parse::DiffFn, activity: &Activity) -> bool {
    let mut others = Others::default();
    for param in &function.params {
        others.note(&param.name, &param.ty);
    }
    others.visit_block(&function.item.block);
    let mut speller = Speller {
        activity,
        names: Names::of(&function.item),
        named: HashMap::new(),
        others: others.0,
        changed: false,
    };
    speller.visit_block_mut(&mut function.item.block);
    speller.changed
}

struct Speller<'a> {
    activity: &'a Activity,
    names: Names,
    /// The names that stand for lookups.
    named: HashMap<String, Expr>,
    /// What is seen to be no list.
    others: HashSet<String>,
    changed: bool,
}

/// A lookup, spelled out.
struct Lookup {
    /// `let at = i;`
    before: Vec<Stmt>,
    /// Whether the element is there.
    there: Expr,
    /// What is found: `&v[0]`, or both parts of a slice that is split.
    found: Expr,
    /// The element, unless the slice is split.
    place: Option<Expr>,
}

impl VisitMut for Speller<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        let mut rest = stmts.into_iter();
        while let Some(stmt) = rest.next() {
            // What nobody looks at.
            if let Stmt::Expr(expr, Some(_)) = &stmt
                && let Some(lookup) = self.lookup(expr)
            {
                self.changed = true;
                block.stmts.extend(lookup.before);
                continue;
            }
            let Stmt::Local(local) = stmt else {
                block.stmts.push(stmt);
                continue;
            };
            match self.opened(&local) {
                Some(opened) => {
                    self.changed = true;
                    block.stmts.extend(opened);
                }
                None => match self.name(&local, rest.as_slice()) {
                    Some(before) => {
                        self.changed = true;
                        block.stmts.extend(before);
                    }
                    None => block.stmts.push(Stmt::Local(local)),
                },
            }
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(call) = variable(expr).and_then(|name| self.named.get(&name)) {
            *expr = call.clone();
        }
        while let Some(spelled) = self.spelled(expr) {
            *expr = spelled;
            self.changed = true;
        }
        visit_mut::visit_expr_mut(self, expr);
        // `*&{ … }`
        if let Expr::Unary(u) = expr
            && matches!(u.op, syn::UnOp::Deref(_))
            && let Expr::Reference(r) = strip(&u.expr)
            && let Expr::Block(copy) = &*r.expr
        {
            *expr = Expr::Block(copy.clone());
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Speller<'_> {
    fn spelled(&mut self, expr: &Expr) -> Option<Expr> {
        match expr {
            Expr::Match(m) => self
                .of_both(m)
                .or_else(|| self.of_result(m))
                .or_else(|| self.passed(m))
                .or_else(|| self.matched(m)),
            Expr::MethodCall(m) => self.default(m).or_else(|| self.unwrapped(m)),
            _ => None,
        }
    }

    /// The call, if it looks an element up.
    fn call<'e>(&self, expr: &'e Expr) -> Option<&'e ExprMethodCall> {
        let Expr::MethodCall(m) = strip(expr) else {
            return None;
        };
        let known = match (m.method.to_string().as_str(), m.args.first()) {
            ("first" | "last" | "first_mut" | "last_mut", None)
            | ("split_first" | "split_last" | "split_first_mut" | "split_last_mut", None) => true,
            ("get" | "get_mut", Some(at)) => {
                m.args.len() == 1 && !matches!(strip(at), Expr::Range(_) | Expr::Tuple(_))
            }
            _ => false,
        };
        let other = variable(&m.receiver).is_some_and(|name| self.others.contains(&name));
        (known && !other && is_place(&m.receiver) && self.activity.expr(&m.receiver)).then_some(m)
    }

    fn lookup(&mut self, expr: &Expr) -> Option<Lookup> {
        let m = self.call(expr)?;
        let (list, name) = (&m.receiver, m.method.to_string());
        let mutable = name.ends_with("_mut");
        let mut before = Vec::new();
        let mut there: Expr = parse_quote!(!#list.is_empty());
        let place: Expr = match (name.trim_end_matches("_mut"), m.args.first()) {
            ("first", _) => parse_quote!(#list[0]),
            ("last", _) => parse_quote!(#list[{ #list.len() - 1 }]),
            ("get", Some(at)) => {
                let at = if is_plain(at) && !matches!(at, Expr::Reference(_)) {
                    at.clone()
                } else {
                    self.held(at, &mut before)
                };
                there = parse_quote!((#at) < #list.len());
                parse_quote!(#list[#at])
            }
            _ => {
                return Some(Lookup {
                    before,
                    there,
                    found: parse_quote!(#m.unwrap()),
                    place: None,
                });
            }
        };
        Some(Lookup {
            before,
            there,
            found: if mutable {
                parse_quote!(&mut #place)
            } else {
                parse_quote!(&#place)
            },
            place: Some(place),
        })
    }

    /// `match v.last() { Some(x) => a, None => b }`
    fn matched(&mut self, m: &ExprMatch) -> Option<Expr> {
        self.call(&m.expr)?;
        let (some, none) = arms(m)?;
        let Lookup {
            before,
            there,
            found,
            place,
        } = self.lookup(&m.expr)?;
        let then: Block = match some.as_slice() {
            [arm] if is_irrefutable(&arm.pat) => {
                let (lets, body) = (self.bind(&arm.pat, &found, place.is_none()), &arm.body);
                parse_quote!({ #(#lets)* #body })
            }
            _ if place.is_some() => {
                let whole = some.last().is_some_and(|arm| is_irrefutable(&arm.pat));
                let rest: Option<Arm> = (!whole).then(|| parse_quote!(_ => #none,));
                parse_quote!({ match #found { #(#some)* #rest } })
            }
            _ => return None,
        };
        let choice: Expr = parse_quote!(if #there #then else { #none });
        Some(if before.is_empty() {
            choice
        } else {
            parse_quote!({ #(#before)* #choice })
        })
    }

    /// An index as a name.
    fn held(&mut self, at: &Expr, before: &mut Vec<Stmt>) -> Expr {
        let mut value = at.clone();
        if let Expr::Block(b) = at
            && let [stmts @ .., Stmt::Expr(last, None)] = b.block.stmts.as_slice()
        {
            before.extend_from_slice(stmts);
            value = last.clone();
        }
        let name = self.names.fresh("at");
        before.push(parse_quote!(let #name = #value;));
        parse_quote!(#name)
    }

    /// `match v.last() { Some(x) => x, None => return None }`, which `v.last()?` stands for, where a
    /// value is taken.
    fn passed(&mut self, m: &ExprMatch) -> Option<Expr> {
        let none = gives_or_leaves(m)?;
        let Lookup {
            before,
            there,
            place,
            ..
        } = self.lookup(&m.expr)?;
        let place = place?;
        Some(parse_quote!((&{ #(#before)* if !(#there) { #none; } #place.clone() })))
    }

    /// `match v.last().ok_or(e) { Ok(x) => a, Err(e) => b }`
    fn of_result(&mut self, m: &ExprMatch) -> Option<Expr> {
        let Expr::MethodCall(made) = strip(&m.expr) else {
            return None;
        };
        let lookup = Expr::MethodCall(self.call(&made.receiver)?.clone());
        let error: Expr = match (made.method.to_string().as_str(), made.args.first()?) {
            ("ok_or", error) => error.clone(),
            ("ok_or_else", Expr::Closure(c)) if c.inputs.is_empty() => (*c.body).clone(),
            ("ok_or_else", Expr::Path(function)) => parse_quote!(#function()),
            _ => return None,
        };
        let mut arms = m.arms.clone();
        for arm in &mut arms {
            let (whole, guard) = without_guard(&arm.pat);
            let Pat::TupleStruct(p) = whole else {
                return None;
            };
            let inner = p.elems.first()?.clone();
            match p.path.segments.last()?.ident.to_string().as_str() {
                "Ok" => arm.pat = guarded(parse_quote!(Some(#inner)), guard.cloned()),
                "Err" if guard.is_none() && is_irrefutable(&inner) => {
                    let body = &arm.body;
                    arm.pat = parse_quote!(None);
                    arm.body = match gone(body) {
                        // So that it is seen to leave.
                        Some(Expr::Return(r)) => {
                            let value = &r.expr;
                            parse_quote!(return { let #inner = #error; #value })
                        }
                        _ => parse_quote!({ let #inner = #error; #body }),
                    };
                }
                _ => return None,
            }
            arm.comma = Some(syn::token::Comma::default());
        }
        Some(parse_quote!(match #lookup { #(#arms)* }))
    }

    /// `match (v.first(), v.last()) { (Some(a), Some(b)) => x, _ => y }`
    fn of_both(&mut self, m: &ExprMatch) -> Option<Expr> {
        let (Expr::Tuple(values), [both, rest]) = (strip(&m.expr), m.arms.as_slice()) else {
            return None;
        };
        let (Pat::Tuple(pats), Pat::Wild(_)) = (&both.pat, &rest.pat) else {
            return None;
        };
        let looked = values.elems.iter().any(|value| self.call(value).is_some());
        if !looked || pats.elems.len() != values.elems.len() {
            return None;
        }
        let other = &rest.body;
        let mut nested = (*both.body).clone();
        for (pat, value) in pats.elems.iter().zip(&values.elems).rev() {
            nested = parse_quote!(match #value { #pat => #nested, _ => #other });
        }
        Some(nested)
    }

    /// `v.first().unwrap_or(&d)`: the reference to a copy.
    fn default(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        if m.method != "unwrap_or" {
            return None;
        }
        let (list, Expr::Reference(default)) = (self.call(&m.receiver)?, strip(m.args.first()?))
        else {
            return None;
        };
        let default = &default.expr;
        Some(parse_quote!((&#list.cloned().unwrap_or(#default))))
    }

    /// `v.get({ … }).unwrap()`, whose index is worked out first: the reference to a copy. (Others are
    /// spelled out as places.)
    fn unwrapped(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        if m.method != "unwrap" && m.method != "expect" {
            return None;
        }
        let Lookup { before, place, .. } = self.lookup(&m.receiver)?;
        let place = place.filter(|_| !before.is_empty())?;
        Some(parse_quote!((&{ #(#before)* #place.clone() })))
    }

    /// `let Some(x) = v.last() else { leave };`, `let x = v.last()?;`
    fn opened(&mut self, local: &Local) -> Option<Vec<Stmt>> {
        let init = local.init.as_ref()?;
        let (pat, value, leave): (&Pat, &Expr, Expr) = match (&init.diverge, strip(&init.expr)) {
            (Some((_, leave)), value) => {
                let pat = some_of(&local.pat).filter(|pat| is_irrefutable(pat))?;
                (pat, value, (**leave).clone())
            }
            (None, Expr::Match(m)) => {
                let m = match self.of_result(m) {
                    Some(Expr::Match(m)) => m,
                    _ => m.clone(),
                };
                self.call(&m.expr)?;
                let leave = gives_or_leaves(&m)?.clone();
                let value = (*m.expr).clone();
                return self.opened_as(&local.pat, &value, &leave);
            }
            _ => return None,
        };
        self.opened_as(pat, value, &leave)
    }

    fn opened_as(&mut self, pat: &Pat, value: &Expr, leave: &Expr) -> Option<Vec<Stmt>> {
        let Lookup {
            before,
            there,
            found,
            place,
        } = self.lookup(value)?;
        let mut stmts = before;
        stmts.push(parse_quote!(if !(#there) { #leave; }));
        stmts.extend(self.bind(pat, &found, place.is_none()));
        Some(stmts)
    }

    /// `let x = v.last();`, which stands for the call from now on.
    fn name(&mut self, local: &Local, rest: &[Stmt]) -> Option<Vec<Stmt>> {
        let init = local.init.as_ref().filter(|init| init.diverge.is_none())?;
        let Pat::Ident(p) = &local.pat else {
            return None;
        };
        let mut call = self.call(&init.expr)?.clone();
        if p.mutability.is_some() || p.by_ref.is_some() || in_macros(&p.ident, rest) {
            return None;
        }
        let mut before = Vec::new();
        if let Some(at) = call.args.first_mut() {
            *at = self.held(at, &mut before);
        }
        self.named
            .insert(p.ident.to_string(), Expr::MethodCall(call));
        Some(before)
    }

    /// `let pat = found;`; the parts of a slice get plain names first.
    fn bind(&mut self, pat: &Pat, found: &Expr, split: bool) -> Vec<Stmt> {
        let Pat::Tuple(parts) = pat else {
            return vec![parse_quote!(let #pat = #found;)];
        };
        if !split {
            return vec![parse_quote!(let #pat = #found;)];
        }
        let (mut names, mut lets): (Vec<Pat>, Vec<Stmt>) = (Vec::new(), Vec::new());
        for part in &parts.elems {
            if matches!(part, Pat::Ident(_) | Pat::Wild(_)) {
                names.push(part.clone());
            } else {
                let name = self.names.fresh("part");
                names.push(parse_quote!(#name));
                lets.push(parse_quote!(let #part = #name;));
            }
        }
        let mut stmts = vec![parse_quote!(let (#(#names),*) = #found;)];
        stmts.append(&mut lets);
        stmts
    }
}

/// Whether the tokens of a macro, where nothing is replaced, mention a name.
fn in_macros(name: &Ident, stmts: &[Stmt]) -> bool {
    struct Finder<'n>(&'n str, bool);
    impl Visit<'_> for Finder<'_> {
        fn visit_macro(&mut self, mac: &syn::Macro) {
            // `"{name}"` in a format string counts, too.
            self.1 |= crate::names::may_mention(&mac.tokens, self.0);
        }
    }
    let name = name.to_string();
    let mut finder = Finder(&name, false);
    for stmt in stmts {
        visit::visit_stmt(&mut finder, stmt);
    }
    finder.1
}
