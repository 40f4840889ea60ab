//! Structs of numbers go to the tape as rows; whatever else there is in a struct, it comes back.

use autodiff_core::{Differentiable, Storable, Tape};

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Vector {
    x: f64,
    y: f64,
    z: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Pair<T>(T, [T; 2]);

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Body {
    place: Vector,
    pair: Pair<f64>,
    mass: f64,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Named {
    place: Vector,
    #[differentiable(skip)]
    name: String,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct List {
    head: f64,
    tail: Option<Box<List>>,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum Shape {
    Circle(f64),
    Square { side: f64 },
}

const PLACE: Vector = Vector {
    x: 1.0,
    y: -2.0,
    z: 3.5,
};

fn comes_back<T: Storable + Clone + PartialEq + std::fmt::Debug>(value: &T, row: Option<usize>) {
    assert_eq!(T::ROW, row);
    let mut tape = Tape::new();
    for round in 0..3 {
        tape.push(f64::from(round));
        tape.push((value.clone(), f64::from(round)));
        tape.push(value.clone());
    }
    for round in (0..3).rev() {
        assert_eq!(tape.pop::<T>(), *value);
        assert_eq!(tape.pop::<(T, f64)>(), (value.clone(), f64::from(round)));
        assert_eq!(tape.pop::<f64>(), f64::from(round));
    }
    assert!(tape.is_empty());
}

#[test]
fn structs_of_numbers_are_rows() {
    comes_back(&PLACE, Some(3));
    comes_back(&Pair(0.5, [1.5, 2.5]), Some(3));
    let body = Body {
        place: PLACE,
        pair: Pair(4.0, [5.0, 6.0]),
        mass: 7.0,
    };
    comes_back(&body, Some(7));
    comes_back(&[body.clone(), body], Some(14));
}

#[test]
fn others_go_part_by_part() {
    comes_back(&Pair(0.5_f32, [1.5, 2.5]), None);
    let name = "here".to_owned();
    comes_back(&Named { place: PLACE, name }, None);
    let tail = Some(Box::new(List {
        head: 2.0,
        tail: None,
    }));
    comes_back(&List { head: 1.0, tail }, None);
    comes_back(&Shape::Circle(1.0), None);
    comes_back(&Shape::Square { side: 2.0 }, None);
}

#[test]
fn a_row_lies_as_its_parts_do() {
    let mut tape = Tape::new();
    tape.push(PLACE);
    assert_eq!(tape.bytes(), 24);
    assert_eq!(tape.pop::<(f64, f64, f64)>(), (PLACE.x, PLACE.y, PLACE.z));
    tape.push((PLACE.x, (PLACE.y, PLACE.z)));
    assert_eq!(tape.pop::<Vector>(), PLACE);
}
