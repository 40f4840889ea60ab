//! Methods that are other words for a part of a container, or for a loop over
//! its elements, spelled out: `v.last_mut().unwrap()` is `&mut v[v.len() - 1]`,
//! `a.mapv_inplace(|x| x.sin())` is `for p in a.iter_mut() { let x = *p; *p = x.sin(); }`.
//!
//! Only containers with derivatives are looked at.

use crate::activity::{Activity, strip};
use crate::chains::{bare, without_return};
use crate::names::Names;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprClosure, ExprMethodCall, Stmt, parse_quote};

/// Spells out the body of `function`; whether anything was changed.
pub(crate) fn spell_out(function: &mut crate::parse::DiffFn, activity: &Activity) -> bool {
    let names = Names::of(&function.item);
    let mut speller = Speller {
        activity,
        names,
        changed: false,
    };
    speller.visit_block_mut(&mut function.item.block);
    speller.changed
}

struct Speller<'a> {
    activity: &'a Activity,
    names: Names,
    changed: bool,
}

impl VisitMut for Speller<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let spelled = match &*expr {
            Expr::MethodCall(m) => self
                .part(m)
                .or_else(|| self.in_place(m))
                .or_else(|| self.joined(m)),
            Expr::Field(f) => self.half(f),
            Expr::Call(c) => self.dropped(c),
            _ => None,
        };
        if let Some(spelled) = spelled {
            *expr = spelled;
            self.changed = true;
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Speller<'_> {
    /// `v.first().unwrap()`, `v.get_mut(i).expect("…")`, `v.last().copied().unwrap()`
    fn part(&self, m: &ExprMethodCall) -> Option<Expr> {
        if m.method != "unwrap" && m.method != "expect" {
            return None;
        }
        let Expr::MethodCall(inner) = &*m.receiver else {
            return None;
        };
        let (call, copied) = match &*inner.receiver {
            Expr::MethodCall(call) if inner.method == "copied" || inner.method == "cloned" => {
                (call, Some(&inner.method))
            }
            _ => (inner, None),
        };
        let container = self.container(&call.receiver)?;
        // The last index stands in a block, which is evaluated on its own.
        let place: Expr = match (call.method.to_string().as_str(), call.args.first()) {
            ("first" | "first_mut", None) => parse_quote!(#container[0]),
            ("last" | "last_mut", None) => parse_quote!(#container[{ #container.len() - 1 }]),
            ("get" | "get_mut", Some(index)) => parse_quote!(#container[#index]),
            _ => return None,
        };
        Some(match copied {
            Some(method) if method == "copied" => place,
            Some(_) => parse_quote!(#place.clone()),
            None if call.method.to_string().ends_with("_mut") => parse_quote!((&mut #place)),
            None => parse_quote!((&#place)),
        })
    }

    /// `[a, b].concat()` and `rows.concat()` as copies that are extended.
    fn joined(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        if m.method != "concat" || !m.args.is_empty() || !self.activity.expr(&m.receiver) {
            return None;
        }
        let (joined, mut stmts) = (self.names.fresh("joined"), Vec::<Stmt>::new());
        let Expr::Array(list) = strip(&m.receiver) else {
            let row = self.names.fresh("row");
            let rows = place_behind(&m.receiver).unwrap_or_else(|| {
                let (name, rows) = (self.names.fresh("rows"), &m.receiver);
                stmts.push(parse_quote!(let #name = #rows;));
                parse_quote!(#name)
            });
            return Some(parse_quote!({
                #(#stmts)*
                let mut #joined = ::std::vec::Vec::new();
                for #row in #rows.iter() { #joined.extend_from_slice(&#row[..]); }
                #joined
            }));
        };
        for (i, part) in list.elems.iter().enumerate() {
            let part = place_behind(part).unwrap_or_else(|| {
                let name = self.names.fresh("part");
                stmts.push(parse_quote!(let #name = #part;));
                parse_quote!(#name)
            });
            stmts.push(match i {
                0 => parse_quote!(let mut #joined = #part[..].to_vec();),
                _ => parse_quote!(#joined.extend_from_slice(&#part[..]);),
            });
        }
        (!stmts.is_empty()).then(|| parse_quote!({ #(#stmts)* #joined }))
    }

    /// `drop(v)` as a block that takes `v`.
    fn dropped(&mut self, c: &syn::ExprCall) -> Option<Expr> {
        let (Expr::Path(function), Some(value)) = (&*c.func, c.args.first()) else {
            return None;
        };
        let names = crate::paths::names(&function.path);
        let (last, before) = names.split_last()?;
        let known = last == "drop"
            && before
                .iter()
                .all(|m| matches!(m.as_str(), "std" | "core" | "mem"));
        (known && c.args.len() == 1 && self.activity.expr(value)).then(|| {
            let taken = self.names.fresh("dropped");
            parse_quote!({ let #taken = #value; })
        })
    }

    /// `v.split_at(k).0`
    fn half(&self, f: &syn::ExprField) -> Option<Expr> {
        let Expr::MethodCall(call) = &*f.base else {
            return None;
        };
        let container = self.container(&call.receiver)?;
        let (syn::Member::Unnamed(which), Some(at)) = (&f.member, call.args.first()) else {
            return None;
        };
        let part: Expr = if which.index == 0 {
            parse_quote!(#container[..#at])
        } else {
            parse_quote!(#container[#at..])
        };
        match call.method.to_string().as_str() {
            "split_at" => Some(parse_quote!((&#part))),
            "split_at_mut" => Some(parse_quote!((&mut #part))),
            _ => None,
        }
    }

    /// Methods of arrays that change their elements one by one.
    fn in_place(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        let name = m.method.to_string();
        if !matches!(
            name.as_str(),
            "map_inplace" | "mapv_inplace" | "zip_mut_with" | "scaled_add"
        ) {
            return None;
        }
        let array = self.container(&m.receiver)?;
        let args: Vec<&Expr> = m.args.iter().collect();
        Some(match (name.as_str(), args.as_slice()) {
            ("map_inplace", [closure]) => {
                let ExprClosure { inputs, body, .. } = &without_return(closure, 1)?;
                let pat = bare(&inputs[0]);
                parse_quote!({ for #pat in #array.iter_mut() { #body; } })
            }
            ("mapv_inplace", [Expr::Path(function)]) => {
                let part = self.names.fresh("part");
                parse_quote!({ for #part in #array.iter_mut() { *#part = #function(*#part); } })
            }
            ("mapv_inplace", [closure]) => {
                let ExprClosure { inputs, body, .. } = &without_return(closure, 1)?;
                let (part, pat) = (self.names.fresh("part"), bare(&inputs[0]));
                parse_quote!({ for #part in #array.iter_mut() { let #pat = *#part; *#part = #body; } })
            }
            ("zip_mut_with", [other, closure]) => {
                let ExprClosure { inputs, body, .. } = &without_return(closure, 2)?;
                let (x, y) = (bare(&inputs[0]), bare(&inputs[1]));
                let other = place_behind(other)?;
                // Elements are paired by number, which broadcasting isn't.
                parse_quote!({
                    ::core::assert!(#array.shape() == #other.shape(), "zip_mut_with: arrays of different shapes have no derivative rule");
                    for (#x, #y) in #array.iter_mut().zip(#other.iter()) { #body; }
                })
            }
            ("scaled_add", [scale, other]) if !matches!(array, Expr::MethodCall(_)) => {
                parse_quote!(#array += &((#other) * (#scale)))
            }
            _ => return None,
        })
    }

    /// A container with derivatives that may be named twice: a variable or a
    /// part of one.
    fn container(&self, expr: &Expr) -> Option<Expr> {
        let place = place_behind(expr)?;
        self.activity.expr(&place).then_some(place)
    }
}

/// The place that a container expression stands for, references stripped, if
/// evaluating it twice is the same as once.
fn place_behind(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Paren(e) => place_behind(&e.expr),
        Expr::Group(e) => place_behind(&e.expr),
        Expr::Reference(e) => place_behind(&e.expr),
        Expr::Path(_) => Some(expr.clone()),
        Expr::Unary(u) if matches!(u.op, syn::UnOp::Deref(_)) => {
            place_behind(&u.expr)?;
            Some(parse_quote!((#expr)))
        }
        Expr::Field(f) => place_behind(&f.base).map(|_| expr.clone()),
        Expr::MethodCall(m) if crate::rules::view_method(&m.method.to_string()).is_some() => {
            let named = m.args.iter().all(is_repeatable) && place_behind(&m.receiver).is_some();
            named.then(|| expr.clone())
        }
        Expr::Index(i) if is_repeatable(&i.index) => place_behind(&i.expr).map(|_| expr.clone()),
        _ => None,
    }
}

fn is_repeatable(expr: &Expr) -> bool {
    crate::activity::consists_of_names(expr, &|other| match other {
        Expr::Cast(e) => is_repeatable(&e.expr),
        Expr::Index(e) => is_repeatable(&e.expr) && is_repeatable(&e.index),
        Expr::Array(e) => e.elems.iter().all(is_repeatable),
        Expr::Tuple(e) => e.elems.iter().all(is_repeatable),
        Expr::Range(e) => e.start.iter().chain(&e.end).all(|e| is_repeatable(e)),
        // The last index, as spelled out here.
        Expr::Block(e) => {
            matches!(e.block.stmts.as_slice(), [syn::Stmt::Expr(e, None)] if is_repeatable(e))
        }
        Expr::MethodCall(m) => m.method == "len" && m.args.is_empty() && is_repeatable(&m.receiver),
        _ => false,
    })
}
