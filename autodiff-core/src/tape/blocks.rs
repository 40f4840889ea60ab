//! Blocks: what a loop of a known number of trips keeps, as columns side by side, and which ways it
//! went.

use std::ops::Range;

use super::stack::Stack;
use super::{Tape, out_of_step};

/// A number type that has blocks on the tape.
#[allow(private_interfaces, reason = "only this crate implements or calls it")]
pub trait Column: Copy + Default + 'static {
    /// Such numbers.
    fn numbers(tape: &Tape) -> &Stack<Self>;

    /// Such numbers, and choices.
    fn numbers_mut(tape: &mut Tape) -> (&mut Stack<Self>, &mut Stack<u8>);
}

macro_rules! column {
    ($($T:ty: $stack:ident;)*) => {$(
        #[allow(private_interfaces, reason = "as above")]
        impl Column for $T {
            #[inline]
            fn numbers(tape: &Tape) -> &Stack<$T> {
                &tape.$stack
            }
            #[inline]
            fn numbers_mut(tape: &mut Tape) -> (&mut Stack<$T>, &mut Stack<u8>) {
                (&mut tape.$stack, &mut tape.path)
            }
        }
    )*};
}

column! {
    f64: f64s;
    f32: f32s;
}

/// The number of trips of a loop over integers.
#[inline(always)]
pub fn trip_count<I: Iterator>(range: &I) -> usize {
    range.size_hint().0
}

/// The number of trips of a loop over an iterator that knows its length.
#[inline(always)]
pub fn exact_count<I: Iterator>(iter: &I) -> usize {
    let (least, most) = iter.size_hint();
    assert!(
        most == Some(least),
        "an iterator over elements doesn't know its length"
    );
    least
}

#[inline]
fn there<B>(block: Option<B>) -> B {
    match block {
        Some(block) => block,
        None => out_of_step("block"),
    }
}

/// A new block of `width` columns with a number for each trip, to be filled.
#[inline]
pub fn block_to_fill<T: Column>(tape: &mut Tape, trips: usize, width: usize) -> &mut [T] {
    T::numbers_mut(tape).0.room(trips * width)
}

/// A new block of `width` columns with the choice that a branch made in each trip, to be filled.
#[inline]
pub fn choices_to_fill(tape: &mut Tape, trips: usize, width: usize) -> &mut [u8] {
    tape.path.room(trips * width)
}

/// A new block of columns of numbers, and one of choices.
#[inline]
pub fn blocks_to_fill<T: Column>(
    tape: &mut Tape,
    trips: usize,
    (numbers, choices): (usize, usize),
) -> (&mut [T], &mut [u8]) {
    let (stack, ways) = T::numbers_mut(tape);
    (stack.room(trips * numbers), ways.room(trips * choices))
}

/// The newest block of numbers, still on the tape.
#[inline]
pub fn block<T: Column>(tape: &Tape, trips: usize, width: usize) -> &[T] {
    there(T::numbers(tape).newest(trips * width))
}

/// The newest block of choices, still on the tape.
#[inline]
pub fn choices(tape: &Tape, trips: usize, width: usize) -> &[u8] {
    there(tape.path.newest(trips * width))
}

/// The stretches of trips, the last one first, in some of which a branch chose `arm`.
#[inline]
pub fn trips_with(choices: &[u8], arm: u8) -> impl Iterator<Item = Range<usize>> {
    const STRETCH: usize = 64;
    let stretches = choices.chunks(STRETCH).enumerate().rev();
    // Without a way out of the search, it becomes vector code.
    let has = move |ways: &[u8]| ways.iter().fold(false, |found, way| found | (*way == arm));
    stretches
        .filter(move |(_, ways)| has(ways))
        .map(|(i, ways)| i * STRETCH..i * STRETCH + ways.len())
}

/// Takes the newest block of numbers away.
#[inline]
pub fn drop_block<T: Column>(tape: &mut Tape, trips: usize, width: usize) {
    there(T::numbers_mut(tape).0.take(trips * width));
}

/// Takes the newest block of choices away.
#[inline]
pub fn drop_choices(tape: &mut Tape, trips: usize, width: usize) {
    there(tape.path.take(trips * width));
}

#[cfg(test)]
mod tests {
    use super::{
        block, block_to_fill, blocks_to_fill, choices, choices_to_fill, drop_block, drop_choices,
        exact_count, trip_count, trips_with,
    };
    use crate::Tape;

    #[test]
    fn a_block_lies_between_what_was_pushed_before_and_after() {
        let mut tape = Tape::new();
        tape.push(1.0_f64);
        block_to_fill::<f64>(&mut tape, 3, 2).copy_from_slice(&[2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        tape.push(8.0_f64);
        assert_eq!(tape.bytes(), 8 * 8);

        assert_eq!(tape.pop::<f64>(), 8.0);
        assert_eq!(block::<f64>(&tape, 3, 2), [2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        drop_block::<f64>(&mut tape, 3, 2);
        assert_eq!(tape.pop::<f64>(), 1.0);
        assert!(tape.is_empty());
    }

    #[test]
    fn numbers_and_choices_lie_on_different_stacks() {
        let mut tape = Tape::new();
        tape.push(7_u8);
        let (numbers, ways) = blocks_to_fill::<f64>(&mut tape, 2, (1, 2));
        numbers.copy_from_slice(&[1.0, 2.0]);
        ways.copy_from_slice(&[0, 1, 2, 3]);
        choices_to_fill(&mut tape, 3, 1).copy_from_slice(&[4, 5, 6]);

        assert_eq!(choices(&tape, 3, 1), [4, 5, 6]);
        drop_choices(&mut tape, 3, 1);
        assert_eq!(choices(&tape, 2, 2), [0, 1, 2, 3]);
        assert_eq!(block::<f64>(&tape, 2, 1), [1.0, 2.0]);
        drop_choices(&mut tape, 2, 2);
        drop_block::<f64>(&mut tape, 2, 1);
        assert_eq!(tape.pop::<u8>(), 7);
        assert!(tape.is_empty());
    }

    #[test]
    fn stretches_without_the_choice_are_left_out() {
        let mut choices = vec![1; 200];
        assert_eq!(trips_with(&choices, 0).count(), 0);
        choices[70] = 0;
        choices[199] = 0;
        let found: Vec<_> = trips_with(&choices, 0).collect();
        assert_eq!(found, [192..200, 64..128]);
        assert_eq!(trips_with(&choices, 1).count(), 4);
        assert_eq!(trips_with(&[], 1).count(), 0);
    }

    #[test]
    fn a_range_without_trips_has_an_empty_block() {
        let mut tape = Tape::new();
        let (lo, hi) = (5, 2);
        assert_eq!(trip_count(&(lo..hi)), 0);
        assert!(block_to_fill::<f32>(&mut tape, 0, 3).is_empty());
        assert!(block::<f32>(&tape, 0, 3).is_empty());
    }

    #[test]
    #[should_panic(expected = "doesn't know its length")]
    fn an_iterator_of_unknown_length_has_no_columns() {
        exact_count(&[1, 2].iter().filter(|n| **n > 1));
    }

    #[test]
    #[should_panic(expected = "out of step")]
    fn a_block_that_is_not_there_is_out_of_step() {
        block::<f64>(&Tape::new(), 1, 1);
    }

    #[test]
    fn blocks_are_there_for_each_of_several_sweeps() {
        let mut tape = Tape::new();
        let (numbers, ways) = blocks_to_fill::<f32>(&mut tape, 2, (2, 1));
        numbers.copy_from_slice(&[1.0, 2.0, 3.0, 4.0]);
        ways.copy_from_slice(&[0, 1]);
        block_to_fill::<f64>(&mut tape, 1, 1)[0] = 5.0;
        let before = tape.bytes();
        assert_eq!(before, 4 * 4 + 2 + 8);
        for _ in 0..3 {
            tape.sweep(|tape| {
                assert_eq!(tape.bytes(), before);
                assert_eq!(block::<f64>(tape, 1, 1), [5.0]);
                drop_block::<f64>(tape, 1, 1);
                assert_eq!(block::<f32>(tape, 2, 2), [1.0, 2.0, 3.0, 4.0]);
                drop_block::<f32>(tape, 2, 2);
                assert_eq!(choices(tape, 2, 1), [0, 1]);
                drop_choices(tape, 2, 1);
            });
            assert_eq!(tape.bytes(), before);
        }
        tape.clear();
        assert!(tape.is_empty());
        assert_eq!((tape.bytes(), tape.peak_bytes()), (0, before));
    }

    #[test]
    fn memory_of_blocks_can_be_freed_beneath_them() {
        let mut tape = Tape::new();
        block_to_fill::<f64>(&mut tape, 3, 1).copy_from_slice(&[1.0, 2.0, 3.0]);
        block_to_fill::<f64>(&mut tape, 100, 1);
        drop_block::<f64>(&mut tape, 100, 1);
        tape.shrink_to_fit();
        assert_eq!(block::<f64>(&tape, 3, 1), [1.0, 2.0, 3.0]);
        assert_eq!(tape.bytes(), 24);
    }

    #[test]
    #[should_panic(expected = "out of step")]
    fn more_than_there_is_cannot_be_dropped() {
        let mut tape = Tape::new();
        block_to_fill::<f64>(&mut tape, 3, 1);
        drop_block::<f64>(&mut tape, 4, 1);
    }
}
