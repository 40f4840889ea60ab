//! `impl Differentiable` for the user's type.

use super::model::Model;
use proc_macro2::TokenStream;
use quote::quote_spanned;

/// The impl.
pub(crate) fn write(model: &Model) -> TokenStream {
    let (root, name) = (&model.root, &model.name);
    let (bar, shape) = (model.bar_name(), model.shape_name());
    let generics = model.differentiable_generics();
    let (impl_generics, ty_generics, clause) = generics.split_for_impl();
    let mirror_generics = model.mirror_generics();
    let (_, mirror_generics, _) = mirror_generics.split_for_impl();
    let arms = model.variants.iter().map(|variant| {
        let pattern = model.active_pattern(name, variant, "part");
        let shape = model.build_mirror(&shape, variant, |index, field| {
            let part = field.binding("part", index);
            quote_spanned!(field.at()=> #root::Differentiable::cotangent_shape(#part))
        });
        quote_spanned!(model.at=> #pattern => #shape,)
    });
    quote_spanned! {model.at=>
        #[automatically_derived]
        impl #impl_generics #root::Differentiable for #name #ty_generics #clause {
            type Cotangent = #bar #mirror_generics;
            type Shape = #shape #mirror_generics;
            type Buffer = #bar #mirror_generics;
            type Bar<'__b> = &'__b mut #bar #mirror_generics;
            type Kept = ();
            fn cotangent_shape(&self) -> #shape #mirror_generics {
                match self { #(#arms)* }
            }
            #[inline]
            fn kept(&self) {}
            #[inline]
            fn materialise_buffer(&self, buffer: &mut #bar #mirror_generics) {
                #root::Shape::materialise(&#root::Differentiable::cotangent_shape(self), buffer);
            }
        }
    }
}
