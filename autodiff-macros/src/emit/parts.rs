//! Calls that are lent several parts of one slice, which `split_at_mut` and its
//! kin have made: the reverse sweep takes the slice and its cotangent apart in
//! the same way, and lends the callee the parts themselves.
//!
//! The ways to the parts are compared step by step. Where they part, their steps
//! have to be the two sides of one border: then no two of them overlap. What
//! isn't of that form is left to [`halves`](super::halves).

use super::halves::{Half, is_mutable};
use super::{Emitter, tokens_of};
use crate::analyse::{bar_root, is_active, is_mutable_alias};
use crate::ir::{Operand, Place, Proj, Use, VarId, Verbatim};
use crate::ty::Ty;
use proc_macro2::{Ident, TokenStream};
use quote::format_ident;
use std::collections::BTreeMap;
use syn::Expr;

/// The arguments of a call that are parts of one slice.
#[derive(Default)]
pub(super) struct Parts {
    /// Takes the slices apart.
    pub(super) before: TokenStream,
    /// The parts, by the number of the argument.
    pub(super) halves: BTreeMap<usize, Half>,
}

/// A part and the way that is left to it.
struct Way {
    argument: usize,
    steps: Vec<Proj>,
}

/// What has been borrowed of a slice and of its cotangent.
#[derive(Clone)]
struct Borrowed {
    value: TokenStream,
    bar: TokenStream,
}

/// What is gathered while slices are taken apart.
struct Split<'a> {
    args: &'a [Operand],
    root: VarId,
    /// Whether there is a cotangent.
    active: bool,
    borders: TokenStream,
    splits: TokenStream,
    count: usize,
    halves: BTreeMap<usize, Half>,
}

impl Emitter<'_> {
    /// The arguments of a call that can be borrowed at once. `kept[i]` if argument `i` is given
    /// from a copy.
    pub(super) fn parts(&self, args: &[Operand], kept: &[Option<VarId>]) -> Parts {
        let mut parts = Parts::default();
        let mut roots: Vec<VarId> = Vec::new();
        for arg in args {
            if let Operand::Place(place, _) = arg {
                let root = bar_root(self.body, place);
                if !roots.contains(&root) {
                    roots.push(root);
                }
            }
        }
        for root in roots {
            if let Some(split) = self.parts_of(root, args, kept, parts.halves.len()) {
                let (borders, splits) = (split.borders, split.splits);
                parts.before.extend(quote!(#borders #splits));
                parts.halves.extend(split.halves);
            }
        }
        parts
    }

    fn parts_of<'a>(
        &self,
        root: VarId,
        args: &'a [Operand],
        kept: &[Option<VarId>],
        count: usize,
    ) -> Option<Split<'a>> {
        let of_root = |id: &VarId| bar_root(self.body, &Place::var(*id, Ty::Unknown)) == root;
        let mut ways = Vec::new();
        let mut active = false;
        for (argument, (arg, kept)) in args.iter().zip(kept).enumerate() {
            let reads = match arg {
                Operand::Inactive(v) => v.reads.clone(),
                // By a copy, which is made first.
                Operand::Place(..) if kept.is_some() => continue,
                Operand::Place(place, _) if !of_root(&place.root) => place.index_reads(),
                Operand::Place(place, how) if *how == Use::Value && !place.ty.is_reference() => {
                    continue;
                }
                Operand::Place(place, _) => {
                    active |= is_active(self.body, arg);
                    ways.push(Way {
                        argument,
                        steps: self.way(place)?,
                    });
                    continue;
                }
            };
            if reads.iter().any(of_root) {
                return None;
            }
        }
        let whole = Place::var(root, self.var(root).ty.clone());
        let mutable = ways.iter().any(|way| lent_mutably(&args[way.argument]));
        if ways.len() < 2 || !mutable || self.lane.is_some() || self.gate(&whole).is_some() {
            return None;
        }
        let mut split = Split {
            args,
            root,
            active,
            borders: TokenStream::new(),
            splits: TokenStream::new(),
            count,
            halves: BTreeMap::new(),
        };
        self.split(&mut split, ways, None)?;
        Some(split)
    }

    /// The steps from a variable of its own to a place, through the names on the way.
    fn way(&self, place: &Place) -> Option<Vec<Proj>> {
        let var = self.var(place.root);
        let Some(inner) = &var.alias else {
            return Some(place.proj.clone());
        };
        if !is_mutable_alias(&self.body.vars, &var.ty, inner) {
            return None;
        }
        let mut steps = self.way(inner)?;
        steps.extend_from_slice(self.beyond_reference(&var.ty, &place.proj));
        Some(steps)
    }

    /// Borrows what the ways lead to, from the variable or from a part of it that is `borrowed`;
    /// `None` if the parts may overlap.
    fn split(
        &self,
        split: &mut Split<'_>,
        mut ways: Vec<Way>,
        borrowed: Option<Borrowed>,
    ) -> Option<()> {
        let common = (0..).take_while(|&k| same_step(&ways, k)).count();
        let prefix: Vec<Proj> = ways[0].steps[..common].to_vec();
        for way in &mut ways {
            way.steps.drain(..common);
        }
        let reads_itself = |v: &Verbatim| {
            v.reads
                .iter()
                .any(|id| bar_root(self.body, &Place::var(*id, Ty::Unknown)) == split.root)
        };
        let settled = prefix.iter().all(|step| match step {
            Proj::Index(v) | Proj::Range(v) => !reads_itself(v),
            Proj::View { .. } => false,
            _ => true,
        });
        if !settled {
            return None;
        }
        let base = match borrowed {
            None => self.reached(split, prefix),
            Some(borrowed) => beyond(borrowed, &prefix)?,
        };
        if let [way] = ways.as_slice() {
            let half = self.lent_part(&split.args[way.argument], &base);
            split.halves.insert(way.argument, half);
            return Some(());
        }
        let border = border(&ways)?;
        let name = |kind: &str| -> Ident {
            format_ident!(
                "{}{}",
                kind,
                split.count,
                span = proc_macro2::Span::mixed_site()
            )
        };
        let (at, left, right) = (name("at"), name("left"), name("right"));
        let (left_bar, right_bar) = (name("left_bar"), name("right_bar"));
        split.count += 1;
        let Borrowed { value, bar } = base;
        split.borders.extend(quote!(let #at: usize = #border;));
        split
            .splits
            .extend(quote!(let (#left, #right) = #value.split_at_mut(#at);));
        if split.active {
            split
                .splits
                .extend(quote!(let (#left_bar, #right_bar) = #bar.split_at_mut(#at);));
        }
        let (mut on_left, mut on_right) = (Vec::new(), Vec::new());
        for mut way in ways {
            match side(&way.steps[0])? {
                Side::Before(_) => {
                    way.steps.remove(0);
                    on_left.push(way);
                }
                Side::First => on_left.push(way),
                Side::At(v) => {
                    way.steps[0] = Proj::Index(Verbatim {
                        expr: syn::parse_quote!(0),
                        reads: [].into(),
                        ..v
                    });
                    on_right.push(way);
                }
                Side::After(_) => {
                    way.steps.remove(0);
                    on_right.push(way);
                }
            }
        }
        let sides = [(on_left, left, left_bar), (on_right, right, right_bar)];
        for (ways, value, bar) in sides {
            let borrowed = Borrowed {
                value: quote!((*#value)),
                bar: quote!((*#bar)),
            };
            self.split(split, ways, Some(borrowed))?;
        }
        Some(())
    }

    fn reached(&self, split: &Split<'_>, prefix: Vec<Proj>) -> Borrowed {
        let mut place = Place::var(split.root, self.var(split.root).ty.clone());
        place.proj = prefix;
        Borrowed {
            value: self.primal_mut(&place),
            bar: if split.active {
                self.bar_place(&place).0
            } else {
                TokenStream::new()
            },
        }
    }

    fn lent_part(&self, arg: &Operand, part: &Borrowed) -> Half {
        let Borrowed { value, bar } = part;
        Half {
            given: if lent_mutably(arg) {
                quote!(&mut #value)
            } else {
                quote!(&#value)
            },
            bar: is_active(self.body, arg).then(|| quote!(&mut #bar)),
            before: TokenStream::new(),
            after: TokenStream::new(),
        }
    }
}

fn lent_mutably(arg: &Operand) -> bool {
    matches!(arg, Operand::Place(place, how) if is_mutable(place, *how))
}

/// Whether the `k`-th step of all the ways is the same.
fn same_step(ways: &[Way], k: usize) -> bool {
    let mut steps = ways.iter().map(|way| way.steps.get(k));
    let Some(Some(first)) = steps.next() else {
        return false;
    };
    steps.all(|step| step.is_some_and(|step| same(first, step)))
}

fn same(a: &Proj, b: &Proj) -> bool {
    match (a, b) {
        (Proj::Deref, Proj::Deref) => true,
        (Proj::Field(a), Proj::Field(b)) => a == b,
        (Proj::Index(a), Proj::Index(b)) | (Proj::Range(a), Proj::Range(b)) => a.expr == b.expr,
        (Proj::Elem(a), Proj::Elem(b)) => a == b,
        (
            Proj::Variant { name, member },
            Proj::Variant {
                name: other,
                member: field,
            },
        ) => name == other && member == field,
        _ => false,
    }
}

/// The part of what is borrowed that the steps lead to.
fn beyond(borrowed: Borrowed, steps: &[Proj]) -> Option<Borrowed> {
    let Borrowed { mut value, mut bar } = borrowed;
    for step in steps {
        match step {
            Proj::Deref => value = quote!((*#value)),
            Proj::Field(member) => {
                value = quote!(#value.#member);
                bar = quote!(#bar.#member);
            }
            Proj::Index(v) | Proj::Range(v) => {
                let at = tokens_of(v);
                value = quote!(#value[#at]);
                bar = quote!(#bar[#at]);
            }
            Proj::Variant { .. } | Proj::View { .. } | Proj::Elem(_) => return None,
        }
    }
    Some(Borrowed { value, bar })
}

/// Where a step leads, seen from a border.
enum Side {
    /// `[..at]`
    Before(Expr),
    /// `[0]`, on the left of 1
    First,
    /// `[at]`
    At(Verbatim),
    /// `[at..]`
    After(Expr),
}

fn side(step: &Proj) -> Option<Side> {
    match step {
        Proj::Index(v) if v.expr == syn::parse_quote!(0) => Some(Side::First),
        Proj::Index(v) => Some(Side::At(v.clone())),
        Proj::Range(v) => match &v.expr {
            Expr::Range(range) => match (&range.start, &range.end, &range.limits) {
                (None, Some(at), syn::RangeLimits::HalfOpen(_)) => {
                    Some(Side::Before((**at).clone()))
                }
                (Some(at), None, _) => Some(Side::After((**at).clone())),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// The index that separates the parts, if one does: each is on one side of it.
fn border(ways: &[Way]) -> Option<Expr> {
    let sides: Vec<Side> = ways
        .iter()
        .map(|way| way.steps.first().and_then(side))
        .collect::<Option<_>>()?;
    let at = sides.iter().find_map(|side| match side {
        Side::Before(at) | Side::After(at) => Some(at.clone()),
        Side::First | Side::At(_) => None,
    })?;
    let one: Expr = syn::parse_quote!(1);
    let fits = sides.iter().all(|side| match side {
        Side::Before(other) | Side::After(other) => *other == at,
        Side::At(v) => v.expr == at,
        Side::First => at == one,
    });
    let both = |left: bool| {
        sides
            .iter()
            .any(|side| matches!(side, Side::Before(_) | Side::First) == left)
    };
    (fits && both(true) && both(false)).then_some(at)
}
