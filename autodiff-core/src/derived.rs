//! What generated code needs of types with parts: helpers of `#[derive(Differentiable)]`, and for
//! `Option` and `Result` the accessors that derived types have as methods of their own.
//!
//! A pattern names a variant and a field; it doesn't name types. So a part is reached through a
//! method named after both: `__V__f` on a value, `__V__f_mut` on a mutable one, `__V__f_bar` on a
//! cotangent, where a memoryless zero first becomes that variant.

use crate::{Cotangent, Mismatch};

/// The cotangent of a part without derivatives. A box of nothing allocates nothing.
#[inline]
#[must_use]
pub fn no_cotangent() -> &'static mut () {
    Box::leak(Box::new(()))
}

/// A place of a type without content, such as the left-out fields of a cotangent.
#[inline]
#[must_use]
pub fn leaked<T>(empty: T) -> &'static mut T {
    const {
        assert!(size_of::<T>() == 0, "only what has no size may be leaked");
    }
    Box::leak(Box::new(empty))
}

/// Two cotangents of one enum that belong to different variants.
#[cold]
pub fn different_variants(of: &str, expected: &str, found: &str) -> ! {
    panic!(
        "accumulate: cotangents of the variants `{expected}` and `{found}` of `{of}` can't be added"
    )
}

/// A value isn't of the variant that the pattern matched.
#[cold]
pub fn not_the_variant(variant: &str) -> ! {
    unreachable!("the value isn't `{variant}`, though the pattern says so")
}

/// What [`Shape::check`](crate::Shape::check) says of two variants.
///
/// # Errors
///
/// Always.
#[cold]
pub fn wrong_variant(expected: &str, found: &str) -> Result<(), Mismatch> {
    Err(Mismatch::new(
        format_args!("of `{expected}`"),
        format_args!("of `{found}`"),
    ))
}

/// A struct or variant in words: `Layer { weights: [2, 3], bias: [2] }`.
#[must_use]
pub fn describe_parts(name: &str, parts: &[(&str, String)]) -> String {
    if parts.is_empty() {
        return name.to_owned();
    }
    let parts: Vec<String> = parts
        .iter()
        .map(|(part, shape)| format!("{part}: {shape}"))
        .collect();
    format!("{name} {{ {} }}", parts.join(", "))
}

/// The parts of options.
#[allow(non_snake_case, reason = "a variant and a field make up each name")]
pub trait OptionParts<T> {
    /// The payload.
    fn __Some__0(&self) -> &T;
    /// The payload.
    fn __Some__0_mut(&mut self) -> &mut T;
}

impl<T> OptionParts<T> for Option<T> {
    #[inline]
    fn __Some__0(&self) -> &T {
        match self {
            Some(part) => part,
            None => not_the_variant("Some"),
        }
    }
    #[inline]
    fn __Some__0_mut(&mut self) -> &mut T {
        match self {
            Some(part) => part,
            None => not_the_variant("Some"),
        }
    }
}

/// The payload of an option, as the one element that a loop over it goes through.
pub trait OptionElement<T> {
    /// The payload.
    fn elem__(&self, _: usize) -> &T;
}

impl<T> OptionElement<T> for Option<T> {
    #[inline]
    fn elem__(&self, _: usize) -> &T {
        self.__Some__0()
    }
}

/// The same of what may be written to, which in cotangents comes into being.
pub trait OptionElementMut<C> {
    /// The payload.
    fn elem_mut__(&mut self, _: usize) -> &mut C;
}

impl<C: Cotangent> OptionElementMut<C> for Option<C> {
    #[inline]
    fn elem_mut__(&mut self, _: usize) -> &mut C {
        self.get_or_insert_with(C::zero)
    }
}

/// The parts of results.
#[allow(non_snake_case, reason = "a variant and a field make up each name")]
pub trait ResultParts<T, E> {
    /// The payload.
    fn __Ok__0(&self) -> &T;
    /// The payload.
    fn __Ok__0_mut(&mut self) -> &mut T;
    /// The error.
    fn __Err__0(&self) -> &E;
    /// The error.
    fn __Err__0_mut(&mut self) -> &mut E;
}

impl<T, E> ResultParts<T, E> for Result<T, E> {
    #[inline]
    fn __Ok__0(&self) -> &T {
        match self {
            Ok(part) => part,
            Err(_) => not_the_variant("Ok"),
        }
    }
    #[inline]
    fn __Ok__0_mut(&mut self) -> &mut T {
        match self {
            Ok(part) => part,
            Err(_) => not_the_variant("Ok"),
        }
    }
    #[inline]
    fn __Err__0(&self) -> &E {
        match self {
            Err(part) => part,
            Ok(_) => not_the_variant("Err"),
        }
    }
    #[inline]
    fn __Err__0_mut(&mut self) -> &mut E {
        match self {
            Err(part) => part,
            Ok(_) => not_the_variant("Err"),
        }
    }
}

/// The parts of the cotangents of options and results.
#[allow(non_snake_case, reason = "a variant and a field make up each name")]
pub trait OptionBars<C> {
    /// The payload's cotangent.
    fn __Some__0_bar(&mut self) -> &mut C;
    /// The payload's cotangent.
    fn __Ok__0_bar(&mut self) -> &mut C;
    /// The error has none.
    fn __Err__0_bar(&mut self) -> &mut ();
}

impl<C: Cotangent> OptionBars<C> for Option<C> {
    #[inline]
    fn __Some__0_bar(&mut self) -> &mut C {
        self.get_or_insert_with(C::zero)
    }
    #[inline]
    fn __Ok__0_bar(&mut self) -> &mut C {
        self.get_or_insert_with(C::zero)
    }
    #[inline]
    fn __Err__0_bar(&mut self) -> &mut () {
        no_cotangent()
    }
}
