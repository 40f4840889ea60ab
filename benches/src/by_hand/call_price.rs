//! Intermediate values by name, then their cotangents in the reverse order.

use crate::kernels::call_price::Five;

const SCALE: f64 = 0.797_884_560_8;
const CUBIC: f64 = 0.044_715;

/// The approximated distribution function and its derivative.
fn normal(x: f64) -> (f64, f64) {
    let th = (SCALE * (x + CUBIC * x * x * x)).tanh();
    let slope = 0.5 * (1.0 - th * th) * SCALE * (1.0 + 3.0 * CUBIC * x * x);
    (0.5 * (1.0 + th), slope)
}

/// Value and gradient of [`crate::kernels::call_price::call_price()`].
#[must_use]
pub fn gradient([spot, strike, rate, volatility, years]: [f64; 5]) -> (f64, Five) {
    let root = years.sqrt();
    let deviation = volatility * root;
    let discount = (-rate * years).exp();
    let discounted = strike * discount;
    let moneyness = (spot / discounted).ln() / deviation;
    let d1 = moneyness + 0.5 * deviation;
    let d2 = d1 - deviation;
    let ((n1, slope1), (n2, slope2)) = (normal(d1), normal(d2));

    let d2_bar = -discounted * slope2;
    let d1_bar = spot * slope1 + d2_bar;
    let log_bar = d1_bar / deviation;
    let deviation_bar = 0.5 * d1_bar - d2_bar - log_bar * moneyness;
    let spot_bar = n1 + log_bar / spot;
    let discounted_bar = -n2 - log_bar / discounted;
    let exponent_bar = discounted_bar * discounted;
    let years_bar = deviation_bar * volatility * 0.5 / root - exponent_bar * rate;
    let bars = (
        spot_bar,
        discounted_bar * discount,
        -exponent_bar * years,
        deviation_bar * root,
        years_bar,
    );
    (spot * n1 - discounted * n2, bars)
}
