//! Padding, and its transpose: what was padded is added where it came from.

use super::options::PaddingMode;
use super::problem::Problem;
use crate::Scalar;

/// For each place of a padded axis where its element comes from, if it isn't a zero.
fn sources(len: usize, before: usize, padded: usize, mode: PaddingMode) -> Vec<Option<usize>> {
    let source = |place: usize| {
        let inside = place.checked_sub(before).filter(|k| *k < len);
        inside.or_else(|| match mode {
            PaddingMode::Zeros => None,
            PaddingMode::Circular => Some((place + len - before) % len),
            PaddingMode::Reflect if place < before => Some(before - place),
            PaddingMode::Reflect => Some(2 * (len - 1) - (place - before)),
            PaddingMode::Replicate if place < before => Some(0),
            PaddingMode::Replicate => Some(len - 1),
        })
    };
    (0..padded).map(source).collect()
}

/// Calls `row` with the places where each row of the padded channel begins and where the row it comes
/// from begins, and the sources along the row.
fn for_each_row(problem: &Problem, mut row: impl FnMut(usize, usize, &[Option<usize>])) {
    let axis = |d: usize| {
        sources(
            problem.input[d],
            problem.before[d],
            problem.padded[d],
            problem.mode,
        )
    };
    let [depth, height, width] = [axis(0), axis(1), axis(2)];
    for (i, from_i) in depth.iter().enumerate() {
        for (j, from_j) in height.iter().enumerate() {
            if let (Some(from_i), Some(from_j)) = (from_i, from_j) {
                let to = (i * problem.padded[1] + j) * problem.padded[2];
                let from = (from_i * problem.input[1] + from_j) * problem.input[2];
                row(to, from, &width);
            }
        }
    }
}

/// Writes a channel with its padding. Elements that are zero are left as they are.
pub(super) fn pad<T: Scalar>(problem: &Problem, channel: &[T], padded: &mut [T]) {
    if problem.padded == problem.input {
        return padded.copy_from_slice(channel);
    }
    let (before, width) = (problem.before[2], problem.input[2]);
    for_each_row(problem, |to, from, sources| {
        let inner = to + before..to + before + width;
        padded[inner].copy_from_slice(&channel[from..from + width]);
        for k in (0..before).chain(before + width..sources.len()) {
            if let Some(source) = sources[k] {
                padded[to + k] = channel[from + source];
            }
        }
    });
}

/// Adds the cotangent of a padded channel to that of the channel.
pub(super) fn unpad<T: Scalar>(problem: &Problem, padded: &[T], channel: &mut [T]) {
    for_each_row(problem, |to, from, sources| {
        for (value, source) in padded[to..to + sources.len()].iter().zip(sources) {
            if let Some(source) = source {
                channel[from + source] += *value;
            }
        }
    });
}
