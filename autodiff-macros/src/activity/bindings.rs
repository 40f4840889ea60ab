//! What names get of the values that patterns, loops and closures bind them to.

use super::syntax::{self, lent_roots, root_variable, variable};
use super::{Pass, bound_names};
use crate::ty::Ty;
use syn::{Expr, Pat};

impl Pass<'_> {
    pub(super) fn mark_pattern(&mut self, pat: &Pat) {
        match pat {
            Pat::Type(typed) if Ty::of(&typed.ty).is_discrete() => {}
            _ => {
                for name in syntax::carrying_names(pat) {
                    // A name with a capital is that of a constant (see `rename`).
                    if !name.starts_with(char::is_uppercase) {
                        self.activity.mark(name);
                    }
                }
            }
        }
    }

    pub(super) fn mark_place(&mut self, place: &Expr) {
        if let Some(root) = root_variable(place)
            && !self.activity.shared.contains(&root)
        {
            self.activity.mark(root);
        }
    }

    /// Marks the parts of `pat` that take active parts of `init`.
    pub(super) fn bind(&mut self, pat: &Pat, init: &Expr) {
        match (pat, init) {
            (Pat::Tuple(p), Expr::Tuple(e)) if p.elems.len() == e.elems.len() => {
                for (pat, init) in p.elems.iter().zip(&e.elems) {
                    self.bind(pat, init);
                }
            }
            (Pat::Paren(p), _) => self.bind(&p.pat, init),
            _ => self.bind_whole(pat, init),
        }
    }

    /// The same where the pattern may take any part.
    fn bind_whole(&mut self, pat: &Pat, init: &Expr) {
        if self.activity.expr(init) {
            self.mark_pattern(pat);
        }
        self.link(pat, init);
    }

    /// Remembers what the references in `init` point into: what is assigned
    /// through the names of `pat` may land there.
    pub(super) fn link(&mut self, pat: &Pat, init: &Expr) {
        let mut roots = lent_roots(init);
        if syntax::borrows_mutably(pat) {
            roots.extend(root_variable(init));
        }
        // A reference that moves on.
        roots.extend(variable(init).filter(|name| self.activity.lends(name)));
        for name in bound_names(pat) {
            let targets = self.activity.points_into.entry(name).or_default();
            targets.extend(roots.iter().cloned());
        }
    }

    /// `for pat in iter`: `enumerate` binds a number and an element, `zip` two
    /// elements.
    pub(super) fn bind_elements(&mut self, pat: &Pat, iter: &Expr) {
        match (pat, iter) {
            (_, Expr::Paren(e)) => self.bind_elements(pat, &e.expr),
            (Pat::Tuple(p), Expr::MethodCall(m))
                if m.method == "enumerate" && p.elems.len() == 2 =>
            {
                self.bind_elements(&p.elems[1], &m.receiver);
            }
            // The index is a number, or a tuple of them.
            (Pat::Tuple(p), Expr::MethodCall(m))
                if (m.method == "indexed_iter" || m.method == "indexed_iter_mut")
                    && p.elems.len() == 2 =>
            {
                self.bind_whole(&p.elems[1], iter);
            }
            (Pat::Tuple(p), Expr::MethodCall(m)) if m.method == "zip" && p.elems.len() == 2 => {
                self.bind_elements(&p.elems[0], &m.receiver);
                if let Some(other) = m.args.first() {
                    self.bind_elements(&p.elems[1], other);
                }
            }
            _ => self.bind_whole(pat, iter),
        }
    }

    /// What the closure that ends a `Zip` is given of its arrays.
    pub(super) fn bind_zip(&mut self, m: &syn::ExprMethodCall) {
        let (Some(producers), Some(Expr::Closure(closure))) =
            (crate::arrays::zip::run(m), m.args.last())
        else {
            return;
        };
        // `fold` gives what it has so far first.
        let skipped = usize::from(m.method == "fold");
        if skipped == 1
            && let (Some(input), true) = (
                closure.inputs.first(),
                self.activity.expr(&Expr::MethodCall(m.clone())),
            )
        {
            self.mark_pattern(input);
        }
        for (producer, input) in producers.iter().zip(closure.inputs.iter().skip(skipped)) {
            self.bind_elements(input, &producer.expr);
        }
    }
}
