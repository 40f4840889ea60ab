//! Operators of one's own types.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

use autodiff_core::{Differentiable, Scalar, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Complex {
    re: f64,
    im: f64,
}

#[differentiable]
impl Add for Complex {
    type Output = Complex;
    fn add(self, o: Complex) -> Complex {
        Complex {
            re: self.re + o.re,
            im: self.im + o.im,
        }
    }
}

#[differentiable]
impl Sub for Complex {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self::Output {
        Self {
            re: self.re - rhs.re,
            im: self.im - rhs.im,
        }
    }
}

#[differentiable]
impl Mul for Complex {
    type Output = Complex;
    fn mul(self, o: Complex) -> Complex {
        Complex {
            re: self.re * o.re - self.im * o.im,
            im: self.re * o.im + self.im * o.re,
        }
    }
}

#[differentiable]
impl Mul<f64> for Complex {
    type Output = Complex;
    fn mul(self, k: f64) -> Complex {
        Complex {
            re: self.re * k,
            im: self.im * k,
        }
    }
}

#[differentiable]
impl Mul<Complex> for f64 {
    type Output = Complex;
    fn mul(self, z: Complex) -> Complex {
        z * self
    }
}

#[differentiable]
impl<'a> Mul<&'a Complex> for &'a Complex {
    type Output = Complex;
    fn mul(self, o: &'a Complex) -> Complex {
        *self * *o
    }
}

#[differentiable]
impl Add<&Complex> for &Complex {
    type Output = Complex;
    fn add(self, o: &Complex) -> Complex {
        Complex {
            re: self.re + o.re,
            im: self.im + o.im * self.im,
        }
    }
}

#[differentiable]
impl<'a> Sub<&'a Complex> for Complex {
    type Output = Complex;
    fn sub(self, o: &'a Complex) -> Complex {
        Complex {
            re: self.re - o.re * o.im,
            im: self.im - o.im,
        }
    }
}

#[differentiable]
impl AddAssign<&Complex> for Complex {
    fn add_assign(&mut self, o: &Complex) {
        *self = *self * *o + *o;
    }
}

#[differentiable]
impl Neg for &Complex {
    type Output = Complex;
    fn neg(self) -> Complex {
        Complex {
            re: -self.re * self.re,
            im: -self.im,
        }
    }
}

#[differentiable]
impl Div for Complex {
    type Output = Complex;
    fn div(self, o: Complex) -> Complex {
        let n = o.re * o.re + o.im * o.im;
        if n == 0.0 {
            return self;
        }
        self * o.conj() * (1.0 / n)
    }
}

#[differentiable]
impl Neg for Complex {
    type Output = Complex;
    fn neg(mut self) -> Complex {
        self.re = -self.re;
        self.im = -self.im;
        self
    }
}

#[differentiable]
impl AddAssign for Complex {
    fn add_assign(&mut self, o: Complex) {
        self.re += o.re;
        self.im += o.im;
    }
}

#[differentiable]
impl SubAssign<f64> for Complex {
    fn sub_assign(&mut self, k: f64) {
        self.re -= k;
    }
}

#[differentiable]
impl MulAssign for Complex {
    fn mul_assign(&mut self, o: Complex) {
        *self = *self * o;
    }
}

#[differentiable]
impl Complex {
    fn new(re: f64, im: f64) -> Self {
        Complex { re, im }
    }
    fn conj(self) -> Complex {
        Complex {
            im: -self.im,
            ..self
        }
    }
    fn abs2(&self) -> f64 {
        (*self * self.conj()).re
    }
    fn power(self, n: u32) -> Complex {
        let mut z = Complex::new(1.0, 0.0);
        for _ in 0..n {
            z *= self;
        }
        z
    }
}

#[differentiable]
fn horner(c: &[Complex], z: Complex) -> f64 {
    let mut s = Complex::new(0.0, 0.0);
    for c in c {
        s = s * z + *c;
    }
    s.abs2()
}

#[differentiable]
fn escape(z: Complex, c: Complex) -> f64 {
    let mut z = z;
    let mut n = 0;
    while z.re * z.re + z.im * z.im < 4.0 && n < 6 {
        z = z * z + c;
        n += 1;
    }
    z.abs2().ln() + n as f64
}

#[differentiable]
fn newton(z: Complex, k: f64) -> Complex {
    let mut z = z;
    for _ in 0..4 {
        let f = z.power(3) - Complex::new(k, 0.0);
        z = z - f / (3.0 * z * z);
    }
    z
}

#[differentiable]
fn mixture(a: Complex, b: &Complex, k: f64) -> f64 {
    let mut z = -a * k + k * *b - a / *b;
    z -= k;
    z += z;
    z *= z;
    z += a * a;
    z -= z.re;
    let p = &z * b;
    let q = &a * &a;
    (p - q).abs2() + (z * z * z.conj()).im
}

#[differentiable]
fn borrowed(a: Complex, b: &Complex) -> f64 {
    let c = &a + b;
    let d = c - b;
    let mut e = -&d;
    e += b;
    e += &(a * c);
    (&e + &e).abs2() + (-b).re
}

#[differentiable]
fn elements(zs: Vec<Complex>, k: f64) -> f64 {
    let mut zs = zs;
    let n = zs.len();
    for i in 1..n {
        let before = zs[i - 1];
        let now = zs[i];
        zs[i] += before * now;
        let now = zs[i];
        zs[0] *= now;
        zs[i] -= k;
    }
    let mut s = zs[n - 1] * zs[0];
    for z in zs.iter_mut() {
        *z *= s;
        s += *z;
    }
    s.abs2()
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct P<T> {
    x: T,
    y: T,
}

#[differentiable]
impl<T: Scalar> Add for P<T> {
    type Output = P<T>;
    fn add(self, o: P<T>) -> P<T> {
        P {
            x: self.x + o.x,
            y: self.y + o.y,
        }
    }
}

#[differentiable]
impl<T: Scalar> Mul<T> for P<T> {
    type Output = P<T>;
    fn mul(self, k: T) -> P<T> {
        P {
            x: self.x * k,
            y: self.y * k,
        }
    }
}

#[differentiable]
impl<T: Scalar> Mul for P<T> {
    type Output = T;
    fn mul(self, o: P<T>) -> T {
        self.x * o.x + self.y * o.y
    }
}

#[differentiable]
fn generic<T: Scalar>(p: P<T>, q: P<T>, k: T) -> T {
    let r = (p + q) * k + p;
    r * q * k
}

#[differentiable]
fn concrete(p: P<f64>, k: f64) -> f64 {
    let q = p * k + p;
    q * p + generic(q, p, k)
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct Gain(f64);

/// Not linear in the number.
#[differentiable]
impl Mul<Gain> for f64 {
    type Output = f64;
    fn mul(self, gain: Gain) -> f64 {
        self * self * gain.0
    }
}

#[differentiable]
fn lowered(x: f64, k: f64) -> f64 {
    x.sin() - k
}

#[differentiable(wrt(x, k))]
fn amplified(x: f64, k: f64, gain: Gain) -> f64 {
    lowered(x, k) * gain + 2.0 * lowered(k, x) * Gain(0.5)
}

#[derive(Clone, Debug, Differentiable)]
struct Matrix<const R: usize, const C: usize> {
    a: [[f64; C]; R],
}

#[differentiable]
impl<const R: usize, const K: usize, const C: usize> Mul<&Matrix<K, C>> for &Matrix<R, K> {
    type Output = Matrix<R, C>;
    fn mul(self, o: &Matrix<K, C>) -> Matrix<R, C> {
        let mut a = [[0.0; C]; R];
        for i in 0..R {
            for j in 0..C {
                for k in 0..K {
                    a[i][j] += self.a[i][k] * o.a[k][j];
                }
            }
        }
        Matrix { a }
    }
}

#[differentiable]
impl<const R: usize, const C: usize> Add for Matrix<R, C> {
    type Output = Self;
    fn add(mut self, o: Self) -> Self {
        for (a, b) in self.a.iter_mut().zip(o.a.iter()) {
            for j in 0..C {
                a[j] += b[j];
            }
        }
        self
    }
}

#[differentiable]
fn product(a: &Matrix<2, 3>, b: &Matrix<3, 2>, k: f64) -> f64 {
    let c = a * b;
    let d = &c * &c;
    let e = d + c;
    e.a[0][1] * k + e.a[1][1] * e.a[1][0]
}

const A: Complex = Complex { re: 0.7, im: -0.4 };
const B: Complex = Complex { re: 1.1, im: 0.6 };

#[test]
fn complex() {
    differences!(horner(&c, z); c = vec![A, B, A], z = B);
    differences!(horner(&c, z); c = vec![], z = B);
    differences!(escape(z, c); z = A, c = B);
    differences!(escape(z, c); z = A, c = Complex { re: 0.1, im: 0.2 });
    differences!(newton(z, k); z = B, k = 2.0; any);
    differences!(mixture(a, &b, k); a = A, b = B, k = 0.6);
    differences!(borrowed(a, &b); a = A, b = B);
    differences!(elements(z, k); z = vec![A, B, A], k = 0.6);
    differences!(elements(z, k); z = vec![A], k = 0.6);
}

#[test]
fn generics() {
    differences!(generic(p, q, k); p = P { x: 0.4, y: 0.7 }, q = P { x: 1.4, y: 0.2 }, k = 0.3);
    differences!(concrete(p, k); p = P { x: 0.4, y: 0.7 }, k = 0.3);
    let at = |x, k| amplified(x, k, Gain(0.8));
    let (by_x, by_k) = amplified::grad(1.4, 0.3, Gain(0.8));
    let slopes = [
        (at(1.4001, 0.3) - at(1.3999, 0.3)) / 2e-4,
        (at(1.4, 0.3001) - at(1.4, 0.2999)) / 2e-4,
    ];
    assert!((by_x - slopes[0]).abs() < 1e-6, "{by_x} {slopes:?}");
    assert!((by_k - slopes[1]).abs() < 1e-6, "{by_k} {slopes:?}");
    let a = Matrix {
        a: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]],
    };
    let b = Matrix {
        a: [[0.7, -0.2], [0.3, 0.8], [0.5, 0.9]],
    };
    differences!(product(&a, &b, k); a = a, b = b, k = 0.6);
}
