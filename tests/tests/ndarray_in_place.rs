//! Arrays changed in place: updates, parts, loops over overlapping parts.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Tape, differentiable};
use autodiff_tests::{check, twin};
use ndarray::{Array1, Array2, Axis, array, s};

fn matrix() -> Array2<f64> {
    array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4], [0.6, -0.1, 0.8]]
}

#[twin]
#[differentiable]
fn updates(x: &Array2<f64>, row: &Array1<f64>, column: &Array2<f64>, w: f64) -> Array2<f64> {
    let mut a = x.clone();
    a += w;
    a *= row;
    a -= column;
    a /= &(x * x + 1.0);
    a.scaled_add(w, x);
    a.scaled_add(0.5, &row.sin());
    let mut b = a.slice_mut(s![1.., ..]);
    b += row;
    b *= &column.slice(s![..2, ..]);
    b -= w;
    a *= &a.clone();
    a += &a.t().to_owned();
    a
}

#[twin]
#[differentiable]
fn parts(x: &Array2<f64>, v: &Array1<f64>) -> Array2<f64> {
    let mut a = Array2::zeros(x.raw_dim());
    a.assign(x);
    a.row_mut(0).assign(v);
    a.column_mut(2).assign(&v.mapv(|v| v * v));
    a.slice_mut(s![1.., ..2]).assign(&x.slice(s![..2, 1..]));
    a.slice_mut(s![..;-2, 0]).fill(v[1] * v[2]);
    a.slice_mut(s![2, ..]).scaled_add(v[0], &x.row(1));
    a.diag_mut().mapv_inplace(|v| v.sin());
    a.index_axis_mut(Axis(1), 1).map_inplace(|v| *v *= 2.0);
    a
}

/// Reads and writes overlap.
#[twin]
#[differentiable]
fn diffusion(u: &Array1<f64>, k: f64, steps: usize) -> Array1<f64> {
    let mut u = u.clone();
    let n = u.len();
    for _ in 0..steps {
        let inner = &u.slice(s![2..]) - &(&u.slice(s![1..-1]) * 2.0) + &u.slice(s![..-2]);
        let mut middle = u.slice_mut(s![1..-1]);
        middle.scaled_add(k, &inner);
        u[0] = u[1];
        u[n - 1] = u[n - 2] * u[0];
    }
    u
}

#[twin]
#[differentiable]
fn elimination(a: &Array2<f64>) -> f64 {
    let mut a = a.clone();
    let n = a.nrows();
    let mut det = 1.0;
    for k in 0..n {
        let pivot = a[[k, k]];
        det *= pivot;
        for i in k + 1..n {
            let factor = a[[i, k]] / pivot;
            let above = a.row(k).to_owned();
            a.row_mut(i).scaled_add(-factor, &above);
        }
    }
    det
}

#[twin]
#[differentiable]
fn swapped(x: &Array2<f64>) -> f64 {
    let mut a = x.clone();
    a.swap([0, 0], [1, 2]);
    a.swap_axes(0, 1);
    a[[0, 1]] *= a[[2, 0]];
    a.invert_axis(Axis(0));
    let middle = a[[1, 1]];
    a.row_mut(0).fill(middle);
    a[[0, 0]] * a[[2, 1]] + a.sum()
}

#[test]
fn changing() {
    for x in [matrix(), matrix().reversed_axes()] {
        check!(updates(&x, &r, &c, w); x = x.clone(), r = array![1.2, 0.4, -0.9], c = array![[0.3], [1.1], [-0.6]], w = 1.3; vector);
        check!(parts(&x, &v); x = x.clone(), v = array![1.2, 0.4, -0.9]; vector);
        check!(elimination(&a); a = x.clone());
        check!(swapped(&x); x = x.clone());
    }
    for steps in 0..4 {
        check!(diffusion(&u, k, steps); u = array![0.3, 0.9, -0.4, 0.6, 1.1], k = 0.2, steps = steps as usize; vector);
    }
}

#[test]
fn one_tape_for_many_runs() {
    let (x, v) = (matrix(), array![1.2, 0.4, -0.9]);
    let mut tape = Tape::new();
    let first = parts::record(&x, &v).backward(Array2::ones((3, 3)));
    for _ in 0..3 {
        let again = parts::record_in(&mut tape, &x, &v).backward(Array2::ones((3, 3)));
        assert_eq!(again, first);
        assert!(tape.is_empty());
    }
}
