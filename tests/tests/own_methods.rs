//! Methods of the user's types that are called like ones with rules.

#![allow(
    clippy::should_implement_trait,
    clippy::ptr_arg,
    reason = "the names are those that have rules"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Debug, Differentiable)]
struct Pair {
    a: f64,
    b: f64,
}

#[differentiable]
impl Pair {
    fn exp(&self) -> f64 {
        self.a.exp() + self.b
    }
    fn sum(&self) -> f64 {
        self.a + self.b
    }
    fn max(&self, other: f64) -> f64 {
        self.a.max(other)
    }
    fn push(&mut self, more: f64) {
        self.b += more;
    }
    fn map(&self, f: impl Fn(f64) -> f64) -> Pair {
        Pair {
            a: f(self.a),
            b: f(self.b),
        }
    }
    fn get(&self, i: usize) -> f64 {
        if i == 0 { self.a } else { self.b }
    }
    fn row(&self, i: usize, j: usize) -> f64 {
        if i == j { self.a } else { self.b }
    }
    fn last(&self) -> f64 {
        self.b
    }

    fn of_self(&self, other: &Self) -> f64 {
        let mut more = self.clone();
        more.push(self.b * other.sum());
        let squares = other.map(|v| v * v + self.b);
        self.sum() * self.exp() + more.max(0.2) * squares.b * other.get(1) + more.last()
    }
}

#[differentiable]
fn of_self(pair: &Pair, other: &Pair) -> f64 {
    pair.of_self(other)
}

#[differentiable]
fn of_named_types(pair: &Pair) -> f64 {
    pair.get(1) * pair.last() + pair.row(1, 2) + pair.map(|v| v * v).b
}

#[differentiable]
fn of_struct_literals(pair: &Pair) -> f64 {
    let turned = Pair {
        a: pair.b,
        b: pair.a,
    };
    let mut more = Pair {
        a: pair.b,
        ..pair.clone()
    };
    more.push(0.3 * turned.exp());
    turned.sum() * more.a + more.b
}

#[differentiable]
fn by_raw_names(pair: &Pair) -> f64 {
    pair.r#exp() * pair.r#sum() + Pair::max(pair, 0.1)
}

#[test]
fn are_told_from_rules() {
    let pair = Pair { a: 0.3, b: 0.9 };
    differences!(of_self(&x, &y); x = pair.clone(), y = Pair { a: 0.7, b: -0.2 });
    differences!(of_named_types(&x); x = pair.clone());
    differences!(of_struct_literals(&x); x = pair.clone());
    differences!(by_raw_names(&x); x = pair);
}

/// Other names of types of the standard library have their rules.
mod other_names {
    use super::*;
    use ndarray::{Array1, array};

    type Real = f64;
    type Vector = Array1<f64>;

    #[differentiable]
    fn program(x: Real, v: &Vector) -> Real {
        x.exp() * v.sum() + v.row_sum(x)
    }

    #[differentiable]
    trait RowSum {
        fn row_sum(&self, x: f64) -> f64;
    }

    #[differentiable]
    impl RowSum for Vector {
        fn row_sum(&self, x: f64) -> f64 {
            self.sum() * x
        }
    }

    #[differentiable]
    trait Scaled {
        fn scaled(&self, other: &Self, by: f64) -> f64;
    }

    #[differentiable]
    impl Scaled for Vec<f64> {
        fn scaled(&self, other: &Self, by: f64) -> f64 {
            let mut more = self.clone();
            more.push(by);
            more.extend_from_slice(other);
            more.iter().map(|v| v * v * by).sum()
        }
    }

    #[differentiable]
    fn scaled(x: &Vec<f64>, y: &Vec<f64>, by: f64) -> f64 {
        x.scaled(y, by)
    }

    #[test]
    fn agree() {
        differences!(scaled(&x, &y, by); x = vec![0.4, 0.9], y = vec![0.3], by = 0.7);
        differences!(program(x, &v); x = 0.4, v = array![0.3, 0.8]);
    }
}
