//! Work in parts that don't touch each other: on several threads with the feature `rayon`, one part
//! after the other without it.
//!
//! Results never depend on how many threads there are: parts are cut by sizes alone, and what several
//! parts add to is added in the order of the parts.

/// About so many elementary steps are worth the hand-over to another thread.
pub(crate) const WORTHWHILE: usize = 1 << 15;

/// Does all parts. Each thread has scratch space of its own, which it uses for many.
#[cfg(feature = "rayon")]
pub(crate) fn each<P: Send, S>(
    parts: Vec<P>,
    scratch: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, P) + Sync + Send,
) {
    use rayon::iter::{IntoParallelIterator, ParallelIterator};
    if parts.len() > 1 && several() {
        parts.into_par_iter().for_each_init(scratch, work);
    } else {
        in_turn(parts, scratch, work);
    }
}

/// Does all parts.
#[cfg(not(feature = "rayon"))]
pub(crate) fn each<P: Send, S>(
    parts: Vec<P>,
    scratch: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, P) + Sync + Send,
) {
    in_turn(parts, scratch, work);
}

/// Whether there is more than one thread.
pub(crate) fn several() -> bool {
    #[cfg(feature = "rayon")]
    return rayon::current_num_threads() > 1;
    #[cfg(not(feature = "rayon"))]
    false
}

/// Does both.
#[cfg(feature = "rayon")]
pub(crate) fn join<A: Send, B: Send>(
    left: impl FnOnce() -> A + Send,
    right: impl FnOnce() -> B + Send,
) -> (A, B) {
    rayon::join(left, right)
}

/// Does both.
#[cfg(not(feature = "rayon"))]
pub(crate) fn join<A: Send, B: Send>(
    left: impl FnOnce() -> A + Send,
    right: impl FnOnce() -> B + Send,
) -> (A, B) {
    (left(), right())
}

fn in_turn<P, S>(parts: Vec<P>, scratch: impl Fn() -> S, work: impl Fn(&mut S, P)) {
    if parts.is_empty() {
        return;
    }
    let mut scratch = scratch();
    for part in parts {
        work(&mut scratch, part);
    }
}

/// The number of neighbours, each of so many steps, that make a part worth handing over.
pub(crate) fn together(steps: usize) -> usize {
    WORTHWHILE.div_ceil(steps.max(1))
}
