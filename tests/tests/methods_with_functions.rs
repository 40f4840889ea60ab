//! Methods that take functions: what these are given has derivatives, each argument of it.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct P {
    a: f64,
}

#[differentiable]
impl P {
    fn one(&self, x: f64, g: impl Fn(f64) -> f64) -> f64 {
        g(x) * self.a
    }
    fn two(&self, x: f64, g: impl Fn(f64, f64) -> f64) -> f64 {
        g(x, self.a)
    }
    fn three(&self, x: f64, g: impl Fn(f64, f64, f64) -> f64) -> f64 {
        g(x, self.a, x * self.a)
    }
    fn generic<F: Fn(f64, f64) -> f64>(&self, g: F, x: f64) -> f64 {
        g(x, self.a) + g(self.a, 3.0)
    }
    fn referred(&self, x: f64, g: &impl Fn(f64, f64) -> f64) -> f64 {
        g(x, self.a)
    }
    fn counted(&self, x: f64, g: impl Fn(f64, usize) -> f64) -> f64 {
        g(x, 1) + self.a * g(x * x, 0)
    }
    fn sliced(&self, x: f64, g: impl Fn(f64, &[f64]) -> f64) -> f64 {
        g(x, &[self.a, x])
    }
    fn sliced_first(&self, x: f64, g: impl Fn(&[f64], f64) -> f64) -> f64 {
        g(&[self.a, x], x * 2.0)
    }
    fn pair(&self, x: f64, g: impl Fn(f64, f64) -> (f64, f64)) -> f64 {
        let (u, v) = g(x, self.a);
        u * v + u
    }
    fn tupled(&self, x: f64, g: impl Fn((f64, f64)) -> f64) -> f64 {
        g((x, self.a))
    }
    fn step(&mut self, x: f64, g: impl Fn(f64, f64) -> f64) -> f64 {
        self.a = g(x, self.a);
        self.a * x
    }
    fn fill(&self, out: &mut [f64], g: impl Fn(f64, f64) -> f64) {
        for i in 0..out.len() {
            out[i] = g(out[i], self.a);
        }
    }
    fn own(&self, x: f64, k: f64) -> f64 {
        self.two(x, |u, v| u * v * k) + self.three(k, |u, v, w| u * w + v.sin() * x)
    }
    /// Names that iterators, options and vectors have, too.
    fn reduce(&self, x: f64, g: impl Fn(f64, f64) -> f64) -> f64 {
        g(x, self.a)
    }
    fn scan(&self, x: f64, g: impl Fn(f64, f64) -> f64) -> f64 {
        g(x, self.a)
    }
    fn fold(&self, x: f64, g: impl Fn(f64, f64) -> f64) -> f64 {
        g(x, self.a)
    }
}

#[differentiable]
fn own(p: &P, x: f64, k: f64) -> f64 {
    p.own(x, k)
}

#[differentiable]
fn untyped(x: f64) -> f64 {
    P { a: 2.0 }.two(x, |u, v| u * v)
}

#[differentiable]
fn of_one(x: f64, k: f64) -> f64 {
    P { a: 2.0 }.one(x, |u| u * u * k) + P { a: x }.one(2.0, |u| u + k)
}

#[differentiable]
fn of_three(x: f64, k: f64) -> f64 {
    let p = P { a: 2.0 };
    p.three(x, |u, v, w| u * v * w * k) + p.three(k, |u, v, w| u * u * v + w * x)
}

#[differentiable]
fn typed(x: f64, k: f64) -> f64 {
    let p = P { a: 1.5 };
    p.two(x, |u: f64, v: f64| u * v * k) + p.two(x, |u: f64, v: f64| -> f64 { u.sin() * v })
}

#[differentiable]
fn lent(p: &P, x: f64, k: f64) -> f64 {
    p.referred(x, &|u, v| u * v + k * u) + p.generic(|u, v| u * u * v * k, x)
}

#[differentiable]
fn by_name(p: &P, x: f64, k: f64) -> f64 {
    let h = |u: f64, v: f64| u * u * v + k;
    let flat = |u, v| u * 3.0 * v;
    p.two(x, h) + p.referred(k, &h) + p.generic(&flat, x) + h(x, k)
}

#[differentiable]
fn ignoring(p: &P, x: f64, k: f64) -> f64 {
    p.two(x, |u, _| u * u)
        + p.two(x, |_, v| v * k)
        + p.three(x, |_, v, _| v * v)
        + p.three(x, |u, _v, w| u * w)
        + p.two(x, |_, _| k)
}

#[differentiable]
fn other_arguments(x: f64, k: f64, ws: &[f64]) -> f64 {
    let p = P { a: 0.5 };
    p.counted(x, |u, n| u * u * k * ws[n])
        + p.counted(x, |u, n| u * u * k * (n as f64 + 1.0))
        + p.counted(x, |u: f64, n: usize| u * ws[n])
        + p.sliced(x, |u, s| u * s[0] * s[1] * k)
        + p.sliced(x, |u, s: &[f64]| u * s[1])
        + p.sliced_first(x, |s, u| s[0] * s[1] * u * k)
        + p.sliced_first(k, |s: &[f64], u: f64| s[1] * u * ws[0])
        + p.pair(x, |u, v| (u * v, u + k))
        + p.tupled(x, |(u, v)| u * v * k)
        + p.tupled(x, |t| t.0 * t.1)
}

#[differentiable]
fn changing(x: f64, k: f64) -> f64 {
    let mut p = P { a: 2.0 };
    let first = p.step(x, |u, v| u * v * k);
    let second = p.step(k, |u, v| u + v * x);
    let mut out = [x, 2.0, k];
    p.fill(&mut out, |o, a| o * a);
    first * second + p.a + out[0] * out[1] * out[2]
}

/// The body of a closure is a program like any other.
#[differentiable]
fn larger_bodies(x: f64, k: f64, ws: &[f64]) -> f64 {
    let p = P { a: 1.2 };
    p.two(x, |u, v| {
        let mut s = ws.iter().map(|w| w * u).sum::<f64>();
        let h = |t: f64| t * v * u;
        for w in ws {
            if *w > 0.0 {
                s += h(*w) * u;
            }
        }
        if s < 0.0 {
            return s * u;
        }
        s * k
    }) + P { a: 0.3 }.two(x, |u, v| p.two(v, |a, b| a * u * b))
}

#[differentiable]
fn known_names(p: &P, x: f64) -> f64 {
    p.r#reduce(x, |u, v| u * v) + p.r#scan(x, |u, v| u * u * v) + p.r#fold(x, |u, v| u + v * v)
}

/// Not as the raw names that say whose they are.
#[differentiable]
fn plain_names(p: &P, x: f64) -> f64 {
    p.reduce(x, |u, v| u * v) + p.scan(x, |u, v| u * u * v)
}

#[differentiable]
fn known_names_of_literals(x: f64) -> f64 {
    let p = P { a: 2.0 };
    p.reduce(x, |u, v| u * v) + p.scan(x, |u, v| u * u * v) + p.fold(x, |u, v| u * v * v)
}

#[test]
fn each_argument_counts() {
    assert_eq!(untyped::grad(3.4), 2.0);
    differences!(untyped(x); x = 3.4);
    differences!(of_one(x, k); x = 3.4, k = 0.7);
    differences!(of_three(x, k); x = 3.4, k = 0.7);
    differences!(typed(x, k); x = 3.4, k = 0.7);
    differences!(lent(&p, x, k); p = P { a: 1.3 }, x = 3.4, k = 0.7);
    differences!(by_name(&p, x, k); p = P { a: 1.3 }, x = 3.4, k = 0.7);
    differences!(ignoring(&p, x, k); p = P { a: 1.3 }, x = 3.4, k = 0.7);
    differences!(own(&p, x, k); p = P { a: 1.3 }, x = 3.4, k = 0.7);
    differences!(changing(x, k); x = 1.4, k = 0.7);
}

#[test]
fn numbers_slices_and_tuples() {
    differences!(other_arguments(x, k, &ws); x = 1.4, k = 0.7, ws = vec![0.3, -0.9]);
    differences!(larger_bodies(x, k, &ws); x = 1.4, k = 0.7, ws = vec![0.3, -0.9]);
    differences!(larger_bodies(x, k, &ws); x = 1.4, k = 0.7, ws = vec![0.3, -1.9]);
}

#[test]
fn methods_named_like_those_of_iterators() {
    differences!(known_names(&p, x); p = P { a: 1.3 }, x = 3.4);
    differences!(plain_names(&p, x); p = P { a: 1.3 }, x = 3.4);
    differences!(known_names_of_literals(x); x = 3.4);
}

#[differentiable]
trait Rule {
    fn weigh(&self, x: f64, g: impl Fn(f64, f64) -> f64) -> f64;
    fn given<F: Fn(f64, f64, f64) -> f64>(&self, x: f64, g: F) -> f64;
    fn provided(&self, x: f64, k: f64) -> f64 {
        self.weigh(x, |u, v| u * u * v * k)
    }
}

#[differentiable]
impl Rule for P {
    fn weigh(&self, x: f64, g: impl Fn(f64, f64) -> f64) -> f64 {
        g(x, self.a) * x
    }
    fn given<F: Fn(f64, f64, f64) -> f64>(&self, x: f64, g: F) -> f64 {
        g(x, x * x, self.a)
    }
}

#[differentiable]
fn through_a_trait(x: f64, k: f64) -> f64 {
    let p = P { a: 2.0 };
    p.weigh(x, |u, v| u * v * k) + p.given(x, |u, v, w| u * v * w + k * u) + p.provided(x, k)
}

#[differentiable]
fn through_a_bound<R: Rule + Differentiable>(rule: &R, x: f64, k: f64) -> f64 {
    rule.weigh(x, |u, v| u * v * k) + rule.given(x, |u, v, w| u * v * w + k * u)
}

#[differentiable]
fn bounded(x: f64, k: f64) -> f64 {
    through_a_bound(&P { a: 2.0 }, x, k)
}

/// A function that was itself a parameter, and one by its name.
#[differentiable]
fn handed_on(p: &P, g: impl Fn(f64, f64) -> f64, x: f64) -> f64 {
    p.two(x, &g) + p.two(x, |u, v| g(v, u) * u) + p.two(x, product)
}

#[differentiable]
fn product(u: f64, v: f64) -> f64 {
    u * v
}

#[differentiable]
fn hands_on(p: &P, x: f64, k: f64) -> f64 {
    handed_on(p, |u, v| u * u * v * k, x)
}

#[test]
fn traits_and_functions_handed_on() {
    differences!(through_a_trait(x, k); x = 1.4, k = 0.7);
    differences!(bounded(x, k); x = 1.4, k = 0.7);
    differences!(hands_on(&p, x, k); p = P { a: 1.3 }, x = 1.4, k = 0.7);
}

#[differentiable]
impl P {
    fn maybe(&self, x: f64, g: impl Fn(f64, f64) -> Option<f64>) -> Option<f64> {
        g(x, self.a)
    }
    fn writes(&self, x: &mut [f64], g: impl Fn(&[f64], &mut [f64])) {
        let y = x.to_vec();
        g(&y, x);
    }
    fn listed(&self, x: f64, g: impl Fn(f64, f64) -> Vec<f64>) -> Vec<f64> {
        g(x, self.a)
    }
    fn counts_first(&self, x: f64, i: usize, g: impl Fn(usize, f64, f64) -> f64) -> f64 {
        g(i, x, self.a)
    }
}

#[differentiable]
fn among_all_the_rest(x: f64) -> f64 {
    let p = P { a: 2.0 };
    let v = vec![p.two(x, |u, v| u * v), x];
    let mut s = 0.0;
    if let Some(w) = p.maybe(x, |u, v| if u > 0.0 { Some(u * v) } else { None }) {
        s += w;
    }
    let mut n = 0;
    while p.two(x, |u, v| u * v + n as f64) < 10.0 {
        n += 1;
        s += x;
    }
    let mut o = [x, 1.0];
    p.writes(&mut o, |a, b| {
        b[0] = a[0] * a[1];
        b[1] = a[0];
    });
    let w = p.listed(x, |u, v| vec![u * v, u]);
    s + v[0] * v[1]
        + o[0] * o[1]
        + w[0] * w[1]
        + p.counts_first(x, 1, |i, u, v| u * v * o[i])
        + p.counts_first(x, 1, |i, u, v| if i > 0 { u * v * i as f64 } else { u })
        + [1.0, x]
            .iter()
            .map(|k| p.two(x, |u, v| u * v * k))
            .sum::<f64>()
        + (0..2)
            .map(|i| p.two(x, |u, v| u * v * o[i]))
            .fold(0.0, |a, b| a + b * b)
}

#[test]
fn in_chains_conditions_and_containers() {
    differences!(among_all_the_rest(x); x = 1.4);
}
