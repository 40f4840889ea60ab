//! The types in the companion's signatures.

use crate::emit::Emitter;
use crate::parse::{Callable, Param, Passing};
use crate::ty::Ty;
use proc_macro2::{Span, TokenStream};
use syn::visit_mut::{self, VisitMut};
use syn::{Lifetime, Type};

/// The type with every elided lifetime given the name `name`.
pub(super) fn with_lifetime(ty: &Type, name: &str) -> Type {
    struct Fill(Lifetime);
    impl VisitMut for Fill {
        fn visit_type_reference_mut(&mut self, r: &mut syn::TypeReference) {
            if r.lifetime.as_ref().is_none_or(|l| l.ident == "_") {
                r.lifetime = Some(self.0.clone());
            }
            visit_mut::visit_type_reference_mut(self, r);
        }
        // `ArrayView1<f64>` leaves its lifetime out.
        fn visit_path_segment_mut(&mut self, segment: &mut syn::PathSegment) {
            let view = segment.ident.to_string().starts_with("ArrayView");
            if let (true, syn::PathArguments::AngleBracketed(args)) = (view, &mut segment.arguments)
                && !args
                    .args
                    .iter()
                    .any(|a| matches!(a, syn::GenericArgument::Lifetime(_)))
            {
                args.args
                    .insert(0, syn::GenericArgument::Lifetime(self.0.clone()));
            }
            visit_mut::visit_path_segment_mut(self, segment);
        }
        fn visit_lifetime_mut(&mut self, l: &mut Lifetime) {
            if l.ident == "_" {
                *l = self.0.clone();
            }
        }
        fn visit_type_fn_ptr_mut(&mut self, _: &mut syn::TypeFnPtr) {}
    }
    let mut ty = ty.clone();
    Fill(Lifetime::new(name, Span::call_site())).visit_type_mut(&mut ty);
    ty
}

/// The type with every lifetime replaced.
pub(crate) fn only_lifetime(ty: &Type, name: &str) -> Type {
    struct Replace(Lifetime);
    impl VisitMut for Replace {
        fn visit_lifetime_mut(&mut self, l: &mut Lifetime) {
            if l.ident != "static" {
                *l = self.0.clone();
            }
        }
    }
    let mut ty = with_lifetime(ty, name);
    Replace(Lifetime::new(name, Span::call_site())).visit_type_mut(&mut ty);
    ty
}

/// `T` of `&T` and `&mut T`.
pub(super) fn referent(ty: &Type) -> &Type {
    match ty {
        Type::Reference(r) => &r.elem,
        Type::Paren(p) => referent(&p.elem),
        Type::Group(g) => referent(&g.elem),
        other => other,
    }
}

/// `T` of `Option<T>` and `Result<T, E>`.
pub(super) fn success(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(args) = &last.arguments else {
        return None;
    };
    if last.ident != "Option" && last.ident != "Result" {
        return None;
    }
    args.args.iter().find_map(|arg| match arg {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn success_mut(ty: &mut Type) -> Option<&mut Type> {
    success(ty)?;
    let Type::Path(path) = ty else { return None };
    let syn::PathArguments::AngleBracketed(args) = &mut path.path.segments.last_mut()?.arguments
    else {
        return None;
    };
    args.args.iter_mut().find_map(|arg| match arg {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

impl Emitter<'_> {
    /// A lifetime that the signature doesn't mention.
    pub(super) fn fresh_lifetime(&self, name: &str) -> Lifetime {
        let sig = &self.function.item.sig;
        let mentioned = quote!(#sig).to_string();
        let mut name = format!("'{name}");
        while mentioned.contains(&name) {
            name.push('_');
        }
        Lifetime::new(&name, Span::call_site())
    }

    /// The type of a parameter's cotangent.
    pub(super) fn cotangent(&self, param: &Param) -> TokenStream {
        let ad = &self.ad;
        let ty = match param.passing {
            Passing::Ref | Passing::RefMut => referent(&param.ty),
            _ => &param.ty,
        };
        let ty = only_lifetime(ty, "'static");
        quote!(<#ty as #ad::Differentiable>::Cotangent)
    }

    /// The type of the value that a function gives, behind `Option` or `Result`.
    pub(super) fn value_type(&self) -> &Type {
        success(&self.function.output).unwrap_or(&self.function.output)
    }

    /// Whether the function may fail to give a value.
    pub(super) fn is_fallible(&self) -> bool {
        success(&self.function.output).is_some()
    }

    /// `T`, or if the function gives an `Option` or a `Result`, that of `T`.
    pub(super) fn fallible(&self, ty: &TokenStream) -> TokenStream {
        let mut output = self.function.output.clone();
        match success_mut(&mut output) {
            Some(inner) => {
                *inner = Type::Verbatim(ty.clone());
                quote!(#output)
            }
            None => ty.clone(),
        }
    }

    /// The type of the result's cotangent.
    pub(super) fn output_bar(&self) -> TokenStream {
        let (ad, output) = (&self.ad, &self.function.output);
        quote!(<#output as #ad::Differentiable>::Cotangent)
    }

    /// What a lent cotangent of a reference to a `T` points to: that of a slice is
    /// a slice.
    pub(super) fn buffer(&self, inner: &Type) -> TokenStream {
        let ad = &self.ad;
        let sliced = matches!(Ty::of(inner), Ty::Slice(_)) || Ty::is_named(inner, "str");
        let kind = if sliced {
            quote!(Buffer)
        } else {
            quote!(Cotangent)
        };
        quote!(<#inner as #ad::Differentiable>::#kind)
    }

    /// How a caller lends a parameter's cotangent.
    pub(super) fn lent_bar(&self, param: &Param, lifetime: &str) -> TokenStream {
        let ad = &self.ad;
        let name = Lifetime::new(lifetime, Span::call_site());
        let inner = referent(&param.ty);
        let ty = with_lifetime(&param.ty, "'_");
        match param.passing {
            _ if param.callable.is_some() => quote!(#ad::Option<()>),
            _ if param.constant || param.is_constant_number() => {
                quote!(#ad::Option<#ad::OutsideOfWrtArgumentsAreConstantsSayDetach>)
            }
            Passing::RefMut | Passing::Ref => {
                let buffer = self.buffer(inner);
                quote!(#ad::Option<&#name mut #buffer>)
            }
            // What is a number, a struct… lends its cotangent; of a bare generic
            // parameter no bound says so.
            Passing::Owned if self.is_generic(inner) => {
                quote!(#ad::Option<&#name mut <#ty as #ad::Differentiable>::Cotangent>)
            }
            _ => quote!(#ad::Option<<#ty as #ad::Differentiable>::Bar<#name>>),
        }
    }

    /// Whether a type depends on a generic parameter of the function.
    fn is_generic(&self, ty: &syn::Type) -> bool {
        struct Names<'g>(&'g syn::Generics, bool);
        impl syn::visit::Visit<'_> for Names<'_> {
            fn visit_path(&mut self, path: &syn::Path) {
                let first = path.segments.first().map(|segment| &segment.ident);
                self.1 |= self.0.type_params().any(|p| Some(&p.ident) == first);
                syn::visit::visit_path(self, path);
            }
        }
        let mut names = Names(&self.function.item.sig.generics, false);
        syn::visit::Visit::visit_type(&mut names, ty);
        names.1
    }

    /// What a caller gives in the forward sweep.
    pub(super) fn forward_type(&self, param: &Param) -> TokenStream {
        let ty = &param.ty;
        match &param.callable {
            Some(callable) => {
                let function = self.forward_function_type(callable);
                quote!(impl #function)
            }
            None => quote!(#ty),
        }
    }

    /// The trait of a function in the forward sweep.
    pub(super) fn forward_function_type(&self, callable: &Callable) -> TokenStream {
        let (ad, output) = (&self.ad, &callable.output);
        let inputs = callable.inputs.iter().map(|p| &p.ty);
        let kind = if callable.mutable {
            quote!(FnMut)
        } else {
            quote!(Fn)
        };
        quote!(::core::ops::#kind(&mut #ad::Tape, u64, (#(#inputs,)*)) -> #output)
    }

    /// The trait of a function in the reverse sweep: it is given its arguments
    /// again, whole, and what is lent for their cotangents.
    pub(super) fn reverse_function_type(&self, callable: &Callable) -> TokenStream {
        let (ad, output) = (&self.ad, &callable.output);
        let inputs = callable.inputs.iter().map(|p| &p.ty);
        let bars = callable.inputs.iter().map(|p| self.lent_bar(p, "'_"));
        quote! {
            ::core::ops::FnMut(
                &mut #ad::Tape, u64, (#(#inputs,)*), <#output as #ad::Differentiable>::Cotangent, (#(#bars,)*)
            )
        }
    }

    /// What stands for a mutable reference to a constant in the reverse sweep: its
    /// type alone. The turbofish makes it a value, and does no harm in a type.
    pub(in crate::emit) fn absent(&self, param: &Param) -> TokenStream {
        let (ad, ty) = (&self.ad, referent(&param.ty));
        quote!(#ad::PhantomData::<#ty>)
    }

    /// What a caller gives again in the reverse sweep.
    pub(super) fn given_type(&self, param: &Param) -> TokenStream {
        let (ad, ty) = (&self.ad, &param.ty);
        match param.passing {
            Passing::RefMut if param.constant => self.absent(param),
            Passing::Owned if param.constant => quote!(()),
            Passing::Ref | Passing::RefMut | Passing::View => quote!(#ty),
            Passing::Function => match &param.callable {
                Some(callable) => {
                    let function = self.reverse_function_type(callable);
                    quote!(impl #function)
                }
                None => quote!(()),
            },
            // By itself, so that a generic one is inferred from the argument.
            Passing::Scalar => quote!(#ty),
            Passing::Owned => quote!(<#ty as #ad::Differentiable>::Kept),
        }
    }

    /// Names for the parameters that no body of generated code can clash with.
    pub(super) fn arg_names(&self) -> Vec<proc_macro2::Ident> {
        self.function
            .params
            .iter()
            .map(|p| p.name.clone())
            .collect()
    }

    /// `T, N,` for calls of the companion's own functions.
    pub(super) fn generic_names(&self) -> TokenStream {
        let names = self
            .function
            .item
            .sig
            .generics
            .params
            .iter()
            .filter_map(|p| match p {
                syn::GenericParam::Type(t) => {
                    let functions =
                        crate::parse::is_function(&t.ident, &self.function.item.sig.generics);
                    (!functions).then_some(&t.ident)
                }
                syn::GenericParam::Const(c) => Some(&c.ident),
                syn::GenericParam::Lifetime(_) => None,
            });
        quote!(#(#names,)*)
    }

    /// The same as a turbofish.
    pub(super) fn turbofish(&self) -> TokenStream {
        let names = self.generic_names();
        if names.is_empty() {
            names
        } else {
            quote!(::<#names>)
        }
    }
}
