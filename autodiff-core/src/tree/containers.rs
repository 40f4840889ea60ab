//! Trees of the standard types and of `ndarray` arrays.

use std::marker::PhantomData;
use std::ops::{Range, RangeInclusive};

use ndarray::{Array, ArrayView0, ArrayViewD, ArrayViewMut0, ArrayViewMutD, Dimension, IxDyn};

use super::{Numbers, NumbersMut, Step, Tree, no_part};
use crate::Scalar;

/// The items of a tree without parts.
macro_rules! no_leaves {
    () => {
        #[inline]
        fn part_count(&self) -> usize {
            0
        }
        fn part(&self, index: usize) -> ($crate::Step<'static>, &dyn $crate::Tree) {
            $crate::tree::no_part(index)
        }
        fn part_mut(&mut self, index: usize) -> &mut dyn $crate::Tree {
            $crate::tree::no_part(index)
        }
    };
}
pub(crate) use no_leaves;

macro_rules! number {
    ($T:ty, $Kind:ident) => {
        impl Tree for $T {
            no_leaves!();
            #[inline]
            fn numbers(&self) -> Option<Numbers<'_>> {
                let slice = std::slice::from_ref(self);
                let view = ArrayView0::from_shape((), slice).ok()?;
                Some(Numbers::$Kind(view.into_dyn()))
            }
            #[inline]
            fn numbers_mut(&mut self) -> Option<NumbersMut<'_>> {
                let slice = std::slice::from_mut(self);
                let view = ArrayViewMut0::from_shape((), slice).ok()?;
                Some(NumbersMut::$Kind(view.into_dyn()))
            }
            #[inline]
            fn all_numbers(view: ArrayViewD<'_, Self>) -> Option<Numbers<'_>> {
                Some(Numbers::$Kind(view))
            }
            #[inline]
            fn all_numbers_mut(view: ArrayViewMutD<'_, Self>) -> Option<NumbersMut<'_>> {
                Some(NumbersMut::$Kind(view))
            }
        }
    };
}

number!(f64, F64);
number!(f32, F32);

macro_rules! discrete {
    ($($T:ty)*) => {$(
        impl Tree for $T {
            no_leaves!();
        }
    )*};
}

macro_rules! discrete_arrays {
    ($($A:ty)*) => {$(
        impl<D: Dimension> Tree for Array<$A, D> {
            no_leaves!();
        }
    )*};
}

discrete!(() usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 bool char String ndarray::Axis);
discrete_arrays!(usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 bool char String);

impl<T> Tree for Range<T> {
    no_leaves!();
}

impl<T> Tree for RangeInclusive<T> {
    no_leaves!();
}

impl<T: ?Sized> Tree for PhantomData<T> {
    no_leaves!();
}

impl<T: Tree> Tree for [T] {
    #[inline]
    fn part_count(&self) -> usize {
        self.len()
    }
    fn part(&self, index: usize) -> (Step<'static>, &dyn Tree) {
        (Step::Index(index), &self[index])
    }
    fn part_mut(&mut self, index: usize) -> &mut dyn Tree {
        &mut self[index]
    }
    fn numbers(&self) -> Option<Numbers<'_>> {
        let view = ArrayViewD::from_shape(IxDyn(&[self.len()]), self).ok()?;
        T::all_numbers(view)
    }
    fn numbers_mut(&mut self) -> Option<NumbersMut<'_>> {
        let view = ArrayViewMutD::from_shape(IxDyn(&[self.len()]), self).ok()?;
        T::all_numbers_mut(view)
    }
}

/// The items of a type whose tree is that of another, which `$get` and `$get_mut` give.
macro_rules! like {
    ($get:ident, $get_mut:ident) => {
        #[inline]
        fn part_count(&self) -> usize {
            self.$get().part_count()
        }
        fn part(&self, index: usize) -> (Step<'static>, &dyn Tree) {
            self.$get().part(index)
        }
        fn part_mut(&mut self, index: usize) -> &mut dyn Tree {
            self.$get_mut().part_mut(index)
        }
        fn numbers(&self) -> Option<Numbers<'_>> {
            self.$get().numbers()
        }
        fn numbers_mut(&mut self) -> Option<NumbersMut<'_>> {
            self.$get_mut().numbers_mut()
        }
        fn __scale(&mut self, by: &[f64]) {
            self.$get_mut().__scale(by);
        }
    };
}

impl<T: Tree> Tree for Vec<T> {
    like!(as_slice, as_mut_slice);
}

impl<T: Tree, const N: usize> Tree for [T; N] {
    like!(as_slice, as_mut_slice);
}

impl<T: Tree> Tree for Box<T> {
    like!(as_ref, as_mut);
}

/// One run of numbers, if they are plain ones.
impl<A: Scalar, D: Dimension> Tree for Array<A, D> {
    #[inline]
    fn part_count(&self) -> usize {
        self.len()
    }
    fn part(&self, index: usize) -> (Step<'static>, &dyn Tree) {
        match self.iter().nth(index) {
            Some(part) => (Step::Index(index), part),
            None => no_part(index),
        }
    }
    fn part_mut(&mut self, index: usize) -> &mut dyn Tree {
        match self.iter_mut().nth(index) {
            Some(part) => part,
            None => no_part(index),
        }
    }
    fn numbers(&self) -> Option<Numbers<'_>> {
        A::all_numbers(self.view().into_dyn())
    }
    fn numbers_mut(&mut self) -> Option<NumbersMut<'_>> {
        A::all_numbers_mut(self.view_mut().into_dyn())
    }
    fn __scale(&mut self, by: &[f64]) {
        match self.numbers_mut() {
            Some(numbers) => numbers.scale(by),
            None => self.iter_mut().for_each(|part| part.__scale(by)),
        }
    }
}

impl<T: Tree> Tree for Option<T> {
    #[inline]
    fn part_count(&self) -> usize {
        usize::from(self.is_some())
    }
    fn part(&self, index: usize) -> (Step<'static>, &dyn Tree) {
        match self {
            Some(part) => (Step::Inside, part),
            None => no_part(index),
        }
    }
    fn part_mut(&mut self, index: usize) -> &mut dyn Tree {
        match self {
            Some(part) => part,
            None => no_part(index),
        }
    }
}

impl<T: Tree, E> Tree for Result<T, E> {
    #[inline]
    fn part_count(&self) -> usize {
        usize::from(self.is_ok())
    }
    fn part(&self, index: usize) -> (Step<'static>, &dyn Tree) {
        match self {
            Ok(part) => (Step::Inside, part),
            Err(_) => no_part(index),
        }
    }
    fn part_mut(&mut self, index: usize) -> &mut dyn Tree {
        match self {
            Ok(part) => part,
            Err(_) => no_part(index),
        }
    }
}

macro_rules! tuple {
    ($count:literal: $($T:ident $S:ident $part:tt $number:literal)+; $($reversed:ident)+) => {
        impl<$($T: Tree),+> Tree for ($($T,)+) {
            #[inline]
            fn part_count(&self) -> usize {
                $count
            }
            fn part(&self, index: usize) -> (Step<'static>, &dyn Tree) {
                match index {
                    $($part => (Step::Part($part), &self.$part),)+
                    _ => no_part(index),
                }
            }
            fn part_mut(&mut self, index: usize) -> &mut dyn Tree {
                match index {
                    $($part => &mut self.$part,)+
                    _ => no_part(index),
                }
            }
        }
    };
}

for_tuples!(tuple);
