//! What ordinary code is made of: searches, iterators, and what they end with.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[differentiable]
fn checked(x: f64) -> Result<f64, String> {
    if x > 0.0 {
        Ok(x.ln())
    } else {
        Err("negative".into())
    }
}
#[differentiable]
fn collects(xs: &[f64]) -> Result<f64, String> {
    let ys: Vec<f64> = xs
        .iter()
        .map(|x| checked(*x))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(ys.iter().sum())
}
#[differentiable]
fn sums(xs: &[f64]) -> Result<f64, String> {
    let s: Result<f64, String> = xs.iter().map(|x| checked(*x)).sum();
    s
}
#[differentiable]
fn iterator_variable(xs: &[f64]) -> Option<f64> {
    let mut it = xs.iter();
    let mut best = *it.next()?;
    for v in it {
        best = best * 0.5 + v;
    }
    Some(best)
}
#[differentiable]
fn try_folds(xs: &[f64]) -> Option<f64> {
    xs.iter()
        .try_fold(1.0, |acc, x| if *x > 0.0 { Some(acc * x) } else { None })
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Differentiable)]
struct V2 {
    x: f64,
    y: f64,
}
#[differentiable]
impl std::ops::Add for V2 {
    type Output = V2;
    fn add(self, o: V2) -> V2 {
        V2 {
            x: self.x + o.x,
            y: self.y + o.y,
        }
    }
}
#[differentiable]
impl std::ops::AddAssign for V2 {
    fn add_assign(&mut self, o: V2) {
        self.x += o.x;
        self.y += o.y;
    }
}
#[differentiable]
impl V2 {
    const ZERO: V2 = V2 { x: 0.0, y: 0.0 };
    fn norm(&self) -> f64 {
        self.x.hypot(self.y)
    }
}
#[differentiable]
fn defaults(ps: &[V2]) -> f64 {
    let mut sum = V2::default();
    for p in ps {
        sum += *p;
    }
    let folded = ps.iter().fold(V2::ZERO, |a, b| a + *b);
    let other = ps.iter().copied().reduce(|a, b| a + b).unwrap_or_default();
    sum.norm() + folded.norm() + other.x
}
#[differentiable]
fn indices(xs: &[f64]) -> f64 {
    let best = xs
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1))
        .map(|(i, _)| i)
        .unwrap_or(0);
    xs[best] * xs[0]
}
#[differentiable]
fn partitions(xs: &[f64], k: f64) -> f64 {
    let (low, high): (Vec<f64>, Vec<f64>) = xs.iter().copied().partition(|x| *x < k);
    low.iter().sum::<f64>() * k - high.iter().sum::<f64>()
}
#[differentiable]
fn unzips(xs: &[(f64, f64)]) -> f64 {
    let (a, b): (Vec<f64>, Vec<f64>) = xs.iter().cloned().unzip();
    a.iter().zip(&b).map(|(a, b)| a * b).sum()
}
#[differentiable]
fn shadow_closure(xs: &[f64], p: f64) -> f64 {
    let norm = |v: &[f64]| -> f64 { v.iter().map(|x| x.abs().powf(p)).sum::<f64>().powf(1.0 / p) };
    let scaled: Vec<f64> = xs.iter().map(|x| x / norm(xs)).collect();
    norm(&scaled[1..])
}
#[differentiable]
fn into_iter_sum(xs: Vec<f64>) -> f64 {
    xs.into_iter()
        .filter(|x| x.is_finite())
        .map(f64::sqrt)
        .sum()
}
#[differentiable]
fn rposition(xs: &[f64]) -> f64 {
    let i = xs.iter().rposition(|x| *x > 0.5);
    i.map(|i| xs[i]).unwrap_or_default()
}
#[differentiable]
fn clamp_all(xs: &mut [f64], lo: f64, hi: f64) -> f64 {
    xs.iter_mut().for_each(|x| *x = x.clamp(lo, hi));
    xs.iter().map(|x| x * x).sum()
}
#[differentiable]
fn binary(xs: &[f64], q: f64) -> f64 {
    let i = match xs.binary_search_by(|x| x.partial_cmp(&q).unwrap()) {
        Ok(i) => i,
        Err(i) => i.min(xs.len() - 1),
    };
    xs[i] * q
}
#[differentiable]
fn partition_point(xs: &[f64], q: f64) -> f64 {
    let i = xs.partition_point(|x| *x < q).clamp(1, xs.len() - 1);
    let t = (q - xs[i - 1]) / (xs[i] - xs[i - 1]);
    t * t
}
#[differentiable]
fn consts(x: f64) -> f64 {
    const N: usize = 3;
    let mut a = [0.0; N];
    a[0] = x;
    for i in 1..N {
        a[i] = a[i - 1] * x;
    }
    let [p, q, r] = a;
    p * std::f64::consts::PI + q.mul_add(r, f64::EPSILON)
}
#[differentiable]
fn generic<const N: usize>(m: &[[f64; N]; N]) -> f64 {
    let mut trace = 0.0;
    for i in 0..N {
        trace += m[i][i] * m[i][N - 1 - i];
    }
    trace
}
#[differentiable]
fn looks(x: Option<f64>, xs: &[f64], k: f64) -> f64 {
    let high = x.is_some_and(|v| v > k);
    let sorted = xs.is_sorted_by(|a, b| a <= b);
    let at = xs.partition_point(|v| *v < k);
    let found = xs.binary_search_by(|v| v.total_cmp(&k)).is_ok();
    let scale = if high && sorted { 2.0 } else { 3.0 };
    x.unwrap_or(k) * scale + if found { k } else { xs[at] * k }
}
#[differentiable]
fn boxed(x: f64, deep: bool) -> f64 {
    let b = Box::new(x * 2.0);
    let o: Option<Box<f64>> = if deep { Some(b) } else { None };
    match o {
        Some(v) => *v * x,
        None => x,
    }
}
#[differentiable]
fn text(values: &[f64], log: &mut String) -> f64 {
    let mut s = 0.0;
    for (i, v) in values.iter().enumerate() {
        s += v.sin();
        log.push_str(&format!("{i}: {v:.3}\n"));
    }
    s
}
#[differentiable]
fn early_slice(xs: &[f64]) -> f64 {
    match xs {
        [] => 0.0,
        [x] => *x,
        [first, .., last] => first * last,
    }
}
#[differentiable]
fn recursive(xs: &[f64]) -> f64 {
    if let [head, tail @ ..] = xs {
        head + 0.5 * recursive(tail) * head
    } else {
        1.0
    }
}

fn fd(f: impl Fn(Vec<f64>) -> f64, x: &[f64], g: &[f64]) {
    differences::compare(f, &x.to_vec(), &g.to_vec());
}
#[test]
fn agree() {
    let x = [0.3, 1.4, 0.9, 0.6];
    type At = (Vec<f64>, f64);
    let at: At = (x.to_vec(), 0.7);
    fd(|x| collects(&x).unwrap(), &x, &collects::grad(&x).unwrap());
    fd(|x| sums(&x).unwrap(), &x, &sums::grad(&x).unwrap());
    fd(
        |x| iterator_variable(&x).unwrap(),
        &x,
        &iterator_variable::grad(&x).unwrap(),
    );
    fd(
        |x| try_folds(&x).unwrap(),
        &x,
        &try_folds::grad(&x).unwrap(),
    );
    let ps = vec![V2 { x: 0.3, y: 0.4 }, V2 { x: 1.3, y: -0.4 }];
    differences::compare(|p: Vec<V2>| defaults(&p), &ps, &defaults::grad(&ps));
    fd(|x| indices(&x), &x, &indices::grad(&x));
    differences::compare(
        |(x, k): At| partitions(&x, k),
        &at,
        &partitions::grad(&x, 0.7),
    );
    let p = vec![(0.3, 0.5), (0.7, 1.2)];
    differences::compare(|p: Vec<(f64, f64)>| unzips(&p), &p, &unzips::grad(&p));
    differences::compare(
        |(x, k): At| shadow_closure(&x, k + 1.0),
        &at,
        &shadow_closure::grad(&x, 1.7),
    );
    fd(|x| into_iter_sum(x), &x, &into_iter_sum::grad(x.to_vec()));
    fd(|x| rposition(&x), &x, &rposition::grad(&x));
    let mut v = x;
    let g = clamp_all::grad(&mut v, 0.5, 1.1);
    differences::compare(
        |(x, (l, h)): (Vec<f64>, (f64, f64))| clamp_all(&mut x.clone(), l, h),
        &(x.to_vec(), (0.5, 1.1)),
        &(g.0, (g.1, g.2)),
    );
    let s = [0.1, 0.4, 0.8, 1.5];
    differences::compare(
        |(x, k): At| binary(&x, k),
        &(s.to_vec(), 0.7),
        &binary::grad(&s, 0.7),
    );
    differences::compare(
        |(x, k): At| partition_point(&x, k),
        &(s.to_vec(), 0.7),
        &partition_point::grad(&s, 0.7),
    );
    differences::compare(|x: f64| consts(x), &0.7, &consts::grad(0.7));
    let m = [[0.3, 0.2], [0.7, 1.1]];
    differences::compare(|m: [[f64; 2]; 2]| generic(&m), &m, &generic::grad(&m));
    differences::compare(|x: f64| boxed(x, true), &0.7, &boxed::grad(0.7, true));
    differences::compare(|(x, k): At| looks(Some(0.9), &x, k), &at, &{
        let g = looks::grad(Some(0.9), &x, 0.7);
        (g.1, g.2)
    });
    let mut log = String::new();
    fd(
        |x| text(&x, &mut String::new()),
        &x,
        &text::grad(&x, &mut log),
    );
    fd(|x| early_slice(&x), &x, &early_slice::grad(&x));
    fd(|x| recursive(&x), &x, &recursive::grad(&x));
}
