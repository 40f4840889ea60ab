//! Convolution and its cotangents, on the elements of arrays in standard layout.
//!
//! Samples are taken a few at a time, so many that they still fit into the cache. Their padded input is
//! laid out channel by channel. With stride 1 the kernel's elements each see that input at an offset,
//! also across the ends of lines: results there aren't wanted, and are left out, or are zeros in the
//! output's cotangent, which is laid out on the padded input's lines. With other strides what each
//! element of the kernel sees is gathered first.
//!
//! (Such a zero times an infinite element isn't zero: one that isn't finite may make more cotangents
//! of the weight NaN than those it belongs to.)

use std::ops::Range;

use super::kernels::{Correlation, Product, SLACK, Target};
use super::padding::{pad, unpad};
use super::problem::Problem;
use crate::simd::WIDEST;
use crate::{Scalar, threads};

/// About so many positions are worked on at a time.
const CHUNK: usize = 4096;

/// How a convolution is carried out.
struct Plan<'a> {
    problem: &'a Problem,
    /// With stride 1: positions are those of the padded input.
    direct: bool,
    /// Samples at a time.
    samples: usize,
    /// Positions of a sample.
    plane: [usize; 3],
    /// Positions of all samples of a chunk, and a few zeros: see [`apart`].
    row: usize,
    /// Where the data begins for each input channel and element of the kernel.
    offsets: Vec<usize>,
}

/// The samples of a chunk, and a group of channels.
#[derive(Clone)]
struct Part {
    samples: Range<usize>,
    group: usize,
}

/// A length of rows for so many positions: an odd number of the widest vectors. With rows whose distance is
/// a power of two, the same position of every channel would compete for the same few lines of the cache.
fn apart(positions: usize) -> usize {
    (positions.div_ceil(WIDEST) | 1) * WIDEST
}

impl<'a> Plan<'a> {
    fn new(problem: &'a Problem) -> Self {
        Self::with(problem, problem.stride == [1; 3])
    }

    fn with(problem: &'a Problem, direct: bool) -> Self {
        let plane = if direct {
            problem.padded
        } else {
            problem.output
        };
        let positions: usize = plane.iter().product();
        let samples = (CHUNK / positions).clamp(1, problem.batch.max(1));
        let row = apart(samples * positions);
        let [lines, columns] = [plane[1], plane[2]];
        let mut offsets = Vec::new();
        for channel in 0..problem.inputs {
            for (element, [i, j, k]) in problem.elements().enumerate() {
                offsets.push(if direct {
                    let [a, b, c] = problem.dilation;
                    channel * row + (i * a * lines + j * b) * columns + k * c
                } else {
                    (channel * problem.kernel_len() + element) * row
                });
            }
        }
        Self {
            problem,
            direct,
            samples,
            plane,
            row,
            offsets,
        }
    }

    fn positions(&self) -> usize {
        self.plane.iter().product()
    }

    /// The largest offset within a channel.
    fn reach(&self) -> usize {
        let within = self.offsets.get(self.problem.kernel_len() - 1);
        within.copied().filter(|_| self.direct).unwrap_or(0)
    }

    /// The chunks of samples.
    fn chunks(&self) -> impl Iterator<Item = Range<usize>> {
        let (batch, step) = (self.problem.batch, self.samples);
        let chunks = (0..batch).step_by(step);
        chunks.map(move |first| first..(first + step).min(batch))
    }

    /// A chunk with every group.
    fn parts(&self, samples: &Range<usize>) -> impl Iterator<Item = Part> {
        let samples = samples.clone();
        (0..self.problem.groups).map(move |group| Part {
            samples: samples.clone(),
            group,
        })
    }

    /// The chunks, each with its share of an array with so many channels in a group, of so many elements.
    fn shares<'y, T>(
        &self,
        channels: usize,
        len: usize,
        y: &'y mut [T],
    ) -> Vec<(Range<usize>, &'y mut [T])> {
        let sample = self.problem.groups * channels * len;
        self.chunks()
            .zip(y.chunks_mut((self.samples * sample).max(1)))
            .collect()
    }

    /// Where the channels of a part begin in an array with so many channels in a group, of so many
    /// elements, sample by sample.
    fn groups(&self, part: &Part, channels: usize, len: usize) -> impl Iterator<Item = usize> {
        let (groups, group) = (self.problem.groups, part.group);
        part.samples
            .clone()
            .map(move |sample| (sample * groups + group) * channels * len)
    }

    /// The part of the weight that belongs to a group.
    fn weights(&self, part: &Part) -> Range<usize> {
        let len = self.problem.outputs * self.offsets.len();
        part.group * len..(part.group + 1) * len
    }

    /// Room for [`fill`](Self::fill).
    fn data<T: Scalar>(&self) -> Vec<T> {
        let rows = if self.direct {
            self.problem.inputs
        } else {
            self.offsets.len()
        };
        vec![T::from_f64(0.0); rows * self.row + self.reach() + SLACK]
    }

    /// Lays out the input of a part. Earlier content was of parts that were no smaller.
    fn fill<T: Scalar>(&self, part: &Part, x: &[T], padded: &mut [T], data: &mut [T]) {
        let problem = self.problem;
        let (input, len) = (problem.input_len(), problem.padded_len());
        for (k, begin) in self.groups(part, problem.inputs, input).enumerate() {
            for channel in 0..problem.inputs {
                let x = &x[begin + channel * input..][..input];
                if self.direct {
                    pad(problem, x, &mut data[channel * self.row + k * len..][..len]);
                } else {
                    pad(problem, x, padded);
                    let first = channel * problem.kernel_len();
                    self.for_each_line(k, |element, line, from| {
                        let line = &mut data[(first + element) * self.row..][line];
                        let source = padded[from..].iter().step_by(problem.stride[2]);
                        line.iter_mut()
                            .zip(source)
                            .for_each(|(to, from)| *to = *from);
                    });
                }
            }
        }
    }

    /// Room for a padded channel, if [`fill`](Self::fill) needs it.
    fn padded<T: Scalar>(&self) -> Vec<T> {
        let len = if self.direct {
            0
        } else {
            self.problem.padded_len()
        };
        vec![T::from_f64(0.0); len]
    }

    /// Calls `visit` for each element of the kernel and each line of the output of sample `k`: the
    /// element, the line's positions, and where in the padded channel that element meets them.
    fn for_each_line(&self, k: usize, mut visit: impl FnMut(usize, Range<usize>, usize)) {
        let Problem {
            output,
            stride,
            dilation,
            padded,
            ..
        } = self.problem;
        for (element, at) in self.problem.elements().enumerate() {
            let mut begin = k * self.positions();
            for a in 0..output[0] {
                for b in 0..output[1] {
                    let line = (at[0] * dilation[0] + a * stride[0]) * padded[1];
                    let line = line + at[1] * dilation[1] + b * stride[1];
                    let from = line * padded[2] + at[2] * dilation[2];
                    visit(element, begin..begin + output[2], from);
                    begin += output[2];
                }
            }
        }
    }

    /// Lays out the output's cotangent for a part, with `front` zeros in front.
    fn spread<T: Scalar>(&self, part: &Part, y_bar: &[T], front: usize, left: &mut [T]) {
        let Problem {
            output, outputs, ..
        } = self.problem;
        let len = self.problem.output_len();
        if part.samples.len() < self.samples {
            left.fill(T::from_f64(0.0));
        }
        for (k, begin) in self.groups(part, *outputs, len).enumerate() {
            for channel in 0..*outputs {
                let y_bar = &y_bar[begin + channel * len..][..len];
                let to = &mut left[front + channel * self.row + k * self.positions()..];
                for (line, y_bar) in y_bar.chunks_exact(output[2]).enumerate() {
                    let line = line / output[1] * self.plane[1] + line % output[1];
                    to[line * self.plane[2]..][..output[2]].copy_from_slice(y_bar);
                }
            }
        }
    }

    /// Where a product's results go that are as many as there are elements in an array with the given
    /// number of channels.
    fn target(&self, channels: usize, part: [Range<usize>; 3]) -> Target {
        let row = part.iter().map(ExactSizeIterator::len).product();
        Target {
            plane: self.plane,
            part,
            sample: self.problem.groups * channels * row,
            row,
        }
    }
}

/// Writes the convolution of `x`.
pub(super) fn forward<T: Scalar>(
    problem: &Problem,
    x: &[T],
    weight: &[T],
    bias: Option<&[T]>,
    y: &mut [T],
) {
    if y.is_empty() {
        return;
    }
    let plan = Plan::new(problem);
    let len = problem.output_len();
    let target = plan.target(problem.outputs, problem.output.map(|len| 0..len));
    let depth = plan.offsets.len();
    threads::each(
        plan.shares(problem.outputs, len, y),
        || (plan.data(), plan.padded()),
        |(data, padded), (samples, y)| {
            for part in plan.parts(&samples) {
                plan.fill(&part, x, padded, data);
                let weight = &weight[plan.weights(&part)];
                T::with_lanes(Product {
                    rows: problem.outputs,
                    factor: |r, k| weight[r * depth + k],
                    bias: bias.map(|b| &b[part.group * problem.outputs..]),
                    data,
                    offsets: &plan.offsets,
                    positions: samples.len() * plan.positions(),
                    target: &target,
                    y: &mut y[part.group * problem.outputs * len..],
                    add: false,
                });
            }
        },
    );
}

/// Chunks whose contributions to the weight's cotangent are worked out side by side.
const SIDE_BY_SIDE: usize = 16;

/// Adds the cotangent of the weight: the contributions of the chunks, one after the other.
pub(super) fn weight_cotangent<T: Scalar>(
    problem: &Problem,
    x: &[T],
    y_bar: &[T],
    weight_bar: &mut [T],
) {
    if weight_bar.is_empty() || y_bar.is_empty() {
        return;
    }
    let plan = Plan::new(problem);
    let zero = T::from_f64(0.0);
    let scratch = || {
        let left = vec![zero; problem.outputs * plan.row + 2 * WIDEST];
        (plan.data(), plan.padded(), left)
    };
    let add = |(data, padded, left): &mut (Vec<T>, Vec<T>, Vec<T>), samples, bar: &mut [T]| {
        // Vectors that lie within a line of the cache are loaded faster.
        let front = left.as_ptr().align_offset(64).min(2 * WIDEST);
        for part in plan.parts(&samples) {
            plan.fill(&part, x, padded, data);
            plan.spread(&part, y_bar, front, left);
            T::with_lanes(Correlation {
                left: &left[front..],
                rows: problem.outputs,
                row: plan.row,
                data,
                offsets: &plan.offsets,
                bar: &mut bar[plan.weights(&part)],
            });
        }
    };
    let chunks: Vec<Range<usize>> = plan.chunks().collect();
    if !threads::several() || chunks.len() == 1 {
        let mut scratch = scratch();
        for samples in chunks {
            add(&mut scratch, samples, weight_bar);
        }
        return;
    }
    for chunks in chunks.chunks(SIDE_BY_SIDE) {
        let mut bars = vec![vec![zero; weight_bar.len()]; chunks.len()];
        let parts = chunks.iter().cloned().zip(&mut bars).collect();
        threads::each(parts, scratch, |scratch, (samples, bar)| {
            add(scratch, samples, bar);
        });
        for bar in bars {
            for (sum, bar) in weight_bar.iter_mut().zip(bar) {
                *sum += bar;
            }
        }
    }
}

/// Writes the cotangent of the input, plus a bias for each of its channels, or adds it to what is there.
pub(super) fn input_cotangent<T: Scalar>(
    problem: &Problem,
    weight: &[T],
    y_bar: &[T],
    bias: Option<&[T]>,
    add: bool,
    x_bar: &mut [T],
) {
    if x_bar.is_empty() {
        return;
    }
    if problem.stride == [1; 3] && problem.pads_with_zeros() {
        direct_input_cotangent(&Plan::with(problem, true), weight, y_bar, bias, add, x_bar);
    } else {
        scattered_input_cotangent(&Plan::with(problem, false), weight, y_bar, bias, add, x_bar);
    }
}

/// With stride 1 it is a convolution, with the kernel the other way round.
fn direct_input_cotangent<T: Scalar>(
    plan: &Plan<'_>,
    weight: &[T],
    y_bar: &[T],
    bias: Option<&[T]>,
    add: bool,
    x_bar: &mut [T],
) {
    let problem = plan.problem;
    let (kernel, reach) = (problem.kernel_len(), plan.reach());
    let mut offsets = Vec::new();
    for output in 0..problem.outputs {
        let elements = plan.offsets[..kernel].iter();
        offsets.extend(elements.map(|offset| output * plan.row + reach - offset));
    }
    let part = std::array::from_fn(|d| problem.before[d]..problem.before[d] + problem.input[d]);
    let target = plan.target(problem.inputs, part);
    let len = problem.input_len();
    threads::each(
        plan.shares(problem.inputs, len, x_bar),
        || vec![T::from_f64(0.0); reach + problem.outputs * plan.row + SLACK],
        |left, (samples, x_bar)| {
            for part in plan.parts(&samples) {
                plan.spread(&part, y_bar, reach, left);
                let weight = &weight[plan.weights(&part)];
                T::with_lanes(Product {
                    rows: problem.inputs,
                    factor: |r, k| weight[(k / kernel * problem.inputs + r) * kernel + k % kernel],
                    bias: bias.map(|b| &b[part.group * problem.inputs..]),
                    data: left,
                    offsets: &offsets,
                    positions: samples.len() * plan.positions(),
                    target: &target,
                    y: &mut x_bar[part.group * problem.inputs * len..],
                    add,
                });
            }
        },
    );
}

/// The cotangents of what each element of the kernel sees, each added where it was seen.
fn scattered_input_cotangent<T: Scalar>(
    plan: &Plan<'_>,
    weight: &[T],
    y_bar: &[T],
    bias: Option<&[T]>,
    add: bool,
    x_bar: &mut [T],
) {
    let problem = plan.problem;
    let (depth, step) = (plan.offsets.len(), problem.stride[2]);
    let (kernel, input) = (problem.kernel_len(), problem.input_len());
    let zero = T::from_f64(0.0);
    let offsets: Vec<usize> = (0..problem.outputs).map(|o| o * plan.row).collect();
    let target = Target {
        plane: [1, 1, plan.row],
        part: [0..1, 0..1, 0..plan.row],
        sample: 0,
        row: plan.row,
    };
    let scratch = || {
        let left = vec![zero; problem.outputs * plan.row + SLACK];
        let seen = vec![zero; depth * plan.row];
        (left, seen, vec![zero; problem.padded_len()])
    };
    let shares = plan.shares(problem.inputs, input, x_bar);
    threads::each(shares, scratch, |(left, seen, padded), (samples, x_bar)| {
        for part in plan.parts(&samples) {
            plan.spread(&part, y_bar, 0, left);
            let weight = &weight[plan.weights(&part)];
            T::with_lanes(Product {
                rows: depth,
                factor: |r, k| weight[k * depth + r],
                bias: None,
                data: left,
                offsets: &offsets,
                positions: plan.row,
                target: &target,
                y: seen,
                add: false,
            });
            let first = Part {
                samples: 0..samples.len(),
                ..part
            };
            for (k, begin) in plan.groups(&first, problem.inputs, input).enumerate() {
                for channel in 0..problem.inputs {
                    padded.fill(zero);
                    plan.for_each_line(k, |element, line, from| {
                        let seen = &seen[(channel * kernel + element) * plan.row..];
                        let to = padded[from..].iter_mut().step_by(step);
                        to.zip(&seen[line]).for_each(|(to, from)| *to += *from);
                    });
                    let x_bar = &mut x_bar[begin + channel * input..][..input];
                    if !add {
                        let first = part.group * problem.inputs;
                        x_bar.fill(bias.map_or(zero, |b| b[first + channel]));
                    }
                    unpad(problem, padded, x_bar);
                }
            }
        }
    });
}
