use autodiff_core::differentiable;

macro_rules! three {
    () => {
        3.0
    };
}

#[differentiable]
fn reads_a_parameter(x: f64) -> f64 {
    macro_rules! get {
        () => {
            x * 2.0
        };
    }
    get!() * 3.0
}

#[differentiable]
fn reads_a_local(x: f64) -> f64 {
    let y = x * x;
    macro_rules! get {
        ($a:expr) => {
            y.sin() * $a
        };
    }
    get!(2.0)
}

#[differentiable]
fn defined_twice(x: f64) -> f64 {
    macro_rules! k {
        () => {
            2.0
        };
    }
    let a = x * k!();
    macro_rules! k {
        () => {
            5.0
        };
    }
    a * k!()
}

#[differentiable]
fn defined_later(x: f64) -> f64 {
    let a = x * three!();
    macro_rules! three {
        () => {
            4.0
        };
    }
    a * three!()
}

#[differentiable]
fn defined_in_a_block(x: f64) -> f64 {
    let a = {
        macro_rules! three {
            () => {
                4.0
            };
        }
        x * three!()
    };
    a * three!()
}

fn main() {}
