//! The second call with the same tape allocates its results, what the function itself allocates and
//! the cotangents of that: nothing for the tape, and nothing in each iteration of a loop.
#![allow(
    unsafe_code,
    reason = "an allocator that counts is unsafe to implement"
)]

use autodiff_benches::kernels::Kernel;
use autodiff_benches::kernels::ba::Ba;
use autodiff_benches::kernels::call_price::CallPrice;
use autodiff_benches::kernels::doubling::Doubling;
use autodiff_benches::kernels::gmm::Gmm;
use autodiff_benches::kernels::llsq::Llsq;
use autodiff_benches::kernels::lse::Lse;
use autodiff_benches::kernels::lstm::Lstm;
use autodiff_benches::kernels::ode::Ode;
use autodiff_benches::kernels::product_norm::ProductNorm;
use autodiff_benches::kernels::waves::Waves;
use autodiff_core::Tape;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: everything is left to the system's allocator. Growing goes by `alloc`, as is the default.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The number of allocations of this thread while `run` runs.
fn allocations<R>(run: impl FnOnce() -> R) -> usize {
    let before = ALLOCATIONS.get();
    std::hint::black_box(run());
    ALLOCATIONS.get() - before
}

/// What the second call with a tape may allocate: its results, whatever vectors the function itself
/// makes, a cotangent for each of these, and the copy of a seed that is lent (as large as the value).
fn check<K: Kernel>(kernel: &K)
where
    K::Value: Clone,
    K::Gradient: Clone,
{
    let mut tape = Tape::new();
    let gradient = kernel.gradient(&mut tape);
    let value = kernel.recorded(&mut tape);
    let results = allocations(|| (value.clone(), gradient.clone()));
    let seed = allocations(|| value.clone());
    let function = allocations(|| kernel.function());
    let again = allocations(|| kernel.gradient(&mut tape));
    assert!(
        again <= results + 2 * function + seed,
        "{:?}: {again} allocations for {results} results, {seed} of a seed; the function by itself makes {function}",
        kernel.name()
    );
}

#[test]
fn gmm() {
    Gmm::SIZES.map(Gmm::new).iter().for_each(check);
}

#[test]
fn lstm() {
    Lstm::SIZES.map(Lstm::new).iter().for_each(check);
}

#[test]
fn ba() {
    check(&Ba::new());
}

#[test]
fn ode() {
    Ode::SIZES.map(Ode::new).iter().for_each(check);
}

#[test]
fn llsq() {
    Llsq::SIZES.map(Llsq::new).iter().for_each(check);
}

#[test]
fn lse() {
    Lse::SIZES.map(Lse::new).iter().for_each(check);
}

#[test]
fn waves() {
    check(&Waves::new(1000));
}

#[test]
fn doubling() {
    check(&Doubling::default());
}

#[test]
fn call_price() {
    check(&CallPrice);
}

#[test]
fn product_norm() {
    check(&ProductNorm::new(64));
}
