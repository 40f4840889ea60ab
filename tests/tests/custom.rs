//! Operations with a hand-written pullback inside annotated functions.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Function, differentiable, scalar_rule};
use autodiff_tests::{Dual, check, twin};
use ndarray::{Array1, array};

/// Adds two vectors; the same cotangent goes both ways.
struct DuplicatingAdd;

impl Function for DuplicatingAdd {
    type Input<'a> = (&'a Array1<f64>, &'a Array1<f64>);
    type InputBar = (Array1<f64>, Array1<f64>);
    type Output = Array1<f64>;
    type Saved = ();

    fn forward((a, b): Self::Input<'_>) -> (Array1<f64>, ()) {
        (a + b, ())
    }
    fn backward((): (), y_bar: Array1<f64>) -> Self::InputBar {
        (y_bar.clone(), y_bar)
    }
}

impl DuplicatingAdd {
    fn dual((a, b): (&Array1<Dual>, &Array1<Dual>)) -> Array1<Dual> {
        a + b
    }
}

/// Returns its input twice; the two cotangents are added.
struct Split;

impl Function for Split {
    type Input<'a> = &'a Array1<f64>;
    type InputBar = Array1<f64>;
    type Output = (Array1<f64>, Array1<f64>);
    type Saved = ();

    fn forward(x: &Array1<f64>) -> (Self::Output, ()) {
        ((x.clone(), x.clone()), ())
    }
    fn backward((): (), (a_bar, b_bar): (Array1<f64>, Array1<f64>)) -> Array1<f64> {
        a_bar + b_bar
    }
}

impl Split {
    fn dual(x: &Array1<Dual>) -> (Array1<Dual>, Array1<Dual>) {
        (x.clone(), x.clone())
    }
}

/// The square, with a derivative ten times too large.
struct Exaggerated;

impl Function for Exaggerated {
    type Input<'a> = f64;
    type InputBar = f64;
    type Output = f64;
    type Saved = f64;

    fn forward(x: f64) -> (f64, f64) {
        (x * x, x)
    }
    fn backward(x: f64, y_bar: f64) -> f64 {
        20.0 * x * y_bar
    }
}

impl Exaggerated {
    fn dual(x: Dual) -> Dual {
        Dual::new(x.x * x.x, 20.0 * x.x * x.dot)
    }
}

/// `Σ xᵢ sin(k yᵢ)`, of a slice, a vector and an integer.
struct Mixed;

impl Function for Mixed {
    type Input<'a> = (&'a [f64], Vec<f64>, usize);
    type InputBar = (Vec<f64>, Vec<f64>, ());
    type Output = f64;
    type Saved = (Vec<f64>, Vec<f64>, f64);

    fn forward((x, y, k): Self::Input<'_>) -> (f64, Self::Saved) {
        let k = k as f64;
        let value = x.iter().zip(&y).map(|(x, y)| x * (k * y).sin()).sum();
        (value, (x.to_vec(), y, k))
    }
    fn backward((x, y, k): Self::Saved, y_bar: f64) -> Self::InputBar {
        let by_x = y.iter().map(|y| y_bar * (k * y).sin()).collect();
        let by_y = x
            .iter()
            .zip(&y)
            .map(|(x, y)| y_bar * x * k * (k * y).cos())
            .collect();
        (by_x, by_y, ())
    }
}

impl Mixed {
    fn dual((x, y, k): (&[Dual], Vec<Dual>, usize)) -> Dual {
        let k = Dual::constant(k as f64);
        x.iter().zip(&y).map(|(x, y)| *x * (k * *y).sin()).sum()
    }
}

#[twin]
#[differentiable]
fn joined(x: &Array1<f64>, w: f64) -> f64 {
    let y = x * w;
    let s = DuplicatingAdd::apply((x, &y));
    let t = DuplicatingAdd::apply((&s, &s));
    (&t * &s).sum()
}

#[twin]
#[differentiable]
fn parted(x: &Array1<f64>) -> f64 {
    let (a, b) = Split::apply(x);
    let c = Split::apply(&a);
    (&a * &b).sum() + c.1.sum()
}

#[twin]
#[differentiable]
fn exaggerates(x: f64, n: usize) -> f64 {
    let mut s = x;
    for i in 0..n {
        if i % 2 == 0 {
            s = Exaggerated::apply(s) * 0.1;
        } else {
            s += Exaggerated::apply((x + s) * 0.5);
        }
    }
    s * x
}

#[twin]
#[differentiable]
fn mixes(x: &[f64], w: f64) -> f64 {
    let mut y = x.to_vec();
    y[0] = y[0] * w;
    let a = Mixed::apply((x, y.clone(), 2));
    y[1] = a * w;
    let b = Mixed::apply((&y, vec![a, w], 3));
    a * b * y[0]
}

#[test]
fn inside_functions() {
    check!(joined(&x, w); x = array![0.3, -0.7, 1.1], w = 1.4);
    check!(parted(&x); x = array![0.3, -0.7, 1.1]);
    for n in [0, 1, 3] {
        check!(kink exaggerates(x, n); x = 0.7, n = n as usize);
    }
    assert_eq!(exaggerates::grad(3.0, 0), 6.0);
    check!(mixes(&x, w); x = vec![0.3, -0.7], w = 1.4);
}

#[test]
fn alone() {
    let (a, b) = (array![1.0, 2.0], array![3.0, 4.0]);
    let run = DuplicatingAdd::record((&a, &b));
    assert_eq!(run.value(), array![4.0, 6.0]);
    let seed = array![0.5, -1.0];
    assert_eq!(run.backward(&seed), (seed.clone(), seed));
    assert_eq!(Exaggerated::grad(3.0), 60.0);
    assert_eq!(Exaggerated::value_and_grad(3.0), (9.0, 60.0));
    let (x_bar, y_bar, ()) = Mixed::grad((&[1.0, 2.0], vec![0.0, 0.0], 3));
    assert_eq!((x_bar, y_bar), (vec![0.0, 0.0], vec![3.0, 6.0]));
}

#[twin]
#[differentiable]
fn annotated(x: f64, v: &[f64], n: usize) -> f64 {
    x.powi(2) * v[n]
}

/// Works with whatever is a `Function` of these inputs.
fn gradient_of<F>(x: f64, v: &[f64], n: usize) -> (f64, Vec<f64>, ())
where
    F: for<'a> Function<
            Input<'a> = (f64, &'a [f64], usize),
            InputBar = (f64, Vec<f64>, ()),
            Output = f64,
        >,
{
    let run = F::record((x, v, n));
    assert_eq!(*run.value(), F::apply((x, v, n)));
    run.backward(1.0)
}

#[test]
fn annotated_functions_are_operations() {
    let expected = (12.0, vec![0.0, 4.0], ());
    assert_eq!(gradient_of::<annotated>(2.0, &[5.0, 3.0], 1), expected);
    assert_eq!(
        <annotated as Function>::value_and_grad((2.0, &[5.0, 3.0], 1)),
        (12.0, expected)
    );
}

mod foreign {
    pub(super) fn bump(x: f64) -> f64 {
        (-x * x).exp()
    }
    pub(super) fn ratio(a: f64, b: f64) -> f64 {
        a / b
    }
}

scalar_rule! {
    /// `exp(-x²)`
    fn bump(x: f64) -> (y: f64) = foreign::bump(x);
    d/dx = -2.0 * x * y;
}

scalar_rule! {
    fn ratio(a: f64, b: f64) -> f64 = foreign::ratio(a, b);
    d/da = 1.0 / b;
    d/db = -a / (b * b);
}

impl bump {
    fn dual(x: Dual) -> Dual {
        (-(x * x)).exp()
    }
}

impl ratio {
    fn dual(a: Dual, b: Dual) -> Dual {
        a / b
    }
}

#[twin(calls(bump, ratio))]
#[differentiable]
fn uses_rules(x: f64, y: f64) -> f64 {
    let mut a = bump(x * y);
    a = ratio(a, y) + bump(a);
    for _ in 0..3 {
        a = bump(ratio(a, x)) * y;
    }
    a * bump(x) + bump(1.0)
}

#[test]
fn scalar_rules() {
    check!(uses_rules(x, y); x = 0.7, y = 1.2);
    assert_eq!(bump::grad(0.0), 0.0);
    assert_eq!(ratio::value_and_grad(1.0, 2.0), (0.5, (0.5, -0.25)));
}
