//! The signature: parameters, result, and which of them carry derivatives.

use super::{DiffFn, Options, Param, Passing};
use crate::errors::Errors;
use crate::expand::Form;
use crate::ty::Ty;
use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::visit::Visit;
use syn::{FnArg, Pat, ReturnType, Type};

/// Reads the signature of `item`; reports to `errors` what can't be accepted.
pub(crate) fn read_signature(
    mut item: syn::ItemFn,
    options: &Options,
    root: syn::Path,
    form: Form,
    errors: &mut Errors,
) -> DiffFn {
    refuse_qualifiers(&item.sig, errors);
    for input in &item.sig.inputs {
        let (FnArg::Typed(syn::PatType { attrs, .. })
        | FnArg::Receiver(syn::Receiver { attrs, .. })) = input;
        for attribute in attrs
            .iter()
            .filter(|a| a.path().is_ident("cfg") || a.path().is_ident("cfg_attr"))
        {
            errors.at(attribute, "`#[cfg]` on a parameter of a differentiable function isn't supported: put it on the whole function");
        }
    }
    name_impl_traits(&mut item.sig);
    let mut params: Vec<Param> = Vec::new();
    for (number, input) in item.sig.inputs.iter().enumerate() {
        match input {
            FnArg::Receiver(receiver) => errors.at(
                receiver,
                "this receiver isn't supported: take `self`, `&self` or `&mut self`",
            ),
            FnArg::Typed(typed) => {
                let mut param = read_param(typed, number);
                if let Some(callable) = super::callable::of(&typed.ty, &item.sig.generics) {
                    param.callable = Some(callable);
                    param.passing = Passing::Function;
                    param.sketch = Ty::Function;
                    param.wanted = false;
                }
                params.push(param);
            }
        }
    }
    select(&mut params, options, errors);
    for param in params
        .iter()
        .filter(|p| !p.constant && p.callable.is_none())
    {
        refuse_param_type(&param.ty, errors);
    }
    let functions = params.iter().any(|p| p.callable.is_some());
    let discrete = params.iter().all(|p| p.sketch.is_discrete());
    if discrete && !functions && !errors.any() && form == Form::Free {
        errors.at(
            &item.sig.ident,
            format!(
                "`{}` has nothing to differentiate: none of its parameters holds floating-point numbers; leave `#[differentiable]` out, other functions may call it as it is",
                item.sig.ident
            ),
        );
    }
    let output = match &item.sig.output {
        ReturnType::Default => syn::parse_quote!(()),
        ReturnType::Type(_, ty) => (**ty).clone(),
    };
    let output_sketch = Ty::of(&output);
    let has_output = params.iter().any(|p| p.passing == Passing::RefMut);
    if form == Form::Free || !output_sketch.is_discrete() {
        check_output(&output, &output_sketch, has_output, &item.sig.ident, errors);
    }
    let (scalar, mixed) = scalar_of(&item);
    DiffFn {
        item,
        params,
        output,
        output_sketch,
        scalar,
        mixed,
        root,
        form,
    }
}

/// Input: `m: &impl Model`. Output: `m: &M` with a type parameter `M: Model`. Functions stay.
fn name_impl_traits(sig: &mut syn::Signature) {
    let generics = sig.generics.clone();
    for (number, input) in sig.inputs.iter_mut().enumerate() {
        let FnArg::Typed(typed) = input else { continue };
        if super::callable::of(&typed.ty, &generics).is_some() {
            continue;
        }
        let mut ty = &mut *typed.ty;
        while let Type::Reference(syn::TypeReference { elem, .. })
        | Type::Paren(syn::TypeParen { elem, .. }) = ty
        {
            ty = elem;
        }
        if let Type::ImplTrait(t) = ty {
            let bounds = &t.bounds;
            let name = format_ident!("Impl{}", number, span = Span::mixed_site());
            sig.generics.params.push(syn::parse_quote!(#name: #bounds));
            *ty = syn::parse_quote!(#name);
        }
    }
}

fn refuse_qualifiers(sig: &syn::Signature, errors: &mut Errors) {
    if let Some(token) = &sig.asyncness {
        errors.at(token, "an `async` function can't be differentiated: move the computation into a plain `fn` and annotate that");
    }
    if let Some(token) = &sig.constness {
        errors.at(token, "a `const fn` can't be differentiated: its sweeps use a tape; drop `const` or annotate a plain `fn` that calls it");
    }
    if let Some(token) = &sig.abi {
        errors.at(token, "an `extern` function can't be differentiated: annotate a plain `fn` and call it from the `extern` one");
    }
    if let syn::Safety::Unsafe(token) = &sig.safety {
        errors.at(token, "an `unsafe` function can't be differentiated: the macro can't see what its pointers change; use safe code or implement `Function`");
    }
    if let Some(token) = &sig.variadic {
        errors.at(
            token,
            "a variadic function can't be differentiated: take a slice",
        );
    }
}

pub(super) fn read_param(typed: &syn::PatType, number: usize) -> Param {
    let (name, pattern, mutable) = match &*typed.pat {
        Pat::Ident(p) if p.by_ref.is_none() && p.subpat.is_none() => {
            (p.ident.clone(), None, p.mutability.is_some())
        }
        Pat::Wild(_) => (
            format_ident!("arg{}", number, span = Span::mixed_site()),
            None,
            false,
        ),
        other => (
            format_ident!("arg{}", number, span = Span::mixed_site()),
            Some(other.clone()),
            false,
        ),
    };
    let sketch = Ty::of(&typed.ty);
    let passing = match &sketch {
        Ty::Ref(_) => Passing::Ref,
        Ty::RefMut(_) => Passing::RefMut,
        Ty::View(_) | Ty::CountsView => Passing::View,
        Ty::Float | Ty::Int | Ty::Bool => Passing::Scalar,
        Ty::Plain if is_char(&typed.ty) => Passing::Scalar,
        _ => Passing::Owned,
    };
    let wanted = !sketch.is_discrete();
    Param {
        name,
        pattern,
        mutable,
        ty: (*typed.ty).clone(),
        sketch,
        passing,
        wanted,
        constant: false,
        callable: None,
    }
}

fn is_char(ty: &Type) -> bool {
    matches!(ty, Type::Path(p) if p.path.is_ident("char"))
}

/// `Option<&[f64]>`, `(&[f64], f64)`: the cotangent would have to be lent in parts.
fn refuse_references_inside(ty: &Type, errors: &mut Errors) {
    match ty {
        Type::Tuple(t) => {
            for part in t.elems.iter().filter(|part| is_lent(part)) {
                errors.at(part, "a reference in a tuple can't be differentiated through: make it a parameter of its own");
            }
        }
        Type::Path(_) => {
            if let Some(inner) = optional(ty).filter(|inner| is_lent(inner)) {
                errors.at(inner, "a reference in an `Option` can't be differentiated through: take `&Option<…>` of what owns the numbers (`&Option<Vec<f64>>`), or a slice that may be empty");
            }
        }
        _ => {}
    }
}

fn optional(ty: &Type) -> Option<&Type> {
    let Type::Path(p) = ty else { return None };
    let last = p
        .path
        .segments
        .last()
        .filter(|last| last.ident == "Option")?;
    match &last.arguments {
        syn::PathArguments::AngleBracketed(args) => args.args.iter().find_map(|arg| match arg {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    }
}

/// Whether a type is a reference to what may have a derivative.
fn is_lent(ty: &Type) -> bool {
    matches!(ty, Type::Reference(r) if !Ty::of(&r.elem).is_discrete())
}

fn refuse_param_type(ty: &Type, errors: &mut Errors) {
    refuse_references_inside(ty, errors);
    struct Finder<'e>(&'e mut Errors);
    impl Visit<'_> for Finder<'_> {
        fn visit_type(&mut self, ty: &Type) {
            match ty {
                Type::Ptr(_) => self.0.at(ty, "a raw pointer can't be differentiated through: take a reference or a slice"),
                Type::ImplTrait(_) => self.0.at(ty, "`impl Trait` isn't supported here: make it a generic parameter"),
                Type::TraitObject(_) => self.0.at(ty, "a trait object has no cotangent type: take a concrete type"),
                Type::FnPtr(_) => self.0.at(ty, "function pointers can't be differentiated through: call a `#[differentiable]` function by name"),
                Type::Never(_) | Type::Infer(_) | Type::Macro(_) => {
                    self.0.at(ty, "this type isn't supported in a differentiable signature: write the type out");
                }
                Type::Path(p) if p.path.segments.last().is_some_and(|s| s.ident.to_string().starts_with("ArrayViewMut")) => {
                    self.0.at(ty, "`ArrayViewMut` isn't supported as a parameter: take `&mut Array…`");
                }
                Type::Path(p) if p.path.segments.last().is_some_and(|s| {
                    let name = s.ident.to_string();
                    name.starts_with("ArcArray") || name.starts_with("CowArray")
                }) => {
                    self.0.at(ty, "shared and borrowed arrays have no cotangent type of their own: take `&Array…` or `ArrayView…`, and pass a view of it");
                }
                _ => syn::visit::visit_type(self, ty),
            }
        }
        // The types in generic arguments may be anything.
        fn visit_path_arguments(&mut self, _: &syn::PathArguments) {}
    }
    Finder(errors).visit_type(ty);
}

/// Types that aren't written out: they may be constants.
fn is_abstract(ty: &Type) -> bool {
    match ty {
        Type::Reference(r) => is_abstract(&r.elem),
        Type::TraitObject(_) | Type::FnPtr(_) => true,
        _ => false,
    }
}

/// Types of the user's, and lists of them, which may have no cotangent.
fn is_foreign(sketch: &Ty) -> bool {
    match sketch.behind() {
        Ty::Unknown => true,
        Ty::Slice(item) | Ty::Vec(item) | Ty::Fixed(item) => is_foreign(item),
        _ => false,
    }
}

/// Applies `wrt`.
fn select(params: &mut [Param], options: &Options, errors: &mut Errors) {
    let Some(wrt) = &options.wrt else { return };
    for name in wrt {
        match params.iter().find(|p| p.name == *name) {
            None => {
                let taken_apart = params.iter().any(|p| p.pattern.as_ref().is_some_and(|pat| crate::activity::bound_names(pat).contains(&name.to_string())));
                let named = params.iter().filter(|p| p.pattern.is_none());
                let known: Vec<String> = named.map(|p| format!("`{}`", p.name)).collect();
                let hint = if taken_apart {
                    "name the parameter instead of taking it apart in the signature".to_owned()
                } else {
                    format!("there are {}", known.join(", "))
                };
                errors.at(name, format!("`wrt` names `{name}`, which is no parameter; {hint}"));
            }
            Some(p) if p.sketch.is_discrete() => errors.at(
                name,
                format!("`{name}` can't be differentiated: its type has no cotangent; leave it out of `wrt`"),
            ),
            Some(_) => {}
        }
        if wrt.iter().filter(|other| *other == name).count() > 1 {
            errors.at(name, format!("`wrt` names `{name}` twice"));
        }
    }
    for param in params {
        param.wanted &= wrt.contains(&param.name);
        let foreign = is_foreign(&param.sketch) || is_abstract(&param.ty);
        param.constant =
            !param.wanted && foreign && matches!(param.passing, Passing::Ref | Passing::Owned);
    }
}

fn check_output(output: &Type, sketch: &Ty, has_output: bool, name: &Ident, errors: &mut Errors) {
    let reason = match output {
        Type::Reference(_) => {
            "a reference has no cotangent of its own: return an owned value (`.to_owned()`)"
        }
        Type::ImplTrait(_) => "`impl Trait` has no cotangent type: name the type",
        Type::TraitObject(_) | Type::Never(_) | Type::Ptr(_) | Type::FnPtr(_) => {
            "this return type has no cotangent: return floats, tuples, arrays, `Vec`s or `ndarray` arrays of them"
        }
        _ if matches!(sketch, Ty::View(_)) => {
            "a view has no cotangent of its own: return an owned array (`.to_owned()`)"
        }
        _ if *sketch == Ty::Unit && errors.any() => return,
        _ if *sketch == Ty::Unit && !has_output => {
            return errors.at(name, format!("`{name}` returns nothing and has no `&mut` parameter, so there is nothing to differentiate"));
        }
        _ if *sketch != Ty::Unit && sketch.is_discrete() && !has_output => {
            "this return type has no cotangent: it holds no floating-point number, so every gradient would be zero; leave `#[differentiable]` out, and call the function with `detach(…)` around its arguments"
        }
        _ => return,
    };
    errors.at(output, reason);
}

/// The type parameter bounded by `Scalar`, if the function is about no other
/// numbers.
pub(crate) fn generic_float(sig: &syn::Signature) -> Option<Ident> {
    let tokens = quote::quote!(#sig).to_string();
    let concrete = tokens
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| word == "f64" || word == "f32");
    let bounded = |bounds: &syn::punctuated::Punctuated<syn::TypeParamBound, _>| {
        bounds.iter().any(|bound| match bound {
            syn::TypeParamBound::Trait(t) => {
                let name = t.path.segments.last().map(|s| &s.ident);
                name.is_some_and(|name| name == "Scalar" || name == "Float")
            }
            _ => false,
        })
    };
    let named = sig.generics.params.iter().find_map(|param| match param {
        syn::GenericParam::Type(t) if bounded(&t.bounds) => Some(t.ident.clone()),
        _ => None,
    });
    let predicates = sig.generics.where_clause.iter().flat_map(|w| &w.predicates);
    let written = predicates
        .into_iter()
        .find_map(|predicate| match predicate {
            syn::WherePredicate::Type(t) if bounded(&t.bounds) => match &t.bounded_ty {
                Type::Path(p) => p.path.get_ident().cloned(),
                _ => None,
            },
            _ => None,
        });
    named.or(written).filter(|_| !concrete)
}

/// The generic number type, or `f32` if the signature mentions it and not `f64`; and whether it
/// and the body mention both.
fn scalar_of(item: &syn::ItemFn) -> (Ident, bool) {
    #[derive(Default)]
    struct Finder {
        single: bool,
        double: bool,
    }
    impl Visit<'_> for Finder {
        fn visit_ident(&mut self, ident: &Ident) {
            self.single |= ident == "f32";
            self.double |= ident == "f64";
        }

        fn visit_lit_float(&mut self, lit: &syn::LitFloat) {
            self.single |= lit.suffix() == "f32";
            self.double |= lit.suffix() == "f64";
        }
    }
    let mut finder = Finder::default();
    finder.visit_signature(&item.sig);
    let name = if finder.single && !finder.double {
        "f32"
    } else {
        "f64"
    };
    let scalar = generic_float(&item.sig).unwrap_or_else(|| Ident::new(name, Span::call_site()));
    finder.visit_block(&item.block);
    (scalar, finder.single && finder.double)
}
