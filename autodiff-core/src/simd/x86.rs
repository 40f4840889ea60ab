//! AVX-512, and AVX2 with FMA.

#![allow(
    unsafe_code,
    reason = "intrinsics need it: what the compiler makes of plain loops varies fiftyfold"
)]

use std::arch::x86_64::*;

use super::{Job, Lanes, portable};

macro_rules! lanes {
    ($(#[$attribute:meta])* $Name:ident($T:ident in $Vector:ident: $count:literal,
        $splat:ident $load:ident $store:ident $mul_add:ident $(, $Mask:ident $store_some:ident)?)) => {
        $(#[$attribute])*
        ///
        /// Made only once it is known that this machine has them, which is what makes the calls below
        /// sound.
        #[derive(Clone, Copy, Debug)]
        struct $Name(());

        impl Lanes<$T> for $Name {
            type Vector = $Vector;
            const COUNT: usize = $count;
            const FUSED: bool = true;
            #[inline(always)]
            fn splat(self, x: $T) -> $Vector {
                // SAFETY: the machine has these instructions.
                unsafe { $splat(x) }
            }
            #[inline(always)]
            fn load(self, numbers: &[$T]) -> $Vector {
                let numbers = &numbers[..$count];
                // SAFETY: likewise; the slice has enough elements, and needn't be aligned.
                unsafe { $load(numbers.as_ptr()) }
            }
            #[inline(always)]
            fn store(self, vector: $Vector, numbers: &mut [$T]) {
                let numbers = &mut numbers[..$count];
                // SAFETY: likewise.
                unsafe { $store(numbers.as_mut_ptr(), vector) }
            }
            $(
                #[inline(always)]
                fn copy_first(self, from: &[$T], to: &mut [$T]) {
                    let vector = self.load(from);
                    let all: $Mask = !0;
                    let some = all >> ($count - to.len().clamp(1, $count));
                    assert!(!to.is_empty());
                    // SAFETY: likewise; no more is written than `to` has elements.
                    unsafe { $store_some(to.as_mut_ptr(), some, vector) }
                }
            )?
            #[inline(always)]
            fn mul_add(self, a: $Vector, b: $Vector, c: $Vector) -> $Vector {
                // SAFETY: the machine has these instructions.
                unsafe { $mul_add(a, b, c) }
            }
        }
    };
}

lanes!(
    /// 16 numbers.
    Avx512F32(f32 in __m512: 16, _mm512_set1_ps _mm512_loadu_ps _mm512_storeu_ps _mm512_fmadd_ps,
        __mmask16 _mm512_mask_storeu_ps)
);
lanes!(
    /// 8 numbers.
    Avx512F64(f64 in __m512d: 8, _mm512_set1_pd _mm512_loadu_pd _mm512_storeu_pd _mm512_fmadd_pd,
        __mmask8 _mm512_mask_storeu_pd)
);
lanes!(
    /// 8 numbers.
    Avx2F32(f32 in __m256: 8, _mm256_set1_ps _mm256_loadu_ps _mm256_storeu_ps _mm256_fmadd_ps)
);
lanes!(
    /// 4 numbers.
    Avx2F64(f64 in __m256d: 4, _mm256_set1_pd _mm256_loadu_pd _mm256_storeu_pd _mm256_fmadd_pd)
);

/// 32 registers: 24 accumulators.
#[target_feature(enable = "avx512f")]
fn avx512<T, L: Lanes<T>, J: Job<T>>(lanes: L, job: J) {
    job.run::<L, 8, 4>(lanes);
}

/// 16 registers: 12 accumulators.
#[target_feature(enable = "avx2,fma")]
fn avx2<T, L: Lanes<T>, J: Job<T>>(lanes: L, job: J) {
    job.run::<L, 4, 2>(lanes);
}

macro_rules! widest {
    ($name:ident, $T:ident, $Wide:ident, $Narrow:ident) => {
        pub(super) fn $name<J: Job<$T>>(job: J) {
            if is_x86_feature_detected!("avx512f") {
                // SAFETY: the machine has these instructions.
                unsafe { avx512($Wide(()), job) }
            } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                // SAFETY: likewise.
                unsafe { avx2($Narrow(()), job) }
            } else {
                portable(job);
            }
        }
    };
}

widest!(widest_f32, f32, Avx512F32, Avx2F32);
widest!(widest_f64, f64, Avx512F64, Avx2F64);

/// Runs a job with the lanes of a level: portable, AVX2, AVX-512. Tells whether this machine has it.
#[cfg(test)]
macro_rules! at_level {
    ($name:ident, $T:ident, $Wide:ident, $Narrow:ident) => {
        pub(crate) fn $name<J: Job<$T>>(level: usize, job: J) -> bool {
            match level {
                0 => portable(job),
                1 if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") => {
                    // SAFETY: the machine has these instructions.
                    unsafe { avx2($Narrow(()), job) }
                }
                2 if is_x86_feature_detected!("avx512f") => {
                    // SAFETY: likewise.
                    unsafe { avx512($Wide(()), job) }
                }
                _ => return false,
            }
            true
        }
    };
}
#[cfg(test)]
at_level!(at_level_f32, f32, Avx512F32, Avx2F32);
#[cfg(test)]
at_level!(at_level_f64, f64, Avx512F64, Avx2F64);
