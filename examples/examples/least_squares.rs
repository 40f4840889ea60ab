//! A nonlinear fit to measured data, with the gradient in the hands of an ordinary optimiser. NIST
//! has certified the result to eleven digits.

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use autodiff_core::differentiable;
use autodiff_examples::{assert_close, columns};

/// The sum of squared residuals of `y = b1 (1 - exp(-b2 x))`, with `p = (ln b1, ln b2)`: the
/// logarithms bring both parameters to one scale.
#[differentiable(wrt(p))]
fn residual_sum(p: &[f64], x: &[f64], y: &[f64]) -> f64 {
    let b1 = p[0].exp();
    let b2 = p[1].exp();
    let mut sum = 0.0;
    for i in 0..x.len() {
        let residual = y[i] + b1 * (-b2 * x[i]).exp_m1();
        sum += residual * residual;
    }
    sum
}

/// The problem as the optimiser sees it: the objective is 1 for the model `y = 0`, so that a step
/// along the gradient is of a reasonable size.
struct Fit {
    x: Vec<f64>,
    y: Vec<f64>,
    unit: f64,
}

impl CostFunction for Fit {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, p: &Vec<f64>) -> Result<f64, Error> {
        Ok(residual_sum(p, &self.x, &self.y) / self.unit)
    }
}

impl Gradient for Fit {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, p: &Vec<f64>) -> Result<Vec<f64>, Error> {
        let p_bar = residual_sum::grad(p, &self.x, &self.y);
        Ok(p_bar.iter().map(|bar| bar / self.unit).collect())
    }
}

pub(crate) fn main() {
    let (y, x) = columns::<f64, f64>(include_str!("../data/misra1a.txt"));
    let unit = y.iter().map(|y| y * y).sum();
    let fit = Fit { x, y, unit };
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 5)
        .with_tolerance_grad(1e-12)
        .and_then(|solver| solver.with_tolerance_cost(0.0))
        .expect("the tolerances are not negative");
    let start = vec![500_f64.ln(), 0.0001_f64.ln()];
    let result = Executor::new(fit, solver)
        .configure(|state| state.param(start).max_iters(100))
        .run()
        .expect("the line search finds a descent");

    let state = result.state();
    let best = state.get_best_param().expect("there is a best point");
    let (b1, b2, sum) = (best[0].exp(), best[1].exp(), state.get_best_cost() * unit);
    println!("Misra1a, {} steps of L-BFGS", state.get_iter());
    println!("           found             certified by NIST");
    println!("b1         {b1:.10e}    2.3894212918e2");
    println!("b2         {b2:.10e}   5.5015643181e-4");
    println!("residuals  {sum:.10e}   1.2455138894e-1");
    assert_close(
        &[b1, b2, sum],
        &[2.3894212918e2, 5.5015643181e-4, 1.2455138894e-1],
        1e-8,
    );
}
