//! Small helpers of the sweeps that `#[differentiable]` writes.

use ndarray::{Array, ArrayViewMut, Dimension};

use crate::{Cotangent, Scalar, Shape, Storable, Tape, pool};

/// Full zeros of a shape.
#[inline]
pub fn zero_of<C: Cotangent, S: Shape<C>>(shape: &S) -> C {
    let mut bar = C::zero();
    shape.materialise(&mut bar);
    bar
}

/// Takes the content out of a slice of cotangents and leaves zeros.
#[inline]
pub fn take_slice<C: Cotangent>(bar: &mut [C]) -> Vec<C> {
    let mut taken = pool::with_room(bar.len());
    taken.extend(bar.iter_mut().map(C::take));
    taken
}

/// Takes the content out of a view of a cotangent and leaves zeros.
#[inline]
pub fn take_view<A: Scalar, D: Dimension>(mut bar: ArrayViewMut<'_, A, D>) -> Array<A, D> {
    let taken = bar.to_owned();
    bar.fill(A::from_f64(0.0));
    taken
}

/// Pushes a copy of what is in a slice.
#[inline]
pub fn save_slice<T: Storable + Clone>(tape: &mut Tape, source: &[T]) {
    T::push_run(source, tape);
}

/// Pops the old content of a slice into it.
#[inline]
pub fn restore_slice<T: Storable + Clone>(tape: &mut Tape, target: &mut [T]) {
    T::pop_run(target, tape);
}

/// Pops the old content of a view into it.
#[inline]
pub fn restore_view<A, D>(tape: &mut Tape, mut target: ArrayViewMut<'_, A, D>)
where
    A: Clone,
    D: Dimension,
    Array<A, D>: Storable,
{
    let old: Array<A, D> = tape.pop();
    target.assign(&old);
}

/// A cotangent of another precision, as the type of `like`.
#[inline]
pub fn cast_like<A: CastFrom<B>, B>(_: &A, value: B) -> A {
    A::cast_from(value)
}

/// Conversions between precisions.
pub trait CastFrom<B> {
    /// Converts.
    fn cast_from(value: B) -> Self;
}

/// What is counted or indexed has no derivative.
impl<B> CastFrom<B> for () {
    #[inline(always)]
    fn cast_from(_: B) -> Self {}
}

macro_rules! cast_from {
    ($($from:ty => $to:ty),*) => {$(
        impl CastFrom<$from> for $to {
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::unnecessary_cast, clippy::cast_lossless, reason = "one cast for all pairs of types: some change nothing, some round")]
            fn cast_from(value: $from) -> Self {
                value as $to
            }
        }
    )*};
}

cast_from!(f32 => f32, f32 => f64, f64 => f32, f64 => f64);

/// The sum of a container's cotangent: that of what all its elements were set to.
#[inline]
pub fn total<T: Total + ?Sized>(bar: &T) -> T::Sum {
    bar.total()
}

/// Containers whose elements' cotangents can be summed.
pub trait Total {
    /// The type of the sum.
    type Sum;
    /// The sum.
    fn total(&self) -> Self::Sum;
}

impl<C: Cotangent> Total for [C] {
    type Sum = C;
    fn total(&self) -> C {
        let mut sum = C::zero();
        for part in self {
            sum.accumulate(part.clone());
        }
        sum
    }
}

impl<C: Cotangent> Total for Vec<C> {
    type Sum = C;
    fn total(&self) -> C {
        self.as_slice().total()
    }
}

impl<C: Cotangent, const N: usize> Total for [C; N] {
    type Sum = C;
    fn total(&self) -> C {
        self.as_slice().total()
    }
}

impl<A: Scalar, D: Dimension> Total for Array<A, D> {
    type Sum = A;
    fn total(&self) -> A {
        self.sum()
    }
}

/// A value that is taken to carry no derivative; its type has to bear that out.
#[inline(always)]
pub fn discrete<T: Discrete>(value: T) -> T {
    value
}

/// Types without derivatives: sizes, tests, counts.
#[diagnostic::on_unimplemented(
    message = "this is taken to have no derivative, but `{Self}` may carry one",
    note = "call a `#[differentiable]` function instead, or say `detach(…)` if the derivative is to stop here",
    note = "a method of a type of yours that is called like a size or a test is reached by `Type::method(&x, …)`"
)]
pub trait Discrete {}

macro_rules! discrete {
    ($($T:ty)*) => { $(impl Discrete for $T {})* };
}

discrete!(() bool char u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize String str);
discrete!(std::cmp::Ordering std::num::FpCategory);

impl<T: Discrete + ?Sized> Discrete for &T {}
impl<T: Discrete> Discrete for [T] {}
impl<T: Discrete> Discrete for Vec<T> {}
impl<T: Discrete, const N: usize> Discrete for [T; N] {}
impl<T: Discrete> Discrete for Option<T> {}
impl<T: Discrete, E: Discrete> Discrete for Result<T, E> {}
impl<T: Discrete, U: Discrete> Discrete for (T, U) {}
impl<T: Discrete, U: Discrete, V: Discrete> Discrete for (T, U, V) {}
impl<T: Discrete, U: Discrete, V: Discrete, W: Discrete> Discrete for (T, U, V, W) {}
impl<I: ?Sized> Discrete for ndarray::Dim<I> where ndarray::Dim<I>: Dimension {}

/// Whether an `Option` or `Result` is without a value.
#[inline(always)]
pub fn is_absent<T: Absent>(value: &T) -> bool {
    value.is_absent()
}

/// What [`is_absent`] takes.
pub trait Absent {
    /// Whether there is no value.
    fn is_absent(&self) -> bool;
}

impl<T> Absent for Option<T> {
    #[inline(always)]
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T, E> Absent for Result<T, E> {
    #[inline(always)]
    fn is_absent(&self) -> bool {
        self.is_err()
    }
}

/// The lent cotangent, where one is.
#[inline(always)]
pub fn lent<B>(bar: &mut Option<B>) -> &mut B {
    match bar {
        Some(bar) => bar,
        None => unreachable(),
    }
}

/// A zero of the shape of `bar`.
#[must_use]
pub fn blanked<C: Cotangent>(mut bar: C) -> C {
    crate::Leaves::visit_mut(&mut bar, |_, x| *x = 0.0);
    bar
}

/// The forward companion of a function returns a value.
#[cold]
pub fn unreachable() -> ! {
    unreachable!("the forward sweep gives a value")
}

/// What a call finds in place of a companion that doesn't exist.
///
/// Generated code imports this module by a glob, so that a companion of the callee's own takes
/// precedence.
pub mod fallback {
    use crate::Tape;

    /// Stands for functions without derivatives. No type implements it.
    #[diagnostic::on_unimplemented(
        message = "the function called here has no derivative",
        label = "not differentiable, but called with a value that carries a derivative",
        note = "annotate the function with `#[differentiable]`, give it a rule with `Function` or `scalar_rule!`, or pass `detach(value)` to stop derivatives"
    )]
    pub trait IsDifferentiable {}

    /// Stands for functions that happen to be called `detach`. No type implements it.
    #[diagnostic::on_unimplemented(
        message = "a function called `detach` that isn't `autodiff_core::detach`",
        label = "would be taken for the one that stops derivatives",
        note = "rename the function"
    )]
    pub trait IsDetach {}

    /// Stands for functions that happen to be called `parallel_sum`. No type implements it.
    #[diagnostic::on_unimplemented(
        message = "a function called `parallel_sum` that isn't `autodiff_core::parallel_sum`",
        label = "would be taken for the one that runs on several threads",
        note = "rename the function"
    )]
    pub trait IsParallelSum {}

    #[doc(hidden)]
    #[allow(
        non_camel_case_types,
        reason = "it stands for the companion of a function"
    )]
    #[derive(Debug)]
    pub struct __callee {}

    impl __callee {
        #[doc(hidden)]
        pub const __READS: u64 = u64::MAX;

        #[doc(hidden)]
        pub fn __forward<A, R>(_: &mut Tape, _: u64, _: A) -> R
        where
            A: IsDifferentiable,
        {
            super::unreachable()
        }

        #[doc(hidden)]
        pub fn __is_detach<A: IsDetach>(_: A) {}

        #[doc(hidden)]
        pub fn __parallel<A: IsParallelSum, F, B, R>(_: A, _: bool, _: F, _: B) -> R {
            super::unreachable()
        }

        #[doc(hidden)]
        pub fn __reverse<G, Y, B>(_: &mut Tape, _: u64, _: G, _: Y, _: B) {}

        #[doc(hidden)]
        pub fn __reverse_again<G, Y, B>(_: &mut Tape, _: u64, _: G, _: Y, _: B) {}

        #[doc(hidden)]
        pub fn __reverse_all<G, Y, B>(_: &mut Tape, _: u64, _: G, _: Y, _: B) {}
    }
}
