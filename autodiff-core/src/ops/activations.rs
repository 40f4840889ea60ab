//! The functions between the layers of networks.

use super::pointwise::{c, pointwise};
use crate::Scalar;
use crate::rules::elementwise::Formula;

pointwise! {
    /// The logistic function `1/(1 + exp(−x))`, without overflow.
    ///
    /// ```
    /// use autodiff_core::ops::sigmoid;
    /// assert_eq!(sigmoid(0.0), 0.5);
    /// assert_eq!(sigmoid(-1000.0), 0.0);
    /// ```
    pub fn sigmoid(x) = logistic(x);
    by y: |y, t| t * y * (c::<T>(1.0) - y);

    /// `ln(1 + exp(x))`, without overflow.
    ///
    /// ```
    /// use autodiff_core::ops::softplus;
    /// assert_eq!(softplus(1000.0), 1000.0);
    /// ```
    pub fn softplus(x) = x.max(c(0.0)) + (-x.abs()).exp().ln_1p();
    by x: |x, t| t * logistic(x);

    /// `max(x, 0)`; its derivative is 0 at 0. A NaN stays one.
    ///
    /// ```
    /// use autodiff_core::ops::relu;
    /// assert_eq!(relu(-2.0), 0.0);
    /// ```
    pub fn relu(x) = if x <= c(0.0) { c(0.0) } else { x };
    by x: |x, t| if x <= c(0.0) { c(0.0) } else { t };

    /// `min(max(x, 0), 6)`; its derivative is 0 at 0 and at 6.
    ///
    /// ```
    /// use autodiff_core::ops::relu6;
    /// assert_eq!(relu6(7.0), 6.0);
    /// ```
    pub fn relu6(x) = if x <= c(0.0) { c(0.0) } else if x >= c(6.0) { c(6.0) } else { x };
    by x: |x, t| if x <= c(0.0) || x >= c(6.0) { c(0.0) } else { t };

    /// `x` to the right of zero, `slope · x` to the left; its derivative at 0 is `slope`.
    ///
    /// ```
    /// use autodiff_core::ops::leaky_relu;
    /// assert_eq!(leaky_relu(-2.0, 0.01), -0.02);
    /// ```
    pub fn leaky_relu(x; slope) = if x > c(0.0) { x } else { slope * x };
    by x: |x, t| if x > c(0.0) { t } else { slope * t };
    slope: |x, t| if x > c(0.0) { c(0.0) } else { x * t };

    /// `x` to the right of zero, `alpha · (exp(x) − 1)` to the left; its derivative at 0 is `alpha`.
    ///
    /// ```
    /// use autodiff_core::ops::elu;
    /// assert_eq!(elu(3.0, 1.0), 3.0);
    /// assert_eq!(elu(f64::NEG_INFINITY, 2.0), -2.0);
    /// ```
    pub fn elu(x; alpha) = if x > c(0.0) { x } else { alpha * x.exp_m1() };
    by x: |x, t| if x > c(0.0) { t } else { t * alpha * x.exp() };
    alpha: |x, t| if x > c(0.0) { c(0.0) } else { t * x.exp_m1() };

    /// `λ · elu(x, α)` with the constants that keep mean 0 and variance 1 (Klambauer et al.,
    /// "Self-Normalizing Neural Networks", 2017); its derivative at 0 is `λ α`.
    ///
    /// ```
    /// use autodiff_core::ops::selu;
    /// assert_eq!(selu(1.0), 1.0507009873554805);
    /// ```
    pub fn selu(x) = if x > c(0.0) { x * c(LAMBDA) } else { x.exp_m1() * c(LAMBDA * ALPHA) };
    by x: |x, t| if x > c(0.0) { t * c(LAMBDA) } else { t * x.exp() * c(LAMBDA * ALPHA) };

    /// `x Φ(x)`, where `Φ` is the distribution function of the normal distribution.
    ///
    /// ```
    /// use autodiff_core::ops::{gelu, normal_cdf};
    /// assert_eq!(gelu(2.0), 2.0 * normal_cdf(2.0));
    /// ```
    pub fn gelu(x) = x * phi(x);
    by x: |x, t| t * (phi(x) + x * density(x));

    /// [`gelu`](fn@gelu) approximated by `x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
    ///
    /// ```
    /// use autodiff_core::ops::{gelu, gelu_tanh};
    /// assert!((gelu_tanh(1.0) - gelu(1.0_f64)).abs() < 1e-3);
    /// ```
    pub fn gelu_tanh(x) = x * c(0.5) * (c::<T>(1.0) + gelu_argument(x).0.tanh());
    by x: |x, t| {
        let (u, slope) = gelu_argument(x);
        let (one, th) = (c::<T>(1.0), u.tanh());
        t * c(0.5) * (one + th + x * (one - th * th) * slope)
    };

    /// `x · sigmoid(x)`, also called swish.
    ///
    /// ```
    /// use autodiff_core::ops::silu;
    /// assert_eq!(silu(0.0), 0.0);
    /// ```
    pub fn silu(x) = x * logistic(x);
    by x: |x, t| {
        let (s, one) = (logistic(x), c::<T>(1.0));
        t * s * (one + x * (one - s))
    };

    /// `x/(1 + |x|)`
    ///
    /// ```
    /// use autodiff_core::ops::softsign;
    /// assert_eq!(softsign(-3.0), -0.75);
    /// ```
    pub fn softsign(x) = x / (x.abs() + c(1.0));
    by x: |x, t| {
        let d = x.abs() + c(1.0);
        t / (d * d)
    };

    /// `x/6 + ½` between −3 and 3, 0 and 1 beyond; its derivative is 0 at −3 and at 3.
    ///
    /// ```
    /// use autodiff_core::ops::hard_sigmoid;
    /// assert_eq!(hard_sigmoid(1.5), 0.75);
    /// ```
    pub fn hard_sigmoid(x) = if x <= c(-3.0) {
        c(0.0)
    } else if x >= c(3.0) {
        c(1.0)
    } else {
        x / c(6.0) + c(0.5)
    };
    by x: |x, t| if x <= c(-3.0) || x >= c(3.0) { c(0.0) } else { t / c(6.0) };

    /// `x` between −1 and 1, these bounds beyond; its derivative is 0 at the bounds.
    ///
    /// ```
    /// use autodiff_core::ops::hard_tanh;
    /// assert_eq!(hard_tanh(3.0), 1.0);
    /// ```
    pub fn hard_tanh(x) = if x <= c(-1.0) { c(-1.0) } else if x >= c(1.0) { c(1.0) } else { x };
    by x: |x, t| if x <= c(-1.0) || x >= c(1.0) { c(0.0) } else { t };

    /// `x − tanh(x)`
    ///
    /// ```
    /// use autodiff_core::ops::tanhshrink;
    /// assert_eq!(tanhshrink(0.0), 0.0);
    /// ```
    pub fn tanhshrink(x) = x - x.tanh();
    by x: |x, t| {
        let th = x.tanh();
        t * th * th
    };
}

const LAMBDA: f64 = 1.050_700_987_355_480_5;
const ALPHA: f64 = 1.673_263_242_354_377_2;

#[inline(always)]
pub(super) fn logistic<T: Scalar>(x: T) -> T {
    T::value_of(Logistic, [x])
}

#[derive(Clone, Copy)]
struct Logistic;

impl Formula<1> for Logistic {
    #[inline(always)]
    fn value<T: Scalar>(self, [x]: [T; 1]) -> T {
        let e = (-x.abs()).exp();
        let small = e / (e + c(1.0));
        if x < c(0.0) {
            small
        } else {
            (e + c(1.0)).recip()
        }
    }
    #[inline(always)]
    fn vjp<T: Scalar>(self, [x]: [T; 1], y_bar: T) -> [T; 1] {
        [y_bar * logistic(x) * logistic(-x)]
    }
}

/// The distribution function of the normal distribution.
#[inline(always)]
pub(super) fn phi<T: Scalar>(x: T) -> T {
    (-x * c(std::f64::consts::FRAC_1_SQRT_2)).erfc() * c(0.5)
}

/// The density of the normal distribution.
#[inline(always)]
pub(super) fn density<T: Scalar>(x: T) -> T {
    const FACTOR: f64 = 0.398_942_280_401_432_7;
    (x * x * c(-0.5)).exp() * c(FACTOR)
}

/// What the hyperbolic tangent is taken of, and its derivative.
#[inline(always)]
fn gelu_argument<T: Scalar>(x: T) -> (T, T) {
    const FACTOR: f64 = 0.797_884_560_802_865_4;
    const CUBIC: f64 = 0.044_715;
    let cubic = x * x * c(CUBIC);
    (
        x * (cubic + c(1.0)) * c(FACTOR),
        (cubic * c(3.0) + c(1.0)) * c(FACTOR),
    )
}
