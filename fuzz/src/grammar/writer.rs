//! What productions write with: random choices, the scope, the text so far.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::expr::Expr;
use super::scope::{Kind, Len, Scope, Ty, Var};
use super::signature::Signature;
use super::{FLOATS, PLAIN_FLOATS, Production, STATEMENTS};

/// A loop around the current place.
#[derive(Clone, Debug)]
pub(crate) struct Loop {
    pub(crate) label: Option<String>,
    /// Whether `continue` keeps it finite.
    pub(crate) can_continue: bool,
}

pub(crate) struct Writer<'g> {
    pub(crate) rng: &'g mut ChaCha8Rng,
    pub(crate) scope: Scope,
    pub(crate) loops: Vec<Loop>,
    /// The functions that may be called.
    pub(crate) functions: &'g [Signature],
    /// The function that is being written.
    pub(crate) signature: Signature,
    /// How many times it calls itself.
    pub(crate) own_calls: u32,
    /// How often the current place is run, at most, with what it calls.
    pub(crate) trips: u64,
    /// The most that a statement cost.
    pub(crate) cost: u64,
    /// How many statements may still be begun.
    pub(crate) budget: usize,
    /// Whether expressions are scalar code: arithmetic, elementary functions, elements, calls.
    pub(crate) plain: bool,
    names: usize,
    lens: u32,
    text: String,
    without: &'g [String],
}

impl<'g> Writer<'g> {
    pub(crate) fn new(
        rng: &'g mut ChaCha8Rng,
        functions: &'g [Signature],
        signature: Signature,
        without: &'g [String],
    ) -> Self {
        Self {
            rng,
            scope: Scope::default(),
            loops: Vec::new(),
            functions,
            signature,
            own_calls: 0,
            trips: 1,
            cost: 1,
            budget: 0,
            plain: false,
            names: 0,
            lens: 10,
            text: String::new(),
            without,
        }
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.rng.random_range(0..n)
    }

    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    pub(crate) fn one_of<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        if items.is_empty() {
            return None;
        }
        let at = self.below(items.len());
        Some(items[at].clone())
    }

    pub(crate) fn word(&mut self, words: &[&'static str]) -> &'static str {
        self.one_of(words).unwrap_or("")
    }

    /// A length of its own.
    pub(crate) fn new_len(&mut self) -> Len {
        self.lens += 1;
        Len::Of(self.lens)
    }

    /// A name that isn't in use, or now and then one that is.
    pub(crate) fn new_name(&mut self, stem: &str) -> String {
        if self.chance(8) {
            let names: Vec<String> = self.scope.names().map(str::to_string).collect();
            if let Some(name) = self.one_of(&names) {
                return name;
            }
        }
        self.fresh_name(stem)
    }

    pub(crate) fn fresh_name(&mut self, stem: &str) -> String {
        loop {
            self.names += 1;
            let name = format!("{stem}{}", self.names);
            let is_type = matches!(
                name.as_str(),
                "f32" | "f64" | "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64"
            );
            if !is_type && !self.scope.uses(&name) {
                return name;
            }
        }
    }

    pub(crate) fn declare(&mut self, mut var: Var) -> usize {
        var.loops = self.loops.len();
        self.scope.declare(var)
    }

    /// A variable of those at `places`.
    pub(crate) fn one_var(&mut self, places: &[usize]) -> Option<(usize, Var)> {
        if places.is_empty() {
            return None;
        }
        // What was declared last is read more often.
        let place = self.below(places.len()).max(self.below(places.len()));
        let at = places[place];
        Some((at, self.scope.var(at).clone()))
    }

    pub(crate) fn readable(&mut self, of: impl Fn(&Ty) -> bool) -> Option<(usize, Var)> {
        let places = self.scope.readable(of);
        self.one_var(&places)
    }

    pub(crate) fn writable(&mut self, of: impl Fn(&Ty) -> bool) -> Option<(usize, Var)> {
        let places = self.scope.writable(of);
        self.one_var(&places)
    }

    /// A row of at least one number.
    pub(crate) fn row(&mut self, of: impl Fn(Kind) -> bool) -> Option<(usize, Var, Kind, Len)> {
        let (at, var) = self.readable(|ty| matches!(ty, Ty::List(kind, _, true) if of(*kind)))?;
        let Ty::List(kind, len, _) = var.ty else {
            return None;
        };
        Some((at, var, kind, len))
    }

    /// The same, to be changed.
    pub(crate) fn row_mut(&mut self, of: impl Fn(Kind) -> bool) -> Option<(usize, Var, Kind, Len)> {
        let (at, var) = self.writable(|ty| matches!(ty, Ty::List(kind, _, true) if of(*kind)))?;
        let Ty::List(kind, len, _) = var.ty else {
            return None;
        };
        Some((at, var, kind, len))
    }

    pub(crate) fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// What `write` writes, by itself, with what it declares forgotten afterwards.
    pub(crate) fn block(&mut self, write: impl FnOnce(&mut Self)) -> String {
        let outside = std::mem::take(&mut self.text);
        let mark = self.scope.enter();
        write(self);
        self.scope.leave(mark);
        std::mem::replace(&mut self.text, outside)
    }

    /// The body of a loop that runs at most `trips` times.
    pub(crate) fn looped(
        &mut self,
        frame: Loop,
        trips: u64,
        write: impl FnOnce(&mut Self),
    ) -> String {
        let outside = self.trips;
        self.trips *= trips;
        self.loops.push(frame);
        let text = self.block(write);
        self.loops.pop();
        self.trips = outside;
        text
    }

    /// A few statements, `size` and nested blocks smaller.
    pub(crate) fn statements(&mut self, size: usize) {
        let count = 1 + self.below(size.max(1) + 1);
        for _ in 0..count {
            self.statement(size);
        }
    }

    pub(crate) fn statement(&mut self, size: usize) {
        if self.budget == 0 {
            return;
        }
        self.budget -= 1;
        self.cost = self.cost.max(self.trips);
        for _ in 0..10 {
            let production = self.production(STATEMENTS);
            if (production.write)(self, size).is_some() {
                return;
            }
        }
    }

    /// A number, from an expression of at most this depth.
    pub(crate) fn float(&mut self, depth: usize) -> Expr {
        if depth > 0 {
            for _ in 0..6 {
                let families = if self.plain { PLAIN_FLOATS } else { FLOATS };
                let production = self.production(families);
                if let Some(expr) = (production.write)(self, depth - 1) {
                    return expr;
                }
            }
        }
        super::expr::leaf(self)
    }

    fn production<T>(&mut self, families: &[&'static [Production<T>]]) -> &'static Production<T> {
        let all: Vec<&'static Production<T>> = families
            .iter()
            .flat_map(|f| f.iter())
            .filter(|p| !self.without.iter().any(|w| w == p.name))
            .collect();
        let total: usize = all.iter().map(|p| p.weight).sum();
        let mut at = self.below(total);
        for production in &all {
            if at < production.weight {
                return production;
            }
            at -= production.weight;
        }
        all[0]
    }
}
