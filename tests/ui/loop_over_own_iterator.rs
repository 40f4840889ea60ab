use autodiff_core::differentiable;

fn halves(x: f64) -> impl Iterator<Item = f64> {
    [x, x / 2.0].into_iter()
}

#[differentiable]
fn f(x: f64) -> f64 {
    let mut s = 0.0;
    for v in halves(x) {
        s += v * v;
    }
    s
}

fn main() {
    f(1.0);
}
