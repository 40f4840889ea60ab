//! Loops over scalar code that calls functions of numbers.
//!
//! Most such functions (`sigmoid`) are straight lines, which can give their slopes together with their
//! value: then a trip keeps numbers alone, and the loop can have lanes. The macro doesn't see the functions,
//! so the loop is lowered in both forms, and rustc takes one of them by what the functions' companions say.

use super::Lower;
use crate::analyse::{may_have_lanes, stands};
use crate::ir::{Arm, Block, Branch, Op, Operand, StmtKind, Use, VarId};
use crate::ty::Ty;
use syn::visit::Visit;
use syn::{Expr, ExprForLoop};

impl Lower<'_> {
    /// Lowers such a loop in both forms; whether it is one.
    pub(super) fn in_two_forms(&mut self, e: &ExprForLoop) -> bool {
        let double = !self.mixed && self.scalar == "f64";
        if self.sloped.is_some() || !double || !e.attrs.is_empty() || !is_simple(e) {
            return false;
        }
        let Some((first, sloped)) = self.with_slopes(e) else {
            return false;
        };
        let second = self.in_block(|lower| lower.for_expr(e));
        let arm = |block| Arm {
            cond: None,
            pat: None,
            block,
        };
        self.emit(StmtKind::Branch(Branch {
            scrutinee: None,
            arms: vec![arm(first), arm(second)],
            sloped,
        }));
        true
    }

    /// The loop for functions with slopes, and these functions; nothing is left of it if it can't have lanes.
    fn with_slopes(&mut self, e: &ExprForLoop) -> Option<(Block, Vec<syn::Path>)> {
        let errors = std::mem::take(self.errors);
        let (names, unset, simple) = (self.names.clone(), self.unset.clone(), self.simple.clone());
        let outside: Vec<Ty> = self.vars.iter().map(|var| var.ty.clone()).collect();
        let lengths = (self.detaches.len(), self.checks.len(), self.items.len());
        self.sloped = Some(Vec::new());
        let block = self.in_block(|lower| lower.for_expr(e));
        let sloped = self.sloped.take().unwrap_or_default();
        (self.names, self.unset, self.simple) = (names, unset, simple);
        self.detaches.truncate(lengths.0);
        self.checks.truncate(lengths.1);
        self.items.truncate(lengths.2);
        let refused = std::mem::replace(self.errors, errors).any();
        // What the other form knows of a type must not come from this one.
        let mut learnt = false;
        for (var, ty) in self.vars.iter_mut().zip(&outside) {
            learnt |= var.ty != *ty;
            var.ty.clone_from(ty);
        }
        let lanes = block.stmts.iter().all(|stmt| match &stmt.kind {
            StmtKind::Loop(l) => may_have_lanes(&self.vars, l),
            _ => true,
        });
        let fine = !refused && !learnt && lanes && !sloped.is_empty() && stands(&self.vars, &block);
        fine.then_some((block, sloped))
    }

    /// A call of a function of numbers, in a loop that asks for slopes.
    pub(super) fn sloped_call(&mut self, path: &syn::Path, args: &[Operand]) -> Option<Op> {
        let plain = path.segments.iter().all(|s| s.arguments.is_none());
        let number = |operand: &Operand| match operand {
            Operand::Place(place, Use::Value) => place.ty == Ty::Float,
            Operand::Place(..) => false,
            Operand::Inactive(v) => v.ty == Ty::Float,
        };
        if !plain || !args.iter().all(number) {
            return None;
        }
        let mut slopes: Vec<Option<VarId>> = Vec::new();
        for arg in args {
            let active = crate::analyse::is_active_in(&self.vars, arg);
            slopes.push(active.then(|| self.temp("slope", Ty::Float, false)));
        }
        for slope in slopes.iter().flatten() {
            self.emit(StmtKind::Declare(*slope));
        }
        let asked = self.sloped.as_mut()?;
        if !asked.contains(path) {
            asked.push(path.clone());
        }
        Some(Op::Sloped {
            path: path.clone(),
            args: args.to_vec(),
            slopes,
        })
    }
}

/// Whether a loop calls functions by name, and has neither loops nor exits nor code that isn't looked into.
fn is_simple(e: &ExprForLoop) -> bool {
    struct Search {
        calls: bool,
        other: bool,
    }
    impl Visit<'_> for Search {
        fn visit_expr(&mut self, e: &Expr) {
            match e {
                Expr::Call(c) => self.calls |= matches!(&*c.func, Expr::Path(_)),
                Expr::ForLoop(_)
                | Expr::While(_)
                | Expr::Loop(_)
                | Expr::Closure(_)
                | Expr::Macro(_)
                | Expr::Break(_)
                | Expr::Continue(_)
                | Expr::Return(_)
                | Expr::Try(_)
                | Expr::Match(_)
                | Expr::Let(_) => self.other = true,
                _ => {}
            }
            syn::visit::visit_expr(self, e);
        }

        fn visit_item(&mut self, _: &syn::Item) {
            self.other = true;
        }

        fn visit_macro(&mut self, _: &syn::Macro) {
            self.other = true;
        }
    }
    let mut search = Search {
        calls: false,
        other: false,
    };
    search.visit_block(&e.body);
    search.calls && !search.other
}
