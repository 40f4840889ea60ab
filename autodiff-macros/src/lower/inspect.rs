//! Inactive expressions: what they read, whether they may be evaluated again,
//! and a sketch of their type.

use super::Lower;
use crate::activity::{self, is_arithmetic};
use crate::ir::{VarId, Verbatim};
use crate::rename::Dots;
use crate::rules;
use crate::ty::Ty;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr, Lit, UnOp};

/// An exit where the macro keeps code verbatim.
pub(super) const LEAVES: &str =
    "this leaves an expression that has no derivative; move it into a statement of its own";

impl Lower<'_> {
    /// An inactive expression whose value is used beside active ones: a cast to
    /// an integer would drop a derivative without a word.
    pub(super) fn value(&mut self, expr: &Expr) -> Verbatim {
        let mut expr = expr.clone();
        Drops { lower: self }.visit_expr_mut(&mut expr);
        self.verbatim(&expr)
    }

    /// An inactive expression, as it stands.
    pub(super) fn verbatim(&mut self, expr: &Expr) -> Verbatim {
        if let Some(token) = escaping_exit(expr) {
            self.errors.at(token, LEAVES);
        }
        self.refuse_hidden_changes(expr);
        Verbatim {
            expr: expr.clone(),
            reads: self.reads(expr.to_token_stream()),
            pure: self.is_pure(expr),
            ty: self.sketch(expr),
        }
    }

    /// An inactive expression that both sweeps can evaluate.
    pub(super) fn settled(&mut self, expr: &Expr) -> Verbatim {
        let verbatim = self.verbatim(expr);
        self.settle(verbatim)
    }

    /// An inactive operand of arithmetic: its float literals get the function's
    /// scalar type, which inference alone might not find in the reverse sweep.
    pub(super) fn settled_number(&mut self, expr: &Expr) -> Verbatim {
        let mut expr = expr.clone();
        suffix_literals(&mut expr, &self.scalar.to_string());
        let verbatim = self.value(&expr);
        self.settle(verbatim)
    }

    /// The variables that tokens mention.
    pub(super) fn reads(&self, tokens: TokenStream) -> BTreeSet<VarId> {
        let mut found = BTreeSet::new();
        self.collect_reads(tokens, &mut found);
        found
    }

    fn collect_reads(&self, tokens: TokenStream, found: &mut BTreeSet<VarId>) {
        let mut dots = Dots::default();
        for token in tokens {
            let field = dots.before(&token);
            match token {
                TokenTree::Ident(ident) if !field => {
                    if let Some(id) = self.names.get(&ident.to_string()) {
                        found.insert(*id);
                    } else if let Some(id) = self.vars.iter().position(|v| v.name == ident) {
                        found.insert(VarId(id));
                    }
                }
                TokenTree::Group(group) => self.collect_reads(group.stream(), found),
                _ => {}
            }
        }
    }

    /// Whether evaluating `expr` again gives the same, changes nothing and
    /// costs little.
    pub(super) fn is_pure(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Lit(_) => true,
            Expr::Path(_) => {
                match activity::variable(expr).and_then(|name| self.names.get(&name)) {
                    Some(id) => {
                        let var = self.var(*id);
                        !var.opaque && !matches!(var.ty, Ty::RefMut(_))
                    }
                    None => true,
                }
            }
            Expr::Paren(e) => self.is_pure(&e.expr),
            Expr::Group(e) => self.is_pure(&e.expr),
            Expr::Unary(e) => self.is_pure(&e.expr),
            Expr::Binary(e) => {
                !activity::is_update(&e.op) && self.is_pure(&e.left) && self.is_pure(&e.right)
            }
            Expr::Cast(e) => self.is_pure(&e.expr),
            Expr::Field(e) => self.is_pure(&e.base),
            Expr::Index(e) => self.is_pure(&e.expr) && self.is_pure(&e.index),
            Expr::Reference(e) => e.mutability.is_none() && self.is_pure(&e.expr),
            Expr::Tuple(e) => e.elems.iter().all(|e| self.is_pure(e)),
            Expr::Array(e) => e.elems.iter().all(|e| self.is_pure(e)),
            Expr::Range(e) => e.start.iter().chain(&e.end).all(|e| self.is_pure(e)),
            Expr::MethodCall(m) => {
                let name = m.method.to_string();
                (rules::is_pure_method(&name) || rules::view_method(&name) == Some("row_mut"))
                    && self.is_pure(&m.receiver)
                    && m.args.iter().all(|a| self.is_pure(a))
            }
            Expr::Call(c) => {
                (is_pure_function(&c.func) || self.gives_number(&c.func))
                    && c.args.iter().all(|a| self.is_pure(a))
            }
            Expr::Macro(m) => m.mac.path.segments.last().is_some_and(|s| s.ident == "s"),
            _ => false,
        }
    }

    /// `T::from_f64` and its like, of the type that derivatives are taken in.
    fn gives_number(&self, func: &Expr) -> bool {
        let Expr::Path(p) = func else { return false };
        let segments: Vec<&syn::Ident> = p.path.segments.iter().map(|s| &s.ident).collect();
        let [of, name] = segments.as_slice() else {
            return false;
        };
        let name = name.to_string();
        *of == self.scalar && matches!(name.as_str(), "from_f64" | "one" | "zero" | "epsilon")
    }

    /// A sketch of an expression's type.
    pub(super) fn sketch(&self, expr: &Expr) -> Ty {
        match expr {
            Expr::Lit(l) => match &l.lit {
                Lit::Int(i) if crate::ty::is_float(i.suffix()) => Ty::Float,
                Lit::Int(_) | Lit::Byte(_) => Ty::Int,
                Lit::Float(_) => Ty::Float,
                Lit::Bool(_) => Ty::Bool,
                _ => Ty::Plain,
            },
            Expr::Paren(e) => self.sketch(&e.expr),
            Expr::Group(e) => self.sketch(&e.expr),
            Expr::Path(p) => {
                match activity::variable(expr).and_then(|name| self.names.get(&name)) {
                    Some(id) => self.var(*id).ty.clone(),
                    None => constant(&p.path),
                }
            }
            Expr::Cast(c) => Ty::of(&c.ty),
            Expr::Unary(u) => match (&u.op, self.sketch(&u.expr)) {
                (UnOp::Deref(_), ty) => ty.behind().clone(),
                (_, ty) => ty,
            },
            Expr::Binary(b) if is_arithmetic(&b.op) => {
                let (left, right) = (self.sketch(&b.left), self.sketch(&b.right));
                arithmetic(left.behind(), right.behind())
            }
            Expr::Binary(b) if matches!(b.op, BinOp::AddAssign(_)) => Ty::Unit,
            Expr::Binary(_) => Ty::Bool,
            Expr::Reference(r) => {
                let inner = Box::new(self.sketch(&r.expr));
                if r.mutability.is_some() {
                    Ty::RefMut(inner)
                } else {
                    Ty::Ref(inner)
                }
            }
            Expr::Index(i) => match &*i.index {
                Expr::Range(_) => self.sketch(&i.expr).range(),
                _ => self.sketch(&i.expr).element(),
            },
            Expr::Field(f) => match &f.member {
                syn::Member::Unnamed(index) => self.sketch(&f.base).field(index.index as usize),
                syn::Member::Named(_) => Ty::Unknown,
            },
            Expr::Tuple(t) if t.elems.is_empty() => Ty::Unit,
            Expr::Tuple(t) => Ty::Tuple(t.elems.iter().map(|e| self.sketch(e)).collect()),
            Expr::Array(a) => Ty::Fixed(Box::new(
                a.elems.first().map_or(Ty::Unknown, |e| self.sketch(e)),
            )),
            Expr::Repeat(r) => Ty::Fixed(Box::new(self.sketch(&r.expr))),
            Expr::Macro(m) if m.mac.path.is_ident("vec") => Ty::Vec(Box::new(
                vec_item(&m.mac).map_or(Ty::Unknown, |e| self.sketch(&e)),
            )),
            Expr::Call(c) if self.gives_number(&c.func) => Ty::Float,
            Expr::Call(c) => call_type(&c.func),
            Expr::MethodCall(m) => self.method_type(m),
            _ => Ty::Unknown,
        }
    }

    fn method_type(&self, m: &syn::ExprMethodCall) -> Ty {
        let receiver = self.sketch(&m.receiver);
        let turns = rules::turns_view(&m.method.to_string())
            && matches!(receiver.behind(), Ty::View(_))
            && self.is_place(&m.receiver);
        match m.method.to_string().as_str() {
            "len" | "ndim" | "nrows" | "ncols" | "len_of" | "capacity" => Ty::Int,
            "is_empty" | "is_nan" | "is_finite" | "is_infinite" | "contains" => Ty::Bool,
            "clone" | "to_owned" => receiver.owned(),
            "to_vec" => Ty::Vec(Box::new(receiver.element())),
            name if rules::view_method(name).is_some() || turns => {
                super::place::view_type(name, &receiver)
            }
            "unwrap" | "expect" => match &*m.receiver {
                Expr::MethodCall(inner) if rules::gives_option(&inner.method.to_string()) => {
                    let of = self.sketch(&inner.receiver);
                    super::method::array_type(&inner.method.to_string(), of.behind())
                }
                _ => Ty::Unknown,
            },
            "mapv" | "zip_map__" if receiver.is_ndarray() => receiver.owned(),
            "sum" | "product" | "var" | "std" if receiver.is_ndarray() => Ty::Float,
            name if rules::array_method(name).is_some() && receiver.is_ndarray() => {
                super::method::array_type(name, receiver.behind())
            }
            "pow" | "abs_diff" | "saturating_sub" => Ty::Int,
            name if rules::elementary(name).is_some()
                && (receiver.is_scalar() || receiver.is_ndarray()) =>
            {
                receiver.owned()
            }
            _ => Ty::Unknown,
        }
    }
}

/// Finds where a derivative would be dropped, and has the type checked of what
/// is taken to have none.
struct Drops<'l, 'a> {
    lower: &'l mut Lower<'a>,
}

impl Drops<'_, '_> {
    /// Has rustc check that the type of `expr` has no derivative.
    fn check(&mut self, expr: &mut Expr) {
        let root = self.lower.root;
        *expr = syn::parse_quote!(#root::__private::discrete(#expr));
    }

    /// The same for the parts that an error is made of.
    fn check_error(&mut self, expr: &mut Expr) {
        if !self.lower.activity.expr(expr) {
            return;
        }
        match expr {
            Expr::Paren(e) => self.check_error(&mut e.expr),
            Expr::Tuple(t) => t.elems.iter_mut().for_each(|e| self.check_error(e)),
            Expr::Call(c) if names_variant(&c.func) => {
                c.args.iter_mut().for_each(|e| self.check_error(e));
            }
            Expr::Struct(s) if s.rest.is_none() => {
                for field in &mut s.fields {
                    field.colon_token = Some(Default::default());
                    self.check_error(&mut field.expr);
                }
            }
            Expr::Path(_) | Expr::Field(_) | Expr::Index(_)
                if matches!(self.lower.sketch(expr).behind(), Ty::Unknown | Ty::Int) =>
            {
                self.check(expr);
            }
            _ => self.lower.errors.at(
                expr,
                "an error can't carry a derivative: say `detach(…)` here",
            ),
        }
    }
}

/// Whether this is written like the name of a type or variant.
fn names_variant(func: &Expr) -> bool {
    let Expr::Path(p) = func else { return false };
    let last = p.path.segments.last().map(|s| s.ident.to_string());
    last.is_some_and(|name| name.starts_with(char::is_uppercase))
}

impl VisitMut for Drops<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Cast(c) if Ty::of(&c.ty).is_discrete() && self.lower.activity.expr(&c.expr) => {
                if *self.lower.sketch(&c.expr).behind() == Ty::Unknown {
                    self.check(&mut c.expr);
                } else {
                    self.lower.errors.at(
                        &*c,
                        "this cast drops the derivative of its operand; say `detach(…)` inside the cast if that is meant",
                    );
                }
            }
            Expr::Range(r) => {
                for bound in r.start.iter_mut().chain(&mut r.end) {
                    if self.lower.activity.expr(bound) {
                        self.check(bound);
                    }
                }
            }
            Expr::Call(c) if activity::is_error(&c.func) => {
                c.args.iter_mut().for_each(|arg| self.check_error(arg));
                return;
            }
            Expr::Binary(b) if !is_arithmetic(&b.op) => return,
            Expr::Closure(_) | Expr::Macro(_) => return,
            Expr::Call(c) if activity::is_detach(&c.func) => return,
            Expr::Index(i) => return self.visit_expr_mut(&mut i.expr),
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::MethodCall(m) = expr {
            let name = m.method.to_string();
            let receiver = self.lower.sketch(&m.receiver);
            if rules::is_inactive_method(&name)
                && self.lower.activity.expr(&m.receiver)
                && !rules::is_known_inactive(&name, &receiver)
            {
                let root = self.lower.root;
                *expr = syn::parse_quote!(#root::__private::discrete(#m));
            }
        }
    }

    fn visit_block_mut(&mut self, _: &mut syn::Block) {}
}

/// The type of `left op right`.
pub(super) fn arithmetic(left: &Ty, right: &Ty) -> Ty {
    match (left, right) {
        (Ty::Float, Ty::Float) => Ty::Float,
        (Ty::Int, Ty::Int) => Ty::Int,
        (Ty::Array(a) | Ty::View(a), Ty::Array(b) | Ty::View(b)) => {
            Ty::Array(a.zip(*b).map(|(a, b)| a.max(b)))
        }
        (Ty::Array(n) | Ty::View(n), Ty::Float) | (Ty::Float, Ty::Array(n) | Ty::View(n)) => {
            Ty::Array(*n)
        }
        _ => Ty::Unknown,
    }
}

/// Constants in arithmetic are numbers: `PI`, `f64::EPSILON`, `usize::MAX`.
fn constant(path: &syn::Path) -> Ty {
    let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
    let Some((last, before)) = names.split_last() else {
        return Ty::Unknown;
    };
    if before.iter().any(|name| crate::ty::is_float(name)) {
        return Ty::Float;
    }
    if before.iter().any(|name| crate::ty::is_int(name)) {
        return Ty::Int;
    }
    let mathematical = matches!(
        last.as_str(),
        "PI" | "TAU"
            | "E"
            | "LN_2"
            | "LN_10"
            | "SQRT_2"
            | "FRAC_PI_2"
            | "FRAC_PI_4"
            | "FRAC_1_PI"
            | "FRAC_1_SQRT_2"
    );
    if mathematical { Ty::Float } else { Ty::Unknown }
}

fn call_type(func: &Expr) -> Ty {
    let Expr::Path(p) = func else {
        return Ty::Unknown;
    };
    let names: Vec<String> = p
        .path
        .segments
        .iter()
        .map(|s| s.ident.to_string())
        .collect();
    let Some((last, before)) = names.split_last() else {
        return Ty::Unknown;
    };
    match (before.last().map(String::as_str), last.as_str()) {
        (Some("f64" | "f32"), "from_bits" | "from" | "min" | "max" | "sqrt") => Ty::Float,
        (
            Some("Array1"),
            "zeros" | "ones" | "from_elem" | "from_vec" | "from" | "linspace" | "from_shape_fn",
        ) => Ty::Array(Some(1)),
        (Some("Array2"), "zeros" | "ones" | "from_elem" | "eye" | "from_shape_fn") => {
            Ty::Array(Some(2))
        }
        (Some("Array3"), "zeros" | "ones" | "from_elem" | "from_shape_fn") => Ty::Array(Some(3)),
        (Some("Array" | "ArrayD"), "zeros" | "ones" | "from_elem") => Ty::Array(None),
        (Some("Vec"), "new" | "with_capacity") => Ty::Vec(Box::new(Ty::Unknown)),
        _ => Ty::Unknown,
    }
}

/// The first item of a `vec![…]`.
pub(super) fn vec_item(mac: &syn::Macro) -> Option<Expr> {
    use syn::parse::Parser;
    let first = |input: syn::parse::ParseStream<'_>| {
        let item: Expr = input.parse()?;
        let _rest: TokenStream = input.parse()?;
        Ok(item)
    };
    first.parse2(mac.tokens.clone()).ok()
}

fn is_pure_function(func: &Expr) -> bool {
    let Expr::Path(p) = func else { return false };
    let names: Vec<String> = p
        .path
        .segments
        .iter()
        .map(|s| s.ident.to_string())
        .collect();
    match names.split_last() {
        Some((last, [])) => last == "Axis" || last == "Ix1" || last == "Ix2",
        Some((last, [.., module])) if module == "__private" => last == "discrete",
        Some((last, [.., of])) if of == "Slice" => last == "new" || last == "from",
        Some((last, before)) => {
            before
                .last()
                .is_some_and(|b| crate::ty::is_float(b) || crate::ty::is_int(b))
                && last == "from"
        }
        None => false,
    }
}

/// Gives unsuffixed float literals in arithmetic a type.
fn suffix_literals(expr: &mut Expr, scalar: &str) {
    if scalar != "f64" && scalar != "f32" {
        return;
    }
    match expr {
        Expr::Lit(l) => {
            if let Lit::Float(f) = &l.lit
                && f.suffix().is_empty()
            {
                let text = format!("{}_{scalar}", f.base10_digits());
                l.lit = Lit::Float(syn::LitFloat::new(&text, f.span()));
            }
        }
        Expr::Paren(e) => suffix_literals(&mut e.expr, scalar),
        Expr::Unary(e) => suffix_literals(&mut e.expr, scalar),
        Expr::Binary(e) if is_arithmetic(&e.op) => {
            suffix_literals(&mut e.left, scalar);
            suffix_literals(&mut e.right, scalar);
        }
        Expr::MethodCall(m) => suffix_literals(&mut m.receiver, scalar),
        _ => {}
    }
}

/// The first `return`, or `break`/`continue` of a loop around, in `expr`.
pub(super) fn escaping_exit(expr: &Expr) -> Option<TokenStream> {
    struct Finder {
        /// Of the loops around.
        labels: Vec<Option<syn::Lifetime>>,
        /// Of the blocks around, which only a `break` with their label leaves.
        blocks: Vec<syn::Lifetime>,
        found: Option<TokenStream>,
    }
    impl Finder {
        fn inside(&mut self, label: Option<&syn::Label>, body: &syn::Block) {
            self.labels.push(label.map(|l| l.name.clone()));
            self.visit_block(body);
            self.labels.pop();
        }
        fn jump(&mut self, label: Option<&syn::Lifetime>, tokens: TokenStream) {
            let inside = match label {
                None => !self.labels.is_empty(),
                Some(label) => {
                    let loops = self.labels.iter().flatten();
                    loops.chain(&self.blocks).any(|l| l == label)
                }
            };
            if !inside {
                self.found.get_or_insert(tokens);
            }
        }
    }
    impl Visit<'_> for Finder {
        fn visit_expr_return(&mut self, e: &syn::ExprReturn) {
            self.found.get_or_insert(e.return_token.to_token_stream());
        }
        fn visit_expr_break(&mut self, e: &syn::ExprBreak) {
            self.jump(e.label.as_ref(), e.break_token.to_token_stream());
            if let Some(value) = &e.expr {
                self.visit_expr(value);
            }
        }
        fn visit_expr_continue(&mut self, e: &syn::ExprContinue) {
            self.jump(e.label.as_ref(), e.continue_token.to_token_stream());
        }
        fn visit_expr_block(&mut self, e: &syn::ExprBlock) {
            self.blocks.extend(e.label.as_ref().map(|l| l.name.clone()));
            self.visit_block(&e.block);
            if e.label.is_some() {
                self.blocks.pop();
            }
        }
        fn visit_expr_loop(&mut self, e: &syn::ExprLoop) {
            self.inside(e.label.as_ref(), &e.body);
        }
        fn visit_expr_while(&mut self, e: &syn::ExprWhile) {
            self.visit_expr(&e.cond);
            self.inside(e.label.as_ref(), &e.body);
        }
        fn visit_expr_for_loop(&mut self, e: &syn::ExprForLoop) {
            self.visit_expr(&e.expr);
            self.inside(e.label.as_ref(), &e.body);
        }
        fn visit_macro(&mut self, mac: &syn::Macro) {
            for argument in activity::macro_arguments(mac) {
                self.visit_expr(&argument);
            }
        }
        fn visit_expr_closure(&mut self, _: &syn::ExprClosure) {}
        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut finder = Finder {
        labels: Vec::new(),
        blocks: Vec::new(),
        found: None,
    };
    finder.visit_expr(expr);
    finder.found
}

/// The distinct paths by which a body names `detach`.
pub(super) fn detach_paths(block: &syn::Block) -> Vec<syn::Path> {
    #[derive(Default)]
    struct Finder(Vec<syn::Path>);
    impl Visit<'_> for Finder {
        fn visit_expr_call(&mut self, call: &syn::ExprCall) {
            if let (true, Expr::Path(p)) = (activity::is_detach(&call.func), &*call.func)
                && !self.0.contains(&p.path)
            {
                self.0.push(p.path.clone());
            }
            syn::visit::visit_expr_call(self, call);
        }
        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut finder = Finder::default();
    finder.visit_block(block);
    finder.0
}

/// The names of the functions inside a body that aren't annotated.
pub(super) fn plain_functions(block: &syn::Block) -> std::collections::HashSet<String> {
    struct Finder(std::collections::HashSet<String>);
    impl Visit<'_> for Finder {
        fn visit_item_fn(&mut self, item: &syn::ItemFn) {
            let annotated = |a: &syn::Attribute| {
                a.path()
                    .segments
                    .last()
                    .is_some_and(|s| s.ident == "differentiable")
            };
            if !item.attrs.iter().any(annotated) {
                self.0.insert(item.sig.ident.to_string());
            }
        }
    }
    let mut finder = Finder(std::collections::HashSet::new());
    finder.visit_block(block);
    finder.0
}
