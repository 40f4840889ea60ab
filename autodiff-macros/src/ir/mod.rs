//! The structured intermediate representation: A-normal form, a span on every
//! node, control flow kept as it was written.
//!
//! Nothing in here knows of any one use of it (reverse sweep, tangents…).

mod op;
mod place;

pub(crate) use op::{
    BinOp, Callee, FunctionArg, Lambda, Make, MapClosure, Op, Residual, is_dispatched,
};
pub(crate) use place::{Operand, Origin, Place, Proj, Use, Var, VarId, Verbatim};

use proc_macro2::Ident;
use std::collections::BTreeSet;
use syn::Expr;

/// A loop, the target of `break` and `continue`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct LoopId(pub(crate) usize);

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

impl PatTree {
    /// The variables that all parts of a tuple are bound to, if they are.
    pub(crate) fn tuple_of_variables(&self) -> Option<Vec<VarId>> {
        match self {
            Self::Tuple(items) => items
                .iter()
                .map(|item| match item {
                    Self::Var(id) => Some(*id),
                    _ => None,
                })
                .collect(),
            _ => None,
        }
    }
}

/// The variables that hold the shapes of operands that may be broadcast.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shapes {
    pub(crate) left: Option<VarId>,
    pub(crate) right: Option<VarId>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
        active: bool,
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
    /// Functions: if each of them has slopes, which is known when the code is compiled, the first arm
    /// is taken, else the second.
    pub(crate) sloped: Vec<syn::Path>,
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
    pub(crate) checkpoint: Option<Checkpoint>,
}

/// `#[checkpoint]` on a loop: its iterations run again in the reverse sweep.
#[derive(Clone, Debug)]
pub(crate) struct Checkpoint {
    /// At most so many copies of the loop's state.
    pub(crate) snapshots: usize,
    /// At most so many iterations on the tape.
    pub(crate) tape: usize,
    /// The attribute.
    pub(crate) at: proc_macro2::Span,
    /// The variables with smaller numbers are declared outside of the body.
    pub(crate) outside: usize,
    /// The variables from outside that are mentioned.
    pub(crate) reads: BTreeSet<VarId>,
    /// Those of them that may be changed by code that isn't looked into.
    pub(crate) changed: BTreeSet<VarId>,
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
        /// The iterator knows its length, which its `size_hint` says.
        sized: bool,
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
