//! Values of types that have no derivative: generators, permutations, counters, text, and what is
//! done with floats on the way by code that the macro can't take apart.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use std::collections::{BTreeMap, VecDeque};

use autodiff_core::{detach, differentiable};
use autodiff_tests::{check, twin};

/// A random generator of the user's own.
#[derive(Clone, Debug)]
struct Lcg(u64);

impl Lcg {
    fn new(seed: u64) -> Self {
        Self(seed)
    }
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }
}

#[twin]
#[differentiable]
fn random_draws(x: &[f64], seed: u64, n: usize) -> f64 {
    let mut rng = Lcg::new(seed);
    let mut s = 1.0;
    for _ in 0..n {
        let i = rng.below(x.len());
        if rng.coin() {
            s = s * x[i] + 0.5;
        } else {
            s += x[i] * x[rng.below(x.len())];
        }
    }
    s
}

#[twin]
#[differentiable]
fn random_places(x: &[f64], seed: u64) -> Vec<f64> {
    let mut rng = Lcg::new(seed);
    let mut y = x.to_vec();
    let n = y.len();
    for _ in 0..2 * n {
        let i = rng.below(n);
        let j = rng.below(n);
        y[i] = y[i] * y[j];
        y[rng.below(n)] += 0.1;
    }
    y
}

#[twin]
#[differentiable]
fn shuffled(x: &[f64], seed: u64) -> f64 {
    let mut rng = Lcg::new(seed);
    let mut order: Vec<usize> = (0..x.len()).collect();
    let mut s = x[0];
    for _ in 0..3 {
        for i in (1..order.len()).rev() {
            let j = rng.below(i + 1);
            order.swap(i, j);
        }
        for &i in &order {
            s = s.sin() * x[i] + x[order[0]];
        }
    }
    s
}

#[test]
fn generators() {
    for seed in 0..5_u64 {
        let x = vec![0.3, -0.7, 1.1, 0.4];
        check!(random_draws(&x, seed, n); x = x.clone(), seed = seed, n = 8_usize);
        check!(random_places(&x, seed); x = x.clone(), seed = seed; vector);
        check!(shuffled(&x, seed); x = x.clone(), seed = seed);
    }
}

#[twin]
#[differentiable]
fn permuted(x: &[f64], order: &[usize]) -> f64 {
    let mut order = order.to_vec();
    let mut s = 1.0;
    for i in 0..order.len() {
        s = s * x[order[i]] + x[order[0]];
        order[0] = (order[0] + i) % x.len();
        order.reverse();
        s += s * x[order[i]];
    }
    order.sort();
    order.dedup();
    s * order.len() as f64
}

#[twin]
#[differentiable]
fn counters(x: &[f64]) -> f64 {
    let mut counts = vec![0_usize; 3];
    let mut s = 1.0;
    for i in 0..x.len() {
        let bin = if x[i] < 0.0 {
            0
        } else if x[i] < 1.0 {
            1
        } else {
            2
        };
        counts[bin] += 1;
        s = s * x[i] * counts[bin] as f64 + x[counts[0]];
    }
    s
}

#[twin]
#[differentiable]
fn stack_machine(x: &[f64], program: &str) -> f64 {
    let mut stack: Vec<usize> = Vec::new();
    let mut values = x.to_vec();
    for c in program.chars() {
        match c {
            '0'..='9' => stack.push(c as usize - '0' as usize),
            '+' | '*' => {
                let b = stack.pop().unwrap();
                let a = *stack.last().unwrap();
                if c == '+' {
                    values[a] += values[b];
                } else {
                    values[a] = values[a] * values[b];
                }
            }
            _ => {
                let top = stack.len() - 1;
                values[stack[top]] = values[stack[top]].sin();
            }
        }
    }
    values[stack[0]]
}

#[twin]
#[differentiable]
fn queue(x: f64, n: usize) -> f64 {
    let mut todo = VecDeque::from(vec![n]);
    let mut seen = BTreeMap::new();
    let mut s = x;
    while !todo.is_empty() {
        let k = todo.pop_front().unwrap();
        let times = seen.get(&k).copied().unwrap_or(0) + 1;
        seen.insert(k, times);
        s = s * 0.5 + x / (k + times) as f64;
        if k > 1 {
            todo.push_back(k / 2);
            todo.push_back(k / 3);
        }
    }
    s
}

#[twin]
#[differentiable]
fn text(x: f64, word: String) -> f64 {
    let mut name = word.clone();
    let mut s = x;
    for (i, c) in word.chars().enumerate() {
        name.push(c);
        if c.is_ascii_digit() {
            s *= x * i as f64;
        } else {
            s += name.len() as f64 * x;
        }
    }
    s
}

#[test]
fn containers_without_derivatives() {
    check!(permuted(&x, &o); x = vec![0.3, -0.7, 1.1], o = vec![2_usize, 0, 1, 1]);
    check!(counters(&x); x = vec![0.3, -0.7, 1.1, 0.5, -2.0, 0.1]);
    check!(stack_machine(&x, "0123*!+4*!*"); x = vec![0.3, -0.7, 1.1, 0.5, 2.0]);
    check!(queue(x, n); x = 0.7, n = 9_usize);
    check!(text(x, word); x = 0.7, word = String::from("a1b22"));
}

#[twin]
#[differentiable]
fn sorted_by_value(x: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..x.len()).collect();
    let keys = detach(x.to_vec());
    order.sort_by(|a, b| keys[*a].total_cmp(&keys[*b]));
    let mut s = 0.0;
    for (rank, &i) in order.iter().enumerate() {
        s += (rank + 1) as f64 * x[i] * x[i];
    }
    s
}

#[twin]
#[differentiable]
fn largest(x: &[f64]) -> f64 {
    let mut best = 0;
    for i in 1..x.len() {
        if x[i] > x[best] {
            best = i;
        }
    }
    let top = x[best];
    let mut s = 0.0;
    for v in x {
        s += (v - top).exp();
    }
    top + s.ln()
}

#[twin]
#[differentiable]
fn binary_search(x: f64, grid: &[f64], y: &[f64]) -> f64 {
    let (mut low, mut high) = (0, grid.len() - 1);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if x < grid[middle] {
            high = middle;
        } else {
            low = middle;
        }
    }
    let t = (x - grid[low]) / (grid[high] - grid[low]);
    y[low] * (1.0 - t) + y[high] * t
}

#[test]
fn chosen_by_values() {
    check!(sorted_by_value(&x); x = vec![0.3, -0.7, 1.1, 0.5]);
    check!(sorted_by_value(&x); x = Vec::<f64>::new());
    check!(largest(&x); x = vec![0.3, -0.7, 1.1, 0.5]);
    check!(binary_search(x, &g, &y); x = 1.3, g = vec![0.0, 0.5, 1.0, 2.0], y = vec![0.3, -1.0, 2.0, 0.7]);
}

#[twin]
#[differentiable]
fn inactive_floats(x: f64, n: usize) -> f64 {
    let mut h = 0.5;
    let mut table = vec![1.0; n];
    for i in 1..n {
        table[i] = table[i - 1] * h;
        h *= 0.9;
    }
    let mut s = x;
    for w in &table {
        s = s * x + w * h;
        h += 0.25;
    }
    s * h
}

#[twin]
#[differentiable]
fn inactive_and_later_active(x: f64, n: usize) -> f64 {
    let mut a = 2.0;
    let mut v = vec![1.0, 2.0];
    for i in 0..n {
        if i == 1 {
            a = x * a;
            v[1] = a;
        }
        a = a * 1.5 + v[i % 2];
        v[0] *= a;
    }
    a * x + v[0]
}

#[twin]
#[differentiable]
fn only_for_conditions(x: f64, y: f64) -> f64 {
    let mut error = detach(x);
    let mut s = y;
    let mut k = 0;
    while error.abs() > 1e-3 {
        error = error * 0.5 - 0.001;
        s = s * x;
        k += 1;
    }
    s * k as f64
}

#[test]
fn floats_without_derivatives() {
    for n in [0, 1, 2, 5] {
        check!(inactive_floats(x, n); x = 0.7, n = n as usize);
        check!(inactive_and_later_active(x, n); x = 0.7, n = n as usize);
    }
    check!(only_for_conditions(x, y); x = 0.7, y = 1.2);
}

/// A random generator goes from one differentiable function to the next.
mod generators {
    use autodiff_core::differentiable;
    use rand::rngs::SmallRng;
    use rand::{Rng, SeedableRng};

    #[differentiable(wrt(x))]
    fn sample(x: f64, rng: &mut SmallRng) -> f64 {
        x * rng.random::<f64>()
    }

    #[differentiable(wrt(x))]
    fn generic<R: Rng>(x: f64, rng: &mut R) -> f64 {
        let u: f64 = rng.random();
        (x * u).sin()
    }

    #[differentiable(wrt(x))]
    fn paths(x: f64, rng: &mut SmallRng) -> f64 {
        let mut s = 0.0;
        for _ in 0..5 {
            s += sample(x, rng) * generic(x, rng);
        }
        s
    }

    #[differentiable(wrt(x))]
    fn passed_on(x: f64, rng: &mut impl Rng) -> f64 {
        generic(x, rng) + generic(x * x, rng)
    }

    #[test]
    fn draws_are_those_of_the_forward_sweep() {
        let x = 0.7;
        let seeded = || SmallRng::seed_from_u64(3);
        let slope = |f: &dyn Fn(f64) -> f64| (f(x + 1e-5) - f(x - 1e-5)) / 2e-5;
        let expected = slope(&|x| paths(x, &mut seeded()));
        assert!((paths::grad(x, &mut seeded()) - expected).abs() < 1e-8);
        let expected = slope(&|x| passed_on(x, &mut seeded()));
        assert!((passed_on::grad(x, &mut seeded()) - expected).abs() < 1e-8);
    }
}
