//! Each point's powers are kept for the reverse of that point, whose loop then vectorises.

use super::room;

/// Value and gradient of [`crate::kernels::llsq::objective()`].
#[must_use]
pub fn gradient(x: &[f64], n: usize, powers: &mut Vec<f64>) -> (f64, Vec<f64>) {
    room(powers, x.len());
    let mut x_bar = vec![0.0; x.len()];
    let mut sum = 0.0;
    for i in 0..n {
        let t = -1.0 + 2.0 * i as f64 / (n - 1) as f64;
        let mut residual = if t == 0.0 { 0.0 } else { t.signum() };
        let mut power = 1.0;
        for (x, kept) in x.iter().zip(&mut *powers) {
            *kept = power;
            residual -= x * power;
            power *= t;
        }
        sum += residual * residual;
        for (b, power) in x_bar.iter_mut().zip(&*powers) {
            *b -= residual * power;
        }
    }
    (0.5 * sum, x_bar)
}
