//! A straight line of scalar operations.

use super::{Golden, Kernel};
use crate::by_hand;
use autodiff_core::{Tape, differentiable};
use std::hint::black_box;

/// The price of a European call.
#[differentiable]
#[must_use]
pub fn call_price(spot: f64, strike: f64, rate: f64, volatility: f64, years: f64) -> f64 {
    let deviation = volatility * years.sqrt();
    let discounted = strike * (-rate * years).exp();
    let d1 = (spot / discounted).ln() / deviation + 0.5 * deviation;
    let d2 = d1 - deviation;
    spot * normal(d1) - discounted * normal(d2)
}

/// An approximation of the normal distribution function.
#[differentiable]
fn normal(x: f64) -> f64 {
    let u = 0.797_884_560_8 * (x + 0.044_715 * x * x * x);
    0.5 * (1.0 + u.tanh())
}

/// The kernel at some point.
#[derive(Debug)]
pub struct CallPrice;

/// One for each parameter.
pub type Five = (f64, f64, f64, f64, f64);

const POINT: [f64; 5] = [100.0, 105.0, 0.03, 0.2, 0.5];

fn point() -> [f64; 5] {
    black_box(POINT)
}

impl Kernel for CallPrice {
    type Value = f64;
    type Gradient = Five;
    type Scratch = ();

    fn name(&self) -> (&'static str, String) {
        ("call_price", "n5".to_owned())
    }

    fn function(&self) -> f64 {
        let [s, k, r, v, t] = point();
        call_price(s, k, r, v, t)
    }

    fn recorded(&self, tape: &mut Tape) -> f64 {
        let [s, k, r, v, t] = point();
        call_price::record_in(tape, s, k, r, v, t).into_value()
    }

    fn gradient(&self, tape: &mut Tape) -> Five {
        let [s, k, r, v, t] = point();
        call_price::record_in(tape, s, k, r, v, t).backward(1.0)
    }

    fn by_hand(&self, (): &mut ()) -> (f64, Five) {
        by_hand::call_price::gradient(point())
    }

    /// By differences of fourth order.
    fn golden(&self) -> Golden {
        let price = |[s, k, r, v, t]: [f64; 5]| call_price(s, k, r, v, t);
        let slope = |i: usize| {
            let h = 1e-3 * POINT[i];
            let at = |steps: f64| {
                let mut point = POINT;
                point[i] += steps * h;
                price(point)
            };
            (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * h)
        };
        Golden {
            value: vec![price(POINT)],
            gradient: (0..5).map(|i| vec![slope(i)]).collect(),
            tolerance: 1e-8,
        }
    }
}
