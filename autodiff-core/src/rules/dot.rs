//! Products of vectors and matrices: `x.dot(&w)`, for one and two axes on either side.

#![allow(non_snake_case, reason = "`dot__vjp_0` is the companion of `dot`")]

use ndarray::{Array, Array1, Array2, ArrayBase, ArrayRef, Data, Dimension, Ix1, Ix2};

use crate::matrices::product;
use crate::{Cotangent, Scalar};

/// `x.dot(&w)`: the cotangents of the receiver and of the argument.
pub trait DotRule<A: Scalar, D: Dimension> {
    /// The cotangent of the receiver.
    fn dot__vjp_0<R>(&self, rhs: &R, y_bar: &<D as DotDims<A, R::Dim>>::Output) -> Array<A, D>
    where
        R: AsArray<Elem = A> + ?Sized,
        D: DotDims<A, R::Dim>;

    /// The cotangent of the argument.
    fn dot__vjp_1<R>(&self, rhs: &R, y_bar: &<D as DotDims<A, R::Dim>>::Output) -> Array<A, R::Dim>
    where
        R: AsArray<Elem = A> + ?Sized,
        D: DotDims<A, R::Dim>;
}

impl<A: Scalar, D: Dimension> DotRule<A, D> for ArrayRef<A, D> {
    #[inline]
    fn dot__vjp_0<R>(&self, rhs: &R, y_bar: &<D as DotDims<A, R::Dim>>::Output) -> Array<A, D>
    where
        R: AsArray<Elem = A> + ?Sized,
        D: DotDims<A, R::Dim>,
    {
        D::vjp_0(self, rhs.as_array(), y_bar)
    }

    #[inline]
    fn dot__vjp_1<R>(&self, rhs: &R, y_bar: &<D as DotDims<A, R::Dim>>::Output) -> Array<A, R::Dim>
    where
        R: AsArray<Elem = A> + ?Sized,
        D: DotDims<A, R::Dim>,
    {
        D::vjp_1(self, rhs.as_array(), y_bar)
    }
}

/// An array, a view, or a reference to one.
pub trait AsArray {
    /// The element type.
    type Elem;
    /// The dimensions.
    type Dim: Dimension;
    /// The array itself.
    fn as_array(&self) -> &ArrayRef<Self::Elem, Self::Dim>;
}

impl<S: Data, D: Dimension> AsArray for ArrayBase<S, D> {
    type Elem = S::Elem;
    type Dim = D;
    fn as_array(&self) -> &ArrayRef<S::Elem, D> {
        self
    }
}

impl<A, D: Dimension> AsArray for ArrayRef<A, D> {
    type Elem = A;
    type Dim = D;
    fn as_array(&self) -> &ArrayRef<A, D> {
        self
    }
}

impl<T: AsArray + ?Sized> AsArray for &T {
    type Elem = T::Elem;
    type Dim = T::Dim;
    fn as_array(&self) -> &ArrayRef<T::Elem, T::Dim> {
        (**self).as_array()
    }
}

impl<T: AsArray + ?Sized> AsArray for &mut T {
    type Elem = T::Elem;
    type Dim = T::Dim;
    fn as_array(&self) -> &ArrayRef<T::Elem, T::Dim> {
        (**self).as_array()
    }
}

/// The numbers of axes that `dot` is defined for, and its rule for each.
#[diagnostic::on_unimplemented(
    message = "`dot` has no derivative rule between arrays of dimensions `{Self}` and `{E}`",
    note = "there are rules for one and two axes"
)]
pub trait DotDims<A, E: Dimension>: Dimension {
    /// The result of `dot`, and so its cotangent.
    type Output;
    /// The cotangent of the left operand.
    fn vjp_0(
        a: &ArrayRef<A, Self>,
        b: &ArrayRef<A, E>,
        y_bar: &<Self as DotDims<A, E>>::Output,
    ) -> Array<A, Self>;
    /// The cotangent of the right operand.
    fn vjp_1(
        a: &ArrayRef<A, Self>,
        b: &ArrayRef<A, E>,
        y_bar: &<Self as DotDims<A, E>>::Output,
    ) -> Array<A, E>;
}

impl<A: Scalar> DotDims<A, Ix1> for Ix1 {
    type Output = A;
    fn vjp_0(_: &ArrayRef<A, Ix1>, b: &ArrayRef<A, Ix1>, y_bar: &A) -> Array1<A> {
        b.mapv(|b| *y_bar * b)
    }
    fn vjp_1(a: &ArrayRef<A, Ix1>, _: &ArrayRef<A, Ix1>, y_bar: &A) -> Array1<A> {
        a.mapv(|a| *y_bar * a)
    }
}

impl<A: Scalar> DotDims<A, Ix1> for Ix2 {
    type Output = Array1<A>;
    fn vjp_0(_: &ArrayRef<A, Ix2>, b: &ArrayRef<A, Ix1>, y_bar: &Array1<A>) -> Array2<A> {
        if y_bar.is_empty() {
            return Cotangent::zero();
        }
        outer(y_bar, b)
    }
    fn vjp_1(a: &ArrayRef<A, Ix2>, _: &ArrayRef<A, Ix1>, y_bar: &Array1<A>) -> Array1<A> {
        if y_bar.is_empty() {
            return Cotangent::zero();
        }
        vector_times_matrix(y_bar, a)
    }
}

impl<A: Scalar> DotDims<A, Ix2> for Ix1 {
    type Output = Array1<A>;
    fn vjp_0(_: &ArrayRef<A, Ix1>, b: &ArrayRef<A, Ix2>, y_bar: &Array1<A>) -> Array1<A> {
        if y_bar.is_empty() {
            return Cotangent::zero();
        }
        b.dot(y_bar)
    }
    fn vjp_1(a: &ArrayRef<A, Ix1>, _: &ArrayRef<A, Ix2>, y_bar: &Array1<A>) -> Array2<A> {
        if y_bar.is_empty() {
            return Cotangent::zero();
        }
        outer(a, y_bar)
    }
}

impl<A: Scalar> DotDims<A, Ix2> for Ix2 {
    type Output = Array2<A>;
    fn vjp_0(_: &ArrayRef<A, Ix2>, b: &ArrayRef<A, Ix2>, y_bar: &Array2<A>) -> Array2<A> {
        if y_bar.is_empty() {
            return Cotangent::zero();
        }
        product(y_bar.view(), b.t())
    }
    fn vjp_1(a: &ArrayRef<A, Ix2>, _: &ArrayRef<A, Ix2>, y_bar: &Array2<A>) -> Array2<A> {
        if y_bar.is_empty() {
            return Cotangent::zero();
        }
        product(a.t(), y_bar.view())
    }
}

/// The matrix of all products of an element of `a` and an element of `b`.
fn outer<A: Scalar>(a: &ArrayRef<A, Ix1>, b: &ArrayRef<A, Ix1>) -> Array2<A> {
    let mut products = Array2::zeros((a.len(), b.len()));
    for (mut row, &a) in products.rows_mut().into_iter().zip(a) {
        row.zip_mut_with(b, |product, &b| *product = a * b);
    }
    products
}

/// `v.dot(m)`, by whole rows where the rows of `m` are contiguous.
fn vector_times_matrix<A: Scalar>(v: &Array1<A>, m: &ArrayRef<A, Ix2>) -> Array1<A> {
    if m.t().is_standard_layout() {
        return m.t().dot(v);
    }
    assert!(
        v.len() == m.nrows(),
        "dot: a cotangent of shape {:?} for a left operand of shape {:?}",
        v.shape(),
        m.shape()
    );
    let mut sum = Array1::zeros(m.ncols());
    for (&v, row) in v.iter().zip(m.rows()) {
        sum.scaled_add(v, &row);
    }
    sum
}
