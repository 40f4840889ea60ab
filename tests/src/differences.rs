//! Finite differences of functions of anything whose numbers [`Leaves`] reaches.

use autodiff_core::{Leaves, Tree};

/// Compares `gradient` with the differences of `f` at `x`.
///
/// # Panics
///
/// If they disagree.
#[track_caller]
pub fn compare<X: Tree + Clone, G: Tree>(f: impl Fn(X) -> f64, x: &X, gradient: &G) {
    let value = f(x.clone());
    let (slopes, gradient) = (slopes(x, f), gradient.to_flat());
    if let Err(why) = agree(&gradient, &slopes, value) {
        panic!("{why}");
    }
}

/// The slopes of `f` at `x` in each number, by a rule of fourth order.
pub fn slopes<X: Tree + Clone>(x: &X, f: impl Fn(X) -> f64) -> Vec<f64> {
    let at = x.to_flat();
    let along = |i: usize, step: f64| {
        let (mut flat, mut x) = (at.clone(), x.clone());
        flat[i] += step;
        x.set_flat(&flat);
        f(x)
    };
    (0..at.len())
        .map(|i| {
            // Both of the rule's errors are far below the tolerance.
            let step = 1e-4 * at[i].abs().max(1.0);
            let near = along(i, step) - along(i, -step);
            let far = along(i, 2.0 * step) - along(i, -2.0 * step);
            (8.0 * near - far) / (12.0 * step)
        })
        .collect()
}

/// Whether a gradient agrees with slopes of a function of this value.
///
/// # Errors
///
/// If they are of different lengths, or differ by more than differences can be off.
pub fn agree(gradient: &[f64], slopes: &[f64], value: f64) -> Result<(), String> {
    if gradient.len() != slopes.len() {
        return Err(format!(
            "the gradient {gradient:?} has another structure than the arguments: {slopes:?}"
        ));
    }
    let largest = slopes.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
    for (i, (found, expected)) in gradient.iter().zip(slopes).enumerate() {
        let tolerance = 1e-6 * expected.abs() + 1e-8 * largest + 1e-10 * value.abs().max(1e-3);
        let close = (found - expected).abs() <= tolerance;
        if !close {
            return Err(format!(
                "number {i} of the gradient is {found}, expected {expected}: {gradient:?}, {slopes:?}"
            ));
        }
    }
    Ok(())
}
