//! Values in boxes, and the boxes that are left of them, for the next ones.

use std::any::{Any, type_name};

use super::{Copier, Tape, out_of_step};

/// A boxed value, a `T` or an `Option<T>`, and the bytes it holds on the heap, its own size included.
pub(super) struct Owned {
    pub(super) value: Box<dyn Any>,
    pub(super) bytes: usize,
    pub(super) copier: Copier,
}

/// An `Option<T>` without a value.
pub(super) struct Spare(Box<dyn Any>);

/// The `T` in a box.
pub(crate) fn peek<T: 'static>(value: &dyn Any) -> Option<&T> {
    let value_itself = value.downcast_ref::<T>();
    value_itself.or_else(|| value.downcast_ref::<Option<T>>()?.as_ref())
}

fn whole<T: 'static>(value: Box<dyn Any>) -> Box<T> {
    match value.downcast() {
        Ok(value) => value,
        Err(_) => out_of_step(type_name::<T>()),
    }
}

impl Tape {
    /// Moves any owned value onto the tape, in a box.
    ///
    /// The way to implement [`Storable`](crate::Storable) for a type of your own in two lines; see there.
    ///
    /// ```
    /// let mut tape = autodiff_core::Tape::new();
    /// tape.push_any(std::time::Duration::from_secs(1));
    /// assert_eq!(tape.pop_any::<std::time::Duration>().as_secs(), 1);
    /// ```
    pub fn push_any<T: 'static>(&mut self, value: T) {
        self.push_owned(value, 0, Copier::refusing::<T>());
    }

    /// Like [`push_any`](Self::push_any), for a value that can be cloned: a recording that holds it can
    /// go backward several times.
    ///
    /// ```
    /// let mut tape = autodiff_core::Tape::new();
    /// tape.push_cloneable(std::time::Duration::from_secs(1));
    /// assert_eq!(tape.pop_any::<std::time::Duration>().as_secs(), 1);
    /// ```
    pub fn push_cloneable<T: Clone + 'static>(&mut self, value: T) {
        self.push_owned(value, 0, Copier::cloning::<T>());
    }

    /// Takes back the value that [`push_any`](Self::push_any) or
    /// [`push_cloneable`](Self::push_cloneable) pushed last.
    ///
    /// # Panics
    ///
    /// If the newest boxed value on the tape isn't a `T`.
    ///
    /// ```
    /// let mut tape = autodiff_core::Tape::new();
    /// tape.push_any('x');
    /// assert_eq!(tape.pop_any::<char>(), 'x');
    /// ```
    pub fn pop_any<T: 'static>(&mut self) -> T {
        match self.pop_box::<T>().downcast::<Option<T>>() {
            Ok(mut slot) => match slot.take() {
                Some(value) => {
                    self.spare_boxes.push(Spare(slot));
                    value
                }
                None => out_of_step(type_name::<T>()),
            },
            Err(value) => *whole(value),
        }
    }

    /// Pushes a value in a box, one of those that are left from before if it can be; `heap_bytes` is
    /// what the value itself holds on the heap.
    #[doc(hidden)]
    pub fn push_owned<T: 'static>(&mut self, value: T, heap_bytes: usize, copier: Copier) {
        if size_of::<T>() == 0 {
            return self.push_boxed(Box::new(value), heap_bytes, copier);
        }
        // A reverse sweep leaves the boxes in the order in which the same forward sweep wants them.
        let spare = self.spare_boxes.pop().map(|spare| spare.0.downcast());
        let slot = match spare {
            Some(Ok(mut slot)) => {
                *slot = Some(value);
                slot
            }
            _ => Box::new(Some(value)),
        };
        self.push_box(slot, size_of::<T>() + heap_bytes, copier);
    }

    /// Pushes a box as it is; `heap_bytes` is what the value itself holds on the heap.
    #[doc(hidden)]
    pub fn push_boxed<T: 'static>(&mut self, value: Box<T>, heap_bytes: usize, copier: Copier) {
        self.push_box(value, size_of::<T>() + heap_bytes, copier);
    }

    /// The counterpart of `push_boxed`.
    #[doc(hidden)]
    pub fn pop_boxed<T: 'static>(&mut self) -> Box<T> {
        whole(self.pop_box::<T>())
    }

    fn push_box(&mut self, value: Box<dyn Any>, bytes: usize, copier: Copier) {
        self.heap += bytes;
        self.owned.push(Owned {
            value,
            bytes,
            copier,
        });
    }

    fn pop_box<T: 'static>(&mut self) -> Box<dyn Any> {
        let Some(Owned { value, bytes, .. }) = self.owned.pop() else {
            out_of_step(type_name::<T>())
        };
        self.heap -= bytes;
        value
    }
}
