//! Products, systems, factors and functions of matrices.

use autodiff_core::{Scalar, differentiable, ops};
use autodiff_tests::obeys;
use autodiff_tests::ops::random;
use ndarray::{Array0, Array1, Array2, Array3, ArrayD, Axis, array};

/// A matrix far from singular.
fn regular(n: usize) -> Array2<f64> {
    random([n, n], -1.0..1.0) + Array2::<f64>::eye(n) * 2.0
}

#[track_caller]
fn close(found: &Array2<f64>, expected: &Array2<f64>) {
    let largest = expected.iter().fold(1.0_f64, |m, x| m.max(x.abs()));
    assert!(
        found.shape() == expected.shape()
            && (found - expected)
                .iter()
                .all(|d| d.abs() <= 1e-12 * largest),
        "{found}, expected {expected}"
    );
}

#[test]
fn products() {
    for (m, n) in [(3, 2), (1, 4), (0, 2), (2, 0)] {
        let (a, b) = (random(m, -1.0..1.0), random(n, -1.0..1.0));
        obeys!(ops::outer(&a, &b));
    }
    for (a, b) in [
        ([2, 3], [3, 2]),
        ([1, 1], [2, 2]),
        ([0, 2], [2, 3]),
        ([2, 3], [3, 0]),
    ] {
        let (a, b) = (random(a, -1.0..1.0), random(b, -1.0..1.0));
        obeys!(ops::kron(&a, &b));
    }
    for rows in [2, 1, 0] {
        let (a, b) = (random([rows, 3], -1.0..1.0), random([rows, 3], -1.0..1.0));
        obeys!(ops::cross(&a, &b));
    }
}

#[test]
fn batches() {
    for (a, b) in [
        ([2, 2, 3], [2, 3, 2]),
        ([1, 2, 3], [4, 3, 1]),
        ([3, 1, 2], [1, 2, 2]),
        ([0, 2, 3], [1, 3, 2]),
        ([2, 0, 3], [2, 3, 2]),
        ([2, 3, 0], [2, 0, 2]),
    ] {
        let (a, b) = (random(a, -1.0..1.0), random(b, -1.0..1.0));
        obeys!(ops::matmul(&a, &b));
    }
    let (a, b) = (
        random([2, 1, 2, 3], -1.0..1.0),
        random([3, 3, 2], -1.0..1.0),
    );
    obeys!(ops::matmul(&a, &b));
    let (a, b) = (random([2, 3], -1.0..1.0), random([3, 3, 2], -1.0..1.0));
    obeys!(ops::matmul(&a, &b));
    let (a, b) = (random([2, 3], -1.0..1.0), random([3, 2], -1.0..1.0));
    obeys!(ops::matmul(&a, &b));
    assert_eq!(ops::matmul(&a, &b), a.dot(&b));
}

#[test]
fn systems() {
    for n in [4, 3, 1, 0] {
        let a = regular(n);
        obeys!(ops::inverse(&a));
        obeys!(ops::determinant(&a));
        obeys!(ops::log_abs_det(&a));
        let b = random(n, -1.0..1.0);
        obeys!(ops::solve(&a, &b));
        obeys!(ops::solve_triangular(&a, &b; true));
        obeys!(ops::solve_triangular(&a, &b; false));
        for columns in [1, 3, 0] {
            let b = random([n, columns], -1.0..1.0);
            obeys!(ops::solve(&a, &b));
            obeys!(ops::solve_triangular(&a, &b; true));
            obeys!(ops::solve_triangular(&a, &b; false));
        }
    }
    // Pivots have to be exchanged.
    let a = array![[0.0, 2.0, 0.3], [0.0, 0.1, -1.5], [3.0, 0.2, 0.1]];
    obeys!(ops::inverse(&a));
    obeys!(ops::determinant(&a));
    let b = random([3, 2], -1.0..1.0);
    obeys!(ops::solve(&a, &b));
    close(&a.dot(&ops::solve(&a, &b)), &b);
    close(&ops::inverse(&a).dot(&a), &Array2::eye(3));
    let determinant = -2.0 * (0.0 * 0.1 - -1.5 * 3.0) + 0.3 * (0.0 * 0.2 - 0.1 * 3.0);
    assert!((ops::determinant(&a) - determinant).abs() < 1e-12);
}

/// Of rank two, and of rank one.
#[test]
fn determinants_of_singular_matrices() {
    let a = array![[1.0, 2.0, 0.0], [2.0, 4.0, 0.0], [0.0, 0.0, 3.0]];
    obeys!(ops::determinant(&a));
    let a = array![[1.0, 2.0, 4.0], [2.0, 4.0, 8.0], [1.0, 2.0, 4.0]];
    obeys!(ops::determinant(&a));
    let a = array![[0.0]];
    obeys!(ops::determinant(&a));
    assert_eq!(ops::log_abs_det(&a), f64::NEG_INFINITY);
}

/// What is above the diagonal isn't read.
#[test]
fn a_triangle_alone() {
    let a = array![[2.0, f64::NAN], [1.0, 4.0]];
    assert_eq!(
        ops::solve_triangular(&a, &array![2.0, 9.0], true),
        array![1.0, 2.0]
    );
    assert_eq!(
        ops::solve_triangular(&a.t(), &array![4.0, 8.0], false),
        array![1.0, 2.0]
    );
}

#[test]
fn factors() {
    for n in [4, 3, 1, 0] {
        let half = regular(n);
        let a = half.dot(&half.t()) + 0.1 * &half;
        obeys!(ops::cholesky(&a));
        let l = ops::cholesky(&a);
        close(&l.dot(&l.t()), &((&a + &a.t()) / 2.0));
        let spread = a + Array2::from_diag(&Array1::from_iter((0..n).map(|k| k as f64 * 3.0)));
        obeys!(ops::eigvalsh(&spread));
    }
    for shape in [[4, 4], [5, 3], [3, 5], [1, 3], [3, 1], [0, 2], [2, 0]] {
        let a = random(shape, -1.0..1.0)
            + Array2::from_shape_fn(shape, |(i, j)| if i == j { 2.0 } else { 0.0 });
        obeys!(ops::qr(&a));
        let (q, r) = ops::qr(&a);
        close(&q.dot(&r), &a);
        close(&q.t().dot(&q), &Array2::eye(q.ncols()));
        assert!(r.diag().iter().all(|&r| r > 0.0));
        assert_eq!(r, r.triu(0));
    }
}

#[test]
fn eigenvalues() {
    for n in [1, 2, 7, 30] {
        let values = Array1::from_iter((0..n).map(|k| (k / 2) as f64 - 3.0));
        let (q, _) = ops::qr(&random([n, n], -1.0..1.0));
        let a = (&q * &values).dot(&q.t());
        let found = ops::eigvalsh(&a);
        assert!(
            (&found - &values)
                .iter()
                .all(|d| d.abs() < 1e-12 * n as f64),
            "{found}"
        );
    }
    assert_eq!(
        ops::eigvalsh(&Array2::<f64>::zeros((3, 3))),
        array![0.0, 0.0, 0.0]
    );
    let ones = ops::eigvalsh(&Array2::<f64>::ones((4, 4)));
    assert!((ones[3] - 4.0).abs() < 1e-14 && ones[0].abs() < 1e-14);
    // Many orders of magnitude apart.
    let graded = ops::eigvalsh(&array![[1e-200, 0.0], [0.0, -1e200]]);
    assert_eq!(graded, array![-1e200, 1e-200]);
}

#[test]
fn functions() {
    for n in [3, 1, 0] {
        let a = regular(n);
        for power in [0, 1, 2, 3, 4, 7, 13] {
            obeys!(ops::matrix_power(&a; power));
            let mut product = Array2::eye(n);
            for _ in 0..power {
                product = product.dot(&a);
            }
            close(&ops::matrix_power(&a, power), &product);
        }
        obeys!(ops::expm(&a));
        // Both without and with squaring.
        let small = &a * 0.01;
        obeys!(ops::expm(&small));
        let large = &a * 3.0;
        obeys!(ops::expm(&large));
        close(
            &ops::expm(&large).dot(&ops::expm(&-&large)),
            &Array2::eye(n),
        );
    }
    let exponential = ops::expm(&array![[0.0, 3.0], [-3.0, 0.0]]);
    let (sin, cos) = 3.0_f64.sin_cos();
    close(&exponential, &array![[cos, sin], [-sin, cos]]);
    assert!(ops::expm(&array![[f64::INFINITY]])[[0, 0]].is_nan());
}

macro_rules! contractions {
    ($($name:ident($($x:ident: $X:ty),+) -> $Y:ty = $einsum:ident($equation:literal);)+) => {$(
        #[differentiable]
        fn $name<T: Scalar>($($x: &$X),+) -> $Y {
            ops::$einsum($equation, $($x),+)
        }
    )+};
}

contractions! {
    transposed(a: Array2<T>) -> Array2<T> = einsum1("ij->ji");
    totals(a: Array3<T>) -> Array1<T> = einsum1("ijk->j");
    total(a: Array2<T>) -> Array0<T> = einsum1("ij->");
    trace(a: Array2<T>) -> Array0<T> = einsum1("ii");
    diagonal(a: Array3<T>) -> Array2<T> = einsum1("iji->ji");
    cube_diagonal(a: Array3<T>) -> Array1<T> = einsum1("iii->i");
    matrices(a: Array2<T>, b: Array2<T>) -> Array2<T> = einsum2("ij,jk->ik");
    matrices_backwards(a: Array2<T>, b: Array2<T>) -> Array2<T> = einsum2("ij,jk->ki");
    elementwise(a: Array2<T>, b: Array2<T>) -> Array2<T> = einsum2("ij,ji->ij");
    frobenius(a: Array2<T>, b: Array2<T>) -> Array0<T> = einsum2("ij,ji->");
    outer(a: Array2<T>, b: Array2<T>) -> Array3<T> = einsum2("ij,kk->ijk");
    traces(a: Array2<T>, b: Array2<T>) -> Array1<T> = einsum2("ij,kk->j");
    batch(a: Array3<T>, b: Array3<T>) -> Array3<T> = einsum2("bij,bjk->bik");
    mixed(a: Array3<T>, b: Array3<T>) -> Array2<T> = einsum2("ijk,kil->lj");
    bilinear(a: Array1<T>, b: Array2<T>, c: Array1<T>) -> Array0<T> = einsum3("i,ij,j->");
    three(a: Array2<T>, b: Array2<T>, c: Array1<T>) -> Array1<T> = einsum3("ij,kj,k->i");
    attention(a: Array3<T>, b: Array3<T>, c: Array3<T>) -> Array3<T> = einsum3("bqd,bkd,bkv->bqv");
}

#[test]
fn equations() {
    for n in [3, 1, 0] {
        let m = random([n, n], -1.0..1.0);
        obeys!(trace(&m));
        let t = random([n, 2, n], -1.0..1.0);
        obeys!(diagonal(&t));
        let t = random([n, n, n], -1.0..1.0);
        obeys!(cube_diagonal(&t));
        let a = random([2, 4], -1.0..1.0);
        obeys!(traces(&a, &m));
        let a = random([2, n], -1.0..1.0);
        let b = random([n, 3], -1.0..1.0);
        obeys!(transposed(&a));
        obeys!(total(&a));
        obeys!(matrices(&a, &b));
        obeys!(matrices_backwards(&a, &b));
        let c = random([n, 2], -1.0..1.0);
        obeys!(elementwise(&a, &c));
        obeys!(frobenius(&a, &c));
        let (a, b) = (random([2, n, 3], -1.0..1.0), random([2, 3, 2], -1.0..1.0));
        obeys!(totals(&a));
        obeys!(batch(&a, &b));
        let (a, b) = (random([2, 3, n], -1.0..1.0), random([n, 2, 4], -1.0..1.0));
        obeys!(mixed(&a, &b));
        let (a, b, c) = (
            random(n, -1.0..1.0),
            random([n, 2], -1.0..1.0),
            random(2, -1.0..1.0),
        );
        obeys!(bilinear(&a, &b, &c));
        let (a, b, c) = (
            random([2, 3], -1.0..1.0),
            random([n, 3], -1.0..1.0),
            random(n, -1.0..1.0),
        );
        obeys!(three(&a, &b, &c));
    }
    let (a, b, c) = (
        random([2, 3, 2], -1.0..1.0),
        random([2, 4, 2], -1.0..1.0),
        random([2, 4, 3], -1.0..1.0),
    );
    obeys!(attention(&a, &b, &c));
    // `k` is an axis of the result, and runs along a diagonal.
    let (a, b) = (random([2, 3], -1.0..1.0), random([4, 4], -1.0..1.0));
    obeys!(outer(&a, &b));
}

#[differentiable]
fn chain(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    let factors = [a.clone(), b.clone(), a.clone(), b.clone()];
    let mut operands = Vec::new();
    for factor in &factors {
        let operand: ArrayD<f64> = ops::reshape(factor, factor.shape());
        operands.push(operand);
    }
    ops::einsum("ab,bc,cd,de->ae", &operands)
}

#[test]
fn any_number_of_operands() {
    let (a, b) = (random([2, 3], -1.0..1.0), random([3, 2], -1.0..1.0));
    obeys!(only f64: chain(&a, &b));
    close(&chain(&a, &b), &a.dot(&b).dot(&a).dot(&b));
}

#[differentiable]
fn contracted<T: Scalar>(
    a: &Array3<T>,
    b: &Array3<T>,
    first: &[usize],
    second: &[usize],
) -> Array2<T> {
    ops::tensordot(a, b, first, second)
}

#[test]
fn pairs_of_axes() {
    let (a, b) = (random([2, 3, 4], -1.0..1.0), random([4, 3, 5], -1.0..1.0));
    obeys!(contracted(&a, &b; &[1, 2], &[1, 0]));
    let (a, b) = (random([2, 3, 0], -1.0..1.0), random([0, 3, 5], -1.0..1.0));
    obeys!(contracted(&a, &b; &[2, 1], &[0, 1]));
}

#[test]
#[should_panic(
    expected = "solve: the matrix of shape [2, 2] is singular: there is no pivot in column 1"
)]
fn a_singular_system() {
    let _ = ops::solve(&array![[1.0, 2.0], [2.0, 4.0]], &array![1.0, 2.0]);
}

#[test]
#[should_panic(expected = "inverse: a square matrix is needed, found shape [2, 3]")]
fn a_matrix_that_isnt_square() {
    let _ = ops::inverse(&Array2::<f64>::zeros((2, 3)));
}

#[test]
#[should_panic(
    expected = "solve: a right-hand side of shape [3] for a matrix of shape [2, 2]: axis 0 differs"
)]
fn a_right_hand_side_that_doesnt_fit() {
    let _ = ops::solve(&regular(2), &array![1.0, 2.0, 3.0]);
}

#[test]
#[should_panic(
    expected = "cholesky: the matrix of shape [2, 2] isn't positive definite: its leading minor of order 2 isn't positive"
)]
fn a_matrix_that_isnt_positive() {
    let _ = ops::cholesky(&array![[1.0, 2.0], [2.0, 1.0]]);
}

#[test]
#[should_panic(
    expected = "matmul: shapes [2, 3, 4] and [5, 2] don't fit: axis 2 of the first has to be as long as axis 0 of the second"
)]
fn matrices_that_dont_fit() {
    let _ = ops::matmul(&Array3::<f64>::zeros((2, 3, 4)), &Array2::zeros((5, 2)));
}

#[test]
#[should_panic(
    expected = "einsum: \"ij,jk->ik\" for operands of shapes [2, 3] [4, 2]: 'j' has length 3 in operand 0, but length 4 in operand 1 (axis 0)"
)]
fn an_equation_that_doesnt_fit() {
    let _: Array2<f64> = ops::einsum2("ij,jk->ik", &Array2::zeros((2, 3)), &Array2::zeros((4, 2)));
}

#[test]
#[should_panic(expected = "tensordot: axes [1] of shape [2, 3] don't fit axes [0] of shape [4, 2]")]
fn axes_that_dont_fit() {
    let _: Array2<f64> = ops::tensordot(&Array2::zeros((2, 3)), &Array2::zeros((4, 2)), &[1], &[0]);
}

#[test]
fn lanes_of_any_layout() {
    let a = random([3, 3], -1.0..1.0) + Array2::<f64>::eye(3) * 2.0;
    let wide = ndarray::concatenate![Axis(1), a, a];
    let every_second = wide.slice(ndarray::s![..;-1, ..;-2]);
    close(
        &ops::inverse(&every_second).dot(&every_second),
        &Array2::eye(3),
    );
}
