//! Softmax and its kin, all of them without overflow: the largest element is taken out first.

use ndarray::{Array, ArrayRef, Axis, RemoveAxis};

use super::operation::operation;
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
        let mut y = x.to_owned();
        for mut lane in y.lanes_mut(axis) {
            let largest = lane.iter().copied().fold(T::from_f64(f64::NEG_INFINITY), T::max);
            lane.mapv_inplace(|x| (x - largest).exp());
            let sum = lane.sum();
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
