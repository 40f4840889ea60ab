//! Running sums, products, maxima and minima along an axis; and the differences that undo a sum.

use ndarray::{Array, ArrayRef, ArrayView1, ArrayViewMut1, Axis, RemoveAxis, Slice, Zip};

use super::lanes::check_axis;
use super::operation::operation;
use super::pointwise::c;
use crate::Scalar;

operation! {
    /// Running sums along `axis`: `yᵢ = x₀ + … + xᵢ`.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::cumsum;
    /// use ndarray::{Axis, array};
    /// assert_eq!(cumsum(&array![1.0, 2.0, 3.0], Axis(0)), array![1.0, 3.0, 6.0]);
    /// ```
    pub fn cumsum[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        check_axis("cumsum", x, axis);
        let mut y = x.to_owned();
        y.accumulate_axis_inplace(axis, |&before, y| *y += before);
        (y, ())
    }
    backward(() in (), y_bar) {
        0 x => {
            y_bar.invert_axis(axis);
            y_bar.accumulate_axis_inplace(axis, |&after, bar| *bar += after);
            y_bar.invert_axis(axis);
            y_bar
        };
    }
}

operation! {
    /// Running products along `axis`: `yᵢ = x₀ ⋯ xᵢ`. The derivative is right also where elements are
    /// zero.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::cumprod;
    /// use ndarray::{Axis, array};
    /// assert_eq!(cumprod(&array![1.0, 2.0, 3.0], Axis(0)), array![1.0, 2.0, 6.0]);
    /// ```
    pub fn cumprod[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        check_axis("cumprod", x, axis);
        let mut y = x.to_owned();
        y.accumulate_axis_inplace(axis, |&before, y| *y *= before);
        (y, ())
    }
    // x̄ᵢ = (x₀ ⋯ xᵢ₋₁) (ȳᵢ + xᵢ₊₁ (ȳᵢ₊₁ + xᵢ₊₂ (ȳᵢ₊₂ + …))), without a division.
    backward(() in (), y_bar) {
        0 x => {
            for (mut bar, x) in y_bar.lanes_mut(axis).into_iter().zip(x.lanes(axis)) {
                for i in (1..x.len()).rev() {
                    let after = bar[i];
                    bar[i - 1] += x[i] * after;
                }
                let mut before = c::<T>(1.0);
                for (bar, &x) in bar.iter_mut().zip(x) {
                    *bar *= before;
                    before *= x;
                }
            }
            y_bar
        };
    }
}

operation! {
    /// Running maxima along `axis`. Of equal elements the first one gets the cotangent.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::cummax;
    /// use ndarray::{Axis, array};
    /// assert_eq!(cummax(&array![1.0, 3.0, 2.0], Axis(0)), array![1.0, 3.0, 3.0]);
    /// ```
    pub fn cummax[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        check_axis("cummax", x, axis);
        let mut y = x.to_owned();
        y.accumulate_axis_inplace(axis, |&before, y| *y = if *y > before { *y } else { before });
        (y, ())
    }
    backward(() in (), y_bar) {
        0 x => {
            for (bar, x) in y_bar.lanes_mut(axis).into_iter().zip(x.lanes(axis)) {
                to_records(bar, x, |new, record| new > record);
            }
            y_bar
        };
    }
}

operation! {
    /// Running minima along `axis`. Of equal elements the first one gets the cotangent.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::cummin;
    /// use ndarray::{Axis, array};
    /// assert_eq!(cummin(&array![3.0, 1.0, 2.0], Axis(0)), array![3.0, 1.0, 1.0]);
    /// ```
    pub fn cummin[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        check_axis("cummin", x, axis);
        let mut y = x.to_owned();
        y.accumulate_axis_inplace(axis, |&before, y| *y = if *y < before { *y } else { before });
        (y, ())
    }
    backward(() in (), y_bar) {
        0 x => {
            for (bar, x) in y_bar.lanes_mut(axis).into_iter().zip(x.lanes(axis)) {
                to_records(bar, x, |new, record| new < record);
            }
            y_bar
        };
    }
}

/// Moves each cotangent to the element that was the record then.
fn to_records<T: Scalar>(
    mut bar: ArrayViewMut1<'_, T>,
    x: ArrayView1<'_, T>,
    beats: impl Fn(T, T) -> bool,
) {
    let mut record = 0;
    for i in 1..x.len() {
        if beats(x[i], x[record]) {
            record = i;
        } else {
            let part = bar[i];
            bar[record] += part;
            bar[i] = c(0.0);
        }
    }
}

operation! {
    /// `ln(exp(x₀) + … + exp(xᵢ))` along `axis`, without overflow.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::logcumsumexp;
    /// use ndarray::{Axis, array};
    /// let y = logcumsumexp(&array![1000.0, 1000.0], Axis(0));
    /// assert_eq!(y, array![1000.0, 1000.0 + 2.0_f64.ln()]);
    /// ```
    pub fn logcumsumexp[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        check_axis("logcumsumexp", x, axis);
        let mut y = x.to_owned();
        y.accumulate_axis_inplace(axis, |&before, y| *y = super::logaddexp(before, *y));
        (y.clone(), y)
    }
    // Every sum is made of the one before and of xᵢ, with shares that add up to one.
    backward(y in Array<T, D>, y_bar) {
        0 x => {
            let lanes = y_bar.lanes_mut(axis).into_iter().zip(x.lanes(axis)).zip(y.lanes(axis));
            for ((mut bar, x), y) in lanes {
                for i in (1..x.len()).rev() {
                    let part = bar[i];
                    bar[i - 1] += part * (y[i - 1] - y[i]).exp();
                    bar[i] = part * (x[i] - y[i]).exp();
                }
            }
            y_bar
        };
    }
}

operation! {
    /// `yᵢ = xᵢ₊₁ − xᵢ` along `axis`, which gets shorter by one; an axis of length zero stays so.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::diff;
    /// use ndarray::{Axis, array};
    /// assert_eq!(diff(&array![1.0, 3.0, 6.0], Axis(0)), array![2.0, 3.0]);
    /// ```
    pub fn diff[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        check_axis("diff", x, axis);
        let end = x.len_of(axis).max(1) - 1;
        let before = x.slice_axis(axis, Slice::from(..end));
        let after = x.slice_axis(axis, Slice::from(x.len_of(axis) - end..));
        (Zip::from(before).and(after).map_collect(|&before, &after| after - before), ())
    }
    backward(() in (), y_bar) {
        0 x => {
            let mut x_bar = Array::zeros(x.raw_dim());
            let end = x.len_of(axis).max(1) - 1;
            let mut part = x_bar.slice_axis_mut(axis, Slice::from(x.len_of(axis) - end..));
            part += &y_bar;
            let mut part = x_bar.slice_axis_mut(axis, Slice::from(..end));
            part -= &y_bar;
            x_bar
        };
    }
}
