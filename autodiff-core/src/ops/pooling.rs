//! Pooling: windows that move over an input and leave their largest element, or their mean. And
//! upsampling, which goes the other way.

use ndarray::{Array, Array3, Array4, ArrayRef, Dimension, IntoDimension, Ix3, Ix4};

use super::convolution::Pool;
use super::operation::operation;
use crate::{Scalar, threads};

/// The sizes of a pooling, brought to two axes: one axis stands for two of which the first has
/// length one.
#[derive(Clone, Copy, Debug)]
struct Windows {
    input: [usize; 2],
    output: [usize; 2],
    kernel: [usize; 2],
    stride: [usize; 2],
    padding: [usize; 2],
}

impl Windows {
    fn new<const N: usize>(name: &str, x: &[usize], pool: &Pool<N>) -> Self {
        let mut all = Self {
            input: [1; 2],
            output: [1; 2],
            kernel: [1; 2],
            stride: [1; 2],
            padding: [0; 2],
        };
        for d in 0..N {
            let (axis, len) = (d + 2, x[d + 2]);
            let (kernel, stride, padding) = (pool.kernel[d], pool.stride[d], pool.padding[d]);
            let shapes = format!("input {x:?}, window {:?}", pool.kernel);
            assert!(
                kernel > 0 && stride > 0,
                "{name}: {shapes}: window and stride along axis {axis} must be at least 1, \
                 not {kernel} and {stride}"
            );
            assert!(
                padding <= kernel / 2,
                "{name}: {shapes}: the padding {padding} along axis {axis} is more than half of \
                 the window"
            );
            assert!(
                kernel <= len + 2 * padding,
                "{name}: {shapes}: along axis {axis} the window spans {kernel}, but the padded input \
                 has {} element(s)",
                len + 2 * padding
            );
            let to = d + 2 - N;
            all.input[to] = len;
            all.output[to] = (len + 2 * padding - kernel) / stride + 1;
            all.kernel[to] = kernel;
            all.stride[to] = stride;
            all.padding[to] = padding;
        }
        all
    }

    /// The shape of the output.
    fn output_shape<D: Dimension>(&self, x: &ArrayRef<impl Copy, D>) -> D {
        let mut shape = x.raw_dim();
        let spatial = x.ndim() - 2;
        shape.slice_mut()[2..].copy_from_slice(&self.output[2 - spatial..]);
        shape
    }

    /// Where the window number `k` along axis `d` begins and ends within the input.
    fn range(&self, d: usize, k: usize) -> std::ops::Range<usize> {
        let begin = k * self.stride[d];
        let end = (begin + self.kernel[d]).saturating_sub(self.padding[d]);
        begin.saturating_sub(self.padding[d])..end.min(self.input[d])
    }

    /// Calls `visit` with the number of each output, where the rows of its window begin (and how far
    /// they are apart) and how long they are.
    fn for_each(&self, channels: usize, mut visit: impl FnMut(usize, Rows)) {
        let mut to = 0;
        for channel in 0..channels {
            for i in 0..self.output[0] {
                let rows = self.range(0, i);
                for j in 0..self.output[1] {
                    let columns = self.range(1, j);
                    let begin = (channel * self.input[0] + rows.start) * self.input[1];
                    let window = Rows {
                        begin: begin + columns.start,
                        count: rows.len(),
                        apart: self.input[1],
                        len: columns.len(),
                    };
                    visit(to, window);
                    to += 1;
                }
            }
        }
    }

    /// Lengths of a channel in the input and in the output.
    fn lens(&self) -> [usize; 2] {
        [self.input, self.output].map(|len| len.iter().product())
    }

    /// The number of channels that make a part for a thread.
    fn together(&self) -> usize {
        let windows: usize = self.output.iter().chain(&self.kernel).product();
        threads::together(windows)
    }

    /// The largest elements and their places.
    fn largest<T: Scalar>(&self, channels: usize, x: &[T]) -> (Vec<T>, Vec<usize>) {
        let [input, output] = self.lens();
        let mut values = vec![T::from_f64(0.0); channels * output];
        let mut places = vec![0; channels * output];
        let part = self.together();
        let results = values
            .chunks_mut(part * output)
            .zip(places.chunks_mut(part * output));
        let parts = results.enumerate().collect();
        threads::each(
            parts,
            || (),
            |(), (k, (values, places))| {
                let first = k * part * input;
                let x = &x[first..];
                self.for_each(values.len() / output, |to, window| {
                    let (mut place, mut largest) = (window.begin, x[window.begin]);
                    for begin in window.rows() {
                        for (k, x) in x[begin..begin + window.len].iter().enumerate() {
                            // A NaN is larger than everything.
                            if *x > largest || x.is_nan() && !largest.is_nan() {
                                (place, largest) = (begin + k, *x);
                            }
                        }
                    }
                    values[to] = largest;
                    places[to] = first + place;
                });
            },
        );
        (values, places)
    }

    /// One over the number of elements in a window, padding included.
    fn share<T: Scalar>(&self) -> T {
        let count = self.kernel[0] * self.kernel[1];
        T::from_f64(1.0) / T::from_f64(count as f64)
    }
}

/// Rows of a window, within all elements of an array.
#[derive(Clone, Copy, Debug)]
struct Rows {
    begin: usize,
    count: usize,
    apart: usize,
    len: usize,
}

impl Rows {
    fn rows(self) -> impl Iterator<Item = usize> {
        (0..self.count).map(move |k| self.begin + k * self.apart)
    }
}

/// Samples times channels.
fn channels<A, D: Dimension>(x: &ArrayRef<A, D>) -> usize {
    x.shape()[0] * x.shape()[1]
}

fn shaped<A, D: Dimension>(shape: D, elements: Vec<A>) -> Array<A, D> {
    Array::from_shape_vec(shape, elements).expect("one element for each window")
}

fn max_pool<T: Scalar, D: Dimension>(
    windows: &Windows,
    x: &ArrayRef<T, D>,
) -> (Array<T, D>, Vec<usize>) {
    let shape = windows.output_shape(x);
    let x = x.as_standard_layout();
    let x_elements = x.as_slice().expect("standard layout");
    let (values, places) = windows.largest(channels(&x), x_elements);
    (shaped(shape, values), places)
}

fn max_pool_cotangent<T: Scalar, D: Dimension>(
    windows: &Windows,
    shape: D,
    places: &[usize],
    y_bar: &Array<T, D>,
) -> Array<T, D> {
    let mut x_bar = vec![T::from_f64(0.0); shape.size()];
    let y_bar = y_bar.as_standard_layout();
    let elements = y_bar.as_slice().expect("standard layout");
    let [input, output] = windows.lens();
    let part = windows.together();
    let given = places
        .chunks(part * output)
        .zip(elements.chunks(part * output));
    // No window leaves its channel.
    let parts = x_bar.chunks_mut((part * input).max(1)).zip(given);
    threads::each(
        parts.enumerate().collect(),
        || (),
        |(), (k, (x_bar, (places, y_bar)))| {
            for (place, y_bar) in places.iter().zip(y_bar) {
                x_bar[*place - k * part * input] += *y_bar;
            }
        },
    );
    shaped(shape, x_bar)
}

fn avg_pool<T: Scalar, D: Dimension>(windows: &Windows, x: &ArrayRef<T, D>) -> Array<T, D> {
    let shape = windows.output_shape(x);
    let x = x.as_standard_layout();
    let elements = x.as_slice().expect("standard layout");
    let share = windows.share::<T>();
    let mut means = vec![T::from_f64(0.0); shape.size()];
    let [input, output] = windows.lens();
    let part = windows.together();
    let parts = means.chunks_mut(part * output).enumerate().collect();
    threads::each(
        parts,
        || (),
        |(), (k, means): (usize, &mut [T])| {
            let elements = &elements[k * part * input..];
            windows.for_each(means.len() / output, |to, window| {
                let rows = window
                    .rows()
                    .map(|begin| &elements[begin..begin + window.len]);
                means[to] = rows.flatten().copied().sum::<T>() * share;
            });
        },
    );
    shaped(shape, means)
}

fn avg_pool_cotangent<T: Scalar, D: Dimension>(
    windows: &Windows,
    shape: D,
    y_bar: &Array<T, D>,
) -> Array<T, D> {
    let mut x_bar = vec![T::from_f64(0.0); shape.size()];
    let y_bar = y_bar.as_standard_layout();
    let elements = y_bar.as_slice().expect("standard layout");
    let share = windows.share::<T>();
    let [input, output] = windows.lens();
    let part = windows.together();
    let parts = x_bar
        .chunks_mut((part * input).max(1))
        .zip(elements.chunks(part * output));
    threads::each(
        parts.collect(),
        || (),
        |(), (x_bar, y_bar)| {
            windows.for_each(y_bar.len() / output, |to, window| {
                let bar = y_bar[to] * share;
                for begin in window.rows() {
                    for x_bar in &mut x_bar[begin..begin + window.len] {
                        *x_bar += bar;
                    }
                }
            });
        },
    );
    shaped(shape, x_bar)
}

macro_rules! pooling {
    ($(#[$attribute:meta])* max $name:ident, $N:literal, $Array:ident, $Ix:ident) => {
        operation! {
            $(#[$attribute])*
            ///
            /// Of equal elements the first counts, and it alone gets the cotangent. A NaN is larger than
            /// everything. Padding never wins.
            ///
            /// # Panics
            ///
            /// If the window is larger than the padded input, or the padding more than half of the window.
            pub fn $name[T: Scalar](x: &ArrayRef<T, $Ix>, pool: Pool<$N>) -> $Array<T> {
                max_pool(&Windows::new(stringify!($name), x.shape(), &pool), x)
            }
            backward(places in Vec<usize>, y_bar) {
                0 x => max_pool_cotangent(&Windows::new(stringify!($name), x.shape(), &pool), x.raw_dim(), &places, &y_bar);
            }
        }
    };
    ($(#[$attribute:meta])* avg $name:ident, $N:literal, $Array:ident, $Ix:ident) => {
        operation! {
            $(#[$attribute])*
            ///
            /// Padding counts as zeros.
            ///
            /// # Panics
            ///
            /// If the window is larger than the padded input, or the padding more than half of the window.
            pub fn $name[T: Scalar](x: &ArrayRef<T, $Ix>, pool: Pool<$N>) -> $Array<T> {
                (avg_pool(&Windows::new(stringify!($name), x.shape(), &pool), x), ())
            }
            backward(() in (), y_bar) {
                0 x => avg_pool_cotangent(&Windows::new(stringify!($name), x.shape(), &pool), x.raw_dim(), &y_bar);
            }
        }
    };
}

pooling!(
    /// The largest element in each window along the axis of an N×C×L array.
    ///
    /// ```
    /// use autodiff_core::ops::{Pool, max_pool1d};
    /// use ndarray::array;
    /// let x = array![[[1.0, 3.0, 2.0, 2.0]]];
    /// assert_eq!(max_pool1d(&x, Pool::new(2)), array![[[3.0, 2.0]]]);
    /// ```
    max max_pool1d, 1, Array3, Ix3
);
pooling!(
    /// The largest element in each window along the last two axes of an N×C×H×W array.
    ///
    /// ```
    /// use autodiff_core::ops::{Pool, max_pool2d};
    /// use ndarray::array;
    /// let x = array![[[[1.0, 3.0], [4.0, 2.0]]]];
    /// assert_eq!(max_pool2d(&x, Pool::new(2)), array![[[[4.0]]]]);
    /// ```
    max max_pool2d, 2, Array4, Ix4
);
pooling!(
    /// The mean of each window along the axis of an N×C×L array.
    ///
    /// ```
    /// use autodiff_core::ops::{Pool, avg_pool1d};
    /// use ndarray::array;
    /// let x = array![[[1.0, 3.0, 2.0, 2.0]]];
    /// assert_eq!(avg_pool1d(&x, Pool::new(2)), array![[[2.0, 2.0]]]);
    /// ```
    avg avg_pool1d, 1, Array3, Ix3
);
pooling!(
    /// The mean of each window along the last two axes of an N×C×H×W array.
    ///
    /// ```
    /// use autodiff_core::ops::{Pool, avg_pool2d};
    /// use ndarray::array;
    /// let x = array![[[[1.0, 3.0], [4.0, 2.0]]]];
    /// assert_eq!(avg_pool2d(&x, Pool::new(2)), array![[[[2.5]]]]);
    /// ```
    avg avg_pool2d, 2, Array4, Ix4
);

/// The shape of an upsampled array.
fn upsampled<D: Dimension>(x: &D, scale: usize) -> D {
    let mut shape = x.clone();
    for len in shape.slice_mut().iter_mut().skip(2) {
        *len *= scale;
    }
    shape
}

/// Where the element with this index comes from.
fn origin<D: Dimension>(index: &D, scale: usize) -> D {
    let mut origin = index.clone();
    for k in origin.slice_mut().iter_mut().skip(2) {
        *k /= scale;
    }
    origin
}

operation! {
    /// Repeats each element of an N×C×… array `scale` times along each axis but the first two.
    ///
    /// ```
    /// use autodiff_core::ops::upsample_nearest;
    /// use ndarray::array;
    /// assert_eq!(upsample_nearest(&array![[[1.0, 2.0]]], 2), array![[[1.0, 1.0, 2.0, 2.0]]]);
    /// ```
    pub fn upsample_nearest[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, scale: usize) -> Array<T, D> {
        let shape = upsampled(&x.raw_dim(), scale);
        let y = Array::from_shape_fn(shape, |index| x[origin(&index.into_dimension(), scale)]);
        (y, ())
    }
    backward(() in (), y_bar) {
        0 x => {
            let mut x_bar = Array::zeros(x.raw_dim());
            for (index, y_bar) in y_bar.indexed_iter() {
                x_bar[origin(&index.into_dimension(), scale)] += *y_bar;
            }
            x_bar
        };
    }
}
