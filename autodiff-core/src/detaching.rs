//! Taking a value out of the derivative.

/// Returns `value`; inside a differentiable function, its derivative counts as zero.
///
/// For a second derivative, of the gradient as a function of the numbers, `value` is a number like others.
///
/// ```
/// use autodiff_core::detach;
/// assert_eq!(detach(3.0), 3.0);
/// ```
#[inline(always)]
pub fn detach<T>(value: T) -> T {
    value
}

/// The companion of the function [`detach`](fn@detach): by it the macro knows a call of it.
#[doc(hidden)]
#[allow(non_camel_case_types, reason = "it shares its name with the function")]
#[derive(Debug)]
pub struct detach {}

impl detach {
    #[doc(hidden)]
    pub fn __is_detach((): ()) {}
}
