//! Cotangents and shapes: accumulation, memoryless zeros, and what is said of wrong shapes.

use autodiff_core::__private::{accumulate, check_seed, kept, materialise_like, shape, zero_like};
use autodiff_core::{ArrayShape, Cotangent, Differentiable, Shape};
use ndarray::{Array0, Array1, Array2, ArrayD, Axis, Dim, IxDyn, arr0, arr1, arr2};
use proptest::prelude::*;

/// A value with a part of every kind of container.
type Model = (
    f64,
    Vec<Array2<f64>>,
    [Vec<f32>; 2],
    Option<Array1<f64>>,
    (String, usize),
    Vec<Vec<f64>>,
);

fn model(layers: &[(usize, usize)], bias: Option<usize>) -> Model {
    (
        1.0,
        layers.iter().map(|&dim| Array2::ones(dim)).collect(),
        [vec![1.0], vec![]],
        bias.map(Array1::ones),
        ("name".to_owned(), 3),
        layers.iter().map(|&(rows, _)| vec![1.0; rows]).collect(),
    )
}

proptest! {
    #[test]
    fn a_materialised_zero_fits_and_is_neutral(
        layers in prop::collection::vec((0..4_usize, 0..4_usize), 0..4),
        bias in prop::option::of(0..3_usize),
    ) {
        let model = model(&layers, bias);
        let shape = shape(&model);
        let zero = zero_like(&model);
        prop_assert_eq!(shape.check(&zero), Ok(()));
        let mut bar = <Model as Differentiable>::Cotangent::zero();
        shape.materialise(&mut bar);
        prop_assert_eq!(&bar, &zero);

        // Everything in the model is one: it is its own cotangent, but for what has none.
        let ones = (1.0, model.1, model.2, model.3, ((), ()), model.5);
        bar.accumulate(ones.clone());
        prop_assert_eq!(&bar, &ones);
        bar.accumulate(ones.clone().negated());
        prop_assert_eq!(&bar, &zero);

        let mut moved = <Model as Differentiable>::Cotangent::zero();
        moved.accumulate(ones.clone());
        prop_assert_eq!(&moved, &ones);
        moved.accumulate(<Model as Differentiable>::Cotangent::zero());
        prop_assert_eq!(&moved, &ones);
        prop_assert_eq!(moved.take(), ones);
        prop_assert_eq!(moved, <Model as Differentiable>::Cotangent::zero());
    }

    #[test]
    fn arrays_of_any_layout_add_up(rows in 1..5_usize, columns in 1..5_usize, turn: bool, back: bool) {
        let a = Array2::from_shape_fn((rows, columns), |(i, j)| (i * 10 + j) as f64);
        let mut b = if turn {
            a.t().as_standard_layout().into_owned().reversed_axes()
        } else {
            a.clone()
        };
        if back {
            b.invert_axis(Axis(0));
        }
        let expected = &a + &b;
        let mut sum = a.clone();
        sum.accumulate(b.clone());
        prop_assert_eq!(&sum, &expected);
        b.accumulate(a);
        prop_assert_eq!(&b, &expected);
    }
}

#[test]
fn zeros_without_memory() {
    assert!(Vec::<f64>::zero().is_zero());
    assert!(<(Vec<f64>, ())>::zero().is_zero());
    assert!(<[Vec<f64>; 2]>::zero().is_zero());
    assert!(Option::<f64>::zero().is_zero());
    assert!(Array2::<f64>::zero().is_zero());
    assert!(ArrayD::<f32>::zero().is_zero());
    assert!(!f64::zero().is_zero(), "a scalar's zero is a real one");
    assert!(
        !Array0::<f64>::zero().is_zero(),
        "it always has its one element"
    );
    assert!(!<(Vec<f64>, f64)>::zero().is_zero());
    assert_eq!(Array0::<f64>::zero(), arr0(0.0));
}

#[test]
fn accumulation_moves_into_a_zero() {
    let value = arr1(&[1.0, 2.0]);
    let place = value.as_ptr();
    let mut bar = Array1::<f64>::zero();
    accumulate(&mut bar, value);
    assert_eq!(bar.as_ptr(), place);
}

#[test]
fn conversions_between_vectors_and_arrays() {
    let mut back = arr1(&[3.0, 2.0, 1.0]);
    back.invert_axis(Axis(0));
    let mut vec = vec![1.0, 1.0, 1.0];
    accumulate(&mut vec, back.clone());
    assert_eq!(vec, [2.0, 3.0, 4.0]);
    accumulate(&mut vec[..], back.clone());
    accumulate(&mut back, vec);
    assert_eq!(back, arr1(&[4.0, 7.0, 10.0]));
    let mut array = [1.0; 2];
    accumulate(&mut array, vec![1.0, 2.0]);
    accumulate(&mut array[..], [1.0, 2.0]);
    accumulate(&mut array[..], Vec::new());
    assert_eq!(array, [3.0, 5.0]);
}

#[test]
#[should_panic(expected = "accumulate: cotangents of shapes [2, 3] and [3, 2] can't be added")]
fn adding_arrays_of_different_shapes() {
    Array2::<f64>::zeros((2, 3)).accumulate(Array2::zeros((3, 2)));
}

#[test]
#[should_panic(expected = "accumulate: cotangents of shapes [2] and [1] can't be added")]
fn arrays_are_not_broadcast_when_added() {
    Array1::<f64>::zeros(2).accumulate(Array1::zeros(1));
}

#[test]
#[should_panic(expected = "accumulate: cotangents of shapes [3] and [2] can't be added")]
fn adding_vectors_of_different_lengths() {
    accumulate(&mut [0.0; 3][..], vec![0.0; 2]);
}

fn describe<T: Differentiable>(x: &T) -> String {
    Shape::<T::Cotangent>::describe(&x.cotangent_shape())
}

#[test]
fn what_is_said_of_a_wrong_shape() {
    let x = (1.0, vec![arr1(&[1.0, 2.0]), arr1(&[3.0])]);
    let shape = shape(&x);
    assert_eq!(describe(&x), "(scalar, [[2], [1]])");
    let mismatch = shape
        .check(&(0.0, vec![arr1(&[0.0, 0.0]), arr1(&[])]))
        .unwrap_err();
    assert_eq!(
        mismatch.to_string(),
        "part 2 of 2, element 1: expected shape [1], found shape [0]"
    );
    assert_eq!((mismatch.expected(), mismatch.found()), ("[1]", "[0]"));
    assert_eq!(mismatch.place(), "part 2 of 2, element 1");
    let mismatch = shape.check(&(0.0, Vec::<Array1<f64>>::new())).unwrap_err();
    assert_eq!(
        mismatch.to_string(),
        "part 2 of 2: expected shape [2], found shape [0]"
    );

    assert_eq!(describe(&vec![vec![1.0; 3]; 2]), "[2, 3]");
    assert_eq!(describe(&vec![arr2(&[[1.0, 2.0]]); 3]), "[3, 1, 2]");
    assert_eq!(describe(&Some(1.0)), "Some(scalar)");
    assert!(Some(1.0).cotangent_shape().check(&None::<f64>).is_err());
    assert!(
        [vec![1.0], vec![]]
            .cotangent_shape()
            .check(&[vec![0.0], vec![]])
            .is_ok()
    );
}

#[test]
#[should_panic(expected = "loss::backward: the seed has shape [2], the value has shape [3]")]
fn a_seed_of_the_wrong_shape() {
    check_seed("loss", &shape(&arr1(&[0.0; 3])), &arr1(&[0.0; 2]));
}

#[test]
#[should_panic(
    expected = "loss::backward: part 2 of 2: the seed has shape [0], the value has shape [1]"
)]
fn a_seed_with_a_part_of_the_wrong_shape() {
    check_seed("loss", &shape(&(1.0, vec![1.0])), &(1.0, Vec::<f64>::new()));
}

#[test]
fn empty_shapes() {
    let shape = shape(&Array2::<f64>::zeros((0, 3)));
    let mut bar: Array2<f64> = Cotangent::zero();
    assert!(shape.check(&bar).is_err());
    shape.materialise(&mut bar);
    assert_eq!(bar.dim(), (0, 3));
    bar.accumulate(Cotangent::zero());
    assert_eq!(bar.dim(), (0, 3), "a shape isn't lost by adding a zero");
    let shape = ArrayShape(IxDyn(&[]));
    let mut bar: ArrayD<f64> = Cotangent::zero();
    shape.materialise(&mut bar);
    assert_eq!(bar.shape(), [0_usize; 0]);
    assert_eq!(
        Vec::<f64>::new()
            .cotangent_shape()
            .check(&Vec::<f64>::new()),
        Ok(())
    );
}

#[test]
fn slices_and_references() {
    let x = vec![arr1(&[1.0, 2.0]), arr1(&[])];
    let slice: &[Array1<f64>] = &x;
    assert_eq!(shape(slice), [ArrayShape(Dim(2)), ArrayShape(Dim(0))]);
    assert_eq!(shape(&slice), shape(&x));
    assert_eq!(kept(&slice).as_ptr(), x.as_ptr());
    let mut buffer = vec![Array1::zero(), Array1::zero()];
    materialise_like(&mut buffer[..], slice);
    assert_eq!(buffer[0], arr1(&[0.0, 0.0]));
    let mut bar = Vec::new();
    materialise_like(&mut bar, slice);
    assert_eq!(bar, buffer);
    materialise_like(&mut bar, &x);
}

#[test]
fn values_without_derivatives() {
    fn is_inactive<T: Differentiable<Cotangent = (), Shape = ()> + ?Sized>(_: &T) {}
    is_inactive(&1_usize);
    is_inactive("str");
    is_inactive(&String::new());
    is_inactive(&arr1(&[1_usize, 2]));
    is_inactive(&arr2(&[[true]]).view());
    is_inactive(&(0..3));
    is_inactive(&Axis(0));
}

#[test]
fn cotangents_go_into_boxes_and_out() {
    let mut boxed = Box::new(vec![1.0]);
    accumulate(&mut boxed, vec![2.0]);
    accumulate(&mut &mut boxed, vec![3.0]);
    accumulate(&mut boxed, Box::new(vec![4.0]));
    assert_eq!(*boxed, [10.0]);
    let mut bare = Vec::new();
    accumulate(&mut bare, boxed);
    accumulate(&mut &mut bare, Box::new(vec![1.0]));
    assert_eq!(bare, [11.0]);
    assert_eq!(zero_like(&Box::new(vec![1.0, 2.0])), Box::new(vec![0.0; 2]));
}
