//! Numbers to try things with.

/// Numbers without a pattern that could hide a mistake.
pub(crate) fn waves(count: usize) -> Vec<f64> {
    (0..count).map(|k| (0.7 * k as f64 + 0.3).sin()).collect()
}

/// Asserts that two values agree but for rounding.
#[track_caller]
pub(crate) fn assert_close<T: autodiff_core::Leaves>(found: &T, expected: &T) {
    let (found, expected) = (found.to_flat(), expected.to_flat());
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        let error = (found - expected).abs();
        assert!(
            error <= 1e-10 * (1.0 + expected.abs()),
            "{found} for {expected}"
        );
    }
}

/// The derivative by central differences.
pub(crate) fn difference(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let step = 1e-5;
    (f(x + step) - f(x - step)) / (2.0 * step)
}
