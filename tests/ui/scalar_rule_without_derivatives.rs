autodiff_core::scalar_rule! {
    fn square(x: f64) -> f64 = x * x;
}

fn main() {}
