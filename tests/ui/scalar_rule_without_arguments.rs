autodiff_core::scalar_rule! {
    fn one() -> f64 = 1.0;
}

fn main() {}
