autodiff_core::scalar_rule! {
    fn ratio(a: f64, b: f64) -> f64 = a / b;
    d/da = 1.0 / b;
}

fn main() {}
