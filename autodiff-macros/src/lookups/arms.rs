//! The arms of a `match` on what a lookup finds.

use crate::activity::variable;
use syn::{Arm, Expr, ExprMatch, Pat, Stmt};

/// The arms for an element, with what they match it with, and what becomes of none.
pub(super) fn arms(m: &ExprMatch) -> Option<(Vec<Arm>, Expr)> {
    let (mut some, mut none) = (Vec::new(), None);
    for arm in &m.arms {
        match &arm.pat {
            Pat::Wild(_) => {
                none.get_or_insert_with(|| (*arm.body).clone());
                break;
            }
            pat if is_none(pat) => {
                none.get_or_insert_with(|| (*arm.body).clone());
            }
            pat => {
                let (pat, guard) = without_guard(pat);
                some.push(Arm {
                    pat: guarded(some_of(pat)?.clone(), guard.cloned()),
                    comma: Some(syn::token::Comma::default()),
                    ..arm.clone()
                });
            }
        }
    }
    Some((some, none?))
}

/// What becomes of none in `{ Some(x) => x, None => leave }`.
pub(super) fn gives_or_leaves(m: &ExprMatch) -> Option<&Expr> {
    let [given, none] = m.arms.as_slice() else {
        return None;
    };
    let Pat::Ident(p) = some_of(&given.pat)? else {
        return None;
    };
    let itself = variable(&given.body).is_some_and(|name| p.ident == name);
    let absent = is_none(&none.pat) || matches!(none.pat, Pat::Wild(_));
    (itself && absent).then(|| gone(&none.body)).flatten()
}

/// The expression, if it leaves the function or the loop.
pub(super) fn gone(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => Some(expr),
        Expr::Paren(e) => gone(&e.expr),
        Expr::Block(b) if b.label.is_none() => match b.block.stmts.as_slice() {
            [Stmt::Expr(e, _)] => gone(e),
            _ => None,
        },
        _ => None,
    }
}

/// The pattern and the condition of `pat if condition`.
pub(super) fn without_guard(pat: &Pat) -> (&Pat, Option<&Expr>) {
    match pat {
        Pat::Guard(p) => (&p.pat, Some(&p.guard)),
        _ => (pat, None),
    }
}

pub(super) fn guarded(pat: Pat, guard: Option<Expr>) -> Pat {
    match guard {
        Some(guard) => Pat::Guard(syn::PatGuard {
            attrs: Vec::new(),
            pat: Box::new(pat),
            if_token: syn::token::If::default(),
            guard: Box::new(guard),
        }),
        None => pat,
    }
}

/// `p` of `Some(p)`.
pub(super) fn some_of(pat: &Pat) -> Option<&Pat> {
    match pat {
        Pat::TupleStruct(p) if p.elems.len() == 1 => {
            (p.path.segments.last()?.ident == "Some").then(|| &p.elems[0])
        }
        Pat::Paren(p) => some_of(&p.pat),
        _ => None,
    }
}

pub(super) fn is_none(pat: &Pat) -> bool {
    match pat {
        Pat::Path(p) => p.path.segments.last().is_some_and(|s| s.ident == "None"),
        Pat::Ident(p) => p.ident == "None",
        _ => false,
    }
}

/// Whether a pattern is seen to match everything.
pub(super) fn is_irrefutable(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(p) => p.subpat.is_none() && !p.ident.to_string().starts_with(char::is_uppercase),
        Pat::Wild(_) => true,
        Pat::Paren(p) => is_irrefutable(&p.pat),
        Pat::Reference(p) => is_irrefutable(&p.pat),
        Pat::Type(p) => is_irrefutable(&p.pat),
        Pat::Tuple(p) => p.elems.iter().all(is_irrefutable),
        _ => false,
    }
}
