//! What every operation with a pullback of its own has to obey: [`obeys!`](crate::obeys!), and random
//! arrays to call it with.
//!
//! ```ignore
//! for shape in [[2, 3], [1, 4], [0, 3], [3, 0], [1, 1]] {
//!     let x = random(shape, -2.0..2.0);
//!     obeys!(ops::softmax(&x; Axis(1)));      // differentiated by `x`; after `;`, what has no derivative
//!     obeys!(ops::huber(&a, &b; 1.0));        // several operands
//!     obeys!(lerp(&a, &b, w));                // an annotated function, a number
//!     obeys!(only f64: f(&x));                // an annotated function of `f64` alone
//! }
//! ```
//!
//! Inputs are variables of type `Array<f64, D>` or `f64`. A call is repeated in `f32`, so what stands
//! behind `;` should fit both: literals, axes, arrays of integers. Parameters without derivative come
//! last; for others, annotate a generic function of the operation.

mod inputs;
mod random;

pub use inputs::{Input, Layout, Relaid};
use random::split_mix;
pub use random::{distinct, random};

use autodiff_core::{Cotangent, Differentiable, Leaves, Shape, Tree};

use crate::differences::{agree, slopes};

/// `obeys!(f(&x, w; Axis(0)))`: checks the sweeps of the operation or differentiable function `f`
/// with what [`obeys`] checks, in both precisions. See [the module](crate::ops).
#[macro_export]
macro_rules! obeys {
    (only f64: $($f:ident)::+ ($($args:tt)*)) => {
        $crate::obeys!(@inputs [only] [$($f)::+] [] $($args)*)
    };
    ($($f:ident)::+ ($($args:tt)*)) => {
        $crate::obeys!(@inputs [both] [$($f)::+] [] $($args)*)
    };
    (@inputs $kind:tt $f:tt [$($done:tt)*] & $x:ident , $($rest:tt)*) => {
        $crate::obeys!(@inputs $kind $f [$($done)* (& $x)] $($rest)*)
    };
    (@inputs $kind:tt $f:tt [$($done:tt)*] $x:ident , $($rest:tt)*) => {
        $crate::obeys!(@inputs $kind $f [$($done)* ($x)] $($rest)*)
    };
    (@inputs $kind:tt $f:tt [$($done:tt)*] & $x:ident $(; $($plain:expr),+ $(,)?)?) => {
        $crate::obeys!(@run $kind $f [$($done)* (& $x)] [$($($plain),+)?])
    };
    (@inputs $kind:tt $f:tt [$($done:tt)*] $x:ident $(; $($plain:expr),+ $(,)?)?) => {
        $crate::obeys!(@run $kind $f [$($done)* ($x)] [$($($plain),+)?])
    };
    (@inputs $kind:tt $f:tt [$($done:tt)+]) => {
        $crate::obeys!(@run $kind $f [$($done)+] [])
    };
    (@run [only] $f:tt [$(($($x:tt)+))+] $plain:tt) => {{
        let inputs = ($(::std::clone::Clone::clone($crate::obeys!(@borrow $($x)+)),)+);
        $crate::ops::obeys(
            &inputs,
            $crate::obeys!(@value $f [$(($($x)+))+] $plain),
            $crate::obeys!(@sweep $f [$(($($x)+))+] $plain),
        );
    }};
    (@run [both] $f:tt [$(($($x:tt)+))+] $plain:tt) => {{
        let inputs = ($(::std::clone::Clone::clone($crate::obeys!(@borrow $($x)+)),)+);
        $crate::ops::obeys(
            &inputs,
            $crate::obeys!(@value $f [$(($($x)+))+] $plain),
            $crate::obeys!(@sweep $f [$(($($x)+))+] $plain),
        );
        $crate::ops::agrees_in_single_precision(
            &inputs,
            $crate::obeys!(@sweep $f [$(($($x)+))+] $plain),
            $crate::obeys!(@sweep $f [$(($($x)+))+] $plain),
        );
    }};
    (@borrow & $x:ident) => { &$x };
    (@borrow $x:ident) => { &$x };
    (@name & $x:ident) => { $x };
    (@name $x:ident) => { $x };
    (@value [$($f:ident)::+] [$((& $x0:ident))+] [$($plain:expr),*]) => {
        |($($x0,)+)| $($f)::+($(&$x0,)+ $($plain),*)
    };
    (@value [$($f:ident)::+] [$(($($x:tt)+))+] [$($plain:expr),*]) => {
        $crate::obeys!(@lambda [$(($($x)+))+] [] => $($f)::+($($($x)+,)+ $($plain),*))
    };
    (@lambda [(& $x:ident) $($rest:tt)*] [$($done:tt)*] => $($body:tt)+) => {
        $crate::obeys!(@lambda [$($rest)*] [$($done)* $x,] => $($body)+)
    };
    (@lambda [($x:ident) $($rest:tt)*] [$($done:tt)*] => $($body:tt)+) => {
        $crate::obeys!(@lambda [$($rest)*] [$($done)* $x,] => $($body)+)
    };
    (@lambda [] [$($x:ident,)+] => $($body:tt)+) => {
        |($($x,)+)| $($body)+
    };
    (@sweep $f:tt $inputs:tt $plain:tt) => {
        $crate::obeys!(@sweep_of $f $inputs $inputs [] $plain)
    };
    (@sweep_of $f:tt $inputs:tt [(& $x:ident) $($rest:tt)*] [$($done:tt)*] $plain:tt) => {
        $crate::obeys!(@sweep_of $f $inputs [$($rest)*] [$($done)* $x] $plain)
    };
    (@sweep_of $f:tt $inputs:tt [($x:ident) $($rest:tt)*] [$($done:tt)*] $plain:tt) => {
        $crate::obeys!(@sweep_of $f $inputs [$($rest)*] [$($done)* $x] $plain)
    };
    (@sweep_of [$($f:ident)::+] [$(($($x:tt)+))+] [] [$($name:ident)+] [$($plain:expr),*]) => {
        |($($name,)+), seed, wanted, bars| {
            let mut tape = ::autodiff_core::Tape::new();
            let value = $($f)::+::__forward(&mut tape, 0, ($($($x)+,)+ $($plain,)*));
            let seed = $crate::ops::Seeding::seed(seed, &value);
            let lent = {
                let ($($name,)+) = bars;
                let mut wanted: u64 = wanted;
                (
                    $($crate::ops::lent(&mut wanted, $name),)+
                    $($crate::ops::not_lent(stringify!($plain)),)*
                )
            };
            $($f)::+::__reverse(&mut tape, 0, ($($($x)+,)+ $($plain,)*), seed, lent);
            assert!(tape.is_empty(), "the reverse sweep leaves {tape:?}");
            value
        }
    };
}

/// A cotangent to lend, if the next bit says so.
pub fn lent<'b, B: ?Sized>(wanted: &mut u64, bar: &'b mut B) -> Option<&'b mut B> {
    let this = *wanted & 1 == 1;
    *wanted >>= 1;
    this.then_some(bar)
}

/// What has no derivative is lent none.
#[must_use]
pub const fn not_lent<B>(_: &str) -> Option<B> {
    None
}

/// The cotangent that a reverse sweep starts from.
#[derive(Clone, Copy, Debug)]
pub enum Seeding<'s> {
    /// The zero without memory, where the type has one.
    Zero,
    /// These numbers, in an array of this layout.
    Numbers(&'s [f64], Layout),
}

impl Seeding<'_> {
    /// The cotangent of `value`.
    pub fn seed<Y: Differentiable<Cotangent: Relaid>>(self, value: &Y) -> Y::Cotangent {
        let mut seed = Y::Cotangent::zero();
        match self {
            Self::Zero => seed,
            Self::Numbers(numbers, layout) => {
                value.cotangent_shape().materialise(&mut seed);
                seed.set_flat(numbers);
                seed.relaid(layout)
            }
        }
    }
}

/// Checks an operation at `x`: the sweeps give its value; the pullback agrees with finite differences,
/// is linear, adds to what the cotangents hold already, leaves alone what isn't wanted, takes the
/// zero without memory, and all that for inputs and seeds of any layout.
///
/// `sweep` is told the bits of the inputs whose cotangents are lent.
///
/// # Panics
///
/// If it fails one of these.
#[track_caller]
pub fn obeys<X: Input, Y: Tree>(
    x: &X,
    value: impl Fn(X) -> Y,
    sweep: impl Fn(X, Seeding<'_>, u64, &mut X::Cotangent) -> Y,
) {
    let y = value(x.clone()).to_flat();
    let zeros = full_zeros(x);
    let pullback = |seed: &[f64], layout: Layout| {
        let mut bars = zeros.clone();
        let seeding = Seeding::Numbers(seed, layout);
        let value = sweep(x.relaid(layout), seeding, u64::MAX, &mut bars);
        close(
            "the value of the forward sweep",
            &value.to_flat(),
            &y,
            1e-12,
        );
        bars.to_flat()
    };

    let seeds = [numbers(y.len(), 1), numbers(y.len(), 2)];
    for seed in &seeds {
        let x_bar = pullback(seed, Layout::Standard);
        let inner = |y: &[f64]| y.iter().zip(seed).map(|(y, seed)| y * seed).sum::<f64>();
        let slopes = slopes(x, |x| inner(&value(x).to_flat()));
        let largest = y.iter().fold(0.0_f64, |m, y| m.max(y.abs()));
        if let Err(why) = agree(&x_bar, &slopes, 10.0 * largest) {
            panic!("differences: {why}");
        }
        for layout in [Layout::Transposed, Layout::Sliced] {
            let again = pullback(seed, layout);
            close(&format!("the pullback, {layout:?}"), &again, &x_bar, 1e-11);
        }
    }

    let [u, v] = &seeds;
    let (from_u, from_v) = (pullback(u, Layout::Standard), pullback(v, Layout::Standard));
    let mix = |a: &[f64], b: &[f64]| -> Vec<f64> {
        a.iter().zip(b).map(|(a, b)| 2.0 * a - 0.5 * b).collect()
    };
    let mixed = pullback(&mix(u, v), Layout::Standard);
    close(
        "the pullback of a sum",
        &mixed,
        &mix(&from_u, &from_v),
        1e-10,
    );

    let count = from_u.len();
    let start = numbers(count, 3);
    let mut bars = zeros.clone();
    bars.set_flat(&start);
    let held = bars.clone();
    sweep(
        x.clone(),
        Seeding::Numbers(u, Layout::Standard),
        u64::MAX,
        &mut bars,
    );
    let sum: Vec<f64> = start.iter().zip(&from_u).map(|(a, b)| a + b).collect();
    close("accumulation", &bars.to_flat(), &sum, 1e-11);

    let mut bars = held.clone();
    sweep(x.clone(), Seeding::Zero, u64::MAX, &mut bars);
    close("the pullback of zero", &bars.to_flat(), &start, 0.0);

    let parts = x.part_count();
    for wanted in 0..(1_u64 << parts) {
        let mut bars = held.clone();
        let seeding = Seeding::Numbers(u, Layout::Standard);
        sweep(x.clone(), seeding, wanted, &mut bars);
        for part in 0..parts {
            let (found, before) = (flat_part(&bars, part), flat_part(&held, part));
            let mut all = zeros.clone();
            all.set_flat(&sum);
            let expected = if wanted >> part & 1 == 1 {
                flat_part(&all, part)
            } else {
                before
            };
            close(
                &format!("wanted {wanted:b}, input {part}"),
                &found,
                &expected,
                1e-11,
            );
        }
    }
}

/// Compares the sweeps at `x` in the two precisions.
///
/// # Panics
///
/// If they disagree by more than single precision explains.
#[track_caller]
pub fn agrees_in_single_precision<X: Input, Y: Tree, Z: Tree>(
    x: &X,
    double: impl Fn(X, Seeding<'_>, u64, &mut X::Cotangent) -> Y,
    single: impl Fn(X::Single, Seeding<'_>, u64, &mut <X::Single as Differentiable>::Cotangent) -> Z,
) {
    let mut bars = full_zeros(x);
    let y = double(x.clone(), Seeding::Zero, 0, &mut bars).to_flat();
    let seed = numbers(y.len(), 4);
    let seeding = Seeding::Numbers(&seed, Layout::Standard);
    double(x.clone(), seeding, u64::MAX, &mut bars);
    let in_single = x.single();
    let mut single_bars = full_zeros(&in_single);
    let z = single(in_single, seeding, u64::MAX, &mut single_bars);
    close("the value in single precision", &z.to_flat(), &y, 1e-4);
    close(
        "the pullback in single precision",
        &single_bars.to_flat(),
        &bars.to_flat(),
        5e-4,
    );
}

fn full_zeros<X: Differentiable>(x: &X) -> X::Cotangent {
    let mut zeros = X::Cotangent::zero();
    x.cotangent_shape().materialise(&mut zeros);
    zeros
}

/// The numbers of one input's cotangent.
fn flat_part<C: Tree>(bars: &C, part: usize) -> Vec<f64> {
    let mut flat = Vec::new();
    bars.part(part).1.visit(|_, x| flat.push(x));
    flat
}

#[track_caller]
fn close(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}: how many numbers");
    let largest = expected.iter().fold(
        0.0_f64,
        |m, x| {
            if x.is_finite() { m.max(x.abs()) } else { m }
        },
    );
    for (found_one, expected_one) in found.iter().zip(expected) {
        assert!(
            (found_one - expected_one).abs() <= tolerance * largest || found_one == expected_one,
            "{what}: {found:?}, expected {expected:?}"
        );
    }
}

/// Numbers in [−1.5, 1.5) that depend on `salt` alone.
fn numbers(count: usize, salt: u64) -> Vec<f64> {
    split_mix(salt).take(count).map(|u| 3.0 * u - 1.5).collect()
}
