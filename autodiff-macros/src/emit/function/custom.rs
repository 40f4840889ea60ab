//! The `Function` implementation of an annotated function.

use super::public::one_or_tuple;
use super::types::{only_lifetime, referent, with_lifetime};
use crate::emit::Emitter;
use crate::parse::{Param, Passing};
use proc_macro2::{Ident, TokenStream};
use quote::format_ident;
use syn::visit::Visit;

impl Emitter<'_> {
    /// `impl Function`, for signatures that can be had as one input type.
    pub(super) fn function_impl(&self) -> TokenStream {
        let function = self.function;
        // As many inputs as tuples implement `Differentiable` for.
        let plain = function.params.len() <= 12
            && function.item.sig.generics.params.is_empty()
            && !function.params.iter().any(borrows_inside)
            && !function
                .params
                .iter()
                .any(|p| p.passing == Passing::RefMut || p.constant || p.callable.is_some());
        if !plain {
            return TokenStream::new();
        }
        let ad = &self.ad;
        let name = &function.item.sig.ident;
        let output = &function.output;
        let output_bar = self.output_bar();
        let args: Vec<Ident> = (0..function.params.len())
            .map(|i| format_ident!("arg{}", i))
            .collect();
        let (
            mut inputs,
            mut cotangents,
            mut saved_types,
            mut saves,
            mut given,
            mut bars,
            mut zeros,
            mut shapes,
        ) = (
            Vec::new(),
            Vec::new(),
            Vec::new(),
            Vec::new(),
            Vec::new(),
            Vec::new(),
            Vec::new(),
            Vec::new(),
        );
        let mut forward = Vec::new();
        for (param, arg) in function.params.iter().zip(&args) {
            let ty = &param.ty;
            inputs.push(only_lifetime(ty, "'a"));
            cotangents.push(self.cotangent(param));
            let bar = format_ident!("{}_bar", arg);
            let shape = format_ident!("{}_shape", arg);
            let fixed = only_lifetime(ty, "'static");
            shapes.push(quote!(<#fixed as #ad::Differentiable>::Shape));
            zeros.push(quote!(let mut #bar = #ad::zero_of(&#shape);));
            match param.passing {
                Passing::Ref => {
                    let inner = referent(ty);
                    saved_types.push(quote!(<#inner as #ad::ToOwned>::Owned));
                    saves.push(quote!(#ad::ToOwned::to_owned(#arg)));
                    given.push(quote!(#ad::Borrow::borrow(&#arg)));
                    forward.push(quote!(#arg));
                    bars.push(quote!(#ad::Some(&mut #bar)));
                }
                Passing::View => {
                    saved_types.push(self.cotangent(param));
                    saves.push(quote!(#arg.to_owned()));
                    given.push(quote!(#arg.view()));
                    forward.push(quote!(#ad::Clone::clone(&#arg)));
                    bars.push(quote!(#ad::Some(#bar.view_mut())));
                }
                Passing::Scalar | Passing::Owned => {
                    saved_types.push(quote!(<#ty as #ad::Differentiable>::Kept));
                    saves.push(quote!(#ad::kept(&#arg)));
                    given.push(quote!(#arg));
                    forward.push(quote!(#arg));
                    bars.push(quote!(#ad::Some(&mut #bar)));
                }
                Passing::RefMut | Passing::Function => {}
            }
            if !param.wanted {
                bars.pop();
                bars.push(quote!(#ad::None));
            }
        }
        let shape_names: Vec<Ident> = args.iter().map(|a| format_ident!("{}_shape", a)).collect();
        let bar_names: Vec<TokenStream> = args
            .iter()
            .map(|a| {
                let bar = format_ident!("{}_bar", a);
                quote!(#bar)
            })
            .collect();
        let (input, input_bar) = (
            one_or_tuple(&inputs.iter().map(|t| quote!(#t)).collect::<Vec<_>>()),
            one_or_tuple(&cotangents),
        );
        let pattern = one_or_tuple(&args.iter().map(|a| quote!(#a)).collect::<Vec<_>>());
        let result = one_or_tuple(&bar_names);
        let reverse = self.public_reverse();
        quote! {
            #[automatically_derived]
            #[allow(clippy::all, clippy::pedantic, clippy::nursery, unused, deprecated)]
            impl #ad::Function for #name {
                type Input<'a> = #input;
                type InputBar = #input_bar;
                type Output = #output;
                type Saved = (#ad::Tape, (#(#saved_types,)*), (#(#shapes,)*));
                fn forward(#pattern: Self::Input<'_>) -> (Self::Output, Self::Saved) {
                    let mut tape = #ad::Tape::new();
                    let saved = (#(#saves,)*);
                    let shapes = (#(#ad::shape(&#args),)*);
                    let value = Self::__forward(&mut tape, 0, (#(#forward,)*));
                    (value, (tape, saved, shapes))
                }
                fn backward((mut tape, (#(#args,)*), (#(#shape_names,)*)): Self::Saved, seed: #output_bar) -> Self::InputBar {
                    #(#zeros)*
                    Self::#reverse(&mut tape, 0, (#(#given,)*), seed, (#(#bars,)*));
                    #result
                }
            }
        }
    }
}

/// Whether what is given for a parameter borrows in turn (`&[(&str, f64)]`): a copy of it, which is to
/// outlive the call, would still borrow.
fn borrows_inside(param: &Param) -> bool {
    struct Lifetimes(usize);
    impl Visit<'_> for Lifetimes {
        fn visit_lifetime(&mut self, lifetime: &syn::Lifetime) {
            self.0 += usize::from(lifetime.ident != "static");
        }
        fn visit_type_fn_ptr(&mut self, _: &syn::TypeFnPtr) {}
    }
    let mut lifetimes = Lifetimes(0);
    lifetimes.visit_type(&with_lifetime(&param.ty, "'_"));
    let own = matches!(param.passing, Passing::Ref | Passing::View);
    lifetimes.0 > usize::from(own)
}
