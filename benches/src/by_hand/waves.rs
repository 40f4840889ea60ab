//! Both halves in one loop: sine and cosine of the same angle come together.

/// Value and gradient of [`crate::kernels::waves::waves()`].
#[must_use]
pub fn gradient(x: &[f64]) -> (f64, Vec<f64>) {
    let mut x_bar = vec![0.0; x.len()];
    let (mut sum, mut carried) = (0.0, 0.0);
    for ((v, b), next) in x.iter().zip(&mut x_bar).zip(&x[1..]) {
        let (sine, cosine) = (v * next).sin_cos();
        let e = (-v * v).exp();
        let term = sine * e;
        sum += term;
        let product_bar = cosine * e;
        *b = carried + product_bar * next - 2.0 * v * term;
        carried = product_bar * v;
    }
    if let Some(last) = x_bar.last_mut() {
        *last = carried;
    }
    (sum, x_bar)
}
