//! Programs that once went wrong, most of them found by the random ones of `fuzz`.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Cotangent, Differentiable, detach, differentiable};
use autodiff_tests::{Const, check, twin};
use ndarray::{Array1, Array2, array};

/// The parts of a vector of vectors take their cotangents away when they are assigned through any
/// name; what stands before still finds a cotangent of the old shape.
mod parts_assigned_through_names {
    use super::*;

    #[twin]
    #[differentiable]
    fn taken(x: &[f64]) -> f64 {
        let mut v = vec![x[0].sin(); 2];
        v.swap(1, 0);
        let old = std::mem::take(&mut v);
        0.5
    }

    #[twin]
    #[differentiable]
    fn elements(x: &[f64]) -> f64 {
        let mut m = vec![x.to_vec(), x.to_vec()];
        for row in m.iter_mut() {
            row.swap(0, 1);
            *row = vec![x[0]];
        }
        m[0][0] + m[1][0]
    }

    #[twin]
    #[differentiable]
    fn references(x: &[f64]) -> f64 {
        let mut m = vec![x.to_vec(), x.to_vec()];
        m[0].swap(0, 1);
        let row = &mut m[1];
        row.swap(0, 1);
        *row = vec![x[1]];
        let old = std::mem::take(&mut m[0]);
        m[1][0] * m[1][0]
    }

    #[twin]
    #[differentiable]
    fn lent(m: &mut [Vec<f64>]) -> f64 {
        m[0].swap(0, 1);
        let old = std::mem::take(&mut m[0]);
        m.swap(0, 1);
        m[0][1] = m[0][0] * m[0][1];
        m[0][1]
    }

    #[twin]
    #[differentiable]
    fn replaced(m: &mut Vec<Vec<f64>>, s: f64) {
        m[0].swap(0, 1);
        let old = std::mem::replace(&mut m[0], vec![s; 3]);
        m[0][2] *= old[1];
    }

    #[twin(calls(replaced))]
    #[differentiable]
    fn replaced_twice(m: &mut Vec<Vec<f64>>, s: f64) {
        m[1][0] *= s;
        replaced(m, s);
        m[0] = m[1].clone();
        replaced(m, s);
        m[0][0] *= m[1][0];
    }

    #[test]
    fn agree() {
        let x = vec![0.3, 0.4];
        let m = vec![x.clone(), x.clone()];
        check!(taken(&x); x = x.clone());
        check!(elements(&x); x = x.clone());
        check!(references(&x); x = x.clone());
        check!(lent(&mut m); m = m.clone(); value, left m);
        check!(replaced(&mut m, s); m = m.clone(), s = 0.4; left m);
        check!(replaced_twice(&mut m, s); m = m.clone(), s = 0.4; left m);
    }
}

/// What has no derivative and is lent to a function that differentiates: the callee gets what was
/// there when it was called.
mod lent_without_derivatives {
    use super::*;

    #[twin]
    #[differentiable]
    fn weighted(x: f64, u: &[f64], v: &[f64]) -> f64 {
        x * u[0] * v[1]
    }

    #[twin(calls(weighted))]
    #[differentiable(wrt(x))]
    fn changed_between(x: f64, w: f64, y: &[f64]) -> f64 {
        let mut v = vec![w / 2.0; y.len()];
        v.iter_mut().for_each(|v| *v += 1.0);
        let first = weighted(x, &v, &v);
        v.iter_mut().for_each(|v| *v *= 3.0);
        let second = weighted(first, &v, &v[..]);
        v.clear();
        second
    }

    #[twin]
    #[differentiable(wrt(x))]
    fn chunks(mut x: f64, y: [f64; 3]) -> f64 {
        let mut s: f64 = 0.5;
        for part in y.chunks(2) {
            for i in 0..part.len() {
                s = 0.5 + part[i] * x * s;
            }
        }
        s * x
    }

    #[test]
    fn agree() {
        let y = vec![0.3, 0.4];
        check!(changed_between(x, w.0, &y.0); x = 0.4, w = Const(0.3), y = Const(y));
        check!(chunks(x, y.0); x = 0.4, y = Const([0.3, 0.4, 0.5]));
    }
}

/// A number whose type only its declaration tells.
mod annotated_literals {
    use super::*;

    #[twin]
    #[differentiable]
    fn method_of_literal(x: &[f64]) -> f64 {
        let at: usize = 0;
        let steps: [usize; 2] = [1, 0];
        let b = x[0] * 2.0;
        x[at.saturating_sub(1)] * b * x[steps[0].wrapping_sub(1)]
    }

    #[test]
    fn agree() {
        check!(method_of_literal(&x); x = vec![0.3, 0.4]);
    }
}

/// Vectors without derivatives that are moved on while the reverse sweep still reads them.
mod moved_without_derivatives {
    use super::*;

    #[twin]
    #[differentiable(wrt(x))]
    fn returned_early(x: f64, y: &[f64], n: usize) -> Vec<f64> {
        let weights = vec![y[0]; 3];
        if n > 2 {
            return weights;
        }
        let a = weights[0] * x;
        vec![a * weights[1]]
    }

    #[twin]
    #[differentiable(wrt(x))]
    fn renamed(x: f64, y: &[f64], n: usize) -> f64 {
        let first = vec![y[0]; 3];
        let a = first[0] * x;
        let mut second = first;
        second[1] = 3.0;
        let b = second[1] * a;
        second[1] = 2.0;
        let third = second;
        let c = third[1] * b * third[0];
        let mut last = vec![];
        if n > 2 {
            last = third;
            last[0] = 4.0;
        } else {
            let d = third[0];
            last = vec![d, x];
        }
        c * last[0] * last[1]
    }

    #[test]
    fn agree() {
        let y = vec![0.3, 0.4];
        for n in [0, 3] {
            check!(returned_early(x, &y.0, n); x = 0.5, y = Const(y.clone()); vector);
            check!(renamed(x, &y.0, n); x = 0.5, y = Const(y.clone()));
        }
    }
}

/// Arrays take scalars by value only.
mod arrays_and_detached_scalars {
    use super::*;

    #[differentiable]
    fn detached(y: Array1<f64>) -> f64 {
        let w = detach(y[0]);
        let mut c = &y * w;
        c *= detach(y[0]).tanh();
        c /= w;
        c += w;
        ((&c * detach(y[0]) - w) * &y).sum()
    }

    #[twin]
    #[differentiable(wrt(y))]
    fn given(y: Array1<f64>, w: f64) -> f64 {
        let mut c = &y * w;
        c *= w.tanh();
        c /= w;
        c += w;
        ((&c * w - w) * &y).sum()
    }

    #[test]
    fn agree() {
        let y = Array1::from(vec![0.3, 0.4]);
        check!(given(y, w.0); y = y.clone(), w = Const(0.3));
        assert_eq!(detached::grad(y.clone()), given::grad(y, 0.3));
    }
}

/// Mutable references given by name where the callee takes shared ones.
mod mutable_references_by_name {
    use super::*;

    #[twin]
    #[differentiable]
    fn product(a: f64, u: &[f64], v: &[f64]) -> f64 {
        a * u[0] * v[1]
    }

    #[twin]
    #[differentiable]
    fn scaled(a: f64, u: &[f64]) -> f64 {
        a * u[0]
    }

    #[twin]
    #[differentiable]
    fn change(a: f64, u: &mut [f64]) -> f64 {
        u[0] *= a;
        u[1] * u[0]
    }

    #[twin]
    #[differentiable]
    fn change_both(u: &mut [f64], v: &mut [f64]) {
        u[0] *= v[0];
        v[0] += u[0] * u[0];
    }

    #[twin(calls(product))]
    #[differentiable]
    fn twice(y: &mut [f64]) -> f64 {
        product(0.5, y, y) + product(y[0], &y[1..], y)
    }

    #[twin(calls(product, change, scaled))]
    #[differentiable]
    fn changed_between(y: &mut [f64]) -> f64 {
        let a = product(0.5, y, y);
        let b = change(a, y);
        let c = scaled(b, y);
        y[1] *= c;
        product(b, y, y) * y[1]
    }

    #[twin(calls(scaled, product))]
    #[differentiable]
    fn beside_a_borrow(y: &mut [f64]) -> f64 {
        let e = &y[0];
        let a = *e * *e;
        let c = scaled(a, y);
        let d = product(c, y, y);
        c * d * *e * a
    }

    #[twin(calls(product, scaled))]
    #[differentiable]
    fn in_a_loop(y: &mut Vec<f64>) -> f64 {
        let mut s = 0.0;
        for v in y.iter() {
            s += product(*v, y, y) + scaled(*v, y);
        }
        s
    }

    #[twin(calls(product, scaled))]
    #[differentiable]
    fn local(y: &[f64]) -> f64 {
        let mut y = y.to_vec();
        let r = &mut y;
        r[0] *= r[1];
        let s = product(r[0], r, r) + scaled(r[1], r);
        r[1] *= s;
        r[0] * r[1]
    }

    #[twin(calls(change_both, product))]
    #[differentiable]
    fn halves(y: &mut [f64]) -> f64 {
        let (left, right) = y.split_at_mut(2);
        change_both(left, right);
        let p = product(0.3, left, right);
        change_both(right, left);
        let q = product(p, left, left);
        left[0] * p * q
    }

    #[twin]
    #[differentiable]
    fn arrays(m: &mut Array2<f64>, y: &mut Array1<f64>, x: f64) -> f64 {
        let r = &mut *y;
        r[0] *= x;
        let d = r.dot(r);
        let e = m.dot(r);
        *y += &e;
        y.dot(y) * d
    }

    #[test]
    fn agree() {
        let y = vec![0.3, 0.4];
        check!(twice(&mut y); y = y.clone(); value, left y);
        check!(changed_between(&mut y); y = y.clone(); value, left y);
        check!(beside_a_borrow(&mut y); y = y.clone(); value, left y);
        check!(in_a_loop(&mut y); y = y.clone(); value, left y);
        check!(local(&y); y = y.clone());
        check!(halves(&mut y); y = vec![0.3, 0.4, 0.5, 0.6]; value, left y);
        let m = array![[0.3, 0.4], [0.1, 0.2]];
        check!(arrays(&mut m, &mut y, x); m = m, y = Array1::from(y), x = 0.5; value, left m, y);
    }
}

/// Chains and ranges in places that once had no form.
mod chains_and_ranges {
    use super::*;

    #[twin]
    #[differentiable]
    fn backwards(y: &mut Vec<f64>) -> f64 {
        let mut s = 0.5;
        for v in y.iter_mut().rev() {
            s *= *v;
            *v = s;
        }
        y[0] * y[1]
    }

    #[twin]
    #[differentiable]
    fn backwards_in_array(y: &[f64]) -> f64 {
        let mut y = [y[0], y[1], y[0]];
        let mut s = 0.5;
        for (i, v) in y.iter_mut().enumerate().rev() {
            s *= *v;
            *v = s * i as f64;
        }
        y[1] * y[2]
    }

    #[twin]
    #[differentiable]
    fn open_ranges(x: &[f64], n: usize) -> f64 {
        let mut x = x.to_vec();
        let h = &x[n % x.len()..];
        let y: Vec<f64> = h.iter().map(|v| v * v).collect();
        let s = y[0] * h[0];
        x[0] = s;
        let t = [s; 3];
        let h = &t[t.len() / 2..];
        x[0] * s * h[0]
    }

    #[twin]
    #[differentiable]
    fn chains_in_lists(m: &[Vec<f64>], x: f64) -> Vec<f64> {
        let k = 1;
        vec![
            m[k].iter().sum::<f64>() / 2.0,
            (m[0].iter().sum::<f64>() - x).atan(),
        ]
    }

    #[test]
    fn agree() {
        let y = vec![0.3, 0.4];
        check!(backwards(&mut y); y = y.clone(); value, left y);
        check!(backwards_in_array(&y); y = y.clone());
        check!(open_ranges(&x, 1); x = y.clone());
        check!(chains_in_lists(&m, x); m = vec![y.clone(), y], x = 0.5; vector);
    }
}

#[differentiable]
fn carried_out(x: f64, n: usize) -> f64 {
    let y = 'b: {
        if n > 0 {
            break 'b x;
        }
        2.0
    };
    y * 2.0
}

#[differentiable]
fn captured_parameter(mut x: f64, k: f64) -> f64 {
    let g = move |v: f64| x * v;
    x = 2.0 * k;
    g(k) + x
}

#[test]
fn blocks_and_captures() {
    autodiff_tests::differences!(carried_out(x, 1); x = 0.7);
    autodiff_tests::differences!(carried_out(x, 0); x = 0.7);
    autodiff_tests::differences!(captured_parameter(x, k); x = 0.7, k = 1.3);
}

/// What leaves a block by its label carries derivatives, or stays in inactive code.
mod labelled_blocks {
    use super::*;

    #[twin]
    #[differentiable]
    fn carried(x: f64, y: &mut [f64]) -> f64 {
        y[0] *= 'only: {
            break 'only x;
        };
        let z = 'early: {
            if x > 0.1 {
                break 'early x * x;
            }
            for k in 0..3 {
                if k > 1 {
                    break;
                }
            }
            0.5
        };
        z * y[0]
    }

    #[twin]
    #[differentiable]
    fn inactive(x: &[f64]) -> f64 {
        let w = 'found: {
            for k in 0..x.len() {
                if x[k] > 0.35 {
                    break 'found k as f64;
                }
            }
            2.0
        };
        x[0] * w
            + x[1]
                * 'constant: {
                    break 'constant 3.0;
                }
    }

    #[test]
    fn agree() {
        for x in [0.05, 0.3] {
            check!(carried(x, &mut y); x = x, y = vec![0.3, 0.4]; value, left y);
            check!(inactive(&x); x = vec![x, 0.4]);
        }
    }
}

/// A callee's sweep is undone whether or not its arguments turn out to have derivatives.
mod calls_without_derivatives {
    use super::*;

    #[derive(Clone, Copy, Debug, Differentiable)]
    struct Spot {
        a: f64,
    }

    #[differentiable]
    impl Spot {
        fn energy(&self) -> f64 {
            let b = self.a.exp();
            b * b
        }
        fn checked(&self, x: f64) -> Option<f64> {
            (x < 100.0).then_some(x * self.a)
        }
        fn mixed(&self, other: &Spot, w: f64) -> f64 {
            self.a * other.a * w
        }
    }

    #[differentiable(wrt(x))]
    fn called(mut x: f64, y: Spot) -> f64 {
        x += x * x;
        let energy = Spot::energy(&y);
        let known = match y.checked(x) {
            Some(_) => 0.5,
            None => 0.25,
        };
        known - x
    }

    #[differentiable]
    fn receiver_twice(y: &mut Spot, x: f64) -> f64 {
        let first = y.mixed(&*y, x);
        y.a *= first;
        y.mixed(y, first)
    }

    #[test]
    fn agree() {
        assert_eq!(called::grad(0.25, Spot { a: 0.5 }), -1.5);
        // `y.a` becomes a³x; the result is its square times a²x.
        let (a, x) = (0.7_f64, 0.4_f64);
        let mut y = Spot { a };
        let run = receiver_twice::record(&mut y, x);
        let mut y_bar = SpotCotangent::zero();
        let (y_bar, x_bar) = run.backward((1.0, y_bar));
        assert!((y_bar.a - 8.0 * a.powi(7) * x.powi(3)).abs() < 1e-14);
        assert!((x_bar - 3.0 * a.powi(8) * x.powi(2)).abs() < 1e-14);
    }
}

/// What leaves the function or a loop from within a chain of `let`s that carries no derivatives.
mod exits_from_chains_of_lets {
    use super::*;

    #[differentiable]
    fn returned(x: f64, o: Option<f64>, n: usize) -> f64 {
        if let Some(v) = o
            && v > 0.5
        {
            if n > 3 {
                return x * x;
            }
        } else {
            let unused = x * 2.0;
        }
        x
    }

    #[differentiable]
    fn optional(x: f64, n: usize) -> f64 {
        found(x, n).unwrap_or(x * 3.0)
    }

    #[differentiable]
    fn found(x: f64, n: usize) -> Option<f64> {
        let limit = if n > 1 { Some(n) } else { None };
        if let Some(m) = limit
            && m > 3
        {
            return None;
        } else {
            let unused = x * 2.0;
        }
        Some(x * x)
    }

    #[differentiable]
    fn broken(x: f64, o: Option<f64>) -> f64 {
        let mut s = x;
        for i in 0..5 {
            if let Some(v) = o
                && v > 0.5
            {
                let a = match i {
                    2 if s > 0.0 => break,
                    _ => v,
                };
            } else {
                s *= 1.5;
            }
            s *= x;
        }
        s
    }

    #[test]
    fn agree() {
        for n in 0..6_usize {
            for o in [None, Some(0.3), Some(0.9)] {
                autodiff_tests::differences!(returned(x, o, n); x = 0.7, o = o, n = n);
                autodiff_tests::differences!(broken(x, o); x = 0.7, o = o);
            }
            autodiff_tests::differences!(optional(x, n); x = 0.7, n = n);
        }
    }
}

/// An argument that is an operator's value, of a type that isn't known, is given again as a whole.
mod given_again {
    use autodiff_core::differentiable;

    fn count(n: usize) -> usize {
        n + 3
    }

    #[differentiable]
    fn scaled(x: f64, n: usize) -> f64 {
        x * x * n as f64
    }

    #[differentiable]
    fn program(x: f64, n: usize) -> f64 {
        let mut parts = [x; 3];
        let mut sum = 0.0;
        for i in 0..n {
            parts[i] *= x;
            let many = count(i);
            sum += scaled(parts[i], many % 4 + parts.len() % 2) + scaled(x, parts.len() % 2);
        }
        sum
    }

    #[test]
    fn agree() {
        for n in 0..4 {
            autodiff_tests::differences!(program(x, n); x = 0.7, n = n);
        }
    }
}

/// The bound of a loop is the length of what a mutable reference leads to.
mod bounds_through_mutable_references {
    use super::*;

    #[twin]
    #[differentiable]
    fn chunks(x: f64, y: &[f64]) -> f64 {
        let mut v = y.to_vec();
        let mut sum = 0.0;
        for part in v.chunks_mut(3) {
            let rest = &part[1 % part.len()..];
            for i in 0..rest.len() {
                sum += (x * part[i]).tanh();
                part[i] *= x;
            }
        }
        sum + v[0]
    }

    #[test]
    fn agree() {
        let y = vec![0.3, 0.4, -0.7, 1.1, 0.2];
        check!(chunks(x, &y); x = 0.8, y = y);
    }
}

/// A mutable reference that is given to a callee, and that a closure given with it reads.
mod lent_beside_a_closure {
    use autodiff_core::{Differentiable, differentiable};

    #[derive(Clone, Debug, Differentiable)]
    struct Curve {
        gain: f64,
        knots: Vec<f64>,
    }

    #[differentiable]
    fn mixed(x: f64, f: impl Fn(f64) -> f64, curve: &Curve) -> f64 {
        f(x) * curve.gain + curve.knots[0]
    }

    #[differentiable]
    fn changed(x: f64, curve: &mut Curve) -> f64 {
        curve.gain *= x;
        let y = mixed(x, |v| v * curve.gain + curve.knots[1], curve);
        curve.knots[0] = y;
        y * curve.knots[1]
    }

    #[differentiable]
    fn program(x: f64, gain: f64) -> f64 {
        let mut curve = Curve {
            gain,
            knots: vec![0.4, x],
        };
        changed(x, &mut curve) + curve.knots[0] * curve.gain
    }

    #[test]
    fn agree() {
        autodiff_tests::differences!(program(x, gain); x = 0.7, gain = 1.2);
    }
}

/// Arrays of numbers that a scope keeps beside numbers: short ones go to the tape in one row with them, long
/// ones by themselves.
mod arrays_beside_numbers {
    use super::*;

    #[differentiable]
    fn program(x: f64, y: f64) -> f64 {
        let mut total = 0.0;
        for i in 0..3 {
            let scale = (x * (i + 1) as f64).sin();
            let mut short = [x, y, 0.5];
            let mut long = [y; 20];
            short[i] *= scale;
            long[2 * i] += short[1] * short[2];
            let root = (scale * scale + y * y).sqrt();
            if root > 0.8 {
                let pair = [root * y, scale.exp()];
                total += pair[0] * pair[1] * long[i];
            }
            total += short[0] * short[1] * long[2 * i] * root;
        }
        total
    }

    #[test]
    fn agree() {
        autodiff_tests::differences!(program(x, y); x = 0.7, y = 0.9);
    }

    #[differentiable]
    fn turned(x: &[f64; 3]) -> [f64; 3] {
        let (length, mut axis) = ((x[0] * x[0] + x[1] * x[1]).sqrt(), [0.0; 3]);
        for i in 0..3 {
            axis[i] = x[i] / length;
        }
        let sine = length.sin();
        [axis[0] * sine, axis[1] * axis[2] * sine, axis[2] * length]
    }

    #[test]
    fn several_sweeps_agree_with_single_ones() {
        let x = [0.3, -0.8, 0.6];
        let rows = turned::record(&x).jacobian();
        for (k, row) in rows.iter().enumerate() {
            let mut seed = [0.0; 3];
            seed[k] = 1.0;
            assert_eq!(*row, turned::record(&x).backward(seed));
            for i in 0..3 {
                let at = |by: f64| {
                    let mut x = x;
                    x[i] += by;
                    turned(&x)[k]
                };
                let difference = (at(1e-6) - at(-1e-6)) / 2e-6;
                assert!((row[i] - difference).abs() < 1e-8);
            }
        }
    }
}

mod negated_references {
    use autodiff_core::differentiable;

    #[differentiable(wrt(w))]
    fn in_chain(w: f64, data: &[(f64, f64)]) -> f64 {
        data.iter().map(|(x, y)| (-y * w * x).exp()).sum::<f64>()
    }

    #[differentiable(wrt(w))]
    fn parameter(w: f64, y: &f64) -> f64 {
        w * w * -y
    }

    #[differentiable(wrt(w))]
    fn in_loop(w: f64, data: &[(f64, f64)]) -> f64 {
        let mut s = 0.0;
        for (x, y) in data {
            let n = -y;
            s += -y * w * x + n * w.sin();
        }
        s
    }

    #[test]
    fn of_constants() {
        let data = [(0.3, 0.4), (0.5, -0.7)];
        let near = |f: &dyn Fn(f64) -> f64| (f(0.6 + 1e-5) - f(0.6 - 1e-5)) / 2e-5;
        for (grad, slope) in [
            (in_chain::grad(0.6, &data), near(&|w| in_chain(w, &data))),
            (parameter::grad(0.6, &2.0), near(&|w| parameter(w, &2.0))),
            (in_loop::grad(0.6, &data), near(&|w| in_loop(w, &data))),
        ] {
            assert!((grad - slope).abs() < 1e-8, "{grad} {slope}");
        }
    }
}

mod generic_arrays {
    use autodiff_core::differentiable;
    use autodiff_tests::differences;

    #[differentiable]
    fn back<const N: usize>(h: [f64; N]) -> [f64; N] {
        h
    }

    #[differentiable]
    fn scaled<const N: usize>(h: [f64; N], k: f64) -> ([f64; N], f64) {
        let mut r = [0.0; N];
        for i in 0..N {
            r[i] = h[i] * k;
        }
        (r, k)
    }

    #[differentiable]
    fn total(x: [f64; 3], k: f64) -> f64 {
        let (y, l) = scaled(back(x), k);
        y[0] * y[1] + y[2] * l
    }

    #[test]
    fn by_value() {
        differences!(total(x, k); x = [1.0, 2.0, 3.0], k = 0.5);
        differences!(back(x); x = [1.0, 2.0]; any);
    }
}

mod hygiene_of_macros {
    use autodiff_core::differentiable;
    use autodiff_tests::differences;

    macro_rules! scaled {
        ($f:ident, $x:ident) => {
            #[differentiable]
            fn $f($x: f64) -> f64 {
                let y = 3.0 * $x;
                let z = [y, $x].map(|v| v * y);
                assert!(y == y, "{}", y);
                y * $x + z[0] * z[1]
            }
        };
    }

    macro_rules! first {
        ($f:ident, $x:ident, $e:expr) => {
            #[differentiable]
            fn $f(x: &[f64]) -> f64 {
                let $x = x[0];
                $e * x[1]
            }
        };
    }

    scaled!(apart, x);
    scaled!(alike, y);
    scaled!(inner, v);
    first!(shadowed, x, x * x);
    first!(other, y, y.sin());

    #[test]
    fn variables_of_macros() {
        for f in [apart, alike, inner] {
            assert_eq!(f(2.0), 3.0 * 2.0 * 2.0 + 36.0 * 12.0);
        }
        assert_eq!(alike::record(2.0).value(), &alike(2.0));
        differences!(apart(x); x = 0.7);
        differences!(alike(x); x = 0.7);
        differences!(inner(x); x = 0.7);
        differences!(shadowed(&x); x = vec![0.7, 1.3]);
        differences!(other(&x); x = vec![0.7, 1.3]);
    }
}
