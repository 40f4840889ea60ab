//! What makes an `Option`, as the branch that it stands for:
//!
//! | written | becomes |
//! |---|---|
//! | `v.pop()` | `if v.is_empty() { None } else { Some(v.pop().unwrap()) }` |
//! | `v.get(i).copied()` | `if i < v.len() { Some(v[i]) } else { None }` |
//! | `c.then_some(x)` | `if c { Some(x) } else { None }` |
//!
//! Only values with derivatives are looked at, and what is unwrapped at once has
//! another form ([`places`](crate::places)).

use crate::activity::Activity;
use crate::chains::without_return;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, Path, Stmt, parse_quote};

/// Rewrites the body of `function`; whether anything was changed.
pub(crate) fn spell_out(function: &mut crate::parse::DiffFn, activity: &Activity) -> bool {
    let mut speller = Speller {
        activity,
        root: function.root.clone(),
        changed: false,
    };
    speller.visit_block_mut(&mut function.item.block);
    speller.changed
}

struct Speller<'a> {
    activity: &'a Activity,
    root: Path,
    changed: bool,
}

impl VisitMut for Speller<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::MethodCall(outer) = expr
            && (outer.method == "unwrap" || outer.method == "expect")
            && let Expr::MethodCall(pop) = &mut *outer.receiver
            && pop.method == "pop"
        {
            return self.visit_expr_mut(&mut pop.receiver);
        }
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::MethodCall(m) = &*expr
            && self.activity.expr(expr)
            && let Some((condition, value)) = made(m)
        {
            let ad = &self.root;
            *expr = parse_quote! {
                (if #condition { #ad::__private::Some(#value) } else { #ad::__private::None })
            };
            self.changed = true;
        }
    }

    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        // What a statement takes out is dropped.
        match stmt {
            Stmt::Expr(Expr::MethodCall(m), Some(_)) if m.method == "pop" => {}
            Stmt::Local(local) if matches!(local.pat, syn::Pat::Wild(_)) => {}
            _ => visit_mut::visit_stmt_mut(self, stmt),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// When there is a value, and which.
fn made(m: &ExprMethodCall) -> Option<(Expr, Expr)> {
    let receiver = &*m.receiver;
    Some(match (m.method.to_string().as_str(), m.args.first()) {
        ("then_some", Some(value)) => (receiver.clone(), value.clone()),
        ("then", Some(value)) => (receiver.clone(), *without_return(value, 0)?.body),
        ("pop", None) if is_place(receiver) => (
            parse_quote!(!#receiver.is_empty()),
            parse_quote!(#receiver.pop().unwrap()),
        ),
        ("copied" | "cloned", None) => part(receiver)?,
        _ => return None,
    })
}

/// When there is an element, and which: of `v.get(i)`, `v.first()`, `v.last()`.
fn part(expr: &Expr) -> Option<(Expr, Expr)> {
    let Expr::MethodCall(m) = expr else {
        return None;
    };
    let list = &*m.receiver;
    if !is_place(list) {
        return None;
    }
    Some(match (m.method.to_string().as_str(), m.args.first()) {
        ("get", Some(index)) if is_repeatable(index) => (
            parse_quote!((#index) < #list.len()),
            parse_quote!(#list[#index].clone()),
        ),
        ("first", None) => (
            parse_quote!(!#list.is_empty()),
            parse_quote!(#list[0].clone()),
        ),
        // The last index stands in a block, which is evaluated on its own.
        ("last", None) => (
            parse_quote!(!#list.is_empty()),
            parse_quote!(#list[{ #list.len() - 1 }].clone()),
        ),
        _ => return None,
    })
}

/// Whether an index can be evaluated twice.
fn is_repeatable(index: &Expr) -> bool {
    match index {
        Expr::Lit(_) => true,
        Expr::Paren(e) => is_repeatable(&e.expr),
        Expr::Cast(e) => is_repeatable(&e.expr),
        Expr::Binary(b) => {
            crate::activity::is_arithmetic(&b.op)
                && is_repeatable(&b.left)
                && is_repeatable(&b.right)
        }
        Expr::MethodCall(m) => {
            crate::rules::is_pure_method(&m.method.to_string())
                && is_repeatable(&m.receiver)
                && m.args.iter().all(is_repeatable)
        }
        other => is_place(other),
    }
}

/// Whether a place can be named twice.
fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(p) => p.path.get_ident().is_some(),
        Expr::Field(f) => is_place(&f.base),
        Expr::Paren(e) => is_place(&e.expr),
        Expr::Unary(u) => matches!(u.op, syn::UnOp::Deref(_)) && is_place(&u.expr),
        Expr::Index(i) => {
            is_place(&i.expr) && (matches!(&*i.index, Expr::Lit(_)) || is_place(&i.index))
        }
        _ => false,
    }
}
