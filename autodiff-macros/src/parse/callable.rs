//! Parameters that are functions: `impl Fn(A) -> B`, a type parameter bounded so,
//! `&dyn Fn`, `fn(A) -> B`.

use super::Param;
use syn::{
    GenericParam, Generics, Path, PathArguments, ReturnType, Type, TypeParamBound, WherePredicate,
    parse_quote,
};

/// The signature of a parameter that is a function.
#[derive(Debug)]
pub(crate) struct Callable {
    /// It may change what it captures: `FnMut`, `FnOnce`.
    pub(crate) mutable: bool,
    pub(crate) inputs: Vec<Param>,
    pub(crate) output: Type,
}

/// The signature, if `ty` is that of a function.
pub(super) fn of(ty: &Type, generics: &Generics) -> Option<Callable> {
    match ty {
        Type::Paren(t) => of(&t.elem, generics),
        Type::Group(t) => of(&t.elem, generics),
        Type::Reference(t) => of(&t.elem, generics),
        Type::ImplTrait(t) => t.bounds.iter().find_map(of_bound),
        Type::TraitObject(t) => t.bounds.iter().find_map(of_bound),
        Type::FnPtr(f) => {
            let inputs: Vec<&Type> = f.inputs.iter().map(|arg| &arg.ty).collect();
            Some(callable(false, &inputs, &f.output))
        }
        Type::Path(p) => bounds_of(p.path.get_ident()?, generics)
            .into_iter()
            .find_map(of_bound),
        _ => None,
    }
}

/// Whether the type parameter stands for a function.
pub(crate) fn is_function(ident: &syn::Ident, generics: &Generics) -> bool {
    bounds_of(ident, generics)
        .into_iter()
        .any(|bound| of_bound(bound).is_some())
}

fn bounds_of<'g>(ident: &syn::Ident, generics: &'g Generics) -> Vec<&'g TypeParamBound> {
    let mut found = Vec::new();
    for param in &generics.params {
        if let GenericParam::Type(t) = param
            && t.ident == *ident
        {
            found.extend(&t.bounds);
        }
    }
    for predicate in generics.where_clause.iter().flat_map(|w| &w.predicates) {
        if let WherePredicate::Type(t) = predicate
            && matches!(&t.bounded_ty, Type::Path(p) if p.path.is_ident(ident))
        {
            found.extend(&t.bounds);
        }
    }
    found
}

fn of_bound(bound: &TypeParamBound) -> Option<Callable> {
    let TypeParamBound::Trait(bound) = bound else {
        return None;
    };
    of_path(&bound.path)
}

fn of_path(path: &Path) -> Option<Callable> {
    let last = path.segments.last()?;
    let PathArguments::Parenthesized(args) = &last.arguments else {
        return None;
    };
    let mutable = match last.ident.to_string().as_str() {
        "Fn" => false,
        "FnMut" | "FnOnce" => true,
        _ => return None,
    };
    let inputs: Vec<&Type> = args.inputs.iter().map(|arg| &arg.ty).collect();
    Some(callable(mutable, &inputs, &args.output))
}

fn callable(mutable: bool, inputs: &[&Type], output: &ReturnType) -> Callable {
    let inputs = inputs.iter().enumerate().map(|(number, ty)| {
        let ty: &Type = ty;
        let name = quote::format_ident!("input{}", number, span = proc_macro2::Span::mixed_site());
        super::signature::read_param(&parse_quote!(#name: #ty), number)
    });
    Callable {
        mutable,
        inputs: inputs.collect(),
        output: match output {
            ReturnType::Default => parse_quote!(()),
            ReturnType::Type(_, ty) => (**ty).clone(),
        },
    }
}
