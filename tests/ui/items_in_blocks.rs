use autodiff_core::differentiable;

const K: f64 = 7.0;

mod other {
    pub const PI: f64 = 3.0;
    pub fn h() -> f64 {
        3.0
    }
}

const PI: f64 = 4.0;

fn h() -> f64 {
    2.0
}

#[differentiable]
fn constant(x: f64) -> f64 {
    match 2 {
        1 => {
            const K: f64 = 2.0;
            x * K
        }
        _ => x * K,
    }
}

#[differentiable]
fn in_two_blocks(x: f64, n: usize) -> f64 {
    if n > 2 {
        const A: f64 = 2.0;
        x * A
    } else {
        static A: f64 = 3.0;
        x * A
    }
}

#[differentiable]
fn function(x: f64, n: usize) -> f64 {
    let mut s = x * h();
    for _ in 0..n {
        fn h() -> f64 {
            5.0
        }
        s += x * h();
    }
    s
}

#[differentiable]
fn imports(x: f64, n: usize) -> f64 {
    if n > 2 {
        use other::{PI, h};
        x * PI * h()
    } else {
        x * PI * h()
    }
}

#[differentiable]
fn everything(x: f64, n: usize) -> f64 {
    if n > 2 {
        use other::*;
        x * h()
    } else {
        x * h()
    }
}

#[differentiable]
fn in_a_closure(x: f64) -> f64 {
    let g = |v: f64| {
        const K: f64 = 2.0;
        v * K
    };
    g(x) * K
}

fn main() {}
