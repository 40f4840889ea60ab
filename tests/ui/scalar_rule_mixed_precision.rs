autodiff_core::scalar_rule! {
    fn widen(x: f32) -> f64 = f64::from(x);
    d/dx = 1.0;
}

fn main() {}
