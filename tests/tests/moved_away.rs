//! Vectors that code without derivatives moves away, while the reverse sweep still reads them; values that
//! are dropped early.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, detach, differentiable};
use autodiff_tests::{Const, check, differences, twin};

#[twin]
#[differentiable]
fn in_a_block(x: f64, mut y: Vec<f64>) -> f64 {
    let a = y[0] * x;
    {
        let mut z = y;
    }
    a * x
}

#[twin]
#[differentiable]
fn in_a_block_with_a_length(x: f64, y: Vec<f64>) -> f64 {
    let a = y[0] * x;
    let n = {
        let z = y;
        z.len()
    };
    a * x * n as f64
}

#[twin]
#[differentiable]
fn in_a_branch(x: f64, y: Vec<f64>) -> f64 {
    let a = y[0] * x;
    let n = if x > 0.0 {
        let z = y;
        3
    } else {
        2
    };
    a * n as f64
}

#[twin]
#[differentiable]
fn in_a_labelled_block(x: f64, y: Vec<f64>) -> f64 {
    let a = y[0] * x;
    'out: {
        let w = vec![a; 2];
        {
            let v = w;
            if v.len() > 1 {
                break 'out;
            }
        }
    }
    a * x
}

#[twin]
#[differentiable]
fn by_a_method(x: f64, y: Vec<f64>) -> f64 {
    let a = y[0] * x;
    let n = y.into_iter().count();
    a * x * n as f64
}

#[twin]
#[differentiable]
fn into_a_tuple(x: f64, y: Vec<f64>) -> f64 {
    let a = y[0] * x;
    let n = (y, 3).1;
    let y = vec![x; n];
    a * y[2]
}

#[twin]
#[differentiable]
fn out_of_an_option(x: f64, y: Vec<f64>) -> f64 {
    let b = Some(y);
    let r = b.as_ref().map(|v| v[1] * x).unwrap_or(0.0);
    let n = b.map_or(0, |v| v.len());
    r * x * n as f64
}

#[differentiable]
fn into_detach(x: f64, mut y: Vec<f64>) -> f64 {
    let a = y[0] * x;
    let d = detach(y);
    a * d[0]
}

#[twin]
#[differentiable(wrt(x))]
fn constants(x: f64, y: Vec<f64>, w: Vec<f64>) -> f64 {
    let a = y[0] * x * w[1];
    {
        let z = y;
    }
    let mut s = a * x;
    let mut n = 0;
    for v in w {
        if v > 0.3 {
            n += 1;
        }
    }
    s * n as f64
}

#[test]
fn agree() {
    let (x, y) = (0.4, vec![0.3, 0.4]);
    check!(in_a_block(x, y); x = x, y = y.clone());
    check!(in_a_block_with_a_length(x, y); x = x, y = y.clone());
    check!(in_a_branch(x, y); x = x, y = y.clone());
    check!(in_a_labelled_block(x, y); x = x, y = y.clone());
    check!(by_a_method(x, y); x = x, y = y.clone());
    check!(into_a_tuple(x, y); x = x, y = y.clone());
    check!(out_of_an_option(x, y); x = x, y = y.clone());
    check!(constants(x, y.0, w.0); x = x, y = Const(y.clone()), w = Const(y.clone()));
    // `y₀ x d` with a `d` that is `y₀` and carries no derivative.
    let (x_bar, y_bar) = into_detach::grad(x, y);
    assert!((x_bar - 0.3 * 0.3).abs() < 1e-15);
    assert!((y_bar[0] - 0.4 * 0.3).abs() < 1e-15);
}

#[differentiable]
fn dropped(x: &[f64], p: Listed) -> f64 {
    let y: Vec<f64> = x.iter().map(|v| v * v).collect();
    let s: f64 = y.iter().sum();
    drop(y);
    std::mem::drop(p.list);
    let mut t = s * p.gain;
    for i in 0..3 {
        let w = vec![t; 3];
        t += w[i] * 0.5;
        drop(w);
    }
    let rest = vec![t, s];
    if t > 0.0 {
        drop(rest);
        return t * s;
    }
    rest[0] + rest[1]
}

#[derive(Clone, Debug, Differentiable)]
struct Listed {
    list: Vec<f64>,
    gain: f64,
}

#[test]
fn values_dropped_early() {
    for gain in [0.3, -0.3] {
        let p = Listed {
            list: vec![0.4],
            gain,
        };
        differences!(dropped(&x, p); x = vec![0.4, 0.8], p = p);
    }
}
