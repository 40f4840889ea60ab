//! Recordings of straight-line code, which hold their numbers themselves.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Scalar, Tape, detach, differentiable};
use ndarray::Array1;

/// Goes backward from one recording several times, from a fresh one, on a tape that something else has
/// used and left, and through `value_and_grad`; compares with central differences.
macro_rules! check {
    ($f:ident($($x:ident = $at:expr),+ $(; $($n:expr),+)?)) => {{
        $(let $x: f64 = $at;)+
        let (value, gradient) = $f::value_and_grad($($x,)+ $($($n),+)?);
        assert_eq!(value, $f($($x,)+ $($($n),+)?));
        assert_eq!($f::record($($x,)+ $($($n),+)?).backward(1.0), gradient);

        let mut tape = Tape::new();
        let _ = left_alone::record_in(&mut tape, &[1.0, 2.0, 3.0]);
        let mut run = $f::record_in(&mut tape, $($x,)+ $($($n),+)?);
        assert_eq!(*run.value(), value);
        for seed in [1.0, -2.0, 0.5, 1.0] {
            let bars = numbers(run.backward_keeping(seed));
            for (bar, slope) in bars.iter().zip(numbers(gradient)) {
                assert_eq!(*bar, seed * slope, "{} with seed {seed}", stringify!($f));
            }
        }
        assert_eq!(run.backward(1.0), gradient);
        assert!(tape.is_empty());
        let [once, twice] = $f::record($($x,)+ $($($n),+)?).backward_each([1.0, 2.0]);
        assert_eq!(once, gradient);
        assert_eq!(numbers(twice), numbers(gradient).map(|bar| 2.0 * bar));

        let at = [$($x),+];
        for (i, slope) in numbers(gradient).into_iter().enumerate() {
            let near = |h: f64| {
                let mut at = at;
                at[i] += h;
                let [$($x),+] = at;
                $f($($x,)+ $($($n),+)?)
            };
            let h = 1e-4;
            let slopes = (8.0 * (near(h) - near(-h)) - (near(2.0 * h) - near(-2.0 * h))) / (12.0 * h);
            assert!((slope - slopes).abs() < 1e-7 * (1.0 + slopes.abs()), "{} {i}", stringify!($f));
        }
    }};
}

trait Numbers<const N: usize> {
    fn numbers(self) -> [f64; N];
}

impl Numbers<1> for f64 {
    fn numbers(self) -> [f64; 1] {
        [self]
    }
}

impl Numbers<2> for (f64, f64) {
    fn numbers(self) -> [f64; 2] {
        [self.0, self.1]
    }
}

fn numbers<const N: usize>(bars: impl Numbers<N>) -> [f64; N] {
    bars.numbers()
}

#[differentiable]
fn left_alone(x: &[f64]) -> f64 {
    let mut product = 1.0;
    for v in x {
        product *= v;
    }
    product
}

#[differentiable]
fn overwritten(x: f64, y: f64) -> f64 {
    let mut s = x * y;
    s = s * s;
    let r = s.sin();
    s *= r;
    s = s * x + y.exp();
    s * r
}

#[differentiable]
fn rebound(mut x: f64, y: f64) -> f64 {
    x *= y;
    x = x * x + 1.0;
    let y = y * x;
    x *= y;
    x
}

#[test]
fn variables_that_change() {
    check!(overwritten(x = 0.7, y = -0.4));
    check!(rebound(x = 0.7, y = 1.3));
}

#[differentiable]
fn bell(x: f64) -> f64 {
    (-x * x).exp()
}

#[differentiable]
fn spread(x: f64) -> Array1<f64> {
    let powers = Array1::from_vec(vec![x, x * x, x * x * x]);
    powers.mapv(|v| v.sin())
}

#[differentiable]
fn total(v: Array1<f64>) -> f64 {
    let squares = &v * &v;
    squares.sum()
}

#[differentiable]
fn product_of(v: &[f64]) -> f64 {
    left_alone(v) * 2.0
}

#[differentiable]
fn pieces(x: f64) -> Vec<f64> {
    vec![x, x * x, x.exp()]
}

#[differentiable]
fn of_numbers(x: f64, y: f64) -> f64 {
    let a = bell(x) * y;
    let b = bell(a) - bell(y);
    a * b / bell(b)
}

#[differentiable]
fn of_arrays(x: f64, y: f64) -> f64 {
    let a = spread(x);
    let b = spread(y);
    let c = &a * &b;
    let d = -(c + a);
    total(d) * total(b) + x
}

#[differentiable]
fn of_vectors(x: f64, y: f64) -> f64 {
    let a = pieces(x * y);
    product_of(&a) * product_of(&pieces(y))
}

#[test]
fn values_of_calls() {
    check!(of_numbers(x = 0.7, y = -0.4));
    check!(of_arrays(x = 0.7, y = -0.4));
    check!(of_vectors(x = 0.7, y = -0.4));
}

#[differentiable]
fn with_constants(x: f64, y: f64, n: usize, up: bool) -> f64 {
    const SCALE: f64 = 1.5;
    fn shift(n: usize) -> usize {
        n * 2 + 1
    }
    let m = shift(n);
    let weight = if up { SCALE } else { -SCALE };
    let label = format!("{n}");
    let fixed = detach(x) * label.len() as f64;
    let a = x.powi(m as i32) * weight;
    (a - y * m as f64) * (y + fixed.floor())
}

#[test]
fn what_has_no_derivative() {
    check!(with_constants(x = 0.7, y = -0.4; 1, true));
    check!(with_constants(x = 0.7, y = -0.4; 2, false));
}

#[differentiable]
fn unused(x: f64, y: f64) -> f64 {
    let _ = y * 2.0;
    x
}

#[differentiable]
fn alone(x: f64) -> f64 {
    let y = x.tanh();
    y * y.ln_1p()
}

#[differentiable]
fn value(value: f64, seed: f64) -> f64 {
    let tape = value * seed;
    let slot = tape.exp();
    slot * tape
}

#[test]
fn names_and_parameters() {
    check!(unused(x = 0.7, y = -0.4));
    check!(alone(x = 0.7));
    check!(value(x = 0.7, y = -0.4));
}

#[differentiable]
fn generic<T: Scalar>(x: T, y: T) -> T {
    let mut s = x.sin() * y;
    s = s * s + x;
    s / y.exp()
}

#[test]
fn any_number_type() {
    check!(generic(x = 0.7, y = -0.4));
    let single = generic::record(0.7_f32, -0.4).backward(1.0);
    let double = generic::record(0.7_f64, -0.4).backward(1.0);
    assert!((f64::from(single.0) - double.0).abs() < 1e-6);
    assert!((f64::from(single.1) - double.1).abs() < 1e-6);
}

#[test]
fn numbers_leave_nothing_on_the_tape() {
    assert_eq!(overwritten::record(0.7, -0.4).tape().bytes(), 0);
    assert_eq!(generic::record(0.7_f32, -0.4).tape().bytes(), 0);
    assert_eq!(alone::record(0.7).jacobian(), [alone::grad(0.7)]);
}
