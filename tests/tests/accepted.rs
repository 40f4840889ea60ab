//! Ordinary programs that were refused once.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, detach, differentiable, parallel_sum};
use autodiff_tests::{check, differences, twin};
use ndarray::{Array1, Array2, array};

#[derive(Clone, Copy, Debug, Differentiable)]
struct Layer {
    weight: f64,
    bias: f64,
}

#[differentiable]
impl Layer {
    fn forward(&self, x: f64) -> f64 {
        (self.weight * x + self.bias).tanh()
    }
}

/// What is evaluated for nothing but its effects on itself has no derivative to lose.
mod changes_of_own_variables {
    use super::*;

    #[twin]
    #[differentiable]
    fn constant_closure(x: &[f64]) -> f64 {
        let two = move |v: f64| 2.0_f64;
        let s = two(x.iter().map(|v| v * v).sum::<f64>().sin()).tanh();
        s * x[0]
    }

    #[twin]
    #[differentiable]
    fn condition(x: &[f64], k: f64) -> f64 {
        let far = {
            let mut length = 0.0;
            for v in x {
                length += v * k;
            }
            length > 1.0
        };
        if far { k * x[0] } else { x[1] }
    }

    #[twin]
    #[differentiable]
    fn of_sign(f: impl Fn(f64) -> f64, x: f64) -> f64 {
        f(x) * x
    }

    #[twin(calls(of_sign))]
    #[differentiable]
    fn start_of_a_fold(x: &[f64], k: f64) -> f64 {
        x.iter().fold(
            of_sign(
                |v: f64| {
                    if v > k {
                        return v * v;
                    }
                    v * k
                },
                x[0],
            ),
            |s, v| s * 0.5 + v * k,
        )
    }

    #[test]
    fn agree() {
        let x = vec![0.7, 1.9];
        check!(start_of_a_fold(&x, k); x = x.clone(), k = 0.6);
        check!(start_of_a_fold(&x, k); x = x.clone(), k = 0.8);
        check!(constant_closure(&x); x = x.clone());
        check!(condition(&x, k); x = x.clone(), k = 0.9);
        check!(condition(&x, k); x = x, k = 0.1);
    }
}

/// An argument that is computed from a size, given again.
mod sizes_as_arguments {
    use super::*;

    #[twin]
    #[differentiable]
    fn applied(f: impl Fn(f64) -> f64, x: f64, n: usize) -> f64 {
        let mut y = x;
        for _ in 0..n {
            y = f(y);
        }
        y
    }

    #[twin(calls(applied))]
    #[differentiable]
    fn of_length(x: f64, y: &Array1<f64>) -> f64 {
        let c = y + x;
        let mut s = 0.0;
        for i in 0..c.len() {
            let k = applied(|v| (y[i] * v).sin(), x, c.len() % 3 + 1);
            s += k * applied(|v: f64| v * k, c[i], y.len() / 2);
        }
        s
    }

    #[test]
    fn agree() {
        let y = array![0.3, -0.8, 1.2, 0.4];
        check!(of_length(x, &y); x = 0.7, y = y);
    }
}

/// The index of a part of a row is computed from the row itself.
mod rows_and_their_lengths {
    use super::*;

    #[differentiable]
    fn in_loops(m: &Array2<f64>) -> f64 {
        let mut m = m.clone();
        let mut s = 0.0;
        for mut row in m.rows_mut() {
            row[0] *= if s > detach(row[row.len() / 2]) {
                2.0
            } else {
                row[row.len() - 1]
            };
            row *= row[row.len() / 2];
            s += row[row.len() - 1].sin();
        }
        m.sum() * s
    }

    #[differentiable]
    fn by_name(m: &mut Array2<f64>) -> f64 {
        let mut row = m.row_mut(1);
        let a = row[row.len() / 2] * row[0];
        row[0] = a * a;
        a * row[row.len() - 1]
    }

    #[test]
    fn agree() {
        let m = array![[0.3, -0.8, 1.2], [1.1, 0.4, -0.6]];
        differences::compare(|m: Array2<f64>| in_loops(&m), &m, &in_loops::grad(&m));
        let gradient = by_name::grad(&mut m.clone());
        differences::compare(|mut m: Array2<f64>| by_name(&mut m), &m, &gradient);
    }
}

/// Several closures inside of one of several closures add to one cotangent.
mod closures_in_closures {
    use super::*;

    #[twin]
    #[differentiable]
    fn both(f: impl Fn(f64) -> f64, x: f64, g: impl Fn(f64) -> f64) -> f64 {
        f(x) * g(x) + f(g(x))
    }

    #[twin(calls(both))]
    #[differentiable]
    fn nested(x: f64, y: &[f64], z: f64) -> f64 {
        let mut s = z;
        for i in 0..2 {
            s = both(
                |v: f64| (y[0] * v).sin() * s,
                x,
                |v: f64| {
                    both(
                        |w: f64| y[i] * w,
                        v,
                        |w: f64| both(|u: f64| u * y[1] + s, w, |u: f64| u.sin() * y[0] * s),
                    )
                },
            );
        }
        s
    }

    #[test]
    fn agree() {
        let y = vec![0.3, 0.8];
        check!(nested(x, &y, z); x = 0.7, y = y, z = 0.4);
    }
}

/// Constants of types that have no cotangent.
mod constants_of_any_type {
    use super::*;

    #[derive(Clone, Copy, PartialEq)]
    enum Side {
        Call,
        Put,
    }

    struct Terms {
        side: Side,
        names: Vec<String>,
    }

    #[differentiable(wrt(spot, strike))]
    fn payoff(side: Side, spot: f64, strike: f64, terms: &Terms, label: String) -> f64 {
        match side {
            Side::Call => spot * spot - strike,
            Side::Put if side == terms.side => strike - spot,
            Side::Put => strike * spot * label.len() as f64,
        }
    }

    #[differentiable(wrt(spot, strike))]
    fn book(spot: f64, strike: f64, terms: &Terms) -> f64 {
        let all = [Side::Call, Side::Put];
        let mut total = 0.0;
        for side in all {
            total += payoff(side, spot * 2.0, strike, terms, String::from("ab")).powi(2);
        }
        let same = terms;
        total * payoff(Side::Put, spot, strike, same, terms.names[0].clone())
    }

    #[test]
    fn agree() {
        for side in [Side::Call, Side::Put] {
            let terms = Terms {
                side,
                names: vec!["a".to_owned()],
            };
            let gradient = book::grad(1.2, 0.7, &terms);
            differences::compare(
                |(s, k): (f64, f64)| book(s, k, &terms),
                &(1.2, 0.7),
                &gradient,
            );
        }
    }
}

/// What a shared reference points to isn't changed by any method.
mod methods_of_what_is_shared {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    enum Mistake {
        End,
        Unknown(char),
    }

    #[differentiable(wrt(values))]
    fn factor(text: &[char], at: &mut usize, values: &[f64]) -> Result<f64, Mistake> {
        let c = *text.get(*at).ok_or(Mistake::End)?;
        *at += 1;
        match c {
            '-' => Ok(-factor(text, at, values)?),
            'a'..='z' => {
                let number = (c as u8 - b'a') as usize;
                values.get(number).copied().ok_or(Mistake::Unknown(c))
            }
            _ => Err(Mistake::Unknown(c)),
        }
    }

    #[differentiable(wrt(values))]
    fn product(text: &str, values: &[f64]) -> Result<f64, Mistake> {
        let text: Vec<char> = text.chars().collect();
        let mut at = 0;
        let mut value = factor(&text, &mut at, values)?;
        while at < text.len() {
            value *= factor(&text, &mut at, values)?;
        }
        Ok(value)
    }

    #[test]
    fn agree() {
        let values = vec![0.7, 1.3];
        let gradient = product::grad("ab-a-b", &values).unwrap();
        differences::compare(
            |v: Vec<f64>| product("ab-a-b", &v).unwrap(),
            &values,
            &gradient,
        );
        assert_eq!(product::grad("a-", &values), Err(Mistake::End));
        assert_eq!(product::grad("ac", &values), Err(Mistake::Unknown('c')));
    }
}

/// Methods of what is borrowed and constant, given values with derivatives, change nothing.
mod methods_of_constants {
    use super::*;

    #[differentiable(wrt(x))]
    fn through(layers: &[Layer], x: f64) -> f64 {
        let mut h = x;
        for layer in layers {
            h = layer.forward(h);
        }
        for (i, layer) in layers.iter().enumerate() {
            h += layer.forward(h * i as f64);
        }
        let first = &layers[0];
        first.forward(h) + layers.iter().map(|l| l.forward(x)).sum::<f64>()
    }

    #[differentiable]
    fn of_locals(x: f64) -> f64 {
        let layers = vec![
            Layer {
                weight: 0.3,
                bias: 0.1
            };
            2
        ];
        let mut h = x;
        for layer in layers.iter() {
            h = layer.forward(h) * x;
        }
        let last = layers[layers.len() - 1];
        h * last.bias
    }

    #[test]
    fn agree() {
        let (a, b) = (
            Layer {
                weight: 0.7,
                bias: -0.2,
            },
            Layer {
                weight: 1.2,
                bias: 0.4,
            },
        );
        let layers = [a, b];
        let gradient = through::grad(&layers, 0.6);
        differences::compare(|x: f64| through(&layers, x), &0.6, &gradient);
        differences::compare(of_locals, &0.6, &of_locals::grad(0.6));
    }
}

/// References that the reverse sweep reads, into what is constant and can't be had again.
mod references_to_constants {
    use super::*;

    #[derive(Clone, Debug, Differentiable)]
    enum Block {
        One(Layer),
        Two { first: Layer, second: Layer },
    }

    #[differentiable(wrt(x))]
    fn filtered(x: f64, weights: &[f64]) -> f64 {
        let mut w = weights.to_vec();
        w.insert(0, 0.5);
        w.iter()
            .filter(|w| **w > 0.2)
            .map(|w| (x * w).sin())
            .sum::<f64>()
    }

    #[differentiable(wrt(x))]
    fn matched(blocks: &[Block], x: f64) -> f64 {
        let mut h = x;
        for block in blocks {
            h *= match block {
                Block::One(layer) => layer.forward(h),
                Block::Two { first, second } => second.forward(first.forward(h)),
            };
        }
        h
    }

    #[differentiable(wrt(x))]
    fn zipped(layers: &[Layer], names: &[&str], x: f64) -> f64 {
        let mut h = x;
        for (layer, k) in layers.iter().rev().zip([1.0, 0.5]) {
            h += layer.forward(h * k);
        }
        for (name, layer) in names.iter().zip(layers) {
            if name.starts_with('a') {
                h = layer.forward(h) * name.len() as f64 * h;
            }
        }
        h
    }

    #[test]
    fn agree() {
        let (a, b) = (
            Layer {
                weight: 0.7,
                bias: -0.2,
            },
            Layer {
                weight: 1.2,
                bias: 0.4,
            },
        );
        let weights = [0.1, 0.9, 0.3];
        let gradient = filtered::grad(0.6, &weights);
        differences::compare(|x: f64| filtered(x, &weights), &0.6, &gradient);
        let blocks = [
            Block::One(b),
            Block::Two {
                first: b,
                second: a,
            },
        ];
        let gradient = matched::grad(&blocks, 0.6);
        differences::compare(|x: f64| matched(&blocks, x), &0.6, &gradient);
        let gradient = zipped::grad(&[a, b], &["ab", "c"], 0.6);
        differences::compare(|x: f64| zipped(&[a, b], &["ab", "c"], x), &0.6, &gradient);
    }
}

/// What tells that a value is a `Result`.
mod results {
    use super::*;

    #[twin]
    #[differentiable]
    fn logarithm(x: f64) -> Result<f64, String> {
        if x > 0.0 {
            Ok(x.ln())
        } else {
            Err(String::new())
        }
    }

    #[twin(calls(logarithm))]
    #[differentiable]
    fn matched(x: f64, y: f64) -> f64 {
        match logarithm(x).map(|v| v * y) {
            Ok(v) => v,
            Err(_) => y,
        }
    }

    #[twin(calls(logarithm))]
    #[differentiable]
    fn looked_at(x: f64, y: f64) -> f64 {
        if let Ok(v) = logarithm(x).and_then(|v| logarithm(v * v + y)) {
            v * x
        } else {
            x
        }
    }

    #[twin(calls(logarithm))]
    #[differentiable]
    fn declared(x: f64, y: f64) -> f64 {
        let both: Result<f64, String> = logarithm(x).and_then(|v| logarithm(v * v + y));
        both.unwrap_or(y * y)
    }

    #[twin(calls(logarithm))]
    #[differentiable]
    fn with_other_error(x: f64, y: f64) -> f64 {
        logarithm(x)
            .map(|v| v * y)
            .map_err(|e| e.len())
            .unwrap_or(y * x)
    }

    #[twin(calls(logarithm))]
    #[differentiable]
    fn unwrapped_after_a_match(x: f64, y: f64) -> f64 {
        let found = logarithm(x);
        let part = match &found {
            Ok(v) => v * y,
            Err(_) => x,
        };
        part + found.unwrap_or(y)
    }

    #[differentiable]
    fn list(extra: Option<Vec<f64>>) -> f64 {
        let sum: f64 = extra.as_deref().map_or(0.0, |v| v.iter().sum());
        sum * extra.unwrap_or_default().iter().product::<f64>()
    }

    #[derive(Debug)]
    struct NotThere;

    #[twin]
    #[differentiable]
    fn error_without_clone(x: &[f64], n: usize) -> Result<f64, NotThere> {
        let mut s = 1.0;
        for c in 0..n {
            let p = x.iter().position(|v| *v > c as f64).ok_or(NotThere)?;
            s *= x[p] * s + x[0];
        }
        Ok(s)
    }

    #[test]
    fn agree() {
        for x in [0.7, -0.7] {
            check!(matched(x, y); x = x, y = 1.3);
            check!(looked_at(x, y); x = x, y = 1.3);
            check!(declared(x, y); x = x, y = 1.3);
            check!(with_other_error(x, y); x = x, y = 1.3);
            check!(unwrapped_after_a_match(x, y); x = x, y = 1.3);
        }
        let gradient = list::grad(Some(vec![0.3, 1.7])).unwrap();
        let list_of = |x: [f64; 2]| list(Some(x.to_vec()));
        differences::compare(list_of, &[0.3, 1.7], &[gradient[0], gradient[1]]);
        assert_eq!(list::grad(None), None);
        let x = [0.3, 1.7];
        for n in 0..3 {
            let gradient = error_without_clone::grad(&x, n).unwrap();
            differences::compare(
                |x: [f64; 2]| error_without_clone(&x, n).unwrap(),
                &x,
                &[gradient[0], gradient[1]],
            );
        }
        assert!(error_without_clone::grad(&x, 3).is_err());
    }
}

/// Ranges in variables, which an index moves.
mod ranges {
    use super::*;
    use std::ops::Range;

    #[twin]
    #[differentiable]
    fn of_a_loop(x: &[f64]) -> f64 {
        let mut s = 0.0;
        for i in 0..2 {
            let span = i..i + 2;
            s += x[span.clone()].iter().sum::<f64>();
            s *= x[span][0];
        }
        s
    }

    #[twin]
    #[differentiable]
    fn changed_behind(x: &[f64], n: usize) -> f64 {
        let mut x = x.to_vec();
        let rest = n..;
        let mut first = 0..n;
        let s = x[first.clone()].iter().product::<f64>();
        first = 1..n + 1;
        x[first.clone()][0] *= s;
        x[first][0] *= x[0];
        s * x[rest][0]
    }

    #[twin]
    #[differentiable]
    fn given(x: &[f64], spans: &[Range<usize>], whole: Range<usize>) -> f64 {
        let mut s = 1.0;
        for span in spans {
            let part = &x[span.clone()];
            s *= part.iter().sum::<f64>();
        }
        s + x[whole].iter().product::<f64>()
    }

    #[test]
    fn agree() {
        check!(of_a_loop(&x); x = vec![0.3, 1.7, -0.4]);
        check!(changed_behind(&x, n); x = vec![0.3, 1.7, -0.4], n = 2_usize);
        let (x, spans) = ([0.3, 1.7, -0.4], [0..2, 1..3, 2..3]);
        let gradient = given::grad(&x, &spans, 0..3);
        differences::compare(
            |x: [f64; 3]| given(&x, &spans, 0..3),
            &x,
            &[gradient[0], gradient[1], gradient[2]],
        );
    }
}

/// Constants that run beside variables.
mod constants_in_chains {
    use super::*;

    const WEIGHTS: [f64; 2] = [1.5, -3.0];
    static STEPS: [f64; 2] = [0.5, 2.0];
    const NODES: &[f64] = &[0.2, 0.9];

    #[twin]
    #[differentiable]
    fn chains(x: f64, v: &[f64]) -> f64 {
        let first: f64 = WEIGHTS.iter().zip(v).map(|(w, v)| *v * *v * *w).sum();
        let second: f64 = v.iter().zip(&STEPS).map(|(v, s)| (*v * *s).sin()).product();
        let third: f64 = v.iter().zip(NODES).map(|(v, s)| *v * *s * x).sum();
        first * x + second * third
    }

    #[twin]
    #[differentiable]
    fn loops(x: f64, v: &[f64]) -> f64 {
        let mut s = x;
        for (v, w) in v.iter().zip(WEIGHTS) {
            s *= *v * w;
        }
        for (step, v) in STEPS.iter().zip(v) {
            s += *v * *step * s;
        }
        for (v, (i, node)) in v.iter().zip(NODES.iter().enumerate()) {
            s += *v * *node * i as f64 * s;
        }
        s
    }

    #[test]
    fn agree() {
        check!(chains(x, &v); x = 0.6, v = vec![0.3, -0.4]);
        check!(loops(x, &v); x = 0.6, v = vec![0.3, -0.4]);
    }
}

/// Types without numbers in them, as implementors of what has derivatives.
mod without_numbers {
    use super::*;
    use std::marker::PhantomData;

    #[differentiable]
    trait Activation {
        fn apply(&self, x: f64) -> f64;
    }

    #[derive(Clone, Debug, Differentiable)]
    struct Relu;

    #[derive(Clone, Debug, Differentiable)]
    enum Power {
        One,
        Three,
    }

    #[derive(Clone, Debug, Differentiable)]
    struct Repeated {
        times: usize,
    }

    #[derive(Clone, Debug, Differentiable)]
    struct Marked<T> {
        mark: PhantomData<T>,
    }

    #[differentiable]
    impl Activation for Relu {
        fn apply(&self, x: f64) -> f64 {
            x.max(0.0)
        }
    }

    #[differentiable]
    impl Activation for Power {
        fn apply(&self, x: f64) -> f64 {
            match self {
                Power::One => x,
                Power::Three => x * x * x,
            }
        }
    }

    #[differentiable]
    impl Activation for Repeated {
        fn apply(&self, x: f64) -> f64 {
            let mut y = x;
            for _ in 0..self.times {
                y *= x;
            }
            y
        }
    }

    #[differentiable]
    impl<T: 'static> Activation for Marked<T> {
        fn apply(&self, x: f64) -> f64 {
            x.sin()
        }
    }

    #[differentiable]
    fn layer<A: Activation + Differentiable>(activation: &A, x: f64) -> f64 {
        activation.apply(x) * x
    }

    #[differentiable]
    fn net(x: f64) -> f64 {
        let (power, repeated) = (Power::Three, Repeated { times: 2 });
        let marked = Marked::<u8> { mark: PhantomData };
        layer(&Relu, x) * power.apply(x) + layer(&repeated, x) + layer(&Power::One, marked.apply(x))
    }

    #[test]
    fn agree() {
        for x in [1.3, -0.4] {
            differences::compare(|x: f64| net(x), &x, &net::grad(x));
            let (_, x_bar) = layer::grad(&Relu, x);
            differences::compare(|x: f64| layer(&Relu, x), &x, &x_bar);
            let (_, x_bar) = layer::grad(&Power::Three, x);
            differences::compare(|x: f64| layer(&Power::Three, x), &x, &x_bar);
        }
    }
}

/// Loops over a field that look at another one, sums over an index without a type, starts of folds.
mod small_ones {
    use super::*;

    #[derive(Clone, Differentiable)]
    struct World {
        cells: Vec<f64>,
        best: (usize, f64),
    }

    #[differentiable]
    impl World {
        fn settle(&mut self) {
            for (i, c) in self.cells.iter_mut().enumerate() {
                *c *= *c;
                if *c > self.best.1 {
                    self.best = (i, *c * 3.0);
                }
            }
        }
    }

    #[differentiable]
    fn best(x: &[f64]) -> f64 {
        let mut world = World {
            cells: x.to_vec(),
            best: (0, 0.1),
        };
        world.settle();
        world.best.1 * world.cells[0]
    }

    #[differentiable]
    fn powers(v: &[f64]) -> f64 {
        parallel_sum(0..v.len(), |i| v[i].powi(i as i32 + 1))
    }

    #[twin]
    #[differentiable]
    fn folded(x: &[f64]) -> f64 {
        let both = x.iter().fold(vec![0.5; 2], |mut a, v| {
            a[0] += v;
            a[1] += v * a[0];
            a
        });
        both[1]
    }

    #[test]
    fn agree() {
        let x = [0.3, 1.7, -0.4];
        let array = |bar: Vec<f64>| [bar[0], bar[1], bar[2]];
        differences::compare(|x: [f64; 3]| best(&x), &x, &array(best::grad(&x)));
        differences::compare(|x: [f64; 3]| powers(&x), &x, &array(powers::grad(&x)));
        check!(folded(&x); x = x.to_vec());
    }
}

/// Methods of the user's types that floats have, too, but without a rule.
mod names_of_floats {
    use super::*;

    #[derive(Clone, Copy, Debug, Differentiable)]
    struct Point {
        x: f64,
        y: f64,
    }

    #[differentiable]
    impl Point {
        fn midpoint(&self, other: &Point) -> Point {
            Point {
                x: (self.x + other.x) / 2.0,
                y: (self.y + other.y) / 2.0,
            }
        }

        fn gamma(self) -> f64 {
            self.x * self.y.sin()
        }
    }

    #[differentiable]
    fn middle(x: &[f64]) -> f64 {
        let (a, b) = (Point { x: x[0], y: x[1] }, Point { x: x[2], y: x[0] });
        let m = a.midpoint(&b);
        [a, b].iter().map(|p| p.midpoint(&m).gamma()).sum::<f64>() * m.gamma()
    }

    #[test]
    fn agree() {
        let x = [0.3, 1.7, -0.4];
        let bar = middle::grad(&x);
        differences::compare(|x: [f64; 3]| middle(&x), &x, &[bar[0], bar[1], bar[2]]);
    }
}

mod one_of_two {
    use super::*;

    #[differentiable]
    fn either(x: &[f64]) -> f64 {
        let a = (x[0] > 0.0).then(|| x[0] * x[2]);
        let b = if x[1] > 0.0 { Some(x[1]) } else { None };
        let one = a.xor(b);
        one.unwrap_or(x[2] * x[2]) * x[2]
    }

    #[test]
    fn agree() {
        for first in [-0.3, 0.4] {
            for second in [-1.3, 1.4] {
                let x = [first, second, 0.7];
                let bar = either::grad(&x);
                differences::compare(|x: [f64; 3]| either(&x), &x, &[bar[0], bar[1], bar[2]]);
            }
        }
    }
}
