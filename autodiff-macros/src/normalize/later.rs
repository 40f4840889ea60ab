//! Variables that get their value later, in one branch or several, and are used there alone.

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
    let mut mentioning = rest.iter().enumerate().filter(|(_, s)| mentions(s, &name));
    let (at, stmt) = mentioning.next()?;
    let branch =
        matches!(stmt, Stmt::Expr(e @ (Expr::If(_) | Expr::Match(_)), _) if assigns(e, &name));
    (branch && mentioning.next().is_none()).then_some((name, at + 1))
}

/// Whether a name may be in code, in a format string too.
fn mentions(code: impl ToTokens, name: &str) -> bool {
    code.to_token_stream().to_string().contains(name)
}

/// Whether an expression gives a variable its value.
fn assigns(expr: &Expr, name: &str) -> bool {
    struct Search<'n>(&'n str, bool);
    impl Visit<'_> for Search<'_> {
        fn visit_expr_assign(&mut self, e: &syn::ExprAssign) {
            self.1 |= crate::activity::variable(&e.left).is_some_and(|name| name == self.0);
            visit::visit_expr_assign(self, e);
        }
    }
    let mut search = Search(name, false);
    search.visit_expr(expr);
    search.1
}

/// Puts a declaration into the arms that give the variable its value.
fn declare(branch: &mut Expr, declaration: &Stmt, name: &str) {
    match branch {
        _ if !assigns(branch, name) => {}
        Expr::If(e) => {
            let then = &mut e.then_branch;
            if assigns(&parse_quote!(#then), name) {
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
        Expr::Block(e) if e.label.is_none() => e.block.stmts.insert(0, declaration.clone()),
        other => *other = parse_quote!({ #declaration #other }),
    }
}
