//! Statements and blocks.

use super::Lower;
use super::expr::Into;
use crate::activity::{is_inactive_macro, is_update, macro_arguments, strip};
use crate::ir::{Dst, Exit, Op, StmtKind, VarId};
use crate::ty::Ty;
use syn::{Expr, Stmt};

impl Lower<'_> {
    /// A block whose value goes to the declared variable `into`.
    pub(super) fn block_value(&mut self, block: &syn::Block, into: VarId) {
        let Some((last, before)) = block.stmts.split_last() else {
            return self.unit_value(into);
        };
        for stmt in before {
            self.stmt(stmt);
        }
        match last {
            Stmt::Expr(e, None) => {
                let declared = into == self.result || self.is_declared(into);
                let unit = self.var(into).ty == Ty::Unit;
                if unit || is_loop(e) || self.is_unit_statement(e) {
                    self.statement_expr(e);
                    if !expr_diverges(e) {
                        self.unit_value(into);
                    }
                    return;
                }
                self.expr_into(
                    e,
                    if declared {
                        Into::Init(into)
                    } else {
                        Into::Let(into)
                    },
                );
            }
            other => {
                self.stmt(other);
                if !self.diverges(other) {
                    self.unit_value(into);
                }
            }
        }
    }

    fn is_declared(&self, id: VarId) -> bool {
        self.out
            .iter()
            .flatten()
            .any(|s| matches!(&s.kind, StmtKind::Declare(v) if *v == id))
    }

    /// Whether an expression at the end of a block is there for its effect.
    fn is_unit_statement(&self, e: &Expr) -> bool {
        match strip(e) {
            Expr::Assign(_) => true,
            Expr::Binary(b) => is_update(&b.op),
            Expr::If(i) => i.else_branch.is_none(),
            _ => false,
        }
    }

    fn diverges(&self, stmt: &Stmt) -> bool {
        match stmt {
            Stmt::Expr(e, _) => expr_diverges(e),
            Stmt::Macro(m) => is_panic(&m.mac),
            _ => false,
        }
    }

    fn unit_value(&mut self, into: VarId) {
        if into == self.result && self.var(into).ty != Ty::Unit {
            return;
        }
        let unit: Expr = syn::parse_quote!(());
        let verbatim = self.verbatim(&unit);
        self.learn(into, &Ty::Unit);
        self.define(
            if self.is_declared(into) || into == self.result {
                Dst::Init(into)
            } else {
                Dst::Let(into)
            },
            Op::Opaque(verbatim),
        );
    }

    /// The statements of a block without a value.
    pub(super) fn block_stmts(&mut self, block: &syn::Block) {
        for stmt in &block.stmts {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        self.span = syn::spanned::Spanned::span(stmt);
        match stmt {
            Stmt::Local(local) => {
                self.refuse_collections(local);
                self.local_stmt(local);
            }
            Stmt::Item(item) => self.item(item),
            Stmt::Expr(e, _) => self.statement_expr(e),
            Stmt::Macro(m) => self.macro_stmt(m),
        }
    }

    /// What stands in a body that is lowered in several places is one item.
    fn item(&mut self, item: &syn::Item) {
        let text = |item: &syn::Item| quote::ToTokens::to_token_stream(item).to_string();
        let new = text(item);
        if self.items.iter().all(|item| text(item) != new) {
            self.items.push(item.clone());
        }
    }

    fn macro_stmt(&mut self, m: &syn::StmtMacro) {
        let name = crate::paths::name(&m.mac.path);
        let expr = Expr::Macro(syn::ExprMacro {
            attrs: Vec::new(),
            mac: m.mac.clone(),
        });
        if !is_inactive_macro(&m.mac) && self.activity.mentions(&expr) {
            self.errors.at(
                &m.mac.path,
                format!("the macro `{name}!` is given a value with a derivative, and the macro can't see into it: write out what it does"),
            );
            return;
        }
        self.refuse_hidden_changes(&expr);
        for argument in macro_arguments(&m.mac) {
            if let Some(token) = super::contents::escaping_exit(&argument) {
                self.errors.at(token, super::inspect::LEAVES);
            }
        }
        self.effect(Stmt::Macro(syn::StmtMacro {
            semi_token: Some(syn::token::Semi::default()),
            ..m.clone()
        }));
    }

    /// Inactive code, kept for its effect.
    fn effect(&mut self, stmt: Stmt) {
        let reads = self.reads(quote::ToTokens::to_token_stream(&stmt));
        self.emit(StmtKind::Effect(stmt, reads));
    }

    /// An expression in the place of a statement.
    pub(super) fn statement_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Paren(e) => self.statement_expr(&e.expr),
            Expr::Group(e) => self.statement_expr(&e.expr),
            Expr::Assign(a) if self.is_followed(&a.left) || self.activity.mentions(expr) => {
                self.assign(&a.left, &a.right);
            }
            Expr::Binary(b)
                if is_update(&b.op)
                    && (self.is_followed(&b.left) || self.activity.mentions(expr)) =>
            {
                self.update(b);
            }
            Expr::Return(r) => {
                if let Some(value) = &r.expr {
                    let result = self.result;
                    self.expr_into(value, Into::Init(result));
                } else {
                    let result = self.result;
                    self.unit_value(result);
                }
                self.emit(StmtKind::Exit(Exit::Return));
            }
            Expr::Break(b) => self.break_stmt(b),
            Expr::Continue(c) => self.continue_stmt(c),
            Expr::If(_)
            | Expr::Match(_)
            | Expr::Block(_)
            | Expr::Loop(_)
            | Expr::While(_)
            | Expr::ForLoop(_)
                if self.is_statement_structured(expr) =>
            {
                self.control_stmt(expr);
            }
            Expr::Call(c) if is_swap(c) && c.args.iter().any(|a| self.activity.expr(a)) => {
                self.swap(c)
            }
            Expr::MethodCall(m) if self.activity.expr(expr) || self.activity.expr(&m.receiver) => {
                if !self.mutation(m) {
                    let (op, _) = self.op(expr);
                    self.define(Dst::Discard, op);
                }
            }
            _ if self.activity.expr(expr) => {
                let (op, _) = self.op(expr);
                self.define(Dst::Discard, op);
            }
            Expr::Macro(m) => self.macro_stmt(&syn::StmtMacro {
                attrs: Vec::new(),
                mac: m.mac.clone(),
                semi_token: None,
            }),
            Expr::Array(_)
            | Expr::Assign(_)
            | Expr::Async(_)
            | Expr::Await(_)
            | Expr::Binary(_)
            | Expr::Block(_)
            | Expr::Call(_)
            | Expr::Cast(_)
            | Expr::Closure(_)
            | Expr::Const(_)
            | Expr::Field(_)
            | Expr::ForLoop(_)
            | Expr::If(_)
            | Expr::Index(_)
            | Expr::Infer(_)
            | Expr::Let(_)
            | Expr::Lit(_)
            | Expr::Loop(_)
            | Expr::Match(_)
            | Expr::MethodCall(_)
            | Expr::Path(_)
            | Expr::Range(_)
            | Expr::RawAddr(_)
            | Expr::Reference(_)
            | Expr::Repeat(_)
            | Expr::Struct(_)
            | Expr::Try(_)
            | Expr::TryBlock(_)
            | Expr::Tuple(_)
            | Expr::Unary(_)
            | Expr::Unsafe(_)
            | Expr::Verbatim(_)
            | Expr::While(_)
            | Expr::Yield(_) => {
                self.refuse_hidden_changes(expr);
                if let Some(token) = super::contents::escaping_exit(expr) {
                    self.errors.at(token, super::inspect::LEAVES);
                }
                self.effect(Stmt::Expr(expr.clone(), Some(syn::token::Semi::default())));
            }
            newer => self.errors.at(newer, crate::errors::NEWER),
        }
    }

    /// Whether the target of an assignment is one that the IR can follow.
    fn is_followed(&self, target: &Expr) -> bool {
        match strip(target) {
            Expr::Tuple(t) => t.elems.iter().all(|e| self.is_followed(e)),
            Expr::Infer(_) => true,
            other => self.is_place(other),
        }
    }

    /// Whether a control-flow statement needs taking apart.
    fn is_statement_structured(&self, expr: &Expr) -> bool {
        self.is_structured(expr) || self.activity.mentions(expr) && !matches!(expr, Expr::Block(_))
    }
}

/// `while` and `for` have no value.
fn is_loop(e: &Expr) -> bool {
    matches!(strip(e), Expr::While(_) | Expr::ForLoop(_))
}

/// `std::mem::swap`
fn is_swap(c: &syn::ExprCall) -> bool {
    let Expr::Path(p) = &*c.func else {
        return false;
    };
    let mut names = crate::paths::backwards(&p.path);
    names.next().as_deref() == Some("swap") && names.next().as_deref() == Some("mem")
}

/// `panic!` and its like.
fn is_panic(mac: &syn::Macro) -> bool {
    mac.path
        .segments
        .last()
        .is_some_and(|s| crate::activity::is_panic(&s.ident.to_string()))
}

/// Whether control certainly doesn't come out of `expr`, as far as syntax says.
pub(super) fn expr_diverges(expr: &Expr) -> bool {
    match strip(expr) {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Macro(m) => is_panic(&m.mac),
        Expr::Block(b) => block_diverges(&b.block),
        Expr::If(i) => {
            block_diverges(&i.then_branch)
                && i.else_branch
                    .as_ref()
                    .is_some_and(|(_, e)| expr_diverges(e))
        }
        Expr::Match(m) => !m.arms.is_empty() && m.arms.iter().all(|a| expr_diverges(&a.body)),
        Expr::Loop(l) => !has_break(&l.body, l.label.as_ref()),
        _ => false,
    }
}

pub(super) fn block_diverges(block: &syn::Block) -> bool {
    block.stmts.iter().any(|s| match s {
        Stmt::Expr(e, _) => expr_diverges(e),
        Stmt::Macro(m) => is_panic(&m.mac),
        _ => false,
    })
}

fn has_break(body: &syn::Block, label: Option<&syn::Label>) -> bool {
    struct Finder<'a> {
        label: Option<&'a syn::Lifetime>,
        depth: usize,
        found: bool,
    }
    impl<'a> syn::visit::Visit<'a> for Finder<'_> {
        fn visit_expr(&mut self, e: &'a Expr) {
            match e {
                Expr::Break(b) => {
                    self.found |= match (&b.label, self.label) {
                        (None, _) => self.depth == 0,
                        (Some(l), Some(ours)) => l == ours,
                        (Some(_), None) => false,
                    };
                }
                Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => {
                    self.depth += 1;
                    syn::visit::visit_expr(self, e);
                    self.depth -= 1;
                    return;
                }
                Expr::Closure(_) => return,
                _ => {}
            }
            syn::visit::visit_expr(self, e);
        }
    }
    let mut finder = Finder {
        label: label.map(|l| &l.name),
        depth: 0,
        found: false,
    };
    syn::visit::Visit::visit_block(&mut finder, body);
    finder.found
}

/// Expressions that make references or views.
pub(super) fn is_reference_like(expr: &Expr) -> bool {
    match strip(expr) {
        Expr::Reference(_) => true,
        Expr::MethodCall(m) => crate::rules::view_method(&m.method.to_string()).is_some(),
        _ => false,
    }
}
