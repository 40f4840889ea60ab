//! `#[checkpoint]` on loops: the same gradients, bit for bit, with few copies of the loop's state.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Tape, differentiable};
use autodiff_tests::{check, twin};

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

#[path = "checkpoint/state.rs"]
mod state;

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
