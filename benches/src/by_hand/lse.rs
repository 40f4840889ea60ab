//! The exponentials are kept where the gradient will be.

/// Value and gradient of [`crate::kernels::lse::log_sum_exp()`].
#[must_use]
pub fn gradient(x: &[f64]) -> (f64, Vec<f64>) {
    let mut top = x[0];
    for v in x {
        if *v > top {
            top = *v;
        }
    }
    let mut sum = 0.0;
    let mut x_bar = Vec::with_capacity(x.len());
    x_bar.extend(x.iter().map(|v| {
        let e = (v - top).exp();
        sum += e;
        e
    }));
    let scale = 1.0 / sum;
    for b in &mut x_bar {
        *b *= scale;
    }
    (top + sum.ln(), x_bar)
}
