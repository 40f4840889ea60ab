//! Memory of cotangents that have been used up, for the next ones.
//!
//! Each [`Tape`](crate::Tape) has a [`Pool`]. While a reverse sweep runs, the pool of its tape is the
//! thread's: whatever makes a cotangent takes a buffer from it, and whatever uses one up puts it back.
//! Outside of such a sweep buffers come from the allocator and go back to it.
//!
//! A pool keeps at most as many bytes as one sweep had at once, the last one or the one before it.

use std::any::{Any, TypeId};
use std::cell::Cell;

/// What there is of a thread's pool.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// No reverse sweep runs.
    Absent,
    /// One runs that hasn't needed any memory yet.
    Awaited,
    /// It is in its place.
    Present,
}

thread_local! {
    static STATE: Cell<State> = const { Cell::new(State::Absent) };
    /// The pool of the reverse sweep that this thread runs.
    static POOL: Cell<Option<Box<Pool>>> = const { Cell::new(None) };
}

/// Buffers of one tape.
#[derive(Default)]
pub(crate) struct Pool {
    f64s: Shelf<f64>,
    f32s: Shelf<f32>,
    /// Those of other types, the one asked for last in front.
    others: Vec<(TypeId, Box<dyn AnyShelf>)>,
    /// Bytes of the buffers here.
    kept: usize,
    /// Bytes of the buffers that this sweep has and hasn't put back.
    lent: usize,
    /// The most it has had at once, and the most that the sweep before it had.
    peak: usize,
    last: usize,
    /// Whether this sweep has freed what it hadn't touched.
    trimmed: bool,
}

/// A vector of `len` times the same.
pub(crate) fn filled<T: Clone + 'static>(len: usize, value: T) -> Vec<T> {
    match spare(len) {
        Some(mut buffer) => {
            buffer.resize(len, value);
            buffer
        }
        None => vec![value; len],
    }
}

/// A copy.
pub(crate) fn copied<T: Clone + 'static>(values: &[T]) -> Vec<T> {
    match spare(values.len()) {
        Some(mut buffer) => {
            buffer.extend_from_slice(values);
            buffer
        }
        None => values.to_vec(),
    }
}

/// An empty vector with room for so many elements.
pub(crate) fn with_room<T: 'static>(len: usize) -> Vec<T> {
    spare(len).unwrap_or_else(|| Vec::with_capacity(len))
}

/// Takes back a buffer whose content isn't needed any more.
#[inline]
pub(crate) fn put<T: 'static>(mut buffer: Vec<T>) {
    if bytes(&buffer) != 0 {
        buffer.clear();
        with(|pool| pool.put(buffer));
    }
}

/// An empty buffer with room for so many elements, if there is one.
#[inline]
fn spare<T: 'static>(len: usize) -> Option<Vec<T>> {
    if len * size_of::<T>() == 0 {
        return None;
    }
    with(|pool| pool.take(len)).flatten()
}

/// Does something with the pool of the sweep, if one runs.
#[inline]
fn with<R>(work: impl FnOnce(&mut Pool) -> R) -> Option<R> {
    if STATE.get() == State::Absent {
        return None;
    }
    // While the thread ends, its pool may be gone.
    let mut pool = POOL.try_with(Cell::take).ok()?.unwrap_or_default();
    let result = work(&mut pool);
    STATE.set(State::Present);
    POOL.set(Some(pool));
    Some(result)
}

fn bytes<T>(buffer: &Vec<T>) -> usize {
    buffer.capacity() * size_of::<T>()
}

/// The thread's pool while a sweep runs. Dropped, also by a panic, it leaves the one from before.
///
/// For a sweep that needs no memory, as for most functions of numbers alone, nothing happens but for
/// [`STATE`]; what is done otherwise isn't part of each caller's code.
pub(crate) struct Installed {
    outer: State,
    pool: Option<Box<Pool>>,
}

impl Installed {
    /// Makes `pool` the thread's.
    #[inline(always)]
    pub(crate) fn new(pool: Option<Box<Pool>>) -> Self {
        let outer = STATE.get();
        if outer == State::Present || pool.is_some() {
            return Self::exchange(outer, pool);
        }
        STATE.set(State::Awaited);
        Self { outer, pool: None }
    }

    #[inline(never)]
    fn exchange(outer: State, pool: Option<Box<Pool>>) -> Self {
        let inner = match pool {
            Some(_) => State::Present,
            None => State::Awaited,
        };
        let pool = POOL.replace(pool);
        STATE.set(inner);
        Self { outer, pool }
    }

    /// The pool, at the end of the sweep.
    #[inline(always)]
    pub(crate) fn end(self) -> Option<Box<Pool>> {
        if STATE.get() == State::Present {
            self.take()
        } else {
            None
        }
    }

    #[inline(never)]
    fn take(self) -> Option<Box<Pool>> {
        let mut pool = POOL.take()?;
        STATE.set(State::Awaited);
        pool.end();
        Some(pool)
    }

    #[inline(never)]
    fn put_back(pool: Option<Box<Pool>>) {
        POOL.set(pool);
    }
}

impl Drop for Installed {
    #[inline(always)]
    fn drop(&mut self) {
        if STATE.get() == State::Present || self.pool.is_some() {
            Self::put_back(self.pool.take());
        }
        STATE.set(self.outer);
    }
}

impl Pool {
    /// Bytes kept for the next sweep.
    pub(crate) fn bytes(&self) -> usize {
        self.kept
    }

    /// The buffers of a type.
    fn shelf<T: 'static>(&mut self) -> Option<&mut Shelf<T>> {
        let wanted = TypeId::of::<T>();
        let shelf: &mut dyn Any = if wanted == TypeId::of::<f64>() {
            &mut self.f64s
        } else if wanted == TypeId::of::<f32>() {
            &mut self.f32s
        } else {
            if self.others.first().is_none_or(|(of, _)| *of != wanted) {
                self.bring_to_front::<T>(wanted);
            }
            self.others.first_mut()?.1.as_any()
        };
        shelf.downcast_mut()
    }

    fn bring_to_front<T: 'static>(&mut self, wanted: TypeId) {
        let mut shelves = self.others.iter();
        let at = shelves.position(|(of, _)| *of == wanted);
        let at = at.unwrap_or_else(|| {
            let shelf = Box::new(Shelf::<T>::new());
            self.others.push((wanted, shelf));
            self.others.len() - 1
        });
        self.others[..=at].rotate_right(1);
    }

    fn take<T: 'static>(&mut self, len: usize) -> Option<Vec<T>> {
        let buffer = self.shelf()?.take(len);
        if let Some(buffer) = &buffer {
            self.kept -= bytes(buffer);
        }
        self.lent += buffer.as_ref().map_or(len * size_of::<T>(), bytes);
        self.peak = self.peak.max(self.lent);
        buffer
    }

    fn put<T: 'static>(&mut self, buffer: Vec<T>) {
        let bytes = bytes(&buffer);
        self.lent = self.lent.saturating_sub(bytes);
        let room = self.peak.max(self.last);
        if self.kept + bytes > room && !self.trimmed {
            self.trim();
        }
        if self.kept + bytes > room {
            return;
        }
        if let Some(shelf) = self.shelf() {
            shelf.put(buffer);
            self.kept += bytes;
        }
    }

    /// Ends a sweep. If it needed less than is kept, what it hasn't touched is freed.
    fn end(&mut self) {
        if self.kept > self.peak && !self.trimmed {
            self.trim();
        }
        self.last = self.peak;
        (self.lent, self.peak, self.trimmed) = (0, 0, false);
    }

    /// Frees what hasn't been touched since the last time.
    #[cold]
    fn trim(&mut self) {
        let mut freed = self.f64s.trim() + self.f32s.trim();
        for (_, shelf) in &mut self.others {
            freed += shelf.trim();
        }
        self.kept -= freed;
        self.trimmed = true;
    }
}

/// Buffers with elements of one type, sorted by the logarithm of their capacities.
struct Shelf<T> {
    stacks: Vec<Stack<T>>,
}

/// Buffers of about the same capacity, the one used last on top.
struct Stack<T> {
    buffers: Vec<Vec<T>>,
    /// So many at the bottom haven't been touched since buffers were last freed.
    untouched: usize,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Shelf<T> {
    /// So many buffers are looked at: with more sizes that are about the same than this, some fit worse.
    const LOOKED_AT: usize = 8;

    const fn new() -> Self {
        Self { stacks: Vec::new() }
    }

    /// A buffer for so many elements, at most four times as large.
    fn take(&mut self, len: usize) -> Option<Vec<T>> {
        let class = len.ilog2() as usize;
        let here = self.stacks.get_mut(class)?;
        here.take(|buffer| buffer.capacity() >= len)
            .or_else(|| self.stacks.get_mut(class + 1)?.take(|_| true))
    }

    fn put(&mut self, buffer: Vec<T>) {
        let class = buffer.capacity().ilog2() as usize;
        while self.stacks.len() <= class {
            self.stacks.push(Stack {
                buffers: Vec::new(),
                untouched: 0,
            });
        }
        self.stacks[class].buffers.push(buffer);
    }

    fn trim(&mut self) -> usize {
        let mut freed = 0;
        for stack in &mut self.stacks {
            freed += stack
                .buffers
                .drain(..stack.untouched)
                .map(|buffer| bytes(&buffer))
                .sum::<usize>();
            stack.untouched = stack.buffers.len();
        }
        freed
    }
}

impl<T> Stack<T> {
    fn take(&mut self, fits: impl Fn(&Vec<T>) -> bool) -> Option<Vec<T>> {
        let depth = self
            .buffers
            .iter()
            .rev()
            .take(Shelf::<T>::LOOKED_AT)
            .position(fits)?;
        let at = self.buffers.len() - 1 - depth;
        self.untouched = self.untouched.min(at);
        Some(self.buffers.remove(at))
    }
}

/// A shelf of whichever type.
trait AnyShelf {
    fn as_any(&mut self) -> &mut dyn Any;
    fn trim(&mut self) -> usize;
}

impl<T: 'static> AnyShelf for Shelf<T> {
    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
    fn trim(&mut self) -> usize {
        self.trim()
    }
}

#[cfg(test)]
mod tests;
