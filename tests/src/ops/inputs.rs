//! Inputs of operations: in several memory layouts, and in single precision.

use autodiff_core::{Differentiable, Leaves, Scalar, Tree};
use ndarray::{Array, Axis, Dimension, ShapeBuilder};

/// The order of an array's elements in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Row by row.
    Standard,
    /// Column by column.
    Transposed,
    /// Every second element, backwards along every axis, in a larger array.
    Sliced,
}

/// Values that can be laid out in memory in several ways.
pub trait Relaid {
    /// The same value.
    #[must_use]
    fn relaid(&self, layout: Layout) -> Self;
}

/// Inputs, which can be had in single precision.
pub trait Input: Relaid + Tree + Clone + Differentiable<Cotangent: Leaves> {
    /// The type in single precision.
    type Single: Differentiable<Cotangent: Leaves>;
    /// The nearest value in single precision.
    fn single(&self) -> Self::Single;
}

impl<A: Scalar, D: Dimension> Relaid for Array<A, D> {
    fn relaid(&self, layout: Layout) -> Self {
        let mut relaid = match layout {
            Layout::Standard => Self::zeros(self.raw_dim()),
            Layout::Transposed => Self::zeros(self.raw_dim().f()),
            Layout::Sliced => {
                let mut shape = self.raw_dim();
                for length in shape.slice_mut() {
                    *length *= 2;
                }
                let mut larger = Self::from_elem(shape, A::from_f64(f64::NAN));
                for axis in (0..self.ndim()).map(Axis) {
                    larger.slice_axis_inplace(axis, ndarray::Slice::new(0, None, -2));
                }
                larger
            }
        };
        relaid.assign(self);
        relaid
    }
}

impl<D: Dimension + 'static> Input for Array<f64, D> {
    type Single = Array<f32, D>;
    #[allow(clippy::cast_possible_truncation, reason = "rounding is what is meant")]
    fn single(&self) -> Self::Single {
        self.mapv(|x| x as f32)
    }
}

macro_rules! number {
    ($($T:ty)*) => {$(
        impl Relaid for $T {
            fn relaid(&self, _: Layout) -> Self {
                *self
            }
        }
    )*};
}

number!(f64 f32);

impl Input for f64 {
    type Single = f32;
    #[allow(clippy::cast_possible_truncation, reason = "rounding is what is meant")]
    fn single(&self) -> f32 {
        *self as f32
    }
}

macro_rules! tuple {
    ($($T:ident $part:tt)+) => {
        impl<$($T: Relaid),+> Relaid for ($($T,)+) {
            fn relaid(&self, layout: Layout) -> Self {
                ($(self.$part.relaid(layout),)+)
            }
        }
        impl<$($T: Input),+> Input for ($($T,)+) {
            type Single = ($($T::Single,)+);
            fn single(&self) -> Self::Single {
                ($(self.$part.single(),)+)
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0 B 1);
tuple!(A 0 B 1 C 2);
tuple!(A 0 B 1 C 2 D 3);
tuple!(A 0 B 1 C 2 D 3 E 4);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5);

impl<T: Relaid> Relaid for Vec<T> {
    fn relaid(&self, layout: Layout) -> Self {
        self.iter().map(|part| part.relaid(layout)).collect()
    }
}
