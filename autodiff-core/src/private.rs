//! What the macro's output is made of. Not for use by hand; anything here may change.

use std::fmt;
pub use std::marker::PhantomData;

pub use std::array::from_fn as array_of;
pub use std::borrow::{Borrow, ToOwned};
pub use std::boxed::Box;
pub use std::clone::Clone;
pub use std::cmp::{Ord, Ordering, PartialEq};
pub use std::convert::From;
pub use std::default::Default;
pub use std::fmt::{Debug, Formatter, Result as FmtResult};
pub use std::iter::{IntoIterator, Iterator};
pub use std::mem::{self, replace, swap};
pub use std::ops::{Deref, DerefMut, FnMut, FnOnce};
pub use std::option::Option::{self, None, Some};
pub use std::primitive::bool;
pub use std::result::Result::{self, Err, Ok};
pub use std::string::String;
pub use std::vec;
pub use std::vec::Vec;

pub use ndarray;

pub use crate::companion::*;
pub use crate::derived::{
    describe_parts, different_variants, leaked, no_cotangent, not_the_variant, wrong_variant,
};
pub use crate::given::Given;
pub use crate::keeping::Keeping;
pub use crate::left_out::LeftOut;
pub use crate::refused::{
    MacrosThatReturnAreNotSupported, OutsideOfWrtArgumentsAreConstantsSayDetach,
};

pub use crate::accumulate::AccumulateInto;
pub use crate::checkpoint::{
    Checkpoints, Pause, Run, Schedule, State, Then, lend_for, not_repeatable, run_back, run_of,
    set_back, trips,
};
pub use crate::parallel::scaled;
pub use crate::recording::{Row, TapeSlot};
pub use crate::rules;
pub use crate::rules::broadcast::{
    Pointwise, Reduce, into_over, into_times, over, reduce_into, times,
};
pub use crate::rules::elementary::*;
pub use crate::rules::elementwise::{Elementwise, is_elementwise, pow_vjp};
pub use crate::rules::operators::{
    Additive, BinaryRule, Kept, Multiplicative, Negative, Operands, Reads, UnaryRule, Update,
    UpdateRule, leaves_something, nothing, op, pull, pullback, residual, unary_pull,
    unary_residual, update_pull, update_residual,
};
pub use crate::sloped::{double, sloped};
pub use crate::storable::for_shape::{ForShape, for_shape};
pub use crate::storable::row;
pub use crate::tape::OwnTape;
pub use crate::tape::blocks::{
    block, block_to_fill, blocks_to_fill, choices, choices_to_fill, drop_block, drop_choices,
    exact_count, trip_count, trips_with,
};
pub use crate::tape::{Copier, CopierOf, Uncopied};
pub use crate::tree::no_part;
pub use crate::{
    Cotangent, Differentiable, Elementary, Function, Mismatch, Recording, Scalar, ScalarOutput,
    Seed, Shape, Step, Storable, Tape, Tree,
};

/// Method-style rules.
pub mod traits {
    pub use crate::Function as _;
    pub use crate::derived::{
        OptionBars as _, OptionElement as _, OptionElementMut as _, OptionParts as _,
        ResultParts as _,
    };
    pub use crate::given::{GivenKept as _, GivenNothing as _, GivenReference as _};
    pub use crate::keeping::{
        KeepReferent as _, KeepValue as _, OwnReferent as _, OwnShown as _, PopReferent as _,
        PopValue as _,
    };
    pub use crate::rules::batch::BatchRule as _;
    pub use crate::rules::dot::DotRule as _;
    pub use crate::rules::edits::{Edit as _, EditBar as _, EditNothing as _, EditVec as _};
    pub use crate::rules::elements::{Elements as _, Parts as _, Runs as _, Wholes as _};
    pub use crate::rules::map::MapRule as _;
    pub use crate::rules::moments::{Moments as _, MomentsAlong as _};
    pub use crate::rules::reduction::ProductRule as _;
    pub use crate::rules::shaping::Turns as _;
    pub use crate::sloped::Sloped as _;
}

/// Runs a stretch of a long sweep, as a function of its own for the compiler.
#[inline(never)]
pub fn apart<T>(tape: &mut Tape, stretch: impl FnOnce(&mut Tape) -> T) -> T {
    stretch(tape)
}

/// Which of the two sweeps a body runs, and what it is given.
#[derive(Debug)]
pub enum Io<F, R> {
    /// The forward sweep.
    Forward(F),
    /// The reverse sweep.
    Reverse(R),
}

impl<F, R> Io<F, R> {
    /// What the forward sweep is given.
    #[inline(always)]
    pub fn forward(self) -> F {
        match self {
            Self::Forward(given) => given,
            Self::Reverse(_) => unreachable(),
        }
    }

    /// What the reverse sweep is given.
    #[inline(always)]
    pub fn reverse(self) -> R {
        match self {
            Self::Reverse(given) => given,
            Self::Forward(_) => unreachable(),
        }
    }
}

/// The lengths of the axes of a shape: of `(n, m)`, `n`, `x.raw_dim()`.
#[must_use]
pub fn lengths<const N: usize, S: ndarray::ShapeBuilder<Dim: ndarray::Dimension>>(
    shape: S,
) -> [usize; N] {
    let shape = shape.into_shape_with_order();
    let lengths = ndarray::Dimension::slice(shape.raw_dim()).to_vec();
    lengths.try_into().unwrap_or_else(|lengths: Vec<usize>| {
        panic!(
            "from_shape_fn: a shape of {} axes for {N} indices",
            lengths.len()
        )
    })
}

/// Carries the type of a local from the forward sweep to the reverse sweep.
pub struct Witness<T>(PhantomData<fn() -> T>);

impl<T> Witness<T> {
    /// A witness whose type is yet to be inferred.
    #[inline(always)]
    #[must_use]
    #[allow(
        clippy::new_without_default,
        reason = "only generated code makes witnesses"
    )]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// Says that the local is of `value`'s type.
    #[inline(always)]
    pub fn is(&self, value: T) -> T {
        value
    }

    /// The local's value, from the tape.
    #[inline(always)]
    pub fn pop(&self, tape: &mut Tape) -> T
    where
        T: Storable,
    {
        T::pop_from(tape)
    }

    /// The same, for a value that was pushed as it was.
    pub fn pop_any(&self, tape: &mut Tape) -> T
    where
        T: 'static,
    {
        tape.pop_any()
    }

    /// Fixes `T` as the type of a value that something else binds.
    #[inline(always)]
    pub fn see(&self, _: &T) {}

    /// Pops a value's shape and gives its cotangent that shape.
    #[inline]
    pub fn materialise(&self, tape: &mut Tape, bar: &mut T::Cotangent)
    where
        T: Differentiable,
    {
        tape.pop::<T::Shape>().materialise(bar);
    }
}

/// The witnesses of locals that go to the tape together.
pub trait Witnesses {
    /// Their values.
    type Values: Storable;
}

macro_rules! witnesses {
    ($count:literal: $($T:ident $S:ident $part:tt $number:literal)+; $($reversed:ident)+) => {
        impl<$($T: Storable),+> Witnesses for ($(&Witness<$T>,)+) {
            type Values = ($($T,)+);
        }
    };
}

for_tuples!(witnesses);

/// The values of these locals, from the tape.
#[inline(always)]
pub fn pop_row<W: Witnesses>(tape: &mut Tape, _: W) -> W::Values {
    tape.pop()
}

/// A local's cotangent, still zero. (As a method it would be reported as missing, rather than what
/// the type lacks.)
#[inline(always)]
#[must_use]
pub fn zero_bar<T: Differentiable>(_: &Witness<T>) -> T::Cotangent {
    T::Cotangent::__neutral()
}

/// A zero that adding to costs nothing.
#[inline(always)]
#[must_use]
pub fn neutral<C: Cotangent>() -> C {
    C::__neutral()
}

impl<T> fmt::Debug for Witness<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Witness<{}>", std::any::type_name::<T>())
    }
}

/// The shape of the cotangent of `x`.
#[inline(always)]
pub fn shape<T: Differentiable + ?Sized>(x: &T) -> T::Shape {
    x.cotangent_shape()
}

/// What the reverse sweep is given again of `x`.
#[inline(always)]
pub fn kept<T: Differentiable + ?Sized>(x: &T) -> T::Kept {
    x.kept()
}

/// Makes `bar` a full zero if it is one without memory.
#[inline(always)]
pub fn materialise<C, S: Shape<C>>(bar: &mut C, shape: &S) {
    shape.materialise(bar);
}

/// The same, for the cotangent of `x`. `bar` is `x`'s cotangent, or its buffer (`[C]` for `[T]`).
#[inline(always)]
pub fn materialise_like<B: MaterialiseLike<T> + ?Sized, T: ?Sized>(bar: &mut B, x: &T) {
    bar.materialise_like(x);
}

/// What [`materialise_like`] takes.
pub trait MaterialiseLike<T: ?Sized> {
    /// Makes `self` a full zero if it is one without memory.
    fn materialise_like(&mut self, x: &T);
}

impl<C: Cotangent, T: Differentiable<Cotangent = C> + ?Sized> MaterialiseLike<T> for C {
    #[inline(always)]
    fn materialise_like(&mut self, x: &T) {
        x.__materialise(self);
    }
}

impl<C, T: Differentiable<Buffer = [C]> + ?Sized> MaterialiseLike<T> for [C] {
    #[inline(always)]
    fn materialise_like(&mut self, x: &T) {
        x.materialise_buffer(self);
    }
}

/// A full zero for the cotangent of `x`.
#[inline]
pub fn zero_like<T: Differentiable + ?Sized>(x: &T) -> T::Cotangent {
    let mut bar = T::Cotangent::zero();
    x.__materialise(&mut bar);
    bar
}

/// What is lent for `x` while nothing has been added to its cotangent.
#[inline]
pub fn lent_zero<T: Differentiable + ?Sized>(x: &T) -> T::Cotangent {
    x.__lent_zero()
}

/// Makes a full cotangent of `x` of what began as [`lent_zero`]. A slice's is full from the start.
#[inline(always)]
pub fn settle<B: Settle<T> + ?Sized, T: ?Sized>(bar: &mut B, x: &T) {
    bar.settle_like(x);
}

/// What [`settle`] takes.
pub trait Settle<T: ?Sized> {
    /// Makes a full cotangent of `self`.
    fn settle_like(&mut self, x: &T);
}

impl<C: Cotangent, T: Differentiable<Cotangent = C> + ?Sized> Settle<T> for C {
    #[inline(always)]
    fn settle_like(&mut self, x: &T) {
        x.__settle(self);
    }
}

impl<C, T: Differentiable<Buffer = [C]> + ?Sized> Settle<T> for [C] {
    #[inline(always)]
    fn settle_like(&mut self, _: &T) {}
}

/// What the macro calls where nothing reads a cotangent any more.
#[inline(always)]
pub fn used_up<C: Cotangent>(bar: C) {
    bar.__used_up();
}

/// The seed of a gradient.
#[inline(always)]
#[must_use]
pub fn unit_seed<Y: ScalarOutput>() -> Y::Cotangent {
    Y::unit()
}

/// Adds `value` to the cotangent `target`.
#[inline(always)]
pub fn accumulate<Target, V: AccumulateInto<Target>>(target: Target, value: V) {
    value.accumulate_into(target);
}

/// Panics unless the seed given to `function`'s reverse sweep is of the value's shape.
#[inline]
pub fn check_seed<C, S: Shape<C>>(function: &str, shape: &S, seed: &C) {
    if let Err(mismatch) = shape.check(seed) {
        wrong_seed(function, &mismatch);
    }
}

#[cold]
fn wrong_seed(function: &str, mismatch: &Mismatch) -> ! {
    let place = match mismatch.place() {
        "" => String::new(),
        place => format!("{place}: "),
    };
    panic!(
        "{function}::backward: {place}the seed has shape {}, the value has shape {}",
        mismatch.found(),
        mismatch.expected()
    )
}

/// Whether `d` followed by the argument's name is what stands below the stroke in `d/dx`.
#[must_use]
pub const fn is_differential_of(differential: &str, argument: &str) -> bool {
    let (differential, argument) = (differential.as_bytes(), argument.as_bytes());
    if differential.len() != argument.len() + 1 || differential[0] != b'd' {
        return false;
    }
    let mut i = 0;
    while i < argument.len() {
        if differential[i + 1] != argument[i] {
            return false;
        }
        i += 1;
    }
    true
}

pub use num_traits::Zero;

/// What the sweeps take `num_traits::Float` for.
pub trait Float: Scalar + num_traits::NumCast {}

impl<T: Scalar + num_traits::NumCast> Float for T {}

/// The sum of the sums of the trips of a chunk.
#[inline(always)]
pub fn summed<T: Copy + std::ops::Add<Output = T>, const N: usize>(sums: [T; N]) -> T {
    let mut width = N;
    let mut sums = sums;
    while width > 1 {
        width /= 2;
        for i in 0..width {
            sums[i] = sums[i] + sums[i + width];
        }
    }
    sums[0]
}

/// Adds numbers to as many elements.
#[inline(always)]
pub fn add_chunk<T: Copy + std::ops::AddAssign, const N: usize>(target: &mut [T], parts: &[T; N]) {
    for (target, part) in target[..N].iter_mut().zip(parts) {
        *target += *part;
    }
}
