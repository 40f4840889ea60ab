//! Iterators with a name for everything they run over.

use crate::activity::strip;
use crate::lower::Lower;
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
                    _ => self.takes_apart(pat, &m.receiver) && m.method == "iter",
                }
            }
            (Pat::Reference(r), _) if is_name(&r.pat) => self.is_followable(&r.pat, iter),
            (Pat::Tuple(_) | Pat::Slice(_) | Pat::Reference(_), Expr::MethodCall(m)) => {
                self.takes_apart(pat, &m.receiver) && m.method == "iter"
            }
            (Pat::Tuple(_) | Pat::Slice(_) | Pat::Reference(_), Expr::Reference(r)) => {
                self.takes_apart(pat, &r.expr) && r.mutability.is_none()
            }
            (Pat::Tuple(_) | Pat::Slice(_) | Pat::Reference(_), other) => {
                self.takes_apart(pat, other) && matches!(self.sketch(other), Ty::Ref(_))
            }
            (_, Expr::MethodCall(m)) => {
                is_name(pat)
                    && (m.method == "into_iter" && self.is_followable(pat, &m.receiver)
                        || matches!(
                            m.method.to_string().as_str(),
                            "iter"
                                | "rows"
                                | "lanes"
                                | "axis_iter"
                                | "axis_chunks_iter"
                                | "exact_chunks"
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

    /// Whether `pat` takes the elements of a list apart whose type is written.
    fn takes_apart(&self, pat: &Pat, list: &Expr) -> bool {
        let listed = self.sketch(list);
        let listed = matches!(listed.behind(), Ty::Slice(_) | Ty::Vec(_) | Ty::Fixed(_))
            .then(|| listed.element());
        listed.is_some_and(|element| is_made_of_names(pat, &element)) && self.is_steady(list)
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

/// Whether `pat` takes a value of type `ty` apart into names, as far as that is known.
fn is_made_of_names(pat: &Pat, ty: &Ty) -> bool {
    match (pat, ty) {
        (Pat::Paren(p), _) => is_made_of_names(&p.pat, ty),
        (Pat::Reference(r), _) => is_made_of_names(&r.pat, ty),
        (Pat::Tuple(t), Ty::Tuple(items)) => {
            t.elems.len() == items.len()
                && t.elems
                    .iter()
                    .zip(items)
                    .all(|(pat, ty)| is_made_of_names(pat, ty))
        }
        (Pat::Slice(s), Ty::Fixed(item)) => s.elems.iter().all(|pat| is_made_of_names(pat, item)),
        _ => is_name(pat),
    }
}
