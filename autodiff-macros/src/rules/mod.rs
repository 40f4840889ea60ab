//! What the macro knows of primitives: names, and which primal values their
//! derivative rules read. The formulas are in `autodiff-core`.

mod arrays;
mod elementary;
mod mutator;

pub(crate) use arrays::{
    ArrayMethod, Gives, array_method, axes_of, instead_of_array_method, turns_view,
};
pub(crate) use elementary::{Elementary, Product, Reads, Slope, elementary};
pub(crate) use mutator::{Mutator, instead_of_mutator, looks_only, mutator};

/// Methods whose result has no derivative: sizes and tests.
const INACTIVE: &[&str] = &[
    "len",
    "is_empty",
    "shape",
    "dim",
    "raw_dim",
    "ndim",
    "nrows",
    "ncols",
    "len_of",
    "strides",
    "capacity",
    "is_nan",
    "is_finite",
    "is_infinite",
    "is_sign_negative",
    "is_sign_positive",
    "is_normal",
    "is_subnormal",
    "is_square",
    "is_standard_layout",
    "total_cmp",
    "partial_cmp",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "classify",
    "contains",
    "is_some",
    "is_none",
    "count",
    "position",
    "rposition",
    "partition_point",
    "binary_search_by",
    "binary_search_by_key",
    "is_sorted_by",
    "is_some_and",
    "is_none_or",
    "is_ok",
    "is_err",
    "is_ok_and",
    "is_err_and",
    "any",
    "all",
    // Of integers and strings.
    "pow",
    "abs_diff",
    "div_ceil",
    "ilog2",
    "ilog10",
    "isqrt",
    "count_ones",
    "leading_zeros",
    "trailing_zeros",
    "is_power_of_two",
    "next_power_of_two",
    "next_multiple_of",
    "saturating_add",
    "saturating_sub",
    "saturating_mul",
    "wrapping_add",
    "wrapping_sub",
    "wrapping_mul",
    "checked_add",
    "checked_sub",
    "checked_mul",
    "as_str",
    "to_string",
    "starts_with",
    "ends_with",
];

/// Whether a method's result has no derivative whatever its receiver.
pub(crate) fn is_inactive_method(name: &str) -> bool {
    INACTIVE.contains(&name)
}

/// Whether the standard library or `ndarray` is known to define an inactive
/// method for this type, so that no trait can give it another meaning.
pub(crate) fn is_known_inactive(name: &str, receiver: &crate::ty::Ty) -> bool {
    use crate::ty::Ty;
    match receiver.behind() {
        Ty::Float => name.starts_with("is_") || matches!(name, "total_cmp" | "partial_cmp"),
        Ty::Slice(_) | Ty::Vec(_) | Ty::Fixed(_) => matches!(name, "len" | "is_empty"),
        Ty::Array(_) | Ty::View(_) => matches!(
            name,
            "len" | "is_empty" | "ndim" | "nrows" | "ncols" | "dim" | "shape" | "raw_dim"
        ),
        _ => false,
    }
}

/// Methods of floats without a rule. Types of the user may well have their own.
pub(crate) fn is_foreign_of_floats(name: &str) -> bool {
    matches!(
        name,
        "abs_sub" | "to_bits" | "gamma" | "ln_gamma" | "next_up" | "next_down" | "midpoint"
    )
}

/// Methods of the standard library and of `ndarray` without a rule.
pub(crate) fn is_foreign(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "sort",
        "sort_by",
        "concat",
        "join",
        "split",
        "split_at",
        "first",
        "last",
        "get",
        "map",
        "map_or",
        "map_or_else",
        "and_then",
        "or",
        "or_else",
        "ok_or",
        "ok",
        "ok_or_else",
        "unwrap_or_else",
        "take",
        "replace",
        "as_deref",
        "cumsum",
        "iter_mut",
        "values",
        "keys",
        "entry",
        "try_into",
        "into",
        "chars",
    ];
    NAMES.contains(&name)
}

/// Methods of integers, slices and ranges that change nothing and cost little.
pub(crate) fn is_pure_method(name: &str) -> bool {
    const PURE: &[&str] = &[
        "len",
        "is_empty",
        "dim",
        "ndim",
        "nrows",
        "ncols",
        "len_of",
        "min",
        "max",
        "pow",
        "abs",
        "abs_diff",
        "saturating_sub",
        "saturating_add",
        "wrapping_add",
        "wrapping_sub",
        "wrapping_mul",
        "rem_euclid",
        "div_euclid",
        "count_ones",
        "trailing_zeros",
        "is_nan",
        "is_finite",
        "is_power_of_two",
        "signum",
        "step_by",
        "rev",
        "shape",
        "raw_dim",
        "contains",
        "is_some",
        "is_none",
        "clone",
    ];
    PURE.contains(&name)
        || matches!(
            name,
            "sqrt" | "recip" | "floor" | "ceil" | "mul_add" | "clamp" | "powi" | "copysign"
        )
}

/// Methods that name a part of their receiver without copying, with the method
/// that names the same part for writing.
pub(crate) fn view_method(name: &str) -> Option<&'static str> {
    const VIEWS: &[(&str, &str)] = &[
        ("row", "row_mut"),
        ("column", "column_mut"),
        ("slice", "slice_mut"),
        ("index_axis", "index_axis_mut"),
        ("diag", "diag_mut"),
        ("view", "view_mut"),
        ("t", "t__mut"),
        ("slice_axis", "slice_axis_mut"),
        ("slice_axis_mut", "slice_axis_mut"),
        ("row_mut", "row_mut"),
        ("column_mut", "column_mut"),
        ("slice_mut", "slice_mut"),
        ("index_axis_mut", "index_axis_mut"),
        ("diag_mut", "diag_mut"),
        ("view_mut", "view_mut"),
        ("as_slice", ""),
    ];
    VIEWS
        .iter()
        .find(|(n, w)| *n == name && !w.is_empty())
        .map(|(_, w)| *w)
}

/// The reading form of a view method.
pub(crate) fn reading_view(name: &str) -> &str {
    name.strip_suffix("_mut").unwrap_or(name)
}

/// Methods that name the receiver itself: the cotangent goes straight through.
pub(crate) fn is_transparent(name: &str) -> bool {
    matches!(
        name,
        "as_ref" | "as_mut" | "as_slice" | "as_mut_slice" | "borrow" | "as_slice_mut"
    )
}

/// A method of containers with a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// `clone`, `to_owned`, `to_vec`, `into_owned`: a copy.
    Copy,
    /// `unwrap`, `expect` of an `Option` or `Result`.
    Unwrap,
    /// `unwrap_or`, `unwrap_or_default` of an `Option` or `Result`.
    UnwrapOr,
    /// A rule that reads only the receiver's shape: `sum`, `mean`.
    ByShape,
    /// The same with plain arguments, and an array for a value: `sum_axis(Axis(0))`.
    ByShapeArgs,
    /// A rule that reads the operands, one for each: `dot`, `product`.
    ByValues,
}

/// The rule of a container's method.
pub(crate) fn method(name: &str) -> Option<Method> {
    Some(match name {
        "clone" | "to_owned" | "to_vec" | "into_owned" => Method::Copy,
        "unwrap" | "expect" => Method::Unwrap,
        "unwrap_or" | "unwrap_or_default" => Method::UnwrapOr,
        _ => return array_method(name).filter(|m| !m.common).map(|m| m.rule),
    })
}

/// Whether the method gives an `Option` or a `Result` that has to be unwrapped at once.
pub(crate) fn gives_option(name: &str) -> bool {
    array_method(name).is_some_and(|m| m.fallible)
}

/// An associated function that makes an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Constructor {
    /// `from_elem(shape, x)`
    FromElem,
    /// `from_vec(v)`, `from(v)`
    FromVec,
    /// `from_shape_vec(shape, v).unwrap()`
    FromShapeVec,
    /// `from_diag(&v)`
    FromDiag,
    /// `from_diag_elem(n, x)`
    FromDiagElem,
    /// `linspace(start, end, n)`
    Linspace,
    /// `concatenate(axis, &[a, b]).unwrap()`: the axis, the arrays, their lengths.
    Concatenate,
    /// `stack(axis, &[a, b]).unwrap()`: the axis, the arrays.
    Stack,
    /// `Box::new(x)`
    Boxed,
}

/// The rule of `Array1::name`.
pub(crate) fn constructor(name: &str) -> Option<Constructor> {
    Some(match name {
        "from_elem" => Constructor::FromElem,
        "from_vec" | "from" => Constructor::FromVec,
        "from_shape_vec" => Constructor::FromShapeVec,
        "from_diag" => Constructor::FromDiag,
        "from_diag_elem" => Constructor::FromDiagElem,
        "linspace" => Constructor::Linspace,
        _ => return None,
    })
}
