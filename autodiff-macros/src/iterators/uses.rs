//! Whether an iterator is used in known ways alone.

use crate::names::may_mention;
use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Expr, Stmt};

/// Whether all that names the iterator `name` in `stmt` is among the uses that `known` counts in an
/// expression, those in its parts left aside.
pub(super) fn are_known(name: &str, stmt: &Stmt, known: impl Fn(&Expr) -> usize) -> bool {
    let mut uses = Uses {
        name,
        known,
        unknown: 0,
    };
    uses.visit_stmt(stmt);
    uses.unknown == 0
}

struct Uses<'n, F> {
    name: &'n str,
    known: F,
    /// The names that were seen, less those of known uses.
    unknown: isize,
}

impl<F: Fn(&Expr) -> usize> Visit<'_> for Uses<'_, F> {
    fn visit_ident(&mut self, ident: &Ident) {
        self.unknown += isize::from(*ident == self.name);
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        self.unknown += isize::from(may_mention(&mac.tokens, self.name));
    }

    fn visit_expr(&mut self, expr: &Expr) {
        self.unknown -= (self.known)(expr).cast_signed();
        visit::visit_expr(self, expr);
    }
}
