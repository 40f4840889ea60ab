//! Variances and standard deviations, and products along an axis.

#![allow(non_snake_case, reason = "`var__vjp_0` is the companion of `var`")]

use ndarray::{Array, ArrayRef, ArrayViewMut1, Axis, Dimension, Ix1, RemoveAxis};

use crate::Scalar;
use crate::rules::product_vjp;

/// Pullbacks of methods that read their receiver.
pub trait Moments<A, D: Dimension> {
    /// `x.var(ddof)`
    fn var__vjp_0(&self, ddof: &A, y_bar: &A) -> Array<A, D>;
    /// `x.std(ddof)`
    fn std__vjp_0(&self, ddof: &A, y_bar: &A) -> Array<A, D>;
}

/// Pullbacks of methods that read their receiver along an axis.
pub trait MomentsAlong<A, D: RemoveAxis> {
    /// `x.var_axis(axis, ddof)`
    fn var_axis__vjp_0(
        &self,
        axis: &Axis,
        ddof: &A,
        y_bar: &ArrayRef<A, D::Smaller>,
    ) -> Array<A, D>;
    /// `x.std_axis(axis, ddof)`
    fn std_axis__vjp_0(
        &self,
        axis: &Axis,
        ddof: &A,
        y_bar: &ArrayRef<A, D::Smaller>,
    ) -> Array<A, D>;
    /// `x.product_axis(axis)`
    fn product_axis__vjp_0(&self, axis: &Axis, y_bar: &ArrayRef<A, D::Smaller>) -> Array<A, D>;
    /// `x.cumprod(axis)`
    fn cumprod__vjp_0(&self, axis: &Axis, y_bar: &ArrayRef<A, D>) -> Array<A, D>;
}

impl<A: Scalar, D: Dimension> Moments<A, D> for ArrayRef<A, D> {
    fn var__vjp_0(&self, ddof: &A, y_bar: &A) -> Array<A, D> {
        let (mean, count) = mean(self.iter().copied());
        let scale = (*y_bar + *y_bar) / (count - *ddof);
        self.mapv(|x| scale * (x - mean))
    }
    fn std__vjp_0(&self, ddof: &A, y_bar: &A) -> Array<A, D> {
        let (mean, count) = mean(self.iter().copied());
        let squares: A = self.iter().map(|&x| (x - mean) * (x - mean)).sum();
        let scale = *y_bar / ((count - *ddof) * (squares / (count - *ddof)).sqrt());
        self.mapv(|x| scale * (x - mean))
    }
}

/// The mean and the number of elements.
fn mean<A: Scalar>(elements: impl ExactSizeIterator<Item = A>) -> (A, A) {
    #[allow(clippy::cast_precision_loss, reason = "as `mean` itself rounds it")]
    let count = A::from_f64(elements.len() as f64);
    (elements.sum::<A>() / count, count)
}

impl<A: Scalar, D: RemoveAxis> MomentsAlong<A, D> for ArrayRef<A, D> {
    fn var_axis__vjp_0(
        &self,
        axis: &Axis,
        ddof: &A,
        y_bar: &ArrayRef<A, D::Smaller>,
    ) -> Array<A, D> {
        along(self, *axis, y_bar, |x, y_bar, mut x_bar| {
            x_bar.assign(&x.var__vjp_0(ddof, &y_bar));
        })
    }
    fn std_axis__vjp_0(
        &self,
        axis: &Axis,
        ddof: &A,
        y_bar: &ArrayRef<A, D::Smaller>,
    ) -> Array<A, D> {
        along(self, *axis, y_bar, |x, y_bar, mut x_bar| {
            x_bar.assign(&x.std__vjp_0(ddof, &y_bar));
        })
    }
    fn product_axis__vjp_0(&self, axis: &Axis, y_bar: &ArrayRef<A, D::Smaller>) -> Array<A, D> {
        along(self, *axis, y_bar, |x, y_bar, mut x_bar| {
            x_bar.assign(&product_vjp(x, y_bar));
        })
    }
    fn cumprod__vjp_0(&self, axis: &Axis, y_bar: &ArrayRef<A, D>) -> Array<A, D> {
        let mut x_bar = Array::zeros(self.raw_dim());
        let lanes = self.lanes(*axis).into_iter().zip(y_bar.lanes(*axis));
        for (mut bar, (x, y_bar)) in x_bar.lanes_mut(*axis).into_iter().zip(lanes) {
            // x̄ₖ = (x₀ … xₖ₋₁) Σᵢ₌ₖ ȳᵢ xₖ₊₁ … xᵢ, right also where elements are zero.
            let mut after = A::from_f64(0.0);
            for k in (0..x.len()).rev() {
                bar[k] = y_bar[k] + after;
                after = bar[k] * x[k];
            }
            let mut before = A::from_f64(1.0);
            for k in 0..x.len() {
                bar[k] *= before;
                before *= x[k];
            }
        }
        x_bar
    }
}

/// Runs `rule` on each lane, its number in `y_bar` and its cotangent.
fn along<A: Scalar, D: RemoveAxis>(
    x: &ArrayRef<A, D>,
    axis: Axis,
    y_bar: &ArrayRef<A, D::Smaller>,
    mut rule: impl FnMut(&ArrayRef<A, Ix1>, A, ArrayViewMut1<'_, A>),
) -> Array<A, D> {
    let mut x_bar = Array::zeros(x.raw_dim());
    let lanes = x.lanes(axis).into_iter().zip(y_bar);
    for (x_bar, (x, &y_bar)) in x_bar.lanes_mut(axis).into_iter().zip(lanes) {
        rule(&x, y_bar, x_bar);
    }
    x_bar
}
