//! Or-patterns that bind names: a `match` arm for each alternative, since a name
//! then stands for a part of another place.

use syn::Pat;

/// The arms of a `match` with alternatives that bind names written out.
pub(super) fn split_alternatives(arms: &[syn::Arm]) -> Vec<syn::Arm> {
    let mut split = Vec::new();
    for arm in arms {
        let (cases, guard) = match &arm.pat {
            Pat::Guard(g) => (alternatives(&g.pat), Some(g)),
            other => (alternatives(other), None),
        };
        if cases.len() < 2 || !binds_names(&arm.pat) {
            split.push(arm.clone());
            continue;
        }
        for case in cases {
            let mut arm = arm.clone();
            arm.pat = match guard {
                Some(guard) => {
                    let mut guard = guard.clone();
                    *guard.pat = case;
                    Pat::Guard(guard)
                }
                None => case,
            };
            split.push(arm);
        }
    }
    split
}

/// Whether a pattern binds anything; a name with a capital is that of a constant.
pub(super) fn binds_names(pat: &Pat) -> bool {
    let names = crate::activity::bound_names(pat);
    names
        .iter()
        .any(|name| !name.starts_with(char::is_uppercase))
}

/// `A(x) | B(x)` as two patterns, wherever in the pattern the bar is.
fn alternatives(pat: &Pat) -> Vec<Pat> {
    match pat {
        Pat::Paren(p) => alternatives(&p.pat),
        Pat::Or(o) => o.cases.iter().flat_map(alternatives).collect(),
        Pat::Tuple(t) => product(t.elems.iter())
            .into_iter()
            .map(|elems| Pat::Tuple(syn::PatTuple { elems, ..t.clone() }))
            .collect(),
        Pat::TupleStruct(t) => product(t.elems.iter())
            .into_iter()
            .map(|elems| Pat::TupleStruct(syn::PatTupleStruct { elems, ..t.clone() }))
            .collect(),
        Pat::Slice(s) => product(s.elems.iter())
            .into_iter()
            .map(|elems| Pat::Slice(syn::PatSlice { elems, ..s.clone() }))
            .collect(),
        Pat::Struct(s) => product(s.fields.iter().map(|field| &*field.pat))
            .into_iter()
            .map(|pats| {
                let mut s = s.clone();
                for (field, pat) in s.fields.iter_mut().zip(pats) {
                    // A field that is bound by its own name has no colon.
                    if field.colon_token.is_some() {
                        *field.pat = pat;
                    }
                }
                Pat::Struct(s)
            })
            .collect(),
        Pat::Reference(r) => alternatives(&r.pat)
            .into_iter()
            .map(|pat| {
                Pat::Reference(syn::PatReference {
                    pat: Box::new(pat),
                    ..r.clone()
                })
            })
            .collect(),
        other => vec![other.clone()],
    }
}

fn product<'p>(
    elems: impl Iterator<Item = &'p Pat>,
) -> Vec<syn::punctuated::Punctuated<Pat, syn::Token![,]>> {
    let mut rows = vec![syn::punctuated::Punctuated::new()];
    for elem in elems {
        let cases = alternatives(elem);
        rows = rows
            .into_iter()
            .flat_map(|row| {
                cases.iter().map(move |case| {
                    let mut row = row.clone();
                    row.push(case.clone());
                    row
                })
            })
            .collect();
    }
    rows
}
