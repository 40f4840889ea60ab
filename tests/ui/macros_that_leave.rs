use autodiff_core::differentiable;

macro_rules! skip_if {
    ($c:expr) => {
        if $c {
            continue;
        }
    };
}

macro_rules! stop_if {
    ($c:expr) => {
        if $c {
            break;
        }
    };
}

macro_rules! ensure {
    ($c:expr) => {
        if !$c {
            return None;
        }
    };
}

macro_rules! known {
    ($e:expr) => {
        match $e {
            Some(n) => n,
            None => return f64::NAN.into(),
        }
    };
}

macro_rules! tried {
    ($e:expr) => {
        $e?
    };
}

#[differentiable]
fn continues(x: f64) -> f64 {
    let mut s = 0.0;
    for i in 0..5 {
        skip_if!(i > 2);
        s += x * x;
    }
    s
}

#[differentiable]
fn breaks(x: f64) -> f64 {
    let mut s = 0.0;
    for i in 0..5 {
        s += match i {
            2 => x,
            _ => {
                stop_if!(i > 2);
                x * x
            }
        };
    }
    s
}

#[differentiable]
fn returns(x: f64, n: usize) -> Option<f64> {
    ensure!(n > 2);
    Some(x * x)
}

#[differentiable]
fn returns_in_a_value(x: f64, v: &[usize]) -> f64 {
    x * known!(v.first()).pow(2) as f64
}

#[differentiable]
fn asks(x: f64, v: &[usize]) -> Option<f64> {
    let k = 2 + tried!(v.first());
    Some(x * k as f64)
}

fn main() {}
