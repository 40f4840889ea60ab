//! Cotangents of vectors, arrays `[C; N]`, options, boxes and tuples: part by part.

use std::mem::needs_drop;

use crate::{Cotangent, pool};

/// Adds elementwise; both are of the same length.
pub(crate) fn accumulate_slice<C: Cotangent>(
    target: &mut [C],
    value: impl ExactSizeIterator<Item = C>,
) {
    assert!(
        target.len() == value.len(),
        "accumulate: cotangents of shapes [{}] and [{}] can't be added",
        target.len(),
        value.len()
    );
    for (target, value) in target.iter_mut().zip(value) {
        target.accumulate(value);
    }
}

impl<C: Cotangent> Cotangent for Vec<C> {
    #[inline]
    fn zero() -> Self {
        Self::new()
    }
    #[inline]
    fn is_zero(&self) -> bool {
        self.is_empty()
    }
    fn accumulate(&mut self, mut other: Self) {
        if self.is_empty() {
            *self = other;
        } else if !other.is_empty() {
            accumulate_slice(self, other.drain(..));
            pool::put(other);
        }
    }
    #[inline]
    fn __used_up(mut self) {
        if needs_drop::<C>() {
            self.drain(..).for_each(C::__used_up);
        }
        pool::put(self);
    }
    fn __copied(&self) -> Self {
        if needs_drop::<C>() {
            let mut copy = pool::with_room(self.len());
            copy.extend(self.iter().map(C::__copied));
            copy
        } else {
            pool::copied(self)
        }
    }
    fn negated(self) -> Self {
        self.into_iter().map(C::negated).collect()
    }
}

impl<C: Cotangent, const N: usize> Cotangent for [C; N] {
    #[inline]
    fn zero() -> Self {
        std::array::from_fn(|_| C::zero())
    }
    #[inline]
    fn __neutral() -> Self {
        std::array::from_fn(|_| C::__neutral())
    }
    #[inline]
    fn is_zero(&self) -> bool {
        self.iter().all(C::is_zero)
    }
    #[inline]
    fn accumulate(&mut self, other: Self) {
        for (target, value) in self.iter_mut().zip(other) {
            target.accumulate(value);
        }
    }
    #[inline]
    fn negated(self) -> Self {
        self.map(C::negated)
    }
    #[inline]
    fn __used_up(self) {
        self.into_iter().for_each(C::__used_up);
    }
    #[inline]
    fn __copied(&self) -> Self {
        self.each_ref().map(C::__copied)
    }
}

/// `None` is the zero.
impl<C: Cotangent> Cotangent for Option<C> {
    #[inline]
    fn zero() -> Self {
        None
    }
    #[inline]
    fn is_zero(&self) -> bool {
        self.is_none()
    }
    fn accumulate(&mut self, other: Self) {
        match (self, other) {
            (_, None) => {}
            (Some(target), Some(value)) => target.accumulate(value),
            (target, other) => *target = other,
        }
    }
    fn negated(self) -> Self {
        self.map(C::negated)
    }
    fn __used_up(self) {
        self.into_iter().for_each(C::__used_up);
    }
    fn __copied(&self) -> Self {
        self.as_ref().map(C::__copied)
    }
}

/// The box is what lets a cotangent hold one of its own type, as that of a tree does.
impl<C: Cotangent> Cotangent for Box<C> {
    #[inline]
    fn zero() -> Self {
        Self::new(C::zero())
    }
    #[inline]
    fn is_zero(&self) -> bool {
        (**self).is_zero()
    }
    #[inline]
    fn accumulate(&mut self, other: Self) {
        (**self).accumulate(*other);
    }
    #[inline]
    fn negated(self) -> Self {
        Self::new((*self).negated())
    }
    #[inline]
    fn __used_up(self) {
        (*self).__used_up();
    }
}

macro_rules! tuple {
    ($count:literal: $($C:ident $S:ident $part:tt $number:literal)+; $($reversed:ident)+) => {
        impl<$($C: Cotangent),+> Cotangent for ($($C,)+) {
            #[inline]
            fn zero() -> Self {
                ($($C::zero(),)+)
            }
            #[inline]
            fn is_zero(&self) -> bool {
                true $(&& self.$part.is_zero())+
            }
            #[inline]
            fn accumulate(&mut self, other: Self) {
                $(self.$part.accumulate(other.$part);)+
            }
            #[inline]
            fn negated(self) -> Self {
                ($(self.$part.negated(),)+)
            }
            #[inline]
            fn __used_up(self) {
                $(self.$part.__used_up();)+
            }
            #[inline]
            fn __copied(&self) -> Self {
                ($(self.$part.__copied(),)+)
            }
        }
    };
}

for_tuples!(tuple);
