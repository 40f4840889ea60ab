//! Edits of vectors and slices: elements that go, come back, and change places.
//!
//! The forward sweep notes where elements went from and what shapes their cotangents have; the
//! reverse sweep puts the elements and their cotangents back.

use std::cmp::Ordering;
use std::ops::{Bound, Range, RangeBounds};

use crate::left_out::LeftOut;
use crate::{Cotangent, Differentiable, Shape};

/// What the forward sweep asks of a slice before it is edited, and edits that have to be noted
/// while they happen.
pub trait Edit {
    /// The element type.
    type Item;

    /// Where the elements of `range` begin, and the shapes of their cotangents. What lies outside of
    /// the slice is left to the edit to complain about.
    fn leaving__(
        &self,
        range: impl RangeBounds<usize>,
    ) -> (usize, Vec<<Self::Item as Differentiable>::Shape>)
    where
        Self::Item: Differentiable;

    /// Copies of the elements of `range`.
    fn copies__(&self, range: impl RangeBounds<usize>) -> Vec<Self::Item>
    where
        Self::Item: Clone;

    /// Sorts like `sort_by` and tells the order: element `i` was element `order[i]` before.
    fn sort_by__(
        &mut self,
        compare: impl FnMut(&Self::Item, &Self::Item) -> Ordering,
    ) -> Vec<usize>;

    /// Sorts like `sort_by_key`, and tells the order.
    fn sort_by_key__<K: Ord>(&mut self, key: impl FnMut(&Self::Item) -> K) -> Vec<usize>;

    /// Undoes a sort that told `order`.
    fn unsort__(&mut self, order: &[usize]);
}

/// The cotangent of a list of what has no derivatives, edited like other cotangents.
pub trait EditNothing {
    /// As `Vec::pop`.
    fn pop(&mut self) -> Option<()>;
    /// As `Vec::remove`.
    fn remove(&mut self, at: usize);
    /// As `Vec::truncate`.
    fn truncate(&mut self, len: usize);
}

macro_rules! edit_nothing {
    ($($T:ty)*) => {$(
        impl EditNothing for $T {
            #[inline(always)]
            fn pop(&mut self) -> Option<()> {
                None
            }
            #[inline(always)]
            fn remove(&mut self, _: usize) {}
            #[inline(always)]
            fn truncate(&mut self, _: usize) {}
        }
    )*};
}

edit_nothing!(() LeftOut);

impl<T> Edit for [T] {
    type Item = T;

    #[inline]
    fn leaving__(&self, range: impl RangeBounds<usize>) -> (usize, Vec<T::Shape>)
    where
        T: Differentiable,
    {
        let range = inside(&range, self.len());
        let shapes = self[range.clone()].iter().map(T::cotangent_shape);
        (range.start, shapes.collect())
    }

    #[inline]
    fn copies__(&self, range: impl RangeBounds<usize>) -> Vec<T>
    where
        T: Clone,
    {
        self[inside(&range, self.len())].to_vec()
    }

    fn sort_by__(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|&i, &j| compare(&self[i], &self[j]));
        gather(self, &order);
        order
    }

    fn sort_by_key__<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) -> Vec<usize> {
        self.sort_by__(|a, b| key(a).cmp(&key(b)))
    }

    fn unsort__(&mut self, order: &[usize]) {
        let mut back = vec![0; order.len()];
        for (i, &from) in order.iter().enumerate() {
            back[from] = i;
        }
        gather(self, &back);
    }
}

/// The part of `range` that lies in a slice of length `len`.
fn inside(range: &impl RangeBounds<usize>, len: usize) -> Range<usize> {
    let start = match range.start_bound() {
        Bound::Included(&start) => start,
        Bound::Excluded(&start) => start.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        Bound::Included(&end) => end.saturating_add(1),
        Bound::Excluded(&end) => end,
        Bound::Unbounded => len,
    };
    let end = end.min(len);
    start.min(end)..end
}

/// Moves element `order[i]` to place `i`, cycle by cycle.
fn gather<T>(items: &mut [T], order: &[usize]) {
    let mut done = vec![false; order.len()];
    for start in 0..order.len() {
        let mut to = start;
        while !done[to] {
            done[to] = true;
            let from = order[to];
            if from != start {
                items.swap(to, from);
                to = from;
            }
        }
    }
}

/// Edits of vectors, undone on their values.
pub trait EditVec {
    /// The element type.
    type Item;

    /// `retain`, which notes which elements were kept, and the shapes of the cotangents of the
    /// others.
    fn retain__(
        &mut self,
        keep: impl FnMut(&Self::Item) -> bool,
    ) -> (Vec<bool>, Vec<<Self::Item as Differentiable>::Shape>)
    where
        Self::Item: Differentiable;

    /// Puts elements back that were taken out at `at`.
    fn put_back__(&mut self, at: usize, items: Vec<Self::Item>);

    /// Puts the whole content back.
    fn put_all_back__(&mut self, items: Vec<Self::Item>);

    /// Puts an element back that `swap_remove` took out at `at`.
    fn swap_back__(&mut self, at: usize, items: Vec<Self::Item>);
}

impl<T> EditVec for Vec<T> {
    type Item = T;

    fn retain__(&mut self, mut keep: impl FnMut(&T) -> bool) -> (Vec<bool>, Vec<T::Shape>)
    where
        T: Differentiable,
    {
        let (mut mask, mut shapes) = (Vec::with_capacity(self.len()), Vec::new());
        self.retain(|item| {
            let kept = keep(item);
            mask.push(kept);
            if !kept {
                shapes.push(item.cotangent_shape());
            }
            kept
        });
        (mask, shapes)
    }

    fn put_back__(&mut self, at: usize, items: Vec<T>) {
        self.splice(at..at, items);
    }

    fn put_all_back__(&mut self, items: Vec<T>) {
        *self = items;
    }

    fn swap_back__(&mut self, at: usize, items: Vec<T>) {
        for item in items {
            self.push(item);
            let last = self.len() - 1;
            self.swap(at, last);
        }
    }
}

/// Edits of vectors, undone on their cotangents.
pub trait EditBar {
    /// The cotangent of an element.
    type Item: Cotangent;

    /// The cotangents of elements that were taken out at `at` come back; zeros, if `bars` is the
    /// zero without memory.
    fn put_back_bars__<S: Shape<Self::Item>>(
        &mut self,
        at: usize,
        shapes: Vec<S>,
        bars: Vec<Self::Item>,
    );

    /// The cotangent of an element that was taken out at `at`, if there was one, comes back.
    fn put_back_bar__<S: Shape<Self::Item>>(&mut self, at: usize, shapes: Vec<S>, bar: Self::Item);

    /// The cotangent of an element that `swap_remove` took out at `at` comes back.
    fn swap_back_bar__<S: Shape<Self::Item>>(&mut self, at: usize, shapes: Vec<S>, bar: Self::Item);

    /// Zeros for the elements that `retain` dropped.
    fn unretain__<S: Shape<Self::Item>>(&mut self, mask: Vec<bool>, shapes: Vec<S>);
}

impl<C: Cotangent> EditBar for Vec<C> {
    type Item = C;

    fn put_back_bars__<S: Shape<C>>(&mut self, at: usize, shapes: Vec<S>, mut bars: Vec<C>) {
        shapes.materialise(&mut bars);
        self.splice(at..at, bars);
    }

    fn put_back_bar__<S: Shape<C>>(&mut self, at: usize, shapes: Vec<S>, mut bar: C) {
        if let Some(shape) = shapes.first() {
            shape.materialise(&mut bar);
            self.insert(at, bar);
        }
    }

    fn swap_back_bar__<S: Shape<C>>(&mut self, at: usize, shapes: Vec<S>, bar: C) {
        let last = self.len();
        self.put_back_bar__(last, shapes, bar);
        self.swap(at, last);
    }

    fn unretain__<S: Shape<C>>(&mut self, mask: Vec<bool>, shapes: Vec<S>) {
        let mut shapes = shapes.iter();
        let mut kept = std::mem::take(self).into_iter();
        for was_kept in mask {
            if was_kept {
                self.extend(kept.next());
            } else if let Some(shape) = shapes.next() {
                let mut bar = C::zero();
                shape.materialise(&mut bar);
                self.push(bar);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_are_stable_and_undone() {
        let old = [(2, 'a'), (0, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        let (mut sorted, mut expected) = (old, old);
        let order = sorted.sort_by_key__(|x| x.0);
        expected.sort_by_key(|x| x.0);
        assert_eq!(sorted, expected);
        sorted.unsort__(&order);
        assert_eq!(sorted, old);
    }

    #[test]
    fn ranges_outside_are_cut() {
        let v = [1, 2, 3];
        assert_eq!(v.copies__(1..), [2, 3]);
        assert_eq!(v.copies__(..=1), [1, 2]);
        assert_eq!(v.copies__(5..7), [0; 0]);
        #[allow(clippy::reversed_empty_ranges, reason = "left to the edit to refuse")]
        let reversed = v.copies__(2..1);
        assert_eq!(reversed, [0; 0]);
    }
}
