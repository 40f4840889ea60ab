//! The kernels, written for any type of number, with the same loops as in `autodiff-benches`.
//!
//! Where a kernel returns several numbers, its program is their product with the seed: not all peers start
//! a reverse sweep from more than one number.

use crate::doubling::ThreeNumbers;
use crate::number::Number;
use autodiff_benches::kernels::Kernel;
use autodiff_benches::kernels::gmm::{self, Gmm};
use autodiff_benches::kernels::llsq::Llsq;
use autodiff_benches::kernels::lse::Lse;
use autodiff_benches::kernels::ode::Ode;
use autodiff_benches::kernels::waves::Waves;

/// A kernel that is a function of numbers.
pub(crate) trait Program: Kernel {
    /// The differentiated variables.
    fn variables(&self) -> Vec<f64>;
    /// The function.
    fn run<N: Number>(&self, x: &[N]) -> N;
    /// The value of `run`, from that of the kernel.
    fn scalar(&self, value: Self::Value) -> f64;
}

impl Program for Waves {
    fn variables(&self) -> Vec<f64> {
        self.x.clone()
    }

    fn run<N: Number>(&self, x: &[N]) -> N {
        let mut sum = x[0].constant(0.0);
        for i in 0..x.len() - 1 {
            sum = sum + (x[i] * x[i + 1]).sin() * (-x[i] * x[i]).exp();
        }
        sum
    }

    fn scalar(&self, value: f64) -> f64 {
        value
    }
}

impl Program for ThreeNumbers {
    fn variables(&self) -> Vec<f64> {
        self.x.to_vec()
    }

    fn run<N: Number>(&self, x: &[N]) -> N {
        let mut y = [x[0].times(2.0), x[1].times(2.0), x[2].times(2.0)];
        while (y[0] * y[0] + y[1] * y[1] + y[2] * y[2]).sqrt().value() < 1000.0 {
            for i in 0..3 {
                y[i] = y[i].times(2.0);
            }
        }
        let seed = &self.seed;
        y[0].times(seed[0]) + y[1].times(seed[1]) + y[2].times(seed[2])
    }

    fn scalar(&self, value: [f64; 3]) -> f64 {
        (0..3).map(|i| self.seed[i] * value[i]).sum()
    }
}

impl Program for Lse {
    fn variables(&self) -> Vec<f64> {
        self.x.clone()
    }

    fn run<N: Number>(&self, x: &[N]) -> N {
        log_sum_exp(x)
    }

    fn scalar(&self, value: f64) -> f64 {
        value
    }
}

fn log_sum_exp<N: Number>(x: &[N]) -> N {
    let mut top = x[0];
    for v in x {
        if v.value() > top.value() {
            top = *v;
        }
    }
    let mut sum = x[0].constant(0.0);
    for v in x {
        sum = sum + (*v - top).exp();
    }
    top + sum.ln()
}

impl Program for Gmm {
    fn variables(&self) -> Vec<f64> {
        [&self.alpha[..], &self.mu, &self.q, &self.l].concat()
    }

    fn run<N: Number>(&self, variables: &[N]) -> N {
        let (gamma, m) = self.wishart;
        let (d, k) = (self.d, self.alpha.len());
        let n = self.x.len() / d;
        let triangle = d * (d - 1) / 2;
        let (alpha, rest) = variables.split_at(k);
        let (mu, rest) = rest.split_at(k * d);
        let (q, l) = rest.split_at(k * d);
        let zero = alpha[0].constant(0.0);

        let mut q_diag = vec![zero; k * d];
        let mut sum_q = vec![zero; k];
        for j in 0..k {
            for i in 0..d {
                q_diag[j * d + i] = q[j * d + i].exp();
                sum_q[j] = sum_q[j] + q[j * d + i];
            }
        }

        let mut centred = vec![zero; d];
        let mut y = vec![zero; d];
        let mut term = vec![zero; k];
        let mut likelihood = zero;
        for p in 0..n {
            for j in 0..k {
                for i in 0..d {
                    centred[i] = (-mu[j * d + i]).plus(self.x[p * d + i]);
                }
                let factor = &l[j * triangle..(j + 1) * triangle];
                multiply(&q_diag[j * d..(j + 1) * d], factor, &centred, &mut y);
                term[j] = alpha[j] + sum_q[j] - squares(&y).times(0.5);
            }
            likelihood = likelihood + log_sum_exp(&term);
        }

        let mut prior = zero;
        for j in 0..k {
            let norm = squares(&q_diag[j * d..(j + 1) * d])
                + squares(&l[j * triangle..(j + 1) * triangle]);
            prior = prior + norm.times(0.5 * gamma * gamma) - sum_q[j].times(m as f64);
        }
        let constant = gmm::constant(n, d, k, gamma, m);
        (likelihood - log_sum_exp(alpha).times(n as f64) - prior).plus(constant)
    }

    fn scalar(&self, value: f64) -> f64 {
        value
    }
}

fn multiply<N: Number>(diagonal: &[N], triangle: &[N], c: &[N], y: &mut [N]) {
    let d = c.len();
    for i in 0..d {
        y[i] = diagonal[i] * c[i];
    }
    let mut next = 0;
    for i in 0..d {
        for j in i + 1..d {
            y[j] = y[j] + triangle[next] * c[i];
            next += 1;
        }
    }
}

fn squares<N: Number>(x: &[N]) -> N {
    let mut sum = x[0].constant(0.0);
    for v in x {
        sum = sum + *v * *v;
    }
    sum
}

impl Program for Ode {
    fn variables(&self) -> Vec<f64> {
        self.x.clone()
    }

    fn run<N: Number>(&self, x: &[N]) -> N {
        let n = x.len();
        let h = 2.0 / self.steps as f64;
        let zeros = vec![x[0].constant(0.0); n];
        let [mut y, mut stage] = [zeros.clone(), zeros.clone()];
        let [mut k1, mut k2, mut k3, mut k4] = [zeros.clone(), zeros.clone(), zeros.clone(), zeros];
        for _ in 0..self.steps {
            slope(x, &y, &mut k1);
            for i in 0..n {
                stage[i] = y[i] + k1[i].times(0.5 * h);
            }
            slope(x, &stage, &mut k2);
            for i in 0..n {
                stage[i] = y[i] + k2[i].times(0.5 * h);
            }
            slope(x, &stage, &mut k3);
            for i in 0..n {
                stage[i] = y[i] + k3[i].times(h);
            }
            slope(x, &stage, &mut k4);
            for i in 0..n {
                let sum = k1[i] + k2[i].times(2.0) + k3[i].times(2.0) + k4[i];
                y[i] = y[i] + sum.times(h / 6.0);
            }
        }
        y[n - 1]
    }

    fn scalar(&self, value: Vec<f64>) -> f64 {
        value[value.len() - 1]
    }
}

fn slope<N: Number>(x: &[N], y: &[N], dy: &mut [N]) {
    dy[0] = x[0];
    for i in 1..x.len() {
        dy[i] = x[i] * y[i - 1];
    }
}

impl Program for Llsq {
    fn variables(&self) -> Vec<f64> {
        self.x.clone()
    }

    fn run<N: Number>(&self, x: &[N]) -> N {
        let mut sum = x[0].constant(0.0);
        for i in 0..self.n {
            let t = -1.0 + 2.0 * i as f64 / (self.n - 1) as f64;
            // `signum` of zero is one.
            let sign = if t == 0.0 { 0.0 } else { t.signum() };
            let mut residual = x[0].constant(sign);
            let mut power = 1.0;
            for v in x {
                residual = residual - v.times(power);
                power *= t;
            }
            sum = sum + residual * residual;
        }
        sum.times(0.5)
    }

    fn scalar(&self, value: f64) -> f64 {
        value
    }
}
