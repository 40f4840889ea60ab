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
        /// | `signum`, `floor`, `ceil`, `round`, `trunc`, `div_euclid` | 0 everywhere |
        /// | `fract` | 1 everywhere |
        /// | `max`, `min` of equal operands | half for each |
        /// | `max`, `min` with a NaN | all to the operand that was returned |
        /// | `clamp` | 1 for `x` inside and at the bounds; outside, 1 for the bound |
        /// | `copysign(x, s)` | as `abs` times a sign for `x`; 0 for `s` |
        /// | `x % m`, `rem_euclid` | 1 for `x`; minus the quotient for `m` |
        /// | `hypot` at (0, 0) | 0 for both |
        /// | `sqrt`, `cbrt` at 0 | infinite, as the formula gives |
        /// | `powf(x, p)` with `p` = 0 | 0 for `x`, also at `x` = 0 |
        /// | `powf(x, p)` at `x` = 0 | 0 for `p` if `p` ≥ 0 |
        /// | `powi(x, 0)` | 0 |
        ///
        /// Everything else is IEEE arithmetic: a zero cotangent times an infinite derivative is NaN.
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

elementary! {
    exp exp2 exp_m1 ln ln_1p log2 log10 sqrt cbrt recip
    sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh
    abs signum floor ceil round trunc fract to_degrees to_radians;
    powf(p) log(base) hypot(y) atan2(x) max(y) min(y) copysign(sign) rem_euclid(m) div_euclid(m);
    mul_add(a, b) clamp(low, high)
}
