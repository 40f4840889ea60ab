//! Elements chosen by conditions.

use ndarray::{Array, Array1, ArrayD, ArrayRef, ArrayView, DimMax, Dimension, IxDyn, Zip};

use super::arguments::{of_dimension, zero};
use super::arranging::summed_to;
use super::operation::operation;
use crate::Scalar;

operation! {
    /// The elements of `x` where `mask` is true, row by row.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    ///
    /// ```
    /// use autodiff_core::ops::masked_select;
    /// use ndarray::array;
    /// let x = array![[1.0, -2.0], [3.0, 4.0]];
    /// assert_eq!(masked_select(&x, &x.mapv(|x| x > 0.0)), array![1.0, 3.0, 4.0]);
    /// ```
    pub fn masked_select[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, mask: &ArrayRef<bool, D>) -> Array1<T> {
        assert!(
            x.shape() == mask.shape(),
            "masked_select: a mask of shape {:?} for an array of shape {:?}",
            mask.shape(),
            x.shape()
        );
        let chosen = x.iter().zip(mask).filter(|(_, chosen)| **chosen);
        (chosen.map(|(&x, _)| x).collect(), ())
    }
    backward(() in (), y_bar) {
        0 x in x_bar => {
            let chosen = x_bar.iter_mut().zip(mask).filter(|(_, chosen)| **chosen);
            for ((x_bar, _), &y_bar) in chosen.zip(&y_bar) {
                *x_bar += y_bar;
            }
        };
    }
}

operation! {
    /// `x` with `value` where `mask` is true. The mask is broadcast to the shape of `x`.
    ///
    /// # Panics
    ///
    /// If the mask can't be broadcast to the shape of `x`.
    ///
    /// ```
    /// use autodiff_core::ops::masked_fill;
    /// use ndarray::array;
    /// let x = array![[1.0, 2.0], [3.0, 4.0]];
    /// assert_eq!(masked_fill(&x, &array![true, false], 0.0), array![[0.0, 2.0], [0.0, 4.0]]);
    /// ```
    pub fn masked_fill[T: Scalar, D: Dimension + 'static, E: Dimension + 'static](x: &ArrayRef<T, D>, mask: &ArrayRef<bool, E>, value: T) -> Array<T, D> {
        let mask = wide_mask(x, mask);
        (Zip::from(x).and(mask).map_collect(|&x, &masked| if masked { value } else { x }), ())
    }
    backward(() in (), y_bar) {
        2 value => {
            let mut sum = zero::<T>();
            Zip::from(&y_bar).and(wide_mask(x, mask)).for_each(|&y_bar, &masked| if masked { sum += y_bar });
            sum
        };
        0 x => {
            Zip::from(&mut y_bar).and(wide_mask(x, mask)).for_each(|y_bar, &masked| if masked { *y_bar = zero() });
            y_bar
        };
    }
}

#[track_caller]
fn wide_mask<'a, T, D: Dimension, E: Dimension>(
    x: &ArrayRef<T, D>,
    mask: &'a ArrayRef<bool, E>,
) -> ArrayView<'a, bool, D> {
    let Some(wide) = mask.broadcast(x.raw_dim()) else {
        panic!(
            "masked_fill: a mask of shape {:?} can't be broadcast to shape {:?}",
            mask.shape(),
            x.shape()
        )
    };
    wide
}

operation! {
    /// The elements of `yes` where `condition` is true, those of `no` elsewhere. All three are broadcast
    /// to a common shape.
    ///
    /// What isn't chosen gets a cotangent of zero, also where it is infinite or NaN.
    ///
    /// # Panics
    ///
    /// If there is no common shape.
    ///
    /// ```
    /// use autodiff_core::ops::where_cond;
    /// use ndarray::{arr0, array};
    /// let x = array![1.0, -2.0];
    /// assert_eq!(where_cond(&x.mapv(|x| x > 0.0), &x, &arr0(0.5)), array![1.0, 0.5]);
    /// ```
    pub fn where_cond[
        T: Scalar,
        C: Dimension + DimMax<A, Output: DimMax<B, Output: 'static>> + 'static,
        A: Dimension + 'static,
        B: Dimension + 'static,
    ](condition: &ArrayRef<bool, C>, yes: &ArrayRef<T, A>, no: &ArrayRef<T, B>)
        -> Array<T, <<C as DimMax<A>>::Output as DimMax<B>>::Output>
    {
        let shape = common_shape([condition.shape(), yes.shape(), no.shape()]);
        let mut y = ArrayD::zeros(shape);
        Zip::from(&mut y)
            .and_broadcast(condition)
            .and_broadcast(yes)
            .and_broadcast(no)
            .for_each(|y, &chosen, &yes, &no| *y = if chosen { yes } else { no });
        (of_dimension("where_cond", y), ())
    }
    backward(() in (), y_bar) {
        1 yes => cotangent_where(true, condition, &y_bar, yes.shape());
        2 no => cotangent_where(false, condition, &y_bar, no.shape());
    }
}

/// The cotangent of the operand that is chosen where the condition is `chosen`.
fn cotangent_where<T: Scalar, C: Dimension, D: Dimension, E: Dimension>(
    chosen: bool,
    condition: &ArrayRef<bool, C>,
    y_bar: &ArrayRef<T, D>,
    shape: &[usize],
) -> Array<T, E> {
    let mut bar = ArrayD::zeros(y_bar.shape());
    Zip::from(&mut bar)
        .and(y_bar.view().into_dyn())
        .and_broadcast(condition)
        .for_each(|bar, &y_bar, &condition| {
            if condition == chosen {
                *bar = y_bar;
            }
        });
    of_dimension("where_cond", summed_to(bar, shape))
}

/// The shape that all three can be broadcast to.
#[track_caller]
fn common_shape(shapes: [&[usize]; 3]) -> IxDyn {
    let axes = shapes.iter().map(|s| s.len()).max().unwrap_or(0);
    let mut common = vec![1; axes];
    for shape in shapes {
        let first = axes - shape.len();
        for (common, &length) in common[first..].iter_mut().zip(shape) {
            if *common == 1 {
                *common = length;
            }
            assert!(
                length == *common || length == 1,
                "where_cond: shapes {:?}, {:?} and {:?} can't be broadcast together",
                shapes[0],
                shapes[1],
                shapes[2]
            );
        }
    }
    IxDyn(&common)
}
