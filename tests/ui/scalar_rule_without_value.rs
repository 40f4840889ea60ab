autodiff_core::scalar_rule! {
    fn square(x: f64) -> f64;
    d/dx = 2.0 * x;
}

fn main() {}
