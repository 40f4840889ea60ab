//! Parameters and locals outside of `wrt`, lent and copied beside what carries derivatives.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::{Const, check, twin};

/// What a pattern binds by reference of a constant is given again as a copy.
mod matched_by_reference {
    use super::*;

    #[twin]
    #[differentiable]
    fn weighted(x: f64, w: &[f64]) -> f64 {
        x * x * w[0] * w[1]
    }

    #[twin(calls(weighted))]
    #[differentiable(wrt(x))]
    fn options(x: f64, y: f64) -> f64 {
        let o = Some(vec![y, 2.0 * y]);
        let mut s = x;
        if let Some(w) = &o {
            s = weighted(s, w);
        }
        match &o {
            Some(w) if w.len() > 1 => s = weighted(s, &w[..]),
            _ => {}
        }
        for (i, w) in [vec![y, 2.0 * y], vec![y, y]].iter().enumerate() {
            s = weighted(s, w);
        }
        s
    }

    #[twin]
    #[differentiable]
    fn first(x: f64, w: &[f64], n: usize) -> f64 {
        let mut x = x;
        for i in 0..n {
            x *= w[i];
        }
        x
    }

    #[twin(calls(first))]
    #[differentiable(wrt(x))]
    fn lists(x: f64, w: &[f64], counts: &[usize]) -> f64 {
        let mut s = x;
        for n in counts {
            s += first(s, w, *n);
        }
        let all = vec![w.to_vec(), w.to_vec()];
        for (w, n) in all.iter().zip(counts) {
            let n = *n;
            s += first(s, w, n);
        }
        s
    }

    #[derive(Clone, Debug, Differentiable)]
    enum Stack {
        Nil,
        Cons(f64, Box<Stack>),
    }

    #[differentiable]
    fn depth(x: f64, stack: &Stack) -> f64 {
        match stack {
            Stack::Cons(v, rest) => x * v + depth(x * v, rest),
            Stack::Nil => x,
        }
    }

    #[differentiable(wrt(x))]
    fn boxes(x: f64, y: f64) -> f64 {
        let stack = Stack::Cons(y, Box::new(Stack::Cons(2.0 * y, Box::new(Stack::Nil))));
        let mut s = x;
        if let Stack::Cons(v, rest) = &stack {
            s += depth(x * v, rest);
            s *= depth(s, rest);
        }
        s
    }

    #[test]
    fn agree() {
        let w = vec![0.3, 0.4];
        check!(options(x, y.0); x = 0.4, y = Const(0.3));
        check!(lists(x, &w.0, &[1, 2]); x = 0.4, w = Const(w.clone()));
        let slope = (boxes(0.4 + 1e-5, 0.3) - boxes(0.4 - 1e-5, 0.3)) / 2e-5;
        assert!((boxes::grad(0.4, 0.3) - slope).abs() < 1e-9);
    }
}

/// A copy that is emptied into something with derivatives leaves what it was copied from a constant.
mod emptied_copies {
    use super::*;

    #[twin]
    #[differentiable(wrt(x))]
    fn of_a_slice(x: f64, y: &[f64]) -> f64 {
        let mut v = vec![x, x * x];
        for c in y.iter() {
            v[0] += x * c;
        }
        v.append(&mut y.to_vec());
        v[0] * v[1] * v[2]
    }

    #[twin]
    #[differentiable(wrt(x))]
    fn of_owned(x: f64, y: Vec<f64>, z: [f64; 2]) -> f64 {
        let mut v = vec![x, x * x];
        for c in y.iter() {
            v[1] *= c;
        }
        v.append(&mut y.clone());
        v.append(&mut z.to_vec());
        for c in y.iter().chain(&z) {
            v[0] *= c;
        }
        v[0] * v[1] * v[2]
    }

    #[test]
    fn agree() {
        let y = vec![0.3, 0.4];
        check!(of_a_slice(x, &y.0); x = 0.4, y = Const(y.clone()));
        check!(of_owned(x, y.0, z.0); x = 0.4, y = Const(y.clone()), z = Const([0.7, 0.6]));
    }
}
