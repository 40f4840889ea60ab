//! What a sum can run over.

use std::ops::Range;

use ndarray::Array1;

use crate::{Cotangent, Differentiable, Scalar};

/// What [`parallel_sum`](fn@crate::parallel_sum) runs over: references to the elements of a slice, a `Vec` or
/// an array, or the numbers of a range.
#[diagnostic::on_unimplemented(
    message = "`parallel_sum` can't run over a `{Self}`",
    note = "it runs over `&[T]`, `&Vec<T>`, `&[T; N]`, `&Array1<T>` and `Range<usize>`; an array's rows are the items of `0..a.nrows()`"
)]
pub trait Items: Sync {
    /// An item.
    type Item: Copy;
    /// The cotangent of all of them.
    type Cotangent: Cotangent;
    /// The cotangent of one.
    #[doc(hidden)]
    type Part: Send;
    /// The same, lent.
    #[doc(hidden)]
    type Bar<'b>;

    /// The number of items.
    #[doc(hidden)]
    fn count(&self) -> usize;
    /// An item.
    #[doc(hidden)]
    fn item(&self, k: usize) -> Self::Item;
    /// The full zero for an item's cotangent.
    #[doc(hidden)]
    fn blank(&self, k: usize) -> Self::Part;
    /// Lends it.
    #[doc(hidden)]
    fn lent(part: &mut Self::Part) -> Self::Bar<'_>;
    /// All of them together.
    #[doc(hidden)]
    fn collected(parts: Vec<Self::Part>) -> Self::Cotangent;
}

/// What is the same for all containers whose elements are lent.
macro_rules! elements {
    () => {
        type Item = &'a T;
        type Part = T::Cotangent;
        type Bar<'b> = &'b mut T::Cotangent;
        fn count(&self) -> usize {
            self.len()
        }
        fn item(&self, k: usize) -> &'a T {
            &self[k]
        }
        fn blank(&self, k: usize) -> T::Cotangent {
            crate::companion::zero_of(&self[k].cotangent_shape())
        }
        fn lent(part: &mut T::Cotangent) -> &mut T::Cotangent {
            part
        }
    };
}

impl<'a, T> Items for &'a [T]
where
    T: Differentiable<Cotangent: Send, Buffer = <T as Differentiable>::Cotangent> + Sync,
{
    type Cotangent = Vec<T::Cotangent>;
    elements!();
    fn collected(parts: Vec<T::Cotangent>) -> Self::Cotangent {
        parts
    }
}

impl<'a, T> Items for &'a Vec<T>
where
    T: Differentiable<Cotangent: Send, Buffer = <T as Differentiable>::Cotangent> + Sync,
{
    type Cotangent = Vec<T::Cotangent>;
    elements!();
    fn collected(parts: Vec<T::Cotangent>) -> Self::Cotangent {
        parts
    }
}

impl<'a, T, const N: usize> Items for &'a [T; N]
where
    T: Differentiable<Cotangent: Send, Buffer = <T as Differentiable>::Cotangent> + Sync,
{
    type Cotangent = [T::Cotangent; N];
    elements!();
    fn collected(parts: Vec<T::Cotangent>) -> Self::Cotangent {
        match parts.try_into() {
            Ok(parts) => parts,
            Err(_) => unreachable!("there is a part for each item"),
        }
    }
}

impl<'a, T: Scalar> Items for &'a Array1<T> {
    type Cotangent = Array1<T>;
    elements!();
    fn collected(parts: Vec<T>) -> Array1<T> {
        parts.into()
    }
}

/// What is borrowed once more.
impl<I: Items> Items for &I {
    type Item = I::Item;
    type Cotangent = I::Cotangent;
    type Part = I::Part;
    type Bar<'b> = I::Bar<'b>;
    fn count(&self) -> usize {
        (**self).count()
    }
    fn item(&self, k: usize) -> I::Item {
        (**self).item(k)
    }
    fn blank(&self, k: usize) -> I::Part {
        (**self).blank(k)
    }
    fn lent(part: &mut I::Part) -> I::Bar<'_> {
        I::lent(part)
    }
    fn collected(parts: Vec<I::Part>) -> I::Cotangent {
        I::collected(parts)
    }
}

impl Items for Range<usize> {
    type Item = usize;
    type Cotangent = ();
    type Part = ();
    type Bar<'b> = &'b mut ();
    fn count(&self) -> usize {
        self.len()
    }
    fn item(&self, k: usize) -> usize {
        self.start + k
    }
    fn blank(&self, _: usize) {}
    fn lent(part: &mut ()) -> &mut () {
        part
    }
    fn collected(_: Vec<()>) {}
}
