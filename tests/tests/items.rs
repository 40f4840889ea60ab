//! The Rust Reference's chapter on items: what may stand inside of a differentiable function, and
//! which items may be differentiable. LIMITATIONS.md names these functions one by one.

#![allow(
    clippy::all,
    dead_code,
    unreachable_pub,
    unsafe_code,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::{check, twin};
use std::ops::{Add, Mul};

#[twin]
#[differentiable]
fn constants_and_statics(x: f64, y: f64) -> f64 {
    const HALF: f64 = 0.5;
    const COUNT: usize = TABLE.len();
    static TABLE: [usize; 3] = [2, 0, 1];
    let v = [x, y, x * y];
    let mut s = 0.0;
    for i in 0..COUNT {
        s = s * HALF + v[TABLE[i]];
    }
    s
}

#[twin]
#[differentiable]
fn imports_and_aliases(x: f64, y: f64) -> f64 {
    extern crate std as standard;
    use standard::f64::consts::{FRAC_PI_2 as QUARTER, PI};
    use std::collections::BTreeMap;
    type Number = f64;
    let mut counts = BTreeMap::new();
    counts.insert("a", 2);
    let z: Number = x * PI + y * QUARTER;
    z * counts["a"] as f64
}

#[twin]
#[differentiable]
fn types_inside(x: f64, y: f64) -> f64 {
    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Even,
        Odd,
    }
    struct Counter {
        count: usize,
    }
    trait Step {
        fn step(&mut self) -> Kind;
    }
    impl Step for Counter {
        fn step(&mut self) -> Kind {
            self.count += 1;
            if self.count % 2 == 0 {
                Kind::Even
            } else {
                Kind::Odd
            }
        }
    }
    union Bits {
        number: u32,
        bytes: [u8; 4],
    }
    let mut counter = Counter { count: 0 };
    let mut s = x * std::mem::size_of::<Bits>() as f64;
    for _ in 0..3 {
        let kind = counter.step();
        s = match kind {
            Kind::Even => s * x,
            Kind::Odd => s.sin() + y,
        };
    }
    s
}

#[twin]
#[differentiable]
fn functions_and_macros_inside(x: f64, y: f64) -> f64 {
    fn index(n: usize) -> usize {
        (n * 2) % 3
    }
    mod helpers {
        pub fn wrap(n: usize) -> usize {
            n % 2
        }
    }
    macro_rules! third {
        ($n:expr) => {
            $n + 1
        };
    }
    unsafe extern "C" {
        safe fn abs(n: i32) -> i32;
    }
    let v = [x, y, x * y];
    v[index(1)] * v[helpers::wrap(3)] + v[third!(1)] * abs(-2) as f64
}

#[differentiable]
fn outer(x: f64, y: f64) -> f64 {
    /// Attributes and documentation stay where they are.
    #[differentiable]
    #[inline]
    fn squared(v: f64) -> f64 {
        v * v
    }
    mod inner {
        #[autodiff_core::differentiable]
        pub(super) fn halved(v: f64) -> f64 {
            v / 2.0
        }
    }
    #[derive(Clone, Copy, Differentiable)]
    struct Local {
        a: f64,
    }
    let local = Local { a: x * y };
    squared(local.a) + inner::halved(x) * local.a
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Line {
    slope: f64,
    offset: f64,
}

#[differentiable]
impl Line {
    const STEP: f64 = 0.5;

    /// An associated function.
    pub fn new(slope: f64, offset: f64) -> Self {
        Self { slope, offset }
    }

    #[must_use]
    fn at(&self, x: f64) -> f64 {
        self.slope * x + self.offset
    }

    fn steeper(mut self) -> Self {
        self.slope *= 1.0 + Self::STEP;
        self
    }

    fn shift(&mut self, by: f64) {
        self.offset += by;
    }

    #[differentiable(skip)]
    fn describe(&self) -> String {
        format!("{self:?}")
    }
}

#[differentiable]
impl Add for Line {
    type Output = Line;
    fn add(self, other: Line) -> Line {
        Line::new(self.slope + other.slope, self.offset + other.offset)
    }
}

#[differentiable]
impl Mul<f64> for Line {
    type Output = Line;
    fn mul(self, k: f64) -> Line {
        Line {
            slope: self.slope * k,
            ..self
        }
    }
}

#[differentiable]
trait Model {
    fn eval(&self, x: f64) -> f64;

    fn twice(&self, x: f64) -> f64 {
        self.eval(x) + self.eval(2.0 * x)
    }
}

#[differentiable]
impl Model for Line {
    fn eval(&self, x: f64) -> f64 {
        self.at(x) * x
    }
}

#[differentiable]
fn modelled<M: Model + Differentiable>(model: &M, x: f64) -> f64 {
    model.twice(x) * M::eval(model, x)
}

#[differentiable]
fn methods(x: f64, y: f64) -> f64 {
    let mut line = Line::new(x, y).steeper();
    line.shift(x * y);
    line.at(2.0) * line.slope
}

#[differentiable]
fn operators(x: f64, y: f64) -> f64 {
    let line = Line::new(x, y) + Line::new(y, x * y) * x;
    line.at(x)
}

#[differentiable]
fn traits(x: f64, y: f64) -> f64 {
    let line = Line::new(x, y);
    modelled(&line, y) + line.twice(x)
}

/// Where, bounds, visibility and attributes are those of the function.
#[differentiable]
#[inline]
#[must_use]
pub(crate) fn with_where<T>(x: T, y: T) -> T
where
    T: autodiff_core::Scalar,
{
    x * y + x
}

#[differentiable]
fn generic(x: f64, y: f64) -> f64 {
    with_where::<f64>(x, y) + with_where::<f64>(y, y)
}

#[test]
fn items() {
    for (x, y) in [(0.7, 1.3), (1.6, 0.4)] {
        check!(constants_and_statics(x, y); x = x, y = y);
        check!(imports_and_aliases(x, y); x = x, y = y);
        check!(types_inside(x, y); x = x, y = y);
        check!(functions_and_macros_inside(x, y); x = x, y = y);
        for (f, gradient) in [
            (outer as fn(f64, f64) -> f64, outer::grad(x, y)),
            (methods, methods::grad(x, y)),
            (operators, operators::grad(x, y)),
            (traits, traits::grad(x, y)),
            (generic, generic::grad(x, y)),
        ] {
            let h = 1e-6;
            let by_x = (f(x + h, y) - f(x - h, y)) / (2.0 * h);
            let by_y = (f(x, y + h) - f(x, y - h)) / (2.0 * h);
            let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * (1.0 + a.abs());
            assert!(
                near(gradient.0, by_x) && near(gradient.1, by_y),
                "{gradient:?} at {x} {y}, by differences {by_x} {by_y}"
            );
        }
    }
    let line = Line::new(2.0, 1.0);
    let (by_line, by_x) = line.at_grad(3.0);
    assert_eq!(
        (by_line, by_x),
        (
            LineCotangent {
                slope: 3.0,
                offset: 1.0
            },
            2.0
        )
    );
    assert!(line.describe().contains("slope"));
}
