//! Sums of products of arrays whose axes have labels, as products of matrices, and their pullback.

use ndarray::{
    Array3, ArrayD, ArrayRef, ArrayView3, ArrayViewD, Axis, CowArray, Dimension, Ix3, IxDyn, Zip,
};

use super::equation::Equation;
use super::products::matmul;
use crate::Scalar;

/// An array with a letter for each axis.
struct Labelled<'a, T> {
    array: CowArray<'a, T, IxDyn>,
    labels: Vec<char>,
}

/// The result of an equation.
pub(super) fn evaluate<T: Scalar>(
    equation: &Equation,
    operands: Vec<ArrayViewD<'_, T>>,
) -> ArrayD<T> {
    let labelled = operands.into_iter().zip(&equation.operands);
    let mut labelled = labelled.map(|(operand, labels)| diagonals(operand, labels));
    let Some(mut product) = labelled.next() else {
        unreachable!("an equation has operands")
    };
    for (k, next) in labelled.enumerate() {
        // What neither the result nor a later operand has is summed now.
        let needed = |label: char| {
            equation.result.contains(&label)
                || equation.operands[k + 2..]
                    .iter()
                    .any(|labels| labels.contains(&label))
        };
        product = contract(product, next, needed);
    }
    let product = summed(product, |label| equation.result.contains(&label));
    let order: Vec<usize> = equation
        .result
        .iter()
        .map(|&l| place(&product.labels, l))
        .collect();
    let array = product.array.permuted_axes(IxDyn(&order));
    // Rows side by side, as a result that is made at once has them.
    array.as_standard_layout().into_owned()
}

fn place(labels: &[char], label: char) -> usize {
    match labels.iter().position(|&l| l == label) {
        Some(place) => place,
        None => unreachable!("the label is known"),
    }
}

/// Of axes with the same label, one that runs along their diagonal.
fn diagonals<'a, T: Scalar>(operand: ArrayViewD<'a, T>, labels: &[char]) -> Labelled<'a, T> {
    let mut array = CowArray::from(operand);
    let mut labels = labels.to_vec();
    let mut first = 0;
    while first < labels.len() {
        while let Some(second) = labels[first + 1..].iter().position(|&l| l == labels[first]) {
            let second = first + 1 + second;
            array = diagonal(&array, first, second).into();
            labels.remove(second);
        }
        first += 1;
    }
    Labelled { array, labels }
}

/// The elements along the diagonal of two axes, in place of the first.
fn diagonal<T: Scalar>(array: &ArrayRef<T, IxDyn>, first: usize, second: usize) -> ArrayD<T> {
    let mut shape = array.shape().to_vec();
    shape.remove(second);
    let mut diagonal = ArrayD::zeros(shape);
    for (k, mut part) in diagonal.axis_iter_mut(Axis(first)).enumerate() {
        let source = array.index_axis(Axis(second), k);
        part.assign(&source.index_axis(Axis(first), k));
    }
    diagonal
}

/// Sums over the axes whose labels aren't needed.
fn summed<T: Scalar>(x: Labelled<'_, T>, needed: impl Fn(char) -> bool) -> Labelled<'_, T> {
    let Labelled {
        mut array,
        mut labels,
    } = x;
    for axis in (0..labels.len()).rev() {
        if !needed(labels[axis]) {
            array = array.sum_axis(Axis(axis)).into();
            labels.remove(axis);
        }
    }
    Labelled { array, labels }
}

/// The product of two arrays, summed over what isn't needed.
fn contract<'a, T: Scalar>(
    a: Labelled<'a, T>,
    b: Labelled<'a, T>,
    needed: impl Fn(char) -> bool,
) -> Labelled<'a, T> {
    let a = {
        let others = b.labels.clone();
        summed(a, |l| needed(l) || others.contains(&l))
    };
    let b = summed(b, |l| needed(l) || a.labels.contains(&l));
    let split = |labels: &[char], shared: bool, kept: bool| -> Vec<char> {
        let in_both = |l: char| a.labels.contains(&l) && b.labels.contains(&l);
        let chosen = labels
            .iter()
            .filter(|&&l| in_both(l) == shared && needed(l) == kept);
        chosen.copied().collect()
    };
    let batch = split(&a.labels, true, true);
    let between = split(&a.labels, true, false);
    let (left, right) = (split(&a.labels, false, true), split(&b.labels, false, true));

    let lengths = |x: &Labelled<'_, T>, labels: &[char]| -> Vec<usize> {
        labels
            .iter()
            .map(|&l| x.array.len_of(Axis(place(&x.labels, l))))
            .collect()
    };
    let shape = [lengths(&a, &batch), lengths(&a, &left), lengths(&b, &right)].concat();
    let product = multiply(
        &grouped(&a, [&batch, &left, &between]).view(),
        &grouped(&b, [&batch, &between, &right]).view(),
    );
    let array = match product.into_shape_with_order(IxDyn(&shape)) {
        Ok(array) => array,
        Err(_) => unreachable!("the number of elements stays, and rows lie side by side"),
    };
    Labelled {
        array: array.into(),
        labels: [batch, left, right].concat(),
    }
}

/// The axes with these labels as one axis for each group. A copy only if there is no such view.
fn grouped<'a, T: Scalar>(x: &'a Labelled<'_, T>, groups: [&[char]; 3]) -> CowArray<'a, T, Ix3> {
    let order: Vec<usize> = groups
        .iter()
        .flat_map(|g| g.iter())
        .map(|&l| place(&x.labels, l))
        .collect();
    let mut view = x.array.view().permuted_axes(IxDyn(&order));
    if groups.iter().all(|group| group.len() <= 1) {
        for (axis, group) in groups.iter().enumerate() {
            if group.is_empty() {
                view = view.insert_axis(Axis(axis));
            }
        }
        return match view.into_dimensionality() {
            Ok(view) => view.into(),
            Err(_) => unreachable!("each group is an axis"),
        };
    }
    let mut lengths = view.shape().iter();
    let shape = groups.map(|g| lengths.by_ref().take(g.len()).product::<usize>());
    match view.clone().into_shape_with_order(shape) {
        Ok(view) => view.into(),
        Err(_) => match view
            .as_standard_layout()
            .into_owned()
            .into_shape_with_order(shape)
        {
            Ok(array) => array.into(),
            Err(_) => unreachable!("the number of elements stays"),
        },
    }
}

/// Products of matrices, in rows that lie side by side. Small ones aren't worth a call each.
fn multiply<T: Scalar>(a: &ArrayView3<'_, T>, b: &ArrayView3<'_, T>) -> Array3<T> {
    let ((batch, left, between), right) = (a.dim(), b.dim().2);
    if between == 1 {
        let mut y = Array3::zeros((batch, left, right));
        Zip::from(&mut y)
            .and_broadcast(a)
            .and_broadcast(b)
            .for_each(|y, &a, &b| *y = a * b);
        return y;
    }
    if left == 1 && right == 1 {
        let mut y = Array3::zeros((batch, left, right));
        let pairs = a.lanes(Axis(2)).into_iter().zip(b.lanes(Axis(1)));
        for (y, (a, b)) in y.iter_mut().zip(pairs) {
            *y = a.dot(&b);
        }
        return y;
    }
    if right == 1 {
        let mut y = Array3::zeros((batch, left, right));
        let pairs = a.outer_iter().zip(b.outer_iter());
        for (mut y, (a, b)) in y.outer_iter_mut().zip(pairs) {
            y.column_mut(0).assign(&a.dot(&b.column(0)));
        }
        return y;
    }
    matmul(a, b)
}

/// The cotangent of operand `k`: the same equation with the result in the operand's place, spread over
/// the axes that were summed in the operand alone.
pub(super) fn cotangent_of<T: Scalar, E: Dimension>(
    equation: &Equation,
    operands: &[ArrayViewD<'_, T>],
    k: usize,
    y_bar: &ArrayRef<T, E>,
) -> ArrayD<T> {
    let others = || (0..operands.len()).filter(|&other| other != k);
    let mut labels = vec![equation.result.clone()];
    labels.extend(others().map(|other| equation.operands[other].clone()));
    let mut arrays = vec![y_bar.view().into_dyn()];
    arrays.extend(others().map(|other| operands[other].view()));

    let own = &equation.operands[k];
    let mut distinct: Vec<char> = Vec::new();
    for &label in own {
        if !distinct.contains(&label) {
            distinct.push(label);
        }
    }
    let found = |label: &char| labels.iter().any(|labels| labels.contains(label));
    let result: Vec<char> = distinct.iter().filter(|l| found(l)).copied().collect();
    let mut narrow = evaluate(
        &Equation {
            operands: labels.clone(),
            result,
        },
        arrays,
    );
    for (axis, label) in distinct.iter().enumerate() {
        if !found(label) {
            narrow = narrow.insert_axis(Axis(axis));
        }
    }
    if narrow.shape() == operands[k].shape() {
        return narrow;
    }

    let shape = operands[k].shape();
    let lengths: Vec<usize> = distinct.iter().map(|&l| shape[place(own, l)]).collect();
    let Some(wide) = narrow.broadcast(IxDyn(&lengths)) else {
        unreachable!("axes of length one were put in")
    };
    if own.len() == distinct.len() {
        return wide.to_owned();
    }
    // Only the elements on the diagonals were read.
    let mut bar = ArrayD::zeros(shape);
    let places: Vec<usize> = own.iter().map(|&l| place(&distinct, l)).collect();
    for (index, &value) in wide.indexed_iter() {
        let own_index: Vec<usize> = places.iter().map(|&place| index[place]).collect();
        bar[IxDyn(&own_index)] = value;
    }
    bar
}
