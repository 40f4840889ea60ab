//! Questions about syntax that the activity analysis and others ask: which
//! variable an expression names, what an operator or a macro does.

use crate::ty::Ty;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Pat, UnOp};

/// An expression without parentheses around it.
pub(crate) fn strip(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(e) => strip(&e.expr),
        Expr::Group(e) => strip(&e.expr),
        other => other,
    }
}

/// The variable that an expression names, if it is nothing but a name.
pub(crate) fn variable(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(p) if p.qself.is_none() => p.path.get_ident().map(ToString::to_string),
        Expr::Paren(e) => variable(&e.expr),
        Expr::Group(e) => variable(&e.expr),
        _ => None,
    }
}

/// The variable that a place expression is a part of.
pub(crate) fn root_variable(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(_) => variable(expr),
        Expr::Paren(e) => root_variable(&e.expr),
        Expr::Group(e) => root_variable(&e.expr),
        Expr::Field(e) => root_variable(&e.base),
        Expr::Index(e) => root_variable(&e.expr),
        Expr::Reference(e) => root_variable(&e.expr),
        Expr::Unary(e) if matches!(e.op, UnOp::Deref(_)) => root_variable(&e.expr),
        Expr::MethodCall(m) => root_variable(&m.receiver),
        _ => None,
    }
}

/// Whether an expression makes a value of its own out of a place: a change of that isn't one of the place.
pub(super) fn is_copy(expr: &Expr) -> bool {
    match strip(expr) {
        Expr::MethodCall(m) => {
            let rule = crate::rules::method(&m.method.to_string());
            rule == Some(crate::rules::Method::Copy)
        }
        _ => false,
    }
}

/// Whether a pattern has a `ref mut` in it.
pub(super) fn borrows_mutably(pat: &Pat) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_pat_ident(&mut self, p: &syn::PatIdent) {
            self.0 |= p.by_ref.is_some() && p.mutability.is_some();
            visit::visit_pat_ident(self, p);
        }
    }
    let mut finder = Finder(false);
    finder.visit_pat(pat);
    finder.0
}

/// The variables that the value of an expression may point into.
pub(super) fn lent_roots(expr: &Expr) -> Vec<String> {
    let mut roots = Vec::new();
    collect_lent(expr, &mut roots);
    roots
}

fn collect_lent(expr: &Expr, roots: &mut Vec<String>) {
    let mut inner: Vec<&Expr> = Vec::new();
    match expr {
        Expr::Reference(r) if r.mutability.is_some() => roots.extend(root_variable(&r.expr)),
        Expr::Reference(r) => inner.push(&r.expr),
        Expr::MethodCall(m) => {
            if m.method.to_string().contains("mut") || m.method == "entry" {
                roots.extend(root_variable(&m.receiver));
            }
            inner.push(&m.receiver);
            inner.extend(&m.args);
        }
        Expr::Call(c) => inner.extend(&c.args),
        Expr::Paren(e) => inner.push(&e.expr),
        Expr::Tuple(t) => inner.extend(&t.elems),
        Expr::Array(a) => inner.extend(&a.elems),
        Expr::Struct(s) => inner.extend(s.fields.iter().map(|f| &f.expr)),
        Expr::If(e) => {
            inner.extend(tail(&e.then_branch));
            inner.extend(e.else_branch.iter().map(|(_, other)| &**other));
        }
        Expr::Block(e) => inner.extend(tail(&e.block)),
        Expr::Match(m) => inner.extend(m.arms.iter().map(|arm| &*arm.body)),
        _ => {}
    }
    for expr in inner {
        collect_lent(expr, roots);
    }
}

fn tail(block: &syn::Block) -> Option<&Expr> {
    match block.stmts.last() {
        Some(syn::Stmt::Expr(e, None)) => Some(e),
        _ => None,
    }
}

/// Whether the end of an iterator chain makes integers, whatever it runs over:
/// `sum::<usize>()`, `collect::<Vec<bool>>()`, `fold(0, …)`.
pub(super) fn ends_in_integers(m: &syn::ExprMethodCall) -> bool {
    match m.method.to_string().as_str() {
        "sum" | "product" | "collect" => match m.turbofish.as_ref().and_then(|t| t.args.first()) {
            Some(syn::GenericArgument::Type(ty)) => Ty::of(ty).is_discrete(),
            _ => false,
        },
        "fold" => m.args.first().is_some_and(is_integer),
        _ => false,
    }
}

/// Whether a closure makes truth values of the elements of an array.
pub(super) fn maps_to_discrete(m: &syn::ExprMethodCall) -> bool {
    let maps = matches!(
        m.method.to_string().as_str(),
        "mapv" | "map" | "map_collect" | "zip_map__"
    );
    match m.args.last() {
        Some(Expr::Closure(closure)) if maps => is_decision(&closure.body),
        _ => false,
    }
}

/// Whether an expression certainly is a comparison, or an integer.
fn is_decision(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(e) => is_decision(&e.expr),
        Expr::Binary(b) => matches!(
            b.op,
            BinOp::Lt(_)
                | BinOp::Le(_)
                | BinOp::Gt(_)
                | BinOp::Ge(_)
                | BinOp::Eq(_)
                | BinOp::Ne(_)
                | BinOp::And(_)
                | BinOp::Or(_)
        ),
        Expr::Unary(u) => matches!(u.op, UnOp::Not(_)) || is_integer(expr),
        Expr::Block(b) => tail(&b.block).is_some_and(is_decision),
        other => is_integer(other),
    }
}

/// Whether an expression certainly is an integer or a truth value.
fn is_integer(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(l) => match &l.lit {
            syn::Lit::Int(i) => !crate::ty::is_float(i.suffix()),
            syn::Lit::Bool(_) => true,
            _ => false,
        },
        Expr::Cast(c) => Ty::of(&c.ty).is_discrete(),
        Expr::Paren(e) => is_integer(&e.expr),
        Expr::Unary(u) => is_integer(&u.expr),
        _ => false,
    }
}

/// Whether a call names `detach`.
pub(crate) fn is_detach(func: &Expr) -> bool {
    matches!(func, Expr::Path(p) if crate::paths::ends_in(&p.path, "detach"))
}

/// Whether a call makes an `Err`, which carries no derivative.
pub(crate) fn is_error(func: &Expr) -> bool {
    matches!(func, Expr::Path(p) if names_error(&p.path))
}

fn names_error(path: &syn::Path) -> bool {
    crate::paths::ends_in(path, "Err")
}

/// Macros that don't return.
pub(crate) fn is_panic(name: &str) -> bool {
    matches!(name, "panic" | "unreachable" | "todo" | "unimplemented")
}

/// Whether a macro in the place of a statement only looks at its arguments.
pub(crate) fn is_inactive_macro(mac: &syn::Macro) -> bool {
    let name = crate::paths::name(&mac.path);
    let logs = matches!(name.as_str(), "trace" | "debug" | "info" | "warn" | "error");
    // A message comes first; a macro of the user's that changes something has none.
    let mut tokens = mac.tokens.clone().into_iter();
    let first = tokens.next().map(|t| t.to_string()).unwrap_or_default();
    is_panic(&name)
        || logs && (first.starts_with('"') || first == "target")
        || prints_or_asserts(&name)
}

/// Whether an expression consists of literals, names, their fields, operators that change nothing, and of what
/// `also` accepts.
pub(crate) fn consists_of_names(expr: &Expr, also: &dyn Fn(&Expr) -> bool) -> bool {
    let inside = |expr| consists_of_names(expr, also);
    match expr {
        Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Paren(e) => inside(&e.expr),
        Expr::Group(e) => inside(&e.expr),
        Expr::Field(e) => inside(&e.base),
        Expr::Unary(e) => inside(&e.expr),
        Expr::Binary(e) => !is_update(&e.op) && inside(&e.left) && inside(&e.right),
        other => also(other),
    }
}

/// Macros of the standard library that write their arguments, or panic if they aren't as expected.
pub(crate) fn prints_or_asserts(name: &str) -> bool {
    matches!(
        name,
        "println"
            | "dbg"
            | "print"
            | "eprintln"
            | "eprint"
            | "format"
            | "write"
            | "writeln"
            | "assert"
            | "assert_eq"
            | "assert_ne"
            | "debug_assert"
            | "debug_assert_eq"
            | "debug_assert_ne"
    )
}

/// The arguments of a macro that parse as expressions.
pub(crate) fn macro_arguments(mac: &syn::Macro) -> Vec<Expr> {
    let mut pieces = vec![proc_macro2::TokenStream::new()];
    for token in mac.tokens.clone() {
        match &token {
            proc_macro2::TokenTree::Punct(p) if matches!(p.as_char(), ',' | ';') => {
                pieces.push(proc_macro2::TokenStream::new())
            }
            _ => {
                if let Some(piece) = pieces.last_mut() {
                    piece.extend([token]);
                }
            }
        }
    }
    let formats = crate::paths::name(&mac.path) != "dbg";
    let parse = |piece: proc_macro2::TokenStream| -> Option<Expr> {
        // `name = value` of a format string.
        match syn::parse2::<Expr>(piece).ok()? {
            Expr::Assign(a) if formats && variable(&a.left).is_some() => Some(*a.right),
            other => Some(other),
        }
    };
    pieces.into_iter().filter_map(parse).collect()
}

/// Whether an operator computes a number (comparisons and logic don't).
pub(crate) fn is_arithmetic(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::Add(_)
            | BinOp::Sub(_)
            | BinOp::Mul(_)
            | BinOp::Div(_)
            | BinOp::Rem(_)
            | BinOp::BitAnd(_)
            | BinOp::BitOr(_)
            | BinOp::BitXor(_)
            | BinOp::Shl(_)
            | BinOp::Shr(_)
    )
}

/// Whether an operator assigns (`+=` …).
pub(crate) fn is_update(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

/// The names that a pattern binds to what may carry derivatives.
pub(super) fn carrying_names(pat: &Pat) -> Vec<String> {
    match pat {
        Pat::TupleStruct(p) if names_error(&p.path) => Vec::new(),
        Pat::Or(p) => p.cases.iter().flat_map(carrying_names).collect(),
        Pat::Paren(p) => carrying_names(&p.pat),
        Pat::Guard(p) => carrying_names(&p.pat),
        Pat::Reference(p) => carrying_names(&p.pat),
        Pat::Tuple(p) => p.elems.iter().flat_map(carrying_names).collect(),
        other => bound_names(other),
    }
}

/// A refutable pattern with `_` for the constants in it, which look like names.
pub(super) fn without_constants(pat: &Pat) -> Pat {
    struct Blank;
    impl syn::visit_mut::VisitMut for Blank {
        fn visit_pat_mut(&mut self, pat: &mut Pat) {
            match pat {
                Pat::Ident(p) if p.subpat.is_none() && !crate::rename::binds(&p.ident) => {
                    *pat = syn::parse_quote!(_);
                }
                _ => syn::visit_mut::visit_pat_mut(self, pat),
            }
        }
    }
    let mut pat = pat.clone();
    syn::visit_mut::VisitMut::visit_pat_mut(&mut Blank, &mut pat);
    pat
}

/// The names that a pattern binds.
pub(crate) fn bound_names(pat: &Pat) -> Vec<String> {
    struct Names(Vec<String>);
    impl Visit<'_> for Names {
        fn visit_pat_ident(&mut self, p: &syn::PatIdent) {
            self.0.push(p.ident.to_string());
            visit::visit_pat_ident(self, p);
        }
        fn visit_pat_type(&mut self, p: &syn::PatType) {
            if !Ty::of(&p.ty).is_discrete() {
                self.visit_pat(&p.pat);
            }
        }
        fn visit_expr(&mut self, _: &Expr) {}
    }
    let mut names = Names(Vec::new());
    names.visit_pat(pat);
    names.0
}
