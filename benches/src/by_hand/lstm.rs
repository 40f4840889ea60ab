//! What is kept of each step are the results of the functions that are dear, and the states.

use super::{room, zeros};

/// What is kept between calls.
#[derive(Debug, Default)]
pub struct Scratch {
    /// For each character and layer: what [`Kept`] names, one run of bits each.
    layers: Vec<f64>,
    /// For each character: the probabilities that were predicted.
    predicted: Vec<f64>,
    state: Vec<f64>,
    state_bar: Vec<f64>,
    h: Vec<f64>,
}

/// The number of runs of a layer.
const RUNS: usize = 8;

/// The runs of a layer, each `b` long.
struct Kept<T> {
    input: T,
    hidden: T,
    cell: T,
    forget: T,
    ingate: T,
    outgate: T,
    change: T,
    /// The hyperbolic tangent of the new cell.
    output: T,
}

fn kept(layer: &[f64], b: usize) -> Kept<&[f64]> {
    let mut runs = layer.chunks_exact(b);
    let mut next = || runs.next().expect("there are as many runs");
    Kept {
        input: next(),
        hidden: next(),
        cell: next(),
        forget: next(),
        ingate: next(),
        outgate: next(),
        change: next(),
        output: next(),
    }
}

fn kept_mut(layer: &mut [f64], b: usize) -> Kept<&mut [f64]> {
    let mut runs = layer.chunks_exact_mut(b);
    let mut next = || runs.next().expect("there are as many runs");
    Kept {
        input: next(),
        hidden: next(),
        cell: next(),
        forget: next(),
        ingate: next(),
        outgate: next(),
        change: next(),
        output: next(),
    }
}

/// Value and gradient of [`crate::kernels::lstm::objective()`].
#[must_use]
pub fn gradient(
    main: &[f64],
    extra: &[f64],
    state: &[f64],
    sequence: &[f64],
    b: usize,
    scratch: &mut Scratch,
) -> (f64, (Vec<f64>, Vec<f64>)) {
    let Scratch {
        layers,
        predicted,
        state: current,
        state_bar,
        h,
    } = scratch;
    let steps = sequence.len() / b - 1;
    let depth = main.len() / (8 * b);
    room(layers, steps * depth * RUNS * b);
    room(predicted, steps * b);
    current.clear();
    current.extend_from_slice(state);
    zeros(state_bar, state.len());
    room(h, b);
    let (in_weight, out) = extra.split_at(b);
    let (out_weight, out_bias) = out.split_at(b);

    let mut total = 0.0;
    let elements = sequence.chunks_exact(b);
    let followed = elements.clone().zip(elements.skip(1));
    let recorded = layers
        .chunks_exact_mut(depth * RUNS * b)
        .zip(predicted.chunks_exact_mut(b));
    for ((input, next), (layers, p)) in followed.clone().zip(recorded) {
        for i in 0..b {
            h[i] = input[i] * in_weight[i];
        }
        let parameters = main
            .chunks_exact(8 * b)
            .zip(current.chunks_exact_mut(2 * b));
        for ((parameters, state), layer) in parameters.zip(layers.chunks_exact_mut(RUNS * b)) {
            forward(parameters, state, h, kept_mut(layer, b));
        }
        let mut sum = 0.0;
        for i in 0..b {
            h[i] = h[i] * out_weight[i] + out_bias[i];
            p[i] = h[i].exp();
            sum += p[i];
        }
        let norm = (2.0 + sum).ln();
        for i in 0..b {
            total += next[i] * (h[i] - norm);
            p[i] /= 2.0 + sum;
        }
    }
    let scale = -1.0 / (steps * b) as f64;

    let mut main_bar = vec![0.0; main.len()];
    let mut extra_bar = vec![0.0; extra.len()];
    let (in_weight_bar, out_bar) = extra_bar.split_at_mut(b);
    let (out_weight_bar, out_bias_bar) = out_bar.split_at_mut(b);
    let recorded = layers
        .chunks_exact(depth * RUNS * b)
        .zip(predicted.chunks_exact(b));
    for ((input, next), (layers, p)) in followed.zip(recorded).rev() {
        let top = kept(&layers[(depth - 1) * RUNS * b..], b);
        let weight: f64 = next.iter().sum();
        for i in 0..b {
            let y_bar = scale * (next[i] - weight * p[i]);
            out_weight_bar[i] += y_bar * top.outgate[i] * top.output[i];
            out_bias_bar[i] += y_bar;
            h[i] = y_bar * out_weight[i];
        }
        let bars = main_bar
            .chunks_exact_mut(8 * b)
            .zip(state_bar.chunks_exact_mut(2 * b));
        let layers = main.chunks_exact(8 * b).zip(layers.chunks_exact(RUNS * b));
        for ((parameters, layer), (parameters_bar, state_bar)) in layers.zip(bars).rev() {
            reverse(parameters, &kept(layer, b), h, parameters_bar, state_bar);
        }
        for i in 0..b {
            in_weight_bar[i] += h[i] * input[i];
        }
    }
    (total * scale, (main_bar, extra_bar))
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// One layer: changes its state, and `h` to what it gives the next one.
fn forward(parameters: &[f64], state: &mut [f64], h: &mut [f64], kept: Kept<&mut [f64]>) {
    let b = h.len();
    let (weight, bias) = parameters.split_at(4 * b);
    let (hidden, cell) = state.split_at_mut(b);
    kept.input.copy_from_slice(h);
    kept.hidden.copy_from_slice(hidden);
    kept.cell.copy_from_slice(cell);
    for i in 0..b {
        kept.forget[i] = sigmoid(h[i] * weight[i] + bias[i]);
        kept.ingate[i] = sigmoid(hidden[i] * weight[b + i] + bias[b + i]);
        kept.outgate[i] = sigmoid(h[i] * weight[2 * b + i] + bias[2 * b + i]);
        kept.change[i] = (hidden[i] * weight[3 * b + i] + bias[3 * b + i]).tanh();
        cell[i] = cell[i] * kept.forget[i] + kept.ingate[i] * kept.change[i];
        kept.output[i] = cell[i].tanh();
        hidden[i] = kept.outgate[i] * kept.output[i];
        h[i] = hidden[i];
    }
}

/// Turns the cotangents of a layer's new state, and `h`, that of what it gave the next one, into
/// those of its old state and of what it got.
fn reverse(
    parameters: &[f64],
    kept: &Kept<&[f64]>,
    h: &mut [f64],
    parameters_bar: &mut [f64],
    state_bar: &mut [f64],
) {
    let b = h.len();
    let (wf, wi, wo, wc) = quarters(&parameters[..4 * b], b);
    let (weight_bar, bias_bar) = parameters_bar.split_at_mut(4 * b);
    let (wf_bar, wi_bar, wo_bar, wc_bar) = quarters_mut(weight_bar, b);
    let (bf_bar, bi_bar, bo_bar, bc_bar) = quarters_mut(bias_bar, b);
    let (hidden_bar, cell_bar) = state_bar.split_at_mut(b);
    let cell_bar = &mut cell_bar[..b];
    let Kept {
        input,
        hidden,
        cell,
        forget,
        ingate,
        outgate,
        change,
        output,
    } = *kept;
    let (input, hidden, cell) = (&input[..b], &hidden[..b], &cell[..b]);
    let (forget, ingate, outgate) = (&forget[..b], &ingate[..b], &outgate[..b]);
    let (change, output) = (&change[..b], &output[..b]);
    for i in 0..b {
        let (f, g, o, c, y) = (forget[i], ingate[i], outgate[i], change[i], output[i]);
        let result_bar = hidden_bar[i] + h[i];
        let new_bar = cell_bar[i] + result_bar * o * (1.0 - y * y);
        cell_bar[i] = new_bar * f;
        let f_bar = new_bar * cell[i] * f * (1.0 - f);
        let g_bar = new_bar * c * g * (1.0 - g);
        let o_bar = result_bar * y * o * (1.0 - o);
        let c_bar = new_bar * g * (1.0 - c * c);
        wf_bar[i] += f_bar * input[i];
        wi_bar[i] += g_bar * hidden[i];
        wo_bar[i] += o_bar * input[i];
        wc_bar[i] += c_bar * hidden[i];
        bf_bar[i] += f_bar;
        bi_bar[i] += g_bar;
        bo_bar[i] += o_bar;
        bc_bar[i] += c_bar;
        h[i] = f_bar * wf[i] + o_bar * wo[i];
        hidden_bar[i] = g_bar * wi[i] + c_bar * wc[i];
    }
}

fn quarters(x: &[f64], b: usize) -> (&[f64], &[f64], &[f64], &[f64]) {
    (&x[..b], &x[b..2 * b], &x[2 * b..3 * b], &x[3 * b..4 * b])
}

type QuartersMut<'a> = (&'a mut [f64], &'a mut [f64], &'a mut [f64], &'a mut [f64]);

fn quarters_mut(x: &mut [f64], b: usize) -> QuartersMut<'_> {
    let (first, rest) = x.split_at_mut(b);
    let (second, rest) = rest.split_at_mut(b);
    let (third, fourth) = rest.split_at_mut(b);
    (first, second, third, &mut fourth[..b])
}
