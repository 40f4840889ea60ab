//! The digamma function and its derivatives: for large arguments the asymptotic series (M. Abramowitz
//! and I. Stegun, "Handbook of Mathematical Functions", 6.3.18 and 6.4.11), which the recurrences
//! (6.3.5, 6.4.6) and the reflection formulas (6.3.7, 6.4.7) bring all others to.

use std::f64::consts::PI;

/// The Bernoulli numbers `B₂, B₄, …`.
const BERNOULLI: [f64; 14] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
    43867.0 / 798.0,
    -174_611.0 / 330.0,
    854_513.0 / 138.0,
    -236_364_091.0 / 2730.0,
    8_553_103.0 / 6.0,
    -23_749_461_029.0 / 870.0,
];

/// `ψ⁽ⁿ⁾(x)`
pub(super) fn polygamma(n: u32, x: f64) -> f64 {
    if x <= 0.0 && x == x.floor() {
        return f64::NAN;
    }
    if x < 0.0 {
        // (−1)ⁿ ψ⁽ⁿ⁾(1 − x) = ψ⁽ⁿ⁾(x) + π dⁿ/dxⁿ cot(πx)
        return sign(n) * polygamma(n, 1.0 - x) - PI * cotangent(n, x);
    }
    if n == 0 {
        digamma(x)
    } else {
        -sign(n) * magnitude(n, x)
    }
}

/// `ψ(x)` for `x` > 0.
fn digamma(x: f64) -> f64 {
    // Next to the zero the other way loses digits.
    let d = x - ZERO.0 - ZERO.1;
    if d.abs() < 0.04 {
        return TAYLOR.iter().rev().fold(0.0, |sum, c| (sum + c) * d);
    }
    let mut steps = 0_u32;
    while x + f64::from(steps) < 15.0 {
        steps += 1;
    }
    // The smallest terms first.
    let terms = (0..steps).rev().map(|k| 1.0 / (x + f64::from(k)));
    let (shift, x): (f64, f64) = (terms.sum(), x + f64::from(steps));
    let r = 1.0 / (x * x);
    let (mut series, mut power) = (0.0, r);
    let mut twice = 2.0;
    for b in &BERNOULLI {
        series += b / twice * power;
        power *= r;
        twice += 2.0;
    }
    x.ln() - 0.5 / x - series - shift
}

/// The positive zero of `ψ`, as a sum of two numbers.
const ZERO: (f64, f64) = (1.461_632_144_968_362_2, 9.549_995_429_965_697e-17);

/// Taylor's coefficients there, `ψ⁽ᵏ⁾/k!` from `k` = 1 on.
const TAYLOR: [f64; 11] = [
    0.967_672_245_447_621_2,
    -0.442_763_168_983_592_1,
    0.258_499_760_955_651,
    -0.163_942_705_442_406_52,
    0.107_824_050_691_262_37,
    -0.072_199_561_256_454_71,
    0.048_804_288_164_143_11,
    -0.033_161_126_474_847_36,
    0.022_597_648_232_218_104,
    -0.015_424_765_904_948_96,
    0.010_538_791_616_612_175,
];

/// `|ψ⁽ⁿ⁾(x)|` for `n` > 0, `x` > 0: all terms are positive.
fn magnitude(n: u32, x: f64) -> f64 {
    let order = f64::from(n);
    let power = i32::try_from(n).unwrap_or(i32::MAX);
    let factorial: f64 = (1..=n).map(f64::from).product();
    let (mut shift, mut x) = (0.0, x);
    while x < 15.0 + order {
        shift += factorial / x.powi(power.saturating_add(1));
        x += 1.0;
    }
    let mut series = factorial / order + factorial / (2.0 * x);
    // (2k + n − 1)! / (2k)! / x²ᵏ, from k = 1 on.
    let mut factor = factorial * (order + 1.0) / (2.0 * x * x);
    let mut k = 1.0;
    for b in &BERNOULLI {
        series += b * factor;
        let m = 2.0 * k;
        factor *= (m + order) * (m + order + 1.0) / ((m + 1.0) * (m + 2.0) * x * x);
        k += 1.0;
    }
    series / x.powi(power) + shift
}

/// `dⁿ/dxⁿ cot(πx)`, a polynomial in `c = cot(πx)`: `p(c)' = −π (1 + c²) p'(c)`.
fn cotangent(n: u32, x: f64) -> f64 {
    // Of the distance to the nearest integer, which is exact.
    let c = 1.0 / (PI * (x - x.round())).tan();
    let mut p = vec![0.0, 1.0];
    for _ in 0..n {
        let mut next = vec![0.0; p.len() + 1];
        let mut power = 0.0;
        for (k, a) in p.iter().enumerate().skip(1) {
            power += 1.0;
            next[k - 1] -= PI * power * a;
            next[k + 1] -= PI * power * a;
        }
        p = next;
    }
    p.iter().rev().fold(0.0, |sum, a| sum * c + a)
}

fn sign(n: u32) -> f64 {
    if n.is_multiple_of(2) { 1.0 } else { -1.0 }
}
