//! Programs of all kinds of statements.

use autodiff_core::{Differentiable, Dual, Scalar, differentiable, hessian};
use num_traits::Float;

#[differentiable]
fn rosenbrock<T: Scalar>(x: &[T]) -> T {
    let mut sum = T::from_f64(0.0);
    for i in 1..x.len() {
        let off = x[i] - x[i - 1] * x[i - 1];
        let along = T::from_f64(1.0) - x[i - 1];
        sum += T::from_f64(100.0) * off * off + along * along;
    }
    sum
}

#[test]
fn hessian_of_rosenbrock() {
    let x = [0.3, -1.2, 0.7, 1.9];
    let n = x.len();
    let found = hessian(rosenbrock::grad, &x[..]);
    for i in 0..n {
        for j in 0..n {
            let mut expected = 0.0;
            if i == j && i + 1 < n {
                expected += 1200.0 * x[i] * x[i] - 400.0 * x[i + 1] + 2.0;
            }
            if i == j && i > 0 {
                expected += 200.0;
            }
            if i + 1 == j || j + 1 == i {
                expected -= 400.0 * x[i.min(j)];
            }
            let error: f64 = found[[i, j]] - expected;
            assert!(error.abs() < 1e-10, "{i} {j}: {} {expected}", found[[i, j]]);
        }
    }
    second!(rosenbrock; x, [1.0, 1.0], [-0.4, 0.9, 0.2]);
}

/// A branch, an early exit, something passed over.
#[differentiable]
fn settle<T: Scalar>(x: &[T]) -> T {
    let mut s = T::from_f64(0.5);
    for i in 0..x.len() {
        let step = s * x[i];
        if step < T::from_f64(-1.0) {
            continue;
        }
        if i > 3 && s > T::from_f64(3.0) {
            break;
        }
        s = s * step.exp() + step * step;
    }
    if s > x[0] {
        s * x[0]
    } else {
        x[0].sin() * s.sqrt()
    }
}

/// `while`, with a trip count that the numbers decide.
#[differentiable]
fn root<T: Scalar>(x: &[T]) -> T {
    let target = x[0] * x[0] + x[1].exp();
    let mut y = target;
    let mut rounds = 0;
    while (y * y - target).abs() > T::epsilon() * T::from_f64(8.0) * target {
        y = (y + target / y) * T::from_f64(0.5);
        rounds += 1;
        if rounds > 100 {
            return y;
        }
    }
    y * x[1]
}

/// Places that are overwritten.
#[differentiable]
fn heat<T: Scalar>(x: &[T]) -> T {
    let mut u = x.to_vec();
    let n = u.len();
    for _ in 0..5 {
        let old = u.clone();
        for i in 1..n - 1 {
            u[i] = old[i] + (old[i - 1] - old[i] - old[i] + old[i + 1]) * T::from_f64(0.2) * old[i];
        }
        u[0] = u[0] * u[1];
        u.swap(0, n - 1);
    }
    let mut s = T::from_f64(0.0);
    for v in u.iter() {
        s += v.tanh();
    }
    s
}

#[differentiable]
fn pushed<T: Scalar>(x: &[T]) -> T {
    let mut stack = Vec::new();
    for v in x {
        if *v > T::from_f64(0.0) {
            stack.push(*v * x[0]);
        } else if let Some(top) = stack.pop() {
            stack.push(top * *v);
            stack.push(v.sin());
        }
    }
    stack.retain(|v| *v < T::from_f64(10.0));
    let mut p = T::from_f64(1.0);
    while let Some(v) = stack.pop() {
        p = p * v + v;
    }
    p
}

#[derive(Clone, Debug, Differentiable)]
struct Body<T> {
    at: [T; 2],
    speed: Vec<T>,
    mass: T,
}

#[differentiable]
impl<T: Scalar> Body<T> {
    fn pull(&self, other: &Body<T>) -> T {
        let dx = self.at[0] - other.at[0];
        let dy = self.at[1] - other.at[1];
        self.mass * other.mass / (dx * dx + dy * dy + T::from_f64(0.1))
    }
    fn energy(&self) -> T {
        let squares: T = self.speed.iter().map(|v| *v * *v).sum();
        self.mass * squares + self.speed.iter().map(|v| *v + self.mass).product::<T>()
    }
    fn drift(&mut self, dt: T) {
        self.at[0] += dt * self.speed[0];
        self.at[1] += dt * self.speed[1];
        self.mass *= T::from_f64(0.9);
    }
}

#[differentiable]
fn orbit<T: Scalar>(x: &[T]) -> T {
    let mut a = Body {
        at: [x[0], x[1]],
        speed: vec![x[2], x[0]],
        mass: x[3],
    };
    let b = Body {
        at: [x[1] * x[2], x[3]],
        speed: vec![x[1]; 2],
        mass: T::from_f64(2.0),
    };
    let mut s = T::from_f64(0.0);
    for _ in 0..4 {
        s += a.pull(&b) + a.energy();
        a.drift(s * T::from_f64(0.1));
    }
    s
}

#[differentiable]
fn applied<T: Scalar>(f: impl Fn(T) -> T, x: T) -> T {
    f(x) * f(x * x)
}

#[differentiable]
fn closures<T: Scalar>(x: &[T]) -> T {
    let k = x[1] * x[2];
    let bend = |v: T| (v * k).sin() + v;
    applied(bend, x[0]) + applied(|v| v * v * k, x[2]) + bend(k)
}

#[differentiable]
fn chains<T: Scalar>(x: &[T]) -> T {
    let products: T = x.windows(2).map(|w| w[0] * w[1].cos()).sum();
    let folded = x
        .iter()
        .fold(T::from_f64(1.0), |p, v| p * (*v + T::from_f64(1.5)));
    let positive: Vec<T> = x
        .iter()
        .filter(|v| **v > T::from_f64(0.0))
        .map(|v| v.ln())
        .collect();
    let zipped: T = positive
        .iter()
        .zip(x.iter().rev())
        .map(|(a, b)| *a * *b)
        .sum();
    products * folded + zipped
}

macro_rules! swinging {
    ($name:ident $(, $($attribute:tt)*)?) => {
        #[differentiable]
        fn $name<T: Scalar>(x: &[T]) -> T {
            let (mut s, mut t) = (x[0], T::from_f64(1.0));
            let mut history = vec![t; 3];
            $(#[$($attribute)*])?
            for i in 0..40 {
                s = s * x[i % x.len()] + t;
                t = s.tanh() * x[1];
                history[i % 3] = history[(i + 1) % 3] * t + s.sin();
            }
            s * t + history[0] * history[1]
        }
    };
}
swinging!(whole);
swinging!(few, checkpoint(snapshots = 3));
swinging!(many, checkpoint);

#[differentiable]
fn by_float<F: Float>(x: &[F]) -> F {
    let two = F::from(2.0).unwrap();
    let mut s = F::zero();
    for v in x {
        s = s + (*v * two).sin().max(F::one() / two) * v.powi(3) + v.abs().powf(two + F::one());
    }
    (s * s + F::one()).ln() * F::one().exp().log10()
}

#[differentiable]
fn options<T: Scalar>(x: &[T]) -> T {
    let last = x.last().copied().unwrap_or(T::from_f64(1.0));
    let safe = |v: T| {
        if v > T::from_f64(0.0) {
            Some(v.sqrt())
        } else {
            None
        }
    };
    match safe(x[0]) {
        Some(r) => r * last,
        None => x[0] * last * last,
    }
}

#[differentiable]
fn recursive<T: Scalar>(x: &[T]) -> T {
    if x.len() == 1 {
        return x[0] * x[0].sin();
    }
    let (left, right) = x.split_at(x.len() / 2);
    recursive(left) * recursive(right) + x[0]
}

#[test]
fn programs() {
    second!(settle; [0.7, -0.4, 1.1, 0.2, 0.9, 0.3], [0.2, 0.3], [1.9, 1.4, -2.0, 0.8]);
    second!(root; [0.7, -0.4], [2.0, 1.0]);
    second!(heat; [0.7, -0.4, 1.1, 0.2, 0.9]);
    second!(pushed; [0.7, -0.4, 1.1, 0.2, -0.9, 0.3]);
    second!(orbit; [0.7, -0.4, 1.1, 0.2]);
    second!(closures; [0.7, -0.4, 1.1]);
    second!(chains; [0.7, -0.4, 1.1, 0.2, 0.5]);
    second!(options; [0.7, -0.4, 1.1], [-0.7, 0.4]);
    second!(recursive; [0.7, -0.4, 1.1, 0.2, 0.9]);
    second!(by_float; [0.3, 1.1, -0.8, 0.1]);
}

#[test]
fn checkpoints() {
    let x = [0.61, 0.47, -0.8, 0.55];
    second!(whole; x);
    second!(few; x);
    second!(many; x);
    // The same to the last bit, tangents too.
    let v = [0.3, -0.2, 0.5, 0.1];
    let at = || {
        x.iter()
            .zip(v)
            .map(|(x, v)| Dual::new(*x, v))
            .collect::<Vec<_>>()
    };
    let text = |gradient: Vec<Dual<f64>>| format!("{gradient:?}");
    assert_eq!(text(few::grad(&at())), text(whole::grad(&at())));
    assert_eq!(text(many::grad(&at())), text(whole::grad(&at())));
}
