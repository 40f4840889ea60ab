//! A network of long short-term memory that predicts the next character of a text.

use super::{Golden, Kernel};
use crate::by_hand;
use crate::data::{flat, read};
use crate::unchecked;
use autodiff_core::{Tape, differentiable};

/// How badly the network predicts each element of `sequence` from those before it.
///
/// `main` holds the weights and the biases of each layer, `extra` those of input and output, `state`
/// what each layer remembers at the start; `bits` is the length of an element.
#[differentiable(wrt(main, extra))]
#[must_use]
pub fn objective(main: &[f64], extra: &[f64], state: &[f64], sequence: &[f64], bits: usize) -> f64 {
    let characters = sequence.len() / bits;
    let mut state = state.to_vec();
    let mut h = vec![0.0; bits];
    let mut y = vec![0.0; bits];
    let mut total = 0.0;
    let mut count = 0;
    for t in 0..characters - 1 {
        predict(
            main,
            extra,
            &mut state,
            &mut h,
            &sequence[t * bits..(t + 1) * bits],
            &mut y,
        );
        let mut sum = 0.0;
        for i in 0..bits {
            sum += y[i].exp();
        }
        let norm = (2.0 + sum).ln();
        let next = &sequence[(t + 1) * bits..(t + 2) * bits];
        for i in 0..bits {
            total += next[i] * (y[i] - norm);
        }
        count += bits;
    }
    -total / count as f64
}

/// What follows `input`, going by the `state`, which goes on; `h` is what a layer hands to the next.
#[differentiable]
fn predict(
    main: &[f64],
    extra: &[f64],
    state: &mut [f64],
    h: &mut [f64],
    input: &[f64],
    y: &mut [f64],
) {
    let b = input.len();
    for i in 0..b {
        h[i] = input[i] * extra[i];
    }
    for layer in 0..main.len() / (8 * b) {
        let (hidden, cell) = state[2 * layer * b..(2 * layer + 2) * b].split_at_mut(b);
        remember(&main[8 * b * layer..8 * b * (layer + 1)], hidden, cell, h);
        h.copy_from_slice(hidden);
    }
    for i in 0..b {
        y[i] = h[i] * extra[b + i] + extra[2 * b + i];
    }
}

/// One layer: the parameters are the weights of the gates forget, in, out and of the change, then
/// their biases.
#[differentiable]
fn remember(parameters: &[f64], hidden: &mut [f64], cell: &mut [f64], input: &[f64]) {
    let b = input.len();
    let (weight, bias) = parameters.split_at(4 * b);
    for i in 0..b {
        let forget = sigmoid(input[i] * weight[i] + bias[i]);
        let ingate = sigmoid(hidden[i] * weight[b + i] + bias[b + i]);
        let outgate = sigmoid(input[i] * weight[2 * b + i] + bias[2 * b + i]);
        let change = (hidden[i] * weight[3 * b + i] + bias[3 * b + i]).tanh();
        cell[i] = cell[i] * forget + ingate * change;
        hidden[i] = outgate * cell[i].tanh();
    }
}

#[differentiable]
fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// A problem of GradBench.
#[derive(Debug)]
pub struct Lstm {
    size: &'static str,
    main: Vec<f64>,
    extra: Vec<f64>,
    state: Vec<f64>,
    sequence: Vec<f64>,
    bits: usize,
}

impl Lstm {
    /// The sizes there are.
    pub const SIZES: [&str; 2] = ["l2_c1024", "l4_c1024"];

    /// The problem of that size.
    #[must_use]
    pub fn new(size: &'static str) -> Self {
        let input = read(&format!("lstm/{size}.input"));
        let extra = flat(&input["extra_params"]);
        Self {
            size,
            main: flat(&input["main_params"]),
            bits: extra.len() / 3,
            extra,
            state: flat(&input["state"]),
            sequence: flat(&input["sequence"]),
        }
    }
}

impl Kernel for Lstm {
    type Value = f64;
    type Gradient = (Vec<f64>, Vec<f64>);
    type Scratch = by_hand::lstm::Scratch;

    fn name(&self) -> (&'static str, String) {
        ("lstm", self.size.to_owned())
    }

    fn function(&self) -> f64 {
        objective(
            &self.main,
            &self.extra,
            &self.state,
            &self.sequence,
            self.bits,
        )
    }

    fn recorded(&self, tape: &mut Tape) -> f64 {
        objective::record_in(
            tape,
            &self.main,
            &self.extra,
            &self.state,
            &self.sequence,
            self.bits,
        )
        .into_value()
    }

    fn gradient(&self, tape: &mut Tape) -> (Vec<f64>, Vec<f64>) {
        objective::record_in(
            tape,
            &self.main,
            &self.extra,
            &self.state,
            &self.sequence,
            self.bits,
        )
        .backward(1.0)
    }

    fn by_hand(&self, scratch: &mut by_hand::lstm::Scratch) -> (f64, (Vec<f64>, Vec<f64>)) {
        by_hand::lstm::gradient(
            &self.main,
            &self.extra,
            &self.state,
            &self.sequence,
            self.bits,
            scratch,
        )
    }

    fn unchecked(&self) -> Option<f64> {
        Some(unchecked::lstm(
            &self.main,
            &self.extra,
            &self.state,
            &self.sequence,
            self.bits,
        ))
    }

    fn golden(&self) -> Golden {
        Golden {
            value: flat(&read(&format!("lstm/{}.objective", self.size))),
            gradient: vec![flat(&read(&format!("lstm/{}.jacobian", self.size)))],
            tolerance: 1e-10,
        }
    }
}
