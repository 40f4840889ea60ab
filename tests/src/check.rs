//! The comparison behind [`check!`](crate::check!), on flat lists of numbers.

use std::cell::Cell;
use std::panic::Location;

use autodiff_core::Tape;

/// From arguments to results.
pub type Primal<'p> = &'p dyn Fn(&[f64]) -> Vec<f64>;
/// From arguments and their tangents to results and theirs.
pub type Forward<'p> = &'p dyn Fn(&[f64], &[f64]) -> (Vec<f64>, Vec<f64>);
/// From arguments and a seed to results and the gradient.
pub type Pullback<'p> = &'p dyn Fn(&[f64], &[f64], Option<&mut Tape>) -> (Vec<f64>, Vec<f64>);
/// From arguments to the gradients of `grad` and of `value_and_grad`, and the latter's value.
pub type Gradient<'p> = &'p dyn Fn(&[f64]) -> (Vec<f64>, Vec<f64>, Vec<f64>);

/// One function, by all the ways to its derivatives.
pub struct Program<'p> {
    /// Its name.
    pub name: &'static str,
    /// The function itself.
    pub primal: Primal<'p>,
    /// Its twin.
    pub forward: Forward<'p>,
    /// `record` or `record_in`, and `backward`.
    pub pullback: Pullback<'p>,
    /// `grad` and `value_and_grad`.
    pub gradient: Option<Gradient<'p>>,
    /// Whether its numbers are `f32`.
    pub single: bool,
    /// Whether the arguments are at a kink, where differences say nothing.
    pub kink: bool,
}

/// Compares the derivatives of `program` at `x`.
///
/// # Panics
///
/// If they disagree.
#[track_caller]
pub fn check(program: &Program<'_>, x: &[f64]) {
    let checker = Checker {
        name: program.name,
        at: Location::caller(),
        single: program.single,
    };
    let y = (program.primal)(x);
    let columns = columns(program, &checker, x, &y);
    if !program.kink {
        differences(program, &checker, x, &columns);
    }
    let mut tape = Tape::new();
    for seed in seeds(y.len()) {
        let expected: Vec<f64> = columns.iter().map(|column| inner(column, &seed)).collect();
        let (value, x_bar) = (program.pullback)(x, &seed, None);
        checker.value("the value of the recording", &value, &y);
        checker.close("the pullback", &x_bar, &expected, 1e-10);
        let (value, again) = (program.pullback)(x, &seed, Some(&mut tape));
        checker.value("the value of the recording on a used tape", &value, &y);
        checker.same("the pullback on a used tape", &again, &x_bar);
        assert!(
            tape.is_empty(),
            "{}: the reverse sweep leaves {tape:?}",
            checker.name
        );
        assert_eq!(tape.bytes(), 0, "{}: the tape is empty", checker.name);
    }
    transposed(program, &checker, x, y.len());
    if let Some(gradient) = program.gradient {
        let (grad, value, both) = gradient(x);
        let (_, x_bar) = (program.pullback)(x, &[1.0], None);
        checker.value("the value of value_and_grad", &value, &y);
        checker.same("value_and_grad", &both, &grad);
        checker.close("grad", &grad, &x_bar, 1e-12);
    }
}

/// Whether the twin's derivatives are small enough to be compared with others.
pub(crate) fn columns_are_moderate(program: &Program<'_>, x: &[f64]) -> bool {
    let moderate = |v: &f64| v.abs() < 1e9;
    (0..x.len()).all(|j| {
        let (y, column) = (program.forward)(x, &unit(x.len(), j));
        y.iter().chain(&column).all(moderate)
    })
}

/// The columns of the Jacobian, by the twin.
fn columns(program: &Program<'_>, checker: &Checker, x: &[f64], y: &[f64]) -> Vec<Vec<f64>> {
    (0..x.len())
        .map(|j| {
            let (value, column) = (program.forward)(x, &unit(x.len(), j));
            checker.close("the value of the twin", &value, y, 1e-12);
            column
        })
        .collect()
}

fn differences(program: &Program<'_>, checker: &Checker, x: &[f64], columns: &[Vec<f64>]) {
    let (step, tolerance) = if program.single {
        (4e-3, 1e-2)
    } else {
        (1e-6, 1e-5)
    };
    for (j, column) in columns.iter().enumerate() {
        let step = step * x[j].abs().max(1.0);
        let (mut up, mut down) = (x.to_vec(), x.to_vec());
        up[j] += step;
        down[j] -= step;
        let (up, down) = ((program.primal)(&up), (program.primal)(&down));
        let slope: Vec<f64> = up
            .iter()
            .zip(&down)
            .map(|(u, d)| (u - d) / (2.0 * step))
            .collect();
        checker.compare("the twin, against differences", column, &slope, tolerance);
    }
}

/// `⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩` for a direction and a seed that have nothing special.
fn transposed(program: &Program<'_>, checker: &Checker, x: &[f64], outputs: usize) {
    let x_dot: Vec<f64> = (0..x.len()).map(|j| irregular(3 * j + 1)).collect();
    let y_bar: Vec<f64> = (0..outputs).map(|i| irregular(5 * i + 2)).collect();
    let (_, y_dot) = (program.forward)(x, &x_dot);
    let (_, x_bar) = (program.pullback)(x, &y_bar, None);
    checker.close(
        "the dot-product test",
        &[inner(&x_bar, &x_dot)],
        &[inner(&y_bar, &y_dot)],
        1e-9,
    );
}

/// Units for the first few results, and one seed for all of them.
fn seeds(outputs: usize) -> Vec<Vec<f64>> {
    let mut seeds: Vec<Vec<f64>> = (0..outputs.min(4)).map(|i| unit(outputs, i)).collect();
    seeds.push((0..outputs).map(|i| irregular(i + 1)).collect());
    seeds
}

fn unit(n: usize, at: usize) -> Vec<f64> {
    (0..n).map(|i| f64::from(u8::from(i == at))).collect()
}

/// Numbers between -1 and 1 that no pattern fits; exact in `f32`.
fn irregular(n: usize) -> f64 {
    let n = u16::try_from(n * 7919 % 2039).expect("less than 2039");
    f64::from(n) / 1024.0 - 0.999_023_437_5
}

fn inner(a: &[f64], b: &[f64]) -> f64 {
    // An irrelevant part contributes nothing, even if it is infinite.
    a.iter()
        .zip(b)
        .filter(|(_, b)| **b != 0.0)
        .map(|(a, b)| a * b)
        .sum()
}

thread_local! {
    /// How far values of sweeps may be from the function's own.
    static ROUNDING: Cell<f64> = const { Cell::new(0.0) };
}

/// Runs checks of functions that map elementary functions over arrays: there the sweeps use vector
/// code, whose values may differ from the function's own in the last places. All others agree to the
/// last bit.
#[track_caller]
pub fn rounded(run: impl FnOnce()) {
    rounded_to(1e-14, run);
}

/// The same for values that are off by up to `tolerance`, relative to the largest.
#[track_caller]
pub(crate) fn rounded_to(tolerance: f64, run: impl FnOnce()) {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            ROUNDING.set(0.0);
        }
    }
    let _reset = Reset;
    ROUNDING.set(tolerance);
    run();
}

/// How far values of sweeps may be from the function's own.
pub(crate) fn rounding() -> f64 {
    ROUNDING.get()
}

struct Checker {
    name: &'static str,
    at: &'static Location<'static>,
    single: bool,
}

impl Checker {
    /// Equal to the last bit, unless [`rounded`]; any NaN equals any other.
    fn value(&self, what: &str, found: &[f64], expected: &[f64]) {
        let unit = if self.single { 1e9 } else { 1.0 };
        self.compare(what, found, expected, rounding() * unit);
    }

    /// Equal to the last bit; any NaN equals any other.
    fn same(&self, what: &str, found: &[f64], expected: &[f64]) {
        self.compare(what, found, expected, 0.0);
    }

    /// Equal up to rounding.
    fn close(&self, what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
        self.compare(
            what,
            found,
            expected,
            if self.single { 1e-4 } else { tolerance },
        );
    }

    fn compare(&self, what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
        let largest = |m: f64, x: &f64| if x.is_finite() { m.max(x.abs()) } else { m };
        let scale = expected.iter().fold(1.0, largest);
        let close = |a: f64, b: f64| {
            a == b
                || a.is_nan() && b.is_nan()
                || (a - b).abs() <= tolerance * (0.1 * scale + b.abs())
        };
        let agree =
            found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| close(*a, *b));
        assert!(
            agree,
            "{} ({}:{}): {what} is {found:?}, expected {expected:?}",
            self.name,
            self.at.file(),
            self.at.line()
        );
    }
}
