//! Long blocks: their reverse in several functions.
//!
//! Much of what a compiler does with a function (borrows, values through blocks, registers) takes
//! time that grows faster than the function. So the reverse of a long block is cut into
//! *stretches*. Each stands in a closure called on the spot, by a function that isn't inlined; what
//! it alone recomputes, and the cotangents it alone touches, are its own.
//!
//! Input: `t9_bar += …; t8_bar += …; …`
//! Output: `apart(|| { let mut t9_bar = 0.0; t9_bar += …; … }); apart(|| { … });`

use super::Emitter;
use crate::ir::{Block, Stmt, VarId};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A block of more statements, inner ones included, is long.
const LONG: usize = 240;

/// As many statements make a stretch.
const STRETCH: usize = 80;

/// The reverse of a block, part by part.
pub(super) struct Stretches {
    long: bool,
    parts: Vec<Part>,
    /// How many statements the stretch has that isn't complete.
    open: Option<usize>,
}

struct Part {
    tokens: TokenStream,
    apart: bool,
}

impl Stretches {
    pub(super) fn of(stmts: &[Stmt]) -> Self {
        Self {
            long: stmts.iter().map(length).sum::<usize>() > LONG,
            parts: Vec::new(),
            open: None,
        }
    }

    /// Before a statement's reverse is made: whether it begins a stretch.
    pub(super) fn begins(&mut self) -> bool {
        let begins = self.long && self.open.is_none();
        if begins {
            self.open = Some(0);
        }
        if begins
            || self
                .parts
                .last()
                .is_none_or(|part| part.apart && self.open.is_none())
        {
            self.parts.push(Part {
                tokens: TokenStream::new(),
                apart: begins,
            });
        }
        begins
    }

    /// Adds a statement's reverse; whether that completes a stretch.
    pub(super) fn add(&mut self, stmt: &Stmt, reverse: TokenStream) -> bool {
        if let Some(part) = self.parts.last_mut() {
            part.tokens.extend(reverse);
        }
        match &mut self.open {
            Some(statements) => {
                *statements += length(stmt);
                *statements >= STRETCH && self.ends()
            }
            None => false,
        }
    }

    /// Completes a stretch, if there is one that isn't complete.
    pub(super) fn ends(&mut self) -> bool {
        self.open.take().is_some()
    }

    /// Adds what stays outside of all stretches.
    pub(super) fn between(&mut self, tokens: TokenStream) {
        self.parts.push(Part {
            tokens,
            apart: false,
        });
    }
}

/// How many statements a statement consists of.
fn length(stmt: &Stmt) -> usize {
    let inner = |block: &Block| block.stmts.iter().map(length).sum::<usize>();
    1 + crate::analyse::blocks(stmt)
        .into_iter()
        .map(inner)
        .sum::<usize>()
}

impl Emitter<'_> {
    /// Which of the cotangents in `declared` one stretch alone touches, by the stretch.
    pub(super) fn own_bars(
        &self,
        stretches: &Stretches,
        declared: &[VarId],
    ) -> BTreeMap<usize, Vec<VarId>> {
        let mut found: BTreeMap<usize, Vec<VarId>> = BTreeMap::new();
        if !stretches.long {
            return found;
        }
        let mut places: HashMap<String, HashSet<usize>> = HashMap::new();
        for (number, part) in stretches.parts.iter().enumerate() {
            let mut names = HashSet::new();
            bars(part.tokens.clone(), &mut names);
            for name in names {
                places.entry(name).or_default().insert(number);
            }
        }
        for id in declared {
            let Some(numbers) = places.get(&self.bar(*id).to_string()) else {
                continue;
            };
            if let (1, Some(number)) = (numbers.len(), numbers.iter().next())
                && stretches.parts[*number].apart
            {
                found.entry(*number).or_default().push(*id);
            }
        }
        found
    }

    /// The reverse of a block without its entry.
    pub(super) fn joined(
        &mut self,
        stretches: Stretches,
        own_bars: &BTreeMap<usize, Vec<VarId>>,
    ) -> TokenStream {
        let mut joined = TokenStream::new();
        for (number, Part { tokens, apart }) in stretches.parts.into_iter().enumerate() {
            if !apart || tokens.is_empty() {
                joined.extend(tokens);
                continue;
            }
            let own = own_bars.get(&number).into_iter().flatten();
            let declared: TokenStream = own.map(|id| self.declare_bar(*id)).collect();
            let ad = &self.ad;
            joined.extend(quote!(#ad::apart(|| { #declared #tokens });));
        }
        joined
    }
}

/// The names of cotangents in tokens.
fn bars(tokens: TokenStream, found: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => bars(group.stream(), found),
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                if name.ends_with("_bar") {
                    found.insert(name);
                }
            }
            _ => {}
        }
    }
}
