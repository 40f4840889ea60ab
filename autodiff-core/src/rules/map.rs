//! Mapping a closure over an array: `mapv`.

#![allow(non_snake_case, reason = "`mapv__vjp` is the companion of `mapv`")]

use ndarray::{Array, ArrayRef, Dimension, Zip};

use crate::{Cotangent, Scalar};

/// The cotangent of `x` in `x.mapv(..)`, where `pullback` goes from an element of `x` and the
/// cotangent of its image to the cotangent of that element.
pub fn mapv_vjp<A, B, C, D>(
    x: &ArrayRef<A, D>,
    y_bar: &ArrayRef<B, D>,
    mut pullback: impl FnMut(A, B) -> C,
) -> Array<C, D>
where
    A: Clone,
    B: Clone,
    C: Scalar,
    D: Dimension + 'static,
{
    if y_bar.is_empty() {
        return Cotangent::zero();
    }
    assert!(
        x.shape() == y_bar.shape(),
        "mapv: a cotangent of shape {:?} for an array of shape {:?}",
        y_bar.shape(),
        x.shape()
    );
    Zip::from(x)
        .and(y_bar)
        .map_collect(|x, y_bar| pullback(x.clone(), y_bar.clone()))
}

/// [`mapv_vjp`] as a method.
pub trait MapRule<A, D> {
    /// The cotangent of the receiver of `mapv`.
    fn mapv__vjp<B: Clone, C: Scalar>(
        &self,
        y_bar: &ArrayRef<B, D>,
        pullback: impl FnMut(A, B) -> C,
    ) -> Array<C, D>;
}

impl<A: Clone, D: Dimension + 'static> MapRule<A, D> for ArrayRef<A, D> {
    #[inline]
    fn mapv__vjp<B: Clone, C: Scalar>(
        &self,
        y_bar: &ArrayRef<B, D>,
        pullback: impl FnMut(A, B) -> C,
    ) -> Array<C, D> {
        mapv_vjp(self, y_bar, pullback)
    }
}
