use autodiff_core::{Differentiable, detach, differentiable};

#[differentiable(wrt(w))]
fn loss(w: f64, x: f64) -> f64 {
    w * x * x
}

#[differentiable(wrt(w))]
fn losses(w: f64, x: &[f64]) -> f64 {
    w * x[0]
}

#[derive(Differentiable)]
struct Scale {
    by: f64,
}

#[differentiable]
impl Scale {
    #[differentiable(wrt(x))]
    fn apply(&self, x: f64, k: f64) -> f64 {
        self.by * x * k
    }
}

#[differentiable]
fn number(w: f64, s: f64) -> f64 {
    loss(w, 2.0 * s)
}

#[differentiable]
fn slice(w: f64, s: f64) -> f64 {
    losses(w, &[s, w])
}

#[differentiable(wrt(x))]
fn method(scale: &Scale, x: f64) -> f64 {
    scale.apply(2.0, x)
}

#[differentiable]
fn constants(w: f64, s: f64) -> f64 {
    loss(w, 2.0) + loss(w, detach(s))
}

fn main() {}
