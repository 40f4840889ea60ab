use autodiff_core::{differentiable, parallel_sum};
use std::cell::Cell;

#[differentiable(wrt(k))]
fn total(xs: &[f64], k: f64, count: &Cell<usize>) -> f64 {
    parallel_sum(xs, |x| {
        count.set(count.get() + 1);
        x * k
    })
}

fn main() {}
