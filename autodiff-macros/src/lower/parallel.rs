//! Sums over independent items, which run on several threads.

use super::Lower;
use crate::activity::strip;
use crate::ir::{Callee, FunctionArg, Lambda, Op, Operand, Use};
use crate::ty::Ty;
use syn::{Expr, ExprCall};

impl Lower<'_> {
    /// `parallel_sum(items, |item| …)`
    pub(super) fn parallel_sum(&mut self, c: &ExprCall, path: &syn::Path) -> (Op, Ty) {
        let nothing = (Op::Tuple(Vec::new()), Ty::Unknown);
        let [items, function] = c.args.iter().collect::<Vec<_>>()[..] else {
            self.errors.at(
                c,
                "`parallel_sum` takes the items and a function of one of them",
            );
            return nothing;
        };
        let (mut args, mut functions) = self.arguments(std::iter::once(items));
        let function_arg = match strip(function) {
            Expr::Closure(closure) => {
                let item = args.first().map_or(Ty::Unknown, item_of);
                let lambda = self.lambda(closure, &item);
                if calls_parameter(&lambda) {
                    self.errors.at(function, PARAMETER);
                }
                Some(FunctionArg::Closure(Box::new(lambda)))
            }
            other => match self.function(other) {
                Some(FunctionArg::Path(path)) => Some(FunctionArg::Path(path)),
                Some(_) => {
                    self.errors.at(function, PARAMETER);
                    return nothing;
                }
                None => {
                    self.errors.at(
                        function,
                        "the second argument of `parallel_sum` is a closure written in place, or the name of a `#[differentiable]` function",
                    );
                    return nothing;
                }
            },
        };
        args.push(self.operand(&syn::parse_quote!(())));
        functions.push(function_arg);
        let bars = self.temp("bars", Ty::Unknown, false);
        let op = Op::Call {
            callee: Callee::ParallelSum(path.clone(), bars),
            kept: vec![None; args.len()],
            args,
            functions,
        };
        (op, Ty::Unknown)
    }
}

const PARAMETER: &str = "threads can't share a function that is a parameter, since each call adds to the cotangents of what it captures: call a `#[differentiable]` function by name";

/// The type of an item, as far as the items' type shows it.
fn item_of(items: &Operand) -> Ty {
    let (ty, lent) = match items {
        Operand::Place(place, how) => (&place.ty, *how != Use::Value),
        Operand::Inactive(v) => (&v.ty, matches!(v.expr, Expr::Reference(_))),
    };
    if let Operand::Inactive(v) = items
        && matches!(v.expr, Expr::Range(_))
    {
        return Ty::Int;
    }
    match ty.behind() {
        Ty::Range => Ty::Int,
        Ty::Slice(item) | Ty::Vec(item) | Ty::Fixed(item) => Ty::Ref(item.clone()),
        _ if lent || ty.is_reference() => Ty::Ref(Box::new(Ty::Unknown)),
        _ => Ty::Unknown,
    }
}

/// Whether a closure calls, or hands on, a function that is a parameter.
fn calls_parameter(lambda: &Lambda) -> bool {
    let mut found = false;
    crate::analyse::each(&lambda.body, &mut |stmt| {
        if let crate::ir::StmtKind::Def {
            op: Op::Call {
                callee, functions, ..
            },
            ..
        } = &stmt.kind
        {
            found |= matches!(callee, Callee::Param(_))
                || functions.iter().flatten().any(|function| match function {
                    FunctionArg::Param(..) => true,
                    FunctionArg::Closure(inner) => calls_parameter(inner),
                    FunctionArg::Path(_) => false,
                });
        }
    });
    found
}
