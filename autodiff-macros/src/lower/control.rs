//! Branches, loops and exits.

use super::call::strip;
use super::{LoopScope, Lower};
use crate::ir::{Arm, Block, Branch, Exit, Loop, LoopId, LoopKind, StmtKind, VarId, Verbatim};
use crate::ty::Ty;
use syn::Expr;

impl Lower<'_> {
    /// Control flow that computes a value into a declared variable.
    pub(super) fn control_value(&mut self, expr: &Expr, into: VarId) {
        match expr {
            Expr::If(e) => self.if_expr(e, Some(into)),
            Expr::Match(e) => self.match_expr(e, Some(into)),
            Expr::Block(e) => self.block_expr(e, Some(into)),
            Expr::Loop(e) => self.loop_expr(e, Some(into)),
            other => self.unsupported(other),
        }
    }

    /// Control flow without a value.
    pub(super) fn control_stmt(&mut self, expr: &Expr) {
        match expr {
            Expr::If(e) => self.if_expr(e, None),
            Expr::Match(e) => self.match_expr(e, None),
            Expr::Block(e) => self.block_expr(e, None),
            Expr::Loop(e) => self.loop_expr(e, None),
            Expr::While(e) => self.while_expr(e),
            Expr::ForLoop(e) => self.for_expr(e),
            other => self.unsupported(other),
        }
    }

    fn branch_block(&mut self, block: &syn::Block, into: Option<VarId>) -> Block {
        self.in_block(|lower| match into {
            Some(id) => lower.block_value(block, id),
            None => lower.block_stmts(block),
        })
    }

    fn branch_expr(&mut self, expr: &Expr, into: Option<VarId>) -> Block {
        if let Expr::Block(b) = strip(expr)
            && b.label.is_none()
        {
            return self.branch_block(&b.block, into);
        }
        self.in_block(|lower| match into {
            Some(id) => lower.expr_into(expr, super::expr::Into::Init(id)),
            None => lower.statement_expr(expr),
        })
    }

    fn block_expr(&mut self, e: &syn::ExprBlock, into: Option<VarId>) {
        if let Some(label) = &e.label {
            self.errors.at(
                label,
                "labelled blocks aren't supported: use `loop { … break }` or a function of its own",
            );
        }
        let block = self.branch_block(&e.block, into);
        self.emit(StmtKind::Block(block));
    }

    fn if_expr(&mut self, e: &syn::ExprIf, into: Option<VarId>) {
        if let Expr::Let(pattern) = strip(&e.cond) {
            return self.if_let(e, pattern, into);
        }
        let cond = self.condition(&e.cond);
        let unset = self.unset.clone();
        let then = self.branch_block(&e.then_branch, into);
        let after = std::mem::replace(&mut self.unset, unset);
        let mut arms = vec![Arm {
            cond: Some(cond),
            pat: None,
            block: then,
        }];
        let other = match &e.else_branch {
            Some((_, other)) => self.branch_expr(other, into),
            None => Block::default(),
        };
        self.unset.retain(|id, _| after.contains_key(id));
        arms.push(Arm {
            cond: None,
            pat: None,
            block: other,
        });
        self.emit(StmtKind::Branch(Branch {
            scrutinee: None,
            arms,
        }));
    }

    fn if_let(&mut self, e: &syn::ExprIf, pattern: &syn::ExprLet, into: Option<VarId>) {
        if self.activity.expr(&pattern.expr) {
            self.errors.at(&pattern.expr, "`if let` on a value with a derivative isn't supported yet: test a condition and bind with `let`");
            return;
        }
        let scrutinee = self.verbatim(&pattern.expr);
        let vars = self.pattern_vars(&pattern.pat, true);
        let then = self.branch_block(&e.then_branch, into);
        let other = match &e.else_branch {
            Some((_, other)) => self.branch_expr(other, into),
            None => Block::default(),
        };
        let arms = vec![
            Arm {
                cond: None,
                pat: Some(((*pattern.pat).clone(), vars)),
                block: then,
            },
            Arm {
                cond: None,
                pat: Some((
                    syn::Pat::Wild(syn::PatWild {
                        attrs: Vec::new(),
                        underscore_token: syn::token::Underscore::default(),
                    }),
                    Vec::new(),
                )),
                block: other,
            },
        ];
        self.emit(StmtKind::Branch(Branch {
            scrutinee: Some(scrutinee),
            arms,
        }));
    }

    fn match_expr(&mut self, e: &syn::ExprMatch, into: Option<VarId>) {
        if self.activity.expr(&e.expr) {
            self.errors.at(
                &e.expr,
                "`match` on a value with a derivative isn't supported yet: match on integers, or use `if` with conditions",
            );
            return;
        }
        let scrutinee = self.verbatim(&e.expr);
        let mut arms = Vec::new();
        let unset = self.unset.clone();
        let mut after = unset.clone();
        for arm in &e.arms {
            self.unset.clone_from(&unset);
            let vars = self.pattern_vars(&arm.pat, true);
            if let syn::Pat::Guard(guarded) = &arm.pat {
                self.refuse_hidden_changes(&guarded.guard);
            }
            let block = self.branch_expr(&arm.body, into);
            after.retain(|id, _| self.unset.contains_key(id));
            arms.push(Arm {
                cond: None,
                pat: Some((arm.pat.clone(), vars)),
                block,
            });
        }
        self.unset = after;
        self.emit(StmtKind::Branch(Branch {
            scrutinee: Some(scrutinee),
            arms,
        }));
    }

    /// A condition: inactive whatever it mentions.
    fn condition(&mut self, cond: &Expr) -> Verbatim {
        if contains_let(cond) {
            self.errors.at(
                cond,
                "`let` inside a condition isn't supported: nest an `if let`, or bind before",
            );
        }
        self.verbatim(cond)
    }

    fn fresh_loop(&mut self, label: Option<&syn::Label>, result: Option<VarId>) -> (LoopId, VarId) {
        let id = LoopId(self.loop_count);
        self.loop_count += 1;
        self.loops.push(LoopScope {
            id,
            label: label.map(|l| l.name.clone()),
            result,
        });
        (id, self.temp("trips", Ty::Int, false))
    }

    fn finish_loop(&mut self, id: LoopId, kind: LoopKind, body: Block, trips: VarId) {
        self.loops.pop();
        self.emit(StmtKind::Loop(Loop {
            id,
            kind,
            body,
            trips,
        }));
    }

    fn loop_expr(&mut self, e: &syn::ExprLoop, into: Option<VarId>) {
        let (id, trips) = self.fresh_loop(e.label.as_ref(), into);
        let body = self.branch_block(&e.body, None);
        self.finish_loop(id, LoopKind::Forever, body, trips);
    }

    fn while_expr(&mut self, e: &syn::ExprWhile) {
        if matches!(strip(&e.cond), Expr::Let(_)) {
            self.errors.at(&e.cond, "`while let` isn't supported yet: use `while` with a condition, or `loop` with `break`");
            return;
        }
        let cond = self.condition(&e.cond);
        let (id, trips) = self.fresh_loop(e.label.as_ref(), None);
        let body = self.branch_block(&e.body, None);
        self.finish_loop(id, LoopKind::While(cond), body, trips);
    }

    fn for_expr(&mut self, e: &syn::ExprForLoop) {
        let Some((kind, bindings)) = self.iteration(&e.pat, &e.expr) else {
            return;
        };
        let (id, trips) = self.fresh_loop(e.label.as_ref(), None);
        let body = self.in_block(|lower| {
            for binding in bindings {
                lower.loop_binding(binding);
            }
            lower.block_stmts(&e.body);
        });
        self.finish_loop(id, kind, body, trips);
    }

    fn target(
        &mut self,
        label: Option<&syn::Lifetime>,
        at: &Expr,
    ) -> Option<(LoopId, Option<VarId>)> {
        let found = match label {
            None => self.loops.last(),
            Some(label) => self
                .loops
                .iter()
                .rev()
                .find(|l| l.label.as_ref() == Some(label)),
        };
        let found = found.map(|l| (l.id, l.result));
        if found.is_none() && !self.errors.any() {
            self.errors
                .at(at, "this leaves no loop that can be followed");
        }
        found
    }

    pub(super) fn break_stmt(&mut self, b: &syn::ExprBreak) {
        let Some((id, result)) = self.target(b.label.as_ref(), &Expr::Break(b.clone())) else {
            return;
        };
        match (&b.expr, result) {
            (Some(value), Some(result)) => self.expr_into(value, super::expr::Into::Init(result)),
            (Some(value), None) => self.statement_expr(value),
            (None, _) => {}
        }
        self.emit(StmtKind::Exit(Exit::Break(id)));
    }

    pub(super) fn continue_stmt(&mut self, c: &syn::ExprContinue) {
        if let Some((id, _)) = self.target(c.label.as_ref(), &Expr::Continue(c.clone())) {
            self.emit(StmtKind::Exit(Exit::Continue(id)));
        }
    }
}

fn contains_let(cond: &Expr) -> bool {
    match strip(cond) {
        Expr::Let(_) => true,
        Expr::Binary(b) => contains_let(&b.left) || contains_let(&b.right),
        _ => false,
    }
}
