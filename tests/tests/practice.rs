//! Programs as practitioners write them, which once were refused or went wrong.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Leaves, differentiable};
use autodiff_tests::{agrees, differences};
use ndarray::{Array1, Array2, array, s};

/// What a branch doesn't use contributes nothing, however steep it is.
mod passed_over {
    use super::*;

    #[differentiable]
    fn root(x: f64) -> f64 {
        let r = x.sqrt();
        if x > 0.0 { r } else { 3.0 * x }
    }

    #[differentiable]
    fn cube_root(x: f64) -> f64 {
        let r = x.cbrt();
        if x != 0.0 { r } else { 3.0 * x }
    }

    /// What is used, with a slope that isn't there, stays without one.
    #[differentiable]
    fn cubed_root(x: f64) -> f64 {
        let r = x.cbrt();
        r * r * r
    }

    #[differentiable]
    fn quotient(x: f64, n: f64) -> f64 {
        let inverse = 1.0 / n;
        let mean = x * inverse;
        if n > 0.0 { mean } else { 3.0 * x }
    }

    #[differentiable]
    fn left_early(x: f64, n: f64) -> f64 {
        let rate = x / n;
        if n == 0.0 {
            return 2.0 * x;
        }
        rate * rate
    }

    #[differentiable]
    fn overwritten(x: f64, k: f64) -> f64 {
        let mut y = (k / x).exp();
        if y > 1e3 {
            y = 1e3 + k;
        }
        y * k
    }

    #[differentiable]
    fn distance(a: &[f64], b: &[f64]) -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - b) * (a - b))
            .sum::<f64>()
            .sqrt()
    }

    /// A Matérn kernel beside noise: the distance of a point to itself isn't used.
    #[differentiable]
    fn kernels(x: &[[f64; 2]], noise: f64) -> f64 {
        let mut sum = 0.0;
        for (i, a) in x.iter().enumerate() {
            for (j, b) in x.iter().enumerate() {
                let r = distance(a, b);
                sum += if i == j {
                    noise
                } else {
                    (1.0 + r) * (-r).exp()
                };
            }
        }
        sum
    }

    #[differentiable]
    fn roots(x: &[f64]) -> f64 {
        let roots: Vec<f64> = x.iter().map(|x| x.sqrt()).collect();
        x.iter()
            .zip(&roots)
            .map(|(x, r)| if *x > 0.0 { *r } else { *x })
            .sum()
    }

    #[test]
    fn agree() {
        assert_eq!(root::grad(0.0), 3.0);
        assert_eq!(cube_root::grad(0.0), 3.0);
        assert!(cubed_root::grad(0.0).is_nan());
        assert_eq!(quotient::grad(1.5, 0.0), (3.0, 0.0));
        assert_eq!(left_early::grad(1.5, 0.0), (2.0, 0.0));
        assert_eq!(overwritten::grad(0.0, 2.0), (0.0, 1e3 + 4.0));
        assert_eq!(roots::grad(&[0.0, 4.0]), [1.0, 0.25]);
        differences!(quotient(x, n); x = 1.5, n = 2.0);
        differences!(overwritten(x, k); x = 1.5, k = 0.7);
        differences!(kernels(&x, noise); x = vec![[0.1, 0.5], [0.7, 0.2], [0.3, -0.4]], noise = 0.3);
    }
}

/// A Kalman filter: constant matrices, their transposes, and a trait that once hid `dot`.
mod views_of_constants {
    use super::*;

    fn noise(q: f64) -> Array2<f64> {
        array![[q, 0.0], [0.0, 2.0 * q]]
    }

    #[differentiable(wrt(p, x))]
    fn filtered(p: &Array2<f64>, x: &Array1<f64>, dt: f64) -> f64 {
        let f = array![[1.0, dt], [0.0, 1.0]];
        let q = noise(0.1);
        let h = array![[1.0, 0.5]];
        let (mut x, mut p) = (x.clone(), p.clone());
        for _ in 0..3 {
            x = f.dot(&x);
            p = f.dot(&p).dot(&f.t()) + q.dot(&q.t());
            let s = h.dot(&p).dot(&h.t());
            let k = p.dot(&h.t()) / s[[0, 0]];
            x = &x + &(&k.column(0) * (1.0 - h.dot(&x)[0]));
            p = (Array2::eye(2) - k.dot(&h)).dot(&p);
        }
        x.sum() + p.sum()
    }

    #[test]
    fn agree() {
        let (p, x) = (array![[1.0, 0.1], [0.2, 0.8]], array![0.3, -0.4]);
        assert_eq!(x.inner_product(&x), 0.3 * 0.3 + 0.4 * 0.4);
        agrees!([p, x] filtered(&p, &x, 0.1));
    }
}

/// A range in a variable, for several slices.
mod ranges_in_variables {
    use super::*;

    #[differentiable]
    fn heads(x: &Array2<f64>) -> f64 {
        let mut y = Array2::<f64>::zeros(x.dim());
        for head in 0..2 {
            let columns = head * 2..(head + 1) * 2;
            let q = x.slice(s![.., columns.clone()]);
            let weight = q.sum();
            y.slice_mut(s![.., columns]).assign(&(&q * weight));
        }
        y[[0, 1]] * y[[1, 2]] + y.sum()
    }

    #[differentiable]
    fn backwards(x: &Array2<f64>) -> f64 {
        let mut sum = 0.0;
        for row in x.rows().into_iter().rev() {
            sum = sum * 0.5 + row[0] * row[1];
        }
        for column in x.columns().into_iter().rev().skip(1) {
            sum = sum * 0.5 + column.sum().sin();
        }
        sum
    }

    #[differentiable]
    fn variation(x: &Array2<f64>) -> f64 {
        let mut sum = 0.0;
        for v in x.slice(s![..-1, ..]).iter() {
            sum += v * v;
        }
        ndarray::azip!((a in &x.slice(s![..-1, 1..]), b in &x.slice(s![1.., ..-1])) sum += (a * a + b * b).sqrt());
        sum
    }

    #[test]
    fn agree() {
        let x = array![[0.3, -0.4, 0.8, 0.1], [0.5, 0.9, -0.6, 0.7]];
        agrees!([x] heads(&x));
        agrees!([x] backwards(&x));
        agrees!([x] variation(&x));
    }
}

/// `?` within conditions and ranges.
mod early {
    use super::*;

    #[differentiable]
    fn checked(x: f64) -> Option<f64> {
        (x > -1.0).then_some(x.sin())
    }

    #[differentiable]
    fn conditions(x: &[f64]) -> Option<f64> {
        if checked(x[0])? > 0.5 {
            return Some(x[0] * x[1]);
        }
        let mut i = 0;
        let mut sum = 0.0;
        while checked(*x.get(i)?)? < 0.4 {
            sum += x[i] * x[i];
            i += 1;
        }
        let kept = &x[i..x.len().checked_sub(1)?];
        for v in kept {
            sum += v.exp();
        }
        Some(sum)
    }

    #[test]
    fn agree() {
        differences!(conditions(&x)?; x = vec![0.1, 0.3, 0.9, 0.2, 0.4]);
        differences!(conditions(&x)?; x = vec![0.9, 0.3]);
        assert!(conditions::grad(&[0.1, -2.0]).is_none());
        assert!(conditions::grad(&[0.1, 0.2]).is_none());
    }
}

/// Chains in arguments, and copies after other steps.
mod chains {
    use super::*;

    /// The transform of a signal of real and imaginary parts.
    #[differentiable]
    fn transformed(x: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
        let n = x.len();
        if n == 1 {
            return x;
        }
        let even = transformed(x.iter().step_by(2).copied().collect());
        let odd = transformed(x.iter().skip(1).step_by(2).copied().collect());
        let mut out = vec![(0.0, 0.0); n];
        for (k, (e, o)) in even.iter().zip(odd.iter()).enumerate() {
            let (s, c) = (-std::f64::consts::TAU * k as f64 / n as f64).sin_cos();
            let t = (c * o.0 - s * o.1, c * o.1 + s * o.0);
            out[k] = (e.0 + t.0, e.1 + t.1);
            out[k + n / 2] = (e.0 - t.0, e.1 - t.1);
        }
        out
    }

    #[differentiable]
    fn power(x: &[f64]) -> f64 {
        let z = transformed(x.iter().map(|x| (*x, 0.0)).collect());
        z.iter()
            .enumerate()
            .map(|(k, (re, im))| (re * re + im * im) / (k + 1) as f64)
            .sum()
    }

    #[differentiable]
    fn horner(x: &[f64]) -> f64 {
        let (above, below): (Vec<f64>, Vec<f64>) = x.iter().partition(|v| **v > 0.0);
        let roots: Vec<f64> = above
            .iter()
            .map(|v| if *v > 0.0 { Ok(v.sqrt()) } else { Err(()) })
            .collect::<Result<_, _>>()
            .unwrap();
        let p = x
            .iter()
            .rev()
            .copied()
            .reduce(|p, c| p * 0.3 + c)
            .unwrap_or(0.0);
        p * roots.iter().sum::<f64>() + below.iter().map(|v| (-v).ln_1p()).sum::<f64>()
    }

    #[test]
    fn agree() {
        differences!(power(&x); x = vec![0.3, -0.4, 0.6, 0.8]);
        differences!(horner(&x); x = vec![0.3, -0.4, 0.6, 0.8, -0.2]);
    }
}

/// `from_fn` of a length that follows from the use.
mod lengths {
    use super::*;

    #[differentiable]
    fn cross(a: [f64; 3]) -> f64 {
        a[0] * a[1] + a[2]
    }

    #[differentiable]
    fn transposed<const R: usize>(a: &[[f64; 2]; R]) -> [[f64; 3]; 2] {
        std::array::from_fn(|j| std::array::from_fn(|i| a[i][j] * 2.0))
    }

    #[differentiable]
    fn program(a: &[[f64; 2]; 3]) -> f64 {
        let t = transposed(a);
        cross(std::array::from_fn(|i| t[0][i] * t[1][i])) * t[1][2]
    }

    #[test]
    fn agree() {
        differences!(program(&a); a = [[0.1, 0.2], [0.3, 0.5], [0.7, 0.2]]);
    }
}

/// A closure whose parameter has its type from the closure alone.
mod typed_closures {
    use super::*;
    use num_traits::Float;

    #[differentiable]
    fn simpson<T: Float, F: Fn(T) -> T>(f: F, a: T, b: T) -> T {
        let two = T::one() + T::one();
        (b - a) / (two + two + two) * (f(a) + (two + two) * f((a + b) / two) + f(b))
    }

    #[differentiable]
    fn length(k: f64, end: f64) -> f64 {
        simpson(
            |t: f64| (1.0 + (k * (k * t).cos()).powi(2)).sqrt(),
            0.0,
            end,
        )
    }

    #[test]
    fn agree() {
        differences!(length(k, end); k = 0.8, end = 2.0);
    }
}

/// Indices of arrays in arithmetic of integers, and constants of types without derivatives.
mod constants {
    use super::*;

    #[derive(Clone, Debug)]
    enum Constraint {
        Fixed(usize),
        Equal { a: usize, b: usize },
    }

    #[differentiable(wrt(x))]
    fn projected(x: &mut Vec<f64>, constraints: &[Constraint], strength: f64) {
        for constraint in constraints {
            match constraint {
                Constraint::Fixed(i) => x[*i] = 1.0,
                Constraint::Equal { a, b } => {
                    let gap = (x[*b] - x[*a]) * strength;
                    x[*a] += gap;
                    x[*b] -= gap * gap;
                }
            }
        }
    }

    #[differentiable(wrt(x))]
    fn relaxed(x: &[f64], constraints: &[Constraint]) -> f64 {
        let mut x = x.to_vec();
        for _ in 0..2 {
            projected(&mut x, constraints, 0.3);
        }
        x.iter().map(|x| x * x).sum()
    }

    #[differentiable]
    fn smoothed(image: &Array2<f64>) -> f64 {
        let mut out = Array2::<f64>::zeros(image.dim());
        let width = image.ncols();
        for ((i, j), pixel) in out.indexed_iter_mut() {
            for k in -1_i64..=1 {
                let at = (j as i64 + k).clamp(0, width as i64 - 1) as usize;
                *pixel += image[[i, at]] * (2 - k.abs()) as f64;
            }
        }
        out.mapv(|v| v * v).sum()
    }

    #[test]
    fn agree() {
        let constraints = [
            Constraint::Equal { a: 0, b: 2 },
            Constraint::Fixed(1),
            Constraint::Equal { a: 1, b: 0 },
        ];
        let x = vec![0.3, 0.5, -0.8];
        agrees!([x] relaxed(&x, &constraints));
        let image = array![[0.3, 0.8, -0.2], [0.4, -0.6, 0.9]];
        agrees!([image] smoothed(&image));
    }
}
