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
