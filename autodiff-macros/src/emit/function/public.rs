//! What users call: `grad` and `value_and_grad`, and what these share with `record` and `record_in`.

use super::pullback::{Lent, Pullback};
use crate::emit::Emitter;
use crate::lower::Lowered;
use crate::parse::{Param, Passing};
use crate::ty::Ty;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    pub(super) fn buffers(&self) -> Vec<&Param> {
        self.function
            .params
            .iter()
            .filter(|p| p.passing == Passing::RefMut && !p.sketch.is_discrete())
            .collect()
    }

    pub(super) fn gradient_type(&self) -> TokenStream {
        let parts: Vec<TokenStream> = self
            .function
            .params
            .iter()
            .filter(|p| p.wanted)
            .map(|p| self.cotangent(p))
            .collect();
        one_or_tuple(&parts)
    }

    /// The cotangent that `backward` takes: of the result, and of what is left
    /// in `&mut` parameters.
    pub(super) fn seed_type(&self) -> TokenStream {
        let mut parts = Vec::new();
        if self.gives_value() {
            let (ad, value) = (&self.ad, self.value_type());
            parts.push(quote!(<#value as #ad::Differentiable>::Cotangent));
        }
        parts.extend(self.buffers().iter().map(|p| self.cotangent(p)));
        one_or_tuple(&parts)
    }

    /// Whether the function gives a value, other than `()`.
    pub(super) fn gives_value(&self) -> bool {
        Ty::of(self.value_type()) != Ty::Unit
    }

    /// What the reverse sweep takes for the seed of the value.
    pub(super) fn seeded(&self) -> TokenStream {
        let ad = &self.ad;
        match (self.is_fallible(), self.gives_value()) {
            (true, _) => quote!(#ad::Some(seed)),
            (false, _) => quote!(seed),
        }
    }

    /// `Some` or `Ok`, for functions that give an `Option` or a `Result`.
    pub(super) fn fine(&self) -> TokenStream {
        let ad = &self.ad;
        match (
            self.is_fallible(),
            Ty::is_named(&self.function.output, "Option"),
        ) {
            (false, _) => TokenStream::new(),
            (true, true) => quote!(#ad::Some),
            (true, false) => quote!(#ad::Ok),
        }
    }

    pub(super) fn bar_name(param: &Param) -> Ident {
        format_ident!("{}_bar", param.name, span = Span::mixed_site())
    }

    pub(super) fn shape_of(param: &Param) -> Ident {
        format_ident!("{}_shape", param.name, span = Span::mixed_site())
    }

    pub(super) fn working_copy(param: &Param) -> Ident {
        format_ident!("{}_copy", param.name, span = Span::mixed_site())
    }

    /// The arguments of the forward sweep in a wrapper.
    pub(super) fn forward_args(&self) -> TokenStream {
        let ad = &self.ad;
        let args = self.function.params.iter().map(|p| {
            let name = &p.name;
            match p.passing {
                Passing::RefMut => quote!(&mut *#name),
                Passing::View => quote!(#ad::Clone::clone(&#name)),
                _ => quote!(#name),
            }
        });
        quote!((#(#args,)*))
    }

    pub(super) fn public(&mut self, lowered: &Lowered) -> TokenStream {
        if self.function.params.iter().any(|p| p.callable.is_some()) {
            return TokenStream::new();
        }
        let halves = self.halves(lowered);
        let straight = halves.as_ref().map(|halves| self.straight(halves));
        let recording = match self.home() {
            None => {
                let straight = halves.and_then(|halves| self.straight_recording(halves));
                self.recording(straight)
            }
            Some(_) => TokenStream::new(),
        };
        let gradients = (!self.is_generic_list()).then(|| self.gradients(straight));
        quote!(#gradients #recording)
    }

    /// Whether the result is a generic array or tuple. No scalar; and a bound that says so would keep rustc
    /// from seeing what belongs to parameters of the same type.
    fn is_generic_list(&self) -> bool {
        !self.function.item.sig.generics.params.is_empty()
            && matches!(self.value_type(), syn::Type::Array(_) | syn::Type::Tuple(_))
    }

    fn gradients(&self, straight: Option<TokenStream>) -> TokenStream {
        let any = self.fresh_lifetime("any");
        let ad = &self.ad;
        let function = self.function;
        let name = &function.item.sig.ident;
        let generics = &function.item.sig.generics;
        let generic_params = &generics.params;
        let predicates = generics.where_clause.as_ref().map(|w| &w.predicates);
        let predicates = predicates.map(|p| {
            if p.empty_or_trailing() {
                quote!(#p)
            } else {
                quote!(#p,)
            }
        });
        let (params, start, passed_on) = self.shown_params();
        let output = self.value_type();
        let gradient = self.gradient_type();
        let passed = self.is_fallible().then(|| quote!(?));
        let fine = self.fine();
        let (one, both) = (
            self.fallible(&gradient),
            self.fallible(&quote!((#output, #gradient))),
        );
        let turbofish = self.turbofish();
        let forward_args = self.forward_args();
        let Pullback {
            before,
            after,
            run,
            gradient: parts,
        } = self.pullback(Lent::Locals);
        let parts = one_or_tuple(&parts);
        let seeds = self.buffers().into_iter().map(|p| {
            let (bar, copy) = (Self::bar_name(p), Self::working_copy(p));
            quote!(let mut #bar = #ad::zero_like(&#copy);)
        });
        let about = format!(
            "The gradient of [`{name}`](fn@{name}) with respect to its differentiated parameters."
        );
        let about_both = format!("The value of [`{name}`](fn@{name}) and its gradient.");
        let forward = self.hidden("forward");
        let (grad, value_and_grad) = (self.shown("grad"), self.shown("value_and_grad"));
        let cfgs = match self.home() {
            None => Vec::new(),
            Some(_) => super::conditions(self.function),
        };
        let vis = self.visibility();
        let body = straight.unwrap_or_else(|| {
            let own_tape = self.own_tape();
            quote! {
                #own_tape
                #before
                let value = Self::#forward #turbofish(tape, 0, #forward_args) #passed;
                #after
                let seed = #ad::unit_seed::<#output>();
                #(#seeds)*
                let gradient = { #run #parts };
                #fine((value, gradient))
            }
        });
        quote! {
            #(#cfgs)*
            #[doc = #about]
            #vis fn #grad<#generic_params>(#params) -> #one
            where #predicates for<#any> #output: #ad::ScalarOutput {
                #fine(Self::#value_and_grad #turbofish(#(#passed_on),*) #passed.1)
            }

            #(#cfgs)*
            #[doc = #about_both]
            #vis fn #value_and_grad<#generic_params>(#params) -> #both
            where #predicates for<#any> #output: #ad::ScalarOutput {
                #start
                #body
            }
        }
    }
}

/// One thing, or a tuple of several.
pub(super) fn one_or_tuple(parts: &[TokenStream]) -> TokenStream {
    match parts {
        [one] => one.clone(),
        many => quote!((#(#many),*)),
    }
}
