//! Loops with `#[checkpoint]`: what they read and change, and what they may not contain.

use super::{Lower, opaque};
use crate::analyse::{base, each, is_mutable_alias, writes};
use crate::errors::Errors;
use crate::ir::{Block, Body, Checkpoint, Dst, Exit, Loop, LoopKind, Op, Stmt, StmtKind, VarId};
use crate::parse::checkpoint::{Asked, asked};
use crate::rename::Dots;
use crate::ty::Ty;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::visit::Visit;
use syn::{Attribute, Expr};

/// Said where no loop can follow the attribute.
pub(crate) const WHERE: &str = "`#[checkpoint]` goes on a `while` or `loop`, or a `for` over a range of integers, that changes values with derivatives";

impl Lower<'_> {
    /// What is known of a loop with the attribute before its body is lowered.
    pub(super) fn checkpoint(
        &mut self,
        attributes: &[Attribute],
        cond: Option<&Expr>,
        body: &syn::Block,
    ) -> Option<Checkpoint> {
        let Asked {
            snapshots,
            tape,
            number,
            at,
        } = asked(attributes)?;
        self.checkpoints.insert(number);
        let mut reads = self.mentioned_in(body.to_token_stream());
        reads.extend(self.mentioned_in(cond.to_token_stream()));
        let mut names = opaque::changed_opaquely(body, self.activity);
        let mut finder = Changes::default();
        finder.visit_block(body);
        if let Some(cond) = cond {
            finder.visit_expr(cond);
            let condition: syn::Block = syn::parse_quote!({ #cond; });
            names.extend(opaque::changed_opaquely(&condition, self.activity));
        }
        for name in &finder.1 {
            let called = self.names.get(name).filter(|id| reads.contains(id));
            if called.is_some_and(|id| self.var(*id).ty != Ty::Function) {
                let message = format!(
                    "`{name}` is a closure from outside of this loop with `#[checkpoint]`: make it inside of the loop, or a function"
                );
                self.errors.push(syn::Error::new(at, message));
            }
        }
        names.extend(finder.0);
        let changed = names.iter().filter_map(|name| self.names.get(name));
        let changed = changed.copied().filter(|id| reads.contains(id)).collect();
        Some(Checkpoint {
            snapshots,
            tape,
            at,
            outside: self.vars.len(),
            reads,
            changed,
        })
    }

    /// The variables mentioned, in format strings too.
    fn mentioned_in(&self, tokens: TokenStream) -> BTreeSet<VarId> {
        let mut found = BTreeSet::new();
        let mut pending = vec![tokens];
        while let Some(tokens) = pending.pop() {
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            let mut dots = Dots::default();
            for (i, token) in tokens.iter().enumerate() {
                let field = dots.before(token);
                match token {
                    TokenTree::Group(group) => pending.push(group.stream()),
                    TokenTree::Ident(ident) if !field && !is_label(&tokens[i + 1..]) => {
                        found.extend(self.names.get(&ident.to_string()));
                    }
                    TokenTree::Literal(literal) => {
                        let text = literal.to_string();
                        let names = text.split('{').skip(1).map(|part| {
                            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_');
                            &part[..end.unwrap_or(part.len())]
                        });
                        found.extend(names.filter_map(|name| self.names.get(name)));
                    }
                    _ => {}
                }
            }
        }
        found
    }
}

/// Whether a name is followed by a single colon: the name of a field in a literal.
fn is_label(rest: &[TokenTree]) -> bool {
    let colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == ':');
    colon(rest.first()) && !colon(rest.get(1))
}

/// The names of variables that are assigned to, and of those that are called.
#[derive(Default)]
struct Changes(
    std::collections::HashSet<String>,
    std::collections::HashSet<String>,
);

impl Visit<'_> for Changes {
    fn visit_expr(&mut self, expr: &Expr) {
        let place = match expr {
            Expr::Assign(e) => Some(&e.left),
            Expr::Binary(e) if crate::activity::is_update(&e.op) => Some(&e.left),
            _ => None,
        };
        if let Expr::Call(call) = expr {
            self.1.extend(crate::activity::variable(&call.func));
        }
        self.0
            .extend(place.and_then(|place| crate::activity::root_variable(place)));
        syn::visit::visit_expr(self, expr);
    }
    fn visit_item(&mut self, _: &syn::Item) {}
}

/// The variables from outside that a loop changes.
pub(crate) fn state(body: &Body, l: &Loop, checkpoint: &Checkpoint) -> BTreeSet<VarId> {
    let mut found = BTreeSet::new();
    for stmt in &l.body.stmts {
        writes(body, stmt, &mut found);
    }
    found.extend(&checkpoint.changed);
    let roots = found.into_iter().map(|id| base(body, id));
    // What can't change is as good as read.
    let changes = |id: &VarId| {
        let var = &body.vars[id.0];
        id.0 < checkpoint.outside && (var.mutable || var.opaque)
    };
    roots.filter(changes).collect()
}

/// Reports what loops with the attribute can't do.
pub(super) fn check(body: &Body, errors: &mut Errors) {
    // What was refused before may only look like this.
    if errors.any() {
        return;
    }
    each(&body.block, &mut |stmt| {
        if let StmtKind::Loop(l) = &stmt.kind
            && let Some(checkpoint) = &l.checkpoint
        {
            check_loop(body, l, checkpoint, errors);
        }
        let closures = match &stmt.kind {
            StmtKind::Def {
                op: Op::Map { closure, .. },
                ..
            } => vec![&closure.body],
            StmtKind::Def { op, .. } => op.lambdas().map(|lambda| &lambda.body).collect(),
            _ => Vec::new(),
        };
        for closure in closures {
            refuse_inside(closure, errors);
        }
    });
}

fn refuse_inside(closure: &Block, errors: &mut Errors) {
    each(closure, &mut |stmt| {
        if let StmtKind::Loop(Loop {
            checkpoint: Some(checkpoint),
            ..
        }) = &stmt.kind
        {
            errors.push(syn::Error::new(
                checkpoint.at,
                "`#[checkpoint]` can't stand in a closure: make it a `#[differentiable]` function",
            ));
        }
    });
}

fn check_loop(body: &Body, l: &Loop, checkpoint: &Checkpoint, errors: &mut Errors) {
    if let LoopKind::Elements { .. } | LoopKind::Opaque { .. } = &l.kind {
        let message = format!("{WHERE}; loop over `0..n` and index");
        errors.push(syn::Error::new(checkpoint.at, message));
    }
    each(&l.body, &mut |stmt| {
        check_stmt(body, l, checkpoint, stmt, errors)
    });
    let state = state(body, l, checkpoint);
    for id in &checkpoint.reads {
        let var = &body.vars[id.0];
        let name = &var.name;
        let message = if var.ty == Ty::Function {
            format!(
                "a loop with `#[checkpoint]` can't call `{name}`, which the caller lends for one sweep at a time: call a `#[differentiable]` function by name, or a method of a type parameter"
            )
        } else if let Some(place) = &var.alias
            && (state.contains(&base(body, *id)) || is_mutable_alias(&body.vars, &var.ty, place))
        {
            format!(
                "`{name}` refers to what this loop with `#[checkpoint]` changes, or may be used to change it: make the reference inside of the loop"
            )
        } else if state.contains(id) && matches!(var.ty, Ty::Ref(_) | Ty::View(_) | Ty::CountsView)
        {
            format!(
                "`{name}` is a reference that this loop with `#[checkpoint]` points elsewhere: change an index instead"
            )
        } else {
            continue;
        };
        errors.push(syn::Error::new(checkpoint.at, message));
    }
}

fn check_stmt(body: &Body, l: &Loop, checkpoint: &Checkpoint, stmt: &Stmt, errors: &mut Errors) {
    let message = match &stmt.kind {
        StmtKind::Exit(Exit::Return) => {
            "`return` and `?` can't leave a loop with `#[checkpoint]`: keep the result in a variable, `break`, and return after the loop"
        }
        StmtKind::Exit(Exit::Break(id) | Exit::Continue(id))
            if *id != l.id && !crate::emit::inside(l, *id) =>
        {
            "this leaves a loop with `#[checkpoint]` and one around it: note that in a variable, and leave the one around after it"
        }
        StmtKind::Def {
            dst: Dst::Init(id), ..
        } if id.0 < checkpoint.outside && *id != body.result => {
            "a loop with `#[checkpoint]` gives no value, nor a variable its first one: assign to a variable that has one before the loop"
        }
        _ => return,
    };
    // What stands for `?` is the macro's own text, which is located at `#[differentiable]`.
    let text = stmt.span.source_text();
    let own = text.is_some_and(|text| text.starts_with('#'));
    let at = if own { checkpoint.at } else { stmt.span };
    errors.push(syn::Error::new(at, message));
}
