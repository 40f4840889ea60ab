//! What can be kept on a tape, and on which of its stacks: the trait and the scalar types.
//!
//! Every `push_to` is undone by exactly one `pop_from` of the same type, in the reverse order.

mod arrays;
pub(crate) use arrays::{pop_dim, push_dim};
mod containers;
pub(crate) mod for_shape;
pub mod row;

use crate::Tape;
use crate::tape::Copier;

/// A value that can be moved onto a [`Tape`] and back.
///
/// Implemented for numbers, strings, tuples, `Vec`, `Option`, `ndarray` arrays and the like, and by
/// `#[derive(Differentiable)]`. For another owned type of your own, defer to [`Tape::push_cloneable`], or to
/// [`Tape::push_any`] if it has no `Clone`:
///
/// ```
/// use autodiff_core::{Storable, Tape};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Gaussian { mean: f64, scale: f64 }
///
/// impl Storable for Gaussian {
///     fn push_to(self, tape: &mut Tape) { tape.push_cloneable(self) }
///     fn pop_from(tape: &mut Tape) -> Self { tape.pop_any() }
/// }
///
/// let mut tape = Tape::new();
/// Gaussian { mean: 0.0, scale: 1.0 }.push_to(&mut tape);
/// assert_eq!(Gaussian::pop_from(&mut tape), Gaussian { mean: 0.0, scale: 1.0 });
/// ```
///
/// or, without a box, push field after field and pop them in the reverse order.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` can't be kept on the tape",
    label = "`{Self}` can't be recorded for the reverse sweep",
    note = "a borrow doesn't outlive the forward sweep: bind what derivatives need to an owned local (`.to_owned()`), or take it out of the derivative with `detach`",
    note = "a type parameter, or a type that belongs to one, needs the bound `autodiff_core::Storable`",
    note = "an owned type of your own gets `Storable` from `#[derive(Differentiable)]`, or by hand with `Tape::push_any` and `Tape::pop_any`; a field with `#[differentiable(skip)]` needn't have it"
)]
pub trait Storable: Sized + 'static {
    /// Moves the value onto the tape.
    fn push_to(self, tape: &mut Tape);

    /// Takes the value that was pushed last.
    fn pop_from(tape: &mut Tape) -> Self;

    /// Bytes the value holds outside of itself, for [`Tape::bytes`].
    #[doc(hidden)]
    #[inline]
    fn heap_bytes(&self) -> usize {
        0
    }

    /// Gives any value, if all have the same shape: that of a number.
    #[doc(hidden)]
    const ANY: Option<fn() -> Self> = None;

    /// The number of `f64`s that the value is on the tape, if it is nothing else there: then it has
    /// `write` and `read`.
    #[doc(hidden)]
    const ROW: Option<usize> = None;

    /// Writes the value into a row of that length.
    #[doc(hidden)]
    #[inline]
    fn write(self, _: &mut [f64]) {
        row::none::<Self>()
    }

    /// The counterpart of `write`.
    #[doc(hidden)]
    #[inline]
    fn read(_: &[f64]) -> Self {
        row::none::<Self>()
    }

    /// Moves a whole vector onto the tape. Elements of size zero are pushed one by one, which is
    /// free when there is nothing to push, so that a `Vec<()>` costs its length alone.
    #[doc(hidden)]
    #[inline]
    fn push_run(run: &[Self], tape: &mut Tape)
    where
        Self: Clone,
    {
        for element in run {
            element.clone().push_to(tape);
        }
    }

    /// Pops what `push_run` pushed back into its place.
    #[doc(hidden)]
    #[inline]
    fn pop_run(run: &mut [Self], tape: &mut Tape) {
        for element in run.iter_mut().rev() {
            *element = Self::pop_from(tape);
        }
    }

    /// Pushes what a vector holds before all of it is overwritten: it may be left with anything, of
    /// the same length.
    #[doc(hidden)]
    #[inline]
    fn push_whole(vec: &mut Vec<Self>, tape: &mut Tape)
    where
        Self: Clone,
    {
        Self::push_run(vec, tape);
    }

    /// The counterpart of `push_whole`.
    #[doc(hidden)]
    #[inline]
    fn pop_whole(vec: &mut Vec<Self>, tape: &mut Tape) {
        Self::pop_run(vec, tape);
    }

    /// Moves the elements of an array onto the tape.
    #[doc(hidden)]
    #[inline]
    fn push_array<const N: usize>(array: [Self; N], tape: &mut Tape) {
        for element in array {
            element.push_to(tape);
        }
    }

    /// The counterpart of `push_array`.
    #[doc(hidden)]
    #[inline]
    fn pop_array<const N: usize>(tape: &mut Tape) -> [Self; N] {
        let mut array = std::array::from_fn(|_| Self::pop_from(tape));
        array.reverse();
        array
    }

    #[doc(hidden)]
    fn push_vec(vec: Vec<Self>, tape: &mut Tape) {
        if size_of::<Self>() == 0 {
            let len = vec.len();
            for element in vec {
                element.push_to(tape);
            }
            tape.push_index(len);
        } else {
            let bytes = vec.heap_bytes();
            tape.push_owned(vec, bytes, Copier::storing_elements::<Self>());
        }
    }

    /// The counterpart of `push_vec`.
    #[doc(hidden)]
    fn pop_vec(tape: &mut Tape) -> Vec<Self> {
        if size_of::<Self>() == 0 {
            let len = tape.pop_index();
            let mut vec: Vec<Self> = (0..len).map(|_| Self::pop_from(tape)).collect();
            vec.reverse();
            vec
        } else {
            tape.pop_any()
        }
    }
}

impl Storable for () {
    #[inline]
    fn push_to(self, _: &mut Tape) {}
    #[inline]
    fn pop_from(_: &mut Tape) -> Self {}
    const ROW: Option<usize> = Some(0);
    #[inline]
    fn write(self, _: &mut [f64]) {}
    #[inline]
    fn read(_: &[f64]) -> Self {}
}

macro_rules! float {
    ($T:ty, $push:ident, $pop:ident, $push_vec:ident, $pop_vec:ident,
     $push_run:ident, $pop_run:ident, $push_whole:ident, $pop_whole:ident $(, $row:item)*) => {
        impl Storable for $T {
            const ANY: Option<fn() -> Self> = Some(|| 0.0);
            #[inline]
            fn push_to(self, tape: &mut Tape) {
                tape.$push(self);
            }
            #[inline]
            fn pop_from(tape: &mut Tape) -> Self {
                tape.$pop()
            }
            #[inline]
            fn push_vec(vec: Vec<Self>, tape: &mut Tape) {
                tape.$push_vec(vec);
            }
            #[inline]
            fn pop_vec(tape: &mut Tape) -> Vec<Self> {
                tape.$pop_vec()
            }
            #[inline]
            fn push_array<const N: usize>(array: [Self; N], tape: &mut Tape) {
                tape.$push_run(&array);
            }
            #[inline]
            fn pop_array<const N: usize>(tape: &mut Tape) -> [Self; N] {
                let mut array = [0.0; N];
                tape.$pop_run(&mut array);
                array
            }
            #[inline]
            fn push_run(run: &[Self], tape: &mut Tape) {
                tape.$push_run(run);
            }
            #[inline]
            fn pop_run(run: &mut [Self], tape: &mut Tape) {
                tape.$pop_run(run);
            }
            #[inline(always)]
            fn push_whole(vec: &mut Vec<Self>, tape: &mut Tape) {
                tape.$push_whole(vec);
            }
            #[inline(always)]
            fn pop_whole(vec: &mut Vec<Self>, tape: &mut Tape) {
                tape.$pop_whole(vec);
            }
            $($row)*
        }
    };
}

float!(
    f64,
    push_f64,
    pop_f64,
    push_f64_vec,
    pop_f64_vec,
    push_f64_run,
    pop_f64_run,
    push_f64_whole,
    pop_f64_whole,
    const ROW: Option<usize> = Some(1);,
    #[inline]
    fn write(self, row: &mut [f64]) {
        row[0] = self;
    },
    #[inline]
    fn read(row: &[f64]) -> Self {
        row[0]
    }
);
float!(
    f32,
    push_f32,
    pop_f32,
    push_f32_vec,
    pop_f32_vec,
    push_f32_run,
    pop_f32_run,
    push_f32_whole,
    pop_f32_whole
);

impl Storable for bool {
    #[inline]
    fn push_to(self, tape: &mut Tape) {
        tape.push_byte(u8::from(self));
    }
    #[inline]
    fn pop_from(tape: &mut Tape) -> Self {
        tape.pop_byte() != 0
    }
}

/// Integers that make the round trip through `$Word` without loss, negative ones included.
macro_rules! integer {
    ($($T:ty)* as $Word:ty: $push:ident, $pop:ident) => {$(
        impl Storable for $T {
            #[inline]
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_possible_wrap,
                    clippy::cast_lossless, reason = "`pop` undoes the cast of `push` bit by bit")]
            fn push_to(self, tape: &mut Tape) {
                tape.$push(self as $Word);
            }
            #[inline]
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_possible_wrap,
                    clippy::cast_lossless, reason = "`pop` undoes the cast of `push` bit by bit")]
            fn pop_from(tape: &mut Tape) -> Self {
                tape.$pop() as $T
            }
        }
    )*};
}

/// Integers pushed as two halves of type `$Half`, of `$bits` bits each.
macro_rules! wide_integer {
    ($($T:ty)*, $Half:ty, $bits:literal) => {$(
        impl Storable for $T {
            #[inline]
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_possible_wrap,
                    clippy::cast_lossless, reason = "the two halves are put together again by `pop`")]
            fn push_to(self, tape: &mut Tape) {
                (self as $Half).push_to(tape);
                ((self >> $bits) as $Half).push_to(tape);
            }
            #[inline]
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_possible_wrap,
                    clippy::cast_lossless, reason = "the two halves are put together again by `pop`")]
            fn pop_from(tape: &mut Tape) -> Self {
                let high = <$Half>::pop_from(tape);
                let low = <$Half>::pop_from(tape);
                (high as $T) << $bits | low as $T
            }
        }
    )*};
}

integer!(u8 i8 as u8: push_byte, pop_byte);
integer!(usize isize u16 i16 as usize: push_index, pop_index);
#[cfg(not(target_pointer_width = "16"))]
integer!(u32 i32 as usize: push_index, pop_index);
#[cfg(target_pointer_width = "16")]
wide_integer!(u32 i32, u16, 16);
#[cfg(target_pointer_width = "64")]
integer!(u64 i64 as usize: push_index, pop_index);
#[cfg(not(target_pointer_width = "64"))]
wide_integer!(u64 i64, u32, 32);
wide_integer!(u128 i128, u64, 64);

impl Storable for char {
    #[inline]
    fn push_to(self, tape: &mut Tape) {
        u32::from(self).push_to(tape);
    }
    #[inline]
    fn pop_from(tape: &mut Tape) -> Self {
        char::from_u32(u32::pop_from(tape)).expect("Tape::pop: the tape holds no `char` here")
    }
}

impl Storable for ndarray::Axis {
    #[inline]
    fn push_to(self, tape: &mut Tape) {
        tape.push_index(self.0);
    }
    #[inline]
    fn pop_from(tape: &mut Tape) -> Self {
        Self(tape.pop_index())
    }
}

impl Storable for &'static str {
    fn push_to(self, tape: &mut Tape) {
        tape.push_cloneable(self);
    }
    fn pop_from(tape: &mut Tape) -> Self {
        tape.pop_any()
    }
}

impl Storable for String {
    fn push_to(self, tape: &mut Tape) {
        let bytes = self.heap_bytes();
        tape.push_owned(self, bytes, Copier::cloning::<Self>());
    }
    fn pop_from(tape: &mut Tape) -> Self {
        tape.pop_any()
    }
    fn heap_bytes(&self) -> usize {
        self.len()
    }
}
