//! Custom operations: what they offer, and what is said when their pullback is wrong.

use autodiff_core::__private::Copier;
use autodiff_core::{Function, Recording, Tape, scalar_rule};
use ndarray::{Array1, arr1};

/// `a * x + y`
struct Axpy;

impl Function for Axpy {
    type Input<'a> = (f64, &'a Array1<f64>, &'a [f64]);
    type InputBar = (f64, Array1<f64>, Vec<f64>);
    type Output = Array1<f64>;
    type Saved = (f64, Array1<f64>);

    fn forward((a, x, y): Self::Input<'_>) -> (Array1<f64>, Self::Saved) {
        (x * a + Array1::from(y.to_vec()), (a, x.clone()))
    }
    fn backward((a, x): Self::Saved, y_bar: Array1<f64>) -> Self::InputBar {
        (x.dot(&y_bar), &y_bar * a, y_bar.to_vec())
    }
}

/// Gives a cotangent that is too short.
struct TooShort;

impl Function for TooShort {
    type Input<'a> = (&'a Array1<f64>, &'a Array1<f64>);
    type InputBar = (Array1<f64>, Array1<f64>);
    type Output = f64;
    type Saved = ();

    fn forward((a, b): Self::Input<'_>) -> (f64, ()) {
        (a.sum() + b.sum(), ())
    }
    fn backward((): (), y_bar: f64) -> Self::InputBar {
        (arr1(&[y_bar; 3]), arr1(&[y_bar; 2]))
    }
}

/// A single input, and no cotangent for it.
struct Forgotten;

impl Function for Forgotten {
    type Input<'a> = &'a [f64];
    type InputBar = Vec<f64>;
    type Output = f64;
    type Saved = ();

    fn forward(x: &[f64]) -> (f64, ()) {
        (x.iter().sum(), ())
    }
    fn backward((): (), _: f64) -> Vec<f64> {
        Vec::new()
    }
}

#[test]
fn value_and_pullback() {
    let (x, y) = (arr1(&[1.0, 2.0]), [10.0, 20.0]);
    assert_eq!(Axpy::apply((3.0, &x, &y)), arr1(&[13.0, 26.0]));
    let run = Axpy::record((3.0, &x, &y));
    assert_eq!(run.value(), arr1(&[13.0, 26.0]));
    assert!(run.tape().is_empty());
    assert!(format!("{run:?}").starts_with("Recording { value: [13.0, 26.0]"));
    let seed = arr1(&[1.0, -1.0]);
    let expected = (-1.0, arr1(&[3.0, -3.0]), vec![1.0, -1.0]);
    assert_eq!(run.backward(&seed), expected);
    assert_eq!(Axpy::record((3.0, &x, &y)).backward(seed), expected);
    assert_eq!(
        Axpy::record((3.0, &x, &y)).into_value(),
        arr1(&[13.0, 26.0])
    );
}

#[test]
fn in_the_sweeps_of_a_caller() {
    let mut tape = Tape::new();
    for (length, a) in [(2, 3.0), (4, 5.0)] {
        let x = Array1::from_elem(length, 2.0);
        Axpy::apply__forward(
            &mut tape,
            (a, &x, &vec![1.0; length]),
            Copier::refusing::<()>(),
        );
    }
    assert!(tape.bytes() > 0);
    let (a_bar, x_bar, y_bar) = Axpy::apply__reverse(&mut tape, Array1::ones(4));
    assert_eq!(
        (a_bar, x_bar, y_bar),
        (8.0, Array1::from_elem(4, 5.0), vec![1.0; 4])
    );
    let (a_bar, x_bar, y_bar) = Axpy::apply__reverse(&mut tape, Array1::zeros(0));
    assert_eq!((a_bar, x_bar, y_bar), (0.0, Array1::zeros(2), vec![0.0; 2]));
    assert!(tape.is_empty());
}

#[test]
#[should_panic(expected = "Axpy::backward: the seed has shape [3], the value has shape [2]")]
fn a_seed_of_the_wrong_shape() {
    Axpy::record((1.0, &arr1(&[1.0, 2.0]), &[1.0, 2.0])).backward(arr1(&[1.0; 3]));
}

#[test]
#[should_panic(
    expected = "TooShort::backward: the cotangent of input 2 of 2 has shape [2], the input itself has shape [3]"
)]
fn a_cotangent_of_the_wrong_shape() {
    let x = arr1(&[1.0; 3]);
    let _ = TooShort::grad((&x, &x));
}

#[test]
#[should_panic(expected = "TooShort::backward: the cotangent of input 2 of 2 has shape [2]")]
fn a_cotangent_of_the_wrong_shape_in_the_sweep_of_a_caller() {
    let x = arr1(&[1.0; 3]);
    let mut tape = Tape::new();
    TooShort::apply__forward(&mut tape, (&x, &x), Copier::refusing::<()>());
    TooShort::apply__reverse(&mut tape, 1.0);
}

#[test]
#[should_panic(
    expected = "Forgotten::backward: the cotangent of the input has shape [0], the input itself has shape [2]"
)]
fn a_forgotten_cotangent() {
    let _ = Forgotten::value_and_grad(&[1.0, 2.0]);
}

/// Recordings on a caller's tape, as generated code makes them.
fn record_on(
    tape: &mut Tape,
    x: f64,
) -> Recording<'_, f64, impl FnMut(&mut Tape, f64, bool, &mut f64) + use<>> {
    use autodiff_core::__private::{Recording, TapeSlot};
    tape.clear();
    tape.push(x);
    tape.note_peak();
    Recording::new(
        TapeSlot::Borrowed(tape),
        x * x,
        |tape: &mut Tape, y_bar, _, x_bar: &mut f64| *x_bar = 2.0 * tape.pop::<f64>() * y_bar,
    )
}

#[test]
fn a_tape_is_reused() {
    let mut tape = Tape::new();
    assert_eq!(record_on(&mut tape, 3.0).backward(1.0), 6.0);
    assert!(tape.is_empty());
    drop(record_on(&mut tape, 4.0));
    assert!(
        !tape.is_empty(),
        "what was recorded in vain is cleared by the next recording"
    );
    assert_eq!(record_on(&mut tape, 5.0).backward(1.0), 10.0);
    assert_eq!(tape.peak_bytes(), 8);
}

mod elsewhere {
    autodiff_core::scalar_rule! {
        /// `1 / (1 + e^-x)`
        pub fn logistic(x: f64) -> (y: f64) = 1.0 / (1.0 + (-x).exp());
        d/dx = y * (1.0 - y);
    }
}

scalar_rule! {
    fn volume(a: f64, b: f64, c: f64) -> f64 = a * b * c;
    d/da = b * c;
    d/db = a * c;
    d/dc = a * b;
}

#[test]
fn scalar_rules() {
    use elsewhere::logistic;
    assert_eq!(logistic::value_and_grad(0.0), (0.5, 0.25));
    assert_eq!(logistic::grad(0.0), 0.25);
    assert_eq!(volume(2.0, 3.0, 4.0), 24.0);
    assert_eq!(volume::grad(2.0, 3.0, 4.0), (12.0, 8.0, 6.0));
    let mut tape = Tape::new();
    assert_eq!(logistic::__forward(&mut tape, 0, (0.0,)), logistic(0.0));
    let mut x_bar = 1.0;
    logistic::__reverse(&mut tape, 0, (0.0,), 4.0, (Some(&mut x_bar),));
    assert_eq!(x_bar, 2.0);
    let mut b_bar = 0.0;
    volume::__forward(&mut tape, 0, (2.0, 3.0, 4.0));
    volume::__reverse(
        &mut tape,
        0,
        (2.0, 3.0, 4.0),
        1.0,
        (None, Some(&mut b_bar), None),
    );
    assert_eq!(b_bar, 8.0);
    assert!(tape.is_empty());
}
