//! Variances and standard deviations, and products along an axis.

#![allow(non_snake_case, reason = "`var__vjp_0` is the companion of `var`")]

use ndarray::{Array, ArrayRef, Axis, Dimension, Ix1, RemoveAxis, Zip};

use crate::Scalar;
use crate::rules::reduction::{length, product_vjp};

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
        let mut x_bar = self.to_owned();
        var_pull(&mut x_bar, length::<A>(self.len()) - *ddof, *y_bar);
        x_bar
    }
    fn std__vjp_0(&self, ddof: &A, y_bar: &A) -> Array<A, D> {
        let mut x_bar = self.to_owned();
        std_pull(&mut x_bar, length::<A>(self.len()) - *ddof, *y_bar);
        x_bar
    }
}

/// Turns elements into their cotangents, where `y_bar` is that of their variance: the sum of squares
/// divided by `freedom`.
pub(crate) fn var_pull<A: Scalar, D: Dimension>(x: &mut ArrayRef<A, D>, freedom: A, y_bar: A) {
    let mean = x.sum() / length(x.len());
    let scale = (y_bar + y_bar) / freedom;
    x.mapv_inplace(|x| scale * (x - mean));
}

/// The same for the standard deviation: zero where that is.
pub(crate) fn std_pull<A: Scalar, D: Dimension>(x: &mut ArrayRef<A, D>, freedom: A, y_bar: A) {
    let zero = A::from_f64(0.0);
    let mean = x.sum() / length(x.len());
    let squares: A = x.iter().map(|&x| (x - mean) * (x - mean)).sum();
    let y = (squares / freedom).sqrt();
    let scale = if y == zero {
        zero
    } else {
        y_bar / (y * freedom)
    };
    x.mapv_inplace(|x| scale * (x - mean));
}

impl<A: Scalar, D: RemoveAxis> MomentsAlong<A, D> for ArrayRef<A, D> {
    fn var_axis__vjp_0(
        &self,
        axis: &Axis,
        ddof: &A,
        y_bar: &ArrayRef<A, D::Smaller>,
    ) -> Array<A, D> {
        let freedom = length::<A>(self.len_of(*axis)) - *ddof;
        along(self, *axis, y_bar, |lane, y_bar| {
            var_pull(lane, freedom, y_bar)
        })
    }
    fn std_axis__vjp_0(
        &self,
        axis: &Axis,
        ddof: &A,
        y_bar: &ArrayRef<A, D::Smaller>,
    ) -> Array<A, D> {
        let freedom = length::<A>(self.len_of(*axis)) - *ddof;
        along(self, *axis, y_bar, |lane, y_bar| {
            std_pull(lane, freedom, y_bar)
        })
    }
    fn product_axis__vjp_0(&self, axis: &Axis, y_bar: &ArrayRef<A, D::Smaller>) -> Array<A, D> {
        along(self, *axis, y_bar, product_pull)
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

/// Turns a lane of elements into their cotangents, where `y_bar` is that of their product.
pub(crate) fn product_pull<A: Scalar>(lane: &mut ArrayRef<A, Ix1>, y_bar: A) {
    let x_bar = product_vjp(lane, y_bar);
    lane.assign(&x_bar);
}

/// The cotangent of `x`, each lane of which `pull` turns into its cotangents, given its number in
/// `y_bar`.
pub(crate) fn along<A: Scalar, D: RemoveAxis>(
    x: &ArrayRef<A, D>,
    axis: Axis,
    y_bar: &ArrayRef<A, D::Smaller>,
    pull: impl Fn(&mut ArrayRef<A, Ix1>, A),
) -> Array<A, D> {
    let mut x_bar = x.to_owned();
    Zip::from(x_bar.lanes_mut(axis))
        .and(y_bar)
        .for_each(|mut lane, &y_bar| pull(&mut lane, y_bar));
    x_bar
}
