//! Mapping a closure over an array: `mapv`.

#![allow(non_snake_case, reason = "`mapv__vjp` is the companion of `mapv`")]

use ndarray::{Array, ArrayRef, ArrayView, Dimension, Zip};

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

/// An array that was broadcast beside others, as large as these.
pub fn spread<'x, A, Y, D: Dimension, E: Dimension>(
    x: &'x ArrayRef<A, D>,
    y_bar: &ArrayRef<Y, E>,
) -> ArrayView<'x, A, E> {
    match x.broadcast(y_bar.raw_dim()) {
        Some(x) => x,
        None => panic!(
            "Zip: an array of shape {:?} doesn't broadcast to a cotangent of shape {:?}",
            x.shape(),
            y_bar.shape()
        ),
    }
}

/// The cotangent of an integer array that closures read is `()`.
pub fn zip1_vjp<A: Clone, Y: Clone, C: Clone + Default, D: Dimension>(
    a: &ArrayRef<A, D>,
    y_bar: &ArrayRef<Y, D>,
    mut pullback: impl FnMut(A, Y) -> (C,),
) -> (Array<C, D>,) {
    let bars = Zip::from(a)
        .and(y_bar)
        .map_collect(|a, y_bar| pullback(a.clone(), y_bar.clone()).0);
    (bars,)
}

/// The cotangents of two arrays that are mapped to one element by element.
pub fn zip2_vjp<A, B, Y, CA, CB, D>(
    a: &ArrayRef<A, D>,
    b: &ArrayRef<B, D>,
    y_bar: &ArrayRef<Y, D>,
    mut pullback: impl FnMut(A, B, Y) -> (CA, CB),
) -> (Array<CA, D>, Array<CB, D>)
where
    A: Clone,
    B: Clone,
    Y: Clone,
    CA: Clone + Default,
    CB: Clone + Default,
    D: Dimension,
{
    let mut a_bar = Array::from_elem(a.raw_dim(), CA::default());
    let mut b_bar = Array::from_elem(a.raw_dim(), CB::default());
    Zip::from(&mut a_bar)
        .and(&mut b_bar)
        .and(a)
        .and(b)
        .and(y_bar)
        .for_each(|a_bar, b_bar, a, b, y_bar| {
            (*a_bar, *b_bar) = pullback(a.clone(), b.clone(), y_bar.clone());
        });
    (a_bar, b_bar)
}

/// More arrays: one array of all cotangents, then one for each.
macro_rules! zipped {
    ($vjp:ident: $($x:ident $X:ident $C:ident $i:tt),+) => {
        /// The cotangents of arrays that are mapped to one element by element.
        #[allow(clippy::type_complexity, reason = "one for each array")]
        pub fn $vjp<$($X,)+ Y, $($C,)+ D>(
            $($x: &ArrayRef<$X, D>,)+
            y_bar: &ArrayRef<Y, D>,
            mut pullback: impl FnMut($($X,)+ Y) -> ($($C,)+),
        ) -> ($(Array<$C, D>,)+)
        where
            $($X: Clone, $C: Clone + Default,)+
            Y: Clone,
            D: Dimension,
        {
            let bars = Zip::from(y_bar)
                $(.and($x))+
                .map_collect(|y_bar, $($x),+| pullback($($x.clone(),)+ y_bar.clone()));
            ($(bars.map(|bars| bars.$i.clone()),)+)
        }
    };
}

zipped!(zip3_vjp: a A CA 0, b B CB 1, c C CC 2);
zipped!(zip4_vjp: a A CA 0, b B CB 1, c C CC 2, d E CE 3);

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
