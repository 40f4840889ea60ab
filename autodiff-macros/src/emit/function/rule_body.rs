//! The body of the rule of an operator, or of a method that is called like one of arrays: both sweeps in a
//! row, in one scope.

use crate::emit::scope::Owner;
use crate::emit::{Emitter, own};
use crate::ir::StmtKind;
use crate::lower::Lowered;
use crate::parse::Passing;
use proc_macro2::{Ident, Span, TokenStream};
use std::collections::HashSet;

/// The pullback of a small function, run where its values are at hand: takes the parameters by their names
/// and the seed as `seed`, adds to the parameters' cotangents `name_bar` where `name_wanted`.
#[derive(Default)]
pub(crate) struct RuleBody {
    /// What the sweeps are written with.
    pub(crate) setup: TokenStream,
    /// Empty if the reverse sweep reads nothing of it.
    pub(crate) forward: TokenStream,
    pub(crate) reverse: TokenStream,
    /// If the reverse sweep reads nothing of the forward sweep but the residuals of its operators: these, as
    /// pairs of the first and the rest. The types of the residuals tell whether that is anything at all.
    pub(crate) residuals: Option<TokenStream>,
    /// The names of each parameter, its cotangent and whether that is wanted.
    pub(crate) names: Vec<(Ident, Ident, Ident)>,
}

impl RuleBody {
    /// Both sweeps.
    pub(crate) fn code(&self) -> TokenStream {
        let Self {
            setup,
            forward,
            reverse,
            ..
        } = self;
        quote!(#setup #forward #reverse)
    }

    /// Whether that reads the parameters' values.
    pub(crate) fn reads(&self) -> bool {
        !self.forward.is_empty()
    }
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
        let reads =
            !straight || self.mentions_values(&reverse) || super::may_leave(forward.clone());
        let forward = super::checked(forward);
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
        let residuals = (straight && reads && start.is_empty())
            .then(|| self.residuals_alone(&forward, &reverse))
            .flatten();
        let setup = quote! {
            use #ad::{self as __ad, traits::*};
            #(#items)*
            #(#detaches)*
            #(#checks)*
            #start
            let #restore = 0_u64;
            #witnesses
        };
        let reverse = quote!(let mut #value_bar = #seed; #reverse);
        RuleBody {
            setup,
            forward,
            reverse,
            residuals,
            names,
        }
    }

    /// The residuals of operators in a straight line, if its reverse reads nothing else that the line binds.
    fn residuals_alone(&self, forward: &TokenStream, reverse: &TokenStream) -> Option<TokenStream> {
        let stmts = self.body.block.stmts.iter();
        let residuals: Vec<&Ident> = stmts
            .filter_map(|stmt| match &stmt.kind {
                StmtKind::Residual { var, .. } => Some(&self.var(*var).name),
                _ => None,
            })
            .filter(|name| crate::names::mentions(reverse.clone(), &name.to_string()))
            .collect();
        let forward: syn::Block = syn::parse2(quote!({ #forward })).ok()?;
        let bound = forward.stmts.iter().flat_map(|stmt| match stmt {
            syn::Stmt::Local(local) => crate::activity::bound_names(&local.pat),
            _ => Vec::new(),
        });
        let vars = self.body.vars.iter().map(|var| var.name.to_string());
        let others: HashSet<String> = bound
            .chain(vars)
            .filter(|name| residuals.iter().all(|residual| *residual != name))
            .collect();
        let others = crate::names::any(reverse.clone(), &|ident| {
            others.contains(&ident.to_string())
        });
        let pairs = residuals.iter().rev();
        let pairs = pairs.fold(quote!(()), |rest, name| quote!((#name, #rest)));
        (!others && !residuals.is_empty()).then_some(pairs)
    }

    /// Whether code names a variable of the forward sweep.
    fn mentions_values(&self, code: &TokenStream) -> bool {
        crate::names::any(code.clone(), &|ident| {
            self.body.vars.iter().any(|var| var.name == *ident)
        })
    }
}
