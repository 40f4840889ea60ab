//! The elements that each trip of a loop reaches, whichever way its branches go: the containers are
//! long enough for these.

use super::Finder;
use super::plain::places;
use crate::analyse::writes::verbatims;
use crate::ir::{Place, Proj, StmtKind, Verbatim};
use crate::ty::Ty;
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::Expr;

impl Finder<'_> {
    /// The keys of these elements.
    pub(super) fn certain(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for stmt in &self.block.stmts {
            let named = match &stmt.kind {
                StmtKind::Alias { var, .. } => self.body.vars[var.0].alias.as_ref(),
                _ => None,
            };
            let here = named.into_iter().chain(places(stmt));
            found.extend(here.filter_map(|place| Some(self.element(place)?.key)));
            for verbatim in verbatims(stmt) {
                self.reached(&verbatim.expr, verbatim, &mut found);
            }
        }
        found
    }

    /// The elements that an inactive expression reads for certain.
    fn reached(&self, expr: &Expr, whole: &Verbatim, out: &mut BTreeSet<String>) {
        match expr {
            Expr::Paren(e) => self.reached(&e.expr, whole, out),
            Expr::Group(e) => self.reached(&e.expr, whole, out),
            Expr::Unary(e) => self.reached(&e.expr, whole, out),
            Expr::Reference(e) => self.reached(&e.expr, whole, out),
            Expr::Cast(e) => self.reached(&e.expr, whole, out),
            Expr::Binary(e) => {
                self.reached(&e.left, whole, out);
                // What stands behind `&&` may not be looked at.
                if !matches!(e.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) {
                    self.reached(&e.right, whole, out);
                }
            }
            Expr::MethodCall(e) => {
                self.reached(&e.receiver, whole, out);
                e.args.iter().for_each(|e| self.reached(e, whole, out));
            }
            Expr::Index(e) => {
                let place = self.indexed(e, whole);
                if place
                    .as_ref()
                    .is_some_and(|place| self.element(place).is_some())
                {
                    out.extend(place.as_ref().map(Place::key));
                }
            }
            _ => {}
        }
    }

    /// The place `variable[index]` in an inactive expression.
    fn indexed(&self, e: &syn::ExprIndex, whole: &Verbatim) -> Option<Place> {
        let name = crate::activity::variable(&e.expr)?;
        let named = |id: &&crate::ir::VarId| self.body.vars[id.0].name == name;
        let root = *whole.reads.iter().find(named)?;
        let mentioned = |id: &crate::ir::VarId| {
            let name = self.body.vars[id.0].name.to_string();
            crate::names::mentions(e.index.to_token_stream(), &name)
        };
        let at = Verbatim {
            expr: (*e.index).clone(),
            reads: whole.reads.iter().copied().filter(mentioned).collect(),
            pure: whole.pure,
            ty: Ty::Int,
        };
        Some(Place {
            root,
            proj: vec![Proj::Index(at)],
            ty: Ty::Float,
        })
    }
}
