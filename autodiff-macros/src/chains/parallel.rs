//! `rayon`'s sums become `parallel_sum`: `xs.par_iter().map(|x| …).sum::<f64>()` is
//! `parallel_sum(&xs, |x| …)`.

use super::{Made, Rewriter};
use syn::{Expr, ExprMethodCall, Pat, parse_quote};

impl Rewriter<'_> {
    /// A chain of `rayon`'s, if that is what it is.
    pub(super) fn parallel(&self, m: &ExprMethodCall) -> Option<Made<Expr>> {
        let source = source(m)?;
        Some(self.sum(m, source).ok_or_else(|| {
            syn::Error::new(
                source.method.span(),
                "parallel iterators are supported as `xs.par_iter().map(|x| …).sum::<f64>()`, over the elements of a slice or the numbers of a range, with a closure written in place: for all else call `parallel_sum` over the numbers of a range, or leave the threads out",
            )
        }))
    }

    fn sum(&self, m: &ExprMethodCall, source: &ExprMethodCall) -> Option<Expr> {
        let Expr::MethodCall(map) = &*m.receiver else {
            return None;
        };
        let (Some(function), 1) = (map.args.first(), map.args.len()) else {
            return None;
        };
        let direct = matches!(&*map.receiver, Expr::MethodCall(call) if std::ptr::eq(call, source));
        if m.method != "sum" || map.method != "map" || !direct {
            return None;
        }
        let root = self.root;
        let mut function = function.clone();
        let receiver = crate::activity::strip(&source.receiver);
        let items: Expr = match receiver {
            range @ Expr::Range(_) if source.method == "into_par_iter" => {
                of_index(&mut function);
                range.clone()
            }
            lent if source.method == "into_par_iter" => lent.clone(),
            items => parse_quote!(&#items),
        };
        let path: syn::Path = parse_quote!(#root::parallel_sum);
        Some(parse_quote!(#path(#items, #function)))
    }
}

/// Says that the argument of a closure is an index, which has no derivative.
pub(crate) fn of_index(function: &mut Expr) {
    if let Expr::Closure(closure) = function
        && let Some(input) = closure.inputs.first_mut()
        && let Pat::Ident(index) = &input
    {
        *input = Pat::Type(syn::PatType {
            attrs: Vec::new(),
            pat: Box::new(Pat::Ident(index.clone())),
            colon_token: syn::token::Colon::default(),
            ty: parse_quote!(usize),
        });
    }
}

/// Where a chain becomes parallel.
fn source(m: &ExprMethodCall) -> Option<&ExprMethodCall> {
    let name = m.method.to_string();
    let parallel = matches!(
        name.as_str(),
        "par_iter"
            | "into_par_iter"
            | "par_iter_mut"
            | "par_bridge"
            | "par_chunks"
            | "par_chunks_exact"
            | "par_windows"
    );
    match &*m.receiver {
        _ if parallel => Some(m),
        Expr::MethodCall(inner) => source(inner),
        _ => None,
    }
}
