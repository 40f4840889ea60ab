//! Maps over one or several arrays, as values and in place.

use super::Speller;
use super::zip::{self, Producer};
use crate::chains::without_return;
use proc_macro2::Ident;
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprClosure, ExprMethodCall, Pat, parse_quote};

impl Speller<'_> {
    /// `x.map(|v| …)`, `x.mapv_into(|v| …)` as `x.mapv(|v| …)`.
    pub(super) fn mapped(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        let receiver = &m.receiver;
        match (m.method.to_string().as_str(), m.args.first()) {
            // A differentiable function.
            ("mapv", Some(Expr::Path(function))) if function.path.get_ident().is_some() => {
                let v = self.names.fresh("v");
                Some(parse_quote!(#receiver.mapv(|#v| #function(#v))))
            }
            ("mapv_into", Some(closure)) => Some(parse_quote!(#receiver.mapv(#closure))),
            ("map", Some(Expr::Path(function))) if self.known.is_array(receiver) => {
                let v = self.names.fresh("v");
                Some(parse_quote!(#receiver.mapv(|#v| #function(&#v))))
            }
            ("map", Some(closure)) if self.known.is_array(receiver) => {
                let mut closure = without_return(closure, 1)?;
                self.by_value(&mut closure, 0)?;
                let mapv = Ident::new("mapv", m.method.span());
                Some(parse_quote!(#receiver.#mapv(#closure)))
            }
            _ => None,
        }
    }

    /// `x.fold(init, |acc, &v| …)` of an array, as that of its iterator.
    pub(super) fn folded(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        if !matches!(m.method.to_string().as_str(), "fold" | "for_each")
            || !self.known.is_array(&m.receiver)
        {
            return None;
        }
        let (receiver, method, args) = (&m.receiver, &m.method, &m.args);
        Some(parse_quote!(#receiver.iter().#method(#args)))
    }

    /// `x.swap_axes(a, b)`, `x.invert_axis(axis)` as an assignment.
    pub(super) fn turned(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        let receiver = &m.receiver;
        let args: Vec<&Expr> = m.args.iter().collect();
        let turned: Expr = match (m.method.to_string().as_str(), args.as_slice()) {
            ("swap_axes", [a, b]) => parse_quote!(with_axes_swapped__(#a, #b)),
            ("invert_axis", [axis]) => parse_quote!(with_axis_inverted__(#axis)),
            _ => return None,
        };
        let Expr::Call(turned) = turned else {
            return None;
        };
        let (name, args) = (&turned.func, &turned.args);
        let array = crate::activity::variable(receiver).is_some() && self.known.is_array(receiver);
        array.then(|| parse_quote!({ #receiver = #receiver.#name(#args); }))
    }

    /// `Zip::from(…)…` with what ends it.
    pub(super) fn zipped(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        let producers = zip::run(m)?;
        let count = producers.len();
        let changed: Vec<usize> = (0..count).filter(|i| producers[*i].is_mutable()).collect();
        let views = producers.iter().any(Producer::gives_views);
        match (m.method.to_string().as_str(), m.args.first()) {
            ("map_collect", Some(closure)) if changed.is_empty() && !views && count <= 4 => {
                let mut closure = without_return(closure, count)?;
                for i in 0..count {
                    self.by_value(&mut closure, i)?;
                }
                Some(self.zip_map(&producers, &closure))
            }
            ("for_each", Some(closure)) => {
                let closure = without_return(closure, count)?;
                let fused = changed == [0] && !views && count <= 4 && !changes_outside(&closure);
                fused
                    .then(|| self.changed_in_place(&producers, closure.clone()))
                    .flatten()
                    .or_else(|| self.looped(&producers, &closure))
            }
            ("fold", Some(init)) if m.args.len() == 2 && changed.is_empty() => {
                let closure = without_return(&m.args[1], count + 1)?;
                let mut inputs = closure.inputs.iter().cloned();
                let acc = crate::chains::bare(&inputs.next()?);
                let each = ExprClosure {
                    inputs: inputs.collect(),
                    ..closure.clone()
                };
                let total = self.names.fresh("total");
                let body = &closure.body;
                let each = ExprClosure {
                    body: parse_quote!({ let #acc = #total; #total = #body; }),
                    ..each
                };
                let looped = self.looped(&producers, &each)?;
                Some(parse_quote!({ let mut #total = #init; #looped #total }))
            }
            _ => None,
        }
    }

    /// `mapv_inplace`, `map_inplace` and `zip_mut_with` whose closures change nothing else.
    pub(super) fn in_place(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        let array = &m.receiver;
        let args: Vec<&Expr> = m.args.iter().collect();
        let name = m.method.to_string();
        if !is_repeatable(array) {
            return None;
        }
        let first = Producer {
            expr: (**array).clone(),
            spread: false,
        };
        match (name.as_str(), args.as_slice()) {
            ("mapv_inplace", [function]) => {
                if let Expr::Closure(_) = function {
                    let closure = without_return(function, 1)?;
                    if changes_outside(&closure) {
                        return None;
                    }
                }
                let mapped = match function {
                    Expr::Path(function) => {
                        let v = self.names.fresh("v");
                        parse_quote!(|#v| #function(#v))
                    }
                    other => (*other).clone(),
                };
                Some(parse_quote!(#array.replace_by__(#array.mapv(#mapped))))
            }
            ("map_inplace", [closure]) => {
                let closure = without_return(closure, 1)?;
                let fused = !changes_outside(&closure);
                fused
                    .then(|| self.changed_in_place(&[first], closure))
                    .flatten()
            }
            // A part takes a name, to be added to.
            ("scaled_add", [scale, other]) if matches!(**array, Expr::MethodCall(_)) => {
                let part = self.names.fresh("part");
                Some(parse_quote!({ let mut #part = #array; #part += &((#other) * (#scale)); }))
            }
            ("zip_mut_with", [other, closure]) => {
                let closure = without_return(closure, 2)?;
                let other = Producer {
                    expr: (*other).clone(),
                    spread: true,
                };
                let fused = !changes_outside(&closure);
                fused
                    .then(|| self.changed_in_place(&[first, other], closure))
                    .flatten()
            }
            _ => None,
        }
    }

    /// The first of `producers` with its elements changed by `closure`.
    fn changed_in_place(
        &mut self,
        producers: &[Producer],
        mut closure: ExprClosure,
    ) -> Option<Expr> {
        let Pat::Ident(element) = crate::chains::bare(closure.inputs.first()?) else {
            return None;
        };
        let element = element.ident;
        let mut through = Through::new(&element);
        through.visit_expr_mut(&mut closure.body);
        if through.bare {
            return None;
        }
        for i in 1..producers.len() {
            self.by_value(&mut closure, i)?;
        }
        let old = self.names.fresh("old");
        let body = &closure.body;
        closure.body = parse_quote!({ let mut #element = #old; #body; #element });
        closure.inputs[0] = parse_quote!(#old);
        let target = behind(&producers[0].expr);
        let new = match producers.len() {
            1 => parse_quote!(#target.mapv(#closure)),
            _ => self.zip_map(producers, &closure),
        };
        Some(parse_quote!(#target.replace_by__(#new)))
    }

    /// One pass over several arrays that makes another.
    fn zip_map(&mut self, producers: &[Producer], closure: &ExprClosure) -> Expr {
        let first = behind(&producers[0].expr);
        let others = producers[1..].iter().map(|p| -> Expr {
            let expr = &p.expr;
            match p.spread {
                true => parse_quote!(spread__(#expr)),
                false => expr.clone(),
            }
        });
        match producers.len() {
            1 => parse_quote!(#first.mapv(#closure)),
            _ => parse_quote!(#first.zip_map__(#(#others,)* #closure)),
        }
    }

    /// A loop that does what `closure` does.
    fn looped(&mut self, producers: &[Producer], closure: &ExprClosure) -> Option<Expr> {
        let mut iter: Option<Expr> = None;
        let mut pat: Option<Pat> = None;
        for (producer, input) in producers.iter().zip(&closure.inputs) {
            if producer.spread {
                return None;
            }
            let (source, input) = (&producer.expr, crate::chains::bare(input));
            let target = behind(source);
            let next: Expr = match (producer.gives_views(), producer.is_mutable()) {
                (true, _) => parse_quote!(#source.into_iter()),
                (false, true) => parse_quote!(#target.iter_mut()),
                (false, false) => parse_quote!(#target.iter()),
            };
            (iter, pat) = match (iter, pat) {
                (Some(iter), Some(pat)) => (
                    Some(parse_quote!(#iter.zip(#next))),
                    Some(parse_quote!((#pat, #input))),
                ),
                _ => (Some(next), Some(input)),
            };
        }
        let (iter, pat, body) = (iter?, pat?, &closure.body);
        Some(parse_quote!({ for #pat in #iter { #body; } }))
    }

    /// Has the closure take its parameter `number`, a reference, by value.
    fn by_value(&mut self, closure: &mut ExprClosure, number: usize) -> Option<()> {
        let input = crate::chains::bare(closure.inputs.get(number)?);
        match input {
            Pat::Reference(r) => {
                closure.inputs[number] = *r.pat;
                Some(())
            }
            Pat::Wild(_) => {
                let ignored = self.names.fresh("ignored");
                closure.inputs[number] = parse_quote!(#ignored);
                Some(())
            }
            Pat::Ident(p) if p.by_ref.is_none() && p.subpat.is_none() => {
                Through::new(&p.ident).visit_expr_mut(&mut closure.body);
                closure.inputs[number] = Pat::Ident(p);
                Some(())
            }
            _ => None,
        }
    }
}

/// An array, of a reference or view of all of it.
fn behind(producer: &Expr) -> Expr {
    match producer {
        Expr::Paren(e) => behind(&e.expr),
        Expr::Reference(r) => match behind(&r.expr) {
            inner @ (Expr::Path(_) | Expr::MethodCall(_) | Expr::Field(_) | Expr::Index(_)) => {
                inner
            }
            other => parse_quote!((#other)),
        },
        Expr::MethodCall(m) if m.method == "view" || m.method == "view_mut" => behind(&m.receiver),
        other => other.clone(),
    }
}

/// Whether an expression may be evaluated twice.
fn is_repeatable(expr: &Expr) -> bool {
    crate::activity::consists_of_names(expr, &|other| match other {
        Expr::Reference(e) => is_repeatable(&e.expr),
        Expr::Index(e) => is_repeatable(&e.expr) && is_repeatable(&e.index),
        Expr::Array(e) => e.elems.iter().all(is_repeatable),
        Expr::Tuple(e) => e.elems.iter().all(is_repeatable),
        Expr::Call(c) => super::build::is_axis(other) && c.args.iter().all(is_repeatable),
        Expr::Macro(m) => crate::paths::ends_in(&m.mac.path, "s"),
        Expr::MethodCall(m) => {
            let name = m.method.to_string();
            (crate::rules::view_method(&name).is_some() || name == "len")
                && is_repeatable(&m.receiver)
                && m.args.iter().all(is_repeatable)
        }
        _ => false,
    })
}

/// Writes the value behind a reference for the reference: `*v` becomes `v`.
struct Through<'n> {
    name: &'n Ident,
    /// The reference itself is used.
    bare: bool,
}

impl<'n> Through<'n> {
    fn new(name: &'n Ident) -> Self {
        Through { name, bare: false }
    }

    fn is_name(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(p) if p.path.is_ident(self.name))
    }
}

impl VisitMut for Through<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Unary(u) if matches!(u.op, syn::UnOp::Deref(_)) && self.is_name(&u.expr) => {
                *expr = (*u.expr).clone();
                return;
            }
            Expr::Call(c) => {
                for arg in &mut c.args {
                    if self.is_name(arg) {
                        let name = self.name;
                        self.bare = true;
                        *arg = parse_quote!(&#name);
                    } else {
                        self.visit_expr_mut(arg);
                    }
                }
                return;
            }
            Expr::Path(_) if self.is_name(expr) => self.bare = true,
            Expr::Macro(m) => {
                let name = self.name.to_string();
                self.bare |= crate::names::mentions(m.mac.tokens.clone(), &name);
            }
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}

/// Whether a closure may change something that isn't its own.
fn changes_outside(closure: &ExprClosure) -> bool {
    struct Finder {
        own: HashSet<String>,
        targets: Vec<Option<String>>,
    }
    impl Visit<'_> for Finder {
        fn visit_pat_ident(&mut self, p: &syn::PatIdent) {
            self.own.insert(p.ident.to_string());
            visit::visit_pat_ident(self, p);
        }
        fn visit_expr(&mut self, e: &Expr) {
            let target = match e {
                Expr::Assign(a) => Some(&a.left),
                Expr::Binary(b) if crate::activity::is_update(&b.op) => Some(&b.left),
                Expr::Reference(r) if r.mutability.is_some() => Some(&r.expr),
                Expr::MethodCall(m) => {
                    let name = m.method.to_string();
                    let changes = crate::rules::mutator(&name).is_some() || name.ends_with("_mut");
                    changes.then_some(&m.receiver)
                }
                _ => None,
            };
            if let Some(target) = target {
                self.targets.push(crate::activity::root_variable(target));
            }
            visit::visit_expr(self, e);
        }
    }
    let mut finder = Finder {
        own: HashSet::new(),
        targets: Vec::new(),
    };
    finder.visit_expr_closure(closure);
    finder
        .targets
        .iter()
        .any(|root| root.as_ref().is_none_or(|root| !finder.own.contains(root)))
}
