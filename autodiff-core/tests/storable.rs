//! Round trips over the tape, for every type that can be stored and in any order.

use std::any::Any;
use std::fmt::Debug;

use autodiff_core::{ArrayShape, Storable, Tape};
use ndarray::{Array, Array0, Array1, Array2, Array3, ArrayD, Axis, Ix2, IxDyn, Slice, arr1, arr2};
use proptest::prelude::*;

/// A value of some storable type, to be mixed with others.
trait Item: Debug {
    fn store(&self, tape: &mut Tape);
    fn check(&self, tape: &mut Tape);
}

impl<T: Storable + Clone + PartialEq + Debug + Any> Item for T {
    fn store(&self, tape: &mut Tape) {
        self.clone().push_to(tape);
    }
    fn check(&self, tape: &mut Tape) {
        assert_eq!(T::pop_from(tape), *self);
    }
}

/// Every `step`-th row and the columns from `cut` on, in the memory of a copy of the whole.
fn part(whole: &Array2<f64>, step: isize, cut: usize) -> Array2<f64> {
    let mut part = whole.clone();
    part.slice_axis_inplace(Axis(0), Slice::new(0, None, step));
    part.slice_axis_inplace(Axis(1), Slice::from(cut..));
    part
}

/// At least one of every type.
fn items() -> Vec<Box<dyn Item>> {
    let square = arr2(&[[1.0, 2.0], [3.0, 4.0]]);
    vec![
        Box::new(()),
        Box::new(true),
        Box::new('é'),
        Box::new((u8::MAX, i8::MIN, u16::MAX, i16::MIN)),
        Box::new((u32::MAX, i32::MIN, u64::MAX, i64::MIN)),
        Box::new((usize::MAX, isize::MIN, -1_isize)),
        Box::new((u128::MAX - 5, i128::MIN + 5, -1_i128, 1_i128 << 64)),
        Box::new((-1_i8, -1_i16, -1_i32, -1_i64)),
        Box::new((1.5_f64, -0.25_f32)),
        Box::new((f64::INFINITY, f64::MIN_POSITIVE, f32::MAX)),
        Box::new(String::from("loss")),
        Box::new("static"),
        Box::new(vec![1.0, 2.0]),
        Box::new(Vec::<f64>::new()),
        Box::new(vec![1.0_f32]),
        Box::new(vec![1_usize, 2]),
        Box::new(vec![vec![1.0], vec![]]),
        Box::new(vec![(); 5]),
        Box::new(vec![((), ()); 3]),
        Box::new(vec!["a".to_owned()]),
        Box::new([1.0, 2.0, 3.0]),
        Box::new([(1_usize, 'a'), (2, 'b')]),
        Box::new([0.0; 0]),
        Box::new((1.0,)),
        Box::new((1, 2.0, '3', "4".to_owned(), [5.0], Some(6.0))),
        Box::new(Some(1.0)),
        Box::new(None::<Vec<f64>>),
        Box::new(Some(Some(3_usize))),
        Box::new(Box::new(vec![1.0])),
        Box::new(2..5_usize),
        Box::new(2..=5_i32),
        Box::new(Axis(1)),
        Box::new(arr1(&[1.0, 2.0])),
        Box::new(arr1(&[1_i64, -2])),
        Box::new(arr1(&["a".to_owned()])),
        Box::new(Array0::from_elem((), 1.0)),
        Box::new(square.clone()),
        Box::new(square.clone().reversed_axes()),
        Box::new(part(&square, -1, 1)),
        Box::new(square.into_dyn()),
        Box::new(ArrayD::<f32>::zeros(IxDyn(&[]))),
        Box::new(Array3::<f64>::zeros((2, 0, 3))),
        Box::new(ArrayShape(IxDyn(&[1, 2, 3, 4]))),
        Box::new(vec![ArrayShape(Ix2(1, 2))]),
    ]
}

#[test]
fn every_type_alone() {
    let mut tape = Tape::new();
    for item in items() {
        item.store(&mut tape);
        item.check(&mut tape);
        assert!(tape.is_empty(), "{item:?}");
        assert_eq!(tape.bytes(), 0, "{item:?}");
    }
}

proptest! {
    #[test]
    fn any_mixture(choices in prop::collection::vec((0..44_usize, 0..3), 0..200)) {
        let items = items();
        let mut tape = Tape::new();
        let mut pushed = Vec::new();
        for (choice, pops) in choices {
            items[choice].store(&mut tape);
            pushed.push(choice);
            for _ in 1..pops {
                if let Some(last) = pushed.pop() {
                    items[last].check(&mut tape);
                }
            }
        }
        while let Some(last) = pushed.pop() {
            items[last].check(&mut tape);
        }
        prop_assert!(tape.is_empty());
        prop_assert_eq!(tape.bytes(), 0);
    }

    #[test]
    fn integers(a: i64, b: u64, c: i128, d: u128, e: isize, f: char) {
        let mut tape = Tape::new();
        (a, b, c, d, e, f).push_to(&mut tape);
        prop_assert_eq!(<(i64, u64, i128, u128, isize, char)>::pop_from(&mut tape), (a, b, c, d, e, f));
    }

    #[test]
    fn floats_keep_their_bits(bits: u64, single: u32) {
        let mut tape = Tape::new();
        (f64::from_bits(bits), f32::from_bits(single)).push_to(&mut tape);
        let (double, float) = <(f64, f32)>::pop_from(&mut tape);
        prop_assert_eq!(double.to_bits(), bits);
        prop_assert_eq!(float.to_bits(), single);
    }

    #[test]
    fn sliced_arrays(rows in 0..5_usize, columns in 0..5_usize, step in 1..3_isize, back: bool, turn: bool, cut in 0..3_usize) {
        let whole = Array::from_shape_fn((rows, columns), |(i, j)| (10 * i + j) as f64);
        let cut = cut.min(columns);
        let step = if back { -step } else { step };
        let mut part = part(&whole, step, cut);
        if turn {
            part.swap_axes(0, 1);
        }
        let (expected, strides) = (part.clone(), part.strides().to_vec());
        let standard = part.is_standard_layout();
        let mut tape = Tape::new();
        part.push_to(&mut tape);
        let found = Array2::<f64>::pop_from(&mut tape);
        prop_assert_eq!(&found, &expected);
        if !standard {
            prop_assert_eq!(found.strides(), strides.as_slice());
        }
        prop_assert!(tape.is_empty());
    }
}

#[test]
fn vectors_and_arrays_are_moved() {
    let mut tape = Tape::new();
    let vector = vec![1.0; 100];
    let array = Array1::<f32>::zeros(100);
    let transposed = Array2::<f64>::zeros((3, 4)).reversed_axes();
    let places = (vector.as_ptr(), array.as_ptr(), transposed.as_ptr());
    vector.push_to(&mut tape);
    array.push_to(&mut tape);
    transposed.push_to(&mut tape);
    let transposed = Array2::<f64>::pop_from(&mut tape);
    let array = Array1::<f32>::pop_from(&mut tape);
    let vector = Vec::<f64>::pop_from(&mut tape);
    assert_eq!(
        places,
        (vector.as_ptr(), array.as_ptr(), transposed.as_ptr())
    );
}

#[test]
fn a_vector_of_units_costs_its_length() {
    let mut tape = Tape::new();
    vec![(); 1_000_000].push_to(&mut tape);
    assert_eq!(tape.bytes(), 8);
    assert_eq!(Vec::<()>::pop_from(&mut tape).len(), 1_000_000);
}
