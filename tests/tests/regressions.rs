//! Programs that once went wrong, most of them found by the random ones of `fuzz`.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{detach, differentiable};
use autodiff_tests::{Const, check, twin};
use ndarray::Array1;

/// The parts of a vector of vectors take their cotangents away when they are assigned through any
/// name; what stands before still finds a cotangent of the old shape.
mod parts_assigned_through_names {
    use super::*;

    #[twin]
    #[differentiable]
    fn taken(x: &[f64]) -> f64 {
        let mut v = vec![x[0].sin(); 2];
        v.swap(1, 0);
        let old = std::mem::take(&mut v);
        0.5
    }

    #[twin]
    #[differentiable]
    fn elements(x: &[f64]) -> f64 {
        let mut m = vec![x.to_vec(), x.to_vec()];
        for row in m.iter_mut() {
            row.swap(0, 1);
            *row = vec![x[0]];
        }
        m[0][0] + m[1][0]
    }

    #[twin]
    #[differentiable]
    fn references(x: &[f64]) -> f64 {
        let mut m = vec![x.to_vec(), x.to_vec()];
        m[0].swap(0, 1);
        let row = &mut m[1];
        row.swap(0, 1);
        *row = vec![x[1]];
        let old = std::mem::take(&mut m[0]);
        m[1][0] * m[1][0]
    }

    #[twin]
    #[differentiable]
    fn lent(m: &mut [Vec<f64>]) -> f64 {
        m[0].swap(0, 1);
        let old = std::mem::take(&mut m[0]);
        m.swap(0, 1);
        m[0][1] = m[0][0] * m[0][1];
        m[0][1]
    }

    #[twin]
    #[differentiable]
    fn replaced(m: &mut Vec<Vec<f64>>, s: f64) {
        m[0].swap(0, 1);
        let old = std::mem::replace(&mut m[0], vec![s; 3]);
        m[0][2] *= old[1];
    }

    #[twin(calls(replaced))]
    #[differentiable]
    fn replaced_twice(m: &mut Vec<Vec<f64>>, s: f64) {
        m[1][0] *= s;
        replaced(m, s);
        m[0] = m[1].clone();
        replaced(m, s);
        m[0][0] *= m[1][0];
    }

    #[test]
    fn agree() {
        let x = vec![0.3, 0.4];
        let m = vec![x.clone(), x.clone()];
        check!(taken(&x); x = x.clone());
        check!(elements(&x); x = x.clone());
        check!(references(&x); x = x.clone());
        check!(lent(&mut m); m = m.clone(); value, left m);
        check!(replaced(&mut m, s); m = m.clone(), s = 0.4; left m);
        check!(replaced_twice(&mut m, s); m = m.clone(), s = 0.4; left m);
    }
}

/// What has no derivative and is lent to a function that differentiates: the callee gets what was
/// there when it was called.
mod lent_without_derivatives {
    use super::*;

    #[twin]
    #[differentiable]
    fn weighted(x: f64, u: &[f64], v: &[f64]) -> f64 {
        x * u[0] * v[1]
    }

    #[twin(calls(weighted))]
    #[differentiable(wrt(x))]
    fn changed_between(x: f64, w: f64, y: &[f64]) -> f64 {
        let mut v = vec![w / 2.0; y.len()];
        v.iter_mut().for_each(|v| *v += 1.0);
        let first = weighted(x, &v, &v);
        v.iter_mut().for_each(|v| *v *= 3.0);
        let second = weighted(first, &v, &v[..]);
        v.clear();
        second
    }

    #[twin]
    #[differentiable(wrt(x))]
    fn chunks(mut x: f64, y: [f64; 3]) -> f64 {
        let mut s: f64 = 0.5;
        for part in y.chunks(2) {
            for i in 0..part.len() {
                s = 0.5 + part[i] * x * s;
            }
        }
        s * x
    }

    #[test]
    fn agree() {
        let y = vec![0.3, 0.4];
        check!(changed_between(x, w.0, &y.0); x = 0.4, w = Const(0.3), y = Const(y));
        check!(chunks(x, y.0); x = 0.4, y = Const([0.3, 0.4, 0.5]));
    }
}

/// A number whose type only its declaration tells.
mod annotated_literals {
    use super::*;

    #[twin]
    #[differentiable]
    fn method_of_literal(x: &[f64]) -> f64 {
        let at: usize = 0;
        let steps: [usize; 2] = [1, 0];
        let b = x[0] * 2.0;
        x[at.saturating_sub(1)] * b * x[steps[0].wrapping_sub(1)]
    }

    #[test]
    fn agree() {
        check!(method_of_literal(&x); x = vec![0.3, 0.4]);
    }
}

/// Vectors without derivatives that are moved on while the reverse sweep still reads them.
mod moved_without_derivatives {
    use super::*;

    #[twin]
    #[differentiable(wrt(x))]
    fn returned_early(x: f64, y: &[f64], n: usize) -> Vec<f64> {
        let weights = vec![y[0]; 3];
        if n > 2 {
            return weights;
        }
        let a = weights[0] * x;
        vec![a * weights[1]]
    }

    #[twin]
    #[differentiable(wrt(x))]
    fn renamed(x: f64, y: &[f64], n: usize) -> f64 {
        let first = vec![y[0]; 3];
        let a = first[0] * x;
        let mut second = first;
        second[1] = 3.0;
        let b = second[1] * a;
        second[1] = 2.0;
        let third = second;
        let c = third[1] * b * third[0];
        let mut last = vec![];
        if n > 2 {
            last = third;
            last[0] = 4.0;
        } else {
            let d = third[0];
            last = vec![d, x];
        }
        c * last[0] * last[1]
    }

    #[test]
    fn agree() {
        let y = vec![0.3, 0.4];
        for n in [0, 3] {
            check!(returned_early(x, &y.0, n); x = 0.5, y = Const(y.clone()); vector);
            check!(renamed(x, &y.0, n); x = 0.5, y = Const(y.clone()));
        }
    }
}

/// Arrays take scalars by value only.
mod arrays_and_detached_scalars {
    use super::*;

    #[differentiable]
    fn detached(y: Array1<f64>) -> f64 {
        let w = detach(y[0]);
        let mut c = &y * w;
        c *= detach(y[0]).tanh();
        c /= w;
        c += w;
        ((&c * detach(y[0]) - w) * &y).sum()
    }

    #[twin]
    #[differentiable(wrt(y))]
    fn given(y: Array1<f64>, w: f64) -> f64 {
        let mut c = &y * w;
        c *= w.tanh();
        c /= w;
        c += w;
        ((&c * w - w) * &y).sum()
    }

    #[test]
    fn agree() {
        let y = Array1::from(vec![0.3, 0.4]);
        check!(given(y, w.0); y = y.clone(), w = Const(0.3));
        assert_eq!(detached::grad(y.clone()), given::grad(y, 0.3));
    }
}
