//! The tape of a gradient whose caller has none: each thread keeps a small one.

use std::cell::Cell;

use super::Tape;

/// A thread keeps at most so many bytes.
const KEPT: usize = 1 << 14;

thread_local! {
    static KEPT_TAPE: Cell<Option<Box<Tape>>> = const { Cell::new(None) };
}

/// An empty tape for the time of one gradient.
///
/// A gradient that asks for another one on its way finds none here, and makes one. One that holds more
/// memory than that of some numbers isn't kept.
#[derive(Debug)]
pub struct OwnTape(Option<Box<Tape>>);

impl OwnTape {
    /// The thread's, or a new one.
    #[must_use]
    #[allow(
        clippy::new_without_default,
        reason = "only generated code makes such tapes"
    )]
    pub fn new() -> Self {
        // While the thread ends, it has none.
        Self(KEPT_TAPE.try_with(Cell::take).ok().flatten())
    }

    /// The tape itself.
    #[inline]
    pub fn get_mut(&mut self) -> &mut Tape {
        self.0.get_or_insert_default()
    }
}

impl Drop for OwnTape {
    fn drop(&mut self) {
        if let Some(mut tape) = self.0.take() {
            // There may be something left after a panic, or if the value is an error.
            tape.clear();
            if tape.capacity().is_some_and(|bytes| bytes <= KEPT) {
                let _ = KEPT_TAPE.try_with(|kept| kept.set(Some(tape)));
            }
        }
    }
}

impl Tape {
    /// The bytes that the stacks of numbers have room for, if there is no other memory.
    fn capacity(&self) -> Option<usize> {
        let other = self.f64_vecs.capacity()
            | self.f32_vecs.capacity()
            | self.owned.capacity()
            | self.spare_f64s.capacity()
            | self.spare_f32s.capacity()
            | self.spare_boxes.capacity();
        (other == 0 && self.pool.is_none()).then(|| {
            self.f64s.capacity() * size_of::<f64>()
                + self.f32s.capacity() * size_of::<f32>()
                + self.indices.capacity() * size_of::<usize>()
                + self.path.capacity()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, KEPT_TAPE, OwnTape};

    fn kept() -> Option<usize> {
        let tape = KEPT_TAPE.take();
        let bytes = tape.as_ref().and_then(|tape| tape.capacity());
        KEPT_TAPE.set(tape);
        bytes
    }

    #[test]
    fn memory_of_numbers_is_used_again() {
        let mut own = OwnTape::new();
        own.get_mut().push(1.0_f64);
        drop(own);
        let bytes = kept();
        assert!(bytes.is_some_and(|bytes| bytes >= 8));

        let mut own = OwnTape::new();
        assert!(own.get_mut().is_empty(), "what was left is forgotten");
        assert_eq!(kept(), None);
        // A gradient within a gradient.
        drop(OwnTape::new());
        OwnTape::new().get_mut().push(2.0_f32);
        own.get_mut().push(3.0_f64);
        drop(own);
        assert_eq!(kept(), bytes, "the last one is kept");
    }

    #[test]
    fn a_thread_keeps_little() {
        let mut own = OwnTape::new();
        for _ in 0..KEPT {
            own.get_mut().push(1.0_f64);
        }
        drop(own);
        assert_eq!(kept(), None);

        let mut own = OwnTape::new();
        own.get_mut().push(vec![1.0_f64]);
        drop(own);
        assert_eq!(kept(), None);
    }

    #[test]
    fn a_panic_leaves_nothing_behind() {
        let caught = std::panic::catch_unwind(|| {
            let mut own = OwnTape::new();
            own.get_mut().push(1.0_f64);
            panic!("in a sweep");
        });
        assert!(caught.is_err());
        assert!(OwnTape::new().get_mut().is_empty());
    }
}
