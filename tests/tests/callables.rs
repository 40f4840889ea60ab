//! Functions of functions: closures written in place or bound before, functions by name, and what
//! they capture.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::differences;

#[differentiable]
fn integrate(f: impl Fn(f64) -> f64, a: f64, b: f64, n: usize) -> f64 {
    let h = (b - a) / n as f64;
    let mut s = 0.5 * (f(a) + f(b));
    for i in 1..n {
        s += f(a + i as f64 * h);
    }
    s * h
}

#[differentiable]
fn rk4<F>(f: F, y0: &[f64], t1: f64, n: usize) -> Vec<f64>
where
    F: Fn(f64, &[f64]) -> Vec<f64>,
{
    let h = t1 / n as f64;
    let mut y = y0.to_vec();
    let mut t = 0.0;
    for _ in 0..n {
        let k1 = f(t, &y);
        let y2: Vec<f64> = y.iter().zip(&k1).map(|(a, b)| a + 0.5 * h * b).collect();
        let k2 = f(t + 0.5 * h, &y2);
        for i in 0..y.len() {
            y[i] += h * (k1[i] + k2[i]) * 0.5;
        }
        t += h;
    }
    y
}

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn fixed<const N: usize>(f: &dyn Fn([f64; N]) -> [f64; N], x: [f64; N]) -> [f64; N] {
    let mut y = x;
    for _ in 0..3 {
        y = f(y);
    }
    y
}

#[differentiable]
fn rhs_out(f: &impl Fn(&[f64], &mut [f64]), y: &mut [f64], n: usize) {
    let mut dy = vec![0.0; y.len()];
    for _ in 0..n {
        f(y, &mut dy);
        for i in 0..y.len() {
            y[i] += 0.1 * dy[i];
        }
    }
}

#[differentiable]
fn newton(f: impl Fn(f64) -> f64, df: impl Fn(f64) -> f64, x0: f64) -> f64 {
    let mut x = x0;
    let mut n = 0;
    while f(x).abs() > 1e-12 && n < 50 {
        x = x - f(x) / df(x);
        n += 1;
    }
    x - f(x) / df(x)
}

#[differentiable]
fn twice(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    integrate(&f, 0.0, x, 5) + integrate(f, x, 1.0, 3)
}

#[differentiable]
fn all(w: &[f64], k: f64, b: f64) -> f64 {
    let i1 = integrate(|x| w[0] * x * x + k * x.sin(), 0.0, b, 20);
    let i2 = integrate(square, k, b, 10);
    let decay = |t: f64, y: &[f64]| -> Vec<f64> { vec![-k * y[0] + w[1] * y[1], -y[0] * t] };
    let y = rk4(decay, &[b, 1.0], 1.0, 12);
    let y2 = rk4(&decay, w, k, 4);
    let z = fixed(&|v: [f64; 2]| [v[0] * k, v[1] + v[0] * w[1]], [b, k]);
    let mut u = vec![b, 1.0, k];
    rhs_out(
        &|y, dy| {
            dy[0] = y[1] * k;
            dy[1] = -y[0] * w[1];
            dy[2] = y[2] * y[0];
        },
        &mut u,
        5,
    );
    let root = newton(|x| x * x * x - k * x - b, |x| 3.0 * x * x - k, 2.0);
    let tw = twice(|x| (x * w[0]).sin() + k, b);
    i1 + i2 * 0.1 + y[0] * y[1] + y2[0] + z[0] * z[1] + u[0] * u[2] + u[1] + root + tw
}

#[differentiable]
fn repeated(mut f: impl FnMut(f64) -> f64, n: usize, x: f64) -> f64 {
    let mut y = x;
    for _ in 0..n {
        y = f(y);
    }
    y
}

#[differentiable]
fn counting(x: f64, k: f64) -> f64 {
    let mut total = k;
    let y = repeated(
        |v| {
            total += v * k;
            if total > 3.0 {
                return v * 0.5;
            }
            v.sin() + total
        },
        4,
        x,
    );
    y * total
}

#[differentiable]
fn by_pointer(f: fn(f64) -> f64, x: f64) -> f64 {
    // What a condition asks of the function leaves nothing on the tape.
    if f(x) > 1.0 { f(x) * x } else { f(f(x)) }
}

#[differentiable]
fn pointers(x: f64) -> f64 {
    by_pointer(square, x) + by_pointer(square, 0.3 * x)
}

#[derive(Clone, Debug, autodiff_core::Differentiable)]
struct Solver {
    step: f64,
}

#[differentiable]
impl Solver {
    fn descend(&self, slope: impl Fn(f64) -> f64, from: f64) -> f64 {
        let mut x = from;
        for _ in 0..3 {
            x -= self.step * slope(x);
        }
        x
    }

    fn with<F: Fn(f64) -> f64>(f: F, x: f64) -> f64 {
        f(x) + f(2.0 * x)
    }
}

#[differentiable]
fn solved(s: &Solver, k: f64) -> f64 {
    s.descend(|x| 2.0 * (x - k) + x * x * s.step, 1.0) + Solver::with(|x| x * k, k)
}

#[test]
fn functions_of_functions() {
    differences!(all(&w, k, b); w = vec![0.5, 0.8], k = 0.7, b = 1.3);
    differences!(counting(x, k); x = 0.4, k = 0.6);
    differences!(counting(x, k); x = 2.5, k = 1.6);
    differences!(pointers(x); x = 1.4);
    differences!(solved(&s, k); s = Solver { step: 0.2 }, k = 0.7);
}
