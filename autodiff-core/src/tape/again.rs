//! The same content once more: what a reverse sweep takes away although another will follow.
//!
//! A reverse sweep empties the tape from the top. Numbers stay where they are meanwhile, and are put back
//! after a sweep that isn't the last (see [`Stack`](super::stack::Stack)). What owns memory is put on top
//! of itself before, so that the sweep takes the copy and leaves the original; what is in boxes brings a
//! function that copies it.

use std::any::{Any, type_name};
use std::marker::PhantomData;

use super::boxes::{Owned, peek};
use super::{Mark, Tape};
use crate::Storable;

/// How a boxed value of a type that only its owner knows is copied.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Copier(fn(&mut Box<dyn Any>) -> Box<dyn Any>);

impl Copier {
    /// By `Clone`.
    #[must_use]
    pub fn cloning<T: Clone + 'static>() -> Self {
        Self(|value| match peek::<T>(&**value) {
            Some(value) => Box::new(value.clone()),
            None => refuse(type_name::<T>()),
        })
    }

    /// Not at all.
    #[must_use]
    pub fn refusing<T: 'static>() -> Self {
        Self(|_| refuse(type_name::<T>()))
    }

    /// The way it goes to a tape when it isn't boxed.
    #[must_use]
    pub fn storing<T: Storable>() -> Self {
        Self(|value| in_two(value, in_two_by_tape::<T>))
    }

    /// A vector, element by element.
    #[must_use]
    pub fn storing_elements<T: Storable>() -> Self {
        Self(|value| in_two(value, elements_in_two::<T>))
    }

    /// Made by another function of two owned values from one.
    pub(crate) fn by(copy: fn(&mut Box<dyn Any>) -> Box<dyn Any>) -> Self {
        Self(copy)
    }
}

/// Finds the [`Copier`] of a type where the compiler knows it: cloning if that is possible. A method of
/// the type itself goes before one of a trait.
#[doc(hidden)]
#[derive(Debug)]
pub struct CopierOf<T>(PhantomData<fn() -> T>);

impl<T> CopierOf<T> {
    /// That of a type.
    #[must_use]
    pub const fn of() -> Self {
        Self(PhantomData)
    }

    /// That of a value's type.
    pub const fn this(_: &T) -> Self {
        Self(PhantomData)
    }
}

impl<T: Clone + 'static> CopierOf<T> {
    /// By `Clone`.
    #[must_use]
    pub fn copier(&self) -> Copier {
        Copier::cloning::<T>()
    }
}

/// What [`CopierOf`] falls back to.
#[doc(hidden)]
pub trait Uncopied {
    /// None.
    fn copier(&self) -> Copier;
}

impl<T: 'static> Uncopied for CopierOf<T> {
    fn copier(&self) -> Copier {
        Copier::refusing::<T>()
    }
}

#[cold]
fn refuse(name: &str) -> ! {
    panic!(
        "Recording: only one reverse sweep can be run from this recording: it holds a `{name}` that \
         can't be copied; push it with `Tape::push_cloneable`, or record again"
    )
}

/// Leaves one of two equal values in the box, and gives the other.
pub(crate) fn in_two<T: 'static>(
    value: &mut Box<dyn Any>,
    two: impl FnOnce(T) -> (T, T),
) -> Box<dyn Any> {
    let taken = std::mem::replace(value, Box::new(()));
    let whole = match taken.downcast::<T>() {
        Ok(whole) => Some(*whole),
        Err(taken) => taken.downcast::<Option<T>>().ok().and_then(|whole| *whole),
    };
    let Some(whole) = whole else {
        refuse(type_name::<T>())
    };
    let (one, other) = two(whole);
    *value = Box::new(one);
    Box::new(other)
}

fn in_two_by_tape<T: Storable>(value: T) -> (T, T) {
    let mut tape = Tape::new();
    value.push_to(&mut tape);
    let one = tape.sweep(T::pop_from);
    (one, T::pop_from(&mut tape))
}

/// A vector, from its elements.
pub(crate) fn elements_in_two<T: Storable>(values: Vec<T>) -> (Vec<T>, Vec<T>) {
    let (mut tape, len) = (Tape::new(), values.len());
    for value in values {
        value.push_to(&mut tape);
    }
    let back = |tape: &mut Tape| {
        let mut values: Vec<T> = (0..len).map(|_| T::pop_from(tape)).collect();
        values.reverse();
        values
    };
    let one = tape.sweep(back);
    (one, back(&mut tape))
}

/// Puts vectors on top of themselves, in memory that is to spare, and gives their bytes.
fn again<T: Clone>(stack: &mut Vec<Vec<T>>, spare: &mut Vec<Vec<T>>) -> usize {
    let mut bytes = 0;
    for k in 0..stack.len() {
        let mut copy = spare.pop().unwrap_or_default();
        copy.clone_from(&stack[k]);
        bytes += size_of_val(copy.as_slice());
        stack.push(copy);
    }
    bytes
}

impl Tape {
    /// Runs a reverse sweep that another one will follow: what is on the tape stays, also if the sweep
    /// panics.
    #[inline]
    pub(crate) fn sweep<R>(&mut self, sweep: impl FnOnce(&mut Self) -> R) -> R {
        let guard = Guard {
            mark: self.mark(),
            tape: self,
        };
        guard.tape.retain();
        let result = guard.tape.lend(true, sweep);
        guard.tape.restore();
        debug_assert!(
            guard.tape.mark() == guard.mark,
            "a reverse sweep takes no more than its copy"
        );
        std::mem::forget(guard);
        result
    }

    /// Keeps what is on the tape, for a sweep that takes all of it and [`restore`](Self::restore).
    #[inline]
    pub(crate) fn retain(&mut self) {
        self.f64s.hold();
        self.f32s.hold();
        self.indices.hold();
        self.path.hold();
        if self.f64_vecs.len() | self.f32_vecs.len() | self.owned.len() != 0 {
            self.repeat();
            self.note_peak();
        }
    }

    /// Whether a sweep hasn't come to its end.
    #[inline]
    pub(super) fn is_retained(&self) -> bool {
        self.f64s.is_held() | self.f32s.is_held() | self.indices.is_held() | self.path.is_held()
    }

    /// Puts back what a sweep has taken.
    #[inline]
    pub(crate) fn restore(&mut self) {
        debug_assert!(
            self.f64s.len() | self.f32s.len() | self.indices.len() | self.path.len() == 0,
            "a reverse sweep takes what the forward sweep has left"
        );
        self.restore_numbers();
    }

    #[inline]
    fn restore_numbers(&mut self) {
        self.f64s.restore();
        self.f32s.restore();
        self.indices.restore();
        self.path.restore();
    }

    /// Puts what owns memory on top of itself.
    #[cold]
    #[inline(never)]
    fn repeat(&mut self) {
        self.heap += again(&mut self.f64_vecs, &mut self.spare_f64s);
        self.heap += again(&mut self.f32_vecs, &mut self.spare_f32s);
        for k in 0..self.owned.len() {
            let Owned {
                value,
                bytes,
                copier,
            } = &mut self.owned[k];
            let (bytes, copier) = (*bytes, *copier);
            let value = (copier.0)(value);
            self.owned.push(Owned {
                value,
                bytes,
                copier,
            });
            self.heap += bytes;
        }
    }
}

/// Takes from the tape what a sweep that panics has left of the copy, and puts back what it has taken.
struct Guard<'t> {
    tape: &'t mut Tape,
    mark: Mark,
}

impl Drop for Guard<'_> {
    #[cold]
    fn drop(&mut self) {
        self.tape.rewind(&self.mark);
        self.tape.restore_numbers();
    }
}

#[cfg(test)]
mod tests {
    use super::{CopierOf, Uncopied as _};
    use crate::{Storable, Tape};
    use ndarray::{Array2, arr2};

    fn there_and_back<T: Storable + PartialEq + std::fmt::Debug>(make: impl Fn() -> T) {
        let mut tape = Tape::new();
        tape.push(1.5_f64);
        tape.push(make());
        let before = tape.bytes();
        for _ in 0..3 {
            tape.sweep(|tape| {
                assert!(tape.bytes() >= before);
                assert_eq!(tape.pop::<T>(), make());
                assert_eq!(tape.pop::<f64>(), 1.5);
            });
            assert_eq!(tape.bytes(), before);
        }
        assert_eq!(tape.pop::<T>(), make());
        assert_eq!(tape.pop::<f64>(), 1.5);
        assert!(tape.is_empty());
        assert_eq!(tape.bytes(), 0);
    }

    /// Without `Clone`, made of what goes to the tape.
    #[derive(Debug, PartialEq)]
    struct Pair(f64, Vec<f32>);

    impl Storable for Pair {
        fn push_to(self, tape: &mut Tape) {
            (self.0, self.1).push_to(tape);
        }
        fn pop_from(tape: &mut Tape) -> Self {
            let (a, b) = Storable::pop_from(tape);
            Self(a, b)
        }
    }

    #[test]
    fn whatever_goes_to_the_tape_can_be_taken_again() {
        there_and_back(|| (2.0_f64, 3.0_f32, 4_usize, true));
        there_and_back(|| (vec![1.0, 2.0], vec![3.0_f32]));
        there_and_back(|| vec![vec![1.0], vec![], vec![2.0, 3.0]]);
        there_and_back(|| ("text".to_owned(), "more"));
        there_and_back(|| vec![Pair(1.0, vec![2.0]), Pair(3.0, vec![])]);
        there_and_back(|| Box::new(Pair(1.0, vec![2.0, 4.0])));
        there_and_back(|| (vec![(), ()], 1..=4_usize));
        there_and_back(|| arr2(&[[1.0, 2.0], [3.0, 4.0]]));
        there_and_back(|| arr2(&[[1.0_f32, 2.0], [3.0, 4.0]]).reversed_axes());
        there_and_back(|| {
            let a: Array2<Box<f64>> =
                arr2(&[[1.0, 2.0, 5.0], [3.0, 4.0, 6.0]]).mapv_into_any(Box::new);
            a.reversed_axes()
        });
    }

    #[test]
    fn a_turned_array_keeps_its_strides() {
        let mut tape = Tape::new();
        let turned = arr2(&[[1.0, 2.0], [3.0, 4.0]]).reversed_axes();
        tape.push(turned.clone());
        tape.sweep(|tape| assert_eq!(tape.pop::<Array2<f64>>().strides(), turned.strides()));
        assert_eq!(tape.pop::<Array2<f64>>().strides(), turned.strides());
    }

    struct Unique(f64);

    #[test]
    fn a_sweep_that_panics_leaves_the_tape_as_it_was() {
        let mut tape = Tape::new();
        tape.push((1.0_f64, vec![2.0_f64], 3_usize));
        let before = tape.bytes();
        let sweep = std::panic::AssertUnwindSafe(|| {
            tape.sweep(|tape| {
                tape.pop::<usize>();
                panic!("half way");
            })
        });
        assert!(std::panic::catch_unwind(sweep).is_err());
        assert_eq!(tape.bytes(), before);
        assert_eq!(tape.pop::<(f64, Vec<f64>, usize)>(), (1.0, vec![2.0], 3));
    }

    #[test]
    #[should_panic(expected = "Unique` that can't be copied")]
    fn what_cannot_be_copied_is_named() {
        let mut tape = Tape::new();
        let unique = Unique(1.0);
        let copier = CopierOf::this(&unique).copier();
        tape.push_boxed(Box::new(unique), 0, copier);
        tape.sweep(|tape| tape.pop_any::<Unique>().0);
    }

    #[test]
    fn what_has_clone_is_cloned() {
        let mut tape = Tape::new();
        let map = std::collections::BTreeMap::from([(1, 'a')]);
        let copier = CopierOf::this(&map).copier();
        tape.push_boxed(Box::new(map.clone()), 0, copier);
        tape.sweep(|tape| {
            assert_eq!(tape.pop_any::<std::collections::BTreeMap<i32, char>>(), map);
        });
        assert_eq!(tape.pop_any::<std::collections::BTreeMap<i32, char>>(), map);
    }
}
