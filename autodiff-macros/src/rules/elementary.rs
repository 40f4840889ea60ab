//! The elementary functions, and what the passes ask of them.

/// Which value the rule of a scalar function reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    Operands,
    Result,
    /// The derivative is zero wherever there is one.
    Nothing,
}

/// How steep a function is for finite numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slope {
    Finite,
    /// Value or slope may be infinite, and the rule multiplies with it whatever the cotangent is.
    Steep,
    /// The same, but the rule gives zero for a zero cotangent.
    Guarded,
}

/// Whether the rule is a product of the cotangent and a slope. Others choose: what the rules of `max`, `abs`
/// and `floor` pass over gets nothing, even of an infinite cotangent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    Never,
    /// Unless operands after the first carry derivatives.
    OfFirst,
    Always,
}

/// An elementary scalar function.
#[derive(Debug)]
pub(crate) struct Elementary {
    pub(crate) name: &'static str,
    /// How many of the operands (receiver included) are floats that carry
    /// derivatives. Further arguments are plain.
    pub(crate) floats: usize,
    pub(crate) reads: Reads,
    pub(crate) slope: Slope,
    pub(crate) product: Product,
}

impl Elementary {
    const fn new(name: &'static str, floats: usize, reads: Reads) -> Self {
        Self {
            name,
            floats,
            reads,
            slope: Slope::Finite,
            product: Product::Never,
        }
    }

    const fn steep(self) -> Self {
        Self {
            slope: Slope::Steep,
            ..self
        }
    }

    const fn guarded(self) -> Self {
        Self {
            slope: Slope::Guarded,
            ..self
        }
    }

    const fn product(self) -> Self {
        Self {
            product: Product::Always,
            ..self
        }
    }

    const fn product_of_first(self) -> Self {
        Self {
            product: Product::OfFirst,
            ..self
        }
    }
}

const fn operands(name: &'static str, floats: usize) -> Elementary {
    Elementary::new(name, floats, Reads::Operands)
}

const fn result(name: &'static str) -> Elementary {
    Elementary::new(name, 1, Reads::Result)
}

const fn flat(name: &'static str, floats: usize) -> Elementary {
    Elementary::new(name, floats, Reads::Nothing)
}

/// Every elementary function with a rule in `autodiff-core`.
static ELEMENTARY: &[Elementary] = &[
    result("exp").steep().product(),
    result("exp2").steep().product(),
    result("exp_m1").steep().product(),
    result("sqrt").guarded().product(),
    result("cbrt").steep().product(),
    result("tanh").product(),
    result("recip").guarded().product(),
    operands("sin", 1).product(),
    operands("cos", 1).product(),
    operands("tan", 1).product(),
    operands("sin_cos", 1),
    operands("asin", 1).guarded().product(),
    operands("acos", 1).guarded().product(),
    operands("atan", 1).product(),
    operands("sinh", 1).steep().product(),
    operands("cosh", 1).steep().product(),
    operands("asinh", 1).product(),
    operands("acosh", 1).guarded().product(),
    operands("atanh", 1).guarded().product(),
    operands("ln", 1).guarded().product(),
    operands("ln_1p", 1).guarded().product(),
    operands("log2", 1).guarded().product(),
    operands("log10", 1).guarded().product(),
    operands("abs", 1),
    operands("fract", 1),
    operands("to_degrees", 1),
    operands("to_radians", 1),
    operands("powi", 1).guarded().product(),
    operands("pow2", 1),
    flat("signum", 1),
    flat("floor", 1),
    flat("ceil", 1),
    flat("round", 1),
    flat("round_ties_even", 1),
    flat("trunc", 1),
    flat("div_euclid", 2),
    operands("powf", 2).guarded().product_of_first(),
    operands("log", 2).guarded(),
    operands("hypot", 2),
    operands("atan2", 2),
    operands("max", 2),
    operands("min", 2),
    operands("copysign", 2),
    operands("rem_euclid", 2),
    operands("rem", 2),
    operands("mul_add", 3).product(),
    operands("clamp", 3),
];

/// The elementary function of this name.
pub(crate) fn elementary(name: &str) -> Option<&'static Elementary> {
    ELEMENTARY.iter().find(|e| e.name == name)
}
