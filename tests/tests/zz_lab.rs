use autodiff_core::differentiable;
#[differentiable]
pub(crate) fn with_where<T>(x: T, y: T) -> T
where
    T: autodiff_core::Scalar,
{
    x * y + x
}
#[differentiable]
pub(crate) fn inline<T: autodiff_core::Scalar>(x: T, y: T) -> T {
    x * y + x
}
#[differentiable]
fn a(x: f64, y: f64) -> f64 {
    with_where(x, y)
}
#[differentiable]
fn b(x: f64, y: f64) -> f64 {
    inline(x, y)
}
#[differentiable]
fn b2(x: f64, y: f64) -> f64 {
    inline(x, y) + y
}
#[differentiable]
fn b3(x: f64, y: f64) -> f64 {
    y + inline(x, y)
}
#[differentiable]
fn c(x: f64, y: f64) -> f64 {
    with_where::<f64>(y, x)
}
#[differentiable]
fn typed(x: f64, y: f64) -> f64 {
    let (b, n): (f64, usize) = (x * y, 3);
    b * n as f64
}
#[differentiable]
fn typed2(x: f64, y: f64) -> f64 {
    let (b, n): (f64, usize) = (x * y, 3);
    b * 2.0
}
#[differentiable]
fn sl(v: &[f64]) -> f64 {
    match &v[..2] {
        [a, .., b] => a - b,
        _ => 1.0,
    }
}
#[differentiable]
fn sl2(v: &[f64]) -> f64 {
    match &v[..2] {
        [a, b] => a - b,
        _ => 1.0,
    }
}
#[derive(Clone, Debug, autodiff_core::Differentiable)]
enum Shape {
    Circle { r: f64 },
    Rect(f64, f64),
}
#[differentiable]
fn lent(x: f64, y: f64) -> f64 {
    let s = Shape::Rect(x, y * x);
    let o = Some(x * y);
    let w = match &o {
        Some(v) => v * x,
        None => 0.0,
    };
    let mut t = Shape::Circle { r: y };
    match &mut t {
        Shape::Circle { r } => *r *= x,
        Shape::Rect(a, _) => *a = x,
    }
    let r = match &t {
        Shape::Circle { r } => r * r,
        _ => 1.0,
    };
    let z = match &s {
        Shape::Circle { r } => r * r,
        Shape::Rect(A, b) if *b > 0.0 => A * b * A,
        Shape::Rect(..) => 2.0,
    };
    let q = match &(x * y) {
        &v => v * v,
    };
    let (A, B) = (x, x * y);
    let (C, ..) = (A, B);
    let A = A * B * C;
    z * w * r + A + q
}
#[test]
fn t() {
    let (gx, gy) = lent::grad(0.7, 1.3);
    let h = 1e-6;
    let dx = (lent(0.7 + h, 1.3) - lent(0.7 - h, 1.3)) / (2.0 * h);
    let dy = (lent(0.7, 1.3 + h) - lent(0.7, 1.3 - h)) / (2.0 * h);
    assert!(
        (gx - dx).abs() < 1e-6 && (gy - dy).abs() < 1e-6,
        "{gx} {dx} {gy} {dy}"
    );
}
