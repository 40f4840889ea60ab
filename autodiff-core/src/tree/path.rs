//! Where in a tree a leaf is.

use std::fmt::{self, Display};

/// One step from a value to a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// Into a field of a struct, or of an enum's variant: `Circle.r`.
    Field(&'a str),
    /// Into a part of a tuple.
    Part(usize),
    /// To an element of a vector.
    Index(usize),
    /// To an element of an array: one index for each axis.
    Element(&'a [usize]),
    /// Into an option or a box, which isn't written.
    Inside,
}

/// The way from a value to one of its leaves, as it would be written in Rust.
///
/// ```
/// use autodiff_core::Leaves;
/// use ndarray::arr2;
///
/// let mut paths = Vec::new();
/// (vec![1.0], arr2(&[[2.0, 3.0]])).visit(|path, _| paths.push(path.to_string()));
/// assert_eq!(paths, [".0[0]", ".1[0, 0]", ".1[0, 1]"]);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    outer: Option<&'a Path<'a>>,
    step: Step<'a>,
}

impl Path<'static> {
    /// The value itself.
    pub(crate) const ROOT: Self = Self {
        outer: None,
        step: Step::Inside,
    };
}

impl<'a> Path<'a> {
    /// One step further.
    pub(crate) const fn then(&'a self, step: Step<'a>) -> Self {
        Self {
            outer: Some(self),
            step,
        }
    }
}

impl Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut steps = Vec::new();
        let mut path = Some(self);
        while let Some(here) = path {
            if here.step != Step::Inside {
                steps.push(here.step);
            }
            path = here.outer;
        }
        for (depth, step) in steps.iter().rev().enumerate() {
            match step {
                Step::Field(name) if depth == 0 => write!(f, "{name}")?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Part(part) => write!(f, ".{part}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Element([]) | Step::Inside => {}
                Step::Element(index) => write!(f, "{index:?}")?,
            }
        }
        Ok(())
    }
}
