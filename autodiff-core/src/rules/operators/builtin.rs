//! [`Builtin`]: numbers and arrays, whose operators this crate brings the rules of.

use ndarray::{Array, ArrayRef, ArrayView, Dimension};

use crate::{Differentiable, Scalar, Storable};

/// Numbers and arrays, whose operators have the rules of this crate.
pub trait Builtin {
    /// The value without references and borrows.
    type Owned: Storable + Differentiable;
    /// A copy that may go to a tape.
    fn owned(&self) -> Self::Owned;
}

impl<T: Builtin + ?Sized> Builtin for &T {
    type Owned = T::Owned;
    #[inline(always)]
    fn owned(&self) -> T::Owned {
        (**self).owned()
    }
}

macro_rules! arrays {
    ($($T:ty)*) => {$(
        impl<A: Scalar, D: Dimension + 'static> Builtin for $T {
            type Owned = Array<A, D>;
            #[inline]
            fn owned(&self) -> Array<A, D> {
                self.to_owned()
            }
        }
    )*};
}

arrays!(Array<A, D> ArrayRef<A, D> ArrayView<'_, A, D>);

macro_rules! numbers {
    ($($T:ty)*) => {$(
        impl Builtin for $T {
            type Owned = Self;
            #[inline(always)]
            fn owned(&self) -> Self {
                *self
            }
        }
    )*};
}

numbers!(f64 f32 u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
