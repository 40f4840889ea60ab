//! Constructs that no differentiable function may contain, wherever they are.

use crate::errors::{Errors, NEWER};
use syn::visit::{self, Visit};
use syn::{Expr, ExprMacro, Item, Pat};

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
            Expr::Yield(e) => self.errors.at(e, "`yield` can't be differentiated: give the values in a `Vec`"),
            Expr::TryBlock(e) => self.errors.at(e.try_token, "`try` blocks aren't supported: make the block a `#[differentiable]` function that gives a `Result` or `Option`"),
            Expr::Verbatim(e) => self.errors.at(e, NEWER),
            Expr::Array(_)
            | Expr::Assign(_)
            | Expr::Binary(_)
            | Expr::Block(_)
            | Expr::Break(_)
            | Expr::Call(_)
            | Expr::Cast(_)
            | Expr::Closure(_)
            | Expr::Const(_)
            | Expr::Continue(_)
            | Expr::Field(_)
            | Expr::ForLoop(_)
            | Expr::Group(_)
            | Expr::If(_)
            | Expr::Index(_)
            | Expr::Infer(_)
            | Expr::Let(_)
            | Expr::Lit(_)
            | Expr::Loop(_)
            | Expr::Macro(_)
            | Expr::Match(_)
            | Expr::MethodCall(_)
            | Expr::Paren(_)
            | Expr::Path(_)
            | Expr::Range(_)
            | Expr::Reference(_)
            | Expr::Repeat(_)
            | Expr::Return(_)
            | Expr::Struct(_)
            | Expr::Try(_)
            | Expr::Tuple(_)
            | Expr::Unary(_)
            | Expr::While(_) => visit::visit_expr(self, expr),
            newer => self.errors.at(newer, NEWER),
        }
    }

    fn visit_pat(&mut self, pat: &Pat) {
        match pat {
            Pat::Const(_)
            | Pat::Guard(_)
            | Pat::Ident(_)
            | Pat::Lit(_)
            | Pat::Or(_)
            | Pat::Paren(_)
            | Pat::Path(_)
            | Pat::Range(_)
            | Pat::Reference(_)
            | Pat::Rest(_)
            | Pat::Slice(_)
            | Pat::Struct(_)
            | Pat::Tuple(_)
            | Pat::TupleStruct(_)
            | Pat::Type(_)
            | Pat::Wild(_) => visit::visit_pat(self, pat),
            // The names that it binds can't be seen.
            Pat::Macro(p) => self.errors.at(
                p,
                "a macro in a pattern can't be looked into: write the pattern out",
            ),
            Pat::Verbatim(p) => self.errors.at(p, NEWER),
            newer => self.errors.at(newer, NEWER),
        }
    }

    fn visit_attribute(&mut self, attribute: &syn::Attribute) {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            self.errors.at(
                attribute,
                "`#[cfg]` is supported on statements, `match` arms and fields of struct literals, with at most four conditions in a function: put it on one of these, or on the whole function",
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
        let name = crate::paths::name(&mac.path);
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
            // Items inside the body are code of their own.
            Item::Const(_)
            | Item::Enum(_)
            | Item::ExternCrate(_)
            | Item::Fn(_)
            | Item::ForeignMod(_)
            | Item::Impl(_)
            | Item::Macro(_)
            | Item::Mod(_)
            | Item::Static(_)
            | Item::Struct(_)
            | Item::Trait(_)
            | Item::TraitAlias(_)
            | Item::Type(_)
            | Item::Union(_)
            | Item::Use(_)
            | Item::Verbatim(_) => {}
            newer => self.errors.at(newer, NEWER),
        }
    }
}
