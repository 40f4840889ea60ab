//! [`differences!`](crate::differences!): the derivatives of functions of structs, enums and other
//! types that have no twin, compared with finite differences leaf by leaf.

use std::panic::Location;

use autodiff_core::{Differentiable, Leaves, Shape, Tape, Tree};

use crate::differences::{agree, slopes};

/// Compares the derivatives of a function with finite differences in every leaf of its arguments,
/// and its recordings (on a fresh tape, and twice on one that is used again) with the function.
///
/// ```ignore
/// differences!(energy(&body, t); body = Body { .. }, t = 0.5);   // a scalar function
/// differences!(step(body, t); body = Body { .. }, t = 0.5; any); // any result: no `grad`
/// differences!(root(x)?; x = 2.0);                               // `Option` or `Result`: none fails
/// differences!(root(x)?; x = 2.0; any);
/// ```
#[macro_export]
macro_rules! differences {
    ($($f:ident)::+ ($($arg:expr),* $(,)?); $($x:ident = $value:expr),+ $(,)?) => {
        $crate::differences!(@run [$($f)::+] [] [grad] ($($arg),*) $($x = $value),+)
    };
    ($($f:ident)::+ ($($arg:expr),* $(,)?); $($x:ident = $value:expr),+; any) => {
        $crate::differences!(@run [$($f)::+] [] [] ($($arg),*) $($x = $value),+)
    };
    ($($f:ident)::+ ($($arg:expr),* $(,)?)?; $($x:ident = $value:expr),+ $(,)?) => {
        $crate::differences!(@run [$($f)::+] [unwrap] [grad] ($($arg),*) $($x = $value),+)
    };
    ($($f:ident)::+ ($($arg:expr),* $(,)?)?; $($x:ident = $value:expr),+; any) => {
        $crate::differences!(@run [$($f)::+] [unwrap] [] ($($arg),*) $($x = $value),+)
    };
    (@run [$($f:ident)::+] [$($unwrap:ident)?] $grad:tt $args:tt $($x:ident = $value:expr),+) => {
        $crate::trees::check(
            stringify!($($f)::+),
            &($($value,)+),
            |inputs| {
                #[allow(unused_mut, reason = "what one program changes, another doesn't")]
                let ($(mut $x,)+) = inputs;
                $crate::differences!(@call [$($f)::+] $args) $(.$unwrap())?
            },
            |inputs, tape, seed| {
                #[allow(unused_mut, reason = "what one program changes, another doesn't")]
                let ($(mut $x,)+) = inputs;
                match tape {
                    None => {
                        let run = $crate::differences!(@call [$($f)::+::record] $args) $(.$unwrap())?;
                        let value = ::autodiff_core::Leaves::to_flat(run.value());
                        (value, ::autodiff_core::Leaves::to_flat(&run.backward(seed)))
                    }
                    Some(tape) => {
                        let run =
                            $crate::differences!(@call [$($f)::+::record_in] tape $args) $(.$unwrap())?;
                        let value = ::autodiff_core::Leaves::to_flat(run.value());
                        (value, ::autodiff_core::Leaves::to_flat(&run.backward(seed)))
                    }
                }
            },
            $crate::differences!(@grad $grad [$($f)::+] [$($unwrap)?] $args $($x)+),
        )
    };
    (@grad [] $($rest:tt)*) => { |_| None };
    (@grad [grad] [$($f:ident)::+] [$($unwrap:ident)?] $args:tt $($x:ident)+) => {
        |inputs: &_| {
            #[allow(unused_mut, reason = "what one program changes, another doesn't")]
            let ($(mut $x,)+) = Clone::clone(inputs);
            let grad = $crate::differences!(@call [$($f)::+::grad] $args) $(.$unwrap())?;
            let ($(mut $x,)+) = Clone::clone(inputs);
            let (value, both) =
                $crate::differences!(@call [$($f)::+::value_and_grad] $args) $(.$unwrap())?;
            let flat = [
                ::autodiff_core::Leaves::to_flat(&grad),
                ::autodiff_core::Leaves::to_flat(&value),
                ::autodiff_core::Leaves::to_flat(&both),
            ];
            Some(flat)
        }
    };
    (@call [$($f:ident)::+] ($($arg:expr),*)) => { $($f)::+($($arg),*) };
    (@call [$($f:ident)::+] $tape:ident ($($arg:expr),*)) => { $($f)::+($tape, $($arg),*) };
}

/// `agrees!([x, k] f(&x, k, n))` is [`differences!`](crate::differences!) of a scalar function in
/// variables that have their values already; `n` isn't differentiated.
#[macro_export]
macro_rules! agrees {
    ([$($x:ident),+ $(,)?] $($f:ident)::+ ($($argument:expr),* $(,)?)) => {
        $crate::differences!($($f)::+ ($($argument),*); $($x = ::std::clone::Clone::clone(&$x)),+)
    };
}

/// What [`differences!`](crate::differences!) does.
///
/// # Panics
///
/// If the derivatives disagree.
#[track_caller]
pub fn check<X, Y>(
    name: &'static str,
    inputs: &X,
    primal: impl Fn(X) -> Y,
    pullback: impl Fn(X, Option<&mut Tape>, Y::Cotangent) -> (Vec<f64>, Vec<f64>),
    gradient: impl Fn(&X) -> Option<[Vec<f64>; 3]>,
) where
    X: Tree + Clone,
    Y: Tree + Differentiable,
    Y::Cotangent: Tree,
{
    let at = Location::caller();
    let y = primal(inputs.clone());
    let (shape, flat) = (y.cotangent_shape(), y.to_flat());
    let same = |what: &str, found: &[f64], expected: &[f64]| {
        let bits = |x: &[f64]| -> Vec<u64> { x.iter().map(|x| x.to_bits()).collect() };
        assert!(
            bits(found) == bits(expected),
            "{name} ({at}): {what} is {found:?}, expected {expected:?}"
        );
    };
    let same_value = |what: &str, found: &[f64], expected: &[f64]| {
        let tolerance = crate::check::rounding();
        let close = |(a, b): (&f64, &f64)| (a - b).abs() <= tolerance * (1.0 + b.abs());
        if tolerance == 0.0 || found.len() != expected.len() {
            same(what, found, expected);
        } else if !found.iter().zip(expected).all(close) {
            panic!("{name} ({at}): {what} is {found:?}, expected {expected:?}");
        }
    };
    let mut tape = Tape::new();
    for weights in seeds(flat.len()) {
        let seed = || {
            let mut seed = <Y::Cotangent as autodiff_core::Cotangent>::zero();
            shape.materialise(&mut seed);
            seed.set_flat(&weights);
            seed
        };
        let (value, x_bar) = pullback(inputs.clone(), None, seed());
        same_value("the value of the recording", &value, &flat);
        let weighted = |y: &[f64]| y.iter().zip(&weights).map(|(y, w)| y * w).sum();
        let slopes = slopes(inputs, |x| weighted(&primal(x).to_flat()));
        if let Err(why) = agree(&x_bar, &slopes, weighted(&flat)) {
            panic!("{name} ({at}): with the seed {weights:?}, {why}");
        }
        for _ in 0..2 {
            let (value, again) = pullback(inputs.clone(), Some(&mut tape), seed());
            same_value("the value of the recording on a used tape", &value, &flat);
            same("the pullback on a used tape", &again, &x_bar);
            assert!(
                tape.is_empty() && tape.bytes() == 0,
                "{name} ({at}): left {tape:?}"
            );
        }
        if let Some([grad, value, both]) = gradient(inputs) {
            same_value("the value of value_and_grad", &value, &flat);
            same("value_and_grad", &both, &grad);
            same("grad", &grad, &x_bar);
        }
    }
}

/// One weight for a scalar, otherwise two sets of weights without pattern.
fn seeds(outputs: usize) -> Vec<Vec<f64>> {
    let irregular = |i: usize| ((i * 7919 % 2039) as f64).sin();
    match outputs {
        1 => vec![vec![1.0]],
        n => vec![
            (0..n).map(|i| irregular(i + 1)).collect(),
            (0..n).map(|i| irregular(3 * i + 17)).collect(),
        ],
    }
}
