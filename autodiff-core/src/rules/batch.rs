//! Maps that take values and derivatives at once, a batch of elements at a time, so that elementary
//! functions run as vector code; and maps whose results are only summed.
//!
//! A pass is given the number of elements in its batch, their values in each array, room for what the
//! functions are applied to, and the places of results and of derivatives by each array.

#![allow(non_snake_case, reason = "`mapv__sum` is a companion of `mapv`")]

use ndarray::{Array, ArrayRef, ArrayView, Dimension, ShapeBuilder};

use crate::Scalar;
use crate::simd::functions::Function;

/// The most elements that are in a batch.
pub const LENGTH: usize = 128;

/// Room for a batch.
pub type Batch<T> = [T; LENGTH];

/// The number itself, which the compiler now knows not to exceed a batch.
#[inline(always)]
#[must_use]
pub fn within(n: usize) -> usize {
    n.min(LENGTH)
}

macro_rules! functions {
    ($($name:ident $Function:ident)+) => {$(
        #[doc = concat!("`xᵢ ← ", stringify!($name), "(xᵢ)`")]
        #[inline]
        pub fn $name<T: Scalar>(numbers: &mut [T]) {
            T::apply_slice(Function::$Function, numbers);
        }
    )+};
}

functions!(exp Exp exp_m1 ExpM1 tanh Tanh ln Ln ln_1p Ln1p);

/// Runs `pass` on all elements, in logical order, and hands on results and derivatives.
fn each<T: Scalar, D: Dimension, const N: usize, const K: usize>(
    x: &[ArrayView<'_, T, D>; N],
    mut pass: impl FnMut(usize, [&Batch<T>; N], &mut [Batch<T>; K], &mut Batch<T>, &mut [Batch<T>; N]),
    mut take: impl FnMut(&[T], [&[T]; N]),
) {
    let len = x[0].len();
    let zero = T::from_f64(0.0);
    let mut work = [[zero; LENGTH]; K];
    let mut ys = [zero; LENGTH];
    let [mut given, mut slopes] = [[[zero; LENGTH]; N]; 2];
    let mut run = |n: usize, xs: [&Batch<T>; N]| {
        pass(n, xs, &mut work, &mut ys, &mut slopes);
        take(&ys[..n], slopes.each_ref().map(|slopes| &slopes[..n]));
    };
    if x.iter().all(|x| x.is_standard_layout()) {
        let parts = x
            .each_ref()
            .map(|x| x.as_slice().unwrap_or_default().as_chunks::<LENGTH>());
        for k in 0..len / LENGTH {
            run(LENGTH, parts.map(|(batches, _)| &batches[k]));
        }
        let n = len % LENGTH;
        if n > 0 {
            for (given, (_, rest)) in given.iter_mut().zip(parts) {
                given[..n].copy_from_slice(rest);
            }
            run(n, given.each_ref());
        }
        return;
    }
    let mut elements = x.each_ref().map(|x| x.iter());
    for first in (0..len).step_by(LENGTH) {
        for (given, elements) in given.iter_mut().zip(&mut elements) {
            for (place, x) in given.iter_mut().zip(elements) {
                *place = *x;
            }
        }
        run(LENGTH.min(len - first), given.each_ref());
    }
}

/// The views, of one shape, with the axes in reverse if only that keeps them from the standard layout;
/// and whether they are.
fn turned<T: Scalar, D: Dimension, const N: usize>(
    x: [ArrayView<'_, T, D>; N],
) -> ([ArrayView<'_, T, D>; N], bool) {
    for other in &x {
        assert!(
            other.shape() == x[0].shape(),
            "map: arrays of shapes {:?} and {:?}, which should be the same",
            x[0].shape(),
            other.shape()
        );
    }
    let standard = x.iter().all(|x| x.is_standard_layout());
    let reversed = x.clone().map(ArrayView::reversed_axes);
    match !standard && reversed.iter().all(|x| x.is_standard_layout()) {
        true => (reversed, true),
        false => (x, false),
    }
}

/// An array of the shape of `x`, or of it turned back.
fn array<T: Scalar, D: Dimension>(shape: &D, elements: Vec<T>, turned: bool) -> Array<T, D> {
    let array = Array::from_shape_vec(shape.clone(), elements).expect("one for each element");
    match turned {
        true => array.reversed_axes(),
        false => array,
    }
}

/// Results, and derivatives by each array.
pub fn mapped<T: Scalar, D: Dimension, const N: usize, const K: usize>(
    x: [ArrayView<'_, T, D>; N],
    pass: impl FnMut(usize, [&Batch<T>; N], &mut [Batch<T>; K], &mut Batch<T>, &mut [Batch<T>; N]),
) -> (Array<T, D>, [Array<T, D>; N]) {
    let (x, turned) = turned(x);
    let (shape, len) = (x[0].raw_dim(), x[0].len());
    let mut y = Vec::with_capacity(len);
    let mut derivatives = [(); N].map(|()| Vec::with_capacity(len));
    each(&x, pass, |ys, slopes| {
        y.extend_from_slice(ys);
        for (derivatives, slopes) in derivatives.iter_mut().zip(slopes) {
            derivatives.extend_from_slice(slopes);
        }
    });
    let derivatives = derivatives.map(|elements| array(&shape, elements, turned));
    (array(&shape, y, turned), derivatives)
}

/// The sum of the results, and derivatives by each array.
pub fn summed<T: Scalar, D: Dimension, const N: usize, const K: usize>(
    x: [ArrayView<'_, T, D>; N],
    pass: impl FnMut(usize, [&Batch<T>; N], &mut [Batch<T>; K], &mut Batch<T>, &mut [Batch<T>; N]),
) -> (T, [Array<T, D>; N]) {
    let (x, turned) = turned(x);
    let (shape, len) = (x[0].raw_dim(), x[0].len());
    let mut total = Total::new();
    let mut derivatives = [(); N].map(|()| Vec::with_capacity(len));
    each(&x, pass, |ys, slopes| {
        total.add(ys);
        for (derivatives, slopes) in derivatives.iter_mut().zip(slopes) {
            derivatives.extend_from_slice(slopes);
        }
    });
    (
        total.sum(),
        derivatives.map(|elements| array(&shape, elements, turned)),
    )
}

/// Maps of arrays; see the module.
pub trait BatchRule<T> {
    /// `x.mapv(f).sum()`
    fn mapv__sum<B: Scalar>(&self, f: impl FnMut(T) -> B) -> B;
}

impl<T: Clone, D: Dimension> BatchRule<T> for ArrayRef<T, D> {
    fn mapv__sum<B: Scalar>(&self, f: impl FnMut(T) -> B) -> B {
        match self.as_slice_memory_order() {
            Some(elements) => sum_of(elements.iter().cloned().map(f)),
            None => sum_of(self.iter().cloned().map(f)),
        }
    }
}

fn sum_of<T: Scalar>(mut numbers: impl Iterator<Item = T>) -> T {
    let mut total = Total::new();
    loop {
        let mut chunk = [T::from_f64(0.0); 8];
        let mut n = 0;
        for (place, x) in chunk.iter_mut().zip(numbers.by_ref()) {
            *place = x;
            n += 1;
        }
        total.add(&chunk[..n]);
        if n < 8 {
            return total.sum();
        }
    }
}

/// A sum in eight parts, since an addition has to wait for the one before it. The order is that of
/// ndarray's `sum`.
struct Total<T> {
    parts: [T; 8],
    /// What is left over from the last batch, the only one whose length isn't a multiple of eight.
    rest: [T; 8],
    count: usize,
}

impl<T: Scalar> Total<T> {
    fn new() -> Self {
        let zeros = [T::from_f64(0.0); 8];
        Self {
            parts: zeros,
            rest: zeros,
            count: 0,
        }
    }

    #[inline]
    fn add(&mut self, numbers: &[T]) {
        let (chunks, rest) = numbers.as_chunks::<8>();
        for chunk in chunks {
            for (part, x) in self.parts.iter_mut().zip(chunk) {
                *part += *x;
            }
        }
        self.rest[..rest.len()].copy_from_slice(rest);
        self.count = rest.len();
    }

    fn sum(self) -> T {
        let [a, b, c, d, e, f, g, h] = self.parts;
        let parts = T::from_f64(0.0) + (a + e) + (b + f) + (c + g) + (d + h);
        self.rest[..self.count]
            .iter()
            .fold(parts, |sum, x| sum + *x)
    }
}

/// `ȳ` times the derivatives, for the `ȳ` of each element, or one for all.
#[inline]
pub fn scaled<T: Scalar, D: Dimension, Y: Factor<T, D>>(
    mut derivatives: Array<T, D>,
    y_bar: &Y,
) -> Array<T, D> {
    y_bar.scale(&mut derivatives);
    derivatives
}

/// What [`scaled`] multiplies with.
pub trait Factor<T, D> {
    /// `dᵢ ← dᵢ ȳᵢ`
    fn scale(&self, derivatives: &mut ArrayRef<T, D>);
}

impl<T: Scalar, D: Dimension> Factor<T, D> for T {
    #[inline]
    fn scale(&self, derivatives: &mut ArrayRef<T, D>) {
        if !self.is_constant(1.0) {
            derivatives.mapv_inplace(|slope| slope * *self);
        }
    }
}

impl<T: Scalar, D: Dimension> Factor<T, D> for Array<T, D> {
    fn scale(&self, derivatives: &mut ArrayRef<T, D>) {
        assert!(
            self.shape() == derivatives.shape(),
            "mapv: a cotangent of shape {:?} for an array of shape {:?}",
            self.shape(),
            derivatives.shape()
        );
        derivatives.zip_mut_with(self, |slope, y_bar| *slope *= *y_bar);
    }
}

/// The cotangent of a sum as that of every element of `x`.
#[must_use]
pub fn everywhere<'y, A, T, D: Dimension>(y_bar: &'y T, x: &ArrayRef<A, D>) -> ArrayView<'y, T, D> {
    let still = D::zeros(x.ndim());
    ArrayView::from_shape(x.raw_dim().strides(still), std::slice::from_ref(y_bar))
        .expect("one number can be read again and again")
}
