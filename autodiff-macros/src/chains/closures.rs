//! The closures of a chain: written in place, or the name of a function.

use super::kinds::Kind;
use super::syntax::{has_effects, receiver};
use super::{Made, Rewriter};
use syn::{Expr, ExprClosure, ExprMethodCall, Stmt, parse_quote};

impl Rewriter<'_> {
    /// The closure that a step is given.
    pub(super) fn closure(&mut self, m: &ExprMethodCall, params: usize) -> Made<ExprClosure> {
        match m.args.last() {
            Some(arg) => self.closure_of(&m.method, arg, params),
            None => Err(syn::Error::new_spanned(
                &m.method,
                "this takes a closure written in place",
            )),
        }
    }

    /// `arg` as a closure: a function's name is a closure that calls it.
    pub(super) fn closure_of(
        &mut self,
        method: &proc_macro2::Ident,
        arg: &Expr,
        params: usize,
    ) -> Made<ExprClosure> {
        match arg {
            Expr::Closure(closure) if closure.inputs.len() == params => {
                if returns(&closure.body) {
                    return Err(syn::Error::new_spanned(
                        method,
                        format!(
                            "the closure of `{method}` has a `return` in it, which isn't supported on values with derivatives: use `if` and `else` with values, or write a `for` loop"
                        ),
                    ));
                }
                Ok(closure.clone())
            }
            Expr::Path(path) => {
                let names: Vec<_> = (0..params).map(|_| self.names.fresh("v")).collect();
                let mut closure: ExprClosure = parse_quote!(|#(#names),*| #path(#(#names),*));
                if let Expr::Call(call) = &mut *closure.body {
                    *call.func = arg.clone();
                }
                Ok(closure)
            }
            _ => Err(syn::Error::new_spanned(
                method,
                format!(
                    "`{method}` on values with derivatives takes a closure written in place, with {params} parameter(s), or the name of a `#[differentiable]` function"
                ),
            )),
        }
    }

    /// The argument of `take`, `skip` and their like, which the loop may evaluate
    /// sooner or later than written.
    pub(super) fn steady_argument(&mut self, m: &ExprMethodCall) -> Made<Expr> {
        match m.args.first() {
            Some(arg) if !has_effects(arg) => Ok(arg.clone()),
            other => Err(syn::Error::new_spanned(
                other,
                format!(
                    "the argument of `{}` changes something: bind it by `let` before the chain",
                    m.method
                ),
            )),
        }
    }

    /// The body of a closure that gives an `Option`, as the value inside, with
    /// `none` in the place of `None`.
    pub(super) fn inside_some(&mut self, body: &Expr, none: &Expr) -> Made<Expr> {
        let refused = |at: &dyn quote::ToTokens| {
            syn::Error::new_spanned(
                at.to_token_stream(),
                "the closure has to end in `Some(…)` or `None` on each way, or in `condition.then(…)`",
            )
        };
        match body {
            Expr::Paren(e) => self.inside_some(&e.expr, none),
            Expr::Path(p) if crate::paths::ends_in(&p.path, "None") => Ok(none.clone()),
            Expr::Call(c) if is_some(&c.func) && c.args.len() == 1 => Ok(c.args[0].clone()),
            Expr::Block(b) if b.label.is_none() => {
                let mut b = b.clone();
                self.inside_block(&mut b.block, none)
                    .map_err(|e| e.unwrap_or_else(|| refused(body)))?;
                Ok(Expr::Block(b))
            }
            Expr::If(e) => {
                let mut e = e.clone();
                self.inside_block(&mut e.then_branch, none)
                    .map_err(|e| e.unwrap_or_else(|| refused(body)))?;
                let Some((_, other)) = &mut e.else_branch else {
                    return Err(refused(body));
                };
                **other = self.inside_some(other, none)?;
                Ok(Expr::If(e))
            }
            Expr::Match(m) => {
                let mut m = m.clone();
                for arm in &mut m.arms {
                    *arm.body = self.inside_some(&arm.body, none)?;
                    arm.comma.get_or_insert_with(Default::default);
                }
                Ok(Expr::Match(m))
            }
            Expr::MethodCall(m) if m.method == "then" && m.args.len() == 1 => {
                let (cond, closure) = (&m.receiver, self.closure(m, 0)?);
                let value = &closure.body;
                Ok(parse_quote!(if #cond { #value } else { #none }))
            }
            Expr::MethodCall(m) if m.method == "then_some" && m.args.len() == 1 => {
                let (cond, value) = (receiver(&m.receiver), &m.args[0]);
                let (taken, given) = (self.names.fresh("taken"), self.names.fresh("item"));
                Ok(
                    parse_quote!({ let #taken = #cond; let #given = #value; if #taken { #given } else { #none } }),
                )
            }
            // An option made elsewhere is looked into.
            Expr::MethodCall(_)
            | Expr::Call(_)
            | Expr::Path(_)
            | Expr::Field(_)
            | Expr::Unary(_) => {
                let (given, ad) = (self.names.fresh("item"), self.root);
                // What functions give and what stands in place is no reference.
                if matches!(body, Expr::Call(_) | Expr::Field(_) | Expr::Unary(_)) {
                    self.kinds.insert(given.to_string(), Kind::Value);
                }
                Ok(parse_quote!(match #body {
                    #ad::__private::Some(#given) => #given,
                    #ad::__private::None => #none,
                }))
            }
            _ => Err(refused(body)),
        }
    }

    fn inside_block(
        &mut self,
        block: &mut syn::Block,
        none: &Expr,
    ) -> Result<(), Option<syn::Error>> {
        match block.stmts.last_mut() {
            Some(Stmt::Expr(tail, None)) => {
                *tail = self.inside_some(tail, none).map_err(Some)?;
                Ok(())
            }
            _ => Err(None),
        }
    }
}

/// Whether a path names `Some`.
pub(super) fn is_some(func: &Expr) -> bool {
    matches!(func, Expr::Path(p) if crate::paths::ends_in(&p.path, "Some"))
}

/// Whether a closure's body has a `return` of its own.
/// A closure written in place, with so many parameters and no `return`.
pub(crate) fn without_return(arg: &Expr, params: usize) -> Option<ExprClosure> {
    match arg {
        Expr::Closure(closure) if closure.inputs.len() == params && !returns(&closure.body) => {
            Some(closure.clone())
        }
        _ => None,
    }
}

/// A parameter without its type.
pub(crate) fn bare(pat: &syn::Pat) -> syn::Pat {
    match pat {
        syn::Pat::Type(typed) => (*typed.pat).clone(),
        other => other.clone(),
    }
}

fn returns(body: &Expr) -> bool {
    struct Finder(bool);
    impl syn::visit::Visit<'_> for Finder {
        fn visit_expr_return(&mut self, _: &syn::ExprReturn) {
            self.0 = true;
        }
        fn visit_expr_closure(&mut self, _: &syn::ExprClosure) {}
        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut finder = Finder(false);
    syn::visit::Visit::visit_expr(&mut finder, body);
    finder.0
}
