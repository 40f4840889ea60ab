//! Loops over arrays of numbers of either precision, all seen as `f64`.

use ndarray::{ArrayViewD, ArrayViewMutD, Dimension, Zip};

use crate::Scalar;
use crate::tree::{Numbers, NumbersMut, Path, Step};

impl Numbers<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::F64(view) => view.len(),
            Self::F32(view) => view.len(),
        }
    }

    pub(super) fn append_to(&self, flat: &mut Vec<f64>) {
        match self {
            Self::F64(view) => flat.extend(view),
            Self::F32(view) => flat.extend(view.iter().map(|&x| f64::from(x))),
        }
    }

    pub(super) fn visit(&self, path: &Path<'_>, f: &mut impl FnMut(&Path<'_>, f64)) {
        fn each<A: Copy + Into<f64>>(
            view: &ArrayViewD<'_, A>,
            path: &Path<'_>,
            f: &mut impl FnMut(&Path<'_>, f64),
        ) {
            for (index, &x) in view.indexed_iter() {
                f(&path.then(Step::Element(index.slice())), x.into());
            }
        }
        match self {
            Self::F64(view) => each(view, path, f),
            Self::F32(view) => each(view, path, f),
        }
    }
}

impl NumbersMut<'_> {
    pub(super) fn visit(self, path: &Path<'_>, f: &mut impl FnMut(&Path<'_>, &mut f64)) {
        fn each<A: Scalar + Into<f64>>(
            mut view: ArrayViewMutD<'_, A>,
            path: &Path<'_>,
            f: &mut impl FnMut(&Path<'_>, &mut f64),
        ) {
            for (index, x) in view.indexed_iter_mut() {
                change(x, |x| f(&path.then(Step::Element(index.slice())), x));
            }
        }
        match self {
            Self::F64(view) => each(view, path, f),
            Self::F32(view) => each(view, path, f),
        }
    }

    /// Multiplies plain numbers by the number of these leaves: its primal, if it is a dual one.
    pub(crate) fn scale(self, by: &[f64]) {
        if let Some(by) = by.first() {
            self.for_each(|x| *x *= by);
        }
    }

    pub(super) fn for_each(self, mut f: impl FnMut(&mut f64)) {
        match self {
            Self::F64(mut view) => view.iter_mut().for_each(f),
            Self::F32(mut view) => view.iter_mut().for_each(|x| change(x, &mut f)),
        }
    }
}

/// Changes a number of any precision as an `f64`.
fn change<A: Scalar + Into<f64>>(x: &mut A, f: impl FnOnce(&mut f64)) {
    let mut wide = (*x).into();
    f(&mut wide);
    *x = A::from_f64(wide);
}

/// Calls `f` with the elements of two arrays of the same shape, the first to be changed.
pub(super) fn apply(x: NumbersMut<'_>, y: Numbers<'_>, f: &mut impl FnMut(&mut f64, f64)) {
    fn each<A: Scalar + Into<f64>, B: Copy + Into<f64>>(
        x: ArrayViewMutD<'_, A>,
        y: ArrayViewD<'_, B>,
        f: &mut impl FnMut(&mut f64, f64),
    ) {
        Zip::from(x)
            .and(y)
            .for_each(|x, &y| change(x, |x| f(x, y.into())));
    }
    match (x, y) {
        (NumbersMut::F64(x), Numbers::F64(y)) => each(x, y, f),
        (NumbersMut::F64(x), Numbers::F32(y)) => each(x, y, f),
        (NumbersMut::F32(x), Numbers::F64(y)) => each(x, y, f),
        (NumbersMut::F32(x), Numbers::F32(y)) => each(x, y, f),
    }
}

/// The sum of the products of the elements of two arrays of the same shape.
pub(super) fn dot(x: Numbers<'_>, y: Numbers<'_>) -> f64 {
    fn sum<A: Copy + Into<f64>, B: Copy + Into<f64>>(
        x: ArrayViewD<'_, A>,
        y: ArrayViewD<'_, B>,
    ) -> f64 {
        Zip::from(x)
            .and(y)
            .fold(0.0, |sum, &x, &y| sum + x.into() * y.into())
    }
    match (x, y) {
        (Numbers::F64(x), Numbers::F64(y)) => sum(x, y),
        (Numbers::F64(x), Numbers::F32(y)) => sum(x, y),
        (Numbers::F32(x), Numbers::F64(y)) => sum(x, y),
        (Numbers::F32(x), Numbers::F32(y)) => sum(x, y),
    }
}
