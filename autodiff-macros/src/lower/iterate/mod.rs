//! `for` loops: over integers, over the elements of places, over anything
//! inactive.

mod bindings;
mod own;
mod source;

use self::bindings::{Binding, Bound, rename};
use super::Lower;
use crate::activity::strip;
use crate::ir::{LoopKind, Op, Origin, Var, VarId, Verbatim};
use crate::ty::Ty;
use proc_macro2::Span;
use quote::format_ident;
use syn::{Expr, Pat};

impl Lower<'_> {
    /// The kind of a `for` loop, and what its pattern binds in each iteration.
    pub(super) fn iteration(&mut self, pat: &Pat, iter: &Expr) -> Option<(LoopKind, Vec<Binding>)> {
        if !self.activity.expr(iter) && !self.is_followable(pat, iter) {
            return Some((self.inactive_iteration(pat, iter), Vec::new()));
        }
        let iter = &self.over_variables(iter);
        let source = self.source(iter)?;
        let k = self.add_var(Var {
            name: format_ident!("k{}", self.vars.len(), span = Span::mixed_site()),
            declared: None,
            ty: Ty::Int,
            active: false,
            mutable: false,
            origin: Origin::LoopIndex,
            alias: None,
            opaque: false,
            borrows: false,
        });
        let name = self.var(k).name.clone();
        let number = Verbatim {
            expr: syn::parse_quote!(#name),
            reads: [k].into(),
            pure: true,
            ty: Ty::Int,
        };
        let mut bindings = Vec::new();
        self.match_source(pat, &source, &number, Some(k), &mut bindings)?;
        let mut pat = pat.clone();
        for binding in &bindings {
            if let Bound::Kept(raw, _) = binding.value {
                rename(&mut pat, &binding.name, &self.var(raw).name);
            }
        }
        Some((
            LoopKind::Elements {
                pat,
                iter: self.lasting(iter),
                k,
                sized: source.is_sized(),
            },
            bindings,
        ))
    }

    fn inactive_iteration(&mut self, pat: &Pat, iter: &Expr) -> LoopKind {
        if let (Pat::Ident(p), true) = (pat, is_integer_range(iter)) {
            let verbatim = self.verbatim(iter);
            if p.by_ref.is_none() && p.mutability.is_none() {
                let iter = self.fixed_range(verbatim);
                let index = self.local(&p.ident, Ty::Int, false);
                self.vars[index.0].origin = Origin::LoopIndex;
                return LoopKind::Range { index, iter };
            }
        }
        if let (Pat::Wild(_), true) = (pat, is_integer_range(iter)) {
            let verbatim = self.verbatim(iter);
            let iter = self.fixed_range(verbatim);
            let index = self.temp("i", Ty::Int, false);
            self.vars[index.0].origin = Origin::LoopIndex;
            return LoopKind::Range { index, iter };
        }
        let iter = self.verbatim(iter);
        let binds = self.pattern_vars(pat, false);
        LoopKind::Opaque {
            pat: pat.clone(),
            iter,
            binds,
        }
    }

    /// A range that both sweeps can evaluate: parts that may change are bound.
    fn fixed_range(&mut self, verbatim: Verbatim) -> Verbatim {
        if self.stays_the_same(&verbatim) {
            return verbatim;
        }
        let mut expr = verbatim.expr;
        self.fix_bounds(&mut expr);
        let reads = self.reads(quote::ToTokens::to_token_stream(&expr));
        Verbatim {
            expr,
            reads,
            pure: true,
            ty: Ty::Unknown,
        }
    }

    /// Whether the reverse sweep can evaluate an expression as well.
    fn stays_the_same(&self, verbatim: &Verbatim) -> bool {
        let changes = |id: &VarId| self.var(*id).mutable || self.is_through_mutable(*id);
        verbatim.pure && !verbatim.reads.iter().any(changes)
    }

    fn fix_bounds(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Paren(e) => self.fix_bounds(&mut e.expr),
            Expr::Range(r) => {
                for bound in r.start.iter_mut().chain(&mut r.end) {
                    self.fix(bound);
                }
            }
            Expr::MethodCall(m) => {
                self.fix_bounds(&mut m.receiver);
                for arg in &mut m.args {
                    self.fix(arg);
                }
            }
            _ => {}
        }
    }

    fn fix(&mut self, bound: &mut Expr) {
        let mut verbatim = self.verbatim(bound);
        if matches!(bound, Expr::Lit(_)) || self.stays_the_same(&verbatim) {
            return;
        }
        let temp = self.temp("bound", Ty::Int, false);
        verbatim.ty = Ty::Int;
        self.define(crate::ir::Dst::Let(temp), Op::Opaque(verbatim));
        let name = &self.var(temp).name;
        *bound = syn::parse_quote!(#name);
    }
}

/// `a..b`, `(a..b).rev()`, `(a..=b).step_by(n)`
fn is_integer_range(iter: &Expr) -> bool {
    match strip(iter) {
        Expr::Range(r) => r.start.is_some() && r.end.is_some(),
        Expr::MethodCall(m) => {
            matches!(m.method.to_string().as_str(), "rev" | "step_by")
                && is_integer_range(&m.receiver)
        }
        _ => false,
    }
}
