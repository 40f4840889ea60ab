//! Copies of what references lead to, and of several slices joined.

#![allow(
    clippy::clone_on_copy,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::{check, differences, twin};

#[twin]
#[differentiable]
fn of_elements(x: &[f64], k: &f64) -> f64 {
    let mut w = vec![];
    for v in x {
        w.push(v.clone());
        w.push(k.clone());
    }
    let first = w[0].clone();
    w[1] = x[0].clone() * first;
    w.iter().map(|v| v * v).sum()
}

#[differentiable]
fn of_pairs(x: &[(f64, f64)]) -> f64 {
    let mut w = vec![];
    for pair in x {
        w.push(pair.clone());
    }
    for (a, b) in x {
        w.push((b.clone(), a.clone()));
    }
    w.iter().map(|v| v.0 * v.0 * v.1).sum()
}

#[differentiable]
fn of_mutable(x: &mut f64, rows: &[[f64; 2]]) -> f64 {
    let old = x.clone();
    *x *= 2.0;
    let mut copies = vec![];
    for row in rows {
        copies.push(row.clone());
    }
    let mut first = copies[0].clone();
    first[0] *= old;
    first[0] * *x + copies[0][0]
}

#[differentiable]
fn of_mutable_twice(x: f64, rows: &[[f64; 2]]) -> f64 {
    let mut x = x;
    of_mutable(&mut x, rows) * x
}

#[differentiable]
fn cloned_in_chains(rows: &[Vec<f64>]) -> f64 {
    let typed: Vec<f64> = rows.iter().flatten().cloned().collect();
    let mut other = rows
        .iter()
        .flat_map(|row| row.iter())
        .cloned()
        .collect::<Vec<_>>();
    other.extend(rows[0].iter().cloned());
    typed.iter().zip(&other).map(|(a, b)| a * b * b).sum()
}

#[test]
fn behind_references() {
    check!(of_elements(&x, &k); x = vec![0.4, 0.7], k = 0.3);
    differences!(of_pairs(&x); x = vec![(0.4, 0.7), (-0.2, 0.9)]);
    differences!(of_mutable_twice(x, &rows); x = 0.3, rows = vec![[0.3, 0.4], [0.1, 0.8]]);
    differences!(cloned_in_chains(&rows); rows = vec![vec![0.7, 0.9], vec![], vec![-0.3]]);
}

#[twin]
#[differentiable]
fn doubled(x: &[f64]) -> Vec<f64> {
    x.iter().map(|v| v * 2.0).collect()
}

#[twin(calls(doubled))]
#[differentiable]
fn listed(h: &Vec<f64>, x: &[f64]) -> Vec<f64> {
    let k = vec![x[0] * h[0], 1.0];
    let mut all = [h.as_slice(), &x[1..], &doubled(x), &k].concat();
    all[0] *= all[1];
    all
}

#[differentiable]
fn moved(h: Vec<f64>, x: Vec<f64>) -> Vec<f64> {
    let mut all = [h, x].concat();
    all[1] *= all[2];
    all
}

#[twin]
#[differentiable]
fn rows(rows: &[Vec<f64>]) -> f64 {
    let mut all = rows.concat();
    all[0] *= all[1];
    let squares: f64 = all.iter().map(|v| v * v).sum();
    squares + rows.to_vec().concat().iter().product::<f64>()
}

#[differentiable]
fn fixed(a: [f64; 2], b: &[[f64; 2]]) -> f64 {
    let v = [a, [a[1], 2.0]].concat();
    let w = b.concat();
    v.iter().zip(&w).map(|(v, w)| v * w).sum()
}

#[differentiable]
fn lists_of_rows(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
    let all = [a, b].concat();
    all.iter().map(|row| row.iter().product::<f64>()).sum()
}

#[test]
fn joined() {
    let (h, x) = (vec![0.3, 0.4], vec![0.7, 0.9, -0.3]);
    let m = vec![h.clone(), vec![], x.clone()];
    check!(listed(&h, &x); h = h.clone(), x = x.clone(); vector);
    differences!(moved(h, x); h = h.clone(), x = x.clone(); any);
    check!(rows(&m); m = m.clone());
    differences!(fixed(a, &b); a = [0.4, 0.7], b = vec![[0.3, 0.8], [0.1, 0.5]]);
    differences!(lists_of_rows(&a, &b); a = m, b = vec![x]);
}

#[twin]
#[differentiable]
fn turned(x: f64) -> f64 {
    let angle = x.to_degrees().to_radians();
    angle.sin_cos().0 * (2.0 * x).sin_cos().1
}

#[derive(Clone, Debug, Differentiable)]
struct Walker {
    x: f64,
    #[differentiable(skip)]
    steps: usize,
    #[differentiable(skip)]
    way: f64,
}

#[differentiable]
impl Walker {
    fn step(&mut self, by: f64) {
        self.x += by * self.x;
        self.steps += 1;
        self.way *= 0.5;
        self.way += 1.0;
    }
}

#[differentiable]
fn walked(walker: &Walker, by: f64) -> f64 {
    let mut walker = walker.clone();
    while walker.steps < 4 {
        walker.step(by);
    }
    walker.x
}

#[test]
fn parts() {
    check!(turned(x); x = 0.7);
    let walker = Walker {
        x: 0.4,
        steps: 0,
        way: 1.0,
    };
    differences!(walked(&walker, by); walker = walker, by = 0.3);
}
