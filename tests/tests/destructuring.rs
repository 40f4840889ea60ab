//! Patterns of all kinds over values with derivatives.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct P {
    x: f64,
    y: f64,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum E {
    A(f64),
    B(f64, P),
    C { p: P, k: usize },
    D,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct W(f64, P, f64);

#[differentiable]
fn lets(w: W, t: (P, [f64; 3])) -> f64 {
    let W(a, P { x, .. }, b) = w;
    let (P { x: q, y }, [f, .., l]) = t;
    let x = x * q;
    let W(_, _, last) = w;
    let W(first, ..) = w;
    a * x + b * y * f + l * last * first
}

#[differentiable]
fn shadowed(p: P, e: &E) -> f64 {
    let x = p.x;
    let p = P { x: p.y, y: x * x };
    let r = match e {
        E::A(x) => x * p.x,
        E::B(p, q) => p * q.x + x,
        E::C { p, k: 2 } => p.x * x,
        E::C {
            p: P { x, y: p },
            k,
        } => x * p * *k as f64,
        E::D => p.y,
    };
    r * p.x + x
}

#[differentiable]
fn refs(e: E, k: f64) -> f64 {
    let mut e = e;
    match e {
        E::A(ref mut x) => *x *= k,
        E::B(
            ref mut x,
            P {
                x: ref a,
                y: ref mut b,
            },
        ) => {
            *b += a * *x;
            *x *= *b;
        }
        E::C { ref mut p, .. } => {
            p.x *= p.y;
            p.y = p.x * p.x;
        }
        E::D => e = E::A(k),
    }
    let ref f = e;
    match *f {
        E::A(ref x) => x * x,
        E::B(x, ref p) => x * p.y,
        E::C { p: P { x, y }, k } => x * y + k as f64,
        E::D => 0.0,
    }
}

#[differentiable]
fn at(p: P, o: Option<P>, s: &[f64]) -> f64 {
    let q @ P { x, y } = p;
    let mut t = q.x * y + x;
    if let Some(r @ P { x: a, .. }) = o {
        t += r.y * a;
    }
    if let Some(ref r @ P { ref y, .. }) = o {
        t *= r.x * y;
    }
    match s {
        whole @ [a, b] => t += whole[0] * a * b,
        [a, rest @ ..] if rest.len() > 2 => {
            for r in rest {
                t += r * a;
            }
        }
        [first, .., z @ last] => t -= first * z * last,
        other => t *= other.len() as f64,
    }
    match s.len() {
        n @ 0..=1 => t * n as f64,
        n => t / n as f64,
    }
}

#[differentiable]
fn alternatives(e: &E, o: (Option<f64>, Option<f64>)) -> f64 {
    let mut t = match e {
        E::A(x) | E::B(x, _) | E::C { p: P { x, .. }, .. } => x * x,
        E::D => 1.0,
    };
    t += match o {
        (Some(a), Some(b)) if a > b => a * b,
        (Some(a), _) | (None, Some(a)) => a.sin(),
        (None, None) => t,
    };
    if let (Some(x), None) | (None, Some(x)) = o {
        t *= x;
    }
    t
}

#[differentiable]
fn nested_alternatives(o: Option<E>) -> f64 {
    match o {
        Some(E::A(x) | E::B(x, _)) => x * x,
        Some(E::C { k: 1 | 2, p }) => p.x,
        Some(E::C { .. } | E::D) => 2.0,
        None => 1.0,
    }
}

#[differentiable]
fn slices(s: &mut [f64]) -> f64 {
    match s {
        [] => 0.0,
        [a] => {
            *a *= 2.0;
            *a * *a
        }
        [a, middle @ .., z] => {
            *a *= *z;
            for m in middle.iter_mut() {
                *m += *a;
            }
            *z = *a * middle.len() as f64;
            let mut t = *z;
            for m in middle {
                t *= *m;
            }
            t
        }
    }
}

#[differentiable]
fn slices_of(s: Vec<f64>) -> f64 {
    let mut s = s;
    let t = slices(&mut s);
    let u = slices(&mut s[1..]);
    t + u * s[0]
}

#[differentiable]
fn nested_slices(ps: &[P], ks: [[f64; 2]; 2]) -> f64 {
    let [[a, b], [c, d]] = ks;
    let [_, [_, e]] = &ks;
    let t = match ps {
        [P { x, .. }, P { y, .. }, ..] => x * y * a,
        [P { x, y }] => x * y * b,
        _ => c,
    };
    t * d * e
}

#[differentiable]
fn tuple_of_refs(a: &Option<P>, b: &E, c: Option<f64>) -> f64 {
    match (a, b, c) {
        (Some(P { x, .. }), E::A(y), Some(z)) => x * y * z,
        (Some(p), E::B(_, q), _) => p.x * q.x,
        (None, E::C { p, k }, Some(z)) if p.x > z => p.x * z * *k as f64,
        (_, E::C { p, .. }, Some(z)) => p.y * z,
        (&Some(P { x, y }), _, None) => x * y,
        _ => 3.0,
    }
}

#[differentiable]
fn both_mut(a: &mut P, b: &mut Option<f64>, k: f64) {
    match (a, b) {
        (P { x, y }, Some(z)) => {
            *x *= *z;
            *z += *y * k;
        }
        (p, None) => p.y = k * p.x,
    }
}

#[differentiable]
fn calls_both_mut(a: P, b: Option<f64>, k: f64) -> f64 {
    let (mut a, mut b) = (a, b);
    both_mut(&mut a, &mut b, k);
    let x = a.x;
    both_mut(&mut a, &mut b, x);
    a.x * a.y + if let Some(b) = b { b } else { 0.5 }
}

#[differentiable]
fn tests(e: &E, p: P, o: Option<f64>) -> f64 {
    let mut t = p.x;
    if matches!(e, E::A(x) if *x > 0.0) {
        t *= p.y;
    }
    if matches!(o, Some(v) if v > p.x) || matches!(e, E::B(..) | E::D) {
        t += match o {
            Some(o) => o,
            None => 1.0,
        };
    }
    if let E::A(x) = e
        && let Some(y) = o
        && *x > y
    {
        t += x * y;
    } else if let E::C {
        p: P { x, y },
        k: 1..,
    } = e
    {
        t += x * y;
    } else if o.is_none() {
        t -= p.y;
    }
    t
}

#[differentiable]
fn let_else(e: E, o: Option<P>) -> f64 {
    let (E::A(x) | E::B(x, _)) = e else {
        return match o {
            Some(p) => p.x,
            _ => 1.0,
        };
    };
    let Some(P { x: a, y: b }) = o else {
        return x.exp();
    };
    let mut s = a;
    for i in 0..4 {
        let Some(k) = (if i == 2 { None } else { Some(s * b) }) else {
            continue;
        };
        s += k * x;
    }
    s
}

#[differentiable]
fn parameters(P { x, y }: P, (a, W(b, _, c)): (f64, W), &[d, e]: &[f64; 2]) -> f64 {
    x * y + a * b * c - d * e
}

#[differentiable]
fn in_loops(ps: &[(f64, P)], ws: Vec<W>) -> f64 {
    let mut t = 0.0;
    for (k, P { x, y }) in ps {
        t += k * x * y;
    }
    for &(k, P { x, .. }) in ps.iter() {
        t += k * x;
    }
    for (i, W(a, p, b)) in ws.iter().enumerate() {
        t += a * p.x * b * i as f64;
    }
    for W(a, P { x, .. }, _) in ws {
        t *= a + x;
    }
    t
}

const PA: P = P { x: 0.8, y: -0.6 };
const PB: P = P { x: 1.3, y: 0.4 };

fn all() -> [E; 5] {
    [
        E::A(0.7),
        E::B(0.4, PB),
        E::C { p: PB, k: 2 },
        E::C { p: PA, k: 3 },
        E::D,
    ]
}

#[test]
fn binding() {
    differences!(lets(w, t); w = W(0.5, PA, 1.5), t = (PB, [1.0, 2.0, 0.6]));
    for e in all() {
        differences!(shadowed(p, &e); p = PA, e = e.clone());
        differences!(refs(e, k); e = e, k = 1.2);
    }
    for s in [
        vec![],
        vec![0.5],
        vec![0.5, 1.5],
        vec![0.5, 1.5, 0.7],
        vec![0.1, 0.2, 0.3, 0.4],
    ] {
        differences!(at(p, o, &s); p = PA, o = Some(PB), s = s.clone());
        differences!(at(p, o, &s); p = PA, o = None, s = s.clone());
        if !s.is_empty() {
            differences!(slices_of(s); s = s);
        }
    }
    differences!(parameters(p, w, &k); p = PA, w = (0.3, W(0.5, PA, 1.5)), k = [0.2, 0.9]);
    differences!(in_loops(&p, w); p = vec![(0.3, PA), (0.9, PB)], w = vec![W(0.5, PA, 1.5), W(0.1, PB, 0.2)]);
    differences!(in_loops(&p, w); p = vec![], w = vec![]);
}

#[test]
fn refutable() {
    for o in [
        (None, None),
        (Some(0.5), None),
        (None, Some(0.8)),
        (Some(0.4), Some(0.2)),
        (Some(0.1), Some(0.2)),
    ] {
        for e in all() {
            differences!(alternatives(&e, o); e = e, o = o);
        }
    }
    for e in all() {
        differences!(nested_alternatives(o); o = Some(e.clone()));
        for p in [None, Some(PA)] {
            differences!(let_else(e, p); e = e.clone(), p = p);
            for z in [None, Some(0.9)] {
                differences!(tuple_of_refs(&a, &e, z); a = p, e = e.clone(), z = z);
                differences!(tests(&e, p, z); e = e.clone(), p = PA, z = z);
            }
        }
    }
    for ps in [vec![], vec![PA], vec![PA, PB], vec![PA, PB, PA]] {
        differences!(nested_slices(&ps, k); ps = ps, k = [[0.1, 0.2], [0.3, 0.4]]);
    }
    for b in [None, Some(0.6)] {
        differences!(calls_both_mut(a, b, k); a = PA, b = b, k = 0.4);
    }
}
