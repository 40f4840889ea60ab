//! Rows: values that are numbers and nothing else go to the tape together, so that there is one look for
//! room, not one for each.
//!
//! A row lies on the tape as its parts would, so that either end may also go part by part.

use crate::{Storable, Tape};

/// Longer rows go part by part.
const LONGEST: usize = 16;

/// The length of a row of such parts.
#[must_use]
pub const fn together(parts: &[Option<usize>]) -> Option<usize> {
    let (mut sum, mut at) = (0, 0);
    while at < parts.len() {
        match parts[at] {
            Some(len) => sum += len,
            None => return None,
        }
        at += 1;
    }
    Some(sum)
}

/// The length of a row of so many such parts.
pub(crate) const fn repeated(part: Option<usize>, count: usize) -> Option<usize> {
    match part {
        Some(len) => len.checked_mul(count),
        None => None,
    }
}

/// Whether a value goes as a row.
#[inline(always)]
#[must_use]
pub fn is_one<T: Storable>() -> bool {
    matches!(T::ROW, Some(1..=LONGEST))
}

/// Pushes a value that goes as a row.
#[inline(always)]
pub fn push<T: Storable>(value: T, tape: &mut Tape) {
    value.write(tape.f64_room(length::<T>()));
}

/// Pops a value that goes as a row.
#[inline(always)]
pub fn pop<T: Storable>(tape: &mut Tape) -> T {
    T::read(tape.newest_f64s(length::<T>()))
}

/// Writes a value where a row begins; the rest of the row.
#[inline(always)]
pub fn write_first<T: Storable>(value: T, row: &mut [f64]) -> &mut [f64] {
    let (first, rest) = row.split_at_mut(length::<T>());
    value.write(first);
    rest
}

/// Reads a value where a row begins; it and the rest of the row.
#[inline(always)]
pub fn read_first<T: Storable>(row: &[f64]) -> (T, &[f64]) {
    let (first, rest) = row.split_at(length::<T>());
    (T::read(first), rest)
}

#[inline(always)]
fn length<T: Storable>() -> usize {
    T::ROW.unwrap_or(0)
}

/// A value that is more than numbers has no row.
#[cold]
pub(crate) fn none<T>() -> ! {
    panic!(
        "`{}` doesn't go to the tape as a row",
        std::any::type_name::<T>()
    )
}

#[cfg(test)]
mod tests {
    use crate::{Storable, Tape};

    #[test]
    fn a_row_lies_as_its_parts_do() {
        let mut tape = Tape::new();
        tape.push((1.0, (), (2.0, 3.0)));
        assert_eq!(tape.pop::<f64>(), 3.0);
        assert_eq!(tape.pop::<(f64, f64)>(), (1.0, 2.0));
        tape.push(4.0);
        tape.push(5.0);
        tape.push(6.0);
        assert_eq!(
            tape.pop::<((f64, ()), (f64, f64))>(),
            ((4.0, ()), (5.0, 6.0))
        );
        assert!(tape.is_empty());
    }

    #[test]
    fn what_is_no_row_goes_part_by_part() {
        type Mixed = (f64, usize, (f64, f32), Vec<f64>);
        assert_eq!(Mixed::ROW, None);
        let mut tape = Tape::new();
        tape.push((1.0, 7_usize, (2.0, 3.0_f32), vec![4.0]));
        assert_eq!(tape.pop::<Mixed>(), (1.0, 7, (2.0, 3.0), vec![4.0]));
        assert!(tape.is_empty());
    }

    #[test]
    fn rows_that_are_long_go_part_by_part() {
        type Ten = ((f64, f64, f64, f64, f64), (f64, f64, f64, f64, f64));
        let ten = ((0.0, 1.0, 2.0, 3.0, 4.0), (5.0, 6.0, 7.0, 8.0, 9.0));
        assert_eq!(<(Ten, Ten)>::ROW, Some(20));
        let mut tape = Tape::new();
        tape.push((ten, ten));
        assert_eq!(tape.bytes(), 20 * 8);
        assert_eq!(tape.pop::<(Ten, Ten)>(), (ten, ten));
        assert!(tape.is_empty());
    }

    #[test]
    fn an_array_of_numbers_is_a_part_of_a_row() {
        type Parts = (f64, [f64; 3], [[f64; 2]; 2]);
        let parts = (1.0, [2.0, 3.0, 4.0], [[5.0, 6.0], [7.0, 8.0]]);
        assert_eq!(Parts::ROW, Some(8));
        let mut tape = Tape::new();
        tape.push(parts);
        assert_eq!(tape.pop::<[[f64; 2]; 2]>(), parts.2);
        assert_eq!(tape.pop::<[f64; 3]>(), parts.1);
        tape.push(parts.1);
        tape.push(parts.2);
        assert_eq!(tape.pop::<Parts>(), parts);
        assert!(tape.is_empty());
    }

    #[test]
    fn an_array_too_long_for_a_row_goes_by_itself() {
        type Long = (f64, [f64; 40]);
        assert_eq!(<(f64, [f32; 2])>::ROW, None);
        let mut tape = Tape::new();
        tape.push((1.0, [2.0; 40]));
        assert_eq!(tape.bytes(), 41 * 8);
        assert_eq!(tape.pop::<Long>(), (1.0, [2.0; 40]));
        assert!(tape.is_empty());
    }

    #[test]
    fn rows_and_numbers_of_a_growing_stack_stay_in_order() {
        let mut tape = Tape::new();
        for round in 0..200 {
            let x = f64::from(round);
            tape.push(x);
            tape.push([x + 0.25, x + 0.5, x + 0.75]);
        }
        for round in (0..200).rev() {
            let x = f64::from(round);
            assert_eq!(
                tape.pop::<(f64, [f64; 3])>(),
                (x, [x + 0.25, x + 0.5, x + 0.75])
            );
        }
        assert!(tape.is_empty());
    }

    #[test]
    fn nothing_is_a_row_of_none() {
        let mut tape = Tape::new();
        tape.push(((), ()));
        assert!(tape.is_empty());
        tape.pop::<((), ())>();
    }

    #[test]
    #[should_panic(expected = "out of step")]
    fn a_tape_without_the_row_says_so() {
        Tape::new().pop::<(f64, f64)>();
    }
}
