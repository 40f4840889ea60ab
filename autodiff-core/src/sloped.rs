//! Functions of numbers that give their slopes together with their value.

use crate::rules::elementary::used;
use crate::{Scalar, companion};

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
    fn __with_slopes<T, const N: usize>(_: [T; N]) -> (T, [T; N]) {
        companion::unreachable()
    }
}

impl<C> Sloped for C {}

/// What a result with the cotangent `y_bar` contributes to that of an argument.
#[inline(always)]
pub fn sloped<T: Scalar>(minds: bool, y_bar: T, slope: T) -> T {
    if minds {
        used(y_bar, y_bar * slope)
    } else {
        y_bar * slope
    }
}
