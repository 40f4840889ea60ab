//! Losses: one number for predictions and targets. Each takes a [`Reduction`], and has derivatives by
//! both.

use ndarray::{Array, ArrayRef, Dimension, Ix1, Ix2, Zip};

use super::activations::logistic;
use super::normalising::{exponentials_of, largest};
use super::operation::operation;
use super::pairwise::xlogy;
use super::pointwise::c;
use crate::Scalar;
use crate::rules::elementwise::Formula;
use crate::rules::reduction::length;

/// What a loss makes of its terms.
///
/// ```
/// use autodiff_core::ops::{Reduction, mse};
/// use ndarray::array;
///
/// let (a, b) = (array![[1.0, 2.0], [3.0, 4.0]], array![[1.0, 0.0], [3.0, 0.0]]);
/// assert_eq!(mse(&a, &b, Reduction::Sum), 20.0);
/// assert_eq!(mse(&a, &b, Reduction::Mean), 5.0);
/// assert_eq!(mse(&a, &b, Reduction::BatchMean), 10.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// Their sum.
    Sum,
    /// Their sum divided by their number; NaN if there are none.
    Mean,
    /// Their sum divided by the length of the first axis.
    BatchMean,
}

impl Reduction {
    /// What the sum of the terms of a loss of `x`, one for each element, is divided by.
    fn divisor<T: Scalar, A, D: Dimension>(self, x: &ArrayRef<A, D>) -> T {
        match self {
            Self::Sum => c(1.0),
            Self::Mean => length(x.len()),
            Self::BatchMean => length(x.shape().first().copied().unwrap_or(1)),
        }
    }
}

/// Declares a loss with a term for each pair of elements: the term, and its derivatives.
macro_rules! loss {
    ($(
        $(#[$attribute:meta])*
        pub fn $name:ident($a:ident, $b:ident $(, $p:ident)?) = $value:expr;
        by $a_:ident: $da:expr;
        by $b_:ident: $db:expr;
        $(by $p_:ident: $dp:expr;)?
    )+) => {$(
        operation! {
            $(#[$attribute])*
            pub fn $name[T: Scalar, D: Dimension + 'static]($a: &ArrayRef<T, D>, $b: &ArrayRef<T, D> $(, $p: T)?, reduction: Reduction) -> T {
                check_shapes(stringify!($name), $a, $b);
                let term = |$a, $b| T::value_of(terms::$name {}, [$a, $b $(, $p)?]);
                let sum = Zip::from($a).and($b).fold(c::<T>(0.0), |sum, &$a, &$b| sum + term($a, $b));
                (sum / reduction.divisor($a), ())
            }
            backward(() in (), y_bar) sharing {
                let scale = y_bar / reduction.divisor::<T, _, _>($a);
            } {
                0 $a => Zip::from($a).and($b).map_collect(|&$a, &$b| scale * ($da));
                1 $b => Zip::from($a).and($b).map_collect(|&$a, &$b| scale * ($db));
                $(2 $p => scale * Zip::from($a).and($b).fold(c::<T>(0.0), |sum, &$a, &$b| sum + ($dp));)?
            }
        }
    )+
        /// The terms as functions of numbers.
        mod terms {
            use super::*;
            $(
                #[allow(non_camel_case_types, reason = "it is named after the loss")]
                #[derive(Clone, Copy)]
                pub(super) struct $name {}

                #[allow(unused_variables, reason = "what one derivative reads, another doesn't")]
                impl Formula<{ 2 $(+ loss!(@one $p))? }> for $name {
                    #[inline(always)]
                    fn value<T: Scalar>(self, [$a, $b $(, $p)?]: [T; 2 $(+ loss!(@one $p))?]) -> T {
                        $value
                    }
                    #[inline(always)]
                    fn vjp<T: Scalar>(
                        self,
                        [$a, $b $(, $p)?]: [T; 2 $(+ loss!(@one $p))?],
                        y_bar: T,
                    ) -> [T; 2 $(+ loss!(@one $p))?] {
                        [y_bar * ($da), y_bar * ($db) $(, y_bar * ($dp))?]
                    }
                }
            )+
        }
    };
    (@one $p:ident) => { 1 };
}

loss! {
    /// Squared errors, `(a − b)²`.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    ///
    /// ```
    /// use autodiff_core::ops::{Reduction, mse};
    /// use ndarray::array;
    /// assert_eq!(mse(&array![1.0, 5.0], &array![1.0, 2.0], Reduction::Mean), 4.5);
    /// ```
    pub fn mse(a, b) = (a - b) * (a - b);
    by a: (a - b) * c(2.0);
    by b: (b - a) * c(2.0);

    /// Absolute errors, `|a − b|`; the derivative is 0 where `a` equals `b`.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    ///
    /// ```
    /// use autodiff_core::ops::{Reduction, l1};
    /// use ndarray::array;
    /// assert_eq!(l1(&array![1.0, 5.0], &array![1.0, 2.0], Reduction::Mean), 1.5);
    /// ```
    pub fn l1(a, b) = (a - b).abs();
    by a: sign(a - b);
    by b: sign(b - a);

    /// Errors `e = a − b` counted as `e²/2` up to `delta`, as `delta (|e| − delta/2)` beyond.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    ///
    /// ```
    /// use autodiff_core::ops::{Reduction, huber};
    /// use ndarray::array;
    /// assert_eq!(huber(&array![1.0, 5.0], &array![0.0, 0.0], 1.0, Reduction::Sum), 5.0);
    /// ```
    pub fn huber(a, b, delta) = {
        let e = (a - b).abs();
        if e <= delta { e * e * c(0.5) } else { delta * (e - delta * c(0.5)) }
    };
    by a: (a - b).clamp(-delta, delta);
    by b: (b - a).clamp(-delta, delta);
    by delta: ((a - b).abs() - delta).max(c(0.0));

    /// Binary cross entropy of targets in [0, 1] and the logits of their probabilities:
    /// `−t ln σ(x) − (1 − t) ln (1 − σ(x))`, without overflow.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    ///
    /// ```
    /// use autodiff_core::ops::{Reduction, bce_with_logits};
    /// use ndarray::array;
    /// let loss = bce_with_logits(&array![0.0, 1000.0], &array![1.0, 1.0], Reduction::Sum);
    /// assert_eq!(loss, 2.0_f64.ln());
    /// ```
    pub fn bce_with_logits(logits, targets) =
        logits.max(c(0.0)) - logits * targets + (-logits.abs()).exp().ln_1p();
    by logits: logistic(logits) - targets;
    by targets: -logits;

    /// The divergence of Kullback and Leibler, from the logarithms of the probabilities `q` and the
    /// probabilities `p`: `p (ln p − ln q)`, 0 for `p` = 0. [`Reduction::BatchMean`] is what its
    /// definition says, for one distribution in each row.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    ///
    /// ```
    /// use autodiff_core::ops::{Reduction, kl_div};
    /// use ndarray::array;
    /// let half = 0.5_f64.ln();
    /// assert_eq!(kl_div(&array![[half, half]], &array![[0.5, 0.5]], Reduction::BatchMean), 0.0);
    /// ```
    pub fn kl_div(log_q, p) = xlogy(p, p) - p * log_q;
    by log_q: -p;
    by p: p.ln() + c(1.0) - log_q;

    /// `max(0, 1 − a b)` for predictions `a` and labels `b` that are 1 or −1; the derivative is 0
    /// where `a b` = 1.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    ///
    /// ```
    /// use autodiff_core::ops::{Reduction, hinge};
    /// use ndarray::array;
    /// assert_eq!(hinge(&array![0.5, 3.0], &array![-1.0, 1.0], Reduction::Sum), 1.5);
    /// ```
    pub fn hinge(a, b) = (c::<T>(1.0) - a * b).max(c(0.0));
    by a: if a * b < c(1.0) { -b } else { c(0.0) };
    by b: if a * b < c(1.0) { -a } else { c(0.0) };
}

operation! {
    /// Cross entropy of the classes `targets` and the [`softmax`](fn@super::softmax) of each row of
    /// `logits`: `−ln softmax(xᵢ)[tᵢ]`. `Mean` and `BatchMean` divide by the number of rows.
    ///
    /// # Panics
    ///
    /// If there isn't one target for each row, or if one isn't a column.
    ///
    /// ```
    /// use autodiff_core::ops::{Reduction, cross_entropy};
    /// use ndarray::array;
    /// let loss = cross_entropy(&array![[0.0, 0.0], [1000.0, 0.0]], &array![1, 0], Reduction::Mean);
    /// assert_eq!(loss, 2.0_f64.ln() / 2.0);
    /// ```
    pub fn cross_entropy[T: Scalar](logits: &ArrayRef<T, Ix2>, targets: &ArrayRef<usize, Ix1>, reduction: Reduction) -> T {
        check_targets("cross_entropy", logits, targets);
        let mut exponentials = logits.as_standard_layout().into_owned();
        let mut sums = Vec::with_capacity(targets.len());
        let mut loss = c::<T>(0.0);
        for (mut row, &target) in exponentials.rows_mut().into_iter().zip(targets) {
            let largest = largest(row.view());
            let at_target = row[target] - largest;
            let sum = exponentials_of(&mut row, largest);
            loss += sum.ln() - at_target;
            sums.push(sum);
        }
        (loss / reduction.divisor(targets), (exponentials, sums))
    }
    // The probabilities, less one at the target.
    backward((exponentials, sums) in (Array<T, Ix2>, Vec<T>), y_bar) {
        0 logits => {
            let scale: T = y_bar / reduction.divisor(targets);
            let mut x_bar = exponentials;
            for ((mut row, &target), &sum) in x_bar.rows_mut().into_iter().zip(targets).zip(&sums) {
                let part = scale / sum;
                row.mapv_inplace(|e| e * part);
                row[target] -= scale;
            }
            x_bar
        };
    }
}

operation! {
    /// Negative logarithms of the probabilities of the classes `targets`, from the logarithms of all
    /// probabilities, one distribution in each row: `−xᵢ[tᵢ]`. `Mean` and `BatchMean` divide by the
    /// number of rows.
    ///
    /// # Panics
    ///
    /// If there isn't one target for each row, or if one isn't a column.
    ///
    /// ```
    /// use autodiff_core::ops::{Reduction, nll};
    /// use ndarray::array;
    /// assert_eq!(nll(&array![[-1.0, -2.0], [-3.0, -4.0]], &array![1, 0], Reduction::Sum), 5.0);
    /// ```
    pub fn nll[T: Scalar](log_p: &ArrayRef<T, Ix2>, targets: &ArrayRef<usize, Ix1>, reduction: Reduction) -> T {
        check_targets("nll", log_p, targets);
        let rows = log_p.rows().into_iter().zip(targets);
        let loss: T = rows.map(|(row, &target)| -row[target]).sum();
        (loss / reduction.divisor(targets), ())
    }
    backward(() in (), y_bar) {
        0 log_p => {
            let scale: T = y_bar / reduction.divisor(targets);
            let mut bar = Array::zeros(log_p.raw_dim());
            for (mut row, &target) in bar.rows_mut().into_iter().zip(targets) {
                row[target] = -scale;
            }
            bar
        };
    }
}

#[track_caller]
fn check_shapes<T, D: Dimension>(name: &str, a: &ArrayRef<T, D>, b: &ArrayRef<T, D>) {
    assert!(
        a.shape() == b.shape(),
        "{name}: arrays of shapes {:?} and {:?}, which should be the same",
        a.shape(),
        b.shape()
    );
}

#[track_caller]
fn check_targets<T>(name: &str, x: &ArrayRef<T, Ix2>, targets: &ArrayRef<usize, Ix1>) {
    assert!(
        targets.len() == x.nrows(),
        "{name}: {} targets for an array of shape {:?}, which has {} rows",
        targets.len(),
        x.shape(),
        x.nrows()
    );
    if let Some(target) = targets.iter().find(|target| **target >= x.ncols()) {
        panic!(
            "{name}: the target {target} for an array of shape {:?}, which has {} columns",
            x.shape(),
            x.ncols()
        );
    }
}

/// The derivative of the absolute value.
#[inline(always)]
fn sign<T: Scalar>(x: T) -> T {
    if x == c(0.0) {
        c::<T>(0.0).copysign(x)
    } else {
        x.signum()
    }
}
