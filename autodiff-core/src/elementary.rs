//! Elementary functions of real numbers: the methods that `f64` has, for every scalar type. The
//! derivative of each is one line in the table of `rules/elementary.rs`.

macro_rules! elementary {
    (
        $($unary:ident)*;
        $($binary:ident($b:ident))*;
        $($ternary:ident($c:ident, $d:ident))*
    ) => {
        /// The elementary functions, by the names and with the meaning they have for `f64`.
        ///
        /// Derivatives where a function has a kink, or none in the usual sense:
        ///
        /// | function | derivative |
        /// |---|---|
        /// | `abs` at 0 | 0 |
        /// | `signum`, `floor`, `ceil`, `round`, `round_ties_even`, `trunc`, `div_euclid` | 0 everywhere |
        /// | `fract` | 1 everywhere |
        /// | `max`, `min` of equal operands | half for each |
        /// | `max`, `min` with a NaN | all to the operand that was returned |
        /// | `clamp` | 1 for `x` inside and at the bounds; outside, 1 for the bound |
        /// | `copysign(x, s)` | as `abs` times a sign for `x`; 0 for `s` |
        /// | `x % m`, `rem_euclid` | 1 for `x`; minus the quotient for `m` |
        /// | `hypot`, `atan2` at (0, 0) | 0 for both |
        /// | `sqrt`, `cbrt` at 0 | infinite, as the formula gives |
        /// | `powf(x, p)` with `p` = 0 | 0 for `x`, also at `x` = 0 |
        /// | `powf(x, p)` at `x` = 0 | 0 for `p` if `p` ≥ 0 |
        /// | `powi(x, 0)` | 0 |
        /// | `if` and `match` | that of the branch that was taken, whatever the other one is |
        ///
        /// The same for arrays, and for the functions of [`ops`](crate::ops):
        ///
        /// | function | derivative |
        /// |---|---|
        /// | `relu` at 0, `relu6` at 0 and 6, `hard_tanh` at −1 and 1, `hard_sigmoid` at −3 and 3 | 0 |
        /// | `leaky_relu`, `elu`, `selu` at 0 | that to the left: `slope`, `alpha`, `λ α` |
        /// | `sinc` at 0 | 0 |
        /// | `maximum`, `minimum` | as `max`, `min`: half for each of equal operands |
        /// | `max`, `min`, `max_axis`, `min_axis` with ties | equal shares for all that are equal |
        /// | `max`, `min`, `max_axis`, `min_axis` with NaNs | they are the extreme, and share alike |
        /// | `cummax`, `cummin` with ties | all to the first |
        /// | sorting with ties | in the order in which they stood, as by a stable sort |
        /// | `norm` where it is 0; with `p` = ∞ and ties | 0; equal shares |
        /// | `std`, `std_dev`, `std_axis` where they are 0 | 0 |
        /// | `x.product()`, `product_axis`, `cumprod` with zeros | exact: no division |
        /// | `softmax`, `log_softmax`, `logsumexp` with some −∞ | 0 for them |
        /// | `logsumexp`, `logaddexp` of nothing but −∞ | NaN |
        /// | `xlogy` at (0, 0) | −∞ for `x`, NaN for `y`, as the formulas give |
        /// | `l1` of equal elements, `huber` with `delta`, `hinge` with `a b` = 1 | 0; ±`delta`; 0 |
        /// | a sum, product or mean of no elements | an array without elements; the mean is `None` |
        ///
        /// A zero cotangent contributes nothing through a function that is steep at the edge of its domain
        /// (`sqrt`, `ln`, `powf`, `asin` …), nor where a branch passes over a result: at 0, `x.sqrt().powi(2)`
        /// has the derivative 0. Everything else is IEEE arithmetic: there a zero cotangent times an infinite
        /// derivative is NaN.
        ///
        /// ```
        /// use autodiff_core::Elementary;
        /// fn length<T: Elementary>(x: T, y: T) -> T { x.hypot(y) }
        /// assert_eq!(length(3.0, 4.0), 5.0);
        /// ```
        pub trait Elementary: Sized {
            $(
                #[doc = concat!("`x.", stringify!($unary), "()`, as for `f64`.")]
                #[must_use]
                fn $unary(self) -> Self;
            )*
            $(
                #[doc = concat!("`x.", stringify!($binary), "(", stringify!($b), ")`, as for `f64`.")]
                #[must_use]
                fn $binary(self, $b: Self) -> Self;
            )*
            $(
                #[doc = concat!("`x.", stringify!($ternary), "(", stringify!($c), ", ", stringify!($d), ")`, as for `f64`.")]
                #[must_use]
                fn $ternary(self, $c: Self, $d: Self) -> Self;
            )*
            /// `(x.sin(), x.cos())`
            #[must_use]
            fn sin_cos(self) -> (Self, Self);
            /// `x` to an integer power.
            #[must_use]
            fn powi(self, n: i32) -> Self;
        }

        elementary!(@impl f64 [$($unary)*] [$($binary($b))*] [$($ternary($c, $d))*]);
        elementary!(@impl f32 [$($unary)*] [$($binary($b))*] [$($ternary($c, $d))*]);
    };
    (@impl $T:ident
        [$($unary:ident)*]
        [$($binary:ident($b:ident))*]
        [$($ternary:ident($c:ident, $d:ident))*]
    ) => {
        impl Elementary for $T {
            $(
                #[inline(always)]
                fn $unary(self) -> Self {
                    $T::$unary(self)
                }
            )*
            $(
                #[inline(always)]
                fn $binary(self, $b: Self) -> Self {
                    $T::$binary(self, $b)
                }
            )*
            $(
                #[inline(always)]
                fn $ternary(self, $c: Self, $d: Self) -> Self {
                    $T::$ternary(self, $c, $d)
                }
            )*
            #[inline(always)]
            fn sin_cos(self) -> (Self, Self) {
                $T::sin_cos(self)
            }
            #[inline(always)]
            fn powi(self, n: i32) -> Self {
                $T::powi(self, n)
            }
        }
    };
}

/// Hands the names of all functions to a macro.
macro_rules! for_elementary {
    ($macro:ident) => {
        $macro! {
            exp exp2 exp_m1 ln ln_1p log2 log10 sqrt cbrt recip
            sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh
            abs signum floor ceil round round_ties_even trunc fract to_degrees to_radians;
            powf(p) log(base) hypot(y) atan2(x) max(y) min(y) copysign(sign) rem_euclid(m) div_euclid(m);
            mul_add(a, b) clamp(low, high)
        }
    };
}
pub(crate) use for_elementary;

for_elementary!(elementary);
