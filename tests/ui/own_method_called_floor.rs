//! The rule of a number's method isn't that of a method by the same name.

use autodiff_core::{Differentiable, differentiable};

#[derive(Clone, Copy, Differentiable)]
struct Price {
    amount: f64,
}

#[differentiable]
impl Price {
    fn floor(&self) -> f64 {
        self.amount * 3.0
    }
    fn signum(&self) -> Price {
        Price {
            amount: self.amount * 2.0,
        }
    }
}

#[differentiable]
fn by_reference(price: &Price) -> f64 {
    price.floor()
}

#[differentiable]
fn field(prices: &[(Price, f64)]) -> f64 {
    let mut sum = 0.0;
    for (price, weight) in prices {
        sum += price.signum().amount * weight;
    }
    sum
}

fn main() {}
