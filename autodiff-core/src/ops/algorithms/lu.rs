//! `P A = L U` with partial pivoting.

use ndarray::{Array2, ArrayRef2, Axis, s};

use super::{Triangle, solve_triangle};
use crate::Scalar;
use crate::ops::arguments::zero;

/// The factors of a square matrix.
#[derive(Clone, Debug)]
pub(in crate::ops) struct Lu<T> {
    /// `U` on and above the diagonal, `L` below; its diagonal is ones.
    factors: Array2<T>,
    /// Row `k` of `P A` is row `rows[k]` of `A`.
    rows: Vec<usize>,
    /// Whether an odd number of rows was exchanged.
    odd: bool,
}

impl<T: Scalar> Lu<T> {
    /// Factorises a square matrix. A singular one has a zero on the diagonal of `U`.
    pub(in crate::ops) fn of(a: &ArrayRef2<T>) -> Self {
        let n = a.nrows();
        let mut factors = Array2::zeros((n, n));
        factors.assign(a);
        let mut rows: Vec<usize> = (0..n).collect();
        let mut odd = false;
        for k in 0..n {
            let mut pivot = k;
            for i in k + 1..n {
                if factors[[i, k]].abs() > factors[[pivot, k]].abs() {
                    pivot = i;
                }
            }
            if pivot != k {
                rows.swap(pivot, k);
                odd = !odd;
                let (mut above, mut below) = factors.view_mut().split_at(Axis(0), pivot);
                ndarray::Zip::from(above.row_mut(k))
                    .and(below.row_mut(0))
                    .for_each(std::mem::swap);
            }
            if factors[[k, k]] == zero() {
                continue;
            }
            let (above, mut below) = factors.view_mut().split_at(Axis(0), k + 1);
            let top = above.slice(s![k, k + 1..]);
            let pivot = above[[k, k]];
            for mut row in below.rows_mut() {
                let factor = row[k] / pivot;
                row[k] = factor;
                row.slice_mut(s![k + 1..]).scaled_add(-factor, &top);
            }
        }
        Self { factors, rows, odd }
    }

    /// The first column in which elimination found no pivot.
    pub(in crate::ops) fn singular_at(&self) -> Option<usize> {
        // A NaN isn't singular: it is passed on.
        self.factors.diag().iter().position(|&u| u == zero())
    }

    /// The determinant.
    pub(in crate::ops) fn determinant(&self) -> T {
        let product: T = self.factors.diag().iter().copied().product();
        if self.odd { -product } else { product }
    }

    /// The logarithm of the determinant's absolute value.
    pub(in crate::ops) fn log_abs_determinant(&self) -> T {
        self.factors.diag().iter().map(|u| u.abs().ln()).sum()
    }

    /// `A⁻¹ b`
    pub(in crate::ops) fn solve(&self, b: &ArrayRef2<T>) -> Array2<T> {
        let mut x = Array2::zeros(b.raw_dim());
        for (mut x, &row) in x.rows_mut().into_iter().zip(&self.rows) {
            x.assign(&b.row(row));
        }
        solve_triangle(&self.factors, Triangle::LOWER.with_unit_diagonal(), &mut x);
        solve_triangle(&self.factors, Triangle::UPPER, &mut x);
        x
    }

    /// `A⁻ᵀ b`
    pub(in crate::ops) fn solve_transposed(&self, b: &ArrayRef2<T>) -> Array2<T> {
        let mut x = Array2::zeros(b.raw_dim());
        x.assign(b);
        solve_triangle(&self.factors.t(), Triangle::LOWER, &mut x);
        solve_triangle(
            &self.factors.t(),
            Triangle::UPPER.with_unit_diagonal(),
            &mut x,
        );
        let mut y = Array2::zeros(b.raw_dim());
        for (x, &row) in x.rows().into_iter().zip(&self.rows) {
            y.row_mut(row).assign(&x);
        }
        y
    }

    /// `A⁻¹`
    pub(in crate::ops) fn inverse(&self) -> Array2<T> {
        self.solve(&Array2::eye(self.rows.len()))
    }
}
