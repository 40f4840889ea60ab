//! Primitives: what is computed in one step.

use super::{Block, Operand, Place, Use, VarId, Verbatim};
use crate::ty::Ty;
use proc_macro2::Ident;

/// An arithmetic operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
}

/// A primitive.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// A copy or move.
    Use(Operand),
    /// Inactive code.
    Opaque(Verbatim),
    Binary(BinOp, Operand, Operand),
    Neg(Operand),
    /// An elementary scalar function; `path` for `f64::max(a, b)`.
    Elementary {
        rule: &'static crate::rules::Elementary,
        args: Vec<Operand>,
        path: Option<syn::Path>,
        name: Ident,
        /// Holds the derivative, if that was taken beside the value.
        slope: Option<VarId>,
    },
    /// A function of numbers that says its slopes together with its value: they take the variables in
    /// `slopes`, one for each active argument.
    Sloped {
        path: syn::Path,
        args: Vec<Operand>,
        slopes: Vec<Option<VarId>>,
    },
    /// Another differentiable function.
    /// `kept` holds what is given again in the reverse sweep of an argument
    /// whose type doesn't say.
    Call {
        callee: Callee,
        args: Vec<Operand>,
        kept: Vec<Option<VarId>>,
        /// The arguments that are functions; such an operand stands for nothing.
        functions: Vec<Option<FunctionArg>>,
    },
    /// A method of a container.
    Method {
        rule: crate::rules::Method,
        name: Ident,
        generics: Option<syn::AngleBracketedGenericArguments>,
        recv: Operand,
        args: Vec<Operand>,
        unwrap: Option<syn::ExprMethodCall>,
        /// What is known of it, if it is a method of arrays.
        array: Option<&'static crate::rules::ArrayMethod>,
    },
    /// `Array::from_elem(shape, x)` and its like: `path(args)`.
    Construct {
        rule: crate::rules::Constructor,
        path: syn::Path,
        args: Vec<Operand>,
        unwrap: Option<syn::ExprMethodCall>,
    },
    /// `x.mapv(|v| …)`, or with several arrays.
    Map {
        name: Ident,
        /// With `true` for what is broadcast.
        recvs: Vec<(Operand, bool)>,
        closure: Box<MapClosure>,
        /// Followed by `.sum()`.
        summed: bool,
        /// Stands for the derivatives of all elements, if the forward sweep takes
        /// them and leaves them on the tape.
        derivative: Option<VarId>,
    },
    Tuple(Vec<Operand>),
    /// `Point { x, y }`, `Some(x)`.
    Make(Make),
    /// `[a, b]` or, with `vec`, `vec![a, b]`.
    List {
        items: Vec<Operand>,
        vec: bool,
    },
    /// `[x; n]` or `vec![x; n]`.
    Repeat {
        item: Operand,
        len: Verbatim,
        vec: bool,
    },
    /// `x as f64`.
    Cast(Operand, syn::Type),
}

impl Op {
    /// Whether the forward sweep of this leaves something on the tape that its
    /// reverse has to take, whatever its arguments are: a callee's sweep does.
    pub(crate) fn has_sweeps(&self) -> bool {
        matches!(self, Op::Call { callee, .. } if callee.has_sweeps())
    }

    /// Whether the reverse sweep runs the adjoint even of a value that nobody reads.
    pub(crate) fn is_mirrored(&self) -> bool {
        matches!(
            self,
            Op::Call { .. }
                | Op::Map {
                    derivative: Some(_),
                    ..
                }
        )
    }

    /// The closures written in place among the arguments of a call.
    pub(crate) fn lambdas(&self) -> impl Iterator<Item = &Lambda> {
        let functions: &[Option<FunctionArg>] = match self {
            Op::Call { functions, .. } => functions,
            _ => &[],
        };
        functions.iter().filter_map(|function| match function {
            Some(FunctionArg::Closure(lambda)) => Some(&**lambda),
            _ => None,
        })
    }
}

/// What a call names.
#[derive(Clone, Debug)]
pub(crate) enum Callee {
    /// `path(…)`: a function, whose companion is the type of the same name.
    Function(syn::Path),
    /// `Type::function(…)`, with companions beside it.
    Associated(syn::ExprPath),
    /// `receiver.method(…)`: the first argument is the receiver.
    Method {
        name: Ident,
        generics: Option<syn::AngleBracketedGenericArguments>,
    },
    /// `f(…)` of a parameter that is a function.
    Param(VarId),
    /// `Type::apply(…)`: a `Function`.
    Apply(syn::Path),
    /// `parallel_sum(items, |item| …)`; the variable stands for the cotangents that
    /// its forward sweep finds.
    ParallelSum(syn::Path, VarId),
}

impl Callee {
    /// Whether the callee has sweeps, which run on the caller's tape.
    pub(crate) fn has_sweeps(&self) -> bool {
        !matches!(self, Callee::Apply(_))
    }
}

/// A function handed to another.
#[derive(Clone, Debug)]
pub(crate) enum FunctionArg {
    /// `|x| …`
    Closure(Box<Lambda>),
    /// A differentiable function, by name.
    Path(syn::Path),
    /// A parameter that is a function; `true` if it may change what it captures.
    Param(VarId, bool),
}

/// A closure over values with derivatives.
#[derive(Clone, Debug)]
pub(crate) struct Lambda {
    pub(crate) params: Vec<VarId>,
    /// The types that the closure writes behind its parameters, other than references.
    pub(crate) types: Vec<Option<syn::Type>>,
    pub(crate) body: Block,
    pub(crate) result: VarId,
}

/// The closure of `mapv`.
#[derive(Clone, Debug)]
pub(crate) struct MapClosure {
    pub(crate) params: Vec<VarId>,
    pub(crate) body: Block,
    pub(crate) result: VarId,
    /// The closure as written.
    pub(crate) source: syn::ExprClosure,
}

/// A struct or variant made of its parts.
#[derive(Clone, Debug)]
pub(crate) struct Make {
    pub(crate) path: syn::Path,
    /// `Point(x, y)` rather than `Point { x: x, y: y }`.
    pub(crate) positional: bool,
    pub(crate) parts: Vec<(syn::Member, Operand)>,
    /// `..base`
    pub(crate) base: Option<Operand>,
}

/// What an operator between operands of unknown types leaves for its pullback.
#[derive(Clone, Debug)]
pub(crate) enum Residual {
    /// `a + b`, `a - b`
    Binary(BinOp, Operand, Operand),
    /// `-a`
    Neg(Operand),
    /// `place op= value`
    Update(BinOp, Place, Operand),
    /// An operand of which the pullback reads the shape alone: nothing, if it is a number.
    Shape(Operand),
}

impl Residual {
    /// The operands.
    pub(crate) fn operands(&self) -> Vec<Operand> {
        match self {
            Residual::Binary(_, a, b) => vec![a.clone(), b.clone()],
            Residual::Neg(a) | Residual::Shape(a) => vec![a.clone()],
            Residual::Update(_, place, value) => {
                vec![Operand::Place(place.clone(), Use::Value), value.clone()]
            }
        }
    }
}

/// Whether the rule of an operator is found by its operands' types: one of them
/// is unknown, and none is known to be an array.
pub(crate) fn is_dispatched(a: &Ty, b: &Ty) -> bool {
    (*a.behind() == Ty::Unknown || *b.behind() == Ty::Unknown) && !a.is_ndarray() && !b.is_ndarray()
}
