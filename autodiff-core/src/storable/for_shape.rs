//! [`ForShape`]: what the reverse sweep reads for its shape alone.

use super::Storable;
use crate::Tape;

/// A value of which the pullback reads the shape alone. That of a number is known, so a number leaves
/// nothing on the tape.
#[derive(Debug)]
pub struct ForShape<T>(T);

/// Keeps `value` for its shape.
#[inline(always)]
pub fn for_shape<T: Storable + Clone>(value: &T) -> ForShape<T> {
    ForShape(any_or(|| value.clone()))
}

#[inline(always)]
fn any_or<T: Storable>(value: impl FnOnce() -> T) -> T {
    match T::ANY {
        Some(any) => any(),
        None => value(),
    }
}

impl<T: Storable> ForShape<T> {
    /// A value of that shape.
    #[inline(always)]
    pub const fn stand_in(&self) -> &T {
        &self.0
    }
}

impl<T: Storable> Storable for ForShape<T> {
    #[inline(always)]
    fn push_to(self, tape: &mut Tape) {
        if T::ANY.is_none() {
            self.0.push_to(tape);
        }
    }

    #[inline(always)]
    fn pop_from(tape: &mut Tape) -> Self {
        Self(any_or(|| T::pop_from(tape)))
    }

    const ROW: Option<usize> = match T::ANY {
        Some(_) => Some(0),
        None => T::ROW,
    };

    #[inline(always)]
    fn write(self, row: &mut [f64]) {
        if T::ANY.is_none() {
            self.0.write(row);
        }
    }

    #[inline(always)]
    fn read(row: &[f64]) -> Self {
        Self(any_or(|| T::read(row)))
    }
}

#[cfg(test)]
mod tests {
    use super::{ForShape, for_shape};
    use crate::{Storable, Tape};

    #[test]
    fn a_number_leaves_nothing() {
        let mut tape = Tape::new();
        tape.push((for_shape(&1.5_f64), 2.5, for_shape(&3.5_f32)));
        assert_eq!(tape.bytes(), 8);
        let (_, between, _) = tape.pop::<(ForShape<f64>, f64, ForShape<f32>)>();
        assert_eq!(between, 2.5);
        assert!(tape.is_empty());
    }

    #[test]
    fn anything_else_stands_for_itself() {
        let mut tape = Tape::new();
        for_shape(&vec![1.5, 2.5]).push_to(&mut tape);
        for_shape(&(0.5, [3.5, 4.5])).push_to(&mut tape);
        assert_eq!(
            tape.pop::<ForShape<(f64, [f64; 2])>>().stand_in(),
            &(0.5, [3.5, 4.5])
        );
        assert_eq!(tape.pop::<ForShape<Vec<f64>>>().stand_in(), &vec![1.5, 2.5]);
        assert!(tape.is_empty());
    }
}
