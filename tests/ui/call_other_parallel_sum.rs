use autodiff_core::differentiable;

fn parallel_sum(xs: &[f64], f: impl Fn(&f64) -> f64) -> f64 {
    xs.iter().map(f).sum()
}

#[differentiable]
fn total(xs: &[f64], k: f64) -> f64 {
    parallel_sum(xs, |x| x * k)
}

fn main() {}
