//! `burn`, on the processor with its backend `flex`, in double precision.

use autodiff_benches::kernels::doubling::Doubling;
use autodiff_benches::kernels::llsq::Llsq;
use autodiff_benches::kernels::ode::Ode;
use burn::tensor::{DType, Device, Tensor, TensorData};

fn tensor(x: &[f64], device: &Device) -> Tensor<1> {
    Tensor::from_data(TensorData::new(x.to_vec(), [x.len()]), (device, DType::F64))
}

fn numbers(x: Tensor<1>) -> Vec<f64> {
    x.into_data().try_into_vec().expect("double precision")
}

/// Value and gradient of `f`.
fn gradient(x: &[f64], f: impl Fn(&Tensor<1>) -> Tensor<1>) -> (f64, Vec<f64>) {
    let x = tensor(x, &Device::flex().autodiff()).require_grad();
    let result = f(&x);
    let mut cotangents = result.backward();
    let gradient = x.grad_remove(&mut cotangents);
    let gradient = gradient.expect("the result depends on x");
    (result.into_scalar(), numbers(gradient))
}

/// The kernel `waves`.
pub(crate) fn waves(x: &[f64]) -> (f64, Vec<f64>) {
    let n = x.len();
    gradient(x, |x| {
        let v = x.clone().narrow(0, 0, n - 1);
        let next = x.clone().narrow(0, 1, n - 1);
        ((v.clone() * next).sin() * v.square().neg().exp()).sum()
    })
}

/// The kernel `waves`, with a tensor for each number.
pub(crate) fn waves_by_element(x: &[f64]) -> (f64, Vec<f64>) {
    let device = &Device::flex().autodiff();
    let number = |v: &f64| tensor(&[*v], device).require_grad();
    let x: Vec<Tensor<1>> = x.iter().map(number).collect();
    let mut sum = tensor(&[0.0], device);
    for i in 0..x.len() - 1 {
        let [v, next] = [x[i].clone(), x[i + 1].clone()];
        sum = sum + (v.clone() * next).sin() * (v.clone().neg() * v).exp();
    }
    let mut cotangents = sum.backward();
    let slope = |x: &Tensor<1>| {
        let slope = x.grad_remove(&mut cotangents);
        slope.expect("the sum depends on x").into_scalar::<f64>()
    };
    let gradient = x.iter().map(slope).collect();
    (sum.into_scalar(), gradient)
}

/// The kernel `doubling`, times its seed.
pub(crate) fn doubling(kernel: &Doubling) -> (f64, Vec<f64>) {
    gradient(&kernel.x.to_vec(), |x| {
        let mut y = x.clone() * 2.0;
        while y.clone().square().sum().sqrt().into_scalar::<f64>() < 1000.0 {
            y = y * 2.0;
        }
        (y * tensor(&kernel.seed.to_vec(), &x.device())).sum()
    })
}

/// The kernel `lse`.
pub(crate) fn log_sum_exp(x: &[f64]) -> (f64, Vec<f64>) {
    gradient(x, |x| {
        let top = x.clone().max();
        (x.clone() - top.clone()).exp().sum().log() + top
    })
}

/// The kernel `ode`: the last component of the solution.
pub(crate) fn ode(kernel: &Ode) -> (f64, Vec<f64>) {
    let n = kernel.x.len();
    let h = 2.0 / kernel.steps as f64;
    gradient(&kernel.x, |x| {
        let one = tensor(&[1.0], &x.device());
        let slope =
            |y: Tensor<1>| x.clone() * Tensor::cat(vec![one.clone(), y.narrow(0, 0, n - 1)], 0);
        let mut y = tensor(&vec![0.0; n], &x.device());
        for _ in 0..kernel.steps {
            let k1 = slope(y.clone());
            let k2 = slope(y.clone() + k1.clone() * (0.5 * h));
            let k3 = slope(y.clone() + k2.clone() * (0.5 * h));
            let k4 = slope(y.clone() + k3.clone() * h);
            y = y + (k1 + k2 * 2.0 + k3 * 2.0 + k4) * (h / 6.0);
        }
        y.narrow(0, n - 1, 1)
    })
}

/// The kernel `llsq`.
pub(crate) fn llsq(kernel: &Llsq) -> (f64, Vec<f64>) {
    let (t, signs) = super::points(kernel.n);
    let m = kernel.x.len();
    gradient(&kernel.x, |x| {
        let t = tensor(&t, &x.device());
        let mut residual = tensor(&signs, &x.device());
        let mut power = tensor(&vec![1.0; kernel.n], &x.device());
        for j in 0..m {
            residual = residual - power.clone() * x.clone().narrow(0, j, 1);
            power = power * t.clone();
        }
        residual.square().sum() * 0.5
    })
}
