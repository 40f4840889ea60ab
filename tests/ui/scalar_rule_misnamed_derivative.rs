autodiff_core::scalar_rule! {
    fn square(x: f64) -> f64 = x * x;
    d/dt = 2.0 * x;
}

fn main() {}
