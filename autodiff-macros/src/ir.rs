//! The structured intermediate representation: A-normal form, a span on every
//! node, control flow kept as it was written.
//!
//! Nothing in here knows of any one use of it (reverse sweep, tangents…).

use crate::ty::Ty;
use proc_macro2::Ident;
use std::collections::BTreeSet;
use syn::Expr;

/// A variable of the function: parameter, local or temporary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct VarId(pub(crate) usize);

/// A loop, the target of `break` and `continue`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct LoopId(pub(crate) usize);

/// Where a variable comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The parameter with this number, kept as it came.
    Param(usize),
    /// A parameter of a closure, given again in the reverse sweep.
    Argument,
    /// The index of a loop that both sweeps recompute.
    LoopIndex,
    /// A binding of the user's.
    Local,
    /// A name of the macro's.
    Temp,
}

/// What is known of a variable.
#[derive(Debug)]
pub(crate) struct Var {
    pub(crate) name: Ident,
    pub(crate) ty: Ty,
    /// The type that is written beside it, if its value comes later.
    pub(crate) declared: Option<syn::Type>,
    /// Carries a derivative.
    pub(crate) active: bool,
    /// Declared `mut`, so that it may be assigned again.
    pub(crate) mutable: bool,
    pub(crate) origin: Origin,
    /// The place that this reference or view names.
    pub(crate) alias: Option<Place>,
    /// Changed by code that the macro does not look into.
    pub(crate) opaque: bool,
}

/// Inactive code, kept as written.
#[derive(Clone, Debug)]
pub(crate) struct Verbatim {
    pub(crate) expr: Expr,
    /// The variables it mentions.
    pub(crate) reads: BTreeSet<VarId>,
    /// Evaluating it again later, with the same values, gives the same and
    /// costs little.
    pub(crate) pure: bool,
    pub(crate) ty: Ty,
}

/// A step from a value to a part of it.
#[derive(Clone, Debug)]
pub(crate) enum Proj {
    /// `*p`
    Deref,
    /// `p.0`, `p.name`
    Field(syn::Member),
    /// The part `member` of the struct or variant called `name`.
    Variant { name: Ident, member: syn::Member },
    /// `p[i]`
    Index(Verbatim),
    /// `p[a..b]`
    Range(Verbatim),
    /// `p.row(i)`: a view method and its arguments.
    View { name: Ident, args: Vec<Verbatim> },
    /// The element that an iteration has reached.
    Elem(VarId),
}

/// A variable, or a part of one.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) root: VarId,
    pub(crate) proj: Vec<Proj>,
    pub(crate) ty: Ty,
}

impl Place {
    /// The whole variable.
    pub(crate) fn var(root: VarId, ty: Ty) -> Place {
        Place {
            root,
            proj: Vec::new(),
            ty,
        }
    }

    /// Whether this is a variable itself, not a part of it.
    pub(crate) fn is_whole(&self) -> bool {
        self.proj.is_empty()
    }

    /// The variables read to locate the part (indices).
    pub(crate) fn index_reads(&self) -> BTreeSet<VarId> {
        let mut reads = BTreeSet::new();
        for step in &self.proj {
            match step {
                Proj::Index(v) | Proj::Range(v) => reads.extend(&v.reads),
                Proj::View { args, .. } => args.iter().for_each(|a| reads.extend(&a.reads)),
                Proj::Elem(k) => {
                    reads.insert(*k);
                }
                Proj::Deref | Proj::Field(_) | Proj::Variant { .. } => {}
            }
        }
        reads
    }
}

/// How an operand uses its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// By value: a copy or a move.
    Value,
    /// `&place`
    Ref,
    /// `&mut place`
    RefMut,
}

/// An operand of a primitive.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    /// A variable or a part of one.
    Place(Place, Use),
    /// An inactive expression.
    Inactive(Verbatim),
}

impl Operand {
    /// The operand's type, references stripped.
    pub(crate) fn ty(&self) -> &Ty {
        match self {
            Operand::Place(p, _) => p.ty.behind(),
            Operand::Inactive(v) => v.ty.behind(),
        }
    }
}

/// An arithmetic operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
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

impl Op {
    /// Whether the forward sweep of this leaves something on the tape that its
    /// reverse has to take, whatever its arguments are: a callee's sweep does.
    pub(crate) fn has_sweeps(&self) -> bool {
        matches!(self, Op::Call { callee, .. } if callee.has_sweeps())
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

/// Where a primitive's value goes.
#[derive(Clone, Debug)]
pub(crate) enum Dst {
    /// `let v = …`
    Let(VarId),
    /// `let (a, b) = …`
    Pattern(syn::Pat, Vec<VarId>, PatTree),
    /// The first assignment of a variable declared before.
    Init(VarId),
    /// `place = …`
    Store(Place),
    /// `place += …`, with the shape of the operand if it may be broadcast.
    Update(BinOp, Place),
    /// The value is dropped.
    Discard,
}

/// How a pattern takes a tuple apart.
#[derive(Clone, Debug)]
pub(crate) enum PatTree {
    Var(VarId),
    Tuple(Vec<PatTree>),
    Array(Vec<PatTree>),
    Skip,
}

/// The variables that hold the shapes of operands that may be broadcast.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shapes {
    pub(crate) left: Option<VarId>,
    pub(crate) right: Option<VarId>,
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
}

impl Residual {
    /// The operands.
    pub(crate) fn operands(&self) -> Vec<Operand> {
        match self {
            Residual::Binary(_, a, b) => vec![a.clone(), b.clone()],
            Residual::Neg(a) => vec![a.clone()],
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

/// A statement.
#[derive(Clone, Debug)]
pub(crate) struct Stmt {
    pub(crate) id: StmtId,
    /// The user's code that it comes from.
    pub(crate) span: proc_macro2::Span,
    pub(crate) kind: StmtKind,
}

/// A statement, by number in the order of lowering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StmtId(pub(crate) usize);

/// The kinds of statements.
#[derive(Clone, Debug)]
pub(crate) enum StmtKind {
    Def {
        dst: Dst,
        op: Op,
        shapes: Shapes,
        user_ty: Option<syn::Type>,
        bound: BoundBy,
    },
    /// `let v;`
    Declare(VarId),
    /// `let var = shape of place`
    Shape {
        var: VarId,
        of: Place,
    },
    /// `let var = residual of an operator`
    Residual {
        var: VarId,
        of: Residual,
    },
    /// `let var = what is given again of expr`
    Kept {
        var: VarId,
        of: Expr,
    },
    /// Inactive code run for its effect.
    Effect(syn::Stmt, BTreeSet<VarId>),
    /// A reference or view: `let r = &place`; `silent` if a pattern binds it.
    Alias {
        var: VarId,
        silent: bool,
    },
    /// `let pat = from;`: what it binds is defined by the statements that follow.
    Destructure {
        pat: syn::Pat,
        from: Operand,
        /// The pattern may fail to match, as far as rustc knows.
        refutable: bool,
    },
    Swap {
        a: Place,
        b: Place,
        how: Exchange,
    },
    /// A method that changes its receiver.
    Mutate(Box<Mutation>),
    Block(Block),
    Branch(Branch),
    Loop(Loop),
    Exit(Exit),
}

/// What binds the variable of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BoundBy {
    /// The statement itself.
    Let,
    /// The pattern of the loop around.
    Loop,
    /// A `match` arm's pattern or a [`StmtKind::Destructure`] before.
    Pattern,
}

/// What a `match` looks at.
#[derive(Clone, Debug)]
pub(crate) enum Scrutinee {
    Inactive(Verbatim),
    One(Operand),
    /// `(a, b)`
    Tuple(Vec<Scrutinee>),
}

impl Scrutinee {
    /// The operands and inactive expressions in it.
    pub(crate) fn leaves(&self) -> Vec<Operand> {
        match self {
            Scrutinee::Inactive(v) => vec![Operand::Inactive(v.clone())],
            Scrutinee::One(operand) => vec![operand.clone()],
            Scrutinee::Tuple(items) => items.iter().flat_map(Scrutinee::leaves).collect(),
        }
    }
}

/// How two places are swapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Exchange {
    /// `mem::swap(a, b)`
    Places,
    /// `v.swap(i, j)`: two elements of one container.
    Elements,
    /// `a.swap_with_slice(b)`, with the method's name.
    Slices(Ident),
}

/// A method that changes its receiver.
#[derive(Clone, Debug)]
pub(crate) struct Mutation {
    pub(crate) rule: crate::rules::Mutator,
    pub(crate) recv: Place,
    /// What goes into the receiver.
    pub(crate) arg: Option<Operand>,
    /// The argument that says where, or which: for the forward sweep alone.
    pub(crate) plain: Option<Verbatim>,
    pub(crate) method: Ident,
    /// Takes what comes out of the receiver.
    pub(crate) out: Option<VarId>,
    /// How that is taken out of an `Option`.
    pub(crate) unwrap: Option<syn::ExprMethodCall>,
    /// Stands for what goes to the tape; its type is told by the forward sweep.
    pub(crate) record: VarId,
}

/// An `if` or a `match`.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// `Some(scrutinee)` for `match`.
    pub(crate) scrutinee: Option<Scrutinee>,
    pub(crate) arms: Vec<Arm>,
}

/// One way of a branch.
#[derive(Clone, Debug)]
pub(crate) struct Arm {
    /// The condition of `if`; `None` for `else` and for `match`.
    pub(crate) cond: Option<Verbatim>,
    /// The pattern of a `match` arm, with its guard, and what it binds.
    pub(crate) pat: Option<(syn::Pat, Vec<VarId>)>,
    pub(crate) block: Block,
}

/// A loop.
#[derive(Clone, Debug)]
pub(crate) struct Loop {
    pub(crate) id: LoopId,
    pub(crate) kind: LoopKind,
    pub(crate) body: Block,
    /// Counts the trips in the forward sweep.
    pub(crate) trips: VarId,
}

/// The kinds of loops.
#[derive(Clone, Debug)]
pub(crate) enum LoopKind {
    While(Verbatim),
    Forever,
    /// Over integers: `iter` is recomputed in the reverse sweep.
    Range {
        index: VarId,
        iter: Verbatim,
    },
    /// Over the elements of places; `k` is the iteration's number in the
    /// reverse sweep. `bindings` recompute what the pattern binds.
    Elements {
        pat: syn::Pat,
        iter: Expr,
        k: VarId,
    },
    /// Over something inactive.
    Opaque {
        pat: syn::Pat,
        iter: Verbatim,
        binds: Vec<VarId>,
    },
}

/// Leaving a block early.
#[derive(Clone, Debug)]
pub(crate) enum Exit {
    Break(LoopId),
    Continue(LoopId),
    Return,
}

/// A list of statements with a scope of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    pub(crate) stmts: Vec<Stmt>,
}

/// A lowered function body.
pub(crate) struct Body {
    pub(crate) vars: Vec<Var>,
    pub(crate) block: Block,
    /// The variable that takes the function's result.
    pub(crate) result: VarId,
}
