//! Chains of `Option`s and `Result`s: `collect::<Result<Vec<_>, _>>()`, `sum::<Option<f64>>()`,
//! `try_fold`. The loop that they become is left at the first failure.

use super::syntax::occurs;
use super::{Made, Rewriter};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprMethodCall, Lifetime, Stmt, parse_quote};

impl Rewriter<'_> {
    /// What the closure of `try_fold` gives.
    pub(super) fn outcome(
        &mut self,
        m: &ExprMethodCall,
        closure: &syn::ExprClosure,
    ) -> Made<Outcome> {
        let gives = |name: &str| occurs(name, &closure.body);
        if gives("Ok") || gives("Err") {
            Ok(self.outcome_called("Result"))
        } else if gives("Some") || gives("None") {
            Ok(self.outcome_called("Option"))
        } else {
            Err(syn::Error::new_spanned(
                &m.method,
                "whether the closure of `try_fold` gives an `Option` or a `Result` can't be seen: write `Some`, `Ok` or `Err` in it, or a `for` loop",
            ))
        }
    }

    /// An `Option` or a `Result`.
    fn outcome_called(&mut self, name: &str) -> Outcome {
        let root = self.root;
        let (success, failure) = if name == "Result" {
            let error = self.names.fresh("error");
            (quote!(Ok), quote!(Err(#error)))
        } else {
            (quote!(Some), quote!(None))
        };
        Outcome {
            success: quote!(#root::__private::#success),
            failure: quote!(#root::__private::#failure),
            value: self.names.fresh("value"),
            label: self.names.fresh_label("chain"),
        }
    }

    /// The type that a chain is to end with, or in `Result<T, E>` and `Option<T>` the `T`, and what
    /// its items are then.
    pub(super) fn outcome_of_type<'t>(
        &mut self,
        ty: Option<&'t syn::Type>,
    ) -> (Option<Outcome>, Option<&'t syn::Type>) {
        let named = |name: &str| ty.is_some_and(|ty| crate::ty::Ty::is_named(ty, name));
        let name = match (named("Result"), named("Option")) {
            (true, _) => "Result",
            (_, true) => "Option",
            _ => return (None, ty),
        };
        let inner = ty.and_then(|ty| match ty {
            syn::Type::Path(p) => match &p.path.segments.last()?.arguments {
                syn::PathArguments::AngleBracketed(args) => args.args.iter().find_map(of_type),
                _ => None,
            },
            _ => None,
        });
        (Some(self.outcome_called(name)), inner)
    }
}

/// What a chain is to end with, if it says.
pub(super) fn made(m: &ExprMethodCall) -> Option<&syn::Type> {
    m.turbofish.as_ref()?.args.iter().find_map(of_type)
}

fn of_type(arg: &syn::GenericArgument) -> Option<&syn::Type> {
    match arg {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// How a chain of `Option`s or `Result`s goes on, or stops.
pub(super) struct Outcome {
    success: TokenStream,
    /// What stands for a failure, as a pattern and as a value.
    failure: TokenStream,
    /// The name of a success.
    pub(super) value: proc_macro2::Ident,
    label: Lifetime,
}

impl Outcome {
    /// Does `then` with the value of `next`, or stops.
    pub(super) fn step(&self, next: &Expr, then: &Stmt) -> Stmt {
        let Outcome {
            success,
            failure,
            value,
            label,
        } = self;
        parse_quote! {
            match #next {
                #success(#value) => { #then }
                #failure => break #label #failure,
            }
        }
    }

    /// What the whole chain gives.
    pub(super) fn given(outcome: &Option<Outcome>, value: &Expr) -> Expr {
        match outcome {
            Some(Outcome { success, .. }) => parse_quote!(#success(#value)),
            None => value.clone(),
        }
    }

    /// The block that `step` leaves.
    pub(super) fn labelled(outcome: &Option<Outcome>, made: Expr) -> Expr {
        match outcome {
            Some(Outcome { label, .. }) => parse_quote!(#label: { #made }),
            None => made,
        }
    }
}
