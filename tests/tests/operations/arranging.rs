//! The same elements arranged in other ways: shapes, joints, borders, triangles.

use autodiff_core::{Scalar, differentiable, ops};
use autodiff_tests::obeys;
use autodiff_tests::ops::random;
use ndarray::{Array1, Array2, Array3, Axis, array};

/// Shapes of two axes, also such without elements.
const SHAPES: [[usize; 2]; 6] = [[3, 4], [1, 4], [3, 1], [0, 3], [3, 0], [1, 1]];

#[test]
fn copies() {
    for shape in SHAPES {
        let x = random(shape, -1.0..1.0);
        for repeats in [[2, 3], [1, 1], [1, 4], [0, 2]] {
            obeys!(ops::tile(&x; &repeats));
        }
        for (count, axis) in [(2, 0), (3, 1), (1, 0), (0, 1)] {
            obeys!(ops::repeat(&x; count, Axis(axis)));
        }
    }
    let x = random([2, 1, 3], -1.0..1.0);
    obeys!(ops::tile(&x; &[2, 2, 2]));
    obeys!(ops::repeat(&x; 2, Axis(2)));
    let tiled = ops::tile(&array![[1.0, 2.0], [3.0, 4.0]], &[1, 2]);
    assert_eq!(tiled, array![[1.0, 2.0, 1.0, 2.0], [3.0, 4.0, 3.0, 4.0]]);
    let repeated = ops::repeat(&array![[1.0, 2.0], [3.0, 4.0]], 2, Axis(1));
    assert_eq!(repeated, array![[1.0, 1.0, 2.0, 2.0], [3.0, 3.0, 4.0, 4.0]]);
}

#[test]
fn orders() {
    for shape in SHAPES {
        let x = random(shape, -1.0..1.0);
        for axis in [Axis(0), Axis(1)] {
            obeys!(ops::flip(&x; axis));
            for shift in [0, 1, -2, 5, isize::MIN, isize::MAX] {
                obeys!(ops::roll(&x; shift, axis));
            }
        }
        obeys!(ops::permute(&x; &[1, 0]));
    }
    let x = random([2, 3, 4], -1.0..1.0);
    obeys!(ops::permute(&x; &[1, 2, 0]));
    assert_eq!(ops::permute(&x, &[1, 2, 0])[[2, 3, 1]], x[[1, 2, 3]]);
}

#[differentiable]
fn wider<T: Scalar>(x: &Array2<T>, lengths: &[usize]) -> Array3<T> {
    ops::broadcast_to(x, lengths)
}

#[differentiable]
fn folded<T: Scalar>(x: &Array2<T>, lengths: &[usize]) -> Array3<T> {
    ops::reshape(x, lengths)
}

#[test]
fn other_shapes() {
    for shape in SHAPES {
        let x = random(shape, -1.0..1.0);
        let [rows, columns] = shape;
        obeys!(wider(&x; &[2, rows, columns]));
        obeys!(wider(&x; &[0, rows, columns]));
        obeys!(folded(&x; &[columns, 1, rows]));
    }
    let x = random([3, 1], -1.0..1.0);
    obeys!(wider(&x; &[2, 3, 5]));
    let x = random([1, 1], -1.0..1.0);
    obeys!(wider(&x; &[1, 3, 0]));
}

#[differentiable]
fn concatenated<T: Scalar>(a: &Array2<T>, b: &Array2<T>, axis: Axis) -> Array2<T> {
    ops::concatenate_all(axis, &[a.clone(), b.clone(), a.clone()])
}

#[differentiable]
fn stacked<T: Scalar>(a: &Array2<T>, b: &Array2<T>, axis: Axis) -> Array3<T> {
    ops::stack_all(axis, &[a.clone(), b.clone()])
}

/// A list made in a loop.
#[differentiable]
fn powers<T: Scalar>(x: &Array1<T>, n: usize) -> Array2<T> {
    let mut rows = Vec::new();
    let mut power = x.clone();
    for _ in 0..n {
        rows.push(power.clone());
        power = &power * x;
    }
    ops::stack_all(Axis(0), &rows)
}

#[test]
fn joints() {
    for (rows, columns) in [(2, 3), (1, 1), (0, 3), (2, 0)] {
        let (a, b) = (
            random([rows, columns], -1.0..1.0),
            random([rows, columns], -1.0..1.0),
        );
        for axis in [Axis(0), Axis(1)] {
            obeys!(concatenated(&a, &b; axis));
        }
        for axis in [Axis(0), Axis(1), Axis(2)] {
            obeys!(stacked(&a, &b; axis));
        }
    }
    let (a, b) = (random([2, 3], -1.0..1.0), random([0, 3], -1.0..1.0));
    obeys!(concatenated(&a, &b; Axis(0)));
    let x = random(3, -1.0..1.0);
    obeys!(powers(&x; 3));
    assert_eq!(
        ops::concatenate_all(
            Axis(1),
            &[a.view(), b.t().slice(ndarray::s![..2, ..]).view()]
        ),
        a
    );
}

#[test]
fn grids() {
    for (m, n) in [(3, 2), (1, 4), (0, 2), (2, 0)] {
        let (a, b) = (random(m, -1.0..1.0), random(n, -1.0..1.0));
        obeys!(ops::meshgrid(&a, &b));
    }
}

#[differentiable]
fn padded<T: Scalar>(x: &Array2<T>, value: T, widths: &[(usize, usize)]) -> Array2<T> {
    ops::pad(x, value, widths)
}

#[test]
fn borders() {
    for shape in SHAPES {
        let (x, value) = (random(shape, -1.0..1.0), 0.7);
        for widths in [[(0, 0), (0, 0)], [(1, 2), (0, 3)], [(2, 0), (1, 1)]] {
            obeys!(padded(&x, value; &widths));
            if !x.is_empty() {
                obeys!(ops::pad_edge(&x; &widths));
            }
        }
    }
    for (shape, widths) in [
        ([3, 4], [(2, 2), (3, 1)]),
        ([3, 4], [(0, 1), (0, 0)]),
        ([1, 4], [(0, 0), (2, 3)]),
        ([0, 4], [(0, 0), (2, 3)]),
    ] {
        let x = random(shape, -1.0..1.0);
        obeys!(ops::pad_reflect(&x; &widths));
        obeys!(ops::pad_edge(&x; &widths));
    }
    let x = random([2, 3, 2], -1.0..1.0);
    obeys!(ops::pad_reflect(&x; &[(1, 0), (2, 2), (0, 1)]));
    let x = array![[1.0, 2.0], [3.0, 4.0]];
    let both = ops::pad_reflect(&x, &[(1, 0), (0, 1)]);
    assert_eq!(
        both,
        array![[3.0, 4.0, 3.0], [1.0, 2.0, 1.0], [3.0, 4.0, 3.0]]
    );
}

#[test]
fn windows() {
    for (length, size, step) in [
        (6, 3, 1),
        (6, 3, 2),
        (7, 3, 3),
        (4, 4, 1),
        (5, 1, 7),
        (3, 2, 9),
    ] {
        let x = random(length, -1.0..1.0);
        obeys!(ops::unfold(&x; Axis(0), size, step));
        let x = random([2, length], -1.0..1.0);
        obeys!(ops::unfold(&x; Axis(1), size, step));
        let x = random([length, 0], -1.0..1.0);
        obeys!(ops::unfold(&x; Axis(0), size, step));
    }
    let windows = ops::unfold(&array![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], Axis(0), 2, 3);
    assert_eq!(windows, array![[1.0, 2.0], [4.0, 5.0]]);
}

#[test]
fn triangles() {
    for shape in SHAPES {
        let x = random(shape, -1.0..1.0);
        obeys!(ops::diag(&x));
        obeys!(ops::trace(&x));
        for k in [0, 1, -1, 3, -7, isize::MAX, isize::MIN] {
            obeys!(ops::tril(&x; k));
            obeys!(ops::triu(&x; k));
            assert_eq!(ops::tril(&x, k), x.tril(k));
            assert_eq!(ops::triu(&x, k), x.triu(k));
        }
    }
    let x = random([2, 3, 3], -1.0..1.0);
    obeys!(ops::tril(&x; -1));
    obeys!(ops::triu(&x; 1));
    assert_eq!(ops::triu(&x, 1), x.triu(1));
    for length in [3, 1, 0] {
        let x = random(length, -1.0..1.0);
        obeys!(ops::from_diag(&x));
    }
}

fn zeros<const N: usize>(shape: [usize; N]) -> ndarray::ArrayD<f64> {
    ndarray::ArrayD::zeros(shape.to_vec())
}

#[test]
#[should_panic(expected = "roll: axis 2 is out of bounds for an array of shape [2, 3]")]
fn an_axis_that_isnt_there() {
    let _ = ops::roll(&zeros([2, 3]), 1, Axis(2));
}

#[test]
#[should_panic(expected = "tile: 1 repeats for the 2 axes of an array of shape [2, 3]")]
fn too_few_repeats() {
    let _ = ops::tile(&zeros([2, 3]), &[2]);
}

#[test]
#[should_panic(expected = "broadcast_to: an array of shape [2, 3] can't be broadcast to [2, 4]")]
fn a_shape_that_is_too_small() {
    let _: Array2<f64> = ops::broadcast_to(&zeros([2, 3]), &[2, 4]);
}

#[test]
#[should_panic(expected = "reshape: the result has shape [3, 2], an array with 1 axes is expected")]
fn another_number_of_axes() {
    let _: Array1<f64> = ops::reshape(&zeros([2, 3]), &[3, 2]);
}

#[test]
#[should_panic(
    expected = "reshape: an array of shape [2, 3] has another number of elements than the shape [4]"
)]
fn another_number_of_elements() {
    let _: Array1<f64> = ops::reshape(&zeros([2, 3]), &[4]);
}

#[test]
#[should_panic(
    expected = "permute: [0, 0] doesn't name each of the axes of an array of shape [2, 3] once"
)]
fn an_axis_twice() {
    let _ = ops::permute(&zeros([2, 3]), &[0, 0]);
}

#[test]
#[should_panic(
    expected = "concatenate_all: arrays of shapes [[2, 3], [2, 4]] can't be joined along axis 0"
)]
fn parts_that_dont_fit() {
    let _ = ops::concatenate_all(Axis(0), &[zeros([2, 3]), zeros([2, 4])]);
}

#[test]
#[should_panic(
    expected = "pad_reflect: the widths (0, 3) of axis 1 aren't smaller than its length, in shape [2, 3]"
)]
fn a_mirror_that_is_too_wide() {
    let _ = ops::pad_reflect(&zeros([2, 3]), &[(1, 1), (0, 3)]);
}

#[test]
#[should_panic(expected = "pad_edge: axis 0 has no elements to repeat, in shape [0, 3]")]
fn an_edge_without_elements() {
    let _ = ops::pad_edge(&zeros([0, 3]), &[(1, 0), (0, 0)]);
}

#[test]
#[should_panic(
    expected = "unfold: windows of 4 elements, one every 1, along axis 1 of shape [2, 3]"
)]
fn windows_that_are_too_large() {
    let _ = ops::unfold(&Array2::<f64>::zeros((2, 3)), Axis(1), 4, 1);
}
