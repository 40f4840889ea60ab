//! Shapes of `ndarray` arrays.

use ndarray::{Array, Dimension};

use super::{Mismatch, Shape};
use crate::cotangent::is_without_memory;
use crate::storable::{pop_dim, push_dim};
use crate::{Scalar, Storable, Tape, pool};

/// The lengths of the axes of an array.
///
/// ```
/// use autodiff_core::{ArrayShape, Differentiable};
/// use ndarray::{Dim, arr2};
///
/// let shape = arr2(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).cotangent_shape();
/// assert_eq!(shape, ArrayShape(Dim([2, 3])));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrayShape<D>(pub D);

impl<A: Scalar, D: Dimension + 'static> Shape<Array<A, D>> for ArrayShape<D> {
    fn materialise(&self, bar: &mut Array<A, D>) {
        if is_without_memory(bar) {
            let zeros = pool::filled(self.0.size(), A::from_f64(0.0));
            *bar = Array::from_shape_vec(self.0.clone(), zeros)
                .expect("as many zeros as the shape has elements");
        }
    }
    fn check(&self, bar: &Array<A, D>) -> Result<(), Mismatch> {
        if bar.shape() == self.0.slice() {
            Ok(())
        } else {
            Err(Mismatch::new(
                format_args!("{:?}", self.0.slice()),
                format_args!("{:?}", bar.shape()),
            ))
        }
    }
    fn describe(&self) -> String {
        format!("{:?}", self.0.slice())
    }
}

impl<D: Dimension + 'static> Storable for ArrayShape<D> {
    fn push_to(self, tape: &mut Tape) {
        push_dim(&self.0, tape);
    }
    fn pop_from(tape: &mut Tape) -> Self {
        Self(pop_dim(tape))
    }
}
