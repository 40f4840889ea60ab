//! IR and facts to tokens: the only home of `quote!` for generated code.
//!
//! Every statement becomes a [`Fragment`]: its forward tokens and its reverse
//! tokens. [`block`] strings fragments together and keeps the pushes and pops
//! of both sweeps in step; [`rule`] holds the adjoints of the primitives;
//! [`function`] writes the public face of the annotated function.

/// `quote!` whose names can't clash with the user's.
macro_rules! quote {
    ($($tokens:tt)*) => {
        quote::quote_spanned!(crate::emit::site()=> $($tokens)*)
    };
}

thread_local! {
    /// Where the user's code is that is being emitted, for the macro's own names. Asked for by each
    /// `quote!`, while making it is a call of the compiler.
    static SITE: std::cell::Cell<Option<Span>> = const { std::cell::Cell::new(None) };
}

/// While it lives, generated code is located at one place of the user's.
struct Located(Option<Span>);

impl Located {
    fn at(user: Span) -> Located {
        Located(SITE.replace(Some(Span::mixed_site().located_at(user))))
    }
}

impl Drop for Located {
    fn drop(&mut self) {
        SITE.set(self.0);
    }
}

impl Emitter<'_> {
    /// Locates the path of the hidden module where generated code is located.
    fn locate_root(&mut self) {
        self.ad = crate::paths::located(&self.ad, site());
    }
}

/// The macro's own names, located at the user's code, so that rustc's messages
/// about generated code point there.
fn site() -> Span {
    SITE.get().unwrap_or_else(Span::mixed_site)
}

mod alone;
mod batch;
mod block;
mod build;
mod call;
mod checkpoint;
mod chunks;
mod columns;
mod control;
mod cotangent;
mod edit;
mod exchange;
mod exits;
mod first;
mod flow;
mod function;
mod halves;
mod joint;
mod lambda;
mod lanes;
mod make;
mod map;
mod mutate;
mod operand;
mod operator;
mod parallel;
mod parts;
mod place;
mod remat;
mod rows;
mod rule;
mod saves;
mod scalar;
mod scope;
mod sloped;
mod stmt;
mod stretch;
mod trips;
mod written;

use crate::analyse::Facts;
use crate::ir::{Body, Origin, Var, VarId, Verbatim};
use crate::parse::{DiffFn, Passing};
use crate::ty::Ty;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;
use std::collections::HashSet;

pub(crate) use control::inside;
pub(crate) use function::{Emitted, RuleBody, emit, only_lifetime};
pub(crate) use place::source_of;

/// The tokens of one statement in both sweeps.
#[derive(Default)]
struct Fragment {
    forward: TokenStream,
    reverse: TokenStream,
}

/// The state of emitting one function.
struct Emitter<'a> {
    function: &'a DiffFn,
    body: &'a Body,
    facts: &'a Facts,
    params: &'a [VarId],
    /// Path of the hidden module of the core crate.
    ad: TokenStream,
    /// The blocks being emitted, outermost first.
    open: Vec<scope::Open>,
    /// Recomputed variables already visible in the reverse sweep, by scope.
    visible: Vec<HashSet<VarId>>,
    /// References of outer blocks that come back further inside, where they are read.
    deferred: Vec<VarId>,
    /// The result of a closure: its cotangent is the closure's argument.
    seeded: Option<VarId>,
    /// Both sweeps are in one scope: old values stay in locals.
    joined: bool,
    /// Parameters of closures whose cotangents are lent, or not, by the caller.
    gated: HashSet<VarId>,
    /// Other names for cotangents, in closures that can't share them.
    renamed: std::collections::HashMap<VarId, Ident>,
    /// The cotangent of a result that may be passed over, while its contributions are written.
    passed_over: Option<TokenStream>,
    /// The loop with lanes whose body is being emitted.
    lane: Option<lanes::Lane<'a>>,
    /// Variables that need a witness of their type.
    witnesses: std::collections::BTreeSet<VarId>,
    /// Cotangents that are still to be declared.
    firsts: first::Firsts,
    /// Variables of straight-line code whose values are there already.
    computed: std::collections::HashMap<VarId, TokenStream>,
}

impl Emitter<'_> {
    fn var(&self, id: VarId) -> &Var {
        &self.body.vars[id.0]
    }

    fn is_active(&self, id: VarId) -> bool {
        self.var(id).active
    }

    /// The name of a variable's cotangent.
    fn bar(&self, id: VarId) -> Ident {
        if let Some(name) = self.renamed.get(&id) {
            return name.clone();
        }
        format_ident!("{}_bar", self.var(id).name, span = Span::mixed_site())
    }

    /// The declarations of the witnesses used so far.
    fn declare_witnesses(&self) -> TokenStream {
        let ad = &self.ad;
        // The alternatives of a pattern bind the same names to the same types.
        let mut names = HashSet::new();
        let declared = self.witnesses.iter().filter_map(|id| {
            let name = self.witness_name(*id);
            let ty = self.known_type(*id).map(|ty| quote!(::<#ty>));
            names
                .insert(name.to_string())
                .then(|| quote!(let #name = #ad::Witness #ty::new();))
        });
        declared.collect()
    }

    /// The type of a variable that carries derivatives, if the macro knows it. Each witness whose
    /// type is open costs the compiler a look at every expression up to the one that tells it.
    fn known_type(&self, id: VarId) -> Option<TokenStream> {
        let scalar = &self.function.scalar;
        let var = self.var(id);
        if self.function.mixed {
            return None;
        }
        match &var.ty {
            Ty::Vec(item) if **item == Ty::Float && var.active => {
                let ad = &self.ad;
                Some(quote!(#ad::Vec<#scalar>))
            }
            Ty::Tuple(items) if items.iter().all(|ty| *ty == Ty::Float) && var.active => {
                let scalars = items.iter().map(|_| scalar);
                Some(quote!((#(#scalars,)*)))
            }
            _ => None,
        }
    }

    /// The name of a variable's witness; from now on it will be declared.
    fn witness(&mut self, id: VarId) -> Ident {
        self.witnesses.insert(id);
        self.witness_name(id)
    }

    fn witness_name(&self, id: VarId) -> Ident {
        format_ident!("{}_ty", self.var(id).name, span = Span::mixed_site())
    }

    fn is_float(&self, id: VarId) -> bool {
        self.var(id).ty == Ty::Float
    }

    /// Whether a variable is a number of the function's scalar type for certain.
    fn is_scalar(&self, id: VarId) -> bool {
        self.is_float(id) && !self.function.mixed
    }

    /// Zero, in the function's scalar type.
    fn zero(&self) -> TokenStream {
        let scalar = &self.function.scalar;
        if scalar != "f64" && scalar != "f32" {
            let ad = &self.ad;
            return quote!(<#scalar as #ad::Cotangent>::zero());
        }
        let literal = format!("0.0_{scalar}");
        let literal: TokenStream = literal.parse().unwrap_or_default();
        literal
    }

    /// Zero for the cotangent of a number, a parameter: of its own type where there are two.
    fn zero_of(&self, id: VarId) -> TokenStream {
        if self.function.mixed {
            let (ad, name) = (&self.ad, &self.var(id).name);
            quote!(#ad::zero_like(&#name))
        } else {
            self.zero()
        }
    }

    /// What a scalar's cotangent begins with: minus zero, since `-0.0 + x` is `x` whatever `x` is, so
    /// that the first addition costs nothing. (`0.0 + x` isn't if `x` is `-0.0`, and is computed.)
    fn nothing(&self) -> TokenStream {
        let zero = self.zero();
        match self.function.scalar.to_string().as_str() {
            "f64" | "f32" => quote!(-#zero),
            _ => zero,
        }
    }

    /// `expr`, with a witness of its type if the reverse sweep needs one.
    fn witnessed(&mut self, id: VarId, expr: TokenStream) -> TokenStream {
        if self.needs_witness(id) {
            let witness = self.witness(id);
            quote!(#witness.is(#expr))
        } else {
            expr
        }
    }

    /// Whether the reverse sweep declares something whose type only the forward
    /// sweep tells.
    fn needs_witness(&self, id: VarId) -> bool {
        let var = self.var(id);
        if var.alias.is_some() || self.is_scalar(id) {
            return false;
        }
        let restored = var.mutable && self.facts.read.contains(&id);
        let shaped = self.facts.shaped.contains(&id);
        self.facts.kept.contains(&id)
            || restored
            || shaped
            || var.active && !matches!(var.origin, Origin::Param(_))
    }

    /// The index of the parameter that a variable is, if it is one.
    fn param_index(&self, id: VarId) -> Option<usize> {
        match self.var(id).origin {
            Origin::Param(i) => Some(i),
            _ => None,
        }
    }

    fn passing(&self, id: VarId) -> Option<Passing> {
        self.param_index(id)
            .map(|i| self.function.params[i].passing)
    }

    /// The parameter, if it is a mutable reference to a constant.
    fn constant(&self, id: VarId) -> Option<&crate::parse::Param> {
        let param = &self.function.params[self.param_index(id)?];
        (param.constant && param.passing == Passing::RefMut).then_some(param)
    }

    /// Whether a caller wants this parameter's cotangent.
    fn wanted(&self, id: VarId) -> Ident {
        format_ident!("{}_wanted", self.var(id).name, span = Span::mixed_site())
    }
}

/// The bit that stands for a parameter; none beyond what the masks hold.
fn bit(parameter: usize) -> u64 {
    let shift = u32::try_from(parameter).unwrap_or(u32::MAX);
    1_u64.checked_shl(shift).unwrap_or(0)
}

/// A name of the macro's own.
fn own(name: &str) -> Ident {
    Ident::new(name, site())
}

fn tokens_of(verbatim: &Verbatim) -> TokenStream {
    let expr = &verbatim.expr;
    quote!(#expr)
}
