//! `?`, as the `match` that it stands for.

use super::Normalizer;
use crate::ty::Ty;
use syn::{Expr, ReturnType, parse_quote};

/// What leaves a function early: `None` or `Err(…)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Gives {
    Option,
    #[default]
    Result,
}

impl Gives {
    /// By the type that a signature names.
    pub(super) fn of(output: &ReturnType) -> Gives {
        match output {
            ReturnType::Type(_, ty) if Ty::is_named(ty, "Option") => Gives::Option,
            _ => Gives::Result,
        }
    }

    /// A closure that doesn't say is taken to give what the function around does.
    pub(super) fn of_closure(closure: &syn::ExprClosure, around: Gives) -> Gives {
        match &closure.output {
            ReturnType::Default => around,
            typed => Gives::of(typed),
        }
    }
}

impl Normalizer<'_> {
    /// Input: `e?`. Output: `match e { Ok(v) => v, Err(e) => return Err(From::from(e)) }`.
    pub(super) fn question(&mut self, e: &syn::ExprTry) -> Expr {
        let (value, ad) = (&e.expr, self.root);
        let name = self.names.fresh("passed");
        match self.gives.last().copied().unwrap_or_default() {
            Gives::Option => parse_quote!(match #value {
                #ad::__private::Some(#name) => #name,
                #ad::__private::None => return #ad::__private::None,
            }),
            Gives::Result => {
                let error = self.names.fresh("error");
                parse_quote!(match #value {
                    #ad::__private::Ok(#name) => #name,
                    #ad::__private::Err(#error) => return #ad::__private::Err(#ad::__private::From::from(#error)),
                })
            }
        }
    }
}
