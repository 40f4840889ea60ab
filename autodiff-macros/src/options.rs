//! `v.pop()` as the branch that it stands for:
//! `if v.is_empty() { None } else { Some(v.pop().unwrap()) }`.
//!
//! Only values with derivatives are looked at. What is unwrapped at once, or taken
//! out for nothing, stays.

use crate::activity::Activity;
use crate::outcomes::is_place;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Path, Stmt, parse_quote};

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
        if let Expr::MethodCall(pop) = &*expr
            && pop.method == "pop"
            && pop.args.is_empty()
            && is_place(&pop.receiver)
            && self.activity.expr(expr)
        {
            let (ad, list) = (&self.root, &pop.receiver);
            *expr = parse_quote!((if #list.is_empty() {
                #ad::__private::None
            } else {
                #ad::__private::Some(#list.pop().unwrap())
            }));
            self.changed = true;
        }
    }

    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::Expr(Expr::MethodCall(m), Some(_)) if m.method == "pop" => {}
            Stmt::Local(local) if matches!(local.pat, syn::Pat::Wild(_)) => {}
            _ => visit_mut::visit_stmt_mut(self, stmt),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
