//! The functions of the library of one and two numbers, also where their formulas have kinks that they
//! themselves haven't; forward mode; what is said of shapes that differ.

use autodiff_core::ops::{self, Reduction};
use autodiff_core::{Dual, Scalar, differentiable, hessian, hessian_vector_product, jvp};
use ndarray::{Array1, Array2, Axis, array};

macro_rules! pointwise {
    ($($name:ident at $($x:literal)+;)*) => {
        mod one {
            use super::*;
            $(
                #[differentiable]
                pub(super) fn $name<T: Scalar>(x: &[T]) -> T {
                    ops::$name(x[0])
                }
            )*
        }

        $(
            #[test]
            fn $name() {
                use one::$name;
                $(second!($name; [$x]);)+
            }
        )*
    };
}

pointwise! {
    sigmoid at 0.4 -1.2 0.0;
    softplus at 0.4 -1.2 0.0;
    relu at 0.4 -1.2;
    relu6 at 0.4 7.0;
    selu at 0.4 -1.2;
    gelu at 0.4 -1.2 0.0;
    gelu_tanh at 0.4 -1.2 0.0;
    silu at 0.4 -1.2 0.0;
    softsign at 0.4 -1.2;
    hard_sigmoid at 0.4;
    hard_tanh at 0.4;
    tanhshrink at 0.4 -1.2 0.0;
    erf at 0.4 -1.2 0.0;
    erfc at 0.4 -1.2 0.0;
    erfinv at 0.4 -0.7 0.0;
    ln_gamma at 0.4 -1.2 3.7;
    digamma at 0.4 -1.2 3.7;
    normal_cdf at 0.4 -1.2 0.0;
    sinc at 0.4 -1.2 0.0 0.05;
}

macro_rules! pairwise {
    ($($name:ident at $([$x:literal, $y:literal])+;)*) => {
        mod two {
            use super::*;
            $(
                #[differentiable]
                pub(super) fn $name<T: Scalar>(x: &[T]) -> T {
                    ops::$name(x[0], x[1])
                }
            )*
        }

        $(
            #[test]
            fn $name() {
                use two::$name;
                $(second!($name; [$x, $y]);)+
            }
        )*
    };
}

pairwise! {
    maximum at [0.4, 1.2];
    minimum at [0.4, 1.2];
    logaddexp at [0.4, 1.2] [0.4, 0.4] [-3.0, 2.0];
    xlogy at [0.4, 1.2] [0.0, 0.7];
    leaky_relu at [0.4, 1.2] [-0.3, 0.1];
    elu at [0.4, 1.2] [-0.3, 0.1];
}

/// Residuals that are zero, logits that are.
#[differentiable]
fn losses<T: Scalar>(x: &[T]) -> T {
    let a = Array1::from_vec(x[..3].to_vec());
    let b = Array1::from_vec(x[3..].to_vec());
    ops::mse(&a, &b, Reduction::Sum).exp()
        + ops::huber(&a, &b, T::from_f64(0.6), Reduction::Sum).exp()
        + ops::bce_with_logits(&a, &b, Reduction::Mean).exp()
        + ops::hinge(&a, &b, Reduction::Sum)
}

#[differentiable]
fn divergence<T: Scalar>(x: &[T]) -> T {
    let a = Array1::from_vec(x[..2].to_vec());
    let b = Array1::from_vec(x[2..].to_vec());
    ops::kl_div(&a, &b, Reduction::Sum) * x[0]
}

#[differentiable]
fn entropy<T: Scalar>(x: &[T]) -> T {
    let a = Array2::from_shape_vec((2, 2), x.to_vec()).unwrap();
    let log = ops::log_softmax(&a, Axis(1));
    ops::cross_entropy(&a, &targets(), Reduction::Mean) * ops::nll(&log, &targets(), Reduction::Sum)
}

fn targets() -> Array1<usize> {
    array![1, 0]
}

#[test]
fn of_losses() {
    second!(losses; [0.4, 0.0, -0.3, 0.4, 0.7, 0.1]);
    second!(divergence; [-0.4, -0.2, 0.4, 0.7]);
    second!(about entropy; [0.4, 0.4, -0.3, 1.0]);
}

#[differentiable]
fn euclid<T: Scalar>(x: &[T]) -> T {
    let v = Array1::from_vec(x.to_vec());
    ops::norm(&v, T::from_f64(2.0)) * x[0] + ops::norm(&v, T::from_f64(4.0))
}

/// With a power that is 2 and varies.
#[differentiable]
fn power<T: Scalar>(x: &[T]) -> T {
    let v = Array1::from_vec(x[1..].to_vec());
    ops::norm(&v, x[0])
}

#[test]
fn of_norms() {
    second!(about euclid; [0.4, 0.0, -0.3]);
    second!(about power; [2.0, 0.4, 0.7, -0.3], [3.3, 0.4, 0.7, -0.3], [5.0, 0.4, 0.0, -0.3]);
    // Where a number is zero, the second derivative by it isn't.
    let h = hessian(power::grad, &[2.0, 0.4, 0.0][..]);
    assert!((h[[2, 2]] - 2.5_f64).abs() < 1e-12, "{h}");
}

#[differentiable]
fn determinants<T: Scalar>(x: &[T]) -> T {
    let a = Array2::from_shape_vec((3, 3), x.to_vec()).unwrap();
    ops::determinant(&a)
}

#[test]
fn of_determinants() {
    second!(about determinants;
        [0.4, 0.1, 0.3, 0.2, -0.7, 0.9, 0.4, 1.3, 0.8],
        [0.0, 1.0, 2.0, 0.0, 3.0, 1.0, 0.0, 1.0, -1.0],
        [0.0; 9]);
}

#[test]
fn forward_mode() {
    fn turned<T: Scalar>(x: &[T], angle: T) -> Vec<T> {
        let (s, c) = angle.sin_cos();
        vec![c * x[0] - s * x[1], s * x[0] + c * x[1]]
    }
    let at = (vec![1.0, 2.0], 0.3_f64);
    let (value, along) = jvp(|(x, angle)| turned(x, *angle), &at, &(vec![0.0, 0.0], 1.0));
    assert_eq!(value, turned(&at.0, at.1));
    assert_eq!(along, [-value[1], value[0]]);
    // Of arrays.
    let (y, y_dot) = jvp(|x| x.dot(x), &array![1.0, 2.0], &array![0.5, 0.0]);
    assert_eq!((y, y_dot), (5.0, 1.0));
}

#[differentiable]
fn square<T: Scalar>(x: &[T]) -> T {
    x[0] * x[0]
}

#[test]
#[should_panic(
    expected = "hessian_vector_product: the direction has shape [1], the variables have shape [2]"
)]
fn another_length() {
    let _ = hessian_vector_product(square::grad, &[1.0, 2.0][..], &[1.0][..]);
}

#[test]
#[should_panic(expected = "jvp: the direction has shape [1, 2], the variables have shape [2, 1]")]
fn another_shape() {
    let _ = jvp(|x| x.sum(), &array![[1.0], [2.0]], &array![[1.0, 2.0]]);
}

#[test]
#[should_panic(expected = "hessian: the gradient has 1 numbers, the variables have 2")]
fn another_count() {
    let _ = hessian(|x: &[Dual<f64>]| vec![x[0]], &[1.0, 2.0][..]);
}
