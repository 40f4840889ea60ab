//! `for` over ranges, `while`, `loop`, labels, `break` with values.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn ranges(x: &[f64]) -> f64 {
    let n = x.len();
    let mut s = 1.0;
    for i in 0..n {
        s += s * x[i];
    }
    for i in (0..n).rev() {
        s = s.sin() + x[i] * s;
    }
    for i in (0..n).step_by(2) {
        s *= x[i] + 2.0;
    }
    for i in (1..n).rev().step_by(2) {
        s = s / 2.0 + x[i - 1] * x[i];
    }
    for _ in 0..3 {
        s = s * s * 0.1 + 1.0;
    }
    s
}

#[twin]
#[differentiable]
fn inclusive(x: f64, n: usize) -> f64 {
    let mut s = x;
    for i in 1..=n {
        s = s * x / i as f64 + s;
    }
    for i in (0..=n).rev() {
        s += s.cos() * i as f64;
    }
    s
}

#[twin]
#[differentiable]
fn signed(x: f64, low: i32, high: i32) -> f64 {
    let mut s = 0.0;
    for i in low..high {
        s += x.powi(i) * i as f64;
    }
    for k in -2..=2_i64 {
        s = s * x + k as f64;
    }
    s
}

#[twin]
#[differentiable]
fn triangle(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        let mut t = x[i];
        for j in 0..i {
            t *= x[j];
            for k in j..i {
                s += t * x[k];
            }
        }
        s = s.tanh() + t;
    }
    s
}

#[test]
fn for_ranges() {
    for n in 0..6 {
        let x: Vec<f64> = (0..n).map(|i| 0.3 + 0.1 * f64::from(i)).collect();
        check!(ranges(&x); x = x.clone());
        check!(triangle(&x); x = x.clone());
    }
    for n in 0..4_usize {
        check!(inclusive(x, n); x = 0.7, n = n);
    }
    check!(signed(x, a, b); x = 0.7, a = -3_i32, b = 4_i32);
    check!(signed(x, a, b); x = 0.7, a = 4_i32, b = -3_i32);
}

#[twin]
#[differentiable]
fn newton(x: f64) -> f64 {
    let mut y = x;
    while (y * y - x).abs() > 1e-12 {
        y = 0.5 * (y + x / y);
    }
    y
}

#[twin]
#[differentiable]
fn counted(x: f64, n: usize) -> f64 {
    let mut i = 0;
    let mut s = x;
    while i < n {
        s = s * x + i as f64;
        i += 1;
    }
    let mut k = n;
    while k > 0 {
        k /= 2;
        s += (k as f64 * x).sin();
    }
    s
}

#[twin]
#[differentiable]
fn until(x: f64) -> f64 {
    let mut s = x;
    let mut n = 0;
    loop {
        s = s * 1.7 + x;
        n += 1;
        if s > 10.0 {
            break;
        }
        if n == 5 {
            s *= s;
        }
    }
    s * n as f64
}

#[twin]
#[differentiable]
fn break_value(x: f64) -> f64 {
    let mut s = x;
    let found = loop {
        s = s * 2.0;
        if s > 100.0 {
            break s * x;
        }
        if s > 50.0 {
            break s;
        }
        s += 1.0;
    };
    found * s
}

#[twin]
#[differentiable]
fn loop_as_tail(x: f64) -> f64 {
    let mut s = x;
    loop {
        if s > 5.0 {
            break s.ln();
        }
        s = s * s + 1.0;
    }
}

#[twin]
#[differentiable]
fn loop_that_returns(x: f64) -> f64 {
    let mut s = x;
    loop {
        s = s * 1.5 + 0.1;
        if s > 3.0 {
            return s * x;
        }
    }
}

#[test]
fn conditional_loops() {
    for x in [0.3, 2.1, 10.0] {
        check!(newton(x); x = x);
        check!(until(x); x = x);
        check!(break_value(x); x = x);
        check!(loop_as_tail(x); x = x);
        check!(loop_that_returns(x); x = x);
    }
    for n in [0, 1, 2, 7] {
        check!(counted(x, n); x = 0.7, n = n as usize);
    }
}

#[twin]
#[differentiable]
fn skips(x: &[f64]) -> f64 {
    let mut s = 1.0;
    for i in 0..x.len() {
        if x[i] < 0.0 {
            continue;
        }
        let t = x[i] * s;
        if t > 3.0 {
            s += t;
            continue;
        }
        let u = t * t;
        if u > 5.0 {
            break;
        }
        s += u;
    }
    s
}

#[twin]
#[differentiable]
fn labelled(x: &[f64]) -> f64 {
    let mut s = 1.0;
    'outer: for i in 0..x.len() {
        let a = x[i] * s;
        'inner: for j in 0..x.len() {
            let b = a * x[j];
            if b < -1.0 {
                continue 'outer;
            }
            if j > i {
                break 'inner;
            }
            let c = b * s;
            if c > 2.0 {
                s *= c;
                break 'outer;
            }
            if c > 1.0 {
                continue;
            }
            s += c;
        }
        s = s.sin() + a;
    }
    s
}

#[twin]
#[differentiable]
fn labelled_value(x: f64) -> f64 {
    let mut s = x;
    let mut trips = 0;
    let y = 'search: loop {
        s = s + 0.5;
        let mut k = 0;
        while k < 4 {
            trips += 1;
            k += 1;
            s = s * 1.1;
            if s > 4.0 {
                break 'search s * k as f64;
            }
            if k == 3 && trips > 5 {
                continue 'search;
            }
        }
        if trips > 20 {
            break x;
        }
    };
    y * s
}

#[test]
fn jumps() {
    check!(skips(&x); x = vec![0.5, -0.7, 1.3, 0.2, 4.0]);
    check!(skips(&x); x = vec![0.5, 2.2, -1.0, 1.3]);
    check!(skips(&x); x = vec![2.9, 0.1]);
    check!(labelled(&x); x = vec![0.5, -0.7, 1.3, 0.2, 1.1]);
    check!(labelled(&x); x = vec![1.5, -1.7, 1.3, 0.2, 1.1]);
    check!(labelled(&x); x = vec![2.5]);
    check!(labelled(&x); x = Vec::<f64>::new());
    for x in [0.01, 0.3, 1.0, 5.0] {
        check!(labelled_value(x); x = x);
    }
}

#[twin]
#[differentiable]
fn moving_bound(x: &[f64]) -> f64 {
    let mut n = 2;
    let mut s = 1.0;
    let mut i = 0;
    while i < n {
        s *= x[i % x.len()];
        if s.abs() < 0.5 && n < 9 {
            n += 2;
        }
        i += 1;
    }
    for j in 0..n {
        n = n.saturating_sub(1);
        s += s * x[(j + n) % x.len()];
    }
    s * n as f64 + s
}

#[twin]
#[differentiable]
fn fibonacci(x: f64, n: usize) -> f64 {
    let (mut a, mut b) = (x, 1.0);
    for _ in 0..n {
        let next = a + b * x;
        a = b;
        b = next;
    }
    a * b
}

#[twin]
#[differentiable]
fn collatz(x: f64, start: u64) -> f64 {
    let mut n = start;
    let mut s = x;
    while n != 1 {
        if n % 2 == 0 {
            n /= 2;
            s = s.sin();
        } else {
            n = 3 * n + 1;
            s = s * x + 0.1;
        }
    }
    s
}

#[twin]
#[differentiable]
fn machine(x: &[f64]) -> f64 {
    let mut state = 0_u8;
    let mut acc = 1.0;
    let mut i = 0;
    loop {
        state = match state {
            0 if i >= x.len() => break,
            0 => {
                acc *= x[i];
                i += 1;
                if acc > 1.0 { 1 } else { 2 }
            }
            1 => {
                acc = acc.ln() + 0.3;
                0
            }
            2 => 3,
            _ => {
                acc += x[i - 1];
                0
            }
        };
    }
    acc
}

#[test]
fn integer_state() {
    check!(moving_bound(&x); x = vec![0.5, -0.7, 0.3]);
    check!(moving_bound(&x); x = vec![1.5]);
    for n in [0, 1, 2, 9] {
        check!(fibonacci(x, n); x = 0.7, n = n as usize);
    }
    check!(collatz(x, n); x = 0.7, n = 7_u64);
    check!(collatz(x, n); x = 0.7, n = 1_u64);
    check!(machine(&x); x = vec![0.5, 3.0, 1.2, 0.1, 8.0]);
    check!(machine(&x); x = Vec::<f64>::new());
}

#[twin]
#[differentiable]
fn locals_in_loops(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        let a = x[i] * x[i];
        let mut b = a;
        for _ in 0..i {
            b = b * a + s;
            let c = b.cos();
            b += c;
        }
        let mut d = [a, b];
        d[0] *= d[1];
        s += d[0] / (1.0 + d[1] * d[1]);
    }
    s
}

#[twin]
#[differentiable]
fn inner_vectors(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        let mut v = vec![0.0; i + 1];
        for j in 0..=i {
            v[j] = x[j] * x[i] + s;
        }
        let mut p = 1.0;
        for j in 0..v.len() {
            p *= v[j];
        }
        s += p.tanh();
    }
    s
}

#[test]
fn locals() {
    check!(locals_in_loops(&x); x = vec![0.5, 0.3, -1.2, 0.1]);
    check!(inner_vectors(&x); x = vec![0.5, 0.3, -1.2, 0.1]);
}
