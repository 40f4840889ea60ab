//! `#[differentiable] impl Add for T`: the operator's rule, which runs the method
//! forwards and backwards in the reverse sweep.

use super::function::{Form, Home, derivatives};
use super::receiver;
use crate::emit::RuleBody;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{
    FnArg, GenericArgument, ItemFn, ItemImpl, Lifetime, Pat, Path, PathArguments, Type, parse_quote,
};

/// Which trait of the core crate an operator's rule implements.
enum Kind {
    Additive,
    Multiplicative,
    Negative,
    Update,
}

fn kind(name: &str) -> Option<(Kind, &str)> {
    Some(match name {
        "Add" | "Sub" => (Kind::Additive, name),
        "Mul" | "Div" | "Rem" => (Kind::Multiplicative, name),
        "Neg" => (Kind::Negative, name),
        _ => match name.strip_suffix("Assign") {
            Some(op @ ("Add" | "Sub" | "Mul" | "Div")) => (Kind::Update, op),
            _ => return None,
        },
    })
}

/// The rules of an operator's implementation; `None` for other traits.
pub(super) fn rules(
    block: &ItemImpl,
    name: &Path,
    methods: &[(TokenStream, ItemFn)],
) -> Option<TokenStream> {
    let last = name.segments.last()?;
    let text = last.ident.to_string();
    let (kind, op) = kind(&text)?;
    let (options, method) = methods.first()?;
    let mut elided = Elided::default();
    let mut this = (*block.self_ty).clone();
    let mut other: Type = match &last.arguments {
        PathArguments::AngleBracketed(args) => args.args.iter().find_map(|arg| match arg {
            GenericArgument::Type(ty) => Some(ty.clone()),
            _ => None,
        }),
        _ => None,
    }
    .unwrap_or_else(|| parse_quote!(Self));
    elided.visit_type_mut(&mut this);
    elided.visit_type_mut(&mut other);
    let mut generics = block.generics.clone();
    for name in elided.0 {
        generics.params.insert(0, parse_quote!(#name));
    }
    let trait_name = Ident::new(&text, Span::call_site());
    let output: Type = match kind {
        Kind::Update => parse_quote!(()),
        Kind::Negative => parse_quote!(<#this as ::core::ops::Neg>::Output),
        _ => parse_quote!(<#this as ::core::ops::#trait_name<#other>>::Output),
    };
    let mut method = method.clone();
    receiver::bare(&mut method);
    by_reference(&mut method);
    if !matches!(kind, Kind::Update) {
        method.sig.output = parse_quote!(-> #output);
    }
    let root = root_of(options);
    let form = Form::Associated {
        receiver: false,
        home: Home::Operator,
    };
    let parts = derivatives(options.clone(), method, form);
    let Some(body) = parts.rule else {
        return Some(parts.beside);
    };
    let ad = quote!(#root::__private);
    let op = Ident::new(op, Span::call_site());
    let (generics, _, where_clause) = generics.split_for_impl();
    let (kept_this, kept_other) = (referent(&this), referent(&other));
    let mut names = body.names.iter();
    let (first, first_bar, first_wanted) = names.next()?;
    let second = names.next();
    let attributes = quote! {
        #[automatically_derived]
        #[allow(
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction, deprecated,
            non_snake_case, unused, non_shorthand_field_patterns, irrefutable_let_patterns
        )]
    };
    // Cotangents that the code adds to.
    let own = format_ident!("own_bar", span = Span::mixed_site());
    let left = quote! {
        let mut #own = left_zero;
        let #first_bar = &mut #own;
        let #first_wanted = wants.0;
    };
    let right_own = format_ident!("right_bar", span = Span::mixed_site());
    let right = second.map(|(_, bar, wanted)| {
        quote! {
            let mut #right_own = right_zero;
            let #bar = &mut #right_own;
            let #wanted = wants.1;
        }
    });
    let (fixed_this, fixed_other) = (fixed(&this), fixed(&other));
    let keeps = body.reads() && !matches!(kind, Kind::Multiplicative);
    let (residual_type, residual, values) = if keeps {
        let dereferenced = |ty: &Type, value: TokenStream| {
            if matches!(ty, Type::Reference(_)) {
                quote!(#ad::Clone::clone(&**#value))
            } else {
                quote!(#ad::Clone::clone(#value))
            }
        };
        let kept_first = dereferenced(&this, quote!(self));
        let again = |ty: &Type, value: TokenStream| {
            if matches!(ty, Type::Reference(_)) {
                quote!(&&#value)
            } else {
                quote!(&#value)
            }
        };
        match second {
            Some((second, ..)) => {
                let kept_second = dereferenced(&other, quote!(rhs));
                let first_again = if matches!(kind, Kind::Update) {
                    quote!(&mut kept.0)
                } else {
                    again(&this, quote!(kept.0))
                };
                (
                    quote!((#kept_this, #kept_other)),
                    quote!((#kept_first, #kept_second)),
                    quote!(let #first = #first_again; let #second = &kept.1;),
                )
            }
            None => {
                let first_again = again(&this, quote!(kept.0));
                (
                    quote!((#kept_this,)),
                    quote!((#kept_first,)),
                    quote!(let #first = #first_again;),
                )
            }
        }
    } else {
        (quote!(()), quote!(()), quote!())
    };
    let linear = body
        .residuals
        .as_ref()
        .filter(|_| matches!(kind, Kind::Additive | Kind::Negative));
    let (residual_type, residual, code, reads) = match linear {
        Some(residuals) => {
            let rhs = match second {
                Some(_) => quote!(#fixed_other),
                None => quote!(()),
            };
            let RuleBody {
                setup,
                forward,
                reverse,
                ..
            } = &body;
            let from_values = quote!(#values #forward #residuals);
            (
                quote!(#ad::Operands<#ad::op::#op, #fixed_this, #rhs, #residual_type>),
                quote!(#ad::Operands::new(|| #residual)),
                quote! {
                    #setup
                    let #residuals = match kept.given() {
                        #ad::Some(kept) => { #from_values }
                        #ad::None => #ad::nothing(),
                    };
                    #reverse
                },
                quote! {
                    #attributes
                    impl #generics #ad::Reads<#ad::op::#op, #rhs> for #fixed_this #where_clause {
                        const READS: bool =
                            #ad::leaves_something(&|kept: &#residual_type| { #setup #from_values });
                    }
                },
            )
        }
        None => {
            let code = body.code();
            (residual_type, residual, quote!(#values #code), quote!())
        }
    };
    // Named by types without the lifetimes of operands, which the rule's own type
    // doesn't have.
    let given = match kind {
        Kind::Update => quote!(()),
        Kind::Negative => quote!(<#fixed_this as ::core::ops::Neg>::Output),
        _ => quote!(<#fixed_this as ::core::ops::#trait_name<#fixed_other>>::Output),
    };
    let (left_bar, right_bar, bar) = (
        quote!(<#kept_this as #ad::Differentiable>::Cotangent),
        quote!(<#kept_other as #ad::Differentiable>::Cotangent),
        quote!(<#given as #ad::Differentiable>::Cotangent),
    );
    let (left_shape, right_shape) = (
        quote!(<#kept_this as #ad::Differentiable>::Shape),
        quote!(<#kept_other as #ad::Differentiable>::Shape),
    );
    let seed = Ident::new("seed", Span::mixed_site());
    Some(match kind {
        Kind::Additive => quote! {
            #attributes
            impl #generics #ad::Additive<#ad::op::#op, #other> for #this #where_clause {
                type Residual = #ad::Kept<#ad::op::#op, #fixed_this, #fixed_other, (#left_shape, #right_shape, #residual_type)>;
                #[inline]
                fn residual(&self, rhs: &#other) -> Self::Residual {
                    #ad::Kept::new((#ad::shape(self), #ad::shape(rhs), #residual))
                }
            }
            #attributes
            impl #generics #ad::BinaryRule<#ad::op::#op, #fixed_other, (#left_shape, #right_shape, #residual_type)> for #fixed_this #where_clause {
                type Bar = #bar;
                type LeftBar = #left_bar;
                type RightBar = #right_bar;
                #[inline]
                fn pullback(
                    (left_shape, right_shape, mut kept): (#left_shape, #right_shape, #residual_type),
                    #seed: Self::Bar, wants: (bool, bool),
                ) -> (Self::LeftBar, Self::RightBar) {
                    let (left_zero, right_zero): (Self::LeftBar, Self::RightBar) =
                        (#ad::zero_of(&left_shape), #ad::zero_of(&right_shape));
                    #left #right
                    { #code }
                    (#own, #right_own)
                }
            }
            #reads
        },
        Kind::Multiplicative => {
            let names = second.map(|(second, ..)| {
                let rhs = if matches!(other, Type::Reference(_)) {
                    quote!(*rhs)
                } else {
                    quote!(rhs)
                };
                quote!(let #first = self; let #second = #rhs;)
            });
            quote! {
                #attributes
                impl #generics #ad::Multiplicative<#ad::op::#op, #other> for #this #where_clause {
                    type Bar = #bar;
                    type LeftBar = #left_bar;
                    type RightBar = #right_bar;
                    #[inline]
                    fn pullback(&self, rhs: &#other, #seed: Self::Bar, wants: (bool, bool)) -> (Self::LeftBar, Self::RightBar) {
                        let (left_zero, right_zero): (Self::LeftBar, Self::RightBar) =
                            (#ad::zero_like(self), #ad::zero_like(rhs));
                        #left #right #names
                        { #code }
                        (#own, #right_own)
                    }
                }
            }
        }
        Kind::Negative => quote! {
            #attributes
            impl #generics #ad::Negative for #this #where_clause {
                type Residual = #ad::Kept<#ad::op::Neg, #fixed_this, (), (#left_shape, #residual_type)>;
                #[inline]
                fn residual(&self) -> Self::Residual { #ad::Kept::new((#ad::shape(self), #residual)) }
            }
            #attributes
            impl #generics #ad::UnaryRule<(#left_shape, #residual_type)> for #fixed_this #where_clause {
                type Bar = #bar;
                type OperandBar = #left_bar;
                #[inline]
                fn pullback((left_shape, kept): (#left_shape, #residual_type), #seed: Self::Bar) -> Self::OperandBar {
                    let left_zero: Self::OperandBar = #ad::zero_of(&left_shape);
                    let wants = (true, false);
                    #left
                    { #code }
                    #own
                }
            }
            #reads
        },
        Kind::Update => quote! {
            #attributes
            impl #generics #ad::Update<#ad::op::#op, #other> for #this #where_clause {
                type Residual = #ad::Kept<#ad::op::#op, #fixed_this, #fixed_other, (#right_shape, #residual_type)>;
                #[inline]
                fn residual(&self, rhs: &#other) -> Self::Residual {
                    #ad::Kept::new((#ad::shape(rhs), #residual))
                }
            }
            #attributes
            impl #generics #ad::UpdateRule<#ad::op::#op, #fixed_other, (#right_shape, #residual_type)> for #fixed_this #where_clause {
                type Bar = #left_bar;
                type RightBar = #right_bar;
                #[inline]
                fn pullback((right_shape, mut kept): (#right_shape, #residual_type), #first_bar: &mut Self::Bar, wanted: bool) -> Self::RightBar {
                    let (right_zero, wants): (Self::RightBar, _) = (#ad::zero_of(&right_shape), (true, wanted));
                    let #first_wanted = true;
                    #right
                    let #seed = ();
                    { #code }
                    #right_own
                }
            }
        },
    })
}

/// Gives names to the lifetimes of `&T` and `'_`, which associated types need.
#[derive(Default)]
struct Elided(Vec<Lifetime>);

impl Elided {
    fn name(&mut self) -> Lifetime {
        let name = Lifetime::new(&format!("'elided_{}", self.0.len()), Span::mixed_site());
        self.0.push(name.clone());
        name
    }
}

impl VisitMut for Elided {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        if reference.lifetime.is_none() {
            reference.lifetime = Some(self.name());
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = self.name();
        }
    }

    /// The lifetimes of a function type are its own.
    fn visit_type_fn_ptr_mut(&mut self, _: &mut syn::TypeFnPtr) {}
}

/// Input: a method of `rhs: T`. Output: one of `rhs: &T` that works on a copy if
/// it has to.
fn by_reference(method: &mut ItemFn) {
    let Some(FnArg::Typed(param)) = method.sig.inputs.iter_mut().nth(1) else {
        return;
    };
    let ty = &param.ty;
    if matches!(**ty, Type::Reference(_)) {
        return;
    }
    match &*param.pat {
        Pat::Ident(p) if p.by_ref.is_none() && p.subpat.is_none() => {
            let (name, mutable) = (p.ident.clone(), p.mutability.is_some());
            receiver::owned(&mut method.block, &name, mutable);
            *param.pat = parse_quote!(#name);
        }
        pattern => {
            let name = Ident::new("rhs_value", Span::call_site());
            let taken: syn::Stmt = parse_quote!(let #pattern = #name.clone(););
            method.block.stmts.insert(0, taken);
            *param.pat = parse_quote!(#name);
        }
    }
    *param.ty = parse_quote!(&#ty);
}

/// The type with its lifetimes replaced by `'static`.
fn fixed(ty: &Type) -> Type {
    crate::emit::only_lifetime(ty, "'static")
}

/// `T` of `&T`.
fn referent(ty: &Type) -> &Type {
    match ty {
        Type::Reference(r) => &r.elem,
        other => other,
    }
}

pub(super) fn root_of(options: &TokenStream) -> Path {
    syn::parse2::<crate::parse::Options>(options.clone())
        .ok()
        .and_then(|options| options.root)
        .unwrap_or_else(super::find_root)
}
