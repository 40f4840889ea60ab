//! `impl Storable`: parts are pushed from first to last and popped from last to first, or at once, if all
//! are numbers; an enum's variant goes on top of them.

use super::model::{Field, Model, Style, Variant};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{GenericArgument, Generics, PathArguments, Type};

/// How a field reaches the tape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stored {
    /// Its type is `Storable`.
    ByItself,
    /// In a box, whatever it is.
    Boxed,
    /// The field holds nothing, or isn't there.
    Nowhere,
}

/// The impl for the user's type, unless it borrows something.
pub(crate) fn write(model: &Model) -> Option<TokenStream> {
    if model.generics.lifetimes().next().is_some() {
        return None;
    }
    let root = &model.root;
    let mut generics = model.generics.clone();
    model.must_be_static(&mut generics);
    model.must_hold(
        &mut generics,
        |atom| quote_spanned!(model.at=> #atom: #root::Storable),
    );
    let stored = |field: &Field| match &field.ty {
        Type::Reference(_) => Stored::Boxed,
        _ if field.active || stores_itself(&field.ty) => Stored::ByItself,
        _ => Stored::Boxed,
    };
    let ty = |field: &Field| field.ty.to_token_stream();
    Some(implement(model, &model.name, &generics, &stored, &ty))
}

/// Whether the type of a left-out field is certainly `Storable`.
fn stores_itself(ty: &Type) -> bool {
    match ty {
        Type::Paren(t) => stores_itself(&t.elem),
        Type::Group(t) => stores_itself(&t.elem),
        Type::Array(t) => stores_itself(&t.elem),
        Type::Tuple(t) => t.elems.len() <= 12 && t.elems.iter().all(stores_itself),
        Type::Path(path) => path.qself.is_none() && path_stores_itself(&path.path),
        _ => false,
    }
}

fn path_stores_itself(path: &syn::Path) -> bool {
    let Some(last) = path.segments.last() else {
        return false;
    };
    let name = last.ident.to_string();
    match &last.arguments {
        PathArguments::None => {
            crate::ty::is_int(&name) || matches!(name.as_str(), "bool" | "char" | "String")
        }
        PathArguments::AngleBracketed(arguments) => {
            matches!(name.as_str(), "Vec" | "Option" | "Range" | "RangeInclusive")
                && arguments.args.iter().all(
                    |argument| matches!(argument, GenericArgument::Type(ty) if stores_itself(ty)),
                )
        }
        PathArguments::Parenthesized(_) => false,
    }
}

/// The impl for the user's type or its shape.
pub(crate) fn implement(
    model: &Model,
    name: &Ident,
    generics: &Generics,
    stored: &dyn Fn(&Field) -> Stored,
    ty: &dyn Fn(&Field) -> TokenStream,
) -> TokenStream {
    let root = &model.root;
    let (impl_generics, ty_generics, clause) = generics.split_for_impl();
    let arms = |arm: &dyn Fn(usize, &Variant) -> TokenStream| -> TokenStream {
        let variants = model.variants.iter().enumerate();
        variants
            .map(|(number, variant)| arm(number, variant))
            .collect()
    };
    let push = arms(&|number, variant| push(model, name, variant, number, stored));
    let heap_bytes = arms(&|_, variant| heap_bytes(model, name, variant, stored));
    let pop = if model.is_enum {
        let last = model.variants.len() - 1;
        let arms = arms(&|number, variant| {
            let number = if number == last {
                quote_spanned!(model.at=> _)
            } else {
                quote_spanned!(model.at=> #number)
            };
            let value = pop(model, name, variant, stored);
            quote_spanned!(model.at=> #number => #value)
        });
        quote_spanned!(model.at=> match tape.pop_index() { #arms })
    } else {
        pop(model, name, &model.variants[0], stored)
    };
    let row = row(model, name, stored, ty);
    let by_parts_or = |parts: TokenStream, at_once: TokenStream| match &row {
        Some(_) => quote_spanned! {model.at=>
            if #root::__private::row::is_one::<Self>() { #at_once } else { #parts }
        },
        None => parts,
    };
    let push = by_parts_or(
        quote_spanned!(model.at=> match self { #push }),
        quote_spanned!(model.at=> #root::__private::row::push(self, tape)),
    );
    let pop = by_parts_or(
        pop,
        quote_spanned!(model.at=> #root::__private::row::pop(tape)),
    );
    quote_spanned! {model.at=>
        #[automatically_derived]
        impl #impl_generics #root::Storable for #name #ty_generics #clause {
            #[inline]
            fn push_to(self, tape: &mut #root::Tape) {
                #push
            }
            #[inline]
            fn pop_from(tape: &mut #root::Tape) -> Self {
                #pop
            }
            #row
            fn heap_bytes(&self) -> usize {
                match self { #heap_bytes }
            }
        }
    }
}

/// Whether a type is certainly more than a fixed number of numbers.
fn holds_more(ty: &Type) -> bool {
    ["Vec", "Box", "Option", "Result", "String"]
        .iter()
        .any(|name| crate::ty::Ty::is_named(ty, name))
}

/// The struct as a row of numbers, if each of its parts may be one.
fn row(
    model: &Model,
    name: &Ident,
    stored: &dyn Fn(&Field) -> Stored,
    ty: &dyn Fn(&Field) -> TokenStream,
) -> Option<TokenStream> {
    let variant = model.variants.first().filter(|_| !model.is_enum)?;
    let never = |field: &Field| stored(field) == Stored::Boxed || holds_more(&field.ty);
    if pushed(variant, stored).any(|(_, field)| never(field)) {
        return None;
    }
    let root = &model.root;
    let row = quote_spanned!(model.at=> #root::__private::row);
    let lengths = pushed(variant, stored).map(|(_, field)| {
        let ty = ty(field);
        quote_spanned!(field.at()=> <#ty as #root::Storable>::ROW)
    });
    let pattern = model.pattern(name, variant, pushed(variant, stored), "part");
    let writes = pushed(variant, stored).map(|(index, field)| {
        let part = field.binding("part", index);
        quote_spanned!(field.at()=> let numbers = #row::write_first(#part, numbers);)
    });
    let reads = pushed(variant, stored).map(|(index, field)| {
        let part = field.binding("part", index);
        quote_spanned!(field.at()=> let (#part, numbers) = #row::read_first(numbers);)
    });
    let value = value(model, name, variant, stored);
    Some(quote_spanned! {model.at=>
        const ROW: #root::__private::Option<usize> = #row::together(&[#(#lengths),*]);
        #[inline]
        fn write(self, numbers: &mut [f64]) {
            match self { #pattern => { #(#writes)* let _ = numbers; } }
        }
        #[inline]
        fn read(numbers: &[f64]) -> Self {
            #(#reads)*
            let _ = numbers;
            #value
        }
    })
}

/// The fields that are pushed, with their positions.
fn pushed<'v>(
    variant: &'v Variant,
    stored: &'v dyn Fn(&Field) -> Stored,
) -> impl DoubleEndedIterator<Item = (usize, &'v Field)> {
    let fields = variant.fields.iter().enumerate();
    fields.filter(move |(_, field)| stored(field) != Stored::Nowhere)
}

fn push(
    model: &Model,
    name: &Ident,
    variant: &Variant,
    number: usize,
    stored: &dyn Fn(&Field) -> Stored,
) -> TokenStream {
    let root = &model.root;
    let pattern = model.pattern(name, variant, pushed(variant, stored), "part");
    let parts = pushed(variant, stored).map(|(index, field)| {
        let part = field.binding("part", index);
        match stored(field) {
            Stored::Boxed => quote_spanned! {field.at()=> {
                use #root::__private::Uncopied as _;
                let copier = #root::__private::CopierOf::this(&#part).copier();
                tape.push_owned(#part, 0, copier);
            }},
            _ => quote_spanned!(field.at()=> #root::Storable::push_to(#part, tape);),
        }
    });
    let number = model
        .is_enum
        .then(|| quote_spanned!(model.at=> tape.push_index(#number);));
    quote_spanned!(model.at=> #pattern => { #(#parts)* #number })
}

fn pop(
    model: &Model,
    name: &Ident,
    variant: &Variant,
    stored: &dyn Fn(&Field) -> Stored,
) -> TokenStream {
    let root = &model.root;
    let pops = pushed(variant, stored).rev().map(|(index, field)| {
        let part = field.binding("part", index);
        match stored(field) {
            Stored::Boxed => quote_spanned!(field.at()=> let #part = tape.pop_any();),
            _ => quote_spanned!(field.at()=> let #part = #root::Storable::pop_from(tape);),
        }
    });
    let value = value(model, name, variant, stored);
    quote_spanned!(model.at=> { #(#pops)* #value })
}

/// The value, of parts by the names `part…`.
fn value(
    model: &Model,
    name: &Ident,
    variant: &Variant,
    stored: &dyn Fn(&Field) -> Stored,
) -> TokenStream {
    let path = model.path(name, variant);
    let parts = variant
        .fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| {
            let (member, part) = (&field.member, field.binding("part", index));
            match (stored(field), variant.style) {
                (Stored::Nowhere, Style::Tuple) => Some(quote_spanned!(model.at=> #member: ())),
                (Stored::Nowhere, _) => None,
                _ => Some(quote_spanned!(model.at=> #member: #part)),
            }
        });
    quote_spanned!(model.at=> #path { #(#parts),* })
}

fn heap_bytes(
    model: &Model,
    name: &Ident,
    variant: &Variant,
    stored: &dyn Fn(&Field) -> Stored,
) -> TokenStream {
    let root = &model.root;
    let counted = || pushed(variant, stored).filter(|(_, f)| stored(f) == Stored::ByItself);
    let pattern = model.pattern(name, variant, counted(), "part");
    let parts = counted().map(|(index, field)| {
        let part = field.binding("part", index);
        quote_spanned!(field.at()=> + #root::Storable::heap_bytes(#part))
    });
    quote_spanned!(model.at=> #pattern => 0 #(#parts)*,)
}
