//! What derivatives along a direction are taken by, and what comes of it: numbers, and containers of
//! numbers, with and without tangents.

use std::borrow::ToOwned;

use ndarray::{Array, Dimension};

use crate::{Dual, Scalar};

/// Numbers that a direction can be given to: a number, slices, `Vec`, arrays and tuples of them, `ndarray`
/// arrays. See [`jvp`](crate::jvp) and [`hessian`](crate::hessian).
#[diagnostic::on_unimplemented(
    message = "no derivative along a direction can be taken by `{Self}`",
    label = "neither a number nor a container of numbers",
    note = "give its numbers in a slice or a tuple, and make the value of them in the closure"
)]
pub trait Variables {
    /// The type of the numbers.
    type Number: Scalar;

    /// The same with dual numbers in place of the numbers.
    type Duals: ?Sized + ToOwned;

    /// What `dual` makes of each number, in their order.
    #[doc(hidden)]
    fn each_dual(
        &self,
        dual: &mut dyn FnMut(Self::Number) -> Dual<Self::Number>,
    ) -> <Self::Duals as ToOwned>::Owned;

    /// Calls `f` with each number, in the same order.
    #[doc(hidden)]
    fn each_number(&self, f: &mut dyn FnMut(Self::Number));

    /// Appends the lengths of all axes.
    #[doc(hidden)]
    fn outline(&self, lengths: &mut Vec<usize>);
}

/// Dual numbers, and containers of them: what a function of dual numbers gives, as its value or gradient.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no tangent",
    label = "neither a dual number nor a container of dual numbers",
    note = "the function has to be generic over its numbers: `fn f<T: Scalar>(x: &[T]) -> T`"
)]
pub trait Duals {
    /// The same with plain numbers.
    type Plain;

    /// The primal and the tangent.
    fn split(self) -> (Self::Plain, Self::Plain);
}

impl<T: Scalar> Variables for T {
    type Number = T;
    type Duals = Dual<T>;
    fn each_dual(&self, dual: &mut dyn FnMut(T) -> Dual<T>) -> Dual<T> {
        dual(*self)
    }
    fn each_number(&self, f: &mut dyn FnMut(T)) {
        f(*self);
    }
    fn outline(&self, _: &mut Vec<usize>) {}
}

impl<T: Scalar> Duals for Dual<T> {
    type Plain = T;
    fn split(self) -> (T, T) {
        (self.primal, self.tangent)
    }
}

/// What `X` is with dual numbers.
type Owned<X> = <<X as Variables>::Duals as ToOwned>::Owned;

impl<X: Variables> Variables for [X]
where
    Owned<X>: Clone,
{
    type Number = X::Number;
    type Duals = [Owned<X>];
    fn each_dual(&self, dual: &mut dyn FnMut(X::Number) -> Dual<X::Number>) -> Vec<Owned<X>> {
        self.iter().map(|x| x.each_dual(dual)).collect()
    }
    fn each_number(&self, f: &mut dyn FnMut(X::Number)) {
        self.iter().for_each(|x| x.each_number(f));
    }
    fn outline(&self, lengths: &mut Vec<usize>) {
        lengths.push(self.len());
        self.iter().for_each(|x| x.outline(lengths));
    }
}

impl<X: Variables> Variables for Vec<X>
where
    Owned<X>: Clone,
{
    type Number = X::Number;
    type Duals = Vec<Owned<X>>;
    fn each_dual(&self, dual: &mut dyn FnMut(X::Number) -> Dual<X::Number>) -> Vec<Owned<X>> {
        self.as_slice().each_dual(dual)
    }
    fn each_number(&self, f: &mut dyn FnMut(X::Number)) {
        self.as_slice().each_number(f);
    }
    fn outline(&self, lengths: &mut Vec<usize>) {
        self.as_slice().outline(lengths);
    }
}

impl<X: Variables, const N: usize> Variables for [X; N]
where
    Owned<X>: Clone,
{
    type Number = X::Number;
    type Duals = [Owned<X>; N];
    fn each_dual(&self, dual: &mut dyn FnMut(X::Number) -> Dual<X::Number>) -> [Owned<X>; N] {
        self.each_ref().map(|x| x.each_dual(dual))
    }
    fn each_number(&self, f: &mut dyn FnMut(X::Number)) {
        self.as_slice().each_number(f);
    }
    fn outline(&self, lengths: &mut Vec<usize>) {
        self.as_slice().outline(lengths);
    }
}

impl<D: Duals> Duals for Vec<D> {
    type Plain = Vec<D::Plain>;
    fn split(self) -> (Self::Plain, Self::Plain) {
        self.into_iter().map(D::split).unzip()
    }
}

impl<D: Duals, const N: usize> Duals for [D; N] {
    type Plain = [D::Plain; N];
    fn split(self) -> (Self::Plain, Self::Plain) {
        let mut parts = self.map(|dual| {
            let (primal, tangent) = dual.split();
            (Some(primal), Some(tangent))
        });
        let taken = "each part is taken once";
        (
            parts.each_mut().map(|parts| parts.0.take().expect(taken)),
            parts.each_mut().map(|parts| parts.1.take().expect(taken)),
        )
    }
}

impl<D: Duals> Duals for Option<D> {
    type Plain = Option<D::Plain>;
    fn split(self) -> (Self::Plain, Self::Plain) {
        self.map(D::split).unzip()
    }
}

/// The gradient by what has none.
impl Duals for () {
    type Plain = ();
    fn split(self) -> ((), ()) {
        ((), ())
    }
}

impl<T: Scalar, D: Dimension> Variables for Array<T, D> {
    type Number = T;
    type Duals = Array<Dual<T>, D>;
    fn each_dual(&self, dual: &mut dyn FnMut(T) -> Dual<T>) -> Array<Dual<T>, D> {
        let mut elements = Vec::with_capacity(self.len());
        elements.extend(self.iter().map(|&x| dual(x)));
        Array::from_shape_vec(self.raw_dim(), elements).expect("one for each element")
    }
    fn each_number(&self, f: &mut dyn FnMut(T)) {
        self.iter().for_each(|&x| f(x));
    }
    fn outline(&self, lengths: &mut Vec<usize>) {
        lengths.extend_from_slice(self.shape());
    }
}

impl<T: Scalar, D: Dimension> Duals for Array<Dual<T>, D> {
    type Plain = Array<T, D>;
    fn split(self) -> (Array<T, D>, Array<T, D>) {
        (self.mapv(|x| x.primal), self.mapv(|x| x.tangent))
    }
}

macro_rules! tuple {
    ($count:literal: $($T:ident $S:ident $part:tt $number:literal)+; $($reversed:ident)+) => {
        impl<Number: Scalar, $($T: Variables<Number = Number>),+> Variables for ($($T,)+)
        where
            $(Owned<$T>: Clone,)+
        {
            type Number = Number;
            type Duals = ($(Owned<$T>,)+);
            fn each_dual(&self, dual: &mut dyn FnMut(Number) -> Dual<Number>) -> Self::Duals {
                ($(self.$part.each_dual(dual),)+)
            }
            fn each_number(&self, f: &mut dyn FnMut(Number)) {
                $(self.$part.each_number(f);)+
            }
            fn outline(&self, lengths: &mut Vec<usize>) {
                $(self.$part.outline(lengths);)+
            }
        }

        impl<$($T: Duals),+> Duals for ($($T,)+) {
            type Plain = ($($T::Plain,)+);
            fn split(self) -> (Self::Plain, Self::Plain) {
                let parts = ($(self.$part.split(),)+);
                (($(parts.$part.0,)+), ($(parts.$part.1,)+))
            }
        }
    };
}

for_tuples!(tuple);
