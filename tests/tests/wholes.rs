//! Vectors that loops overwrite as a whole, short ones and long ones: what they held must be there again
//! for whatever read it, though nothing is copied.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Tape, differentiable};

const LENGTHS: [usize; 5] = [1, 3, 63, 64, 150];

fn input(len: usize) -> Vec<f64> {
    (0..len).map(|k| 0.4 + (k as f64 * 0.7).sin()).collect()
}

/// Each part of the gradient by all elements against a central difference along a few directions.
fn compare(name: &str, f: fn(&[f64]) -> f64, gradient: impl Fn(&[f64]) -> Vec<f64>) {
    for len in LENGTHS {
        let x = input(len);
        let found = gradient(&x);
        for direction in 0..4 {
            let along = |k: usize| (k as f64 * 1.3 + f64::from(direction)).cos();
            let h = 1e-6;
            let at = |h: f64| {
                f(&x.iter()
                    .enumerate()
                    .map(|(k, v)| v + h * along(k))
                    .collect::<Vec<_>>())
            };
            let expected = (at(h) - at(-h)) / (2.0 * h);
            let found: f64 = found.iter().enumerate().map(|(k, g)| g * along(k)).sum();
            assert!(
                (found - expected).abs() <= 2e-6 * expected.abs().max(1.0),
                "{name}, {len} elements: {found}, differences give {expected}"
            );
        }
    }
}

/// Compares with differences, then sweep after sweep on one tape, whose memory serves the next, of
/// another size too.
fn check(
    name: &str,
    f: fn(&[f64]) -> f64,
    gradient: impl Fn(&[f64]) -> Vec<f64>,
    sweeps: impl Fn(&mut Tape, &[f64], usize) -> (Vec<Vec<f64>>, Vec<f64>),
    record: impl Fn(&mut Tape, &[f64]) -> f64,
) {
    compare(name, f, &gradient);
    let mut tape = Tape::new();
    for len in LENGTHS.into_iter().chain(LENGTHS.into_iter().rev()) {
        let x = input(len);
        let expected = gradient(&x);
        for keep in [0, 3] {
            let (kept, last) = sweeps(&mut tape, &x, keep);
            assert_eq!(last, expected, "{name}, {len} elements");
            assert!(
                kept.iter().all(|found| *found == expected),
                "{name}, {len} elements"
            );
        }
        assert_eq!(record(&mut tape, &x), f(&x));
    }
}

macro_rules! programs {
    ($($name:ident: |$x:ident, $n:ident| $body:block)*) => {
        $(
            mod $name {
                use autodiff_core::differentiable;

                #[differentiable]
                fn program($x: &[f64]) -> f64 {
                    let $n = $x.len();
                    $body
                }

                #[test]
                fn differences_and_one_tape() {
                    super::check(
                        stringify!($name),
                        program,
                        |x| program::grad(x),
                        |tape, x, keep| {
                            let mut run = program::record_in(tape, x);
                            let kept = (0..keep).map(|_| run.backward_keeping(1.0)).collect();
                            (kept, run.backward(1.0))
                        },
                        |tape, x| program::record_in(tape, x).into_value(),
                    );
                }
            }
        )*
    };
}

#[differentiable]
fn stage(x: &[f64], from: &[f64], to: &mut [f64]) {
    for i in 0..x.len() {
        to[i] = x[i] * from[i].sin();
    }
}

programs! {
    stages: |x, n| {
        let mut y = vec![0.1_f64; n];
        let mut between = vec![0.0_f64; n];
        let mut k = vec![0.0_f64; n];
        for _ in 0..3 {
            super::stage(x, &y, &mut k);
            for i in 0..n {
                between[i] = y[i] + 0.5 * k[i];
            }
            super::stage(x, &between, &mut k);
            for i in 0..n {
                between[i] = y[i] * k[i];
            }
            super::stage(x, &between, &mut k);
            for i in 0..n {
                y[i] += 0.25 * k[i];
            }
        }
        let mut sum = 0.0;
        for i in 0..n {
            sum += y[i] * between[i];
        }
        sum
    }

    its_own_length: |x, n| {
        let mut old = vec![1.0_f64; n];
        let mut new = vec![0.0_f64; n];
        let mut sum = 0.0;
        for round in 0..4 {
            for i in 0..new.len() {
                new[i] = x[i] * old[i] * old[i] + round as f64 * 0.1;
            }
            sum += new[0] * new[n - 1];
            for i in 0..old.len() {
                old[i] = new[i].cos();
            }
        }
        sum
    }

    reads_what_it_overwrites: |x, n| {
        let mut v = vec![0.3_f64; n];
        let mut sum = 0.0;
        for _ in 0..3 {
            for i in 0..n {
                v[i] = x[i] * v[i].sin() + x[0] * v[n - 1];
            }
            sum += v[n / 2] * v[0];
        }
        sum
    }

    leaves_early: |x, n| {
        let mut v = vec![0.3_f64; n];
        let mut sum = 0.0;
        for round in 0..3 {
            for i in 0..n {
                if i == 2 + round {
                    break;
                }
                v[i] = x[i] * x[0];
            }
            for i in 0..n {
                if i % 2 == round % 2 {
                    continue;
                }
                v[i] = x[i] + v[0];
            }
            for i in 0..n {
                sum += v[i] * v[i];
            }
        }
        sum
    }

    only_some: |x, n| {
        let mut v = vec![0.3_f64; n];
        let mut sum = 0.0;
        for round in 0..3 {
            for i in 1..n {
                v[i] = x[i] * x[i - 1];
            }
            for i in 0..n - 1 {
                v[i] = x[i] * 0.5;
            }
            for i in 0..n / 2 + 1 {
                v[i] = x[i] * round as f64;
            }
            for i in 0..n {
                sum += v[i] * v[n - 1 - i];
            }
        }
        sum
    }

    made_anew: |x, n| {
        let mut sum = 0.0;
        for round in 0..3 {
            let mut v = vec![x[0]; n];
            for _ in 0..2 {
                sum += v[0] * v[n - 1];
                for i in 0..n {
                    v[i] = x[i] * (1.0 + round as f64) * sum;
                }
            }
            sum += v[n / 2] * v[n / 2];
        }
        sum
    }

    replaced_by_another: |x, n| {
        let mut v = vec![1.0_f64; n];
        let mut sum = 0.0;
        for round in 0..3 {
            sum += v[0] * v[0];
            if round == 1 {
                v = vec![x[0]; 2 * n];
                sum += v[2 * n - 1] * x[0];
            }
            for i in 0..n {
                v[i] = x[i] * x[i];
            }
            sum += v[v.len() - 1] * v[n - 1];
        }
        sum
    }

    run_again: |x, n| {
        let mut y = vec![0.1_f64; n];
        let mut between = vec![0.0_f64; n];
        #[checkpoint(snapshots = 2, tape = 2)]
        for round in 0..7 {
            for i in 0..n {
                between[i] = y[i] * x[i];
            }
            for i in 0..n {
                y[i] = between[i].sin() * x[0] + round as f64 * 0.01;
            }
            for i in 0..n {
                between[i] = y[i] * y[i];
            }
            for i in 0..n {
                y[i] += between[i];
            }
        }
        y[0] * between[n - 1] + y[n - 1]
    }
}

macro_rules! in_precision {
    ($name:ident: $T:ty) => {
        #[differentiable]
        fn $name(x: &[$T]) -> $T {
            let mut v = vec![0.5; x.len()];
            let mut sum: $T = 0.0;
            for _ in 0..3 {
                for i in 0..x.len() {
                    sum += v[i] * v[i] * x[0];
                }
                for i in 0..x.len() {
                    v[i] = x[i] * sum;
                }
            }
            sum
        }
    };
}

in_precision!(single: f32);
in_precision!(double: f64);

#[test]
fn single_precision() {
    for len in LENGTHS {
        let x: Vec<f32> = (0..len)
            .map(|k| (1.0 + k as f32 / 200.0) / len as f32)
            .collect();
        let exact: Vec<f64> = x.iter().map(|v| f64::from(*v)).collect();
        for (found, expected) in single::grad(&x).iter().zip(double::grad(&exact)) {
            let error = f64::from(*found) - expected;
            assert!(
                error.abs() <= 1e-4 * expected.abs().max(1e-2),
                "{len}: {found}, {expected}"
            );
        }
    }
}
