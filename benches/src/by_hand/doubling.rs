//! The reverse needs to know only how often the vector was doubled.

use ndarray::Array1;

/// Value and pullback of [`crate::kernels::doubling::doubling()`]: for the same program, with its new
/// vector for each doubling.
#[must_use]
pub fn gradient(x: &Array1<f64>, seed: &Array1<f64>) -> (Array1<f64>, Array1<f64>) {
    let mut y = x * 2.0;
    let mut times = 1;
    while y.dot(&y).sqrt() < 1000.0 {
        y = &y * 2.0;
        times += 1;
    }
    let mut bar = seed.clone();
    for _ in 0..times {
        bar *= 2.0;
    }
    (y, bar)
}
