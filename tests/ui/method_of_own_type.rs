//! A method of a type of one's own that is called like one with a rule, where the text doesn't show it.

use autodiff_core::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
struct Complex {
    re: f64,
    im: f64,
}

#[differentiable]
impl Complex {
    fn sqrt(&self) -> f64 {
        self.re.sqrt() + self.im
    }
    fn sum(&self) -> f64 {
        self.re + self.im
    }
    fn position(&self, t: f64) -> f64 {
        self.re * t
    }
}

#[differentiable]
fn rooted(z: &Complex) -> f64 {
    z.sqrt()
}

#[differentiable]
fn summed(z: &Complex) -> f64 {
    z.sum()
}

#[differentiable]
fn placed(z: &Complex, t: f64) -> f64 {
    z.position(t)
}

fn main() {}
