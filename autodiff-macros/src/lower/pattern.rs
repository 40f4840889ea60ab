//! Patterns over values with derivatives: what each name stands for is a part of
//! the place that is matched.

use super::Lower;
use super::alternatives::binds_names;
use super::binding::untyped;
use super::slice::{counts_back, is_rest};
use crate::activity::strip;
use crate::ir::{
    BoundBy, Dst, Op, Operand, Place, Proj, Scrutinee, Shapes, StmtKind, Use, VarId, Verbatim,
};
use crate::ty::Ty;
use syn::{Expr, Member, Pat};

/// What a pattern is matched against.
pub(super) enum Subject {
    Place(Matched),
    /// `(a, b)`
    Parts(Vec<Subject>),
    Inactive,
}

/// A place that is matched.
pub(super) struct Matched {
    place: Place,
    /// `Value` for the place itself, otherwise for a reference to it.
    mode: Mode,
    /// Its length before the names that the pattern binds borrow it mutably.
    len: Option<Verbatim>,
}

/// How names take their parts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Value,
    Ref,
    RefMut,
}

impl Lower<'_> {
    /// The subject of a `match` or `let`, and the expression that the forward
    /// sweep matches.
    pub(super) fn subject(&mut self, expr: &Expr) -> (Subject, Scrutinee) {
        let expr = strip(expr);
        if let (Expr::Tuple(t), true) = (expr, self.is_structured(expr)) {
            let (parts, items) = t.elems.iter().map(|e| self.subject(e)).unzip();
            return (Subject::Parts(parts), Scrutinee::Tuple(items));
        }
        if !self.is_structured(expr) {
            let verbatim = self.value(expr);
            return (Subject::Inactive, Scrutinee::Inactive(verbatim));
        }
        // `x.as_ref()` matches as `&x` does.
        if let Expr::MethodCall(m) = expr
            && self.is_place(&m.receiver)
        {
            let receiver = &m.receiver;
            match m.method.to_string().as_str() {
                "as_ref" | "as_deref" => return self.subject(&syn::parse_quote!(&#receiver)),
                "as_mut" | "as_deref_mut" => {
                    return self.subject(&syn::parse_quote!(&mut #receiver));
                }
                "as_slice" => return self.subject(&syn::parse_quote!(&#receiver[..])),
                "as_mut_slice" => {
                    return self.subject(&syn::parse_quote!(&mut #receiver[..]));
                }
                _ => {}
            }
        }
        if let Expr::Reference(r) = expr
            && let Some(mut place) = self.referent(expr)
        {
            self.freeze(&mut place);
            let (how, mode) = if r.mutability.is_some() {
                (Use::RefMut, Mode::RefMut)
            } else {
                (Use::Ref, Mode::Ref)
            };
            place.ty = place.ty.referent();
            let mut behind = place.clone();
            behind.ty = place.ty.behind().clone();
            let operand = Operand::Place(behind, how);
            let len = None;
            let matched = Matched { place, mode, len };
            return (Subject::Place(matched), Scrutinee::One(operand));
        }
        let mut place = match self.place(expr) {
            Some(place) => place,
            None => {
                let ty = self.sketch(expr);
                let temp = self.temp("matched", ty, true);
                self.expr_into(expr, super::expr::Into::Let(temp));
                self.whole(temp)
            }
        };
        self.freeze(&mut place);
        let operand = Operand::Place(place.clone(), Use::Value);
        let matched = Matched {
            place,
            mode: Mode::Value,
            len: None,
        };
        (Subject::Place(matched), Scrutinee::One(operand))
    }

    /// The subject of a `let`, which of a tuple binds the whole as well.
    fn undivided(&mut self, init: &Expr) -> (Subject, Scrutinee) {
        if !matches!(strip(init), Expr::Tuple(_)) || !self.is_structured(init) {
            return self.subject(init);
        }
        let held = self.temp("matched", self.sketch(init), true);
        self.expr_into(init, super::expr::Into::Let(held));
        let place = self.whole(held);
        let operand = Operand::Place(place.clone(), Use::Value);
        let matched = Matched {
            place,
            mode: Mode::Value,
            len: None,
        };
        (Subject::Place(matched), Scrutinee::One(operand))
    }

    /// Defines what `pat` binds, at the head of the code that sees it; gives the
    /// variables that are bound to inactive parts.
    pub(super) fn bind_parts(&mut self, pat: &Pat, subject: &Subject) -> Vec<VarId> {
        let mut opaque = Vec::new();
        self.match_subject(pat, subject, &mut opaque);
        opaque
    }

    fn match_subject(&mut self, pat: &Pat, subject: &Subject, opaque: &mut Vec<VarId>) {
        match (pat, subject) {
            (Pat::Paren(p), _) => self.match_subject(&p.pat, subject, opaque),
            (Pat::Guard(p), _) => self.match_subject(&p.pat, subject, opaque),
            (_, Subject::Inactive) => opaque.extend(self.pattern_vars(pat, true)),
            (_, Subject::Place(matched)) => self.matched(pat, matched),
            (Pat::Wild(_), Subject::Parts(_)) => {}
            (Pat::Tuple(t), Subject::Parts(parts)) => {
                for (pat, at) in self.positions(&t.elems, Some(parts.len())) {
                    if let Some(part) = parts.get(at) {
                        self.match_subject(pat, part, opaque);
                    }
                }
            }
            (other, Subject::Parts(_)) => self.errors.at(
                other,
                "take the tuple that is matched apart: write a tuple of patterns here",
            ),
        }
    }

    fn matched(&mut self, pat: &Pat, matched: &Matched) {
        let (place, mode) = (matched.place.clone(), matched.mode);
        match pat {
            Pat::Paren(p) => self.matched(&p.pat, matched),
            // The reference that is matched is none that the place holds.
            Pat::Reference(r) if mode != Mode::Value => self.part(&r.pat, place, Mode::Value),
            Pat::Slice(s) if matched.len.is_some() => {
                let (place, mode) = behind_references(place, mode);
                self.slice(s, &place, mode, matched.len.clone());
            }
            _ => self.part(pat, place, mode),
        }
    }

    /// Fixes the length of a slice that is matched mutably, if one of the patterns
    /// counts from its end.
    pub(super) fn measure<'p>(
        &mut self,
        subject: &mut Subject,
        mut patterns: impl Iterator<Item = &'p Pat>,
    ) {
        let Subject::Place(matched) = subject else {
            return;
        };
        let mutable = matched.mode == Mode::RefMut || matches!(matched.place.ty, Ty::RefMut(_));
        if mutable && patterns.any(|pat| matches!(bare(pat), Pat::Slice(s) if counts_back(s))) {
            matched.len = Some(self.measured_length(&matched.place));
        }
    }

    /// Binds what `pat` takes of `place`.
    pub(super) fn part(&mut self, pat: &Pat, mut place: Place, mode: Mode) {
        match pat {
            Pat::Paren(p) => return self.part(&p.pat, place, mode),
            Pat::Guard(p) => return self.part(&p.pat, place, mode),
            Pat::Type(t) => return self.part(&t.pat, place, mode),
            Pat::Wild(_) | Pat::Rest(_) | Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) => return,
            Pat::Const(_) => return,
            Pat::Ident(p) => return self.name(p, place, mode),
            Pat::Reference(r) => {
                place.ty = place.ty.referent();
                place.proj.push(Proj::Deref);
                return self.part(&r.pat, place, Mode::Value);
            }
            _ => {}
        }
        let (place, mode) = behind_references(place, mode);
        match pat {
            Pat::Tuple(t) => {
                let arity = match &place.ty {
                    Ty::Tuple(items) => Some(items.len()),
                    _ => None,
                };
                for (pat, at) in self.positions(&t.elems, arity) {
                    let mut part = place.clone();
                    part.ty = place.ty.field(at);
                    part.proj.push(Proj::Field(Member::Unnamed(at.into())));
                    self.part(pat, part, mode);
                }
            }
            Pat::TupleStruct(t) => {
                for (pat, at) in self.positions(&t.elems, None) {
                    let part = variant_part(&place, &t.path, Member::Unnamed(at.into()));
                    self.part(pat, part, mode);
                }
            }
            Pat::Struct(s) => {
                for field in &s.fields {
                    let part = variant_part(&place, &s.path, field.member.clone());
                    self.part(&field.pat, part, mode);
                }
            }
            Pat::Slice(s) => self.slice(s, &place, mode, None),
            Pat::Or(o) => {
                if o.cases.iter().any(binds_names) {
                    self.errors.at(o, "alternatives that bind names can't be told apart here: write an arm of `match` for each of them");
                }
            }
            // Syntax that `parse::refuse` has spoken of.
            newer => self.errors.at(newer, crate::errors::NEWER),
        }
    }

    /// `x`, `ref x`, `x @ pat`
    pub(super) fn name(&mut self, p: &syn::PatIdent, mut place: Place, mode: Mode) {
        let constant =
            !crate::rename::binds(&p.ident) && p.by_ref.is_none() && p.mutability.is_none();
        if constant && p.subpat.is_none() {
            return;
        }
        if let Some((_, sub)) = &p.subpat {
            self.part(sub, place.clone(), mode);
        }
        let mode = match (&p.by_ref, p.mutability.is_some()) {
            (Some(_), true) => Mode::RefMut,
            (Some(_), false) => Mode::Ref,
            (None, _) => mode,
        };
        let mutable = p.mutability.is_some() && p.by_ref.is_none();
        let inner = Box::new(place.ty.clone());
        match mode {
            Mode::Value if !place.ty.is_reference() && !matches!(place.ty, Ty::View(_)) => {
                let var = self.local(&p.ident, place.ty.clone(), mutable);
                return self.emit(StmtKind::Def {
                    dst: Dst::Let(var),
                    op: Op::Use(Operand::Place(place, Use::Value)),
                    shapes: Shapes::default(),
                    user_ty: None,
                    bound: BoundBy::Pattern,
                });
            }
            Mode::Value => {}
            Mode::Ref => place.ty = Ty::Ref(inner),
            Mode::RefMut => place.ty = Ty::RefMut(inner),
        }
        let var = self.local(&p.ident, place.ty.clone(), mutable);
        self.vars[var.0].alias = Some(place);
        self.emit(StmtKind::Alias { var, silent: true });
    }

    /// The patterns of a tuple with their positions; what follows `..` is
    /// counted from the end.
    fn positions<'p>(
        &mut self,
        elems: &'p syn::punctuated::Punctuated<Pat, syn::Token![,]>,
        arity: Option<usize>,
    ) -> Vec<(&'p Pat, usize)> {
        let rest = elems.iter().position(is_rest);
        let mut found = Vec::new();
        for (i, pat) in elems.iter().enumerate() {
            let at = match (rest, arity) {
                (Some(rest), _) if i == rest => continue,
                (Some(rest), Some(arity)) if i > rest => (arity + i).saturating_sub(elems.len()),
                (Some(rest), None) if i > rest => {
                    self.errors.at(pat, "what follows `..` in this pattern can't be placed: write `_` for each of the parts left out");
                    continue;
                }
                _ => i,
            };
            found.push((pat, at));
        }
        found
    }

    /// `let pat = init;` where the pattern takes a place apart.
    pub(super) fn destructure(&mut self, pat: &Pat, init: &Expr) {
        let (mut subject, scrutinee) = self.undivided(init);
        self.measure(&mut subject, std::iter::once(pat));
        match (subject, scrutinee) {
            (Subject::Place(matched), Scrutinee::One(from)) => {
                self.take_apart(pat, &matched, from, false);
            }
            _ => self.errors.at(
                pat,
                "this pattern isn't supported here: bind the parts one by one",
            ),
        }
    }

    pub(super) fn destructure_place(&mut self, pat: &Pat, place: Place, from: Operand) {
        let matched = Matched {
            place,
            mode: Mode::Value,
            len: None,
        };
        self.take_apart(pat, &matched, from, false);
    }

    fn take_apart(&mut self, pat: &Pat, matched: &Matched, from: Operand, refutable: bool) {
        self.emit(StmtKind::Destructure {
            pat: pat.clone(),
            from,
            refutable,
        });
        self.matched(pat, matched);
    }

    /// `let pat = init else { … };`
    pub(super) fn let_else(&mut self, pat: &Pat, init: &Expr, diverge: &Expr) {
        let (bare, _) = untyped(pat);
        if !self.is_structured(init) {
            return self.inactive_let_else(bare, init, diverge);
        }
        let (mut subject, scrutinee) = self.undivided(init);
        self.measure(&mut subject, std::iter::once(bare));
        let (Subject::Place(matched), Scrutinee::One(from)) = (subject, scrutinee) else {
            self.errors
                .at(pat, "this pattern isn't supported here: use `match`");
            return;
        };
        let tested = without_bindings(bare);
        self.branch_on(
            Scrutinee::One(from.clone()),
            vec![(tested, None), (syn::parse_quote!(_), Some(diverge))],
        );
        self.take_apart(bare, &matched, from, true);
    }

    /// The same, of a value without derivatives: it is tested, and then taken apart.
    fn inactive_let_else(&mut self, pat: &Pat, init: &Expr, diverge: &Expr) {
        let held = self.temp("matched", self.sketch(init), false);
        let value = self.value(init);
        self.define(Dst::Let(held), Op::Opaque(value));
        let name = self.var(held).name.clone();
        self.names.insert(name.to_string(), held);
        let held: Expr = syn::parse_quote!(#name);
        let tested = vec![
            (without_bindings(pat), None),
            (syn::parse_quote!(_), Some(diverge)),
        ];
        let scrutinee = Scrutinee::Inactive(self.value(&held));
        self.branch_on(scrutinee, tested);
        let bound = Bound::of(pat);
        let (names, pats) = (&bound.names, &bound.pats);
        let parts: Expr =
            syn::parse_quote!(match #held { #pat => (#(#names,)*), _ => ::core::unreachable!() });
        self.bind(&syn::parse_quote!((#(#pats,)*)), None, &parts);
    }
}

/// The names that a pattern binds, and each as a pattern of its own.
#[derive(Default)]
struct Bound {
    names: Vec<syn::Ident>,
    pats: Vec<Pat>,
}

impl Bound {
    fn of(pat: &Pat) -> Bound {
        let mut bound = Bound::default();
        syn::visit::Visit::visit_pat(&mut bound, pat);
        bound
    }
}

impl syn::visit::Visit<'_> for Bound {
    fn visit_pat_ident(&mut self, p: &syn::PatIdent) {
        let (name, mutability) = (&p.ident, p.mutability.filter(|_| p.by_ref.is_none()));
        let plain = p.by_ref.is_none() && p.mutability.is_none() && p.subpat.is_none();
        if plain && !crate::rename::binds(name) || self.names.contains(name) {
            return;
        }
        self.names.push(name.clone());
        self.pats.push(syn::parse_quote!(#mutability #name));
        syn::visit::visit_pat_ident(self, p);
    }
}

/// A place behind the references that lead to it, and how its parts are bound.
fn behind_references(mut place: Place, mut mode: Mode) -> (Place, Mode) {
    while place.ty.is_reference() {
        mode = match (&place.ty, mode) {
            (Ty::RefMut(_), Mode::Value | Mode::RefMut) => Mode::RefMut,
            _ => Mode::Ref,
        };
        place.ty = place.ty.referent();
        place.proj.push(Proj::Deref);
    }
    (place, mode)
}

/// A pattern without its guard and parentheses.
fn bare(pat: &Pat) -> &Pat {
    match pat {
        Pat::Paren(p) => bare(&p.pat),
        Pat::Guard(p) => bare(&p.pat),
        other => other,
    }
}

/// The part of a struct or variant that a pattern names.
fn variant_part(place: &Place, path: &syn::Path, member: Member) -> Place {
    let mut part = place.clone();
    let name = path.segments.last().map(|s| s.ident.clone());
    part.ty = match (&name, &place.ty) {
        (Some(name), Ty::Option(inner)) if name == "Some" || name == "Ok" => (**inner).clone(),
        _ => Ty::Unknown,
    };
    part.proj.push(match name {
        // `Self { x }` is a struct.
        Some(name) if name != "Self" => Proj::Variant { name, member },
        _ => Proj::Field(member),
    });
    part
}

/// The pattern with `_` for every name.
fn without_bindings(pat: &Pat) -> Pat {
    struct Blank;
    impl syn::visit_mut::VisitMut for Blank {
        fn visit_pat_mut(&mut self, pat: &mut Pat) {
            if let Pat::Ident(p) = pat {
                let constant =
                    !crate::rename::binds(&p.ident) && p.by_ref.is_none() && p.subpat.is_none();
                if constant {
                    return;
                }
                *pat = match p.subpat.take() {
                    Some((_, sub)) => *sub,
                    None => syn::parse_quote!(_),
                };
            }
            syn::visit_mut::visit_pat_mut(self, pat);
        }
    }
    let mut blank = pat.clone();
    syn::visit_mut::VisitMut::visit_pat_mut(&mut Blank, &mut blank);
    blank
}

/// Whether a pattern is names, tuples and arrays only.
pub(super) fn is_plain(pat: &Pat) -> bool {
    match pat {
        Pat::Paren(p) => is_plain(&p.pat),
        Pat::Type(t) => is_plain(&t.pat),
        Pat::Wild(_) => true,
        Pat::Ident(p) => p.by_ref.is_none() && p.subpat.is_none(),
        Pat::Tuple(t) => t.elems.iter().all(is_plain),
        Pat::Slice(s) => s.elems.iter().all(is_plain),
        _ => false,
    }
}
