//! Place expressions: a variable and the way to a part of it.

use super::Lower;
use crate::activity::{self, strip};
use crate::ir::{Op, Origin, Place, Proj, VarId, Verbatim};
use crate::rules;
use crate::ty::Ty;
use syn::{Expr, UnOp};

impl Lower<'_> {
    /// The place that `expr` names, if it is a place expression rooted in a
    /// variable. Indices that can't be evaluated twice are bound first.
    pub(super) fn place(&mut self, expr: &Expr) -> Option<Place> {
        if !self.is_place(expr) {
            return None;
        }
        match expr {
            Expr::Paren(e) => self.place(&e.expr),
            Expr::Group(e) => self.place(&e.expr),
            Expr::Path(_) => {
                let name = activity::variable(expr)?;
                let id = *self.names.get(&name)?;
                Some(self.whole(id))
            }
            Expr::Unary(u) => {
                if let Expr::Reference(r) = strip(&u.expr) {
                    return self.place(&r.expr);
                }
                let mut place = self.place(&u.expr)?;
                place.ty = match place.ty {
                    Ty::Ref(inner) | Ty::RefMut(inner) => *inner,
                    _ => Ty::Unknown,
                };
                place.proj.push(Proj::Deref);
                Some(place)
            }
            Expr::Field(f) => {
                let mut place = self.place(base(&f.base))?;
                place.ty = match &f.member {
                    syn::Member::Unnamed(index) => place.ty.field(index.index as usize),
                    syn::Member::Named(_) => Ty::Unknown,
                };
                place.proj.push(Proj::Field(f.member.clone()));
                Some(place)
            }
            Expr::Index(i) => {
                let mut place = self.place(base(&i.expr))?;
                let ranged = self.is_range(&i.index);
                let index = self.settled_index(&i.index);
                place.ty = if ranged {
                    place.ty.range()
                } else {
                    place.ty.element()
                };
                place.proj.push(if ranged {
                    Proj::Range(index)
                } else {
                    Proj::Index(index)
                });
                Some(place)
            }
            Expr::MethodCall(m) => {
                let name = m.method.to_string();
                let mut place = self.place(base(&m.receiver))?;
                if rules::is_transparent(&name) {
                    return Some(place);
                }
                let args: Vec<Verbatim> = m.args.iter().map(|a| self.settled(a)).collect();
                place.ty = view_type(&name, &place.ty);
                place.proj.push(Proj::View {
                    name: m.method.clone(),
                    args,
                });
                Some(place)
            }
            _ => None,
        }
    }

    pub(super) fn is_place(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(e) => self.is_place(&e.expr),
            Expr::Group(e) => self.is_place(&e.expr),
            Expr::Path(_) => {
                activity::variable(expr).is_some_and(|name| self.names.contains_key(&name))
            }
            Expr::Unary(u) => matches!(u.op, UnOp::Deref(_)) && self.is_place(base(&u.expr)),
            Expr::Field(f) => self.is_place(base(&f.base)),
            Expr::Index(i) => self.is_place(base(&i.expr)),
            Expr::MethodCall(m) => {
                let name = m.method.to_string();
                let receiver = base(&m.receiver);
                (rules::view_method(&name).is_some()
                    || rules::is_transparent(&name) && !self.is_slice_of_array(m))
                    && self.is_place(receiver)
                    || rules::turns_view(&name)
                        && m.turbofish.is_none()
                        && self.is_place(receiver)
                        && matches!(self.sketch(receiver), Ty::View(_))
            }
            _ => false,
        }
    }

    /// `x.as_slice()` of an array gives an `Option`.
    fn is_slice_of_array(&self, m: &syn::ExprMethodCall) -> bool {
        m.method.to_string().starts_with("as_slice") && self.sketch(&m.receiver).is_ndarray()
    }

    /// The place that a reference or view expression names: `&p`, `&mut p`,
    /// `p.row(i)`, or a variable that is itself a reference.
    pub(super) fn referent(&mut self, expr: &Expr) -> Option<Place> {
        match expr {
            Expr::Paren(e) => self.referent(&e.expr),
            Expr::Group(e) => self.referent(&e.expr),
            Expr::Reference(r) => {
                let mut place = match self.place(&r.expr) {
                    Some(place) => place,
                    // `&(a + b).t()`: a view of a temporary.
                    None if is_view(&r.expr) => self.referent(&r.expr)?,
                    // `&(a + b)`: the temporary lives as long as the reference.
                    None => {
                        let ty = self.sketch(&r.expr);
                        let owner = self.temp("t", ty, true);
                        self.expr_into(&r.expr, super::expr::Into::Let(owner));
                        self.whole(owner)
                    }
                };
                let inner = Box::new(place.ty);
                place.ty = if r.mutability.is_some() {
                    Ty::RefMut(inner)
                } else {
                    Ty::Ref(inner)
                };
                Some(place)
            }
            Expr::MethodCall(m)
                if rules::turns_view(&m.method.to_string()) && self.is_place(expr) =>
            {
                self.place(expr)
            }
            Expr::MethodCall(m) if rules::view_method(&m.method.to_string()).is_some() => {
                match self.place(expr) {
                    Some(place) => Some(place),
                    None => {
                        let ty = self.sketch(&m.receiver);
                        let owner = self.temp("t", ty, true);
                        self.expr_into(&m.receiver, super::expr::Into::Let(owner));
                        let mut receiver = m.clone();
                        let name = &self.var(owner).name;
                        receiver.receiver = syn::parse_quote!(#name);
                        self.names.insert(self.var(owner).name.to_string(), owner);
                        self.place(&Expr::MethodCall(receiver))
                    }
                }
            }
            Expr::MethodCall(m)
                if rules::is_transparent(&m.method.to_string()) && !self.is_slice_of_array(m) =>
            {
                self.place(expr)
            }
            Expr::Path(_) => {
                let place = self.place(expr)?;
                let var = self.var(place.root);
                (place.is_whole()
                    && (place.ty.is_reference()
                        || matches!(place.ty, Ty::View(_)) && var.alias.is_some())
                    && !self.is_owned_view(place.root))
                .then_some(place)
            }
            _ => None,
        }
    }

    fn is_owned_view(&self, id: VarId) -> bool {
        // A view parameter is named through itself.
        matches!(self.var(id).origin, Origin::Temp)
    }

    /// Binds a value to a variable and names that.
    pub(super) fn bound(&mut self, expr: &Expr) -> Expr {
        let ty = self.sketch(expr);
        let temp = self.temp("t", ty, true);
        self.expr_into(expr, super::expr::Into::Let(temp));
        let name = self.var(temp).name.clone();
        self.names.insert(name.to_string(), temp);
        syn::parse_quote!(#name)
    }

    /// A part of a value that has no name yet: `f(x).0`, `[a, b][i]`.
    pub(super) fn rooted(&mut self, expr: &Expr) -> Option<Expr> {
        let mut expr = expr.clone();
        let base = match &mut expr {
            Expr::Field(f) => &mut f.base,
            Expr::Index(i) => &mut i.expr,
            Expr::Unary(u) if matches!(u.op, UnOp::Deref(_)) => &mut u.expr,
            Expr::MethodCall(m) if rules::view_method(&m.method.to_string()).is_some() => {
                &mut m.receiver
            }
            _ => return None,
        };
        let named = match self.rooted(base) {
            Some(named) => named,
            None if self.is_place(base) => (**base).clone(),
            None => self.bound(base),
        };
        **base = named;
        Some(expr)
    }

    /// An index that both sweeps can evaluate; of a range, the bounds are fixed
    /// one by one.
    fn settled_index(&mut self, index: &Expr) -> Verbatim {
        let Expr::Range(range) = strip(index) else {
            return lasting(self.settled(index));
        };
        let mut range = range.clone();
        let mut reads = std::collections::BTreeSet::new();
        for bound in range.start.iter_mut().chain(&mut range.end) {
            let settled = self.settled(bound);
            reads.extend(&settled.reads);
            **bound = settled.expr;
        }
        Verbatim {
            expr: Expr::Range(range),
            reads,
            pure: true,
            ty: Ty::Unknown,
        }
    }

    /// Fixes the indices of a place at their present values, for a name that
    /// outlives changes of the variables in them.
    pub(super) fn freeze(&mut self, place: &mut Place) {
        for step in &mut place.proj {
            let indices: Vec<&mut Verbatim> = match step {
                Proj::Index(v) | Proj::Range(v) => vec![v],
                Proj::View { args, .. } => args.iter_mut().collect(),
                Proj::Deref | Proj::Field(_) | Proj::Variant { .. } | Proj::Elem(_) => Vec::new(),
            };
            for index in indices {
                *index = self.fixed(index.clone());
            }
        }
    }

    /// An index at its present value. Of a range, the bounds are fixed: an open
    /// range can't go to the tape.
    pub(super) fn fixed(&mut self, index: Verbatim) -> Verbatim {
        if !index.reads.iter().any(|id| self.vars[id.0].mutable) {
            return index;
        }
        let Expr::Range(mut range) = strip(&index.expr).clone() else {
            let changing = Verbatim {
                pure: false,
                ..index
            };
            return self.settle_as(changing, true);
        };
        let mut reads = std::collections::BTreeSet::new();
        for bound in range.start.iter_mut().chain(&mut range.end) {
            let fixed = self.verbatim(bound);
            let fixed = self.fixed(Verbatim {
                pure: true,
                ..fixed
            });
            reads.extend(&fixed.reads);
            **bound = fixed.expr;
        }
        Verbatim {
            expr: Expr::Range(range),
            reads,
            pure: true,
            ty: Ty::Unknown,
        }
    }

    /// Binds `verbatim` to a temporary; `again` if it may be recomputed as long
    /// as what it reads is unchanged.
    fn settle_as(&mut self, mut verbatim: Verbatim, again: bool) -> Verbatim {
        let temp = self.temp("at", verbatim.ty.clone(), false);
        let ty = verbatim.ty.clone();
        verbatim.pure = again;
        self.define(crate::ir::Dst::Let(temp), Op::Opaque(verbatim));
        let name = &self.var(temp).name;
        lasting(Verbatim {
            expr: syn::parse_quote!(#name),
            reads: [temp].into(),
            pure: true,
            ty,
        })
    }
}

/// An index for several uses: a range in a variable would be moved by the first.
fn lasting(mut index: Verbatim) -> Verbatim {
    if index.ty == Ty::Range && activity::variable(&index.expr).is_some() {
        let range = &index.expr;
        index.expr = syn::parse_quote!(#range.clone());
    }
    index
}

/// The type of a view that a method names in a receiver of this type.
pub(super) fn view_type(name: &str, receiver: &Ty) -> Ty {
    let axes = match receiver.behind() {
        Ty::Array(n) | Ty::View(n) => *n,
        _ => None,
    };
    match rules::reading_view(name) {
        "row" | "column" | "diag" => Ty::View(Some(1)),
        "index_axis" => Ty::View(axes.map(|n| n.saturating_sub(1))),
        "t" | "view" | "slice_axis" => Ty::View(axes),
        name => match rules::array_method(name).and_then(|m| rules::axes_of(m.gives, axes)) {
            Some(axes) => Ty::View(axes),
            None => Ty::View(None),
        },
    }
}

/// What is taken a part of: references in between make no difference.
pub(super) fn base(expr: &Expr) -> &Expr {
    match strip(expr) {
        Expr::Reference(r) => base(&r.expr),
        other => other,
    }
}

/// Whether an expression ends in a view method.
fn is_view(expr: &Expr) -> bool {
    matches!(strip(expr), Expr::MethodCall(m) if rules::view_method(&m.method.to_string()).is_some())
}
