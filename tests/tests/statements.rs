//! The Rust Reference's chapter on statements, and what stands around them: attributes, comments,
//! state without derivatives. LIMITATIONS.md names these functions one by one.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{detach, differentiable};
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn declarations(x: f64, y: f64) -> f64 {
    let a;
    let b: f64 = x * y;
    let mut c;
    if b > 0.5 {
        a = b * x;
        c = a;
    } else {
        a = y;
        c = x;
    }
    c *= a;
    let x = c + x;
    let x = x * x;
    {
        let x = y;
        c += x;
    }
    a * x + c
}

#[twin]
#[differentiable]
fn effects(x: f64, y: f64) -> f64 {
    let mut log: Vec<String> = Vec::new();
    let mut s = x * y;
    log.push(format!("{s}"));
    for i in 0..3 {
        s = s.sin() + y * i as f64;
        log.push(i.to_string());
    }
    x.sin();
    (s * y);
    std::hint::black_box(detach(s));
    drop(log);
    s
}

#[twin]
#[differentiable]
fn attributes_and_comments(x: f64, y: f64) -> f64 {
    // A comment.
    #[allow(unused_variables)]
    let unused = x;
    #[allow(unused_mut)]
    let mut a = x * y; /* Another. */
    #[rustfmt::skip]
    let b = a  *  x;
    if a > 0.5 {
        return b;
    }
    #[allow(clippy::all)]
    for i in 0..2 {
        #[allow(unused_assignments)]
        {
            a += y * i as f64;
        }
    }
    #[inline]
    fn one() -> usize {
        1
    }
    #[allow(clippy::unit_arg)]
    match one() {
        #[allow(unreachable_patterns)]
        1 => a * x,
        _ => a,
    }
}

#[differentiable]
fn inactive_let_else(x: f64, y: f64, counts: &[Option<usize>]) -> f64 {
    let [first, .., last] = counts else {
        return x * y;
    };
    let (Some(n), &Some(mut m)) = (*first, last) else {
        return x;
    };
    m += 1;
    x.powi(n as i32) * y.powi(m as i32)
}

/// A generator of random numbers: state that has no derivative.
struct Generator(u64);

impl Generator {
    fn draw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn uniform(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[differentiable(wrt(x, y))]
fn random_numbers(x: f64, y: f64, mut generator: Generator) -> f64 {
    let mut s = x;
    let mut count = 0_usize;
    for _ in 0..5 {
        let noise = generator.uniform();
        if generator.draw() % 3 == 0 {
            count += 1;
            continue;
        }
        s = s * noise + y * noise * s;
    }
    s * (1 + count) as f64
}

#[test]
fn statements() {
    for (x, y) in [(0.7, 1.3), (1.6, 0.4), (0.3, 0.2)] {
        check!(declarations(x, y); x = x, y = y);
        check!(effects(x, y); x = x, y = y);
        check!(attributes_and_comments(x, y); x = x, y = y);
    }
}

#[test]
fn state() {
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-6 * (1.0 + a.abs()), "{a} {b}");
    let h = 1e-6;
    for counts in [
        vec![],
        vec![Some(2), None],
        vec![None, Some(1)],
        vec![Some(2), Some(1)],
    ] {
        let f = |x, y| inactive_let_else(x, y, &counts);
        let (x_bar, y_bar) = inactive_let_else::grad(0.7, 1.3, &counts);
        close(x_bar, (f(0.7 + h, 1.3) - f(0.7 - h, 1.3)) / (2.0 * h));
        close(y_bar, (f(0.7, 1.3 + h) - f(0.7, 1.3 - h)) / (2.0 * h));
    }
    for seed in 1..20 {
        let f = |x, y| random_numbers(x, y, Generator(seed));
        let (value, (x_bar, y_bar)) = random_numbers::value_and_grad(0.7, 1.3, Generator(seed));
        assert_eq!(value, f(0.7, 1.3));
        close(x_bar, (f(0.7 + h, 1.3) - f(0.7 - h, 1.3)) / (2.0 * h));
        close(y_bar, (f(0.7, 1.3 + h) - f(0.7, 1.3 - h)) / (2.0 * h));
    }
}
