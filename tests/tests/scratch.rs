#![allow(clippy::all)]
use autodiff_core::differentiable;
use autodiff_tests::check;
use autodiff_tests::twin;
use ndarray::{Zip, azip, Array1, Array2, Array3, ArrayD, Axis, Slice, array, s, IxDyn, Ix2};

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
#[differentiable]
fn swish(x: f64) -> f64 { x / (1.0 + (-x).exp()) }

#[differentiable]
fn zips(x: &Array2<f64>, y: &Array2<f64>, w: f64) -> f64 {
    let a = Zip::from(x).and(y).map_collect(|&a, &b| if a > b { a * b * w } else { b.sin() });
    let mut c = x.clone();
    Zip::from(&mut c).and(&a).for_each(|c, &a| { *c += a * w; if *c > 0.5 { *c *= 2.0; } });
    azip!((c in &mut c, &a in y) *c -= a * *c);
    c.zip_mut_with(&y.row(0), |c, &y| *c = *c * y + w);
    c.mapv_inplace(|v| v.tanh());
    c.map_inplace(|v| *v *= w);
    c.row_mut(0).mapv_inplace(f64::exp);
    let d = c.map(|v| v * v + *v);
    let e = d.mapv(swish).mapv_into(|v| v * w);
    let mut total = 0.0;
    Zip::from(&e).and(x).for_each(|&e, &x| total += e * x);
    let f = Zip::from(x).and(y).and(&d).map_collect(|&a, b, c| a * b + *c);
    let g = Zip::from(x).and(y).fold(0.0, |acc, &a, &b| acc + a * b * w);
    let h = x.fold(1.0, |acc, &v| acc + v * v);
    total + f.sum() * g + h
}
#[differentiable]
fn more(x: &Array2<f64>, v: &Array1<f64>) -> f64 {
    let n = v.len();
    let a = Array2::from_shape_fn((n, 2), |(i, j)| v[i] * x[[0, j]]);
    let b = Array1::from_shape_fn(n, |i| v[i].sin());
    let c = Array1::from_iter(v.iter().map(|v| v * v));
    let d = Array2::from_shape_fn(x.raw_dim(), |(i, j)| x[[i, j]] * (i + j) as f64);
    let mut e = x.clone();
    e.swap_axes(0, 1);
    e.invert_axis(Axis(0));
    let mask = x.mapv(|v| v > 0.25);
    let g = Zip::from(&mask).and(x).map_collect(|&m, &x| if m { x } else { 0.0 });
    a.sum() + b.dot(&c) + d.sum() * e[[0, 0]] + g.sum()
}
#[test]
fn zipping() {
    let m = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]];
    let n = array![[0.1, 0.7, -1.1], [0.4, 0.3, 0.4]];
    autodiff_tests::differences!(zips(&x, &y, w); x = m.clone(), y = n.clone(), w = 1.3);
    autodiff_tests::differences!(more(&x, &v); x = m.clone(), v = array![0.3, 1.2]);
}
#[twin]
#[differentiable]
fn iterates(x: &Array3<f64>, m: &Array2<f64>) -> f64 {
    let mut total = 1.0;
    for page in x.axis_iter(Axis(1)) {
        total = total * page.sum() + page[[0, 0]];
    }
    for lane in x.lanes(Axis(1)) {
        total += lane.dot(&lane) * lane[0];
    }
    for row in x.rows() {
        total += row[0] * total * 0.1;
    }
    for part in m.axis_chunks_iter(Axis(1), 2) {
        total += part.product() * part[[0, 0]];
    }
    for w in m.windows((2, 2)) {
        total += w[[0, 0]] * w[[1, 1]];
    }
    for w in m.exact_chunks((1, 2)) {
        total += w[[0, 0]] * w[[0, 1]];
    }
    for ((i, j), v) in m.indexed_iter() {
        total += v * v * (i + 2 * j) as f64;
    }
    for (i, v) in m.row(0).indexed_iter() {
        total *= 1.0 + v * i as f64;
    }
    total += m.rows().into_iter().map(|r| r.sum() * r[0]).sum::<f64>();
    total += m.axis_iter(Axis(1)).zip(m.rows()).map(|(a, b)| a[0] * b[1]).sum::<f64>();
    total + m.indexed_iter().map(|((i, j), v)| v * (i * j) as f64).sum::<f64>()
}
#[twin]
#[differentiable]
fn iterates_mut(x: &Array3<f64>, m: &Array2<f64>) -> f64 {
    let mut x = x.clone();
    let mut m = m.clone();
    for mut page in x.axis_iter_mut(Axis(1)) {
        page *= 2.0;
        page[[0, 0]] = page[[0, 1]] * page[[0, 0]];
    }
    for mut lane in x.lanes_mut(Axis(1)) {
        lane[0] *= lane[1];
    }
    for mut part in m.axis_chunks_iter_mut(Axis(1), 2) {
        let s = part.sum();
        part *= s;
    }
    for ((i, j), v) in m.indexed_iter_mut() {
        *v *= *v + (i + j) as f64;
    }
    for (row, mut page) in m.rows().into_iter().zip(x.outer_iter_mut()) {
        page *= &row;
    }
    (&x * &x).sum() + m.sum()
}
#[test]
fn iterating() {
    let m = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]];
    let t = Array3::from_shape_fn((2, 2, 3), |(i, j, k)| 0.1 + 0.3 * (i + 2 * j + 3 * k) as f64);
    check!(iterates(&x, &m); x = t.clone(), m = m.clone());
    check!(iterates_mut(&x, &m); x = t.clone(), m = m.clone());
}
