//! What a `let` borrows of a value without a name lives as long as the name does: it gets one.

use super::Normalizer;
use crate::activity::strip;
use crate::rules;
use syn::{Block, Expr, Local, Stmt, parse_quote};

impl Normalizer<'_> {
    /// Input: `let w = &mut vec![a, b];`. Output: `let mut held = vec![a, b]; let w = &mut held;`.
    pub(super) fn temporaries(&mut self, block: &mut Block) {
        let mut stmts = Vec::with_capacity(block.stmts.len());
        for mut stmt in block.stmts.drain(..) {
            if let Stmt::Local(local) = &mut stmt {
                stmts.extend(self.held(local));
            }
            stmts.push(stmt);
        }
        block.stmts = stmts;
    }

    fn held(&mut self, local: &mut Local) -> Option<Stmt> {
        let init = local.init.as_mut().filter(|init| init.diverge.is_none())?;
        let Expr::Reference(reference) = &mut *init.expr else {
            return None;
        };
        let mutable = reference.mutability;
        if !is_made(&reference.expr, mutable.is_some()) {
            return None;
        }
        let mut name = self.names.fresh("held");
        name.set_span(syn::spanned::Spanned::span(&reference.expr));
        let value = std::mem::replace(&mut *reference.expr, parse_quote!(#name));
        Some(parse_quote!(let #mutable #name = #value;))
    }
}

/// Whether an expression makes a new value, rather than naming a place or a part of one.
fn is_made(expr: &Expr, mutable: bool) -> bool {
    match strip(expr) {
        Expr::MethodCall(m) => {
            let name = m.method.to_string();
            rules::view_method(&name).is_none() && !rules::is_transparent(&name)
        }
        Expr::Call(_) | Expr::Macro(_) => true,
        // A constant is borrowed for good.
        Expr::Array(_) | Expr::Repeat(_) | Expr::Struct(_) | Expr::Tuple(_) | Expr::Lit(_) => {
            mutable
        }
        _ => false,
    }
}
