//! Arguments, results and gradients as flat lists of numbers, and back.

use ndarray::{Array, Dimension};

use crate::Dual;

/// The numbers that are left to take.
pub(crate) type Numbers<'n> = &'n mut dyn Iterator<Item = f64>;

/// A type of arguments and results.
pub trait Value: Clone {
    /// The same with dual numbers.
    type Dual: Tangent + Clone;
    /// Its cotangent.
    type Bar: Bar;
    /// Whether numbers have single precision.
    const SINGLE: bool;

    /// Appends the numbers in it.
    fn flatten(&self, out: &mut Vec<f64>);
    /// A value of the same shape with other numbers.
    #[must_use]
    fn rebuild(&self, numbers: Numbers<'_>) -> Self;
    /// The value with tangents.
    fn lift(&self, tangents: Numbers<'_>) -> Self::Dual;
    /// A cotangent.
    fn bar(&self, numbers: Numbers<'_>) -> Self::Bar;
}

/// A result of dual numbers.
pub trait Tangent {
    /// Appends the values and the derivatives in it.
    fn split(&self, values: &mut Vec<f64>, dots: &mut Vec<f64>);
}

/// A cotangent.
pub trait Bar {
    /// Appends the numbers in it.
    fn numbers(&self, out: &mut Vec<f64>);
}

fn next(numbers: Numbers<'_>) -> f64 {
    numbers.next().expect("as many numbers as the value has")
}

macro_rules! floats {
    ($($T:ident $single:literal)*) => {$(
        impl Value for $T {
            type Dual = Dual;
            type Bar = $T;
            const SINGLE: bool = $single;
            #[allow(clippy::cast_lossless, clippy::unnecessary_cast, reason = "some of the casts change nothing, some round")]
            fn flatten(&self, out: &mut Vec<f64>) {
                out.push(*self as f64);
            }
            #[allow(clippy::cast_possible_truncation, clippy::unnecessary_cast, reason = "some of the casts change nothing, some round")]
            fn rebuild(&self, numbers: Numbers<'_>) -> Self {
                next(numbers) as $T
            }
            #[allow(clippy::cast_lossless, clippy::unnecessary_cast, reason = "some of the casts change nothing, some round")]
            fn lift(&self, tangents: Numbers<'_>) -> Dual {
                Dual::new(*self as f64, next(tangents))
            }
            fn bar(&self, numbers: Numbers<'_>) -> $T {
                self.rebuild(numbers)
            }
        }

        impl Bar for $T {
            fn numbers(&self, out: &mut Vec<f64>) {
                Value::flatten(self, out);
            }
        }
    )*};
}

floats!(f64 false f32 true);

impl Tangent for Dual {
    fn split(&self, values: &mut Vec<f64>, dots: &mut Vec<f64>) {
        values.push(self.x);
        dots.push(self.dot);
    }
}

macro_rules! inactive {
    ($($T:ty),*) => {$(
        impl Value for $T {
            type Dual = Self;
            type Bar = ();
            const SINGLE: bool = false;
            fn flatten(&self, _: &mut Vec<f64>) {}
            fn rebuild(&self, _: Numbers<'_>) -> Self {
                self.clone()
            }
            fn lift(&self, _: Numbers<'_>) -> Self {
                self.clone()
            }
            fn bar(&self, _: Numbers<'_>) {}
        }

        impl Tangent for $T {
            fn split(&self, _: &mut Vec<f64>, _: &mut Vec<f64>) {}
        }
    )*};
}

inactive!(usize, u8, u32, u64, i32, i64, bool, char, String, ());

impl Bar for () {
    fn numbers(&self, _: &mut Vec<f64>) {}
}

/// An argument that isn't differentiated although it could be.
#[derive(Clone, Debug)]
pub struct Const<T>(pub T);

impl<T: Value> Value for Const<T> {
    type Dual = Const<T::Dual>;
    type Bar = ();
    const SINGLE: bool = T::SINGLE;
    fn flatten(&self, _: &mut Vec<f64>) {}
    fn rebuild(&self, _: Numbers<'_>) -> Self {
        self.clone()
    }
    fn lift(&self, _: Numbers<'_>) -> Self::Dual {
        Const(self.0.lift(&mut std::iter::repeat(0.0)))
    }
    fn bar(&self, _: Numbers<'_>) {}
}

impl<T> Tangent for Const<T> {
    fn split(&self, _: &mut Vec<f64>, _: &mut Vec<f64>) {}
}

impl<T: Value> Value for Vec<T> {
    type Dual = Vec<T::Dual>;
    type Bar = Vec<T::Bar>;
    const SINGLE: bool = T::SINGLE;
    fn flatten(&self, out: &mut Vec<f64>) {
        self.iter().for_each(|x| x.flatten(out));
    }
    fn rebuild(&self, numbers: Numbers<'_>) -> Self {
        self.iter().map(|x| x.rebuild(numbers)).collect()
    }
    fn lift(&self, tangents: Numbers<'_>) -> Self::Dual {
        self.iter().map(|x| x.lift(tangents)).collect()
    }
    fn bar(&self, numbers: Numbers<'_>) -> Self::Bar {
        self.iter().map(|x| x.bar(numbers)).collect()
    }
}

impl<T: Tangent> Tangent for Vec<T> {
    fn split(&self, values: &mut Vec<f64>, dots: &mut Vec<f64>) {
        self.iter().for_each(|x| x.split(values, dots));
    }
}

impl<T: Bar> Bar for Vec<T> {
    fn numbers(&self, out: &mut Vec<f64>) {
        self.iter().for_each(|x| x.numbers(out));
    }
}

impl<T: Value, const N: usize> Value for [T; N] {
    type Dual = [T::Dual; N];
    type Bar = [T::Bar; N];
    const SINGLE: bool = T::SINGLE;
    fn flatten(&self, out: &mut Vec<f64>) {
        self.iter().for_each(|x| x.flatten(out));
    }
    fn rebuild(&self, numbers: Numbers<'_>) -> Self {
        self.each_ref().map(|x| x.rebuild(numbers))
    }
    fn lift(&self, tangents: Numbers<'_>) -> Self::Dual {
        self.each_ref().map(|x| x.lift(tangents))
    }
    fn bar(&self, numbers: Numbers<'_>) -> Self::Bar {
        self.each_ref().map(|x| x.bar(numbers))
    }
}

impl<T: Tangent, const N: usize> Tangent for [T; N] {
    fn split(&self, values: &mut Vec<f64>, dots: &mut Vec<f64>) {
        self.iter().for_each(|x| x.split(values, dots));
    }
}

impl<T: Bar, const N: usize> Bar for [T; N] {
    fn numbers(&self, out: &mut Vec<f64>) {
        self.iter().for_each(|x| x.numbers(out));
    }
}

macro_rules! arrays {
    ($($A:ident)*) => {$(
        impl<D: Dimension> Value for Array<$A, D> {
            type Dual = Array<Dual, D>;
            type Bar = Self;
            const SINGLE: bool = <$A as Value>::SINGLE;
            fn flatten(&self, out: &mut Vec<f64>) {
                self.iter().for_each(|x| Value::flatten(x, out));
            }
            fn rebuild(&self, numbers: Numbers<'_>) -> Self {
                let mut other = self.clone();
                other.iter_mut().for_each(|x| *x = x.rebuild(numbers));
                other
            }
            fn lift(&self, tangents: Numbers<'_>) -> Self::Dual {
                // In logical order, whatever the order in memory is.
                let numbers = self.iter().map(|x| x.lift(tangents)).collect();
                Array::from_shape_vec(self.raw_dim(), numbers).expect("as many as there were")
            }
            fn bar(&self, numbers: Numbers<'_>) -> Self {
                self.rebuild(numbers)
            }
        }

        impl<D: Dimension> Bar for Array<$A, D> {
            fn numbers(&self, out: &mut Vec<f64>) {
                Value::flatten(self, out);
            }
        }
    )*};
}

arrays!(f64 f32);

impl<D: Dimension> Tangent for Array<Dual, D> {
    fn split(&self, values: &mut Vec<f64>, dots: &mut Vec<f64>) {
        self.iter().for_each(|x| x.split(values, dots));
    }
}

macro_rules! tuples {
    ($(($($T:ident $i:tt)+))*) => {$(
        impl<$($T: Value),+> Value for ($($T,)+) {
            type Dual = ($($T::Dual,)+);
            type Bar = ($($T::Bar,)+);
            const SINGLE: bool = $($T::SINGLE)||+;
            fn flatten(&self, out: &mut Vec<f64>) {
                $(self.$i.flatten(out);)+
            }
            fn rebuild(&self, numbers: Numbers<'_>) -> Self {
                ($(self.$i.rebuild(numbers),)+)
            }
            fn lift(&self, tangents: Numbers<'_>) -> Self::Dual {
                ($(self.$i.lift(tangents),)+)
            }
            fn bar(&self, numbers: Numbers<'_>) -> Self::Bar {
                ($(self.$i.bar(numbers),)+)
            }
        }

        impl<$($T: Tangent),+> Tangent for ($($T,)+) {
            fn split(&self, values: &mut Vec<f64>, dots: &mut Vec<f64>) {
                $(self.$i.split(values, dots);)+
            }
        }

        impl<$($T: Bar),+> Bar for ($($T,)+) {
            fn numbers(&self, out: &mut Vec<f64>) {
                $(self.$i.numbers(out);)+
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
}
