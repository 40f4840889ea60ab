use autodiff_core::differentiable;

struct Table<'a> {
    rows: &'a [f64],
}

fn table(rows: &[f64]) -> Table<'_> {
    Table { rows }
}

#[differentiable]
fn f(x: f64, rows: &[f64]) -> f64 {
    let mut y = x;
    for i in 0..rows.len() {
        let t = table(&rows[i..]);
        y = y * t.rows[0];
    }
    y
}

fn main() {}
