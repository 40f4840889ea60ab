//! Triangular systems.

use ndarray::{ArrayRef2, ArrayViewMut1, Axis, s};

use crate::Scalar;

/// Which elements of a square matrix make up the system.
#[derive(Clone, Copy, Debug)]
pub(in crate::ops) struct Triangle {
    lower: bool,
    unit_diagonal: bool,
}

impl Triangle {
    /// The elements on and below the diagonal.
    pub(in crate::ops) const LOWER: Self = Self {
        lower: true,
        unit_diagonal: false,
    };
    /// The elements on and above the diagonal.
    pub(in crate::ops) const UPPER: Self = Self {
        lower: false,
        unit_diagonal: false,
    };

    /// The same with ones on the diagonal, whatever is there.
    pub(in crate::ops) const fn with_unit_diagonal(self) -> Self {
        Self {
            unit_diagonal: true,
            ..self
        }
    }
}

/// Replaces `b` by the solution `x` of `A x = b`, where `A` is a triangle of `a`.
pub(in crate::ops) fn solve_triangle<T: Scalar>(
    a: &ArrayRef2<T>,
    triangle: Triangle,
    b: &mut ArrayRef2<T>,
) {
    let n = a.nrows();
    // Row by row, so that the inner loop runs over the right-hand sides, which lie side by side.
    for step in 0..n {
        let i = if triangle.lower { step } else { n - 1 - step };
        let (before, rest) = b.view_mut().split_at(Axis(0), i);
        let (row, after) = rest.split_at(Axis(0), 1);
        let mut row: ArrayViewMut1<'_, T> = row.index_axis_move(Axis(0), 0);
        let (known, factors) = if triangle.lower {
            (before, a.slice(s![i, ..i]))
        } else {
            (after, a.slice(s![i, i + 1..]))
        };
        if let [single] = row.as_slice_mut().unwrap_or_default() {
            // A vector: the inner loop runs over what is known.
            *single -= factors.dot(&known.column(0));
        } else {
            for (&factor, known) in factors.iter().zip(known.rows()) {
                row.scaled_add(-factor, &known);
            }
        }
        if !triangle.unit_diagonal {
            let pivot = a[[i, i]];
            row.mapv_inplace(|x| x / pivot);
        }
    }
}
