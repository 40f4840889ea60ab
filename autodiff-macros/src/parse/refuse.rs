//! Constructs that no differentiable function may contain, wherever they are.

use crate::errors::Errors;
use syn::visit::{self, Visit};
use syn::{Expr, ExprMacro, Item};

/// Reports what is refused anywhere in a body, in inactive code too.
pub(crate) fn refuse_unsupported(block: &syn::Block, errors: &mut Errors) {
    Refuse { errors }.visit_block(block);
}

struct Refuse<'e> {
    errors: &'e mut Errors,
}

impl Visit<'_> for Refuse<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Unsafe(e) => self.errors.at(
                e.unsafe_token,
                "`unsafe` code can't be differentiated: the macro can't see what its pointers change; use safe code, or wrap it in a `Function` with its own `backward`",
            ),
            Expr::Await(e) => self.errors.at(e.await_token, "`.await` can't be differentiated: compute the awaited value before and pass it in"),
            Expr::Async(e) => self.errors.at(e.async_token, "an `async` block can't be differentiated: move it out of the function"),
            Expr::RawAddr(e) => self.errors.at(e, "a raw pointer can't be differentiated through: use a reference"),
            Expr::Yield(e) => self.errors.at(e, "`yield` can't be differentiated"),
            Expr::TryBlock(e) => self.errors.at(e, "`try` blocks aren't supported"),
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_attribute(&mut self, attribute: &syn::Attribute) {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            self.errors.at(
                attribute,
                "`#[cfg]` inside a differentiable function isn't supported: put it on the whole function",
            );
        }
    }

    fn visit_type_ptr(&mut self, ty: &syn::TypePtr) {
        self.errors.at(
            ty,
            "a raw pointer can't be differentiated through: use a reference",
        );
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        let name = mac
            .path
            .segments
            .last()
            .map(|s| s.ident.to_string())
            .unwrap_or_default();
        if name == "asm" || name == "global_asm" {
            self.errors.at(&mac.path, "inline assembly can't be differentiated: wrap it in a `Function` with its own `backward`");
        }
        for argument in crate::activity::macro_arguments(mac) {
            self.visit_expr(&argument);
        }
    }

    fn visit_expr_macro(&mut self, mac: &ExprMacro) {
        self.visit_macro(&mac.mac);
    }

    fn visit_item(&mut self, item: &Item) {
        match item {
            Item::Static(s) if !matches!(s.mutability, syn::StaticMutability::None) => {
                self.errors.at(
                    &s.mutability,
                    "a `static mut` can't be differentiated through: pass the state as a parameter",
                );
            }
            // Functions and types inside the body are code of their own.
            _ => {}
        }
    }
}
