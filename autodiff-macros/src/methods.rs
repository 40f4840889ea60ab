//! Calls of methods that are certainly the user's, though they are called like ones with rules.
//!
//! The passes know methods by their names. A method of a type of one's own may be called `exp`, `sum`
//! or `get`, too. Where the text shows that nothing else can be meant, the name is written as a raw
//! identifier, `self.r#exp()`: the same to Rust, and another one to the tables of rules. It shows where
//!
//! - the receiver is `self`, or another `Self`, in `impl Type { … }`: such a type is the user's,
//! - the receiver was made by `Type { … }`, or is a copy of such a value,
//! - the call has another number of arguments than the methods with rules,
//! - the receiver is declared with the name of a type, and what would be done with it otherwise is to
//!   refuse it.
//!
//! A parameter `x: Real` isn't enough in general: that may be another name of `f64`.

use crate::activity::{strip, variable};
use crate::expand::{Form, Home};
use crate::parse::DiffFn;
use crate::rules;
use proc_macro2::Ident;
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, Local, Pat, Type};

/// Marks the calls in the body of `function`, whose locals have names of their own.
pub(crate) fn mark_own(function: &mut DiffFn) {
    let inherent = matches!(
        function.form,
        Form::Associated {
            home: Home::Inherent,
            ..
        }
    );
    let generics: HashSet<String> = function
        .item
        .sig
        .generics
        .type_params()
        .map(|param| param.ident.to_string())
        .collect();
    let mut known = Known {
        inherent,
        generics,
        own: HashSet::new(),
        named: HashSet::new(),
        standard: HashSet::new(),
    };
    for param in &function.params {
        known.note(&param.name, &param.ty);
    }
    known.visit_block(&function.item.block);
    Marker(known).visit_block_mut(&mut function.item.block);
}

/// What the text shows of the types of variables.
struct Known {
    /// `Self` is the user's.
    inherent: bool,
    generics: HashSet<String>,
    /// The variables of types that are certainly the user's.
    own: HashSet<String>,
    /// The variables of types that may be the user's, to go by their names.
    named: HashSet<String>,
    /// The variables of types of the standard library and of `ndarray`.
    standard: HashSet<String>,
}

impl Known {
    fn note(&mut self, name: &Ident, ty: &Type) {
        match ty {
            Type::Reference(r) => self.note(name, &r.elem),
            Type::Paren(t) => self.note(name, &t.elem),
            // In an `impl` of a trait it may be any type.
            Type::Path(p) if p.path.is_ident("Self") && !self.inherent => {}
            Type::Path(p) if p.path.is_ident("Self") => {
                self.own.insert(name.to_string());
            }
            Type::Path(p) => {
                let ty = crate::paths::name(&p.path);
                if is_standard(&ty) {
                    self.standard.insert(name.to_string());
                } else if ty.starts_with(char::is_uppercase) && !self.generics.contains(&ty) {
                    self.named.insert(name.to_string());
                }
            }
            Type::Slice(_) | Type::Array(_) | Type::Tuple(_) => {
                self.standard.insert(name.to_string());
            }
            _ => {}
        }
    }

    fn is_own(&self, expr: &Expr) -> bool {
        match strip(expr) {
            Expr::Struct(_) => true,
            Expr::MethodCall(m) if m.method == "clone" && m.args.is_empty() => {
                self.is_own(&m.receiver)
            }
            Expr::Reference(r) => self.is_own(&r.expr),
            other => variable(other).is_some_and(|name| self.own.contains(&name)),
        }
    }

    /// Whether `m` has a name with a rule, which can't be meant.
    fn is_users(&self, m: &ExprMethodCall) -> bool {
        let name = m.method.to_string();
        let is_in = |set: &HashSet<String>| variable(&m.receiver).is_some_and(|v| set.contains(&v));
        has_rule(&name) && self.is_own(&m.receiver)
            || has_other_arguments(&name, m) && !is_in(&self.standard)
            || is_refused(&name) && is_in(&self.named)
    }
}

impl Visit<'_> for Known {
    fn visit_local(&mut self, local: &Local) {
        match (&local.pat, &local.init) {
            (Pat::Ident(p), Some(init)) if self.is_own(&init.expr) => {
                self.own.insert(p.ident.to_string());
            }
            (Pat::Type(t), _) => {
                if let Pat::Ident(p) = &*t.pat {
                    self.note(&p.ident, &t.ty);
                }
            }
            _ => {}
        }
        visit::visit_local(self, local);
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

struct Marker(Known);

impl VisitMut for Marker {
    fn visit_expr_method_call_mut(&mut self, m: &mut ExprMethodCall) {
        if self.0.is_users(m) {
            m.method = Ident::new_raw(&m.method.to_string(), m.method.span());
        }
        visit_mut::visit_expr_method_call_mut(self, m);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Whether a pass would take the name for a method of numbers, vectors, options, arrays or iterators.
/// Copies stay what they are, and so does what gives sizes and tests.
pub(crate) fn has_rule(name: &str) -> bool {
    !matches!(name, "clone" | "to_owned")
        && (rules::elementary(name).is_some()
            || rules::method(name).is_some()
            || rules::array_method(name).is_some()
            || rules::view_method(name).is_some()
            || rules::mutator(name).is_some()
            || rules::instead_of_mutator(name).is_some()
            || rules::instead_of_array_method(name).is_some()
            || crate::chains::is_adaptor_or_end(name)
            || is_refused(name)
            || matches!(name, "mapv" | "swap" | "replace" | "split_at_mut"))
}

/// Whether a method of the standard library or of `ndarray` takes another number of arguments.
fn has_other_arguments(name: &str, m: &ExprMethodCall) -> bool {
    let expected = match name {
        "first" | "last" | "first_mut" | "last_mut" | "sum" | "mean" | "product" | "t" | "diag" => {
            0
        }
        "get" | "get_mut" | "row" | "column" | "row_mut" | "column_mut" | "slice" | "map"
        | "dot" => 1,
        _ => return false,
    };
    m.args.len() != expected
}

/// Methods that are refused on what isn't certainly a vector, an option or an array.
pub(crate) fn is_refused(name: &str) -> bool {
    matches!(
        name,
        "first" | "last" | "get" | "map" | "split_at" | "concat" | "join" | "values"
    )
}

/// Types of the standard library and of `ndarray`.
fn is_standard(name: &str) -> bool {
    crate::ty::is_float(name)
        || crate::ty::is_int(name)
        || name.contains("Array")
        || matches!(
            name,
            "Arc"
                | "BTreeMap"
                | "BTreeSet"
                | "BinaryHeap"
                | "Box"
                | "Cow"
                | "HashMap"
                | "HashSet"
                | "IndexMap"
                | "Option"
                | "Range"
                | "RangeInclusive"
                | "Rc"
                | "Result"
                | "String"
                | "Vec"
                | "VecDeque"
        )
}
