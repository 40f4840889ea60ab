//! A value together with the way back: what `record` returns.

use std::fmt;

use crate::{Cotangent, Tape};

/// The value of a differentiable function and the pullback that belongs to it.
///
/// [`backward`](Self::backward) consumes the recording, since the reverse sweep empties the tape.
/// Dropping it without going backward is fine: its own tape is dropped with it, and a tape of yours
/// is cleared when the next recording on it starts.
///
/// ```
/// use autodiff_core::Function;
/// use ndarray::{Array1, arr1};
///
/// struct Double;
/// impl Function for Double {
///     type Input<'a> = &'a Array1<f64>;
///     type InputBar = Array1<f64>;
///     type Output = Array1<f64>;
///     type Saved = ();
///     fn forward(x: &Array1<f64>) -> (Array1<f64>, ()) { (x * 2.0, ()) }
///     fn backward((): (), y_bar: Array1<f64>) -> Array1<f64> { y_bar * 2.0 }
/// }
///
/// let x = arr1(&[1.0, 2.0]);
/// let run = Double::record(&x);
/// assert_eq!(run.value(), arr1(&[2.0, 4.0]));
/// assert_eq!(run.backward(arr1(&[1.0, 0.0])), arr1(&[2.0, 0.0]));
/// ```
#[must_use = "a recording does nothing until `backward` is called; for the value alone, call the function itself"]
pub struct Recording<'t, Y, P> {
    tape: TapeSlot<'t>,
    value: Y,
    pullback: P,
}

/// The tape of a recording: its own or one that the caller reuses.
#[doc(hidden)]
#[derive(Debug)]
pub enum TapeSlot<'t> {
    Owned(Tape),
    Borrowed(&'t mut Tape),
}

impl TapeSlot<'_> {
    /// The tape itself.
    #[inline]
    #[must_use]
    pub fn get(&self) -> &Tape {
        match self {
            Self::Owned(tape) => tape,
            Self::Borrowed(tape) => tape,
        }
    }

    /// The tape itself, to push to and pop from.
    #[inline]
    pub fn get_mut(&mut self) -> &mut Tape {
        match self {
            Self::Owned(tape) => tape,
            Self::Borrowed(tape) => tape,
        }
    }
}

impl<'t, Y, P> Recording<'t, Y, P> {
    /// Puts a finished forward sweep and its reverse sweep together.
    #[doc(hidden)]
    #[inline]
    pub fn new<C, G>(tape: TapeSlot<'t>, value: Y, pullback: P) -> Self
    where
        P: FnOnce(&mut Tape, C) -> G,
    {
        Self {
            tape,
            value,
            pullback,
        }
    }

    /// The value of the function.
    #[inline]
    pub fn value(&self) -> &Y {
        &self.value
    }

    /// The value of the function, without the way back.
    #[inline]
    pub fn into_value(self) -> Y {
        self.value
    }

    /// What the forward sweep recorded.
    #[inline]
    pub fn tape(&self) -> &Tape {
        self.tape.get()
    }

    /// Runs the reverse sweep: the cotangents of the arguments for the cotangent `seed` of the
    /// value. The seed may be given by value or by reference.
    ///
    /// # Panics
    ///
    /// If the seed isn't of the value's shape.
    #[inline]
    pub fn backward<C, G>(mut self, seed: impl Seed<C>) -> G
    where
        P: FnOnce(&mut Tape, C) -> G,
    {
        (self.pullback)(self.tape.get_mut(), seed.into_seed())
    }
}

impl<Y: fmt::Debug, P> fmt::Debug for Recording<'_, Y, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording")
            .field("value", &self.value)
            .field("tape", self.tape.get())
            .finish_non_exhaustive()
    }
}

/// What [`Recording::backward`] takes: a cotangent, by value or by reference.
///
/// ```
/// use autodiff_core::Seed;
/// let y_bar = vec![1.0, 2.0];
/// assert_eq!(Seed::<Vec<f64>>::into_seed(&y_bar), y_bar);
/// ```
#[diagnostic::on_unimplemented(
    message = "the seed of this reverse sweep is a `{C}`, or a reference to one: `{Self}` isn't",
    label = "expected `{C}`"
)]
pub trait Seed<C> {
    /// The cotangent itself.
    fn into_seed(self) -> C;
}

impl<C: Cotangent> Seed<C> for C {
    #[inline]
    fn into_seed(self) -> C {
        self
    }
}

impl<C: Cotangent> Seed<C> for &C {
    #[inline]
    fn into_seed(self) -> C {
        self.clone()
    }
}
