//! What needs the syntax tree: `as` casts, `+=` and its kin, attributes of inner functions.

use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, BinOp, Expr, ItemFn, ItemMod, Macro, Path, Token, Type, parse_quote};

/// Input: a function. Output: the same with `as` turned into conversions of dual numbers.
pub(crate) fn rewrite(function: &mut ItemFn) {
    Casts.visit_item_fn_mut(function);
}

/// The same for a module of types, without what makes them differentiable.
pub(crate) fn rewrite_module(module: &mut ItemMod) {
    Casts.visit_item_mod_mut(module);
}

struct Casts;

impl VisitMut for Casts {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::Cast(cast) => {
                let (value, ty) = (&cast.expr, &cast.ty);
                *expr = if is_float(ty) {
                    parse_quote!(::autodiff_tests::Number::to_dual(#value))
                } else {
                    parse_quote!((::autodiff_tests::Number::primal(#value) as #ty))
                };
            }
            // Of primitive types, the right side is evaluated first.
            Expr::Binary(binary) if is_update(&binary.op) => {
                let (place, op, value) = (&binary.left, &binary.op, &binary.right);
                *expr = parse_quote!(match (#value) { value => #place #op value });
            }
            _ => {}
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        if let Ok(mut items) = mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        {
            for item in &mut items {
                self.visit_expr_mut(item);
            }
            mac.tokens = quote::quote!(#items);
        } else if let Ok(Repeat(mut item, len)) = mac.parse_body() {
            self.visit_expr_mut(&mut item);
            mac.tokens = quote::quote!(#item; #len);
        }
    }

    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        attrs.retain(|a| !a.path().is_ident("differentiable"));
        for attr in attrs.iter_mut().filter(|a| a.path().is_ident("derive")) {
            let paths = Punctuated::<Path, Token![,]>::parse_terminated;
            if let Ok(derived) = attr.parse_args_with(paths) {
                let kept = derived.iter().filter(|p| !p.is_ident("Differentiable"));
                *attr = parse_quote!(#[derive(#(#kept),*)]);
            }
        }
    }

    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        function.attrs.clear();
        visit_mut::visit_item_fn_mut(self, function);
    }
}

/// The inside of `vec![item; len]`.
struct Repeat(Expr, Expr);

impl syn::parse::Parse for Repeat {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let item = input.parse()?;
        input.parse::<Token![;]>()?;
        Ok(Self(item, input.parse()?))
    }
}

fn is_update(op: &BinOp) -> bool {
    use BinOp::{AddAssign, DivAssign, MulAssign, RemAssign, SubAssign};
    matches!(
        op,
        AddAssign(_) | SubAssign(_) | MulAssign(_) | DivAssign(_) | RemAssign(_)
    )
}

fn is_float(ty: &Type) -> bool {
    matches!(ty, Type::Path(p) if p.path.is_ident("f64") || p.path.is_ident("f32"))
}
