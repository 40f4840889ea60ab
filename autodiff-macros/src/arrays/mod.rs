//! Elementwise code on whole arrays, brought to two forms that stay one pass over
//! memory: `x.mapv(|v| …)`, and `a.zip_map__(&b, |a, b| …)` for several arrays.
//! What changes an array in place becomes such a map and a store:
//! `Zip::from(&mut a).and(&b).for_each(|a, &b| *a += b)` is
//! `a.replace_by__({ a.zip_map__(&b, |a, b| a + b) })`.
//!
//! Closures that change something outside become loops (`places`, [`zip`]).

mod build;
mod fused;
mod known;
pub(crate) mod zip;

use crate::activity::Activity;
use crate::names::Names;
use known::Known;
use syn::Expr;
use syn::visit_mut::{self, VisitMut};

/// Spells out the body of `function`; whether anything was changed.
pub(crate) fn spell_out(function: &mut crate::parse::DiffFn, activity: &Activity) -> bool {
    let names = Names::of(&function.item);
    let root = function.root.clone();
    let mut speller = Speller {
        activity,
        root: &root,
        known: Known::of(function),
        names,
        changed: false,
    };
    speller.visit_block_mut(&mut function.item.block);
    speller.changed
}

struct Speller<'a> {
    activity: &'a Activity,
    root: &'a syn::Path,
    known: Known,
    names: Names,
    changed: bool,
}

impl VisitMut for Speller<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let spelled = match &*expr {
            Expr::MethodCall(m) if self.activity.expr(expr) || self.activity.mentions(expr) => self
                .zipped(m)
                .or_else(|| self.in_place(m))
                .or_else(|| self.mapped(m))
                .or_else(|| self.turned(m))
                .or_else(|| self.folded(m)),
            Expr::Call(c) if self.activity.expr(expr) => self.built(c),
            _ => None,
        };
        if let Some(spelled) = spelled {
            *expr = spelled;
            self.changed = true;
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
