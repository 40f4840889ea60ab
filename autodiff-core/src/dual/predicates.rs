//! [`Scalar`]: constants, and comparisons and predicates, which go by the primal.

use std::cmp::Ordering;

use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, ArrayViewMut2, ScalarOperand};

use super::{Dual, batches};
use crate::Scalar;
use crate::rules::elementwise::Formula;
use crate::simd::functions::Function;

impl<T: PartialEq> PartialEq for Dual<T> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.primal == other.primal
    }
}

impl<T: PartialOrd> PartialOrd for Dual<T> {
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.primal.partial_cmp(&other.primal)
    }
    #[inline(always)]
    fn lt(&self, other: &Self) -> bool {
        self.primal < other.primal
    }
    #[inline(always)]
    fn le(&self, other: &Self) -> bool {
        self.primal <= other.primal
    }
    #[inline(always)]
    fn gt(&self, other: &Self) -> bool {
        self.primal > other.primal
    }
    #[inline(always)]
    fn ge(&self, other: &Self) -> bool {
        self.primal >= other.primal
    }
}

impl<T: Scalar> ScalarOperand for Dual<T> {}

macro_rules! by_primal {
    (predicates: $($predicate:ident)*; constants: $($constant:ident)*) => {
        $(
            #[inline(always)]
            fn $predicate(self) -> bool {
                T::$predicate(self.primal)
            }
        )*
        $(
            #[inline(always)]
            fn $constant() -> Self {
                Self::constant(T::$constant())
            }
        )*
    };
}

impl<T: Scalar> Scalar for Dual<T> {
    #[inline(always)]
    fn from_f64(value: f64) -> Self {
        Self::constant(T::from_f64(value))
    }

    by_primal! {
        predicates: is_nan is_infinite is_finite is_sign_positive is_sign_negative;
        constants: nan infinity neg_infinity epsilon max_value min_value min_positive_value
    }

    const ORDER: u32 = T::ORDER + 1;

    #[inline(always)]
    fn is_constant(self, value: f64) -> bool {
        self.primal.is_constant(value) && self.tangent.is_constant(0.0)
    }

    /// The primal of the contribution is that without tangents.
    #[inline(always)]
    fn used(self, contribution: Self) -> Self {
        if self.is_constant(0.0) {
            return Self::from_f64(0.0);
        }
        Self::new(self.primal.used(contribution.primal), contribution.tangent)
    }

    fn value_of<F: Formula<N>, const N: usize>(formula: F, x: [Self; N]) -> Self {
        let at = x.map(|x| x.primal);
        let mut tangent = T::from_f64(0.0);
        for (k, x) in x.iter().enumerate() {
            if !x.tangent.is_constant(0.0) {
                tangent += formula.vjp(at, x.tangent)[k];
            }
        }
        Self::new(T::value_of(formula, at), tangent)
    }

    fn symmetric_eigen(a: &ArrayRef2<Self>) -> (Array1<Self>, Array2<Self>) {
        batches::symmetric_eigen(a)
    }

    fn apply_slice(function: Function, numbers: &mut [Self]) {
        batches::apply(function, numbers);
    }

    fn multiply(
        a: ArrayView2<'_, Self>,
        b: ArrayView2<'_, Self>,
        add: bool,
        y: ArrayViewMut2<'_, Self>,
    ) {
        batches::multiply(a, b, add, y);
    }

    fn exp_slice(numbers: &mut [Self], shift: Self) -> Self {
        batches::exponentials(numbers, shift)
    }
}
