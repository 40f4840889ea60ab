//! Layers that bring their input to mean 0 and variance 1.

use ndarray::{Array, Array1, ArrayRef, Axis, Dimension, Ix1, RemoveAxis, Zip};

use super::operation::operation;
use super::pointwise::c;
use crate::Scalar;
use crate::rules::reduction::length;

operation! {
    /// Each lane along the last axis brought to mean 0 and variance 1, then scaled and shifted:
    /// `(x − mean)/√(var + eps) · weight + bias` (Ba, Kiros and Hinton, "Layer Normalization", 2016).
    /// The variance is the one without correction.
    ///
    /// # Panics
    ///
    /// Unless `weight` and `bias` are as long as the last axis of `x`.
    ///
    /// ```
    /// use autodiff_core::ops::layer_norm;
    /// use ndarray::array;
    /// let x = array![[1.0, 3.0], [10.0, 20.0]];
    /// let y = layer_norm(&x, &array![1.0, 1.0], &array![0.0, 0.5], 0.0);
    /// assert_eq!(y, array![[-1.0, 1.5], [-1.0, 1.5]]);
    /// ```
    pub fn layer_norm[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, weight: &ArrayRef<T, Ix1>, bias: &ArrayRef<T, Ix1>, eps: T) -> Array<T, D> {
        let axis = last_axis(x, weight, bias);
        let mut standard = x.to_owned();
        let scales: Array1<T> = standard
            .lanes_mut(axis)
            .into_iter()
            .map(|mut lane| standardise(&mut lane, eps))
            .collect();
        let mut y = standard.clone();
        for mut lane in y.lanes_mut(axis) {
            Zip::from(&mut lane).and(weight).and(bias).for_each(|y, &w, &b| *y = *y * w + b);
        }
        (y, (standard, scales))
    }
    backward((standard, scales) in (Array<T, D>, Array1<T>), y_bar) sharing {
        let axis = last_axis(x, weight, bias);
    } {
        0 x => {
            let mut x_bar = y_bar.clone();
            let lanes = x_bar.lanes_mut(axis).into_iter().zip(standard.lanes(axis)).zip(&scales);
            for ((mut bar, standard), &scale) in lanes {
                bar.zip_mut_with(weight, |bar, &w| *bar *= w);
                pull(&mut bar, &standard, scale);
            }
            x_bar
        };
        1 weight => {
            let mut bar = Array1::zeros(weight.len());
            for (y_bar, standard) in y_bar.lanes(axis).into_iter().zip(standard.lanes(axis)) {
                Zip::from(&mut bar).and(y_bar).and(standard).for_each(|bar, &y_bar, &s| *bar += y_bar * s);
            }
            bar
        };
        2 bias => {
            let mut bar = Array1::zeros(bias.len());
            for y_bar in y_bar.lanes(axis) {
                bar += &y_bar;
            }
            bar
        };
        3 eps => {
            let mut bar = c::<T>(0.0);
            for ((y_bar, standard), &scale) in y_bar.lanes(axis).into_iter().zip(standard.lanes(axis)).zip(&scales) {
                let sum = Zip::from(y_bar).and(standard).and(weight).fold(c::<T>(0.0), |sum, &y_bar, &s, &w| sum + y_bar * s * w);
                bar -= sum * scale * scale * c(0.5);
            }
            bar
        };
    }
}

operation! {
    /// Each channel (the second axis) brought to mean 0 and variance 1 over all other axes, then scaled
    /// and shifted: `(x − mean)/√(var + eps) · weight + bias`, as in training (Ioffe and Szegedy, "Batch
    /// Normalization", 2015). The variance is the one without correction.
    ///
    /// # Panics
    ///
    /// Unless `x` has at least two axes, and `weight` and `bias` are as long as the second one.
    ///
    /// ```
    /// use autodiff_core::ops::batch_norm;
    /// use ndarray::array;
    /// let x = array![[1.0, 10.0], [3.0, 20.0]];
    /// let y = batch_norm(&x, &array![1.0, 2.0], &array![0.0, 0.5], 0.0);
    /// assert_eq!(y, array![[-1.0, -1.5], [1.0, 2.5]]);
    /// ```
    pub fn batch_norm[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, weight: &ArrayRef<T, Ix1>, bias: &ArrayRef<T, Ix1>, eps: T) -> Array<T, D> {
        check_parameters("batch_norm", x, 1, weight, bias);
        let mut standard = x.to_owned();
        let scales: Array1<T> = standard
            .axis_iter_mut(Axis(1))
            .map(|mut channel| standardise(&mut channel, eps))
            .collect();
        let mut y = standard.clone();
        Zip::from(y.axis_iter_mut(Axis(1)))
            .and(weight)
            .and(bias)
            .for_each(|mut channel, &w, &b| channel.mapv_inplace(|s| s * w + b));
        (y, (standard, scales))
    }
    backward((standard, scales) in (Array<T, D>, Array1<T>), y_bar) {
        0 x => {
            let mut x_bar = y_bar.clone();
            Zip::from(x_bar.axis_iter_mut(Axis(1)))
                .and(standard.axis_iter(Axis(1)))
                .and(&scales)
                .and(weight)
                .for_each(|mut bar, standard, &scale, &w| pull(&mut bar, &standard, scale * w));
            x_bar
        };
        1 weight => products(&y_bar, &standard);
        2 bias => y_bar.axis_iter(Axis(1)).map(|bar| bar.sum()).collect::<Array1<T>>();
        3 eps => {
            Zip::from(&products(&y_bar, &standard))
                .and(weight)
                .and(&scales)
                .fold(c::<T>(0.0), |sum, &product, &w, &scale| sum - product * w * scale * scale * c(0.5))
        };
    }
}

/// Brings `x` to mean 0 and variance 1; returns what it was divided by, inverted.
fn standardise<T: Scalar, D: Dimension>(x: &mut ArrayRef<T, D>, eps: T) -> T {
    let mean = x.sum() / length(x.len());
    x.mapv_inplace(|x| x - mean);
    let square: T = x.iter().map(|&x| x * x).sum();
    let scale = (square / length(x.len()) + eps).sqrt().recip();
    x.mapv_inplace(|x| x * scale);
    scale
}

/// The pullback of [`standardise`], in the memory of the cotangent:
/// `x̄ = scale (ȳ − mean(ȳ) − y mean(ȳ y))`.
fn pull<T: Scalar, D: Dimension>(bar: &mut ArrayRef<T, D>, y: &ArrayRef<T, D>, scale: T) {
    let length = length::<T>(bar.len());
    let mean = bar.sum() / length;
    let product = Zip::from(&*bar)
        .and(y)
        .fold(c::<T>(0.0), |sum, &bar, &y| sum + bar * y)
        / length;
    bar.zip_mut_with(y, |bar, &y| *bar = scale * (*bar - mean - y * product));
}

/// The sum of the products of two arrays, for each channel.
fn products<T: Scalar, D: RemoveAxis>(a: &ArrayRef<T, D>, b: &ArrayRef<T, D>) -> Array1<T> {
    let channels = a.axis_iter(Axis(1)).zip(b.axis_iter(Axis(1)));
    channels
        .map(|(a, b)| {
            Zip::from(a)
                .and(b)
                .fold(c(0.0), |sum: T, &a, &b| sum + a * b)
        })
        .collect()
}

/// The last axis of `x`, which is as long as the parameters.
#[track_caller]
fn last_axis<T, D: Dimension>(
    x: &ArrayRef<T, D>,
    weight: &ArrayRef<T, Ix1>,
    bias: &ArrayRef<T, Ix1>,
) -> Axis {
    let axis = x.ndim().max(1) - 1;
    check_parameters("layer_norm", x, axis, weight, bias);
    Axis(axis)
}

#[track_caller]
fn check_parameters<T, D: Dimension>(
    name: &str,
    x: &ArrayRef<T, D>,
    axis: usize,
    weight: &ArrayRef<T, Ix1>,
    bias: &ArrayRef<T, Ix1>,
) {
    assert!(
        axis < x.ndim(),
        "{name}: an array of shape {:?} has no axis {axis}",
        x.shape()
    );
    for (parameter, what) in [(weight, "weight"), (bias, "bias")] {
        assert!(
            parameter.len() == x.len_of(Axis(axis)),
            "{name}: a {what} of shape {:?} for an array of shape {:?}, of which axis {axis} is of length {}",
            parameter.shape(),
            x.shape(),
            x.len_of(Axis(axis))
        );
    }
}
