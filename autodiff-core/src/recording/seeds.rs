//! Seeds: what reverse sweeps start with.

use crate::{Cotangent, Differentiable, Scalar};

/// What [`Recording::backward`](crate::Recording::backward) takes: a cotangent, by value or by reference.
///
/// ```
/// use autodiff_core::Seed;
/// let y_bar = vec![1.0, 2.0];
/// assert_eq!(Seed::<Vec<f64>>::into_seed(&y_bar), y_bar);
/// ```
#[diagnostic::on_unimplemented(
    message = "the seed of this reverse sweep is a `{C}`, or a reference to one: `{Self}` isn't",
    label = "expected `{C}`"
)]
pub trait Seed<C> {
    /// The cotangent itself.
    fn into_seed(self) -> C;
}

impl<C: Cotangent> Seed<C> for C {
    #[inline]
    fn into_seed(self) -> C {
        self
    }
}

impl<C: Cotangent> Seed<C> for &C {
    #[inline]
    fn into_seed(self) -> C {
        self.__copied()
    }
}

/// What [`Recording::backward_each`](crate::Recording::backward_each) takes: an array of cotangents, or
/// a reference to one.
///
/// ```
/// use autodiff_core::Seeds;
/// let seeds = [vec![1.0, 2.0], vec![3.0, 4.0]];
/// assert_eq!(Seeds::<Vec<f64>, 2>::into_seeds(&seeds), seeds);
/// ```
#[diagnostic::on_unimplemented(
    message = "the seeds of these reverse sweeps are an array of `{C}`, or of references to such: `{Self}` isn't",
    label = "expected `[{C}; {N}]`"
)]
pub trait Seeds<C, const N: usize> {
    /// The cotangents themselves.
    fn into_seeds(self) -> [C; N];
}

impl<C, S: Seed<C>, const N: usize> Seeds<C, N> for [S; N] {
    #[inline]
    fn into_seeds(self) -> [C; N] {
        self.map(Seed::into_seed)
    }
}

impl<C: Cotangent, const N: usize> Seeds<C, N> for &[C; N] {
    #[inline]
    fn into_seeds(self) -> [C; N] {
        self.clone()
    }
}

/// A value made of a number of real numbers that its type tells: it has a Jacobian of that many rows.
///
/// ```
/// use autodiff_core::FewOutputs;
/// assert_eq!(<[f64; 2]>::unit_seeds(), [[1.0, 0.0], [0.0, 1.0]]);
/// assert_eq!(<(f64, f32)>::unit_seeds(), [(1.0, 0.0), (0.0, 1.0)]);
/// ```
#[diagnostic::on_unimplemented(
    message = "how many rows the Jacobian of a `{Self}` has is not told by its type",
    note = "that of a number, an array `[T; N]` or a tuple of numbers is; give `backward_keeping` a seed for each row otherwise"
)]
pub trait FewOutputs<const N: usize>: Differentiable {
    /// For each component the cotangent that is one there and zero elsewhere.
    fn unit_seeds() -> [Self::Cotangent; N];
}

impl<T: Scalar> FewOutputs<1> for T {
    #[inline]
    fn unit_seeds() -> [T; 1] {
        [T::one()]
    }
}

impl<T: Scalar, const N: usize> FewOutputs<N> for [T; N] {
    #[inline]
    fn unit_seeds() -> [[T; N]; N] {
        std::array::from_fn(|row| {
            std::array::from_fn(|column| {
                if row == column {
                    T::one()
                } else {
                    <T as Cotangent>::zero()
                }
            })
        })
    }
}

macro_rules! tuple {
    ($N:literal: $($T:ident $S:ident $part:tt $number:literal)+; $($reversed:ident)+) => {
        impl<$($T: Scalar),+> FewOutputs<$N> for ($($T,)+) {
            #[inline]
            fn unit_seeds() -> [Self; $N] {
                let mut seeds = [($(<$T as Cotangent>::zero(),)+); $N];
                $(seeds[$part].$part = $T::one();)+
                seeds
            }
        }
    };
}

for_tuples!(tuple);
