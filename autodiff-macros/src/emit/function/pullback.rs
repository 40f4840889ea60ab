//! The reverse sweep of a wrapper: what it is given, what it is lent, and what becomes of that.

use crate::emit::Emitter;
use crate::parse::Passing;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

/// The pieces of a wrapper that runs the reverse sweep.
pub(super) struct Pullback {
    /// Shapes and copies taken before the forward sweep.
    pub(super) before: TokenStream,
    /// The same, after it.
    pub(super) after: TokenStream,
    /// Zero cotangents and the reverse sweep, on what is called `tape`.
    pub(super) run: TokenStream,
    /// The cotangents that the gradient consists of.
    pub(super) gradient: Vec<TokenStream>,
}

/// Where the cotangents are that a wrapper lends the reverse sweep.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lent {
    /// In variables.
    Locals,
    /// In the gradient itself, of whose parts there are references by the same names.
    Parts,
}

impl Emitter<'_> {
    pub(super) fn pullback(&self, place: Lent) -> Pullback {
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
            Self::#reverse #turbofish(tape, 0, (#(#given,)*), #seed, (#(#bars,)*));
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
}
