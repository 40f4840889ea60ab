//! Loops over scalar code that calls functions: for those that are straight lines over numbers the loop
//! has lanes, and asks for value and slopes at once; others are called as anywhere. Lengths go from no
//! trip to past two chunks.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, detach, differentiable, scalar_rule};
use autodiff_tests::{check, twin};

/// `n` different numbers.
fn numbers(n: usize) -> Vec<f64> {
    (0..n).map(|i| 0.3 + (1.7 * i as f64).sin() * 0.6).collect()
}

const LENGTHS: [usize; 9] = [0, 1, 2, 7, 8, 9, 15, 16, 21];

#[twin]
#[differentiable]
fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// By two numbers, one of them twice.
#[twin]
#[differentiable]
fn blend(a: f64, b: f64) -> f64 {
    let c = a * b;
    c.sin() * a + b.tanh()
}

/// No straight line.
#[twin]
#[differentiable]
fn leaky(x: f64) -> f64 {
    if x > 0.25 { x } else { 0.1 * x }
}

/// A straight line that calls another.
#[twin(calls(sigmoid))]
#[differentiable]
fn swish(x: f64) -> f64 {
    x * sigmoid(x)
}

/// By a reference.
#[twin]
#[differentiable]
fn doubled(x: &f64) -> f64 {
    *x + *x
}

#[twin(calls(sigmoid, blend))]
#[differentiable]
fn gates(x: &[f64], w: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let forget = sigmoid(x[i] * w[i]);
        let taken = sigmoid(w[i]);
        sum += forget * taken + blend(forget, x[i]);
    }
    sum
}

/// One number for all trips, and a constant.
#[twin(calls(blend))]
#[differentiable]
fn shared(x: &[f64], t: f64) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += blend(*v, t) * blend(2.0, t);
    }
    sum
}

/// Some have slopes, and one hasn't.
#[twin(calls(sigmoid, leaky, swish, doubled))]
#[differentiable]
fn both_kinds(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += leaky(x[i]) * sigmoid(x[i]);
    }
    for i in 0..x.len() {
        sum += swish(x[i]) * sigmoid(x[i]);
    }
    for v in x {
        sum += doubled(v) * sigmoid(*v);
    }
    sum
}

/// The packed parameters of a cell that works in place.
#[twin(calls(sigmoid))]
#[differentiable]
fn remember(parameters: &[f64], hidden: &mut [f64], cell: &mut [f64], input: &[f64]) {
    let b = input.len();
    let (weight, bias) = parameters.split_at(3 * b);
    for i in 0..b {
        let forget = sigmoid(input[i] * weight[i] + bias[i]);
        let taken = sigmoid(hidden[i] * weight[b + i] + bias[b + i]);
        let change = (hidden[i] * weight[2 * b + i] + bias[2 * b + i]).tanh();
        cell[i] = cell[i] * forget + taken * change;
        hidden[i] = taken * cell[i].tanh();
    }
}

#[twin(calls(remember))]
#[differentiable]
fn remembered(parameters: &[f64], input: &[f64], steps: usize) -> f64 {
    let mut hidden = vec![0.5; input.len()];
    let mut cell = input.to_vec();
    for _ in 0..steps {
        remember(parameters, &mut hidden, &mut cell, input);
    }
    let mut sum = 0.0;
    for i in 0..input.len() {
        sum += hidden[i] * cell[i];
    }
    sum
}

/// Each trip changes its own element, twice.
#[twin(calls(sigmoid, blend))]
#[differentiable]
fn in_place(start: &[f64], k: f64) -> Vec<f64> {
    let mut x = start.to_vec();
    for i in 0..x.len() {
        x[i] = sigmoid(x[i] * k);
        x[i] = x[i] * x[i] + blend(x[i], k);
    }
    for v in x.iter_mut() {
        *v *= *v + sigmoid(*v);
    }
    x
}

/// Under conditions, which are results of the same functions.
#[twin(calls(sigmoid, blend))]
#[differentiable]
fn chosen(x: &[f64], w: &[f64]) -> f64 {
    let mut y = vec![0.0; x.len()];
    for i in 0..x.len() {
        let s = sigmoid(x[i]);
        let t = if s > 0.55 { blend(s, w[i]) } else { s * s };
        y[i] = t;
        if t > 0.5 {
            y[i] *= sigmoid(t);
        }
    }
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += y[i] * y[i];
    }
    sum
}

/// In loops of loops, to neighbours, by running indices.
#[twin(calls(sigmoid))]
#[differentiable]
fn layers(w: &[f64], x: &[f64], depth: usize) -> f64 {
    let n = x.len();
    let mut y = x.to_vec();
    let mut next = 0;
    for _ in 0..depth {
        let before = y.clone();
        for i in 1..n {
            y[i] = sigmoid(w[next] * before[i - 1] + before[i]);
            next += 1;
        }
    }
    let mut sum = 0.0;
    for i in 0..n {
        sum += y[i];
    }
    sum
}

/// In a loop that runs again.
#[twin(calls(sigmoid))]
#[differentiable]
fn again(x: &[f64], steps: usize) -> f64 {
    let mut y = x.to_vec();
    #[checkpoint(snapshots = 2)]
    for _ in 0..steps {
        for i in 0..y.len() {
            y[i] = 0.5 * y[i] + sigmoid(y[i] * x[i]);
        }
    }
    let mut sum = 0.0;
    for i in 0..y.len() {
        sum += y[i];
    }
    sum
}

/// Left early, and by trips that do nothing.
#[twin(calls(sigmoid))]
#[differentiable]
fn left(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        if sum > 4.0 {
            break;
        }
        if x[i] < 0.0 {
            continue;
        }
        sum += sigmoid(x[i]);
    }
    sum
}

mod inner {
    use super::{differentiable, twin};

    #[twin]
    #[differentiable]
    pub(super) fn cubed(x: f64) -> f64 {
        x * x * x
    }
}

/// By paths, and under another name.
#[twin(calls(cubed, third))]
#[differentiable]
fn by_path(x: &[f64]) -> f64 {
    use inner::cubed as third;
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += inner::cubed(x[i]) * third(x[i]);
    }
    sum
}

#[twin]
#[differentiable]
fn softly(x: f32) -> f32 {
    x.tanh() * x
}

#[twin(calls(softly))]
#[differentiable]
fn single(x: &[f32]) -> f32 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += softly(x[i]) * x[i];
    }
    sum
}

#[test]
fn of_all_lengths() {
    for n in LENGTHS {
        let (x, w) = (numbers(n), numbers(n + 3)[3..].to_vec());
        check!(gates(&x, &w); x = x.clone(), w = w.clone());
        check!(shared(&x, t); x = x.clone(), t = 0.4);
        check!(both_kinds(&x); x = x.clone());
        check!(in_place(&x, k); x = x.clone(), k = 0.7; vector);
        check!(chosen(&x, &w); x = x.clone(), w = w.clone());
        check!(left(&x); x = x.clone());
        check!(by_path(&x); x = x.clone());
        check!(again(&x, steps); x = x.clone(), steps = 5usize);
        check!(remembered(&p, &x, steps); p = numbers(6 * n), x = x.clone(), steps = 3usize);
        let rounded: Vec<f32> = x.iter().map(|v| *v as f32).collect();
        check!(single(&x); x = rounded);
        if n > 0 {
            check!(layers(&w, &x, depth); w = numbers(2 * n), x = x.clone(), depth = 2usize);
        }
    }
}

#[test]
fn buffers_hold_the_cotangents_that_are_handed_on() {
    check!(
        remember(&p, &mut hidden, &mut cell, &x);
        p = numbers(6 * 11), hidden = numbers(11), cell = numbers(12)[1..].to_vec(), x = numbers(13)[2..].to_vec();
        left hidden, cell
    );
}

#[differentiable]
fn squashed<T: num_traits::Float>(x: T, y: T) -> T {
    x.tanh() * y
}

#[differentiable]
fn of_generic(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += squashed(x[i], x[i] * x[i]);
    }
    sum
}

scalar_rule! {
    fn cube(x: f64) -> f64 = x * x * x;
    d/dx = 3.0 * x * x;
}

/// Values of one's own are no numbers, though the loop multiplies them like numbers.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Metres(f64);

#[differentiable]
impl std::ops::Mul<f64> for Metres {
    type Output = f64;
    fn mul(self, by: f64) -> f64 {
        self.0 * by * by
    }
}

#[differentiable]
fn metres(x: f64) -> Metres {
    Metres(x + 1.0)
}

#[differentiable]
fn of_others(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += cube(x[i]);
    }
    for i in 0..x.len() {
        sum += metres(x[i]) * x[i];
    }
    sum
}

/// The constants of some are no numbers.
#[differentiable]
fn power(x: f64, n: usize) -> f64 {
    x.powi(n as i32)
}

/// By some of its arguments alone.
#[differentiable(wrt(x))]
fn partly(x: f64, scale: f64) -> f64 {
    x * x * scale
}

#[differentiable]
fn of_some_arguments(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += power(x[i], i) + partly(x[i], detach(x[i]));
    }
    sum
}

#[test]
fn functions_of_other_kinds() {
    for n in LENGTHS {
        let x = numbers(n);
        for (v, slope) in x.iter().zip(of_generic::grad(&x)) {
            let t = v.tanh();
            let expected = (1.0 - t * t) * v * v + 2.0 * v * t;
            assert!((slope - expected).abs() < 1e-12, "{slope}, not {expected}");
        }
        for (v, slope) in x.iter().zip(of_others::grad(&x)) {
            let expected = 3.0 * v * v + v * v + 2.0 * v * (v + 1.0);
            assert!((slope - expected).abs() < 1e-12, "{slope}, not {expected}");
        }
        for (i, (v, slope)) in x.iter().zip(of_some_arguments::grad(&x)).enumerate() {
            let n = i as f64;
            // `partly` has no derivative by its second argument.
            let expected = n * v.powf(n - 1.0) + 2.0 * v * v;
            let expected = if *v < 0.0 && i > 0 {
                n * v.powi(i as i32 - 1) + 2.0 * v * v
            } else {
                expected
            };
            assert!((slope - expected).abs() < 1e-12, "{slope}, not {expected}");
        }
    }
}

/// Steep at the edge of its domain, as it is where it's called elsewhere.
#[differentiable]
fn root(x: f64) -> f64 {
    x.sqrt() + x
}

/// Steep in the midst of its domain.
#[differentiable]
fn third_root(x: f64) -> f64 {
    x.cbrt() + x
}

#[differentiable]
fn inverse(x: f64) -> f64 {
    1.0 / x
}

#[differentiable]
fn passes_over(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let (a, b, c) = (root(x[i]), third_root(x[i]), inverse(x[i]));
        if x[i] > 0.0 {
            sum += a * b * c;
        }
    }
    sum
}

#[differentiable]
fn squares_of_roots(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += root(x[i]) * 0.0;
    }
    sum
}

#[differentiable]
fn cubes_of_roots(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let r = third_root(x[i]);
        sum += r * r * r;
    }
    sum
}

#[test]
fn where_slopes_are_infinite() {
    // What a branch passes over contributes nothing.
    let slopes = passes_over::grad(&[0.0, 0.5, 0.0]);
    assert_eq!((slopes[0], slopes[2]), (0.0, 0.0));
    assert!(slopes[1].is_finite());
    assert_eq!(squares_of_roots::grad(&[0.0, 1.0]), [0.0, 0.0]);
    assert_eq!(root::grad(0.0), f64::INFINITY);
    // Nothing says that the derivative is zero here.
    assert!(cubes_of_roots::grad(&[0.0])[0].is_nan());
}

/// A rule that chooses.
#[differentiable]
fn relu(x: f64) -> f64 {
    x.max(0.0)
}

#[differentiable]
fn second(_x: f64, y: f64) -> f64 {
    y * 2.0
}

#[differentiable]
fn after_choices(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += relu(x[i]).sqrt() + second(x[i], 2.0).sqrt();
    }
    for i in 0..x.len() {
        sum += 1.0 / second(x[i], 0.0);
    }
    sum
}

#[test]
fn what_a_rule_passes_over_gets_nothing_of_an_infinite_cotangent() {
    assert_eq!(after_choices::grad(&[-1.0, 4.0]), [0.0, 0.25]);
}

/// Functions whose results are no numbers, used in the ways that only such results can be.
mod no_numbers {
    use super::sigmoid;
    use autodiff_core::{Differentiable, differentiable};

    #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Differentiable)]
    pub(super) struct Length(f64);

    #[differentiable]
    impl std::ops::Mul<f64> for Length {
        type Output = f64;
        fn mul(self, by: f64) -> f64 {
            self.0 * by
        }
    }

    const LIMIT: Length = Length(0.4);

    #[differentiable]
    fn length(x: f64) -> Length {
        Length(x * x)
    }

    #[differentiable]
    fn number(l: Length) -> f64 {
        l.0
    }

    #[differentiable]
    fn pair(x: f64) -> (f64, f64) {
        (x, x * x)
    }

    #[differentiable]
    fn positive(x: f64) -> Option<f64> {
        if x > 0.0 { Some(x) } else { None }
    }

    #[differentiable]
    fn list(x: f64) -> [f64; 2] {
        [x, x + 1.0]
    }

    #[differentiable]
    fn narrow(x: f64) -> f32 {
        x as f32
    }

    #[differentiable]
    fn square(x: f32) -> f32 {
        x * x
    }

    #[differentiable(wrt(x))]
    fn scaled(x: f64, by: f32) -> f64 {
        x * by as f64
    }

    #[differentiable]
    fn many(a: f64, b: f64, c: f64, d: f64, e: f64, g: f64, h: f64) -> f64 {
        a * b + c * d + e * g * h
    }

    /// The derivative is that of `x + x²` for each element, unless a line says another.
    #[differentiable]
    pub(super) fn parts(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() {
            let t = pair(x[i]);
            if t.0 > -9.0 {
                sum += x[i];
            }
        }
        for i in 0..x.len() {
            let t = positive(x[i]);
            if t.is_some() {
                sum += x[i] * x[i] * 0.5;
            } else {
                sum += x[i] * x[i] * 0.5;
            }
        }
        for i in 0..x.len() {
            let t = list(x[i]);
            let k = if t.len() > 1 && t[0] < t[1] { 0.5 } else { 0.0 };
            sum += x[i] * x[i] * k;
        }
        sum
    }

    /// 1, by all the ways together.
    #[differentiable]
    pub(super) fn lengths(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() {
            let l: Length = length(x[i]);
            sum += number(l);
        }
        for i in 0..x.len() {
            let l;
            if x[i] > 0.5 {
                l = length(x[i]);
            } else {
                l = Length(1.0);
            }
            sum += l * 2.0;
        }
        for i in 0..x.len() {
            let l = length(x[i]);
            if l > LIMIT {
                sum += x[i];
            }
        }
        for i in 0..x.len() {
            let mut l = length(x[i]);
            if x[i] > 0.5 {
                l = LIMIT;
            }
            sum += l * x[i];
        }
        sum
    }

    #[differentiable]
    pub(super) fn precisions(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() {
            let y = square(narrow(x[i]));
            sum += f64::from(y);
        }
        let by = 0.5;
        for i in 0..x.len() {
            sum += scaled(x[i], by) * sigmoid(0.0) + scaled(x[i], i as f32);
        }
        sum
    }

    #[differentiable]
    pub(super) fn arguments(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() {
            sum += many(x[i], 1.0, x[i], x[i], 2.0, x[i], 3.0);
        }
        sum
    }
}

#[test]
fn results_that_are_no_numbers() {
    let x = [0.25, 0.75, 0.5];
    let close = |found: &[f64], slope: fn(usize, f64) -> f64| {
        for (i, (found, x)) in found.iter().zip(x).enumerate() {
            let expected = slope(i, x);
            assert!((found - expected).abs() < 1e-6, "{found}, not {expected}");
        }
    };
    close(&no_numbers::parts::grad(&x), |_, x| 1.0 + 2.0 * x);
    close(&no_numbers::lengths::grad(&x), |_, x| {
        let above = if x > 0.5 { 4.0 * x } else { 0.0 };
        let beyond = if x * x > 0.4 { 1.0 } else { 0.0 };
        let last = if x > 0.5 { 0.4 } else { 3.0 * x * x };
        2.0 * x + above + beyond + last
    });
    close(&no_numbers::precisions::grad(&x), |i, x| {
        2.0 * x + 0.25 + i as f64
    });
    close(&no_numbers::arguments::grad(&x), |_, x| 1.0 + 2.0 * x + 6.0);
}

#[test]
fn missing_numbers_spread_no_further_than_in_the_function() {
    let mut x = numbers(20);
    x[9] = f64::NAN;
    let (by_x, by_w) = gates::grad(&x, &numbers(20));
    for i in 0..20 {
        assert_eq!((by_x[i].is_nan(), by_w[i].is_nan()), (i == 9, i == 9));
    }
}

#[test]
#[should_panic(expected = "index out of bounds")]
fn the_function_panics_where_it_panics() {
    let _ = gates::grad(&numbers(9), &numbers(8));
}

#[test]
fn straight_lines_over_numbers_have_slopes() {
    use autodiff_core::__private::traits::*;
    assert!(sigmoid::__HAS_SLOPES && blend::__HAS_SLOPES && inner::cubed::__HAS_SLOPES);
    assert!(root::__HAS_SLOPES && third_root::__HAS_SLOPES && inverse::__HAS_SLOPES);
    assert!(!softly::__HAS_SLOPES && !squashed::__HAS_SLOPES);
    assert!(!relu::__HAS_SLOPES && !second::__HAS_SLOPES);
    assert!(root::__MINDS && !third_root::__MINDS && !inverse::__MINDS);
    assert!(!leaky::__HAS_SLOPES && !swish::__HAS_SLOPES && !doubled::__HAS_SLOPES);
    assert!(!metres::__HAS_SLOPES && !power::__HAS_SLOPES && !partly::__HAS_SLOPES);
    assert_eq!(
        blend::__with_slopes([0.3, 0.4]),
        (
            blend(0.3, 0.4),
            [blend::grad(0.3, 0.4).0, blend::grad(0.3, 0.4).1]
        )
    );
}
