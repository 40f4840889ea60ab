//! The values of the error and gamma functions and of their kin, for every scalar type. Their
//! derivatives are in `ops/error.rs` and `ops/gamma.rs`.

mod gamma;
mod quantile;

/// Special functions that the standard library lacks: what a number type has to know for the
/// operations of [`ops`](crate::ops) that are named alike. In functions, call those.
///
/// ```
/// use autodiff_core::Special;
/// assert_eq!(Special::erf(0.5_f64), 0.520_499_877_813_046_5);
/// ```
pub trait Special: Sized {
    /// The error function, `2/√π ∫₀ˣ exp(−t²) dt`.
    #[must_use]
    fn erf(self) -> Self;
    /// `1 − erf(x)`, exact where that is tiny.
    #[must_use]
    fn erfc(self) -> Self;
    /// The inverse of the error function; infinite at −1 and 1, NaN beyond.
    #[must_use]
    fn erfinv(self) -> Self;
    /// `ln |Γ(x)|`
    #[must_use]
    fn ln_gamma(self) -> Self;
    /// The `n`-th derivative of `ψ(x) = Γ'(x)/Γ(x)`; NaN at the poles 0, −1, −2, ….
    #[must_use]
    fn polygamma(self, n: u32) -> Self;
}

impl Special for f64 {
    fn erf(self) -> Self {
        libm::erf(self)
    }
    fn erfc(self) -> Self {
        libm::erfc(self)
    }
    fn erfinv(self) -> Self {
        quantile::erfinv(self)
    }
    fn ln_gamma(self) -> Self {
        libm::lgamma(self)
    }
    fn polygamma(self, n: u32) -> Self {
        gamma::polygamma(n, self)
    }
}

/// Rounded from double precision where there is no algorithm for single precision.
#[allow(
    clippy::cast_possible_truncation,
    reason = "rounding to nearest is what is meant"
)]
impl Special for f32 {
    fn erf(self) -> Self {
        libm::erff(self)
    }
    fn erfc(self) -> Self {
        libm::erfcf(self)
    }
    fn erfinv(self) -> Self {
        quantile::erfinv(f64::from(self)) as Self
    }
    fn ln_gamma(self) -> Self {
        libm::lgammaf(self)
    }
    fn polygamma(self, n: u32) -> Self {
        gamma::polygamma(n, f64::from(self)) as Self
    }
}
