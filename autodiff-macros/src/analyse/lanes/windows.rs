//! The elements that move along with a loop, of containers that are cut to windows.

use super::plain::is_term;
use super::{Element, Finder};
use crate::ir::{Place, Proj, VarId, Verbatim};
use crate::ty::Ty;
use syn::Expr;

impl Finder<'_> {
    /// The element that a place is, of a container that is long enough for certain.
    pub(super) fn certain_element(&self, place: &Place) -> Option<Element> {
        self.element(place)
            .filter(|element| self.certain.contains(&element.key))
    }

    /// The element that a place is, following names of references.
    pub(super) fn element(&self, place: &Place) -> Option<Element> {
        let key = place.key();
        match place.proj.split_last() {
            Some((Proj::Index(at), before)) if before.is_empty() => {
                let by = self.moving(at)?;
                self.cut(place, before, key, at.expr.clone(), by)
            }
            Some((Proj::Elem(k), before)) if *k == self.by => {
                let name = &self.body.vars[k.0].name;
                self.cut(place, before, key, syn::parse_quote!(#name), *k)
            }
            None | Some((Proj::Deref, [])) => {
                self.element(self.body.vars[place.root.0].alias.as_ref()?)
            }
            _ => None,
        }
    }

    fn cut(
        &self,
        place: &Place,
        before: &[Proj],
        key: String,
        at: Expr,
        by: VarId,
    ) -> Option<Element> {
        let root = &self.body.vars[place.root.0];
        let floats = |ty: &Ty| matches!(ty.behind(), Ty::Slice(item) | Ty::Vec(item) | Ty::Fixed(item) if **item == Ty::Float);
        let listed = floats(&root.ty)
            && match before {
                [] | [Proj::Deref] => true,
                [Proj::Range(range)] => range.reads.iter().all(|id| self.is_steady(*id)),
                _ => false,
            };
        let ty = if matches!(before, [Proj::Range(_)]) {
            root.ty.range()
        } else {
            root.ty.clone()
        };
        (listed && self.is_steady_name(place.root)).then(|| Element {
            key,
            container: Place {
                root: place.root,
                proj: before.to_vec(),
                ty,
            },
            at,
            by,
        })
    }

    /// The variable by which an index moves along: once in it, as a term.
    fn moving(&self, at: &Verbatim) -> Option<VarId> {
        let candidates = std::iter::once(self.by).chain(self.lanes.counters.iter().map(|c| c.var));
        let mut candidates = candidates.filter(|id| at.reads.contains(id));
        let by = candidates.next()?;
        let others = at.reads.iter().filter(|id| **id != by);
        let name = self.body.vars[by.0].name.to_string();
        (candidates.next().is_none()
            && others.clone().all(|id| self.is_steady(*id))
            && is_term(&at.expr, &name))
        .then_some(by)
    }
}
