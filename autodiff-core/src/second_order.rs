//! Derivatives along a direction, and second derivatives: gradients taken at dual numbers.

use std::borrow::Borrow;

use ndarray::Array2;

use crate::variables::{Duals, Variables};
use crate::{Dual, Scalar};

/// The value `f(x)` and the derivative `f'(x) ẋ` along the direction `x_dot`, in one run of `function`
/// with [dual numbers](Dual): forward mode. The function runs as it is, so that what it gives to
/// [`detach`](crate::detach) keeps its tangent, unlike in a gradient.
///
/// ```
/// use autodiff_core::{Elementary, Scalar, jvp};
///
/// /// Polar coordinates.
/// fn polar<T: Scalar>(x: T, y: T) -> (T, T) {
///     (x.hypot(y), y.atan2(x))
/// }
///
/// let (value, along) = jvp(|&(x, y)| polar(x, y), &(3.0, 4.0), &(1.0, 0.0));
/// assert_eq!(value.0, 5.0);
/// assert_eq!(along, (0.6, -0.16));
/// ```
///
/// # Panics
///
/// If `x` and `x_dot` differ in shape.
#[track_caller]
pub fn jvp<X, Y>(function: impl FnOnce(&X::Duals) -> Y, x: &X, x_dot: &X) -> (Y::Plain, Y::Plain)
where
    X: Variables + ?Sized,
    Y: Duals,
{
    along("jvp", function, x, x_dot)
}

/// The gradient `∇f(x)` and the product `∇²f(x) v` of the Hessian and a direction, at the cost of a few
/// gradients, however many variables there are: `gradient` runs once, with [dual numbers](Dual).
///
/// `gradient` is the gradient of a function that is generic over its numbers:
///
/// ```
/// use autodiff_core::{Scalar, differentiable, hessian_vector_product};
///
/// /// The function of Rosenbrock.
/// #[differentiable]
/// fn valley<T: Scalar>(x: &[T]) -> T {
///     let (one, hundred) = (T::from_f64(1.0), T::from_f64(100.0));
///     let mut sum = T::from_f64(0.0);
///     for i in 1..x.len() {
///         let (along, off) = (one - x[i - 1], x[i] - x[i - 1] * x[i - 1]);
///         sum += along * along + hundred * off * off;
///     }
///     sum
/// }
///
/// let (x, v) = ([1.0, 1.0], [1.0, 0.0]);
/// let (gradient, product) = hessian_vector_product(|x| valley::grad(x), &x, &v);
/// assert_eq!(gradient, [0.0, 0.0]);
/// assert_eq!(product, [802.0, -400.0]);
/// ```
///
/// Functions of several parameters take them from a tuple:
///
/// ```
/// use autodiff_core::{Scalar, differentiable, hessian_vector_product};
/// use ndarray::{Array1, Array2, array};
///
/// #[differentiable]
/// fn energy<T: Scalar + 'static>(a: &Array2<T>, x: &Array1<T>) -> T {
///     x.dot(&a.dot(x))
/// }
///
/// let at = (array![[1.0, 2.0], [3.0, 4.0]], array![1.0, 1.0]);
/// let along = (Array2::zeros((2, 2)), array![1.0, 0.0]);
/// let (_, (a_part, x_part)) = hessian_vector_product(|(a, x)| energy::grad(a, x), &at, &along);
/// assert_eq!(a_part, array![[2.0, 1.0], [1.0, 0.0]]);
/// assert_eq!(x_part, array![2.0, 5.0]); // (A + Aᵀ) v
/// ```
///
/// # Panics
///
/// If `x` and `v` differ in shape.
#[track_caller]
pub fn hessian_vector_product<X, G>(
    gradient: impl FnOnce(&X::Duals) -> G,
    x: &X,
    v: &X,
) -> (G::Plain, G::Plain)
where
    X: Variables + ?Sized,
    G: Duals,
{
    along("hessian_vector_product", gradient, x, v)
}

/// The Hessian `∂²f/∂xᵢ∂xⱼ`, column by column: `gradient` runs once for each variable, with
/// [dual numbers](Dual). The variables, all numbers in `x`, come in the order in which they stand there.
///
/// ```
/// use autodiff_core::{Elementary, Scalar, differentiable, hessian};
/// use ndarray::array;
///
/// #[differentiable]
/// fn f<T: Scalar>(x: T, y: T) -> T {
///     x * x * y + y.exp()
/// }
///
/// let at = (3.0, 0.0);
/// assert_eq!(hessian(|&(x, y)| f::grad(x, y), &at), array![[0.0, 6.0], [6.0, 1.0]]);
/// ```
///
/// The function of a slice gives its gradient as it is: `hessian(f::grad, &x[..])`.
///
/// # Panics
///
/// If the gradient doesn't have as many numbers as `x`.
#[track_caller]
pub fn hessian<X, G>(gradient: impl Fn(&X::Duals) -> G, x: &X) -> Array2<X::Number>
where
    X: Variables + ?Sized,
    G: Duals<Plain: Variables<Number = X::Number>>,
{
    let (zero, one) = (X::Number::from_f64(0.0), X::Number::from_f64(1.0));
    let mut count = 0;
    x.each_number(&mut |_| count += 1);
    let mut hessian = Array2::from_elem((count, count), zero);
    for k in 0..count {
        let mut place = 0;
        let duals = x.each_dual(&mut |x| {
            place += 1;
            Dual::new(x, if place == k + 1 { one } else { zero })
        });
        let (_, product) = gradient(duals.borrow()).split();
        let mut column = Vec::with_capacity(count);
        product.each_number(&mut |number| column.push(number));
        assert!(
            column.len() == count,
            "hessian: the gradient has {} numbers, the variables have {count}",
            column.len()
        );
        hessian
            .column_mut(k)
            .assign(&ndarray::ArrayView1::from(&column));
    }
    hessian
}

#[track_caller]
fn along<X, Y>(
    name: &str,
    function: impl FnOnce(&X::Duals) -> Y,
    x: &X,
    x_dot: &X,
) -> (Y::Plain, Y::Plain)
where
    X: Variables + ?Sized,
    Y: Duals,
{
    let [shape, shape_dot] = [x, x_dot].map(|x| {
        let mut lengths = Vec::new();
        x.outline(&mut lengths);
        lengths
    });
    assert!(
        shape == shape_dot,
        "{name}: the direction has shape {shape_dot:?}, the variables have shape {shape:?}"
    );
    let mut tangents = Vec::new();
    x_dot.each_number(&mut |tangent| tangents.push(tangent));
    let mut tangents = tangents.into_iter();
    let duals = x.each_dual(&mut |x| {
        let tangent = tangents.next().expect("one for each number");
        Dual::new(x, tangent)
    });
    function(duals.borrow()).split()
}
