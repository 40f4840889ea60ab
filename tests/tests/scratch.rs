#![allow(clippy::all)]
use autodiff_core::differentiable;
use autodiff_tests::check;
use autodiff_tests::twin;
use ndarray::{Array1, Array2, Array3, ArrayD, Axis, Slice, array, s, IxDyn, Ix2};

#[differentiable]
fn elementwise(x: &Array2<f64>, p: f64) -> f64 {
    let a = x.exp() + x.sin() * x.tanh();
    let b = a.abs().powf(p) + a.powi(2).sqrt() + x.clamp(-0.5, 0.5) + x.recip();
    (b.ln() * x.row(0).cos()).sum()
}

#[twin]
#[differentiable]
fn shapes(x: &Array2<f64>) -> f64 {
    let a = x.to_shape((3, 2)).unwrap();
    let b = x.clone().reversed_axes();
    let c = &a * &b;
    let d = c.into_shape_with_order(6).unwrap();
    let e = d.insert_axis(Axis(1));
    let f = x.flatten();
    let g = f.broadcast((2, 6)).unwrap();
    let h = x.row(0).insert_axis(Axis(0));
    let i = x.view().permuted_axes([1, 0]);
    let j = x.slice_axis(Axis(1), Slice::new(0, None, 2));
    let k = x.select(Axis(1), &[0, 2, 0]);
    e.t().dot(&g.t()).sum() + h.dot(&i).sum() + (&j * &j).sum() + (&k * &k).sum() * x.view().insert_axis(Axis(2)).sum()
}

#[twin]
#[differentiable]
fn turns(x: &Array2<f64>) -> f64 {
    let y = x.clone().into_dyn();
    let z = y.into_dimensionality::<Ix2>().unwrap();
    let w = z.slice_move(s![.., ..;-2]);
    (&w * &w).sum() + x.product_axis(Axis(0)).sum() + x.clone().into_diag().sum() + x.triu(0).sum() * x.tril(-1).sum()
}

#[test]
fn all() {
    let m = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]];
    let _ = elementwise::grad(&m, 1.5);
    check!(shapes(&x); x = m.clone());
    check!(turns(&x); x = m.clone());
}
#[twin]
#[differentiable]
fn builds(x: f64, y: f64, v: &Array1<f64>) -> Array2<f64> {
    let m = array![[x, y.sin()], [2.0, x * y]];
    let t = array![[[x], [y]], [[x * x], [1.0]]];
    let c = ndarray::concatenate(Axis(0), &[m.view(), v.view().insert_axis(Axis(0))]).unwrap();
    let d = ndarray::concatenate![Axis(1), c, c];
    let e = ndarray::stack![Axis(0), *v, *v];
    let f = ndarray::stack(Axis(1), &[v.view(), m.row(0)]).unwrap();
    let g = Array2::from_shape_vec((2, 2), vec![x, y, x * y, 1.0]).unwrap();
    let h = Array2::from_diag(v) + Array2::from_diag_elem(2, x);
    let l = Array1::linspace(x, y * y, 4);
    let i = Array2::eye(4) * y;
    &d.dot(&i) + &l + (e * f * g * h).sum() + t.sum()
}
#[test]
fn building() {
    check!(builds(x, y, &v); x = 0.3, y = 1.2, v = array![0.7, -0.4]; vector);
}
