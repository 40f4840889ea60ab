//! Shapes, views and selections of arrays.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};
use ndarray::{
    Array1, Array2, Array3, ArrayD, ArrayView2, ArrayView3, Axis, Ix2, IxDyn, NewAxis, Slice,
    array, s,
};

fn matrix() -> Array2<f64> {
    array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]]
}

fn cube() -> Array3<f64> {
    Array3::from_shape_fn((2, 3, 4), |(i, j, k)| {
        0.1 + 0.2 * (i + 2 * j) as f64 - 0.15 * (k * k) as f64
    })
}

#[twin]
#[differentiable]
fn reshaped(x: &Array2<f64>) -> f64 {
    let a = x.to_shape((3, 2)).unwrap();
    let b = a.dot(x);
    let c = b.into_shape_with_order(9).expect("nine elements");
    let d = x.flatten();
    let e = x.clone().into_shape_with_order((1, 6, 1)).unwrap();
    let f = x.to_shape(x.len()).unwrap();
    let g = x.clone().into_flat();
    c.dot(&c) + d.dot(&f) * e.sum() + (&e * &e).sum() + g[1] * g[2]
}

#[twin]
#[differentiable]
fn reordered(x: &Array3<f64>, m: &Array2<f64>) -> f64 {
    let a = x.clone().permuted_axes([2, 0, 1]);
    let b = m.clone().reversed_axes();
    let mut c = x.clone();
    c.swap_axes(0, 1);
    c.invert_axis(Axis(2));
    let d = m.t().dot(&b.t());
    (&a * &a).sum() * a[[3, 1, 2]] + c[[2, 1, 0]] * c[[0, 0, 3]] + d.sum() + b.dot(m)[[1, 2]]
}

#[twin]
#[differentiable]
fn axes(x: &Array2<f64>, v: &Array1<f64>) -> f64 {
    let a = v.clone().insert_axis(Axis(0));
    let b = x.dot(&a.t()) * 2.0;
    let c = b.remove_axis(Axis(1));
    let d = x.clone().index_axis_move(Axis(1), 2);
    let e = v.view().insert_axis(Axis(1));
    let f = e.dot(&a);
    let g = f.into_diag();
    c.dot(&d) + g.dot(v) + e.sum()
}

#[twin]
#[differentiable]
fn turned_views(x: ArrayView3<'_, f64>, m: ArrayView2<'_, f64>) -> f64 {
    let a = x.view().permuted_axes([1, 0, 2]);
    let b = a.index_axis(Axis(0), 1);
    let c = b.reversed_axes();
    let d = m.row(0).insert_axis(Axis(0));
    let e = m.t().reversed_axes();
    let f = m.view().index_axis_move(Axis(0), 1);
    let g = x.slice(s![0, .., ..]).slice_move(s![..2, 1..]);
    (&c * &c).sum() + d.dot(&e.t()).sum() + f.dot(&m.row(0)) * g.sum() + a[[2, 1, 3]] * b[[0, 0]]
}

#[twin]
#[differentiable]
fn writes_through_turned_views(m: &Array2<f64>, v: &Array1<f64>) -> Array2<f64> {
    let mut a = m.clone();
    let mut t = a.view_mut().reversed_axes();
    t *= &v.view().insert_axis(Axis(1));
    t[[0, 1]] = t[[1, 0]] * v[0];
    let mut part = a.slice_axis_mut(Axis(1), Slice::from(1..));
    part *= 2.0;
    part.assign(&m.slice(s![.., ..2]));
    a.slice_mut(s![.., ..;2]).mapv_inplace(|v| v * v);
    a.index_axis_mut(Axis(0), 1).fill(v[1]);
    a
}

#[twin]
#[differentiable]
fn sliced(x: &Array3<f64>, k: usize) -> f64 {
    let a = x.slice(s![.., 1.., ..;2]);
    let b = x.slice(s![-1, .., NewAxis, ..;-1]);
    let c = x.slice(s![0, 1, -3..-1]);
    let d = x.slice_axis(Axis(2), Slice::new(0, None, -2));
    let e = x.clone().slice_move(s![1, ..;2, 1..]);
    let f = x.clone().slice_axis_move(Axis(1), Slice::from(1..));
    let mut i = 0;
    let mut total = 0.0;
    while i < k {
        let g = x.slice(s![i, .., ..]);
        total += (&g * &g).sum() * x.slice(s![i, 0, ..k]).sum();
        i += 1;
    }
    a.sum() * b.sum() + (&c * &c).sum() + (&d * &d).sum() + (&e * &e).sum() + f.sum() * total
}

#[twin]
#[differentiable]
fn selected(x: &Array2<f64>, indices: &[usize]) -> f64 {
    let a = x.select(Axis(1), indices);
    let b = x.select(Axis(0), &[1, 0, 1]);
    let c = x.row(0).select(Axis(0), &[2]);
    (&a * &a).sum() + b.sum() * b[[2, 1]] + c.sum()
}

#[twin]
#[differentiable]
fn broadcast_up(v: &Array1<f64>, column: &Array2<f64>) -> f64 {
    let a = v.broadcast((2, 3)).unwrap();
    let b = column.broadcast((4, 2, 3)).unwrap();
    (&a * &a).sum() + (&b * &a).sum() + a.row(1).dot(v)
}

#[twin]
#[differentiable]
fn dynamic(x: &Array2<f64>, y: &ArrayD<f64>) -> f64 {
    let a = x.clone().into_dyn();
    let b = &a * y;
    let c = b.into_dimensionality::<Ix2>().unwrap();
    let d = y.view().into_dyn().insert_axis(Axis(0));
    let e = y.to_shape(6).unwrap();
    let f = y.sum_axis(Axis(0)) * 2.0;
    c.dot(&x.t()).sum() + d.sum() * e[2] + f.sum()
}

#[twin]
#[differentiable]
fn triangles(x: &Array2<f64>) -> Array2<f64> {
    x.triu(0) * x.tril(1) + x.triu(-1).dot(&x.tril(0).t())
}

#[twin]
#[differentiable]
fn diagonals(x: &Array2<f64>) -> f64 {
    let d = x.diag();
    let m = Array2::from_diag(&d);
    let mut a = x.clone();
    a.diag_mut().fill(0.5);
    let mut diagonal = a.diag_mut();
    diagonal *= &x.diag();
    m.dot(&a).sum() * x.diag().sum() + x.clone().into_diag().product()
}

#[twin]
#[differentiable]
fn standard(x: ArrayView2<'_, f64>) -> f64 {
    let a = x.t().as_standard_layout().dot(&x);
    let b = x.to_owned().row(0)[1];
    let c = x.row(1).to_vec();
    let (left, right) = x.view().split_at(Axis(1), 1);
    a.sum() * b + c[0] * c[2] + left.sum() * right.dot(&right.t()).sum()
}

#[test]
fn shapes() {
    check!(reshaped(&x); x = matrix());
    for m in [
        matrix(),
        matrix()
            .reversed_axes()
            .as_standard_layout()
            .to_owned()
            .reversed_axes(),
    ] {
        check!(reordered(&x, &m); x = cube(), m = m.clone());
        check!(axes(&x, &v); x = m.clone(), v = array![0.4, -0.3, 1.2]);
        check!(turned_views(x.view(), m.view()); x = cube(), m = m.clone());
        check!(writes_through_turned_views(&m, &v); m = m.clone(), v = array![0.4, -0.3, 1.2]; vector);
        check!(selected(&x, &indices); x = m.clone(), indices = vec![0_usize, 2, 0, 1]);
        check!(dynamic(&x, &y); x = m.clone(), y = matrix().into_dyn());
        check!(standard(x.view()); x = m.clone());
    }
    for k in 0..3 {
        check!(sliced(&x, k); x = cube(), k = k as usize);
        check!(sliced(&x, k); x = cube().permuted_axes([0, 1, 2]), k = k as usize);
    }
    check!(broadcast_up(&v, &c); v = array![0.4, -0.3, 1.2], c = array![[0.7], [-0.2]]);
    check!(triangles(&x); x = array![[0.3, 1.2, -0.4], [0.8, 0.1, 0.6], [-0.9, 0.5, 0.7]]; vector);
    check!(diagonals(&x); x = array![[0.3, 1.2], [0.8, 0.1]]);
    let _ = IxDyn(&[]);
}

#[twin]
#[differentiable]
fn empty(x: &Array2<f64>) -> f64 {
    let a = x.clone().reversed_axes();
    let b = a.to_shape((0, 3)).unwrap();
    let c = x.select(Axis(1), &[0, 0]);
    let d = x.flatten();
    b.sum() + c.sum() + d.sum() + x.clone().insert_axis(Axis(0)).sum() + x.sum_axis(Axis(0)).sum()
}

#[test]
fn no_elements() {
    check!(empty(&x); x = Array2::zeros((0, 3)));
    check!(broadcast_up_empty(&x); x = Array2::zeros((3, 0)); vector);
}

#[twin]
#[differentiable]
fn broadcast_up_empty(x: &Array2<f64>) -> Array3<f64> {
    let a = x.broadcast((2, 3, 0)).unwrap();
    &a * x
}
