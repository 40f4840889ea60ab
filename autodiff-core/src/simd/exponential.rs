//! Exponentials of whole slices: branch-free, so that loops over them become vector code.
//!
//! `exp(x) = 2ᵏ exp(r)` with `k` the integer nearest to `x / ln 2` and `r = x − k ln 2` in two parts (W. J.
//! Cody and W. Waite, "Software manual for the elementary functions", 1980); `exp(r)` by its Taylor
//! polynomial, whose first term left out is below half a unit in the last place for `|r| ≤ ln 2 / 2`.
//! The result is within two units in the last place of the standard library's, also where it is
//! subnormal, and 0, infinite or NaN where that is.

use super::{Job, Lanes};

macro_rules! exponential {
    (
        $name:ident($T:ident, $Bits:ident, $Int:ident), $($coefficient:literal)+;
        ln 2 = $high:literal + $low:literal; limits $least:literal .. $most:literal;
        round $magic:expr; mantissa $mantissa:literal; bias $bias:literal
    ) => {
        #[inline(always)]
        #[allow(
            clippy::cast_possible_wrap,
            clippy::cast_sign_loss,
            clippy::excessive_precision,
            reason = "bits of numbers; constants with all digits that they have"
        )]
        fn $name(x: $T) -> $T {
            // Comparisons are false for a NaN, which stays.
            let x = if x < $least { $least } else { x };
            let x = if x > $most { $most } else { x };
            // The sum has no room for a fraction: its last bits are the nearest integer.
            const MAGIC: $T = $magic;
            let shifted = x * std::$T::consts::LOG2_E + MAGIC;
            let k = shifted.to_bits().wrapping_sub(MAGIC.to_bits()) as $Int;
            let whole = shifted - MAGIC;
            let r = x - whole * $high - whole * $low;
            let mut p = 0.0;
            $(p = p * r + $coefficient;)+
            // In two steps, since 2ᵏ alone may be out of range.
            let half = k >> 1;
            let power = |k: $Int| $T::from_bits(((k + $bias) as $Bits) << $mantissa);
            p * power(half) * power(k - half)
        }
    };
}

exponential! {
    exp_f64(f64, u64, i64),
    1.605904383682161e-10 2.08767569878681e-9 2.505210838544172e-8 2.755731922398589e-7
    2.755731922398589e-6 2.48015873015873e-5 1.984126984126984e-4 1.388888888888889e-3
    8.333333333333333e-3 4.1666666666666664e-2 1.6666666666666666e-1 0.5 1.0 1.0;
    ln 2 = 0.693147180369123816490 + 1.90821492927058770002e-10;
    limits -760.0 .. 720.0;
    round 6755399441055744.0; mantissa 52; bias 1023
}

exponential! {
    exp_f32(f32, u32, i32),
    1.984127e-4 1.3888889e-3 8.333333e-3 4.1666668e-2 1.6666667e-1 0.5 1.0 1.0;
    ln 2 = 0.693359375 + -2.12194440e-4;
    limits -110.0 .. 95.0;
    round 12582912.0; mantissa 23; bias 127
}

/// `xᵢ ← exp(xᵢ − shift)`, and their sum.
pub(crate) struct Exponentials<'a, T> {
    pub(crate) numbers: &'a mut [T],
    pub(crate) shift: T,
    pub(crate) sum: &'a mut T,
}

macro_rules! job {
    ($T:ident, $exp:ident) => {
        impl Job<$T> for Exponentials<'_, $T> {
            #[inline(always)]
            fn run<L: Lanes<$T>, const ROWS: usize, const HALF: usize>(self, _: L) {
                // As many sums as lanes: an addition has to wait for the one before it.
                let mut sums = [0.0; super::WIDEST];
                let mut chunks = self.numbers.chunks_exact_mut(super::WIDEST);
                for chunk in &mut chunks {
                    for (x, sum) in chunk.iter_mut().zip(&mut sums) {
                        *x = $exp(*x - self.shift);
                        *sum += *x;
                    }
                }
                for (x, sum) in chunks.into_remainder().iter_mut().zip(&mut sums) {
                    *x = $exp(*x - self.shift);
                    *sum += *x;
                }
                *self.sum = sums.iter().sum();
            }
        }
    };
}

job!(f64, exp_f64);
job!(f32, exp_f32);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scalar;

    /// The distance in units in the last place.
    fn ulps(a: f64, b: f64) -> u64 {
        (a.to_bits() as i64).abs_diff(b.to_bits() as i64)
    }

    #[test]
    fn exponentials_are_those_of_the_standard_library() {
        for k in -80_000..72_500 {
            let x = f64::from(k) * 0.01 + 1e-3;
            assert!(
                ulps(exp_f64(x), x.exp()) <= 2,
                "{x}: {:e}, {:e}",
                exp_f64(x),
                x.exp()
            );
        }
        for k in -12_000..9_000_i16 {
            let x = f32::from(k) * 0.01 + 1e-3;
            let (found, expected) = (exp_f32(x), f64::from(x).exp() as f32);
            let off = (found.to_bits() as i32).abs_diff(expected.to_bits() as i32);
            assert!(off <= 2, "{x}: {found:e}, {expected:e}");
        }
    }

    #[test]
    fn ends_of_the_range() {
        for x in [
            0.0,
            f64::INFINITY,
            f64::NEG_INFINITY,
            1e300,
            -1e300,
            709.9,
            -746.0,
        ] {
            assert_eq!(exp_f64(x), x.exp(), "{x}");
        }
        for x in [
            0.0,
            f32::INFINITY,
            f32::NEG_INFINITY,
            1e30,
            -1e30,
            89.0,
            -104.0,
        ] {
            assert_eq!(exp_f32(x), x.exp(), "{x}");
        }
        assert!(exp_f64(f64::NAN).is_nan() && exp_f32(f32::NAN).is_nan());
    }

    #[test]
    fn slices_of_all_lengths() {
        for n in 0..40_u8 {
            let numbers: Vec<f64> = (0..n).map(|k| f64::from(k) * 0.3 - 2.0).collect();
            let mut found = numbers.clone();
            let sum = f64::exp_slice(&mut found, 1.0);
            let expected: Vec<f64> = numbers.iter().map(|x| (x - 1.0).exp()).collect();
            let total: f64 = expected.iter().sum();
            assert!((sum - total).abs() <= 1e-14 * total);
            for (a, b) in found.iter().zip(&expected) {
                assert!(ulps(*a, *b) <= 2);
            }
        }
    }
}
