//! Ways to make a program smaller. Contract: each edit is applied by itself, to a program of its
//! own; whether the outcome is valid is for the compiler to say.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ItemFn, Stmt, Token, parse_quote};
use syn_printed as syn;

use crate::program::Program;

/// An edit inside of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edit {
    function: usize,
    /// In the order of the text: edits with smaller numbers stay the same when this one is applied.
    number: usize,
}

/// All programs that are one edit away and smaller, smallest first. Without an [`Edit`], a whole part
/// is left out.
pub(crate) fn smaller(program: &Program) -> Vec<(Option<Edit>, Program)> {
    let whole = whole_parts(program).into_iter().map(|p| (None, p));
    let inside = (0..program.functions.len()).flat_map(|function| {
        (0..).map_while(move |number| {
            let edit = Edit { function, number };
            Some((Some(edit), applied(program, edit)?))
        })
    });
    let size = weight(program);
    let mut seen = BTreeSet::new();
    let mut found: Vec<_> = whole
        .chain(inside)
        .filter(|(_, p)| weight(p) < size && seen.insert(p.to_string()))
        .collect();
    found.sort_by_key(|(_, p)| weight(p));
    found
}

/// Programs with several of these edits at once, the smallest first.
pub(crate) fn combined(program: &Program, edits: &[Edit]) -> Vec<Program> {
    let mut edits = edits.to_vec();
    edits.sort();
    edits.reverse();
    let mut found = Vec::new();
    let mut current = program.clone();
    for edit in edits {
        if let Some(next) = applied(&current, edit) {
            current = next;
            found.push(current.clone());
        }
    }
    found.sort_by_key(weight);
    found
}

/// How large a program is.
pub(crate) fn weight(program: &Program) -> usize {
    let code: usize = program.functions.iter().map(|f| tokens(f)).sum();
    code + program
        .inputs
        .iter()
        .flatten()
        .map(|v| tokens(v))
        .sum::<usize>()
}

fn tokens(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Without a function, an input, a parameter.
fn whole_parts(program: &Program) -> Vec<Program> {
    let mut found = Vec::new();
    for k in 0..program.functions.len().saturating_sub(1) {
        let mut other = program.clone();
        other.functions.remove(k);
        found.push(other);
    }
    for values in &program.inputs {
        let mut other = program.clone();
        other.inputs = vec![values.clone()];
        found.push(other);
    }
    found.extend((0..program.call.names.len()).filter_map(|k| without_parameter(program, k)));
    found
}

fn without_parameter(program: &Program, k: usize) -> Option<Program> {
    if program.call.names.len() == 1 {
        return None;
    }
    let mut other = program.clone();
    let mut entry: ItemFn = syn::parse_str(other.functions.last()?).ok()?;
    let mut call: syn::ExprCall = syn::parse_str(&other.call.call).ok()?;
    let (name, _) = other.call.names.remove(k);
    if other
        .call
        .results
        .split([' ', ',', ';'])
        .any(|word| word == name)
    {
        return None;
    }
    entry.sig.inputs = entry
        .sig
        .inputs
        .into_iter()
        .enumerate()
        .filter(|(i, _)| *i != k)
        .map(|(_, x)| x)
        .collect();
    call.args = call
        .args
        .into_iter()
        .enumerate()
        .filter(|(i, _)| *i != k)
        .map(|(_, x)| x)
        .collect();
    other.call.call = printed(&call);
    *other.functions.last_mut()? = printed(&entry);
    for values in &mut other.inputs {
        values.remove(k);
    }
    Some(other)
}

fn printed(node: &impl ToTokens) -> String {
    node.to_token_stream().to_string()
}

/// The program after an edit, if there are that many.
fn applied(program: &Program, edit: Edit) -> Option<Program> {
    let mut function: ItemFn = syn::parse_str(&program.functions[edit.function]).ok()?;
    let mut editor = Editor {
        left: edit.number,
        done: false,
    };
    editor.visit_block_mut(&mut function.block);
    let mut other = program.clone();
    other.functions[edit.function] = printed(&function);
    editor.done.then_some(other)
}

/// Applies the edit of a number, counted in the order of the text.
struct Editor {
    left: usize,
    done: bool,
}

impl Editor {
    /// Whether this is the edit.
    fn is_it(&mut self) -> bool {
        if self.done {
            return false;
        }
        self.done = self.left == 0;
        self.left = self.left.saturating_sub(1);
        self.done
    }
}

impl VisitMut for Editor {
    fn visit_block_mut(&mut self, block: &mut Block) {
        for k in 0..block.stmts.len() {
            if self.is_it() {
                block.stmts.remove(k);
                return;
            }
            for body in bodies(&block.stmts[k]) {
                if self.is_it() {
                    block.stmts.splice(k..=k, body);
                    return;
                }
            }
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        for part in parts(expr) {
            if self.is_it() {
                *expr = part;
                return;
            }
        }
        if let Expr::If(e) = expr
            && e.else_branch.is_some()
            && self.is_it()
        {
            e.else_branch = None;
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    /// `vec![a, b]`
    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        let elements = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(mut elements) = mac.parse_body_with(elements) {
            elements.iter_mut().for_each(|e| self.visit_expr_mut(e));
            mac.tokens = elements.into_token_stream();
        }
    }
}

/// The statements of the blocks that a statement consists of.
fn bodies(stmt: &Stmt) -> Vec<Vec<Stmt>> {
    let Stmt::Expr(expr, _) = stmt else {
        return Vec::new();
    };
    blocks(expr).into_iter().map(|b| b.stmts.clone()).collect()
}

fn blocks(expr: &Expr) -> Vec<&Block> {
    match expr {
        Expr::If(e) => {
            let otherwise = e.else_branch.iter().flat_map(|(_, e)| blocks(e));
            [&e.then_branch].into_iter().chain(otherwise).collect()
        }
        Expr::Match(e) => e.arms.iter().flat_map(|arm| blocks(&arm.body)).collect(),
        Expr::ForLoop(e) => vec![&e.body],
        Expr::While(e) => vec![&e.body],
        Expr::Loop(e) => vec![&e.body],
        Expr::Block(e) => vec![&e.block],
        _ => Vec::new(),
    }
}

/// What an expression may be replaced by: its parts, or a number.
fn parts(expr: &Expr) -> Vec<Expr> {
    let mut found = match expr {
        Expr::Lit(_) | Expr::Path(_) | Expr::Break(_) | Expr::Continue(_) | Expr::Closure(_) => {
            return Vec::new();
        }
        Expr::Binary(e) => vec![(*e.left).clone(), (*e.right).clone()],
        Expr::Assign(_) | Expr::Return(_) => return Vec::new(),
        Expr::Unary(e) => vec![(*e.expr).clone()],
        Expr::Paren(e) => vec![(*e.expr).clone()],
        Expr::Cast(e) => vec![(*e.expr).clone()],
        Expr::Reference(e) => vec![(*e.expr).clone()],
        Expr::Field(e) => vec![(*e.base).clone()],
        Expr::Index(e) => vec![(*e.expr).clone(), (*e.index).clone()],
        Expr::MethodCall(e) => [(*e.receiver).clone()]
            .into_iter()
            .chain(e.args.iter().cloned())
            .collect(),
        Expr::Call(e) => e.args.iter().cloned().collect(),
        Expr::Tuple(e) => e.elems.iter().cloned().collect(),
        Expr::Array(e) => e.elems.iter().cloned().collect(),
        Expr::If(_) | Expr::Match(_) | Expr::Block(_) => {
            let last = |b: &Block| match b.stmts.last() {
                Some(Stmt::Expr(e, None)) => Some(e.clone()),
                _ => None,
            };
            let arms = match expr {
                Expr::Match(e) => e.arms.iter().map(|arm| (*arm.body).clone()).collect(),
                _ => Vec::new(),
            };
            blocks(expr)
                .into_iter()
                .filter_map(last)
                .chain(arms)
                .collect()
        }
        _ => Vec::new(),
    };
    found.extend([
        parse_quote!(0.5),
        parse_quote!(true),
        parse_quote!(0),
        parse_quote!(2),
    ]);
    found
}
