//! Models that are trained: networks, Gaussian processes, fits.

#![allow(
    clippy::needless_range_loop,
    reason = "algorithms on matrices are written with indices, as in the books"
)]

use autodiff_core::{Differentiable, Leaves, differentiable};
use autodiff_tests::agrees;
use autodiff_tests::differences::compare;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Activation {
    #[default]
    Identity,
    Relu,
    Tanh,
}

#[derive(Clone, Debug, Differentiable)]
struct Layer {
    weights: Vec<Vec<f64>>,
    biases: Vec<f64>,
    #[differentiable(skip)]
    activation: Activation,
}

#[derive(Clone, Debug, Differentiable)]
struct Network {
    layers: Vec<Layer>,
}

impl Network {
    fn random(sizes: &[usize], rng: &mut impl Rng) -> Self {
        let mut layers: Vec<Layer> = sizes
            .windows(2)
            .map(|size| Layer {
                weights: (0..size[1])
                    .map(|_| (0..size[0]).map(|_| rng.random_range(-0.8..0.8)).collect())
                    .collect(),
                biases: vec![0.1; size[1]],
                activation: Activation::Tanh,
            })
            .collect();
        if let Some(last) = layers.last_mut() {
            last.activation = Activation::Identity;
        }
        Self { layers }
    }
}

#[differentiable]
impl Layer {
    fn forward(&self, input: &[f64]) -> Vec<f64> {
        self.weights
            .iter()
            .zip(&self.biases)
            .map(|(row, bias)| {
                let sum: f64 = row.iter().zip(input).map(|(w, x)| w * x).sum();
                match self.activation {
                    Activation::Identity => sum + bias,
                    Activation::Relu => (sum + bias).max(0.0),
                    Activation::Tanh => (sum + bias).tanh(),
                }
            })
            .collect()
    }
}

#[differentiable]
impl Network {
    fn predict(&self, input: &[f64]) -> Vec<f64> {
        let mut x = input.to_vec();
        for layer in &self.layers {
            x = layer.forward(&x);
        }
        x
    }

    fn folded(&self, input: &[f64]) -> Vec<f64> {
        self.layers
            .iter()
            .fold(input.to_vec(), |x, layer| layer.forward(&x))
    }
}

#[differentiable(wrt(network))]
fn loss(network: &Network, data: &[(Vec<f64>, f64)], decay: f64) -> f64 {
    let mut total = 0.0;
    for (x, y) in data {
        let error = network.predict(x)[0] - y;
        total += error * error;
    }
    let squares: f64 = network
        .layers
        .iter()
        .flat_map(|layer| layer.weights.iter().flatten())
        .map(|w| w * w)
        .sum();
    total / data.len() as f64 + decay * squares
}

/// Softmax and cross entropy over classes.
#[differentiable(wrt(network))]
fn cross_entropy(network: &Network, inputs: &[Vec<f64>], labels: &[usize]) -> f64 {
    let mut nll = 0.0;
    for (input, &label) in inputs.iter().zip(labels) {
        let logits = network.folded(input);
        let max = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let log_sum = logits.iter().map(|l| (l - max).exp()).sum::<f64>().ln() + max;
        nll += log_sum - logits[label];
    }
    nll / inputs.len() as f64
}

/// The gates of a long short-term memory, each of the input and the state before.
#[derive(Clone, Debug, Differentiable)]
struct Gate {
    w: Vec<Vec<f64>>,
    u: Vec<Vec<f64>>,
    b: Vec<f64>,
}

#[derive(Clone, Debug, Differentiable)]
struct Lstm {
    input: Gate,
    forget: Gate,
    output: Gate,
    cell: Gate,
}

#[derive(Clone, Debug, Differentiable)]
struct Memory {
    h: Vec<f64>,
    c: Vec<f64>,
}

#[differentiable]
fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[differentiable]
impl Gate {
    fn apply(&self, x: &[f64], h: &[f64], activate: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..self.b.len())
            .map(|i| {
                let from_input: f64 = self.w[i].iter().zip(x).map(|(w, x)| w * x).sum();
                let from_state: f64 = self.u[i].iter().zip(h).map(|(u, h)| u * h).sum();
                activate(from_input + from_state + self.b[i])
            })
            .collect()
    }
}

#[differentiable]
impl Lstm {
    fn step(&self, x: &[f64], memory: Memory) -> Memory {
        let Memory { h, c } = memory;
        let i = self.input.apply(x, &h, sigmoid);
        let f = self.forget.apply(x, &h, sigmoid);
        let o = self.output.apply(x, &h, sigmoid);
        let g = self.cell.apply(x, &h, |v| v.tanh());
        let c: Vec<f64> = (0..c.len()).map(|k| f[k] * c[k] + i[k] * g[k]).collect();
        let h = o.iter().zip(&c).map(|(o, c)| o * c.tanh()).collect();
        Memory { h, c }
    }
}

#[differentiable]
fn next_values(lstm: &Lstm, sequence: &[Vec<f64>]) -> f64 {
    let width = lstm.input.b.len();
    let mut memory = Memory {
        h: vec![0.0; width],
        c: vec![0.0; width],
    };
    let mut loss = 0.0;
    for (now, next) in sequence.iter().zip(&sequence[1..]) {
        memory = lstm.step(now, memory);
        loss += memory
            .h
            .iter()
            .zip(next)
            .map(|(h, n)| (h - n).powi(2))
            .sum::<f64>();
    }
    loss
}

/// The covariance of two points.
#[differentiable]
trait Kernel {
    fn covariance(&self, x: f64, y: f64) -> f64;

    fn variance(&self, x: f64) -> f64 {
        self.covariance(x, x)
    }
}

#[derive(Clone, Debug, Differentiable)]
struct Gaussian {
    amplitude: f64,
    scale: f64,
}

#[derive(Clone, Debug, Differentiable)]
struct Periodic {
    period: f64,
    scale: f64,
}

#[derive(Clone, Debug, Differentiable)]
struct Sum<A, B> {
    left: A,
    right: B,
}

#[differentiable]
impl Kernel for Gaussian {
    fn covariance(&self, x: f64, y: f64) -> f64 {
        let d = (x - y) / self.scale;
        self.amplitude.powi(2) * (-0.5 * d * d).exp()
    }

    fn variance(&self, _x: f64) -> f64 {
        self.amplitude * self.amplitude
    }
}

#[differentiable]
impl Kernel for Periodic {
    fn covariance(&self, x: f64, y: f64) -> f64 {
        let s = (std::f64::consts::PI * (x - y).abs() / self.period).sin() / self.scale;
        (-2.0 * s * s).exp()
    }
}

#[differentiable]
impl<A: Kernel + Differentiable + 'static, B: Kernel + Differentiable + 'static> Kernel
    for Sum<A, B>
{
    fn covariance(&self, x: f64, y: f64) -> f64 {
        self.left.covariance(x, y) + self.right.covariance(x, y)
    }
}

/// The log-likelihood of a Gaussian process.
#[differentiable(wrt(kernel, noise))]
fn log_likelihood<K: Kernel + Differentiable>(kernel: &K, noise: f64, x: &[f64], y: &[f64]) -> f64 {
    let n = x.len();
    let mut l = vec![vec![0.0; n]; n];
    let mut alpha = y.to_vec();
    let mut log_det = 0.0;
    for i in 0..n {
        for j in 0..=i {
            let k = if i == j {
                kernel.variance(x[i]) + noise * noise
            } else {
                kernel.covariance(x[i], x[j])
            };
            let rest = k - (0..j).map(|m| l[i][m] * l[j][m]).sum::<f64>();
            l[i][j] = if i == j { rest.sqrt() } else { rest / l[j][j] };
        }
        for j in 0..i {
            alpha[i] -= l[i][j] * alpha[j];
        }
        alpha[i] /= l[i][i];
        log_det += l[i][i].ln();
    }
    -0.5 * alpha.iter().map(|a| a * a).sum::<f64>() - log_det
}

/// A polynomial that is fitted by Gauss and Newton's method; what it says at a point.
#[differentiable]
fn fitted(xs: &[f64], ys: &[f64], at: f64, degree: usize) -> f64 {
    let mut c = vec![0.0; degree + 1];
    for _ in 0..2 {
        let n = c.len();
        let mut normal = vec![vec![0.0; n + 1]; n];
        for (x, y) in xs.iter().zip(ys) {
            let basis: Vec<f64> = (0..n).map(|k| x.powi(k as i32)).collect();
            let residual = y - basis.iter().zip(&c).map(|(b, c)| b * c).sum::<f64>();
            for i in 0..n {
                for j in 0..n {
                    normal[i][j] += basis[i] * basis[j];
                }
                normal[i][n] += basis[i] * residual;
            }
        }
        for k in 0..n {
            let pivot = normal[k][k];
            for j in k..=n {
                normal[k][j] /= pivot;
            }
            for i in 0..n {
                if i != k {
                    let factor = normal[i][k];
                    for j in k..=n {
                        normal[i][j] -= factor * normal[k][j];
                    }
                }
            }
        }
        for (c, row) in c.iter_mut().zip(&normal) {
            *c += row[n];
        }
    }
    c.iter().rev().fold(0.0, |acc, c| acc * at + c)
}

fn data(rng: &mut impl Rng) -> Vec<(Vec<f64>, f64)> {
    (0..12)
        .map(|_| {
            let x: Vec<f64> = (0..2).map(|_| rng.random_range(-1.0..1.0)).collect();
            let y = (x[0] * 2.0).sin() * x[1];
            (x, y)
        })
        .collect()
}

#[test]
fn network_that_learns() {
    let mut rng = SmallRng::seed_from_u64(7);
    let data = data(&mut rng);
    let mut network = Network::random(&[2, 5, 1], &mut rng);
    let decay = 1e-4;
    agrees!([network] loss(&network, &data, decay));
    network.layers[0].activation = Activation::Relu;
    agrees!([network] loss(&network, &data, decay));
    network.layers[0].activation = Activation::Tanh;
    let mut velocity: Option<NetworkCotangent> = None;
    let start = loss(&network, &data, decay);
    let mut last = start;
    for round in 0..50 {
        let (value, gradient) = loss::value_and_grad(&network, &data, decay);
        assert!(value <= last, "round {round}: {value} after {last}");
        last = value;
        let step = match &velocity {
            Some(before) => gradient.zip_map(before, |g, v| g + 0.5 * v),
            None => gradient,
        };
        network.update(&step, |p, v| *p -= 0.05 * v);
        velocity = Some(step);
    }
    assert!(last < 0.7 * start, "{last} of {start}");
}

#[test]
fn classifier() {
    let mut rng = SmallRng::seed_from_u64(3);
    let network = Network::random(&[2, 4, 3], &mut rng);
    let inputs = vec![vec![0.3, -0.5], vec![1.0, 0.2], vec![-0.7, 0.9]];
    agrees!([network] cross_entropy(&network, &inputs, &[2, 0, 1]));
}

#[test]
fn long_short_term_memory() {
    let mut rng = SmallRng::seed_from_u64(11);
    let mut matrix = |n: usize, m: usize| -> Vec<Vec<f64>> {
        (0..n)
            .map(|_| (0..m).map(|_| rng.random_range(-0.9..0.9)).collect())
            .collect()
    };
    let mut gate = || Gate {
        w: matrix(2, 2),
        u: matrix(2, 2),
        b: vec![0.1, -0.2],
    };
    let lstm = Lstm {
        input: gate(),
        forget: gate(),
        output: gate(),
        cell: gate(),
    };
    let sequence = [
        vec![0.1, 0.5],
        vec![0.4, -0.3],
        vec![-0.2, 0.2],
        vec![0.6, 0.0],
    ];
    for length in 1..=4 {
        let sequence = sequence[..length].to_vec();
        agrees!([lstm, sequence] next_values(&lstm, &sequence));
    }
}

#[test]
fn gaussian_processes() {
    let (x, y) = ([0.0, 0.4, 1.1, 1.9], [0.1, 0.6, -0.3, 0.8]);
    let noise = 0.3;
    let gaussian = Gaussian {
        amplitude: 1.2,
        scale: 0.7,
    };
    let periodic = Periodic {
        period: 1.3,
        scale: 0.9,
    };
    agrees!([gaussian, noise] log_likelihood(&gaussian, noise, &x, &y));
    agrees!([periodic, noise] log_likelihood(&periodic, noise, &x, &y));
    let sum = Sum {
        left: gaussian,
        right: periodic,
    };
    agrees!([sum, noise] log_likelihood(&sum, noise, &x, &y));
    let nested = Sum {
        left: sum.clone(),
        right: Gaussian {
            amplitude: 0.5,
            scale: 3.0,
        },
    };
    agrees!([nested, noise] log_likelihood(&nested, noise, &x, &y));
}

#[test]
fn polynomials() {
    let (xs, ys) = (
        vec![-1.0, -0.3, 0.2, 0.9, 1.4],
        vec![0.5, -0.2, 0.1, 1.3, 2.0],
    );
    for degree in 0..4 {
        let at = 0.6;
        agrees!([xs, ys, at] fitted(&xs, &ys, at, degree));
    }
    let gradient = fitted::grad(&xs, &ys, 0.6, 4);
    compare(
        |(xs, ys, at): (Vec<f64>, Vec<f64>, f64)| fitted(&xs, &ys, at, 4),
        &(xs, ys, 0.6),
        &gradient,
    );
}
