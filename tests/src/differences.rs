//! The comparison behind [`agrees!`](crate::agrees!): gradients of whole programs against finite
//! differences, for arguments of any type whose numbers [`Leaves`] reaches.

use autodiff_core::{Leaves, Tape, Tree};

/// Compares `gradient` with the differences of `f` at `x`.
///
/// # Panics
///
/// If they disagree.
#[track_caller]
pub fn compare<X: Tree + Clone, G: Tree>(f: impl Fn(X) -> f64, x: &X, gradient: &G) {
    let (value, at, gradient) = (f(x.clone()), x.to_flat(), gradient.to_flat());
    assert_eq!(
        gradient.len(),
        at.len(),
        "the gradient {gradient:?} has another structure than the arguments {at:?}"
    );
    let along = |i: usize, step: f64| {
        let (mut flat, mut x) = (at.clone(), x.clone());
        flat[i] += step;
        x.set_flat(&flat);
        f(x)
    };
    let slopes: Vec<f64> = (0..at.len())
        .map(|i| {
            // Of the fourth order: both of its errors are far below the tolerance.
            let step = 1e-4 * at[i].abs().max(1.0);
            let near = along(i, step) - along(i, -step);
            let far = along(i, 2.0 * step) - along(i, -2.0 * step);
            (8.0 * near - far) / (12.0 * step)
        })
        .collect();
    let largest = slopes.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
    for (i, (found, expected)) in gradient.iter().zip(&slopes).enumerate() {
        let tolerance = 1e-6 * expected.abs() + 1e-8 * largest + 1e-10 * value.abs().max(1e-3);
        assert!(
            (found - expected).abs() <= tolerance,
            "number {i} of the gradient is {found}, expected {expected}: {gradient:?}, {slopes:?}"
        );
    }
}

/// Compares all ways to the gradient with one another, and then with differences.
///
/// # Panics
///
/// If they disagree.
#[track_caller]
pub fn agrees<X: Tree + Clone, G: Tree>(
    x: &X,
    primal: impl Fn(X) -> f64,
    grad: impl Fn(X) -> G,
    value_and_grad: impl Fn(X) -> (f64, G),
    recorded: impl Fn(X, &mut Tape) -> (f64, G),
) {
    let gradient = grad(x.clone());
    let mut tape = Tape::new();
    let value = primal(x.clone());
    let (both, first) = (value_and_grad(x.clone()), recorded(x.clone(), &mut tape));
    let again = recorded(x.clone(), &mut tape);
    assert!(tape.is_empty(), "the reverse sweep leaves {tape:?}");
    for (other, bar) in [both, first, again] {
        assert_eq!(other.to_bits(), value.to_bits(), "{other}, not {value}");
        assert_eq!(bar.to_flat(), gradient.to_flat());
    }
    compare(primal, x, &gradient);
}

/// `agrees!([x, k] f(&x, k, n))` compares the gradient of the differentiable function `f` with
/// differences in the named variables: all that `f` is differentiated by, in the order of its
/// parameters.
#[macro_export]
macro_rules! agrees {
    ([$($x:ident),+ $(,)?] $($f:ident)::+ ($($argument:tt)*)) => {
        $crate::differences::agrees(
            &($(::std::clone::Clone::clone(&$x),)+),
            |($($x,)+)| $($f)::+($($argument)*),
            |($($x,)+)| $($f)::+::grad($($argument)*),
            |($($x,)+)| $($f)::+::value_and_grad($($argument)*),
            |($($x,)+), tape| {
                let run = $($f)::+::record_in(tape, $($argument)*);
                (*run.value(), run.backward(1.0))
            },
        )
    };
}
