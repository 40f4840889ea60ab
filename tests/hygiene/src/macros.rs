//! Annotated functions that other macros write.

use ad_renamed::differentiable;

macro_rules! power {
    ($(#[$attribute:meta])* $name:ident, $n:expr) => {
        $(#[$attribute])*
        #[differentiable]
        #[must_use]
        pub fn $name(x: f64) -> f64 {
            x.powi($n)
        }
    };
}

power!(
    /// The square.
    square,
    2
);
power!(
    /// The cube, its exponent an expression.
    cube,
    1 + 2
);

macro_rules! with_body {
    ($name:ident, $x:ident: $type:ty, $body:expr) => {
        /// The body is one expression of the caller's.
        #[differentiable]
        #[must_use]
        pub fn $name($x: $type) -> f64 {
            $body
        }
    };
}

with_body!(from_expression, v: &[f64], v[0] * v[1].sin());
with_body!(from_sum, v: f64, (v + 1.0) * v);

macro_rules! product {
    ($name:ident, $a:expr, $b:expr) => {
        /// Precedence is kept: the factors are whole.
        #[differentiable]
        #[must_use]
        pub fn $name(x: f64) -> f64 {
            let f = |_: f64| ();
            f(0.0);
            $a * $b * x
        }
    };
}

product!(of_sums, 1.0 + 2.0, 3.0 + 4.0);

macro_rules! annotate {
    ($item:item) => {
        #[differentiable]
        $item
    };
}

annotate! {
    /// Handed through as an item.
    #[must_use]
    pub fn as_item(x: f64) -> f64 {
        x * x * x
    }
}

macro_rules! with_block {
    ($visibility:vis fn $name:ident($($x:ident: $type:ty),*) -> $result:ty $body:block) => {
        /// Its parts handed through one by one.
        #[differentiable]
        #[must_use]
        $visibility fn $name($($x: $type),*) -> $result $body
    };
}

with_block! {
    pub fn in_parts(x: f64, w: &[f64]) -> f64 {
        let mut s = 0.0;
        for v in w {
            s += v * x;
        }
        s
    }
}

macro_rules! module {
    ($name:ident { $($function:ident = $factor:literal),* }) => {
        /// A module full of functions.
        pub mod $name {
            $(
                /// A multiple of the square.
                #[$crate::macros::reexported::differentiable(crate = $crate::macros::reexported)]
                #[must_use]
                pub fn $function(x: f64) -> f64 {
                    $factor * x * x
                }
            )*
        }
    };
}

/// The core crate under yet another path.
pub mod reexported {
    pub use ad_renamed::*;
}

module!(multiples {
    double = 2.0,
    triple = 3.0
});
