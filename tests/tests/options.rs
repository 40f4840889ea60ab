//! `Option`, `Result` and `?`: values that may be missing, errors amid loops and recursion.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, Tape, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Debug, PartialEq)]
enum Failure {
    Negative(usize),
    Text(String),
}

impl From<String> for Failure {
    fn from(text: String) -> Failure {
        Failure::Text(text)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct P {
    x: f64,
    y: Option<f64>,
}

#[differentiable]
fn root(x: f64) -> Option<f64> {
    if x < 0.0 {
        return None;
    }
    Some(x.sqrt())
}

#[differentiable]
fn log(x: f64) -> Result<f64, String> {
    if x > 0.0 {
        Ok(x.ln())
    } else {
        Err(format!("log of {x}"))
    }
}

#[differentiable]
fn total(xs: &[f64]) -> Result<f64, Failure> {
    let mut sum = 1.0;
    for (i, x) in xs.iter().enumerate() {
        if *x < -5.0 {
            return Err(Failure::Negative(i));
        }
        sum *= log(x * sum + 2.0)?;
    }
    Ok(sum)
}

#[differentiable]
fn halves(x: f64, n: usize) -> Result<f64, String> {
    if n == 0 {
        return Ok(x * x);
    }
    if x > 10.0 {
        return Err("too large".to_string());
    }
    let y = halves(x * 1.5, n - 1)? + log(x)?;
    Ok(y * x)
}

#[differentiable]
fn skipping(xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        let r = match root(*x) {
            Some(r) => r,
            None => continue,
        };
        let Ok(l) = log(r - 1.0) else {
            sum += r;
            continue;
        };
        if let Some(q) = root(l)
            && q < 1.0
        {
            sum += q * x;
        } else {
            sum -= l;
        }
    }
    sum
}

#[differentiable]
fn kept(xs: &[f64]) -> Option<P> {
    let mut best: Option<f64> = None;
    let mut last = None;
    for x in xs {
        best = match best {
            None => Some(*x),
            Some(b) if *x > b => Some(x * b),
            other => other,
        };
        last = Some(P { x: x * x, y: best });
    }
    let P { x, y } = last?;
    let y = y?;
    Some(P {
        x: x * y,
        y: Some(y),
    })
}

#[differentiable]
fn fields(p: P, q: &P) -> Option<f64> {
    let a = p.y? * q.x;
    let b = q.y?;
    let c = Some(p.x * b + a)?;
    Some(c)
}

#[differentiable]
fn pair(x: f64) -> Result<(f64, [f64; 2]), String> {
    let l = log(x)?;
    Ok((l * x, [x, l]))
}

#[differentiable]
fn of_pair(x: f64) -> Result<f64, Failure> {
    let (a, [b, c]) = pair(x)?;
    let (d, _) = pair(a + 1.0)?;
    Ok(a * b + c * d)
}

#[differentiable]
fn in_closure(x: f64, y: f64) -> f64 {
    let safe = |v: f64| -> Option<f64> {
        let r = root(v)?;
        Some(r * y)
    };
    let mut s = 0.0;
    for k in 0..3 {
        if let Some(v) = safe(x - k as f64) {
            s += v * v * v;
        }
    }
    s
}

#[differentiable]
fn written(o: Option<f64>, k: f64) -> f64 {
    let mut o = o;
    if let Some(v) = o.as_mut() {
        *v *= k;
    }
    if let Some(v) = &mut o {
        *v += *v * k;
    }
    let before = o;
    o = Some(k);
    let r = o.as_ref().unwrap() * before.unwrap();
    o = None;
    match o {
        Some(v) => v,
        None => r * k,
    }
}

#[differentiable]
fn taken(o: Option<P>, k: f64) -> f64 {
    let mut o = o;
    let mut s = 0.0;
    while let Some(p) = o.take() {
        s += p.x * k;
        o = match p.y {
            Some(y) => Some(P {
                x: y * p.x,
                y: None,
            }),
            None => None,
        };
    }
    s * k
}

#[differentiable]
fn buffer(out: &mut [f64], x: f64) -> Option<f64> {
    for i in 0..out.len() {
        out[i] *= x;
        if i == 2 {
            return None;
        }
        out[i] = root(out[i])?;
    }
    Some(out[0] * x)
}

#[differentiable]
fn uses_buffer(x: f64, v: Vec<f64>) -> f64 {
    let mut v = v;
    let a = buffer(&mut v, x);
    let b = match a {
        Some(a) => a * 2.0,
        None => x,
    };
    b * v[0]
        + match buffer(&mut v, b) {
            Some(c) => c * v[v.len() - 1],
            None => v[0] * v[0],
        }
}

#[differentiable]
fn nan(o: Option<f64>, x: f64) -> f64 {
    match o {
        Some(v) if v > 0.0 => v * x,
        Some(_) => x,
        None => x * x,
    }
}

#[test]
fn present() {
    differences!(root(x)?; x = 2.0);
    for xs in [vec![], vec![1.5], vec![1.5, 0.7, 1.2]] {
        differences!(total(&xs)?; xs = xs);
    }
    for n in 0..4 {
        differences!(halves(x, n)?; x = 1.3, n = n);
    }
    for xs in [vec![], vec![-1.0], vec![-1.0, 0.5, 4.5, 9.0, 30.0, 25.0]] {
        differences!(skipping(&xs); xs = xs);
    }
    for xs in [vec![0.5], vec![0.5, 0.3, 1.2], vec![1.5, 0.2]] {
        differences!(kept(&xs)?; xs = xs; any);
    }
    differences!(fields(p, &q)?; p = P { x: 0.3, y: Some(0.8) }, q = P { x: 1.1, y: Some(0.4) });
    differences!(pair(x)?; x = 1.3; any);
    differences!(of_pair(x)?; x = 1.3);
    for x in [-0.5, 0.7, 1.7, 3.2] {
        differences!(in_closure(x, y); x = x, y = 0.7);
    }
    differences!(written(o, k); o = Some(0.4), k = 1.3);
    for y in [None, Some(0.3)] {
        differences!(taken(o, k); o = Some(P { x: 0.7, y: y }), k = 1.3);
    }
    differences!(taken(o, k); o = None, k = 1.3);
    for v in [
        vec![1.0],
        vec![0.7, 1.2],
        vec![0.7, -1.2],
        vec![0.7, 1.2, 0.4],
        vec![-0.5, 1.0],
    ] {
        differences!(uses_buffer(x, v); x = 1.3, v = v);
    }
    differences!(nan(o, x); o = None, x = 1.3);
    assert_eq!(nan::grad(Some(f64::NAN), 1.3), (Some(0.0), 1.0));
}

#[test]
fn missing() {
    let mut tape = Tape::new();
    assert_eq!(root::grad(-1.0), None);
    assert_eq!(
        total::value_and_grad(&[1.0, -6.0]),
        Err(Failure::Negative(1))
    );
    assert_eq!(
        total::grad(&[1.0, -3.0]).unwrap_err(),
        total(&[1.0, -3.0]).unwrap_err()
    );
    assert!(total::record_in(&mut tape, &[1.0, -6.0]).is_err());
    assert_eq!(halves::grad(8.0, 3), Err("too large".to_string()));
    assert!(kept::record(&[]).is_none());
    // What an aborted forward sweep left doesn't matter to the next one.
    let run = total::record_in(&mut tape, &[1.5, 0.7]).unwrap();
    let bar = run.backward(1.0);
    assert_eq!(bar, total::grad(&[1.5, 0.7]).unwrap());
    assert!(tape.is_empty());
}

#[differentiable]
fn natural(x: f64) -> Option<f64> {
    (x > 0.0).then(|| x.ln())
}

#[differentiable]
fn checked_root(x: f64) -> Result<f64, String> {
    if x > 0.0 {
        Ok(x.sqrt())
    } else {
        Err(format!("{x} is negative"))
    }
}

#[differentiable]
fn methods_of_options(x: f64, o: Option<f64>) -> f64 {
    let a = natural(x).map(|v| v * x).unwrap_or(x * 2.0);
    let b = o.map_or(x, |v| v * x);
    let c = o.and_then(natural).unwrap_or_else(|| x.sin());
    let d = o.as_ref().map(|v| v * 2.0).unwrap_or_default();
    let best = [x, 2.0 * x]
        .iter()
        .copied()
        .max_by(|a, b| a.total_cmp(b))
        .map(|v| v * v);
    let g = if let Some(v) = best { v } else { 0.0 };
    let e = g + natural(x - 1.0)
        .or(Some(x))
        .filter(|v| *v > 0.1)
        .unwrap_or(0.3 * x);
    let f = checked_root(x).unwrap_or(x * x) + o.unwrap_or(x) * 0.5;
    a + b * c + d + e * f
}
#[differentiable]
fn methods_of_results(x: f64, y: f64) -> Result<f64, String> {
    let a = checked_root(x)?;
    let b = checked_root(y).map_err(|e| format!("y: {e}"))?;
    let c = natural(a * b + 1.0).ok_or("no log")?;
    if c > 100.0 {
        return Err("large".to_string());
    }
    let t: Result<f64, String> = checked_root(c);
    Ok(a + b * t.map(|v| v * 2.0)?)
}
#[test]
fn combinators() {
    for x in [0.5, 2.5, -1.0] {
        differences!(methods_of_options(x, None); x = x);
        differences!(methods_of_options(x, o); x = x, o = Some(0.7));
        differences!(methods_of_options(x, o); x = x, o = Some(-0.3));
    }
    differences!(methods_of_results(x, y)?; x = 1.5, y = 2.0);
    assert!(methods_of_results::grad(-1.0, 2.0).is_err());
    assert_eq!(
        methods_of_results::grad(1.0, -2.0).unwrap_err(),
        "y: -2 is negative"
    );
}
