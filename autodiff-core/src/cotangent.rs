//! Cotangents: what flows backwards. The trait, and the types it is implemented for.
//!
//! The zero of a container holds no memory. It becomes real on first accumulation (moved in) or
//! when a [`Shape`](crate::Shape) materialises it.

mod arrays;
pub(crate) use arrays::{accumulate_array, is_without_memory};
mod containers;
pub(crate) use containers::accumulate_slice;

use std::fmt::Debug;

use crate::Tree;

/// A cotangent (`x_bar`): the type of the derivative with respect to a value.
///
/// Structs and enums get theirs from `#[derive(Differentiable)]`.
///
/// ```
/// use autodiff_core::Cotangent;
///
/// let mut x_bar: Vec<f64> = Cotangent::zero(); // no memory
/// assert!(x_bar.is_zero());
/// x_bar.accumulate(vec![1.0, 2.0]); // moved in
/// x_bar.accumulate(vec![10.0, 10.0]); // added
/// assert_eq!(x_bar, [11.0, 12.0]);
/// ```
pub trait Cotangent: Tree + Clone + Debug + PartialEq + 'static {
    /// The zero that costs nothing: an empty container, `0.0` for a scalar.
    fn zero() -> Self;

    /// Whether this is the zero that holds no memory. Always false for scalars, even at `0.0`;
    /// true for `()`, and for tuples and arrays `[C; N]` all of whose parts are such zeros.
    fn is_zero(&self) -> bool;

    /// Adds `other`. Moves it in if `self` is still the memoryless zero.
    ///
    /// # Panics
    ///
    /// If the shapes disagree.
    fn accumulate(&mut self, other: Self);

    /// The negative.
    #[must_use]
    fn negated(self) -> Self;

    /// Gives its memory to the cotangents that the reverse sweep makes next.
    #[doc(hidden)]
    #[inline]
    fn __used_up(self) {}

    /// A copy, in such memory.
    #[doc(hidden)]
    #[inline]
    fn __copied(&self) -> Self {
        self.clone()
    }

    /// A zero that adding to costs nothing: `-0.0 + x` is `x` for every `x`, which `0.0 + x` isn't.
    #[doc(hidden)]
    #[inline]
    fn __neutral() -> Self {
        Self::zero()
    }

    /// Takes the value and leaves a zero.
    #[must_use]
    #[inline]
    fn take(&mut self) -> Self {
        std::mem::replace(self, Self::zero())
    }
}

impl Cotangent for () {
    #[inline]
    fn zero() -> Self {}
    #[inline]
    fn is_zero(&self) -> bool {
        true
    }
    #[inline]
    fn accumulate(&mut self, (): ()) {}
    #[inline]
    fn negated(self) -> Self {}
}

macro_rules! float {
    ($($T:ty)*) => {$(
        impl Cotangent for $T {
            #[inline]
            fn zero() -> Self {
                0.0
            }
            #[inline]
            fn __neutral() -> Self {
                -0.0
            }
            #[inline]
            fn is_zero(&self) -> bool {
                false
            }
            #[inline]
            fn accumulate(&mut self, other: Self) {
                *self += other;
            }
            #[inline]
            fn negated(self) -> Self {
                -self
            }
        }
    )*};
}

float!(f64 f32);
