//! Generic structs, enums, methods and functions; const generics; turbofish.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, Scalar, Storable, differentiable};
use autodiff_tests::differences;
use num_traits::Float;

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Pair<T> {
    a: T,
    b: T,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Grid<T, const N: usize> {
    cells: [T; N],
    scale: T,
    n: usize,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum Maybe<T> {
    One(T),
    Two(Pair<T>),
    No,
}

#[differentiable]
impl<T: Scalar> Pair<T> {
    fn new(a: T, b: T) -> Self {
        Pair { a, b }
    }
    fn product(&self) -> T {
        self.a * self.b
    }
    fn swap(self) -> Pair<T> {
        let Pair { a, b } = self;
        Self { a: b, b: a }
    }
    fn grow(&mut self, k: T) {
        self.a *= k;
        self.b += self.a * self.a;
    }
}

#[differentiable]
impl Pair<f64> {
    fn angle(&self) -> f64 {
        self.a.atan2(self.b)
    }
}

#[differentiable]
impl<T: Scalar, const N: usize> Grid<T, N> {
    fn total(&self) -> T {
        let mut s = self.scale;
        for i in 0..N {
            s += self.cells[i] * self.cells[(i + 1) % N] * self.scale;
        }
        s
    }
    fn smooth(&mut self) {
        let old = self.cells;
        for i in 1..N {
            self.cells[i] = old[i] * self.scale + old[i - 1];
        }
    }
    fn head(&self) -> Option<T> {
        if N == 0 { None } else { Some(self.cells[0]) }
    }
}

#[differentiable]
fn pairs<T: Scalar>(p: Pair<T>, q: &Pair<T>, k: T) -> T {
    let mut r = Pair::new(p.a * q.b, k);
    r.grow(q.product());
    let s = Pair::<T>::new(r.a, r.b).swap();
    s.product() * r.product() + s.a
}

#[differentiable]
fn grids<T: Scalar, const N: usize>(g: &Grid<T, N>, k: T) -> T {
    let mut h = g.clone();
    for _ in 0..g.n {
        h.smooth();
        h.scale *= k;
    }
    let first = match h.head() {
        Some(v) => v * k,
        None => k,
    };
    h.total() * first
}

#[differentiable]
fn maybe<T: Scalar>(m: Maybe<T>, k: T) -> Maybe<T> {
    match m {
        Maybe::One(x) => Maybe::Two(Pair { a: x * x, b: k }),
        Maybe::Two(Pair { a, b }) if a > b => Maybe::One(a * b),
        Maybe::Two(p) => Maybe::Two(p.swap()),
        Maybe::No => Maybe::One(k * k),
    }
}

#[differentiable]
fn value<T: Scalar>(m: &Maybe<T>) -> T {
    match m {
        Maybe::One(x) => *x * *x,
        Maybe::Two(p) => p.product(),
        Maybe::No => T::from_f64(2.0),
    }
}

#[differentiable]
fn several(m: Maybe<f64>, k: f64) -> f64 {
    let mut m = m;
    let mut s = 0.0;
    for _ in 0..4 {
        m = maybe(m, k);
        s += value(&m) * k;
        s += value::<f64>(&maybe::<f64>(m.clone(), s));
    }
    s
}

#[differentiable]
fn last<T: Differentiable + Storable + Clone>(items: &[T], other: T, n: usize) -> T {
    if n < items.len() {
        items[n].clone()
    } else {
        other
    }
}

#[differentiable]
fn picked(ps: &[Pair<f64>], q: Pair<f64>, k: f64) -> f64 {
    let a = last(ps, q, 1);
    let b = last::<f64>(&[k, a.b], k * k, 0);
    let c = last(ps, Pair { a: b, b: a.a }, 7);
    a.product() * b + c.angle()
}

#[differentiable]
fn float<F: Float + Scalar>(x: F, p: Pair<F>) -> F {
    let y = Float::sqrt(x) + p.a;
    y * x + p.b
}

#[differentiable]
fn plain_float<F: Scalar>(x: &[F], p: Pair<F>) -> F {
    let mut s = p.a;
    for v in x {
        s = s * p.b + v.sin() * (*v).exp();
        if s > p.a {
            s = s.sqrt().max(p.b);
        }
    }
    s.powi(2) + p.a.tanh()
}

#[derive(Clone, Debug, Differentiable)]
struct Chain<A, B> {
    first: A,
    then: B,
}

#[differentiable]
trait Layer {
    fn apply(&self, x: f64) -> f64;
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct Affine(f64, f64);

#[derive(Clone, Copy, Debug, Differentiable)]
struct Sigmoid {
    slope: f64,
}

#[differentiable]
impl Layer for Affine {
    fn apply(&self, x: f64) -> f64 {
        self.0 * x + self.1
    }
}

#[differentiable]
impl Layer for Sigmoid {
    fn apply(&self, x: f64) -> f64 {
        1.0 / (1.0 + (-x * self.slope).exp())
    }
}

#[differentiable]
impl<A: Layer + Differentiable + 'static, B: Layer + Differentiable + 'static> Layer
    for Chain<A, B>
{
    fn apply(&self, x: f64) -> f64 {
        self.then.apply(self.first.apply(x))
    }
}

#[differentiable]
impl<T: Layer + Differentiable> Layer for Vec<T> {
    fn apply(&self, x: f64) -> f64 {
        let mut x = x;
        for l in self.iter() {
            x = l.apply(x);
        }
        x
    }
}

#[differentiable]
fn network<L: Layer + Differentiable>(net: &L, x: f64) -> f64 {
    net.apply(x) * net.apply(-x) + x
}

const P: Pair<f64> = Pair { a: 0.4, b: 1.3 };

#[test]
fn structs() {
    differences!(pairs(p, &q, k); p = P, q = Pair { a: 0.9, b: 0.2 }, k = 0.7);
    differences!(grids(&g, k); g = Grid { cells: [0.3, 0.8, 1.1], scale: 0.6, n: 2 }, k = 0.9);
    differences!(grids(&g, k); g = Grid { cells: [0.3], scale: 0.6, n: 0 }, k = 0.9);
    differences!(grids(&g, k); g = Grid::<f64, 0> { cells: [], scale: 0.6, n: 3 }, k = 0.9);
    for m in [
        Maybe::One(0.4),
        Maybe::Two(P),
        Maybe::Two(P.swap()),
        Maybe::No,
    ] {
        differences!(several(m, k); m = m, k = 0.7);
    }
    differences!(picked(&ps, q, k); ps = vec![P, P.swap()], q = P, k = 0.6);
    differences!(picked(&ps, q, k); ps = vec![P], q = P, k = 0.6);
}

#[test]
fn functions() {
    differences!(float(x, p); x = 0.7, p = P);
    differences!(plain_float(&x, p); x = vec![0.3, -0.8, 1.2], p = P);
    let single = plain_float::grad(&[0.3_f32, 0.7], Pair { a: 0.4, b: 1.3 });
    let double = plain_float::grad(&[0.3_f64, 0.7], Pair { a: 0.4, b: 1.3 });
    assert!((f64::from(single.1.a) - double.1.a).abs() < 1e-5);
}

#[test]
fn chains_of_layers() {
    let net = Chain {
        first: Affine(0.4, 0.7),
        then: Chain {
            first: Sigmoid { slope: 1.2 },
            then: Affine(0.9, -0.2),
        },
    };
    differences!(network(&net, x); net = net.clone(), x = 0.6);
    differences!(network(&net, x); net = vec![net.clone(), net], x = 0.6);
    differences!(network(&net, x); net = Vec::<Affine>::new(), x = 0.6);
}

/// Functions of those who know nothing of `Scalar`.
mod foreign_bounds {
    use super::*;

    #[differentiable]
    fn logistic<T: Float>(x: T) -> T {
        let one = T::one();
        let limit = T::from(30.0).unwrap();
        if x.abs() > limit || x.is_nan() {
            return T::zero();
        }
        one / (one + (-x).exp())
    }

    #[differentiable]
    fn softened_norm<T>(xs: &[T], softening: T) -> T
    where
        T: num_traits::Float,
    {
        let mut largest = T::neg_infinity();
        let mut sum = T::zero();
        for &x in xs {
            largest = largest.max(x.abs());
            sum = sum + x.powi(2) + logistic(x);
        }
        (sum + softening.max(T::epsilon())).sqrt() + largest
    }

    /// Functions of the number's type, by name.
    #[differentiable]
    fn by_name<T: Float>(x: &ndarray::Array1<T>, k: T) -> T {
        let waves = x.mapv(T::sin);
        let start = waves.sum() * k;
        x.iter()
            .copied()
            .map(T::tanh)
            .fold(start, |sum, v| sum * k + v)
    }

    #[differentiable]
    fn spelled_out(xs: &[f64]) -> f64 {
        xs.iter().copied().map(core::primitive::f64::tanh).sum()
    }

    #[test]
    fn floats() {
        differences!(by_name(&x, k); x = ndarray::array![0.3, -0.8, 1.2], k = 0.5);
        differences!(spelled_out(&x); x = vec![0.3, -0.8, 1.2]);
        differences!(softened_norm(&x, s); x = vec![0.3, -0.8, 1.2], s = 0.5);
        differences!(logistic(x); x = 0.3);
        assert_eq!(logistic::grad(40.0_f32), 0.0);
        assert!((logistic::grad(0.0_f32) - 0.25).abs() < 1e-7);
    }
}
