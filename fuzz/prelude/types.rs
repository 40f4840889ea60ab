//! The types that random programs use, with a twin of each (`types::dual`).
#![allow(missing_docs, reason = "the types are for generated programs alone")]

#[autodiff_tests::twin]
pub mod types {
    use autodiff_core::{Differentiable, differentiable};
    use std::ops::{Add, AddAssign, Mul, MulAssign, Neg, Sub};

    /// A small copied value with a part that has no derivative.
    #[derive(Clone, Copy, Debug, Differentiable)]
    pub struct Spot {
        pub a: f64,
        pub b: f64,
        pub n: usize,
    }

    #[differentiable]
    impl Spot {
        pub fn new(a: f64, b: f64) -> Self {
            Self { a, b, n: 1 }
        }

        pub fn energy(&self) -> f64 {
            let mut e = self.a * self.a - self.b;
            for _ in 0..self.n % 3 {
                e = e.sin() + self.b;
            }
            e
        }

        pub fn mixed(&self, other: &Spot, t: f64) -> Spot {
            if self.a > other.b {
                return Spot { b: self.b * t, ..*other };
            }
            Spot::new(self.a + t, other.b - self.a * t)
        }

        pub fn scaled(self, k: f64) -> Self {
            Self { a: self.a * k, b: self.b * k, ..self }
        }

        pub fn nudge(&mut self, k: f64) {
            self.a += k;
            self.b = (self.b * self.a).tanh();
            self.n += 1;
        }

        pub fn spend(&mut self, k: f64) -> f64 {
            let old = self.a;
            self.a = (old * k).sin();
            old * self.b
        }

        pub fn rank(&self) -> usize {
            self.n + 1
        }

        pub fn checked(self, limit: f64) -> Option<Spot> {
            if self.a.abs() < limit { Some(self) } else { None }
        }
    }

    #[differentiable]
    impl Add for Spot {
        type Output = Self;
        fn add(self, other: Self) -> Self {
            Self { a: self.a + other.a, b: self.b + other.b, n: self.n }
        }
    }

    #[differentiable]
    impl Sub for Spot {
        type Output = Self;
        fn sub(self, other: Self) -> Self {
            Self { a: self.a - other.b, b: self.b * other.a, n: other.n }
        }
    }

    #[differentiable]
    impl Mul<f64> for Spot {
        type Output = Spot;
        fn mul(self, k: f64) -> Spot {
            self.scaled(k.sin())
        }
    }

    #[differentiable]
    impl Mul<Spot> for f64 {
        type Output = Spot;
        fn mul(self, p: Spot) -> Spot {
            Spot { a: self.tanh() * p.a, b: p.b - self.tanh(), n: 2 }
        }
    }

    #[differentiable]
    impl Neg for Spot {
        type Output = Spot;
        fn neg(self) -> Spot {
            Spot { a: -self.b, b: self.a, ..self }
        }
    }

    #[differentiable]
    impl AddAssign for Spot {
        fn add_assign(&mut self, other: Spot) {
            self.a += other.a.tanh();
            self.b -= other.b.tanh();
        }
    }

    #[differentiable]
    impl MulAssign<f64> for Spot {
        fn mul_assign(&mut self, k: f64) {
            self.a *= k.tanh();
            self.b *= k.tanh();
        }
    }

    /// An owner of memory.
    #[derive(Clone, Debug, Differentiable)]
    pub struct Curve {
        pub ys: Vec<f64>,
        pub gain: f64,
    }

    #[differentiable]
    impl Curve {
        pub fn at(&self, i: usize) -> f64 {
            self.ys[i % self.ys.len()] * self.gain
        }

        pub fn total(&self) -> f64 {
            self.ys.iter().map(|y| y.tanh() * self.gain).sum()
        }

        pub fn head(&self) -> Option<f64> {
            let y = self.ys[0];
            if y > 0.0 { Some(y * self.gain) } else { None }
        }

        pub fn bend(&mut self, k: f64) {
            for y in self.ys.iter_mut() {
                *y = (*y * k).sin();
            }
            self.gain += k;
        }

        pub fn scaled(mut self, k: f64) -> Curve {
            self.gain *= k.sin();
            self
        }

        pub fn along(self, f: impl Fn(f64) -> f64) -> f64 {
            let mut s = self.gain;
            for y in &self.ys {
                s += f(*y).sin();
            }
            s
        }
    }

    /// One of several.
    #[derive(Clone, Copy, Debug, Differentiable)]
    pub enum Shape {
        Empty,
        Disc(f64),
        Rect { w: f64, h: f64, n: usize },
    }

    #[differentiable]
    impl Shape {
        pub fn size(&self) -> f64 {
            match self {
                Shape::Empty => 0.5,
                Shape::Disc(r) => r * r,
                Self::Rect { w, h, n } => w * h + *n as f64,
            }
        }

        pub fn grown(self, k: f64) -> Shape {
            match self {
                Shape::Disc(r) if r < k => Shape::Rect { w: r, h: k, n: 1 },
                Shape::Disc(r) => Shape::Disc(r + k),
                Shape::Rect { w, h, .. } => Shape::Disc((w - h).sin()),
                Shape::Empty => Shape::Disc(k),
            }
        }

        pub fn push_out(&mut self, k: f64) {
            match self {
                Shape::Disc(r) => *r += k,
                Shape::Rect { w, h, .. } => {
                    *w *= k.tanh();
                    *h = *w - k;
                }
                Shape::Empty => {}
            }
        }

        pub fn radius(&self) -> Option<f64> {
            match self {
                Shape::Disc(r) => Some(*r),
                _ => None,
            }
        }
    }

    /// One that contains itself.
    #[derive(Clone, Debug, Differentiable)]
    pub enum Stack {
        Nil,
        Cons(f64, Box<Stack>),
    }

    #[differentiable]
    impl Stack {
        pub fn total(&self) -> f64 {
            match self {
                Stack::Nil => 0.0,
                Stack::Cons(x, rest) => x + rest.total() * 0.5,
            }
        }

        pub fn depth(&self) -> usize {
            match self {
                Stack::Nil => 0,
                Stack::Cons(_, rest) => 1 + rest.depth(),
            }
        }

        pub fn onto(self, x: f64) -> Stack {
            Stack::Cons(x, Box::new(self))
        }
    }
}

impl autodiff_tests::Value for types::Spot {
    type Dual = types::dual::Spot;
    type Bar = types::SpotCotangent;
    const SINGLE: bool = false;
    fn flatten(&self, out: &mut Vec<f64>) {
        out.extend([self.a, self.b]);
    }
    fn rebuild(&self, numbers: &mut dyn Iterator<Item = f64>) -> Self {
        let (a, b) = (self.a.rebuild(numbers), self.b.rebuild(numbers));
        Self { a, b, n: self.n }
    }
    fn lift(&self, tangents: &mut dyn Iterator<Item = f64>) -> Self::Dual {
        let (a, b) = (self.a.lift(tangents), self.b.lift(tangents));
        types::dual::Spot { a, b, n: self.n }
    }
    fn bar(&self, numbers: &mut dyn Iterator<Item = f64>) -> Self::Bar {
        let (a, b) = (self.a.bar(numbers), self.b.bar(numbers));
        types::SpotCotangent { a, b }
    }
}

impl autodiff_tests::Tangent for types::dual::Spot {
    fn split(&self, values: &mut Vec<f64>, dots: &mut Vec<f64>) {
        self.a.split(values, dots);
        self.b.split(values, dots);
    }
}

impl autodiff_tests::Bar for types::SpotCotangent {
    fn numbers(&self, out: &mut Vec<f64>) {
        out.extend([self.a, self.b]);
    }
}
