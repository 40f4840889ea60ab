use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut y = x;
    let z = #[checkpoint]
    loop {
        y = y * x + 1.0;
        if y > 10.0 {
            break y * 2.0;
        }
    };
    z
}

#[differentiable]
fn g(x: f64) -> f64 {
    let mut y = x;
    let last;
    #[checkpoint]
    loop {
        y = y * x + 1.0;
        if y > 10.0 {
            last = y;
            break;
        }
    }
    last
}

fn main() {}
