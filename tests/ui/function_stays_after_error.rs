use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    x.next_up()
}

mod other {
    pub fn uses_it() -> f64 {
        crate::f(1.0) + 1.0
    }
}

fn main() {
    assert!(f(1.0) > 1.0);
    let g: fn(f64) -> f64 = f;
    assert!(g(1.0) < other::uses_it());
}
