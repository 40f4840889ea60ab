//! Custom operations: a function whose pullback is written by hand.

use std::any::type_name;

use crate::private::{check_seed, unit_seed};
use crate::recording::TapeSlot;
use crate::tape::Copier;
use crate::{Cotangent, Differentiable, Mismatch, Recording, ScalarOutput, Shape, Tape};

/// The cotangent of a function's output.
type OutputBar<F> = <<F as Function>::Output as Differentiable>::Cotangent;
/// The shape of a function's input, which doesn't depend on lifetimes.
type InputShape<F> = <<F as Function>::Input<'static> as Differentiable>::Shape;
/// The shape of a function's output.
type OutputShape<F> = <<F as Function>::Output as Differentiable>::Shape;

/// An operation with a pullback of its own.
///
/// Write `forward` and `backward`; call `apply` inside and outside of differentiable functions.
///
/// ```
/// use autodiff_core::Function;
/// use ndarray::{Array1, arr1};
///
/// /// `Σ log(1 + e^x)`, without overflow.
/// struct SoftplusSum;
///
/// impl Function for SoftplusSum {
///     type Input<'a> = &'a Array1<f64>;
///     type InputBar = Array1<f64>;
///     type Output = f64;
///     type Saved = Array1<f64>;
///
///     fn forward(x: &Array1<f64>) -> (f64, Array1<f64>) {
///         (x.mapv(|x| x.max(0.0) + (-x.abs()).exp().ln_1p()).sum(), x.clone())
///     }
///     fn backward(x: Array1<f64>, y_bar: f64) -> Array1<f64> {
///         x.mapv(|x| y_bar / (1.0 + (-x).exp()))
///     }
/// }
///
/// let x = arr1(&[0.0]);
/// let (y, x_bar) = SoftplusSum::value_and_grad(&x);
/// assert_eq!(y, 2.0_f64.ln());
/// assert_eq!(x_bar, arr1(&[0.5]));
/// ```
///
/// With several inputs, `Input<'a>` is a tuple and `InputBar` the tuple of their cotangents.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a differentiable operation",
    note = "annotate the function with `#[differentiable]`, or implement `Function` for a type of your own"
)]
pub trait Function {
    /// What the operation is of: a reference, a scalar, or a tuple of them.
    type Input<'a>: Differentiable<Cotangent = Self::InputBar>;
    /// The cotangent of the input: owned, one for each part.
    type InputBar: Cotangent;
    /// What it gives.
    type Output: Differentiable;
    /// What `backward` needs of `forward`: the residuals. Owned, since they may go to a tape. With
    /// `Clone`, a recording that holds them can go backward several times.
    type Saved: 'static;

    /// The value, and what the pullback will need.
    fn forward(input: Self::Input<'_>) -> (Self::Output, Self::Saved);

    /// The pullback: from the cotangent of the output to the cotangent of the input.
    fn backward(saved: Self::Saved, output_bar: OutputBar<Self>) -> Self::InputBar;

    /// The value alone.
    #[inline]
    fn apply(input: Self::Input<'_>) -> Self::Output {
        Self::forward(input).0
    }

    /// The value, with the way back.
    ///
    /// # Panics
    ///
    /// The recording's `backward` panics if the seed isn't of the output's shape, or if
    /// `Self::backward` returns a cotangent that isn't of its input's shape.
    #[allow(
        clippy::type_complexity,
        reason = "an `impl` type can't be given a name"
    )]
    fn record(
        input: Self::Input<'_>,
    ) -> Recording<
        'static,
        Self::Output,
        impl FnOnce(&mut Tape, OutputBar<Self>, bool, &mut Self::InputBar),
    > {
        let input_shape = input.cotangent_shape();
        let (value, saved) = Self::forward(input);
        let output_shape = value.cotangent_shape();
        let pullback = move |_: &mut Tape,
                             output_bar: OutputBar<Self>,
                             _: bool,
                             gradient: &mut Self::InputBar| {
            check_seed(type_name::<Self>(), &output_shape, &output_bar);
            let input_bar = Self::backward(saved, output_bar);
            check_input_bar::<Self, _, _>(&input_shape, &input_bar);
            *gradient = input_bar;
        };
        Recording::once(TapeSlot::Owned(Tape::new()), value, pullback)
    }

    /// The gradient: one cotangent for each part of the input.
    #[must_use]
    fn grad(input: Self::Input<'_>) -> Self::InputBar
    where
        Self::Output: ScalarOutput,
    {
        Self::record(input).backward(unit_seed::<Self::Output>())
    }

    /// The value and the gradient.
    #[must_use]
    fn value_and_grad(input: Self::Input<'_>) -> (Self::Output, Self::InputBar)
    where
        Self::Output: ScalarOutput,
    {
        let input_shape = input.cotangent_shape();
        let (value, saved) = Self::forward(input);
        let input_bar = Self::backward(saved, unit_seed::<Self::Output>());
        check_input_bar::<Self, _, _>(&input_shape, &input_bar);
        (value, input_bar)
    }

    /// `apply` in the forward sweep of a differentiable function.
    #[doc(hidden)]
    #[allow(non_snake_case, reason = "the companion of `apply`")]
    fn apply__forward(tape: &mut Tape, input: Self::Input<'_>, copier: Copier) -> Self::Output {
        let input_shape = input.cotangent_shape();
        let (value, saved) = Self::forward(input);
        tape.push_owned(saved, 0, copier);
        tape.push(input_shape);
        tape.push(value.cotangent_shape());
        value
    }

    /// `apply` in the reverse sweep of a differentiable function.
    #[doc(hidden)]
    #[allow(non_snake_case, reason = "the companion of `apply`")]
    fn apply__reverse(tape: &mut Tape, mut output_bar: OutputBar<Self>) -> Self::InputBar {
        tape.pop::<OutputShape<Self>>().materialise(&mut output_bar);
        let input_shape = tape.pop::<InputShape<Self>>();
        let saved = tape.pop_any::<Self::Saved>();
        let input_bar = Self::backward(saved, output_bar);
        check_input_bar::<Self, _, _>(&input_shape, &input_bar);
        input_bar
    }
}

/// Panics, naming the function and the input, unless the cotangent is of the input's shape.
fn check_input_bar<F: ?Sized, S: Shape<C>, C: Cotangent>(shape: &S, bar: &C) {
    if let Err(mismatch) = shape.check(bar) {
        wrong_input_bar(type_name::<F>(), &mismatch);
    }
}

#[cold]
fn wrong_input_bar(function: &str, mismatch: &Mismatch) -> ! {
    let place = match mismatch.place() {
        "" => "the input".to_owned(),
        place => place.replacen("part", "input", 1),
    };
    panic!(
        "{function}::backward: the cotangent of {place} has shape {}, the input itself has shape {}",
        mismatch.found(),
        mismatch.expected()
    )
}
