//! What a loop's pattern binds: parts of places, and integers.

use super::source::{Part, Source};
use crate::ir::{BoundBy, Op, Place, Proj, Use, VarId, Verbatim};
use crate::lower::Lower;
use crate::ty::Ty;
use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::{Expr, Pat};

/// A name that a loop's pattern binds.
pub(in crate::lower) struct Binding {
    pub(super) name: Ident,
    mutable: bool,
    pub(super) value: Bound,
}

pub(super) enum Bound {
    Reference(Place),
    Copy(Place),
    Integer(Verbatim),
    /// An integer of a type that isn't known: what the pattern binds, by this
    /// name, is kept.
    Kept(VarId, Ty),
    /// The number of an element, which no pattern binds.
    Position(VarId, Verbatim),
}

impl Lower<'_> {
    pub(super) fn match_source(
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
            (Pat::Tuple(t), Source::Indices(_)) => {
                for pat in &t.elems {
                    self.match_source(pat, &Source::Indices(Some(1)), number, k, out)?;
                }
                Some(())
            }
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
            (_, Source::Skipped(inner, count) | Source::Stepped(inner, count)) => {
                let (n, i) = (&count.expr, &number.expr);
                let reads = count.reads.union(&number.reads).copied().collect();
                let expr = match source {
                    Source::Skipped(..) => syn::parse_quote!((#n + #i)),
                    _ => syn::parse_quote!((#n * #i)),
                };
                let on = Verbatim {
                    expr,
                    reads,
                    pure: true,
                    ty: Ty::Int,
                };
                self.match_source(pat, inner, &on, None, out)
            }
            (
                Pat::Reference(_) | Pat::Tuple(_) | Pat::Slice(_),
                Source::Elements { place, mutable },
            ) => {
                let how = if *mutable { Use::RefMut } else { Use::Ref };
                let element = self.element_of(place, number, k, out);
                self.match_part(pat, element, how, out)
            }
            (Pat::Tuple(_) | Pat::Slice(_), Source::Copies { place }) => {
                let element = self.element_of(place, number, k, out);
                self.match_part(pat, element, Use::Value, out)
            }
            (Pat::Ident(p), _) if p.by_ref.is_none() && p.subpat.is_none() => {
                let value = self.bound_to(pat, source, number, k, out)?;
                out.push(Binding {
                    name: p.ident.clone(),
                    mutable: p.mutability.is_some(),
                    value,
                });
                Some(())
            }
            _ => self.refuse_pattern(pat),
        }
    }

    /// Takes the element that an iteration has reached apart; `how` it was given.
    fn match_part(
        &mut self,
        pat: &Pat,
        part: Place,
        how: Use,
        out: &mut Vec<Binding>,
    ) -> Option<()> {
        let inside = |proj: Proj, ty: Ty| {
            let mut inner = part.clone();
            inner.proj.push(proj);
            inner.ty = ty;
            inner
        };
        match (pat, how) {
            (Pat::Paren(p), _) => self.match_part(&p.pat, part, how, out),
            (Pat::Wild(_), _) => Some(()),
            (Pat::Reference(r), Use::Ref) => self.match_part(&r.pat, part, Use::Value, out),
            (Pat::Tuple(t), _) if !t.elems.iter().any(|p| matches!(p, Pat::Rest(_))) => {
                for (i, pat) in t.elems.iter().enumerate() {
                    let field = inside(Proj::Field(syn::Index::from(i).into()), part.ty.field(i));
                    self.match_part(pat, field, how, out)?;
                }
                Some(())
            }
            (Pat::Slice(s), _) if !s.elems.iter().any(|p| matches!(p, Pat::Rest(_))) => {
                for (i, pat) in s.elems.iter().enumerate() {
                    let index = Verbatim {
                        expr: syn::parse_quote!(#i),
                        reads: [].into(),
                        pure: true,
                        ty: Ty::Int,
                    };
                    let element = inside(Proj::Index(index), part.ty.element());
                    self.match_part(pat, element, how, out)?;
                }
                Some(())
            }
            (Pat::Ident(p), _) if p.by_ref.is_none() && p.subpat.is_none() => {
                out.push(Binding {
                    name: p.ident.clone(),
                    mutable: p.mutability.is_some(),
                    value: given(part, how),
                });
                Some(())
            }
            _ => self.refuse_pattern(pat),
        }
    }

    /// The element of `place` that iteration `number` reaches.
    fn element_of(
        &mut self,
        place: &Place,
        number: &Verbatim,
        k: Option<VarId>,
        out: &mut Vec<Binding>,
    ) -> Place {
        let mut element = place.clone();
        let indexed = matches!(
            place.ty.behind(),
            Ty::Slice(_) | Ty::Vec(_) | Ty::Fixed(_) | Ty::Array(Some(1)) | Ty::View(Some(1))
        );
        element.ty = place.ty.element();
        element.proj.push(match k {
            _ if indexed => Proj::Index(number.clone()),
            Some(k) => Proj::Elem(k),
            None => {
                let at = self.temp("at", Ty::Int, false);
                out.push(Binding {
                    name: self.var(at).name.clone(),
                    mutable: false,
                    value: Bound::Position(at, number.clone()),
                });
                Proj::Elem(at)
            }
        });
        element
    }

    fn refuse_pattern(&mut self, pat: &Pat) -> Option<()> {
        self.errors.at(
            pat,
            "this pattern isn't supported in a loop over values with derivatives: use names, tuples, arrays and `&pattern`",
        );
        None
    }

    fn bound_to(
        &mut self,
        pat: &Pat,
        source: &Source,
        number: &Verbatim,
        k: Option<VarId>,
        out: &mut Vec<Binding>,
    ) -> Option<Bound> {
        Some(match source {
            Source::Number => Bound::Integer(number.clone()),
            Source::Indices(axes) => {
                let ty = match axes {
                    Some(1) => Ty::Int,
                    _ => Ty::Unknown,
                };
                Bound::Kept(self.temp("raw", ty.clone(), false), ty)
            }
            Source::Integers { start } => {
                let (a, i) = (&start.expr, &number.expr);
                let reads = start.reads.union(&number.reads).copied().collect();
                if !is_usize(a) {
                    return Some(Bound::Kept(self.temp("raw", Ty::Int, false), Ty::Int));
                }
                Bound::Integer(Verbatim {
                    expr: syn::parse_quote!((#a + #i)),
                    reads,
                    pure: true,
                    ty: Ty::Int,
                })
            }
            Source::Elements { place, mutable } => {
                let how = if *mutable { Use::RefMut } else { Use::Ref };
                given(self.element_of(place, number, k, out), how)
            }
            Source::Copies { place } => given(self.element_of(place, number, k, out), Use::Value),
            Source::Parts { place, part } => {
                Bound::Reference(part_of(place, part, number, self.root))
            }
            Source::Pair(..) | Source::Reversed(..) | Source::Skipped(..) | Source::Stepped(..) => {
                self.errors
                    .at(pat, "take the pair apart: `for (a, b) in …`");
                return None;
            }
        })
    }

    /// An integer that the reverse sweep computes from the iteration's number.
    fn recomputed(&mut self, var: VarId, verbatim: Verbatim) {
        self.emit(crate::ir::StmtKind::Def {
            dst: crate::ir::Dst::Let(var),
            op: Op::Opaque(verbatim),
            shapes: crate::ir::Shapes::default(),
            user_ty: None,
            bound: BoundBy::Loop,
        });
    }

    /// Makes the variable of a binding, at the head of the loop's body.
    pub(in crate::lower) fn loop_binding(&mut self, binding: Binding) {
        match binding.value {
            Bound::Reference(place) => self.bind_part(&binding.name, binding.mutable, place, true),
            Bound::Copy(place) => self.bind_part(&binding.name, binding.mutable, place, false),
            Bound::Kept(raw, ty) => {
                let var = self.local(&binding.name, ty.clone(), binding.mutable);
                let name = &self.var(raw).name;
                let verbatim = Verbatim {
                    expr: syn::parse_quote!(#name),
                    reads: [raw].into(),
                    pure: false,
                    ty,
                };
                self.define(crate::ir::Dst::Let(var), Op::Opaque(verbatim));
            }
            Bound::Integer(verbatim) => {
                let var = self.local(&binding.name, Ty::Int, binding.mutable);
                self.recomputed(var, verbatim);
            }
            Bound::Position(var, verbatim) => self.recomputed(var, verbatim),
        }
    }
}
/// A part as a loop's pattern binds it.
fn given(mut part: Place, how: Use) -> Bound {
    let inner = Box::new(part.ty.clone());
    match how {
        Use::Value => return Bound::Copy(part),
        Use::Ref => part.ty = Ty::Ref(inner),
        Use::RefMut => part.ty = Ty::RefMut(inner),
    }
    Bound::Reference(part)
}

/// Gives a name in a pattern another.
pub(super) fn rename(pat: &mut Pat, from: &Ident, to: &Ident) {
    match pat {
        Pat::Ident(p) if p.ident == *from => {
            p.ident = to.clone();
            p.mutability = None;
        }
        Pat::Paren(p) => rename(&mut p.pat, from, to),
        Pat::Tuple(p) => p.elems.iter_mut().for_each(|p| rename(p, from, to)),
        _ => {}
    }
}

fn is_usize(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(l) if matches!(&l.lit, syn::Lit::Int(i) if i.suffix() == "usize"))
}

fn part_of(place: &Place, part: &Part, number: &Verbatim, root: &syn::Path) -> Place {
    let mut result = place.clone();
    let i = &number.expr;
    match part {
        Part::View {
            name,
            axis,
            mutable,
        } => {
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
                name: if *mutable {
                    format_ident!("{}_mut", name)
                } else {
                    Ident::new(name, Span::call_site())
                },
                args,
            });
        }
        Part::Chunk { size, len, mutable } => {
            let (n, l) = (&size.expr, &len.expr);
            let mut reads = number.reads.clone();
            reads.extend(&size.reads);
            reads.extend(&len.reads);
            let expr: Expr = syn::parse_quote!((#i * #n)..(#i * #n + #n).min(#l));
            let inner = Box::new(place.ty.range());
            result.ty = if *mutable {
                Ty::RefMut(inner)
            } else {
                Ty::Ref(inner)
            };
            result.proj.push(Proj::Range(Verbatim {
                expr,
                reads,
                pure: true,
                ty: Ty::Unknown,
            }));
        }
        Part::Method {
            name,
            args,
            gives,
            mutable,
        } => {
            let mut args = args.clone();
            args.push(number.clone());
            result.ty = Ty::View(*gives);
            result.proj.push(Proj::View {
                name: if *mutable {
                    format_ident!("{}_mut", name)
                } else {
                    Ident::new(name, Span::call_site())
                },
                args,
            });
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
