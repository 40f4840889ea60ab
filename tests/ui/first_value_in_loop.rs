use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut y;
    let mut n = 1.0;
    loop {
        n += 1.0;
        y = x * n;
        if y > 1.0 {
            break;
        }
    }
    y * y
}

fn main() {}
