//! Arithmetic on all numbers of a value at once: what optimisers do with parameters and gradients.

mod numbers;
mod walk;

use crate::{Path, Tree};
use numbers::{apply, dot};
use walk::{pairs, pairs_mut, runs, runs_mut};

/// The numbers at the leaves of a value: of parameters, of their gradient, of an optimiser's state.
///
/// Every [`Tree`] has these methods: numbers, `Vec`, arrays, tuples, options, boxes, `ndarray` arrays,
/// and structs and enums with `#[derive(Differentiable)]`, as well as their cotangents. The order is
/// that of the fields and elements, the same for a value and its cotangent. Numbers are passed as
/// `f64`; an `f32` is widened, and rounded when it is written back. Integers and what
/// `#[differentiable(skip)]` leaves out have no leaves.
///
/// ```
/// use autodiff_core::{Differentiable, Leaves};
///
/// #[derive(Differentiable, Clone, Debug, PartialEq)]
/// struct Line { slope: f64, offsets: Vec<f64>, name: String }
///
/// let mut line = Line { slope: 1.0, offsets: vec![2.0, 3.0], name: "fit".to_owned() };
/// let gradient = LineCotangent { slope: 10.0, offsets: vec![0.0, 20.0] };
///
/// // A step of gradient descent.
/// line.update(&gradient, |p, g| *p -= 0.1 * g);
/// assert_eq!(line, Line { slope: 0.0, offsets: vec![2.0, 1.0], name: "fit".to_owned() });
///
/// let mut paths = Vec::new();
/// line.visit(|path, x| paths.push(format!("{path} = {x}")));
/// assert_eq!(paths, ["slope = 0", "offsets[0] = 2", "offsets[1] = 1"]);
/// ```
pub trait Leaves: Tree {
    /// Calls `f` with every leaf and the way to it.
    ///
    /// ```
    /// use autodiff_core::Leaves;
    /// (1.0, [2.0, f64::NAN]).visit(|path, x| if x.is_nan() { assert_eq!(path.to_string(), ".1[1]") });
    /// ```
    fn visit(&self, mut f: impl FnMut(&Path<'_>, f64)) {
        runs(self, &Path::ROOT, &mut |path, numbers| {
            numbers.visit(path, &mut f)
        });
    }

    /// Calls `f` with every leaf, to be changed, and the way to it.
    ///
    /// ```
    /// use autodiff_core::Leaves;
    /// let mut x = (1.0, [2.0_f32, 3.0]);
    /// x.visit_mut(|_, x| *x *= 2.0);
    /// assert_eq!(x, (2.0, [4.0, 6.0]));
    /// ```
    fn visit_mut(&mut self, mut f: impl FnMut(&Path<'_>, &mut f64)) {
        runs_mut(self, &Path::ROOT, &mut |path, numbers| {
            numbers.visit(path, &mut f)
        });
    }

    /// All leaves in one vector, as optimisers want them that know no structure.
    ///
    /// ```
    /// use autodiff_core::Leaves;
    /// assert_eq!((1.0, 7_usize, vec![2.0_f32]).to_flat(), [1.0, 2.0]);
    /// ```
    fn to_flat(&self) -> Vec<f64> {
        let mut flat = Vec::new();
        runs(self, &Path::ROOT, &mut |_, numbers| {
            numbers.append_to(&mut flat)
        });
        flat
    }

    /// Sets all leaves: the counterpart of [`to_flat`](Self::to_flat).
    ///
    /// # Panics
    ///
    /// If there are more or fewer values than leaves.
    ///
    /// ```
    /// use autodiff_core::Leaves;
    /// let mut x = (1.0, [2.0, 3.0]);
    /// x.set_flat(&[4.0, 5.0, 6.0]);
    /// assert_eq!(x, (4.0, [5.0, 6.0]));
    /// ```
    fn set_flat(&mut self, values: &[f64]) {
        let mut count = 0;
        runs(self, &Path::ROOT, &mut |_, numbers| count += numbers.len());
        assert!(
            count == values.len(),
            "Leaves::set_flat: {} values were given for {count} leaves",
            values.len()
        );
        let mut values = values.iter();
        runs_mut(self, &Path::ROOT, &mut |_, numbers| {
            numbers.for_each(|x| {
                if let Some(value) = values.next() {
                    *x = *value;
                }
            });
        });
    }

    /// Calls `f` with every leaf, to be changed, and the same leaf of `other`: a step of an optimiser.
    ///
    /// # Panics
    ///
    /// If the two differ in structure. No leaf at or after the first difference is changed.
    ///
    /// ```
    /// use autodiff_core::Leaves;
    /// let (mut x, gradient) = (vec![1.0, 2.0], vec![5.0, 10.0]);
    /// x.update(&gradient, |x, g| *x -= 0.1 * g);
    /// assert_eq!(x, [0.5, 1.0]);
    /// ```
    fn update<T: Tree + ?Sized>(&mut self, other: &T, mut f: impl FnMut(&mut f64, f64)) {
        pairs_mut(self, other, &Path::ROOT, &mut |x, y| apply(x, y, &mut f));
    }

    /// A value of this structure, each of whose leaves `f` makes of those of the two.
    ///
    /// # Panics
    ///
    /// If the two differ in structure.
    ///
    /// ```
    /// use autodiff_core::Leaves;
    /// assert_eq!([1.0, 2.0].zip_map(&[3.0, 5.0], |x, y| x * y), [3.0, 10.0]);
    /// ```
    #[must_use]
    fn zip_map<T: Tree + ?Sized>(&self, other: &T, mut f: impl FnMut(f64, f64) -> f64) -> Self
    where
        Self: Clone,
    {
        let mut result = self.clone();
        result.update(other, |x, y| *x = f(*x, y));
        result
    }

    /// Adds `factor` times `other`.
    ///
    /// # Panics
    ///
    /// If the two differ in structure.
    ///
    /// ```
    /// use autodiff_core::Leaves;
    /// let mut x = (1.0, [2.0]);
    /// x.add_scaled(10.0, &(3.0, [4.0]));
    /// assert_eq!(x, (31.0, [42.0]));
    /// ```
    fn add_scaled<T: Tree + ?Sized>(&mut self, factor: f64, other: &T) {
        self.update(other, |x, y| *x += factor * y);
    }

    /// Multiplies every leaf.
    ///
    /// ```
    /// use autodiff_core::Leaves;
    /// let mut x = (1.0, [2.0]);
    /// x.scale(3.0);
    /// assert_eq!(x, (3.0, [6.0]));
    /// ```
    fn scale(&mut self, factor: f64) {
        runs_mut(self, &Path::ROOT, &mut |_, numbers| {
            numbers.for_each(|x| *x *= factor)
        });
    }

    /// The sum of the products of the leaves of the two.
    ///
    /// It isn't called `dot`, since that would hide the product of matrices of the same name wherever this
    /// trait is imported.
    ///
    /// # Panics
    ///
    /// If the two differ in structure.
    ///
    /// ```
    /// use autodiff_core::Leaves;
    /// assert_eq!((1.0, [2.0]).inner_product(&(3.0, [4.0])), 11.0);
    /// ```
    fn inner_product<T: Tree + ?Sized>(&self, other: &T) -> f64 {
        let mut sum = 0.0;
        pairs(self, other, &Path::ROOT, &mut |x, y| {
            sum += dot(x, y);
        });
        sum
    }

    /// The Euclidean norm of all leaves.
    ///
    /// ```
    /// use autodiff_core::Leaves;
    /// assert_eq!((3.0, [4.0]).norm(), 5.0);
    /// ```
    fn norm(&self) -> f64 {
        self.inner_product(self).sqrt()
    }
}

impl<T: Tree + ?Sized> Leaves for T {}
