//! Macros of the user's that leave what they stand in. The attribute can't see what a macro expands
//! to: a `continue`, `return` or `?` in there would leave the forward sweep without a note on the
//! tape. rustc can: dead code before each such macro holds it in a closure of a type of its own,
//!
//! ```text
//! if false { let _ = || -> __ad::MacrosThatReturnAreNotSupported { skip_if!(i > 2); loop {} }; loop {} }
//! skip_if!(i > 2);
//! ```
//!
//! out of which no `break` leads, and no `return` of anything.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, Stmt, parse_quote};

/// The statements of a forward sweep, with a check before each macro that isn't known.
pub(super) fn checked(forward: TokenStream) -> TokenStream {
    if !may_leave(forward.clone()) {
        return forward;
    }
    let mut block = match syn::parse2::<Block>(quote!({ #forward })) {
        Ok(block) => block,
        Err(error) => return error.to_compile_error(),
    };
    Checker::default().visit_block_mut(&mut block);
    block.stmts.iter().map(ToTokens::to_token_stream).collect()
}

/// Whether a macro that isn't known is called in `tokens`.
pub(super) fn may_leave(tokens: TokenStream) -> bool {
    let mut before: [Option<TokenTree>; 2] = [None, None];
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            let called = match &before {
                [Some(TokenTree::Ident(name)), Some(TokenTree::Punct(bang))] => {
                    let name = name.to_string();
                    bang.as_char() == '!' && !is_known(&name) && !is_keyword(&name)
                }
                _ => false,
            };
            if called || may_leave(group.stream()) {
                return true;
            }
        }
        before = [before[1].take(), Some(token)];
    }
    false
}

/// What may stand before the operator `!`.
fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "if" | "while" | "match" | "return" | "break" | "in" | "else" | "move"
    )
}

/// Macros that only leave by a panic, whatever they are given: what that holds is looked into.
fn is_known(name: &str) -> bool {
    crate::activity::is_panic(name)
        || crate::activity::prints_or_asserts(name)
        || matches!(
            name,
            "array"
                | "azip"
                | "cfg"
                | "column"
                | "compile_error"
                | "concat"
                | "concatenate"
                | "env"
                | "file"
                | "format_args"
                | "include_bytes"
                | "include_str"
                | "line"
                | "matches"
                | "module_path"
                | "option_env"
                | "s"
                | "stack"
                | "stringify"
                | "thread_local"
                | "vec"
        )
}

#[derive(Default)]
struct Checker {
    /// For the statements around, the innermost one last.
    checks: Vec<Vec<Stmt>>,
    /// Inside a condition whose patterns bind names.
    binding: bool,
}

impl Checker {
    /// What `inside` finds, to stand before what it has been shown.
    fn found(&mut self, inside: impl FnOnce(&mut Self)) -> Vec<Stmt> {
        let binding = std::mem::take(&mut self.binding);
        self.checks.push(Vec::new());
        inside(self);
        self.binding = binding;
        self.checks.pop().unwrap_or_default()
    }

    /// An expression in which names are bound that aren't around before the statement.
    fn wrapped(&mut self, expr: &mut Expr) {
        let checks = self.found(|c| c.visit_expr_mut(expr));
        if !checks.is_empty() {
            *expr = parse_quote!({ #(#checks)* #expr });
        }
    }

    fn condition(&mut self, expr: &mut Expr) {
        let around = self.binding;
        self.binding |= binds(expr);
        self.visit_expr_mut(expr);
        self.binding = around;
    }
}

/// Whether a condition holds a `let`.
fn binds(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(e) => binds(&e.left) || binds(&e.right),
        Expr::Paren(e) => binds(&e.expr),
        Expr::Group(e) => binds(&e.expr),
        _ => false,
    }
}

fn is_checked(mac: &Macro) -> bool {
    !is_known(&crate::paths::name(&mac.path)) || may_leave(mac.tokens.clone())
}

fn check(mac: &Macro, inside: &TokenStream) -> Stmt {
    let span = Span::mixed_site().located_at(mac.path.span());
    let closure = quote_spanned! {span=>
        if false {
            let _ = || -> __ad::MacrosThatReturnAreNotSupported { #inside loop {} };
            loop {}
        }
    };
    Stmt::Expr(Expr::Verbatim(closure), None)
}

impl VisitMut for Checker {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let count = block.stmts.len();
        for (i, mut stmt) in std::mem::take(&mut block.stmts).into_iter().enumerate() {
            let checks = match &mut stmt {
                Stmt::Macro(m) if is_checked(&m.mac) => {
                    let braces = matches!(m.mac.delimiter, syn::MacroDelimiter::Brace(_));
                    let inside = match (m.semi_token, i + 1 == count) {
                        (None, true) if braces => quote!(let _ = { #m };),
                        (None, true) => quote!(let _ = #m;),
                        _ => quote!(#m),
                    };
                    vec![check(&m.mac, &inside)]
                }
                Stmt::Local(local) => match (&local.pat, &local.init) {
                    // Its type may be known from here alone.
                    (syn::Pat::Type(typed), Some(init))
                        if let Expr::Macro(m) = &*init.expr
                            && is_checked(&m.mac) =>
                    {
                        let ty = &typed.ty;
                        vec![check(&m.mac, &quote!(let _: #ty = #m;))]
                    }
                    _ => self.found(|c| visit_mut::visit_local_mut(c, local)),
                },
                stmt => self.found(|c| visit_mut::visit_stmt_mut(c, stmt)),
            };
            block.stmts.extend(checks);
            block.stmts.push(stmt);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Macro(m) if is_checked(&m.mac) => {
                let check = check(&m.mac, &quote!(let _ = #m;));
                match self.checks.last_mut() {
                    Some(checks) if !self.binding => checks.push(check),
                    _ => *expr = parse_quote!({ #check #expr }),
                }
            }
            Expr::Closure(e) => self.wrapped(&mut e.body),
            Expr::If(e) => {
                self.condition(&mut e.cond);
                self.visit_block_mut(&mut e.then_branch);
                if let Some((_, other)) = &mut e.else_branch {
                    self.visit_expr_mut(other);
                }
            }
            Expr::While(e) => {
                self.condition(&mut e.cond);
                self.visit_block_mut(&mut e.body);
            }
            Expr::Match(e) => {
                self.visit_expr_mut(&mut e.expr);
                for arm in &mut e.arms {
                    if let syn::Pat::Guard(guarded) = &mut arm.pat {
                        self.wrapped(&mut guarded.guard);
                    }
                    self.wrapped(&mut arm.body);
                }
            }
            Expr::Const(_) => {}
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
