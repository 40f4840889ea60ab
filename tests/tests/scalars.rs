//! Functions of numbers: arithmetic, types, names, constants.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use std::f64::consts::PI;

use autodiff_core::{detach, differentiable};
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn rational(x: f64, y: f64) -> f64 {
    let a = x * y + 2.0 * x;
    let b = a / y - x;
    -(a * b) / (b - -1.5) + 3.0
}

#[twin]
#[differentiable]
fn nested_expression(x: f64, y: f64) -> f64 {
    ((x + 1.0) * (y - 2.0) / ((x - y) * (x + y) + 5.0)) * -(x)
}

#[twin]
#[differentiable]
fn remainder(x: f64, m: f64) -> f64 {
    x % m * x
}

#[twin]
#[differentiable]
fn quotients_by_one_divisor(x: f64, y: f64, by: f64) -> f64 {
    let mut third = x * y;
    third /= by;
    let whole = 1.0 / by;
    x / by * (y / by) + third * whole + by / 3.0
}

#[twin]
#[differentiable]
fn quotients_of_elements(x: &[f32], by: f32) -> f32 {
    let mut sum = 0.0;
    for v in x {
        sum += v / by - by / v;
    }
    sum
}

#[twin]
#[differentiable]
fn squares(x: f64) -> f64 {
    x * x + x * x * x
}

#[twin]
#[differentiable]
fn constants(x: f64) -> f64 {
    const SCALE: f64 = 2.5;
    let tau = 2.0 * PI;
    let third = 1.0 / 3.0;
    SCALE * x.sin() * tau + third * std::f64::consts::E - f64::EPSILON * x
}

#[twin]
#[differentiable]
fn constant(_x: f64) -> f64 {
    4.5
}

#[twin]
#[differentiable]
fn constant_of_many(x: &[f64], _: f64) -> f64 {
    let _ = x.len();
    1.0
}

#[twin]
#[differentiable]
fn identity(x: f64) -> f64 {
    x
}

#[twin]
#[differentiable]
fn unused(x: f64, _y: f64, n: usize, _name: &str) -> f64 {
    let _z = x * 3.0;
    x * n as f64
}

#[test]
fn arithmetic() {
    check!(rational(x, y); x = 0.3, y = 1.2);
    check!(nested_expression(x, y); x = 0.3, y = 1.2);
    check!(remainder(x, m); x = 7.3, m = 2.2);
    check!(remainder(x, m); x = -7.3, m = 2.2);
    check!(quotients_by_one_divisor(x, y, by); x = 0.3, y = -1.2, by = 0.7);
    check!(quotients_by_one_divisor(x, y, by); x = 0.0, y = 2.0, by = -1e-3);
    check!(quotients_of_elements(&x, by); x = vec![1.5_f32, -0.5, 2.5], by = 0.75_f32);
    check!(squares(x); x = -1.5);
    check!(constants(x); x = 0.4);
}

#[test]
fn nothing_to_do() {
    check!(constant(x); x = 0.4);
    check!(constant_of_many(&x, y); x = vec![1.0, 2.0], y = 3.0);
    check!(identity(x); x = 0.4);
    check!(unused(x, y, n, "name"); x = 0.4, y = 2.0, n = 3_usize);
    assert_eq!(
        constant_of_many::grad(&[1.0, 2.0], 3.0),
        (vec![0.0, 0.0], 0.0)
    );
}

#[twin]
#[differentiable]
fn shadowing(x: f64, y: f64) -> f64 {
    let x = x * y;
    let y = x + y;
    let x = {
        let x = x * y;
        let y = x.sin();
        x + y
    };
    let y = y * x;
    x * y
}

#[twin]
#[differentiable]
fn shadowing_by_type(x: f64) -> f64 {
    let y = [x, x * 2.0];
    let y = y[0] * y[1];
    let y = (y, y + x);
    let y = y.0 * y.1;
    y
}

#[twin]
#[differentiable]
fn blocks(x: f64) -> f64 {
    let a = {
        let t = x.exp();
        let u = { t * t };
        u * t
    };
    let b = {
        let c = a + 1.0;
        c
    } * {
        let d = x;
        d * 2.0
    };
    a * b
}

#[twin]
#[differentiable]
fn in_shadows_of_itself(x: f64) -> f64 {
    let mut v = x;
    v = v * v;
    let v = v + 1.0;
    let mut v = v * x;
    v += v * v;
    v
}

#[test]
fn names() {
    check!(shadowing(x, y); x = 0.7, y = -1.2);
    check!(shadowing_by_type(x); x = 0.7);
    check!(blocks(x); x = 0.7);
    check!(in_shadows_of_itself(x); x = 0.7);
}

#[twin]
#[differentiable]
fn names_like_ours(x: f64, tape: f64, io: f64, x_bar: f64, seed: f64, value: f64) -> f64 {
    let y_bar = x * tape;
    let bar = y_bar * io + x_bar;
    let mode = bar * seed - value;
    let x_ty = mode * bar;
    x_ty * value
}

#[test]
fn names_of_the_machinery() {
    check!(names_like_ours(a, b, c, d, e, f); a = 0.7, b = -1.2, c = 2.0, d = 0.4, e = 1.1, f = -0.3);
}

#[twin]
#[differentiable]
fn updates(x: f64, y: f64) -> f64 {
    let mut s = x;
    s += y;
    s *= y;
    s -= x;
    s /= y;
    s *= s;
    s += s;
    s -= s * s;
    s
}

#[twin]
#[differentiable]
fn remainder_update(x: f64, m: f64) -> f64 {
    let mut s = x * x;
    s %= m;
    s * s
}

#[twin]
#[differentiable]
fn overwritten(x: f64, y: f64) -> f64 {
    let mut a = x * y;
    let before = a;
    a = a.sin() * y;
    let between = a * before;
    a = 2.0;
    let dead = a * x;
    a = before * between;
    a * dead
}

#[twin]
#[differentiable]
fn doubled_by_itself(x: f64, n: usize) -> f64 {
    let mut a = detach(x);
    if n > 1 {
        a += a;
        a = a * x;
    }
    a * x
}

#[twin]
#[differentiable]
fn mutable_parameter(mut x: f64, mut y: f64) -> f64 {
    x *= y;
    y = x.cos() - y;
    x = y * x;
    x + y
}

#[test]
fn assignments() {
    check!(updates(x, y); x = 0.7, y = -1.2);
    check!(remainder_update(x, m); x = 2.3, m = 2.0);
    check!(overwritten(x, y); x = 0.7, y = -1.2);
    check!(kink doubled_by_itself(x, n); x = 0.7, n = 1_usize);
    check!(kink doubled_by_itself(x, n); x = 0.7, n = 2_usize);
    check!(mutable_parameter(x, y); x = 0.7, y = -1.2);
}

#[twin]
#[differentiable]
fn tuples(x: f64, y: f64) -> f64 {
    let p = (x * y, x + y, 3);
    let (a, b, n) = p;
    let (c, (d, _)) = (a * b, (a - b, 1));
    let q = ((a, b), c);
    q.0.0 * q.1 + (q.0).1 * d * n as f64
}

#[twin]
#[differentiable]
fn tuple_result(x: f64, y: f64) -> (f64, f64, usize) {
    (x * y, x - y, 7)
}

#[twin]
#[differentiable]
fn mutable_tuple(x: f64, y: f64) -> f64 {
    let mut p = (x, y);
    p.0 = p.1 * x;
    p.1 += p.0;
    let q = p;
    p = (q.1, q.0 * q.1);
    p.0 * p.1
}

#[twin]
#[differentiable]
fn simultaneous(x: f64, y: f64) -> f64 {
    let (mut a, mut b) = (x, y);
    (a, b) = (b * 2.0, a);
    (a, b) = (a + b, a * b);
    a / b
}

#[twin]
#[differentiable]
fn tuple_parameter(p: (f64, f64), (a, b): (f64, f64)) -> f64 {
    let (x, y) = p;
    x * a + y * b * p.0
}

#[twin]
#[differentiable]
fn fixed_arrays(x: [f64; 3], w: &[f64; 2]) -> [f64; 2] {
    let a = [x[0] * w[0], x[1] * w[1]];
    let mut b = [0.0; 2];
    b[0] = a[0] * a[1] + x[2];
    b[1] = b[0] * a[1];
    b
}

#[twin]
#[differentiable]
fn repeated(x: f64) -> f64 {
    let a = [x * x; 4];
    let mut s = 0.0;
    for i in 0..4 {
        s += a[i] * i as f64;
    }
    s
}

#[test]
fn compound_types() {
    check!(tuples(x, y); x = 0.7, y = -1.2);
    check!(tuple_result(x, y); x = 0.7, y = -1.2; vector);
    check!(mutable_tuple(x, y); x = 0.7, y = -1.2);
    check!(simultaneous(x, y); x = 0.7, y = -1.2);
    check!(repeated(x); x = 0.7);
    check!(tuple_parameter(p, q); p = (0.7, -1.2), q = (3.0, 0.4));
    check!(fixed_arrays(x, &w); x = [0.7, -1.2, 0.4], w = [2.0, 0.3]; vector);
}

#[twin]
#[differentiable]
fn single(x: f32, w: &[f32]) -> f32 {
    let mut s = 0.5;
    for v in w {
        s = s * v + x.tanh() * 1.5;
    }
    s * s / 2.0
}

#[twin]
#[differentiable]
fn single_result(x: &[f32]) -> Vec<f32> {
    let mut y = vec![0.0; x.len()];
    for i in 0..x.len() {
        y[i] = x[i].exp() * 0.1 + x[0];
    }
    y
}

#[test]
fn single_precision() {
    check!(single(x, &w); x = 0.3_f32, w = vec![0.5_f32, -0.25, 0.75]);
    check!(single_result(&x); x = vec![0.5_f32, -0.25, 0.75]; vector);
    let gradient: (f32, Vec<f32>) = single::grad(0.3, &[1.0]);
    assert_eq!(gradient.1.len(), 1);
}

#[twin]
#[differentiable]
fn casts(x: f64, n: usize, k: i32, b: u8) -> f64 {
    let a = n as f64;
    let c = (k * 2) as f64 * x;
    a * c + f64::from(b) * x + (n / 2) as f64 + f64::from(k)
}

#[twin]
#[differentiable]
fn of_booleans(x: f64, positive: bool) -> f64 {
    let sign = if positive { 1.0 } else { -1.0 };
    let big = x > 1.0 && positive || x < -2.0;
    sign * x * x + f64::from(u8::from(big)) * x
}

#[test]
fn integers() {
    check!(casts(x, n, k, b); x = 0.7, n = 3_usize, k = -2_i32, b = 7_u8);
    check!(of_booleans(x, b); x = 1.7, b = true);
    check!(of_booleans(x, b); x = 0.7, b = false);
    let g: f64 = casts::grad(0.5, 1, 2, 3);
    assert_eq!(g, 7.0);
}

/// The cotangents are quotients too, not products with the divisor's reciprocal, which overflows.
#[test]
fn divisors_whose_reciprocal_is_infinite() {
    let tiny = 1e-310_f64;
    assert!(tiny.recip().is_infinite());
    assert_eq!(weighted_quotient::grad(tiny, tiny, 0.0), (0.0, -0.0, 1.0));
    let (by_x, by_divisor, _) = weighted_quotient::grad(tiny, tiny, 1e-20);
    assert_eq!((by_x, by_divisor), (1e-20 / tiny, -1e-20 / tiny));
}

#[differentiable]
fn weighted_quotient(x: f64, by: f64, weight: f64) -> f64 {
    x / by * weight
}
