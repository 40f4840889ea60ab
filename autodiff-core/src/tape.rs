//! The tape: what a forward sweep leaves behind for the reverse sweep.
//!
//! A [`Tape`] is a handful of typed stacks, last in first out. The forward sweep pushes what the
//! reverse sweep couldn't get otherwise (the path taken, values Rust destroys), the reverse sweep
//! pops it all again, so a tape is empty after a complete sweep and can be used for the next one
//! without allocating.

mod again;
pub(crate) mod blocks;
mod boxes;
mod mark;
mod own;
mod spare;
mod stack;

#[doc(hidden)]
pub use again::{Copier, CopierOf, Uncopied};
pub(crate) use again::{elements_in_two, in_two};
pub(crate) use boxes::peek;
use boxes::{Owned, Spare};
pub(crate) use mark::Mark;
#[doc(hidden)]
pub use own::OwnTape;
use stack::Stack;

use std::fmt;
use std::mem::size_of;

use crate::Storable;
use crate::pool::{Installed, Pool};

/// The record that one forward sweep leaves for its reverse sweep.
///
/// Most users never see a tape: `grad` and `value_and_grad` have one meanwhile, of which the thread keeps
/// some kilobytes for the next. Keep your own to reuse its memory between calls, that of cotangents
/// included, or to ask how large it became.
///
/// ```
/// use autodiff_core::{Storable, Tape};
///
/// let mut tape = Tape::new(); // allocates nothing
/// 1.5_f64.push_to(&mut tape);
/// vec![1.0, 2.0].push_to(&mut tape); // moved, not copied
/// assert!(tape.bytes() >= 3 * 8);
///
/// assert_eq!(Vec::<f64>::pop_from(&mut tape), [1.0, 2.0]);
/// assert_eq!(f64::pop_from(&mut tape), 1.5);
/// assert!(tape.is_empty());
/// ```
#[derive(Default)]
pub struct Tape {
    f64s: Stack<f64>,
    f32s: Stack<f32>,
    indices: Stack<usize>,
    /// Branches taken, flags and other single bytes.
    path: Stack<u8>,
    /// Contents of vectors and arrays of floats, moved here without boxing.
    f64_vecs: Vec<Vec<f64>>,
    f32_vecs: Vec<Vec<f32>>,
    owned: Vec<Owned>,
    /// Vectors without content, whose memory will be used again.
    spare_f64s: Vec<Vec<f64>>,
    spare_f32s: Vec<Vec<f32>>,
    /// The most vectors up to one that was overwritten as a whole: as many are worth keeping.
    most_wholes: usize,
    /// Boxes of values that have been popped.
    spare_boxes: Vec<Spare>,
    /// Bytes behind the entries of `f64_vecs`, `f32_vecs` and `owned`.
    heap: usize,
    peak: usize,
    /// Memory for the cotangents of reverse sweeps, once one has used up some.
    pool: Option<Box<Pool>>,
}

macro_rules! stack {
    ($push:ident, $pop:ident, $stack:ident: $T:ty) => {
        #[doc(hidden)]
        #[inline]
        pub fn $push(&mut self, value: $T) {
            self.$stack.push(value);
        }

        #[doc(hidden)]
        #[inline]
        pub fn $pop(&mut self) -> $T {
            match self.$stack.pop() {
                Some(value) => value,
                None => out_of_step(stringify!($T)),
            }
        }
    };
}

macro_rules! run_stack {
    ($push:ident, $pop:ident, $room:ident, $take:ident, $stack:ident: $T:ty) => {
        #[doc(hidden)]
        #[inline]
        pub fn $push(&mut self, run: &[$T]) {
            self.$room(run.len()).copy_from_slice(run);
        }

        #[doc(hidden)]
        #[inline]
        pub fn $pop(&mut self, run: &mut [$T]) {
            run.copy_from_slice(self.$take(run.len()));
        }

        /// Room for so many numbers, to be written to.
        #[inline(always)]
        pub(crate) fn $room(&mut self, len: usize) -> &mut [$T] {
            self.$stack.room(len)
        }

        /// The newest numbers, which are taken away.
        #[inline(always)]
        pub(crate) fn $take(&mut self, len: usize) -> &[$T] {
            match self.$stack.take(len) {
                Some(newest) => newest,
                None => out_of_step(stringify!($T)),
            }
        }
    };
}

macro_rules! vec_stack {
    ($push:ident, $pop:ident, $stack:ident: $T:ty) => {
        #[doc(hidden)]
        #[inline]
        pub fn $push(&mut self, value: Vec<$T>) {
            self.heap += value.len() * size_of::<$T>();
            self.$stack.push(value);
        }

        #[doc(hidden)]
        #[inline]
        pub fn $pop(&mut self) -> Vec<$T> {
            match self.$stack.pop() {
                Some(value) => {
                    self.heap -= value.len() * size_of::<$T>();
                    value
                }
                None => out_of_step(stringify!(Vec<$T>)),
            }
        }
    };
}

#[cold]
#[inline(never)]
fn out_of_step(wanted: &str) -> ! {
    panic!(
        "Tape::pop: the tape holds no `{wanted}` here: the reverse sweep is out of step with the \
         forward sweep"
    )
}

impl Tape {
    /// An empty tape. Allocates nothing.
    ///
    /// ```
    /// assert_eq!(autodiff_core::Tape::new().bytes(), 0);
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            f64s: Stack::new(),
            f32s: Stack::new(),
            indices: Stack::new(),
            path: Stack::new(),
            f64_vecs: Vec::new(),
            f32_vecs: Vec::new(),
            owned: Vec::new(),
            spare_f64s: Vec::new(),
            spare_f32s: Vec::new(),
            most_wholes: 0,
            spare_boxes: Vec::new(),
            heap: 0,
            peak: 0,
            pool: None,
        }
    }

    /// Bytes the tape holds now: live content, not spare capacity.
    ///
    /// ```
    /// use autodiff_core::{Storable, Tape};
    /// let mut tape = Tape::new();
    /// (1.0_f64, 2.0_f32, true).push_to(&mut tape);
    /// assert_eq!(tape.bytes(), 8 + 4 + 1);
    /// ```
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.f64s.bytes()
            + self.f32s.bytes()
            + self.indices.bytes()
            + self.path.bytes()
            + size_of_val(self.f64_vecs.as_slice())
            + size_of_val(self.f32_vecs.as_slice())
            + size_of_val(self.owned.as_slice())
            + self.heap
    }

    /// The most bytes this tape has held at the end of a forward sweep, or holds now.
    ///
    /// ```
    /// use autodiff_core::{Storable, Tape};
    /// let mut tape = Tape::new();
    /// 1.0_f64.push_to(&mut tape);
    /// tape.clear();
    /// assert_eq!((tape.bytes(), tape.peak_bytes()), (0, 8));
    /// ```
    #[must_use]
    pub fn peak_bytes(&self) -> usize {
        self.peak.max(self.bytes())
    }

    /// Whether nothing is recorded.
    ///
    /// ```
    /// assert!(autodiff_core::Tape::new().is_empty());
    /// ```
    #[must_use]
    #[inline]
    pub fn is_empty(&self) -> bool {
        // Their lengths together, with one test: it is asked before each recording.
        self.f64s.len()
            | self.f32s.len()
            | self.indices.len()
            | self.path.len()
            | self.f64_vecs.len()
            | self.f32_vecs.len()
            | self.owned.len()
            | self.heap
            == 0
    }

    /// Forgets everything recorded and keeps the memory for the next sweep.
    ///
    /// The peak is kept as well.
    ///
    /// ```
    /// use autodiff_core::{Storable, Tape};
    /// let mut tape = Tape::new();
    /// 7_usize.push_to(&mut tape);
    /// tape.clear();
    /// assert!(tape.is_empty());
    /// ```
    #[inline]
    pub fn clear(&mut self) {
        // As each reverse sweep leaves it, but for one that panics.
        if !self.is_empty() || self.is_retained() {
            self.forget();
        }
    }

    #[cold]
    fn forget(&mut self) {
        self.note_peak();
        self.f64s.clear();
        self.f32s.clear();
        self.indices.clear();
        self.path.clear();
        Self::recycle_f64s(
            &mut self.spare_f64s,
            self.f64_vecs.drain(..),
            self.most_wholes,
        );
        Self::recycle_f32s(
            &mut self.spare_f32s,
            self.f32_vecs.drain(..),
            self.most_wholes,
        );
        self.owned.clear();
        self.heap = 0;
    }

    /// Frees the memory that is kept for the next sweep: spare capacity, and the buffers of cotangents
    /// that the last reverse sweep has used up. What is recorded stays.
    ///
    /// Without it a tape keeps as much as its largest sweeps needed.
    ///
    /// ```
    /// use autodiff_core::{Storable, Tape};
    /// let mut tape = Tape::new();
    /// (1.0_f64, 7_usize).push_to(&mut tape);
    /// tape.shrink_to_fit();
    /// assert_eq!(<(f64, usize)>::pop_from(&mut tape), (1.0, 7));
    /// ```
    pub fn shrink_to_fit(&mut self) {
        self.f64s.shrink_to_fit();
        self.f32s.shrink_to_fit();
        self.indices.shrink_to_fit();
        self.path.shrink_to_fit();
        self.f64_vecs.shrink_to_fit();
        self.f32_vecs.shrink_to_fit();
        self.owned.shrink_to_fit();
        self.spare_boxes = Vec::new();
        self.spare_f64s = Vec::new();
        self.spare_f32s = Vec::new();
        self.most_wholes = 0;
        self.pool = None;
    }

    /// Runs a reverse sweep that takes the memory of its cotangents, if there is any, from this tape.
    /// The sweep is mentioned once: there it can be inlined.
    #[inline(always)]
    pub(crate) fn lend<R>(&mut self, any: bool, sweep: impl FnOnce(&mut Self) -> R) -> R {
        let installed = any.then(|| Installed::new(self.pool.take()));
        let result = sweep(self);
        if let Some(pool) = installed.and_then(Installed::end) {
            self.pool = Some(pool);
        }
        result
    }

    /// The recorded counts, oldest first: loop trip counts, which arm of a branch was taken, how
    /// far a block got that was left early, indices, lengths and dimensions.
    ///
    /// Made to look at, so as to learn which way a program went; what exactly is on this stack may
    /// change from version to version.
    ///
    /// ```
    /// use autodiff_core::{Storable, Tape};
    /// let mut tape = Tape::new();
    /// 3_usize.push_to(&mut tape);
    /// assert_eq!(tape.indices(), [3]);
    /// ```
    #[must_use]
    pub fn indices(&self) -> &[usize] {
        self.indices.as_slice()
    }

    /// Remembers the present size if it is the largest yet. Called where a forward sweep ends, so
    /// that pushes needn't.
    #[doc(hidden)]
    #[inline]
    pub fn note_peak(&mut self) {
        self.peak = self.peak.max(self.bytes());
    }

    /// Pushes a value of any storable type.
    #[doc(hidden)]
    #[inline]
    pub fn push<T: Storable>(&mut self, value: T) {
        value.push_to(self);
    }

    /// Pops a value of any storable type.
    #[doc(hidden)]
    #[inline]
    pub fn pop<T: Storable>(&mut self) -> T {
        T::pop_from(self)
    }

    stack!(push_f64, pop_f64, f64s: f64);
    stack!(push_f32, pop_f32, f32s: f32);
    stack!(push_index, pop_index, indices: usize);
    stack!(push_byte, pop_byte, path: u8);
    run_stack!(push_f64_run, pop_f64_run, f64_room, newest_f64s, f64s: f64);
    run_stack!(push_f32_run, pop_f32_run, f32_room, newest_f32s, f32s: f32);
    vec_stack!(push_f64_vec, pop_f64_vec, f64_vecs: f64);
    vec_stack!(push_f32_vec, pop_f32_vec, f32_vecs: f32);
}

impl fmt::Debug for Tape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tape")
            .field("bytes", &self.bytes())
            .field("peak_bytes", &self.peak_bytes())
            .field("indices", &self.indices.len())
            .field(
                "spare_bytes",
                &self.pool.as_ref().map_or(0, |pool| pool.bytes()),
            )
            .finish_non_exhaustive()
    }
}
