//! Edits of vectors amid other things: old values, early exits, other element types.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};
use ndarray::{Array1, array};

#[twin]
#[differentiable]
fn swapped_then_cut(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    v.swap(0, 3);
    v.rotate_left(1);
    v.reverse();
    v.truncate(2);
    let s = v[0] * v[1];
    v[0] *= s;
    v[0] * v[1]
}

#[twin]
#[differentiable]
fn replaced_after_a_run(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let n = v.len();
    let mut s = 0.0;
    for i in 0..n {
        s += v[i] * v[i];
    }
    for i in 0..n {
        v[i] = s * i as f64;
    }
    v = vec![v[1] * v[1]];
    s += v[0] * v[0];
    v = x.to_vec();
    for i in 0..n {
        s += v[i] * v[i];
    }
    for i in 0..n {
        v[i] = s;
    }
    v.truncate(1);
    v[0] * s
}

#[twin]
#[differentiable]
fn turned_after_a_run(x: &[f64], d: usize) -> f64 {
    let mut v = x.to_vec();
    let mut s = 0.0;
    for i in 0..v.len() {
        s += v[i] * v[i];
    }
    for i in 0..d {
        v[i] = s;
    }
    v.rotate_left(d);
    for i in 0..d {
        v[i] = s * v[3];
    }
    v.reverse();
    for i in 0..d {
        v[i] = s * 2.0;
    }
    s + v[0] * v[1] + v[2] * v[3]
}

#[twin]
#[differentiable]
fn exchanged(x: &[f64], w: f64) -> f64 {
    let mut a = x.to_vec();
    let mut b = vec![w, w * w, 2.0];
    let c = vec![w];
    a[0] *= a[1];
    std::mem::swap(&mut a, &mut b);
    let s = a[0] * b[0] + a.len() as f64;
    let mut unused = c;
    std::mem::swap(&mut unused, &mut b);
    b[0] *= s;
    let mut m = vec![a, b];
    let mut row = vec![s];
    m[0][0] *= m[1][0];
    std::mem::swap(&mut m[1], &mut row);
    row[0] *= m[0][1];
    let (p, q) = m.split_at_mut(1);
    std::mem::swap(&mut p[0], &mut q[0]);
    p[0][0] *= q[0][2];
    row[0] * m[0][0] * m[1][0] * m[1][1]
}

#[twin]
#[differentiable]
fn filled(v: &mut [f64], x: f64) -> f64 {
    let s = v[0] * v[1];
    v.fill(x * s);
    v[1] *= v[0];
    let t = v[0] * v[1];
    v.copy_from_slice(&[x, t, 1.0]);
    v.reverse();
    v[0] *= v[1];
    v.rotate_right(1);
    v.sort_by(|a, b| b.partial_cmp(a).unwrap());
    v[0] * t
}

#[twin(calls(filled))]
#[differentiable]
fn filled_twice(v: &mut [f64], x: f64) -> f64 {
    let s = v[0] * v[2];
    let t = filled(v, x) * v[1];
    v[0] *= t;
    s * filled(&mut v[..], t)
}

#[test]
fn old_values() {
    check!(swapped_then_cut(&x); x = vec![0.3, -0.7, 1.2, 0.4]);
    check!(replaced_after_a_run(&x); x = vec![0.3, -0.7, 1.2, 0.4]);
    for d in 0..4_usize {
        check!(turned_after_a_run(&x, d); x = vec![0.3, -0.7, 1.2, 0.4], d = d);
    }
    check!(exchanged(&x, w); x = vec![0.3, -0.7], w = 0.6);
    check!(filled(&mut v, x); v = vec![0.3, -0.7, 1.2], x = 0.6; value, left v);
    check!(filled_twice(&mut v, x); v = vec![0.3, -0.7, 1.2], x = 0.6; value, left v);
}

#[twin]
#[differentiable]
fn ordered_operands(x: &[f64], w: f64) -> f64 {
    let mut v = x.to_vec();
    v.push(w * v[0]);
    let d = v.pop().unwrap() - v.pop().unwrap() / v.pop().unwrap().sin();
    let e = (v.pop().unwrap(), v[0] * w);
    v.extend([d, e.0, e.1]);
    let f = [v.remove(0), v.remove(0) * v[0]];
    f[0] * f[1] + v.swap_remove(0) + d
}

#[twin]
#[differentiable]
fn chosen(x: &[f64], n: usize) -> f64 {
    let mut v = x.to_vec();
    let mut s = v[0] * v[1];
    for i in 0..n {
        let a = if i % 2 == 0 {
            v.pop().unwrap()
        } else {
            v.remove(0)
        };
        s += a * s;
        match i {
            0 => v.insert(1, s),
            1 => {
                v.push(a * s);
            }
            2 => {
                if s > 100.0 {
                    return v.pop().unwrap();
                }
                v.retain(|e| *e != s);
            }
            3 => v.reverse(),
            _ => {
                let rest = v.split_off(1);
                return rest[0] * s * v.swap_remove(0);
            }
        }
    }
    v.iter().map(|e| e * s).sum::<f64>() * v[0]
}

#[twin]
#[differentiable]
fn merged(x: &[f64], w: f64) -> Vec<f64> {
    let mut heap = x.to_vec();
    let mut out = Vec::new();
    while heap.len() > 1 {
        heap.sort_by(|a, b| b.partial_cmp(a).unwrap());
        let (a, b) = (heap.pop().unwrap(), heap.pop().unwrap());
        heap.push(a * w + b);
        out.push(a * b);
    }
    out.extend(heap.iter().map(|h| h * w));
    out.extend(heap.iter().enumerate().map(|(i, h)| h * h + i as f64));
    let mut m = vec![out.clone(), Vec::new()];
    let mut k = 1;
    m[k].extend(x.iter().map(|a| {
        k = 0;
        a * w
    }));
    m[k][0] *= m[1][0];
    out.append(&mut m[0]);
    out
}

#[twin]
#[differentiable]
fn nothing(x: &[f64], w: f64) -> f64 {
    let mut v = x.to_vec();
    v.pop();
    v.truncate(0);
    v.pop();
    v.drain(..);
    v.reverse();
    v.rotate_left(0);
    v.retain(|e| *e > w);
    v.sort_by(f64::total_cmp);
    let mut other = v.split_off(0);
    v.append(&mut other);
    v.extend_from_slice(&other);
    v.reserve(3);
    v.resize(0, w);
    v.insert(0, w);
    v.shrink_to_fit();
    let mut m: Vec<Vec<f64>> = Vec::new();
    m.push(v.clone());
    m.push(Vec::new());
    m.reserve(2);
    m[1].push(w * v[0]);
    m[1].clear();
    m.rotate_left(1);
    m.clear();
    v[0] * w
}

#[twin]
#[differentiable]
fn owned(mut v: Vec<f64>, w: f64) -> Vec<f64> {
    v[0] *= w;
    let last = v.pop().unwrap();
    v.insert(0, last * v[0]);
    v.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let mut v = v;
    v.push(last);
    v.rotate_right(1);
    v
}

#[twin]
#[differentiable]
fn other_elements(x: &Array1<f64>, w: f64, i: usize) -> f64 {
    let mut v = vec![x.clone(), x * w, x * x];
    let first = v[0].clone();
    v[i] *= &first;
    let a = v.swap_remove(i);
    v.insert(1, &a * w);
    let b = v.pop().unwrap();
    v.push(&a + &b);
    v.push(b);
    v.reverse();
    v[0] *= w;
    v.truncate(3);
    let _unused = v.remove(0);
    v.resize(3, a.clone());
    v.extend_from_slice(&[a]);
    v[2][0] *= v[3][1];
    let mut pairs = vec![(w, v[0].sum()), (v[1][0], w)];
    let (p, q) = pairs.remove(0);
    pairs.push((p * q, pairs[0].0));
    pairs.swap(0, 1);
    pairs.sort_by(|a, b| a.1.partial_cmp(&b.1).unwrap());
    let mut triples = vec![[p, q, w]];
    triples.insert(0, [q, w, pairs[0].0]);
    let t = triples.pop().unwrap();
    triples[0].rotate_left(1);
    triples[0].reverse();
    let mut s = t[0] * t[1] * triples[0][0] + triples[0][2];
    for p in &pairs {
        s += p.0 * p.1;
    }
    for a in &v {
        s += a.dot(a);
    }
    s
}

#[test]
fn programs() {
    check!(ordered_operands(&x, w); x = vec![0.3, -0.7, 1.2, 0.4], w = 0.6);
    for n in 0..6_usize {
        check!(chosen(&x, n); x = vec![0.3, -0.7, 1.2, 0.4, 0.8], n = n);
    }
    check!(merged(&x, w); x = vec![0.3, -0.7, 1.2, 0.4, 0.9], w = 0.6; vector);
    check!(merged(&x, w); x = vec![0.3], w = 0.6; vector);
    check!(nothing(&x, w); x = Vec::<f64>::new(), w = 0.6);
    check!(nothing(&x, w); x = vec![0.3, -0.7], w = 0.6);
    check!(owned(v.clone(), w); v = vec![0.3, -0.7, 1.2], w = 0.6; vector);
    for i in 0..3_usize {
        check!(other_elements(&x, w, i); x = array![0.3, -0.7], w = 0.6, i = i);
    }
}

#[twin]
#[differentiable(wrt(x))]
fn beside_constants(x: &[f64], c: &[f64]) -> f64 {
    let mut k = c.to_vec();
    let mut order = vec![0_usize];
    let mut s = 0.0;
    for i in 0..x.len() {
        let last = k.pop().unwrap();
        order.insert(0, i);
        order.reverse();
        s += x[i] * last * x[order[0]];
        k.insert(0, last * 2.0);
        k.sort_by(|a, b| a.partial_cmp(b).unwrap());
    }
    order.truncate(2);
    let mut v = vec![1.0];
    v.extend_from_slice(c);
    v.push(s);
    v.append(&mut k);
    let n = v.len();
    v.remove(n - 1) * v.pop().unwrap() + v[order.len()] * s * v.pop().unwrap()
}

#[test]
fn constants() {
    check!(beside_constants(&x, &c.0); x = vec![0.3, -0.7, 1.2], c = autodiff_tests::Const(vec![0.5, 0.2]));
}

#[twin]
#[differentiable]
fn fields(x: &[f64], w: f64) -> f64 {
    let mut t = (x.to_vec(), vec![w, w * w], [w, 2.0]);
    t.0[0] *= t.1[1];
    std::mem::swap(&mut t.0[0], &mut t.1[1]);
    t.0[0] *= t.1[1] * t.2[1];
    std::mem::swap(&mut t.0, &mut t.1);
    t.0.push(t.1[0]);
    t.1.swap(0, 1);
    t.2.swap(0, 1);
    let mut other = [1.0, w, t.1[0]];
    t.0.swap_with_slice(&mut other);
    t.0[0] *= other[1];
    let last = t.1.pop().unwrap();
    t.0[0] * t.0[1] * t.1[0] + t.2[0] * t.2[1] * t.0[2] * last
}

#[twin]
#[differentiable]
fn in_closures(x: &Array1<f64>, n: usize) -> f64 {
    let y = x.mapv(|v| {
        let mut t = vec![v * 2.0];
        for i in 0..n {
            t.push(v * t[i]);
        }
        t.reverse();
        let first = t.remove(0);
        first * t.pop().unwrap()
    });
    y.sum()
}

#[twin]
#[differentiable]
fn give(from: &mut f64, to: &mut Vec<f64>) {
    to.push(*from * *from);
    *from = 1.0;
}

#[twin(calls(give))]
#[differentiable]
fn through_references(x: f64) -> f64 {
    let (mut a, mut b, mut c, mut d) = (x * x, 1.0, vec![1.0], [0.5, 0.25]);
    let (p, q) = (&mut a, &mut b);
    std::mem::swap(p, q);
    let r = &mut c;
    give(q, r);
    let mut e = [x, x * x];
    let s = &mut d;
    e.swap_with_slice(s);
    a * x + b * x + c[1] * d[1] * e[0]
}

#[test]
fn corners() {
    check!(through_references(x); x = 0.7);
    check!(fields(&x, w); x = vec![0.3, -0.7], w = 0.6);
    check!(in_closures(&x, n); x = array![0.3, -0.7], n = 2_usize);
}

#[twin]
#[differentiable]
fn edited_rows(m: &mut Vec<Vec<f64>>, pair: &mut (f64, Vec<f64>), three: &mut [f64; 3], w: f64) {
    for row in m.iter_mut() {
        row.push(w * pair.0);
        row.reverse();
        let t = row.remove(1);
        row[0] *= t;
        row.retain(|e| *e < 50.0);
        row.insert(0, t);
    }
    for (i, row) in m.iter_mut().enumerate() {
        for c in row.chunks_mut(2) {
            c.reverse();
            c[0] *= w + i as f64;
        }
        row.swap(0, 1);
    }
    let row = m.pop().unwrap();
    pair.1.extend(&row);
    pair.1.rotate_left(1);
    m[0].append(&mut pair.1);
    pair.1 = vec![m[0][0], three[0]];
    three.reverse();
    three[1..].copy_from_slice(&row[..2]);
    three.swap(0, 2);
    three[0] *= three[1];
    pair.0 *= three[0];
    m.push(row);
    m.sort_by(|a, b| a[0].partial_cmp(&b[0]).unwrap());
}

#[twin(calls(edited_rows))]
#[differentiable]
fn edits_rows(x: &[f64], w: f64) -> f64 {
    let mut m = vec![x.to_vec(), vec![w, x[0]], vec![x[1]]];
    let mut pair = (w, x.to_vec());
    let mut three = [x[0], w, x[1]];
    let mut s = m[0][0] * pair.1[0] * three[0];
    edited_rows(&mut m, &mut pair, &mut three, w);
    s += m[0][0] * pair.1[0] * three[0];
    edited_rows(&mut m, &mut pair, &mut three, s);
    for row in &m {
        for e in row {
            s += e * e * pair.0;
        }
    }
    s + pair.1[1] * three[2] * three[1]
}

#[twin]
#[differentiable]
fn edited_arrays(a: &mut ndarray::Array2<f64>, w: f64) {
    a.swap([0, 0], [1, 1]);
    a[[0, 1]] *= a[[1, 1]];
    a.row_mut(1).swap(0, 1);
    let mut row = a.row_mut(0);
    row.swap(1, 0);
    row[0] *= w;
    a.column_mut(1).fill(w);
    a.mapv_inplace(|v| v * v);
    let b = a.clone();
    a.scaled_add(w, &b);
    a.zip_mut_with(&b, |x, y| *x *= *y);
}

#[test]
fn lent_rows() {
    check!(edited_rows(&mut m, &mut pair, &mut three, w); m = vec![vec![0.3, -0.7], vec![1.2], vec![0.4, 0.9]], pair = (0.7, vec![0.2]), three = [0.1, 0.5, -0.3], w = 0.6; left m, pair, three);
    check!(edits_rows(&x, w); x = vec![0.3, -0.7], w = 0.6);
    check!(edited_arrays(&mut a, w); a = array![[0.3, -0.7], [1.2, 0.4]], w = 0.6; left a);
}
