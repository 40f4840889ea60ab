//! Operations with a pullback written by hand, and their use in annotated functions.

use autodiff_core::{Function, differentiable};
use ndarray::{Array1, array};

/// `a + b`: the cotangent goes both ways.
struct Add;

impl Function for Add {
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

/// The counterpart: the input twice, so the two cotangents are added.
struct Split;

impl Function for Split {
    type Input<'a> = &'a Array1<f64>;
    type InputBar = Array1<f64>;
    type Output = (Array1<f64>, Array1<f64>);
    type Saved = ();

    fn forward(x: &Array1<f64>) -> (Self::Output, ()) {
        ((x.clone(), x.clone()), ())
    }
    fn backward((): (), (a_bar, b_bar): Self::Output) -> Array1<f64> {
        a_bar + b_bar
    }
}

/// The sum again, with a pullback that sends ten times the cotangent to `b`: wrong on purpose.
struct AlteredAdd;

impl Function for AlteredAdd {
    type Input<'a> = (&'a Array1<f64>, &'a Array1<f64>);
    type InputBar = (Array1<f64>, Array1<f64>);
    type Output = Array1<f64>;
    type Saved = ();

    fn forward(input: Self::Input<'_>) -> (Array1<f64>, ()) {
        Add::forward(input)
    }
    fn backward((): (), y_bar: Array1<f64>) -> Self::InputBar {
        let b_bar = &y_bar * 10.0;
        (y_bar, b_bar)
    }
}

/// `Σ (x + 3x) x`
#[differentiable]
fn honest(x: &Array1<f64>) -> f64 {
    let (a, b) = Split::apply(x);
    let scaled = &b * 3.0;
    let sum = Add::apply((&a, &scaled));
    sum.dot(x)
}

#[differentiable]
fn altered(x: &Array1<f64>) -> f64 {
    let (a, b) = Split::apply(x);
    let scaled = &b * 3.0;
    let sum = AlteredAdd::apply((&a, &scaled));
    sum.dot(x)
}

pub(crate) fn main() {
    let x = array![1.0, 2.0, -0.5];

    // By themselves.
    let y_bar = array![1.0, 10.0, 100.0];
    let run = Add::record((&x, &x));
    assert_eq!(run.value(), &x + &x);
    assert_eq!(run.backward(&y_bar), (y_bar.clone(), y_bar.clone()));
    let run = Split::record(&x);
    assert_eq!(run.backward((y_bar.clone(), y_bar.clone())), &y_bar * 2.0);

    // Inside of an annotated function, 4 Σ x².
    let (y, x_bar) = honest::value_and_grad(&x);
    println!("Σ (x + 3x) x = {y}, gradient {x_bar}");
    assert_eq!(y, 4.0 * x.dot(&x));
    assert_eq!(x_bar, &x * 8.0);

    // The same value, but (1 + 3) x from the product and (1 + 3·10) x through the altered sum.
    let (y_altered, x_bar) = altered::value_and_grad(&x);
    println!("with the altered pullback: the same value, gradient {x_bar}");
    assert_eq!(y_altered, y);
    assert_eq!(x_bar, &x * (4.0 + 31.0));
}
