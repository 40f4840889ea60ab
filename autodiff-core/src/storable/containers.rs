//! Containers and tuples on the tape: a `Vec` is one move, the others go part by part.

use std::marker::PhantomData;
use std::ops::{Range, RangeInclusive};

use super::row;
use crate::tape::Copier;
use crate::{Storable, Tape};

impl<T: Storable> Storable for Vec<T> {
    #[inline]
    fn push_to(self, tape: &mut Tape) {
        T::push_vec(self, tape);
    }
    #[inline]
    fn pop_from(tape: &mut Tape) -> Self {
        T::pop_vec(tape)
    }
    fn heap_bytes(&self) -> usize {
        size_of_val(self.as_slice()) + self.iter().map(T::heap_bytes).sum::<usize>()
    }
}

impl<T: Storable> Storable for Box<T> {
    fn push_to(self, tape: &mut Tape) {
        let bytes = (*self).heap_bytes();
        tape.push_boxed(self, bytes, Copier::storing::<T>());
    }
    fn pop_from(tape: &mut Tape) -> Self {
        tape.pop_boxed()
    }
    fn heap_bytes(&self) -> usize {
        size_of::<T>() + (**self).heap_bytes()
    }
}

impl<T: Storable> Storable for Option<T> {
    #[inline]
    fn push_to(self, tape: &mut Tape) {
        let some = self.is_some();
        if let Some(value) = self {
            value.push_to(tape);
        }
        some.push_to(tape);
    }
    #[inline]
    fn pop_from(tape: &mut Tape) -> Self {
        bool::pop_from(tape).then(|| T::pop_from(tape))
    }
    fn heap_bytes(&self) -> usize {
        self.as_ref().map_or(0, T::heap_bytes)
    }
}

/// An error of any type goes in a box.
impl<T: Storable, E: 'static> Storable for Result<T, E> {
    #[inline]
    fn push_to(self, tape: &mut Tape) {
        let ok = self.is_ok();
        match self {
            Ok(value) => value.push_to(tape),
            Err(error) => tape.push_any(error),
        }
        ok.push_to(tape);
    }
    #[inline]
    fn pop_from(tape: &mut Tape) -> Self {
        if bool::pop_from(tape) {
            Ok(T::pop_from(tape))
        } else {
            Err(tape.pop_any())
        }
    }
    fn heap_bytes(&self) -> usize {
        self.as_ref().map_or(0, T::heap_bytes)
    }
}

impl<T: ?Sized + 'static> Storable for PhantomData<T> {
    #[inline]
    fn push_to(self, _: &mut Tape) {}
    #[inline]
    fn pop_from(_: &mut Tape) -> Self {
        Self
    }
    const ROW: Option<usize> = Some(0);
    #[inline]
    fn write(self, _: &mut [f64]) {}
    #[inline]
    fn read(_: &[f64]) -> Self {
        Self
    }
}

impl<T: Storable, const N: usize> Storable for [T; N] {
    #[inline]
    fn push_to(self, tape: &mut Tape) {
        T::push_array(self, tape);
    }
    #[inline]
    fn pop_from(tape: &mut Tape) -> Self {
        T::pop_array(tape)
    }
    const ROW: Option<usize> = row::repeated(T::ROW, N);
    #[inline]
    fn write(self, mut row: &mut [f64]) {
        for element in self {
            row = row::write_first(element, row);
        }
    }
    #[inline]
    fn read(mut row: &[f64]) -> Self {
        std::array::from_fn(|_| {
            let (element, rest) = row::read_first(row);
            row = rest;
            element
        })
    }
    fn heap_bytes(&self) -> usize {
        self.iter().map(T::heap_bytes).sum()
    }
}

impl<T: Storable> Storable for Range<T> {
    #[inline]
    fn push_to(self, tape: &mut Tape) {
        (self.start, self.end).push_to(tape);
    }
    #[inline]
    fn pop_from(tape: &mut Tape) -> Self {
        let (start, end) = Storable::pop_from(tape);
        start..end
    }
    fn heap_bytes(&self) -> usize {
        self.start.heap_bytes() + self.end.heap_bytes()
    }
}

impl<T: Storable + Clone> Storable for RangeInclusive<T> {
    #[inline]
    fn push_to(self, tape: &mut Tape) {
        tape.push_cloneable(self);
    }
    #[inline]
    fn pop_from(tape: &mut Tape) -> Self {
        tape.pop_any()
    }
}

/// Parts are pushed from first to last and popped from last to first; or at once, if all are numbers.
macro_rules! tuple {
    ($count:literal: $($T:ident $S:ident $part:tt $number:literal)+; $($reversed:ident)+) => {
        #[allow(non_snake_case, reason = "a part is bound to the name of its type")]
        impl<$($T: Storable),+> Storable for ($($T,)+) {
            #[inline]
            fn push_to(self, tape: &mut Tape) {
                if row::is_one::<Self>() {
                    row::push(self, tape);
                } else {
                    $(self.$part.push_to(tape);)+
                }
            }
            #[inline]
            fn pop_from(tape: &mut Tape) -> Self {
                if row::is_one::<Self>() {
                    row::pop(tape)
                } else {
                    $(let $reversed = $reversed::pop_from(tape);)+
                    ($($T,)+)
                }
            }
            const ROW: Option<usize> = row::together(&[$($T::ROW),+]);
            #[inline]
            fn write(self, row: &mut [f64]) {
                $(let row = row::write_first(self.$part, row);)+
                let _ = row;
            }
            #[inline]
            fn read(row: &[f64]) -> Self {
                $(let ($T, row) = row::read_first(row);)+
                let _ = row;
                ($($T,)+)
            }
            fn heap_bytes(&self) -> usize {
                0 $(+ self.$part.heap_bytes())+
            }
        }
    };
}

for_tuples!(tuple);
