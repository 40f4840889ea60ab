//! Walks of one tree, and of two at once, down to their arrays of numbers.

use crate::tree::{Numbers, NumbersMut, Path, Step, Tree};

/// Calls `f` with every array of numbers in the tree.
pub(super) fn runs<T: Tree + ?Sized>(
    tree: &T,
    path: &Path<'_>,
    f: &mut dyn FnMut(&Path<'_>, Numbers<'_>),
) {
    if let Some(numbers) = tree.numbers() {
        return f(path, numbers);
    }
    for index in 0..tree.part_count() {
        let (step, part) = tree.part(index);
        runs(part, &path.then(step), f);
    }
}

/// Calls `f` with every array of numbers in the tree, to be changed.
pub(super) fn runs_mut<T: Tree + ?Sized>(
    tree: &mut T,
    path: &Path<'_>,
    f: &mut dyn FnMut(&Path<'_>, NumbersMut<'_>),
) {
    if let Some(numbers) = tree.numbers_mut() {
        return f(path, numbers);
    }
    for index in 0..tree.part_count() {
        let (step, _) = tree.part(index);
        runs_mut(tree.part_mut(index), &path.then(step), f);
    }
}

/// Calls `f` with every pair of arrays at the same place of two trees of the same structure.
pub(super) fn pairs<T: Tree + ?Sized, U: Tree + ?Sized>(
    x: &T,
    y: &U,
    path: &Path<'_>,
    f: &mut dyn FnMut(Numbers<'_>, Numbers<'_>),
) {
    same_outline(x, y, path);
    if let (Some(x), Some(y)) = (x.numbers(), y.numbers()) {
        return f(x, y);
    }
    for index in 0..x.part_count() {
        let ((step, x), (other, y)) = (x.part(index), y.part(index));
        same_step(step, other, path);
        pairs(x, y, &path.then(step), f);
    }
}

/// The same, where the first of the two is to be changed.
pub(super) fn pairs_mut<T: Tree + ?Sized, U: Tree + ?Sized>(
    x: &mut T,
    y: &U,
    path: &Path<'_>,
    f: &mut dyn FnMut(NumbersMut<'_>, Numbers<'_>),
) {
    same_outline(x, y, path);
    if let (Some(x), Some(y)) = (x.numbers_mut(), y.numbers()) {
        return f(x, y);
    }
    for index in 0..x.part_count() {
        let ((step, _), (other, y)) = (x.part(index), y.part(index));
        same_step(step, other, path);
        pairs_mut(x.part_mut(index), y, &path.then(step), f);
    }
}

/// Panics unless both are numbers of one shape, or have as many parts.
fn same_outline<T: Tree + ?Sized, U: Tree + ?Sized>(x: &T, y: &U, path: &Path<'_>) {
    let same = match (x.numbers(), y.numbers()) {
        (Some(x), Some(y)) => x.shape() == y.shape(),
        (None, None) => x.part_count() == y.part_count(),
        _ => false,
    };
    if !same {
        differ(x, y, path);
    }
}

fn same_step(step: Step<'static>, other: Step<'static>, path: &Path<'_>) {
    if step != other {
        let (step, other) = (path.then(step).to_string(), path.then(other).to_string());
        panic!("the two values differ in structure: `{step}` of the one is `{other}` of the other");
    }
}

#[cold]
fn differ<T: Tree + ?Sized, U: Tree + ?Sized>(x: &T, y: &U, path: &Path<'_>) -> ! {
    let place = match path.to_string() {
        path if path.is_empty() => "the values".to_owned(),
        path => format!("at `{path}`"),
    };
    panic!(
        "the two values differ in structure: {place} have {} and {}",
        outline(x),
        outline(y)
    )
}

/// What a tree is at its root, in words.
fn outline<T: Tree + ?Sized>(tree: &T) -> String {
    match (tree.numbers(), tree.part_count()) {
        (Some(numbers), _) => format!("shape {:?}", numbers.shape()),
        (None, 0) => "no parts".to_owned(),
        (None, 1) => "1 part".to_owned(),
        (None, count) => format!("{count} parts"),
    }
}
