//! A value together with the way back: what `record` returns.

mod row;
mod seeds;

pub use row::Row;
pub use seeds::{FewOutputs, Seed, Seeds};

use std::fmt;

use crate::Tape;

/// The value of a differentiable function and the pullback that belongs to it.
///
/// [`backward`](Self::backward) consumes the recording, since the reverse sweep empties the tape. For
/// several reverse sweeps from one forward sweep there are [`backward_each`](Self::backward_each),
/// [`jacobian`](Self::jacobian) and [`backward_keeping`](Self::backward_keeping).
/// Dropping a recording without going backward is fine: its own tape is dropped with it, and a tape of
/// yours is cleared when the next recording on it starts.
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
    /// Takes the tape, the seed, whether it will be called again, and the gradient to be written.
    pullback: P,
    /// Whether the pullback holds numbers alone, and needs no memory.
    plain: bool,
}

/// The tape of a recording: its own or one that the caller reuses.
#[doc(hidden)]
#[allow(
    clippy::large_enum_variant,
    reason = "a box would be one more allocation for each recording"
)]
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
        P: FnMut(&mut Tape, C, bool, &mut G),
    {
        Self::once(tape, value, pullback)
    }

    /// The same, where the reverse sweep can't be run again.
    #[inline]
    pub(crate) fn once<C, G>(tape: TapeSlot<'t>, value: Y, pullback: P) -> Self
    where
        P: FnOnce(&mut Tape, C, bool, &mut G),
    {
        Self {
            tape,
            value,
            pullback,
            plain: false,
        }
    }

    /// The same, where neither sweep touches the tape or makes anything but numbers.
    #[doc(hidden)]
    #[inline]
    pub fn plain<C, G>(tape: TapeSlot<'t>, value: Y, pullback: P) -> Self
    where
        P: FnMut(&mut Tape, C, bool, &mut G),
    {
        Self {
            plain: true,
            ..Self::once(tape, value, pullback)
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
        P: FnOnce(&mut Tape, C, bool, &mut G),
        G: Row,
    {
        // First, so that the sweep can have its memory.
        drop(self.value);
        let pullback = self.pullback;
        let tape = self.tape.get_mut();
        let mut gradient = G::blank();
        tape.lend(!self.plain, |tape| {
            pullback(tape, seed.into_seed(), false, &mut gradient);
        });
        gradient
    }

    /// Runs the reverse sweep like [`backward`](Self::backward), and keeps the recording for further
    /// ones.
    ///
    /// It costs no forward sweep, but such a sweep is given copies of the vectors and boxes on the tape,
    /// while it lasts. Numbers stay where they are. The last sweep may be a `backward`, without copies.
    ///
    /// ```
    /// use autodiff_core::differentiable;
    ///
    /// #[differentiable]
    /// fn polar(x: f64, y: f64) -> (f64, f64) {
    ///     ((x * x + y * y).sqrt(), y.atan2(x))
    /// }
    ///
    /// let mut run = polar::record(3.0, 4.0);
    /// assert_eq!(run.backward_keeping((10.0, 0.0)), (6.0, 8.0));
    /// assert_eq!(run.backward_keeping((5.0, 0.0)), (3.0, 4.0));
    /// assert_eq!(run.backward((0.0, 25.0)), (-4.0, 3.0));
    /// ```
    ///
    /// The recording of a [`Function`](crate::Function) goes backward only once, since that consumes
    /// what it has saved.
    ///
    /// # Panics
    ///
    /// If the seed isn't of the value's shape, or if the tape holds a value that can't be copied (see
    /// [`Tape::push_any`]). The recording is then as it was.
    #[inline]
    pub fn backward_keeping<C, G>(&mut self, seed: impl Seed<C>) -> G
    where
        P: FnMut(&mut Tape, C, bool, &mut G),
        G: Row,
    {
        let (tape, pullback) = (self.tape.get_mut(), &mut self.pullback);
        let mut gradient = G::blank();
        tape.sweep(|tape| pullback(tape, seed.into_seed(), true, &mut gradient));
        gradient
    }

    /// Runs the reverse sweep once for each seed: several rows of a Jacobian, or of its products with
    /// vectors, from one forward sweep.
    ///
    /// The number of seeds is part of the type; for any number of them there is
    /// [`backward_keeping`](Self::backward_keeping), which tells the costs.
    ///
    /// ```
    /// use autodiff_core::differentiable;
    ///
    /// #[differentiable]
    /// fn powers(x: &[f64]) -> Vec<f64> {
    ///     x.iter().map(|v| v * v * v).collect()
    /// }
    ///
    /// let seeds = [vec![1.0, 0.0], vec![0.0, 1.0], vec![1.0, -1.0]];
    /// let [first, second, difference] = powers::record(&[1.0, 2.0]).backward_each(&seeds);
    /// assert_eq!(first, [3.0, 0.0]);
    /// assert_eq!(second, [0.0, 12.0]);
    /// assert_eq!(difference, [3.0, -12.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// Like [`backward_keeping`](Self::backward_keeping).
    #[inline]
    pub fn backward_each<C, G, S: Seeds<C, N>, const N: usize>(mut self, seeds: S) -> [G; N]
    where
        P: FnMut(&mut Tape, C, bool, &mut G),
        G: Row,
    {
        self.each(seeds.into_seeds())
    }

    #[inline]
    fn each<C, G, const N: usize>(&mut self, seeds: [C; N]) -> [G; N]
    where
        P: FnMut(&mut Tape, C, bool, &mut G),
        G: Row,
    {
        let (tape, pullback) = (self.tape.get_mut(), &mut self.pullback);
        let mut rows: [G; N] = [(); N].map(|()| G::blank());
        tape.lend(!self.plain, |tape| {
            let mut left = N;
            for (row, seed) in rows.iter_mut().zip(seeds) {
                left -= 1;
                let again = left > 0;
                if again && !self.plain {
                    tape.retain();
                }
                pullback(tape, seed, again, row);
                if again && !self.plain {
                    tape.restore();
                }
            }
        });
        rows
    }

    /// The Jacobian, row by row: for each number of the value, its gradient.
    ///
    /// For values of a number of components that the type tells: numbers, arrays and tuples of them.
    ///
    /// ```
    /// use autodiff_core::differentiable;
    ///
    /// #[differentiable]
    /// fn rotated(x: &[f64; 2], angle: f64) -> [f64; 2] {
    ///     let (s, c) = angle.sin_cos();
    ///     [c * x[0] - s * x[1], s * x[0] + c * x[1]]
    /// }
    ///
    /// let rows = rotated::record(&[2.0, 3.0], 0.0).jacobian();
    /// assert_eq!(rows, [([1.0, 0.0], -3.0), ([0.0, 1.0], 2.0)]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the tape holds a value that can't be copied (see [`Tape::push_any`]).
    #[inline]
    pub fn jacobian<G, const N: usize>(mut self) -> [G; N]
    where
        Y: FewOutputs<N>,
        P: FnMut(&mut Tape, Y::Cotangent, bool, &mut G),
        G: Row,
    {
        self.each(Y::unit_seeds())
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
