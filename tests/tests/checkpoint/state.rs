//! What a loop with `#[checkpoint]` carries from iteration to iteration: structs, arrays, generators,
//! and what can't be copied.

use autodiff_core::{Differentiable, Scalar, Tape, differentiable};
use ndarray::{Array1, Array2, arr1, arr2};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use std::cell::Cell;
use std::collections::HashMap;

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Body {
    at: [f64; 2],
    speed: Vec<f64>,
    name: String,
}

#[differentiable]
impl Body {
    fn step(&mut self, pull: f64, dt: f64) {
        for k in 0..2 {
            self.speed[k] -= dt * pull * self.at[k];
            self.at[k] += dt * self.speed[k];
        }
    }

    fn energy(&self) -> f64 {
        self.at[0].powi(2) + self.at[1].powi(2) + self.speed[0] * self.speed[1]
    }

    /// A loop in a method that changes `self`.
    fn run_few(&mut self, pull: f64, steps: usize) -> f64 {
        let mut highest = 0.0;
        #[checkpoint(snapshots = 4)]
        for _ in 0..steps {
            self.step(pull, 0.01);
            if self.energy() > highest {
                highest = self.energy();
            }
        }
        highest
    }

    fn run_whole(&mut self, pull: f64, steps: usize) -> f64 {
        let mut highest = 0.0;
        for _ in 0..steps {
            self.step(pull, 0.01);
            if self.energy() > highest {
                highest = self.energy();
            }
        }
        highest
    }
}

macro_rules! bodies {
    ($name:ident, $run:ident $(, $($attr:tt)*)?) => {
        #[differentiable]
        fn $name(body: &Body, pull: f64, steps: usize) -> f64 {
            let mut body = body.clone();
            let first = body.$run(pull, steps);
            let before = body.energy();
            $(#[$($attr)*])?
            for _ in 0..steps {
                let old = body.clone();
                body.step(pull * 0.9, 0.02);
                body.at[1] = 0.5 * (body.at[1] + old.at[1]);
            }
            body.energy() + first * before
        }
    };
}
bodies!(bodies_few, run_few, checkpoint(snapshots = 5));
bodies!(bodies_whole, run_whole);

#[test]
fn structs_and_methods() {
    let body = Body {
        at: [1.0, 0.3],
        speed: vec![0.1, -0.4],
        name: "comet".to_owned(),
    };
    for steps in [0, 1, 6, 100] {
        let few = bodies_few::value_and_grad(&body, 2.0, steps);
        let whole = bodies_whole::value_and_grad(&body, 2.0, steps);
        assert_eq!(format!("{few:?}"), format!("{whole:?}"));
        let pull_bar = few.1.1;
        let value = |pull: f64| bodies_whole(&body, pull, steps);
        let difference = (value(2.0 + 1e-6) - value(2.0 - 1e-6)) / 2e-6;
        assert!((pull_bar - difference).abs() < 1e-6 * (1.0 + difference.abs()));
    }
}

/// Arrays, whose old contents go to the tape whole.
macro_rules! arrays {
    ($name:ident $(, $($attr:tt)*)?) => {
        #[differentiable]
        pub(crate) fn $name(start: &Array1<f64>, m: &Array2<f64>, n: usize) -> f64 {
            let mut x = start.clone();
            let mut sum = Array1::zeros(x.len());
            let row = m.row(0);
            $(#[$($attr)*])?
            for _ in 0..n {
                x = m.dot(&x) * 0.3 + start;
                x = x.mapv(|v| v.tanh()) * &row;
                sum += &x;
            }
            (&sum * &x).sum()
        }
    };
}
twice!(arranged, arrays);

#[test]
fn arrays_of_ndarray() {
    let start = arr1(&[0.2, -0.4, 0.9]);
    let m = arr2(&[[0.5, 1.0, -0.3], [0.1, 0.2, 0.3], [2.0, -1.0, 0.7]]);
    for n in [0, 1, 5, 40] {
        same!(arranged(&start, &m, n));
        let (start_bar, m_bar) = arranged::few::grad(&start, &m, n);
        let along = |h: f64| arranged::whole(&(&start + h), &(&m - h), n);
        let difference = (along(1e-6) - along(-1e-6)) / 2e-6;
        let slope = start_bar.sum() - m_bar.sum();
        assert!((slope - difference).abs() < 1e-6 * (1.0 + difference.abs()));
    }
}

macro_rules! generic {
    ($name:ident $(, $($attr:tt)*)?) => {
        #[differentiable]
        pub(crate) fn $name<T: Scalar>(a: T, x: &[T]) -> T {
            let mut s = a;
            let mut t = T::one();
            $(#[$($attr)*])?
            for i in 0..x.len() {
                s = s * x[i] + t;
                t = s.tanh();
            }
            s * t
        }
    };
}
twice!(generics, generic);

#[test]
fn type_parameters() {
    for n in [0_u8, 1, 20] {
        let x: Vec<f64> = (0..n).map(|i| 0.5 + f64::from(i) * 0.02).collect();
        same!(generics(0.3, &x));
        let x: Vec<f32> = (0..n).map(|i| 0.5 + f32::from(i) * 0.02).collect();
        same!(generics(0.3_f32, &x));
    }
}

macro_rules! noisy {
    ($name:ident $(, $($attr:tt)*)?) => {
        /// With generators of both kinds, and a table of a type of its own.
        #[differentiable(wrt(x))]
        pub(crate) fn $name(x: f64, n: usize, lent: &mut SmallRng) -> f64 {
            let mut own = SmallRng::seed_from_u64(7);
            let table: HashMap<usize, f64> = (0..5).map(|i| (i, i as f64 * 0.1)).collect();
            let mut drawn = Vec::new();
            let mut s = x;
            $(#[$($attr)*])?
            for i in 0..n {
                let u: f64 = own.random();
                let w: f64 = lent.random();
                drawn.push(u);
                s = (s * (u + 0.5) + x * w * table[&(i % 5)]).sin();
                s += drawn[i / 2] * x;
            }
            s
        }
    };
}
twice!(noise, noisy);

#[test]
fn random_numbers_are_the_same_again() {
    for n in [0, 1, 2, 8, 100] {
        let run = |which: usize| {
            let mut lent = SmallRng::seed_from_u64(3);
            let found = match which {
                0 => noise::whole::value_and_grad(0.3, n, &mut lent),
                1 => noise::few::value_and_grad(0.3, n, &mut lent),
                2 => noise::one::value_and_grad(0.3, n, &mut lent),
                _ => noise::many::value_and_grad(0.3, n, &mut lent),
            };
            (format!("{found:?}"), lent)
        };
        for which in 1..4 {
            assert_eq!(run(0), run(which));
        }
    }
}

macro_rules! halts {
    ($name:ident $(, $($attr:tt)*)?) => {
        /// Conditions that change what they look at.
        #[differentiable(wrt(x))]
        pub(crate) fn $name(x: f64, seed: u64, fuel: usize) -> f64 {
            let mut draws = SmallRng::seed_from_u64(seed);
            let mut fuel = (0..fuel).collect::<Vec<usize>>();
            let mut s = x;
            let mut t = 0.0;
            $(#[$($attr)*])?
            while draws.random::<f64>() < 0.97 {
                s = (s * x + draws.random::<f64>()).cos();
            }
            $(#[$($attr)*])?
            while fuel.pop().is_some() && t < 5.0 {
                t += s * s * fuel.len() as f64 * 0.01;
                s = s.sin();
            }
            s + t
        }
    };
}
twice!(halting, halts);

#[test]
fn conditions_with_effects() {
    for seed in 0..12 {
        for fuel in [0, 1, 5, 40] {
            same!(halting(0.6, seed, fuel));
        }
    }
}

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

/// Another number with each call, which no snapshot holds.
fn other_each_time() -> f64 {
    CALLS.set(CALLS.get() + 1);
    f64::from(CALLS.get()).sqrt()
}

#[differentiable]
fn unsteady(x: f64, n: usize) -> f64 {
    let mut s = x;
    #[checkpoint(snapshots = 2)]
    for _ in 0..n {
        s = s * other_each_time() + x;
    }
    s
}

#[differentiable]
fn unsteady_length(x: f64) -> f64 {
    let mut s = x;
    #[checkpoint(snapshots = 2)]
    while CALLS.get() < 20 {
        CALLS.set(CALLS.get() + 1);
        s *= x;
    }
    s
}

#[test]
#[should_panic(expected = "run again, the loop doesn't do the same")]
fn what_is_not_the_same_again_is_noticed() {
    unsteady::grad(0.9, 10);
}

#[test]
#[should_panic(expected = "run again, the loop doesn't do the same")]
fn another_length_is_noticed() {
    unsteady_length::grad(0.9);
}

macro_rules! fails {
    ($name:ident $(, $($attr:tt)*)?) => {
        #[differentiable]
        pub(crate) fn $name(x: f64, n: usize, bad: usize) -> f64 {
            let mut list = vec![x];
            let mut s = x;
            $(#[$($attr)*])?
            for i in 0..n {
                assert!(i != bad, "at the {bad}th");
                list.push(s);
                s = s * x + list[i / 2];
            }
            s
        }
    };
}
twice!(failing, fails);

#[test]
fn a_tape_is_as_good_as_new() {
    let mut tape = Tape::new();
    let whole = failing::whole::value_and_grad(0.4, 50, 99);
    for bad in [99, 0, 99, 30, 99, 49, 99] {
        let again = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let run = failing::few::record_in(&mut tape, 0.4, 50, bad);
            (*run.value(), run.backward(1.0))
        }));
        match again {
            Ok(again) => {
                assert_eq!((bad, again), (99, whole));
                assert!(tape.is_empty());
                assert_eq!(tape.bytes(), 0);
            }
            Err(_) => assert!(bad < 50),
        }
    }
}
