//! Assignments and other changes: take the cotangent, put the old value back,
//! pass the cotangent on.

use super::cotangent::gated;
use super::saves::Saves;
use super::stmt::operator;
use super::{Emitter, Fragment, own, tokens_of};
use crate::analyse::{bar_root, is_active};
use crate::ir::{BinOp, Op, Operand, Place, Proj, Shapes, StmtId, VarId};
use crate::parse::Passing;
use crate::ty::Ty;
use proc_macro2::{Ident, TokenStream};

impl Emitter<'_> {
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
            if let Op::Use(Operand::Place(from, _)) = op
                && self.declares_bar(from)
            {
                let (bar, restore) = (self.bar(from.root), self.restore(&saves, place, id));
                return Fragment {
                    forward: assign,
                    reverse: quote!(let mut #bar = #taken; #restore),
                };
            }
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
        let passed_on = match op {
            Op::Use(operand) if active => self.contribute(operand, quote!(#y_bar)),
            _ => TokenStream::new(),
        };
        if passed_on.is_empty() && active && !place.ty.is_scalar() {
            reverse.extend(quote!(#ad::used_up(#y_bar);));
        }
        reverse.extend(passed_on);
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
            // A running index is set back for all trips at once.
            let at_once = self.lane.as_ref().is_some_and(|lane| lane.lanes.counts(id));
            let reverse = if at_once {
                TokenStream::new()
            } else {
                quote!(#target #opposite #again;)
            };
            return Fragment {
                forward: quote!(#target #assign #source;),
                reverse,
            };
        }
        let push = self.push_copy(&saves, place, id);
        let place_ty = place.ty.behind().clone();
        // A container can't be borrowed for its own update.
        let own_value = matches!(value, Operand::Place(p, _) if bar_root(self.body, p) == bar_root(self.body, place));
        let (before, source) = if own_value && !place.ty.is_scalar() {
            let (ad, held) = (&self.ad, own("held"));
            let value = self.source_of_operand(value);
            (
                quote!(let #held = #ad::Clone::clone(&#value);),
                quote!(#held),
            )
        } else {
            (TokenStream::new(), source)
        };
        let push = quote!(#before #push);
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
                let contribution = self.pass_on(value, quote!(#minus #bar));
                quote!(#restore #contribution)
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
        if let Some(residual) = shapes.left {
            let code = self.dispatched_update(place, value, residual);
            return quote!({ #restore #code });
        }
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
                quote!(#ad::Cotangent::negated(#ad::into_over(#ad::into_over(#ad::times(&#y_bar, &#old), &#v), &#v)))
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
            (expr, super::cotangent::Shape::View) => {
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
        gated(self.gate(place).as_ref(), statement)
    }
}
