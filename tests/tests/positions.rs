//! Constructs where a value is expected: in `vec!`, in arguments, in chains, in closures.
#![allow(
    dead_code,
    unreachable_pub,
    unused,
    clippy::all,
    clippy::pedantic,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, detach, differentiable};
use autodiff_tests::{Const, check, twin};
use ndarray::{Array1, Array2, array};

#[twin]
mod types {
    use autodiff_core::{Differentiable, differentiable};

    #[derive(Clone, Copy, Debug, Differentiable)]
    pub struct Spot {
        pub a: f64,
        pub b: f64,
        pub n: usize,
    }

    #[differentiable]
    impl Spot {
        pub fn new(a: f64, b: f64) -> Self {
            Self { a, b, n: 1 }
        }
        pub fn energy(&self) -> f64 {
            self.a * self.b
        }
        pub fn checked(self, limit: f64) -> Option<Spot> {
            if self.a.abs() < limit {
                Some(Spot {
                    a: self.a * limit,
                    ..self
                })
            } else {
                None
            }
        }
        pub fn scaled(self, k: f64) -> Self {
            Self {
                a: self.a * k,
                ..self
            }
        }
        pub fn nudge(&mut self, k: f64) {
            self.a += k;
            self.b *= self.a;
        }
    }
}
use types::{Spot, dual};

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn half(x: f64, y: Option<f64>, n: usize) -> f64 {
    y.unwrap_or(x * x) * x
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn option_as_an_argument(x: f64, a: f64) -> f64 {
    let y = Spot::new(a, 1.1);
    let z = half(x, y.checked(x).map(|v| v.a * v.b), 3);
    z
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn chain_as_an_argument_of_a_method(x: f64, y: &[f64]) -> f64 {
    let mut p = Spot { a: x, b: x, n: 1 };
    for h in y.windows(2) {
        p.nudge(
            h.iter()
                .zip(h.iter().skip(1))
                .map(|(v, u)| *v * *u)
                .sum::<f64>()
                .tanh(),
        );
    }
    p.a * p.b
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn idle_loop(x: f64, y: &mut [f64]) -> f64 {
    for h in y.chunks_mut(2) {
        for g in h.chunks(2) {}
    }
    x * y[0]
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn chain_in_the_receiver_of_map(x: f64, y: &[f64], a: f64) -> f64 {
    let p = Spot::new(a, 1.1);
    p.checked(y.iter().map(|v| Spot::new(*v, x).energy()).sum::<f64>())
        .map(|v| v.a)
        .unwrap_or(x)
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn along(x: f64, f: impl Fn(f64) -> f64) -> f64 {
    f(x) + f(x * x)
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn chain_of_an_element_in_a_closure(x: f64, m: &[Vec<f64>]) -> f64 {
    along(x, |v: f64| v * m[m.len() / 2].iter().sum::<f64>().tanh())
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn method_by_name(x: f64) -> f64 {
    along(x, f64::tanh) * along(x, f64::sin)
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn changes_in_an_idle_block(n: usize, b: f64, y: &mut Vec<f64>) -> f64 {
    if n > 3 {
        let mut ps = vec![Spot::new(b, b)];
        for p in ps.iter_mut() {
            let at = (n * 3 + 1) % y.len();
            y.swap(0, at);
            p.nudge(y[0].tanh());
        }
    }
    b * y[0]
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn appended(x: &mut Vec<f64>, y: &[f64]) {
    x.append(&mut y.to_vec());
    x[0] *= y[0];
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn calls_in_vec(x: f64, y: &[f64], n: usize) -> Vec<f64> {
    let f = |v: f64| v * v;
    vec![
        y.last().copied().unwrap_or(x * x),
        f(x),
        y.get(y.len() - n).copied().unwrap_or((x * x).tanh()).tanh(),
    ]
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn calls_in_array(x: f64, y: &[f64]) -> f64 {
    let f = |v: f64| v * v;
    let m = array![f(x), y[0], x, f(y.first().copied().unwrap_or(x))];
    let mut k = vec![f(y[0]); 3];
    k[0] *= x;
    m[0] * m[3] * k[0] + k[1] + m[1]
}

#[twin(calls(half, along), types(Spot))]
#[differentiable]
fn closure_with_a_block(x: f64, y: &[f64], n: usize) -> f64 {
    y.iter()
        .copied()
        .map(|v| {
            ('b: {
                if n < 2 {
                    break 'b v * x;
                }
                y[y.len() - 1]
            })
            .atan()
        })
        .sum::<f64>()
}

#[twin(types(Spot))]
#[differentiable]
fn argument_of_its_receiver(x: f64, a: f64) -> f64 {
    let mut p = Spot::new(a, 1.1);
    p.nudge(p.energy() * x);
    let q = p.scaled(p.energy());
    let r = &mut p;
    r.nudge(r.energy() + r.checked(x).map_or(x, |v| v.a));
    p.energy() * q.energy()
}

#[twin(types(Spot))]
#[differentiable]
fn method_in_an_idle_block(x: f64, y: &[f64]) -> f64 {
    let mut p = Spot::new(x, x * x);
    {
        p.nudge(x.hypot(x).tanh());
        let even = y.len() % 2 == 0;
    }
    p.b *= 2.0;
    p.a * p.b
}

#[twin(calls(half))]
#[differentiable]
fn part_counted_through_a_reference(x: f64, y: &mut [f64]) -> f64 {
    let at = y.len();
    let h = &mut y[..at / 2];
    let mut s = x;
    for g in h.chunks(2) {
        let unused = half(x.signum().tanh(), Some(g[g.len() - 1]), 0);
        s += half(x, Some(g[g.len() / 2..][0]), 0);
    }
    s
}

#[twin]
#[differentiable(wrt(x))]
fn view_of_a_constant(x: f64, y: &Array2<f64>) -> f64 {
    let column = y.column(0);
    let row = y.row(1);
    let mut s = x;
    for k in 0..2 {
        s *= column[k] + row[k] * x;
    }
    s
}

#[twin]
#[differentiable]
fn references_to_constants(x: f64, n: usize) -> f64 {
    let mut c = [0.5_f64; 3];
    c.swap(0, 1);
    let mut d = c[c.len() / 2..].to_vec();
    d.push((n as f64).cos());
    let e = &d[d.len() / 2];
    let h = &c[c.len() / 2..];
    ((0.5 * (*e)).abs() + x) * h[h.len() - 1] * x
}

#[twin]
#[differentiable]
fn references_that_move_on(x: f64) -> f64 {
    let mut o = Some(2.0);
    if let Some(ref mut v) = o {
        *v += x * x;
    }
    let mut p = Some(1.5);
    let r = &mut p;
    if let Some(v) = r {
        *v *= x;
    }
    let mut q = vec![1.0, 2.0];
    let r = &mut q;
    for v in r {
        *v += x.sin();
    }
    let r = &mut q;
    let again = r;
    again[0] *= x;
    o.unwrap_or(0.0) * p.unwrap_or(0.0) * q[0] * q[1]
}

#[test]
fn agree() {
    for (a, x) in [(0.3, 0.7), (0.9, 0.4)] {
        let ys = [0.3, 0.9, -0.4];
        check!(option_as_an_argument(x, a); x = x, a = a);
        check!(chain_in_the_receiver_of_map(x, &y, a); x = x, y = ys, a = a);
        check!(chain_as_an_argument_of_a_method(x, &y); x = x, y = ys);
        check!(argument_of_its_receiver(x, a); x = x, a = a);
        check!(method_in_an_idle_block(x, &y); x = x, y = ys);
        check!(part_counted_through_a_reference(x, &mut y); x = x, y = [0.3, 0.9, -0.4, 0.8].to_vec(); value, left y);
        check!(view_of_a_constant(x, &y.0); x = x, y = Const(array![[0.3, 0.9], [1.2, -0.4]]));
        check!(references_that_move_on(x); x = x);
        check!(references_to_constants(x, n); x = x, n = 2_usize);
        check!(idle_loop(x, &mut y); x = x, y = ys.to_vec(); value, left y);
        check!(chain_of_an_element_in_a_closure(x, &m); x = x, m = vec![ys.to_vec(), ys.to_vec()]);
        check!(method_by_name(x); x = x);
        for n in 1..5_usize {
            check!(changes_in_an_idle_block(n, b, &mut y); n = n, b = x, y = ys.to_vec(); value, left y);
            check!(closure_with_a_block(x, &y, n); x = x, y = ys, n = n);
            check!(calls_in_vec(x, &y, n); x = x, y = ys, n = n % 3; vector);
        }
        check!(appended(&mut x, &y); x = vec![x], y = ys; left x);
        check!(calls_in_array(x, &y); x = x, y = ys);
    }
}
