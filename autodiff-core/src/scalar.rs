//! The number types that rules are generic over.

use std::fmt::Debug;
use std::iter::{Product, Sum};
use std::ops::{AddAssign, DivAssign, MulAssign, Neg, Rem, SubAssign};

use ndarray::{LinalgScalar, ScalarOperand};

use crate::rules::operators::{Builtin, Number};
use crate::{Cotangent, Differentiable, Elementary, Special, Storable};

/// A real number type that derivatives are taken in: `f64`, `f32`, dual numbers of either.
///
/// Bound generic differentiable functions with it. It isn't meant to be implemented outside of
/// this crate.
///
/// ```
/// use autodiff_core::Scalar;
///
/// fn logistic<T: Scalar>(x: T) -> T {
///     ((-x).exp() + T::from_f64(1.0)).recip()
/// }
/// assert_eq!(logistic(0.0_f32), 0.5);
/// ```
pub trait Scalar:
    Copy
    + Debug
    + PartialOrd
    + Neg<Output = Self>
    + Rem<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + Sum
    + Product
    + LinalgScalar
    + ScalarOperand
    + Storable
    + Cotangent
    + for<'b> Differentiable<
        Cotangent = Self,
        Shape = (),
        Buffer = Self,
        Kept = Self,
        Bar<'b> = &'b mut Self,
    > + Elementary
    + Special
    + Builtin<Owned = Self>
    + Number<Value = Self>
{
    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;
}

impl Scalar for f64 {
    #[inline(always)]
    fn from_f64(value: f64) -> Self {
        value
    }
}

impl Scalar for f32 {
    #[inline(always)]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "rounding to nearest is what is meant"
    )]
    fn from_f64(value: f64) -> Self {
        value as Self
    }
}

/// A result that gradients can be taken of: a single real number.
///
/// ```
/// use autodiff_core::ScalarOutput;
/// assert_eq!(<f64 as ScalarOutput>::unit(), 1.0);
/// ```
#[diagnostic::on_unimplemented(
    message = "gradients are of scalar-valued functions: `{Self}` is not a scalar; use `record` and `backward(seed)`",
    label = "not a scalar"
)]
pub trait ScalarOutput: Differentiable {
    /// The seed of a gradient: one.
    fn unit() -> Self::Cotangent;
}

impl<T: Scalar> ScalarOutput for T {
    #[inline]
    fn unit() -> T {
        T::one()
    }
}
