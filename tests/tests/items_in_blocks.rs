//! Items that aren't at the start of a function, and macros of the user's that may do what the
//! attribute can't see.

#![allow(
    clippy::all,
    dead_code,
    unreachable_pub,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

mod other {
    pub const PI: f64 = 3.0;
    pub fn index(n: usize) -> usize {
        n % 2
    }
}

/// What no other code names may be seen in the whole function.
#[twin]
#[differentiable]
fn named_once(x: f64, y: f64) -> f64 {
    let mut s = 0.0;
    for i in 0..4 {
        const HALF: f64 = 0.5;
        static TABLE: [usize; 2] = [1, 0];
        use other::{PI as THREE, index};
        macro_rules! third {
            ($n:expr) => {
                $n % 3
            };
        }
        let v = [x, y];
        s += match third!(i) {
            0 => {
                fn weight(n: usize) -> f64 {
                    n as f64 + 1.0
                }
                v[TABLE[index(i)]] * HALF * weight(i)
            }
            _ => {
                const TWICE: f64 = 2.0;
                v[0] * v[1] * TWICE * THREE
            }
        };
    }
    s
}

/// A closure that is called twice has its item once.
#[twin]
#[differentiable]
fn in_closures(x: f64, y: f64) -> f64 {
    let scaled = |v: f64| {
        const K: f64 = 2.0;
        v * v * K
    };
    scaled(x) + scaled(y) * x
}

#[test]
fn items_in_blocks() {
    for (x, y) in [(0.7, 1.3), (1.6, 0.4)] {
        check!(named_once(x, y); x = x, y = y);
        check!(in_closures(x, y); x = x, y = y);
    }
}

macro_rules! is_odd {
    ($n:expr) => {
        $n % 2 == 1
    };
}

macro_rules! increased {
    ($n:expr) => {{
        let one = 1;
        $n += one;
        $n
    }};
}

macro_rules! named {
    ($name:ident, $value:expr) => {
        let half = $value / 2;
        let $name = half * 2;
    };
}

macro_rules! last {
    ($v:expr) => {
        $v.last().copied().unwrap_or(0)
    };
}

macro_rules! list {
    ($($n:expr),*) => {{
        let mut all = Vec::new();
        $(all.push($n);)*
        all
    }};
}

macro_rules! total {
    ($v:ident) => {{
        let sum = |v: Vec<usize>| -> usize {
            if v.is_empty() {
                return 0;
            }
            v.into_iter().sum()
        };
        sum($v)
    }};
}

macro_rules! fill {
    ($v:expr) => {
        for n in 0..3 {
            if n == 1 {
                continue;
            }
            $v.push(n);
        }
    };
}

macro_rules! unknown {
    ($n:expr) => {
        panic!("{} is unknown", $n)
    };
}

macro_rules! lent {
    ($n:expr) => {
        &[$n, $n + 1, 2][..]
    };
}

/// Expressions, in all the places where they may stand.
#[twin]
#[differentiable]
fn values(x: f64, y: f64, n: usize) -> f64 {
    let mut s = x * y;
    let v: Vec<usize> = list![n];
    let mut i = 0;
    while is_odd!(i) || i < 4 {
        if is_odd!(i) && n > 1 {
            s *= x;
        } else if is_odd!(i + 1) {
            s += y;
        }
        let k = increased!(i);
        s += match k {
            1 => x,
            k if is_odd!(k) => y * last!(list![k, k + 1]) as f64,
            k => s * last!([k, 3]) as f64,
        };
        let found = (0..n).filter(|j| is_odd!(*j)).count();
        s *= 1.0 + found as f64;
        if let Some(last) = v.get(k)
            && is_odd!(*last)
        {
            s = -s;
        }
        for j in lent!(k) {
            s += y * *j as f64;
        }
        assert!(!is_odd!(2 * k), "{}", is_odd!(k));
    }
    s * [x, y][{ is_odd!(i) } as usize]
}

/// Statements, which move and change what has no derivative.
#[twin]
#[differentiable]
fn statements(x: f64, y: f64, n: usize) -> f64 {
    let mut v = vec![n];
    fill!(v);
    fill! { &mut v }
    named!(even, n);
    let mut s = x;
    for i in 0..v.len() {
        let copy = v.clone();
        s = s * y + x * (total!(copy) + even) as f64;
        increased!(v[i]);
        if v[i] > 100 {
            unknown!(v[i]);
        }
        fill!(v);
    }
    s * total!(v) as f64
}

/// The last statement.
#[differentiable]
fn count(x: f64, n: &mut usize) -> f64 {
    let y = if is_odd!(*n) { x * x } else { x };
    let _ = { increased!(*n) };
    y
}

#[test]
fn macros_without_exits() {
    for (x, y) in [(0.7, 1.3), (1.6, 0.4)] {
        check!(values(x, y, 3); x = x, y = y);
        check!(statements(x, y, 2); x = x, y = y);
    }
    let mut n = 3;
    assert_eq!(count::value_and_grad(1.5, &mut n).1, 3.0);
}
