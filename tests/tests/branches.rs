//! `if`, `match`, deferred initialisation, early `return`.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn as_value(x: f64, y: f64) -> f64 {
    let a = if x > y {
        x * y
    } else if x > 0.0 {
        x.sin()
    } else {
        y
    };
    let b = if a < 0.5 { a } else { a * a };
    a * b
}

#[twin]
#[differentiable]
fn as_statement(x: f64, y: f64) -> f64 {
    let mut a = x;
    if x > y {
        a *= y;
        a += 1.0;
    }
    if a > 1.0 {
        a = a.ln();
    } else if y > 0.0 {
        let t = a * y;
        a = t * t;
    } else {
        a -= y;
    }
    a * x
}

#[twin]
#[differentiable]
fn without_else(x: f64) -> f64 {
    let mut s = x * x;
    if s > 1.0 {
        s = s.sqrt() * x;
        if s > 2.0 {
            s = x;
        }
    }
    s
}

#[twin]
#[differentiable]
fn branch_of_branches(x: f64, n: i32) -> f64 {
    if n > 0 {
        if n > 10 {
            x.exp()
        } else {
            let y = if x > 0.0 { x } else { -x * 2.0 };
            y * y
        }
    } else {
        x
    }
}

#[test]
fn conditionals() {
    for (x, y) in [
        (0.3, 1.2),
        (1.4, 0.2),
        (-0.5, 0.3),
        (-0.7, -0.4),
        (2.0, 3.0),
    ] {
        check!(as_value(x, y); x = x, y = y);
        check!(as_statement(x, y); x = x, y = y);
    }
    for x in [0.5, 1.2, 3.0, -1.5] {
        check!(without_else(x); x = x);
        check!(branch_of_branches(x, n); x = x, n = 11_i32);
        check!(branch_of_branches(x, n); x = x, n = 1_i32);
        check!(branch_of_branches(x, n); x = x, n = 0_i32);
    }
}

#[twin]
#[differentiable]
fn on_integers(x: f64, n: usize) -> f64 {
    let a = match n {
        0 => x,
        1 | 2 => x * x,
        3..=5 => {
            let y = x.sin();
            y * y * x
        }
        k if k % 2 == 0 => x * k as f64,
        k => x.exp() / k as f64,
    };
    a * a
}

#[twin]
#[differentiable]
fn on_guards(x: f64, y: f64, n: i32) -> f64 {
    match n {
        _ if x > y => x * y,
        i32::MIN..=-1 => x - y,
        0 => y,
        m if m > 5 && y > 0.0 => x.powi(m),
        _ => x / y,
    }
}

#[twin]
#[differentiable]
fn on_tuples(x: f64, n: i32, flag: bool) -> f64 {
    let mut s = x;
    match (n % 3, flag) {
        (0, true) => s *= x,
        (0, false) => s += x,
        (1, _) => {
            s = s.cos();
        }
        (r, f) => {
            if f {
                s -= r as f64 * x * x;
            }
        }
    }
    s
}

#[twin]
#[differentiable]
fn on_booleans(x: f64, y: f64) -> f64 {
    let greater = x > y;
    let z = match greater {
        true => x,
        false => y * y,
    };
    match (x > 0.0, y > 0.0) {
        (true, true) => z * x,
        (false, false) => z * y,
        _ => z,
    }
}

#[twin]
#[differentiable]
fn on_names(x: f64, op: &str, c: char) -> f64 {
    let y = match op {
        "sin" => x.sin(),
        "exp" => x.exp(),
        _ => x,
    };
    match c {
        'a'..='f' => y * y,
        _ => y,
    }
}

#[twin]
#[differentiable]
fn on_options(x: f64, n: usize) -> f64 {
    let half = n.checked_sub(2);
    let mut s = x;
    if let Some(k) = half {
        s = s * x + k as f64 * x;
    }
    match half {
        Some(0) => s * x,
        Some(k) if k > 3 => s.sin(),
        Some(k) => s * k as f64,
        None => s,
    }
}

#[test]
fn matches() {
    for n in 0..8_usize {
        check!(on_integers(x, n); x = 0.7, n = n);
        check!(on_options(x, n); x = 0.7, n = n);
    }
    for (x, y, n) in [
        (1.0, 0.5, 3),
        (0.5, 1.0, -4),
        (0.5, 1.0, 0),
        (0.5, 1.0, 7),
        (-2.0, -1.0, 7),
        (0.5, 1.0, 2),
    ] {
        check!(on_guards(x, y, n); x = x, y = y, n = n);
    }
    for n in 0..3_i32 {
        check!(on_tuples(x, n, f); x = 0.7, n = n, f = true);
        check!(on_tuples(x, n, f); x = 0.7, n = n, f = false);
    }
    for (x, y) in [(1.0, 0.5), (0.5, 1.0), (-0.5, 1.0), (-1.0, -0.5)] {
        check!(on_booleans(x, y); x = x, y = y);
    }
    check!(on_names(x, "sin", 'a'); x = 0.7);
    check!(on_names(x, "exp", 'z'); x = 0.7);
    check!(on_names(x, "", 'c'); x = 0.7);
}

#[twin]
#[differentiable]
fn deferred(x: f64, y: f64) -> f64 {
    let a;
    let b: f64;
    if x > y {
        a = x * y;
        b = a.sin();
    } else {
        b = y * 2.0;
        a = b * x;
    }
    let c;
    c = a * b;
    c * x
}

#[twin]
#[differentiable]
fn deferred_in_match(x: f64, n: u32) -> f64 {
    let mut r;
    match n {
        0 => r = x,
        1 => {
            r = x * 2.0;
            r *= r;
        }
        _ => {
            r = x.cos();
        }
    }
    r += x;
    r * r
}

#[twin]
#[differentiable]
fn deferred_in_loop(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        let t;
        if i % 2 == 0 {
            t = x[i] * x[i];
        } else if x[i] < 0.0 {
            continue;
        } else {
            t = x[i].exp();
        }
        s = s * 0.5 + t;
    }
    s
}

#[test]
fn deferred_initialisation() {
    for (x, y) in [(0.3, 1.2), (1.4, 0.2)] {
        check!(deferred(x, y); x = x, y = y);
    }
    for n in 0..3_u32 {
        check!(deferred_in_match(x, n); x = 0.7, n = n);
    }
    check!(deferred_in_loop(&x); x = vec![0.1, 0.2, 0.3, -0.4, 0.5]);
}

#[twin]
#[differentiable]
fn returns(x: f64, y: f64) -> f64 {
    if x > 2.0 {
        return x * y;
    }
    let a = x * y;
    if y < 0.0 {
        let b = a * a;
        if b > 4.0 {
            return b;
        }
        return b * a;
    }
    a.sin()
}

#[twin]
#[differentiable]
fn returns_at_the_end(x: f64) -> f64 {
    let y = x * x;
    return y * x;
}

#[twin]
#[differentiable]
fn returns_in_match(x: f64, n: i32) -> f64 {
    let y = match n {
        0 => return x * x,
        1 => x.exp(),
        k if k < 0 => {
            let z = x * k as f64;
            return z.sin();
        }
        _ => 1.0,
    };
    y * x
}

#[twin]
#[differentiable]
fn returns_in_value(x: f64, y: f64) -> f64 {
    let a = if x > y { return y * y } else { x * y };
    let b = {
        if a > 1.0 {
            return a;
        }
        a * a
    };
    a + b
}

#[twin]
#[differentiable]
fn returns_everywhere(x: f64) -> f64 {
    if x > 1.0 {
        return x;
    } else if x > 0.0 {
        return x * x;
    } else {
        return -x * x * x;
    }
}

#[test]
fn early_returns() {
    for (x, y) in [
        (3.0, 1.2),
        (1.4, -3.2),
        (1.4, -0.3),
        (0.3, 1.2),
        (1.9, 1.5),
        (0.9, 1.2),
    ] {
        check!(returns(x, y); x = x, y = y);
        check!(returns_in_value(x, y); x = x, y = y);
    }
    check!(returns_at_the_end(x); x = 1.3);
    for n in -1..3_i32 {
        check!(returns_in_match(x, n); x = 0.7, n = n);
    }
    for x in [1.5, 0.5, -0.5] {
        check!(returns_everywhere(x); x = x);
    }
}

#[twin]
#[differentiable]
fn looks_at_values(x: f64, y: f64) -> f64 {
    fn plain(x: f64) -> bool {
        x > 1.0
    }
    let z = x * y;
    assert!(z.is_finite(), "z = {z}");
    debug_assert!(x != 12345.0);
    let text = format!("{x} {y:.3}");
    println!("{z} {}", x + y);
    if text.is_empty() {
        return 0.0;
    }
    if plain(z) { z * z } else { z }
}

#[twin]
#[differentiable]
fn prints_shadows(x: f64) -> f64 {
    let y = x * x;
    let y = y * x;
    println!("{y}");
    {
        let y = y + 1.0;
        println!("{y} {x}");
    }
    let x = y * x;
    println!("{x:?} {y}");
    eprintln!("{0} {name}", x, name = y);
    x * y
}

#[test]
fn inactive_looks() {
    check!(looks_at_values(x, y); x = 0.7, y = 1.2);
    check!(looks_at_values(x, y); x = 1.7, y = 1.2);
    check!(prints_shadows(x); x = 0.7);
}
