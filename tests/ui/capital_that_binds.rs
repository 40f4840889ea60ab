//! A name with a capital may be that of a constant or of a variable; the attribute can't know.

use autodiff_core::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
enum Gas {
    Ideal { T: f64, N: f64 },
}

#[differentiable]
fn energy(g: &Gas) -> f64 {
    match g {
        Gas::Ideal { T, N } => 1.5 * N * T,
    }
}

#[differentiable]
fn square(x: f64) -> f64 {
    if let Some(T_in) = Some(x) { T_in * T_in } else { 0.0 }
}

fn main() {}
