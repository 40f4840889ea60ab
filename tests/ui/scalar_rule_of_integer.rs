autodiff_core::scalar_rule! {
    fn power(x: f64, n: i32) -> f64 = x.powi(n);
    d/dx = f64::from(n) * x.powi(n - 1);
    d/dn = 0.0;
}

fn main() {}
