//! Iterator chains over values with derivatives become loops:
//! `xs.iter().map(|x| x * x).sum::<f64>()` is
//! `{ let mut acc = -0.0; for item in xs.iter() { let next = item * item; acc += next; } acc }`.
//!
//! A chain is taken apart from its end: each step ([`adaptors`]) asks what it
//! stands on for items and says what is to be done with each, down to a source
//! ([`sources`]) that writes the loop; the end ([`ends`], [`options`]) says what
//! becomes of the items. So items pass one by one, as in the chain itself, and
//! nothing is stored in between. Where possible, steps leave the loop's head as
//! it is ([`lockstep`]), which costs no counters.
//!
//! Chains that carry no derivative stay as they are.

mod adaptors;
mod arrays;
mod choice;
mod closures;
mod ends;
mod hints;
mod items;
mod kinds;
mod lockstep;
mod matched;
mod options;
mod outcome;
mod pairs;
pub(crate) mod parallel;
mod sources;
mod syntax;
mod zips;

pub(crate) use closures::{bare, without_return};
pub(crate) use hints::spread_types;
pub(crate) use syntax::{is_adapted, is_adaptor_or_end, is_iterator, is_source};

use self::items::Item;
use self::kinds::Kind;
use crate::activity::Activity;
use crate::errors::Errors;
use crate::names::Names;
use crate::parse::DiffFn;
use std::collections::HashMap;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Lifetime, Stmt};

/// What a chain becomes, or why it can't.
type Made<T> = Result<T, syn::Error>;

/// What is to be done with an item; the label is that of the loop whose next
/// round brings the next item.
type Sink<'s> = dyn FnMut(&mut Rewriter<'_>, Item, &Lifetime) -> Made<Vec<Stmt>> + 's;

/// Rewrites the active chains of `function`; `false` if there was none, or none
/// that could be.
pub(crate) fn into_loops(function: &mut DiffFn, activity: &Activity, errors: &mut Errors) -> bool {
    let mut names = Names::of(&function.item);
    function.params.iter().for_each(|p| names.take(&p.name));
    let root = function.root.clone();
    let scalar = function.scalar.clone();
    let mut rewriter = Rewriter {
        activity,
        root: &root,
        scalar: &scalar,
        errors,
        names,
        kinds: kinds::of_locals(function),
        lengths: arrays::lengths(function),
        changed: false,
    };
    rewriter.visit_block_mut(&mut function.item.block);
    rewriter.changed
}

struct Rewriter<'a> {
    activity: &'a Activity,
    root: &'a syn::Path,
    /// The type of numbers that the function is about.
    scalar: &'a proc_macro2::Ident,
    errors: &'a mut Errors,
    names: Names,
    /// What is known of the variables.
    kinds: HashMap<String, Kind>,
    /// The lengths of the variables that are arrays.
    lengths: HashMap<String, Expr>,
    changed: bool,
}

impl VisitMut for Rewriter<'_> {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        self.open_pairs(block);
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match self.rewritten(expr) {
            Some(Ok(block)) => {
                *expr = block;
                self.changed = true;
            }
            Some(Err(error)) => return self.errors.push(error),
            None => {}
        }
        // What has no derivative stays as written.
        match expr {
            Expr::If(e) => {
                self.visit_block_mut(&mut e.then_branch);
                if let Some((_, other)) = &mut e.else_branch {
                    self.visit_expr_mut(other);
                }
            }
            Expr::While(e) => self.visit_block_mut(&mut e.body),
            Expr::Match(e) => {
                if self.activity.expr(&e.expr) {
                    self.visit_expr_mut(&mut e.expr);
                }
                for arm in &mut e.arms {
                    self.visit_expr_mut(&mut arm.body);
                }
            }
            Expr::Index(e) => self.visit_expr_mut(&mut e.expr),
            Expr::Binary(b)
                if !crate::activity::is_arithmetic(&b.op) && !crate::activity::is_update(&b.op) => {
            }
            Expr::Call(c) if crate::activity::is_detach(&c.func) => {}
            Expr::Closure(e) => self.visit_expr_mut(&mut e.body),
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Rewriter<'_> {
    /// What takes the place of `expr`, if it is a chain.
    fn rewritten(&mut self, expr: &Expr) -> Option<Made<Expr>> {
        match expr {
            Expr::MethodCall(_) | Expr::Call(_) | Expr::Field(_) if !self.activity.expr(expr) => {
                None
            }
            Expr::MethodCall(m) => self
                .parallel(m)
                .or_else(|| self.extension(m))
                .or_else(|| self.optional_end(expr))
                .or_else(|| self.optional_value(expr))
                .or_else(|| self.end(m))
                .or_else(|| self.mapped_array(m)),
            Expr::Field(_) => self.optional_end(expr),
            Expr::Call(c) => self.constructed(c).or_else(|| self.array_of(c)),
            Expr::ForLoop(f) => self.for_loop(f),
            Expr::Match(e) if self.activity.expr(&e.expr) => self.optional_match(e),
            _ => None,
        }
    }
}
