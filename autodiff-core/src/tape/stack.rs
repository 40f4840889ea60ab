//! A stack of numbers, of which what a reverse sweep has taken can be had back.

/// Numbers, last in first out.
///
/// Popping moves nothing: a number stays in its cell until another is pushed there. A [held](Self::hold)
/// stack is copied before that, so that it can be [restored](Self::restore) for another sweep. Most sweeps
/// only pop, and nothing is copied.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stack<T> {
    cells: Vec<T>,
    filled: usize,
    /// Cells up to here may be written to: none of a stack that is held, until something is pushed there.
    open: usize,
    /// How much was filled when it was held.
    held: usize,
    /// What was filled then, if something was pushed since.
    saved: Vec<T>,
}

impl<T: Copy + Default> Stack<T> {
    pub(super) const fn new() -> Self {
        Self {
            cells: Vec::new(),
            filled: 0,
            open: 0,
            held: 0,
            saved: Vec::new(),
        }
    }

    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.filled
    }

    pub(super) fn capacity(&self) -> usize {
        self.cells.capacity() + self.saved.capacity()
    }

    /// Bytes of the numbers.
    #[inline(always)]
    pub(super) fn bytes(&self) -> usize {
        self.filled * size_of::<T>()
    }

    /// All numbers, the oldest first.
    #[inline]
    pub(super) fn as_slice(&self) -> &[T] {
        &self.cells[..self.filled]
    }

    /// The numbers after the oldest `len`.
    pub(super) fn since(&self, len: usize) -> &[T] {
        &self.cells[len..self.filled]
    }

    #[inline(always)]
    pub(super) fn push(&mut self, value: T) {
        if self.filled >= self.open {
            self.make_room(1);
        }
        self.cells[self.filled] = value;
        self.filled += 1;
    }

    #[inline(always)]
    pub(super) fn pop(&mut self) -> Option<T> {
        let top = self.filled.checked_sub(1)?;
        self.filled = top;
        Some(self.cells[top])
    }

    /// The newest `len` numbers.
    #[inline]
    pub(super) fn newest(&self, len: usize) -> Option<&[T]> {
        let start = self.filled.checked_sub(len)?;
        Some(&self.cells[start..self.filled])
    }

    /// Takes the newest `len` numbers away, and gives them.
    #[inline(always)]
    pub(super) fn take(&mut self, len: usize) -> Option<&[T]> {
        let end = self.filled;
        self.filled = end.checked_sub(len)?;
        Some(&self.cells[self.filled..end])
    }

    /// Room for `len` more numbers, with whatever was in their place before: a block that is about to be
    /// filled needn't be cleared.
    #[inline]
    pub(super) fn room(&mut self, len: usize) -> &mut [T] {
        if self.open.saturating_sub(self.filled) < len {
            self.make_room(len);
        }
        let start = self.filled;
        self.filled += len;
        &mut self.cells[start..self.filled]
    }

    /// Takes away all but the oldest `len` numbers.
    #[inline]
    pub(super) fn truncate(&mut self, len: usize) {
        self.filled = self.filled.min(len);
    }

    /// Frees memory that isn't used.
    pub(super) fn shrink_to_fit(&mut self) {
        if self.held == 0 {
            self.cells.truncate(self.filled);
            self.cells.shrink_to_fit();
            self.open = self.cells.len();
            self.saved = Vec::new();
        }
    }

    /// Keeps the present content until [`restore`](Self::restore) or [`clear`](Self::clear).
    #[inline]
    pub(super) fn hold(&mut self) {
        // Of nothing nothing can be taken.
        if self.filled > 0 {
            self.held = self.filled;
            self.open = 0;
        }
    }

    /// Goes back to what was held.
    #[inline]
    pub(super) fn restore(&mut self) {
        if self.held > 0 {
            if self.open > 0 {
                self.put_back();
            }
            self.filled = self.held;
            self.held = 0;
            self.open = self.cells.len();
        }
    }

    #[cold]
    #[inline(never)]
    fn put_back(&mut self) {
        self.cells[..self.held].copy_from_slice(&self.saved);
        self.saved.clear();
    }

    #[inline(always)]
    pub(super) fn is_held(&self) -> bool {
        self.held > 0
    }

    /// Takes all numbers away, those that are held as well.
    pub(super) fn clear(&mut self) {
        self.filled = 0;
        self.held = 0;
        self.saved.clear();
        self.open = self.cells.len();
    }

    /// Makes `len` more cells writable: those that are held are copied, and missing ones added.
    #[cold]
    #[inline(never)]
    fn make_room(&mut self, len: usize) {
        if self.open == 0 && self.held > 0 {
            self.saved.extend_from_slice(&self.cells[..self.held]);
        }
        let wanted = self.filled + len;
        if self.cells.len() < wanted {
            let some = (wanted + wanted / Self::AHEAD).max(Self::FIRST);
            self.cells.reserve(some - self.cells.len());
            // Not all that has been allocated: what isn't touched takes no memory.
            self.cells.resize(some, T::default());
        }
        self.open = self.cells.len();
    }

    /// One cell in so many is ready before it is needed, and at least so many are.
    const AHEAD: usize = 8;
    const FIRST: usize = 64;
}

#[cfg(test)]
mod tests {
    use super::Stack;

    fn filled(numbers: impl IntoIterator<Item = u32>) -> Stack<u32> {
        let mut stack = Stack::new();
        numbers.into_iter().for_each(|n| stack.push(n));
        stack
    }

    #[test]
    fn the_last_comes_first() {
        let mut stack = filled(0..1000);
        stack.room(3).copy_from_slice(&[7, 8, 9]);
        assert_eq!((stack.len(), stack.bytes()), (1003, 4012));
        assert_eq!(stack.newest(2), Some(&[8, 9][..]));
        assert_eq!(stack.take(3), Some(&[7, 8, 9][..]));
        for n in (0..1000).rev() {
            assert_eq!(stack.pop(), Some(n));
        }
        assert_eq!(stack.pop(), None);
        assert_eq!(stack.newest(1), None);
        assert_eq!(stack.take(1), None);
        assert_eq!(stack.as_slice(), []);
    }

    #[test]
    fn what_was_popped_is_back() {
        let mut stack = filled([1, 2, 3]);
        for _ in 0..3 {
            stack.hold();
            assert_eq!((stack.pop(), stack.pop()), (Some(3), Some(2)));
            stack.restore();
            assert_eq!(stack.as_slice(), [1, 2, 3]);
            assert!(stack.saved.capacity() == 0, "nothing was pushed");
        }
        stack.push(4);
        assert_eq!(stack.as_slice(), [1, 2, 3, 4]);
    }

    #[test]
    fn what_was_overwritten_is_back() {
        let mut stack = filled(0..70);
        for more in [1, 3, 500] {
            stack.hold();
            stack.take(69);
            (0..more).for_each(|_| stack.push(100));
            stack.room(2).fill(200);
            assert_eq!(stack.len(), more + 3);
            stack.truncate(1);
            assert_eq!(stack.pop(), Some(0));
            stack.restore();
            assert!(stack.as_slice().iter().copied().eq(0..70));
        }
    }

    #[test]
    fn a_hold_ends_when_all_is_forgotten() {
        let mut stack = filled([1, 2, 3]);
        stack.hold();
        stack.pop();
        stack.push(5);
        stack.shrink_to_fit();
        stack.clear();
        assert!(!stack.is_held());
        stack.push(6);
        stack.hold();
        stack.pop();
        stack.restore();
        assert_eq!(stack.as_slice(), [6]);
    }

    #[test]
    fn of_an_empty_stack_nothing_is_held() {
        let mut stack = filled([]);
        stack.hold();
        assert!(!stack.is_held());
        stack.push(1);
        assert_eq!(stack.pop(), Some(1));
        stack.restore();
        assert_eq!(stack.as_slice(), []);
    }

    #[test]
    fn memory_that_is_not_used_is_given_back() {
        let mut stack = filled(0..1000);
        stack.truncate(10);
        stack.shrink_to_fit();
        assert_eq!(stack.capacity(), 10);
        assert!(stack.as_slice().iter().copied().eq(0..10));
        stack.push(10);
        assert_eq!(stack.pop(), Some(10));
    }
}
