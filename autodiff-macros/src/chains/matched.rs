//! An `Option` that a chain gives and that nothing unwraps: kept as it is, or taken apart at once by
//! `if let`, `let … else`, `match` or `?`.
//!
//! What is kept holds no reference, since its parts have places of their own. What is taken apart may: it is
//! made for the arms alone.

use super::kinds::Kind;
use super::options::{Found, Unwrapped, has_references, taken_apart};
use super::syntax::is_optional_end;
use super::{Made, Rewriter};
use proc_macro2::Ident;
use syn::{Expr, Pat, Stmt, parse_quote};

/// `chain.end(…)` and the steps that follow it, an `Option` still.
fn still_wrapped(expr: &Expr) -> Option<Unwrapped<'_>> {
    let mut steps = Vec::new();
    let mut inner = expr;
    let end = loop {
        match inner {
            Expr::Paren(e) => inner = &e.expr,
            Expr::MethodCall(m) if is_optional_end(m) => break m,
            Expr::MethodCall(m)
                if matches!(m.method.to_string().as_str(), "copied" | "cloned" | "map") =>
            {
                steps.push(m);
                inner = &m.receiver;
            }
            _ => return None,
        }
    };
    steps.reverse();
    Some(Unwrapped {
        end,
        steps,
        unwrap: end,
        fields: Vec::new(),
    })
}

/// The arms for an item and for none, if there are no others.
fn both_arms(e: &syn::ExprMatch) -> Option<(&Pat, &Expr, &Expr)> {
    let [first, second] = e.arms.as_slice() else {
        return None;
    };
    let is_none = |pat: &Pat| match pat {
        Pat::Wild(_) => true,
        Pat::Ident(p) => p.ident == "None",
        Pat::Path(p) => crate::paths::ends_in(&p.path, "None"),
        _ => false,
    };
    match (inside_of_some(&first.pat), inside_of_some(&second.pat)) {
        (Some(pat), None) if is_none(&second.pat) => Some((pat, &first.body, &second.body)),
        (None, Some(pat)) if is_none(&first.pat) && !matches!(first.pat, Pat::Wild(_)) => {
            Some((pat, &second.body, &first.body))
        }
        _ => None,
    }
}

/// `pat` of `Some(pat)`, if it can't fail to match.
fn inside_of_some(pat: &Pat) -> Option<&Pat> {
    fn is_certain(pat: &Pat) -> bool {
        match pat {
            Pat::Ident(p) => p.subpat.is_none(),
            Pat::Wild(_) => true,
            Pat::Tuple(p) => p.elems.iter().all(is_certain),
            Pat::Reference(p) => is_certain(&p.pat),
            Pat::Paren(p) => is_certain(&p.pat),
            _ => false,
        }
    }
    match pat {
        Pat::TupleStruct(p) if crate::paths::ends_in(&p.path, "Some") && p.elems.len() == 1 => {
            p.elems.first().filter(|pat| is_certain(pat))
        }
        _ => None,
    }
}

/// What is done if there is no item, in a `match` that gives the item else: `chain.end(…)?`.
fn passed_on(e: &syn::ExprMatch) -> Option<&Expr> {
    let (pat, some, none) = both_arms(e)?;
    match (pat, some, none) {
        (Pat::Ident(p), Expr::Path(item), Expr::Return(_)) if item.path.is_ident(&p.ident) => {
            Some(none)
        }
        _ => None,
    }
}

/// The names in `pat` of what in `value` are references.
fn names_of_references<'p>(pat: &'p Pat, value: &Expr, found: &mut Vec<&'p Ident>) {
    match (pat, value) {
        (Pat::Paren(p), _) => names_of_references(&p.pat, value, found),
        (Pat::Tuple(p), Expr::Tuple(v)) => {
            for (pat, value) in p.elems.iter().zip(&v.elems) {
                names_of_references(pat, value, found);
            }
        }
        (Pat::Ident(p), _) if has_references(value) => found.push(&p.ident),
        _ => {}
    }
}

/// Whether an arm gives one of these variables.
fn gives(body: &Expr, names: &[&Ident]) -> bool {
    match body {
        Expr::Path(e) => names.iter().any(|name| e.path.is_ident(*name)),
        Expr::Paren(e) => gives(&e.expr, names),
        Expr::Tuple(e) => e.elems.iter().any(|e| gives(e, names)),
        Expr::Block(b) => match b.block.stmts.last() {
            Some(Stmt::Expr(tail, None)) => gives(tail, names),
            _ => false,
        },
        _ => false,
    }
}

impl Rewriter<'_> {
    /// `match chain.end(…) { Some(pat) => …, None => … }` of an `Option` of references, which is made for
    /// the arms alone.
    pub(super) fn optional_match(&mut self, e: &syn::ExprMatch) -> Option<Made<Expr>> {
        let parts = still_wrapped(&e.expr)?;
        let (pat, some, none) = both_arms(e)?;
        let found = match self.found(&parts) {
            Ok(found) => found,
            Err(error) => return Some(Err(error)),
        };
        let (value, mut references) = (found.item.value(), Vec::new());
        match found.item.kind() {
            Kind::Shared | Kind::Mutable => {
                names_of_references(pat, &parse_quote!(&#value), &mut references)
            }
            _ => names_of_references(pat, &value, &mut references),
        }
        // What can be kept goes another way, as do references that leave the arm.
        if !found.holds_references() || gives(some, &references) {
            return None;
        }
        let Found {
            before,
            steps,
            seen,
            ..
        } = found;
        if let Err(error) = taken_apart(pat, &value) {
            return Some(Err(error));
        }
        Some(Ok(parse_quote!({
            #(#before)*
            if #seen { #(#steps)* let #pat = #value; #some } else { #none }
        })))
    }

    /// `let Some(pat) = chain.end(…) else { … };` and `let pat = chain.end(…)?;` of an `Option` of
    /// references.
    pub(super) fn optional_or_else(&mut self, local: &mut syn::Local) -> Option<Made<Vec<Stmt>>> {
        let init = local.init.as_mut()?;
        let (chain, pat, diverge) = match (&init.diverge, &*init.expr) {
            (Some((_, diverge)), chain) => (chain, inside_of_some(&local.pat)?, &**diverge),
            (None, Expr::Match(e)) => (&*e.expr, &local.pat, passed_on(e)?),
            _ => return None,
        };
        let (parts, pat) = (still_wrapped(chain)?, pat.clone());
        let found = match self.found(&parts) {
            Ok(found) => found,
            Err(error) => return Some(Err(error)),
        };
        if !found.holds_references() {
            return None;
        }
        let Found {
            before: mut out,
            item,
            steps,
            seen,
        } = found;
        let value = item.value();
        if let Err(error) = taken_apart(&pat, &value) {
            return Some(Err(error));
        }
        out.push(parse_quote!(if !#seen { #diverge }));
        out.extend(steps);
        local.pat = pat;
        *init.expr = value;
        init.diverge = None;
        Some(Ok(out))
    }

    /// A chain that ends with an `Option` and isn't unwrapped: the `Option` itself.
    pub(super) fn optional_value(&mut self, expr: &Expr) -> Option<Made<Expr>> {
        let parts = still_wrapped(expr)?;
        let end = parts.end;
        Some(self.found(&parts).and_then(|found| {
            let references = found.holds_references();
            let Found {
                before,
                item,
                steps,
                seen,
            } = found;
            let value = item.value();
            if references {
                return Err(syn::Error::new_spanned(
                    &end.method,
                    format!(
                        "the `Option` of `{}` holds a reference, which can't be kept: say `.copied()` or `.cloned()` (before `enumerate`), or unwrap or `match` it at once",
                        end.method
                    ),
                ));
            }
            let root = self.root;
            Ok(parse_quote!({
                #(#before)*
                if #seen { #(#steps)* #root::__private::Some(#value) } else { #root::__private::None }
            }))
        }))
    }
}
