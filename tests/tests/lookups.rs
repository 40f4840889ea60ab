//! Elements that may not be there: `first`, `last`, `get`, `split_first`, and what looks into them.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::{check, differences, twin};

#[twin]
#[differentiable]
fn conditions(x: &[f64], k: f64) -> f64 {
    let mut s = 0.0;
    if let Some(last) = x.last() {
        s += last * k;
    }
    if let Some(&first) = x.first() {
        s *= first.sin();
    } else {
        s += k;
    }
    for i in 0..x.len() + 1 {
        if let Some(next) = x.get(i + 1) {
            s += next * x[i];
        } else if let Some(v) = x.get(i) {
            s -= *v * k;
        }
    }
    s
}

#[twin]
#[differentiable]
fn matches(x: &[f64], k: f64) -> f64 {
    let a = match x.first() {
        Some(v) if *v > 0.5 => v * v,
        Some(v) => v * k,
        None => k,
    };
    let b = match x.get(2) {
        Some(&v) if v > 1.0 => v.ln(),
        _ => a * k,
    };
    let c = match x.last() {
        None => 1.0,
        Some(v) => {
            let w = v.cos();
            w * b
        }
    };
    a + b * c
}

#[twin]
#[differentiable]
fn left(x: &[f64], k: f64) -> f64 {
    let Some(&first) = x.first() else { return k };
    let (mut fast, mut slow) = (first, first);
    for i in 0..5 {
        let Some(v) = x.get(2 * i) else {
            break;
        };
        fast += k * (v - fast);
        slow += 0.1 * (v - slow);
    }
    fast * slow
}

#[differentiable]
fn questions(x: &[f64], k: f64) -> Option<f64> {
    let first = x.first()?;
    let second = *x.get(1)?;
    let third = x.get(2)?.sin() * x.last()?;
    Some(first * second * k + third)
}

#[differentiable]
fn results(x: &[f64], k: f64) -> Result<f64, String> {
    let first = x.first().ok_or("empty")?;
    let second = *x.get(1).ok_or_else(|| format!("only {}", x.len()))?;
    if x.len() == 3 {
        return Ok(x.get(7).ok_or("short")?.sin());
    }
    Ok(first * second * k)
}

#[twin]
#[differentiable]
fn combined(x: &[f64], k: f64) -> f64 {
    let a = x.first().map_or(k, |v| v * k);
    let b = x.last().map(|v| v.sin()).unwrap_or(0.5);
    let c = *x.get(1).unwrap_or(&k);
    let d = x.get(3).unwrap_or(&0.5) * a;
    let e = x.last().copied().filter(|v| *v > 0.4).unwrap_or(b);
    a * b + c * d * e
}

#[twin]
#[differentiable]
fn named(x: &[f64], k: f64) -> f64 {
    let last = x.last();
    let mut i = 1;
    let there = x.get(i);
    i += 1;
    let mut s = k;
    if let Some(v) = last {
        s *= v;
    }
    if last.is_some() && there.is_none() {
        s += k;
    }
    match there {
        Some(v) => s * v,
        None => s,
    }
}

#[twin]
#[differentiable]
fn both(x: &[f64], y: &[f64], k: f64) -> f64 {
    if let (Some(a), Some(b)) = (x.first(), y.last()) {
        return a * b * k;
    }
    match (x.last(), y.first()) {
        (Some(a), None) => a + k,
        _ => k * 3.0,
    }
}

/// The largest sums of neighbours, by a stack that falls.
#[twin]
#[differentiable]
fn falling(x: &[f64]) -> f64 {
    let mut stack: Vec<f64> = Vec::new();
    let mut s = 0.0;
    for &v in x {
        while let Some(top) = stack.last() {
            if *top > v {
                break;
            }
            s += top * v;
            stack.pop();
        }
        if let Some(top) = stack.last_mut() {
            *top *= v.cos();
        }
        stack.push(v);
    }
    s + stack.iter().sum::<f64>()
}

#[twin]
#[differentiable]
fn changed(x: &[f64], k: f64) -> f64 {
    let mut v = x.to_vec();
    if let Some(first) = v.first_mut() {
        *first = first.sin() * k;
    }
    for i in 0..4 {
        if let Some(e) = v.get_mut(i + 1) {
            *e += k;
            *e *= *e;
        }
    }
    let Some(last) = v.last_mut() else { return k };
    *last /= 2.0;
    v.iter().sum()
}

/// `[a, b, c]` as `a + k * (b + k * c)`.
#[twin(calls(polynomial))]
#[differentiable]
fn polynomial(x: &[f64], k: f64) -> f64 {
    match x.split_first() {
        Some((a, rest)) => a + k * polynomial(rest, k),
        None => 0.0,
    }
}

#[twin(calls(backwards))]
#[differentiable]
fn backwards(x: &[f64], k: f64) -> f64 {
    let Some((&last, rest)) = x.split_last() else {
        return k;
    };
    if let Some((first, _)) = rest.split_first() {
        return last * first + backwards(rest, k) * k;
    }
    last * backwards(rest, k)
}

#[derive(Clone, Debug, Differentiable)]
struct Account {
    deposits: Vec<(usize, f64)>,
    rate: f64,
}

#[differentiable]
impl Account {
    fn grown(&self, year: usize) -> Option<f64> {
        let (_, first) = self.deposits.first()?;
        Some(first * self.rate.powi(year as i32))
    }

    fn latest(&self) -> f64 {
        match self.deposits.last() {
            Some((year, sum)) if *year > 2 => sum * 2.0,
            Some(&(_, sum)) => sum,
            None => self.rate,
        }
    }
}

#[differentiable]
fn value(account: &Account) -> f64 {
    let copy: Account = account.clone();
    let year = match account.grown(2) {
        Some(value) => value,
        None => account.rate,
    };
    year * copy.latest() + copy.grown(3).unwrap_or(1.0)
}

#[test]
fn of_slices() {
    for x in [
        vec![],
        vec![0.7],
        vec![0.3, 1.4],
        vec![0.2, 0.6, 1.7],
        vec![1.3, 0.4, 0.9, 0.8, 0.1],
    ] {
        check!(conditions(&x, k); x = x.clone(), k = 0.6);
        check!(matches(&x, k); x = x.clone(), k = 0.6);
        check!(left(&x, k); x = x.clone(), k = 0.6);
        check!(combined(&x, k); x = x.clone(), k = 0.6);
        check!(named(&x, k); x = x.clone(), k = 0.6);
        check!(falling(&x); x = x.clone());
        check!(changed(&x, k); x = x.clone(), k = 0.6);
        check!(polynomial(&x, k); x = x.clone(), k = 0.6);
        check!(backwards(&x, k); x = x.clone(), k = 0.6);
        for y in [vec![], vec![0.5, 0.9]] {
            check!(both(&x, &y, k); x = x.clone(), y = y, k = 0.6);
        }
    }
}

#[test]
fn that_leave() {
    let x = vec![0.3, 1.4, 0.8];
    let gradient = questions::grad(&x, 0.6).unwrap();
    let at = (x.clone(), 0.6);
    differences::compare(
        |(x, k): (Vec<f64>, f64)| questions(&x, k).unwrap(),
        &at,
        &gradient,
    );
    assert_eq!(questions::grad(&x[..2], 0.6), None);
    let gradient = results::grad(&x[..2], 0.6).unwrap();
    let at = (x[..2].to_vec(), 0.6);
    differences::compare(
        |(x, k): (Vec<f64>, f64)| results(&x, k).unwrap(),
        &at,
        &gradient,
    );
    assert_eq!(results::grad(&[], 0.6).unwrap_err(), "empty");
    assert_eq!(results::grad(&[1.0], 0.6).unwrap_err(), "only 1");
    assert_eq!(results::grad(&x, 0.6).unwrap_err(), "short");
}

#[test]
fn of_fields_and_of_own_types() {
    for deposits in [vec![], vec![(1, 0.8)], vec![(1, 0.8), (4, 1.9)]] {
        let account = Account {
            deposits,
            rate: 1.04,
        };
        let gradient = value::grad(&account);
        differences::compare(|a: Account| value(&a), &account, &gradient);
    }
}
