//! Derived cotangents under the lints denied at the crate's root, without a prelude, of types and
//! fields with the names that generated code uses.

#![no_implicit_prelude]

use ::ad_renamed::{Differentiable, differentiable};
use ::arrays::{Array, Array1, Dimension};
use ::std::boxed::Box;
use ::std::clone::Clone;
use ::std::convert::From;
use ::std::fmt::Debug;
use ::std::marker::{Copy, PhantomData};
use ::std::option::Option;
use ::std::string::String;
use ::std::vec::Vec;

/// The attribute of the same name is in scope.
#[differentiable]
#[must_use]
pub fn square(x: f64) -> f64 {
    x * x
}

/// Fields of all kinds.
#[derive(Clone, Debug, Differentiable)]
#[differentiable(crate = ::ad_renamed)]
pub struct Everything {
    /// An array.
    pub weights: Array1<f64>,
    /// A keyword.
    pub r#match: f64,
    /// Named like a local of the generated code.
    pub tape: Vec<f64>,
    /// So is this one.
    pub bar: (f64, usize),
    /// Without derivative.
    pub count: usize,
    /// Constant.
    #[differentiable(skip)]
    pub rate: f64,
    hidden: Hidden,
    pub(crate) inner: Option<Box<Self>>,
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct Hidden {
    x: f64,
    n: i32,
}

/// All parts are `Copy`.
#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Point(pub f64, pub u8, f64);

/// Variants named like items of the traits.
#[derive(Clone, Debug, Differentiable)]
pub enum Odd {
    /// A zero.
    Zero,
    /// An associated type.
    Cotangent(f64),
    /// Another.
    Shape {
        /// Something.
        value: Vec<f64>,
        /// Something without derivative.
        name: String,
    },
    /// A variant of `Option`.
    None(Box<Self>),
}

/// Only one variant.
#[derive(Clone, Copy, Debug, Differentiable)]
pub enum Single {
    /// The one.
    One(f64),
}

/// Parameters of all kinds.
#[derive(Debug, Differentiable)]
pub struct Generic<'b, T, U: Debug, D, const N: usize>
where
    D: Dimension,
    T: Debug,
{
    /// Borrowed.
    pub borrowed: &'b [T],
    /// An array.
    pub weights: Array<f64, D>,
    /// Several.
    pub fixed: [T; N],
    /// Constant.
    #[differentiable(skip)]
    pub constant: U,
    phantom: PhantomData<U>,
}

/// Private parts are used here.
#[must_use]
pub fn sum(all: &Everything, point: Point) -> f64 {
    all.hidden.x + f64::from(all.hidden.n) + point.2
}

impl Everything {
    /// An example.
    #[must_use]
    pub fn new(weights: Array1<f64>) -> Self {
        Self {
            weights,
            r#match: 2.0,
            tape: ::std::vec![3.0],
            bar: (4.0, 5),
            count: 6,
            rate: 7.0,
            hidden: Hidden { x: 8.0, n: 9 },
            inner: Option::None,
        }
    }
}
