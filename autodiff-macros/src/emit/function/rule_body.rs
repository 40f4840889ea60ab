//! The body of the rule of an operator, or of a method that is called like one of arrays: both sweeps in a
//! row, in one scope.

use crate::emit::scope::Owner;
use crate::emit::{Emitter, own};
use crate::lower::Lowered;
use crate::parse::Passing;
use proc_macro2::{Ident, Span, TokenStream};

/// The pullback of a small function, run where its values are at hand.
#[derive(Default)]
pub(crate) struct RuleBody {
    /// Takes the parameters by their names and the seed as `seed`, adds to the
    /// parameters' cotangents `name_bar` where `name_wanted`.
    pub(crate) code: TokenStream,
    /// Whether the code reads the parameters' values.
    pub(crate) reads: bool,
    /// The names of each parameter, its cotangent and whether that is wanted.
    pub(crate) names: Vec<(Ident, Ident, Ident)>,
}

impl Emitter<'_> {
    /// Whether that body has no tape of its own: straight-line code that changes no parameter.
    pub(super) fn is_rule_straight(&self) -> bool {
        let mut params = self.function.params.iter();
        params.all(|p| p.passing != Passing::RefMut)
            && crate::emit::joint::is_joinable(self.body, &self.body.block)
    }

    pub(super) fn rule_body(&mut self, lowered: &Lowered) -> RuleBody {
        let names = self
            .params
            .iter()
            .map(|id| (self.var(*id).name.clone(), self.bar(*id), self.wanted(*id)))
            .collect();
        let detaches = lowered.detaches.iter().map(|path| self.check_detach(path));
        let detaches: Vec<TokenStream> = detaches.collect();
        let (items, checks) = (&lowered.items, &lowered.checks);
        let ad = std::mem::replace(&mut self.ad, quote!(__ad));
        let (value, value_bar) = (
            self.var(self.body.result).name.clone(),
            self.bar(self.body.result),
        );
        let (restore, seed) = (own("restore"), own("seed"));
        let straight = self.is_rule_straight();
        let (forward, reverse) = if straight {
            let joint = self.joint(&self.body.block, self.body.result);
            (joint.forward, joint.reverse)
        } else {
            let fragment = self.block(&self.body.block, Owner::Plain, &[]);
            let output = &self.function.output;
            let body = syn::Lifetime::new("'body", Span::mixed_site());
            let forward = fragment.forward;
            (
                quote!(let #value: #output; #body: { #forward }),
                fragment.reverse,
            )
        };
        let reads = !straight || self.mentions_values(&reverse);
        let forward = if reads { forward } else { TokenStream::new() };
        let witnesses = self.declare_witnesses();
        self.ad = ad.clone();
        let start = if crate::names::mentions(forward.clone(), "tape")
            || crate::names::mentions(reverse.clone(), "tape")
        {
            self.own_tape()
        } else {
            TokenStream::new()
        };
        let code = quote! {
            use #ad::{self as __ad, traits::*};
            #(#items)*
            #(#detaches)*
            #(#checks)*
            #start
            let #restore = 0_u64;
            #witnesses
            #forward
            let mut #value_bar = #seed;
            #reverse
        };
        RuleBody { code, reads, names }
    }

    /// Whether code names a variable of the forward sweep.
    fn mentions_values(&self, code: &TokenStream) -> bool {
        crate::names::any(code.clone(), &|ident| {
            self.body.vars.iter().any(|var| var.name == *ident)
        })
    }
}
