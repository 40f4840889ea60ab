//! Hand-written pullbacks under the lints denied at the crate's root.

use ad_renamed::{Function, differentiable, scalar_rule};
use arrays::Array1;

scalar_rule! {
    /// The logistic function.
    #[must_use]
    pub fn logistic(x: f64) -> (y: f64) = 1.0 / (1.0 + (-x).exp());
    d/dx = y * (1.0 - y);
}

scalar_rule! {
    /// A private one with two arguments, named like what the macro declares.
    fn tape(value: f64, bar: f64) -> f64 = value / bar;
    d/dvalue = 1.0 / bar;
    d/dbar = -value / (bar * bar);
}

/// The sum and the difference.
#[derive(Clone, Copy, Debug)]
pub struct SumAndDifference;

impl Function for SumAndDifference {
    type Input<'a> = (&'a Array1<f64>, &'a Array1<f64>);
    type InputBar = (Array1<f64>, Array1<f64>);
    type Output = (Array1<f64>, Array1<f64>);
    type Saved = ();

    fn forward((x, y): Self::Input<'_>) -> (Self::Output, ()) {
        ((x + y, x - y), ())
    }

    fn backward((): (), (sum, difference): Self::Output) -> Self::InputBar {
        (&sum + &difference, sum - difference)
    }
}

/// Calls all of them.
#[differentiable]
#[must_use]
pub fn mixed(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let (sum, difference) = SumAndDifference::apply((x, y));
    logistic(sum[0]) * tape(difference[1], sum[1])
}

/// With respect to one parameter; the other is of a type without derivative.
#[differentiable(wrt(x))]
#[must_use]
pub fn configured(x: f64, config: &Config) -> f64 {
    let mut y = x;
    for _ in 0..config.steps {
        y = y * config.factor + x * x;
    }
    y
}

/// Has no derivative.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// How often.
    pub steps: u8,
    /// How much.
    pub factor: f64,
}
