//! Values as trees of parts with numbers at their leaves: the trait that types implement so that
//! [`Leaves`](crate::Leaves) can walk them.
//!
//! A value and its cotangent are trees of the same structure: the same parts under the same names,
//! and arrays of the same shapes. What has no derivative has no leaves.

mod containers;
mod path;

pub(crate) use containers::no_leaves;
pub use path::{Path, Step};

use ndarray::{ArrayViewD, ArrayViewMutD};

/// A value with numbers at its leaves. `#[derive(Differentiable)]` implements it for the type and
/// for its cotangent.
///
/// Implement it for a container of your own by naming its parts:
///
/// ```
/// use autodiff_core::{Leaves, Step, Tree};
///
/// struct Padded { content: Vec<f64>, padding: usize }
///
/// impl Tree for Padded {
///     fn part_count(&self) -> usize { 1 }
///     fn part(&self, _: usize) -> (Step<'static>, &dyn Tree) { (Step::Field("content"), &self.content) }
///     fn part_mut(&mut self, _: usize) -> &mut dyn Tree { &mut self.content }
/// }
///
/// let padded = Padded { content: vec![3.0, 4.0], padding: 7 };
/// assert_eq!(padded.norm(), 5.0);
/// ```
#[diagnostic::on_unimplemented(
    message = "the numbers in `{Self}` can't be reached",
    label = "doesn't implement `Tree`",
    note = "`#[derive(Differentiable)]` implements `Tree`; for a type whose `Differentiable` is written by hand, implement it too",
    note = "a field that isn't to be differentiated is left out with `#[differentiable(skip)]`"
)]
pub trait Tree {
    /// How many parts the value has. A part without leaves may be left out.
    fn part_count(&self) -> usize;

    /// The part at a position below [`part_count`](Self::part_count), and how one gets there.
    fn part(&self, index: usize) -> (Step<'static>, &dyn Tree);

    /// The same part, to be changed.
    fn part_mut(&mut self, index: usize) -> &mut dyn Tree;

    /// The value as an array of numbers, if it is one. Then its parts aren't asked for.
    #[doc(hidden)]
    fn numbers(&self) -> Option<Numbers<'_>> {
        None
    }

    #[doc(hidden)]
    fn numbers_mut(&mut self) -> Option<NumbersMut<'_>> {
        None
    }

    /// Multiplies each number by one, of which these are the leaves: more than one if it is a dual number, as
    /// the numbers of the value are then.
    #[doc(hidden)]
    fn __scale(&mut self, by: &[f64]) {
        match self.numbers_mut() {
            Some(numbers) => numbers.scale(by),
            None => (0..self.part_count()).for_each(|index| self.part_mut(index).__scale(by)),
        }
    }

    /// An array of such values as an array of numbers, if they are numbers.
    #[doc(hidden)]
    fn all_numbers(_: ArrayViewD<'_, Self>) -> Option<Numbers<'_>>
    where
        Self: Sized,
    {
        None
    }

    #[doc(hidden)]
    fn all_numbers_mut(_: ArrayViewMutD<'_, Self>) -> Option<NumbersMut<'_>>
    where
        Self: Sized,
    {
        None
    }
}

/// Numbers in the shape of an array.
#[doc(hidden)]
#[derive(Debug)]
pub enum Numbers<'a> {
    F64(ArrayViewD<'a, f64>),
    F32(ArrayViewD<'a, f32>),
}

/// Numbers in the shape of an array, to be changed.
#[doc(hidden)]
#[derive(Debug)]
pub enum NumbersMut<'a> {
    F64(ArrayViewMutD<'a, f64>),
    F32(ArrayViewMutD<'a, f32>),
}

impl Numbers<'_> {
    pub(crate) fn shape(&self) -> &[usize] {
        match self {
            Self::F64(view) => view.shape(),
            Self::F32(view) => view.shape(),
        }
    }
}

/// What generated code says of a part that isn't there.
#[doc(hidden)]
#[cold]
pub fn no_part(index: usize) -> ! {
    panic!("Tree::part: there is no part {index}")
}
