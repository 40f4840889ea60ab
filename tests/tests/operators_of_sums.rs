//! Operators that are sums, part by part: whether operands are kept for them depends on the parts' types.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use std::ops::{Add, Mul, Neg, Sub};

use autodiff_core::{Differentiable, Scalar, Tape, differentiable};
use autodiff_tests::differences;
use ndarray::Array1;

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Vector {
    x: f64,
    y: f64,
}

#[differentiable]
impl Add for Vector {
    type Output = Vector;
    fn add(self, o: Vector) -> Vector {
        Vector {
            x: self.x + o.x,
            y: self.y + o.y,
        }
    }
}

#[differentiable]
impl<'a> Sub<&'a Vector> for &Vector {
    type Output = Vector;
    fn sub(self, o: &'a Vector) -> Vector {
        Vector {
            x: self.x - o.x,
            y: -o.y + self.y,
        }
    }
}

#[differentiable]
impl Neg for Vector {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            x: -self.x,
            y: -self.y,
        }
    }
}

/// A sum by name that isn't one.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Angle(f64);

#[differentiable]
impl Add for Angle {
    type Output = Angle;
    fn add(self, o: Angle) -> Angle {
        Angle((self.0 * o.0).sin() + o.0 * o.0)
    }
}

/// The operator of its own parts.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Pose {
    place: Vector,
    angle: Angle,
}

#[differentiable]
impl Add for Pose {
    type Output = Pose;
    fn add(self, o: Pose) -> Pose {
        Pose {
            place: self.place + o.place,
            angle: self.angle + o.angle,
        }
    }
}

/// Sums of sums.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Body {
    from: Vector,
    to: Vector,
    mass: f64,
}

#[differentiable]
impl Add for Body {
    type Output = Body;
    fn add(self, o: Body) -> Body {
        let mass = self.mass - o.mass;
        Body {
            from: self.from + o.from,
            to: -(&o.to - &self.to),
            mass: mass + self.mass,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Generic<T> {
    x: T,
    y: T,
}

#[differentiable]
impl<T: Scalar> Add for Generic<T> {
    type Output = Generic<T>;
    fn add(self, o: Generic<T>) -> Generic<T> {
        Generic {
            x: self.x + o.x,
            y: self.y + o.y + o.x,
        }
    }
}

/// Whose residuals are shapes.
#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Signal {
    samples: Array1<f64>,
    gain: f64,
}

#[differentiable]
impl Add for Signal {
    type Output = Signal;
    fn add(self, o: Signal) -> Signal {
        Signal {
            samples: self.samples + o.samples,
            gain: self.gain + o.gain,
        }
    }
}

/// A sum and a product in one operator.
#[differentiable]
impl Mul<Vector> for Vector {
    type Output = f64;
    fn mul(self, o: Vector) -> f64 {
        self.x * o.x + self.y * o.y
    }
}

#[differentiable]
impl Add<Vector> for f64 {
    type Output = Vector;
    fn add(self, o: Vector) -> Vector {
        Vector {
            x: self + o.x,
            y: self * o.y,
        }
    }
}

#[differentiable]
fn walk(steps: &[Vector], k: f64) -> f64 {
    let mut at = Vector { x: 0.1, y: k };
    for step in steps {
        let next = at + *step;
        let back = &next - step;
        at = if next.x > 0.5 { -next } else { next + back };
    }
    at * at + (k + at) * at
}

#[differentiable]
fn turn(poses: &[Pose]) -> f64 {
    let mut at = poses[0];
    for pose in &poses[1..] {
        at = at + *pose;
    }
    at.place * at.place + at.angle.0
}

#[differentiable]
fn bodies(a: Body, b: Body, k: f64) -> f64 {
    let mut c = a + b;
    for _ in 0..2 {
        c = b + c;
    }
    c.from * c.to * c.mass * k
}

#[differentiable]
fn generic(a: Generic<f64>, b: Generic<f64>) -> f64 {
    let mut c = a + b;
    for _ in 0..3 {
        c = c + a;
    }
    c.x * c.y
}

#[differentiable]
fn signals(a: &Signal, b: &Signal) -> f64 {
    let c = a.clone() + b.clone();
    let d = c.clone() + c;
    (&d.samples * &d.samples).sum() * d.gain
}

const A: Vector = Vector { x: 0.7, y: -0.4 };
const B: Vector = Vector { x: -1.1, y: 0.6 };

#[test]
fn sums_of_numbers() {
    differences!(walk(&steps, k); steps = vec![A, B, B, A, A], k = 0.3);
    differences!(walk(&steps, k); steps = vec![], k = 0.3);
    let (p, q) = (Generic { x: 0.4, y: 0.7 }, Generic { x: 1.4, y: 0.2 });
    differences!(generic(p, q); p = p, q = q);
}

#[test]
fn sums_of_other_parts() {
    let pose = |angle| Pose {
        place: A,
        angle: Angle(angle),
    };
    differences!(turn(&poses); poses = vec![pose(0.3), pose(0.8), pose(-0.4), pose(1.2)]);
    let body = |from, to, mass| Body { from, to, mass };
    differences!(bodies(a, b, k); a = body(A, B, 0.9), b = body(B, A, 0.6), k = 0.6);
    let signal = |at: f64| Signal {
        samples: (0..3).map(|k| (at + f64::from(k)).sin()).collect(),
        gain: at,
    };
    differences!(signals(&a, &b); a = signal(0.3), b = signal(1.2));
}

#[test]
fn sums_of_numbers_leave_nothing() {
    let mut tape = Tape::new();
    let peak = |tape: &mut Tape, steps: usize| {
        *tape = Tape::new();
        drop(walk::record_in(tape, &vec![A; steps], 0.3));
        tape.peak_bytes()
    };
    // A branch for each step; one of its ways leaves an operand of the product at the end.
    let (few, many) = (peak(&mut tape, 10), peak(&mut tape, 110));
    assert!(many - few <= 100 * 64, "{few} {many}");
}
