use autodiff_core::differentiable;

#[differentiable(wrt(z))]
async unsafe fn f(_x: *const f64, _g: fn(f64) -> f64) -> &'static f64 {
    &0.0
}

fn main() {}
