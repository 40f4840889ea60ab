use autodiff_core::Differentiable;

#[derive(Differentiable)]
#[repr(C, packed(2))]
struct Packed {
    flag: u8,
    x: f64,
}

#[derive(Differentiable)]
#[repr(C, align(16))]
struct Aligned {
    x: f64,
}

fn main() {}
