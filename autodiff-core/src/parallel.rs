//! Sums over independent items, whose gradients are worked out side by side.
//!
//! A sum passes its cotangent on to each of its items as it is. So nothing has to wait for the reverse
//! sweep: the forward sweep takes each item forwards and at once backwards, with the cotangent 1, on a tape
//! that is small and still in the cache; the reverse sweep multiplies the result. No tape leaves its thread.

mod items;

use std::fmt;
use std::ops::Range;

pub use items::Items;

use crate::{Cotangent, Leaves, Scalar, Tape};

/// Fewer items aren't worth a chunk of their own.
const FEW: usize = 4;
/// Each chunk has cotangents of its own for what is captured, so there mustn't be too many.
const MOST: usize = 32;

/// `Σ f(item)`, on several threads with the feature `rayon`.
///
/// The items are those of a slice, a `Vec` or an array, as references, or the numbers of a range. In a
/// differentiable function `f` is a closure, which may read what is around it, or the name of a
/// differentiable function. Each thread has a tape of its own, and cotangents of its own for what `f` reads.
///
/// ```
/// use autodiff_core::{differentiable, parallel_sum};
///
/// /// How badly a line fits.
/// #[differentiable(wrt(slope, offset))]
/// fn misfit(points: &[(f64, f64)], slope: f64, offset: f64) -> f64 {
///     parallel_sum(points, |p| (slope * p.0 + offset - p.1).powi(2))
/// }
///
/// let points = [(0.0, 1.0), (1.0, 3.0), (2.0, 4.0)];
/// assert_eq!(misfit::grad(&points, 2.0, 1.0), (4.0, 2.0));
/// ```
///
/// `points.par_iter().map(|p| …).sum::<f64>()`, as `rayon` has it, means the same in a differentiable
/// function.
///
/// Value and gradient are the same whatever the number of threads, and without the feature: items are
/// taken in chunks, which depend on their number alone, and chunks are added in a fixed order. They may
/// differ from those of a loop in rounding.
///
/// # Panics
///
/// If `f` does, for any item.
#[must_use]
pub fn parallel_sum<I: Items, Y: Scalar>(items: I, f: impl Fn(I::Item) -> Y + Sync) -> Y {
    let chunks = chunks(items.count());
    let run = |chunk: Range<usize>| chunk.map(|k| f(items.item(k))).sum::<Y>();
    halves(&chunks, &run, &|left, right| left + right)
}

/// Whether the function of this name that a call finds is the one above: see `fallback`.
#[allow(non_camel_case_types, reason = "it shares its name with the function")]
#[doc(hidden)]
#[derive(Debug)]
pub struct parallel_sum {}

impl parallel_sum {
    /// The forward sweep: the value, the cotangents of the items, if they are wanted, and those of what
    /// the closure captures, for the cotangent 1. `forward` is the closure's forward sweep. `backward` makes
    /// cotangents for what it captures, gives its reverse sweep to the chunk, and returns these.
    pub fn __parallel<I: Items, Y: Scalar, B: Cotangent + Send>(
        items: I,
        wanted: bool,
        forward: impl Fn(&mut Tape, u64, (I::Item,)) -> Y + Sync,
        backward: impl Fn(Chunk<'_, I, Y>) -> B + Sync,
    ) -> (Y, (I::Cotangent, B)) {
        let run = |chunk: Range<usize>| {
            let mut result = Done {
                value: <Y as Cotangent>::zero(),
                items: Vec::with_capacity(if wanted { chunk.len() } else { 0 }),
            };
            let captured = backward(Chunk {
                items: &items,
                range: chunk,
                wanted,
                forward: &forward,
                done: &mut result,
            });
            (result, captured)
        };
        let both = |mut left: (Done<I, Y>, B), right: (Done<I, Y>, B)| {
            left.0.value += right.0.value;
            left.0.items.extend(right.0.items);
            left.1.accumulate(right.1);
            left
        };
        let (done, captured) = halves(&chunks(items.count()), &run, &both);
        let bars = if wanted {
            I::collected(done.items)
        } else {
            I::Cotangent::zero()
        };
        (done.value, (bars, captured))
    }
}

/// The forward sweep of a function of one item.
type Forward<'c, I, Y> = dyn Fn(&mut Tape, u64, (<I as Items>::Item,)) -> Y + Sync + 'c;

/// What has become of a chunk.
struct Done<I: Items, Y> {
    value: Y,
    items: Vec<I::Part>,
}

/// Neighbouring items that one thread takes.
#[doc(hidden)]
pub struct Chunk<'c, I: Items, Y> {
    items: &'c I,
    range: Range<usize>,
    wanted: bool,
    forward: &'c Forward<'c, I, Y>,
    done: &'c mut Done<I, Y>,
}

impl<I: Items, Y> fmt::Debug for Chunk<'_, I, Y> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Chunk").field(&self.range).finish()
    }
}

impl<I: Items, Y: Scalar> Chunk<'_, I, Y> {
    /// Takes each item forwards and backwards.
    pub fn run(
        self,
        mut reverse: impl FnMut(&mut Tape, u64, (I::Item,), Y, (Option<I::Bar<'_>>,)),
    ) {
        let mut tape = Tape::new();
        for k in self.range {
            let item = self.items.item(k);
            self.done.value += (self.forward)(&mut tape, 0, (item,));
            if self.wanted {
                let mut bar = self.items.blank(k);
                reverse(&mut tape, 0, (item,), Y::one(), (Some(I::lent(&mut bar)),));
                self.done.items.push(bar);
            } else {
                reverse(&mut tape, 0, (item,), Y::one(), (None,));
            }
            debug_assert!(tape.is_empty(), "a reverse sweep takes all that is there");
        }
    }
}

/// The chunks of so many items: at least one.
fn chunks(count: usize) -> Vec<Range<usize>> {
    let chunks = (count / FEW).clamp(1, MOST);
    let bound = |k: usize| k * (count / chunks) + k.min(count % chunks);
    (0..chunks).map(|k| bound(k)..bound(k + 1)).collect()
}

/// The results of all chunks, added up half by half.
fn halves<R: Send>(
    chunks: &[Range<usize>],
    run: &(impl Fn(Range<usize>) -> R + Sync),
    both: &(impl Fn(R, R) -> R + Sync),
) -> R {
    if let [chunk] = chunks {
        return run(chunk.clone());
    }
    let (left, right) = chunks.split_at(chunks.len() / 2);
    let (left, right) =
        crate::threads::join(|| halves(left, run, both), || halves(right, run, both));
    both(left, right)
}

/// The cotangents from a forward sweep that took the cotangent of the value for 1.
#[doc(hidden)]
#[must_use]
pub fn scaled<C: Cotangent, Y: Scalar>(mut bars: C, y_bar: Y) -> C {
    bars.__scale(&y_bar.to_flat());
    bars
}
