//! Vectors of numbers as wide as this machine has them, for kernels that are written once.
//!
//! A kernel is a [`Job`], generic over the [`Lanes`] it works with; `Scalar::with_lanes` chooses these
//! when the program runs. Numbers other than `f32` and `f64` get portable lanes.

pub(crate) mod functions;
#[cfg(target_arch = "x86_64")]
mod x86;
#[cfg(all(test, target_arch = "x86_64"))]
pub(crate) use x86::{at_level_f32, at_level_f64};

use crate::Scalar;

/// Vectors of `T`, and what can be done with them.
pub trait Lanes<T>: Copy {
    /// A vector.
    type Vector: Copy;

    /// The numbers in a vector; at most [`WIDEST`].
    const COUNT: usize;

    /// Whether [`mul_add`](Self::mul_add) rounds once, as `mul_add` of the numbers themselves does.
    const FUSED: bool;

    /// The same number in all lanes.
    fn splat(self, x: T) -> Self::Vector;

    /// The first `COUNT` numbers.
    fn load(self, numbers: &[T]) -> Self::Vector;

    /// Writes the first `COUNT` numbers.
    fn store(self, vector: Self::Vector, numbers: &mut [T]);

    /// Fills `to`, of at most `COUNT` numbers, with the first of `from`, which has at least `COUNT`.
    #[inline(always)]
    fn copy_first(self, from: &[T], to: &mut [T])
    where
        T: Copy,
    {
        to.copy_from_slice(&from[..to.len()]);
    }

    /// `a b + c`, rounded once where the machine can.
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
}

/// The most numbers that a vector has.
pub(crate) const WIDEST: usize = 16;

/// A kernel.
pub trait Job<T> {
    /// Runs it. `ROWS` times three accumulators, and half as many times six, are as many as there
    /// are registers for; `HALF` is half of `ROWS`. Must be `#[inline(always)]`.
    fn run<L: Lanes<T>, const ROWS: usize, const HALF: usize>(self, lanes: L);
}

/// Lanes of any number type, on any machine.
#[derive(Clone, Copy, Debug)]
struct Portable;

impl<T: Scalar> Lanes<T> for Portable {
    type Vector = [T; 4];
    const COUNT: usize = 4;
    const FUSED: bool = false;
    #[inline(always)]
    fn splat(self, x: T) -> [T; 4] {
        [x; 4]
    }
    #[inline(always)]
    fn load(self, numbers: &[T]) -> [T; 4] {
        [numbers[0], numbers[1], numbers[2], numbers[3]]
    }
    #[inline(always)]
    fn store(self, vector: [T; 4], numbers: &mut [T]) {
        numbers[..4].copy_from_slice(&vector);
    }
    #[inline(always)]
    fn mul_add(self, [a, b, c, d]: [T; 4], [e, f, g, h]: [T; 4], [i, j, k, l]: [T; 4]) -> [T; 4] {
        [a * e + i, b * f + j, c * g + k, d * h + l]
    }
}

/// Runs a job with portable lanes.
pub(crate) fn portable<T: Scalar, J: Job<T>>(job: J) {
    job.run::<_, 4, 2>(Portable);
}

/// Runs a job with the widest lanes that this machine has.
pub(crate) fn widest_f32<J: Job<f32>>(job: J) {
    #[cfg(target_arch = "x86_64")]
    return x86::widest_f32(job);
    #[cfg(not(target_arch = "x86_64"))]
    portable(job);
}

/// Runs a job with the widest lanes that this machine has.
pub(crate) fn widest_f64<J: Job<f64>>(job: J) {
    #[cfg(target_arch = "x86_64")]
    return x86::widest_f64(job);
    #[cfg(not(target_arch = "x86_64"))]
    portable(job);
}
