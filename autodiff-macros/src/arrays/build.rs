//! Arrays made element by element: `from_shape_fn`, `from_iter`.

use super::Speller;
use crate::chains::without_return;
use proc_macro2::Ident;
use syn::{Expr, ExprCall, Pat, Stmt, parse_quote};

impl Speller<'_> {
    pub(super) fn built(&mut self, c: &ExprCall) -> Option<Expr> {
        let Expr::Path(func) = &*c.func else {
            return None;
        };
        let mut names = crate::paths::backwards(&func.path);
        let (name, qualifier) = (names.next()?, names.next()?);
        if !qualifier.starts_with("Array") {
            return None;
        }
        match (name.as_str(), c.args.len()) {
            ("from_shape_fn", 2) => self.filled_by(func, &c.args[0], &c.args[1]),
            ("from_iter", 1) => {
                let (path, iter) = (sibling(func, "from_vec"), &c.args[0]);
                let iter: Expr = match crate::chains::is_iterator(iter) {
                    true => iter.clone(),
                    false => parse_quote!(#iter.into_iter()),
                };
                let root = self.root;
                Some(parse_quote!(#path(#iter.collect::<#root::__private::Vec<_>>())))
            }
            _ => None,
        }
    }

    /// `Array2::from_shape_fn((n, m), |(i, j)| …)` as loops over the indices.
    fn filled_by(&mut self, func: &syn::ExprPath, shape: &Expr, closure: &Expr) -> Option<Expr> {
        let closure = without_return(closure, 1)?;
        let pats: Vec<Pat> = match crate::chains::bare(&closure.inputs[0]) {
            Pat::Tuple(t) => t.elems.into_iter().collect(),
            one @ (Pat::Ident(_) | Pat::Wild(_)) => vec![one],
            _ => return None,
        };
        let rank = pats.len();
        let (shape_name, made) = (self.names.fresh("shape"), self.names.fresh("made"));
        let lengths: Vec<Ident> = pats.iter().map(|_| self.names.fresh("length")).collect();
        let indices: Vec<Ident> = pats
            .iter()
            .map(|pat| match pat {
                Pat::Ident(p) => p.ident.clone(),
                _ => self.names.fresh("index"),
            })
            .collect();
        let (root, body, zeros) = (self.root, &closure.body, sibling(func, "zeros"));
        let at: Expr = match indices.as_slice() {
            [i] => parse_quote!(#i),
            all => parse_quote!([#(#all),*]),
        };
        let mut inner: Stmt = parse_quote!(#made[#at] = #body;);
        for (index, length) in indices.iter().zip(&lengths).rev() {
            inner = parse_quote!(for #index in 0..#length { #inner });
        }
        let parts = lengths
            .iter()
            .enumerate()
            .map(|(i, name)| -> Stmt { parse_quote!(let #name: usize = #shape_name[#i];) });
        let dims: Expr = match lengths.as_slice() {
            [n] => parse_quote!(#n),
            all => parse_quote!((#(#all),*)),
        };
        Some(parse_quote!({
            let #shape_name = #root::__private::lengths::<#rank, _>(#shape);
            #(#parts)*
            let mut #made = #zeros(#dims);
            #inner
            #made
        }))
    }
}

/// `Array2::name` beside `Array2::function`.
fn sibling(func: &syn::ExprPath, name: &str) -> syn::ExprPath {
    let mut func = func.clone();
    if let Some(last) = func.path.segments.last_mut() {
        *last = syn::PathSegment::from(Ident::new(name, last.ident.span()));
    }
    func
}

/// `Axis(n)`
pub(super) fn is_axis(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(c) if matches!(&*c.func, Expr::Path(p) if crate::paths::ends_in(&p.path, "Axis")))
}
