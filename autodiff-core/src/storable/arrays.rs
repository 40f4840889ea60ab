//! `ndarray` arrays on the tape: the elements are moved, never copied.

use std::any::Any;

use ndarray::{Array, Dim, Dimension, Slice, SliceInfo};

use crate::tape::{Copier, elements_in_two, in_two, peek};
use crate::{Storable, Tape};

/// Pushes the lengths of all axes; and their number, if the type doesn't tell.
pub(crate) fn push_dim<D: Dimension>(dim: &D, tape: &mut Tape) {
    for &length in dim.slice() {
        tape.push_index(length);
    }
    if D::NDIM.is_none() {
        tape.push_index(dim.ndim());
    }
}

/// The counterpart of [`push_dim`].
pub(crate) fn pop_dim<D: Dimension>(tape: &mut Tape) -> D {
    let ndim = D::NDIM.unwrap_or_else(|| tape.pop_index());
    let mut dim = D::zeros(ndim);
    for length in dim.slice_mut().iter_mut().rev() {
        *length = tape.pop_index();
    }
    dim
}

/// An array in standard layout goes as its vector and its dimensions; any other (transposed, cut
/// out of a larger one) as a whole in a box, so that it comes back with the strides it had.
impl<A: Storable, D: Dimension + 'static> Storable for Array<A, D> {
    fn push_to(self, tape: &mut Tape) {
        let standard = self.is_standard_layout();
        if standard {
            let (dim, len) = (self.raw_dim(), self.len());
            let (mut elements, offset) = self.into_raw_vec_and_offset();
            let offset = offset.unwrap_or(0);
            elements.truncate(offset + len);
            elements.drain(..offset);
            elements.push_to(tape);
            push_dim(&dim, tape);
        } else {
            let bytes = self.heap_bytes();
            tape.push_owned(self, bytes, Copier::by(copy_of_array::<A, D>));
        }
        standard.push_to(tape);
    }

    fn pop_from(tape: &mut Tape) -> Self {
        let standard = bool::pop_from(tape);
        if standard {
            let dim = pop_dim::<D>(tape);
            let elements = A::pop_vec(tape);
            Self::from_shape_vec(dim, elements).expect("Tape::pop: an array fits its dimensions")
        } else {
            tape.pop_any()
        }
    }

    fn heap_bytes(&self) -> usize {
        self.len() * size_of::<A>() + self.iter().map(A::heap_bytes).sum::<usize>()
    }
}

/// A copy of a boxed array: of numbers with the strides it has, since sums depend on them.
fn copy_of_array<A: Storable, D: Dimension + 'static>(value: &mut Box<dyn Any>) -> Box<dyn Any> {
    if let Some(array) = peek::<Array<f64, D>>(&**value) {
        return Box::new(array.clone());
    }
    if let Some(array) = peek::<Array<f32, D>>(&**value) {
        return Box::new(array.clone());
    }
    in_two(value, |array: Array<A, D>| {
        let dim = array.raw_dim();
        let (one, other) = elements_in_two(array.into_iter().collect());
        let array = |elements| {
            Array::from_shape_vec(dim.clone(), elements)
                .expect("Tape: as many elements as there were")
        };
        (array(one), array(other))
    })
}

/// Where something was in an array.
impl<I> Storable for Dim<I>
where
    Dim<I>: Dimension + 'static,
{
    fn push_to(self, tape: &mut Tape) {
        push_dim(&self, tape);
    }
    fn pop_from(tape: &mut Tape) -> Self {
        pop_dim(tape)
    }
}

/// The argument of `slice_axis`.
impl Storable for Slice {
    fn push_to(self, tape: &mut Tape) {
        tape.push_cloneable(self);
    }
    fn pop_from(tape: &mut Tape) -> Self {
        tape.pop_any()
    }
}

/// `s![…]`
impl<T: Clone + 'static, D: Dimension + 'static, E: Dimension + 'static> Storable
    for SliceInfo<T, D, E>
{
    fn push_to(self, tape: &mut Tape) {
        tape.push_cloneable(self);
    }
    fn pop_from(tape: &mut Tape) -> Self {
        tape.pop_any()
    }
}
