#![doc = include_str!("../../README.md")]

use std::str::FromStr;

/// The rows of a text file of two columns, as two vectors. Lines that begin with `#` are comments.
///
/// # Panics
///
/// If a line is anything else: the files are part of this crate.
#[must_use]
pub fn columns<A: FromStr, B: FromStr>(text: &str) -> (Vec<A>, Vec<B>) {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (a, b) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            match (a.parse(), b.trim().parse()) {
                (Ok(a), Ok(b)) => (a, b),
                _ => panic!("not two columns: `{line}`"),
            }
        })
        .unzip()
}

/// Asserts that two lists of numbers agree to a relative `tolerance`.
///
/// # Panics
///
/// If they don't.
#[track_caller]
pub fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    let close = |a: f64, b: f64| (a - b).abs() <= tolerance * b.abs().max(1e-300);
    let all =
        found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| close(*a, *b));
    assert!(all, "found {found:?}, expected {expected:?}");
}
