//! Blocks: what a loop of a known number of trips keeps, as columns side by side.

use super::{Tape, out_of_step};

/// A number type that has a stack of its own on the tape.
pub trait Column: Copy + Default + 'static {
    /// The stack of such numbers.
    fn stack(tape: &mut Tape) -> &mut Vec<Self>;
}

impl Column for f64 {
    fn stack(tape: &mut Tape) -> &mut Vec<f64> {
        &mut tape.f64s
    }
}

impl Column for f32 {
    fn stack(tape: &mut Tape) -> &mut Vec<f32> {
        &mut tape.f32s
    }
}

/// The number of trips of a loop over integers.
#[inline(always)]
pub fn trip_count<I: Iterator>(range: &I) -> usize {
    range.size_hint().0
}

/// A new block of `width` columns with a number for each trip, to be filled.
#[inline]
pub fn block_to_fill<T: Column>(tape: &mut Tape, trips: usize, width: usize) -> &mut [T] {
    let stack = T::stack(tape);
    let start = stack.len();
    stack.resize(start + trips * width, T::default());
    &mut stack[start..]
}

/// The newest block, still on the tape.
#[inline]
pub fn block<T: Column>(tape: &mut Tape, trips: usize, width: usize) -> &[T] {
    let stack = T::stack(tape);
    match stack.len().checked_sub(trips * width) {
        Some(start) => &stack[start..],
        None => out_of_step("block"),
    }
}

/// Takes the newest block away.
#[inline]
pub fn drop_block<T: Column>(tape: &mut Tape, trips: usize, width: usize) {
    let stack = T::stack(tape);
    stack.truncate(stack.len() - trips * width);
}

#[cfg(test)]
mod tests {
    use super::{block, block_to_fill, drop_block, trip_count};
    use crate::Tape;

    #[test]
    fn a_block_lies_between_what_was_pushed_before_and_after() {
        let mut tape = Tape::new();
        tape.push(1.0_f64);
        block_to_fill::<f64>(&mut tape, 3, 2).copy_from_slice(&[2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        tape.push(8.0_f64);
        assert_eq!(tape.bytes(), 8 * 8);

        assert_eq!(tape.pop::<f64>(), 8.0);
        assert_eq!(
            block::<f64>(&mut tape, 3, 2),
            [2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
        );
        drop_block::<f64>(&mut tape, 3, 2);
        assert_eq!(tape.pop::<f64>(), 1.0);
        assert!(tape.is_empty());
    }

    #[test]
    fn a_range_without_trips_has_an_empty_block() {
        let mut tape = Tape::new();
        let (lo, hi) = (5, 2);
        assert_eq!(trip_count(&(lo..hi)), 0);
        assert!(block_to_fill::<f32>(&mut tape, 0, 3).is_empty());
        assert!(block::<f32>(&mut tape, 0, 3).is_empty());
    }

    #[test]
    #[should_panic(expected = "out of step")]
    fn a_block_that_is_not_there_is_out_of_step() {
        block::<f64>(&mut Tape::new(), 1, 1);
    }
}
