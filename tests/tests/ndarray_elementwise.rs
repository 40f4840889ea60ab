//! Elementary functions of whole arrays, and maps over one or several of them.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, differences, rounded, twin};
use ndarray::{Array1, Array2, ArrayD, ArrayView2, IxDyn, Zip, array, azip, s};

fn matrix() -> Array2<f64> {
    array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]]
}

fn other() -> Array2<f64> {
    array![[0.1, 0.6, -1.2], [0.45, 0.35, 0.8]]
}

/// The same elements with gaps between them, in reverse.
fn strided(x: &Array2<f64>) -> Array2<f64> {
    let (n, m) = x.dim();
    let mut wide = Array2::zeros((2 * n, 2 * m));
    wide.slice_mut(s![..;-2, ..;2]).assign(x);
    wide.slice_move(s![..;-2, ..;2])
}

macro_rules! functions {
    ($($name:ident($x:expr) $(by $($arg:expr),+)?;)*) => {$(
        #[test]
        fn $name() {
            #[twin]
            #[differentiable]
            fn f(x: &Array2<f64>) -> Array2<f64> {
                let y = x.$name($($($arg),+)?);
                &y * x
            }
            let x: Array2<f64> = $x;
            check!(f(&x); x = x.clone(); vector);
            check!(f(&x); x = x.clone().reversed_axes(); vector);
            check!(f(&x); x = strided(&x); vector);
            check!(f(&x); x = Array2::zeros((0, 3)); vector);
        }
    )*};
}

functions! {
    exp(matrix());
    exp2(matrix());
    exp_m1(matrix());
    ln(matrix().abs());
    ln_1p(matrix().abs());
    log2(matrix().abs());
    log10(matrix().abs());
    sqrt(matrix().abs());
    cbrt(matrix());
    recip(matrix());
    sin(matrix());
    cos(matrix());
    tan(matrix());
    asin(matrix() * 0.8);
    acos(matrix() * 0.8);
    atan(matrix());
    sinh(matrix());
    cosh(matrix());
    tanh(matrix());
    asinh(matrix());
    acosh(matrix().abs() + 1.5);
    atanh(matrix() * 0.8);
    abs(matrix());
    signum(matrix());
    floor(matrix());
    ceil(matrix());
    round(matrix());
    trunc(matrix());
    fract(matrix());
    to_degrees(matrix());
    to_radians(matrix());
    powi(matrix()) by 3;
    powf(matrix().abs()) by 1.7;
    log(matrix().abs()) by 3.0;
    hypot(matrix()) by 0.4;
    clamp(matrix()) by -0.5, 0.5;
    pow2(matrix());
}

#[twin]
#[differentiable]
fn active_arguments(x: &Array2<f64>, p: f64, lo: f64, hi: f64) -> f64 {
    let a = x.powf(p) * x.hypot(p);
    let b = x.clamp(lo, hi).log(p);
    (a + b).sum()
}

#[twin]
#[differentiable]
fn chained(x: ArrayView2<'_, f64>, w: f64) -> f64 {
    let a = (&x * w).tanh().exp();
    let b = x.row(0).sin() + x.t().column(1).cos();
    let c = (-&x).exp().recip() + 1.0;
    a.ln_1p().sum() * b.dot(&b) + c.sqrt().sum()
}

#[twin]
#[differentiable]
fn any_rank(x: &ArrayD<f64>) -> ArrayD<f64> {
    x.sin() * x.exp()
}

#[twin]
#[differentiable]
fn sigmoid(x: &Array2<f64>) -> Array2<f64> {
    1.0 / (1.0 + (-x).exp())
}

/// The type of what another function gives isn't known here.
#[twin(calls(sigmoid))]
#[differentiable]
fn of_calls(x: &Array2<f64>) -> f64 {
    let y = sigmoid(x);
    let z = y.ln() + y.sin() * y.tanh() + y.powi(2);
    z.sum() + sigmoid(&z).sqrt().sum()
}

#[test]
fn whole_arrays() {
    check!(active_arguments(&x, p, lo, hi); x = matrix().abs() + 0.5, p = 1.3, lo = 0.85, hi = 1.25);
    check!(chained(x.view(), w); x = matrix(), w = 1.3);
    check!(any_rank(&x); x = ArrayD::from_elem(IxDyn(&[2, 1, 2]), 0.7); vector);
    check!(sigmoid(&x); x = matrix(); vector);
    check!(of_calls(&x); x = matrix());
}

#[differentiable]
fn single(x: &Array1<f32>, p: f32) -> f32 {
    let a = x.exp() + x.powf(p);
    a.mapv(|v| v * v * p).sum()
}

#[test]
fn single_precision() {
    differences!(single_in_double(&x, p); x = array![0.5, 1.25], p = 1.5);
    let (x, p) = (array![0.5_f32, 1.25], 1.5_f32);
    let (x_bar, p_bar) = single::grad(&x, p);
    let (expected, p_expected) = single_in_double::grad(&x.mapv(f64::from), f64::from(p));
    for (found, expected) in x_bar.iter().zip(&expected) {
        assert!((f64::from(*found) - expected).abs() < 1e-4 * expected.abs());
    }
    assert!((f64::from(p_bar) - p_expected).abs() < 1e-4 * p_expected.abs());
}

#[differentiable]
fn single_in_double(x: &Array1<f64>, p: f64) -> f64 {
    let a = x.exp() + x.powf(p);
    a.mapv(|v| v * v * p).sum()
}

#[twin]
#[differentiable]
fn swish(x: f64) -> f64 {
    x / (1.0 + (-x).exp())
}

#[twin(calls(swish))]
#[differentiable]
fn maps(x: &Array2<f64>, w: f64) -> f64 {
    let a = x.map(|v| v * v + *v * w);
    let b = x.map(|&v| {
        if v > 0.5 {
            v * w
        } else if v < -0.5 {
            v.sin()
        } else {
            0.1 * v
        }
    });
    let c = a.mapv(|v| swish(v));
    let d = c.clone().mapv_into(|v| v.tanh() * w);
    let e = x.row(1).map(|v| v.exp());
    (a * b).sum() + d.sum() * w + e.sum() + c.map(|_| w).sum()
}

#[differentiable]
fn by_name(x: &Array2<f64>) -> f64 {
    let a = x.mapv(swish);
    let mut b = a.mapv(f64::exp);
    b.mapv_inplace(swish);
    (a * b).sum()
}

#[twin]
#[differentiable]
fn loops_inside(x: &Array1<f64>, w: f64) -> Array1<f64> {
    x.mapv(|v| {
        let mut root = 1.0;
        for _ in 0..5 {
            root = 0.5 * (root + v * v / root) + 0.01 * w;
        }
        root
    })
}

#[twin]
#[differentiable]
fn masked(x: &Array2<f64>, w: f64) -> f64 {
    let mask = x.mapv(|v| v > 0.25);
    let kept = Zip::from(&mask)
        .and(x)
        .map_collect(|&m, &x| if m { x * w } else { 0.0 });
    let counts = x.mapv(|v| v > 0.0 && v < 1.0);
    kept.sum() * counts.len() as f64
}

#[twin]
#[differentiable]
fn in_place(x: &Array2<f64>, w: f64) -> Array2<f64> {
    let mut a = x.clone();
    a.mapv_inplace(|v| v * v + w);
    a.mapv_inplace(f64::sin);
    a.map_inplace(|v| *v *= w);
    a.map_inplace(|v| {
        if *v > 0.1 {
            *v = v.exp() * w;
        }
    });
    a.row_mut(0).mapv_inplace(|v| v.tanh());
    let mut column = a.column_mut(1);
    column.map_inplace(|v| *v = *v * *v * w);
    a
}

#[twin]
#[differentiable]
fn counting(x: &Array2<f64>) -> f64 {
    let mut a = x.clone();
    let mut total = 0.0;
    let mut count = 0;
    a.map_inplace(|v| {
        total += *v * *v;
        count += 1;
        *v = v.sin() * count as f64;
    });
    a.sum() * total
}

#[twin]
#[differentiable]
fn through_references(a: &mut Array2<f64>, w: f64) -> f64 {
    a.mapv_inplace(|v| v * w);
    let before = a[[0, 0]];
    a.map_inplace(|v| *v = v.sin());
    a.zip_mut_with(&array![1.0, w, 2.0], |a, &b| *a = *a * b + *a);
    before
}

#[test]
fn mapping() {
    check!(maps(&x, w); x = matrix(), w = 1.3);
    rounded(|| differences!(by_name(&x); x = matrix()));
    check!(maps(&x, w); x = strided(&matrix()), w = 1.3);
    check!(loops_inside(&x, w); x = array![0.3, 1.7, -0.8], w = 1.3; vector);
    check!(masked(&x, w); x = matrix(), w = 1.3);
    check!(in_place(&x, w); x = matrix(), w = 1.3; vector);
    check!(in_place(&x, w); x = matrix().reversed_axes(), w = 1.3; vector);
    check!(counting(&x); x = matrix());
    check!(through_references(&mut a, w); a = matrix(), w = 1.3; value, left a);
}

#[twin]
#[differentiable]
fn zipped(x: &Array2<f64>, y: &Array2<f64>, w: f64) -> f64 {
    let a = Zip::from(x)
        .and(y)
        .map_collect(|&a, &b| if a > b { a * b * w } else { b.sin() });
    let b = Zip::from(x)
        .and(y)
        .and(&a)
        .map_collect(|a, b, &c| a * b + c * w);
    let c = Zip::from(x)
        .and(y)
        .and(&a)
        .and(&b)
        .map_collect(|&a, &b, &c, &d| a * b * c * d);
    let d = Zip::from(x).and(x).map_collect(|&a, &b| a * b * w);
    a.sum() * b.sum() + c.sum() + d.sum()
}

#[twin]
#[differentiable]
fn zipped_in_place(x: &Array2<f64>, y: &Array2<f64>, w: f64) -> Array2<f64> {
    let mut a = x.clone();
    Zip::from(&mut a).and(y).for_each(|a, &b| *a += b * w);
    Zip::from(&mut a).and(y).and(x).for_each(|a, &b, &c| {
        let d = b * c;
        *a = *a * d + w;
        if *a > 0.5 {
            *a *= 2.0;
        }
    });
    azip!((a in &mut a, &b in y) *a -= b * *a);
    azip!((a in &mut a, &b in x, &c in y) {
        *a += b * c;
        *a *= w;
    });
    Zip::from(a.row_mut(0))
        .and(y.row(1))
        .for_each(|a, &b| *a *= b);
    Zip::from(a.view_mut())
        .and(y.view())
        .for_each(|a, &b| *a *= b);
    a
}

#[twin]
#[differentiable]
fn broadcasting(x: &Array2<f64>, row: &Array1<f64>, column: &Array2<f64>) -> Array2<f64> {
    let mut a = x.clone();
    a.zip_mut_with(row, |a, &b| *a = *a * b + b);
    a.zip_mut_with(column, |a, &b| *a += b * *a);
    a.zip_mut_with(&row.sin(), |a, b| *a *= b);
    let b = Zip::from(&a)
        .and_broadcast(row)
        .map_collect(|&a, &r| a.sin() * r);
    Zip::from(&mut a)
        .and_broadcast(row)
        .and_broadcast(column)
        .for_each(|a, &r, &c| *a += r * c);
    a * b
}

#[twin]
#[differentiable]
fn two_at_once(x: &Array1<f64>, y: &Array1<f64>, w: f64) -> f64 {
    let mut a = x.clone();
    let mut b = y.clone();
    Zip::from(&mut a).and(&mut b).for_each(|a, b| {
        let old = *a;
        *a = *b * w;
        *b = old * *b;
    });
    let mut total = 0.0;
    Zip::from(&a).and(x).for_each(|&a, &x| total += a * x * w);
    let product = Zip::from(&a).and(&b).fold(1.0, |acc, &a, &b| acc * (a + b));
    total * product + a.dot(&b) + x.fold(0.0, |acc, &v| acc + v * v)
}

#[twin]
#[differentiable]
fn rows_beside_elements(m: &Array2<f64>, v: &Array1<f64>) -> Array1<f64> {
    let mut out = v.clone();
    Zip::from(m.rows())
        .and(&mut out)
        .for_each(|row, out| *out *= row.dot(&row) + row[0]);
    out
}

#[test]
fn zipping() {
    let (x, y) = (matrix(), other());
    for (x, y) in [
        (x.clone(), y.clone()),
        (strided(&x), y.clone()),
        (strided(&x), strided(&y)),
        (Array2::zeros((2, 0)), Array2::zeros((2, 0))),
    ] {
        check!(zipped(&x, &y, w); x = x.clone(), y = y.clone(), w = 1.3);
        if !x.is_empty() {
            check!(zipped_in_place(&x, &y, w); x = x.clone(), y = y.clone(), w = 1.3; vector);
        }
    }
    check!(broadcasting(&x, &r, &c); x = matrix(), r = array![0.4, -0.3, 1.2], c = array![[0.7], [-0.2]]; vector);
    check!(two_at_once(&x, &y, w); x = array![0.3, 1.2], y = array![-0.7, 0.4], w = 1.3);
    check!(rows_beside_elements(&m, &v); m = matrix(), v = array![0.6, -1.1]; vector);
}
