//! Functions of two numbers, or of two arrays that are broadcast together, element by element.

use ndarray::{Array, ArrayRef, ArrayView, Axis, Dimension, Zip};

use super::activations::logistic;
use super::pointwise::{Operand, c, is_nan};
use crate::rules::elementary;
use crate::rules::elementwise::{Binary, Formula};
use crate::{Cotangent, Scalar, Tape};

/// Two operands of functions of two numbers: two numbers, an array and a number, or two arrays of as
/// many axes, where an axis of length one is repeated along the other's.
///
/// ```
/// use autodiff_core::ops::maximum;
/// use ndarray::array;
///
/// assert_eq!(maximum(1.0, 2.0), 2.0);
/// let x = array![[1.0, 4.0], [3.0, 2.0]];
/// assert_eq!(maximum(&x, 2.5), array![[2.5, 4.0], [3.0, 2.5]]);
/// assert_eq!(maximum(&x, &array![[2.0], [5.0]]), array![[2.0, 4.0], [5.0, 5.0]]);
/// ```
#[diagnostic::on_unimplemented(
    message = "this function is of two numbers, of a borrowed array and a number, or of two borrowed arrays of as many axes, not of `{Self}` and `{B}`",
    label = "operands that don't fit together"
)]
pub trait Pair<B: Operand>: Operand<Number = B::Number> {
    /// The function's value.
    #[doc(hidden)]
    fn both(
        self,
        b: B,
        name: &str,
        f: impl Fn(Self::Number, Self::Number) -> Self::Number,
    ) -> Self::Output;

    /// The cotangent of the first operand, where `f` is that of each of its numbers.
    #[doc(hidden)]
    fn first(
        self,
        b: B,
        y_bar: &Self::Cotangent,
        f: impl Fn(Self::Number, Self::Number, Self::Number) -> Self::Number,
    ) -> Self::Cotangent;

    /// The cotangent of the second.
    #[doc(hidden)]
    fn second(
        self,
        b: B,
        y_bar: &Self::Cotangent,
        f: impl Fn(Self::Number, Self::Number, Self::Number) -> Self::Number,
    ) -> B::Cotangent;
}

impl<T: Scalar> Pair<T> for T {
    #[inline(always)]
    fn both(self, b: T, _: &str, f: impl Fn(T, T) -> T) -> T {
        f(self, b)
    }
    #[inline(always)]
    fn first(self, b: T, y_bar: &T, f: impl Fn(T, T, T) -> T) -> T {
        f(self, b, *y_bar)
    }
    #[inline(always)]
    fn second(self, b: T, y_bar: &T, f: impl Fn(T, T, T) -> T) -> T {
        f(self, b, *y_bar)
    }
}

macro_rules! arrays {
    ($($A:ty;)*) => {$(
        arrays!(@ $A, Array<T, D>);
        arrays!(@ $A, ArrayView<'_, T, D>);
        arrays!(@ $A, ArrayRef<T, D>);

        impl<T: Scalar, D: Dimension + 'static> Pair<T> for &$A {
            fn both(self, b: T, _: &str, f: impl Fn(T, T) -> T) -> Array<T, D> {
                self.mapv(|a| f(a, b))
            }
            fn first(
                self,
                b: T,
                y_bar: &Array<T, D>,
                f: impl Fn(T, T, T) -> T,
            ) -> Array<T, D> {
                self.pull(y_bar.clone(), |a, y_bar| f(a, b, y_bar))
            }
            fn second(self, b: T, y_bar: &Array<T, D>, f: impl Fn(T, T, T) -> T) -> T {
                self.gather(y_bar, |a, y_bar| f(a, b, y_bar))
            }
        }
    )*};
    (@ $A:ty, $B:ty) => {
        impl<T: Scalar, D: Dimension + 'static> Pair<&$B> for &$A {
            fn both(self, b: &$B, name: &str, f: impl Fn(T, T) -> T) -> Array<T, D> {
                let shape = common(name, self, b);
                broadcast(self, &shape, |a| {
                    broadcast(b, &shape, |b| Zip::from(a).and(b).map_collect(|&a, &b| f(a, b)))
                })
            }
            fn first(
                self,
                b: &$B,
                y_bar: &Array<T, D>,
                f: impl Fn(T, T, T) -> T,
            ) -> Array<T, D> {
                reduced(mixed(self, b, y_bar, f), &self.raw_dim())
            }
            fn second(
                self,
                b: &$B,
                y_bar: &Array<T, D>,
                f: impl Fn(T, T, T) -> T,
            ) -> Array<T, D> {
                reduced(mixed(self, b, y_bar, f), &b.raw_dim())
            }
        }
    };
}

arrays! {
    Array<T, D>;
    ArrayView<'_, T, D>;
    ArrayRef<T, D>;
}

/// The shape that both arrays are broadcast to.
fn common<T, D: Dimension>(name: &str, a: &ArrayRef<T, D>, b: &ArrayRef<T, D>) -> D {
    let fits = |(&a, &b): (&usize, &usize)| a == b || a == 1 || b == 1;
    assert!(
        a.ndim() == b.ndim() && a.shape().iter().zip(b.shape()).all(fits),
        "{name}: arrays of shapes {:?} and {:?} can't be broadcast together",
        a.shape(),
        b.shape()
    );
    let mut shape = a.raw_dim();
    for (length, &other) in shape.slice_mut().iter_mut().zip(b.shape()) {
        if *length == 1 {
            *length = other;
        }
    }
    shape
}

/// Calls `f` with a view of this shape.
fn broadcast<T, D: Dimension, R>(
    x: &ArrayRef<T, D>,
    shape: &D,
    f: impl FnOnce(ArrayView<'_, T, D>) -> R,
) -> R {
    match x.broadcast(shape.clone()) {
        Some(view) => f(view),
        None => unreachable!("the shape is the common one"),
    }
}

/// The pullback of each pair of numbers.
fn mixed<T: Scalar, D: Dimension>(
    a: &ArrayRef<T, D>,
    b: &ArrayRef<T, D>,
    y_bar: &ArrayRef<T, D>,
    f: impl Fn(T, T, T) -> T,
) -> Array<T, D> {
    let shape = y_bar.raw_dim();
    broadcast(a, &shape, |a| {
        broadcast(b, &shape, |b| {
            Zip::from(a)
                .and(b)
                .and(y_bar)
                .map_collect(|&a, &b, &y_bar| f(a, b, y_bar))
        })
    })
}

/// Summed over the axes along which an operand of this shape was repeated.
fn reduced<T: Scalar, D: Dimension>(x_bar: Array<T, D>, shape: &D) -> Array<T, D> {
    let mut x_bar = x_bar;
    for axis in 0..shape.ndim() {
        if shape[axis] == 1 && x_bar.len_of(Axis(axis)) > 1 {
            let mut sum = x_bar.clone();
            sum.collapse_axis(Axis(axis), 0);
            for k in 1..x_bar.len_of(Axis(axis)) {
                let mut part = x_bar.view();
                part.collapse_axis(Axis(axis), k);
                sum += &part;
            }
            x_bar = sum;
        }
    }
    x_bar
}

/// Declares functions of a [`Pair`]: the formula, and the two pullbacks, where `t` is the cotangent of
/// the value.
macro_rules! pairwise {
    ($(
        $(#[$attribute:meta])*
        pub fn $name:ident($a:ident, $b:ident) = $value:expr;
        |$t:ident| $da:expr, $db:expr;
    )+) => {$(
        $(#[$attribute])*
        #[must_use]
        #[inline]
        pub fn $name<A: Pair<B>, B: Operand>($a: A, $b: B) -> A::Output {
            $a.both($b, stringify!($name), |a, b| B::Number::value_of($name {}, [a, b]))
        }

        #[allow(non_camel_case_types, reason = "it shares its name with the function")]
        #[derive(Clone, Copy, Debug)]
        #[doc(hidden)]
        pub struct $name {}

        impl Formula<2> for $name {
            #[inline(always)]
            fn value<T: Scalar>(self, [$a, $b]: [T; 2]) -> T {
                $value
            }
            #[inline(always)]
            fn vjp<T: Scalar>(self, [a, b]: [T; 2], y_bar: T) -> [T; 2] {
                [Self::first(a, b, y_bar), Self::second(a, b, y_bar)]
            }
        }

        #[allow(unused_variables, reason = "what one derivative reads, another doesn't")]
        impl $name {
            #[inline(always)]
            fn first<T: Scalar>($a: T, $b: T, $t: T) -> T {
                $da
            }

            #[inline(always)]
            fn second<T: Scalar>($a: T, $b: T, $t: T) -> T {
                $db
            }

            #[inline]
            pub fn __forward<A: Pair<B>, B: Operand>(
                _: &mut Tape,
                _: u64,
                (a, b): (A, B),
            ) -> A::Output {
                $name(a, b)
            }

            #[inline]
            pub fn __reverse<A: Pair<B>, B: Operand>(
                _: &mut Tape,
                _: u64,
                (a, b): (A, B),
                y_bar: A::Cotangent,
                (a_bar, b_bar): (Option<A::Bar<'_>>, Option<B::Bar<'_>>),
            ) {
                if Cotangent::is_zero(&y_bar) {
                    return;
                }
                if let Some(bar) = a_bar {
                    Cotangent::accumulate(bar, a.first(b, &y_bar, Self::first));
                }
                if let Some(bar) = b_bar {
                    Cotangent::accumulate(bar, a.second(b, &y_bar, Self::second));
                }
            }

            $crate::ops::operation::reverses! {
                [A: Pair<B>, B: Operand]
                (A, B),
                A::Cotangent,
                (Option<A::Bar<'_>>, Option<B::Bar<'_>>),
            }
        }
    )+};
}

pairwise! {
    /// The larger one, as `f64::max`; equal ones share the cotangent.
    ///
    /// # Panics
    ///
    /// If two arrays can't be broadcast together.
    ///
    /// ```
    /// use autodiff_core::ops::maximum;
    /// assert_eq!(maximum(1.0, 2.0), 2.0);
    /// ```
    pub fn maximum(a, b) = a.max(b);
    |t| elementary::max.vjp(a, b, t).0, elementary::max.vjp(a, b, t).1;

    /// The smaller one, as `f64::min`; equal ones share the cotangent.
    ///
    /// # Panics
    ///
    /// If two arrays can't be broadcast together.
    ///
    /// ```
    /// use autodiff_core::ops::minimum;
    /// assert_eq!(minimum(1.0, 2.0), 1.0);
    /// ```
    pub fn minimum(a, b) = a.min(b);
    |t| elementary::min.vjp(a, b, t).0, elementary::min.vjp(a, b, t).1;

    /// `ln(exp(a) + exp(b))`, without overflow.
    ///
    /// # Panics
    ///
    /// If two arrays can't be broadcast together.
    ///
    /// ```
    /// use autodiff_core::ops::logaddexp;
    /// assert_eq!(logaddexp(1000.0, 0.0), 1000.0);
    /// assert_eq!(logaddexp(0.0, 0.0), 2.0_f64.ln());
    /// ```
    pub fn logaddexp(a, b) = if a == b {
        a + c(std::f64::consts::LN_2)
    } else {
        a.max(b) + (-(a - b).abs()).exp().ln_1p()
    };
    |t| t * logistic(a - b), t * logistic(b - a);

    /// `x ln(y)`, and 0 for `x` = 0 unless `y` is NaN.
    ///
    /// # Panics
    ///
    /// If two arrays can't be broadcast together.
    ///
    /// ```
    /// use autodiff_core::ops::xlogy;
    /// assert_eq!(xlogy(0.0, 0.0), 0.0);
    /// assert_eq!(xlogy(2.0, 1.0), 0.0);
    /// ```
    pub fn xlogy(x, y) = if x == c(0.0) && !is_nan(y) { c(0.0) } else { x * y.ln() };
    |t| t * y.ln(), t * x / y;
}
