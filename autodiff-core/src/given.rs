//! What a callee gets again, in the reverse sweep, of an argument without a derivative.
//!
//! The macro doesn't know such an argument's type, which need not be [`Differentiable`]: an enum that
//! chooses between formulas, a configuration. What the callee expects follows from the type alone, so
//! method resolution finds it: `(&&&Given(&x)).given_again()` takes the first trait that fits.

use crate::Differentiable;

/// An argument without a derivative.
#[derive(Debug)]
pub struct Given<'x, T: ?Sized>(pub &'x T);

/// What has a cotangent type says what is kept of it.
pub trait GivenKept {
    /// What is given again.
    type Again;
    /// Gives it.
    fn given_again(&self) -> Self::Again;
}

impl<T: Differentiable + ?Sized> GivenKept for &&Given<'_, T> {
    type Again = T::Kept;
    #[inline(always)]
    fn given_again(&self) -> T::Kept {
        self.0.kept()
    }
}

/// A reference is still there.
pub trait GivenReference {
    /// What is given again.
    type Again;
    /// Gives it.
    fn given_again(&self) -> Self::Again;
}

impl<'b, T: ?Sized> GivenReference for &Given<'_, &'b T> {
    type Again = &'b T;
    #[inline(always)]
    fn given_again(&self) -> &'b T {
        self.0
    }
}

/// What was moved into the callee is the callee's to keep.
pub trait GivenNothing {
    /// Gives nothing.
    fn given_again(&self);
}

impl<T: ?Sized> GivenNothing for Given<'_, T> {
    #[inline(always)]
    fn given_again(&self) {}
}
