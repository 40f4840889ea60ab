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
