//! Assignments and other changes: take the cotangent, put the old value back,
//! pass the cotangent on.

use super::stmt::operator;
use super::{Emitter, Fragment, own, tokens_of};
use crate::analyse::{Run, bar_root, is_active};
use crate::ir::{BinOp, Op, Operand, Place, Proj, Shapes, StmtId, Use, VarId};
use crate::parse::Passing;
use crate::rules::Mutator;
use crate::ty::Ty;
use proc_macro2::{Ident, TokenStream};

/// How a statement keeps what it overwrites.
enum Saves {
    Never,
    Always,
    /// If the caller wants a `&mut` parameter's initial content back.
    If(TokenStream),
}

impl Emitter<'_> {
    fn saves(&self, id: StmtId, place: &Place) -> Saves {
        if self.facts.in_runs.contains(&id) {
            return Saves::Never;
        }
        self.saves_of(id, place)
    }

    fn saves_of(&self, id: StmtId, place: &Place) -> Saves {
        if self.facts.saving.contains(&id) {
            return Saves::Always;
        }
        if self.facts.restoring.contains(&id) {
            return self.restores(place).map_or(Saves::Always, Saves::If);
        }
        Saves::Never
    }

    /// What a loop saves at once before it runs, and how it is put back after
    /// the loop is undone.
    pub(super) fn run(&self, run: &Run) -> (TokenStream, TokenStream) {
        let tape = own("tape");
        let (from, to) = &run.bounds;
        let mut container = run.place.clone();
        container.proj.pop();
        let (source, target) = (self.source(&container), self.primal_mut(&container));
        let push = quote!(#source.push_run__(#tape, #from, #to););
        let pop = quote!(#target.pop_run__(#tape, #from, #to););
        match self.saves_of(run.store, &run.place) {
            Saves::Never => (TokenStream::new(), TokenStream::new()),
            Saves::Always => (push, pop),
            Saves::If(condition) => (
                quote!(if #condition { #push }),
                quote!(if #condition { #pop }),
            ),
        }
    }

    /// The local that keeps an old value where both sweeps share a scope.
    fn old_local(&self, id: StmtId) -> Ident {
        quote::format_ident!("old{}", id.0, span = proc_macro2::Span::mixed_site())
    }

    /// Pops the old value of a place into it.
    fn restore(&self, saves: &Saves, place: &Place, id: StmtId) -> TokenStream {
        if self.joined && matches!(saves, Saves::Always) {
            let (target, old) = (self.primal_mut(place), self.old_local(id));
            return quote!(#target = #old;);
        }
        let tape = own("tape");
        let target = self.primal_mut(place);
        let ad = &self.ad;
        let restore = if matches!(place.ty, Ty::View(_)) {
            quote!(#ad::restore_view(#tape, #target);)
        } else if matches!(place.ty.behind(), Ty::Slice(_)) {
            quote!(#ad::restore_slice(#tape, &mut #target);)
        } else {
            quote!(#target = #tape.pop();)
        };
        match saves {
            Saves::Never => TokenStream::new(),
            Saves::Always => restore,
            Saves::If(condition) => quote!(if #condition { #restore }),
        }
    }

    /// Pushes a copy of the present value of a place.
    fn push_copy(&self, saves: &Saves, place: &Place, id: StmtId) -> TokenStream {
        if self.joined && matches!(saves, Saves::Always) {
            let (source, old) = (self.source(place), self.old_local(id));
            return quote!(let #old = #source;);
        }
        let (tape, ad) = (own("tape"), &self.ad);
        let source = self.source(place);
        let push = if place.ty.is_copy() && !place.ty.is_reference() {
            quote!(#tape.push(#source);)
        } else if matches!(place.ty, Ty::View(_)) {
            quote!(#tape.push(#source.to_owned());)
        } else if matches!(place.ty.behind(), Ty::Slice(_)) {
            quote!(#tape.push(#source.to_vec());)
        } else {
            quote!(#tape.push(#ad::Clone::clone(&#source));)
        };
        match saves {
            Saves::Never => TokenStream::new(),
            Saves::Always => push,
            Saves::If(condition) => quote!(if #condition { #push }),
        }
    }

    /// The variable behind a place that is assigned as a whole, if its
    /// cotangent needs its shape.
    fn reshaped(&self, place: &Place) -> Option<VarId> {
        let root = bar_root(self.body, place);
        let whole = self.var(place.root).alias.is_none()
            && place.proj.iter().all(|p| matches!(p, Proj::Deref));
        let local = !matches!(self.var(root).ty, Ty::RefMut(_));
        (whole && local && self.facts.shaped.contains(&root)).then_some(root)
    }

    /// The cotangent of a `&mut` parameter that is assigned as a whole, which
    /// then needs its old shape, and the parameter's type behind the reference.
    fn lent_whole(&self, place: &Place) -> Option<(Ident, syn::Type)> {
        let root = bar_root(self.body, place);
        let whole = place.proj.iter().all(|p| matches!(p, Proj::Deref));
        let lent =
            self.passing(root) == Some(Passing::RefMut) && self.var(place.root).alias.is_none();
        if !whole || !lent || self.var(root).ty.is_scalar() {
            return None;
        }
        let param = &self.function.params[self.param_index(root)?];
        match &param.ty {
            syn::Type::Reference(r) => Some((self.bar(root), (*r.elem).clone())),
            _ => None,
        }
    }

    /// `place = value`
    pub(super) fn store(&mut self, id: StmtId, place: &Place, op: &Op, shapes: Shapes) -> Fragment {
        let (tape, ad) = (own("tape"), self.ad.clone());
        let saves = self.saves(id, place);
        let value = self.forward_op(op, id);
        let target = self.source(place);
        let reshaped = self.reshaped(place);
        let copy = place.ty.is_copy() && !place.ty.is_reference();
        let assign = match &saves {
            Saves::Never => {
                let shape = reshaped.map(|_| quote!(#tape.push(#ad::shape(&#target));));
                quote!(#shape #target = #value;)
            }
            Saves::Always if copy => {
                let push = self.push_copy(&saves, place, id);
                quote!(#push #target = #value;)
            }
            Saves::Always => {
                quote!({ let new = #value; #tape.push(#ad::replace(&mut #target, new)); })
            }
            Saves::If(condition) => quote!({
                let new = #value;
                let old = #ad::replace(&mut #target, new);
                if #condition { #tape.push(old); }
            }),
        };
        let mut reverse = TokenStream::new();
        let active = self.is_active(place.root);
        let y_bar = own("bar");
        if active {
            let taken = self.bar_take(place);
            reverse.extend(quote!(let #y_bar = #taken;));
        }
        reverse.extend(self.restore(&saves, place, id));
        if let (Some(root), true) = (reshaped, active) {
            let bar = self.bar(root);
            if matches!(saves, Saves::Never) {
                let witness = self.witness(root);
                reverse.extend(quote!(#witness.materialise(#tape, &mut #bar);));
            } else {
                let name = &self.var(root).name;
                reverse.extend(quote!(#ad::materialise_like(&mut #bar, &#name);));
            }
        }
        if let (Some(shape), true) = (shapes.left, active) {
            let (target, shape) = (self.bar_target(place), self.var(shape).name.clone());
            reverse.extend(quote!(#ad::materialise(#target, &#shape);));
        }
        let lent = self.lent_whole(place).filter(|_| active);
        let shape = lent
            .as_ref()
            .map(|_| quote!(#tape.push(#ad::shape(&#target));));
        if let Some((bar, referent)) = lent {
            reverse.extend(quote! {
                let shape: <#referent as #ad::Differentiable>::Shape = #tape.pop();
                #ad::materialise(&mut *#bar, &shape);
            });
        }
        if let (Op::Use(operand), true) = (op, active) {
            reverse.extend(self.contribute(operand, quote!(#y_bar)));
        }
        Fragment {
            forward: quote!(#shape #assign),
            reverse: super::stmt::braced(reverse),
        }
    }

    /// `place op= value`
    pub(super) fn update(
        &mut self,
        id: StmtId,
        kind: BinOp,
        place: &Place,
        op: &Op,
        shapes: Shapes,
    ) -> Fragment {
        let Op::Use(value) = op else {
            return Fragment::default();
        };
        let saves = self.saves(id, place);
        let target = self.source(place);
        let (source, sign) = (self.forward_operand(value), operator(kind));
        let assign: TokenStream = format!("{sign}=").parse().unwrap_or_default();
        if matches!(saves, Saves::Always)
            && self.var(place.root).ty == Ty::Int
            && place.is_whole()
            && matches!(kind, BinOp::Add | BinOp::Sub)
        {
            // Undone by the opposite.
            let opposite = if kind == BinOp::Add {
                quote!(-=)
            } else {
                quote!(+=)
            };
            let again = match value {
                Operand::Inactive(v) => tokens_of(v),
                Operand::Place(..) => self.scalar_operand(value),
            };
            return Fragment {
                forward: quote!(#target #assign #source;),
                reverse: quote!(#target #opposite #again;),
            };
        }
        let push = self.push_copy(&saves, place, id);
        let place_ty = place.ty.behind().clone();
        let forward = if matches!(place.ty, Ty::Ref(_) | Ty::RefMut(_)) && place_ty == Ty::Float {
            quote!(#push *#target #assign #source;)
        } else {
            quote!(#push #target #assign #source;)
        };
        let restore = self.restore(&saves, place, id);
        if !self.is_active(place.root) {
            return Fragment {
                forward,
                reverse: restore,
            };
        }
        let reverse = if place_ty == Ty::Float && value.ty().is_scalar() {
            self.update_scalar(kind, place, value, restore)
        } else {
            self.update_any(kind, place, value, shapes, restore)
        };
        Fragment { forward, reverse }
    }

    fn update_scalar(
        &mut self,
        kind: BinOp,
        place: &Place,
        value: &Operand,
        restore: TokenStream,
    ) -> TokenStream {
        let ad = self.ad.clone();
        let (bar, _) = self.bar_place(place);
        let y_bar = own("bar");
        let active = is_active(self.body, value);
        match kind {
            BinOp::Add | BinOp::Sub => {
                let minus = if kind == BinOp::Sub {
                    quote!(-)
                } else {
                    TokenStream::new()
                };
                if !active {
                    return restore;
                }
                // The right side may be the place itself.
                let contribution = self.contribute(value, quote!(#minus #y_bar));
                super::stmt::braced(quote!(#restore let #y_bar = #bar; #contribution))
            }
            BinOp::Mul => {
                let v = self.scalar_operand(value);
                let old = self.scalar_at(place);
                let contribution = if active {
                    self.contribute(value, quote!(#y_bar * #old))
                } else {
                    TokenStream::new()
                };
                super::stmt::braced(
                    quote!(#restore let #y_bar = #bar; #bar = #y_bar * #v; #contribution),
                )
            }
            BinOp::Div => {
                let v = self.scalar_operand(value);
                let old = self.scalar_at(place);
                let contribution = if active {
                    self.contribute(value, quote!(-(#y_bar / #v * (#old / #v))))
                } else {
                    TokenStream::new()
                };
                super::stmt::braced(
                    quote!(#restore let #y_bar = #bar; #bar = #y_bar / #v; #contribution),
                )
            }
            BinOp::Rem => {
                let v = self.scalar_operand(value);
                let old = self.scalar_at(place);
                let contribution = if active {
                    self.contribute(value, quote!(#ad::rem_vjp(#old, #v, #y_bar).1))
                } else {
                    TokenStream::new()
                };
                super::stmt::braced(quote!(#restore let #y_bar = #bar; #contribution))
            }
        }
    }

    /// The scalar at a place that is assigned.
    fn scalar_at(&self, place: &Place) -> TokenStream {
        self.scalar(place)
    }

    fn update_any(
        &mut self,
        kind: BinOp,
        place: &Place,
        value: &Operand,
        shapes: Shapes,
        restore: TokenStream,
    ) -> TokenStream {
        let ad = self.ad.clone();
        let y_bar = own("bar");
        let copy = self.bar_copy(place);
        let active = is_active(self.body, value);
        let v = self.value_operand(value);
        let old = self.primal(place);
        let rule = match kind {
            BinOp::Add => quote!(#y_bar),
            BinOp::Sub => quote!(#ad::Cotangent::negated(#y_bar)),
            BinOp::Mul => quote!(#ad::times(&#y_bar, &#old)),
            BinOp::Div => {
                quote!(#ad::Cotangent::negated(#ad::over(&#ad::over(&#ad::times(&#y_bar, &#old), &#v), &#v)))
            }
            BinOp::Rem => quote!(#y_bar),
        };
        let contribution = if active {
            self.reduced(value, shapes.right, rule)
        } else {
            TokenStream::new()
        };
        let scaled = match kind {
            BinOp::Mul => Some(quote!(#ad::times(&#y_bar, &#v))),
            BinOp::Div => Some(quote!(#ad::over(&#y_bar, &#v))),
            _ => None,
        };
        let assign = scaled.map(|scaled| match self.bar_place(place) {
            (expr, super::place::Shape::View) => {
                quote!({ let scaled = #scaled; #expr.assign(&scaled); })
            }
            (expr, _) => quote!(#expr = #scaled;),
        });
        if contribution.is_empty() && assign.is_none() {
            return restore;
        }
        quote!({ #restore let #y_bar = #copy; if !#ad::Cotangent::is_zero(&#y_bar) { #assign #contribution } })
    }

    /// Adds a contribution that may have to be summed over broadcast axes.
    pub(super) fn reduced(
        &self,
        operand: &Operand,
        shape: Option<VarId>,
        value: TokenStream,
    ) -> TokenStream {
        let Operand::Place(place, _) = operand else {
            return TokenStream::new();
        };
        let ad = &self.ad;
        let target = self.bar_target(place);
        let statement = match shape {
            Some(shape) => {
                let shape = &self.var(shape).name;
                quote!(#ad::reduce_into(#target, #value, &#shape);)
            }
            None if *place.ty.behind() == Ty::Float => {
                quote!(#ad::reduce_into(#target, #value, &());)
            }
            None => quote!(#ad::accumulate(#target, #value);),
        };
        match self.gate(place) {
            Some(wanted) => quote!(if #wanted { #statement }),
            None => statement,
        }
    }

    /// `mem::swap(&mut a, &mut b)`: its own inverse, on values and cotangents.
    pub(super) fn swap(&mut self, a: &Place, b: &Place) -> Fragment {
        let ad = self.ad.clone();
        let same_index = match (a.proj.split_last(), b.proj.split_last()) {
            (Some((Proj::Index(i), _)), Some((Proj::Index(j), _)))
                if a.root == b.root && a.proj.len() == b.proj.len() =>
            {
                Some((i, j))
            }
            _ => None,
        };
        if let Some((i, j)) = same_index {
            let mut container = a.clone();
            container.proj.pop();
            let (i, j) = (tokens_of(i), tokens_of(j));
            let source = self.source(&container);
            let mut reverse = TokenStream::new();
            if self.facts.read.contains(&bar_root(self.body, a)) {
                let primal = self.primal_mut(&container);
                reverse.extend(quote!(#primal.swap(#i, #j);));
            }
            if self.is_active(a.root) {
                let (bar, _) = self.bar_place(&container);
                reverse.extend(quote!(#bar.swap(#i, #j);));
            }
            return Fragment {
                forward: quote!(#source.swap(#i, #j);),
                reverse,
            };
        }
        let (left, right) = (self.source(a), self.source(b));
        let mut reverse = TokenStream::new();
        let read = |p: &Place| self.facts.read.contains(&bar_root(self.body, p));
        if read(a) || read(b) {
            let (left, right) = (self.primal_mut(a), self.primal_mut(b));
            reverse.extend(quote!(#ad::swap(&mut #left, &mut #right);));
        }
        let (left_bar, right_bar) = (self.bar_place(a).0, self.bar_place(b).0);
        reverse.extend(quote!(#ad::swap(&mut #left_bar, &mut #right_bar);));
        Fragment {
            forward: quote!(#ad::swap(&mut #left, &mut #right);),
            reverse,
        }
    }

    /// `v.push(x)`, `a.fill(x)`, `a.assign(&b)`.
    pub(super) fn mutate(
        &mut self,
        id: StmtId,
        rule: Mutator,
        recv: &Place,
        arg: &Operand,
        method: &Ident,
    ) -> Fragment {
        let (ad, y_bar) = (self.ad.clone(), own("bar"));
        let source = self.source(recv);
        let value = self.forward_value(arg);
        let active = is_active(self.body, arg);
        if rule == Mutator::Push {
            let mut reverse = TokenStream::new();
            if self.facts.read.contains(&bar_root(self.body, recv)) {
                let primal = self.primal_mut(recv);
                reverse.extend(quote!(let _ = #primal.pop();));
            }
            if self.is_active(recv.root) {
                let (bar, _) = self.bar_place(recv);
                let contribution = if active {
                    self.contribute(arg, quote!(#y_bar))
                } else {
                    quote!(let _ = #y_bar;)
                };
                reverse.extend(quote!(if let #ad::Some(#y_bar) = #bar.pop() { #contribution }));
            }
            return Fragment {
                forward: quote!(#source.#method(#value);),
                reverse,
            };
        }
        let saves = self.saves(id, recv);
        let whole = Place {
            ty: if matches!(recv.ty, Ty::View(_)) {
                recv.ty.clone()
            } else {
                recv.ty.behind().clone()
            },
            ..recv.clone()
        };
        let push = self.push_copy(&saves, &whole, id);
        let restore = self.restore(&saves, &whole, id);
        let mut reverse = restore;
        if self.is_active(recv.root) {
            let copy = self.bar_copy(&whole);
            let (bar, _) = self.bar_place(recv);
            let zero = self.zero();
            let contribution = match rule {
                _ if !active => TokenStream::new(),
                Mutator::Fill => self.contribute(arg, quote!(#ad::total(&#y_bar))),
                _ => self.contribute(arg, quote!(#y_bar)),
            };
            let keep = (!contribution.is_empty()).then(|| quote!(let #y_bar = #copy;));
            reverse.extend(quote!({ #keep #bar.fill(#zero); #contribution }));
        }
        let argument = match (rule, arg) {
            (Mutator::Assign, Operand::Place(place, Use::Value)) => self.source(place),
            _ => value,
        };
        Fragment {
            forward: quote!(#push #source.#method(#argument);),
            reverse,
        }
    }
}
