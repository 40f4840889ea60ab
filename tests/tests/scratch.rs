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
