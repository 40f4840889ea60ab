//! Factorisations and solvers of linear algebra, and matrices and quaternions with operators of
//! their own.

#![allow(
    clippy::needless_range_loop,
    reason = "algorithms on matrices are written with indices, as in the books"
)]

use std::ops::{Add, AddAssign, Index, IndexMut, Mul, Neg, Sub};

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::agrees;

/// The factors of `P A = L U` in one matrix, the rows' permutation and its sign.
#[differentiable]
fn lu(a: &[Vec<f64>]) -> Option<(Vec<Vec<f64>>, Vec<usize>, f64)> {
    let n = a.len();
    let mut lu = a.to_vec();
    let mut perm: Vec<usize> = (0..n).collect();
    let mut sign = 1.0;
    for k in 0..n {
        let mut p = k;
        for i in k + 1..n {
            if lu[i][k].abs() > lu[p][k].abs() {
                p = i;
            }
        }
        if lu[p][k] == 0.0 {
            return None;
        }
        if p != k {
            lu.swap(p, k);
            perm.swap(p, k);
            sign = -sign;
        }
        for i in k + 1..n {
            lu[i][k] /= lu[k][k];
            let factor = lu[i][k];
            for j in k + 1..n {
                lu[i][j] -= factor * lu[k][j];
            }
        }
    }
    Some((lu, perm, sign))
}

#[differentiable]
fn lu_solve(lu: &[Vec<f64>], perm: &[usize], b: &[f64]) -> Vec<f64> {
    let n = lu.len();
    let mut x: Vec<f64> = perm.iter().map(|&p| b[p]).collect();
    for i in 0..n {
        for j in 0..i {
            x[i] -= lu[i][j] * x[j];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            x[i] -= lu[i][j] * x[j];
        }
        x[i] /= lu[i][i];
    }
    x
}

#[differentiable]
fn determinant(a: &[Vec<f64>]) -> f64 {
    match lu(a) {
        Some((lu, _, sign)) => lu
            .iter()
            .enumerate()
            .fold(sign, |det, (i, row)| det * row[i]),
        None => 0.0,
    }
}

#[differentiable]
fn log_abs_det(a: &[Vec<f64>]) -> Option<f64> {
    let (lu, ..) = lu(a)?;
    Some((0..a.len()).map(|i| lu[i][i].abs().ln()).sum())
}

/// How large the solution of `A x = b` is.
#[differentiable]
fn solution_norm(a: &[Vec<f64>], b: &[f64]) -> f64 {
    let Some((lu, perm, _)) = lu(a) else {
        return f64::INFINITY;
    };
    let x = lu_solve(&lu, &perm, b);
    x.iter().map(|v| v * v).sum::<f64>().sqrt()
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct NotPositiveDefinite {
    row: usize,
}

#[differentiable]
fn cholesky(a: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, NotPositiveDefinite> {
    let n = a.len();
    let mut l = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| l[i][k] * l[j][k]).sum();
            if i == j {
                let d = a[i][i] - sum;
                if d <= 0.0 {
                    return Err(NotPositiveDefinite { row: i });
                }
                l[i][j] = d.sqrt();
            } else {
                l[i][j] = (a[i][j] - sum) / l[j][j];
            }
        }
    }
    Ok(l)
}

/// The log-density of a Gaussian at `x`, without the constant.
#[differentiable]
fn log_density(cov: &[Vec<f64>], x: &[f64]) -> Result<f64, NotPositiveDefinite> {
    let l = cholesky(cov)?;
    let mut y = x.to_vec();
    for i in 0..y.len() {
        let (solved, rest) = y.split_at_mut(i);
        for (lij, yj) in l[i].iter().zip(solved.iter()) {
            rest[0] -= lij * yj;
        }
        rest[0] /= l[i][i];
    }
    let log_det: f64 = 2.0 * (0..l.len()).map(|i| l[i][i].ln()).sum::<f64>();
    Ok(-0.5 * (y.iter().map(|v| v * v).sum::<f64>() + log_det))
}

/// Conjugate gradients, until the residual is small.
#[differentiable]
fn conjugate_gradients(a: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let dot = |u: &[f64], v: &[f64]| -> f64 { u.iter().zip(v).map(|(a, b)| a * b).sum() };
    let mut x = vec![0.0; b.len()];
    let mut r = b.to_vec();
    let mut p = r.clone();
    let mut rr = dot(&r, &r);
    while rr > 1e-24 {
        let ap: Vec<f64> = a.iter().map(|row| dot(row, &p)).collect();
        let alpha = rr / dot(&p, &ap);
        for i in 0..x.len() {
            x[i] += alpha * p[i];
            r[i] -= alpha * ap[i];
        }
        let next = dot(&r, &r);
        let beta = next / rr;
        p.iter_mut().zip(&r).for_each(|(p, r)| *p = r + beta * *p);
        rr = next;
    }
    x
}

/// What the symmetric part of a matrix makes of `b`.
#[differentiable]
fn energy(a: &[Vec<f64>], b: &[f64]) -> f64 {
    let n = a.len();
    let symmetric: Vec<Vec<f64>> = (0..n)
        .map(|i| (0..n).map(|j| (a[i][j] + a[j][i]) / 2.0).collect())
        .collect();
    conjugate_gradients(&symmetric, b)
        .iter()
        .zip(b)
        .map(|(x, b)| x * b)
        .sum()
}

/// The dominant eigenvalue, by power iteration.
#[differentiable]
fn dominant_eigenvalue(a: &[Vec<f64>], steps: usize) -> f64 {
    let mut v = vec![1.0; a.len()];
    let mut lambda = 0.0;
    for _ in 0..steps {
        let w: Vec<f64> = a
            .iter()
            .map(|row| row.iter().zip(&v).map(|(a, b)| a * b).sum())
            .collect();
        lambda = w.iter().map(|x| x * x).sum::<f64>().sqrt();
        v = w.into_iter().map(|x| x / lambda).collect();
    }
    lambda
}

/// Modified Gram–Schmidt; the logarithm of the volume that the rows span.
#[differentiable]
fn log_volume(rows: &[Vec<f64>]) -> f64 {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let mut log = 0.0;
    for row in rows {
        let mut v = row.clone();
        for q in &basis {
            let along: f64 = q.iter().zip(&v).map(|(q, v)| q * v).sum();
            for (v, q) in v.iter_mut().zip(q) {
                *v -= along * q;
            }
        }
        let norm = v.iter().map(|v| v * v).sum::<f64>().sqrt();
        log += norm.ln();
        for v in &mut v {
            *v /= norm;
        }
        basis.push(v);
    }
    log
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Matrix<const R: usize, const C: usize>([[f64; C]; R]);

#[differentiable]
impl<const R: usize, const K: usize, const C: usize> Mul<Matrix<K, C>> for Matrix<R, K> {
    type Output = Matrix<R, C>;

    fn mul(self, other: Matrix<K, C>) -> Matrix<R, C> {
        let mut product = [[0.0; C]; R];
        for i in 0..R {
            for j in 0..C {
                for k in 0..K {
                    product[i][j] += self.0[i][k] * other.0[k][j];
                }
            }
        }
        Matrix(product)
    }
}

#[differentiable]
impl<const R: usize, const C: usize> Add for Matrix<R, C> {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        for (row, other) in self.0.iter_mut().zip(&other.0) {
            for (a, b) in row.iter_mut().zip(other) {
                *a += b;
            }
        }
        self
    }
}

#[differentiable]
impl<const R: usize, const C: usize> Matrix<R, C> {
    fn transpose(&self) -> Matrix<C, R> {
        let mut t = [[0.0; R]; C];
        for i in 0..R {
            for j in 0..C {
                t[j][i] = self.0[i][j];
            }
        }
        Matrix(t)
    }

    fn norm_squared(&self) -> f64 {
        self.0.iter().flatten().map(|a| a * a).sum()
    }
}

#[differentiable]
fn residual(a: Matrix<3, 2>, x: Matrix<2, 1>, b: &Matrix<3, 1>) -> f64 {
    let ax = a * x;
    let normal = a.transpose() * (ax + *b);
    normal.norm_squared() + ax.norm_squared()
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Quaternion {
    w: f64,
    x: f64,
    y: f64,
    z: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Vector {
    x: f64,
    y: f64,
    z: f64,
}

#[differentiable]
impl Mul for Quaternion {
    type Output = Self;

    fn mul(self, q: Self) -> Self {
        let p = self;
        Self {
            w: p.w * q.w - p.x * q.x - p.y * q.y - p.z * q.z,
            x: p.w * q.x + p.x * q.w + p.y * q.z - p.z * q.y,
            y: p.w * q.y - p.x * q.z + p.y * q.w + p.z * q.x,
            z: p.w * q.z + p.x * q.y - p.y * q.x + p.z * q.w,
        }
    }
}

#[differentiable]
impl Mul<Vector> for Quaternion {
    type Output = Vector;

    /// The vector, rotated.
    fn mul(self, v: Vector) -> Vector {
        let q =
            self * Quaternion {
                w: 0.0,
                x: v.x,
                y: v.y,
                z: v.z,
            } * self.conjugate();
        Vector {
            x: q.x,
            y: q.y,
            z: q.z,
        }
    }
}

#[differentiable]
impl Quaternion {
    const IDENTITY: Self = Self {
        w: 1.0,
        x: 0.0,
        y: 0.0,
        z: 0.0,
    };

    fn about(axis: Vector, angle: f64) -> Self {
        let (sin, cos) = (angle / 2.0).sin_cos();
        let Vector { x, y, z } = axis.normalized();
        Self {
            w: cos,
            x: x * sin,
            y: y * sin,
            z: z * sin,
        }
    }

    fn conjugate(self) -> Self {
        Self {
            w: self.w,
            x: -self.x,
            y: -self.y,
            z: -self.z,
        }
    }
}

#[differentiable]
impl Vector {
    fn dot(&self, other: &Self) -> f64 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    fn normalized(self) -> Self {
        let norm = self.dot(&self).sqrt();
        if norm == 0.0 {
            return self;
        }
        Self {
            x: self.x / norm,
            y: self.y / norm,
            z: self.z / norm,
        }
    }
}

#[differentiable]
impl Sub for Vector {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            x: self.x - other.x,
            y: self.y - other.y,
            z: self.z - other.z,
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
            z: -self.z,
        }
    }
}

#[differentiable]
impl AddAssign for Vector {
    fn add_assign(&mut self, other: Self) {
        self.x += other.x;
        self.y += other.y;
        self.z += other.z;
    }
}

/// How far a rotation of all points misses their targets.
#[differentiable]
fn misfit(axis: Vector, angle: f64, points: &[Vector], targets: &[Vector]) -> f64 {
    let q = Quaternion::about(axis, angle);
    let mut centre = Vector {
        x: 0.0,
        y: 0.0,
        z: 0.0,
    };
    let mut sum = 0.0;
    for (p, t) in points.iter().zip(targets) {
        let d = q * *p - *t;
        centre += d;
        sum += d.dot(&d);
    }
    sum + centre.dot(&-centre)
}

/// Many small rotations, one upon the other.
#[differentiable]
fn turned(axis: Vector, angle: f64, v: Vector, steps: usize) -> f64 {
    let step = Quaternion::about(axis, angle / steps as f64);
    let total = (0..steps).fold(Quaternion::IDENTITY, |q, _| step * q);
    (total * v).x
}

/// A matrix of any size, stored by rows.
#[derive(Clone, Debug, Differentiable)]
struct Dense {
    rows: usize,
    columns: usize,
    data: Vec<f64>,
}

impl Index<(usize, usize)> for Dense {
    type Output = f64;

    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.data[i * self.columns + j]
    }
}

impl IndexMut<(usize, usize)> for Dense {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        &mut self.data[i * self.columns + j]
    }
}

#[differentiable]
impl Dense {
    fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            rows,
            columns,
            data: vec![0.0; rows * columns],
        }
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.data[i * self.columns + j]
    }

    fn matmul(&self, other: &Dense) -> Dense {
        assert_eq!(self.columns, other.rows, "the shapes must fit");
        let mut product = Dense::zeros(self.rows, other.columns);
        for i in 0..self.rows {
            for j in 0..other.columns {
                product.data[i * other.columns + j] = (0..self.columns)
                    .map(|k| self.at(i, k) * other.at(k, j))
                    .sum();
            }
        }
        product
    }

    fn trace(&self) -> f64 {
        (0..self.rows.min(self.columns))
            .map(|i| self.at(i, i))
            .sum()
    }
}

#[differentiable]
fn trace_of_power(a: &Dense, power: u32) -> f64 {
    let mut result = a.clone();
    for _ in 1..power {
        result = result.matmul(a);
    }
    result.trace()
}

fn matrices() -> [Vec<Vec<f64>>; 3] {
    [
        vec![
            vec![0.1, 2.0, -1.0],
            vec![3.0, 0.5, 0.3],
            vec![1.0, 1.0, 2.5],
        ],
        vec![vec![2.0, 0.3], vec![0.3, 1.5]],
        vec![vec![-1.7]],
    ]
}

fn spd(n: usize) -> Vec<Vec<f64>> {
    let entry = |i: usize, j: usize| 1.0 / (1.0 + (i as f64 - j as f64).abs());
    (0..n)
        .map(|i| {
            (0..n)
                .map(|j| entry(i, j) + if i == j { 0.5 + i as f64 } else { 0.0 })
                .collect()
        })
        .collect()
}

#[test]
fn lu_with_pivoting() {
    for a in matrices() {
        let b: Vec<f64> = (0..a.len()).map(|i| 1.0 + i as f64).collect();
        agrees!([a] determinant(&a));
        agrees!([a, b] solution_norm(&a, &b));
        let gradient = log_abs_det::grad(&a).expect("regular");
        autodiff_tests::differences::compare(|a| log_abs_det(&a).expect("regular"), &a, &gradient);
    }
    let singular = vec![vec![1.0, 2.0], vec![2.0, 4.0]];
    assert_eq!(determinant::grad(&singular), vec![vec![0.0; 2]; 2]);
    assert_eq!(log_abs_det::grad(&singular), None);
    assert_eq!(log_abs_det::grad(&[]), Some(vec![]));
}

#[test]
fn cholesky_of_covariances() {
    for n in 1..5 {
        let (cov, x) = (spd(n), vec![0.7; n]);
        let gradient = log_density::grad(&cov, &x).expect("positive definite");
        autodiff_tests::differences::compare(
            |(cov, x)| log_density(&cov, &x).expect("positive definite"),
            &(cov, x),
            &gradient,
        );
    }
    let indefinite = [vec![1.0, 2.0], vec![2.0, 1.0]];
    let error = log_density::grad(&indefinite, &[1.0, 1.0]).unwrap_err();
    assert_eq!(error, NotPositiveDefinite { row: 1 });
}

#[test]
fn iterative_solvers() {
    for n in 1..5 {
        let (a, b) = (spd(n), (1..=n).map(|i| 1.0 / i as f64).collect::<Vec<_>>());
        agrees!([a, b] energy(&a, &b));
        agrees!([a] dominant_eigenvalue(&a, 8));
        agrees!([a] log_volume(&a));
    }
}

#[test]
fn matrices_of_fixed_size() {
    let a = Matrix([[1.0, -0.5], [0.3, 2.0], [0.7, 0.1]]);
    let (x, b) = (Matrix([[0.4], [-1.2]]), Matrix([[1.0], [0.5], [-2.0]]));
    agrees!([a, x, b] residual(a, x, &b));
}

#[test]
fn rotations() {
    let v = |x, y, z| Vector { x, y, z };
    let points = [v(1.0, 0.0, 0.5), v(-0.3, 0.8, 1.1)];
    let targets = [v(0.2, 0.9, 0.4), v(0.0, -1.0, 0.3)];
    for (axis, angle) in [(v(1.0, 2.0, -0.5), 0.8), (v(0.0, 0.0, 1.0), -2.0)] {
        agrees!([axis, angle, points, targets] misfit(axis, angle, &points, &targets));
        let p = points[1];
        agrees!([axis, angle, p] turned(axis, angle, p, 7));
    }
    let quarter = turned::grad(
        v(0.0, 0.0, 1.0),
        std::f64::consts::FRAC_PI_2,
        v(1.0, 0.0, 0.0),
        1,
    );
    assert!((quarter.1 + 1.0).abs() < 1e-15);
}

#[test]
fn powers_of_a_matrix() {
    let mut a = Dense::zeros(2, 2);
    (a[(0, 0)], a[(0, 1)], a[(1, 0)], a[(1, 1)]) = (0.5, -1.0, 2.0, 0.3);
    assert_eq!(a[(1, 0)], a.at(1, 0));
    for power in 1..5 {
        agrees!([a] trace_of_power(&a, power));
    }
}
