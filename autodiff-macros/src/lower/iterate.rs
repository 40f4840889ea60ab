//! `for` loops: over integers, over the elements of places, over anything
//! inactive.

use super::Lower;
use super::call::strip;
use crate::ir::{LoopKind, Op, Origin, Place, Proj, Var, VarId, Verbatim};
use crate::ty::Ty;
use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::{Expr, Pat};

/// What an iteration gives, as a function of its number.
enum Source {
    /// References to the elements of a place.
    Elements {
        place: Place,
        mutable: bool,
    },
    /// Copies of the elements of a place.
    Copies {
        place: Place,
    },
    /// A part of a place for each number: `rows()`, `chunks(n)`.
    Parts {
        place: Place,
        part: Part,
    },
    /// The number itself.
    Number,
    /// Integers.
    Integers {
        start: Verbatim,
    },
    Pair(Box<Source>, Box<Source>),
    /// `rev()`, with the number of elements.
    Reversed(Box<Source>, Verbatim),
    /// `skip(n)`
    Skipped(Box<Source>, Verbatim),
}

#[derive(Clone)]
enum Part {
    View { name: &'static str, axis: bool },
    Chunk { size: Verbatim, len: Verbatim },
    Window { size: Verbatim },
}

/// A name that a loop's pattern binds.
pub(super) struct Binding {
    name: Ident,
    mutable: bool,
    value: Bound,
}

enum Bound {
    Reference(Place),
    Copy(Place),
    Integer(Verbatim),
}

impl Lower<'_> {
    /// The kind of a `for` loop, and what its pattern binds in each iteration.
    pub(super) fn iteration(&mut self, pat: &Pat, iter: &Expr) -> Option<(LoopKind, Vec<Binding>)> {
        if !self.activity.expr(iter) && !self.is_followable(pat, iter) {
            return Some((self.inactive_iteration(pat, iter), Vec::new()));
        }
        let iter = &self.over_variables(iter);
        let source = self.source(iter)?;
        let k = self.add_var(Var {
            name: format_ident!("k{}", self.vars.len(), span = Span::mixed_site()),
            ty: Ty::Int,
            active: false,
            mutable: false,
            origin: Origin::LoopIndex,
            alias: None,
            opaque: false,
        });
        let name = self.var(k).name.clone();
        let number = Verbatim {
            expr: syn::parse_quote!(#name),
            reads: [k].into(),
            pure: true,
            ty: Ty::Int,
        };
        let mut bindings = Vec::new();
        self.match_source(pat, &source, &number, Some(k), &mut bindings)?;
        Some((
            LoopKind::Elements {
                pat: pat.clone(),
                iter: iter.clone(),
                k,
            },
            bindings,
        ))
    }

    /// The iterator with everything it owns bound to variables first, so that
    /// its elements are parts of places.
    fn over_variables(&mut self, iter: &Expr) -> Expr {
        if !self.activity.expr(iter) {
            return iter.clone();
        }
        match strip(iter) {
            Expr::MethodCall(m) => {
                let mut m = m.clone();
                let name = m.method.to_string();
                match name.as_str() {
                    "enumerate" | "rev" | "skip" | "take" | "copied" | "cloned" | "zip" => {
                        m.receiver = Box::new(self.over_variables(&m.receiver));
                        for arg in &mut m.args {
                            *arg = self.over_variables(arg);
                        }
                    }
                    "into_iter" => return self.over_variables(&m.receiver),
                    _ => {
                        if !self.is_place(&m.receiver) {
                            m.receiver = Box::new(self.bound(&m.receiver));
                        }
                    }
                }
                Expr::MethodCall(m)
            }
            Expr::Reference(r) if !self.is_place(&r.expr) => {
                let mut r = r.clone();
                r.expr = Box::new(self.bound(&r.expr));
                Expr::Reference(r)
            }
            Expr::Reference(_) => iter.clone(),
            other if self.is_place(other) && self.sketch(other).is_reference() => other.clone(),
            // An owned container: its elements as they are now.
            other => {
                let name = self.bound(other);
                syn::parse_quote!(#name.iter().cloned())
            }
        }
    }

    /// Whether an inactive iteration goes over references to the elements of
    /// places: those are found again in the reverse sweep, not kept.
    fn is_followable(&self, pat: &Pat, iter: &Expr) -> bool {
        match (pat, strip(iter)) {
            (Pat::Paren(p), _) => self.is_followable(&p.pat, iter),
            (Pat::Tuple(p), Expr::MethodCall(m)) if p.elems.len() == 2 => match m.method.to_string().as_str() {
                "enumerate" => is_name(&p.elems[0]) && self.is_followable(&p.elems[1], &m.receiver),
                "zip" => {
                    self.is_followable(&p.elems[0], &m.receiver)
                        && m.args.first().is_some_and(|arg| self.is_followable(&p.elems[1], arg))
                }
                _ => false,
            },
            (Pat::Reference(r), _) => is_name(&r.pat) && self.is_followable(&r.pat, iter),
            (_, Expr::MethodCall(m)) => is_name(pat) && m.method == "iter" && self.is_steady(&m.receiver),
            (_, Expr::Reference(r)) => is_name(pat) && r.mutability.is_none() && self.is_steady(&r.expr),
            (_, other) => is_name(pat) && matches!(self.sketch(other), Ty::Ref(_)) && self.is_steady(other),
        }
    }

    /// Whether an inactive expression is a place that nothing changes unseen.
    fn is_steady(&self, expr: &Expr) -> bool {
        self.is_place(expr) && self.is_pure(expr)
    }

    /// Binds a value to a variable and names that.
    fn bound(&mut self, expr: &Expr) -> Expr {
        let ty = self.sketch(expr);
        let temp = self.temp("t", ty, true);
        self.expr_into(expr, super::expr::Into::Let(temp));
        let name = self.var(temp).name.clone();
        self.names.insert(name.to_string(), temp);
        syn::parse_quote!(#name)
    }

    fn inactive_iteration(&mut self, pat: &Pat, iter: &Expr) -> LoopKind {
        if let (Pat::Ident(p), true) = (pat, is_integer_range(iter)) {
            let verbatim = self.verbatim(iter);
            if p.by_ref.is_none() && !p.mutability.is_some() {
                let iter = self.fixed_range(verbatim);
                let index = self.local(&p.ident, Ty::Int, false);
                self.vars[index.0].origin = Origin::LoopIndex;
                return LoopKind::Range { index, iter };
            }
        }
        if let (Pat::Wild(_), true) = (pat, is_integer_range(iter)) {
            let verbatim = self.verbatim(iter);
            let iter = self.fixed_range(verbatim);
            let index = self.temp("i", Ty::Int, false);
            self.vars[index.0].origin = Origin::LoopIndex;
            return LoopKind::Range { index, iter };
        }
        let iter = self.verbatim(iter);
        let binds = self.pattern_vars(pat);
        LoopKind::Opaque {
            pat: pat.clone(),
            iter,
            binds,
        }
    }

    /// A range that both sweeps can evaluate: parts that may change are bound.
    fn fixed_range(&mut self, verbatim: Verbatim) -> Verbatim {
        if verbatim.pure && !verbatim.reads.iter().any(|id| self.var(*id).mutable) {
            return verbatim;
        }
        let mut expr = verbatim.expr;
        self.fix_bounds(&mut expr);
        let reads = self.reads(quote::ToTokens::to_token_stream(&expr));
        Verbatim {
            expr,
            reads,
            pure: true,
            ty: Ty::Unknown,
        }
    }

    fn fix_bounds(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Paren(e) => self.fix_bounds(&mut e.expr),
            Expr::Range(r) => {
                for bound in r.start.iter_mut().chain(&mut r.end) {
                    self.fix(bound);
                }
            }
            Expr::MethodCall(m) => {
                self.fix_bounds(&mut m.receiver);
                for arg in &mut m.args {
                    self.fix(arg);
                }
            }
            _ => {}
        }
    }

    fn fix(&mut self, bound: &mut Expr) {
        let mut verbatim = self.verbatim(bound);
        if matches!(bound, Expr::Lit(_))
            || verbatim.pure && !verbatim.reads.iter().any(|id| self.var(*id).mutable)
        {
            return;
        }
        let temp = self.temp("bound", Ty::Int, false);
        verbatim.ty = Ty::Int;
        self.define(crate::ir::Dst::Let(temp), Op::Opaque(verbatim));
        let name = &self.var(temp).name;
        *bound = syn::parse_quote!(#name);
    }

    fn source(&mut self, iter: &Expr) -> Option<Source> {
        match strip(iter) {
            Expr::MethodCall(m) => self.method_source(m),
            Expr::Range(r) if !self.activity.expr(iter) => {
                let start = match &r.start {
                    Some(start) => self.settled(start),
                    None => return self.refuse(iter),
                };
                Some(Source::Integers { start })
            }
            Expr::Reference(r) => {
                let place = self.place(&r.expr);
                match place {
                    Some(mut place) => {
                        self.freeze(&mut place);
                        Some(Source::Elements {
                            place,
                            mutable: r.mutability.is_some(),
                        })
                    }
                    None => self.refuse(iter),
                }
            }
            other => {
                let Some(mut place) = self.place(other) else {
                    return self.refuse(iter);
                };
                self.freeze(&mut place);
                match &place.ty {
                    Ty::Ref(_) => Some(Source::Elements {
                        place,
                        mutable: false,
                    }),
                    Ty::RefMut(_) => Some(Source::Elements {
                        place,
                        mutable: true,
                    }),
                    _ => Some(Source::Copies { place }),
                }
            }
        }
    }

    fn refuse(&mut self, iter: &Expr) -> Option<Source> {
        self.errors.at(
            iter,
            "this iterator isn't supported on values with derivatives: use `iter`, `iter_mut`, `enumerate`, `zip`, `rev`, `skip`, `copied`, `chunks`, `windows`, `rows`, `columns` on a variable or a part of one, or loop over an index range",
        );
        None
    }

    fn method_source(&mut self, m: &syn::ExprMethodCall) -> Option<Source> {
        let name = m.method.to_string();
        match name.as_str() {
            "iter" | "iter_mut" => {
                let mut place = match self.place(&m.receiver) {
                    Some(place) => place,
                    None => return self.refuse(&m.receiver),
                };
                self.freeze(&mut place);
                Some(Source::Elements {
                    place,
                    mutable: name == "iter_mut",
                })
            }
            "into_iter" => self.source(&m.receiver),
            "copied" | "cloned" => match self.source(&m.receiver)? {
                Source::Elements { place, .. } => Some(Source::Copies { place }),
                _ => self.refuse(&Expr::MethodCall(m.clone())),
            },
            "enumerate" => Some(Source::Pair(
                Box::new(Source::Number),
                Box::new(self.source(&m.receiver)?),
            )),
            "zip" => {
                let left = self.source(&m.receiver)?;
                let right = match m.args.first() {
                    Some(arg) if self.activity.expr(arg) => self.source(arg)?,
                    Some(arg) => self.inactive_source(arg)?,
                    None => return None,
                };
                Some(Source::Pair(Box::new(left), Box::new(right)))
            }
            "rev" => {
                let inner = self.source(&m.receiver)?;
                let receiver = &m.receiver;
                let len = self.settled(&syn::parse_quote!(#receiver.len()));
                Some(Source::Reversed(Box::new(inner), len))
            }
            "skip" => {
                let inner = self.source(&m.receiver)?;
                let count = self.settled(m.args.first()?);
                Some(Source::Skipped(Box::new(inner), count))
            }
            "take" => self.source(&m.receiver),
            "rows" | "outer_iter" | "columns" | "chunks" | "chunks_exact" | "windows"
            | "rows_mut" | "columns_mut" | "outer_iter_mut" | "chunks_mut" | "chunks_exact_mut" => {
                self.parts(m, &name)
            }
            _ => self.refuse(&Expr::MethodCall(m.clone())),
        }
    }

    fn inactive_source(&mut self, arg: &Expr) -> Option<Source> {
        match strip(arg) {
            Expr::Range(_) | Expr::Reference(_) | Expr::MethodCall(_) | Expr::Path(_) => {
                self.source(arg)
            }
            _ => self.refuse(arg),
        }
    }

    fn parts(&mut self, m: &syn::ExprMethodCall, name: &str) -> Option<Source> {
        let mut place = match self.place(&m.receiver) {
            Some(place) => place,
            None => return self.refuse(&m.receiver),
        };
        self.freeze(&mut place);
        let size = match m.args.first() {
            Some(arg) => {
                let size = self.verbatim(arg);
                let fixed = Verbatim {
                    pure: size.pure && !size.reads.iter().any(|id| self.var(*id).mutable),
                    ..size
                };
                Some(self.settle(fixed))
            }
            None => None,
        };
        let part = match (name.trim_end_matches("_mut"), size) {
            ("rows", None) => Part::View {
                name: "row",
                axis: false,
            },
            ("columns", None) => Part::View {
                name: "column",
                axis: false,
            },
            ("outer_iter", None) => Part::View {
                name: "index_axis",
                axis: true,
            },
            ("chunks" | "chunks_exact", Some(size)) => {
                let receiver = &m.receiver;
                let len = self.settled(&syn::parse_quote!(#receiver.len()));
                Part::Chunk { size, len }
            }
            ("windows", Some(size)) => Part::Window { size },
            _ => return self.refuse(&Expr::MethodCall(m.clone())),
        };
        Some(Source::Parts { place, part })
    }

    fn match_source(
        &mut self,
        pat: &Pat,
        source: &Source,
        number: &Verbatim,
        k: Option<VarId>,
        out: &mut Vec<Binding>,
    ) -> Option<()> {
        match (pat, source) {
            (Pat::Paren(p), _) => self.match_source(&p.pat, source, number, k, out),
            (Pat::Wild(_), _) => Some(()),
            (Pat::Tuple(t), Source::Pair(a, b)) if t.elems.len() == 2 => {
                self.match_source(&t.elems[0], a, number, k, out)?;
                self.match_source(&t.elems[1], b, number, k, out)
            }
            (_, Source::Reversed(inner, len)) => {
                let (n, i) = (&len.expr, &number.expr);
                let reads = len.reads.union(&number.reads).copied().collect();
                let back = Verbatim {
                    expr: syn::parse_quote!((#n - 1 - #i)),
                    reads,
                    pure: true,
                    ty: Ty::Int,
                };
                self.match_source(pat, inner, &back, None, out)
            }
            (_, Source::Skipped(inner, count)) => {
                let (n, i) = (&count.expr, &number.expr);
                let reads = count.reads.union(&number.reads).copied().collect();
                let on = Verbatim {
                    expr: syn::parse_quote!((#n + #i)),
                    reads,
                    pure: true,
                    ty: Ty::Int,
                };
                self.match_source(pat, inner, &on, None, out)
            }
            (Pat::Reference(r), Source::Elements { place, .. }) => self.match_source(
                &r.pat,
                &Source::Copies {
                    place: place.clone(),
                },
                number,
                k,
                out,
            ),
            (Pat::Ident(p), _) if p.by_ref.is_none() && p.subpat.is_none() => {
                let value = self.bound_to(source, number, k)?;
                out.push(Binding {
                    name: p.ident.clone(),
                    mutable: p.mutability.is_some(),
                    value,
                });
                Some(())
            }
            _ => {
                self.errors.at(pat, "this pattern isn't supported in a loop over values with derivatives: use plain names, tuples for `enumerate` and `zip`, and `&name`");
                None
            }
        }
    }

    fn bound_to(&mut self, source: &Source, number: &Verbatim, k: Option<VarId>) -> Option<Bound> {
        Some(match source {
            Source::Number => Bound::Integer(number.clone()),
            Source::Integers { start } => {
                let (a, i) = (&start.expr, &number.expr);
                let reads = start.reads.union(&number.reads).copied().collect();
                Bound::Integer(Verbatim {
                    expr: syn::parse_quote!((#a + #i)),
                    reads,
                    pure: true,
                    ty: Ty::Int,
                })
            }
            Source::Elements { place, mutable } => {
                let mut element = element_of(place, number, k);
                let inner = Box::new(element.ty);
                element.ty = if *mutable {
                    Ty::RefMut(inner)
                } else {
                    Ty::Ref(inner)
                };
                Bound::Reference(element)
            }
            Source::Copies { place } => Bound::Copy(element_of(place, number, k)),
            Source::Parts { place, part } => {
                Bound::Reference(part_of(place, part, number, self.root))
            }
            Source::Pair(..) | Source::Reversed(..) | Source::Skipped(..) => return None,
        })
    }

    /// Makes the variable of a binding, at the head of the loop's body.
    pub(super) fn loop_binding(&mut self, binding: Binding) {
        match binding.value {
            Bound::Reference(place) => self.bind_part(&binding.name, binding.mutable, place, true),
            Bound::Copy(place) => self.bind_part(&binding.name, binding.mutable, place, false),
            Bound::Integer(verbatim) => {
                let var = self.local(&binding.name, Ty::Int, binding.mutable);
                self.emit(crate::ir::StmtKind::Def {
                    dst: crate::ir::Dst::Let(var),
                    op: Op::Opaque(verbatim),
                    shapes: crate::ir::Shapes::default(),
                    user_ty: None,
                    silent: true,
                });
            }
        }
    }
}

/// The element of `place` that iteration `number` reaches.
fn element_of(place: &Place, number: &Verbatim, k: Option<VarId>) -> Place {
    let mut element = place.clone();
    let indexed = matches!(
        place.ty.behind(),
        Ty::Slice(_) | Ty::Vec(_) | Ty::Fixed(_) | Ty::Array(Some(1)) | Ty::View(Some(1))
    );
    element.ty = place.ty.element();
    element.proj.push(match k {
        Some(k) if !indexed => Proj::Elem(k),
        _ => Proj::Index(number.clone()),
    });
    element
}

fn part_of(place: &Place, part: &Part, number: &Verbatim, root: &syn::Path) -> Place {
    let mut result = place.clone();
    let i = &number.expr;
    match part {
        Part::View { name, axis } => {
            let mut args = vec![number.clone()];
            if *axis {
                let axis: Expr = syn::parse_quote!(#root::__private::ndarray::Axis(0));
                args.insert(
                    0,
                    Verbatim {
                        expr: axis,
                        reads: [].into(),
                        pure: true,
                        ty: Ty::Unknown,
                    },
                );
            }
            result.ty = match place.ty.behind() {
                Ty::Array(n) | Ty::View(n) => Ty::View(if *axis {
                    n.map(|n| n.saturating_sub(1))
                } else {
                    Some(1)
                }),
                _ => Ty::View(None),
            };
            result.proj.push(Proj::View {
                name: Ident::new(name, Span::call_site()),
                args,
            });
        }
        Part::Chunk { size, len } => {
            let (n, l) = (&size.expr, &len.expr);
            let mut reads = number.reads.clone();
            reads.extend(&size.reads);
            reads.extend(&len.reads);
            let expr: Expr = syn::parse_quote!((#i * #n)..(#i * #n + #n).min(#l));
            result.ty = Ty::Ref(Box::new(place.ty.range()));
            result.proj.push(Proj::Range(Verbatim {
                expr,
                reads,
                pure: true,
                ty: Ty::Unknown,
            }));
        }
        Part::Window { size } => {
            let n = &size.expr;
            let reads = number.reads.union(&size.reads).copied().collect();
            let expr: Expr = syn::parse_quote!(#i..(#i + #n));
            result.ty = Ty::Ref(Box::new(place.ty.range()));
            result.proj.push(Proj::Range(Verbatim {
                expr,
                reads,
                pure: true,
                ty: Ty::Unknown,
            }));
        }
    }
    result
}

fn is_name(pat: &Pat) -> bool {
    matches!(pat, Pat::Wild(_)) || matches!(pat, Pat::Ident(p) if p.by_ref.is_none() && p.subpat.is_none())
}

/// `a..b`, `(a..b).rev()`, `(a..=b).step_by(n)`
fn is_integer_range(iter: &Expr) -> bool {
    match strip(iter) {
        Expr::Range(r) => r.start.is_some() && r.end.is_some(),
        Expr::MethodCall(m) => {
            matches!(m.method.to_string().as_str(), "rev" | "step_by")
                && is_integer_range(&m.receiver)
        }
        _ => false,
    }
}
