//! `[T; N]` by a closure: `a.map(|x| …)`, `std::array::from_fn(|i| …)`.

use super::items::{By, Item};
use super::kinds::Kind;
use super::sources::name_of;
use super::syntax::receiver;
use super::{Made, Rewriter};
use crate::parse::DiffFn;
use quote::quote_spanned;
use std::collections::HashMap;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Expr, ExprMethodCall, GenericArgument, Pat, PathArguments, Type, parse_quote};

/// The lengths of the parameters and locals that show it.
pub(super) fn lengths(function: &DiffFn) -> HashMap<String, Expr> {
    let mut found = Lengths(HashMap::new());
    for param in &function.params {
        found.note(&param.name, &param.ty);
    }
    found.visit_block(&function.item.block);
    found.0
}

struct Lengths(HashMap<String, Expr>);

impl Lengths {
    fn note(&mut self, name: &proc_macro2::Ident, ty: &Type) {
        match ty {
            Type::Array(array) => {
                self.0.insert(name.to_string(), array.len.clone());
            }
            Type::Reference(r) => self.note(name, &r.elem),
            _ => {}
        }
    }
}

impl Visit<'_> for Lengths {
    fn visit_local(&mut self, local: &syn::Local) {
        match (&local.pat, &local.init) {
            (Pat::Type(t), _) => {
                if let Pat::Ident(p) = &*t.pat {
                    self.note(&p.ident, &t.ty);
                }
            }
            (Pat::Ident(p), Some(init)) => {
                if let Some(len) = length(&init.expr, &self.0) {
                    self.0.insert(p.ident.to_string(), len);
                }
            }
            _ => {}
        }
        syn::visit::visit_local(self, local);
    }
}

/// The length of an array, if the syntax shows it.
fn length(expr: &Expr, known: &HashMap<String, Expr>) -> Option<Expr> {
    match expr {
        Expr::Paren(e) => length(&e.expr, known),
        Expr::Array(a) => {
            let len = a.elems.len();
            Some(parse_quote!(#len))
        }
        Expr::Repeat(r) => Some((*r.len).clone()),
        Expr::Path(_) => known.get(&crate::activity::variable(expr)?).cloned(),
        Expr::MethodCall(m) if m.method == "map" || m.method == "clone" => {
            length(&m.receiver, known)
        }
        Expr::Call(c) => written_length(&c.func),
        _ => None,
    }
}

/// Whether a path names `std::array::from_fn`.
pub(super) fn is_array_from_fn(path: &syn::Path) -> bool {
    let mut names = crate::paths::backwards(path);
    names.next().as_deref() == Some("from_fn") && names.next().as_deref() == Some("array")
}

/// The length in `std::array::from_fn::<T, N, _>`.
fn written_length(func: &Expr) -> Option<Expr> {
    let Expr::Path(p) = func else { return None };
    let PathArguments::AngleBracketed(args) = &p.path.segments.last()?.arguments else {
        return None;
    };
    match args.args.iter().nth(1)? {
        GenericArgument::Const(len) if is_array_from_fn(&p.path) => Some(match len {
            Expr::Block(b) => match b.block.stmts.as_slice() {
                [syn::Stmt::Expr(len, None)] => len.clone(),
                _ => return None,
            },
            len => len.clone(),
        }),
        GenericArgument::Type(Type::Path(n)) if is_array_from_fn(&p.path) => Some(parse_quote!(#n)),
        _ => None,
    }
}

impl Rewriter<'_> {
    /// `a.map(|x| …)` of an array.
    pub(super) fn mapped_array(&mut self, m: &ExprMethodCall) -> Option<Made<Expr>> {
        if m.method != "map" || m.args.len() != 1 {
            return None;
        }
        let len = length(&m.receiver, &self.lengths)?;
        let array = match self.kind_of(&m.receiver) {
            Kind::Shared | Kind::Mutable => {
                let array = &m.receiver;
                parse_quote!((*#array))
            }
            _ => receiver(&m.receiver),
        };
        let (number, item) = (self.names.fresh("number"), self.names.fresh("item"));
        let given = Item::new(parse_quote!(#item), Kind::Value);
        Some(self.closure(m, 1).and_then(|closure| {
            self.filled(
                Ok(&len),
                parse_quote!((#number, #item)),
                parse_quote!(#array.into_iter().enumerate()),
                &number,
                (&closure, &given),
            )
        }))
    }

    /// `std::array::from_fn(|i| …)`
    pub(super) fn array_of(&mut self, c: &syn::ExprCall) -> Option<Made<Expr>> {
        let Expr::Path(p) = &*c.func else { return None };
        if !is_array_from_fn(&p.path) || c.args.len() != 1 {
            return None;
        }
        let len = written_length(&c.func);
        let number = self.names.fresh("number");
        let given = Item::new(parse_quote!(#number), Kind::Value);
        Some(
            self.closure_of(&name_of(&c.func), &c.args[0], 1)
                .and_then(|closure| {
                    let count = self.names.fresh("count");
                    let range = match &len {
                        Some(len) => parse_quote!(0_usize..(#len)),
                        None => parse_quote!(0_usize..#count),
                    };
                    self.filled(
                        len.as_ref().ok_or(&count),
                        parse_quote!(#number),
                        range,
                        &number,
                        (&closure, &given),
                    )
                }),
        )
    }

    /// An array of `len` values, each made by the closure. A length that the text doesn't show follows
    /// from what the array is used for, and gets a name.
    fn filled(
        &mut self,
        len: Result<&Expr, &proc_macro2::Ident>,
        pat: Pat,
        head: Expr,
        number: &proc_macro2::Ident,
        (closure, given): (&syn::ExprClosure, &Item),
    ) -> Made<Expr> {
        let (made, root) = (self.names.fresh("made"), self.root.clone());
        let mut body = Vec::new();
        let value = self.apply(closure, &[(given, By::Value)], &mut body)?;
        // An element that has no default value is to be told where it is made.
        let at = closure.span();
        let blank = quote_spanned!(at=> #root::__private::Default::default());
        let start: Vec<syn::Stmt> = match len {
            Ok(len) => vec![
                parse_quote!(let mut #made = #root::__private::array_of::<_, { #len }, _>(|_| #blank);),
            ],
            Err(count) => vec![
                parse_quote!(let mut #made = #root::__private::array_of(|_| #blank);),
                parse_quote!(let #count = #made.len();),
            ],
        };
        Ok(parse_quote!({
            #(#start)*
            for #pat in #head { #(#body)* #made[#number] = #value; }
            #made
        }))
    }
}
