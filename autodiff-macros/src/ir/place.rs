//! Variables, the way to parts of them, and the operands made of these.

use crate::ty::Ty;
use proc_macro2::Ident;
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::Expr;

/// A variable of the function: parameter, local or temporary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct VarId(pub(crate) usize);

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
    /// May be a reference, for all that is known: what it refers to is kept in its place.
    pub(crate) borrows: bool,
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

    /// A text by which places are told apart.
    pub(crate) fn key(&self) -> String {
        let mut text = self.root.0.to_string();
        for step in &self.proj {
            text += &match step {
                Proj::Deref => "*".to_owned(),
                Proj::Field(member) => format!(".{}", member.to_token_stream()),
                Proj::Variant { name, member } => format!(".{name}.{}", member.to_token_stream()),
                Proj::Index(v) | Proj::Range(v) => format!("[{}]", v.expr.to_token_stream()),
                Proj::View { name, args } => {
                    let args = args.iter().map(|v| v.expr.to_token_stream().to_string());
                    format!(".{name}({})", args.collect::<Vec<_>>().join(","))
                }
                Proj::Elem(k) => format!("[#{}]", k.0),
            };
        }
        text
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
    /// The place that is lent to be changed, if one is.
    pub(crate) fn lent_mutably(&self) -> Option<&Place> {
        match self {
            Operand::Place(place, how)
                if *how == Use::RefMut || matches!(place.ty, Ty::RefMut(_)) =>
            {
                Some(place)
            }
            _ => None,
        }
    }

    /// The operand's type, references stripped.
    pub(crate) fn ty(&self) -> &Ty {
        match self {
            Operand::Place(p, _) => p.ty.behind(),
            Operand::Inactive(v) => v.ty.behind(),
        }
    }
}
