//! What the names in a chain say: which expressions certainly are iterators, and
//! which methods a `for` loop's iterator may have.

use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ExprMethodCall};

/// Methods that make an iterator.
const SOURCES: &[&str] = &[
    "iter",
    "iter_mut",
    "into_iter",
    "chunks",
    "chunks_mut",
    "chunks_exact",
    "chunks_exact_mut",
    "windows",
    "rows",
    "rows_mut",
    "columns",
    "columns_mut",
    "outer_iter",
    "outer_iter_mut",
    "indexed_iter",
    "indexed_iter_mut",
    "lanes",
    "lanes_mut",
    "axis_iter",
    "axis_iter_mut",
    "axis_chunks_iter",
    "axis_chunks_iter_mut",
    "exact_chunks",
    "exact_chunks_mut",
];

/// Methods from iterator to iterator that a `for` loop can follow.
const PLAIN: &[&str] = &[
    "zip",
    "enumerate",
    "rev",
    "skip",
    "take",
    "copied",
    "cloned",
    "step_by",
];

/// Methods from iterator to iterator that become statements of a loop's body.
const STEPS: &[&str] = &[
    "map",
    "filter",
    "filter_map",
    "flat_map",
    "flatten",
    "take_while",
    "skip_while",
    "map_while",
    "scan",
    "inspect",
    "chain",
    "by_ref",
    "fuse",
];

/// Methods from iterator to iterator that there is no loop for.
const OTHERS: &[&str] = &["cycle", "peekable", "array_chunks", "intersperse", "dedup"];

/// Methods that end a chain with a value.
const ENDS: &[&str] = &[
    "sum",
    "product",
    "fold",
    "try_fold",
    "rfold",
    "for_each",
    "collect",
    "unzip",
    "partition",
];

/// Methods that end a chain with an `Option`.
const OPTIONS: &[&str] = &[
    "reduce",
    "max_by",
    "min_by",
    "max_by_key",
    "min_by_key",
    "last",
    "next",
    "next_back",
    "nth",
    "find",
    "rfind",
    "find_map",
];

/// Methods that end a chain in a way that has no loop.
const OTHER_ENDS: &[&str] = &["max", "min", "try_for_each", "nth_back"];

/// Whether a method of this name makes an iterator.
pub(crate) fn is_source(name: &str) -> bool {
    SOURCES.contains(&name)
}

/// Whether iterators have a method of this name that gives another iterator, or ends a chain.
pub(crate) fn is_adaptor_or_end(name: &str) -> bool {
    [PLAIN, STEPS, OTHERS, ENDS, OPTIONS, OTHER_ENDS]
        .iter()
        .any(|names| names.contains(&name))
}

/// Whether a method of an iterator ends a chain with a value.
pub(super) fn is_end(m: &ExprMethodCall) -> bool {
    ENDS.contains(&m.method.to_string().as_str()) && is_iterator(&m.receiver)
}

/// Whether a method of an iterator ends a chain with an `Option`.
pub(super) fn is_optional_end(m: &ExprMethodCall) -> bool {
    OPTIONS.contains(&m.method.to_string().as_str()) && is_iterator(&m.receiver)
}

/// Whether a method of an iterator ends a chain in a way that isn't supported.
pub(super) fn is_other_end(m: &ExprMethodCall) -> bool {
    OTHER_ENDS.contains(&m.method.to_string().as_str()) && is_iterator(&m.receiver)
}

/// Whether a source runs over references into its receiver.
pub(super) fn is_borrowing(m: &ExprMethodCall) -> bool {
    SOURCES.contains(&m.method.to_string().as_str()) && m.method != "into_iter"
}

/// Whether the first argument of an iterator's method is a value.
pub(super) fn takes_value(name: &str) -> bool {
    matches!(name, "take" | "skip" | "step_by" | "scan")
        || matches!(
            name.trim_end_matches("_mut"),
            "chunks"
                | "chunks_exact"
                | "windows"
                | "lanes"
                | "axis_iter"
                | "axis_chunks_iter"
                | "exact_chunks"
        )
}

/// Whether an expression certainly is an iterator: by the methods that make it.
pub(crate) fn is_iterator(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(e) => is_iterator(&e.expr),
        Expr::Range(r) => r.start.is_some(),
        Expr::Call(c) => iter_function(c).is_some(),
        Expr::MethodCall(m) => {
            let name = m.method.to_string();
            let name = name.as_str();
            SOURCES.contains(&name)
                || (PLAIN.contains(&name) || STEPS.contains(&name) || OTHERS.contains(&name))
                    && is_iterator(&m.receiver)
        }
        _ => false,
    }
}

/// Whether a method takes an iterator as a whole.
pub(crate) fn is_adapted(m: &ExprMethodCall) -> bool {
    let name = m.method.to_string();
    let name = name.as_str();
    PLAIN.contains(&name)
        || STEPS.contains(&name) && name != "by_ref"
        || ENDS.contains(&name) && name != "try_fold"
        || matches!(
            name,
            "reduce" | "max_by" | "min_by" | "max_by_key" | "min_by_key" | "last" | "count"
        )
}

/// The name of a function of `std::iter`.
pub(super) fn iter_function(c: &ExprCall) -> Option<String> {
    let Expr::Path(p) = &*c.func else { return None };
    let mut names = crate::paths::backwards(&p.path);
    let name = names.next()?;
    let known = matches!(
        name.as_str(),
        "repeat" | "repeat_n" | "once" | "empty" | "successors" | "from_fn" | "zip" | "repeat_with"
    );
    (known && names.next().as_deref() == Some("iter")).then_some(name)
}

/// Whether a chain has steps that a `for` loop's iterator can't have.
pub(super) fn has_steps(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(e) => has_steps(&e.expr),
        Expr::Call(c) => iter_function(c).is_some(),
        Expr::MethodCall(m) if is_iterator(expr) => {
            let name = m.method.to_string();
            let name = name.as_str();
            if SOURCES.contains(&name) {
                return name == "into_iter" && has_steps(&m.receiver);
            }
            STEPS.contains(&name)
                || OTHERS.contains(&name)
                || has_steps(&m.receiver)
                || name == "zip" && m.args.iter().any(has_steps)
        }
        _ => false,
    }
}

/// `expr` as the receiver of a method.
pub(super) fn receiver(expr: &Expr) -> Expr {
    match expr {
        Expr::MethodCall(_) | Expr::Path(_) | Expr::Paren(_) | Expr::Call(_) => expr.clone(),
        _ => syn::parse_quote!((#expr)),
    }
}

/// Whether evaluating `expr` may change something or be seen otherwise.
pub(super) fn has_effects(expr: &Expr) -> bool {
    struct Finder(bool, usize);
    impl Visit<'_> for Finder {
        fn visit_expr(&mut self, e: &Expr) {
            self.0 |= match e {
                Expr::Macro(m) => {
                    let items = &m.mac.tokens;
                    let list = syn::parse2::<Expr>(quote::quote!([#items]));
                    !m.mac.path.is_ident("vec") || list.as_ref().map_or(true, has_effects)
                }
                Expr::Assign(_) => true,
                // In a closure it leaves that.
                Expr::Return(_) => self.1 == 0,
                Expr::Binary(b) => crate::activity::is_update(&b.op),
                Expr::Reference(r) => r.mutability.is_some(),
                Expr::MethodCall(m) => {
                    let name = m.method.to_string();
                    crate::rules::mutator(&name).is_some()
                        || name.ends_with("_mut")
                        || matches!(
                            name.as_str(),
                            "next"
                                | "pop"
                                | "insert"
                                | "remove"
                                | "swap"
                                | "extend"
                                | "append"
                                | "clear"
                                | "truncate"
                                | "push_back"
                                | "push_str"
                        )
                }
                _ => false,
            };
            let closure = usize::from(matches!(e, Expr::Closure(_)));
            self.1 += closure;
            visit::visit_expr(self, e);
            self.1 -= closure;
        }
        fn visit_stmt(&mut self, stmt: &syn::Stmt) {
            self.0 |= matches!(stmt, syn::Stmt::Macro(_));
            visit::visit_stmt(self, stmt);
        }
    }
    let mut finder = Finder(false, 0);
    finder.visit_expr(expr);
    finder.0
}

/// Whether a name or label occurs in tokens.
pub(super) fn occurs(name: &str, tokens: impl quote::ToTokens) -> bool {
    fn within(name: &str, tokens: proc_macro2::TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Ident(ident) => ident == name,
            proc_macro2::TokenTree::Group(group) => within(name, group.stream()),
            _ => false,
        })
    }
    within(name, tokens.into_token_stream())
}
