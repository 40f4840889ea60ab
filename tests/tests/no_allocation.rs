//! What allocates nothing: gradients of straight-line scalar functions, and recordings on a tape
//! that has been used before.
#![allow(
    unsafe_code,
    reason = "an allocator that counts is unsafe to implement"
)]

use autodiff_core::{Tape, differentiable};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: everything is left to the system's allocator.
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

#[test]
fn allocations_are_counted() {
    assert_eq!(allocations(|| vec![1.0; 3]), 1);
    assert_eq!(allocations(|| ()), 0);
}

#[differentiable]
fn straight(x: f64, y: f64) -> f64 {
    let a = x * y + 2.0 * x;
    let b = a / y - x.sin();
    let c = (a * b).tanh().max(0.1);
    c.powi(3) + b.exp().hypot(y)
}

#[differentiable]
fn straight_f32(x: f32) -> f32 {
    let a = x * x + 1.0;
    a.ln() * x.cos()
}

#[differentiable]
fn assigned(x: f64) -> f64 {
    let mut a = x.sin();
    a *= x;
    a += 2.0;
    a = a * a;
    a - x
}

#[test]
fn straight_lines() {
    assert_eq!(allocations(|| straight::value_and_grad(0.3, 1.2)), 0);
    assert_eq!(allocations(|| straight::grad(0.3, 1.2)), 0);
    assert_eq!(allocations(|| straight_f32::value_and_grad(0.3)), 0);
    assert_eq!(allocations(|| assigned::value_and_grad(0.3)), 0);
}

#[differentiable]
fn looping(x: f64, n: usize) -> f64 {
    let mut a = x;
    for i in 0..n {
        if a > 1.0 {
            a = a.sqrt() - x;
        } else {
            a = a * a + x * i as f64;
        }
    }
    a
}

#[test]
fn used_tape() {
    let mut tape = Tape::new();
    let first = looping::record_in(&mut tape, 0.7, 20).backward(1.0);
    let again = allocations(|| {
        let second = looping::record_in(&mut tape, 0.7, 20).backward(1.0);
        assert_eq!(first, second);
    });
    assert_eq!(again, 0);
}

#[differentiable]
fn chained(x: [f64; 4], w: f64) -> f64 {
    let a = x
        .iter()
        .map(|v| v * w)
        .zip(x.iter().map(|v| v.sin()))
        .map(|(v, u)| v * u)
        .sum::<f64>();
    let b = x
        .iter()
        .filter(|v| **v > 0.0)
        .zip(x.iter().map(|v| v * v))
        .take(2)
        .fold(w, |s, (v, u)| s * v + u);
    let c = x
        .iter()
        .chain(&x)
        .flat_map(|v| x.iter().map(move |u| u * v))
        .step_by(3)
        .reduce(|s, v| s * 0.5 + v)
        .unwrap();
    let d = x.map(|v| v * w).iter().copied().fold(w, f64::max);
    a * b + c * d
}

#[test]
fn chains() {
    let x = [0.3, -0.7, 1.2, 0.4];
    assert_eq!(allocations(|| chained(x, 1.3)), 0);
    let mut tape = Tape::new();
    let first = chained::record_in(&mut tape, x, 1.3).backward(1.0);
    let again = allocations(|| {
        let second = chained::record_in(&mut tape, x, 1.3).backward(1.0);
        assert_eq!(first, second);
    });
    assert_eq!(again, 0);
}
