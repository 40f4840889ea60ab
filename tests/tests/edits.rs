//! Vectors that grow, shrink and change their order.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn stack(x: &[f64], w: f64) -> f64 {
    let mut v = vec![w];
    for i in 0..x.len() {
        v.push(x[i] * v[i]);
        if i % 3 == 2 {
            let last = v.pop().unwrap();
            v[0] *= last;
            let k = v.len() - 2;
            v[k] = v.pop().unwrap() * v[0];
            v.push(last);
            v.push(last * w);
        }
    }
    let mut s = 0.0;
    while v.len() > 1 {
        s += v.pop().expect("there is one") * s + v[0];
    }
    s * v[0]
}

#[twin]
#[differentiable]
fn taken(x: &[f64], i: usize) -> Vec<f64> {
    let mut v = x.to_vec();
    v[0] = v[0] * v[1];
    let a = v.remove(i);
    let b = v.swap_remove(i);
    v.insert(i, a * b);
    v.insert(v.len(), v[0] * a);
    let at = v.len() / 2;
    v.insert(at, 2.0);
    v[i] = v[i] * v[at];
    let c = v.swap_remove(v.len() - 1) * v.remove(0);
    v.push(c * a);
    v.pop();
    v.push(c * v[0]);
    v
}

#[twin]
#[differentiable]
fn parts(x: &[f64], n: usize) -> f64 {
    let mut v = x.to_vec();
    let mut s = v[0] * v[1];
    let mut tail = v.split_off(n);
    for t in tail.iter_mut() {
        *t *= s;
    }
    v.extend_from_slice(&tail);
    v.extend(tail.iter());
    v.extend_from_slice(&v.clone());
    v.extend(vec![1.5, 2.5]);
    v.extend(x.iter().copied());
    s += v[n] * v[v.len() - 1];
    v.truncate(3 * n);
    s *= v[v.len() - 1];
    v.drain(1..n);
    s += v[1] * v[0];
    v.append(&mut tail);
    tail.push(s);
    v.append(&mut vec![1.0, 2.0]);
    v.extend(tail);
    v.truncate(100);
    let mut p = 0.0;
    for i in 1..v.len() {
        p += v[i] * v[i - 1];
    }
    v.clear();
    v.push(p);
    v[0] * s + v[0]
}

#[twin]
#[differentiable]
fn resized(x: &[f64], n: usize, w: f64) -> Vec<f64> {
    let mut v = x.to_vec();
    v[0] *= v[1];
    v.resize(n, w * w);
    v.resize(n + 2, v[0]);
    let k = v.len() - 1;
    v[k] *= v[0];
    v.resize(3, 7.0);
    v[2] *= v[1];
    v
}

#[twin]
#[differentiable]
fn kept(x: &[f64], w: f64) -> f64 {
    let mut v = x.to_vec();
    v[0] = v[0] * v[1];
    let mut rows = vec![x.to_vec(), vec![w], x.to_vec()];
    rows[1][0] *= rows[0][0];
    v.retain(|e| *e > w);
    rows.retain(|row| row.len() > 1);
    rows[1][0] *= 3.0;
    let mut s = rows[0][0] * rows[1][0] * rows[1][1];
    for e in &v {
        s += e * e * s;
    }
    v.retain(|e| *e > 1e3);
    s + v.len() as f64
}

#[test]
fn elements_come_and_go() {
    check!(stack(&x, w); x = vec![0.3, -0.7, 1.2, 0.4, 0.8, 1.5, -0.2], w = 1.3);
    check!(stack(&x, w); x = vec![0.3], w = 1.3);
    check!(stack(&x, w); x = Vec::<f64>::new(), w = 1.3);
    for i in 0..3_usize {
        check!(taken(&x, i); x = vec![0.3, -0.7, 1.2, 0.4, 0.8], i = i; vector);
    }
    for n in 2..5_usize {
        check!(parts(&x, n); x = vec![0.3, -0.7, 1.2, 0.4], n = n);
    }
    for n in 1..6_usize {
        check!(resized(&x, n, w); x = vec![0.3, -0.7, 1.2], n = n, w = 0.6; vector);
    }
    check!(kept(&x, w); x = vec![0.3, -0.7, 1.2, 0.4, 2.0], w = 0.35);
    check!(kept(&x, w); x = vec![0.3, -0.7], w = 5.0);
}

#[twin]
#[differentiable]
fn ordered(x: &[f64], k: usize) -> f64 {
    let mut v = x.to_vec();
    for i in 1..v.len() {
        v[i] *= v[i - 1];
    }
    v.reverse();
    v[0] *= v[1];
    v.rotate_left(k);
    v[0] *= v[1];
    v.rotate_right(2 * k);
    v[0] *= v[1];
    v[1..].reverse();
    v[k..].rotate_left(1);
    v.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let mut s = 0.0;
    for i in 0..v.len() {
        s += v[i] * v[i] * (i + 1) as f64;
    }
    v.sort_by(|a, b| b.partial_cmp(a).unwrap());
    v[0] *= s;
    v.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap());
    v[0] * v[1] + s
}

#[twin]
#[differentiable]
fn ordered_pairs(x: &[(f64, f64)], w: f64) -> f64 {
    let mut v = x.to_vec();
    let mut order: Vec<usize> = (0..v.len()).collect();
    order.sort_by(|a, b| x[*a].0.partial_cmp(&x[*b].0).unwrap());
    v.sort_by(|a, b| a.1.partial_cmp(&b.1).unwrap());
    let mut s = w;
    for i in 0..v.len() {
        s += v[i].0 * v[order[i]].1 * s;
    }
    let mut rows = vec![vec![s, w], vec![w], vec![s]];
    rows[0][0] *= rows[1][0];
    rows.sort_by_key(|row| row.len());
    rows[2][0] * rows[0][0] * rows[1][0]
}

#[twin]
#[differentiable]
fn within(x: &[f64], n: usize) -> f64 {
    let mut v = x.to_vec();
    v[0] *= v[1];
    v.copy_within(1..3, n);
    v[n] *= v[0];
    v.copy_within(..2, 1);
    v.extend_from_within(n..);
    let mut a = [v[0], v[1], v[2]];
    let mut b = vec![v[3], v[2] * v[1], 1.0];
    a[0] *= b[0];
    a.swap_with_slice(&mut b);
    a[0] *= b[1];
    a[1..].swap_with_slice(&mut b[..2]);
    b.fill(a[0]);
    b[0] *= a[1];
    let mut s = 0.0;
    for i in 0..3 {
        s += a[i] * b[i];
    }
    for i in 0..v.len() {
        s += v[i] * v[i] * i as f64;
    }
    s
}

#[twin]
#[differentiable]
fn filled(mut a: [f64; 3], s: f64) -> f64 {
    let t = a[0] * a[2];
    a.fill(s * t);
    a[1] *= a[0];
    a[1] * s
}

#[test]
fn elements_change_places() {
    for k in 0..3_usize {
        check!(ordered(&x, k); x = vec![0.3, -0.7, 1.2, 0.4, 2.0], k = k);
    }
    check!(ordered_pairs(&x, w); x = vec![(0.3, -0.7), (1.2, 0.4), (2.0, 0.1)], w = 0.8);
    check!(ordered_pairs(&x, w); x = Vec::<(f64, f64)>::new(), w = 0.8);
    for n in 0..3_usize {
        check!(within(&x, n); x = vec![0.3, -0.7, 1.2, 0.4], n = n);
    }
    check!(filled(a, s); a = [0.3, -0.7, 1.2], s = 0.6);
}

#[twin]
#[differentiable]
fn edit_lent(v: &mut Vec<f64>, w: f64) -> f64 {
    v[0] *= w;
    let last = v.pop().unwrap();
    v.insert(0, last * w);
    v.reverse();
    v.extend_from_slice(&[w, last]);
    v[1] *= v[0];
    if w > 1.0 {
        v.truncate(2);
        return last * v[1];
    }
    v.swap(0, 1);
    v.resize(4, last);
    v.rotate_left(1);
    last * v[0]
}

#[twin(calls(edit_lent))]
#[differentiable]
fn edit_in_turns(x: &[f64], w: f64, n: usize) -> f64 {
    let mut v = x.to_vec();
    let mut s = 0.0;
    for i in 0..n {
        s += edit_lent(&mut v, w + i as f64) * v[0];
        v.push(s);
        if v.len() > 6 {
            break;
        }
        v[0] += v[1] * s;
        if i == 1 {
            v.remove(0);
            continue;
        }
        v.push(v[0] * v[1]);
    }
    for a in &v {
        s += a * a;
    }
    s
}

#[twin]
#[differentiable]
fn rows(m: &[Vec<f64>], n: usize) -> Vec<Vec<f64>> {
    let mut m = m.to_vec();
    for i in 0..n {
        let mut row = m.pop().unwrap();
        row[0] *= m[0][0];
        row.push(m[0][0] * row[0]);
        m.insert(0, row);
        m.swap(0, 1);
        m[1].reverse();
        let first = m[0].remove(0);
        let second = first * m[1][0];
        m[1].push(second);
        m[0].insert(0, first);
        let old = m.swap_remove(0);
        m.push(old.clone());
        m[0][0] += old[0] * i as f64;
        m.rotate_left(1);
        m.truncate(3);
        let mut other = m[0].clone();
        other[0] *= 0.5;
        std::mem::swap(&mut m[0], &mut other);
        let r = &mut m[1];
        r.rotate_right(1);
        r.truncate(2);
        r[0] *= 2.0;
    }
    let mut spare = vec![vec![m[0][0]], Vec::new()];
    m.append(&mut spare);
    m.resize(5, vec![m[0][0], 2.0]);
    m.extend(spare);
    let tail = m.split_off(1);
    m.extend(tail);
    m
}

#[test]
fn lent_and_nested() {
    for w in [0.6, 1.4] {
        check!(edit_lent(&mut v, w); v = vec![0.3, -0.7, 1.2], w = w; value, left v);
        for n in 0..4_usize {
            check!(edit_in_turns(&x, w, n); x = vec![0.3, -0.7, 1.2], w = w, n = n);
        }
    }
    for n in 0..4_usize {
        check!(rows(&m, n); m = vec![vec![0.3, -0.7], vec![1.2, 0.5], vec![0.9, 0.8]], n = n; vector);
    }
}
