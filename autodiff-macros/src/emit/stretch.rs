//! Long blocks: their reverse in several functions.
//!
//! Much of what a compiler does with a function (borrows, values through blocks, registers) takes
//! time that grows faster than the function. So the reverse of a long block is cut into
//! *stretches*. Each stands in a closure called on the spot, by a function that isn't inlined. What
//! it recomputes is its own, and so are the cotangents that no other stretch touches. What
//! parameters refer to is lent to it, rather than the parameters.
//!
//! Input: `s_bar += x[3]; let mut t9_bar = s_bar; …`
//! Output: `s_bar = apart(tape, |tape| { let x = x; let mut s_bar = s_bar; s_bar += x[3]; …; s_bar }); …`

use super::{Emitter, own};
use crate::ir::{Block, Stmt, VarId};
use crate::parse::Passing;
use proc_macro2::{Ident, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A block of more statements, inner ones included, is long.
const LONG: usize = 240;

/// As many statements make a stretch.
const STRETCH: usize = 80;

/// The reverse of a block, part by part.
pub(super) struct Stretches {
    long: bool,
    parts: Vec<Part>,
    /// How many statements are left of the stretch that isn't complete; none without one.
    left: usize,
}

struct Part {
    tokens: TokenStream,
    apart: bool,
}

impl Stretches {
    pub(super) fn of(stmts: &[Stmt], long: bool) -> Self {
        Self {
            long: long && count(stmts) > LONG,
            parts: Vec::new(),
            left: 0,
        }
    }

    /// Before the reverse of the last of `stmts` is made, the segment's statements up to it: those that
    /// make a stretch with it, if it begins one.
    pub(super) fn begins<'s>(&mut self, stmts: &'s [Stmt]) -> Option<&'s [Stmt]> {
        let stretch = (self.long && self.left == 0).then(|| last_stretch(stmts));
        if let Some(stretch) = stretch {
            self.left = stretch.len();
        }
        let apart = stretch.is_some();
        let complete = |part: &Part| part.apart && self.left == 0;
        if apart || self.parts.last().is_none_or(complete) {
            self.parts.push(Part {
                tokens: TokenStream::new(),
                apart,
            });
        }
        stretch
    }

    /// Adds a statement's reverse; whether that completes a stretch.
    pub(super) fn add(&mut self, reverse: TokenStream) -> bool {
        if let Some(part) = self.parts.last_mut() {
            part.tokens.extend(reverse);
        }
        let open = self.left > 0;
        self.left = self.left.saturating_sub(1);
        open && self.left == 0
    }

    /// Adds what stays outside of all stretches.
    pub(super) fn between(&mut self, tokens: TokenStream) {
        self.parts.push(Part {
            tokens,
            apart: false,
        });
    }
}

/// The statements at the end of `stmts` that make a stretch.
fn last_stretch(stmts: &[Stmt]) -> &[Stmt] {
    let mut inside = 0;
    let enough = stmts.iter().rposition(|stmt| {
        inside += length(stmt);
        inside >= STRETCH
    });
    &stmts[enough.unwrap_or(0)..]
}

/// How many statements there are, inner ones included.
fn count(stmts: &[Stmt]) -> usize {
    stmts.iter().map(length).sum()
}

/// How many statements a statement consists of.
pub(super) fn length(stmt: &Stmt) -> usize {
    let inner = |block: &Block| count(&block.stmts);
    1 + crate::analyse::blocks(stmt)
        .into_iter()
        .map(inner)
        .sum::<usize>()
}

/// Which part of a segment touches which of its variables and cotangents.
pub(super) struct Touches {
    /// By name, the parts that mention it.
    parts: HashMap<String, BTreeSet<usize>>,
}

impl Touches {
    fn alone(&self, name: &Ident) -> Option<usize> {
        let parts = self.parts.get(&name.to_string())?;
        match parts.len() {
            1 => parts.first().copied(),
            _ => None,
        }
    }

    fn touches(&self, name: &Ident, part: usize) -> bool {
        let parts = self.parts.get(&name.to_string());
        parts.is_some_and(|parts| parts.contains(&part))
    }
}

impl Stretches {
    /// Finds the parts that mention some names. Nothing, for a block that isn't long.
    pub(super) fn touches(&self, names: impl Iterator<Item = Ident>) -> Touches {
        let mut parts = HashMap::new();
        if self.long {
            parts.extend(names.map(|name| (name.to_string(), BTreeSet::new())));
            for (number, part) in self.parts.iter().enumerate() {
                note(part.tokens.clone(), number, &mut parts);
            }
        }
        Touches { parts }
    }

    /// The stretch that has a name to itself.
    pub(super) fn owner(&self, touches: &Touches, name: &Ident) -> Option<usize> {
        touches.alone(name).filter(|part| self.parts[*part].apart)
    }
}

/// Notes which of the names in `found` occur in tokens.
fn note(tokens: TokenStream, number: usize, found: &mut HashMap<String, BTreeSet<usize>>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => note(group.stream(), number, found),
            TokenTree::Ident(ident) => {
                if let Some(parts) = found.get_mut(&ident.to_string()) {
                    parts.insert(number);
                }
            }
            _ => {}
        }
    }
}

impl Emitter<'_> {
    /// Whether a block is to be cut into functions. In the body of a loop with lanes, what is kept
    /// is lent by the tape.
    pub(super) fn is_long(&self, block: &Block) -> bool {
        self.lane.is_none() && !self.function.mixed && count(&block.stmts) > LONG
    }

    /// The reverse of a segment without its entry. Each stretch declares the cotangents in `owned`
    /// that it owns. Scalars in `shared` that it touches come in and go out by value, so that they
    /// stay in registers meanwhile.
    pub(super) fn joined(
        &mut self,
        stretches: Stretches,
        touches: &Touches,
        owned: &BTreeMap<usize, Vec<VarId>>,
        shared: &[Ident],
    ) -> TokenStream {
        let mut joined = TokenStream::new();
        for (number, Part { tokens, apart }) in stretches.parts.into_iter().enumerate() {
            if !apart || tokens.is_empty() {
                joined.extend(tokens);
                continue;
            }
            let owned = owned.get(&number).into_iter().flatten();
            let declared: TokenStream = owned.map(|id| self.declare_bar(*id)).collect();
            let shared = shared.iter().filter(|name| touches.touches(name, number));
            let shared: Vec<&Ident> = shared.collect();
            let lent = self.lent_again(|name| touches.touches(name, number));
            joined.extend(self.apart(&shared, quote!(#lent #declared #tokens)));
        }
        joined
    }

    /// Inside of a closure, the parameters that it mentions, by value. The closure itself has
    /// references to them, which are read with each use.
    fn lent_again(&self, mentions: impl Fn(&Ident) -> bool) -> TokenStream {
        let mut lent = TokenStream::new();
        for id in self.params {
            let (name, bar, wanted) = (&self.var(*id).name, self.bar(*id), self.wanted(*id));
            let (value, cotangent) = match self.passing(*id) {
                Some(Passing::Ref) => (quote!(#name), quote!(&mut *#bar)),
                Some(Passing::RefMut) => (quote!(&mut *#name), quote!(&mut *#bar)),
                _ => continue,
            };
            let again = [(name, value), (&bar, cotangent), (&wanted, quote!(#wanted))];
            for (name, value) in again.into_iter().filter(|(name, _)| mentions(name)) {
                lent.extend(quote!(let #name = #value;));
            }
        }
        lent
    }

    /// The names by which parameters are lent to stretches.
    pub(super) fn lent_names(&self) -> impl Iterator<Item = Ident> {
        self.params
            .iter()
            .flat_map(|id| [self.var(*id).name.clone(), self.bar(*id), self.wanted(*id)])
    }

    /// Code in a function of its own, that changes some scalars.
    pub(super) fn apart(&self, shared: &[&Ident], code: TokenStream) -> TokenStream {
        let (ad, tape) = (&self.ad, own("tape"));
        let (begin, end, out) = match shared {
            [] => (None, None, None),
            [one] => (
                Some(quote!(let mut #one = #one;)),
                Some(quote!(#one)),
                Some(quote!(#one =)),
            ),
            some => (
                Some(quote!(let (#(mut #some),*) = (#(#some),*);)),
                Some(quote!((#(#some),*))),
                Some(quote!((#(#some),*) =)),
            ),
        };
        quote!(#out #ad::apart(#tape, |#tape| { #begin #code #end });)
    }
}
