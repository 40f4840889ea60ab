//! What the kernels ask of a number, and the numbers of the peers.

use std::ops::{Add, Mul, Neg, Sub};

/// A number that a peer differentiates with. Each operation is the peer's own; where it has one for a
/// number and a constant, that is what `plus` and `times` use.
pub(crate) trait Number:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Neg<Output = Self>
{
    /// A constant. Some peers keep constants on the same tape as `self`.
    fn constant(self, value: f64) -> Self;
    /// The number without derivatives, for conditions.
    fn value(self) -> f64;
    /// `self + c`
    fn plus(self, c: f64) -> Self;
    /// `self * c`
    fn times(self, c: f64) -> Self;
    /// The sine.
    fn sin(self) -> Self;
    /// The exponential.
    fn exp(self) -> Self;
    /// The natural logarithm.
    fn ln(self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
}
