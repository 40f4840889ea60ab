use autodiff_core::differentiable;

struct Line;

impl Line {
    #[differentiable]
    fn at(x: f64) -> f64 {
        2.0 * x
    }
}

fn main() {
    Line::at(1.0);
}
