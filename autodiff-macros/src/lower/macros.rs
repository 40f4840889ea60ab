//! Macros that make values: `vec!` and `array!`.

use super::Lower;
use crate::ir::Op;
use crate::rules;
use crate::ty::Ty;
use syn::Expr;
use syn::spanned::Spanned;

impl Lower<'_> {
    pub(super) fn macro_value(&mut self, m: &syn::ExprMacro) -> (Op, Ty) {
        let name = m
            .mac
            .path
            .segments
            .last()
            .map(|s| s.ident.to_string())
            .unwrap_or_default();
        let parsed = match name.as_str() {
            "vec" => syn::parse2::<VecMacro>(m.mac.tokens.clone()).ok(),
            "array" => syn::parse2::<VecMacro>(m.mac.tokens.clone()).ok().filter(|v| matches!(v, VecMacro::List(items) if !items.iter().any(|i| matches!(i, Expr::Array(_))))),
            _ => None,
        };
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
            (Some(VecMacro::List(items)), _) => {
                // `array![a, b]` is `Array1::from(vec![a, b])`.
                let operands = self.operands(items.iter());
                let ty = Ty::Vec(Box::new(Ty::Float));
                let list = self.bind_temp(
                    Op::List {
                        items: operands,
                        vec: true,
                    },
                    ty,
                    true,
                );
                let mut path = m.mac.path.clone();
                if let Some(last) = path.segments.last_mut() {
                    *last = syn::PathSegment::from(proc_macro2::Ident::new(
                        "Array1",
                        m.mac.path.span(),
                    ));
                }
                if path.segments.len() == 1 {
                    path = self.ndarray_path("Array1", m.mac.path.span());
                }
                path.segments
                    .push(syn::PathSegment::from(proc_macro2::Ident::new(
                        "from_vec",
                        m.mac.path.span(),
                    )));
                (
                    Op::Construct {
                        rule: rules::Constructor::FromVec,
                        path,
                        args: vec![list],
                    },
                    Ty::Array(Some(1)),
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

    fn ndarray_path(&self, name: &str, span: proc_macro2::Span) -> syn::Path {
        let name = proc_macro2::Ident::new(name, span);
        let root = self.root;
        syn::parse_quote!(#root::__private::ndarray::#name)
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
