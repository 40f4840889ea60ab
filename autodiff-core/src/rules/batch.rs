//! Maps that take values and derivatives at once, a batch of elements at a time, so that elementary
//! functions run as vector code; and maps whose results are only summed.
//!
//! A pass is given the number of elements in its batch, their values, room for what the functions
//! are applied to, and the places of results and derivatives.

#![allow(non_snake_case, reason = "`mapv__batched` is a companion of `mapv`")]

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

/// Runs `pass` on all elements, and hands on results and derivatives.
fn each<T: Scalar, D: Dimension, const K: usize>(
    x: &ArrayRef<T, D>,
    mut pass: impl FnMut(usize, &Batch<T>, &mut [Batch<T>; K], &mut Batch<T>, &mut Batch<T>),
    mut take: impl FnMut(&[T], &[T]),
) {
    let zero = T::from_f64(0.0);
    let mut work = [[zero; LENGTH]; K];
    let [mut given, mut ys, mut slopes] = [[zero; LENGTH]; 3];
    let mut run = |n: usize, xs: &Batch<T>| {
        pass(n, xs, &mut work, &mut ys, &mut slopes);
        take(&ys[..n], &slopes[..n]);
    };
    let Some(elements) = x.as_slice() else {
        let mut rest = x.iter();
        loop {
            let mut n = 0;
            for (place, x) in given.iter_mut().zip(rest.by_ref().take(LENGTH)) {
                *place = *x;
                n += 1;
            }
            if n == 0 {
                return;
            }
            run(n, &given);
        }
    };
    let (batches, rest) = elements.as_chunks::<LENGTH>();
    batches.iter().for_each(|xs| run(LENGTH, xs));
    if !rest.is_empty() {
        given[..rest.len()].copy_from_slice(rest);
        run(rest.len(), &given);
    }
}

/// An array of these elements, in the order in which [`each`] goes through `x`.
fn like<T: Scalar, D: Dimension>(x: &ArrayRef<T, D>, elements: Vec<T>) -> Array<T, D> {
    Array::from_shape_vec(x.raw_dim(), elements).expect("one for each element")
}

/// Whether only the order of the axes keeps this from the standard layout.
fn is_turned<T, D: Dimension>(x: &ArrayRef<T, D>) -> bool {
    !x.is_standard_layout() && x.view().reversed_axes().is_standard_layout()
}

/// Maps of arrays; see the module.
pub trait BatchRule<T, D> {
    /// Results and derivatives.
    fn mapv__batched<const K: usize>(
        &self,
        pass: impl FnMut(usize, &Batch<T>, &mut [Batch<T>; K], &mut Batch<T>, &mut Batch<T>),
    ) -> (Array<T, D>, Array<T, D>);

    /// The sum of the results, and derivatives.
    fn mapv__batched_sum<const K: usize>(
        &self,
        pass: impl FnMut(usize, &Batch<T>, &mut [Batch<T>; K], &mut Batch<T>, &mut Batch<T>),
    ) -> (T, Array<T, D>);

    /// `x.mapv(f).sum()`
    fn mapv__sum<B: Scalar>(&self, f: impl FnMut(T) -> B) -> B;
}

impl<T: Scalar, D: Dimension> BatchRule<T, D> for ArrayRef<T, D> {
    fn mapv__batched<const K: usize>(
        &self,
        pass: impl FnMut(usize, &Batch<T>, &mut [Batch<T>; K], &mut Batch<T>, &mut Batch<T>),
    ) -> (Array<T, D>, Array<T, D>) {
        if is_turned(self) {
            let (y, derivatives) = self.view().reversed_axes().mapv__batched(pass);
            return (y.reversed_axes(), derivatives.reversed_axes());
        }
        let mut y = Vec::with_capacity(self.len());
        let mut derivatives = Vec::with_capacity(self.len());
        each(self, pass, |ys, slopes| {
            y.extend_from_slice(ys);
            derivatives.extend_from_slice(slopes);
        });
        (like(self, y), like(self, derivatives))
    }

    fn mapv__batched_sum<const K: usize>(
        &self,
        pass: impl FnMut(usize, &Batch<T>, &mut [Batch<T>; K], &mut Batch<T>, &mut Batch<T>),
    ) -> (T, Array<T, D>) {
        if is_turned(self) {
            let (y, derivatives) = self.view().reversed_axes().mapv__batched_sum(pass);
            return (y, derivatives.reversed_axes());
        }
        let mut total = Total::new();
        let mut derivatives = Vec::with_capacity(self.len());
        each(self, pass, |ys, slopes| {
            total.add(ys);
            derivatives.extend_from_slice(slopes);
        });
        (total.sum(), like(self, derivatives))
    }

    fn mapv__sum<B: Scalar>(&self, f: impl FnMut(T) -> B) -> B {
        match self.as_slice_memory_order() {
            Some(elements) => sum_of(elements.iter().copied().map(f)),
            None => sum_of(self.iter().copied().map(f)),
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
        if *self != T::from_f64(1.0) {
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
