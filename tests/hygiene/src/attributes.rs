//! Attributes and doc comments on annotated functions and inside them.

use ad_renamed::differentiable;

/// Attributes above and below.
#[inline]
#[must_use = "it has no other effect"]
#[differentiable]
#[doc(alias = "quadratic")]
#[allow(clippy::similar_names, reason = "any attribute will do")]
pub fn square_plus(x: f64) -> f64 {
    x * x + x
}

#[differentiable]
#[inline(never)]
#[track_caller]
#[must_use]
/// A doc comment below.
///
/// # Panics
///
/// If `x` isn't positive.
pub fn guarded(x: f64) -> f64 {
    assert!(x > 0.0, "x is {x}");
    x.ln()
}

/// Compiled out with its companion.
#[differentiable]
#[cfg(any())]
pub fn absent(x: f64) -> f64 {
    x
}

/// One of a pair.
#[differentiable]
#[cfg(not(target_pointer_width = "16"))]
#[must_use]
pub fn chosen(x: f64) -> f64 {
    2.0 * x
}

/// The other one of the pair.
#[differentiable]
#[cfg(target_pointer_width = "16")]
#[must_use]
pub fn chosen(x: f64) -> f64 {
    3.0 * x
}

/// Out of date.
#[differentiable]
#[deprecated(note = "use `square_plus`")]
#[must_use]
pub fn old(x: f64) -> f64 {
    3.0 * x
}

/// Calls an outdated function.
#[differentiable]
#[allow(deprecated, reason = "that is the test")]
#[must_use]
pub fn calls_old(x: f64) -> f64 {
    old(x) * x
}

/// Not documented in public.
#[differentiable]
#[doc(hidden)]
#[must_use]
pub fn hidden(x: f64) -> f64 {
    -x
}

/// Statements that carry attributes.
#[differentiable]
#[must_use]
pub fn statements(x: f64) -> f64 {
    #[allow(unused_mut, reason = "any attribute will do")]
    let mut y = x * x + 1.0;
    #[rustfmt::skip]
    #[allow(clippy::needless_return, reason = "any attribute will do")]
    return y*2.0;
}

/// Expectations inside: they are about the function as written.
#[differentiable]
#[must_use]
pub fn expectations(x: f64, n: usize) -> f64 {
    #[expect(unused_variables, reason = "that is the test")]
    let unused = n;
    #[expect(unused_variables, reason = "that is the test")]
    let also_unused = x * x;
    #[expect(clippy::cast_precision_loss, reason = "that is the test")]
    let scale = n as f64;
    #[expect(clippy::cast_precision_loss, reason = "that is the test")]
    let mut y = x * n as f64;
    #[expect(clippy::excessive_precision, reason = "that is the test")]
    if y > 0.123_456_789_012_345_678_9 {
        #[expect(clippy::neg_multiply, reason = "that is the test")]
        {
            y *= scale * f64::from(i8::from(n > 1) * -1);
        }
    }
    y
}

/// Expectations that are met.
#[differentiable]
#[expect(unused_variables, reason = "that is the test")]
#[must_use]
pub fn unused(x: f64, y: f64) -> f64 {
    let z = y * 2.0;
    x
}

/// An underscore parameter and one that is not used.
#[differentiable]
#[must_use]
pub fn ignored(x: f64, _: f64, _spare: f64) -> f64 {
    x * x
}
