//! What a convolution is told besides its arrays.

use std::fmt::Debug;

use crate::differential::inactive;
use crate::{Differentiable, Storable, Tape};

/// One number for each of `N` spatial axes: `[1, 2]`, or `2` for all axes.
pub trait PerAxis<const N: usize> {
    /// The numbers of all axes.
    fn per_axis(self) -> [usize; N];
}

impl<const N: usize> PerAxis<N> for usize {
    fn per_axis(self) -> [usize; N] {
        [self; N]
    }
}

impl<const N: usize> PerAxis<N> for [usize; N] {
    fn per_axis(self) -> [usize; N] {
        self
    }
}

/// What lies beyond the ends of a padded axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaddingMode {
    /// `0 0 [a b c d] 0 0`
    #[default]
    Zeros,
    /// `c d [a b c d] a b`: at most the axis' length.
    Circular,
    /// `c b [a b c d] c b`: less than the axis' length.
    Reflect,
    /// `a a [a b c d] d d`
    Replicate,
}

/// How much an axis is padded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Padding<const N: usize> {
    /// So much at either end.
    By([usize; N]),
    /// So much that the output is as long as the input; the odd one goes to the end.
    Same,
}

/// The setters of an options type: of numbers for all axes, and of the number of groups.
macro_rules! setters {
    ($Options:ident { $($(#[$about:meta])* $field:ident: $kind:tt;)* }) => {
        impl<const N: usize> $Options<N> {
            $(setters!(@ $(#[$about])* $field: $kind);)*
        }
    };
    (@ $(#[$about:meta])* $field:ident: axes) => {
        $(#[$about])*
        #[must_use]
        pub fn $field(mut self, $field: impl PerAxis<N>) -> Self {
            self.$field = $field.per_axis();
            self
        }
    };
    (@ $(#[$about:meta])* $field:ident: number) => {
        $(#[$about])*
        #[must_use]
        pub fn $field(mut self, $field: usize) -> Self {
            self.$field = $field;
            self
        }
    };
}

/// Stride, padding, dilation and groups of a convolution over `N` axes.
///
/// ```
/// use autodiff_core::ops::{Conv, NoBias, conv2d};
/// use ndarray::Array4;
///
/// let (x, weight) = (Array4::<f64>::ones((1, 4, 9, 9)), Array4::ones((6, 2, 3, 3)));
/// let options = Conv::new().stride(2).padding([1, 0]).groups(2);
/// assert_eq!(conv2d(&x, &weight, NoBias, options).shape(), [1, 6, 5, 4]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv<const N: usize> {
    pub(crate) stride: [usize; N],
    pub(crate) padding: Padding<N>,
    pub(crate) mode: PaddingMode,
    pub(crate) dilation: [usize; N],
    pub(crate) groups: usize,
}

impl<const N: usize> Default for Conv<N> {
    fn default() -> Self {
        Self {
            stride: [1; N],
            padding: Padding::By([0; N]),
            mode: PaddingMode::Zeros,
            dilation: [1; N],
            groups: 1,
        }
    }
}

impl<const N: usize> Conv<N> {
    /// Stride 1, no padding, dilation 1, one group.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The input gets so many more elements at either end of an axis.
    #[must_use]
    pub fn padding(mut self, padding: impl PerAxis<N>) -> Self {
        self.padding = Padding::By(padding.per_axis());
        self
    }

    /// The input is padded so that the output is as long, for stride 1: by `d(k − 1)`, half of it in
    /// front, and the odd one at the end.
    #[must_use]
    pub fn same_padding(mut self) -> Self {
        self.padding = Padding::Same;
        self
    }

    /// What the input is padded with, if not with zeros.
    #[must_use]
    pub fn padding_mode(mut self, mode: PaddingMode) -> Self {
        self.mode = mode;
        self
    }
}

setters!(Conv {
    /// The kernel moves on by so much.
    stride: axes;
    /// The kernel's elements are so far apart.
    dilation: axes;
    /// The channels are in so many groups of equal size; the outputs of a group see its inputs
    /// only. As many groups as channels make a depthwise convolution.
    groups: number;
});

/// Stride, padding, dilation and groups of a transposed convolution over `N` axes. They are those of
/// the convolution that it is the transpose of.
///
/// ```
/// use autodiff_core::ops::{ConvTranspose, NoBias, conv_transpose1d};
/// use ndarray::Array3;
///
/// let (x, weight) = (Array3::<f64>::ones((1, 2, 4)), Array3::ones((2, 3, 3)));
/// let options = ConvTranspose::new().stride(2).padding(1).output_padding(1);
/// assert_eq!(conv_transpose1d(&x, &weight, NoBias, options).shape(), [1, 3, 8]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvTranspose<const N: usize> {
    pub(crate) stride: [usize; N],
    pub(crate) padding: [usize; N],
    pub(crate) output_padding: [usize; N],
    pub(crate) dilation: [usize; N],
    pub(crate) groups: usize,
}

impl<const N: usize> Default for ConvTranspose<N> {
    fn default() -> Self {
        Self {
            stride: [1; N],
            padding: [0; N],
            output_padding: [0; N],
            dilation: [1; N],
            groups: 1,
        }
    }
}

impl<const N: usize> ConvTranspose<N> {
    /// Stride 1, no padding, dilation 1, one group.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(ConvTranspose {
    /// The kernel's place in the output moves on by so much.
    stride: axes;
    /// So many elements are cut off at either end of the output.
    padding: axes;
    /// So many elements are added at the end of the output; less than the stride. It chooses among the
    /// lengths whose convolution has the input's length.
    output_padding: axes;
    /// The kernel's elements are so far apart.
    dilation: axes;
    /// The channels are in so many groups of equal size.
    groups: number;
});

/// Kernel, stride and padding of a pooling over `N` axes.
///
/// ```
/// use autodiff_core::ops::{Pool, max_pool2d};
/// use ndarray::Array4;
///
/// let x = Array4::<f64>::ones((1, 2, 6, 8));
/// assert_eq!(max_pool2d(&x, Pool::new(2)).shape(), [1, 2, 3, 4]);
/// assert_eq!(max_pool2d(&x, Pool::new([3, 2]).stride(1)).shape(), [1, 2, 4, 7]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool<const N: usize> {
    pub(crate) kernel: [usize; N],
    pub(crate) stride: [usize; N],
    pub(crate) padding: [usize; N],
}

impl<const N: usize> Pool<N> {
    /// A window of this size that moves on by its size.
    #[must_use]
    pub fn new(kernel: impl PerAxis<N>) -> Self {
        let kernel = kernel.per_axis();
        Self {
            kernel,
            stride: kernel,
            padding: [0; N],
        }
    }
}

setters!(Pool {
    /// The window moves on by so much.
    stride: axes;
    /// The window may reach beyond the ends by so much; at most half its size.
    padding: axes;
});

macro_rules! options {
    ($($Options:ident)*) => {$(
        impl<const N: usize> Differentiable for $Options<N> {
            type Kept = Self;
            #[inline]
            fn kept(&self) -> Self {
                *self
            }
            inactive!();
        }

        impl<const N: usize> Storable for $Options<N> {
            fn push_to(self, tape: &mut Tape) {
                tape.push_cloneable(self);
            }
            fn pop_from(tape: &mut Tape) -> Self {
                tape.pop_any()
            }
        }
    )*};
}

options!(Conv ConvTranspose Pool);
