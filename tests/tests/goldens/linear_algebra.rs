//! Products, systems, factors and functions of matrices; sums of products over named axes.

use autodiff_core::{differentiable, ops};
use autodiff_tests::goldens;
use ndarray::{Array0, Array1, Array2, Array3, Array4};

#[differentiable]
fn outer(a: &Array1<f64>, b: &Array1<f64>) -> Array2<f64> {
    ops::outer(a, b)
}

#[differentiable]
fn kron(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    ops::kron(a, b)
}

#[differentiable]
fn dot(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    a.dot(b)
}

#[differentiable]
fn mv(a: &Array2<f64>, b: &Array1<f64>) -> Array1<f64> {
    a.dot(b)
}

#[differentiable]
fn vm(a: &Array1<f64>, b: &Array2<f64>) -> Array1<f64> {
    a.dot(b)
}

#[differentiable]
fn matmul(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    a.dot(b)
}

#[differentiable]
fn matmul_tn(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    a.t().dot(b)
}

#[differentiable]
fn matmul_nt(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    a.dot(&b.t())
}

#[differentiable]
fn matmul_self(x: &Array2<f64>) -> Array2<f64> {
    x.dot(&x.t())
}

#[differentiable]
fn bmm(a: &Array3<f64>, b: &Array3<f64>) -> Array3<f64> {
    ops::matmul(a, b)
}

#[differentiable]
fn matmul_bc_batch(a: &Array4<f64>, b: &Array3<f64>) -> Array4<f64> {
    ops::matmul(a, b)
}

#[differentiable]
fn linear(x: &Array2<f64>, w: &Array2<f64>, b: &Array1<f64>) -> Array2<f64> {
    x.dot(&w.t()) + b
}

#[differentiable]
fn einsum_ij_jk(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    ops::einsum2("ij,jk->ik", a, b)
}

#[differentiable]
fn einsum_batch(a: &Array3<f64>, b: &Array3<f64>) -> Array3<f64> {
    ops::einsum2("bij,bjk->bik", a, b)
}

#[differentiable]
fn einsum_trace(x: &Array2<f64>) -> Array0<f64> {
    ops::einsum1("ii->", x)
}

#[differentiable]
fn einsum_contract3(a: &Array2<f64>, b: &Array2<f64>, c: &Array1<f64>) -> Array1<f64> {
    ops::einsum3("ij,kj,k->i", a, b, c)
}

#[differentiable]
fn einsum_sum(x: &Array3<f64>) -> Array1<f64> {
    ops::einsum1("ijk->j", x)
}

#[differentiable]
fn tensordot(a: &Array3<f64>, b: &Array3<f64>) -> Array2<f64> {
    ops::tensordot(a, b, &[1, 2], &[0, 1])
}

#[differentiable]
fn inv(x: &Array2<f64>) -> Array2<f64> {
    ops::inverse(x)
}

#[differentiable]
fn solve(a: &Array2<f64>, b: &Array1<f64>) -> Array1<f64> {
    ops::solve(a, b)
}

#[differentiable]
fn solve_triangular(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    ops::solve_triangular(a, b, true)
}

#[differentiable]
fn logabsdet(x: &Array2<f64>) -> f64 {
    ops::log_abs_det(x)
}

#[differentiable]
fn cholesky(x: &Array2<f64>) -> Array2<f64> {
    ops::cholesky(x)
}

#[differentiable]
fn eigvalsh(x: &Array2<f64>) -> Array1<f64> {
    ops::eigvalsh(x)
}

#[differentiable]
#[allow(non_snake_case, reason = "the name of the case")]
fn qr_R(x: &Array2<f64>) -> Array2<f64> {
    let (_, r) = ops::qr(x);
    r.mapv(f64::abs)
}

#[differentiable]
fn matrix_power3(x: &Array2<f64>) -> Array2<f64> {
    ops::matrix_power(x, 3)
}

#[differentiable]
fn expm(x: &Array2<f64>) -> Array2<f64> {
    ops::expm(x)
}

#[differentiable]
fn cross(a: &Array1<f64>, b: &Array1<f64>) -> Array1<f64> {
    ops::cross(a, b)
}

#[allow(non_snake_case, reason = "the names of the inputs")]
pub(super) fn checks() -> Vec<goldens::Check> {
    goldens! {
        outer(&a, &b);
        kron(&a, &b);
        dot(&a, &b);
        mv(&a, &b);
        vm(&a, &b);
        matmul(&a, &b);
        matmul_tn(&a, &b);
        matmul_nt(&a, &b);
        matmul_self(&x);
        bmm(&a, &b);
        matmul_bc_batch(&a, &b);
        linear(&x, &W, &b);
        einsum_ij_jk(&a, &b);
        einsum_batch(&a, &b);
        einsum_trace(&x);
        einsum_contract3(&a, &b, &c);
        einsum_sum(&x);
        tensordot(&a, &b);
        inv(&x);
        solve(&a, &b);
        solve_triangular(&a, &b);
        logabsdet(&x);
        cholesky(&x);
        eigvalsh(&x);
        qr_R(&x);
        matrix_power3(&x);
        expm(&x);
        cross(&a, &b);
    }
}
