//! Functions of numbers that give their slopes together with their value.

use crate::companion::{self, CastFrom};
use crate::rules::elementary::used;

/// What a companion says of slopes, unless it says otherwise itself.
///
/// `#[differentiable]` gives the companion of a straight line over numbers constants and a function of these
/// names, which take precedence.
pub trait Sloped {
    /// Whether the function gives its slopes.
    const __HAS_SLOPES: bool = false;

    /// Whether a zero cotangent stays zero, however steep the function is.
    const __MINDS: bool = false;

    /// The value and the slope by each argument.
    #[must_use]
    fn __with_slopes<const N: usize>(_: [f64; N]) -> (f64, [f64; N]) {
        companion::unreachable()
    }
}

impl<C> Sloped for C {}

/// A number that a function is given. Where it isn't an `f64`, the function has no slopes.
#[inline(always)]
pub fn double<T>(value: T) -> f64
where
    f64: CastFrom<T>,
{
    f64::cast_from(value)
}

/// What a result with the cotangent `y_bar` contributes to that of an argument.
#[inline(always)]
pub fn sloped(minds: bool, y_bar: f64, slope: f64) -> f64 {
    if minds {
        used(y_bar, y_bar * slope)
    } else {
        y_bar * slope
    }
}
