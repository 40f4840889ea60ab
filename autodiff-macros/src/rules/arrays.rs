//! Methods of `ndarray` arrays that have rules of their own, by name.

use super::Method;

/// What a method gives, of a receiver with `n` axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    /// A number.
    Number,
    /// An array with as many axes.
    Same,
    /// One axis less.
    Less,
    /// One axis more.
    More,
    /// One axis.
    Line,
    /// An array with a number of axes that the name doesn't tell.
    Some,
    /// What depends on the arguments.
    Unknown,
}

/// A method of arrays.
#[derive(Debug)]
pub(crate) struct ArrayMethod {
    pub(crate) name: &'static str,
    pub(crate) rule: Method,
    /// The number of arguments.
    pub(crate) args: usize,
    pub(crate) gives: Gives,
    /// It takes its receiver by value.
    pub(crate) moves: bool,
    /// Its value may borrow from the receiver, and is made an array of its own.
    pub(crate) borrows: bool,
    /// It gives an `Option` or a `Result`, which has to be unwrapped at once.
    pub(crate) fallible: bool,
    /// Other types have methods of this name: only what certainly is an array has the rule.
    pub(crate) common: bool,
}

const fn of(name: &'static str, rule: Method, args: usize, gives: Gives) -> ArrayMethod {
    ArrayMethod {
        name,
        rule,
        args,
        gives,
        moves: false,
        borrows: false,
        fallible: false,
        common: false,
    }
}

impl ArrayMethod {
    const fn moves(self) -> ArrayMethod {
        // What is made of a view borrows what the view does.
        ArrayMethod {
            moves: true,
            borrows: true,
            ..self
        }
    }

    const fn borrows(self) -> ArrayMethod {
        ArrayMethod {
            borrows: true,
            ..self
        }
    }

    const fn fallible(self) -> ArrayMethod {
        ArrayMethod {
            fallible: true,
            ..self
        }
    }

    const fn common(self) -> ArrayMethod {
        ArrayMethod {
            common: true,
            ..self
        }
    }
}

/// Every method of arrays with a rule.
static METHODS: &[ArrayMethod] = &[
    // Reductions.
    of("sum", Method::ByShape, 0, Gives::Number),
    of("mean", Method::ByShape, 0, Gives::Number).fallible(),
    of("sum_axis", Method::ByShapeArgs, 1, Gives::Less),
    of("mean_axis", Method::ByShapeArgs, 1, Gives::Less).fallible(),
    of("product", Method::ByValues, 0, Gives::Number),
    of("product_axis", Method::ByValues, 1, Gives::Less),
    of("var", Method::ByValues, 1, Gives::Number),
    of("std", Method::ByValues, 1, Gives::Number),
    of("var_axis", Method::ByValues, 2, Gives::Less),
    of("std_axis", Method::ByValues, 2, Gives::Less),
    of("cumprod", Method::ByValues, 1, Gives::Same),
    of("diff", Method::ByShapeArgs, 2, Gives::Same).common(),
    of("dot", Method::ByValues, 1, Gives::Unknown),
    // Shapes.
    of("reversed_axes", Method::ByShapeArgs, 0, Gives::Same).moves(),
    of("permuted_axes", Method::ByShapeArgs, 1, Gives::Same).moves(),
    of("insert_axis", Method::ByShapeArgs, 1, Gives::More).moves(),
    of("remove_axis", Method::ByShapeArgs, 1, Gives::Less).moves(),
    of("index_axis_move", Method::ByShapeArgs, 2, Gives::Less).moves(),
    of("slice_move", Method::ByShapeArgs, 1, Gives::Some).moves(),
    of("slice_axis_move", Method::ByShapeArgs, 2, Gives::Same).moves(),
    of("into_diag", Method::ByShapeArgs, 0, Gives::Line).moves(),
    of("into_dyn", Method::ByShapeArgs, 0, Gives::Some).moves(),
    of("into_flat", Method::ByShapeArgs, 0, Gives::Line).moves(),
    of("into_dimensionality", Method::ByShapeArgs, 0, Gives::Some)
        .moves()
        .fallible(),
    of("into_shape_with_order", Method::ByShapeArgs, 1, Gives::Some)
        .moves()
        .fallible(),
    of("into_shape_clone", Method::ByShapeArgs, 1, Gives::Some)
        .moves()
        .fallible(),
    of("to_shape", Method::ByShapeArgs, 1, Gives::Some)
        .borrows()
        .fallible(),
    of("broadcast", Method::ByShapeArgs, 1, Gives::Some)
        .borrows()
        .fallible(),
    of("flatten", Method::ByShapeArgs, 0, Gives::Line)
        .borrows()
        .common(),
    of("as_standard_layout", Method::ByShapeArgs, 0, Gives::Same).borrows(),
    of("select", Method::ByShapeArgs, 2, Gives::Same),
    of("triu", Method::ByShapeArgs, 1, Gives::Same).common(),
    of("tril", Method::ByShapeArgs, 1, Gives::Same).common(),
    // In the place of statements that turn an array around.
    of("with_axes_swapped__", Method::ByShapeArgs, 2, Gives::Same).moves(),
    of("with_axis_inverted__", Method::ByShapeArgs, 1, Gives::Same).moves(),
];

/// The method of arrays of this name.
pub(crate) fn array_method(name: &str) -> Option<&'static ArrayMethod> {
    METHODS.iter().find(|m| m.name == name)
}

/// Whether a method, called on a view, gives another view of the same elements.
pub(crate) fn turns_view(name: &str) -> bool {
    matches!(
        name,
        "reversed_axes"
            | "permuted_axes"
            | "insert_axis"
            | "remove_axis"
            | "index_axis_move"
            | "slice_move"
            | "slice_axis_move"
            | "into_diag"
            | "into_dyn"
    )
}

/// The number of axes of what a method gives on a receiver with `n` axes; `None` if it isn't
/// an array.
pub(crate) fn axes_of(gives: Gives, n: Option<usize>) -> Option<Option<usize>> {
    match gives {
        Gives::Same => Some(n),
        Gives::Less => Some(n.map(|n| n.saturating_sub(1))),
        Gives::More => Some(n.map(|n| n + 1)),
        Gives::Line => Some(Some(1)),
        Gives::Some => Some(None),
        Gives::Number | Gives::Unknown => None,
    }
}

/// Methods of arrays without a rule, with the way out.
pub(crate) fn instead_of_array_method(name: &str) -> Option<&'static str> {
    Some(match name {
        "into_shape" => "it goes by the order in memory: use `into_shape_with_order` or `to_shape`",
        "reshape" => "use `to_shape(…).unwrap()` or `into_shape_with_order(…).unwrap()`",
        "map_axis" | "map_axis_mut" | "fold_axis" | "accumulate_axis_inplace" => {
            "loop over `lanes(axis)`, or use an operation of `ops`"
        }
        "into_raw_vec" | "into_raw_vec_and_offset" => "use `to_vec()`, or `into_iter().collect()`",
        "slice_each_axis" | "slice_each_axis_mut" | "slice_each_axis_inplace" => {
            "use `slice_axis` for each axis"
        }
        "slice_axis_inplace" | "slice_collapse" | "collapse_axis" => {
            "bind what is left of it: `let y = x.slice_axis(…)`"
        }
        "merge_axes" => "use `to_shape(…).unwrap()`",
        "multi_slice_mut" => "take one `slice_mut` after the other",
        "flatten_with_order" => "use `flatten()`, of `t()` for the other order",
        "map_mut" => "use `map_inplace`, then `map`",
        "mapv_into_any" => "use `mapv`",
        "assign_to" => "use `assign` of the target",
        "to_shared" | "into_shared" => "use `to_owned`, or `Array` within differentiable functions",
        "cell_view" | "raw_view" | "raw_view_mut" | "uget" | "uget_mut" => {
            "use `view`, `view_mut` or an index"
        }
        "push_row" | "push_column" => "use `ndarray::concatenate`",
        "remove_index" => "use `select`",
        "insert_axis_inplace" => "use `insert_axis`",
        "index_axis_inplace" => "use `index_axis`",
        "axis_windows" | "windows_with_stride" | "axis_windows_with_stride" => {
            "use `slice` in a loop over the positions"
        }
        "permute_axes" => "use `permuted_axes`",
        "reverse_axes" => "use `reversed_axes`",
        "into_scalar" => "index the array",
        "geomspace" | "logspace" => "use `linspace` and `mapv`",
        "squeeze" => "use `index_axis_move`",
        "par_mapv_inplace" | "par_map_inplace" | "par_for_each" | "par_map_collect" => {
            "use the form without `par_`"
        }
        _ => return None,
    })
}
