//! The largest and the smallest element. Equal ones share the cotangent; where there is a NaN, that is
//! the extreme, and the cotangent goes to the NaNs.

use ndarray::{Array, ArrayRef, ArrayView1, ArrayViewMut1, Axis, Dimension, RemoveAxis, Zip};

use super::lanes::check_axis;
use super::operation::operation;
use super::pointwise::{c, is_nan};
use crate::Scalar;

/// Declares the extreme of all elements, the extreme along an axis, and where they are.
macro_rules! extreme {
    (
        $word:literal, $order:tt, $worst:expr, $example:literal, $place:literal;
        $name:ident $name_axis:ident $arg:ident $arg_axis:ident
    ) => {
        operation! {
            #[doc = concat!("The ", $word, " element; equal ones share the cotangent.")]
            ///
            /// # Panics
            ///
            /// If there are no elements.
            ///
            /// ```
            /// use ndarray::array;
            #[doc = concat!("assert_eq!(autodiff_core::ops::", stringify!($name), "(&array![1.0, 3.0, 2.0]), ", $example, ");")]
            /// ```
            pub fn $name[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>) -> T {
                assert!(!x.is_empty(), "{}: the array of shape {:?} has no elements", stringify!($name), x.shape());
                let y = x.iter().copied().fold(c($worst), |y: T, x| if x $order y || is_nan(x) { x } else { y });
                (y, y)
            }
            backward(y in T, y_bar) {
                0 x => {
                    let mut count = c::<T>(0.0);
                    let mut x_bar = x.mapv(|x| {
                        let share = if is_same(x, y) { c(1.0) } else { c(0.0) };
                        count += share;
                        share
                    });
                    x_bar *= y_bar / count;
                    x_bar
                };
            }
        }

        operation! {
            #[doc = concat!("The ", $word, " elements along `axis`; equal ones share the cotangent.")]
            ///
            /// # Panics
            ///
            /// If `x` has no such axis, or if that is of length zero while the result has elements.
            ///
            /// ```
            /// use ndarray::{Axis, array};
            #[doc = concat!("let y = autodiff_core::ops::", stringify!($name_axis), "(&array![[1.0, 3.0, 2.0]], Axis(1));")]
            #[doc = concat!("assert_eq!(y, array![", $example, "]);")]
            /// ```
            pub fn $name_axis[T: Scalar, D: RemoveAxis<Smaller: 'static> + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D::Smaller> {
                let name = stringify!($name_axis);
                check_axis(name, x, axis);
                let y = x.map_axis(axis, |lane| {
                    check_lane(name, x, axis);
                    lane.iter().copied().fold(c($worst), |y: T, x| if x $order y || is_nan(x) { x } else { y })
                });
                (y.clone(), y)
            }
            backward(y in Array<T, D::Smaller>, y_bar) {
                0 x => {
                    let mut x_bar = Array::zeros(x.raw_dim());
                    Zip::from(x_bar.lanes_mut(axis))
                        .and(x.lanes(axis))
                        .and(&y)
                        .and(&y_bar)
                        .for_each(|bar, x, &y, &y_bar| share(bar, x, y, y_bar));
                    x_bar
                };
            }
        }

        operation! {
            #[doc = concat!("Where the ", $word, " element is, counted in logical order: the first of equal ones. It has no derivative.")]
            ///
            /// # Panics
            ///
            /// If there are no elements.
            ///
            /// ```
            /// use ndarray::array;
            #[doc = concat!("assert_eq!(autodiff_core::ops::", stringify!($arg), "(&array![1.0, 3.0, 2.0]), ", $place, ");")]
            /// ```
            pub fn $arg[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>) -> usize {
                assert!(!x.is_empty(), "{}: the array of shape {:?} has no elements", stringify!($arg), x.shape());
                (place(x.iter().copied(), |new, record| new $order record), ())
            }
            backward(() in (), y_bar) {}
        }

        operation! {
            #[doc = concat!("Where the ", $word, " elements along `axis` are: the first of equal ones. It has no derivative.")]
            ///
            /// # Panics
            ///
            /// If `x` has no such axis, or if that is of length zero while the result has elements.
            ///
            /// ```
            /// use ndarray::{Axis, array};
            #[doc = concat!("let k = autodiff_core::ops::", stringify!($arg_axis), "(&array![[1.0, 3.0, 2.0]], Axis(1));")]
            #[doc = concat!("assert_eq!(k, array![", $place, "]);")]
            /// ```
            pub fn $arg_axis[T: Scalar, D: RemoveAxis<Smaller: 'static> + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<usize, D::Smaller> {
                let name = stringify!($arg_axis);
                check_axis(name, x, axis);
                let places = x.map_axis(axis, |lane| {
                    check_lane(name, x, axis);
                    place(lane.iter().copied(), |new, record| new $order record)
                });
                (places, ())
            }
            backward(() in (), y_bar) {}
        }
    };
}

extreme! {
    "largest", >, f64::NEG_INFINITY, "3.0", "1";
    max max_axis argmax argmax_axis
}

extreme! {
    "smallest", <, f64::INFINITY, "1.0", "0";
    min min_axis argmin argmin_axis
}

#[track_caller]
fn check_lane<T, D: Dimension>(name: &str, x: &ArrayRef<T, D>, axis: Axis) {
    assert!(
        x.len_of(axis) > 0,
        "{name}: an array of shape {:?} has no elements along axis {}",
        x.shape(),
        axis.index()
    );
}

/// Where the first element is that none beats, or the first NaN.
fn place<T: Scalar>(x: impl Iterator<Item = T>, beats: impl Fn(T, T) -> bool) -> usize {
    let mut found = (0, None);
    for (k, x) in x.enumerate() {
        match found.1 {
            Some(record) if is_nan(record) || !(beats(x, record) || is_nan(x)) => {}
            _ => found = (k, Some(x)),
        }
    }
    found.0
}

/// Divides `y_bar` among the elements that are the extreme `y`.
fn share<T: Scalar>(mut bar: ArrayViewMut1<'_, T>, x: ArrayView1<'_, T>, y: T, y_bar: T) {
    let mut count = c::<T>(0.0);
    for &x in x {
        if is_same(x, y) {
            count += c(1.0);
        }
    }
    for (bar, &x) in bar.iter_mut().zip(x) {
        if is_same(x, y) {
            *bar = y_bar / count;
        }
    }
}

fn is_same<T: Scalar>(a: T, b: T) -> bool {
    a == b || is_nan(a) && is_nan(b)
}
