//! First programs end to end, against finite differences.
use autodiff_core::differentiable;
use ndarray::{Array1, Array2, array};

fn fd(f: impl Fn(&[f64]) -> f64, x: &[f64]) -> Vec<f64> {
    (0..x.len())
        .map(|i| {
            let h = 1e-6 * x[i].abs().max(1.0);
            let (mut up, mut down) = (x.to_vec(), x.to_vec());
            up[i] += h;
            down[i] -= h;
            (f(&up) - f(&down)) / (2.0 * h)
        })
        .collect()
}

fn close(a: &[f64], b: &[f64]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() <= 1e-5 * (1.0 + b.abs()), "{a} vs {b}");
    }
}

macro_rules! check {
    ($name:ident, $x:expr, |$v:ident| $f:expr) => {{
        let x: &[f64] = &$x;
        close(&$name::grad(x), &fd(|$v| $f, x));
    }};
    ($name:ident, $x:expr) => {
        check!($name, $x, |v| $name(v))
    };
}

#[differentiable]
fn poly(x: f64, y: f64) -> f64 {
    let a = x * y + 2.0 * x;
    let b = a / y - x;
    (a * b).sin() + b.exp()
}

#[test]
fn polynomial() {
    let g = poly::grad(0.3, 1.2);
    close(&[g.0, g.1], &fd(|v| poly(v[0], v[1]), &[0.3, 1.2]));
}

#[differentiable]
fn sum_squares(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        s += x[i] * x[i];
    }
    s
}

#[differentiable]
fn running(x: &[f64]) -> f64 {
    let mut s = 1.0;
    for v in x.iter() {
        s = s * v + s.sin();
    }
    s
}

#[differentiable]
fn early(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        if x[i] < 0.0 {
            continue;
        }
        let t = x[i].sqrt() * s;
        if t > 5.0 {
            return t * t;
        }
        s += t + x[i] * x[i];
        if s > 100.0 {
            break;
        }
    }
    s.ln()
}

#[test]
fn loops() {
    check!(sum_squares, [1.0, 2.0, 3.0]);
    check!(sum_squares, []);
    check!(running, [0.5, -0.7, 1.3]);
    check!(early, [0.5, -0.7, 1.3]);
    check!(early, [0.5, -0.7, 1.3, 4.0, 5.0]);
    check!(early, [11.0, 1.0]);
    check!(early, [3.0, 1.0, 0.0, 2.0]);
}

fn norm(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

#[differentiable]
fn doubling(x: &Array1<f64>) -> Array1<f64> {
    let mut y = x * 2.0;
    while norm(&y) < 1000.0 {
        y = &y * 2.0;
    }
    y
}

#[test]
fn doubles() {
    let x = array![0.3, -0.7, 1.9];
    let run = doubling::record(&x);
    let k = (run.value()[0] / x[0]).log2();
    let seed = array![0.1, 1.0, 0.0001];
    assert_eq!(run.backward(&seed), &seed * 2f64.powf(k));
}

#[differentiable]
fn affine(w: &Array2<f64>, b: &Array1<f64>, x: &Array1<f64>) -> f64 {
    let h = w.dot(x) + b;
    let a = h.mapv(|v| v.tanh() * 2.0);
    (&a * &a).sum() + a.mean().unwrap()
}

#[test]
fn arrays() {
    let w = array![[0.3, 0.1, -0.2], [0.5, 0.7, 0.1]];
    let b = array![0.1, -0.3];
    let x = array![1.0, 2.0, -1.5];
    let (gw, gb, gx) = affine::grad(&w, &b, &x);
    close(gw.as_slice().unwrap(), &fd(|v| affine(&Array2::from_shape_vec((2, 3), v.to_vec()).unwrap(), &b, &x), w.as_slice().unwrap()));
    close(gb.as_slice().unwrap(), &fd(|v| affine(&w, &Array1::from_vec(v.to_vec()), &x), b.as_slice().unwrap()));
    close(gx.as_slice().unwrap(), &fd(|v| affine(&w, &b, &Array1::from_vec(v.to_vec())), x.as_slice().unwrap()));
}

#[differentiable]
fn inner(a: f64, x: &[f64]) -> f64 {
    let mut s = a;
    for v in x {
        s += a * v;
    }
    s * s
}

#[differentiable]
fn outer(x: &[f64]) -> f64 {
    let u = inner(x[0], &x[1..]);
    let v = inner(x[1] * 2.0, x);
    u * v + inner(u, x)
}

#[differentiable]
fn factorial(x: f64, n: usize) -> f64 {
    if n == 0 { 1.0 } else { x * factorial(x - 1.0, n - 1) }
}

#[test]
fn calls() {
    check!(outer, [0.2, 0.4, -0.3]);
    close(&[factorial::grad(5.5, 4)], &fd(|v| factorial(v[0], 4), &[5.5]));
}

#[differentiable]
fn scale(x: &mut [f64], w: f64) {
    for v in x.iter_mut() {
        *v = *v * w + *v;
    }
    x[0] = x[0] * x[1];
}

#[differentiable]
fn use_scale(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    let a = y[1] * y[0];
    scale(&mut y, x[0]);
    scale(&mut y, a);
    let mut s = 0.0;
    for i in 0..y.len() {
        s += y[i] * y[i] * x[i];
    }
    s
}

#[test]
fn buffers() {
    check!(use_scale, [0.5, 0.7, 1.1]);
    let mut x = [1.0, 2.0, 3.0];
    let run = scale::record(&mut x, 2.0);
    let (xb, wb) = run.backward(vec![1.0, 0.0, 0.0]);
    close(&xb, &[18.0, 9.0, 0.0]);
    close(&[wb], &[2.0 * 3.0 * 2.0]);
}
