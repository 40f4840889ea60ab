//! Dual numbers in sweeps: their cotangents, on the tape, among the operands of operators.

use crate::rules::operators::{Builtin, Number};
use crate::storable::row;
use crate::tree::no_part;
use crate::{Cotangent, Scalar, Step, Storable, Tape, Tree};

use super::Dual;

impl<T: Scalar> Cotangent for Dual<T> {
    #[inline]
    fn zero() -> Self {
        Self::new(T::from_f64(0.0), T::from_f64(0.0))
    }
    #[inline]
    fn __neutral() -> Self {
        Self::new(T::__neutral(), T::__neutral())
    }
    #[inline]
    fn is_zero(&self) -> bool {
        false
    }
    #[inline]
    fn accumulate(&mut self, other: Self) {
        *self += other;
    }
    #[inline]
    fn negated(self) -> Self {
        -self
    }
}

/// The primal, then the tangent: nothing that steps over leaves may pass over a tangent.
impl<T: Scalar> Tree for Dual<T> {
    fn part_count(&self) -> usize {
        2
    }
    fn part(&self, index: usize) -> (Step<'static>, &dyn Tree) {
        match index {
            0 => (Step::Field("primal"), &self.primal),
            1 => (Step::Field("tangent"), &self.tangent),
            _ => no_part(index),
        }
    }
    fn part_mut(&mut self, index: usize) -> &mut dyn Tree {
        match index {
            0 => &mut self.primal,
            1 => &mut self.tangent,
            _ => no_part(index),
        }
    }
    /// Not leaf by leaf: the product of two dual numbers. The primal comes first, with half of the leaves;
    /// a plain number has no tangent.
    fn __scale(&mut self, by: &[f64]) {
        let of_primal = 1 << T::ORDER;
        let (primal, tangent) = by.split_at(of_primal.min(by.len()));
        let mut cross = self.primal;
        self.primal.__scale(primal);
        self.tangent.__scale(primal);
        if !tangent.is_empty() {
            cross.__scale(tangent);
            self.tangent += cross;
        }
    }
}

/// As plain numbers next to each other, a vector as two.
impl<T: Scalar> Storable for Dual<T> {
    #[inline]
    fn push_to(self, tape: &mut Tape) {
        tape.push((self.primal, self.tangent));
    }
    #[inline]
    fn pop_from(tape: &mut Tape) -> Self {
        let (primal, tangent) = tape.pop();
        Self { primal, tangent }
    }
    const ROW: Option<usize> = row::together(&[T::ROW, T::ROW]);
    #[inline]
    fn write(self, row: &mut [f64]) {
        row::write_first(self.tangent, row::write_first(self.primal, row));
    }
    #[inline]
    fn read(row: &[f64]) -> Self {
        let (primal, rest) = row::read_first(row);
        let (tangent, _) = row::read_first(rest);
        Self { primal, tangent }
    }
    fn push_vec(vec: Vec<Self>, tape: &mut Tape) {
        let (primals, tangents) = vec.into_iter().map(|x| (x.primal, x.tangent)).unzip();
        T::push_vec(primals, tape);
        T::push_vec(tangents, tape);
    }
    fn pop_vec(tape: &mut Tape) -> Vec<Self> {
        let tangents = T::pop_vec(tape);
        let primals = T::pop_vec(tape);
        let pairs = primals.into_iter().zip(tangents);
        pairs
            .map(|(primal, tangent)| Self { primal, tangent })
            .collect()
    }
}

impl<T: Scalar> Builtin for Dual<T> {
    type Owned = Self;
    #[inline(always)]
    fn owned(&self) -> Self {
        *self
    }
}

impl<T: Scalar> Number for Dual<T> {
    type Value = Self;
    #[inline(always)]
    fn number(&self) -> Self {
        *self
    }
}
