//! Iterators with a name for everything they run over.

use crate::lower::Lower;
use crate::lower::call::strip;
use crate::ty::Ty;
use syn::{Expr, Pat};

impl Lower<'_> {
    /// The iterator with everything it owns bound to variables first, so that
    /// its elements are parts of places.
    pub(super) fn over_variables(&mut self, iter: &Expr) -> Expr {
        if !self.activity.expr(iter) {
            return iter.clone();
        }
        match strip(iter) {
            Expr::MethodCall(m) => {
                let mut m = m.clone();
                let name = m.method.to_string();
                match name.as_str() {
                    "enumerate" | "rev" | "skip" | "take" | "step_by" | "copied" | "cloned"
                    | "zip" | "into_iter" => {
                        m.receiver = Box::new(self.over_variables(&m.receiver));
                        for arg in &mut m.args {
                            *arg = self.over_variables(arg);
                        }
                    }
                    _ => {
                        if super::source::runs_over_receiver(&name) && !self.is_place(&m.receiver) {
                            m.receiver = Box::new(self.bound(&m.receiver));
                        }
                    }
                }
                Expr::MethodCall(m)
            }
            Expr::Reference(r) if !self.is_place(&r.expr) => {
                let mut r = r.clone();
                r.expr = Box::new(self.bound(&r.expr));
                Expr::Reference(r)
            }
            Expr::Reference(_) => iter.clone(),
            other
                if self.is_place(other)
                    && (self.sketch(other).is_reference()
                        || matches!(self.sketch(other), Ty::View(_))) =>
            {
                other.clone()
            }
            // An owned container: its elements as they are now.
            other => {
                let name = self.bound(other);
                syn::parse_quote!(#name.iter().cloned())
            }
        }
    }

    /// Whether an inactive iteration goes over references to the elements of
    /// places: those are found again in the reverse sweep, not kept.
    pub(super) fn is_followable(&self, pat: &Pat, iter: &Expr) -> bool {
        match (pat, strip(iter)) {
            (Pat::Paren(p), _) => self.is_followable(&p.pat, iter),
            (_, Expr::MethodCall(m))
                if matches!(
                    m.method.to_string().as_str(),
                    "skip" | "take" | "step_by" | "rev"
                ) =>
            {
                self.is_followable(pat, &m.receiver)
            }
            (Pat::Tuple(p), Expr::MethodCall(m)) if p.elems.len() == 2 => {
                match m.method.to_string().as_str() {
                    "enumerate" => {
                        is_name(&p.elems[0]) && self.is_followable(&p.elems[1], &m.receiver)
                    }
                    "zip" => {
                        self.is_followable(&p.elems[0], &m.receiver)
                            && m.args
                                .first()
                                .is_some_and(|arg| self.is_followable(&p.elems[1], arg))
                    }
                    _ => false,
                }
            }
            (Pat::Reference(r), _) => is_name(&r.pat) && self.is_followable(&r.pat, iter),
            (_, Expr::MethodCall(m)) => {
                is_name(pat)
                    && (m.method == "into_iter" && self.is_followable(pat, &m.receiver)
                        || matches!(
                            m.method.to_string().as_str(),
                            "iter"
                                | "rows"
                                | "columns"
                                | "outer_iter"
                                | "windows"
                                | "chunks"
                                | "chunks_exact"
                        ) && self.is_steady(&m.receiver))
            }
            (_, Expr::Reference(r)) => {
                is_name(pat) && r.mutability.is_none() && self.is_steady(&r.expr)
            }
            (_, other) => {
                is_name(pat) && matches!(self.sketch(other), Ty::Ref(_)) && self.is_steady(other)
            }
        }
    }

    /// Whether an inactive expression is a place that nothing changes unseen.
    fn is_steady(&self, expr: &Expr) -> bool {
        self.is_place(expr) && self.is_pure(expr)
    }
}

fn is_name(pat: &Pat) -> bool {
    matches!(pat, Pat::Wild(_))
        || matches!(pat, Pat::Ident(p) if p.by_ref.is_none() && p.subpat.is_none())
}
