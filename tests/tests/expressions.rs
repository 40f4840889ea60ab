//! The Rust Reference's chapter on expressions: every kind that a differentiable function may
//! contain, on values with derivatives wherever that is possible. LIMITATIONS.md names these
//! functions one by one.

#![allow(
    clippy::all,
    unused_assignments,
    unused_must_use,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{detach, differentiable};
use autodiff_tests::{check, twin};
use ndarray::{Array1, array, s};

#[twin]
#[differentiable]
fn literals_and_paths(x: f64, y: f64) -> f64 {
    use std::f64::consts::PI;
    let numbers = 1.5 * x + 2e-1 * y + 0x10 as f64;
    let (truth, text, letter, bytes, byte) = (true, "text", 'c', b"bytes", b'b');
    if truth && text.len() < bytes.len() && letter > 'a' && byte == 98 {
        numbers * PI + std::f64::consts::E
    } else {
        numbers
    }
}

#[twin]
#[differentiable]
fn tuples_and_fields(x: f64, y: f64) -> f64 {
    let mut pair = (x * y, (x, 2), ());
    pair.0 *= 2.0;
    (pair.1).0 += pair.0;
    let () = pair.2;
    (x + y, y).0 * pair.0 + pair.1.0 * pair.1.1 as f64
}

#[twin]
#[differentiable]
fn arrays_and_indices(x: f64, y: f64) -> f64 {
    let mut a = [x, x * y, 2.0];
    let row = [y; 3];
    a[1] *= row[2] + a[0];
    let tail = &a[1..];
    let m = [[x, y], [y, 1.0]];
    let mut s = [x * x, y][detach(x) as usize % 2];
    for i in 0..=1 {
        s += m[i][1 - i] * tail[i];
    }
    s
}

#[twin]
#[differentiable]
fn arithmetic(x: f64, y: f64) -> f64 {
    let quotient = (x + y) * (x - y) / (1.0 + x * x);
    -quotient + x % 0.45 - -(-y)
}

#[twin]
#[differentiable]
fn compound_assignments(x: f64, y: f64) -> f64 {
    let mut a = x;
    a += y;
    a *= x;
    a -= 0.5 * a;
    a /= y;
    a %= 10.0;
    a
}

#[twin]
#[differentiable]
fn comparisons_and_logic(x: f64, y: f64) -> f64 {
    let above = x > y;
    let both = above && x >= 0.1 || !(y < x) && y != 7.0;
    let odd = above ^ both | (x == y) & true;
    if both && !odd { x * y } else { x + y * y }
}

#[twin]
#[differentiable]
fn operators_on_integers(x: f64, y: f64) -> f64 {
    let mut n = 6_u32;
    n <<= 1;
    n = (n | 1) & !2 ^ 4;
    n >>= 1;
    x * n as f64 + y.powi((n % 3) as i32)
}

#[twin]
#[differentiable]
fn assignments(x: f64, y: f64) -> f64 {
    let mut a;
    let mut b;
    a = x * y;
    b = y;
    (a, b) = (b * a, a);
    let mut c = [a, b];
    c[1] = c[0] * x;
    _ = a * b;
    (_, b) = (1.0, c[1]);
    [a, c[0]] = [b * c[0], a];
    (a, (b, ..), [.., c[1]]) = (a * c[0], (a, b, 2.0), [1.0, b]);
    a * b + c[1] * c[0]
}

#[twin]
#[differentiable]
fn references(x: f64, y: f64) -> f64 {
    let mut a = x * y;
    let r = &a;
    let s = *r * **&r;
    let m = &mut a;
    *m *= y;
    *m += s;
    let pair = [x, y];
    let (first, rest) = (&pair[0], &pair[1..]);
    a * first + rest[0]
}

#[twin]
#[differentiable]
fn casts(x: f64, y: f64) -> f64 {
    let n = 3_usize;
    let whole = detach(y * 4.0) as i64 + 1;
    x as f64 * n as f64 + (x * y) as f64 / whole as f64 + (n as u8 as f64)
}

#[twin]
#[differentiable]
fn blocks(x: f64, y: f64) -> f64 {
    const { assert!(1 < 2) };
    let scale = const { 2 + 1 } as f64;
    let inner = {
        let x = x * scale;
        x * y
    };
    {
        let _unused = inner;
    }
    let early = 'found: {
        if inner > 1.0 {
            break 'found inner * x;
        }
        let y = y * 2.0;
        if y > 1.0 {
            break 'found y;
        }
        x
    };
    ({ early }) * { inner }
}

#[twin]
#[differentiable]
fn branches(x: f64, y: f64) -> f64 {
    let a = if x > y {
        x * y
    } else if x > 0.5 {
        x
    } else {
        y * y
    };
    let mut b = a;
    if b > 1.0 {
        b *= x;
    }
    b
}

#[twin]
#[differentiable]
fn conditions_with_let(x: f64, y: f64) -> f64 {
    let options = [Some(x * y), None, Some(y)];
    let mut s = x;
    for option in options {
        if let Some(v) = option
            && v > 0.5
            && let w = v * x
        {
            s += v * w;
        } else if let None = option {
            s *= 1.5;
        }
    }
    let mut next = Some(s);
    while let Some(v) = next
        && v < 8.0
    {
        s += v;
        next = if s < 6.0 { Some(s * 1.5) } else { None };
    }
    s
}

#[twin]
#[differentiable]
fn matches_on_values(x: f64, y: f64) -> f64 {
    let option = if x > 0.5 { Some((x, y * y)) } else { None };
    let a = match option {
        Some((a, b)) if b > 1.0 => a * b,
        Some((a, _)) => a * a,
        None => y,
    };
    match a {
        a if a > 1.0 => a * x,
        _ if x == 0.3 => a * y,
        other => other,
    }
}

#[twin]
#[differentiable]
fn loops(x: f64, y: f64) -> f64 {
    let mut s = 0.0;
    'outer: for i in 0..5 {
        let mut k = 0;
        while k < i {
            k += 1;
            if k == 2 {
                continue;
            }
            if s > 4.0 {
                break 'outer;
            }
            if i == 3 {
                continue 'outer;
            }
            s += x * k as f64;
        }
        s *= y;
    }
    s + loop {
        s += x;
        if s > 5.0 {
            break s * y;
        }
    }
}

#[twin]
#[differentiable]
fn ranges(x: f64, y: f64) -> f64 {
    let v = vec![x, y, x * y, 2.0];
    let whole = 1..3;
    let mut s = 0.0;
    for i in whole {
        s += v[i] * v[i - 1];
    }
    for i in (0..=2).rev() {
        s += v[i..].len() as f64 * v[..=i][0] * v[..][i];
    }
    s
}

#[twin]
#[differentiable]
fn returns(x: f64, y: f64) -> f64 {
    if x > 1.0 {
        return x * y;
    }
    let a = if y > 1.0 { y } else { return x };
    return a * x;
}

#[differentiable]
fn halved(x: f64) -> Option<f64> {
    if x > 0.0 { Some(x / 2.0) } else { None }
}

#[differentiable]
fn rooted(x: f64) -> Result<f64, String> {
    if x < 0.0 {
        return Err(format!("{x} is negative"));
    }
    Ok(x.sqrt())
}

#[differentiable]
fn options(x: f64, y: f64) -> Option<f64> {
    println!("{}", halved(3.0)?);
    let a = halved(x * y)?;
    Some(halved(a + x)? * y)
}

#[differentiable]
fn results(x: f64, y: f64) -> Result<f64, String> {
    let a = rooted(x)?;
    Ok(rooted(a + y)? * a)
}

#[twin]
#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

mod model {
    pub(crate) mod inner {
        #[autodiff_tests::twin]
        #[autodiff_core::differentiable]
        pub(crate) fn cube(x: f64) -> f64 {
            x * x * x
        }
    }
    pub(crate) use inner::cube as third_power;
}
use model::third_power;

#[differentiable]
fn generic<const N: usize, T: autodiff_core::Scalar>(x: T) -> T {
    let mut y = x;
    for _ in 0..N {
        y = y * x;
    }
    y
}

#[differentiable]
fn calls(x: f64, y: f64) -> f64 {
    let a = square(x) + self::square(y) + crate::model::inner::cube(x * y);
    let b = third_power(a) * generic::<2, f64>(x);
    b + f64::sin(x) + f64::max(x, y) + <f64>::abs(x)
}

#[differentiable]
fn integrated(f: impl Fn(f64) -> f64, n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        s += f(i as f64 / n as f64);
    }
    s / n as f64
}

#[differentiable]
fn closures(x: f64, y: f64) -> f64 {
    let scaled = |v: f64| v * x;
    let moved = move |v: f64, w: f64| {
        if v > w {
            return v;
        }
        scaled(v) + w
    };
    let get = || y * x;
    integrated(|t| t * x + y, 4) + integrated(square, 3) + moved(y, get()) + moved(9.0, x)
}

#[differentiable]
fn method_calls(x: f64, y: f64) -> f64 {
    let v = vec![x.sin(), y.max(x), x.powi(2)];
    let doubled = v.iter().map(|v| v * 2.0).collect::<Vec<f64>>();
    let a = Array1::from(doubled);
    a.dot(&a) + a.mapv(f64::exp).sum() + v.iter().sum::<f64>()
}

#[differentiable]
fn macros_with_values(x: f64, y: f64) -> f64 {
    let v = vec![x, y, x * y];
    let w = vec![x; 2];
    let a = array![x, y, 3.0];
    v[2] * w[1] + a.slice(s![1..]).sum()
}

#[twin]
#[differentiable]
fn macros_that_look(x: f64, y: f64) -> f64 {
    assert!(x < 100.0, "{x} is too large");
    assert_eq!(1 + 1, 2);
    assert_ne!(x, y);
    debug_assert!(y < 100.0);
    debug_assert_eq!(x, x);
    debug_assert_ne!(x, y);
    println!("{x} {}", y * 2.0);
    print!("{x:?}");
    eprintln!("{y}");
    eprint!("{y}");
    let text = format!("{x}");
    let mut out = String::new();
    {
        use std::fmt::Write;
        write!(out, "{y}").unwrap();
        writeln!(out, "{x}").unwrap();
    }
    let near = matches!(x > y, true if y > 0.0);
    if text.is_empty() || out.is_empty() {
        unreachable!("neither is {x}");
    }
    if x > 1e6 {
        panic!("{x} is too large");
    }
    if x > 1e7 {
        todo!();
    }
    if x > 1e8 {
        unimplemented!("{y}");
    }
    if near { x * y } else { x + y }
}

/// What a macro is given as an expression is a group without delimiters.
macro_rules! grouped {
    ($(#[$attribute:meta])* fn $name:ident($x:ident, $y:ident);
        $left:expr, $right:expr, $count:expr) => {
        $(#[$attribute])*
        fn $name($x: f64, $y: f64) -> f64 {
            let v = [$x, $y, $x * $y, 2.0];
            let n = 2 * $count;
            let twice = (2 * $count) as f64;
            let mut s = v[$count * 1] + twice * $x;
            for i in 0..n - $count {
                s += $left * $right - $left * (i * $count) as f64;
            }
            if 2 * $count == 6 { s * $x } else { $y }
        }
    };
}
grouped! {
    #[differentiable]
    fn groups(x, y);
    x + y, x.sin(), 1 + 2
}

#[test]
fn expressions() {
    for (x, y) in [(0.7, 1.3), (1.6, 0.4), (0.3, 0.2)] {
        check!(literals_and_paths(x, y); x = x, y = y);
        check!(tuples_and_fields(x, y); x = x, y = y);
        check!(arrays_and_indices(x, y); x = x, y = y);
        check!(arithmetic(x, y); x = x, y = y);
        check!(compound_assignments(x, y); x = x, y = y);
        check!(comparisons_and_logic(x, y); x = x, y = y);
        check!(operators_on_integers(x, y); x = x, y = y);
        check!(assignments(x, y); x = x, y = y);
        check!(references(x, y); x = x, y = y);
        check!(casts(x, y); x = x, y = y);
        check!(blocks(x, y); x = x, y = y);
        check!(branches(x, y); x = x, y = y);
        check!(conditions_with_let(x, y); x = x, y = y);
        check!(matches_on_values(x, y); x = x, y = y);
        check!(loops(x, y); x = x, y = y);
        check!(ranges(x, y); x = x, y = y);
        check!(returns(x, y); x = x, y = y);
        check!(macros_that_look(x, y); x = x, y = y);
    }
}

/// The partial derivatives of `f` by central differences.
fn differences(f: impl Fn(f64, f64) -> f64, x: f64, y: f64) -> (f64, f64) {
    let h = 1e-6;
    (
        (f(x + h, y) - f(x - h, y)) / (2.0 * h),
        (f(x, y + h) - f(x, y - h)) / (2.0 * h),
    )
}

fn close(a: (f64, f64), b: (f64, f64)) {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * (1.0 + a.abs());
    assert!(near(a.0, b.0) && near(a.1, b.1), "{a:?} and {b:?}");
}

#[test]
fn expressions_by_differences() {
    for (x, y) in [(0.7, 1.3), (1.6, 0.4), (0.3, 0.2)] {
        close(groups::grad(x, y), differences(groups, x, y));
        close(calls::grad(x, y), differences(calls, x, y));
        assert_eq!(groups::value_and_grad(x, y).0, groups(x, y));
        close(closures::grad(x, y), differences(closures, x, y));
        close(method_calls::grad(x, y), differences(method_calls, x, y));
        close(
            macros_with_values::grad(x, y),
            differences(macros_with_values, x, y),
        );
        close(
            options::grad(x, y).unwrap(),
            differences(|x, y| options(x, y).unwrap(), x, y),
        );
        close(
            results::grad(x, y).unwrap(),
            differences(|x, y| results(x, y).unwrap(), x, y),
        );
    }
    assert_eq!(options::grad(-1.0, 1.0), None);
    assert!(results::grad(-1.0, 1.0).is_err());
}
