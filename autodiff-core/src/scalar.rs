//! The number types that rules are generic over.

use std::fmt::Debug;
use std::iter::{Product, Sum};
use std::ops::{AddAssign, DivAssign, MulAssign, Neg, Rem, SubAssign};

use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, ArrayViewMut2, LinalgScalar, ScalarOperand};

use crate::rules::elementwise::Formula;
use crate::rules::operators::{Builtin, Number};
use crate::simd::functions::{Apply, Exponentials, Function};
use crate::simd::{self, Job};
use crate::{Cotangent, Differentiable, Elementary, Special, Storable, matrices, ops};

/// A real number type that derivatives are taken in: `f64`, `f32`, [dual numbers](crate::Dual) of either.
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
///
/// The predicates and constants are those of `f64`, under the names that `num_traits::Float` gives them:
/// a function generic over that trait is differentiated as one generic over this one.
pub trait Scalar:
    Copy
    + Send
    + Sync
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
    /// Whether this is NaN.
    fn is_nan(self) -> bool;
    /// Whether this is an infinity.
    fn is_infinite(self) -> bool;
    /// Whether this is neither NaN nor an infinity.
    fn is_finite(self) -> bool;
    /// Whether the sign bit isn't set.
    fn is_sign_positive(self) -> bool;
    /// Whether the sign bit is set.
    fn is_sign_negative(self) -> bool;
    /// Not a number.
    #[must_use]
    fn nan() -> Self;
    /// Infinity.
    #[must_use]
    fn infinity() -> Self;
    /// Minus infinity.
    #[must_use]
    fn neg_infinity() -> Self;
    /// The difference between 1 and the next larger number.
    #[must_use]
    fn epsilon() -> Self;
    /// The largest finite number.
    #[must_use]
    fn max_value() -> Self;
    /// The smallest finite number.
    #[must_use]
    fn min_value() -> Self;
    /// The smallest positive normal number.
    #[must_use]
    fn min_positive_value() -> Self;

    /// How often this has been made a dual number of: 0 for `f64` and `f32`.
    #[doc(hidden)]
    const ORDER: u32 = 0;

    /// Whether this is that constant: the same number, and no tangent that isn't zero. What a rule leaves
    /// out for certain operands, it leaves out for constants alone: `x == y` asks for primals.
    #[doc(hidden)]
    #[inline(always)]
    fn is_constant(self, value: f64) -> bool {
        self == Self::from_f64(value)
    }

    /// `contribution`, which is linear in `self`: nothing comes of nothing, however steep.
    #[doc(hidden)]
    #[inline(always)]
    fn used(self, contribution: Self) -> Self {
        if self == Self::from_f64(0.0) {
            Self::from_f64(0.0)
        } else {
            contribution
        }
    }

    /// The value of a function whose derivative is known.
    #[doc(hidden)]
    #[inline(always)]
    fn value_of<F: Formula<N>, const N: usize>(formula: F, x: [Self; N]) -> Self {
        formula.value(x)
    }

    /// The eigenvalues of a symmetric matrix, ascending, and its eigenvectors as columns.
    #[doc(hidden)]
    fn symmetric_eigen(a: &ArrayRef2<Self>) -> (Array1<Self>, Array2<Self>) {
        ops::symmetric_eigen(a)
    }

    /// Runs a kernel with the best vectors of such numbers that there are.
    #[doc(hidden)]
    fn with_lanes<J: Job<Self>>(job: J) {
        simd::portable(job);
    }

    /// `xᵢ ← f(xᵢ)`, as vector code where there is some: then within three units in the last place.
    #[doc(hidden)]
    fn apply_slice(function: Function, numbers: &mut [Self]) {
        let f = match function {
            Function::Exp => Self::exp,
            Function::ExpM1 => Self::exp_m1,
            Function::Tanh => Self::tanh,
            Function::Ln => Self::ln,
            Function::Ln1p => Self::ln_1p,
        };
        numbers.iter_mut().for_each(|x| *x = f(*x));
    }

    /// `Y ← A B`, or `Y ← Y + A B`.
    #[doc(hidden)]
    fn multiply(
        a: ArrayView2<'_, Self>,
        b: ArrayView2<'_, Self>,
        add: bool,
        y: ArrayViewMut2<'_, Self>,
    ) {
        matrices::multiply_by_ndarray(a, b, add, y);
    }

    /// `xᵢ ← exp(xᵢ − shift)`; gives the sum of all.
    #[doc(hidden)]
    fn exp_slice(numbers: &mut [Self], shift: Self) -> Self {
        for x in numbers.iter_mut() {
            *x = (*x - shift).exp();
        }
        numbers.iter().copied().sum()
    }
}

macro_rules! scalar {
    ($T:ident, $widest:ident) => {
        impl Scalar for $T {
            #[inline(always)]
            #[allow(
                clippy::cast_possible_truncation,
                reason = "rounding to nearest is what is meant"
            )]
            fn from_f64(value: f64) -> Self {
                value as Self
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                $T::is_nan(self)
            }
            #[inline(always)]
            fn is_infinite(self) -> bool {
                $T::is_infinite(self)
            }
            #[inline(always)]
            fn is_finite(self) -> bool {
                $T::is_finite(self)
            }
            #[inline(always)]
            fn is_sign_positive(self) -> bool {
                $T::is_sign_positive(self)
            }
            #[inline(always)]
            fn is_sign_negative(self) -> bool {
                $T::is_sign_negative(self)
            }
            #[inline(always)]
            fn nan() -> Self {
                $T::NAN
            }
            #[inline(always)]
            fn infinity() -> Self {
                $T::INFINITY
            }
            #[inline(always)]
            fn neg_infinity() -> Self {
                $T::NEG_INFINITY
            }
            #[inline(always)]
            fn epsilon() -> Self {
                $T::EPSILON
            }
            #[inline(always)]
            fn max_value() -> Self {
                $T::MAX
            }
            #[inline(always)]
            fn min_value() -> Self {
                $T::MIN
            }
            #[inline(always)]
            fn min_positive_value() -> Self {
                $T::MIN_POSITIVE
            }
            #[inline]
            fn with_lanes<J: Job<Self>>(job: J) {
                simd::$widest(job);
            }
            #[cfg(feature = "faer")]
            fn multiply(
                a: ArrayView2<'_, Self>,
                b: ArrayView2<'_, Self>,
                add: bool,
                y: ArrayViewMut2<'_, Self>,
            ) {
                matrices::multiply(a, b, add, y);
            }
            #[inline]
            fn apply_slice(function: Function, numbers: &mut [Self]) {
                simd::$widest(Apply { function, numbers });
            }
            #[inline]
            fn exp_slice(numbers: &mut [Self], shift: Self) -> Self {
                let mut sum = 0.0;
                simd::$widest(Exponentials {
                    numbers,
                    shift,
                    sum: &mut sum,
                });
                sum
            }
        }
    };
}

scalar!(f64, widest_f64);
scalar!(f32, widest_f32);

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
