//! Activity: which variables and expressions carry derivatives.
//!
//! An expression is active if it is computed from an active variable by
//! something other than a comparison, an index, a size or `detach`. The analysis
//! works on names (each local has its own), ignores the order of statements, and
//! runs to its fixpoint; so it errs towards "active".

mod bindings;
mod shared;
mod syntax;

pub(crate) use syntax::{
    bound_names, consists_of_names, is_arithmetic, is_detach, is_error, is_inactive_macro,
    is_panic, is_update, macro_arguments, prints_or_asserts, root_variable, strip, variable,
};

use crate::rules;
use crate::ty::Ty;
use std::collections::{HashMap, HashSet};
use syn::Expr;
use syn::visit::{self, Visit};
use syntax::{ends_in_integers, lent_roots};

/// The active variables of a function, by name.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    active: HashSet<String>,
    /// References: if one of these is active, so is what it points into.
    points_into: HashMap<String, HashSet<String>>,
    /// What carries no derivative whatever it is given beside.
    constant: Vec<String>,
    /// What nothing is changed through.
    shared: HashSet<String>,
    /// Iterators, options and arrays have been spelled out: what is left of methods that take closures
    /// are those of the user's types.
    late: bool,
    /// Whether that makes a difference.
    unsure: bool,
    grown: bool,
}

impl Activity {
    /// Analyses `block`, starting from the wanted parameters. What the names in
    /// `lent` refer to may be changed by those who are given them, except for
    /// those in `constant`. Nothing is changed through the references in `shared`. In a `late` analysis
    /// whatever method takes a closure may give it values with derivatives.
    pub(crate) fn of(
        block: &syn::Block,
        wanted: &[String],
        lent: &[String],
        constant: &[String],
        shared: &[String],
        late: bool,
    ) -> Activity {
        let own = |name: &String| (name.clone(), HashSet::from([name.clone()]));
        let mut activity = Activity {
            active: wanted.iter().cloned().collect(),
            points_into: lent.iter().map(own).collect(),
            constant: constant.to_vec(),
            shared: shared::names(block, shared),
            late,
            ..Activity::default()
        };
        loop {
            activity.grown = false;
            Pass {
                activity: &mut activity,
            }
            .visit_block(block);
            activity.follow_references();
            if !activity.grown {
                return activity;
            }
        }
    }

    /// Whether there are closures left of which it isn't certain what they are given.
    pub(crate) fn is_unsure(&self) -> bool {
        self.unsure
    }

    /// Whether the variable `name` is active.
    pub(crate) fn is_active(&self, name: &str) -> bool {
        self.active.contains(name)
    }

    fn mark(&mut self, name: String) {
        if self.constant.contains(&name) {
            return;
        }
        self.grown |= self.active.insert(name);
    }

    /// Whether `name` is bound to something that changes can be made through.
    pub(crate) fn lends(&self, name: &str) -> bool {
        self.points_into.get(name).is_some_and(|to| !to.is_empty())
    }

    fn follow_references(&mut self) {
        let targets: Vec<String> = self
            .points_into
            .iter()
            .filter(|(from, _)| self.active.contains(*from))
            .flat_map(|(_, to)| to.iter().cloned())
            .collect();
        for target in targets {
            self.mark(target);
        }
    }

    /// Whether the value of `expr` carries a derivative.
    pub(crate) fn expr(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(_) => variable(expr).is_some_and(|name| self.is_active(&name)),
            Expr::Lit(_)
            | Expr::Return(_)
            | Expr::Break(_)
            | Expr::Continue(_)
            | Expr::Assign(_) => false,
            Expr::Binary(b) => is_arithmetic(&b.op) && (self.expr(&b.left) || self.expr(&b.right)),
            Expr::Unary(u) => self.expr(&u.expr),
            Expr::Paren(e) => self.expr(&e.expr),
            Expr::Group(e) => self.expr(&e.expr),
            Expr::Reference(e) => self.expr(&e.expr),
            Expr::Field(e) => self.expr(&e.base),
            Expr::Index(e) => self.expr(&e.expr),
            Expr::Cast(e) => !Ty::of(&e.ty).is_discrete() && self.expr(&e.expr),
            Expr::MethodCall(m) => {
                let name = m.method.to_string();
                !rules::is_inactive_method(&name)
                    && !ends_in_integers(m)
                    && !syntax::maps_to_discrete(m)
                    && (self.expr(&m.receiver)
                        || !rules::looks_only(&name) && m.args.iter().any(|a| self.expr(a)))
            }
            Expr::Call(c) if is_error(&c.func) => false,
            Expr::Call(c) => {
                let func = variable(&c.func).is_some_and(|name| self.is_active(&name))
                    || !matches!(&*c.func, Expr::Path(_)) && self.mentions(&c.func);
                !is_detach(&c.func) && (func || c.args.iter().any(|a| self.expr(a)))
            }
            Expr::Tuple(t) => t.elems.iter().any(|e| self.expr(e)),
            Expr::Array(a) => a.elems.iter().any(|e| self.expr(e)),
            Expr::Repeat(r) => self.expr(&r.expr),
            Expr::Struct(s) => {
                s.fields.iter().any(|f| self.expr(&f.expr)) || s.rest.iter().any(|e| self.expr(e))
            }
            // The macro has rustc check that the bounds have no derivatives.
            Expr::Range(_) => false,
            Expr::If(e) => {
                self.block(&e.then_branch) || e.else_branch.iter().any(|(_, e)| self.expr(e))
            }
            Expr::Match(m) => m.arms.iter().any(|arm| self.expr(&arm.body)),
            // A labelled block gives what `break` carries out of it, too.
            Expr::Block(b) => {
                let label = b.label.as_ref();
                self.block(&b.block) || label.is_some() && self.breaks(&b.block, label, 1)
            }
            Expr::Loop(l) => self.breaks(&l.body, l.label.as_ref(), 0),
            Expr::While(_) | Expr::ForLoop(_) => false,
            Expr::Macro(m) => self.macro_active(&m.mac),
            Expr::Closure(c) => self.mentions(&c.body),
            Expr::Async(_)
            | Expr::Await(_)
            | Expr::Const(_)
            | Expr::Infer(_)
            | Expr::Let(_)
            | Expr::RawAddr(_)
            | Expr::Try(_)
            | Expr::TryBlock(_)
            | Expr::Unsafe(_)
            | Expr::Verbatim(_)
            | Expr::Yield(_) => self.mentions(expr),
            // `parse::refuse` reports it.
            newer => self.mentions(newer),
        }
    }

    fn block(&self, block: &syn::Block) -> bool {
        match block.stmts.last() {
            Some(syn::Stmt::Expr(e, None)) => self.expr(e),
            Some(syn::Stmt::Macro(m)) if m.semi_token.is_none() => self.macro_active(&m.mac),
            _ => false,
        }
    }

    fn macro_active(&self, mac: &syn::Macro) -> bool {
        let name = crate::paths::name(&mac.path);
        !matches!(name.as_str(), "format" | "matches")
            && !is_panic(&name)
            && self.tokens(mac.tokens.clone())
    }

    fn tokens(&self, tokens: proc_macro2::TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Ident(ident) => self.is_active(&ident.to_string()),
            proc_macro2::TokenTree::Group(group) => self.tokens(group.stream()),
            _ => false,
        })
    }

    /// Whether any value that `break` carries out of this loop is active.
    fn breaks(&self, body: &syn::Block, label: Option<&syn::Label>, depth: usize) -> bool {
        struct Breaks<'a> {
            activity: &'a Activity,
            label: Option<&'a syn::Lifetime>,
            depth: usize,
            found: bool,
        }
        impl<'a> Visit<'a> for Breaks<'a> {
            fn visit_expr_break(&mut self, e: &'a syn::ExprBreak) {
                let ours = match (&e.label, self.label) {
                    (None, _) => self.depth == 0,
                    (Some(label), Some(ours)) => label == ours,
                    (Some(_), None) => false,
                };
                self.found |= ours && e.expr.as_ref().is_some_and(|v| self.activity.expr(v));
                visit::visit_expr_break(self, e);
            }
            fn visit_expr_loop(&mut self, e: &'a syn::ExprLoop) {
                self.depth += 1;
                visit::visit_expr_loop(self, e);
                self.depth -= 1;
            }
            fn visit_expr_while(&mut self, e: &'a syn::ExprWhile) {
                self.depth += 1;
                visit::visit_expr_while(self, e);
                self.depth -= 1;
            }
            fn visit_expr_for_loop(&mut self, e: &'a syn::ExprForLoop) {
                self.depth += 1;
                visit::visit_expr_for_loop(self, e);
                self.depth -= 1;
            }
            fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}
        }
        let mut breaks = Breaks {
            activity: self,
            label: label.map(|l| &l.name),
            depth,
            found: false,
        };
        breaks.visit_block(body);
        breaks.found
    }

    /// Whether any active variable is mentioned at all.
    pub(crate) fn mentions(&self, expr: &Expr) -> bool {
        struct Mentions<'a>(&'a Activity, bool);
        impl<'a> Visit<'a> for Mentions<'_> {
            fn visit_ident(&mut self, ident: &'a proc_macro2::Ident) {
                self.1 |= self.0.is_active(&ident.to_string());
            }
            fn visit_macro(&mut self, mac: &'a syn::Macro) {
                self.1 |= self.0.tokens(mac.tokens.clone());
            }
        }
        let mut mentions = Mentions(self, false);
        mentions.visit_expr(expr);
        mentions.1
    }
}

struct Pass<'a> {
    activity: &'a mut Activity,
}

impl Visit<'_> for Pass<'_> {
    fn visit_local(&mut self, local: &syn::Local) {
        visit::visit_local(self, local);
        if let Some(init) = &local.init {
            self.bind(&local.pat, &init.expr);
        }
    }

    /// What is printed or asserted may change a variable on the way.
    fn visit_macro(&mut self, mac: &syn::Macro) {
        for argument in syntax::macro_arguments(mac) {
            self.visit_expr(&argument);
        }
    }

    fn visit_expr(&mut self, expr: &Expr) {
        visit::visit_expr(self, expr);
        match expr {
            Expr::Assign(a) => match (&*a.left, &*a.right) {
                (Expr::Tuple(l), Expr::Tuple(r)) if l.elems.len() == r.elems.len() => {
                    for (l, r) in l.elems.iter().zip(&r.elems) {
                        if self.activity.expr(r) {
                            self.mark_place(l);
                        }
                    }
                }
                (Expr::Tuple(l), r) if self.activity.expr(r) => {
                    l.elems.iter().for_each(|l| self.mark_place(l))
                }
                (l, r) if self.activity.expr(r) => self.mark_place(l),
                _ => {}
            },
            Expr::Binary(b) if is_update(&b.op) && self.activity.expr(&b.right) => {
                self.mark_place(&b.left);
            }
            Expr::ForLoop(f) => self.bind_elements(&f.pat, &f.expr),
            Expr::Match(m) => {
                for arm in &m.arms {
                    self.bind(&syntax::without_constants(&arm.pat), &m.expr);
                }
            }
            Expr::Let(l) => self.bind(&l.pat, &l.expr),
            Expr::Call(c) if !is_detach(&c.func) => {
                self.pass_mutable(c.args.iter());
                if self.activity.expr(expr) {
                    self.mark_closures(c.args.iter());
                }
            }
            Expr::MethodCall(m) => {
                let name = m.method.to_string();
                if m.args.iter().any(|a| self.activity.expr(a))
                    && !rules::is_inactive_method(&name)
                    && !rules::looks_only(&name)
                {
                    // A method may change its receiver only if the receiver is a place; those of
                    // an iterator change what it lends mutably.
                    let reads = crate::chains::is_iterator(&m.receiver)
                        && lent_roots(&m.receiver).is_empty();
                    let shared = root_variable(&m.receiver)
                        .is_some_and(|root| self.activity.shared.contains(&root));
                    if !reads
                        && !shared
                        && (rules::mutator(&name).is_some() || is_unknown_method(&name))
                    {
                        self.mark_place(&m.receiver);
                    }
                }
                if (matches!(name.as_str(), "mapv" | "zip_map__") || rules::looks_only(&name))
                    && let Some(Expr::Closure(closure)) = m.args.last()
                    && self.activity.expr(expr)
                {
                    closure
                        .inputs
                        .iter()
                        .for_each(|input| self.mark_pattern(input));
                }
                if self.activity.expr(expr) && !rules::looks_only(&name) {
                    if self.activity.late || !is_known_with_closures(m, &name) {
                        self.mark_closures(m.args.iter());
                    } else {
                        self.activity.unsure |= m.args.iter().any(|arg| closure(arg).is_some());
                    }
                }
                self.bind_zip(m);
                // What is exchanged or emptied may take the other's values.
                if name == "swap_with_slice" && self.activity.expr(&m.receiver) {
                    m.args.iter().for_each(|arg| self.mark_place(arg));
                }
                // What a closure is given of an iterator may go on by assignment.
                for arg in &m.args {
                    if let Expr::Closure(closure) = arg
                        && let Some(last) = closure.inputs.last()
                    {
                        self.bind_elements(last, &m.receiver);
                    }
                }
                self.pass_mutable(std::iter::once(&*m.receiver).chain(&m.args));
            }
            _ => {}
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

impl Pass<'_> {
    /// The callee may give its closures values with derivatives.
    fn mark_closures<'e>(&mut self, args: impl Iterator<Item = &'e Expr>) {
        for arg in args {
            if let Some(closure) = closure(arg) {
                closure
                    .inputs
                    .iter()
                    .for_each(|input| self.mark_pattern(input));
            }
        }
    }

    /// What is lent mutably beside an active argument may take its value.
    fn pass_mutable<'e>(&mut self, args: impl Iterator<Item = &'e Expr> + Clone) {
        if args.clone().any(|a| self.activity.expr(a)) {
            for arg in args {
                match arg {
                    Expr::Reference(r) if r.mutability.is_some() => {
                        if !syntax::is_copy(&r.expr) {
                            self.mark_place(&r.expr);
                        }
                    }
                    // A name of a mutable reference.
                    _ => {
                        if let Some(name) = variable(arg)
                            && self.activity.lends(&name)
                        {
                            self.activity.mark(name);
                        }
                    }
                }
            }
        }
    }
}

/// The closure that an argument is, or refers to.
fn closure(arg: &Expr) -> Option<&syn::ExprClosure> {
    match strip(arg) {
        Expr::Reference(r) => closure(&r.expr),
        Expr::Closure(closure) => Some(closure),
        _ => None,
    }
}

/// Whether a pass may know what the method gives its closures: not always parts with derivatives, but
/// indices, too.
fn is_known_with_closures(m: &syn::ExprMethodCall, name: &str) -> bool {
    crate::chains::is_iterator(&m.receiver)
        || crate::methods::has_rule(name)
        || rules::is_foreign(name)
        || crate::arrays::zip::run(m).is_some()
}

fn is_unknown_method(name: &str) -> bool {
    rules::elementary(name).is_none()
        && rules::method(name).is_none()
        && rules::view_method(name).is_none()
        && !matches!(name, "mapv" | "zip_map__" | "map_collect")
}
