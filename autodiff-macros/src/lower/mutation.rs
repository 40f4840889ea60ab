//! Methods that change their receiver, and swaps.

use super::Lower;
use super::call::strip;
use super::place::base;
use crate::ir::{
    Dst, Exchange, Mutation, Op, Operand, Place, Proj, StmtKind, Use, VarId, Verbatim,
};
use crate::rules::{self, Mutator};
use crate::ty::Ty;
use proc_macro2::Ident;
use quote::format_ident;
use syn::{Expr, ExprMethodCall};

impl Lower<'_> {
    /// `mem::swap(&mut a, &mut b)` as a statement.
    pub(super) fn swap(&mut self, c: &syn::ExprCall) {
        self.check_memory(c);
        let places: Vec<Option<Place>> = c.args.iter().map(|arg| self.lent(arg)).collect();
        match <[Option<Place>; 2]>::try_from(places) {
            Ok([Some(a), Some(b)]) => {
                for (place, arg) in [&a, &b].into_iter().zip(&c.args) {
                    self.refuse_repointing(place, arg);
                }
                self.emit(StmtKind::Swap {
                    a,
                    b,
                    how: Exchange::Places,
                });
            }
            _ => self.errors.at(
                c,
                "`mem::swap` is supported on `&mut variable` and `&mut variable[i]` only",
            ),
        }
    }

    /// The place behind `&mut place`, or behind a mutable reference.
    fn lent(&mut self, arg: &Expr) -> Option<Place> {
        match strip(arg) {
            Expr::Reference(r) if r.mutability.is_some() => self.place(&r.expr),
            other => self.place(other).map(|mut p| {
                p.ty = p.ty.behind().clone();
                p.proj.push(Proj::Deref);
                p
            }),
        }
    }

    /// References that change places would name other places from then on.
    fn refuse_repointing(&mut self, place: &Place, at: &Expr) {
        if place.is_whole()
            && (self.var(place.root).alias.is_some() || place.ty.is_reference())
            && *place.ty.behind() != Ty::Unknown
        {
            self.errors.at(
                at,
                "references can't be swapped: swap what they point to (without `&mut`)",
            );
        }
    }

    /// A method called for its effect on an active receiver; `false` if it is
    /// no such method.
    pub(super) fn mutation(&mut self, m: &ExprMethodCall) -> bool {
        let name = m.method.to_string();
        if name == "swap" && m.args.len() == 2 && !m.args.iter().any(|a| self.activity.expr(a)) {
            self.swap_elements(m);
            return true;
        }
        let Some(rule) = self.mutator(m) else {
            return false;
        };
        self.change(m, rule, None);
        true
    }

    /// A method that takes something out of an active receiver, as a value;
    /// `unwrap` is the call that takes it out of an `Option` at once.
    pub(super) fn taken_out(
        &mut self,
        m: &ExprMethodCall,
        unwrap: Option<&ExprMethodCall>,
    ) -> Option<(Op, Ty)> {
        let rule = self.mutator(m).filter(|rule| rule.gives_value())?;
        if !self.activity.expr(&m.receiver) {
            return None;
        }
        let receiver = self.sketch(&m.receiver);
        let ty = if rule == Mutator::SplitOff {
            Ty::Vec(Box::new(receiver.element()))
        } else {
            receiver.element()
        };
        let out = self.temp("out", ty.clone(), true);
        self.emit(StmtKind::Declare(out));
        self.change(m, rule, Some((out, unwrap)));
        Some((Op::Use(Operand::Place(self.whole(out), Use::Value)), ty))
    }

    fn mutator(&mut self, m: &ExprMethodCall) -> Option<Mutator> {
        let name = m.method.to_string();
        let listed = matches!(
            self.sketch(&m.receiver).behind(),
            Ty::Slice(_) | Ty::Vec(_) | Ty::Fixed(_)
        );
        // `assign` is of `ndarray`; on a slice it is somebody's own.
        rules::mutator(&name)
            .filter(|rule| rule.takes(m.args.len()) && !(listed && name == "assign"))
    }

    /// `v.swap(i, j)`
    fn swap_elements(&mut self, m: &ExprMethodCall) {
        let [a, b] = [0, 1].map(|i| {
            let index = self.settled(&m.args[i]);
            let place = self.place(base(&m.receiver));
            place.map(|mut p| {
                p.ty = p.ty.element();
                p.proj.push(Proj::Index(index));
                p
            })
        });
        match (a, b) {
            (Some(a), Some(b)) => self.emit(StmtKind::Swap {
                a,
                b,
                how: Exchange::Elements,
            }),
            _ => self.errors.at(
                &m.receiver,
                "`swap` is supported on a variable or a part of one",
            ),
        }
    }

    fn change(
        &mut self,
        m: &ExprMethodCall,
        rule: Mutator,
        out: Option<(VarId, Option<&ExprMethodCall>)>,
    ) {
        match rule {
            Mutator::SwapWithSlice => return self.swap_slices(m),
            Mutator::Append => return self.append(m),
            Mutator::CopyWithin => return self.copy_within(m),
            Mutator::ExtendFromWithin => return self.extend_from_within(m),
            _ => {}
        }
        let (plain, value) = match rule {
            Mutator::Insert | Mutator::Resize => (Some(&m.args[0]), Some(&m.args[1])),
            Mutator::Push | Mutator::Extend | Mutator::Fill | Mutator::Assign => {
                (None, Some(&m.args[0]))
            }
            _ => (m.args.first(), None),
        };
        // The reverse sweep finds positions on the tape; closures are run in place.
        let plain = plain.map(|arg| match strip(arg) {
            Expr::Closure(_) => self.verbatim(arg),
            _ if matches!(rule, Mutator::Sort | Mutator::Retain) => self.verbatim(arg),
            _ => self.once(arg),
        });
        let arg = match value {
            Some(value) if rule == Mutator::Extend => match self.added(m, value) {
                Some(arg) => Some(arg),
                None => return,
            },
            Some(value) => Some(self.stored(value)),
            None => None,
        };
        let Some(recv) = self.receiver(m) else { return };
        let scalars = matches!(rule, Mutator::Fill | Mutator::Assign);
        if scalars && !matches!(recv.ty.element(), Ty::Float | Ty::Unknown) {
            self.errors.at(
                &m.method,
                format!(
                    "`{}` has a rule for elements that are floats only: use a loop",
                    m.method
                ),
            );
        }
        let (out, unwrap) = match out {
            Some((out, unwrap)) => (Some(out), unwrap.cloned()),
            None => (None, None),
        };
        let bare = self.bare(rule, recv, arg, plain, m.method.clone());
        self.emit_mutation(Mutation {
            unwrap,
            out,
            ..bare
        });
    }

    fn emit_mutation(&mut self, mutation: Mutation) {
        self.emit(StmtKind::Mutate(Box::new(mutation)));
    }

    fn bare(
        &mut self,
        rule: Mutator,
        recv: Place,
        arg: Option<Operand>,
        plain: Option<Verbatim>,
        method: Ident,
    ) -> Mutation {
        Mutation {
            rule,
            recv,
            arg,
            plain,
            method,
            out: None,
            unwrap: None,
            record: self.temp("record", Ty::Unknown, false),
        }
    }

    /// The place that a method changes.
    fn receiver(&mut self, m: &ExprMethodCall) -> Option<Place> {
        let Some(recv) = self.place(base(&m.receiver)) else {
            self.errors.at(
                &m.receiver,
                format!("`{}` is supported on a variable or a part of one", m.method),
            );
            return None;
        };
        let mut target = recv.clone();
        if matches!(recv.ty, Ty::RefMut(_)) {
            target.proj.push(Proj::Deref);
        }
        self.can_change(&target, &m.receiver).then_some(recv)
    }

    /// A value that goes into the receiver.
    fn stored(&mut self, value: &Expr) -> Operand {
        match self.operand(value) {
            // What is stored lives on in the receiver.
            Operand::Place(place, Use::Value) if place.ty == Ty::Unknown && !place.is_whole() => {
                self.bind_temp(
                    Op::Use(Operand::Place(place, Use::Value)),
                    Ty::Unknown,
                    true,
                )
            }
            other => other,
        }
    }

    /// What `extend` adds: the elements of a place, lent or moved.
    fn added(&mut self, m: &ExprMethodCall, value: &Expr) -> Option<Operand> {
        if !self.activity.expr(value) {
            return Some(Operand::Inactive(self.value(value)));
        }
        let mut source = strip(value);
        let mut lent = false;
        if m.method == "extend" {
            while let Expr::MethodCall(step) = source {
                match step.method.to_string().as_str() {
                    "copied" | "cloned" if step.args.is_empty() => source = strip(&step.receiver),
                    "iter" if step.args.is_empty() => {
                        source = strip(&step.receiver);
                        lent = true;
                        break;
                    }
                    "into_iter" if step.args.is_empty() => {
                        source = strip(&step.receiver);
                        break;
                    }
                    name if is_iterator_method(name) => {
                        self.errors.at(
                            &step.method,
                            "`extend` on values with derivatives takes a container, its `iter()`, or a chain that ends in `map` or `copied`: or use a loop with `push`",
                        );
                        return None;
                    }
                    _ => break,
                }
            }
        }
        Some(match self.operand(source) {
            Operand::Place(place, _) if lent => Operand::Place(place, Use::Ref),
            other => other,
        })
    }

    /// An inactive value at this moment, for the forward sweep alone.
    fn once(&mut self, expr: &Expr) -> Verbatim {
        let verbatim = Verbatim {
            pure: false,
            ..self.verbatim(expr)
        };
        if matches!(expr, Expr::Lit(_)) {
            return verbatim;
        }
        let temp = self.temp("at", Ty::Unknown, false);
        self.define(Dst::Let(temp), Op::Opaque(verbatim));
        let name = &self.var(temp).name;
        Verbatim {
            expr: syn::parse_quote!(#name),
            reads: [temp].into(),
            pure: true,
            ty: Ty::Unknown,
        }
    }

    /// `a.swap_with_slice(&mut b)`
    fn swap_slices(&mut self, m: &ExprMethodCall) {
        let (a, b) = (self.receiver(m), self.lent(&m.args[0]));
        match (a, b) {
            (Some(a), Some(b)) => self.emit(StmtKind::Swap {
                a,
                b,
                how: Exchange::Slices(m.method.clone()),
            }),
            _ => self.errors.at(
                &m.args[0],
                "`swap_with_slice` is supported on `&mut` of a variable or a part of one",
            ),
        }
    }

    /// `v.append(&mut w)`: `v.extend_from_slice(&w); w.clear();`
    fn append(&mut self, m: &ExprMethodCall) {
        let other = &m.args[0];
        let span = m.method.span();
        if !self.activity.expr(other) {
            let arg = Operand::Inactive(self.verbatim(other));
            let Some(recv) = self.receiver(m) else { return };
            let added = self.bare(Mutator::Extend, recv, Some(arg), None, m.method.clone());
            return self.emit_mutation(added);
        }
        let (recv, other) = (self.receiver(m), self.lent(other));
        let (Some(recv), Some(other)) = (recv, other) else {
            self.errors.at(
                &m.args[0],
                "`append` is supported on `&mut` of a variable or a part of one",
            );
            return;
        };
        let arg = Operand::Place(other.clone(), Use::Ref);
        let method = format_ident!("extend_from_slice", span = span);
        let added = self.bare(Mutator::Extend, recv, Some(arg), None, method);
        self.emit_mutation(added);
        let method = format_ident!("clear", span = span);
        let cleared = self.bare(Mutator::Clear, other, None, None, method);
        self.emit_mutation(cleared);
    }

    /// `v.extend_from_within(a..b)`: a copy of the part is added.
    fn extend_from_within(&mut self, m: &ExprMethodCall) {
        let Some(part) = self.part_copied(m) else {
            return;
        };
        let Some(recv) = self.receiver(m) else { return };
        let arg = Operand::Place(self.whole(part), Use::Ref);
        let method = format_ident!("extend_from_slice", span = m.method.span());
        let added = self.bare(Mutator::Extend, recv, Some(arg), None, method);
        self.emit_mutation(added);
    }

    /// `v.copy_within(a..b, i)`: a copy of the part overwrites as many elements.
    fn copy_within(&mut self, m: &ExprMethodCall) {
        let Some(part) = self.part_copied(m) else {
            return;
        };
        let start = self.once(&m.args[1]);
        let (from, copied) = (&start.expr, &self.var(part).name);
        let end = self.once(&syn::parse_quote!(#from + #copied.len()));
        let Some(mut recv) = self.receiver(m) else {
            return;
        };
        let (from, to) = (&start.expr, &end.expr);
        recv.ty = recv.ty.range();
        recv.proj.push(Proj::Range(Verbatim {
            expr: syn::parse_quote!(#from..#to),
            reads: start.reads.union(&end.reads).copied().collect(),
            pure: true,
            ty: Ty::Unknown,
        }));
        let arg = Operand::Place(self.whole(part), Use::Ref);
        let method = format_ident!("clone_from_slice", span = m.method.span());
        let copied = self.bare(Mutator::Assign, recv, Some(arg), None, method);
        self.emit_mutation(copied);
    }

    /// A copy of the part of the receiver that the first argument names.
    fn part_copied(&mut self, m: &ExprMethodCall) -> Option<VarId> {
        let (receiver, range) = (&m.receiver, &m.args[0]);
        if !self.is_repeatable(receiver) {
            self.errors.at(
                receiver,
                format!("`{}` is supported on a variable or a part of one", m.method),
            );
            return None;
        }
        let mut at = strip(range).clone();
        if let Expr::Range(range) = &mut at {
            // An open range can't go to the tape, its bounds can.
            for bound in range.start.iter_mut().chain(&mut range.end) {
                **bound = self.once(bound).expr;
            }
        } else {
            let fixed = self.once(range).expr;
            at = syn::parse_quote!(#fixed.clone());
        }
        let mut part = self.place(receiver)?;
        part.proj.push(Proj::Range(Verbatim {
            reads: self.reads(quote::ToTokens::to_token_stream(&at)),
            expr: at,
            pure: true,
            ty: Ty::Unknown,
        }));
        let item = part.ty.element();
        part.ty = part.ty.range();
        let copied = self.temp("part", Ty::Vec(Box::new(item)), true);
        self.define(
            Dst::Let(copied),
            Op::Method {
                rule: rules::Method::Copy,
                name: format_ident!("to_vec", span = m.method.span()),
                recv: Operand::Place(part, Use::Value),
                args: Vec::new(),
                unwrap: None,
            },
        );
        Some(copied)
    }

    /// Whether a place expression may be evaluated twice.
    fn is_repeatable(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(_) => self.is_place(expr),
            Expr::Paren(e) => self.is_repeatable(&e.expr),
            Expr::Group(e) => self.is_repeatable(&e.expr),
            Expr::Field(e) => self.is_repeatable(&e.base),
            Expr::Unary(e) => self.is_place(expr) && self.is_repeatable(&e.expr),
            Expr::Index(e) => self.is_repeatable(&e.expr) && self.is_pure(&e.index),
            _ => false,
        }
    }
}

fn is_iterator_method(name: &str) -> bool {
    matches!(
        name,
        "map"
            | "filter"
            | "filter_map"
            | "flat_map"
            | "flatten"
            | "chain"
            | "rev"
            | "skip"
            | "take"
            | "step_by"
            | "zip"
            | "enumerate"
            | "drain"
            | "take_while"
            | "skip_while"
            | "scan"
            | "inspect"
            | "iter_mut"
            | "windows"
            | "chunks"
    )
}
