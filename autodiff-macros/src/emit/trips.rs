//! The number of trips of a loop over elements, where both sweeps can ask for it: it needn't go to the tape.

use super::Emitter;
use crate::activity::variable;
use crate::ir::{Loop, LoopKind};
use crate::parse::Passing;
use crate::ty::Ty;
use proc_macro2::TokenStream;
use syn::Expr;

impl Emitter<'_> {
    /// The length of what a loop over elements goes through: a slice or a vector that is given again.
    pub(super) fn given_length(&self, l: &Loop) -> Option<TokenStream> {
        let LoopKind::Elements { iter, .. } = &l.kind else {
            return None;
        };
        let name = variable(all_of(iter))?;
        let id = *self.params.iter().find(|id| self.var(**id).name == name)?;
        let var = self.var(id);
        let listed = matches!(var.ty.behind(), Ty::Slice(_) | Ty::Vec(_) | Ty::Fixed(_));
        let given = self.passing(id) == Some(Passing::Ref) && !var.mutable && listed;
        let name = &var.name;
        given.then(|| quote!(#name.len()))
    }
}

/// What an iterator goes through from one end to the other, each element once.
fn all_of(iter: &Expr) -> &Expr {
    match iter {
        Expr::Paren(e) => all_of(&e.expr),
        Expr::Group(e) => all_of(&e.expr),
        Expr::Reference(e) if e.mutability.is_none() => all_of(&e.expr),
        Expr::MethodCall(call)
            if call.args.is_empty()
                && ["iter", "rev", "enumerate", "copied", "cloned"]
                    .iter()
                    .any(|name| call.method == name) =>
        {
            all_of(&call.receiver)
        }
        _ => iter,
    }
}

#[cfg(test)]
mod tests {
    use super::all_of;
    use quote::ToTokens;

    #[test]
    fn all_elements_once() {
        let found = |iter: &str| {
            let iter: syn::Expr = syn::parse_str(iter).expect("an expression");
            all_of(&iter).to_token_stream().to_string()
        };
        for iter in [
            "x",
            "&x",
            "x.iter()",
            "(&x).iter().rev()",
            "x.iter().enumerate()",
        ] {
            assert_eq!(found(iter), "x", "{iter}");
        }
        for iter in [
            "&mut x",
            "x.iter().skip(1)",
            "x.iter().zip(y)",
            "x.chunks(2)",
            "x.iter().step_by(2)",
        ] {
            assert_ne!(found(iter), "x", "{iter}");
        }
    }
}
