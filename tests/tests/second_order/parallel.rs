//! Sums over independent items: the reverse sweep multiplies what the forward sweep found by a dual number.

use autodiff_core::{
    Differentiable, Dual, Scalar, differentiable, hessian, hessian_vector_product, parallel_sum,
};
use ndarray::{Array1, Array2, array};

#[differentiable]
fn cubes<T: Scalar>(x: &[T]) -> T {
    parallel_sum(x, |x| *x * *x * *x)
}

#[differentiable]
fn squared<T: Scalar>(x: &[T]) -> T {
    let s = parallel_sum(x, |x| *x * *x);
    s * s
}

#[differentiable]
fn captured<T: Scalar>(x: &[T]) -> T {
    let k = x[0];
    parallel_sum(x, |x| *x * k)
}

#[differentiable]
fn mixed<T: Scalar>(x: &[T]) -> T {
    let (k, ys) = (x[0] * x[1], x.to_vec());
    let s = parallel_sum(&ys, |y| (*y * k).sin() * x[1] + ys[2] * *y);
    let t = parallel_sum(0..x.len(), |i: usize| {
        let inner = parallel_sum(&ys, |y| *y * x[i] * k);
        inner * inner + s
    });
    (s * t).tanh() + t / (s * s + T::from_f64(1.0))
}

#[differentiable]
fn bump<T: Scalar>(x: &T) -> T {
    (*x * *x).exp()
}

#[differentiable]
fn by_name<T: Scalar>(x: &[T]) -> T {
    parallel_sum(x, bump).ln() * x[0]
}

#[differentiable]
fn in_turns<T: Scalar>(x: &[T]) -> T {
    let mut s = x[0];
    for _ in 0..3 {
        let scale = s;
        s = parallel_sum(x, |x| (*x * scale).cos()) * x[1];
    }
    s
}

#[test]
fn sums() {
    let points = [0.7, -0.4, 1.1];
    second!(cubes; points, [0.0, 2.0], [0.3; 9]);
    second!(squared; points, [0.3, 1.0, -0.2, 0.5, 0.6, 0.7, -1.0, 1.2, 0.4]);
    second!(captured; points, [0.3, 1.0, -0.2, 0.5, 0.6, 0.7, -1.0, 1.2, 0.4]);
    second!(mixed; points, [0.3, 1.0, -0.2, 0.5, 0.6, 0.7, -1.0, 0.2, 0.4]);
    second!(by_name; points);
    second!(in_turns; points);
}

#[test]
fn hessians() {
    let x = &[1.0, 2.0][..];
    assert_eq!(hessian(cubes::grad, x), array![[6.0, 0.0], [0.0, 12.0]]);
    assert_eq!(
        hessian(squared::grad, x),
        array![[28.0, 16.0], [16.0, 52.0]]
    );
    assert_eq!(hessian(captured::grad, x), array![[2.0, 1.0], [1.0, 0.0]]);
    let (gradient, product) = hessian_vector_product(squared::grad, x, &[1.0, -1.0][..]);
    assert_eq!((gradient, product), (vec![20.0, 40.0], vec![12.0, -36.0]));
}

#[derive(Differentiable, Clone)]
struct Net<T: Scalar> {
    weights: Array2<T>,
    bias: Option<Box<T>>,
    pair: (T, [T; 2]),
}

/// Cotangents of all sorts.
#[differentiable]
fn through_a_struct<T: Scalar>(x: &[T]) -> T {
    let mut weights = Array2::from_elem((2, 2), x[0]);
    weights[[0, 1]] = x[1] * x[1];
    let column = weights.t().to_owned() * x[0];
    let v = Array1::from_elem(2, x[1]);
    let net = Net {
        weights,
        bias: Some(Box::new(x[2])),
        pair: (x[0], [x[1], x[2]]),
    };
    let s = parallel_sum(x, |x| {
        let mut sum = net.pair.0 * net.pair.1[1] * *x;
        if let Some(bias) = &net.bias {
            sum += **bias * *x;
        }
        for i in 0..2 {
            sum += net.weights[[i, 1]] * v[i] * *x * column[[1, i]];
        }
        sum
    });
    s * s * s
}

#[test]
fn cotangents_of_all_sorts() {
    second!(through_a_struct; [0.7, -0.4, 1.1]);
}

/// What is a dual number of a dual number.
#[test]
fn third_derivatives() {
    let x = Dual::new(Dual::new(2.0, 1.0), Dual::new(1.0, 0.0));
    assert_eq!(cubes::grad(&[x])[0].tangent.tangent, 6.0);
    assert_eq!(squared::grad(&[x])[0].tangent.tangent, 48.0);
}
