//! Types that stand beside a chain are written into it:
//! `let y: Array1<f64> = xs.collect()` as `let y: Array1<f64> = xs.collect::<Array1<f64>>()`,
//! so that the passes see them where they are needed.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, Stmt, Type, parse_quote};

/// Spreads the types of `function`'s `let`s and of its result.
pub(crate) fn spread_types(function: &mut syn::ItemFn) {
    let result = match &function.sig.output {
        syn::ReturnType::Type(_, ty) => Some((**ty).clone()),
        syn::ReturnType::Default => None,
    };
    let mut spreader = Spreader { result };
    spreader.visit_block_mut(&mut function.block);
    if let Some(ty) = &spreader.result {
        into_block(&mut function.block, ty);
    }
}

struct Spreader {
    result: Option<Type>,
}

impl VisitMut for Spreader {
    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        if let (Pat::Type(typed), Some(init)) = (&local.pat, &mut local.init) {
            into_expr(&mut init.expr, &typed.ty);
        }
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_expr_return_mut(&mut self, e: &mut syn::ExprReturn) {
        if let (Some(ty), Some(value)) = (&self.result, &mut e.expr) {
            into_expr(value, ty);
        }
        visit_mut::visit_expr_return_mut(self, e);
    }

    // What returns from a closure isn't the function's result.
    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        let result = self.result.take();
        visit_mut::visit_expr_closure_mut(self, closure);
        self.result = result;
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

fn into_block(block: &mut syn::Block, ty: &Type) {
    if let Some(Stmt::Expr(tail, None)) = block.stmts.last_mut() {
        into_expr(tail, ty);
    }
}

/// Writes `ty` into what makes the value of `expr`.
fn into_expr(expr: &mut Expr, ty: &Type) {
    match expr {
        Expr::Paren(e) => into_expr(&mut e.expr, ty),
        Expr::Block(e) => into_block(&mut e.block, ty),
        Expr::If(e) => {
            into_block(&mut e.then_branch, ty);
            if let Some((_, other)) = &mut e.else_branch {
                into_expr(other, ty);
            }
        }
        Expr::Match(m) => m
            .arms
            .iter_mut()
            .for_each(|arm| into_expr(&mut arm.body, ty)),
        Expr::MethodCall(m)
            if m.turbofish.is_none()
                && matches!(m.method.to_string().as_str(), "sum" | "product" | "collect")
                && super::syntax::is_iterator(&m.receiver) =>
        {
            m.turbofish = Some(parse_quote!(::<#ty>));
        }
        Expr::Call(c) => {
            let Type::Array(array) = ty else { return };
            let is_from_fn =
                matches!(&*c.func, Expr::Path(p) if super::arrays::is_array_from_fn(&p.path));
            if is_from_fn && let Some(Expr::Closure(closure)) = c.args.first_mut() {
                into_expr(&mut closure.body, &array.elem);
            }
            if let Expr::Path(p) = &mut *c.func
                && is_from_fn
                && let Some(last) = p.path.segments.last_mut()
                && last.arguments.is_none()
            {
                let (elem, len) = (&array.elem, &array.len);
                last.arguments =
                    syn::PathArguments::AngleBracketed(parse_quote!(::<#elem, { #len }, _>));
            }
        }
        _ => {}
    }
}
