//! Functions handed to functions: closures written in place, names of
//! differentiable functions, parameters that are functions.

use super::Lower;
use super::binding::untyped;
use crate::activity::{strip, variable};
use crate::ir::{Dst, FunctionArg, Lambda, Op, Operand, Origin, Place, Use};
use crate::ty::Ty;
use syn::{Expr, ExprClosure, Pat};

impl Lower<'_> {
    /// The arguments of a call, and those of them that are functions.
    pub(super) fn arguments<'e>(
        &mut self,
        exprs: impl Iterator<Item = &'e Expr>,
    ) -> (Vec<Operand>, Vec<Option<FunctionArg>>) {
        let mut functions = Vec::new();
        let mut values: Vec<Expr> = Vec::new();
        for expr in exprs {
            let function = self.function(expr);
            values.push(match function {
                Some(_) => syn::parse_quote!(()),
                None => expr.clone(),
            });
            functions.push(function);
        }
        let operands = self.operands(values.iter());
        let operands = self.shared(operands);
        (self.apart(operands), functions)
    }

    pub(super) fn function(&mut self, expr: &Expr) -> Option<FunctionArg> {
        match strip(expr) {
            Expr::Reference(r) => match strip(&r.expr) {
                inner @ (Expr::Closure(_) | Expr::Path(_)) => self.function(inner),
                _ => None,
            },
            Expr::Closure(closure) => {
                let lambda = self.lambda(closure, &Ty::Unknown);
                Some(FunctionArg::Closure(Box::new(lambda)))
            }
            Expr::Path(p) => {
                if let Some(id) = variable(expr).and_then(|name| self.names.get(&name).copied()) {
                    if self.var(id).ty != Ty::Function {
                        return None;
                    }
                    return Some(FunctionArg::Param(id, self.var(id).mutable));
                }
                let last = crate::paths::name(&p.path);
                let named = last.starts_with(|c: char| c.is_lowercase() || c == '_');
                (named && p.qself.is_none()).then(|| FunctionArg::Path(p.path.clone()))
            }
            _ => None,
        }
    }

    /// `|a, b| …`, with its body as a block of its own, of parameters of the type
    /// `given` where they don't say theirs.
    pub(super) fn lambda(&mut self, closure: &ExprClosure, given: &Ty) -> Lambda {
        let mut body = (*closure.body).clone();
        let label = self.temp("closure", Ty::Unknown, false);
        let label = self.var(label).name.clone();
        if let Some(labelled) = crate::closures::as_breaks(&mut body, &label) {
            body = labelled;
        }
        let unit = match (&closure.output, &body) {
            (syn::ReturnType::Type(..), _) => false,
            (_, Expr::Block(b)) => !matches!(b.block.stmts.last(), Some(syn::Stmt::Expr(_, None))),
            (_, Expr::Assign(_)) => true,
            (_, Expr::Binary(b)) => crate::activity::is_update(&b.op),
            _ => false,
        };
        let ty = if unit { Ty::Unit } else { Ty::Unknown };
        let result = self.temp("given", ty, true);
        let outer = std::mem::replace(&mut self.result, result);
        let loops = std::mem::take(&mut self.loops);
        let mut params = Vec::new();
        let block = self.in_block(|lower| {
            for input in &closure.inputs {
                params.push(lower.lambda_param(input, given));
            }
            match &body {
                Expr::Block(b) if b.label.is_none() => lower.block_value(&b.block, result),
                other => lower.expr_into(other, super::expr::Into::Init(result)),
            }
        });
        self.loops = loops;
        self.result = outer;
        let types = closure.inputs.iter().map(|input| untyped(input).1);
        let types = types
            .map(|ty| {
                ty.filter(|ty| !matches!(ty, syn::Type::Reference(_)))
                    .cloned()
            })
            .collect();
        Lambda {
            params,
            types,
            body: block,
            result,
        }
    }

    fn lambda_param(&mut self, input: &Pat, given: &Ty) -> crate::ir::VarId {
        let (pat, ty) = untyped(input);
        let ty = ty.map_or_else(|| given.clone(), Ty::of);
        if let Pat::Ident(p) = pat
            && p.mutability.is_none()
            && p.by_ref.is_none()
            && p.subpat.is_none()
        {
            let var = self.local(&p.ident, ty, false);
            self.vars[var.0].origin = Origin::Argument;
            return var;
        }
        let active = crate::activity::bound_names(pat)
            .iter()
            .any(|name| self.activity.is_active(name));
        let var = self.temp("argument", ty, active);
        self.vars[var.0].origin = Origin::Argument;
        let place = Place::var(var, self.var(var).ty.clone());
        let value = Operand::Place(place.clone(), Use::Value);
        match pat {
            Pat::Wild(_) => {}
            Pat::Ident(p) if p.by_ref.is_none() && p.subpat.is_none() => {
                let local = self.local(&p.ident, place.ty.clone(), true);
                self.define(Dst::Let(local), Op::Use(value));
            }
            _ => self.destructure_place(pat, place, value),
        }
        var
    }
}
