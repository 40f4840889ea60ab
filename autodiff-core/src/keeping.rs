//! Values without derivatives that may be references, kept for the reverse sweep.
//!
//! A borrow can't go to the tape: what it refers to does, as a copy, and the reverse sweep borrows that.
//! The macro doesn't know which values are references; method resolution does:
//! `(&&Keeping::of(x)).push_kept(tape)` and `(&&witness).pop_kept(tape)` take the first trait that fits.

use crate::private::Witness;
use crate::{Storable, Tape};
use ndarray::{Array, ArrayView, Dimension};
use std::borrow::{Borrow, ToOwned};
use std::cell::Cell;
use std::fmt;

/// A value on its way to the tape.
pub struct Keeping<T>(Cell<Option<T>>);

impl<T> Keeping<T> {
    /// Takes the value.
    #[inline(always)]
    pub const fn of(value: T) -> Self {
        Self(Cell::new(Some(value)))
    }
}

impl<T> fmt::Debug for Keeping<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keeping")
    }
}

/// Of a reference, what it refers to is kept.
pub trait KeepReferent {
    /// Puts a copy on the tape.
    fn push_kept(&self, tape: &mut Tape);
}

impl<T: ToOwned<Owned: Storable> + ?Sized> KeepReferent for &Keeping<&T> {
    #[inline(always)]
    fn push_kept(&self, tape: &mut Tape) {
        if let Some(value) = self.0.take() {
            tape.push(value.to_owned());
        }
    }
}

/// Anything else is kept itself.
pub trait KeepValue<T> {
    /// Puts it on the tape.
    fn push_kept(&self, tape: &mut Tape)
    where
        T: Storable;
}

impl<T> KeepValue<T> for Keeping<T> {
    #[inline(always)]
    fn push_kept(&self, tape: &mut Tape)
    where
        T: Storable,
    {
        if let Some(value) = self.0.take() {
            tape.push(value);
        }
    }
}

/// What a reference referred to.
#[derive(Debug)]
pub struct KeptReferent<T: ToOwned + ?Sized>(T::Owned);

impl<T: ToOwned + ?Sized> KeptReferent<T> {
    /// The reference again.
    #[inline(always)]
    pub fn lend(&mut self) -> &T {
        self.0.borrow()
    }
}

/// Of a view, what it shows is copied.
pub trait OwnShown {
    /// The copy.
    type Owned;
    /// Copies it.
    fn owned(&self) -> Self::Owned;
}

impl<A: Clone, D: Dimension> OwnShown for &Keeping<&ArrayView<'_, A, D>> {
    type Owned = Array<A, D>;
    #[inline(always)]
    fn owned(&self) -> Array<A, D> {
        self.0.take().expect("a value is taken once").to_owned()
    }
}

/// Of any other reference, what it refers to is copied.
pub trait OwnReferent {
    /// The copy.
    type Owned;
    /// Copies it.
    fn owned(&self) -> Self::Owned;
}

impl<T: ToOwned + ?Sized> OwnReferent for Keeping<&T> {
    type Owned = T::Owned;
    #[inline(always)]
    fn owned(&self) -> T::Owned {
        self.0.take().expect("a value is taken once").to_owned()
    }
}

/// A value that was kept itself.
#[derive(Debug)]
pub struct KeptValue<T>(Option<T>);

impl<T> KeptValue<T> {
    /// The value again.
    ///
    /// # Panics
    ///
    /// If it was taken before.
    #[inline(always)]
    pub fn lend(&mut self) -> T {
        self.0.take().expect("a value is taken once")
    }
}

/// Takes what a reference referred to from the tape.
pub trait PopReferent {
    /// What it is called.
    type Kept;
    /// Takes it.
    fn pop_kept(&self, tape: &mut Tape) -> Self::Kept;
}

impl<T: ToOwned<Owned: Storable> + ?Sized> PopReferent for &Witness<&T> {
    type Kept = KeptReferent<T>;
    #[inline(always)]
    fn pop_kept(&self, tape: &mut Tape) -> KeptReferent<T> {
        KeptReferent(tape.pop())
    }
}

/// Takes any other value from the tape.
pub trait PopValue<T> {
    /// Takes it.
    fn pop_kept(&self, tape: &mut Tape) -> KeptValue<T>
    where
        T: Storable;
}

impl<T> PopValue<T> for Witness<T> {
    #[inline(always)]
    fn pop_kept(&self, tape: &mut Tape) -> KeptValue<T>
    where
        T: Storable,
    {
        KeptValue(Some(tape.pop()))
    }
}
