//! Parts of one slice that a call is lent at once: `f(left, right)` after `split_at_mut`.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::{check, differences, twin};

/// Reads and writes both.
#[twin]
#[differentiable]
fn mix(a: &mut [f64], b: &mut [f64], w: f64) -> f64 {
    let mut s = w;
    for i in 0..a.len().min(b.len()) {
        let t = a[i] * w;
        a[i] = (a[i] * b[i]).sin() + t;
        b[i] = b[i] * t + a[i];
        s += a[i] * b[i];
    }
    s
}

/// Reads one and writes the other.
#[twin]
#[differentiable]
fn scale(a: &mut [f64], b: &[f64]) -> f64 {
    let mut s = 1.0;
    for i in 0..a.len() {
        for j in 0..b.len() {
            a[i] = a[i] * b[j] + s;
        }
        s += a[i] * a[i];
    }
    s
}

#[twin]
#[differentiable]
fn three(a: &mut [f64], b: &[f64], c: &mut [f64]) {
    for i in 0..a.len() {
        for k in 0..c.len() {
            c[k] *= a[i];
            a[i] += b.len() as f64 * c[k];
        }
        for j in 0..b.len() {
            a[i] *= b[j];
        }
    }
}

#[twin(calls(mix, scale))]
#[differentiable]
fn halves(x: &[f64], k: usize, w: f64) -> f64 {
    let mut v = x.to_vec();
    let (left, right) = v.split_at_mut(k);
    let mut s = mix(left, right, w);
    s += mix(right, left, s);
    s *= scale(left, right) + scale(right, &left[..]);
    mix(&mut right[..1], left, s) * v[0] * v[v.len() - 1]
}

#[twin(calls(mix, scale, three))]
#[differentiable]
fn nested(x: &mut [f64], w: f64) -> f64 {
    x[0] *= x[1];
    let third = x.len() / 3;
    let (a, rest) = x.split_at_mut(third);
    let (b, c) = rest.split_at_mut(rest.len() / 2);
    three(a, b, c);
    let s = mix(c, a, w) + scale(&mut b[1..], &c[..1]);
    three(&mut c[..1], a, b);
    let (one, more) = c.split_first_mut().unwrap();
    *one *= s;
    s * scale(more, a)
}

#[twin]
#[differentiable]
fn exchange(row: &mut Vec<f64>, others: &mut [Vec<f64>], factor: f64) {
    for other in 0..others.len() {
        for k in 0..row.len() {
            others[other][k] -= factor * row[k] * row[0];
            row[k] += others[other][0];
        }
    }
}

#[twin]
#[differentiable]
fn number(last: &mut f64, before: &[f64]) {
    for i in 0..before.len() {
        *last = *last * before[i] + before[i];
    }
}

#[twin(calls(exchange, number))]
#[differentiable]
fn ends(m: &[Vec<f64>], w: f64) -> f64 {
    let mut m = m.to_vec();
    for i in 0..m.len() {
        let (_, rest) = m.split_at_mut(i);
        let (first, others) = rest.split_first_mut().unwrap();
        exchange(first, others, w);
    }
    let (last, before) = m.split_last_mut().unwrap();
    exchange(last, before, w);
    let (end, start) = m[0].split_last_mut().unwrap();
    number(end, start);
    let (start, rest) = m[1].split_first_mut().unwrap();
    number(start, rest);
    m[0][0] * m[1][0] + m[0][1]
}

#[derive(Clone, Debug, Differentiable)]
struct Layer {
    state: Vec<f64>,
    weight: [f64; 3],
    number: usize,
}

#[differentiable]
fn fields(x: &[f64], n: usize) -> f64 {
    let mut layer = Layer {
        state: x.to_vec(),
        weight: [x[0], x[1], x[2]],
        number: n,
    };
    let mut s: f64 = 0.5;
    for _ in 0..layer.number {
        let (hidden, cell) = layer.state[1..].split_at_mut(2);
        s += mix(hidden, cell, s.sin() * 0.3);
        let (one, two) = layer.weight.split_at_mut(1);
        s += scale(two, one).sin();
        s += scale(&mut layer.state[..2], &layer.weight[..1]).cos();
        layer.state[0] = (layer.state[0] * s).sin();
    }
    s * layer.state[3]
}

/// Sums and tells how many there are.
#[twin]
#[differentiable]
fn counted(n: usize, a: &mut [f64], b: &mut [f64]) -> f64 {
    a[0] *= b[0];
    b[0] += a[0];
    a[0] * n as f64
}

#[twin(calls(counted, mix))]
#[differentiable]
fn with_numbers(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let half = v.len() / 2;
    let (a, b) = v.split_at_mut(half);
    let mut s = counted(a.len(), a, b);
    let first = b[0];
    s *= mix(b, a, first);
    for i in 1..v.len() {
        let (a, b) = v.split_at_mut(i);
        s += counted(i, a, b) * counted(b.len(), b, &mut a[i - 1..]);
    }
    s
}

#[derive(Clone, Debug, Differentiable)]
struct Cell {
    value: f64,
}

#[differentiable]
impl Cell {
    fn step(&mut self, other: &mut Cell) -> f64 {
        self.value *= other.value;
        other.value += self.value * self.value;
        self.value.sin()
    }
}

/// The receiver is one of the parts.
#[differentiable]
fn methods(x: f64, y: f64) -> f64 {
    let mut cells = vec![Cell { value: x }, Cell { value: y }, Cell { value: x * y }];
    let mut s = 1.0;
    for _ in 0..2 {
        let (first, rest) = cells.split_first_mut().unwrap();
        s += first.step(&mut rest[1]);
        let (second, third) = rest.split_first_mut().unwrap();
        s += second.step(&mut third[0]) * first.value;
        s *= third[0].step(first);
    }
    s * cells[0].value * cells[1].value
}

/// Copies and fills between other vectors and within one.
#[twin]
#[differentiable]
fn copies(x: &[f64], w: f64) -> f64 {
    let mut v = x.to_vec();
    let mut h = vec![0.5; x.len()];
    let mut fixed = [w; 2];
    let mut s = 0.0;
    for i in 0..3 {
        s += h[i] * h[i] * v[i];
        h.copy_from_slice(&v);
        h[..2].clone_from_slice(&fixed);
        fixed[..].copy_from_slice(&h[1..3]);
        v[1..].copy_from_slice(&h[1..]);
        v[..1].fill(s * w);
        let (left, right) = v.split_at_mut(2);
        left[..1].copy_from_slice(&right[..1]);
        h[0] *= v[1] * w;
    }
    s * h[0] + fixed[1]
}

#[test]
fn agree() {
    let x = vec![0.3, -0.7, 1.2, 0.4, 0.9];
    for k in 1..5_usize {
        check!(halves(&x, k, w); x = x.clone(), k = k, w = 0.6);
    }
    for n in 4..8_usize {
        let x: Vec<f64> = (0..n).map(|i| 0.4 + (i as f64).sin() * 0.3).collect();
        check!(nested(&mut x, w); x = x.clone(), w = 0.6; value, left x);
    }
    let m = vec![vec![0.3, -0.7], vec![1.2, 0.5], vec![0.9, 0.8]];
    check!(ends(&m, w); m = m.clone(), w = 0.6);
    for n in 0..3_usize {
        differences!(fields(&x, n); x = x.clone(), n = n; any);
    }
    check!(with_numbers(&x); x = x.clone());
    differences!(methods(x, y); x = 0.3, y = 0.8);
    check!(copies(&x, w); x = x.clone(), w = 0.6);
}

/// One half may be empty.
#[test]
fn empty_halves() {
    let x = vec![0.3, -0.7, 1.2];
    check!(empty_half(&x, k); x = x.clone(), k = 0_usize);
    check!(empty_half(&x, k); x = x.clone(), k = 3_usize);
    check!(empty_half(&x, k); x = vec![], k = 0_usize);
}

#[twin(calls(mix, scale))]
#[differentiable]
fn empty_half(x: &[f64], k: usize) -> f64 {
    let mut v = x.to_vec();
    let (left, right) = v.split_at_mut(k);
    let mut s = mix(left, right, 0.5) + scale(right, left);
    s += scale(left, right);
    for e in v.iter() {
        s *= *e + 1.0;
    }
    s
}
