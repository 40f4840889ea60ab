use autodiff_core::differentiable;

#[differentiable]
fn apply(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    f(x)
}

#[differentiable]
fn f(x: f64, n: usize) -> f64 {
    apply(
        |v| {
            let mut y = v;
            #[checkpoint]
            for _ in 0..n {
                y = y.sin();
            }
            y
        },
        x,
    )
}

fn main() {}
