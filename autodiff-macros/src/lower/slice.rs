//! Slice patterns: elements counted from the front and from the end, and the rest
//! between them.

use super::Lower;
use super::pattern::Mode;
use crate::ir::{Place, Proj, Verbatim};
use crate::ty::Ty;
use syn::Pat;

impl Lower<'_> {
    /// `[first, .., last]`
    pub(super) fn slice(
        &mut self,
        s: &syn::PatSlice,
        place: &Place,
        mode: Mode,
        measured: Option<Verbatim>,
    ) {
        let rest = s.elems.iter().position(is_rest);
        let count = s.elems.len();
        let tail = rest.map_or(0, |at| count - at - 1);
        // The place's length is fixed before anything in it changes.
        let len = counts_back(s).then(|| measured.unwrap_or_else(|| self.measured_length(place)));
        for (i, pat) in s.elems.iter().enumerate() {
            let mut part = place.clone();
            match (rest, &len) {
                (Some(at), Some(len)) if i == at => {
                    let Pat::Ident(p) = pat else { continue };
                    if mode == Mode::Value && p.by_ref.is_none() {
                        self.errors.at(
                            p,
                            "bind the rest by reference: match on `&…`, or write `ref`",
                        );
                        continue;
                    }
                    let end = &len.expr;
                    part.proj.push(Proj::Range(Verbatim {
                        expr: syn::parse_quote!(#at..(#end - #tail)),
                        reads: len.reads.clone(),
                        pure: true,
                        ty: Ty::Unknown,
                    }));
                    part.ty = place.ty.range();
                    let mut bare = p.clone();
                    bare.subpat = None;
                    self.name(&bare, part, mode);
                    continue;
                }
                (Some(at), Some(len)) if i > at => {
                    let (end, back) = (&len.expr, count - i);
                    part.proj.push(Proj::Index(Verbatim {
                        expr: syn::parse_quote!((#end - #back)),
                        reads: len.reads.clone(),
                        pure: true,
                        ty: Ty::Int,
                    }));
                }
                _ => part.proj.push(Proj::Index(Verbatim {
                    expr: syn::parse_quote!(#i),
                    reads: [].into(),
                    pure: true,
                    ty: Ty::Int,
                })),
            }
            part.ty = place.ty.element();
            self.part(pat, part, mode);
        }
    }

    pub(super) fn measured_length(&mut self, place: &Place) -> Verbatim {
        let source = crate::emit::source_of(&self.vars, place);
        let reads = [place.root].into();
        self.settle(Verbatim {
            expr: syn::parse_quote!(#source.len()),
            reads,
            pure: false,
            ty: Ty::Int,
        })
    }
}

/// Whether a slice pattern counts from the end.
pub(super) fn counts_back(s: &syn::PatSlice) -> bool {
    let rest = s.elems.iter().position(is_rest);
    rest.is_some_and(|at| at + 1 < s.elems.len()) || s.elems.iter().any(binds_rest)
}

pub(super) fn is_rest(pat: &Pat) -> bool {
    match pat {
        Pat::Rest(_) => true,
        Pat::Ident(p) => binds_rest(pat) && p.subpat.is_some(),
        _ => false,
    }
}

/// `rest @ ..`
pub(super) fn binds_rest(pat: &Pat) -> bool {
    matches!(pat, Pat::Ident(p) if p.subpat.as_ref().is_some_and(|(_, sub)| matches!(**sub, Pat::Rest(_))))
}
