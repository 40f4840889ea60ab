//! The kernels that gradients are measured with. Each is written as one would write it without
//! derivatives in mind; what is asked of it for a measurement is the trait [`Kernel`].

pub mod ba;
pub mod call_price;
pub mod doubling;
pub mod gmm;
pub mod llsq;
pub mod lse;
pub mod lstm;
pub mod ode;
pub mod product_norm;
pub mod waves;

use crate::data::distance;
use autodiff_core::{Leaves, Tape};

/// A problem of a certain size, with several ways to compute its value and its gradient.
pub trait Kernel {
    /// What the function returns.
    type Value: Leaves + Clone;
    /// The cotangents of its parameters.
    type Gradient: Leaves + Clone;
    /// What the adjoint by hand keeps between calls.
    type Scratch: Default;

    /// The kernel and its size.
    fn name(&self) -> (&'static str, String);
    /// The function.
    fn function(&self) -> Self::Value;
    /// The value that the forward sweep gives.
    fn recorded(&self, tape: &mut Tape) -> Self::Value;
    /// The gradient by the generated sweeps.
    fn gradient(&self, tape: &mut Tape) -> Self::Gradient;
    /// Value and gradient by the adjoint written by hand.
    fn by_hand(&self, scratch: &mut Self::Scratch) -> (Self::Value, Self::Gradient);
    /// The function without checks of bounds, if it has any.
    fn unchecked(&self) -> Option<Self::Value> {
        None
    }
    /// What value and gradient should be.
    fn golden(&self) -> Golden;

    /// Compares all that is computed with the golden values.
    ///
    /// # Errors
    ///
    /// Says what is wrong, and how far.
    fn check(&self) -> Result<(), String> {
        let (golden, mut tape) = (self.golden(), Tape::new());
        let mut scratch = Self::Scratch::default();
        golden.check_value("function", &self.function())?;
        // Twice, since the second time the tape has been used.
        for _ in 0..2 {
            golden.check_value("recorded value", &self.recorded(&mut tape))?;
            golden.check_gradient("gradient", &self.gradient(&mut tape))?;
            let (value, gradient) = self.by_hand(&mut scratch);
            golden.check_value("value by hand", &value)?;
            golden.check_gradient("gradient by hand", &gradient)?;
        }
        if let Some(value) = self.unchecked() {
            golden.check_value("function without checks", &value)?;
        }
        Ok(())
    }
}

/// What is done with each kernel.
pub trait Visitor {
    /// Does it.
    fn visit(&mut self, kernel: &impl Kernel);
}

/// Shows a visitor all kernels, in all their sizes.
pub fn each(visitor: &mut impl Visitor) {
    for size in gmm::Gmm::SIZES {
        visitor.visit(&gmm::Gmm::new(size));
    }
    for size in lstm::Lstm::SIZES {
        visitor.visit(&lstm::Lstm::new(size));
    }
    visitor.visit(&ba::Ba::new());
    for size in ode::Ode::SIZES {
        visitor.visit(&ode::Ode::new(size));
    }
    for size in llsq::Llsq::SIZES {
        visitor.visit(&llsq::Llsq::new(size));
    }
    for size in lse::Lse::SIZES {
        visitor.visit(&lse::Lse::new(size));
    }
    visitor.visit(&waves::Waves::new(1000));
    visitor.visit(&doubling::Doubling::default());
    visitor.visit(&call_price::CallPrice);
    visitor.visit(&product_norm::ProductNorm::new(64));
}

/// What value and gradient should be, the gradient in parts that are compared each for itself.
#[derive(Debug)]
pub struct Golden {
    /// The value.
    pub value: Vec<f64>,
    /// One part for each parameter.
    pub gradient: Vec<Vec<f64>>,
    /// How far a result may be from this, as a multiple of the largest number in the part.
    pub tolerance: f64,
}

impl Golden {
    fn check_value(&self, what: &str, value: &impl Leaves) -> Result<(), String> {
        self.compare(what, &value.to_flat(), &self.value)
    }

    /// Compares a gradient with the golden one, part by part.
    ///
    /// # Errors
    ///
    /// Says what is wrong, and how far.
    pub fn check_gradient(&self, what: &str, gradient: &impl Leaves) -> Result<(), String> {
        let gradient = gradient.to_flat();
        let mut rest = &gradient[..];
        for part in &self.gradient {
            let here;
            (here, rest) = rest.split_at(part.len().min(rest.len()));
            self.compare(what, here, part)?;
        }
        if rest.is_empty() {
            Ok(())
        } else {
            Err(format!("{what}: {} numbers too many", rest.len()))
        }
    }

    fn compare(&self, what: &str, found: &[f64], expected: &[f64]) -> Result<(), String> {
        let off = distance(found, expected);
        // Written so that a NaN is an error.
        if off <= self.tolerance {
            return Ok(());
        }
        Err(format!("{what}: off by {off:e} of the largest"))
    }
}
