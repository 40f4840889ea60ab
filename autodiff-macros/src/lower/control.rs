//! Branches, loops and exits.

use super::alternatives::split_alternatives;
use super::pattern::Subject;
use super::{LoopScope, Lower};
use crate::activity::strip;
use crate::ir::{
    Arm, Block, Branch, Checkpoint, Exit, Loop, LoopId, LoopKind, Scrutinee, StmtKind, VarId,
    Verbatim,
};
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
            Expr::ForLoop(e) => {
                if !self.in_two_forms(e) {
                    self.for_expr(e);
                }
            }
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
        let Some(label) = &e.label else {
            let block = self.branch_block(&e.block, into);
            return self.emit(StmtKind::Block(block));
        };
        // A loop that is left at its end; plain `break` and `continue` don't see it.
        let (id, trips) = self.fresh_loop(Some(label), into);
        if let Some(scope) = self.loops.last_mut() {
            scope.block = true;
        }
        let body = self.in_block(|lower| {
            match into {
                Some(into) => lower.block_value(&e.block, into),
                None => lower.block_stmts(&e.block),
            }
            if !super::stmt::block_diverges(&e.block) {
                lower.emit(StmtKind::Exit(Exit::Break(id)));
            }
        });
        self.finish_loop(id, LoopKind::Forever, body, trips, None);
    }

    fn if_expr(&mut self, e: &syn::ExprIf, into: Option<VarId>) {
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
            sloped: Vec::new(),
        }));
    }

    fn match_expr(&mut self, e: &syn::ExprMatch, into: Option<VarId>) {
        let (mut subject, scrutinee) = if self.activity.expr(&e.expr) {
            self.subject(&e.expr)
        } else {
            let verbatim = self.verbatim(&e.expr);
            (Subject::Inactive, Scrutinee::Inactive(verbatim))
        };
        let split = if matches!(subject, Subject::Inactive) {
            e.arms.clone()
        } else {
            split_alternatives(&e.arms)
        };
        self.measure(&mut subject, split.iter().map(|arm| &arm.pat));
        let mut arms = Vec::new();
        let unset = self.unset.clone();
        let mut after = unset.clone();
        for arm in &split {
            self.unset.clone_from(&unset);
            let mut vars = Vec::new();
            let block = self.in_block(|lower| {
                vars = lower.bind_parts(&arm.pat, &subject);
                if let syn::Pat::Guard(guarded) = &arm.pat {
                    lower.refuse_hidden_changes(&guarded.guard);
                }
                lower.arm_body(&arm.body, into);
            });
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
            sloped: Vec::new(),
        }));
    }

    /// What an arm computes, in the block that is open.
    fn arm_body(&mut self, body: &Expr, into: Option<VarId>) {
        match (strip(body), into) {
            (Expr::Block(b), Some(id)) if b.label.is_none() => self.block_value(&b.block, id),
            (Expr::Block(b), None) if b.label.is_none() => self.block_stmts(&b.block),
            (_, Some(id)) => self.expr_into(body, super::expr::Into::Init(id)),
            (_, None) => self.statement_expr(body),
        }
    }

    /// A `match` whose arms bind nothing; an arm without code does nothing.
    pub(super) fn branch_on(&mut self, scrutinee: Scrutinee, arms: Vec<(syn::Pat, Option<&Expr>)>) {
        let arms = arms.into_iter().map(|(pat, body)| Arm {
            cond: None,
            pat: Some((pat, Vec::new())),
            block: body.map_or_else(Block::default, |body| self.branch_expr(body, None)),
        });
        let arms = arms.collect();
        self.emit(StmtKind::Branch(Branch {
            scrutinee: Some(scrutinee),
            arms,
            sloped: Vec::new(),
        }));
    }

    /// A condition: inactive whatever it mentions.
    fn condition(&mut self, cond: &Expr) -> Verbatim {
        self.verbatim(cond)
    }

    fn fresh_loop(&mut self, label: Option<&syn::Label>, result: Option<VarId>) -> (LoopId, VarId) {
        let id = LoopId(self.loop_count);
        self.loop_count += 1;
        self.loops.push(LoopScope {
            id,
            label: label.map(|l| l.name.clone()),
            result,
            block: false,
        });
        (id, self.temp("trips", Ty::Int, false))
    }

    fn finish_loop(
        &mut self,
        id: LoopId,
        kind: LoopKind,
        body: Block,
        trips: VarId,
        checkpoint: Option<Checkpoint>,
    ) {
        self.loops.pop();
        self.emit(StmtKind::Loop(Loop {
            id,
            kind,
            body,
            trips,
            checkpoint,
        }));
    }

    fn loop_expr(&mut self, e: &syn::ExprLoop, into: Option<VarId>) {
        let (id, trips) = self.fresh_loop(e.label.as_ref(), into);
        let checkpoint = self.checkpoint(&e.attrs, None, &e.body);
        let body = self.branch_block(&e.body, None);
        self.finish_loop(id, LoopKind::Forever, body, trips, checkpoint);
    }

    fn while_expr(&mut self, e: &syn::ExprWhile) {
        let cond = self.condition(&e.cond);
        let (id, trips) = self.fresh_loop(e.label.as_ref(), None);
        let checkpoint = self.checkpoint(&e.attrs, Some(&e.cond), &e.body);
        let body = self.branch_block(&e.body, None);
        self.finish_loop(id, LoopKind::While(cond), body, trips, checkpoint);
    }

    pub(super) fn for_expr(&mut self, e: &syn::ExprForLoop) {
        let Some((kind, bindings)) = self.iteration(&e.pat, &e.expr) else {
            return;
        };
        let (id, trips) = self.fresh_loop(e.label.as_ref(), None);
        let mut checkpoint = self.checkpoint(&e.attrs, None, &e.body);
        if let (Some(checkpoint), LoopKind::Range { index, .. }) = (&mut checkpoint, &kind) {
            checkpoint.reads.remove(index);
        }
        let body = self.in_block(|lower| {
            for binding in bindings {
                lower.loop_binding(binding);
            }
            lower.block_stmts(&e.body);
        });
        self.finish_loop(id, kind, body, trips, checkpoint);
    }

    fn target(
        &mut self,
        label: Option<&syn::Lifetime>,
        at: &Expr,
    ) -> Option<(LoopId, Option<VarId>)> {
        let found = match label {
            None => self.loops.iter().rev().find(|l| !l.block),
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
