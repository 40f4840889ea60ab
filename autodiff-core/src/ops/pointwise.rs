//! `pointwise!`: a function of a number with a derivative, that arrays are taken through element by
//! element; and [`Operand`], what such functions are of.

use ndarray::{Array, ArrayRef, ArrayView, Dimension, Zip};

use crate::{Differentiable, Scalar, Storable};

/// What functions of numbers are of: a number, or a borrowed array, whose elements they take one by
/// one in a single pass over memory.
///
/// ```
/// use autodiff_core::ops::relu;
/// use ndarray::array;
///
/// assert_eq!(relu(-2.0), 0.0);
/// let x = array![[-1.0, 2.0]];
/// assert_eq!(relu(&x), array![[0.0, 2.0]]);
/// assert_eq!(relu(&x.t()), array![[0.0], [2.0]]);
/// assert_eq!(x.mapv(relu), array![[0.0, 2.0]]);
/// ```
#[diagnostic::on_unimplemented(
    message = "this function is of numbers and of borrowed arrays (`&x`), not of `{Self}`",
    label = "neither a number nor a borrowed array of numbers"
)]
pub trait Operand:
    Copy + for<'b> Differentiable<Bar<'b> = &'b mut <Self as Differentiable>::Cotangent>
{
    /// The type of the numbers.
    type Number: Scalar;

    /// The number, or the array of the same shape, that results.
    type Output: Differentiable<Cotangent = Self::Cotangent> + Storable + Clone;

    /// The function's value.
    #[doc(hidden)]
    fn each(self, f: impl Fn(Self::Number) -> Self::Number) -> Self::Output;

    /// The pullback, of which `f` is that of each number, from the operand.
    #[doc(hidden)]
    fn pull(
        self,
        y_bar: Self::Cotangent,
        f: impl Fn(Self::Number, Self::Number) -> Self::Number,
    ) -> Self::Cotangent;

    /// The same from the function's value.
    #[doc(hidden)]
    fn pull_by_value(
        y: Self::Output,
        y_bar: Self::Cotangent,
        f: impl Fn(Self::Number, Self::Number) -> Self::Number,
    ) -> Self::Cotangent;

    /// The sum over all numbers: the pullback to a parameter that they share.
    #[doc(hidden)]
    fn gather(
        self,
        y_bar: &Self::Cotangent,
        f: impl Fn(Self::Number, Self::Number) -> Self::Number,
    ) -> Self::Number;
}

impl<T: Scalar> Operand for T {
    type Number = T;
    type Output = T;

    #[inline(always)]
    fn each(self, f: impl Fn(T) -> T) -> T {
        f(self)
    }
    #[inline(always)]
    fn pull(self, y_bar: T, f: impl Fn(T, T) -> T) -> T {
        f(self, y_bar)
    }
    #[inline(always)]
    fn pull_by_value(y: T, y_bar: T, f: impl Fn(T, T) -> T) -> T {
        f(y, y_bar)
    }
    #[inline(always)]
    fn gather(self, y_bar: &T, f: impl Fn(T, T) -> T) -> T {
        f(self, *y_bar)
    }
}

macro_rules! array {
    ($($X:ty;)*) => {$(
        impl<T: Scalar, D: Dimension + 'static> Operand for &$X {
            type Number = T;
            type Output = Array<T, D>;

            fn each(self, f: impl Fn(T) -> T) -> Array<T, D> {
                self.mapv(f)
            }
            fn pull(self, y_bar: Array<T, D>, f: impl Fn(T, T) -> T) -> Array<T, D> {
                zipped(self, y_bar, f)
            }
            fn pull_by_value(
                y: Array<T, D>,
                y_bar: Array<T, D>,
                f: impl Fn(T, T) -> T,
            ) -> Array<T, D> {
                zipped(&y, y_bar, f)
            }
            fn gather(self, y_bar: &Array<T, D>, f: impl Fn(T, T) -> T) -> T {
                sum(self, y_bar, f)
            }
        }
    )*};
}

array! {
    Array<T, D>;
    ArrayView<'_, T, D>;
    ArrayRef<T, D>;
}

/// The pullback in the memory of `y_bar`.
fn zipped<T: Scalar, D: Dimension>(
    at: &ArrayRef<T, D>,
    mut y_bar: Array<T, D>,
    f: impl Fn(T, T) -> T,
) -> Array<T, D> {
    y_bar.zip_mut_with(at, |y_bar, &at| *y_bar = f(at, *y_bar));
    y_bar
}

fn sum<T: Scalar, D: Dimension>(
    x: &ArrayRef<T, D>,
    y_bar: &ArrayRef<T, D>,
    f: impl Fn(T, T) -> T,
) -> T {
    Zip::from(x)
        .and(y_bar)
        .fold(T::from_f64(0.0), |sum, &x, &y_bar| sum + f(x, y_bar))
}

/// Declares functions of an [`Operand`], perhaps with numbers as parameters: the formula, and the
/// pullbacks, where `t` is the cotangent of the value.
///
/// ```text
/// pointwise! {
///     /// `1/(1 + exp(−x))`
///     pub fn sigmoid(x) = …;
///     by y: |y, t| t * y * (one - y);               // from the value, which the tape keeps
///
///     /// `slope` to the left of zero
///     pub fn leaky_relu(x; slope) = …;
///     by x: |x, t| …;                               // from the operand, which is given again
///     slope: |x, t| …;                              // to a parameter
/// }
/// ```
macro_rules! pointwise {
    ($(
        $(#[$attribute:meta])*
        pub fn $name:ident($x:ident $(; $p:ident)?) = $value:expr;
        by $by:ident: |$at:ident, $t:ident| $pull:expr;
        $($dp:ident: |$px:ident, $pt:ident| $gather:expr;)?
    )+) => {$(
        $(#[$attribute])*
        #[must_use]
        #[inline]
        pub fn $name<X: $crate::ops::Operand>($x: X $(, $p: X::Number)?) -> X::Output {
            $name::value($x $(, $p)?)
        }

        #[allow(non_camel_case_types, reason = "it shares its name with the function")]
        #[derive(Clone, Copy, Debug)]
        #[doc(hidden)]
        pub struct $name {}

        #[allow(unused_variables, reason = "what one derivative reads, another doesn't")]
        impl $crate::rules::elementwise::Formula<{ 1 $(+ $crate::ops::pointwise::pointwise!(@one $p))? }> for $name {
            #[inline(always)]
            fn value<T: $crate::Scalar>(self, [$x $(, $p)?]: [T; 1 $(+ $crate::ops::pointwise::pointwise!(@one $p))?]) -> T {
                $value
            }
            #[inline(always)]
            fn vjp<T: $crate::Scalar>(
                self,
                [$x $(, $p)?]: [T; 1 $(+ $crate::ops::pointwise::pointwise!(@one $p))?],
                y_bar: T,
            ) -> [T; 1 $(+ $crate::ops::pointwise::pointwise!(@one $p))?] {
                let at = $crate::ops::pointwise::pointwise!(@at $by $x (T::value_of(self, [$x $(, $p)?])));
                [Self::pull(at, y_bar $(, $p)?) $(, Self::gather($x, y_bar, $p))?]
            }
        }

        #[allow(unused_variables, reason = "what one derivative reads, another doesn't")]
        impl $name {
            #[inline(always)]
            fn value<X: $crate::ops::Operand>(x: X $(, $p: X::Number)?) -> X::Output {
                x.each(
                    #[inline(always)]
                    |x: X::Number| $crate::Scalar::value_of(Self {}, [x $(, $p)?]),
                )
            }

            #[inline(always)]
            fn pull<T: $crate::Scalar>($at: T, $t: T $(, $p: T)?) -> T {
                $pull
            }

            $(
                #[inline(always)]
                fn gather<T: $crate::Scalar>($px: T, $pt: T, $dp: T) -> T {
                    $gather
                }
            )?

            #[inline]
            pub fn __forward<X: $crate::ops::Operand>(
                tape: &mut $crate::Tape,
                _: u64,
                (x, $($p,)?): (X, $($crate::ops::pointwise::pointwise!(@number $p X),)?),
            ) -> X::Output {
                let value = Self::value(x $(, $p)?);
                $crate::ops::pointwise::pointwise!(@keep $by tape value);
                value
            }

            #[inline]
            pub fn __reverse<X: $crate::ops::Operand>(
                tape: &mut $crate::Tape,
                _: u64,
                (x, $($p,)?): (X, $($crate::ops::pointwise::pointwise!(@number $p X),)?),
                y_bar: X::Cotangent,
                lent: (Option<X::Bar<'_>>, $($crate::ops::pointwise::pointwise!(@bar $dp X),)?),
            ) {
                $crate::ops::pointwise::pointwise!(@kept $by tape y X);
                if $crate::Cotangent::is_zero(&y_bar) {
                    return;
                }
                $(
                    if let Some(bar) = lent.1 {
                        *bar += x.gather(&y_bar, |x, y_bar| Self::gather(x, y_bar, $dp));
                    }
                )?
                if let Some(bar) = lent.0 {
                    let pull = |at, y_bar| Self::pull(at, y_bar $(, $p)?);
                    let x_bar = $crate::ops::pointwise::pointwise!(@pull $by x y y_bar pull X);
                    $crate::Cotangent::accumulate(bar, x_bar);
                }
            }

            $crate::ops::operation::reverses! {
                [X: $crate::ops::Operand]
                (X, $($crate::ops::pointwise::pointwise!(@number $p X),)?),
                X::Cotangent,
                (Option<X::Bar<'_>>, $($crate::ops::pointwise::pointwise!(@bar $p X),)?),
            }
        }
    )+};
    (@one $p:ident) => { 1 };
    (@at x $x:ident ($y:expr)) => { $x };
    (@at y $x:ident ($y:expr)) => { $y };
    (@number $p:ident $X:ident) => { $X::Number };
    (@bar $p:ident $X:ident) => { Option<&mut $X::Number> };
    (@keep x $tape:ident $value:ident) => {};
    (@keep y $tape:ident $value:ident) => { $tape.push(Clone::clone(&$value)) };
    (@kept x $tape:ident $y:ident $X:ident) => {};
    (@kept y $tape:ident $y:ident $X:ident) => { let $y = $tape.pop::<$X::Output>(); };
    (@pull x $x:ident $y:ident $y_bar:ident $pull:ident $X:ident) => { $x.pull($y_bar, $pull) };
    (@pull y $x:ident $y:ident $y_bar:ident $pull:ident $X:ident) => {
        $X::pull_by_value($y, $y_bar, $pull)
    };
}
pub(super) use pointwise;

/// A constant.
#[inline(always)]
pub(super) fn c<T: Scalar>(value: f64) -> T {
    T::from_f64(value)
}

#[inline(always)]
#[allow(clippy::eq_op, reason = "NaN alone differs from itself")]
pub(super) fn is_nan<T: Scalar>(x: T) -> bool {
    x != x
}
