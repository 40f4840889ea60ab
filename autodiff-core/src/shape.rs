//! Shapes: what it takes to make a full zero cotangent, and to say that one doesn't fit.

mod arrays;
mod containers;

use std::fmt::{self, Display};

pub use arrays::ArrayShape;

use crate::Cotangent;

/// The shape of a cotangent `C`: the lengths of its containers, all the way down.
///
/// ```
/// use autodiff_core::{Differentiable, Shape};
///
/// let shape = vec![1.0, 2.0, 3.0].cotangent_shape();
/// let mut x_bar: Vec<f64> = Vec::new(); // the zero without memory
/// shape.materialise(&mut x_bar);
/// assert_eq!(x_bar, [0.0; 3]);
///
/// let mismatch = shape.check(&vec![0.0; 2]).unwrap_err();
/// assert_eq!(mismatch.to_string(), "expected shape [3], found shape [2]");
/// ```
pub trait Shape<C> {
    /// Turns a zero without memory, or such a zero among its parts, into real zeros of this shape.
    /// Leaves everything else as it is.
    fn materialise(&self, bar: &mut C);

    /// Whether `bar` is fully of this shape. The zero without memory isn't, unless the shape
    /// itself is empty.
    ///
    /// # Errors
    ///
    /// The first part whose shape isn't the expected one.
    fn check(&self, bar: &C) -> Result<(), Mismatch>;

    /// The shape in words, for messages: `[2, 3]`, `scalar`.
    fn describe(&self) -> String;
}

/// The shape of everything whose zero needs no memory.
impl<C: Cotangent> Shape<C> for () {
    #[inline]
    fn materialise(&self, _: &mut C) {}
    #[inline]
    fn check(&self, _: &C) -> Result<(), Mismatch> {
        Ok(())
    }
    fn describe(&self) -> String {
        "scalar".to_owned()
    }
}

/// A cotangent that isn't of the expected [`Shape`].
///
/// ```
/// use autodiff_core::Mismatch;
/// let mismatch = Mismatch::new("[3]", "[2]").within("input 1 of 2");
/// assert_eq!(mismatch.to_string(), "input 1 of 2: expected shape [3], found shape [2]");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    place: String,
    expected: String,
    found: String,
}

impl Mismatch {
    /// Two shapes that ought to be the same.
    #[must_use]
    pub fn new(expected: impl Display, found: impl Display) -> Self {
        Self {
            place: String::new(),
            expected: expected.to_string(),
            found: found.to_string(),
        }
    }

    /// The same mismatch, seen from one level further out: it is in the part named `part`.
    #[must_use]
    pub fn within(mut self, part: impl Display) -> Self {
        let separator = if self.place.is_empty() { "" } else { ", " };
        self.place = format!("{part}{separator}{}", self.place);
        self
    }

    /// Where in the cotangent, outermost part first; empty if it is the cotangent itself.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The shape it ought to have.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// The shape it has.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        write!(
            f,
            "expected shape {}, found shape {}",
            self.expected, self.found
        )
    }
}

impl std::error::Error for Mismatch {}
