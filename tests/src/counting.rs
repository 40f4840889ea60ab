//! An allocator that counts, for tests of what allocates. A test that uses it says
//!
//! ```text
//! #[global_allocator]
//! static ALLOCATOR: Counting = Counting;
//! ```
#![allow(
    unsafe_code,
    reason = "an allocator that counts is unsafe to implement"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, which counts.
pub(crate) struct Counting;

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

/// The number of allocations of this thread while `run` runs.
pub(crate) fn allocations<R>(run: impl FnOnce() -> R) -> usize {
    let before = ALLOCATIONS.get();
    std::hint::black_box(run());
    ALLOCATIONS.get() - before
}
