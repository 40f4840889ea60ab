//! Where a primal is zero and its tangent isn't; kinks; numbers that branch and index.

use autodiff_core::{
    Cotangent, Differentiable, Dual, Elementary, Leaves, Scalar, Tape, differentiable, hessian, jvp,
};
use ndarray::{Array1, array};

/// The cotangents of the functions are zero at the roots, their tangents aren't.
macro_rules! at_root {
    ($($name:ident |$x:ident| $f:expr, $root:expr;)*) => {
        $(
            #[differentiable]
            fn $name<T: Scalar>(x: &[T]) -> T {
                let $x = x[0];
                let miss = $f - T::from_f64($root);
                miss * miss
            }
        )*

        #[test]
        fn cotangents_that_vanish() {
            $({
                let second = hessian($name::grad, &[0.25_f64][..]);
                let ([slope], [at]) = ([second[[0, 0]]], [0.25]);
                let f = |$x: f64| $f;
                let by = (f(at + 1e-5) - f(at - 1e-5)) / 2e-5;
                let expected = 2.0 * by * by;
                assert!((f(at) - $root).abs() < 1e-15, "{}: {}", stringify!($name), f(at));
                assert!((slope - expected).abs() < 1e-6 * expected, "{}: {slope} {expected}", stringify!($name));
            })*
        }
    };
}

at_root! {
    of_sqrt |x| x.sqrt(), 0.5;
    of_recip |x| x.recip(), 4.0;
    of_ln |x| x.ln(), 0.25_f64.ln();
    of_log2 |x| x.log2(), -2.0;
    of_log10 |x| x.log10(), 0.25_f64.log10();
    of_ln_1p |x| x.ln_1p(), 0.25_f64.ln_1p();
    of_asin |x| x.asin(), 0.25_f64.asin();
    of_acos |x| x.acos(), 0.25_f64.acos();
    of_atanh |x| x.atanh(), 0.25_f64.atanh();
    of_powi |x| x.powi(3), 0.015625;
}

#[differentiable]
fn of_powf<T: Scalar>(x: &[T]) -> T {
    let miss = x[0].powf(x[1]) - T::from_f64(0.5);
    miss * miss
}

/// `ln(1/4)/ln(3/2)` is the number that it meets.
#[differentiable]
fn of_log<T: Scalar>(x: &[T]) -> T {
    let miss = x[0].log(x[1]) - T::from_f64(-3.419022582702909);
    miss * miss
}

/// What a branch passes over; what multiplies with zero.
#[differentiable]
fn passed_over<T: Scalar>(x: &[T]) -> T {
    let r = x[0].sqrt();
    let q = x[1] / x[0];
    if x[0] > T::from_f64(0.0) {
        r * q
    } else {
        x[0] * x[1] * x[1]
    }
}

#[test]
fn zeros() {
    second!(of_powf; [0.25, 0.5]);
    second!(of_log; [0.25, 1.5]);
    // With an exponent of three at zero, all is smooth up to second derivatives.
    second!(cubes; [0.0], [0.3], [-0.2]);
    let h = hessian(passed_over::grad, &[0.0, 3.0][..]);
    assert_eq!(h, array![[0.0, 6.0], [6.0, 0.0]]);
}

#[differentiable]
fn cubes<T: Scalar>(x: &[T]) -> T {
    x[0].abs() * x[0] * x[0].powf(T::from_f64(4.0)) + x[0].powi(2) * x[0]
}

/// At kinks: as the table of `Elementary` says.
#[test]
fn kinks() {
    #[differentiable]
    fn f<T: Scalar>(x: T, y: T) -> T {
        x.abs() * y + x.hypot(y - y) + x.max(y - y) + x.signum() * y * y
    }
    let h = hessian(|&(x, y)| f::grad(x, y), &(0.0, 2.0));
    assert_eq!(h, array![[0.0, 0.0], [0.0, 2.0]]);
    let (slope, _) = f::grad(0.0, 2.0);
    assert_eq!(
        f::grad(Dual::variable(0.0), Dual::constant(2.0)).0.primal,
        slope
    );
}

/// A base of zero: infinite where the formula is, never zero by mistake.
#[test]
fn powers_of_zero() {
    let power = |p: f64| jvp(|&x| x.powf(Dual::constant(p)), &0.0, &1.0).1;
    assert_eq!((power(2.0), power(1.0), power(0.0)), (0.0, 1.0, 0.0));
    assert_eq!(power(0.5), f64::INFINITY);
    #[differentiable]
    fn f<T: Scalar>(x: T, p: T) -> T {
        x.powf(p)
    }
    let h = |p: f64| hessian(|&(x, p)| f::grad(x, p), &(0.0, p));
    assert_eq!(h(3.0), array![[0.0, 0.0], [0.0, 0.0]]);
    assert_eq!(h(2.0), array![[2.0, 0.0], [0.0, 0.0]]);
    // `∂²xᵖ/∂x∂p = xᵖ⁻¹ (1 + p ln x)` isn't finite any more.
    assert!(!h(1.0)[[0, 1]].is_finite() && !h(0.5)[[0, 1]].is_finite());
    assert!(!h(1.5)[[0, 0]].is_finite());
    // Nothing comes of constants.
    let constant = jvp(|&p| Dual::constant(0.0).powf(p), &1.0, &1.0);
    assert_eq!(constant, (0.0, 0.0));
    let below = jvp(|&x| x.powf(Dual::constant(2.0)), &-3.0, &1.0);
    assert_eq!(below, (9.0, -6.0));
    let root = jvp(|&x| x + Dual::constant(0.0).sqrt(), &1.0, &1.0);
    assert_eq!(root, (1.0, 1.0));
}

/// Comparisons, indices and casts go by the primal.
#[differentiable]
fn table<T: Scalar + num_traits::ToPrimitive>(x: &[T]) -> T {
    let rank = x.iter().filter(|v| **v < x[0]).count();
    let place = autodiff_core::detach(x[0].abs()).to_usize().unwrap_or(0) % x.len();
    let equal = x.iter().filter(|v| **v == x[place]).count();
    x[rank] * x[place] * x[0] + T::from_f64(equal as f64) * x[0]
}

#[test]
fn comparisons() {
    second!(table; [1.3, -0.4, 2.1, 0.3]);
    let (a, b) = (Dual::new(1.0, 5.0), Dual::new(1.0, -2.0));
    assert!(a == b && a <= b && !(a < b));
    assert!(Dual::new(f64::NAN, 0.0).is_nan() && !Dual::new(1.0, f64::NAN).is_nan());
    // Zero as a cotangent has no tangent either.
    assert!(!Dual::new(0.0, 1.0).is_zero());
}

/// What walks over the leaves of a value walks over tangents too.
#[test]
fn leaves() {
    let mut x = array![Dual::new(1.0, 2.0), Dual::new(3.0, 4.0)];
    assert_eq!(x.to_flat(), [1.0, 2.0, 3.0, 4.0]);
    x.scale(2.0);
    assert_eq!(x[1].tangent, 8.0);
    assert_eq!(vec![Dual::new(3.0, 4.0)].norm(), 5.0);
    let mut paths = Vec::new();
    vec![x[0]].visit(|path, _| paths.push(path.to_string()));
    assert_eq!(paths, ["[0].primal", "[0].tangent"]);
}

#[derive(Clone, Debug, Differentiable)]
struct Line<T: 'static> {
    slope: T,
    offsets: Array1<T>,
    #[differentiable(skip)]
    name: &'static str,
}

#[differentiable]
fn fitted<T: Scalar>(line: &Line<T>, x: &[T]) -> T {
    let mut s = T::from_f64(0.0);
    for (i, v) in x.iter().enumerate() {
        let e = line.slope * *v + line.offsets[i % 2];
        s += e * e * v.exp();
    }
    s
}

/// A struct is made of its numbers in the closure.
#[test]
fn structs() {
    let x = [0.4, -0.3, 0.8, 0.2];
    let gradient = |p: &[Dual<f64>]| {
        let line = Line {
            slope: p[0],
            offsets: array![p[1], p[2]],
            name: "of duals",
        };
        let x = x.map(Dual::constant);
        let (line_bar, _) = fitted::grad(&line, &x);
        vec![line_bar.slope, line_bar.offsets[0], line_bar.offsets[1]]
    };
    let found = hessian(gradient, &[0.5, 0.1, -0.2][..]);
    let weights = x.map(f64::exp);
    let sum = |f: &dyn Fn(usize) -> f64| 2.0 * (0..4).map(f).sum::<f64>();
    let even = |i: usize| (i % 2 == 0) as u8 as f64;
    let expected = array![
        [
            sum(&|i| weights[i] * x[i] * x[i]),
            sum(&|i| weights[i] * x[i] * even(i)),
            sum(&|i| weights[i] * x[i] * (1.0 - even(i)))
        ],
        [
            sum(&|i| weights[i] * x[i] * even(i)),
            sum(&|i| weights[i] * even(i)),
            0.0
        ],
        [
            sum(&|i| weights[i] * x[i] * (1.0 - even(i))),
            0.0,
            sum(&|i| weights[i] * (1.0 - even(i)))
        ],
    ];
    for (found, expected) in found.iter().zip(&expected) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
}

/// Vectors and arrays of dual numbers come back from the tape as they went.
#[test]
fn on_the_tape() {
    use autodiff_core::Storable;
    let dual = |i: i32| Dual::new(f64::from(i), 0.5 - f64::from(i));
    let text = |x: &dyn std::fmt::Debug| format!("{x:?}");
    let mut tape = Tape::new();
    let vec: Vec<_> = (0..20).map(dual).collect();
    let wide = array![[dual(1), dual(2)], [dual(3), dual(4)]].reversed_axes();
    let nested = [Dual::new(dual(1), dual(2)); 3];
    vec.clone().push_to(&mut tape);
    wide.clone().push_to(&mut tape);
    nested.push_to(&mut tape);
    (1.0, dual(7), 3_usize).push_to(&mut tape);
    assert!(tape.bytes() >= 8 * (40 + 8 + 12 + 3));
    assert_eq!(
        text(&<(f64, Dual<f64>, usize)>::pop_from(&mut tape)),
        text(&(1.0, dual(7), 3))
    );
    assert_eq!(
        text(&<[Dual<Dual<f64>>; 3]>::pop_from(&mut tape)),
        text(&nested)
    );
    assert_eq!(
        text(&ndarray::Array2::<Dual<f64>>::pop_from(&mut tape)),
        text(&wide)
    );
    assert_eq!(text(&Vec::<Dual<f64>>::pop_from(&mut tape)), text(&vec));
    assert!(tape.is_empty());
}

/// A loop that does something else the second time is noticed by tangents alone.
#[test]
#[should_panic(expected = "#[checkpoint]: run again, the loop doesn't do the same")]
fn checkpoints_look_at_tangents() {
    use std::cell::Cell;
    thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
    fn noise() -> Dual<f64> {
        COUNT.set(COUNT.get() + 1);
        Dual::new(0.0, f64::from(COUNT.get()))
    }
    #[differentiable]
    fn f(x: Dual<f64>) -> Dual<f64> {
        let mut list = vec![x];
        #[checkpoint(snapshots = 1, tape = 2)]
        for i in 0..20 {
            let next = list[i] * x + noise();
            list.push(next);
        }
        list[20]
    }
    let _ = f::grad(Dual::variable(0.5));
}
