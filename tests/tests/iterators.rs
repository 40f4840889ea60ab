//! Iterators in variables, and chains of what may fail.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, differences, twin};

#[twin]
#[differentiable]
fn summed(x: &[f64], k: f64) -> f64 {
    let mut rest = x.iter();
    let mut s = k;
    if let Some(first) = rest.next() {
        s *= first;
    }
    let second = rest.next().copied().unwrap_or(k);
    s + second * rest.map(|v| v * k).sum::<f64>()
}

#[twin]
#[differentiable]
fn looped(x: &[f64], k: f64) -> f64 {
    let mut it = x.iter();
    let Some(&start) = it.next() else { return k };
    let mut s = start;
    while let Some(a) = it.next() {
        let b = match it.next() {
            Some(b) => b * a,
            None => a.sin(),
        };
        s += b * s * k;
    }
    s
}

#[twin]
#[differentiable]
fn nested(x: &[f64], y: &[f64]) -> f64 {
    let mut it = x.iter();
    let mut s = 0.0;
    for v in y {
        let mut inner = x.iter();
        inner.next();
        let next = it.next();
        if let Some(w) = next {
            s += v * w;
        }
        for w in inner {
            s += w.sin() * v;
        }
    }
    for (i, v) in it.enumerate() {
        s *= v + i as f64;
    }
    s
}

#[differentiable]
fn mean_of_differences(x: &[f64]) -> Option<f64> {
    let mut it = x.iter();
    let mut last = *it.next()?;
    let mut s = 0.0;
    for &v in it {
        s += (v - last).powi(2);
        last = v;
    }
    Some(s / (x.len() - 1) as f64)
}

#[differentiable]
fn logarithm(x: f64, k: f64) -> Result<f64, String> {
    if x > 0.0 {
        Ok(x.ln() * k)
    } else {
        Err(format!("{x} isn't positive"))
    }
}

#[differentiable]
fn positive(x: f64) -> Option<f64> {
    (x > 0.0).then_some(x.sqrt())
}

#[differentiable]
fn collected(x: &[f64], k: f64) -> Result<f64, String> {
    let logs = x
        .iter()
        .map(|v| logarithm(*v, k))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(logs.iter().zip(x).map(|(a, b)| a * b).sum())
}

#[differentiable]
fn all_logarithms(x: &[f64], k: f64) -> Result<Vec<f64>, String> {
    x.iter().map(|v| logarithm(*v, k)).collect()
}

#[differentiable]
fn lists(x: &[f64], k: f64) -> Result<f64, String> {
    let logs = all_logarithms(x, k)?;
    let roots: Option<Vec<f64>> = x.iter().map(|v| positive(v * k)).collect();
    match roots {
        Some(roots) => Ok(roots.iter().sum::<f64>() * logs[0]),
        None => Ok(logs[0]),
    }
}

#[differentiable]
fn totals(x: &[f64], k: f64) -> Option<f64> {
    let sum = x.iter().map(|v| positive(v * k)).sum::<Option<f64>>()?;
    let product: Option<f64> = x.iter().map(|v| positive(*v)).product();
    Some(sum * product? * k)
}

#[differentiable]
fn sums(x: &[f64], k: f64) -> Result<f64, String> {
    x.iter().map(|v| logarithm(*v, k)).sum()
}

#[differentiable]
fn last_peak(x: &[f64], k: f64) -> f64 {
    match x.iter().rposition(|v| *v > 0.5) {
        Some(i) => x[i] * k,
        None => k,
    }
}

#[test]
fn in_variables() {
    for x in [
        vec![],
        vec![0.7],
        vec![0.3, 1.4],
        vec![0.2, 0.6, 1.7],
        vec![1.3, 0.4, 0.9, 0.8],
    ] {
        check!(summed(&x, k); x = x.clone(), k = 0.6);
        check!(looped(&x, k); x = x.clone(), k = 0.6);
        check!(nested(&x, &y); x = x.clone(), y = vec![0.5, 0.9, 0.3]);
        if let Some(gradient) = mean_of_differences::grad(&x) {
            if x.len() > 1 {
                differences::compare(
                    |x: Vec<f64>| mean_of_differences(&x).unwrap(),
                    &x,
                    &gradient,
                );
            }
        } else {
            assert!(x.is_empty());
        }
    }
}

#[test]
fn of_outcomes() {
    type At = (Vec<f64>, f64);
    let at: At = (vec![0.3, 1.4, 0.9], 0.7);
    let (x, k) = (&at.0, at.1);
    let gradient = collected::grad(x, k).unwrap();
    differences::compare(|(x, k): At| collected(&x, k).unwrap(), &at, &gradient);
    let gradient = lists::grad(x, k).unwrap();
    differences::compare(|(x, k): At| lists(&x, k).unwrap(), &at, &gradient);
    let gradient = totals::grad(x, k).unwrap();
    differences::compare(|(x, k): At| totals(&x, k).unwrap(), &at, &gradient);
    let gradient = sums::grad(x, k).unwrap();
    differences::compare(|(x, k): At| sums(&x, k).unwrap(), &at, &gradient);
    differences::compare(|(x, k): At| last_peak(&x, k), &at, &last_peak::grad(x, k));
    let wrong = [0.3, -1.0, 2.0];
    assert_eq!(collected::grad(&wrong, k).unwrap_err(), "-1 isn't positive");
    assert_eq!(sums::grad(&wrong, k).unwrap_err(), "-1 isn't positive");
    assert!(lists::grad(&wrong, k).is_err());
    assert_eq!(totals::grad(&wrong, k), None);
}
