//! A row's reverse follows its forward half.

/// Value and gradient of [`crate::kernels::product_norm::product_norm()`].
#[must_use]
pub fn gradient(m: &[f64], v: &[f64]) -> (f64, (Vec<f64>, Vec<f64>)) {
    let mut m_bar = vec![0.0; m.len()];
    let mut v_bar = vec![0.0; v.len()];
    let mut total = 0.0;
    for (row, row_bar) in m.chunks_exact(v.len()).zip(m_bar.chunks_exact_mut(v.len())) {
        let y: f64 = row.iter().zip(v).map(|(m, v)| m * v).sum();
        total += y * y;
        let y_bar = 2.0 * y;
        for (((m, m_bar), v), v_bar) in row.iter().zip(row_bar).zip(v).zip(&mut v_bar) {
            *m_bar = y_bar * v;
            *v_bar += y_bar * m;
        }
    }
    (total, (m_bar, v_bar))
}
