//! Functions in functions, in modules, with restricted visibility.

use ad_renamed::differentiable;

#[differentiable]
fn private(x: f64) -> f64 {
    x * x
}

/// Calls a private function.
#[differentiable]
#[must_use]
pub fn calls_private(x: f64) -> f64 {
    private(x) + restricted::inside(x)
}

#[allow(clippy::redundant_pub_crate, reason = "that is the test")]
mod restricted {
    use ad_renamed::differentiable;

    #[differentiable]
    pub(crate) fn inside(x: f64) -> f64 {
        super::private(x) * deeper::deepest(x)
    }

    #[differentiable]
    pub(super) fn for_parent(x: f64) -> f64 {
        inside(x) + x
    }

    pub(crate) mod deeper {
        use ad_renamed::differentiable;

        #[differentiable]
        pub(in crate::scopes) fn deepest(x: f64) -> f64 {
            crate::scopes::private(x)
        }
    }
}

/// Calls through imports under other names.
#[differentiable]
#[must_use]
#[allow(clippy::wildcard_imports, reason = "that is the test")]
pub fn calls_renamed(x: f64) -> f64 {
    use restricted::for_parent as parent;
    use restricted::*;
    parent(x) * inside(x)
}

/// Its helper is inside.
#[differentiable]
#[must_use]
pub fn with_inner(x: f64) -> f64 {
    const SCALE: f64 = 2.0;

    #[differentiable]
    fn inner(x: f64) -> f64 {
        SCALE * x * x
    }

    inner(x) * x
}

/// The annotated function is inside a plain one.
#[must_use]
pub fn gradient_inside(at: f64) -> f64 {
    #[differentiable]
    fn inner(x: f64) -> f64 {
        fn not_annotated(n: u8) -> f64 {
            f64::from(n)
        }
        x * not_annotated(3)
    }
    mod in_function {
        #[ad_renamed::differentiable]
        pub(super) fn cubed(x: f64) -> f64 {
            x * x * x
        }
    }
    inner::grad(at) + in_function::cubed::grad(at)
}

/// Its methods hold annotated functions.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The slope.
    pub slope: f64,
}

impl Line {
    /// The derivative of `(slope · x)²` by `x`.
    #[must_use]
    pub fn derivative(self, x: f64) -> f64 {
        #[differentiable(wrt(x))]
        fn squared(slope: f64, x: f64) -> f64 {
            (slope * x) * (slope * x)
        }
        squared::grad(self.slope, x)
    }
}

/// In a closure and in a constant's block.
#[must_use]
pub fn in_closure(at: f64) -> f64 {
    let gradient = |at: f64| {
        #[differentiable]
        fn quartic(x: f64) -> f64 {
            x * x * x * x
        }
        quartic::grad(at)
    };
    gradient(at)
}

/// Mutual recursion.
#[differentiable]
#[must_use]
pub fn even(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * odd(x, n - 1) }
}

/// Mutual recursion.
#[differentiable]
#[must_use]
pub fn odd(x: f64, n: u32) -> f64 {
    if n == 0 { x } else { x + even(x, n - 1) }
}
