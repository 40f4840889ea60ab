//! Dual numbers: a value and its derivative along one direction, from calculus, independent of the
//! rules of `autodiff-core`.

use std::cmp::Ordering;
use std::fmt;

use ndarray::{Array, Dimension};

/// A value and its derivative along one direction.
#[derive(Clone, Copy, Default)]
pub struct Dual {
    /// The value.
    pub x: f64,
    /// The derivative.
    pub dot: f64,
}

impl Dual {
    /// Infinity.
    pub const INFINITY: Self = Self::constant(f64::INFINITY);
    /// Minus infinity.
    pub const NEG_INFINITY: Self = Self::constant(f64::NEG_INFINITY);
    /// Not a number.
    pub const NAN: Self = Self::constant(f64::NAN);
    /// The largest number.
    pub const MAX: Self = Self::constant(f64::MAX);
    /// The smallest number.
    pub const MIN: Self = Self::constant(f64::MIN);
    /// The distance from 1 to the next number.
    pub const EPSILON: Self = Self::constant(f64::EPSILON);

    /// A number that doesn't depend on anything.
    #[must_use]
    pub const fn constant(x: f64) -> Self {
        Self { x, dot: 0.0 }
    }

    /// A number with its derivative.
    #[must_use]
    pub const fn new(x: f64, dot: f64) -> Self {
        Self { x, dot }
    }
}

impl fmt::Debug for Dual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} + {:?}ε", self.x, self.dot)
    }
}

impl fmt::Display for Dual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.x, f)
    }
}

impl PartialEq for Dual {
    fn eq(&self, other: &Self) -> bool {
        self.x == other.x
    }
}

impl PartialOrd for Dual {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.x.partial_cmp(&other.x)
    }
}

impl PartialEq<f64> for Dual {
    fn eq(&self, other: &f64) -> bool {
        self.x == *other
    }
}

impl PartialOrd<f64> for Dual {
    fn partial_cmp(&self, other: &f64) -> Option<Ordering> {
        self.x.partial_cmp(other)
    }
}

/// What `as` converts in a twin: numbers, dual or not.
pub trait Number: Copy {
    /// The type of the value alone.
    type Primal;
    /// `self as f64`
    fn to_dual(self) -> Dual;
    /// The value alone.
    fn primal(self) -> Self::Primal;
}

impl Number for Dual {
    type Primal = f64;
    fn to_dual(self) -> Dual {
        self
    }
    fn primal(self) -> f64 {
        self.x
    }
}

macro_rules! numbers {
    ($($T:ty)*) => {$(
        impl Number for $T {
            type Primal = Self;
            #[allow(clippy::cast_precision_loss, clippy::unnecessary_cast, clippy::cast_lossless, reason = "some of the casts change nothing, some round")]
            fn to_dual(self) -> Dual {
                Dual::constant(self as f64)
            }
            fn primal(self) -> Self {
                self
            }
        }
    )*};
}

numbers!(f64 f32 usize isize u8 u16 u32 u64 u128 i8 i16 i32 i64 i128);

macro_rules! no_numbers {
    ($($T:ty)*) => {$(
        impl Number for $T {
            type Primal = Self;
            fn to_dual(self) -> Dual {
                unreachable!("`as` makes no float of it")
            }
            fn primal(self) -> Self {
                self
            }
        }
    )*};
}

no_numbers!(bool char);

macro_rules! conversions {
    ($($T:ty)*) => {$(
        impl From<$T> for Dual {
            fn from(value: $T) -> Self {
                Self::constant(f64::from(value))
            }
        }
    )*};
}

conversions!(f64 f32 u8 u16 u32 i8 i16 i32 bool);

/// The twin of `detach`: the same value, with derivatives of zero.
pub trait Stop {
    /// The value, constant.
    #[must_use]
    fn stop(self) -> Self;
}

/// The twin of `detach`.
pub fn stop<T: Stop>(value: T) -> T {
    value.stop()
}

impl Stop for Dual {
    fn stop(self) -> Self {
        Self::constant(self.x)
    }
}

impl<T: Stop> Stop for Vec<T> {
    fn stop(self) -> Self {
        self.into_iter().map(Stop::stop).collect()
    }
}

impl<D: Dimension> Stop for Array<Dual, D> {
    fn stop(self) -> Self {
        self.mapv(Stop::stop)
    }
}

impl<A: Stop, B: Stop> Stop for (A, B) {
    fn stop(self) -> Self {
        (self.0.stop(), self.1.stop())
    }
}

macro_rules! stopped {
    ($($T:ty)*) => {$(
        impl Stop for $T {
            fn stop(self) -> Self {
                self
            }
        }
    )*};
}

stopped!(usize i32 bool);
