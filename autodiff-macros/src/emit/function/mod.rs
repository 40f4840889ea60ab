//! The companion type of an annotated function: its sweeps and its public face.

mod companions;
mod custom;
mod public;
mod straight;
mod sweep;
mod types;

use super::Emitter;
use crate::analyse::Facts;
use crate::lower::Lowered;
use crate::parse::DiffFn;
use proc_macro2::TokenStream;

/// Everything that stands beside the annotated function.
pub(crate) fn emit(function: &DiffFn, lowered: &Lowered, facts: &Facts) -> TokenStream {
    let root = &function.root;
    let mut emitter = Emitter {
        function,
        body: &lowered.body,
        facts,
        params: &lowered.params,
        ad: quote!(#root::__private),
        open: Vec::new(),
        visible: Vec::new(),
        seeded: None,
        joined: false,
        witnesses: std::collections::BTreeSet::new(),
    };
    let sweep = emitter.sweep(lowered);
    let companions = emitter.companions();
    let public = emitter.public(lowered);
    let custom = emitter.function_impl();
    let name = &function.item.sig.ident;
    let vis = &function.item.vis;
    let cfgs: Vec<_> = function
        .item
        .attrs
        .iter()
        .filter(|a| a.path().is_ident("cfg"))
        .collect();
    let about = format!(
        "The derivatives of [`{name}`](fn@{name}): `{name}::grad(…)`, `{name}::record(…)` and their kin."
    );
    quote! {
        #(#cfgs)*
        #[doc = #about]
        #[allow(non_camel_case_types, dead_code, missing_copy_implementations, missing_debug_implementations)]
        #vis struct #name {}

        #(#cfgs)*
        #[allow(
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction,
            dead_code, deprecated, non_snake_case, non_upper_case_globals, unused, unreachable_pub,
            redundant_semicolons, elided_lifetimes_in_paths, single_use_lifetimes, let_underscore_drop,
            non_shorthand_field_patterns, irrefutable_let_patterns
        )]
        #[automatically_derived]
        impl #name {
            #public
            #companions
            #sweep
        }

        #(#cfgs)*
        #custom
    }
}
