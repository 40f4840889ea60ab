//! Slices and matrices of dual numbers: primals by the code for plain ones, tangents by the rules.

use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, ArrayViewMut2, Zip};

use super::Dual;
use crate::Scalar;
use crate::rules::elementary::{exp, exp_m1, ln, ln_1p, tanh};
use crate::simd::functions::Function;

fn primals<T: Scalar>(numbers: &[Dual<T>]) -> Vec<T> {
    numbers.iter().map(|x| x.primal).collect()
}

/// `xᵢ ← f(xᵢ)`
pub(super) fn apply<T: Scalar>(function: Function, numbers: &mut [Dual<T>]) {
    let mut values = primals(numbers);
    T::apply_slice(function, &mut values);
    for (x, value) in numbers.iter_mut().zip(values) {
        *x = match function {
            Function::Exp => x.unary(exp, value),
            Function::ExpM1 => x.unary(exp_m1, value),
            Function::Tanh => x.unary(tanh, value),
            Function::Ln => x.unary(ln, value),
            Function::Ln1p => x.unary(ln_1p, value),
        };
    }
}

/// `xᵢ ← exp(xᵢ − shift)`; gives the sum of all.
pub(super) fn exponentials<T: Scalar>(numbers: &mut [Dual<T>], shift: Dual<T>) -> Dual<T> {
    let mut values = primals(numbers);
    let mut sum = Dual::constant(T::exp_slice(&mut values, shift.primal));
    for (x, value) in numbers.iter_mut().zip(values) {
        *x = (*x - shift).unary(exp, value);
        sum.tangent += x.tangent;
    }
    sum
}

/// `Y ← A B`, or `Y ← Y + A B`: the tangents are `Ȧ B + A Ḃ`.
pub(super) fn multiply<T: Scalar>(
    a: ArrayView2<'_, Dual<T>>,
    b: ArrayView2<'_, Dual<T>>,
    add: bool,
    mut y: ArrayViewMut2<'_, Dual<T>>,
) {
    let primals = |x: ArrayView2<'_, Dual<T>>| x.mapv(|x| x.primal);
    let tangents = |x: ArrayView2<'_, Dual<T>>| x.mapv(|x| x.tangent);
    let (a, a_dot) = (primals(a), tangents(a));
    let (b, b_dot) = (primals(b), tangents(b));
    let (mut value, mut value_dot): (Array2<T>, _) = (primals(y.view()), tangents(y.view()));
    T::multiply(a.view(), b.view(), add, value.view_mut());
    T::multiply(a_dot.view(), b.view(), add, value_dot.view_mut());
    T::multiply(a.view(), b_dot.view(), true, value_dot.view_mut());
    Zip::from(&mut y)
        .and(&value)
        .and(&value_dot)
        .for_each(|y, &primal, &tangent| *y = Dual::new(primal, tangent));
}

/// `λ̇ = diag(M)` and `V̇ = V S` with `M = Vᵀ Ȧ V` and `Sᵢⱼ = Mᵢⱼ/(λⱼ − λᵢ)`: rotations stop when the primals
/// are done, which tangents needn't be. Where eigenvalues coincide, `V̇` isn't finite.
pub(super) fn symmetric_eigen<T: Scalar>(
    a: &ArrayRef2<Dual<T>>,
) -> (Array1<Dual<T>>, Array2<Dual<T>>) {
    let (values, vectors) = T::symmetric_eigen(&a.mapv(|x| x.primal));
    let turned = vectors.t().dot(&a.mapv(|x| x.tangent)).dot(&vectors);
    let spin = Array2::from_shape_fn(turned.dim(), |(i, j)| match i == j {
        true => T::from_f64(0.0),
        false => turned[[i, j]].used(turned[[i, j]] / (values[j] - values[i])),
    });
    let vectors_dot = vectors.dot(&spin);
    let dual = |(primal, tangent): (&T, &T)| Dual::new(*primal, *tangent);
    (
        Array1::from_iter(values.iter().zip(turned.diag()).map(dual)),
        Zip::from(&vectors)
            .and(&vectors_dot)
            .map_collect(|primal, tangent| dual((primal, tangent))),
    )
}
