//! The Rust Reference's chapter on statements, and what stands around them: attributes, comments,
//! state without derivatives. LIMITATIONS.md names these functions one by one.

#![allow(
    clippy::all,
    unused_must_use,
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

/// What a `let` borrows of a value without a name.
mod borrowed_values {
    use super::*;
    use autodiff_tests::Const;

    #[twin]
    #[differentiable]
    fn changed(x: &[f64], w: f64) -> f64 {
        let z = &mut vec![w, x[0]];
        z[0] *= x[1];
        z.push(x[0]);
        for v in z.iter_mut() {
            *v *= w;
        }
        let t = &mut (z[1], 1.0);
        t.1 *= w;
        let a = &mut [w; 2];
        a[1] = t.1 * t.0;
        z[0] * z[2] * a[1]
    }

    #[twin]
    #[differentiable]
    fn shared(x: &[f64], w: f64) -> f64 {
        let x = &x.to_vec();
        let z = &vec![w, x[0]];
        let y: &[f64] = &[w, x[0]];
        let o = &Some(x.iter().sum::<f64>());
        let mut s = z[1] * y[0];
        if let Some(v) = o {
            s *= v;
        }
        for v in x.iter() {
            s *= (v * w).sin();
        }
        s
    }

    #[twin]
    #[differentiable(wrt(w))]
    fn constants(x: &[f64], w: f64) -> f64 {
        let x = &x.to_vec();
        let y: &[f64] = &x.clone();
        let k = &mut 3;
        *k += 1;
        let mut s = w * *k as f64;
        for (u, v) in x.iter().rev().zip(y) {
            s *= (u * v * w).sin();
        }
        s
    }

    #[test]
    fn agree() {
        let x = vec![0.3, 0.4, 0.7];
        check!(changed(&x, w); x = x.clone(), w = 0.6);
        check!(shared(&x, w); x = x.clone(), w = 0.6);
        check!(constants(&x.0, w); x = Const(x.clone()), w = 0.6);
    }
}

/// A name that takes the place of the parameter that it is cut from: loops go through what is left.
mod shadowed_parameters {
    use super::*;

    #[twin]
    #[differentiable]
    fn cut(x: &[f64], w: f64) -> f64 {
        let mut s = 1.0;
        for v in x {
            s *= (v * w).sin();
        }
        let x = &x[1..];
        for (i, v) in x.iter().enumerate() {
            s = s * v + w * i as f64;
        }
        let x = &x[..1];
        for v in x.iter().rev() {
            s = s * v;
        }
        s
    }

    #[twin]
    #[differentiable]
    fn in_blocks(x: &[f64], w: f64) -> f64 {
        let mut s = 1.0;
        {
            let x = &x[1..];
            for v in x.iter() {
                s *= (v * w).sin();
            }
        }
        for v in x.iter() {
            s *= (v * w).cos();
        }
        if w > 0.0 {
            let x = x[1..].to_vec();
            for v in x.iter() {
                s *= (v * w).cos();
            }
            let x = vec![s; 2];
            for v in x.iter() {
                s *= (v * w).cos();
            }
        }
        s
    }

    #[twin]
    #[differentiable]
    fn changed(x: &[f64], y: &mut [f64]) {
        let x = &x[1..];
        let y = &mut y[1..];
        for (i, v) in x.iter().enumerate() {
            y[i] *= v;
        }
        for v in y.iter_mut() {
            *v *= *v * x[0];
        }
    }

    #[test]
    fn agree() {
        let x = vec![0.3, 0.4, 0.7, 1.2];
        check!(cut(&x, w); x = x.clone(), w = 0.6);
        check!(in_blocks(&x, w); x = x.clone(), w = 0.6);
        check!(changed(&x, &mut y); x = x.clone(), y = x.clone(); left y);
    }
}

/// Variables that get their value in some ways of a branch alone.
mod later {
    use autodiff_core::differentiable;
    use autodiff_tests::{check, twin};

    struct Point {
        y: usize,
    }

    #[twin]
    #[differentiable]
    fn in_one_arm(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() {
            let y;
            if x[i] > 0.5 {
                y = x[i].exp();
                sum += y * y;
            } else if x[i] < 0.2 {
                let point = Point { y: i };
                sum += x[i] * point.y as f64;
            } else if x[i] > 0.35 {
                let z: f64;
                match i {
                    0 => sum += x[i],
                    _ => {
                        z = x[i].sin();
                        sum -= z * z * z;
                    }
                }
            }
        }
        sum
    }

    #[twin]
    #[differentiable]
    fn in_two_arms(x: f64, n: usize) -> f64 {
        let mut y;
        let kept;
        if n == 0 {
            y = x * x;
            y *= y;
            kept = y;
        } else if n == 1 {
            y = x.tanh();
            kept = y * x;
        } else {
            kept = 2.0 * x;
        }
        kept * kept
    }

    /// Where it has a value whichever way is taken.
    #[twin]
    #[differentiable]
    fn elsewhere(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() {
            let late;
            if x[i] > 0.5 {
                late = x[i] * x[i];
                sum += late;
            } else {
                late = x[i].sin();
                sum -= late * late;
            }
        }
        sum
    }

    #[test]
    fn agree() {
        check!(elsewhere(&x); x = vec![0.3, 0.4, 0.7, 1.2]);
        check!(in_one_arm(&x); x = vec![0.3, 0.4, 0.7, 1.2, 0.36, 0.1]);
        check!(in_one_arm(&x); x = vec![0.4]);
        for n in 0..3 {
            check!(in_two_arms(x, n); x = 0.7, n = n as usize);
        }
    }
}
