//! Macros that make values: `vec!`, `array!` and their like.

use super::Lower;
use crate::ir::Op;
use crate::ty::Ty;
use syn::Expr;

impl Lower<'_> {
    pub(super) fn macro_value(&mut self, m: &syn::ExprMacro) -> (Op, Ty) {
        let name = crate::paths::name(&m.mac.path);
        let parsed = match name.as_str() {
            "vec" | "array" | "concatenate" | "stack" => {
                syn::parse2::<VecMacro>(m.mac.tokens.clone()).ok()
            }
            _ => None,
        };
        if let Some(VecMacro::List(items)) = &parsed {
            let made = match super::build::joining(&name) {
                Some(rule) => self.joining_macro(m, rule, items),
                None if name == "array" => self.array_macro(m, items),
                None => None,
            };
            if let Some(made) = made {
                return made;
            }
        }
        match (parsed, name.as_str()) {
            (Some(VecMacro::List(items)), "vec") => {
                let operands = self.operands(items.iter());
                self.refuse_stored_references(&operands, &items);
                let ty = Ty::Vec(Box::new(
                    operands.first().map_or(Ty::Unknown, |o| o.ty().clone()),
                ));
                (
                    Op::List {
                        items: operands,
                        vec: true,
                    },
                    ty,
                )
            }
            (Some(VecMacro::Repeat(item, len)), "vec") => {
                let item = self.operand(&item);
                let len = self.settled(&len);
                let ty = Ty::Vec(Box::new(item.ty().clone()));
                (
                    Op::Repeat {
                        item,
                        len,
                        vec: true,
                    },
                    ty,
                )
            }
            _ => {
                self.errors.at(
                    &m.mac.path,
                    format!("the macro `{name}!` is given a value with a derivative, and the macro can't see into it: write out what it does, or say `detach(…)`"),
                );
                (Op::Tuple(Vec::new()), Ty::Unknown)
            }
        }
    }
}

/// What is between the brackets of `vec![…]`.
enum VecMacro {
    List(syn::punctuated::Punctuated<Expr, syn::Token![,]>),
    Repeat(Expr, Expr),
}

/// The length in `vec![item; length]`.
pub(crate) fn vec_repeat(mac: &syn::Macro) -> Option<Expr> {
    match (
        mac.path.is_ident("vec"),
        syn::parse2::<VecMacro>(mac.tokens.clone()),
    ) {
        (true, Ok(VecMacro::Repeat(_, len))) => Some(len),
        _ => None,
    }
}

impl syn::parse::Parse for VecMacro {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let fork = input.fork();
        if fork.parse::<Expr>().is_ok() && fork.peek(syn::Token![;]) {
            let item = input.parse()?;
            input.parse::<syn::Token![;]>()?;
            return Ok(VecMacro::Repeat(item, input.parse()?));
        }
        Ok(VecMacro::List(
            syn::punctuated::Punctuated::parse_terminated(input)?,
        ))
    }
}
