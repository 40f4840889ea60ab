//! Inactive variables that change in ways the IR doesn't model: through
//! methods, mutable borrows, closures. What reads them is evaluated once.

use super::Lower;
use crate::activity::{Activity, is_update, root_variable, strip};
use crate::rules;
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{Expr, Pat};

/// The names of the inactive variables that `block` changes opaquely.
pub(super) fn changed_opaquely(block: &syn::Block, activity: &Activity) -> HashSet<String> {
    let mut finder = Finder {
        activity,
        found: HashSet::new(),
        hidden: 0,
    };
    finder.visit_block(block);
    finder.found
}

struct Finder<'a> {
    activity: &'a Activity,
    found: HashSet<String>,
    /// Inside code that is kept verbatim whatever it does.
    hidden: usize,
}

impl Finder<'_> {
    fn changed(&mut self, place: &Expr) {
        if let Some(root) = root_variable(place)
            && !self.activity.is_active(&root)
        {
            self.found.insert(root);
        }
    }

    fn hidden(&mut self, expr: &Expr) {
        self.hidden += 1;
        self.visit_expr(expr);
        self.hidden -= 1;
    }
}

impl Visit<'_> for Finder<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Reference(r) if r.mutability.is_some() => self.changed(&r.expr),
            Expr::MethodCall(m) => {
                let name = m.method.to_string();
                let harmless = rules::is_pure_method(&name)
                    || rules::is_inactive_method(&name)
                    || rules::elementary(&name).is_some()
                    || rules::method(&name).is_some()
                    || is_reading_method(&name);
                if !harmless {
                    self.changed(&m.receiver);
                }
            }
            Expr::Assign(a) if self.hidden > 0 => self.changed(&a.left),
            Expr::Binary(b) if self.hidden > 0 && is_update(&b.op) => self.changed(&b.left),
            _ => {}
        }
        match expr {
            Expr::While(w) => {
                self.hidden(&w.cond);
                self.visit_block(&w.body);
            }
            Expr::Closure(c) => self.hidden(&c.body),
            // What stands inside an expression may be kept verbatim with it.
            Expr::Index(e) => {
                self.visit_expr(&e.expr);
                self.hidden(&e.index);
            }
            Expr::Call(e) => {
                self.visit_expr(&e.func);
                e.args.iter().for_each(|arg| self.hidden(arg));
            }
            Expr::MethodCall(e) => {
                self.hidden(&e.receiver);
                e.args.iter().for_each(|arg| self.hidden(arg));
            }
            Expr::Binary(e) if !is_update(&e.op) => {
                self.hidden(&e.left);
                self.hidden(&e.right);
            }
            Expr::Match(e) => {
                self.hidden(&e.expr);
                e.arms.iter().for_each(|arm| self.visit_arm(arm));
            }
            Expr::ForLoop(e) => {
                self.hidden(&e.expr);
                self.visit_block(&e.body);
            }
            Expr::Tuple(_)
            | Expr::Array(_)
            | Expr::Cast(_)
            | Expr::Unary(_)
            | Expr::Range(_)
            | Expr::Struct(_) => {
                self.hidden += 1;
                visit::visit_expr(self, expr);
                self.hidden -= 1;
            }
            Expr::If(e) => {
                self.hidden(&e.cond);
                self.visit_block(&e.then_branch);
                if let Some((_, other)) = &e.else_branch {
                    self.visit_expr(other);
                }
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        for argument in crate::activity::macro_arguments(mac) {
            self.hidden(&argument);
        }
        for name in lent_mutably(mac.tokens.clone()) {
            if !self.activity.is_active(&name.to_string()) {
                self.found.insert(name.to_string());
            }
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

fn is_reading_method(name: &str) -> bool {
    matches!(
        name,
        "iter"
            | "enumerate"
            | "zip"
            | "map"
            | "filter"
            | "rev"
            | "skip"
            | "take"
            | "copied"
            | "cloned"
            | "collect"
            | "fold"
            | "any"
            | "all"
            | "position"
            | "rposition"
            | "get"
            | "first"
            | "last"
            | "unwrap"
            | "expect"
            | "to_string"
            | "as_str"
            | "chars"
            | "bytes"
            | "count"
            | "windows"
            | "chunks"
            | "rows"
            | "lanes"
            | "axis_chunks_iter"
            | "exact_chunks"
            | "indexed_iter"
            | "columns"
            | "outer_iter"
            | "into_iter"
            | "split_at"
            | "view"
            | "row"
            | "column"
            | "slice"
            | "t"
            | "unwrap_or"
            | "binary_search"
            | "starts_with"
            | "ends_with"
            | "trim"
            | "parse"
            | "axis_iter"
            | "index_axis"
            | "mapv"
            | "zip_map__"
    )
}

impl Lower<'_> {
    /// Reports changes of active variables inside code that is kept verbatim. What it declares for
    /// itself is gone when its value, which has no derivative, is there.
    pub(super) fn refuse_hidden_changes(&mut self, expr: &Expr) {
        struct Changes<'a> {
            activity: &'a Activity,
            own: HashSet<String>,
            found: Vec<(proc_macro2::TokenStream, String)>,
        }
        impl Changes<'_> {
            fn changed(&mut self, place: &Expr) {
                if let Some(root) = root_variable(place)
                    && self.activity.is_active(&root)
                    && !(self.own.contains(&root) && !goes_through_reference(place))
                {
                    self.found
                        .push((quote::ToTokens::to_token_stream(place), root));
                }
            }
        }
        impl Visit<'_> for Changes<'_> {
            fn visit_expr(&mut self, expr: &Expr) {
                match expr {
                    Expr::Reference(r) if r.mutability.is_some() => self.changed(&r.expr),
                    Expr::Assign(a) => self.changed(&a.left),
                    Expr::Binary(b) if is_update(&b.op) => self.changed(&b.left),
                    Expr::MethodCall(m) if is_changing_method(&m.method.to_string()) => {
                        self.changed(&m.receiver)
                    }
                    _ => {}
                }
                visit::visit_expr(self, expr);
            }
            fn visit_macro(&mut self, mac: &syn::Macro) {
                for argument in crate::activity::macro_arguments(mac) {
                    self.visit_expr(&argument);
                }
                for name in lent_mutably(mac.tokens.clone()) {
                    if self.activity.is_active(&name.to_string()) {
                        self.found
                            .push((quote::ToTokens::to_token_stream(&name), name.to_string()));
                    }
                }
            }
        }
        let mut changes = Changes {
            activity: self.activity,
            own: own_variables(expr, self.activity),
            found: Vec::new(),
        };
        changes.visit_expr(expr);
        for (tokens, root) in changes.found {
            self.errors.at(
                tokens,
                format!("`{root}` carries a derivative and is changed inside an expression that has none; change it in a statement of its own"),
            );
        }
    }
}

/// The variables that `expr` declares with `let mut` and that lend nothing from outside of it.
/// (Every local has a name of its own by now.)
fn own_variables(expr: &Expr, activity: &Activity) -> HashSet<String> {
    struct Declared<'a>(&'a Activity, HashSet<String>);
    impl Visit<'_> for Declared<'_> {
        fn visit_local(&mut self, local: &syn::Local) {
            let mut pat = &local.pat;
            if let Pat::Type(typed) = pat {
                pat = &typed.pat;
            }
            if let Pat::Ident(p) = pat
                && p.mutability.is_some()
                && p.by_ref.is_none()
                && !self.0.lends(&p.ident.to_string())
            {
                self.1.insert(p.ident.to_string());
            }
            visit::visit_local(self, local);
        }
    }
    let mut declared = Declared(activity, HashSet::new());
    declared.visit_expr(expr);
    declared.1
}

/// Whether a place may lie elsewhere than in its variable.
fn goes_through_reference(place: &Expr) -> bool {
    match strip(place) {
        Expr::Unary(e) => matches!(e.op, syn::UnOp::Deref(_)) || goes_through_reference(&e.expr),
        Expr::Field(e) => goes_through_reference(&e.base),
        Expr::Index(e) => goes_through_reference(&e.expr),
        Expr::MethodCall(e) => goes_through_reference(&e.receiver),
        _ => false,
    }
}

/// The variables after `&mut` in a macro's tokens.
fn lent_mutably(tokens: proc_macro2::TokenStream) -> Vec<proc_macro2::Ident> {
    use proc_macro2::TokenTree;
    let mut found = Vec::new();
    let mut before: [Option<String>; 2] = [None, None];
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            found.extend(lent_mutably(group.stream()));
        }
        if let ([Some(first), Some(second)], TokenTree::Ident(ident)) = (&before, &token)
            && first == "&"
            && second == "mut"
        {
            found.push(ident.clone());
        }
        before = [before[1].take(), Some(token.to_string())];
    }
    found
}

/// Methods that are known to change their receiver.
pub(super) fn is_changing_method(name: &str) -> bool {
    rules::mutator(name).is_some()
        || rules::instead_of_mutator(name).is_some()
        || name.ends_with("_mut")
        || name.ends_with("_inplace")
        || name.starts_with("sort")
        || matches!(
            name,
            "swap" | "take" | "replace" | "scaled_add" | "replace_by__"
        )
}
