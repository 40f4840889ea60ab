use autodiff_core::differentiable;

macro_rules! log {
    ($x:expr) => {
        $x.ln()
    };
}

#[differentiable]
fn f(x: f64) -> f64 {
    log!(x) * x
}

fn main() {}
