//! Loops that keep few copies of their state rather than a tape of all iterations: what
//! `#[checkpoint]` stands on.
//!
//! The forward sweep runs the loop and forgets what its iterations push, but for a few copies of what
//! the loop changes, its *state*. The reverse sweep sets the state to such a copy, runs some iterations
//! again, and undoes those that are on the tape. Which and when is up to the [`Schedule`].

mod schedule;

pub use schedule::{Pause, Run, Schedule, Then};

use std::fmt;

use crate::tape::{Copier, Mark};
use crate::{Storable, Tape};

/// What can be copied and set back: values of types without borrows, and slices of them.
#[diagnostic::on_unimplemented(
    message = "a loop with `#[checkpoint]` keeps copies of what it changes and reads, but `{Self}` has none",
    note = "give it `#[derive(Clone)]`, or take it out of the loop"
)]
pub trait State {
    /// The copy.
    type Saved: Clone + 'static;
    /// A copy of the present content.
    fn save(&self) -> Self::Saved;
    /// Sets the content to that of a copy.
    fn put_back(&mut self, saved: &Self::Saved);
    /// The copy in place of the original.
    fn lend(saved: &mut Self::Saved) -> &mut Self;
}

impl<T: Clone + 'static> State for T {
    type Saved = T;
    #[inline]
    fn save(&self) -> T {
        self.clone()
    }
    #[inline]
    fn put_back(&mut self, saved: &T) {
        self.clone_from(saved);
    }
    #[inline]
    fn lend(saved: &mut T) -> &mut T {
        saved
    }
}

impl<T: Clone + 'static> State for [T] {
    type Saved = Vec<T>;
    #[inline]
    fn save(&self) -> Vec<T> {
        self.to_vec()
    }
    #[inline]
    fn put_back(&mut self, saved: &Vec<T>) {
        self.clone_from_slice(saved);
    }
    #[inline]
    fn lend(saved: &mut Vec<T>) -> &mut [T] {
        saved
    }
}

/// A variable set to a copy. It comes by value, since its address must stay unseen (see
/// [`before`](Checkpoints::before)).
#[inline(always)]
pub fn set_back<T: State>(mut variable: T, saved: &T::Saved) -> T {
    variable.put_back(saved);
    variable
}

/// A copy in place of `like`.
#[inline]
pub fn lend_for<'s, T: State + ?Sized>(_: &T, saved: &'s mut T::Saved) -> &'s mut T {
    T::lend(saved)
}

/// The number of iterations of a loop over a range.
#[inline]
pub fn trips(range: &impl Iterator) -> Option<usize> {
    match range.size_hint() {
        (least, Some(most)) if least == most => Some(most),
        _ => None,
    }
}

/// The iterations of a run, of a loop over `range`.
#[inline]
pub fn run_of<I: Iterator + Clone>(range: &I, run: &Run) -> impl Iterator<Item = I::Item> {
    range.clone().skip(run.from).take(run.len)
}

/// The same, from the last to the first.
#[inline]
pub fn run_back<I: DoubleEndedIterator + Clone>(
    range: &I,
    run: &Run,
) -> impl Iterator<Item = I::Item> {
    let after = range.size_hint().0 - (run.from + run.len);
    range.clone().rev().skip(after).take(run.len)
}

/// The snapshots of one loop, with what it reads but doesn't change.
#[derive(Clone)]
pub struct Checkpoints<S, C> {
    schedule: Schedule,
    /// Each with its size in bytes.
    states: Vec<(S, usize)>,
    context: Option<C>,
    context_bytes: usize,
    /// How far the tape was filled before the loop.
    mark: Mark,
    /// Tells the state at the start of what was undone last.
    expected: u64,
}

impl<S: 'static, C: 'static> Checkpoints<S, C> {
    /// At the start of the loop; `context` comes with the bytes that it owns.
    pub fn new(
        tape: &mut Tape,
        slots: usize,
        run: usize,
        trips: Option<usize>,
        (context, owned): (C, usize),
    ) -> Self {
        let context_bytes = size_of::<C>() + owned;
        tape.hold(context_bytes);
        Self {
            schedule: Schedule::new(slots, run, trips),
            states: Vec::new(),
            context: Some(context),
            context_bytes,
            mark: tape.mark(),
            expected: 0,
        }
    }

    /// Before the loop's condition and the next iteration, if there is one, of the forward sweep:
    /// whether to [`keep`](Self::keep) the state.
    ///
    /// What copies the state is no closure that this were given: whose address a call has seen, the
    /// compiler reads anew from memory after each store of the loop.
    #[inline(always)]
    pub fn before(&mut self, tape: &mut Tape) -> bool {
        self.schedule.is_due() && self.pause(tape)
    }

    /// An iteration of the forward sweep begins.
    #[inline(always)]
    pub fn count(&mut self) {
        self.schedule.count();
    }

    #[inline(never)]
    fn pause(&mut self, tape: &mut Tape) -> bool {
        self.forget(tape);
        let Pause { thin, save: saves } = self.schedule.pause();
        if thin {
            let mut even = false;
            self.states.retain(|(_, bytes)| {
                even = !even;
                if !even {
                    tape.release(*bytes);
                }
                even
            });
        }
        saves
    }

    /// Forgets what iterations have left on the tape.
    fn forget(&self, tape: &mut Tape) {
        tape.note_peak();
        tape.rewind(&self.mark);
    }

    /// Keeps a copy of the state, which comes with the bytes that it owns.
    pub fn keep(&mut self, tape: &mut Tape, (state, owned): (S, usize)) {
        let bytes = size_of::<(S, usize)>() + owned;
        tape.hold(bytes);
        self.states.push((state, bytes));
    }

    /// At the end of the loop in the forward sweep: whether to [`keep`](Self::keep) the state.
    pub fn ends(&self, tape: &mut Tape) -> bool {
        self.forget(tape);
        // Without an iteration the state at the end is that at the start.
        self.states.is_empty()
    }

    /// At the end of the forward sweep; `end` tells the state.
    pub fn finish(&mut self, tape: &mut Tape, end: u64) {
        self.expected = end;
        self.schedule.finish();
        tape.release(self.bytes());
    }

    /// At the start of the reverse sweep, taken from the tape.
    pub fn resume(&mut self, tape: &mut Tape) {
        tape.hold(self.bytes());
        self.mark = tape.mark();
    }

    /// At the end of the reverse sweep.
    pub fn end(self, tape: &mut Tape) {
        tape.release(self.bytes());
    }

    fn bytes(&self) -> usize {
        let states: usize = self.states.iter().map(|(_, bytes)| bytes).sum();
        self.context_bytes + states
    }

    /// What the loop reads but doesn't change.
    pub fn context(&mut self) -> C {
        self.context
            .take()
            .unwrap_or_else(|| crate::private::unreachable())
    }

    /// The state at the start of the loop.
    #[must_use]
    pub fn entry(&self) -> &S {
        &self.states[0].0
    }

    /// The last snapshot.
    #[must_use]
    pub fn state(&self) -> &S {
        &self.states[self.states.len() - 1].0
    }

    /// The iterations that the reverse sweep runs next.
    pub fn next_run(&mut self, tape: &mut Tape) -> Option<Run> {
        let run = self.schedule.next_run()?;
        let taken = self.schedule.snapshots() - usize::from(run.then == Then::Save);
        for (_, bytes) in self.states.drain(taken..) {
            tape.release(bytes);
        }
        Some(run)
    }

    /// After a run for the sake of the state: whether to [`keep`](Self::keep) it.
    pub fn advanced(&self, tape: &mut Tape, run: &Run) -> bool {
        self.forget(tape);
        run.then == Then::Save
    }

    /// After a run that will be undone: it must have led to where it led the first time. `start`
    /// and `end` tell the state there.
    pub fn check(&mut self, start: u64, end: u64) {
        if end != self.expected {
            not_repeatable();
        }
        self.expected = start;
    }
}

/// A run ended before its last iteration, or in another state.
#[cold]
pub fn not_repeatable() -> ! {
    panic!(
        "#[checkpoint]: run again, the loop doesn't do the same: draw random numbers before the loop, \
         or from a generator that is cloned with its state, and change nothing that isn't a variable"
    )
}

impl<S: Clone + 'static, C: Clone + 'static> Storable for Checkpoints<S, C> {
    fn push_to(self, tape: &mut Tape) {
        let bytes = self.bytes();
        tape.push_owned(self, bytes, Copier::cloning::<Self>());
    }
    fn pop_from(tape: &mut Tape) -> Self {
        tape.pop_any()
    }
}

impl<S, C> fmt::Debug for Checkpoints<S, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checkpoints")
            .field("schedule", &self.schedule)
            .finish_non_exhaustive()
    }
}
