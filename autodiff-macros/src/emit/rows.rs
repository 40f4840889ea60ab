//! Rows: numbers that a scope keeps go to the tape together.
//!
//! What is next to each other among the variables that a segment of a scope keeps, and may be numbers,
//! is pushed as one tuple. If they turn out to be numbers, the core looks for room once for all of
//! them; if not, the tuple goes part by part.

use super::scope::{Keep, Open, What};
use super::{Emitter, own};
use crate::analyse::Column;
use crate::ty::Ty;
use proc_macro2::TokenStream;

/// Tuples have the traits of the core up to this length.
const LONGEST: usize = 12;

impl Open {
    /// The segment of the block that gives a variable its first value.
    pub(super) fn segment(&self, keep: &Keep) -> usize {
        let before = |leak: &&usize| isize::try_from(**leak).is_ok_and(|leak| leak <= keep.since);
        self.leaks.iter().filter(before).count()
    }
}

impl Emitter<'_> {
    /// Cuts what is kept into rows, and single variables. Control leaves a scope behind all variables of
    /// a segment or before them, so that what is pushed as a row is popped as one.
    pub(super) fn rows<'k>(&self, open: &Open, keeps: &'k [Keep]) -> Vec<&'k [Keep]> {
        let together = |a: &Keep, b: &Keep| {
            self.is_part(a) && self.is_part(b) && open.segment(a) == open.segment(b)
        };
        let runs = keeps.chunk_by(together);
        runs.flat_map(|run| run.chunks(LONGEST)).collect()
    }

    /// Whether what is kept of a variable may be a number, and goes to the tape's ends.
    fn is_part(&self, keep: &Keep) -> bool {
        let var = self.var(keep.var);
        keep.what == What::Value
            && matches!(var.ty, Ty::Float | Ty::Unknown)
            && !var.borrows
            && self.column(Column::Value(keep.var)).is_none()
    }

    pub(super) fn push_row(&self, row: &[Keep]) -> TokenStream {
        let tape = own("tape");
        let names = row.iter().map(|keep| &self.var(keep.var).name);
        quote!(#tape.push((#(#names),*));)
    }

    pub(super) fn pop_row(&mut self, row: &[Keep]) -> TokenStream {
        let (ad, tape) = (self.ad.clone(), own("tape"));
        let names = row.iter().map(|keep| {
            let var = self.var(keep.var);
            let (name, mutable) = (&var.name, var.mutable.then(|| quote!(mut)));
            quote!(#mutable #name)
        });
        let names: Vec<TokenStream> = names.collect();
        let scalar = &self.function.scalar;
        if row.iter().all(|keep| self.is_float(keep.var)) {
            let types = row.iter().map(|_| scalar);
            return quote!(let (#(#names),*) = #tape.pop::<(#(#types),*)>(););
        }
        let witnesses = row.iter().map(|keep| {
            if self.is_float(keep.var) {
                let scalar = &self.function.scalar;
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
