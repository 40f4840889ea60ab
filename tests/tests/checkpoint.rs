//! `#[checkpoint]` on loops: the same gradients, bit for bit, with few copies of the loop's state.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, Scalar, Tape, differentiable};
use autodiff_tests::{check, twin};
use ndarray::{Array1, Array2, arr1, arr2};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use std::cell::Cell;
use std::collections::HashMap;

/// Each program twice: `f::whole` keeps all on the tape, `f::few` few snapshots.
macro_rules! twice {
    ($name:ident, $make:ident) => {
        mod $name {
            use super::*;
            $make!(whole);
            $make!(few, checkpoint(snapshots = 3));
            $make!(one, checkpoint(snapshots = 1, tape = 2));
            $make!(many, checkpoint);
        }
    };
}

/// Value and gradient of all four versions, which have to be the same to the last bit; of one of
/// them also compared with the twin and with finite differences.
macro_rules! same {
    ($name:ident($($arg:expr),*)) => {{
        let (value, gradient) = $name::whole::value_and_grad($($arg),*);
        let text = format!("{value:?} {gradient:?}");
        let (value, gradient) = $name::few::value_and_grad($($arg),*);
        assert_eq!(format!("{value:?} {gradient:?}"), text, "few");
        let (value, gradient) = $name::one::value_and_grad($($arg),*);
        assert_eq!(format!("{value:?} {gradient:?}"), text, "one");
        let (value, gradient) = $name::many::value_and_grad($($arg),*);
        assert_eq!(format!("{value:?} {gradient:?}"), text, "many");
    }};
}

macro_rules! swing {
    ($name:ident $(, $($attr:tt)*)?) => {
        #[twin]
        #[differentiable]
        pub(crate) fn $name(k: f64, start: f64, n: usize) -> f64 {
            let mut x = start;
            let mut v = 0.0;
            let dt = 0.05;
            $(#[$($attr)*])?
            for _ in 0..n {
                v -= dt * k * x.sin();
                x += dt * v;
            }
            x * x + v
        }
    };
}
twice!(swinging, swing);

#[test]
fn ranges() {
    for n in [0, 1, 2, 3, 4, 5, 6, 7, 10, 17, 64, 65, 300] {
        same!(swinging(1.3, 0.4, n));
    }
    use swinging::{few, one};
    check!(few(k, start, n); k = 1.3, start = 0.4, n = 25_usize);
    check!(one(k, start, n); k = 1.3, start = 0.4, n = 6_usize);
    check!(few(k, start, n); k = 1.3, start = 0.4, n = 0_usize);
}

macro_rules! backwards {
    ($name:ident $(, $($attr:tt)*)?) => {
        #[twin]
        #[differentiable]
        pub(crate) fn $name(x: &[f64], w: f64) -> f64 {
            let mut s = w;
            let mut last = 1.0;
            $(#[$($attr)*])?
            for i in (0..x.len()).rev() {
                s = s * x[i] + last;
                last = s.sin() * w;
            }
            $(#[$($attr)*])?
            for i in (1..x.len() + 1).step_by(2) {
                last = (last + x[i - 1]) * 0.5;
                s *= last;
            }
            s + last
        }
    };
}
twice!(reversed, backwards);

#[test]
fn ranges_of_all_kinds() {
    for n in [0, 1, 2, 5, 13, 40] {
        let x: Vec<f64> = (0..n).map(|i| 0.3 + 0.01 * f64::from(i)).collect();
        same!(reversed(&x, 0.7));
        use reversed::few;
        check!(few(&x, w); x = x.clone(), w = 0.7);
    }
}

macro_rules! shrink {
    ($name:ident $(, $($attr:tt)*)?) => {
        #[twin]
        #[differentiable]
        pub(crate) fn $name(x: f64, rate: f64) -> f64 {
            let mut y = x;
            let mut steps = 0;
            let mut sum = 0.0;
            $(#[$($attr)*])?
            while y > 0.01 {
                y *= rate;
                steps += 1;
                if steps % 3 == 0 {
                    continue;
                }
                if steps > 40 {
                    sum += y;
                    break;
                }
                sum += y * y / steps as f64;
            }
            sum + y * steps as f64
        }
    };
}
twice!(shrinking, shrink);

macro_rules! newton {
    ($name:ident $(, $($attr:tt)*)?) => {
        #[twin]
        #[differentiable]
        pub(crate) fn $name(a: f64) -> f64 {
            let mut y = a;
            $(#[$($attr)*])?
            loop {
                let next = 0.9 * y + 0.1 * 0.5 * (y + a / y);
                let far = (next - y).abs();
                y = next;
                if far < 1e-3 {
                    break;
                }
            }
            y
        }
    };
}
twice!(solving, newton);

macro_rules! countdown {
    ($name:ident $(, $($attr:tt)*)?) => {
        #[twin]
        #[differentiable]
        pub(crate) fn $name(x: f64, n: usize) -> f64 {
            let mut left: Vec<usize> = (0..n).collect();
            let mut s = x;
            $(#[$($attr)*])?
            while let Some(k) = left.pop() {
                s = (s * x).sin() + k as f64;
                if k == 9 {
                    left.truncate(4);
                }
            }
            s
        }
    };
}
twice!(counting_down, countdown);

#[test]
fn loops_of_unknown_length() {
    for x in [0.001, 0.02, 1.0, 30.0] {
        same!(shrinking(x, 0.8));
        same!(shrinking(x, 0.97));
        same!(solving(x));
    }
    for n in [0, 1, 5, 30] {
        same!(counting_down(0.4, n));
        use counting_down::few;
        check!(few(x, n); x = 0.4, n = n);
    }
    use {shrinking::few as shrunk, solving::few as solved};
    check!(shrunk(x, rate); x = 1.0, rate = 0.8);
    check!(shrunk(x, rate); x = 1.0, rate = 0.97);
    check!(solved(a); a = 3.0);
}

macro_rules! heat {
    ($name:ident $(, $($attr:tt)*)?) => {
        #[twin]
        #[differentiable]
        pub(crate) fn $name(u: &mut [f64], c: f64, steps: usize) -> f64 {
            let n = u.len();
            let mut old = vec![0.0; n];
            let weights = vec![c, 1.0 - 2.0 * c, c];
            $(#[$($attr)*])?
            for step in 0..steps {
                old.copy_from_slice(u);
                for i in 1..n - 1 {
                    let left = &old[i - 1];
                    u[i] = weights[0] * left + weights[1] * old[i] + weights[2] * old[i + 1];
                    u[i] += 0.001 * (old[i] * old[i] + step as f64);
                }
                u[0] = u[1].cos();
            }
            let mut sum = 0.0;
            for i in 0..n {
                sum += u[i] * u[i] * old[i];
            }
            sum
        }
    };
}
heat!(heat_whole);
heat!(heat_few, checkpoint(snapshots = 3));
heat!(heat_one, checkpoint(snapshots = 1, tape = 2));
heat!(heat_many, checkpoint);

/// The buffer is read before and after.
macro_rules! heated {
    ($name:ident, $heat:ident) => {
        #[twin(calls($heat))]
        #[differentiable]
        pub(crate) fn $name(start: &[f64], c: f64, steps: usize) -> f64 {
            let mut u = start.to_vec();
            let mut before = 0.0;
            for i in 0..u.len() {
                before += u[i] * u[i] * u[0];
            }
            let inside = $heat(&mut u, c, steps);
            let again = $heat(&mut u, c * c, steps / 2);
            before * inside + again + u[1].sin() * u[2]
        }
    };
}
mod heated {
    use super::*;
    heated!(whole, heat_whole);
    heated!(few, heat_few);
    heated!(one, heat_one);
    heated!(many, heat_many);
}

#[test]
fn buffers_of_the_caller() {
    let start = vec![0.1, 0.9, -0.3, 0.4, 0.2];
    for steps in [0, 1, 2, 5, 20, 70] {
        same!(heated(&start, 0.2, steps));
        use heated::few;
        check!(few(&start, c, steps); start = start.clone(), c = 0.2, steps = steps);
    }
}

macro_rules! sequences {
    ($name:ident $(, $($attr:tt)*)?) => {
        #[twin]
        #[differentiable]
        pub(crate) fn $name(x: f64, n: usize) -> f64 {
            let mut seen = vec![x];
            let mut pair = (x, 0.5);
            let mut window = [x, 1.0, x * x];
            let scale = x.exp();
            let shift = |v: f64| v * scale + 0.1;
            $(#[$($attr)*])?
            for i in 0..n {
                let last = seen[seen.len() - 1];
                if i % 4 == 3 {
                    seen.pop();
                } else {
                    seen.push((shift(last) * window[i % 3]).sin());
                }
                pair = (pair.1, pair.0 * last);
                window.swap(0, 1);
                window[2] = window[0] * 0.5 + pair.1;
                let mut inner = 0.0;
                for j in 0..seen.len().min(3) {
                    if j == i % 2 {
                        continue;
                    }
                    inner += seen[j] * seen[j];
                }
                window[1] += inner * 0.1;
            }
            let total: f64 = seen.iter().map(|v| v * v).sum();
            total + pair.0 * window[0] + window[1] * window[2] + pair.1
        }
    };
}
twice!(sequenced, sequences);

#[test]
fn lists_tuples_and_arrays() {
    for n in [0, 1, 2, 3, 9, 30, 70] {
        same!(sequenced(0.4, n));
        use sequenced::few;
        check!(few(x, n); x = 0.4, n = n);
    }
}

/// Loops in loops, with and without the attribute.
macro_rules! nests {
    ($name:ident $(, $($attr:tt)*)?) => {
        #[twin]
        #[differentiable]
        pub(crate) fn $name(x: &[f64], n: usize) -> f64 {
            let mut s = 0.1;
            let mut p = 1.0;
            for k in 0..x.len() {
                let c = x[k] * 0.5;
                $(#[$($attr)*])?
                for i in 0..n {
                    s = (s * c + x[k]).sin() + 0.01 * i as f64;
                    p += s * s * x[k];
                }
                s *= p;
                p = p.sqrt();
            }
            $(#[$($attr)*])?
            'outer: for k in 0..n {
                let mut q = s;
                let mut rounds = 0;
                $(#[$($attr)*])?
                while q < 10.0 {
                    q = q * 1.3 + (p * 0.1).abs() + 0.5;
                    rounds += 1;
                    if rounds > 12 + k {
                        break;
                    }
                }
                if rounds == 3 {
                    continue 'outer;
                }
                s = s.cos() + q * 0.01;
                'block: {
                    if s > 0.9 {
                        break 'block;
                    }
                    p += s * rounds as f64;
                }
                if k > 40 {
                    break 'outer;
                }
            }
            s * p
        }
    };
}
twice!(nested, nests);

#[test]
fn loops_in_loops() {
    for n in [0, 1, 2, 7, 20, 50] {
        let x = [0.3, 0.8, 0.5];
        same!(nested(&x, n));
        use nested::few;
        check!(few(&x, n); x = vec![0.3, 0.8, 0.5], n = n);
    }
}

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

/// The bytes of `snapshots` copies of the state and of the tape of as many iterations, with what it
/// takes to keep them.
#[test]
fn the_tape_stays_small() {
    let peak = |n: usize| {
        let mut tape = Tape::new();
        let run = swinging::many::record_in(&mut tape, 1.3, 0.4, n);
        let _ = run.backward(1.0);
        tape.peak_bytes()
    };
    let mut tape = Tape::new();
    let _ = swinging::whole::record_in(&mut tape, 1.3, 0.4, 1000);
    let iteration = tape.peak_bytes() / 1000;
    // Two floats and a size for each snapshot, 64 of them; 64 iterations; the store itself.
    let bound = 64 * (2 * 8 + 8) + 64 * (iteration + 1) + 512;
    for n in [1000, 10_000, 100_000] {
        assert!(peak(n) <= bound, "{n}: {} of {bound}", peak(n));
    }
    assert!(peak(100_000) < tape.peak_bytes() / 5);
}
