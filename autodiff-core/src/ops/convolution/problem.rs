//! The sizes of a convolution, checked, and brought to three spatial axes: one axis stands for three
//! of which the first two have length one.

use super::options::{Conv, ConvTranspose, Padding, PaddingMode};

/// Axes that a convolution runs along.
pub(super) type Spatial = [usize; 3];

/// The sizes of a convolution.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) batch: usize,
    pub(super) groups: usize,
    /// Channels of a group.
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) input: Spatial,
    pub(super) output: Spatial,
    pub(super) kernel: Spatial,
    pub(super) stride: Spatial,
    pub(super) dilation: Spatial,
    pub(super) before: Spatial,
    /// The input with its padding, as far as the kernel reaches.
    pub(super) padded: Spatial,
    pub(super) mode: PaddingMode,
}

/// `N` axes as three.
fn spatial<const N: usize>(axes: [usize; N], fill: usize) -> Spatial {
    let mut all = [fill; 3];
    all[3 - N..].copy_from_slice(&axes);
    all
}

/// The spatial axes of a shape.
fn tail<const N: usize>(shape: &[usize]) -> [usize; N] {
    shape[2..].try_into().expect("a shape of N + 2 axes")
}

fn volume(axes: &Spatial) -> usize {
    axes.iter().product()
}

/// What the shapes must have in common, whichever way the convolution goes. `from` and `to` name the
/// axis of the weight that belongs to `x`, and the other one.
fn check_common<const N: usize>(
    name: &str,
    shapes: &str,
    weight: &[usize],
    steps: [(&str, [usize; N]); 2],
    groups: usize,
) {
    for (what, step) in steps {
        for (axis, step) in step.iter().enumerate() {
            assert!(
                *step > 0,
                "{name}: the {what} along axis {} is 0, but must be at least 1; {shapes}",
                axis + 2
            );
        }
    }
    assert!(groups > 0, "{name}: there must be at least one group");
    assert!(
        weight[0].is_multiple_of(groups),
        "{name}: {shapes}: axis 0 of the weight ({} channels) can't be divided into {groups} groups",
        weight[0]
    );
    for (axis, len) in weight.iter().enumerate().skip(2) {
        assert!(
            *len > 0,
            "{name}: {shapes}: axis {axis} of the weight is empty"
        );
    }
}

impl Problem {
    /// The convolution of an input and a weight of these shapes.
    ///
    /// # Panics
    ///
    /// If the shapes don't fit.
    pub(super) fn new<const N: usize>(
        name: &str,
        x: &[usize],
        weight: &[usize],
        bias: Option<usize>,
        options: &Conv<N>,
    ) -> Self {
        let Conv {
            stride,
            dilation,
            groups,
            mode,
            ..
        } = *options;
        let shapes = format!("input {x:?}, weight {weight:?}");
        check_common(
            name,
            &shapes,
            weight,
            [("stride", stride), ("dilation", dilation)],
            groups,
        );
        assert!(
            x[1] == weight[1] * groups,
            "{name}: {shapes}: axis 1 of the input has {} channels, but axis 1 of the weight \
             asks for {} in {groups} group(s)",
            x[1],
            weight[1]
        );
        check_bias(name, &shapes, bias, weight[0]);
        let (input, kernel) = (tail::<N>(x), tail::<N>(weight));
        let mut before = [0; N];
        let mut padded = [0; N];
        let mut output = [0; N];
        for d in 0..N {
            let reach = dilation[d] * (kernel[d] - 1);
            let total = match options.padding {
                Padding::By(by) => {
                    before[d] = by[d];
                    2 * by[d]
                }
                Padding::Same => {
                    assert!(
                        stride[d] == 1,
                        "{name}: {shapes}: padding for an output of the same size needs stride 1, \
                         not {} as along axis {}",
                        stride[d],
                        d + 2
                    );
                    before[d] = reach / 2;
                    reach
                }
            };
            padded[d] = input[d] + total;
            assert!(
                padded[d] > reach,
                "{name}: {shapes}: along axis {} the kernel spans {}, but the padded input has {} \
                 element(s)",
                d + 2,
                reach + 1,
                padded[d]
            );
            check_mode(
                name,
                &shapes,
                mode,
                d + 2,
                input[d],
                before[d].max(total - before[d]),
            );
            output[d] = (padded[d] - reach - 1) / stride[d] + 1;
        }
        Self {
            batch: x[0],
            groups,
            inputs: weight[1],
            outputs: weight[0] / groups,
            input: spatial(input, 1),
            output: spatial(output, 1),
            kernel: spatial(kernel, 1),
            stride: spatial(stride, 1),
            dilation: spatial(dilation, 1),
            before: spatial(before, 0),
            padded: spatial(padded, 1),
            mode,
        }
    }

    /// The convolution whose transpose takes an input of shape `x`: its *output* has that shape.
    ///
    /// # Panics
    ///
    /// If the shapes don't fit.
    pub(super) fn transposed<const N: usize>(
        name: &str,
        x: &[usize],
        weight: &[usize],
        bias: Option<usize>,
        options: &ConvTranspose<N>,
    ) -> Self {
        let ConvTranspose {
            stride,
            padding,
            output_padding,
            dilation,
            groups,
        } = *options;
        let shapes = format!("input {x:?}, weight {weight:?}");
        check_common(
            name,
            &shapes,
            weight,
            [("stride", stride), ("dilation", dilation)],
            groups,
        );
        assert!(
            x[1] == weight[0],
            "{name}: {shapes}: axis 1 of the input has {} channels, but axis 0 of the weight {}",
            x[1],
            weight[0]
        );
        check_bias(name, &shapes, bias, weight[1] * groups);
        let (output, kernel) = (tail::<N>(x), tail::<N>(weight));
        let mut input = [0; N];
        let mut padded = [0; N];
        for d in 0..N {
            let axis = d + 2;
            assert!(
                output_padding[d] < stride[d],
                "{name}: {shapes}: the output padding {} along axis {axis} must be less than the \
                 stride {}",
                output_padding[d],
                stride[d]
            );
            assert!(
                output[d] > 0,
                "{name}: {shapes}: axis {axis} of the input is empty"
            );
            let full =
                (output[d] - 1) * stride[d] + dilation[d] * (kernel[d] - 1) + 1 + output_padding[d];
            assert!(
                full > 2 * padding[d],
                "{name}: {shapes}: along axis {axis} nothing is left of {full} element(s) without a \
                 padding of {} at either end",
                padding[d]
            );
            input[d] = full - 2 * padding[d];
            padded[d] = full;
        }
        Self {
            batch: x[0],
            groups,
            inputs: weight[1],
            outputs: weight[0] / groups,
            input: spatial(input, 1),
            output: spatial(output, 1),
            kernel: spatial(kernel, 1),
            stride: spatial(stride, 1),
            dilation: spatial(dilation, 1),
            before: spatial(padding, 0),
            padded: spatial(padded, 1),
            mode: PaddingMode::Zeros,
        }
    }

    /// The shape of the output, with the `N` axes that the convolution has.
    pub(super) fn output_shape<const N: usize>(&self) -> Vec<usize> {
        let mut shape = vec![self.batch, self.groups * self.outputs];
        shape.extend_from_slice(&self.output[3 - N..]);
        shape
    }

    /// The shape of the input, likewise.
    pub(super) fn input_shape<const N: usize>(&self) -> Vec<usize> {
        let mut shape = vec![self.batch, self.groups * self.inputs];
        shape.extend_from_slice(&self.input[3 - N..]);
        shape
    }

    /// Elements of a channel of the input.
    pub(super) fn input_len(&self) -> usize {
        volume(&self.input)
    }

    /// Elements of a channel of the input with its padding.
    pub(super) fn padded_len(&self) -> usize {
        volume(&self.padded)
    }

    /// Elements of a channel of the output.
    pub(super) fn output_len(&self) -> usize {
        volume(&self.output)
    }

    /// Elements of a kernel for one pair of channels.
    pub(super) fn kernel_len(&self) -> usize {
        volume(&self.kernel)
    }

    /// The indices of a kernel's elements, in row-major order.
    pub(super) fn elements(&self) -> impl Iterator<Item = Spatial> + use<> {
        let [depth, height, width] = self.kernel;
        (0..depth)
            .flat_map(move |i| (0..height).flat_map(move |j| (0..width).map(move |k| [i, j, k])))
    }

    /// Whether nothing but zeros is beyond the input's ends.
    pub(super) fn pads_with_zeros(&self) -> bool {
        self.mode == PaddingMode::Zeros || self.padded == self.input
    }
}

fn check_bias(name: &str, shapes: &str, bias: Option<usize>, channels: usize) {
    if let Some(bias) = bias {
        assert!(
            bias == channels,
            "{name}: {shapes}: axis 0 of the bias [{bias}] must have {channels} element(s), one for \
             each channel of the output"
        );
    }
}

fn check_mode(name: &str, shapes: &str, mode: PaddingMode, axis: usize, len: usize, by: usize) {
    let fits = match mode {
        PaddingMode::Zeros => true,
        PaddingMode::Circular => by <= len,
        PaddingMode::Reflect => by < len || by == 0,
        PaddingMode::Replicate => len > 0 || by == 0,
    };
    assert!(
        fits,
        "{name}: {shapes}: axis {axis} of the input is too short for a padding of {by}, {mode:?}"
    );
}
