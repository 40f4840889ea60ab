//! `#[derive(Differentiable)]`: the types it makes, and that they obey the traits' contracts.

#[allow(unused_imports, reason = "a glob of traits")]
use autodiff_core::__private::traits::*;
use autodiff_core::__private::{shape, zero_like};
use autodiff_core::{Cotangent, Differentiable, Shape, Storable, Tape, differentiable};
use ndarray::{Array1, Array2, arr1, arr2};

#[derive(Differentiable, Debug, Clone, PartialEq)]
struct Params {
    w: Array2<f64>,
    b: Vec<f64>,
    scale: f64,
    n: usize,
    #[differentiable(skip)]
    name: Box<str>,
}

fn params() -> Params {
    Params {
        w: arr2(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        b: vec![7.0, 8.0],
        scale: 9.0,
        n: 10,
        name: "net".into(),
    }
}

#[derive(Differentiable, Debug, Clone, PartialEq)]
struct Wrapped(pub f64, usize, pub Vec<f64>);

#[derive(Differentiable, Debug, Clone, PartialEq)]
enum Figure {
    Circle { r: f64, sides: u8 },
    Rect(f64, char, Vec<f64>),
    Empty,
}

#[derive(Differentiable, Debug, Clone, PartialEq)]
enum Number {
    Zero,
    Other(f64),
}

#[derive(Differentiable, Debug, Clone, PartialEq)]
enum Tree {
    Leaf(f64),
    Add(Box<Self>, Box<Tree>),
}

#[derive(Differentiable, Debug, Clone, PartialEq)]
struct Link {
    value: f64,
    next: Option<Box<Link>>,
}

#[derive(Differentiable, Debug, Clone, PartialEq)]
struct Node {
    weights: Array1<f64>,
    children: Vec<Node>,
}

#[derive(Differentiable, Debug, Clone, PartialEq)]
struct Street {
    length: f64,
    ends: Vec<Crossing>,
}

#[derive(Differentiable, Debug, Clone, PartialEq)]
struct Crossing {
    height: f64,
    next: Option<Box<Street>>,
}

#[derive(Differentiable, Debug, Clone, PartialEq)]
struct Pair<T> {
    a: T,
    b: Vec<T>,
}

#[derive(Differentiable, Debug, Clone, PartialEq)]
enum List<T, const N: usize>
where
    T: Clone,
{
    Nil,
    Cons([T; N], Box<Self>),
}

#[derive(Differentiable, Debug)]
struct Data<'a, 'b> {
    x: &'a [f64],
    y: &'b Pair<f64>,
    label: &'a str,
}

#[derive(Differentiable, Debug, Clone, PartialEq)]
struct Fixed {
    x: [f64; Self::LENGTH],
    k: [usize; Self::LENGTH],
}

impl Fixed {
    const LENGTH: usize = 2;
}

#[derive(Differentiable, Debug, Clone, PartialEq)]
struct Held<T, U: Clone> {
    inner: Pair<T>,
    #[differentiable(skip)]
    held: U,
}

#[differentiable]
fn uses_the_attribute_of_the_same_name(x: f64) -> f64 {
    x * x
}

/// What must hold of every differentiable value.
fn obeys<T>(value: &T, ones: &T::Cotangent)
where
    T: Differentiable + Storable + Clone + PartialEq + std::fmt::Debug,
{
    let shape = shape(value);
    let zero = zero_like(value);
    assert_eq!(shape.check(&zero), Ok(()));
    assert_eq!(shape.check(ones), Ok(()));
    let mut bar = T::Cotangent::zero();
    shape.materialise(&mut bar);
    assert_eq!(bar, zero);
    bar.accumulate(ones.clone());
    assert_eq!(bar, *ones);
    bar.accumulate(ones.clone().negated());
    assert_eq!(bar, zero);
    bar.accumulate(T::Cotangent::zero());
    assert_eq!(bar, zero);
    let mut moved = T::Cotangent::zero();
    moved.accumulate(ones.clone());
    assert_eq!(moved.take(), *ones);
    assert_eq!(moved, T::Cotangent::zero());

    let mut tape = Tape::new();
    1.5.push_to(&mut tape);
    value.clone().push_to(&mut tape);
    shape.clone().push_to(&mut tape);
    vec![value.clone(), value.clone()].push_to(&mut tape);
    value.clone().push_to(&mut tape);
    assert!(tape.bytes() > 8);
    assert_eq!(T::pop_from(&mut tape), *value);
    assert_eq!(
        Vec::<T>::pop_from(&mut tape),
        [value.clone(), value.clone()]
    );
    assert_eq!(T::Shape::pop_from(&mut tape), shape);
    assert_eq!(T::pop_from(&mut tape), *value);
    assert_eq!(tape.bytes(), 8);
}

#[test]
fn types_obey() {
    assert_eq!(uses_the_attribute_of_the_same_name::grad(3.0), 6.0);
    obeys(
        &params(),
        &ParamsCotangent {
            w: Array2::ones((2, 3)),
            b: vec![1.0; 2],
            scale: 1.0,
        },
    );
    obeys(
        &Wrapped(1.0, 2, vec![3.0]),
        &WrappedCotangent(1.0, (), vec![1.0]),
    );
    obeys(
        &Figure::Circle { r: 1.0, sides: 3 },
        &FigureCotangent::Circle { r: 1.0 },
    );
    obeys(
        &Figure::Rect(1.0, 'x', vec![2.0]),
        &FigureCotangent::Rect(1.0, (), vec![1.0]),
    );
    obeys(&Figure::Empty, &FigureCotangent::Empty);
    obeys(&Number::Zero, &NumberCotangent::Zero);
    obeys(&Number::Other(2.0), &NumberCotangent::Other(1.0));
    assert_eq!(NumberCotangent::zero(), NumberCotangent::ZeroCotangent);
    let (leaf, one) = (
        |x| Box::new(Tree::Leaf(x)),
        || Box::new(TreeCotangent::Leaf(1.0)),
    );
    obeys(
        &Tree::Add(Box::new(Tree::Add(leaf(1.0), leaf(2.0))), leaf(3.0)),
        &TreeCotangent::Add(Box::new(TreeCotangent::Add(one(), one())), one()),
    );
    obeys(
        &Link {
            value: 1.0,
            next: Some(Box::new(Link {
                value: 2.0,
                next: None,
            })),
        },
        &LinkCotangent {
            value: 1.0,
            next: Some(Box::new(LinkCotangent {
                value: 1.0,
                next: None,
            })),
        },
    );
    let node = |children| Node {
        weights: arr1(&[1.0, 2.0]),
        children,
    };
    let ones = |children| NodeCotangent {
        weights: arr1(&[1.0, 1.0]),
        children,
    };
    obeys(
        &node(vec![node(vec![]), node(vec![node(vec![])])]),
        &ones(vec![ones(vec![]), ones(vec![ones(vec![])])]),
    );
    obeys(
        &Pair {
            a: 1.0,
            b: vec![2.0],
        },
        &PairCotangent {
            a: 1.0,
            b: vec![1.0],
        },
    );
    obeys(
        &Pair {
            a: vec![1.0],
            b: vec![vec![], vec![2.0]],
        },
        &PairCotangent {
            a: vec![1.0],
            b: vec![vec![], vec![1.0]],
        },
    );
    obeys(
        &Street {
            length: 1.0,
            ends: vec![Crossing {
                height: 2.0,
                next: None,
            }],
        },
        &StreetCotangent {
            length: 1.0,
            ends: vec![CrossingCotangent {
                height: 1.0,
                next: None,
            }],
        },
    );
    obeys(
        &Fixed {
            x: [1.0, 2.0],
            k: [3, 4],
        },
        &FixedCotangent { x: [1.0, 1.0] },
    );
    obeys(
        &Held {
            inner: Pair {
                a: 1.0,
                b: vec![2.0],
            },
            held: vec!['x'],
        },
        &HeldCotangent {
            inner: PairCotangent {
                a: 1.0,
                b: vec![1.0],
            },
        },
    );
    obeys(
        &List::Cons(
            [1.0, 2.0],
            Box::new(List::Cons([3.0, 4.0], Box::new(List::Nil))),
        ),
        &ListCotangent::Cons(
            [1.0, 1.0],
            Box::new(ListCotangent::Cons(
                [1.0, 1.0],
                Box::new(ListCotangent::Nil),
            )),
        ),
    );
}

#[test]
fn parts_are_reached_by_name() {
    let mut p = params();
    assert_eq!(p.__Params__b(), &[7.0, 8.0]);
    *p.__Params__n_mut() += 1;
    assert_eq!((p.n, &**p.__Params__name()), (11, "net"));
    let mut figure = Figure::Rect(1.0, 'x', vec![]);
    *figure.__Rect__1_mut() = 'y';
    figure.__Rect__2_mut().push(2.0);
    assert_eq!(figure, Figure::Rect(1.0, 'y', vec![2.0]));
    assert_eq!((*figure.__Rect__0(), *figure.__Rect__1()), (1.0, 'y'));
}

#[test]
fn cotangents_are_reached_by_name() {
    let mut bar = ParamsCotangent::zero();
    *bar.__Params__scale_bar() += 2.0;
    *bar.__Params__n_bar() = ();
    bar.n = ();
    // What is skipped takes any cotangent, and has none.
    assert!(bar.name.is_zero() && bar.__Params__name_bar().is_zero());
    assert_eq!(bar.scale, 2.0);

    let mut bar = FigureCotangent::Zero;
    bar.__Rect__2_bar().push(1.0);
    *bar.__Rect__1_bar() = ();
    *bar.__Rect__0_bar() += 3.0;
    assert_eq!(bar, FigureCotangent::Rect(3.0, (), vec![1.0]));
}

#[test]
fn parts_of_options_and_results() {
    let mut x = Some(1.0);
    *x.__Some__0_mut() += 1.0;
    assert_eq!(*x.__Some__0(), 2.0);
    let mut x_bar: Option<f64> = None;
    *x_bar.__Some__0_bar() += 3.0;
    *x_bar.__Ok__0_bar() += 1.0;
    *x_bar.__Err__0_bar() = ();
    assert_eq!(x_bar, Some(4.0));

    let mut y: Result<f64, String> = Ok(1.0);
    *y.__Ok__0_mut() += 1.0;
    assert_eq!(*y.__Ok__0(), 2.0);
    let mut z: Result<f64, String> = Err("no".to_owned());
    z.__Err__0_mut().push('!');
    assert_eq!(z.__Err__0(), "no!");
    let ones: <Result<f64, String> as Differentiable>::Cotangent = Some(1.0);
    obeys(&y, &ones);
    obeys(&z, &None);
}

#[test]
#[should_panic(expected = "the variants `Circle` and `Rect` of `Figure` can't be added")]
fn different_variants_do_not_add() {
    let mut bar = FigureCotangent::Circle { r: 1.0 };
    bar.accumulate(FigureCotangent::Rect(1.0, (), vec![]));
}

#[test]
#[should_panic(expected = "the variants `Rect` and `Circle` of `Figure` can't be added")]
fn another_variant_is_not_reached() {
    FigureCotangent::Circle { r: 1.0 }.__Rect__0_bar();
}

#[test]
#[should_panic(expected = "isn't `Rect`")]
fn another_value_is_not_reached() {
    Figure::Empty.__Rect__0();
}

#[test]
fn mismatches_name_the_field() {
    let wrong = ParamsCotangent {
        w: Array2::ones((2, 3)),
        b: vec![1.0; 3],
        scale: 1.0,
    };
    let mismatch = shape(&params()).check(&wrong).unwrap_err();
    assert_eq!(
        mismatch.to_string(),
        "field `b`: expected shape [2], found shape [3]"
    );
    let figure = shape(&Figure::Rect(1.0, 'x', vec![2.0]));
    assert_eq!(figure.describe(), "Rect { 0: scalar, 2: [1] }");
    for (bar, message) in [
        (
            FigureCotangent::Rect(1.0, (), vec![]),
            "field `2` of `Rect`: expected shape [1], found shape [0]",
        ),
        (
            FigureCotangent::Zero,
            "expected shape of `Rect`, found shape of `Zero`",
        ),
        (
            FigureCotangent::Empty,
            "expected shape of `Rect`, found shape of `Empty`",
        ),
    ] {
        assert_eq!(figure.check(&bar).unwrap_err().to_string(), message);
    }
    assert_eq!(shape(&Figure::Empty).check(&FigureCotangent::Zero), Ok(()));
}

#[test]
fn a_borrowing_struct_owns_its_cotangent() {
    let (x, y) = (vec![1.0, 2.0], Pair { a: 1.0, b: vec![] });
    let bar: DataCotangent = zero_like(&Data {
        x: &x,
        y: &y,
        label: "run",
    });
    drop(x);
    assert_eq!(
        bar,
        DataCotangent {
            x: vec![0.0; 2],
            y: PairCotangent { a: 0.0, b: vec![] }
        }
    );
    let _: autodiff_core::__private::LeftOut = bar.label;
}
