//! Gives every local variable a name of its own.
//!
//! Both sweeps share one function body in which a shadowed variable may have to
//! be named after its shadow took over. The first of each name keeps it.

use crate::names::Names;
use proc_macro2::{Group, Ident, Literal, TokenStream, TokenTree};
use std::collections::{HashMap, HashSet};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprClosure, Macro, Pat, Stmt};

/// Renames the locals of a function; `params` are its outermost names. The
/// names in parameter patterns are outermost names too.
pub(crate) fn unique_names(function: &mut crate::parse::DiffFn, params: &[Ident]) {
    let block = &mut function.item.block;
    let mut renamer = Renamer {
        scopes: vec![HashMap::new()],
        bound: HashSet::new(),
        used: Names::of_block(block),
    };
    // A local that has the name of what is called would be in the way of the
    // `use` that names the callee's companion.
    let mut called = Called::default();
    syn::visit::Visit::visit_block(&mut called, &*block);
    renamer.bound.extend(called.0);
    for param in params {
        renamer.bound.insert(param.to_string());
        renamer.used.take(param);
    }
    for param in &mut function.params {
        if let Some(pattern) = &mut param.pattern {
            renamer.bind_pattern(pattern);
        }
    }
    renamer.visit_block_mut(block);
}

/// Whether an identifier in a refutable pattern binds (rather than names a
/// constant).
pub(crate) fn binds(ident: &Ident) -> bool {
    !ident.to_string().starts_with(char::is_uppercase)
}

/// Tells a field's dot from the dots of a range.
#[derive(Default)]
pub(crate) struct Dots(usize);

impl Dots {
    /// Whether `token`, the next one, follows the dot of a field or method.
    pub(crate) fn before(&mut self, token: &TokenTree) -> bool {
        let dots = self.0;
        self.0 = match token {
            TokenTree::Punct(p) if p.as_char() == '.' => dots + 1,
            _ => 0,
        };
        dots == 1
    }
}

/// The first names of the paths that are called.
#[derive(Default)]
struct Called(HashSet<String>);

impl syn::visit::Visit<'_> for Called {
    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        if let Expr::Path(path) = &*call.func
            && let Some(first) = path.path.segments.first()
        {
            self.0.insert(first.ident.to_string());
        }
        syn::visit::visit_expr_call(self, call);
    }
}

/// `stream` with the variables in it, also those that a format string captures, renamed to what `lookup` says.
pub(crate) fn tokens(stream: TokenStream, lookup: &dyn Fn(&Ident) -> Option<Ident>) -> TokenStream {
    let mut dots = Dots::default();
    stream
        .into_iter()
        .map(|token| {
            let field = dots.before(&token);
            match token {
                TokenTree::Ident(mut ident) if !field => {
                    rename(&mut ident, lookup);
                    TokenTree::Ident(ident)
                }
                TokenTree::Group(group) => {
                    let inner = tokens(group.stream(), lookup);
                    let mut inner = Group::new(group.delimiter(), inner);
                    inner.set_span(group.span());
                    TokenTree::Group(inner)
                }
                TokenTree::Literal(literal) => TokenTree::Literal(captures(literal, lookup)),
                other => other,
            }
        })
        .collect()
}

/// Renames one variable, where it stands.
pub(crate) fn rename(ident: &mut Ident, lookup: &dyn Fn(&Ident) -> Option<Ident>) {
    if let Some(mut fresh) = lookup(ident) {
        fresh.set_span(ident.span());
        *ident = fresh;
    }
}

/// Renames `{name}` and `{name:…}` in a format string.
fn captures(literal: Literal, lookup: &dyn Fn(&Ident) -> Option<Ident>) -> Literal {
    let text = literal.to_string();
    if !text.starts_with('"') || !text.contains('{') {
        return literal;
    }
    let Ok(syn::Lit::Str(string)) = syn::parse_str::<syn::Lit>(&text) else {
        return literal;
    };
    let value = string.value();
    let mut renamed = String::with_capacity(value.len());
    let mut rest = value.as_str();
    while let Some(open) = rest.find('{') {
        renamed.push_str(&rest[..=open]);
        rest = &rest[open + 1..];
        if let Some(after) = rest.strip_prefix('{') {
            renamed.push('{');
            rest = after;
            continue;
        }
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let name = &rest[..end];
        let fresh = syn::parse_str::<Ident>(name).ok().and_then(|mut ident| {
            ident.set_span(literal.span());
            lookup(&ident)
        });
        match fresh {
            Some(ident) => renamed.push_str(&ident.to_string()),
            None => renamed.push_str(name),
        }
        rest = &rest[end..];
    }
    renamed.push_str(rest);
    let mut fresh = Literal::string(&renamed);
    fresh.set_span(literal.span());
    fresh
}

struct Renamer {
    scopes: Vec<HashMap<String, Ident>>,
    bound: HashSet<String>,
    used: Names,
}

impl Renamer {
    fn lookup(&self, ident: &Ident) -> Option<Ident> {
        let name = ident.to_string();
        let mut scopes = self.scopes.iter().rev();
        scopes.find_map(|scope| scope.get(&name)).cloned()
    }

    fn scoped(&mut self, inside: impl FnOnce(&mut Self)) {
        self.scopes.push(HashMap::new());
        inside(self);
        self.scopes.pop();
    }

    fn bind(&mut self, ident: &mut Ident) {
        let name = ident.to_string();
        let mut fresh = ident.clone();
        // From here on, a capital in a pattern is the sign of a constant.
        let constant_like = !binds(ident);
        if constant_like || !self.bound.insert(name.clone()) {
            let base = match constant_like {
                true => format!("v_{name}"),
                false => name.clone(),
            };
            fresh = self.used.numbered(&base, ident.span());
            self.bound.insert(fresh.to_string());
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, fresh.clone());
        }
        *ident = fresh;
    }

    fn bind_pattern(&mut self, pat: &mut Pat) {
        self.bind_names(pat, false);
    }

    /// Binds the names of a pattern; in a refutable one some are constants.
    fn bind_names(&mut self, pat: &mut Pat, refutable: bool) {
        Binder {
            renamer: self,
            refutable,
            alternatives: None,
        }
        .visit_pat_mut(pat);
    }
}

impl VisitMut for Renamer {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        self.scoped(|r| visit_mut::visit_block_mut(r, block));
    }

    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::Local(local) => {
                if let Some(init) = &mut local.init {
                    self.visit_expr_mut(&mut init.expr);
                    if let Some((_, diverge)) = &mut init.diverge {
                        self.visit_expr_mut(diverge);
                    }
                }
                self.bind_pattern(&mut local.pat);
            }
            // Items see no locals.
            Stmt::Item(_) => {}
            _ => visit_mut::visit_stmt_mut(self, stmt),
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Path(path) if path.qself.is_none() => {
                if path.path.leading_colon.is_none()
                    && path.path.segments.len() == 1
                    && let Some(segment) = path.path.segments.first_mut()
                {
                    rename(&mut segment.ident, &|ident| self.lookup(ident));
                }
            }
            Expr::ForLoop(e) => {
                self.visit_expr_mut(&mut e.expr);
                self.scoped(|r| {
                    r.bind_pattern(&mut e.pat);
                    r.visit_block_mut(&mut e.body);
                });
            }
            Expr::If(e) => {
                // The bindings of `if let` reach the first block only.
                self.scoped(|r| {
                    r.visit_expr_mut(&mut e.cond);
                    r.visit_block_mut(&mut e.then_branch);
                });
                if let Some((_, other)) = &mut e.else_branch {
                    self.visit_expr_mut(other);
                }
            }
            Expr::While(e) => self.scoped(|r| {
                r.visit_expr_mut(&mut e.cond);
                r.visit_block_mut(&mut e.body);
            }),
            Expr::Let(e) => {
                self.visit_expr_mut(&mut e.expr);
                self.bind_names(&mut e.pat, true);
            }
            Expr::Match(e) => {
                self.visit_expr_mut(&mut e.expr);
                for arm in &mut e.arms {
                    self.scoped(|r| {
                        r.bind_names(&mut arm.pat, true);
                        if let Pat::Guard(guarded) = &mut arm.pat {
                            r.visit_expr_mut(&mut guarded.guard);
                        }
                        r.visit_expr_mut(&mut arm.body);
                    });
                }
            }
            Expr::Closure(closure) => self.scoped(|r| r.closure(closure)),
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        if field.colon_token.is_none() {
            field.colon_token = Some(syn::token::Colon::default());
        }
        visit_mut::visit_field_value_mut(self, field);
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        mac.tokens = tokens(std::mem::take(&mut mac.tokens), &|ident| self.lookup(ident));
    }
}

impl Renamer {
    fn closure(&mut self, closure: &mut ExprClosure) {
        for input in &mut closure.inputs {
            self.bind_pattern(input);
        }
        self.visit_expr_mut(&mut closure.body);
    }
}

/// Binds the names of a pattern; the same name in the alternatives of an
/// or-pattern is one variable.
struct Binder<'r> {
    renamer: &'r mut Renamer,
    refutable: bool,
    alternatives: Option<HashMap<String, Ident>>,
}

impl VisitMut for Binder<'_> {
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        match pat {
            Pat::Ident(p) => {
                if !(!self.refutable
                    || binds(&p.ident)
                    || p.subpat.is_some()
                    || p.by_ref.is_some()
                    || p.mutability.is_some())
                {
                    return;
                }
                let name = p.ident.to_string();
                match self.alternatives.as_ref().and_then(|seen| seen.get(&name)) {
                    Some(fresh) => p.ident = fresh.clone(),
                    None => {
                        self.renamer.bind(&mut p.ident);
                        if let Some(seen) = &mut self.alternatives {
                            seen.insert(name, p.ident.clone());
                        }
                    }
                }
                if let Some((_, sub)) = &mut p.subpat {
                    self.visit_pat_mut(sub);
                }
            }
            Pat::Or(p) => {
                let outer = self.alternatives.is_none();
                if outer {
                    self.alternatives = Some(HashMap::new());
                }
                for case in &mut p.cases {
                    self.visit_pat_mut(case);
                }
                if outer {
                    self.alternatives = None;
                }
            }
            _ => visit_mut::visit_pat_mut(self, pat),
        }
    }

    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        if field.colon_token.is_none() {
            field.colon_token = Some(syn::token::Colon::default());
        }
        self.visit_pat_mut(&mut field.pat);
    }

    // Constants and ranges in patterns name no locals.
    fn visit_expr_mut(&mut self, _: &mut Expr) {}
}
