//! Variables that get their value later, in one branch or several, and are used there alone.

use crate::names::may_mention;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Pat, Stmt, parse_quote};

/// Input: `let y; if a { y = e; f(y); }`. Output: `if a { let y; y = e; f(y); }`, so that the variable has its
/// value wherever its scope is left.
pub(super) fn into_branches(block: &mut Block) {
    let mut i = 0;
    while i < block.stmts.len() {
        match branch_of(&block.stmts[i..]) {
            Some((name, at)) => {
                let declaration = block.stmts.remove(i);
                if let Stmt::Expr(branch, _) = &mut block.stmts[i + at - 1] {
                    declare(branch, &declaration, &name);
                }
            }
            None => i += 1,
        }
    }
}

/// The name that the first statement declares without a value, and how far behind it the branch is that
/// alone mentions it.
fn branch_of(stmts: &[Stmt]) -> Option<(String, usize)> {
    let (Stmt::Local(local), rest) = stmts.split_first()? else {
        return None;
    };
    let pat = match &local.pat {
        Pat::Type(typed) => &*typed.pat,
        pat => pat,
    };
    let (Pat::Ident(pat), None) = (pat, &local.init) else {
        return None;
    };
    let name = pat.ident.to_string();
    let mut mentioning =
        (rest.iter().enumerate()).filter(|(_, stmt)| may_mention(&stmt.to_token_stream(), &name));
    let (at, stmt) = mentioning.next()?;
    let branch = match stmt {
        Stmt::Expr(e @ (Expr::If(_) | Expr::Match(_)), _) => {
            let found = Found::of(&name, |found| found.visit_expr(e));
            found.assigned && !found.bound && !decides(e, &name)
        }
        _ => false,
    };
    (branch && mentioning.next().is_none()).then_some((name, at + 1))
}

/// What is done with a name.
struct Found<'n> {
    name: &'n str,
    /// A value is given to it.
    assigned: bool,
    /// A pattern gives it to another variable.
    bound: bool,
}

impl<'n> Found<'n> {
    fn of(name: &'n str, visit: impl FnOnce(&mut Self)) -> Self {
        let mut found = Self {
            name,
            assigned: false,
            bound: false,
        };
        visit(&mut found);
        found
    }
}

impl Visit<'_> for Found<'_> {
    fn visit_expr_assign(&mut self, e: &syn::ExprAssign) {
        self.assigned |= crate::activity::variable(&e.left).is_some_and(|name| name == self.name);
        visit::visit_expr_assign(self, e);
    }

    fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
        self.bound |= pat.ident == self.name;
        visit::visit_pat_ident(self, pat);
    }
}

fn assigns(expr: &Expr, name: &str) -> bool {
    Found::of(name, |found| found.visit_expr(expr)).assigned
}

/// Whether what a branch goes by may mention a name, its arms left aside.
fn decides(branch: &Expr, name: &str) -> bool {
    let may = |e: &Expr| may_mention(&e.to_token_stream(), name);
    match branch {
        Expr::If(e) => {
            let other = e.else_branch.as_ref();
            may(&e.cond) || other.is_some_and(|(_, other)| decides(other, name))
        }
        Expr::Match(e) => {
            let mut guards = e.arms.iter().map(|arm| &arm.pat);
            may(&e.expr) || guards.any(|pat| may_mention(&pat.to_token_stream(), name))
        }
        _ => false,
    }
}

/// Puts a declaration into the arms that give the variable its value.
fn declare(branch: &mut Expr, declaration: &Stmt, name: &str) {
    match branch {
        Expr::If(e) => {
            let then = &mut e.then_branch;
            if Found::of(name, |found| found.visit_block(then)).assigned {
                then.stmts.insert(0, declaration.clone());
            }
            if let Some((_, other)) = &mut e.else_branch {
                declare(other, declaration, name);
            }
        }
        Expr::Match(e) => {
            for arm in &mut e.arms {
                declare(&mut arm.body, declaration, name);
            }
        }
        other if !assigns(other, name) => {}
        Expr::Block(e) if e.label.is_none() => e.block.stmts.insert(0, declaration.clone()),
        other => *other = parse_quote!({ #declaration #other }),
    }
}
