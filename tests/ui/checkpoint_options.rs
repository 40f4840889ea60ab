use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, n: usize) -> f64 {
    let mut y = x;
    #[checkpoint(snapshots = 0)]
    for _ in 0..n {
        y = y.sin();
    }
    #[checkpoint(steps = 5)]
    for _ in 0..n {
        y = y.cos();
    }
    #[checkpoint = 5]
    for _ in 0..n {
        y = y.tan();
    }
    y
}

fn main() {}
