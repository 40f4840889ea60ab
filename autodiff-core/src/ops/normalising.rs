//! Softmax and its kin, all of them without overflow: the largest element is taken out first.

use ndarray::{Array, ArrayRef, ArrayView1, ArrayViewMut1, Axis, Dimension, RemoveAxis};

use super::lanes::check_axis;
use super::operation::operation;
use super::pointwise::{c, is_nan};
use crate::Scalar;

operation! {
    /// `exp(xᵢ) / Σⱼ exp(xⱼ)` along `axis`.
    ///
    /// An axis of length zero gives an empty array.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::softmax;
    /// use ndarray::{Axis, array};
    /// assert_eq!(softmax(&array![0.0, 0.0], Axis(0)), array![0.5, 0.5]);
    /// ```
    pub fn softmax[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        check_axis("softmax", x, axis);
        let mut y = x.to_owned();
        for mut lane in y.lanes_mut(axis) {
            let largest = largest(lane.view());
            let sum = exponentials_of(&mut lane, largest);
            lane.mapv_inplace(|e| e / sum);
        }
        (y.clone(), y)
    }
    // x̄ᵢ = yᵢ (ȳᵢ − Σⱼ ȳⱼ yⱼ)
    backward(y in Array<T, D>, y_bar) {
        0 x => {
            for (mut bar, y) in y_bar.lanes_mut(axis).into_iter().zip(y.lanes(axis)) {
                let mean = bar.dot(&y);
                bar.zip_mut_with(&y, |bar, &y| *bar = y * (*bar - mean));
            }
            y_bar
        };
    }
}

operation! {
    /// `xᵢ − ln Σⱼ exp(xⱼ)` along `axis`: the logarithm of [`softmax`](fn@softmax).
    ///
    /// An axis of length zero gives an empty array.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::log_softmax;
    /// use ndarray::{Axis, array};
    /// let half = 0.5_f64.ln();
    /// assert_eq!(log_softmax(&array![9.0, 9.0], Axis(0)), array![half, half]);
    /// ```
    pub fn log_softmax[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        check_axis("log_softmax", x, axis);
        let mut y = x.to_owned();
        for mut lane in y.lanes_mut(axis) {
            let largest = largest(lane.view());
            let sum: T = lane.iter().map(|&x| (x - largest).exp()).sum();
            let log = sum.ln();
            lane.mapv_inplace(|x| x - largest - log);
        }
        (y.clone(), y)
    }
    // x̄ᵢ = ȳᵢ − exp(yᵢ) Σⱼ ȳⱼ
    backward(y in Array<T, D>, y_bar) {
        0 x => {
            for (mut bar, y) in y_bar.lanes_mut(axis).into_iter().zip(y.lanes(axis)) {
                let sum = bar.sum();
                bar.zip_mut_with(&y, |bar, &y| *bar -= y.exp() * sum);
            }
            y_bar
        };
    }
}

operation! {
    /// `ln Σ exp(xᵢ)` over all elements; −∞ if there are none.
    ///
    /// ```
    /// use autodiff_core::ops::logsumexp;
    /// use ndarray::array;
    /// assert_eq!(logsumexp(&array![1000.0, 1000.0]), 1000.0 + 2.0_f64.ln());
    /// ```
    pub fn logsumexp[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>) -> T {
        let largest = x.iter().fold(c(f64::NEG_INFINITY), |m: T, &x| if x > m { x } else { m });
        let y = log_of_sum(x.iter().copied(), largest);
        (y, y)
    }
    backward(y in T, y_bar) {
        0 x => x.mapv(|x| y_bar * (x - y).exp());
    }
}

operation! {
    /// `ln Σ exp(xᵢ)` along `axis`; −∞ if that is of length zero.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::logsumexp_axis;
    /// use ndarray::{Axis, array};
    /// let x = array![[0.0, 1000.0], [0.0, 1000.0]];
    /// assert_eq!(logsumexp_axis(&x, Axis(0)), array![2.0_f64.ln(), 1000.0 + 2.0_f64.ln()]);
    /// ```
    pub fn logsumexp_axis[T: Scalar, D: RemoveAxis<Smaller: 'static> + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D::Smaller> {
        check_axis("logsumexp_axis", x, axis);
        let y = x.map_axis(axis, |lane| log_of_sum(lane.iter().copied(), largest(lane)));
        (y.clone(), y)
    }
    backward(y in Array<T, D::Smaller>, y_bar) {
        0 x => {
            let mut x_bar = x.to_owned();
            for ((mut lane, &y), &y_bar) in x_bar.lanes_mut(axis).into_iter().zip(&y).zip(&y_bar) {
                lane.mapv_inplace(|x| y_bar * (x - y).exp());
            }
            x_bar
        };
    }
}

/// `xᵢ ← exp(xᵢ − shift)`; gives the sum of all.
pub(super) fn exponentials_of<T: Scalar>(lane: &mut ArrayViewMut1<'_, T>, shift: T) -> T {
    if let Some(numbers) = lane.as_slice_mut() {
        return T::exp_slice(numbers, shift);
    }
    lane.mapv_inplace(|x| (x - shift).exp());
    lane.sum()
}

/// The largest element; a NaN is passed over here, and comes back in the sum.
pub(super) fn largest<T: Scalar>(lane: ArrayView1<'_, T>) -> T {
    let larger = |m: T, &x: &T| if x > m { x } else { m };
    let none = c(f64::NEG_INFINITY);
    let Some(elements) = lane.as_slice() else {
        return lane.iter().fold(none, larger);
    };
    // Eight at a time, since a comparison has to wait for the one before it.
    let mut found = [none; 8];
    let chunks = elements.chunks_exact(8);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (m, x) in found.iter_mut().zip(chunk) {
            *m = larger(*m, x);
        }
    }
    found.iter().chain(rest).fold(none, larger)
}

/// `ln Σ exp(xᵢ)`, where no `xᵢ` is larger than `largest`.
pub(super) fn log_of_sum<T: Scalar>(x: impl Iterator<Item = T>, largest: T) -> T {
    if largest.abs() == c(f64::INFINITY) {
        // Differences would be NaN, where only a NaN among the elements should give one.
        return x.fold(largest, |y, x| if is_nan(x) { x } else { y });
    }
    let sum: T = x.map(|x| (x - largest).exp()).sum();
    largest + sum.ln()
}
