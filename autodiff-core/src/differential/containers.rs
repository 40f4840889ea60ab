//! Vectors, slices, arrays `[T; N]`, options, results, boxes, ranges and tuples.

use std::marker::PhantomData;
use std::ops::{Range, RangeInclusive};

use super::{Differentiable, inactive, moved, plain};
use crate::{Cotangent, pool};

impl<T: Differentiable> Differentiable for Vec<T> {
    type Cotangent = Vec<T::Cotangent>;
    type Shape = Vec<T::Shape>;
    #[inline]
    fn cotangent_shape(&self) -> Self::Shape {
        self.as_slice().cotangent_shape()
    }
    #[inline]
    fn __materialise(&self, bar: &mut Self::Cotangent) {
        self.as_slice().__materialise(bar);
    }
    plain!();
    moved!();
}

impl<T: Differentiable> Differentiable for [T] {
    type Cotangent = Vec<T::Cotangent>;
    type Shape = Vec<T::Shape>;
    type Buffer = [T::Cotangent];
    type Bar<'b> = &'b mut [T::Cotangent];
    #[inline]
    fn cotangent_shape(&self) -> Self::Shape {
        self.iter().map(T::cotangent_shape).collect()
    }
    fn materialise_buffer(&self, buffer: &mut Self::Buffer) {
        assert!(
            self.len() == buffer.len(),
            "materialise: a cotangent of shape [{}] was lent for a slice of shape [{}]",
            buffer.len(),
            self.len()
        );
        for (value, bar) in self.iter().zip(buffer) {
            value.__materialise(bar);
        }
    }
    #[inline]
    fn __materialise(&self, bar: &mut Self::Cotangent) {
        if bar.is_empty() {
            *bar = pool::filled(self.len(), Cotangent::zero());
        }
        for (value, bar) in self.iter().zip(bar) {
            value.__materialise(bar);
        }
    }
    moved!();
}

impl<T: Differentiable, const N: usize> Differentiable for [T; N] {
    type Cotangent = [T::Cotangent; N];
    type Shape = [T::Shape; N];
    #[inline]
    fn cotangent_shape(&self) -> Self::Shape {
        std::array::from_fn(|k| self[k].cotangent_shape())
    }
    plain!();
    moved!();
}

impl<T: Differentiable> Differentiable for Option<T> {
    type Cotangent = Option<T::Cotangent>;
    type Shape = Option<T::Shape>;
    #[inline]
    fn cotangent_shape(&self) -> Self::Shape {
        self.as_ref().map(T::cotangent_shape)
    }
    plain!();
    moved!();
}

impl<T: Differentiable> Differentiable for Box<T> {
    type Cotangent = Box<T::Cotangent>;
    type Shape = Box<T::Shape>;
    #[inline]
    fn cotangent_shape(&self) -> Self::Shape {
        Box::new((**self).cotangent_shape())
    }
    plain!();
    moved!();
}

/// An error carries no derivative.
impl<T: Differentiable, E> Differentiable for Result<T, E> {
    type Cotangent = Option<T::Cotangent>;
    type Shape = Option<T::Shape>;
    #[inline]
    fn cotangent_shape(&self) -> Self::Shape {
        self.as_ref().ok().map(T::cotangent_shape)
    }
    plain!();
    moved!();
}

impl<T: ?Sized> Differentiable for PhantomData<T> {
    inactive!();
    moved!();
}

impl<T> Differentiable for Range<T> {
    inactive!();
    moved!();
}

impl<T> Differentiable for RangeInclusive<T> {
    inactive!();
    moved!();
}

macro_rules! tuple {
    ($count:literal: $($T:ident $S:ident $part:tt $number:literal)+; $($reversed:ident)+) => {
        impl<$($T: Differentiable),+> Differentiable for ($($T,)+) {
            type Cotangent = ($($T::Cotangent,)+);
            type Shape = ($($T::Shape,)+);
            #[inline]
            fn cotangent_shape(&self) -> Self::Shape {
                ($(self.$part.cotangent_shape(),)+)
            }
            plain!();
            moved!();
        }
    };
}

for_tuples!(tuple);
