//! What users call: `record`, `record_in`, `grad`, `value_and_grad`.

use super::straight::Recorded;
use super::types::with_lifetime;
use crate::emit::{Emitter, own};
use crate::lower::Lowered;
use crate::parse::{Param, Passing};
use crate::ty::Ty;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

/// The pieces of a wrapper that runs the reverse sweep.
struct Pullback {
    /// Shapes and copies taken before the forward sweep.
    before: TokenStream,
    /// The same, after it.
    after: TokenStream,
    /// Zero cotangents and the reverse sweep.
    run: TokenStream,
    /// The cotangents that the gradient consists of.
    gradient: Vec<TokenStream>,
}

/// Where the cotangents are that a wrapper lends the reverse sweep.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lent {
    /// In variables.
    Locals,
    /// In the gradient itself, of whose parts there are references by the same names.
    Parts,
}

impl Emitter<'_> {
    fn buffers(&self) -> Vec<&Param> {
        self.function
            .params
            .iter()
            .filter(|p| p.passing == Passing::RefMut && !p.sketch.is_discrete())
            .collect()
    }

    fn gradient_type(&self) -> TokenStream {
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
    fn seed_type(&self) -> TokenStream {
        let mut parts = Vec::new();
        if self.gives_value() {
            let (ad, value) = (&self.ad, self.value_type());
            parts.push(quote!(<#value as #ad::Differentiable>::Cotangent));
        }
        parts.extend(self.buffers().iter().map(|p| self.cotangent(p)));
        one_or_tuple(&parts)
    }

    /// Whether the function gives a value, other than `()`.
    fn gives_value(&self) -> bool {
        Ty::of(self.value_type()) != Ty::Unit
    }

    /// What the reverse sweep takes for the seed of the value.
    fn seeded(&self) -> TokenStream {
        let ad = &self.ad;
        match (self.is_fallible(), self.gives_value()) {
            (true, _) => quote!(#ad::Some(seed)),
            (false, _) => quote!(seed),
        }
    }

    /// `Some` or `Ok`, for functions that give an `Option` or a `Result`.
    fn fine(&self) -> TokenStream {
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

    fn bar_name(param: &Param) -> Ident {
        format_ident!("{}_bar", param.name, span = Span::mixed_site())
    }

    fn shape_of(param: &Param) -> Ident {
        format_ident!("{}_shape", param.name, span = Span::mixed_site())
    }

    fn working_copy(param: &Param) -> Ident {
        format_ident!("{}_copy", param.name, span = Span::mixed_site())
    }

    fn pullback(&self, tape: &TokenStream, place: Lent) -> Pullback {
        let ad = &self.ad;
        let turbofish = self.turbofish();
        let (mut before, mut after, mut zeros, mut given, mut bars, mut gradient) = (
            TokenStream::new(),
            TokenStream::new(),
            TokenStream::new(),
            Vec::new(),
            Vec::new(),
            Vec::new(),
        );
        let mut settle = TokenStream::new();
        for param in &self.function.params {
            let name = &param.name;
            let (bar, shape, copy) = (
                Self::bar_name(param),
                Self::shape_of(param),
                Self::working_copy(param),
            );
            let buffer = param.passing == Passing::RefMut;
            match param.passing {
                Passing::Scalar => given.push(quote!(#name)),
                Passing::RefMut if param.constant => given.push(self.absent(param)),
                Passing::Owned if param.constant => given.push(quote!(())),
                Passing::Owned => {
                    let kept = format_ident!("{}_kept", name, span = Span::mixed_site());
                    before.extend(
                        quote!(let #kept = #ad::kept(&#name); let #shape = #ad::shape(&#name);),
                    );
                    given.push(quote!(#ad::Clone::clone(&#kept)));
                }
                Passing::Ref => given.push(quote!(#name)),
                Passing::View => given.push(quote!(#ad::Clone::clone(&#name))),
                // Functions of functions have no public face.
                Passing::Function => {}
                Passing::RefMut => {
                    after.extend(quote!(let mut #copy = #ad::ToOwned::to_owned(&*#name);));
                    given.push(quote!(&mut #copy));
                }
            }
            let live = param.wanted || buffer && !param.sketch.is_discrete();
            if !live {
                bars.push(quote!(#ad::None));
                continue;
            }
            let part = place == Lent::Parts && !buffer;
            let lent = if part {
                quote!(&mut *#bar)
            } else {
                quote!(&mut #bar)
            };
            if !buffer {
                let zero = match param.passing {
                    Passing::Owned => quote!(#ad::zero_of(&#shape)),
                    Passing::Ref => {
                        settle.extend(quote!(#ad::settle(#lent, #name);));
                        quote!(#ad::lent_zero(#name))
                    }
                    _ => quote!(#ad::zero_like(&#name)),
                };
                zeros.extend(if part {
                    quote!(*#bar = #zero;)
                } else {
                    quote!(let mut #bar = #zero;)
                });
            }
            bars.push(if param.passing == Passing::View {
                quote!(#ad::Some(#bar.view_mut()))
            } else {
                quote!(#ad::Some(#lent))
            });
            if param.wanted {
                gradient.push(quote!(#bar));
            }
        }
        let reverse = self.public_reverse();
        let seed = self.seeded();
        let run = quote! {
            #zeros
            Self::#reverse #turbofish(#tape, 0, (#(#given,)*), #seed, (#(#bars,)*));
            #settle
        };
        Pullback {
            before,
            after,
            run,
            gradient,
        }
    }

    /// The reverse sweep for one who lends the cotangents of all parameters that are differentiated.
    pub(super) fn public_reverse(&self) -> Ident {
        let mut params = self.function.params.iter();
        let all = params.all(|p| p.wanted || p.sketch.is_discrete());
        self.hidden(if all { "reverse_all" } else { "reverse" })
    }

    /// The arguments of the forward sweep in a wrapper.
    fn forward_args(&self) -> TokenStream {
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
        let straight = self.straight(lowered);
        let recording = match self.home() {
            None => {
                let straight = self.straight_recording(lowered);
                self.recording(straight)
            }
            Some(_) => TokenStream::new(),
        };
        let gradients = self.gradients(straight);
        quote!(#gradients #recording)
    }

    fn recording(&self, straight: Option<Recorded>) -> TokenStream {
        let (ad_lifetime, tape_lifetime) = (self.fresh_lifetime("ad"), self.fresh_lifetime("tape"));
        let ad = &self.ad;
        let function = self.function;
        let name = &function.item.sig.ident;
        let generics = &function.item.sig.generics;
        let (generic_params, where_clause) = (&generics.params, &generics.where_clause);
        let captured: Vec<TokenStream> = generics
            .params
            .iter()
            .map(|p| match p {
                syn::GenericParam::Lifetime(l) => {
                    let l = &l.lifetime;
                    quote!(#l)
                }
                syn::GenericParam::Type(t) => {
                    let t = &t.ident;
                    quote!(#t)
                }
                syn::GenericParam::Const(c) => {
                    let c = &c.ident;
                    quote!(#c)
                }
            })
            .collect();
        let names = self.arg_names();
        let types: Vec<syn::Type> = function
            .params
            .iter()
            .map(|p| {
                if p.passing == Passing::RefMut {
                    p.ty.clone()
                } else {
                    with_lifetime(&p.ty, &ad_lifetime.to_string())
                }
            })
            .collect();
        let output = self.value_type();
        let (seed, gradient) = (self.seed_type(), self.gradient_type());
        let forward_args = self.forward_args();
        let Pullback {
            before, after, run, ..
        } = self.pullback(&quote!(tape), Lent::Parts);
        let buffers = self.buffers();
        let (mut shapes, mut unpack) = (TokenStream::new(), TokenStream::new());
        let mut checked = Vec::new();
        let label = name.to_string();
        if self.gives_value() {
            checked.push(quote!(value_shape));
        } else {
            unpack.extend(quote!(let seed = ();));
        }
        let mut bound = if self.gives_value() {
            vec![quote!(seed)]
        } else {
            Vec::new()
        };
        for param in &buffers {
            let (shape, copy, bar) = (
                Self::shape_of(param),
                Self::working_copy(param),
                Self::bar_name(param),
            );
            shapes.extend(quote!(let #shape = #ad::shape(&#copy);));
            checked.push(quote!(#shape));
            bound.push(quote!(mut #bar));
        }
        let (checked, bound) = (one_or_tuple(&checked), one_or_tuple(&bound));
        let about = format!(
            "Runs [`{name}`](fn@{name}) and records what its reverse sweep needs. `value()` of the recording is the result; `backward(seed)` consumes it and gives the cotangents; `backward_each` and `jacobian` give those for several seeds."
        );
        let about_in = format!(
            "Like `record`, on a tape of the caller's, whose memory is used again. `{name}` clears it first."
        );
        let turbofish = self.turbofish();
        let comma = if generics.params.is_empty() || generics.params.trailing_punct() {
            quote!()
        } else {
            quote!(,)
        };
        let passed = self.is_fallible().then(|| quote!(?));
        let fine = self.fine();
        let (copies, put_back) = self.fresh_copies();
        let (parts, moved) = self.parts_of_a_row();
        let (again, run) = if copies.is_empty() {
            (quote!(_), run)
        } else {
            (quote!(again), quote!(#copies #run #put_back))
        };
        let (inline, forward, value, run) = match straight {
            Some(Recorded {
                start,
                forward,
                reverse,
            }) => (
                quote!(#[inline]),
                quote!(#start let tape = #ad::TapeSlot::get_mut(&mut slot); #forward),
                self.result(),
                quote!(*row = { #reverse };),
            ),
            None => (
                TokenStream::new(),
                quote! {
                    #before
                    let tape = #ad::TapeSlot::get_mut(&mut slot);
                    let value = Self::__forward #turbofish(tape, 0, #forward_args) #passed;
                },
                own("value"),
                quote!(let #bound = seed; #unpack let #parts = row; #run #moved),
            ),
        };
        if self.gives_value() {
            shapes.extend(quote!(let value_shape = #ad::shape(&#value);));
        }
        shapes.extend(quote!(let seed_shape = #checked;));
        let lifetimes: Vec<&TokenStream> = captured.iter().collect();
        let recorded = |tape: &TokenStream| {
            self.fallible(&quote!(#ad::Recording<#tape, #output, impl #ad::FnMut(&mut #ad::Tape, #seed, #ad::bool, &mut #gradient) + use<#ad_lifetime, #(#lifetimes),*>>))
        };
        let (owning, borrowing) = (
            recorded(&quote!('static)),
            recorded(&quote!(#tape_lifetime)),
        );
        quote! {
            #[doc = #about]
            #inline
            pub fn record<#ad_lifetime, #generic_params>(
                #(#names: #types),*
            ) -> #owning
            #where_clause {
                Self::__recorded #turbofish(#ad::TapeSlot::Owned(#ad::Tape::new()), #(#names),*)
            }

            #[doc = #about_in]
            #inline
            pub fn record_in<#tape_lifetime, #ad_lifetime, #generic_params #comma>(
                tape: &#tape_lifetime mut #ad::Tape, #(#names: #types),*
            ) -> #borrowing
            #where_clause {
                tape.clear();
                Self::__recorded #turbofish(#ad::TapeSlot::Borrowed(tape), #(#names),*)
            }

            #[inline(always)]
            fn __recorded<#tape_lifetime, #ad_lifetime, #generic_params #comma>(
                mut slot: #ad::TapeSlot<#tape_lifetime>, #(#names: #types),*
            ) -> #borrowing
            #where_clause {
                #forward
                tape.note_peak();
                #after
                #shapes
                #fine(#ad::Recording::new(slot, #value, move |tape: &mut #ad::Tape, seed: #seed, #again: #ad::bool, row: &mut #gradient| {
                    #ad::check_seed(#label, &seed_shape, &seed);
                    #run
                }))
            }
        }
    }

    /// A pattern for the gradient of one reverse sweep, and what moves to it what the sweep has elsewhere:
    /// the cotangents of `&mut` parameters, which begin as parts of the seed.
    fn parts_of_a_row(&self) -> (TokenStream, TokenStream) {
        let (mut parts, mut moved) = (Vec::new(), TokenStream::new());
        for param in self.function.params.iter().filter(|p| p.wanted) {
            let bar = Self::bar_name(param);
            if param.passing == Passing::RefMut {
                let part = format_ident!("{}_part", param.name, span = Span::mixed_site());
                moved.extend(quote!(*#part = #bar;));
                parts.push(quote!(#part));
            } else {
                parts.push(quote!(#bar));
            }
        }
        (one_or_tuple(&parts), moved)
    }

    /// A sweep rewinds what it is given for a `&mut` parameter: copies for one that isn't the last, made
    /// before it, and put in place after it.
    fn fresh_copies(&self) -> (TokenStream, TokenStream) {
        let ad = &self.ad;
        let given = |p: &&Param| p.passing == Passing::RefMut && !p.constant;
        let (mut copies, mut put_back) = (TokenStream::new(), TokenStream::new());
        for param in self.function.params.iter().filter(given) {
            let copy = Self::working_copy(param);
            let fresh = format_ident!("{}_fresh", param.name, span = Span::mixed_site());
            copies.extend(
                quote!(let #fresh = if again { #ad::Some(#ad::Clone::clone(&#copy)) } else { #ad::None };),
            );
            put_back.extend(quote!(if let #ad::Some(fresh) = #fresh { #copy = fresh; }));
        }
        (copies, put_back)
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
        } = self.pullback(&quote!(&mut tape), Lent::Locals);
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
            quote! {
                let mut tape = #ad::Tape::new();
                #before
                let value = Self::#forward #turbofish(&mut tape, 0, #forward_args) #passed;
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
