//! `candle-core`, on the processor, in double precision.

use autodiff_benches::kernels::doubling::Doubling;
use autodiff_benches::kernels::llsq::Llsq;
use autodiff_benches::kernels::ode::Ode;
use candle_core::{Device, Result, Tensor, Var};

const CPU: &Device = &Device::Cpu;

/// Value and gradient of `f`.
fn gradient(x: &[f64], f: impl Fn(&Tensor) -> Result<Tensor>) -> (f64, Vec<f64>) {
    let run = || {
        let x = Var::from_slice(x, x.len(), CPU)?;
        let result = f(&x)?;
        let cotangents = result.backward()?;
        let gradient = cotangents.get(&x).expect("the result depends on x");
        Ok((result.to_scalar()?, gradient.to_vec1()?))
    };
    run().unwrap_or_else(|error: candle_core::Error| panic!("{error}"))
}

/// The kernel `waves`.
pub(crate) fn waves(x: &[f64]) -> (f64, Vec<f64>) {
    gradient(x, |x| {
        let n = x.dim(0)?;
        let (v, next) = (x.narrow(0, 0, n - 1)?, x.narrow(0, 1, n - 1)?);
        ((&v * next)?.sin()? * v.sqr()?.neg()?.exp()?)?.sum_all()
    })
}

/// The kernel `waves`, with a tensor for each number.
pub(crate) fn waves_by_element(x: &[f64]) -> (f64, Vec<f64>) {
    let run = || {
        let vars: Result<Vec<Var>> = x.iter().map(|v| Var::new(*v, CPU)).collect();
        let vars = vars?;
        let x: Vec<&Tensor> = vars.iter().map(Var::as_tensor).collect();
        let mut sum = Tensor::new(0.0, CPU)?;
        for i in 0..x.len() - 1 {
            sum = (sum + ((x[i] * x[i + 1])?.sin()? * (x[i].neg()? * x[i])?.exp()?)?)?;
        }
        let cotangents = sum.backward()?;
        let slope = |x: &&Tensor| cotangents.get(x).expect("the sum depends on x").to_scalar();
        let gradient: Result<Vec<f64>> = x.iter().map(slope).collect();
        Ok((sum.to_scalar()?, gradient?))
    };
    run().unwrap_or_else(|error: candle_core::Error| panic!("{error}"))
}

/// The kernel `doubling`, times its seed.
pub(crate) fn doubling(kernel: &Doubling) -> (f64, Vec<f64>) {
    let seed = kernel.seed.to_vec();
    gradient(&kernel.x.to_vec(), |x| {
        let mut y = (x * 2.0)?;
        while y.sqr()?.sum_all()?.sqrt()?.to_scalar::<f64>()? < 1000.0 {
            y = (y * 2.0)?;
        }
        (y * Tensor::from_slice(&seed, seed.len(), CPU)?)?.sum_all()
    })
}

/// The kernel `lse`.
pub(crate) fn log_sum_exp(x: &[f64]) -> (f64, Vec<f64>) {
    gradient(x, |x| x.log_sum_exp(0))
}

/// The kernel `ode`: the last component of the solution.
pub(crate) fn ode(kernel: &Ode) -> (f64, Vec<f64>) {
    let n = kernel.x.len();
    let h = 2.0 / kernel.steps as f64;
    gradient(&kernel.x, |x| {
        let one = Tensor::from_slice(&[1.0], 1, CPU)?;
        let slope = |y: &Tensor| x * Tensor::cat(&[&one, &y.narrow(0, 0, n - 1)?], 0)?;
        let mut y = x.zeros_like()?.detach();
        for _ in 0..kernel.steps {
            let k1 = slope(&y)?;
            let k2 = slope(&(&y + (&k1 * (0.5 * h))?)?)?;
            let k3 = slope(&(&y + (&k2 * (0.5 * h))?)?)?;
            let k4 = slope(&(&y + (&k3 * h)?)?)?;
            let sum = (((k1 + (k2 * 2.0)?)? + (k3 * 2.0)?)? + k4)?;
            y = (y + (sum * (h / 6.0))?)?;
        }
        y.get(n - 1)
    })
}

/// The kernel `llsq`.
pub(crate) fn llsq(kernel: &Llsq) -> (f64, Vec<f64>) {
    let (t, signs) = super::points(kernel.n);
    gradient(&kernel.x, |x| {
        let t = Tensor::from_slice(&t, kernel.n, CPU)?;
        let mut residual = Tensor::from_slice(&signs, kernel.n, CPU)?;
        let mut power = t.ones_like()?;
        for j in 0..x.dim(0)? {
            residual = (residual - power.broadcast_mul(&x.narrow(0, j, 1)?)?)?;
            power = (power * &t)?;
        }
        residual.sqr()?.sum_all()? * 0.5
    })
}
