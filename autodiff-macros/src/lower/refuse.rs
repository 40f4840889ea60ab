//! Expressions that have no derivative, and the way out.

use super::Lower;
use crate::activity::strip;
use crate::ir::{Op, Operand, Use};
use crate::ty::Ty;
use syn::{Expr, Pat, UnOp};

impl Lower<'_> {
    pub(super) fn refused(&mut self, expr: &Expr) -> (Op, Ty) {
        self.unsupported(expr);
        (Op::Tuple(Vec::new()), Ty::Unknown)
    }

    pub(super) fn refuse_stored_references(
        &mut self,
        items: &[Operand],
        exprs: &syn::punctuated::Punctuated<Expr, syn::Token![,]>,
    ) {
        for (item, expr) in items.iter().zip(exprs) {
            if let Operand::Place(place, how) = item
                && (*how != Use::Value
                    || matches!(place.ty, Ty::View(_))
                    || place.ty.is_reference() && *place.ty.behind() != Ty::Float)
            {
                self.errors.at(expr, "a reference stored in a value can't be differentiated through: store an owned value (`.to_owned()`), or use the reference directly");
            }
        }
    }

    /// `let mut window = VecDeque::new();`, if values with derivatives are put into it.
    pub(super) fn refuse_collections(&mut self, local: &syn::Local) {
        let (Pat::Ident(p), Some(init)) = (bare(&local.pat), &local.init) else {
            return;
        };
        let Expr::Call(c) = strip(&init.expr) else {
            return;
        };
        let Expr::Path(func) = &*c.func else { return };
        let Some(of) = func.path.segments.iter().rev().nth(1) else {
            return;
        };
        let instead = match of.ident.to_string().as_str() {
            "VecDeque" => {
                "use a `Vec`, with `remove(0)` for `pop_front` and `insert(0, x)` for `push_front`, or an index of what comes first"
            }
            "HashMap" | "BTreeMap" => "use a `Vec`, and the map for the indices",
            "BinaryHeap" | "BTreeSet" | "HashSet" | "LinkedList" => {
                "use a `Vec`, or keep indices in it"
            }
            _ => return,
        };
        if self.activity.is_active(&p.ident.to_string()) {
            self.errors.at(
                func,
                format!(
                    "values with derivatives can't be kept in a `{}`: {instead}",
                    of.ident
                ),
            );
        }
    }

    pub(super) fn unsupported(&mut self, expr: &Expr) {
        // A name that a refused pattern would have bound.
        if crate::activity::variable(expr).is_some() && self.errors.any() {
            return;
        }
        let what = match expr {
            Expr::Closure(_) => {
                "a closure over values with derivatives is supported as a local (`let f = |v| …;`), and as an argument of a `#[differentiable]` function or of a method that takes it in place: use one of these"
            }
            Expr::Let(_) => {
                "`let` on values with derivatives is supported as a condition of `if` and `while` only, joined by `&&`: use `match`"
            }
            Expr::Unary(u) if !matches!(u.op, UnOp::Deref(_)) => {
                "this operator has no derivative; say `detach(…)` around its operand if that is meant"
            }
            _ => {
                "this expression isn't supported on values with derivatives: bind its parts with `let`, or say `detach(…)` to stop derivatives"
            }
        };
        self.errors.at(expr, what);
    }
}

fn bare(pat: &Pat) -> &Pat {
    match pat {
        Pat::Type(typed) => bare(&typed.pat),
        Pat::Paren(p) => bare(&p.pat),
        other => other,
    }
}
