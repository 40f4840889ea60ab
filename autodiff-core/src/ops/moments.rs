//! Variances, products along an axis, and norms.

use ndarray::{Array, ArrayRef, Axis, Dimension, RemoveAxis};

use super::lanes::check_axis;
use super::operation::operation;
use super::pointwise::{c, is_nan};
use crate::Scalar;
use crate::rules::moments::{along, product_pull, std_pull, var_pull};
use crate::rules::reduction::length;

operation! {
    /// The variance of all elements, `Σ (xᵢ − mean)² / (n − ddof)`: NaN if `n` isn't above `ddof`.
    ///
    /// ```
    /// use autodiff_core::ops::var;
    /// use ndarray::array;
    /// assert_eq!(var(&array![[1.0, 2.0], [3.0, 6.0]], 0), 3.5);
    /// ```
    pub fn var[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, ddof: usize) -> T {
        (variance(x, ddof), ())
    }
    backward(() in (), y_bar) {
        0 x => {
            let mut x_bar = x.to_owned();
            var_pull(&mut x_bar, freedom(x.len(), ddof), y_bar);
            x_bar
        };
    }
}

operation! {
    /// The standard deviation of all elements, the root of [`var`](fn@var). Where that is 0, so is the
    /// derivative.
    ///
    /// ```
    /// use autodiff_core::ops::std_dev;
    /// use ndarray::array;
    /// assert_eq!(std_dev(&array![1.0, 5.0], 0), 2.0);
    /// ```
    pub fn std_dev[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, ddof: usize) -> T {
        (variance(x, ddof).sqrt(), ())
    }
    backward(() in (), y_bar) {
        0 x => {
            let mut x_bar = x.to_owned();
            std_pull(&mut x_bar, freedom(x.len(), ddof), y_bar);
            x_bar
        };
    }
}

operation! {
    /// The variances along `axis`, `Σ (xᵢ − mean)² / (n − ddof)`: NaN if `n` isn't above `ddof`.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::var_axis;
    /// use ndarray::{Axis, array};
    /// assert_eq!(var_axis(&array![[1.0, 5.0], [2.0, 2.0]], Axis(1), 1), array![8.0, 0.0]);
    /// ```
    pub fn var_axis[T: Scalar, D: RemoveAxis<Smaller: 'static> + 'static](x: &ArrayRef<T, D>, axis: Axis, ddof: usize) -> Array<T, D::Smaller> {
        check_axis("var_axis", x, axis);
        (x.map_axis(axis, |lane| variance(&lane, ddof)), ())
    }
    backward(() in (), y_bar) {
        0 x => {
            let freedom = freedom(x.len_of(axis), ddof);
            along(x, axis, &y_bar, |lane, y_bar| var_pull(lane, freedom, y_bar))
        };
    }
}

operation! {
    /// The standard deviations along `axis`, the roots of [`var_axis`](fn@var_axis). Where one is 0,
    /// so is the derivative.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::std_axis;
    /// use ndarray::{Axis, array};
    /// assert_eq!(std_axis(&array![[1.0, 5.0], [2.0, 2.0]], Axis(1), 0), array![2.0, 0.0]);
    /// ```
    pub fn std_axis[T: Scalar, D: RemoveAxis<Smaller: 'static> + 'static](x: &ArrayRef<T, D>, axis: Axis, ddof: usize) -> Array<T, D::Smaller> {
        check_axis("std_axis", x, axis);
        (x.map_axis(axis, |lane| variance(&lane, ddof).sqrt()), ())
    }
    backward(() in (), y_bar) {
        0 x => {
            let freedom = freedom(x.len_of(axis), ddof);
            along(x, axis, &y_bar, |lane, y_bar| std_pull(lane, freedom, y_bar))
        };
    }
}

operation! {
    /// The products along `axis`; 1 if that is of length zero. The derivative is right also where
    /// elements are zero.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::product_axis;
    /// use ndarray::{Axis, array};
    /// assert_eq!(product_axis(&array![[1.0, 5.0], [2.0, 3.0]], Axis(1)), array![5.0, 6.0]);
    /// ```
    pub fn product_axis[T: Scalar, D: RemoveAxis<Smaller: 'static> + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D::Smaller> {
        check_axis("product_axis", x, axis);
        (x.map_axis(axis, |lane| lane.product()), ())
    }
    backward(() in (), y_bar) {
        0 x => along(x, axis, &y_bar, product_pull);
    }
}

operation! {
    /// `(Σ |xᵢ|ᵖ)^(1/p)` over all elements, for `p` > 0: the Euclidean norm for 2 (for a matrix that of
    /// Frobenius), the largest absolute value for ∞. No power overflows.
    ///
    /// Where the norm is 0, so is the derivative; for ∞ equal absolute values share the cotangent.
    ///
    /// # Panics
    ///
    /// If `p` isn't positive.
    ///
    /// ```
    /// use autodiff_core::ops::norm;
    /// use ndarray::array;
    /// let x = array![3.0, -4.0];
    /// assert_eq!(norm(&x, 2.0), 5.0);
    /// assert_eq!(norm(&x, 1.0), 7.0);
    /// assert_eq!(norm(&x, f64::INFINITY), 4.0);
    /// ```
    pub fn norm[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, p: T) -> T {
        assert!(p > c(0.0), "norm: {p:?} is no positive number");
        let y = norm_of(x, p);
        (y, y)
    }
    backward(y in T, y_bar) {
        0 x => norm_bar(x, p, y, y_bar);
        1 p => norm_bar_of_power(x, p, y) * y_bar;
    }
}

fn norm_of<T: Scalar, D: Dimension>(x: &ArrayRef<T, D>, p: T) -> T {
    // A NaN is kept, since nothing compares as larger.
    let largest = x.iter().fold(c(0.0), |m: T, x| {
        if x.abs() > m || is_nan(*x) {
            x.abs()
        } else {
            m
        }
    });
    if p == c(f64::INFINITY) || largest == c(0.0) || largest == c(f64::INFINITY) {
        return largest;
    }
    if p.is_constant(1.0) {
        return x.iter().map(|x| x.abs()).sum();
    }
    if p.is_constant(2.0) {
        // Without a scale, unless it is needed.
        let square: T = x.iter().map(|&x| x * x).sum();
        if square > c(1e-30) && square < c(1e30) {
            return square.sqrt();
        }
    }
    let sum: T = x.iter().map(|x| (x.abs() / largest).powf(p)).sum();
    largest * sum.powf(p.recip())
}

/// `∂|x|/∂xᵢ = sign(xᵢ) (|xᵢ|/|x|)^(p−1)`
fn norm_bar<T: Scalar, D: Dimension>(x: &ArrayRef<T, D>, p: T, y: T, y_bar: T) -> Array<T, D> {
    if y == c(0.0) {
        return Array::zeros(x.raw_dim());
    }
    if p.is_constant(2.0) {
        return x.mapv(|x| y_bar * (x / y));
    }
    if p == c(f64::INFINITY) {
        let is_largest = |x: T| x.abs() == y;
        let mut ties = c::<T>(0.0);
        for &x in x {
            if is_largest(x) {
                ties += c(1.0);
            }
        }
        let share = y_bar / ties;
        return x.mapv(|x| {
            if is_largest(x) {
                share * x.signum()
            } else {
                c(0.0)
            }
        });
    }
    x.mapv(|x| {
        if x.is_constant(0.0) {
            c(0.0)
        } else if x == c(0.0) {
            x.used(y_bar * (x / y) * (x.abs() / y).powf(p - c(2.0)))
        } else {
            y_bar * x.signum() * (x.abs() / y).powf(p - c(1.0))
        }
    })
}

/// `∂|x|/∂p = |x|/p Σ rᵢᵖ ln rᵢ`, where `rᵢ = |xᵢ|/|x|` and their powers add up to one.
fn norm_bar_of_power<T: Scalar, D: Dimension>(x: &ArrayRef<T, D>, p: T, y: T) -> T {
    if y == c(0.0) || p == c(f64::INFINITY) {
        return c(0.0);
    }
    // At 0 it is as smooth as `p` is large.
    let vanishes = |x: T| x == c(0.0) && (x.is_constant(0.0) || p > c(f64::from(T::ORDER)));
    let terms = x.iter().filter(|x| !vanishes(**x)).map(|x| {
        let r = x.abs() / y;
        x.used(r.powf(p) * r.ln())
    });
    y / p * terms.sum::<T>()
}

fn variance<T: Scalar, D: Dimension>(x: &ArrayRef<T, D>, ddof: usize) -> T {
    let mean = x.sum() / length(x.len());
    x.iter().map(|&x| (x - mean) * (x - mean)).sum::<T>() / freedom(x.len(), ddof)
}

/// What squares are divided by: NaN if nothing is left.
fn freedom<T: Scalar>(len: usize, ddof: usize) -> T {
    match len.checked_sub(ddof) {
        None | Some(0) => c(f64::NAN),
        Some(left) => length(left),
    }
}
