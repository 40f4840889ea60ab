//! Small rewrites before everything else, so that the passes see one form.
//!
//! | written | becomes |
//! |---|---|
//! | `e?` | a `match` that returns |
//! | `if a? > b`, `&v[..n?]` | `let`s before |
//! | `if let`, `while let`, `let` chains | `match` |
//! | `for P { x } in e { … }`, `\|P { x }\| …` | a name, taken apart by `let` |
//! | `let (A(x) \| B(x)) = e else { … }` | `let x = match …` |
//! | `let y; if a { y = e; … }` | `if a { let y; y = e; … }`, if nothing else mentions `y` |
//! | `vec![f(a), b]` | `let`s, then `vec!` of names |
//! | `f64::tanh` as a value | `\|v\| f64::tanh(v)` |
//! | `parallel_sum(0..n, \|i\| …)` | `parallel_sum(0..n, \|i: usize\| …)` |
//! | `[a, b] = e` | a `let`, and an assignment to each part |
//! | `dbg!(e)` | a `let`, a message, the value |
//! | `azip!((a in &mut a, &b in &b) …)` | `Zip::from(&mut a).and(&b).for_each(…)` |
//! | `let r = &mut f(a);` | a name for `f(a)`, then the reference |
//! | invisible groups of `macro_rules!` | parentheses |

mod assigned;
mod azip;
mod early;
mod elements;
mod later;
mod lets;
mod patterns;
mod question;
mod temporaries;

use crate::names::Names;
use proc_macro2::Ident;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, parse_quote};

/// Normalizes the body of a function; `root` is the path of the core crate.
pub(crate) fn normalize(function: &mut syn::ItemFn, root: &syn::Path) {
    let names = Names::of(function);
    let gives = vec![question::Gives::of(&function.sig.output)];
    let mut normalizer = Normalizer { names, root, gives };
    normalizer.visit_block_mut(&mut function.block);
}

struct Normalizer<'r> {
    names: Names,
    root: &'r syn::Path,
    /// What the function, and the closures around, give back early.
    gives: Vec<question::Gives>,
}

impl VisitMut for Normalizer<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(simpler) = self.rewritten(expr) {
            *expr = simpler;
        }
        if let Expr::ForLoop(e) = expr {
            self.loop_pattern(e);
        }
        if let Expr::Closure(closure) = expr {
            self.closure_patterns(closure);
            let around = self.gives.last().copied().unwrap_or_default();
            self.gives
                .push(question::Gives::of_closure(closure, around));
            visit_mut::visit_expr_closure_mut(self, closure);
            self.gives.pop();
        } else if let Expr::Call(call) = expr {
            // Its function is called, not given.
            if !matches!(*call.func, Expr::Path(_)) {
                self.visit_expr_mut(&mut call.func);
            }
            if let Expr::Path(function) = &*call.func
                && crate::paths::ends_in(&function.path, "parallel_sum")
                && let [Expr::Range(_), function] =
                    &mut call.args.iter_mut().collect::<Vec<_>>()[..]
            {
                crate::chains::parallel::of_index(function);
            }
            call.args
                .iter_mut()
                .for_each(|arg| self.visit_expr_mut(arg));
        } else if let Expr::Cast(cast) = expr
            && let Expr::Path(_) = &*cast.expr
        {
            // A function that is cast stays what it is.
        } else {
            visit_mut::visit_expr_mut(self, expr);
        }
        ungroup(expr);
    }

    fn visit_stmt_mut(&mut self, stmt: &mut syn::Stmt) {
        if let syn::Stmt::Macro(m) = stmt
            && let Some(zip) = azip::zip(&m.mac, self.root)
        {
            *stmt = syn::Stmt::Expr(zip, Some(syn::token::Semi::default()));
        }
        visit_mut::visit_stmt_mut(self, stmt);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        later::into_branches(block);
        self.early_in_statements(&mut block.stmts);
        self.temporaries(block);
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        self.alternatives(local);
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Normalizer<'_> {
    fn rewritten(&mut self, expr: &Expr) -> Option<Expr> {
        match expr {
            Expr::Macro(m) => self
                .elements(&m.mac)
                .or_else(|| self.debugged(&m.mac))
                .or_else(|| azip::zip(&m.mac, self.root)),
            Expr::Assign(e) => self.assigned(e),
            Expr::Try(e) => Some(self.question(e)),
            Expr::If(e) => self.if_let(e).or_else(|| self.early_in_condition(e)),
            Expr::While(e) => lets::while_let(e).or_else(|| self.early_in_loop(e)),
            Expr::Path(e) => self.float_function(e),
            _ => None,
        }
    }

    /// `dbg!(e)` as what it does: `{ let value = e; eprintln!(…, &value); value }`.
    fn debugged(&mut self, mac: &syn::Macro) -> Option<Expr> {
        if mac.path.segments.last()?.ident != "dbg" {
            return None;
        }
        let value: Expr = syn::parse2(mac.tokens.clone()).ok()?;
        let name = self.names.fresh("debugged");
        Some(parse_quote!({
            let #name = #value;
            ::std::eprintln!(
                "[{}:{}:{}] {} = {:#?}",
                ::std::file!(), ::std::line!(), ::std::column!(), ::std::stringify!(#value), &#name
            );
            #name
        }))
    }

    /// `f64::tanh`, given to a function, as the closure `|v| f64::tanh(v)`: what
    /// belongs to a primitive type has no companions.
    fn float_function(&mut self, path: &syn::ExprPath) -> Option<Expr> {
        let mut segments = path.path.segments.iter().rev();
        let (function, float) = (segments.next()?, segments.next()?);
        if !crate::ty::is_float(&float.ident.to_string()) {
            return None;
        }
        let rule = crate::rules::elementary(&function.ident.to_string())?;
        let params = rule.floats + usize::from(rule.name == "powi");
        let params: Vec<Ident> = (0..params).map(|_| self.names.fresh("v")).collect();
        Some(parse_quote!(|#(#params),*| #path(#(#params),*)))
    }
}

/// Turns the invisible groups that `macro_rules!` makes into parentheses: rustc
/// drops them from what a macro gives back.
fn ungroup(expr: &mut Expr) {
    if let Expr::Group(group) = expr {
        let inner = &group.expr;
        *expr = match &**inner {
            Expr::Path(_) | Expr::Lit(_) => (**inner).clone(),
            _ => parse_quote!((#inner)),
        };
    }
}
