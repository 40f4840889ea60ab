//! Powers and exponentials of matrices.

use ndarray::{Array2, ArrayRef2};

use super::algorithms::Lu;
use super::arguments::check_square;
use super::operation::operation;
use crate::Scalar;

operation! {
    /// `X ⋯ X`, `n` times; the identity for `n` = 0.
    ///
    /// In both sweeps the number of products is logarithmic in `n`.
    ///
    /// # Panics
    ///
    /// If `x` isn't square.
    ///
    /// ```
    /// use autodiff_core::ops::matrix_power;
    /// use ndarray::array;
    /// assert_eq!(matrix_power(&array![[1.0, 1.0], [0.0, 1.0]], 5), array![[1.0, 5.0], [0.0, 1.0]]);
    /// ```
    pub fn matrix_power[T: Scalar](x: &ArrayRef2<T>, n: u32) -> Array2<T> {
        check_square("matrix_power", x.shape());
        power(x, n)
    }
    // Step by step backwards: of a product `A B` with cotangent `Ȳ`, `Ȳ Bᵀ` and `Aᵀ Ȳ`.
    backward((squares, products) in (Vec<Array2<T>>, Vec<Array2<T>>), y_bar) {
        0 x => {
            let mut product_bar = y_bar;
            let mut products = products;
            let mut square_bar = Array2::zeros(x.raw_dim());
            for (k, square) in squares.iter().enumerate().rev() {
                if k + 1 < squares.len() {
                    // The cotangent of the next square, which is this one's with itself.
                    square_bar = square_bar.dot(&square.t()) + square.t().dot(&square_bar);
                }
                if n >> k & 1 == 1 {
                    match products.pop() {
                        Some(before) => {
                            square_bar += &before.t().dot(&product_bar);
                            product_bar = product_bar.dot(&square.t());
                        }
                        None => square_bar += &product_bar,
                    }
                }
            }
            square_bar
        };
    }
}

/// The power, the squares `X, X², X⁴, …` it is made of, and the products before each but the first.
#[allow(clippy::type_complexity, reason = "two lists of matrices")]
fn power<T: Scalar>(x: &ArrayRef2<T>, n: u32) -> (Array2<T>, (Vec<Array2<T>>, Vec<Array2<T>>)) {
    let (mut squares, mut products) = (Vec::new(), Vec::new());
    let mut product: Option<Array2<T>> = None;
    let mut square = x.to_owned();
    for k in 0..u32::BITS - n.leading_zeros() {
        if k > 0 {
            square = square.dot(&square);
        }
        if n >> k & 1 == 1 {
            let next = match &product {
                Some(before) => before.dot(&square),
                None => square.clone(),
            };
            products.extend(product.replace(next));
        }
        squares.push(square.clone());
    }
    let value = product.unwrap_or_else(|| Array2::eye(x.nrows()));
    (value, (squares, products))
}

operation! {
    /// The exponential of a square matrix, `Σ Xᵏ / k!`.
    ///
    /// Scaling and squaring around the Padé approximant of degree 13 (N. Higham, "The scaling and
    /// squaring method for the matrix exponential revisited", 2005). The pullback is the Fréchet
    /// derivative at `Xᵀ` in the direction of `Ȳ`, by the derivative of the same algorithm (A. Al-Mohy
    /// and N. Higham, "Computing the Fréchet derivative of the matrix exponential", 2009,
    /// algorithm 6.4).
    ///
    /// # Panics
    ///
    /// If `x` isn't square.
    ///
    /// ```
    /// use autodiff_core::ops::expm;
    /// use ndarray::array;
    /// assert_eq!(expm(&array![[0.0, 2.0], [0.0, 0.0]]), array![[1.0, 2.0], [0.0, 1.0]]);
    /// ```
    pub fn expm[T: Scalar](x: &ArrayRef2<T>) -> Array2<T> {
        check_square("expm", x.shape());
        (exponential(x, None).0, ())
    }
    backward(() in (), y_bar) {
        0 x => match exponential(&x.t(), Some(&y_bar)).1 {
            Some(x_bar) => x_bar,
            None => unreachable!("a direction was given"),
        };
    }
}

/// The coefficients of the numerator, and with alternating signs of the denominator.
const PADE: [f64; 14] = [
    64_764_752_532_480_000.0,
    32_382_376_266_240_000.0,
    7_771_770_303_897_600.0,
    1_187_353_796_428_800.0,
    129_060_195_264_000.0,
    10_559_470_521_600.0,
    670_442_572_800.0,
    33_522_128_640.0,
    1_323_241_920.0,
    40_840_800.0,
    960_960.0,
    16_380.0,
    182.0,
    1.0,
];

/// Up to this norm the approximant is exact to rounding, and so is its derivative.
const LARGEST_NORM: f64 = 4.74;

/// `eᴬ`, and its derivative in a direction.
fn exponential<T: Scalar>(
    a: &ArrayRef2<T>,
    direction: Option<&ArrayRef2<T>>,
) -> (Array2<T>, Option<Array2<T>>) {
    let mut norm = T::from_f64(0.0);
    for column in a.columns() {
        norm = norm.max(column.iter().map(|a| a.abs()).sum());
    }
    let (mut scale, mut squarings) = (T::one(), 0);
    // An infinite norm stays: the result is NaN.
    while norm * scale > T::from_f64(LARGEST_NORM) && squarings < 1100 {
        scale *= T::from_f64(0.5);
        squarings += 1;
    }
    let a = a.mapv(|a| a * scale);
    let e = direction.map(|e| e.mapv(|e| e * scale));
    let (mut y, mut dy) = pade(&a, e.as_ref());
    for _ in 0..squarings {
        dy = dy.map(|dy| y.dot(&dy) + dy.dot(&y));
        y = y.dot(&y);
    }
    (y, dy)
}

fn pade<T: Scalar>(a: &Array2<T>, e: Option<&Array2<T>>) -> (Array2<T>, Option<Array2<T>>) {
    let b = |k: usize| T::from_f64(PADE[k]);
    let identity = Array2::eye(a.nrows());
    let sum = |[a6, a4, a2]: [&Array2<T>; 3], k: usize| a6 * b(k + 4) + a4 * b(k + 2) + a2 * b(k);

    let a2 = a.dot(a);
    let a4 = a2.dot(&a2);
    let a6 = a4.dot(&a2);
    let powers = [&a6, &a4, &a2];
    let (w1, z1) = (sum(powers, 9), sum(powers, 8));
    let w = a6.dot(&w1) + sum(powers, 3) + &identity * b(1);
    let v = a6.dot(&z1) + sum(powers, 2) + &identity * b(0);
    let u = a.dot(&w);
    let denominator = Lu::of(&(&v - &u));
    let y = denominator.solve(&(&v + &u));

    // Each line is the derivative of one above.
    let dy = e.map(|e| {
        let m2 = a.dot(e) + e.dot(a);
        let m4 = a2.dot(&m2) + m2.dot(&a2);
        let m6 = a4.dot(&m2) + m4.dot(&a2);
        let changes = [&m6, &m4, &m2];
        let dw = a6.dot(&sum(changes, 9)) + m6.dot(&w1) + sum(changes, 3);
        let dv = a6.dot(&sum(changes, 8)) + m6.dot(&z1) + sum(changes, 2);
        let du = a.dot(&dw) + e.dot(&w);
        denominator.solve(&(&du + &dv + (&du - &dv).dot(&y)))
    });
    (y, dy)
}
