//! `ndarray` arrays and views. Arrays of floats have arrays as cotangents; arrays of integers and
//! the like (labels, masks, permutations) have none.

use ndarray::{Array, ArrayRef, ArrayView, ArrayViewMut, Dimension};

use super::{Differentiable, inactive, moved, plain};
use crate::{ArrayShape, Cotangent, Scalar};

macro_rules! active {
    ($A:ident, $D:ident) => {
        type Cotangent = Array<$A, $D>;
        type Shape = ArrayShape<$D>;
        #[inline]
        fn cotangent_shape(&self) -> Self::Shape {
            ArrayShape(self.raw_dim())
        }
    };
}

/// Arrays begin without memory when they are lent.
macro_rules! lent {
    () => {
        #[inline]
        fn __lent_zero(&self) -> Self::Cotangent {
            Cotangent::zero()
        }
        #[inline]
        fn __settle(&self, bar: &mut Self::Cotangent) {
            crate::Shape::materialise(&self.cotangent_shape(), bar);
            // What was moved in may lie in memory as it came.
            if !bar.is_standard_layout() {
                *bar = bar.as_standard_layout().into_owned();
            }
        }
    };
}

impl<A: Scalar, D: Dimension + 'static> Differentiable for Array<A, D> {
    active!(A, D);
    plain!();
    moved!();
    lent!();
}

impl<A: Scalar, D: Dimension + 'static> Differentiable for ArrayRef<A, D> {
    active!(A, D);
    plain!();
    moved!();
    lent!();
}

impl<'a, A: Scalar, D: Dimension + 'static> Differentiable for ArrayView<'a, A, D> {
    active!(A, D);
    type Buffer = Self::Cotangent;
    type Bar<'b> = ArrayViewMut<'b, A, D>;
    type Kept = ArrayView<'a, A, D>;
    #[inline]
    fn kept(&self) -> Self::Kept {
        self.clone()
    }
    #[inline]
    fn materialise_buffer(&self, buffer: &mut Self::Buffer) {
        crate::Shape::materialise(&self.cotangent_shape(), buffer);
    }
}

macro_rules! discrete {
    ($($A:ty)*) => {$(
        impl<D: Dimension> Differentiable for Array<$A, D> {
            inactive!();
            moved!();
        }

        impl<D: Dimension> Differentiable for ArrayRef<$A, D> {
            inactive!();
            moved!();
        }

        impl<'a, D: Dimension> Differentiable for ArrayView<'a, $A, D> {
            inactive!();
            type Kept = ArrayView<'a, $A, D>;
            #[inline]
            fn kept(&self) -> Self::Kept {
                self.clone()
            }
        }
    )*};
}

discrete!(usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 bool char String);

impl<I> Differentiable for ndarray::Dim<I>
where
    ndarray::Dim<I>: Dimension,
{
    inactive!();
    moved!();
}

impl<T, D: Dimension, E: Dimension> Differentiable for ndarray::SliceInfo<T, D, E> {
    inactive!();
    moved!();
}

impl Differentiable for ndarray::Slice {
    inactive!();
    moved!();
}
