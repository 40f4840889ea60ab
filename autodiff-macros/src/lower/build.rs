//! Arrays made of their parts: `array!`, `from_shape_vec`, `concatenate`, `stack`…

use super::Lower;
use super::method::is_ordered;
use crate::activity::strip;
use crate::ir::{Dst, Op, Operand, Verbatim};
use crate::rules::{self, Constructor};
use crate::ty::Ty;
use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprCall, ExprMethodCall};

impl Lower<'_> {
    /// `Array1::from_vec(v)` and its like.
    pub(super) fn constructed(
        &mut self,
        c: &ExprCall,
        func: &syn::ExprPath,
        qualifier: &str,
        name: &str,
        unwrap: Option<ExprMethodCall>,
    ) -> Option<(Op, Ty)> {
        let rule = rules::constructor(name)
            .filter(|rule| qualifier != "Vec" || *rule == Constructor::FromVec)?;
        let axes = match qualifier {
            "ArrayD" | "Array" => None,
            name => name.strip_prefix("Array").and_then(|n| n.parse().ok()),
        };
        let ty = match (qualifier, rule) {
            ("Vec", _) => Ty::Vec(Box::new(Ty::Unknown)),
            (_, Constructor::FromDiag) => Ty::Array(Some(2)),
            _ => Ty::Array(axes),
        };
        let fallible = rule == Constructor::FromShapeVec;
        if fallible && unwrap.is_none() {
            self.errors.at(
                func,
                format!("`{name}` gives a `Result`: unwrap it at once, `{name}(…).unwrap()`"),
            );
        }
        if fallible && c.args.first().is_some_and(is_ordered) {
            self.errors.at(
                &c.args[0],
                "a shape with an order has no rule: give the lengths alone, and use `t()` for the other order",
            );
        }
        let args = self.operands(c.args.iter());
        let plain = match rule {
            Constructor::FromElem | Constructor::FromShapeVec | Constructor::FromDiagElem => 0..1,
            Constructor::Linspace => 2..3,
            _ => 0..0,
        };
        for (i, arg) in args.iter().enumerate() {
            if plain.contains(&i) && matches!(arg, Operand::Place(..)) {
                self.errors.at(
                    &c.args[i],
                    format!("`{name}` has no derivative by this argument: say `detach(…)` if that is meant"),
                );
            }
        }
        let path = func.path.clone();
        Some((
            Op::Construct {
                rule,
                path,
                args,
                unwrap,
            },
            ty,
        ))
    }

    /// `Array2::from_shape_vec(shape, v).unwrap()`, `concatenate(axis, &[…]).unwrap()`
    pub(super) fn unwrapped_call(
        &mut self,
        c: &ExprCall,
        unwrap: &ExprMethodCall,
    ) -> Option<(Op, Ty)> {
        let Expr::Path(func) = &*c.func else {
            return None;
        };
        let mut names = crate::paths::backwards(&func.path);
        let (name, qualifier) = (names.next()?, names.next());
        match qualifier {
            Some(qualifier) if qualifier.starts_with("Array") && name == "from_shape_vec" => {
                self.constructed(c, func, &qualifier, &name, Some(unwrap.clone()))
            }
            _ => {
                let rule = joining(&name).filter(|_| is_axis(c.args.first()))?;
                self.joined(c, func, rule, Some(unwrap.clone()))
            }
        }
    }

    /// `concatenate(Axis(0), &[a.view(), b.view()])`
    pub(super) fn joined(
        &mut self,
        c: &ExprCall,
        func: &syn::ExprPath,
        rule: Constructor,
        unwrap: Option<ExprMethodCall>,
    ) -> Option<(Op, Ty)> {
        let [axis, parts] = [c.args.first()?, c.args.get(1)?];
        let name = &func.path.segments.last()?.ident;
        if unwrap.is_none() {
            self.errors.at(
                func,
                format!("`{name}` gives a `Result`: unwrap it at once, `{name}(…).unwrap()`"),
            );
        }
        let parts = match strip(parts) {
            Expr::Reference(r) => strip(&r.expr),
            other => other,
        };
        let list = match parts {
            Expr::Array(list) => list.elems.iter().cloned().collect(),
            Expr::Macro(m) if m.mac.path.is_ident("vec") => {
                crate::activity::macro_arguments(&m.mac)
            }
            other => {
                self.errors.at(
                    other,
                    format!("`{name}` is supported on arrays that are listed in place: `{name}(axis, &[a.view(), b.view()])`; else assign to slices of an array of zeros"),
                );
                return Some((Op::Tuple(Vec::new()), Ty::Unknown));
            }
        };
        Some(self.join(rule, func.path.clone(), axis, &list, unwrap))
    }

    /// Puts arrays together along an axis. The arguments: the axis, the arrays,
    /// their lengths.
    fn join(
        &mut self,
        rule: Constructor,
        path: syn::Path,
        axis: &Expr,
        parts: &[Expr],
        unwrap: Option<ExprMethodCall>,
    ) -> (Op, Ty) {
        let axis = self.settled(axis);
        let parts = self.operands(parts.iter());
        let mut ty = parts.first().map_or(Ty::Unknown, |p| p.ty().owned());
        let mut args = vec![Operand::Inactive(axis.clone())];
        if rule == Constructor::Concatenate {
            let lengths = self.lengths(&axis, &parts);
            args.extend(parts);
            args.push(Operand::Inactive(lengths));
        } else {
            if let Ty::Array(n) = &mut ty {
                *n = n.map(|n| n + 1);
            }
            args.extend(parts);
        }
        (
            Op::Construct {
                rule,
                path,
                args,
                unwrap,
            },
            ty,
        )
    }

    /// The lengths of arrays along an axis, fixed.
    fn lengths(&mut self, axis: &Verbatim, parts: &[Operand]) -> Verbatim {
        let mut reads = axis.reads.clone();
        let axis = &axis.expr;
        let mut items: Vec<Expr> = Vec::new();
        for part in parts {
            items.push(match part {
                Operand::Place(place, _) => {
                    reads.insert(place.root);
                    reads.extend(place.index_reads());
                    let source = crate::emit::source_of(&self.vars, place);
                    syn::parse_quote!(#source.len_of(#axis))
                }
                Operand::Inactive(v) => {
                    reads.extend(&v.reads);
                    let expr = &v.expr;
                    syn::parse_quote!((#expr).len_of(#axis))
                }
            });
        }
        let lengths = self.temp("lengths", Ty::Unknown, false);
        self.define(
            Dst::Let(lengths),
            Op::Opaque(Verbatim {
                expr: syn::parse_quote!([#(#items),*]),
                reads,
                pure: false,
                ty: Ty::Unknown,
            }),
        );
        let name = &self.var(lengths).name;
        Verbatim {
            expr: syn::parse_quote!(#name),
            reads: [lengths].into(),
            pure: true,
            ty: Ty::Unknown,
        }
    }

    /// `array![…]` of any rank.
    pub(super) fn array_macro(
        &mut self,
        m: &syn::ExprMacro,
        items: &Punctuated<Expr, syn::Token![,]>,
    ) -> Option<(Op, Ty)> {
        let (lengths, elements) = flat(items.iter())?;
        let operands = self.operands(elements.into_iter());
        let ty = Ty::Vec(Box::new(Ty::Float));
        let list = self.bind_temp(
            Op::List {
                items: operands,
                vec: true,
            },
            ty,
            true,
        );
        let span = m.mac.path.span();
        let rank = lengths.len();
        let op = if rank == 1 {
            Op::Construct {
                rule: Constructor::FromVec,
                path: self.ndarray_function("Array1", "from_vec", span),
                args: vec![list],
                unwrap: None,
            }
        } else {
            let shape: Expr = syn::parse_quote!([#(#lengths),*]);
            let shape = Operand::Inactive(Verbatim {
                expr: shape,
                reads: [].into(),
                pure: true,
                ty: Ty::Unknown,
            });
            Op::Construct {
                rule: Constructor::FromShapeVec,
                path: self.ndarray_function(&format!("Array{rank}"), "from_shape_vec", span),
                args: vec![shape, list],
                unwrap: Some(syn::parse_quote!(x.unwrap())),
            }
        };
        Some((op, Ty::Array(Some(rank))))
    }

    /// `concatenate![Axis(0), a, b]`, `stack![Axis(0), a, b]`
    pub(super) fn joining_macro(
        &mut self,
        m: &syn::ExprMacro,
        rule: Constructor,
        items: &Punctuated<Expr, syn::Token![,]>,
    ) -> Option<(Op, Ty)> {
        let mut items = items.iter().cloned();
        let axis = items.next()?;
        let parts: Vec<Expr> = items.collect();
        let root = self.root;
        let name = &m.mac.path.segments.last()?.ident;
        let path = syn::parse_quote!(#root::__private::ndarray::#name);
        let unwrap = Some(syn::parse_quote!(x.unwrap()));
        Some(self.join(rule, path, &axis, &parts, unwrap))
    }

    fn ndarray_function(&self, name: &str, function: &str, span: Span) -> syn::Path {
        let name = proc_macro2::Ident::new(name, span);
        let function = proc_macro2::Ident::new(function, span);
        let root = self.root;
        syn::parse_quote!(#root::__private::ndarray::#name::#function)
    }
}

/// What puts arrays together.
pub(super) fn joining(name: &str) -> Option<Constructor> {
    match name {
        "concatenate" => Some(Constructor::Concatenate),
        "stack" => Some(Constructor::Stack),
        _ => None,
    }
}

/// `Axis(n)`, by which `ndarray`'s functions are told from others of their names.
pub(super) fn is_axis(arg: Option<&Expr>) -> bool {
    matches!(arg, Some(Expr::Call(c)) if matches!(&*c.func, Expr::Path(p) if crate::paths::ends_in(&p.path, "Axis")))
}

/// The lengths of nested lists and their elements in order, if all are alike and
/// there are no more than six levels.
fn flat<'e>(items: impl Iterator<Item = &'e Expr>) -> Option<(Vec<usize>, Vec<&'e Expr>)> {
    let mut level: Vec<&Expr> = items.collect();
    let mut lengths = vec![level.len()];
    while level.iter().any(|e| matches!(e, Expr::Array(_))) {
        let mut next = Vec::new();
        let mut length = None;
        for row in &level {
            let Expr::Array(row) = row else { return None };
            if *length.get_or_insert(row.elems.len()) != row.elems.len() {
                return None;
            }
            next.extend(row.elems.iter());
        }
        lengths.push(length?);
        level = next;
    }
    (lengths.len() <= 6).then_some((lengths, level))
}
