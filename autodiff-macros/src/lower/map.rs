//! Maps over arrays: the closure's body is lowered as a block of its own.

use super::Lower;
use crate::ir::{Dst, MapClosure, Op, Operand, Origin, Var, VarId};
use crate::ty::Ty;
use syn::{Expr, ExprMethodCall, Pat};

impl Lower<'_> {
    /// `x.mapv(|v| …)`, or `a.zip_map__(&b, |a, b| …)`; `summed` if `.sum()` follows.
    pub(super) fn map(&mut self, m: &ExprMethodCall, summed: bool) -> (Op, Ty) {
        let mut arrays: Vec<&Expr> = vec![&m.receiver];
        let mut spread = vec![false];
        let Some(last) = m.args.last() else {
            self.errors.at(&m.method, "`mapv` takes a closure");
            return (Op::Tuple(Vec::new()), Ty::Unknown);
        };
        for arg in m.args.iter().take(m.args.len() - 1) {
            // `spread__(&b)`: what is broadcast.
            let inner = match arg {
                Expr::Call(c) if is_spread(c) => c.args.first(),
                _ => None,
            };
            spread.push(inner.is_some());
            arrays.push(inner.unwrap_or(arg));
        }
        let recvs = self.operands(arrays.into_iter());
        let ty = match recvs.first().map(Operand::ty) {
            _ if summed => Ty::Float,
            Some(Ty::Array(n) | Ty::View(n)) => Ty::Array(*n),
            _ => Ty::Unknown,
        };
        let recvs: Vec<(Operand, bool)> = recvs.into_iter().zip(spread).collect();
        let closure = match last {
            Expr::Closure(closure) => self.map_closure(closure, &recvs),
            _ => None,
        };
        let Some(closure) = closure else {
            self.errors.at(
                &m.args,
                "`mapv` on values with derivatives takes a closure written in place: `mapv(|v| …)`",
            );
            return (Op::Tuple(Vec::new()), Ty::Unknown);
        };
        let batched = !self.mixed && super::batch::is_batched(&self.vars, &recvs, &closure);
        let derivative = batched.then(|| self.temp("derivative", Ty::Unknown, false));
        (
            Op::Map {
                name: m.method.clone(),
                recvs,
                closure: Box::new(closure),
                summed,
                derivative,
            },
            ty,
        )
    }

    fn map_closure(
        &mut self,
        closure: &syn::ExprClosure,
        recvs: &[(Operand, bool)],
    ) -> Option<MapClosure> {
        let inputs: Vec<Pat> = closure.inputs.iter().map(crate::chains::bare).collect();
        let names = inputs.iter().map(|input| match input {
            Pat::Ident(p) if p.by_ref.is_none() && p.subpat.is_none() => {
                Some((p.ident.clone(), p.mutability.is_some()))
            }
            _ => None,
        });
        let names: Option<Vec<(syn::Ident, bool)>> = names.collect();
        let Some(names) = names.filter(|names| names.len() == recvs.len()) else {
            self.errors.at(
                closure,
                "this closure takes one name for each array: `mapv(|v| …)`",
            );
            return Some(self.no_closure(closure));
        };
        let params: Vec<VarId> = names
            .iter()
            .zip(recvs)
            .map(|((name, mutable), (recv, _))| self.element(name, *mutable, recv))
            .collect();
        let result = self.temp("v", Ty::Float, true);
        let loops = std::mem::take(&mut self.loops);
        let body = self.in_block(|lower| {
            for ((name, mutable), param) in names.iter().zip(&params) {
                if *mutable {
                    let value = Operand::Place(lower.whole(*param), crate::ir::Use::Value);
                    let own = lower.local(name, Ty::Float, true);
                    lower.define(Dst::Let(own), Op::Use(value));
                }
            }
            if let Expr::Block(block) = &*closure.body {
                lower.block_value(&block.block, result);
            } else {
                lower.expr_into(&closure.body, super::expr::Into::Let(result));
            }
        });
        self.loops = loops;
        self.refuse_in_closure(closure);
        Some(MapClosure {
            params,
            body,
            result,
            source: closure.clone(),
        })
    }

    /// The variable that stands for an element of `recv`.
    fn element(&mut self, name: &syn::Ident, mutable: bool, recv: &Operand) -> VarId {
        let active = match recv {
            Operand::Place(place, _) => self.var(place.root).active && !place.ty.is_discrete(),
            Operand::Inactive(_) => false,
        };
        let ty = match recv.ty() {
            Ty::Array(_) | Ty::View(_) => Ty::Float,
            _ if active => Ty::Float,
            _ => Ty::Unknown,
        };
        let given = match mutable {
            true => quote::format_ident!("given_{}", name, span = proc_macro2::Span::mixed_site()),
            false => name.clone(),
        };
        let param = self.add_var(Var {
            name: given,
            declared: None,
            ty,
            active,
            mutable: false,
            origin: Origin::LoopIndex,
            alias: None,
            opaque: false,
            borrows: false,
        });
        self.names.insert(name.to_string(), param);
        param
    }

    fn no_closure(&mut self, closure: &syn::ExprClosure) -> MapClosure {
        MapClosure {
            params: Vec::new(),
            body: crate::ir::Block::default(),
            result: self.temp("v", Ty::Float, true),
            source: closure.clone(),
        }
    }

    /// `return` would leave the closure, not the function.
    fn refuse_in_closure(&mut self, closure: &syn::ExprClosure) {
        struct Returns(bool);
        impl syn::visit::Visit<'_> for Returns {
            fn visit_expr_return(&mut self, _: &syn::ExprReturn) {
                self.0 = true;
            }
        }
        let mut returns = Returns(false);
        syn::visit::Visit::visit_expr(&mut returns, &closure.body);
        if returns.0 {
            self.errors.at(
                &closure.body,
                "`return` in the closure of `mapv` isn't supported: use `if` and `else` with values",
            );
        }
    }
}

/// `spread__(&b)`
fn is_spread(c: &syn::ExprCall) -> bool {
    matches!(&*c.func, Expr::Path(p) if p.path.is_ident("spread__"))
}
