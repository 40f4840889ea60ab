//! Swaps: of variables, of elements, of slices.

use super::Lower;
use super::place::base;
use crate::activity::strip;
use crate::ir::{Exchange, Place, Proj, StmtKind};
use crate::ty::Ty;
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
    pub(super) fn lent(&mut self, arg: &Expr) -> Option<Place> {
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

    /// `v.swap(i, j)`
    pub(super) fn swap_elements(&mut self, m: &ExprMethodCall) {
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
                "`swap` is supported on a variable or a part of one: bind this by `let mut` first",
            ),
        }
    }

    /// `a.swap_with_slice(&mut b)`
    pub(super) fn swap_slices(&mut self, m: &ExprMethodCall) {
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
}
