//! The columns of loops with lanes: what the trips keep, and the ways that their branches go, in
//! blocks of the tape that are as long as the loop.

use super::lanes::Lane;
use super::{Emitter, own};
use crate::analyse::Column;
use crate::ir::{Loop, StmtId, StmtKind};
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Lane<'_> {
    /// The names of the columns of numbers, and of those of choices.
    pub(super) fn names(&self) -> (Vec<Ident>, Vec<Ident>) {
        let width = self.columns.unwrap_or_default().len();
        (
            (0..width).map(column_name).collect(),
            (0..self.choices.len()).map(choice_name).collect(),
        )
    }
}

impl Emitter<'_> {
    /// The column of what a trip keeps.
    pub(super) fn column(&self, kept: Column) -> Option<Ident> {
        let columns = self.lane.as_ref()?.columns?;
        let at = columns.iter().position(|column| *column == kept)?;
        Some(column_name(at))
    }

    /// The column of the choices that a branch makes.
    pub(super) fn choice(&self, branch: StmtId) -> Option<Ident> {
        let choices = &self.lane.as_ref()?.choices;
        let at = choices.iter().position(|choice| *choice == branch)?;
        Some(choice_name(at))
    }

    /// Makes the columns, as long as the loop.
    pub(super) fn columns_to_fill(&self, columns: &[Ident], choices: &[Ident]) -> TokenStream {
        let (ad, tape, scalar) = (&self.ad, own("tape"), &self.function.scalar);
        let (count, rest, ways) = (own("count"), own("rest"), own("ways"));
        let (width, branches) = (columns.len(), choices.len());
        let blocks = match (width, branches) {
            (_, 0) => quote!(let #rest = #ad::block_to_fill::<#scalar>(#tape, #count, #width);),
            (0, _) => quote!(let #ways = #ad::choices_to_fill(#tape, #count, #branches);),
            _ => quote! {
                let (#rest, #ways) =
                    #ad::blocks_to_fill::<#scalar>(#tape, #count, (#width, #branches));
            },
        };
        quote! {
            #blocks
            #(let (#columns, #rest) = #rest.split_at_mut(#count);)*
            #(let (#choices, #ways) = #ways.split_at_mut(#count);)*
        }
    }

    /// The column of choices and the arm without which a trip has nothing to undo: whole stretches of
    /// trips may have taken another.
    pub(super) fn rarely(&self, l: &Loop, lane: &Lane<'_>) -> Option<(Ident, u8)> {
        let mut live = l.body.stmts.iter().filter(|stmt| self.is_live(stmt));
        let (Some(only), None) = (live.next(), live.next()) else {
            return None;
        };
        let StmtKind::Branch(branch) = &only.kind else {
            return None;
        };
        let at = lane.choices.iter().position(|choice| *choice == only.id)?;
        let mut arms = branch.arms.iter().enumerate();
        let (number, _) = arms.find(|(_, arm)| self.is_live_block(&arm.block))?;
        let others = arms.any(|(_, arm)| self.is_live_block(&arm.block));
        let number = u8::try_from(number).ok()?;
        (!others).then(|| (choice_name(at), number))
    }

    /// The columns as they are on the tape, and what takes them away.
    pub(super) fn kept_columns(&self, lane: &Lane<'_>) -> (TokenStream, TokenStream) {
        let (ad, tape, scalar) = (&self.ad, own("tape"), &self.function.scalar);
        let (count, block, ways) = (own("count"), own("kept"), own("ways"));
        let (columns, choices) = lane.names();
        let (width, branches) = (columns.len(), choices.len());
        let (mut kept, mut drop) = (TokenStream::new(), TokenStream::new());
        if width > 0 {
            kept.extend(quote!(let #block = #ad::block::<#scalar>(#tape, #count, #width);));
            drop.extend(quote!(#ad::drop_block::<#scalar>(#tape, #count, #width);));
        }
        if branches > 0 {
            kept.extend(quote!(let #ways = #ad::choices(#tape, #count, #branches);));
            drop.extend(quote!(#ad::drop_choices(#tape, #count, #branches);));
        }
        (kept, drop)
    }
}

fn column_name(at: usize) -> Ident {
    format_ident!("column{at}", span = Span::mixed_site())
}

fn choice_name(at: usize) -> Ident {
    format_ident!("choice{at}", span = Span::mixed_site())
}
