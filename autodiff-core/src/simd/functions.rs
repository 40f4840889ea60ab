//! Elementary functions without branches or calls, so that loops over them become vector code.
//!
//! | function | how |
//! |---|---|
//! | `exp` | `2ᵏ exp(r)` with `k` the integer nearest to `x / ln 2` and `r = x − k ln 2` in two parts (W. J. Cody and W. Waite, "Software manual for the elementary functions", 1980); `exp(r)` by its Taylor polynomial, whose first term left out is below half a unit in the last place for `\|r\| ≤ ln 2 / 2` |
//! | `exp_m1` | `2ᵏ (expm1(r) + 1 − 2⁻ᵏ)` |
//! | `tanh` | `t / (t + 2)` with `t = expm1(2 \|x\|)`, and the sign of `x` |
//! | `ln` | `k ln 2 + ln(m)` with `x = 2ᵏ m` and `m` between `√½` and `√2`; `ln(m) = 2 artanh(s)` with `s = (m − 1) / (m + 1)`, by its Taylor polynomial (the form is that of fdlibm's `log`) |
//! | `ln_1p` | `ln(u) + (x − (u − 1)) / u` with `u = 1 + x` rounded |
//!
//! Results are within two units in the last place of the exact ones (three for `tanh`), also where
//! they are subnormal, and 0, infinite or NaN where the standard library's are. `FUSED` says whether products and sums
//! are rounded once: only where the machine can, since it is a function call elsewhere.

use super::{Job, Lanes, WIDEST};

macro_rules! functions {
    (
        $module:ident: $T:ident, $Bits:ident, $Int:ident;
        exp $($exp:literal)+;
        artanh $($artanh:literal)+;
        ln 2 = $high:literal + $low:literal; limits $least:literal .. $most:literal;
        one in exp_m1 below $one:literal, in tanh beyond $flat:literal;
        round $magic:literal; mantissa $mantissa:literal; bias $bias:literal; subnormal by 2^$up:literal
    ) => {
        #[allow(
            clippy::cast_possible_wrap,
            clippy::cast_sign_loss,
            clippy::excessive_precision,
            clippy::suboptimal_flops,
            reason = "bits of numbers; constants with all digits that they have"
        )]
        pub(super) mod $module {
            /// A sum with it has no room for a fraction: its last bits are the nearest integer.
            const MAGIC: $T = $magic;

            /// `a b + c`
            #[inline(always)]
            fn mul_add<const FUSED: bool>(a: $T, b: $T, c: $T) -> $T {
                if FUSED { a.mul_add(b, c) } else { a * b + c }
            }

            /// `2ᵏ` for exponents of normal numbers.
            #[inline(always)]
            fn power(k: $Int) -> $T {
                $T::from_bits((k.wrapping_add($bias) as $Bits) << $mantissa)
            }

            /// `k` and `r`.
            #[inline(always)]
            fn reduced<const FUSED: bool>(x: $T) -> ($Int, $T) {
                let shifted = mul_add::<FUSED>(x, std::$T::consts::LOG2_E, MAGIC);
                let k = shifted.to_bits().wrapping_sub(MAGIC.to_bits()) as $Int;
                let whole = shifted - MAGIC;
                let r = mul_add::<FUSED>(whole, -$high, x);
                (k, mul_add::<FUSED>(whole, -$low, r))
            }

            #[inline(always)]
            pub(in crate::simd) fn exp<const FUSED: bool>(x: $T) -> $T {
                // Comparisons are false for a NaN, which stays.
                let x = if x < $least { $least } else { x };
                let x = if x > $most { $most } else { x };
                let (k, r) = reduced::<FUSED>(x);
                let mut p = 0.0;
                $(p = mul_add::<FUSED>(p, r, $exp);)+
                p = mul_add::<FUSED>(p, r, 1.0);
                p = mul_add::<FUSED>(p, r, 1.0);
                // In two steps, since 2ᵏ alone may be out of range.
                let half = k >> 1;
                p * power(half) * power(k - half)
            }

            /// `expm1(r)`
            #[inline(always)]
            fn small<const FUSED: bool>(r: $T) -> $T {
                let mut q = 0.0;
                $(q = mul_add::<FUSED>(q, r, $exp);)+
                mul_add::<FUSED>(r * r, q, r)
            }

            #[inline(always)]
            pub(in crate::simd) fn exp_m1<const FUSED: bool>(x: $T) -> $T {
                let given = x;
                let x = if x < $one { $one } else { x };
                let x = if x > $most { $most } else { x };
                let (k, r) = reduced::<FUSED>(x);
                // In two steps, since 2ᵏ and its inverse may be out of range.
                let half = k >> 1;
                let inverse = power(-half) * power(half - k);
                let near = small::<FUSED>(r) + (1.0 - inverse);
                let y = near * power(half) * power(k - half);
                // The sign of zero.
                if given == 0.0 { given } else { y }
            }

            #[inline(always)]
            pub(in crate::simd) fn tanh<const FUSED: bool>(x: $T) -> $T {
                let size = x.abs();
                let size = if size > $flat { $flat } else { size };
                let (k, r) = reduced::<FUSED>(size + size);
                let scale = power(k);
                let t = mul_add::<FUSED>(small::<FUSED>(r), scale, scale - 1.0);
                (t / (t + 2.0)).copysign(x)
            }

            #[inline(always)]
            pub(in crate::simd) fn ln<const FUSED: bool>(given: $T) -> $T {
                let tiny = given < $T::MIN_POSITIVE;
                let x = if tiny { given * power($up) } else { given };
                // Exponents from 1 upwards are those of numbers from √½ upwards.
                let root = std::$T::consts::FRAC_1_SQRT_2.to_bits();
                let offset: $Bits = ($bias + 1) << $mantissa;
                let shifted = x.to_bits().wrapping_sub(root).wrapping_add(offset);
                let k = (shifted >> $mantissa) as $Int - ($bias + 1);
                let m = $T::from_bits(x.to_bits().wrapping_sub((k as $Bits) << $mantissa));
                let exponent = k - if tiny { $up } else { 0 };
                let k = $T::from_bits(MAGIC.to_bits().wrapping_add(exponent as $Bits)) - MAGIC;
                let f = m - 1.0;
                let s = f / (f + 2.0);
                let z = s * s;
                let mut p = 0.0;
                $(p = mul_add::<FUSED>(p, z, $artanh);)+
                let p = p * z;
                let half = 0.5 * f * f;
                // ln(1 + f) = f − f²/2 + s (f²/2 + p)
                let correction = mul_add::<FUSED>(s, half + p, k * $low);
                let y = mul_add::<FUSED>(k, $high, f - (half - correction));
                let y = if given == 0.0 { $T::NEG_INFINITY } else { y };
                let y = if given < 0.0 { $T::NAN } else { y };
                if given < $T::INFINITY { y } else { given }
            }

            #[inline(always)]
            pub(in crate::simd) fn ln_1p<const FUSED: bool>(x: $T) -> $T {
                let u = 1.0 + x;
                let y = ln::<FUSED>(u) + (x - (u - 1.0)) / u;
                let y = if u == 0.0 || u == $T::INFINITY { ln::<FUSED>(u) } else { y };
                if x == 0.0 { x } else { y }
            }
        }
    };
}

functions! {
    double: f64, u64, i64;
    exp 1.605904383682161e-10 2.08767569878681e-9 2.505210838544172e-8 2.755731922398589e-7
        2.755731922398589e-6 2.48015873015873e-5 1.984126984126984e-4 1.388888888888889e-3
        8.333333333333333e-3 4.1666666666666664e-2 1.6666666666666666e-1 0.5;
    artanh 1.0526315789473684e-1 1.1764705882352941e-1 1.3333333333333333e-1
        1.5384615384615385e-1 1.8181818181818182e-1 2.2222222222222221e-1
        2.8571428571428571e-1 0.4 6.6666666666666663e-1;
    ln 2 = 0.693147180369123816490 + 1.90821492927058770002e-10;
    limits -760.0 .. 720.0;
    one in exp_m1 below -40.0, in tanh beyond 22.0;
    round 6755399441055744.0; mantissa 52; bias 1023; subnormal by 2^54
}

functions! {
    single: f32, u32, i32;
    exp 1.984127e-4 1.3888889e-3 8.333333e-3 4.1666668e-2 1.6666667e-1 0.5;
    artanh 2.2222222e-1 2.8571429e-1 0.4 6.6666667e-1;
    ln 2 = 0.693359375 + -2.12194440e-4;
    limits -110.0 .. 95.0;
    one in exp_m1 below -20.0, in tanh beyond 10.0;
    round 12582912.0; mantissa 23; bias 127; subnormal by 2^25
}

/// The functions of this module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Exp,
    ExpM1,
    Tanh,
    Ln,
    Ln1p,
}

/// `xᵢ ← f(xᵢ)`
pub(crate) struct Apply<'a, T> {
    pub(crate) function: Function,
    pub(crate) numbers: &'a mut [T],
}

/// `xᵢ ← exp(xᵢ − shift)`, and their sum.
pub(crate) struct Exponentials<'a, T> {
    pub(crate) numbers: &'a mut [T],
    pub(crate) shift: T,
    pub(crate) sum: &'a mut T,
}

macro_rules! jobs {
    ($T:ident, $module:ident, $apply:ident, $exponentials:ident) => {
        impl Job<$T> for Apply<'_, $T> {
            #[inline(always)]
            fn run<L: Lanes<$T>, const ROWS: usize, const HALF: usize>(self, _: L) {
                if L::FUSED {
                    $apply::<true>(self);
                } else {
                    $apply::<false>(self);
                }
            }
        }

        #[inline(always)]
        fn $apply<const FUSED: bool>(Apply { function, numbers }: Apply<'_, $T>) {
            match function {
                Function::Exp => numbers
                    .iter_mut()
                    .for_each(|x| *x = $module::exp::<FUSED>(*x)),
                Function::ExpM1 => numbers
                    .iter_mut()
                    .for_each(|x| *x = $module::exp_m1::<FUSED>(*x)),
                Function::Tanh => numbers
                    .iter_mut()
                    .for_each(|x| *x = $module::tanh::<FUSED>(*x)),
                Function::Ln => numbers
                    .iter_mut()
                    .for_each(|x| *x = $module::ln::<FUSED>(*x)),
                Function::Ln1p => numbers
                    .iter_mut()
                    .for_each(|x| *x = $module::ln_1p::<FUSED>(*x)),
            }
        }

        impl Job<$T> for Exponentials<'_, $T> {
            #[inline(always)]
            fn run<L: Lanes<$T>, const ROWS: usize, const HALF: usize>(self, _: L) {
                if L::FUSED {
                    $exponentials::<true>(self);
                } else {
                    $exponentials::<false>(self);
                }
            }
        }

        #[inline(always)]
        fn $exponentials<const FUSED: bool>(job: Exponentials<'_, $T>) {
            // As many sums as lanes: an addition has to wait for the one before it.
            let mut sums = [0.0; WIDEST];
            let mut chunks = job.numbers.chunks_exact_mut(WIDEST);
            for chunk in &mut chunks {
                for (x, sum) in chunk.iter_mut().zip(&mut sums) {
                    *x = $module::exp::<FUSED>(*x - job.shift);
                    *sum += *x;
                }
            }
            for (x, sum) in chunks.into_remainder().iter_mut().zip(&mut sums) {
                *x = $module::exp::<FUSED>(*x - job.shift);
                *sum += *x;
            }
            *job.sum = sums.iter().sum();
        }
    };
}

jobs!(f64, double, apply_f64, exponentials_f64);
jobs!(f32, single, apply_f32, exponentials_f32);

#[cfg(test)]
mod tests;
