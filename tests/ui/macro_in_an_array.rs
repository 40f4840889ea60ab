use autodiff_core::differentiable;

macro_rules! choose {
    ($v:expr) => {
        $v
    };
}

#[differentiable]
fn f(x: f64) -> f64 {
    let y = [choose!(x), x];
    y[0] * y[1]
}

fn main() {
    f(1.0);
}
