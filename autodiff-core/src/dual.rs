//! Dual numbers: a number and its tangent, for forward mode, and for second derivatives where sweeps run
//! on them.

mod batches;
mod derivatives;
mod floats;
mod functions;
mod operators;
mod predicates;

use crate::Scalar;
use crate::rules::elementwise::{Binary, Ternary, Unary};

/// A number and its tangent, `primal + tangent ε` with `ε² = 0`: what a function generic over
/// [`Scalar`] (or `num_traits::Float`) is run with to get its derivative along one direction,
/// `f(x + ẋ ε) = f(x) + f'(x) ẋ ε`.
///
/// A dual number is a `Scalar` itself. So the gradient of such a function can be taken at dual numbers:
/// its tangent is the product of the Hessian and the direction, which
/// [`hessian_vector_product`](crate::hessian_vector_product) gives. `Dual<Dual<f64>>` leads on to third
/// derivatives.
///
/// ```
/// use autodiff_core::{Dual, Scalar, differentiable};
///
/// #[differentiable]
/// fn f<T: Scalar>(x: T) -> T {
///     x * x * x
/// }
///
/// let x = Dual::variable(2.0);
/// assert_eq!(f(x).tangent, 12.0); // f'
/// assert_eq!(f::grad(x).tangent, 12.0); // f''
/// ```
///
/// Comparisons, predicates (`is_nan`, `is_finite` …) and conversions to other types go by the primal, so
/// that a function takes the branches that it takes for plain numbers: what has the same primal compares
/// as equal, whatever the tangents are. Primals are the same, bit for bit, as without tangents; sums over
/// whole matrices (`dot`) may be rounded in another order.
///
/// Tangents come from the rules that gradients come from, with what these say
/// [at kinks](crate::Elementary): where a first derivative is 0 by that table, so are all further ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dual<T> {
    /// The number.
    pub primal: T,
    /// Its derivative along the direction in question.
    pub tangent: T,
}

impl<T: Scalar> Dual<T> {
    /// A number with a tangent.
    ///
    /// ```
    /// use autodiff_core::Dual;
    /// assert_eq!((Dual::new(3.0, 1.0) * Dual::new(2.0, 0.5)).tangent, 3.5);
    /// ```
    #[inline(always)]
    #[must_use]
    pub const fn new(primal: T, tangent: T) -> Self {
        Self { primal, tangent }
    }

    /// A number that doesn't change: its tangent is 0.
    ///
    /// ```
    /// use autodiff_core::Dual;
    /// assert_eq!(Dual::constant(3.0).tangent, 0.0);
    /// ```
    #[inline(always)]
    #[must_use]
    pub fn constant(primal: T) -> Self {
        Self::new(primal, T::from_f64(0.0))
    }

    /// The number that is differentiated by: its tangent is 1.
    ///
    /// ```
    /// use autodiff_core::{Dual, Scalar};
    /// fn f<T: Scalar>(x: T) -> T { x.sin() }
    /// assert_eq!(f(Dual::variable(0.0)).tangent, 1.0);
    /// ```
    #[inline(always)]
    #[must_use]
    pub fn variable(primal: T) -> Self {
        Self::new(primal, T::from_f64(1.0))
    }

    /// The result of a function with this value.
    #[inline(always)]
    fn unary<R: Unary>(self, rule: R, value: T) -> Self {
        let at = if R::BY_RESULT { value } else { self.primal };
        Self::new(value, rule.vjp(at, self.tangent))
    }

    #[inline(always)]
    fn binary<R: Binary>(self, rule: R, b: Self, value: T) -> Self {
        let by_a = rule.vjp(self.primal, b.primal, self.tangent).0;
        let by_b = rule.vjp(self.primal, b.primal, b.tangent).1;
        Self::new(value, by_a + by_b)
    }

    #[inline(always)]
    fn ternary<R: Ternary>(self, rule: R, b: Self, c: Self, value: T) -> Self {
        let vjp = |t| rule.vjp(self.primal, b.primal, c.primal, t);
        let tangent = vjp(self.tangent).0 + vjp(b.tangent).1 + vjp(c.tangent).2;
        Self::new(value, tangent)
    }
}

impl<T: Scalar> From<T> for Dual<T> {
    /// A constant.
    #[inline(always)]
    fn from(primal: T) -> Self {
        Self::constant(primal)
    }
}
