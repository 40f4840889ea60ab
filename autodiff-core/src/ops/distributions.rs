//! The error function, the gamma function, and their kin.

use super::activations::{density, phi};
use super::pointwise::{c, pointwise};
use crate::Scalar;

pointwise! {
    /// The error function, `2/√π ∫₀ˣ exp(−t²) dt`.
    ///
    /// ```
    /// use autodiff_core::ops::erf;
    /// assert_eq!(erf(0.5), 0.5204998778130465);
    /// ```
    pub fn erf(x) = x.erf();
    by x: |x, t| t * bell(x);

    /// `1 − erf(x)`, exact where that is tiny.
    ///
    /// ```
    /// use autodiff_core::ops::erfc;
    /// assert_eq!(erfc(10.0), 2.088487583762545e-45);
    /// ```
    pub fn erfc(x) = x.erfc();
    by x: |x, t| -t * bell(x);

    /// The inverse of the [error function](fn@erf); NaN outside of [−1, 1].
    ///
    /// ```
    /// use autodiff_core::ops::erfinv;
    /// assert_eq!(erfinv(0.5), 0.4769362762044699);
    /// ```
    pub fn erfinv(x) = x.erfinv();
    by y: |y, t| t / bell(y);

    /// `ln |Γ(x)|`; the derivative is the [digamma function](fn@digamma).
    ///
    /// ```
    /// use autodiff_core::ops::ln_gamma;
    /// assert_eq!(ln_gamma(5.0), 24.0_f64.ln());
    /// ```
    pub fn ln_gamma(x) = x.ln_gamma();
    by x: |x, t| t * x.polygamma(0);

    /// `Γ'(x)/Γ(x)`, the derivative of `ln Γ`; NaN at the poles 0, −1, −2, ….
    ///
    /// ```
    /// use autodiff_core::ops::digamma;
    /// let euler = -digamma(1.0_f64);
    /// assert!((euler - 0.5772156649015329).abs() < 1e-15);
    /// ```
    pub fn digamma(x) = x.polygamma(0);
    by x: |x, t| t * x.polygamma(1);

    /// The distribution function of the normal distribution, `½ erfc(−x/√2)`.
    ///
    /// ```
    /// use autodiff_core::ops::normal_cdf;
    /// assert_eq!(normal_cdf(0.0), 0.5);
    /// ```
    pub fn normal_cdf(x) = phi(x);
    by x: |x, t| t * density(x);

    /// `sin(πx)/(πx)`, 1 at 0, where the derivative is 0.
    ///
    /// ```
    /// use autodiff_core::ops::sinc;
    /// assert_eq!(sinc(0.0), 1.0);
    /// ```
    pub fn sinc(x) = {
        let a = x * c(std::f64::consts::PI);
        if a == c(0.0) { c(1.0) } else { a.sin() / a }
    };
    by x: |x, t| t * sinc_slope(x * c(std::f64::consts::PI)) * c(std::f64::consts::PI);
}

/// `2/√π exp(−x²)`, the derivative of the error function.
#[inline(always)]
pub(crate) fn bell<T: Scalar>(x: T) -> T {
    (-(x * x)).exp() * c(std::f64::consts::FRAC_2_SQRT_PI)
}

/// The derivative of `sin(a)/a`. Near zero the formula would lose digits, its series doesn't.
#[inline(always)]
fn sinc_slope<T: Scalar>(a: T) -> T {
    if a.abs() < c(0.3) {
        // −a/3 + a³/30 − a⁵/840 + …
        const DIVISORS: [f64; 6] = [518_918_400.0, -3_991_680.0, 45_360.0, -840.0, 30.0, -3.0];
        let square = a * a;
        let series = DIVISORS.iter().fold(c(0.0), |sum: T, divisor| {
            sum * square + c::<T>(*divisor).recip()
        });
        a * series
    } else {
        (a.cos() - a.sin() / a) / a
    }
}
