//! Small numerical programs: factorisations, solvers, integrators, and functions that share buffers.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]
use autodiff_core::differentiable;
use autodiff_tests::{check, twin};
use ndarray::{Array1, Array2, Array3, ArrayView1, array, s};

#[twin]
#[differentiable]
fn nested_refs(x: &[Vec<f64>], w: f64) -> f64 {
    let mut y = x.to_vec();
    for i in 0..y.len() {
        let row = &mut y[i];
        let n = row.len();
        for j in 1..n {
            let before = row[j - 1];
            let cell = &mut row[j];
            *cell = *cell * before + w;
            *cell *= *cell;
        }
    }
    let first = &y[0];
    let last = &y[y.len() - 1];
    let mut s = 0.0;
    for (a, b) in first.iter().zip(last) {
        s += a * b;
    }
    s
}

#[test]
fn references_in_loops() {
    check!(nested_refs(&x, w); x = vec![vec![0.3, -0.7, 0.4], vec![1.2, 0.1, 0.5]], w = 0.7);
}

#[twin]
#[differentiable]
fn tuple_of_containers(x: &[f64], w: f64) -> (Vec<f64>, Array1<f64>, [f64; 2], f64) {
    let mut v = x.to_vec();
    v[0] = v[0] * w;
    let a = Array1::from_vec(v.clone());
    let b = &a * w;
    let c = [a[0] * b[1], w];
    let s = b.sum();
    (v, a * b, c, s)
}

#[twin(calls(tuple_of_containers))]
#[differentiable]
fn uses_tuple(x: &[f64], w: f64) -> f64 {
    let (mut v, a, c, s) = tuple_of_containers(x, w);
    v[1] = v[0] * c[0];
    let t = tuple_of_containers(&v, s);
    t.0[0] * t.1[1] + t.2[0] * t.3 + a.sum() * c[1] * v[1]
}

#[test]
fn tuples_of_containers() {
    check!(tuple_of_containers(&x, w); x = vec![0.3, -0.7], w = 1.3; vector);
    check!(uses_tuple(&x, w); x = vec![0.3, -0.7], w = 1.3);
}

#[twin(calls(pong))]
#[differentiable]
fn ping(v: &mut Vec<f64>, n: usize) -> f64 {
    if n == 0 {
        return v[0];
    }
    v[0] = v[0] * v[1];
    let a = pong(v, n - 1);
    v[1] += a;
    a * v[0]
}

#[twin(calls(ping))]
#[differentiable]
fn pong(v: &mut Vec<f64>, n: usize) -> f64 {
    let old = v[1];
    v[1] = v[1].sin();
    if n == 0 {
        return old;
    }
    let b = ping(v, n - 1);
    v[0] *= b;
    b + old
}

#[test]
fn mutual_recursion_on_a_buffer() {
    for n in 0..5_usize {
        check!(ping(&mut v, n); v = vec![0.7, 0.4], n = n; value, left v);
        check!(pong(&mut v, n); v = vec![0.7, 0.4], n = n; value, left v);
    }
}

#[twin]
#[differentiable]
fn step(x: &mut f64, v: &mut f64, dt: f64) {
    *v -= *x * dt;
    *x += *v * dt;
}

#[twin(calls(step))]
#[differentiable]
fn oscillate(x0: f64, v0: f64, dt: f64, n: usize) -> f64 {
    let mut x = x0;
    let mut v = v0;
    let mut energy = 0.0;
    for _ in 0..n {
        step(&mut x, &mut v, dt);
        energy += x * x + v * v;
    }
    let mut pair = [x, v];
    let [mut a, mut b] = pair;
    step(&mut a, &mut b, dt);
    pair[0] = a * b;
    energy + pair[0] * pair[1]
}

#[test]
fn integrator() {
    check!(step(&mut x, &mut v, dt); x = 0.3, v = 1.0, dt = 0.1; left x, v);
    check!(oscillate(x, v, dt, n); x = 0.3, v = 1.0, dt = 0.1, n = 5_usize);
}

#[twin]
#[differentiable]
fn try_step(v: &mut [f64], w: f64) -> (f64, bool) {
    for i in 0..v.len() {
        v[i] = v[i] * w + 0.1;
        if v[i] > 2.0 {
            return (v[i] * w, false);
        }
    }
    (v[0], true)
}

#[twin(calls(try_step))]
#[differentiable]
fn adaptive(x: &[f64], w: f64) -> f64 {
    let mut v = x.to_vec();
    let mut h = w;
    let mut tries = 0;
    let mut s = 0.0;
    'outer: loop {
        let saved = v.clone();
        loop {
            tries += 1;
            let (value, ok) = try_step(&mut v, h);
            if ok {
                s += value;
                break;
            }
            s += 0.1 * value;
            v = saved.clone();
            h *= 0.5;
            if tries > 8 {
                break 'outer;
            }
        }
        h *= 1.4;
        if tries > 6 {
            break;
        }
    }
    s * h + v[v.len() - 1]
}

#[test]
fn adaptive_steps() {
    check!(adaptive(&x, w); x = vec![0.3, 0.7], w = 1.6);
    check!(adaptive(&x, w); x = vec![1.3, 1.7], w = 1.1);
    check!(adaptive(&x, w); x = vec![0.1, 0.2], w = 3.0);
}

#[twin]
#[differentiable]
fn shadow_params(x: &[f64], w: f64) -> f64 {
    let x = x.to_vec();
    let mut x = x;
    x[0] = x[1] * w;
    let w = x[0] + w;
    let x = &x;
    let w = {
        let w = w * x[1];
        w * w
    };
    x[0] * w
}

#[test]
fn shadowed_parameters() {
    check!(shadow_params(&x, w); x = vec![0.3, 0.7], w = 1.6);
}

fn plain(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum()
}
#[allow(non_camel_case_types, reason = "it shares its name with the function")]
struct plain {}
impl plain {
    fn dual(v: &[autodiff_tests::Dual]) -> autodiff_tests::Dual {
        v.iter().map(|x| x * x).sum()
    }
}

#[twin(calls(plain))]
#[differentiable]
fn plain_conditions(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    let mut rounds = 0;
    while plain(&y) < 10.0 && rounds < 20 {
        for i in 0..y.len() {
            y[i] = y[i] * 1.5 + 0.01 * y[0];
        }
        rounds += 1;
        if plain(&y[..1]) > 2.0 {
            y[0] = 0.1 * y[1];
        }
    }
    y[0] + y[1] * rounds as f64
}

#[test]
fn conditions_by_plain_functions() {
    check!(plain_conditions(&x); x = vec![0.3, 0.7]);
    check!(plain_conditions(&x); x = vec![1.3, -0.7]);
}

#[twin]
#[differentiable]
fn lu(a: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let n = b.len();
    let mut m = a.to_vec();
    let mut x = b.to_vec();
    for k in 0..n {
        let mut p = k;
        for i in k + 1..n {
            if m[i][k].abs() > m[p][k].abs() {
                p = i;
            }
        }
        if p != k {
            m.swap(p, k);
            x.swap(p, k);
        }
        for i in k + 1..n {
            let f = m[i][k] / m[k][k];
            for j in k..n {
                m[i][j] -= f * m[k][j];
            }
            x[i] -= f * x[k];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            x[i] -= m[i][j] * x[j];
        }
        x[i] /= m[i][i];
    }
    x
}

#[test]
fn linear_system() {
    check!(lu(&a, &b); a = vec![vec![0.1, 2.0, -0.3], vec![1.5, 0.2, 0.7], vec![0.4, -0.9, 1.1]], b = vec![1.0, 0.5, -0.2]; vector);
}

#[twin]
#[differentiable]
fn cholesky(a: &Array2<f64>) -> Array2<f64> {
    let n = a.nrows();
    let mut l = Array2::zeros((n, n));
    for j in 0..n {
        let mut d = a[[j, j]];
        for k in 0..j {
            d -= l[[j, k]] * l[[j, k]];
        }
        l[[j, j]] = d.sqrt();
        for i in j + 1..n {
            let mut t = a[[i, j]];
            for k in 0..j {
                t -= l[[i, k]] * l[[j, k]];
            }
            l[[i, j]] = t / l[[j, j]];
        }
    }
    l
}

#[twin]
#[differentiable]
fn gram_schmidt(a: &Array2<f64>) -> Array2<f64> {
    let mut q = a.clone();
    for j in 0..q.ncols() {
        for k in 0..j {
            let r = q.column(k).dot(&q.column(j));
            let proj = &q.column(k) * r;
            let mut c = q.column_mut(j);
            c -= &proj;
        }
        let norm = q.column(j).dot(&q.column(j)).sqrt();
        let mut c = q.column_mut(j);
        c /= norm;
    }
    q
}

#[test]
fn factorisations() {
    check!(cholesky(&a); a = array![[2.0, 0.3, 0.1], [0.3, 1.5, -0.2], [0.1, -0.2, 1.1]]; vector);
    check!(gram_schmidt(&a); a = array![[2.0, 0.3, 0.1], [0.3, 1.5, -0.2], [0.1, -0.2, 1.1]]; vector);
}

#[twin]
#[differentiable]
fn convolve(x: &Array1<f64>, k: ArrayView1<f64>) -> Array1<f64> {
    let n = x.len() + 1 - k.len();
    let mut y = Array1::zeros(n);
    for i in 0..n {
        y[i] = x.slice(s![i..i + k.len()]).dot(&k);
    }
    y
}

#[twin]
#[differentiable]
fn heat(t: &Array3<f64>, w: f64, steps: usize) -> f64 {
    let mut u = t.clone();
    let (a, b, c) = u.dim();
    for _ in 0..steps {
        let old = u.clone();
        for i in 0..a {
            for j in 1..b - 1 {
                for k in 0..c {
                    u[[i, j, k]] = old[[i, j, k]]
                        + w * (old[[i, j - 1, k]] - 2.0 * old[[i, j, k]] + old[[i, j + 1, k]]);
                }
            }
        }
        u *= 0.9;
    }
    (&u * &u).sum()
}

#[test]
fn stencils() {
    check!(convolve(&x, k.view()); x = array![0.3, 0.1, -0.6, 0.8, 0.2], k = array![0.5, -0.3]; vector);
    check!(heat(&t, w, n); t = Array3::from_shape_fn((2, 4, 2), |(i, j, k)| 0.1 + (i + 2 * j + 3 * k) as f64 * 0.2), w = 0.2, n = 2_usize);
}
