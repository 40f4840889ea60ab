//! `value_and_grad` of straight-line code.

use super::public::one_or_tuple;
use crate::emit::{Emitter, own};
use crate::lower::Lowered;
use crate::parse::Passing;
use proc_macro2::{Ident, TokenStream};

impl Emitter<'_> {
    /// The body of `value_and_grad` for straight-line code: no tape.
    pub(super) fn straight(&mut self, lowered: &Lowered) -> Option<TokenStream> {
        let passings: Vec<Passing> = self.function.params.iter().map(|p| p.passing).collect();
        if !crate::emit::joint::is_straight(self.body, &passings) {
            return None;
        }
        let ad = std::mem::replace(&mut self.ad, quote!(__ad));
        let outside = std::mem::take(&mut self.witnesses);
        let joint = self.joint(&self.body.block, self.body.result).concat();
        let witnesses = self.declare_witnesses();
        self.witnesses = outside;
        let detaches: Vec<TokenStream> = lowered
            .detaches
            .iter()
            .map(|path| self.check_detach(path))
            .collect();
        let (value, value_bar, zero) = (
            self.var(self.body.result).name.clone(),
            self.bar(self.body.result),
            self.zero(),
        );
        let bars: Vec<Ident> = self
            .params
            .iter()
            .filter(|id| self.is_active(**id))
            .map(|id| self.bar(*id))
            .collect();
        let gradient: Vec<TokenStream> = (self
            .function
            .params
            .iter()
            .zip(self.params)
            .filter(|(p, _)| p.wanted))
        .map(|(_, id)| {
            let bar = self.bar(*id);
            if self.is_active(*id) {
                quote!(#bar)
            } else {
                zero.clone()
            }
        })
        .collect();
        // Parameters that the body rebinds have another name there.
        let renamed = self
            .function
            .params
            .iter()
            .zip(self.params)
            .filter_map(|(param, id)| {
                let (name, inside) = (&param.name, &self.var(*id).name);
                (name != inside).then(|| quote!(let #inside = #name;))
            });
        let renamed: TokenStream = renamed.collect();
        let gradient = one_or_tuple(&gradient);
        let (items, tape, restore, output) = (
            &lowered.items,
            own("tape"),
            own("restore"),
            &self.function.output,
        );
        self.ad = ad.clone();
        Some(quote! {
            use #ad::{self as __ad, traits::*};
            #(#items)*
            #(#detaches)*
            let (#tape, #restore) = (&mut #ad::Tape::new(), 0_u64);
            #witnesses
            #(let mut #bars = #zero;)*
            let #value_bar = #ad::unit_seed::<#output>();
            #renamed
            #joint
            (#value, #gradient)
        })
    }
}
