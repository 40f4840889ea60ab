//! The tape as a whole: its size, its peak, its reuse, and what it says when misused.

use autodiff_core::{Storable, Tape};
use ndarray::Array2;

#[test]
fn bytes_count_live_content() {
    let mut tape = Tape::new();
    assert_eq!(tape.bytes(), 0);
    for k in 1..=100 {
        1.0_f64.push_to(&mut tape);
        assert_eq!(tape.bytes(), 8 * k);
    }
    vec![0.0_f64; 1000].push_to(&mut tape);
    let with_vector = tape.bytes();
    assert!(
        (800 + 8000..800 + 8000 + 64).contains(&with_vector),
        "{with_vector}"
    );
    vec![vec![0_usize; 10]; 10].push_to(&mut tape);
    assert!(tape.bytes() >= with_vector + 10 * 10 * 8);
    Vec::<Vec<usize>>::pop_from(&mut tape);
    assert_eq!(tape.bytes(), with_vector);
    tape.clear();
    assert_eq!(tape.bytes(), 0);
}

#[test]
fn boxed_values_count_what_they_own() {
    let mut tape = Tape::new();
    Array2::<f64>::zeros((10, 10))
        .reversed_axes()
        .push_to(&mut tape);
    assert!(tape.bytes() >= 800);
    "x".repeat(1000).push_to(&mut tape);
    assert!(tape.bytes() >= 1800);
    String::pop_from(&mut tape);
    Array2::<f64>::pop_from(&mut tape);
    assert_eq!(tape.bytes(), 0);
}

#[test]
fn the_peak_is_that_of_the_largest_sweep() {
    let mut tape = Tape::new();
    for size in [10, 100, 50] {
        for _ in 0..size {
            1.0_f64.push_to(&mut tape);
        }
        tape.note_peak();
        for _ in 0..size {
            f64::pop_from(&mut tape);
        }
        assert!(tape.is_empty());
    }
    assert_eq!(tape.peak_bytes(), 800);
    1.0_f64.push_to(&mut tape);
    tape.clear();
    assert_eq!(tape.peak_bytes(), 800);
}

#[test]
fn indices_show_the_path() {
    let mut tape = Tape::new();
    3_usize.push_to(&mut tape);
    true.push_to(&mut tape);
    1.0.push_to(&mut tape);
    7_usize.push_to(&mut tape);
    assert_eq!(tape.indices(), [3, 7]);
    assert!(format!("{tape:?}").contains("indices: 2"));
}

#[test]
#[should_panic(expected = "the tape holds no `f64` here")]
fn popping_more_than_was_pushed() {
    1.0_f32.push_to(&mut Tape::new());
    f64::pop_from(&mut Tape::new());
}

#[test]
#[should_panic(expected = "the tape holds no `alloc::string::String` here")]
fn popping_another_type() {
    let mut tape = Tape::new();
    "static".push_to(&mut tape);
    String::pop_from(&mut tape);
}
