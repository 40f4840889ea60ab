//! A sketch of an expression's type, off its syntax.

use super::Lower;
use crate::activity::{self, is_arithmetic};
use crate::rules;
use crate::ty::Ty;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{BinOp, Expr, Lit};

impl Lower<'_> {
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
            Expr::Unary(u) => self.sketch(&u.expr).behind().clone(),
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
            Expr::Range(r) => {
                let mut bounds = r.start.iter().chain(&r.end).map(|e| self.sketch(e));
                match bounds.any(|ty| *ty.behind() == Ty::Int) {
                    true => Ty::Range,
                    false => Ty::Unknown,
                }
            }
            Expr::Index(i) if self.is_range(&i.index) => self.sketch(&i.expr).range(),
            Expr::Index(i) => self.sketch(&i.expr).element(),
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
            Expr::Macro(m) if crate::paths::ends_in(&m.mac.path, "array") => {
                Ty::Array(axes_of_literal(&m.mac.tokens))
            }
            Expr::Call(c) if self.gives_number(&c.func) => Ty::Float,
            Expr::Call(c) => call_type(&c.func),
            Expr::MethodCall(m) => self.method_type(m),
            _ => Ty::Unknown,
        }
    }

    /// Whether `expr` is certainly a range of indices.
    pub(super) fn is_range(&self, expr: &Expr) -> bool {
        matches!(activity::strip(expr), Expr::Range(_)) || self.sketch(expr) == Ty::Range
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
            "sin_cos" => Ty::Tuple(vec![Ty::Float, Ty::Float]),
            name if rules::elementary(name).is_some()
                && (receiver.is_scalar() || receiver.is_ndarray()) =>
            {
                receiver.owned()
            }
            _ => Ty::Unknown,
        }
    }
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
    let names = crate::paths::names(path);
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
    let names = crate::paths::names(&p.path);
    let Some((last, before)) = names.split_last() else {
        return Ty::Unknown;
    };
    match (before.last().map(String::as_str), last.as_str()) {
        (Some("f64" | "f32"), "from_bits" | "from" | "min" | "max" | "sqrt") => Ty::Float,
        (
            Some("Array1"),
            "zeros" | "ones" | "from_elem" | "from_vec" | "from" | "linspace" | "from_shape_fn",
        ) => Ty::Array(Some(1)),
        (
            Some("Array2"),
            "zeros" | "ones" | "from_elem" | "eye" | "from_diag" | "from_shape_fn",
        ) => Ty::Array(Some(2)),
        (Some("Array3"), "zeros" | "ones" | "from_elem" | "from_shape_fn") => Ty::Array(Some(3)),
        (Some("Array" | "ArrayD"), "zeros" | "ones" | "from_elem") => Ty::Array(None),
        (Some("Vec"), "new" | "with_capacity") => Ty::Vec(Box::new(Ty::Unknown)),
        _ => Ty::Unknown,
    }
}

/// The number of axes of an `array![…]`: that of the brackets around its first number.
fn axes_of_literal(tokens: &TokenStream) -> Option<usize> {
    match tokens.clone().into_iter().next() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
            axes_of_literal(&group.stream()).map(|axes| axes + 1)
        }
        first => first.map(|_| 1),
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
