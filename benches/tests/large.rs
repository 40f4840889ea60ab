//! The gradient of the long function against finite differences.

use autodiff_benches::large::large;

#[test]
fn finite_differences() {
    let x = [0.31, -0.72, 0.55, 1.13, -0.24, 0.9];
    let gradient = large::grad(&x);
    for i in 0..x.len() {
        let h = 1e-6;
        let (mut up, mut down) = (x, x);
        up[i] += h;
        down[i] -= h;
        let difference = (large(&up) - large(&down)) / (2.0 * h);
        let error = (gradient[i] - difference).abs();
        assert!(
            error <= 1e-5 * difference.abs().max(1.0),
            "{i}: {} against {difference}",
            gradient[i]
        );
    }
}
