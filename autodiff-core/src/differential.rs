//! Values that derivatives can be taken with respect to: which cotangent belongs to which type,
//! and how callers lend cotangents and give values again.

mod arrays;
mod containers;

use std::fmt::Debug;

use crate::{Cotangent, Dual, Scalar, Shape, Storable};

/// A type of values that have a cotangent.
///
/// | value | cotangent |
/// |---|---|
/// | `f64`, `f32` | itself |
/// | integers, `bool`, `char`, `String`, `str`, arrays of them, maps to them, sets | `()` |
/// | `Vec<T>`, `[T]` | `Vec<T::Cotangent>` |
/// | `[T; N]`, tuples, `Option<T>`, `Box<T>` | the same of the cotangents; `None` is a zero |
/// | `Result<T, E>` | `Option<T::Cotangent>`: an error has no derivative |
/// | `Array<A, D>`, `ArrayView<A, D>` | `Array<A, D>` |
/// | `&T` | that of `T` |
/// | a struct or enum with `#[derive(Differentiable)]` | one of its own, with the same fields |
///
/// ```
/// use autodiff_core::Differentiable;
///
/// fn cotangent_of<T: Differentiable + ?Sized>(_: &T) -> &'static str {
///     std::any::type_name::<T::Cotangent>()
/// }
/// assert_eq!(cotangent_of(&(1.0, 7_usize)), "(f64, ())");
/// ```
///
/// # Structs and enums
///
/// `#[derive(Differentiable)]` makes a cotangent type that is named after the type and has its
/// fields, each with its cotangent:
///
/// ```
/// use autodiff_core::{Cotangent, Differentiable};
///
/// #[derive(Differentiable)]
/// pub struct Layer {
///     pub weights: Vec<f64>,
///     pub bias: f64,
///     /// What has no derivative is left out,
///     pub name: String,
///     /// and so is what is said to be constant.
///     #[differentiable(skip)]
///     pub rate: f64,
/// }
///
/// let mut layer_bar = LayerCotangent { weights: vec![1.0, 2.0], bias: 3.0 };
/// layer_bar.accumulate(LayerCotangent { weights: vec![1.0, 1.0], bias: 1.0 });
/// assert_eq!(layer_bar, LayerCotangent { weights: vec![2.0, 3.0], bias: 4.0 });
///
/// #[derive(Differentiable)]
/// pub enum Figure {
///     Circle { radius: f64 },
///     /// In parentheses a part without derivative leaves a `()`.
///     Polygon(usize, f64),
/// }
///
/// let mut figure_bar = FigureCotangent::zero();
/// assert_eq!(figure_bar, FigureCotangent::Zero); // the zero of any variant
/// figure_bar.accumulate(FigureCotangent::Polygon((), 1.0));
/// assert_eq!(figure_bar, FigureCotangent::Polygon((), 1.0));
/// ```
///
/// Types may be recursive through `Box` and `Vec`, generic, and borrow from elsewhere; the cotangent
/// of what is borrowed is owned. The derive implements [`Storable`] and [`Tree`](crate::Tree) as
/// well, unless the type borrows. `#[differentiable(crate = path)]` below the derive names the path
/// of this crate if it isn't found by itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no cotangent type",
    label = "can't carry a derivative",
    note = "a struct or enum of yours gets one from `#[derive(Differentiable)]`",
    note = "what needs no derivative is left out: a parameter with `#[differentiable(wrt(…))]`, a field with `#[differentiable(skip)]`",
    note = "what is left out of a struct is given to a function as `detach(x.field)`",
    note = "a generic parameter needs the bound `autodiff_core::Scalar`"
)]
pub trait Differentiable {
    /// The type of derivatives with respect to a value of this type.
    type Cotangent: Cotangent;

    /// What it takes to make a full zero cotangent for a value.
    type Shape: Shape<Self::Cotangent> + Storable + Clone + PartialEq + Debug;

    /// What a lent `&mut` cotangent of a *reference* to `Self` points to: `[T::Cotangent]` for
    /// `[T]`, the cotangent for all other types.
    type Buffer: ?Sized + 'static;

    /// How a caller lends the cotangent buffer of an argument of this type.
    type Bar<'b>;

    /// What a caller gives again in the reverse sweep for an argument of this type: copies of
    /// scalars and shared borrows; `()` for what was moved into the callee.
    type Kept: Clone;

    /// The shape of this value's cotangent.
    fn cotangent_shape(&self) -> Self::Shape;

    /// What the reverse sweep is given again of this value.
    fn kept(&self) -> Self::Kept;

    /// Makes a lent buffer a full zero where it still is a zero without memory.
    fn materialise_buffer(&self, buffer: &mut Self::Buffer);

    /// Makes a zero without memory a full one, like this value's shape, which needn't be made for it.
    #[doc(hidden)]
    #[inline]
    fn __materialise(&self, bar: &mut Self::Cotangent) {
        self.cotangent_shape().materialise(bar);
    }

    /// What a caller lends for a reference to this value while nothing has been added yet. For
    /// arrays that is the zero without memory, so that the first contribution is moved in; for all
    /// other types it is a full zero.
    #[doc(hidden)]
    #[inline]
    fn __lent_zero(&self) -> Self::Cotangent {
        let mut bar = Self::Cotangent::zero();
        self.__materialise(&mut bar);
        bar
    }

    /// Makes a full cotangent of what began as [`lent_zero`](Self::__lent_zero).
    #[doc(hidden)]
    #[inline]
    fn __settle(&self, _: &mut Self::Cotangent) {}
}

/// The items of a type whose buffer is its cotangent and that is lent as `&mut` when by value.
macro_rules! plain {
    () => {
        type Buffer = Self::Cotangent;
        type Bar<'b> = &'b mut Self::Cotangent;
        #[inline]
        fn materialise_buffer(&self, buffer: &mut Self::Buffer) {
            $crate::Shape::materialise(&self.cotangent_shape(), buffer);
        }
    };
}

/// The items of a type whose values are moved into a callee and not given again.
macro_rules! moved {
    () => {
        type Kept = ();
        #[inline]
        fn kept(&self) {}
    };
}

/// The items of a type without derivatives.
macro_rules! inactive {
    () => {
        type Cotangent = ();
        type Shape = ();
        #[inline]
        fn cotangent_shape(&self) {}
        $crate::differential::plain!();
    };
}

pub(crate) use {inactive, moved, plain};

macro_rules! float {
    ($([$($generics:tt)*] $T:ty),*) => {$(
        impl<$($generics)*> Differentiable for $T {
            type Cotangent = Self;
            type Shape = ();
            type Kept = Self;
            #[inline]
            fn cotangent_shape(&self) {}
            #[inline]
            fn kept(&self) -> Self {
                *self
            }
            plain!();
        }
    )*};
}

float!([] f64, [] f32, [T: Scalar] Dual<T>);

macro_rules! discrete {
    ($($T:ty)*) => {$(
        impl Differentiable for $T {
            type Kept = Self;
            #[inline]
            fn kept(&self) -> Self {
                *self
            }
            inactive!();
        }
    )*};
}

discrete!(usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 bool char ndarray::Axis crate::ops::Reduction);

impl Differentiable for String {
    inactive!();
    moved!();
}

impl Differentiable for str {
    inactive!();
    moved!();
}

impl Differentiable for () {
    inactive!();
    moved!();
}

impl<T: ?Sized + Differentiable> Differentiable for &T {
    type Cotangent = T::Cotangent;
    type Shape = T::Shape;
    type Buffer = T::Buffer;
    type Bar<'b> = &'b mut T::Buffer;
    type Kept = Self;
    #[inline]
    fn cotangent_shape(&self) -> Self::Shape {
        (**self).cotangent_shape()
    }
    #[inline]
    fn kept(&self) -> Self {
        self
    }
    #[inline]
    fn materialise_buffer(&self, buffer: &mut Self::Buffer) {
        (**self).materialise_buffer(buffer);
    }
    #[inline]
    fn __materialise(&self, bar: &mut Self::Cotangent) {
        (**self).__materialise(bar);
    }
}
