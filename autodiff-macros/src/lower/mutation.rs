//! Methods that change their receiver.

use super::Lower;
use super::place::base;
use crate::activity::strip;
use crate::ir::{Dst, Mutation, Op, Operand, Place, Proj, StmtKind, Use, VarId, Verbatim};
use crate::rules::{self, Mutator};
use crate::ty::Ty;
use proc_macro2::Ident;
use syn::{Expr, ExprMethodCall};

impl Lower<'_> {
    /// A method called for its effect on an active receiver; `false` if it is
    /// no such method.
    pub(super) fn mutation(&mut self, m: &ExprMethodCall) -> bool {
        let name = m.method.to_string();
        if name == "swap" && m.args.len() == 2 && !m.args.iter().any(|a| self.activity.expr(a)) {
            self.swap_elements(m);
            return true;
        }
        if name == "replace_by__" && m.args.len() == 1 {
            self.replace_by(m);
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

    /// All elements of an array by those of a new one: an array of its own takes
    /// the new one's place, a view or part of one takes its elements.
    fn replace_by(&mut self, m: &ExprMethodCall) {
        let new = self.stored(&m.args[0]);
        let Some(mut recv) = self.receiver(m) else {
            return;
        };
        if matches!(recv.ty.behind(), Ty::Array(_)) {
            if recv.ty.is_reference() {
                recv.ty = recv.ty.behind().clone();
                recv.proj.push(Proj::Deref);
            }
            return self.store_at(recv, Op::Use(new));
        }
        let new = match new {
            Operand::Place(place, _) => Operand::Place(place, Use::Ref),
            inactive => inactive,
        };
        let assign = Ident::new("assign", m.method.span());
        let bare = self.bare(Mutator::Assign, recv, Some(new), None, assign);
        self.emit_mutation(bare);
    }

    pub(super) fn emit_mutation(&mut self, mutation: Mutation) {
        self.emit(StmtKind::Mutate(Box::new(mutation)));
    }

    pub(super) fn bare(
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
    pub(super) fn receiver(&mut self, m: &ExprMethodCall) -> Option<Place> {
        let Some(recv) = self.place(base(&m.receiver)) else {
            self.errors.at(
                &m.receiver,
                format!("`{}` is supported on a variable or a part of one: bind this by `let mut` first", m.method),
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
    pub(super) fn once(&mut self, expr: &Expr) -> Verbatim {
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
