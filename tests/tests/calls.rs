//! Calls between differentiable functions: composition, modules, recursion, `wrt`, `detach`.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{detach, differentiable};
use autodiff_tests::{Const, check, twin};

#[twin]
#[differentiable]
fn inner(a: f64, x: &[f64]) -> f64 {
    let mut s = a;
    for v in x {
        s += a * v;
    }
    s * s
}

#[twin(calls(inner))]
#[differentiable]
fn outer(x: &[f64]) -> f64 {
    let u = inner(x[0], &x[1..]);
    let v = inner(x[1] * 2.0, x);
    u * v + inner(u, x) * inner(v, &[u, x[0], 1.0])
}

#[twin(calls(inner))]
#[differentiable]
fn in_conditions(x: &[f64]) -> f64 {
    let mut s = x[0];
    while inner(s, x) < 50.0 {
        s = s * 1.5 + 0.5;
    }
    if inner(s, x) > 100.0 && !x.is_empty() {
        inner(s, x)
    } else {
        s * s
    }
}

#[twin(calls(inner))]
#[differentiable]
fn in_arguments(x: f64) -> f64 {
    let a = inner(inner(x, &[x]).sin(), &[inner(x, &[]), x * 0.5]);
    a + f64::max(inner(x, &[1.0]), x) * inner(x, &[])
}

#[twin]
#[differentiable]
fn product(a: f64, b: f64) -> f64 {
    a * b
}

#[twin(calls(product))]
#[differentiable]
fn shared(x: f64) -> f64 {
    let a = x * x;
    product(a, a) + product(x, product(x, x))
}

#[test]
fn composition() {
    check!(outer(&x); x = vec![0.2, 0.4, -0.3]);
    check!(in_conditions(&x); x = vec![0.2, 0.4, -0.3]);
    check!(in_conditions(&x); x = vec![2.0, 1.4]);
    check!(in_arguments(x); x = 0.3);
    check!(shared(x); x = 1.3);
}

/// Results of calls times or over constants.
#[twin(calls(inner))]
#[differentiable]
fn scaled_results(x: &[f64], w: f64, n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        let c = 1.5 + i as f64;
        s += 0.5 * inner(w, x) - inner(x[i], x) * c;
        if s > 1.0 {
            s -= inner(w, &x[1..]) / c * w;
        }
    }
    s / n as f64
}

#[twin(calls(linear))]
#[differentiable]
fn halved(x: &[f64]) -> f64 {
    0.5 * linear(x)
}

#[twin]
#[differentiable]
fn linear(x: &[f64]) -> f64 {
    x[0] + 2.0 * x[1]
}

#[test]
fn results_times_constants() {
    check!(scaled_results(&x, w, n); x = vec![0.2, 0.4, -0.3], w = 0.7, n = 3_usize);
    check!(scaled_results(&x, w, n); x = vec![1.2, 2.4, 0.3], w = 1.7, n = 2_usize);
    check!(halved(&x); x = vec![0.2, 0.4]);
    assert_eq!(halved::record(&[0.2, 0.4]).tape().bytes(), 0);
}

#[twin]
#[differentiable]
fn factorial(x: f64, n: usize) -> f64 {
    if n == 0 {
        1.0
    } else {
        x * factorial(x - 1.0, n - 1)
    }
}

#[twin(calls(odd))]
#[differentiable]
fn even(x: f64, n: usize) -> f64 {
    if n == 0 {
        return x;
    }
    let y = odd(x * x, n - 1);
    y + x
}

#[twin(calls(even))]
#[differentiable]
fn odd(x: f64, n: usize) -> f64 {
    match n {
        0 => 1.0,
        _ => even(x.sin(), n - 1) * x,
    }
}

#[twin]
#[differentiable]
fn tree(x: &[f64]) -> f64 {
    let n = x.len();
    if n == 0 {
        return 0.0;
    }
    if n == 1 {
        return x[0] * x[0];
    }
    let m = n / 2;
    let left = tree(&x[..m]);
    let right = tree(&x[m..]);
    left * right.cos() + right
}

#[twin]
#[differentiable]
fn until_small(x: f64) -> f64 {
    if x.abs() < 0.1 {
        x
    } else {
        until_small(x * 0.7) * x
    }
}

#[test]
fn recursion() {
    for n in [0, 1, 4] {
        check!(factorial(x, n); x = 5.5, n = n as usize);
        check!(even(x, n); x = 0.7, n = n as usize);
        check!(odd(x, n); x = 0.7, n = n as usize);
    }
    for n in 0..6 {
        check!(tree(&x); x = (0..n).map(|i| 0.3 + f64::from(i)).collect::<Vec<_>>());
    }
    check!(until_small(x); x = 1.3);
}

mod geometry {
    use autodiff_core::differentiable;
    use autodiff_tests::twin;

    pub(crate) mod vectors {
        use autodiff_core::differentiable;
        use autodiff_tests::twin;

        #[twin]
        #[differentiable]
        pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
            let mut s = 0.0;
            for i in 0..a.len() {
                s += a[i] * b[i];
            }
            s
        }
    }

    #[twin(calls(dot))]
    #[differentiable]
    pub(crate) fn norm(a: &[f64]) -> f64 {
        self::vectors::dot(a, a).sqrt()
    }

    #[twin(calls(norm, dot))]
    #[differentiable]
    pub(crate) fn angle(a: &[f64], b: &[f64]) -> f64 {
        let c = crate::geometry::vectors::dot(a, b) / (norm(a) * super::geometry::norm(b));
        c.acos()
    }
}

use geometry::norm as length;

#[twin(calls(angle, length, dot))]
#[differentiable]
fn across_modules(a: &[f64], b: &[f64]) -> f64 {
    use geometry::vectors::dot;
    geometry::angle(a, b) * length(a) + dot(a, b)
}

#[test]
fn modules() {
    check!(geometry::vectors::dot(&a, &b); a = vec![0.3, 0.8], b = vec![-1.0, 0.7]);
    check!(across_modules(&a, &b); a = vec![0.3, 0.8], b = vec![-1.0, 0.7]);
}

#[twin]
#[differentiable]
fn pair(x: f64, y: f64) -> (f64, f64) {
    (x * y, x / y)
}

#[twin]
#[differentiable]
fn powers(x: f64, n: usize) -> Vec<f64> {
    let mut p = vec![1.0; n];
    for i in 1..n {
        p[i] = p[i - 1] * x;
    }
    p
}

#[twin]
#[differentiable]
fn total(v: Vec<f64>) -> f64 {
    let mut s = 0.0;
    for i in 0..v.len() {
        s += v[i] * (i + 1) as f64;
    }
    s
}

#[twin(calls(pair, powers, total))]
#[differentiable]
fn compound(x: f64, y: f64) -> f64 {
    let (a, b) = pair(x, y);
    let p = pair(a, b * x);
    let mut v = powers(p.0 * p.1, 4);
    v[2] = v[2] * b;
    let w = powers(x, 3);
    let kept = v[1];
    total(v) * total(w.clone()) + total(w) * kept
}

#[twin(calls(total, powers))]
#[differentiable]
fn moved_and_assigned_again(x: f64) -> f64 {
    let mut v = powers(x, 3);
    v[1] = v[1] * v[2];
    let a = total(v);
    v = powers(a, 2);
    v[0] = v[1] * x;
    let b = total(v);
    v = vec![a, b, x];
    let mut w = v;
    w[0] = w[0] * w[1];
    v = w;
    v[0] * v[2] * total(v)
}

#[twin]
#[differentiable]
fn given_back(mut v: Vec<f64>, x: f64) -> Vec<f64> {
    v[0] = v[0] * x;
    v
}

#[twin(calls(given_back, total))]
#[differentiable]
fn through(x: &[f64], w: f64, n: usize) -> f64 {
    let mut v = x.to_vec();
    for i in 0..n {
        if i == 2 {
            v[1] = w * v[0];
        }
        v = given_back(v, w);
    }
    total(v)
}

#[twin]
#[differentiable]
fn returned_as_is(v: Vec<f64>, _x: f64) -> Vec<f64> {
    v
}

#[test]
fn compound_results_and_moves() {
    check!(compound(x, y); x = 0.7, y = 1.6);
    check!(moved_and_assigned_again(x); x = 0.7);
    for n in [0, 1, 5] {
        check!(through(&x, w, n); x = vec![0.3, 0.6], w = 1.4, n = n as usize);
    }
    check!(returned_as_is(v, x); v = vec![0.3, 0.6], x = 1.4; vector);
    check!(returned_as_is(v, x); v = Vec::<f64>::new(), x = 1.4; vector);
}

#[twin]
#[differentiable(wrt(w, b))]
fn model(x: &[f64], w: &[f64], n: usize, b: f64) -> f64 {
    let mut s = b;
    for i in 0..n {
        let t = x[i] * x[i];
        s += t * w[i] * s;
    }
    s
}

#[twin(calls(model))]
#[differentiable(wrt(scale))]
fn scaled_model(x: &[f64], scale: f64) -> f64 {
    let y = x[0] * x[1];
    model(x, &[scale, y], 2, y) * scale + y
}

#[twin(calls(model))]
#[differentiable]
fn through_wrt(x: &[f64], w: f64) -> f64 {
    model(&[2.0, 3.0], &[w, x[0]], 2, x[1])
}

#[test]
fn with_respect_to() {
    check!(model(&x.0, &w, n, b); x = Const(vec![0.3, 0.7]), w = vec![1.2, -0.4], n = 2_usize, b = 0.9);
    check!(scaled_model(&x.0, s); x = Const(vec![0.3, 0.7]), s = 1.1);
    check!(through_wrt(&x, w); x = vec![0.3, 0.7], w = 1.1);
    let (w_bar, b_bar): (Vec<f64>, f64) = model::grad(&[1.0], &[2.0], 1, 3.0);
    assert_eq!((w_bar, b_bar), (vec![3.0], 3.0));
    let s_bar: f64 = scaled_model::grad(&[1.0, 2.0], 0.5);
    assert!(s_bar.is_finite());
}

#[twin]
#[differentiable]
fn detached(x: f64, y: f64) -> f64 {
    let c = detach(x * y);
    let d = detach(x) * x;
    let n = detach(y * 10.0) as i32;
    let mut s = c * x + d;
    for _ in 0..n {
        s = s * y + detach(s);
    }
    s
}

fn helper(x: f64) -> f64 {
    x.ceil() + 1.0
}

impl helper {
    fn dual(x: autodiff_tests::Dual) -> autodiff_tests::Dual {
        autodiff_tests::Dual::constant(helper(x.x))
    }
}

#[allow(non_camel_case_types, reason = "it shares its name with the function")]
struct helper {}

#[twin(calls(helper))]
#[differentiable]
fn detached_calls(x: f64) -> f64 {
    let k = helper(detach(x));
    let steps = detach(x.abs()) as usize;
    let mut s = x;
    for i in 0..steps {
        s *= x - i as f64;
    }
    s * k
}

#[test]
fn detaching() {
    let (x, y) = (0.7, 0.45);
    check!(kink detached(x, y); x = x, y = y);
    check!(kink detached_calls(x); x = 3.2);
    assert_eq!(detached_calls::grad(0.5), 2.0);
}
