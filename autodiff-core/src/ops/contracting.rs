//! Sums of products over named axes: `einsum` and `tensordot`.

use ndarray::{Array, ArrayD, ArrayRef, ArrayViewD, Dimension};

use super::arguments::of_dimension;
use super::contraction::{cotangent_of, evaluate};
use super::equation::Equation;
use super::operation::operation;
use crate::Scalar;

operation! {
    /// The sum that an equation describes, of the elements of one array: `"ij->ji"` transposes, `"ij->i"`
    /// sums the rows, `"ii->"` is the trace, `"ii->i"` the diagonal.
    ///
    /// The equation is as for [`einsum2`](fn@einsum2).
    ///
    /// # Panics
    ///
    /// If the equation doesn't fit the shape, or the result is used with another number of axes.
    ///
    /// ```
    /// use autodiff_core::ops::einsum1;
    /// use ndarray::{Array1, array};
    /// let y: Array1<f64> = einsum1("ij->j", &array![[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(y, array![4.0, 6.0]);
    /// ```
    pub fn einsum1[T: Scalar, A: Dimension + 'static, E: Dimension + 'static](equation: &str, a: &ArrayRef<T, A>) -> Array<T, E> {
        (of_dimension("einsum", sum_of_products(equation, vec![a.view().into_dyn()])), ())
    }
    backward(() in (), y_bar) {
        1 a => of_dimension("einsum", cotangent(equation, &[a.view().into_dyn()], 0, &y_bar));
    }
}

operation! {
    /// The sum that an equation describes, of products of the elements of two arrays: `"ij,jk->ik"` is a
    /// product of matrices, `"bij,bjk->bik"` one of batches, `"i,j->ij"` an outer product.
    ///
    /// In the equation each axis has a letter, with commas between the operands. Axes of the same letter
    /// run together, within an operand (a diagonal) and between them. The letters behind `->` are the
    /// axes of the result; over the others, the sum is taken. Without `->`, the result has the letters
    /// that stand once, in the alphabet's order. Spaces are left out; there are no `...`.
    ///
    /// The number of axes of the result is known from its use. Products of two operands are products of
    /// matrices in the end.
    ///
    /// # Panics
    ///
    /// If the equation doesn't fit the shapes, or the result is used with another number of axes.
    ///
    /// ```
    /// use autodiff_core::ops::einsum2;
    /// use ndarray::{Array2, array};
    /// let (a, b) = (array![[1.0, 2.0], [3.0, 4.0]], array![[1.0, 0.0], [1.0, 1.0]]);
    /// let y: Array2<f64> = einsum2("ij,jk->ik", &a, &b);
    /// assert_eq!(y, a.dot(&b));
    /// ```
    pub fn einsum2[T: Scalar, A: Dimension + 'static, B: Dimension + 'static, E: Dimension + 'static](equation: &str, a: &ArrayRef<T, A>, b: &ArrayRef<T, B>) -> Array<T, E> {
        (of_dimension("einsum", sum_of_products(equation, vec![a.view().into_dyn(), b.view().into_dyn()])), ())
    }
    backward(() in (), y_bar) sharing {
        let operands = [a.view().into_dyn(), b.view().into_dyn()];
    } {
        1 a => of_dimension("einsum", cotangent(equation, &operands, 0, &y_bar));
        2 b => of_dimension("einsum", cotangent(equation, &operands, 1, &y_bar));
    }
}

operation! {
    /// The sum that an equation describes, of products of the elements of three arrays. The first two are
    /// multiplied first.
    ///
    /// The equation is as for [`einsum2`](fn@einsum2).
    ///
    /// # Panics
    ///
    /// If the equation doesn't fit the shapes, or the result is used with another number of axes.
    ///
    /// ```
    /// use autodiff_core::ops::einsum3;
    /// use ndarray::{Array0, arr0, array};
    /// let (x, m) = (array![1.0, 2.0], array![[1.0, 0.0], [1.0, 1.0]]);
    /// let y: Array0<f64> = einsum3("i,ij,j->", &x, &m, &x);
    /// assert_eq!(y, arr0(7.0));
    /// ```
    pub fn einsum3[T: Scalar, A: Dimension + 'static, B: Dimension + 'static, C: Dimension + 'static, E: Dimension + 'static](equation: &str, a: &ArrayRef<T, A>, b: &ArrayRef<T, B>, c: &ArrayRef<T, C>) -> Array<T, E> {
        let operands = vec![a.view().into_dyn(), b.view().into_dyn(), c.view().into_dyn()];
        (of_dimension("einsum", sum_of_products(equation, operands)), ())
    }
    backward(() in (), y_bar) sharing {
        let operands = [a.view().into_dyn(), b.view().into_dyn(), c.view().into_dyn()];
    } {
        1 a => of_dimension("einsum", cotangent(equation, &operands, 0, &y_bar));
        2 b => of_dimension("einsum", cotangent(equation, &operands, 1, &y_bar));
        3 c => of_dimension("einsum", cotangent(equation, &operands, 2, &y_bar));
    }
}

operation! {
    /// The sum that an equation describes, of products of the elements of any number of arrays. They are
    /// multiplied from left to right.
    ///
    /// The equation is as for [`einsum2`](fn@einsum2).
    ///
    /// # Panics
    ///
    /// If the equation doesn't fit the shapes, or the result is used with another number of axes.
    ///
    /// ```
    /// use autodiff_core::ops::einsum;
    /// use ndarray::{Array2, array};
    /// let m = array![[1.0, 1.0], [0.0, 1.0]].into_dyn();
    /// let y: Array2<f64> = einsum("ab,bc,cd,de->ae", &[m.clone(), m.clone(), m.clone(), m]);
    /// assert_eq!(y, array![[1.0, 4.0], [0.0, 1.0]]);
    /// ```
    pub fn einsum[T: Scalar, E: Dimension + 'static](equation: &str, operands: &[ArrayD<T>]) -> Array<T, E> {
        let views = operands.iter().map(|operand| operand.view()).collect();
        (of_dimension("einsum", sum_of_products(equation, views)), ())
    }
    backward(() in (), y_bar) {
        1 operands => {
            let views: Vec<_> = operands.iter().map(|operand| operand.view()).collect();
            (0..views.len()).map(|k| cotangent(equation, &views, k, &y_bar)).collect::<Vec<_>>()
        };
    }
}

operation! {
    /// The sum over pairs of axes, one of `a` and one of `b`. The result has the other axes of `a`, then
    /// those of `b`; their number is known from its use.
    ///
    /// # Panics
    ///
    /// If there aren't as many axes of `a` as of `b`, one is out of bounds or named twice, or the lengths
    /// of a pair differ.
    ///
    /// ```
    /// use autodiff_core::ops::tensordot;
    /// use ndarray::{Array2, array};
    /// let (a, b) = (array![[1.0, 2.0], [3.0, 4.0]], array![[1.0, 0.0], [1.0, 1.0]]);
    /// let y: Array2<f64> = tensordot(&a, &b, &[1], &[0]);
    /// assert_eq!(y, a.dot(&b));
    /// ```
    pub fn tensordot[T: Scalar, A: Dimension + 'static, B: Dimension + 'static, E: Dimension + 'static](a: &ArrayRef<T, A>, b: &ArrayRef<T, B>, a_axes: &[usize], b_axes: &[usize]) -> Array<T, E> {
        let labels = pairs(a.shape(), b.shape(), a_axes, b_axes);
        (of_dimension("tensordot", evaluate(&labels, vec![a.view().into_dyn(), b.view().into_dyn()])), ())
    }
    backward(() in (), y_bar) sharing {
        let labels = pairs(a.shape(), b.shape(), a_axes, b_axes);
        let operands = [a.view().into_dyn(), b.view().into_dyn()];
    } {
        0 a => of_dimension("tensordot", cotangent_of(&labels, &operands, 0, &y_bar));
        1 b => of_dimension("tensordot", cotangent_of(&labels, &operands, 1, &y_bar));
    }
}

/// The equation of a `tensordot`.
#[track_caller]
fn pairs(a: &[usize], b: &[usize], a_axes: &[usize], b_axes: &[usize]) -> Equation {
    let fits = a_axes.len() == b_axes.len()
        && a_axes.iter().zip(b_axes).enumerate().all(|(k, (&i, &j))| {
            i < a.len()
                && j < b.len()
                && a[i] == b[j]
                && !a_axes[..k].contains(&i)
                && !b_axes[..k].contains(&j)
        });
    assert!(
        fits,
        "tensordot: axes {a_axes:?} of shape {a:?} don't fit axes {b_axes:?} of shape {b:?}"
    );
    let mut free = '\0'..;
    let first: Vec<char> = free.by_ref().take(a.len()).collect();
    let second: Vec<char> = (0..b.len())
        .zip(free)
        .map(|(j, new)| match b_axes.iter().position(|&axis| axis == j) {
            Some(pair) => first[a_axes[pair]],
            None => new,
        })
        .collect();
    let alone = |labels: &[char], others: &[char]| -> Vec<char> {
        labels
            .iter()
            .filter(|l| !others.contains(l))
            .copied()
            .collect()
    };
    let result = [alone(&first, &second), alone(&second, &first)].concat();
    Equation {
        operands: vec![first, second],
        result,
    }
}

#[track_caller]
fn sum_of_products<T: Scalar>(equation: &str, operands: Vec<ArrayViewD<'_, T>>) -> ArrayD<T> {
    let shapes: Vec<&[usize]> = operands.iter().map(|operand| operand.shape()).collect();
    let equation = Equation::read(equation, &shapes);
    evaluate(&equation, operands)
}

fn cotangent<T: Scalar, E: Dimension>(
    equation: &str,
    operands: &[ArrayViewD<'_, T>],
    k: usize,
    y_bar: &ArrayRef<T, E>,
) -> ArrayD<T> {
    let shapes: Vec<&[usize]> = operands.iter().map(|operand| operand.shape()).collect();
    cotangent_of(&Equation::read(equation, &shapes), operands, k, y_bar)
}
