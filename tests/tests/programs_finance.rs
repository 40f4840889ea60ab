//! Prices of options by formula, tree and simulation, and what else is done with money.

use autodiff_core::{differentiable, scalar_rule};
use autodiff_tests::agrees;
use autodiff_tests::differences::compare;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

/// The cumulative normal distribution (Hart's rational approximation).
#[differentiable]
fn normal_cdf(x: f64) -> f64 {
    const P: [f64; 7] = [
        220.2068679123761,
        221.2135961699311,
        112.0792914978709,
        33.912866078383,
        6.37396220353165,
        0.7003830644436881,
        0.3526249659989109e-1,
    ];
    const Q: [f64; 8] = [
        440.4137358247522,
        793.8265125199484,
        637.3336333788311,
        296.5642487796737,
        86.78073220294608,
        16.06417757920695,
        1.755667163182642,
        0.8838834764831844e-1,
    ];
    let z = x.abs();
    if z > 37.0 {
        return if x > 0.0 { 1.0 } else { 0.0 };
    }
    let e = (-z * z / 2.0).exp();
    let tail = if z < 7.07106781186547 {
        let n = P.iter().rev().fold(0.0, |sum, p| sum * z + p);
        let d = Q.iter().rev().fold(0.0, |sum, q| sum * z + q);
        e * n / d
    } else {
        let f = z + 1.0 / (z + 2.0 / (z + 3.0 / (z + 4.0 / (z + 0.65))));
        e / f / 2.506628274631
    };
    if x > 0.0 { 1.0 - tail } else { tail }
}

scalar_rule! {
    /// The same by a rule: its derivative is the density.
    fn smooth_cdf(x: f64) -> f64 = normal_cdf(x);
    d / dx = (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Right {
    Call,
    Put,
}

#[differentiable(wrt(spot, strike, rate, volatility, years))]
fn black_scholes(
    right: Right,
    spot: f64,
    strike: f64,
    rate: f64,
    volatility: f64,
    years: f64,
) -> f64 {
    let spread = volatility * years.sqrt();
    let d1 = ((spot / strike).ln() + (rate + volatility.powi(2) / 2.0) * years) / spread;
    let d2 = d1 - spread;
    let discounted = strike * (-rate * years).exp();
    match right {
        Right::Call => spot * normal_cdf(d1) - discounted * normal_cdf(d2),
        Right::Put => discounted * normal_cdf(-d2) - spot * smooth_cdf(-d1),
    }
}

/// The volatility that explains a price: Newton's method.
#[differentiable]
fn implied_volatility(price: f64, spot: f64, strike: f64, years: f64) -> f64 {
    let mut sigma = 0.3;
    for _ in 0..50 {
        let spread = sigma * years.sqrt();
        let d1 = (spot / strike).ln() / spread + spread / 2.0;
        let value = spot * smooth_cdf(d1) - strike * smooth_cdf(d1 - spread);
        let vega =
            spot * years.sqrt() * (-d1 * d1 / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let step = (value - price) / vega;
        sigma -= step;
        if step.abs() < 1e-14 {
            break;
        }
    }
    sigma
}

/// Cox, Ross and Rubinstein's tree, with early exercise.
#[differentiable]
fn american_put(spot: f64, strike: f64, rate: f64, volatility: f64, steps: usize) -> f64 {
    let dt = 1.0 / steps as f64;
    let up = (volatility * dt.sqrt()).exp();
    let down = up.recip();
    let p = ((rate * dt).exp() - down) / (up - down);
    let discount = (-rate * dt).exp();
    let price = |ups: usize, at: usize| spot * up.powi(2 * ups as i32 - at as i32);
    let mut values: Vec<f64> = (0..=steps)
        .map(|i| (strike - price(i, steps)).max(0.0))
        .collect();
    for at in (0..steps).rev() {
        for i in 0..=at {
            let held = discount * (p * values[i + 1] + (1.0 - p) * values[i]);
            values[i] = held.max(strike - price(i, at));
        }
    }
    values[0]
}

/// A standard normal number (Box and Muller).
fn normal(rng: &mut impl Rng) -> f64 {
    let u: f64 = 1.0 - rng.random::<f64>();
    let v: f64 = rng.random();
    (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
}

#[differentiable(wrt(spot, strike, volatility))]
fn monte_carlo(spot: f64, strike: f64, volatility: f64, paths: usize, rng: &mut SmallRng) -> f64 {
    let drift = -0.5 * volatility * volatility;
    let mut total = 0.0;
    for _ in 0..paths {
        let z = normal(rng);
        let end = spot * (drift + volatility * z).exp();
        total += (end - strike).max(0.0);
    }
    total / paths as f64
}

/// An Asian option under stochastic volatility, for any generator.
#[differentiable(wrt(spot, reversion, noise))]
fn asian<R: Rng>(spot: f64, reversion: f64, noise: f64, rng: &mut R) -> f64 {
    const STEPS: usize = 12;
    let dt: f64 = 1.0 / STEPS as f64;
    let mut payoff = 0.0;
    for _ in 0..20 {
        let (mut price, mut variance): (f64, f64) = (spot, 0.04);
        let mut sum = 0.0;
        for _ in 0..STEPS {
            let (a, b) = (normal(rng), normal(rng));
            price *= 1.0 + variance.max(0.0).sqrt() * dt.sqrt() * a;
            variance += reversion * (0.04 - variance) * dt + noise * dt.sqrt() * b;
            sum += price;
        }
        let average = sum / STEPS as f64;
        if average > 100.0 {
            payoff += average - 100.0;
        }
    }
    payoff / 20.0
}

/// The present value of payments, continuously compounded from a curve of rates.
#[differentiable(wrt(rates))]
fn present_value(rates: &[(f64, f64)], payments: &[(f64, f64)]) -> f64 {
    payments
        .iter()
        .map(|&(time, amount)| amount * (-interpolate(rates, time) * time).exp())
        .sum()
}

/// Linear between the points, constant outside.
#[differentiable(wrt(points))]
fn interpolate(points: &[(f64, f64)], at: f64) -> f64 {
    let (first, last) = (points[0], points[points.len() - 1]);
    if at <= first.0 {
        return first.1;
    }
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        if at <= x1 {
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0);
        }
    }
    last.1
}

/// The rate at which payments are worth nothing, by bisection and a last step of Newton's.
#[differentiable]
fn internal_rate(payments: &[f64]) -> f64 {
    let value = |rate: f64| -> f64 {
        payments
            .iter()
            .enumerate()
            .map(|(t, p)| p / (1.0 + rate).powi(t as i32))
            .sum()
    };
    let (mut low, mut high) = (-0.5, 1.0);
    for _ in 0..20 {
        let middle = 0.5 * (low + high);
        if value(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let mut rate = 0.5 * (low + high);
    for _ in 0..3 {
        let slope: f64 = payments
            .iter()
            .enumerate()
            .map(|(t, p)| -(t as f64) * p / (1.0 + rate).powi(t as i32 + 1))
            .sum();
        rate -= value(rate) / slope;
    }
    rate
}

#[test]
fn formulas() {
    for x in [-40.0, -8.0, -1.3, 0.2, 2.0, 7.5] {
        agrees!([x] normal_cdf(x));
    }
    let (spot, strike, rate, volatility, years) = (100.0, 95.0, 0.03, 0.25, 1.5);
    for right in [Right::Call, Right::Put] {
        agrees!([spot, strike, rate, volatility, years]
            black_scholes(right, spot, strike, rate, volatility, years));
    }
    let (delta, ..) = black_scholes::grad(Right::Call, spot, strike, rate, volatility, years);
    let (put, ..) = black_scholes::grad(Right::Put, spot, strike, rate, volatility, years);
    assert!(
        (delta - put - 1.0).abs() < 1e-9,
        "the deltas of call and put differ by one"
    );
    let price = 11.0;
    agrees!([price, spot, strike, years] implied_volatility(price, spot, strike, years));
}

#[test]
fn trees() {
    let (spot, strike, rate, volatility) = (101.0, 100.0, 0.05, 0.3);
    for steps in [1, 4, 25] {
        agrees!([spot, strike, rate, volatility] american_put(spot, strike, rate, volatility, steps));
    }
}

#[test]
fn simulations() {
    for seed in 0..3 {
        let rng = || SmallRng::seed_from_u64(seed);
        let at = (100.0, 101.0, 0.2);
        let gradient = monte_carlo::grad(at.0, at.1, at.2, 30, &mut rng());
        compare(
            |(s, k, v)| monte_carlo(s, k, v, 30, &mut rng()),
            &at,
            &gradient,
        );
        let at = (99.0, 1.5, 0.03);
        let gradient = asian::grad(at.0, at.1, at.2, &mut rng());
        compare(|(s, r, n)| asian(s, r, n, &mut rng()), &at, &gradient);
    }
}

#[test]
fn curves() {
    let rates = vec![(0.5, 0.01), (1.0, 0.015), (5.0, 0.03)];
    let payments = [(0.25, 5.0), (0.9, 5.0), (3.0, 5.0), (7.0, 105.0)];
    agrees!([rates] present_value(&rates, &payments));
    for payments in [vec![-100.0, 30.0, 40.0, 50.0], vec![-10.0, 11.0]] {
        agrees!([payments] internal_rate(&payments));
    }
}
