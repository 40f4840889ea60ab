//! Rows: numbers that a scope keeps go to the tape together.
//!
//! What is next to each other among what a segment of a scope keeps, and may be numbers or arrays of them, is
//! pushed as one array, or as one tuple where that isn't certain. If they turn out to be numbers, the core
//! looks for room once for all of them; if not, the tuple goes part by part. What statements of the scope
//! overwrite waits in locals for such a row.

use super::flow::leaves;
use super::saves::Saves;
use super::scope::{Keep, What};
use super::{Emitter, own};
use crate::analyse::Column;
use crate::ir::{Dst, Stmt, StmtId, StmtKind};
use crate::ty::Ty;
use proc_macro2::TokenStream;

/// Tuples have the traits of the core up to this length.
const LONGEST: usize = 12;

impl Keep {
    /// The segment of the block that gives it its first value.
    pub(super) fn segment(&self, leaks: &[usize]) -> usize {
        let before = |leak: &&usize| isize::try_from(**leak).is_ok_and(|leak| leak <= self.since);
        leaks.iter().filter(before).count()
    }
}

impl Emitter<'_> {
    /// Cuts what is kept into rows, and single variables. Control leaves a scope behind all of a segment
    /// or before it, so that what is pushed as a row is popped as one.
    pub(super) fn rows<'k>(&self, leaks: &[usize], keeps: &'k [Keep]) -> Vec<&'k [Keep]> {
        let together = |a: &Keep, b: &Keep| {
            self.is_part(a) && self.is_part(b) && a.segment(leaks) == b.segment(leaks)
        };
        let runs = keeps.chunk_by(together);
        runs.flat_map(|run| run.chunks(LONGEST)).collect()
    }

    /// Whether what is kept may be a number, and goes to the tape's ends.
    fn is_part(&self, keep: &Keep) -> bool {
        let var = self.var(keep.var);
        match keep.what {
            What::Value => {
                let short = match &var.ty {
                    Ty::Fixed(of) => **of == Ty::Float,
                    ty => matches!(ty, Ty::Float | Ty::Unknown),
                };
                short && !var.borrows && self.column(Column::Value(keep.var)).is_none()
            }
            What::Shape => false,
            What::Old(_) => true,
        }
    }

    /// The numbers that the statements of a block overwrite and save.
    pub(super) fn old_values(&self, stmts: &[Stmt]) -> Vec<Keep> {
        let old = |(i, stmt): (usize, &Stmt)| {
            let StmtKind::Def {
                dst: Dst::Store(place) | Dst::Update(_, place),
                ..
            } = &stmt.kind
            else {
                return None;
            };
            // Where there are two number types, only the place tells which it is of.
            let known = place.ty == Ty::Float && !self.function.mixed;
            let saved = known
                && !self.joined
                && !leaves(stmt)
                && matches!(self.saves(stmt.id, place), Saves::Always)
                && self.column(Column::Old(stmt.id)).is_none();
            saved.then_some(Keep {
                var: place.root,
                since: isize::try_from(i).ok()?,
                what: What::Old(stmt.id),
            })
        };
        stmts.iter().enumerate().filter_map(old).collect()
    }

    /// Old values that would be rows of their own go to the tape at once.
    pub(super) fn leave_lone(&self, leaks: &[usize], keeps: &mut Vec<Keep>) {
        let lone = |row: &&[Keep]| matches!(row, [keep] if matches!(keep.what, What::Old(_)));
        let rows = self.rows(leaks, keeps);
        *keeps = rows
            .into_iter()
            .filter(|row| !lone(row))
            .flatten()
            .copied()
            .collect();
    }

    /// Whether what a statement of the block being emitted overwrites waits for a row.
    pub(super) fn is_in_row(&self, id: StmtId) -> bool {
        let mut kept = self.open.last().into_iter().flat_map(|open| &open.keeps);
        kept.any(|keep| keep.what == What::Old(id))
    }

    pub(super) fn push_row(&self, row: &[Keep]) -> TokenStream {
        let tape = own("tape");
        let names = row.iter().map(|keep| match keep.what {
            What::Old(id) => self.old_local(id),
            _ => self.var(keep.var).name.clone(),
        });
        if self.is_plain(row) {
            quote!(#tape.push([#(#names),*]);)
        } else {
            quote!(#tape.push((#(#names),*));)
        }
    }

    /// Whether a row consists of numbers of the function's type alone. Such a row is an array, which is less
    /// code for the compiler than a tuple.
    fn is_plain(&self, row: &[Keep]) -> bool {
        row.iter().all(|keep| self.keeps_number(keep))
    }

    /// Whether what is kept is a number for certain.
    fn keeps_number(&self, keep: &Keep) -> bool {
        matches!(keep.what, What::Old(_)) || self.is_scalar(keep.var)
    }

    pub(super) fn pop_row(&mut self, row: &[Keep]) -> TokenStream {
        let (ad, tape) = (self.ad.clone(), own("tape"));
        let names = row.iter().map(|keep| match keep.what {
            What::Old(id) => {
                let name = self.old_local(id);
                quote!(#name)
            }
            _ => {
                let var = self.var(keep.var);
                let (name, mutable) = (&var.name, var.mutable.then(|| quote!(mut)));
                quote!(#mutable #name)
            }
        });
        let names: Vec<TokenStream> = names.collect();
        let scalar = &self.function.scalar;
        if self.is_plain(row) {
            let count = proc_macro2::Literal::usize_unsuffixed(row.len());
            return quote!(let [#(#names),*] = #tape.pop::<[#scalar; #count]>(););
        }
        let witnesses = row.iter().map(|keep| {
            if self.keeps_number(keep) {
                quote!(#ad::Witness::<#scalar>::new())
            } else {
                let witness = self.witness(keep.var);
                quote!(#witness)
            }
        });
        let witnesses: Vec<TokenStream> = witnesses.collect();
        quote!(let (#(#names),*) = #ad::pop_row(#tape, (#(&#witnesses),*));)
    }
}
