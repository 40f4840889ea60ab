//! Methods called `dot`, like the one of arrays, on values whose type the text doesn't show.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;
use std::ops::{Mul, Sub};

#[derive(Clone, Copy, Debug, Differentiable)]
struct V {
    x: f64,
    y: f64,
}

#[differentiable]
impl Sub for V {
    type Output = V;
    fn sub(self, o: V) -> V {
        V {
            x: self.x - o.x,
            y: self.y - o.y,
        }
    }
}

/// A straight line.
#[differentiable]
impl V {
    fn dot(self, o: V) -> f64 {
        self.x * o.x + self.y * o.y
    }
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct Scale(f64);

/// One that changes what it is given.
#[differentiable]
impl Scale {
    fn dot(self, mut k: f64) -> f64 {
        k *= self.0;
        k += k * k;
        k.exp()
    }
}

#[derive(Clone, Debug, Differentiable)]
struct Series(Vec<f64>);

/// One that goes several ways, and calls others.
#[differentiable]
impl Series {
    fn dot(&self, o: &Series) -> Series {
        if self.0.len() < o.0.len() {
            return o.dot(self);
        }
        let mut all = self.0.clone();
        for (a, b) in all.iter_mut().zip(&o.0) {
            *a = V { x: *a, y: 0.5 }.dot(V { x: *b, y: *a });
        }
        Series(all)
    }
}

#[derive(Clone, Debug, Differentiable)]
struct Complex<T> {
    re: T,
    im: T,
}

#[differentiable]
impl<T: autodiff_core::Scalar + Mul<Output = T>> Complex<T> {
    fn dot(&self, o: &Complex<T>) -> Complex<T> {
        let mut scale = o.im;
        scale *= scale;
        Complex {
            re: (self.re * o.re + self.im * o.im) * scale,
            im: self.im * o.re - self.re * o.im,
        }
    }
}

#[differentiable]
fn potential(places: &[V]) -> f64 {
    let mut energy = 0.0;
    for i in 0..places.len() {
        for j in 0..i {
            let d = places[i] - places[j];
            energy += (d.dot(d) + 0.1).sqrt().recip() + d.dot(places[j]);
        }
    }
    energy
}

#[differentiable]
fn changing(all: &[Scale], k: f64) -> f64 {
    let mut sum = k;
    for scale in all {
        sum += scale.dot(k) * all[0].dot(sum * 0.1);
    }
    sum
}

#[differentiable]
fn ways(p: &Series, q: &Series) -> f64 {
    let both = [p.clone(), q.clone()];
    let (a, b) = (both[0].dot(q), both[1].dot(&both[0]));
    a.0[0] * b.0[1] + a.dot(&b).0[2]
}

#[differentiable]
fn products(a: &Complex<f64>, b: &Complex<f64>) -> f64 {
    let pair = [a.clone(), b.clone()];
    let c = pair[0].dot(&pair[1]);
    let d = c.dot(&c);
    let e = c.dot(a);
    e.re * e.im + d.im * d.re
}

#[test]
fn methods_called_dot() {
    let (p, q, r) = (
        V { x: 0.3, y: 0.7 },
        V { x: -0.4, y: 1.1 },
        V { x: 0.9, y: -0.2 },
    );
    for n in 0..4 {
        differences!(potential(&places); places = [p, q, r][..n].to_vec());
        let scales = [Scale(0.3), Scale(-0.8), Scale(0.6)][..n].to_vec();
        differences!(changing(&all, k); all = scales, k = 0.3);
    }
    let (p, q) = (Series(vec![0.4, -0.3, 0.8]), Series(vec![0.7, 1.2]));
    differences!(ways(&p, &q); p = p, q = q);
    let (a, b) = (Complex { re: 0.6, im: -0.8 }, Complex { re: 1.2, im: 0.5 });
    differences!(products(&a, &b); a = a, b = b);
}
