use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    'done: {
        if x > 1.0 {
            break 'done x;
        }
        x * x
    }
}

fn main() {}
