//! Less usual ways to write things: patterns, diverging arms, odd places for blocks, inner items.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn patterns(x: f64, y: f64) -> f64 {
    let (a, b): (f64, f64) = (x * y, y);
    let [c, d] = [a * b, x];
    let (e, _) = (c + d, 1);
    let ((f, g), [h, _]) = ((e, d), [x, y]);
    let (i, (j, k)) = (f, (g * h, 2));
    let _ = x * 3.0;
    let _unused = y * x;
    i * j + k as f64 * h
}

#[twin]
#[differentiable]
fn references_to_parts(x: &[f64], k: usize) -> f64 {
    let (head, tail) = (&x[..k], &x[k..]);
    let first = &x[0];
    let last = x[x.len() - 1];
    let mut s = *first * last;
    for h in head {
        s += h * tail[0];
    }
    let t: &[f64] = &tail[1..];
    s * t[0] + first * first
}

#[twin]
#[differentiable]
fn diverging_arms(x: &[f64], limit: usize) -> f64 {
    let mut s = 1.0;
    for i in 0..x.len() {
        let w = match i {
            0 => x[0],
            1 if s > 5.0 => break,
            2 => continue,
            k if k > limit => return s * x[k],
            100 => unreachable!(),
            _ => x[i] * s,
        };
        let v = if w < -10.0 { panic!("w is {w}") } else { w * w };
        let u = if w > 3.0 { continue } else { v + w };
        s += u;
    }
    s
}

#[twin]
#[differentiable]
fn effects_in_conditions(x: f64) -> f64 {
    let mut k = 0;
    let mut s = x;
    while {
        k += 1;
        k < 4
    } {
        s = s * x + k as f64;
    }
    if {
        k *= 2;
        k > 5
    } && s > 0.0
    {
        s *= s;
    }
    let n = {
        k -= 1;
        k
    };
    k -= 3;
    for i in 0..k {
        s = s.sin() + (i + n) as f64 * x;
    }
    s
}

#[twin]
#[differentiable]
fn integers_in_disguise(x: &[f64], order: &[u8], shift: i64) -> f64 {
    let mut s = 1.0;
    let mut at = shift;
    for (i, k) in order.iter().enumerate() {
        let k = *k as usize % x.len();
        at = (at + 1).rem_euclid(x.len() as i64);
        s = s * x[k] + x[at as usize].powi(i as i32) * (i as f64).sqrt();
        let i = i * 2;
        s += f64::from(i as u32) * x[(k + i) % x.len()];
    }
    for i in (1..=shift.abs()).rev() {
        s = s * 0.5 + x[0] / i as f64;
    }
    for i in [2_usize, 0, 1] {
        s += x[i % x.len()] * s;
    }
    s
}

#[twin]
#[differentiable]
fn items_inside(x: f64) -> f64 {
    use std::f64::consts::FRAC_PI_2;
    const HALF: f64 = 0.5;
    static TABLE: [usize; 3] = [2, 0, 1];
    type Number = f64;
    enum Kind {
        Even,
        Odd,
    }
    fn kind(n: usize) -> Kind {
        if n % 2 == 0 { Kind::Even } else { Kind::Odd }
    }
    let mut s: Number = x * HALF;
    for n in TABLE {
        s = match kind(n) {
            Kind::Even => s * x + FRAC_PI_2,
            Kind::Odd => s.cos(),
        };
    }
    s
}

#[test]
fn inner_differentiable_functions() {
    #[differentiable]
    fn outer(x: f64) -> f64 {
        #[differentiable]
        fn square(x: f64) -> f64 {
            x * x
        }
        let y = square(x);
        square(y) + square(2.0)
    }
    assert_eq!(outer::value_and_grad(3.0), (85.0, 108.0));
}

#[twin]
#[differentiable]
fn self_updates(x: f64, y: f64) -> f64 {
    let mut a = x;
    a += a;
    a *= a;
    a -= a * y;
    a = a;
    let mut v = vec![a, y];
    v[0] += v[0];
    v[1] *= v[1];
    v[0] -= v[0] * v[1];
    v[1] = v[1] + v[1];
    let b = &v[0] * &v[1];
    a /= b * b + 1.0;
    a * v[0]
}

#[twin]
#[differentiable]
fn literals(x: f64) -> f64 {
    let a = 1.0 - x;
    let b = 2.0 * x + -1.0 * a;
    let c = 1e-1 * b / 3.0 - 2.5e1;
    let d = (1.0 + 2.0) * 0.5;
    let e = 0.0 * x + 1_000.0 * d;
    a * b * c + e * 0x10 as f64
}

#[twin]
#[differentiable]
fn unit_values(x: f64, n: usize) -> f64 {
    let mut s = x;
    let () = if n > 1 {
        s *= x;
    } else {
        s += x;
    };
    match n {
        0 => (),
        1 => s = s.sin(),
        _ => {}
    }
    {
        s *= 2.0;
    }
    let mut t = 0.0;
    t += s;
    if n == 3 {}
    for _ in 0..0 {
        t += 1.0;
    }
    t * s
}

#[test]
fn forms() {
    check!(patterns(x, y); x = 0.7, y = 1.3);
    check!(references_to_parts(&x, k); x = vec![0.7, 1.3, -0.2, 0.5], k = 2_usize);
    check!(references_to_parts(&x, k); x = vec![0.7, 1.3, -0.2, 0.5], k = 0_usize);
    check!(diverging_arms(&x, n); x = vec![0.7, 1.3, -0.2, 0.5, 0.1], n = 3_usize);
    check!(diverging_arms(&x, n); x = vec![2.7, 1.3, -0.2, 0.5, 0.1], n = 3_usize);
    check!(diverging_arms(&x, n); x = vec![0.7, 1.3, -0.2, 0.5, 0.1], n = 9_usize);
    check!(effects_in_conditions(x); x = 0.7);
    check!(integers_in_disguise(&x, &o, s); x = vec![0.7, 1.3, -0.2], o = vec![3_u8, 1, 200], s = -4_i64);
    check!(items_inside(x); x = 0.7);
    check!(self_updates(x, y); x = 0.7, y = 1.3);
    check!(literals(x); x = 0.7);
    for n in 0..4_usize {
        check!(unit_values(x, n); x = 0.7, n = n);
    }
}

#[twin]
#[differentiable]
fn compared(x: &[f64], y: &[f64]) -> f64 {
    assert_eq!(x.len(), y.len(), "{} and {}", x.len(), y.len());
    assert_ne!(x.len(), 17);
    debug_assert!(x.iter().all(|v| v.is_finite()), "{x:?}");
    let near = x.iter().zip(y).all(|(a, b)| (a - b).abs() < 1.0);
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, |a, b| a.max(b));
    let position = x.iter().position(|v| *v == largest).unwrap();
    if near && matches!(position, 0 | 2) {
        x[position] * y[0]
    } else {
        y[position] * x[0]
    }
}

#[test]
fn more_forms() {
    check!(compared(&x, &y); x = vec![0.7, 0.3, -0.2], y = vec![0.5, 0.6, 0.1]);
    check!(compared(&x, &y); x = vec![0.7, 1.3, -0.2], y = vec![0.5, 0.6, 0.1]);
}

#[differentiable]
fn conditional(x: f64, y: f64) -> f64 {
    #[cfg(debug_assertions)]
    let k = x * 2.0;
    #[cfg(not(debug_assertions))]
    let k = x * 3.0;
    let s = match y > 0.0 {
        #[cfg(any())]
        true => 7.0,
        #[cfg(not(any()))]
        true => y * y,
        false => y,
    };
    let mut t = k * s;
    #[cfg(any())]
    {
        t = t * t * t;
    }
    #[cfg(all())]
    {
        t *= x;
    }
    t + y
}

#[test]
fn conditional_code() {
    autodiff_tests::differences!(conditional(x, y); x = 0.5, y = 0.7);
    autodiff_tests::differences!(conditional(x, y); x = 0.5, y = -0.7);
}

#[differentiable]
fn debugged(x: f64, y: f64) -> f64 {
    let t = dbg!(x * y) + 1.0;
    dbg!(&t);
    dbg!(t.sin()) * y
}

#[test]
fn debugging() {
    autodiff_tests::differences!(debugged(x, y); x = 0.5, y = 0.7);
}
