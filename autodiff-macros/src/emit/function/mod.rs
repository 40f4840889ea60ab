//! The companions of an annotated function: its sweeps and its public face.
//!
//! A free function gets a type of the same name; a method or associated function
//! `m` gets functions called `m__…` beside it.

mod companions;
mod custom;
mod methods;
mod names;
mod public;
mod pullback;
mod recording;
mod rule_body;
mod slopes;
mod straight;
mod sweep;
mod types;
mod value_rules;

pub(crate) use rule_body::RuleBody;
pub(crate) use types::only_lifetime;

use super::Emitter;
use super::exits::{checked, may_leave};
use crate::analyse::Facts;
use crate::expand::{Form, Home};
use crate::lower::Lowered;
use crate::parse::DiffFn;
use proc_macro2::TokenStream;

/// What an annotated function expands to.
#[derive(Default)]
pub(crate) struct Emitted {
    /// What stands beside the function.
    pub(crate) beside: TokenStream,
    /// Without bodies: in a trait, the companions; in an `impl` of one, the sweep.
    pub(crate) signature: TokenStream,
    /// The sweep, if it doesn't stand beside the function.
    pub(crate) sweep: TokenStream,
    /// The body of an operator's rule.
    pub(crate) rule: Option<RuleBody>,
}

/// A function of the expansion.
struct Item {
    signature: TokenStream,
    body: TokenStream,
}

impl Item {
    fn whole(&self, attributes: &TokenStream) -> TokenStream {
        let Item { signature, body } = self;
        quote!(#attributes #signature { #body })
    }

    fn declared(&self, attributes: &TokenStream) -> TokenStream {
        let signature = &self.signature;
        quote!(#attributes #signature;)
    }
}

/// Everything that the expansion of a function adds.
pub(crate) fn emit(function: &DiffFn, lowered: &Lowered, facts: &Facts) -> Emitted {
    let mut emitter = Emitter::new(function, lowered, facts);
    if let Form::Associated {
        home: Home::Operator,
        ..
    } = &function.form
    {
        return Emitted {
            rule: Some(emitter.rule_body(lowered)),
            ..Emitted::default()
        };
    }
    let sweep = emitter.sweep(lowered);
    let companions = emitter.companions();
    match &function.form {
        Form::Free => emitter.free(lowered, &sweep, &companions),
        Form::Associated { receiver, home } => {
            let cfgs = conditions(function);
            let attributes = allowances();
            let attributes = quote!(#(#cfgs)* #attributes);
            let mut companions = companions;
            if *receiver {
                companions.extend(emitter.method_companions());
                if *home == Home::Inherent {
                    companions.extend(emitter.value_rules(lowered));
                }
            }
            let all = |items: &[Item]| -> TokenStream {
                items.iter().map(|item| item.whole(&attributes)).collect()
            };
            match home {
                Home::TraitImpl => Emitted {
                    rule: None,
                    beside: all(&companions),
                    signature: sweep.declared(&attributes),
                    sweep: sweep.whole(&attributes),
                },
                Home::Inherent | Home::Trait | Home::Operator => {
                    let public = if *home == Home::Inherent {
                        emitter.public(lowered)
                    } else {
                        TokenStream::new()
                    };
                    let signature = companions.iter().map(|item| item.declared(&attributes));
                    let signature = signature.collect();
                    companions.push(sweep);
                    let hidden = all(&companions);
                    Emitted {
                        rule: None,
                        beside: quote!(#public #hidden),
                        signature,
                        sweep: TokenStream::new(),
                    }
                }
            }
        }
    }
}

/// The conditions under which a function exists.
fn conditions(function: &DiffFn) -> Vec<&syn::Attribute> {
    let attrs = function.item.attrs.iter();
    attrs.filter(|a| a.path().is_ident("cfg")).collect()
}

/// The lints that generated code need not heed.
pub(super) fn allowances() -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[allow(
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction,
            dead_code, deprecated, non_snake_case, non_upper_case_globals, unused, unreachable_pub,
            redundant_semicolons, elided_lifetimes_in_paths, single_use_lifetimes, let_underscore_drop,
            non_shorthand_field_patterns, irrefutable_let_patterns
        )]
    }
}

impl<'a> Emitter<'a> {
    fn new(function: &'a DiffFn, lowered: &'a Lowered, facts: &'a Facts) -> Emitter<'a> {
        let root = &function.root;
        Emitter {
            function,
            body: &lowered.body,
            facts,
            params: &lowered.params,
            ad: quote!(#root::__private),
            open: Vec::new(),
            visible: Vec::new(),
            deferred: Vec::new(),
            seeded: None,
            joined: false,
            firsts: Default::default(),
            gated: std::collections::HashSet::new(),
            renamed: std::collections::HashMap::new(),
            passed_over: None,
            lane: None,
            computed: std::collections::HashMap::new(),
            witnesses: std::collections::BTreeSet::new(),
        }
    }
}

impl Emitter<'_> {
    /// The companion type of a free function.
    fn free(&mut self, lowered: &Lowered, sweep: &Item, companions: &[Item]) -> Emitted {
        let public = self.public(lowered);
        let custom = self.function_impl();
        let function = self.function;
        let reads = crate::analyse::reads_lent(self.body, self.facts, self.params);
        let name = &function.item.sig.ident;
        let vis = &function.item.vis;
        let cfgs = conditions(function);
        let about = format!(
            "The derivatives of [`{name}`](fn@{name}): `{name}::grad(…)`, `{name}::record(…)` and their kin."
        );
        let hidden = quote!(#[doc(hidden)]);
        let companions = companions.iter().map(|item| item.whole(&hidden));
        let sweep = sweep.whole(&hidden);
        let slopes = self.slopes();
        let beside = quote! {
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
                #[doc(hidden)]
                pub const __READS: u64 = #reads;
                #(#companions)*
                #sweep
                #slopes
            }

            #(#cfgs)*
            #custom
        };
        Emitted {
            beside,
            ..Emitted::default()
        }
    }
}
