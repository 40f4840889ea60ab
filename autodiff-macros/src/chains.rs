//! Iterator chains over values with derivatives become loops:
//! `xs.iter().map(|x| x * x).sum::<f64>()` is
//! `{ let mut acc = -0.0; for x in xs.iter() { let item = x * x; acc += item; } acc }`.
//!
//! Chains that carry no derivative stay as they are.

use crate::activity::Activity;
use proc_macro2::{Ident, Span};
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprClosure, ExprMethodCall, Pat, Stmt, parse_quote};

/// Rewrites the active chains of `block`; `false` if there was none.
pub(crate) fn into_loops(function: &mut crate::parse::DiffFn, activity: &Activity) -> bool {
    let mentioned = crate::rename::mentioned(&function.item);
    let root = function.root.clone();
    let mut rewriter = Rewriter {
        activity,
        root: &root,
        mentioned,
        changed: false,
    };
    rewriter.visit_block_mut(&mut function.item.block);
    rewriter.changed
}

struct Rewriter<'a> {
    activity: &'a Activity,
    root: &'a syn::Path,
    /// The names that are taken.
    mentioned: std::collections::HashSet<String>,
    changed: bool,
}

/// A step between the source of a chain and its end.
enum Step {
    Map(ExprClosure),
    Filter(ExprClosure),
    TakeWhile(ExprClosure),
    Inspect(ExprClosure),
    Enumerate,
    Same,
}

/// The loop that a chain becomes: what stands before it, what it runs over, and
/// the head of its body, which leaves the item in `item`.
struct Driven {
    before: Vec<Stmt>,
    pat: Pat,
    iter: Expr,
    body: Vec<Stmt>,
    item: Expr,
}

impl VisitMut for Rewriter<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(block) = self.rewritten(expr) {
            *expr = block;
            self.changed = true;
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
                for arm in &mut e.arms {
                    self.visit_expr_mut(&mut arm.body);
                }
            }
            Expr::Index(e) => self.visit_expr_mut(&mut e.expr),
            Expr::Binary(b)
                if !crate::activity::is_arithmetic(&b.op) && !crate::activity::is_update(&b.op) => {
            }
            Expr::Call(c) if crate::activity::is_detach(&c.func) => {}
            Expr::Closure(_) => {}
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Rewriter<'_> {
    fn fresh(&mut self, stem: &str) -> Ident {
        let mut number = 1_usize;
        while !self.mentioned.insert(format!("{stem}_{number}")) {
            number += 1;
        }
        // Written like a name of the user's, since it lives in the user's code.
        format_ident!("{stem}_{number}", span = Span::call_site())
    }

    fn rewritten(&mut self, expr: &Expr) -> Option<Expr> {
        match expr {
            Expr::MethodCall(m) if is_end(m) && self.activity.expr(expr) => self.chain(m),
            Expr::MethodCall(m) if m.method == "extend" => self.extension(m),
            Expr::ForLoop(f) if self.activity.expr(&f.expr) && has_steps(&f.expr) => {
                let Driven {
                    before,
                    pat,
                    iter,
                    body,
                    item,
                } = self.drive(&f.expr)?;
                let (label, user, block) = (&f.label, &f.pat, &f.body);
                let stmts = &block.stmts;
                Some(
                    parse_quote!({ #(#before)* #label for #pat in #iter { #(#body)* let #user = #item; #(#stmts)* } }),
                )
            }
            _ => None,
        }
    }

    /// `v.extend(chain)`: the items of the chain are pushed one by one.
    fn extension(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        let [chain] = m.args.iter().collect::<Vec<_>>()[..] else {
            return None;
        };
        if !has_steps(chain) || !gives_values(chain) || !self.activity.expr(chain) {
            return None;
        }
        let Driven {
            before,
            pat,
            iter,
            body,
            item,
        } = self.drive(chain)?;
        let receiver = &m.receiver;
        if crate::activity::variable(receiver).is_some() {
            return Some(
                parse_quote!({ #(#before)* for #pat in #iter { #(#body)* #receiver.push(#item); } }),
            );
        }
        // A part is found once.
        let part = self.fresh("part");
        Some(
            parse_quote!({ let #part = &mut #receiver; #(#before)* for #pat in #iter { #(#body)* #part.push(#item); } }),
        )
    }

    fn chain(&mut self, m: &ExprMethodCall) -> Option<Expr> {
        let mut driven = self.drive(&m.receiver)?;
        let closure = match m.method.to_string().as_str() {
            "fold" => Some((in_place(m.args.get(1)?, 2)?, 1)),
            "for_each" => Some((in_place(m.args.first()?, 1)?, 0)),
            _ => None,
        };
        if let Some((closure, which)) = closure {
            driven.bind(&bare(&closure.inputs[which]));
        }
        let acc = self.fresh("acc");
        let Driven {
            before,
            pat,
            iter,
            body,
            item,
        } = driven;
        let around = |start: Vec<Stmt>, step: Vec<Stmt>, end: Option<Expr>| -> Expr {
            parse_quote!({ #(#start)* #(#before)* for #pat in #iter { #(#body)* #(#step)* } #end })
        };
        let name = m.method.to_string();
        Some(match name.as_str() {
            // Sums of floats start from minus zero, as in the standard library.
            "sum" => around(
                vec![parse_quote!(let mut #acc = -0.0;)],
                vec![parse_quote!(#acc += #item;)],
                Some(parse_quote!(#acc)),
            ),
            "product" => around(
                vec![parse_quote!(let mut #acc = 1.0;)],
                vec![parse_quote!(#acc *= #item;)],
                Some(parse_quote!(#acc)),
            ),
            "fold" => {
                let (init, closure) = (m.args.first()?, in_place(m.args.get(1)?, 2)?);
                let (state, result) = (bare(&closure.inputs[0]), &closure.body);
                let step = vec![
                    parse_quote!(let #state = #acc;),
                    parse_quote!(#acc = #result;),
                ];
                around(
                    vec![parse_quote!(let mut #acc = #init;)],
                    step,
                    Some(parse_quote!(#acc)),
                )
            }
            "for_each" => {
                let result = in_place(m.args.first()?, 1)?.body;
                around(
                    Vec::new(),
                    vec![Stmt::Expr(*result, Some(syn::token::Semi::default()))],
                    None,
                )
            }
            "collect" => {
                let root = self.root;
                let made = collected(m);
                let end: Expr = match made {
                    Collected::Array => {
                        parse_quote!(#root::__private::ndarray::Array1::from_vec(#acc))
                    }
                    Collected::Vec => parse_quote!(#acc),
                    Collected::Other => return None,
                };
                let step = vec![Stmt::Expr(
                    parse_quote!(#acc.push(#item)),
                    Some(syn::token::Semi::default()),
                )];
                let start: Vec<Stmt> =
                    vec![parse_quote!(let mut #acc = #root::__private::Vec::new();)];
                around(start, step, Some(end))
            }
            _ => return None,
        })
    }

    /// Takes a chain apart down to a source that a `for` loop can follow.
    fn drive(&mut self, chain: &Expr) -> Option<Driven> {
        let Expr::MethodCall(m) = chain else {
            return self.source(chain);
        };
        let Some(step) = step(m) else {
            return self.source(chain);
        };
        if matches!(step, Step::Enumerate | Step::Same) && !has_steps(&m.receiver) {
            return self.source(chain);
        }
        let mut driven = self.drive(&m.receiver)?;
        let item = driven.item.clone();
        match step {
            Step::Map(closure) => {
                let (pat, value) = (bare(&closure.inputs[0]), &closure.body);
                let next = self.fresh("item");
                driven.bind(&pat);
                driven.body.push(parse_quote!(let #next = #value;));
                driven.item = parse_quote!(#next);
            }
            Step::Filter(closure) | Step::TakeWhile(closure) => {
                let (pat, cond) = (bare(&closure.inputs[0]), &closure.body);
                let exit: Expr = if m.method == "filter" {
                    parse_quote!(continue)
                } else {
                    parse_quote!(break)
                };
                driven.look(&pat)?;
                driven.body.push(parse_quote!(if !(#cond) { #exit; }));
            }
            Step::Inspect(closure) => {
                let (pat, look) = (bare(&closure.inputs[0]), &closure.body);
                driven.look(&pat)?;
                driven.body.push(Stmt::Expr(
                    (**look).clone(),
                    Some(syn::token::Semi::default()),
                ));
            }
            Step::Enumerate => {
                let (counter, number) = (self.fresh("count"), self.fresh("number"));
                driven
                    .before
                    .push(parse_quote!(let mut #counter = 0_usize;));
                driven.body.push(parse_quote!(let #number = #counter;));
                driven.body.push(parse_quote!(#counter += 1;));
                driven.item = parse_quote!((#number, #item));
            }
            Step::Same => {}
        }
        Some(driven)
    }

    fn source(&mut self, iter: &Expr) -> Option<Driven> {
        let item = self.fresh("item");
        let (pat, item): (Pat, Expr) = if gives_pairs(iter) {
            let other = self.fresh("item");
            (parse_quote!((#item, #other)), parse_quote!((#item, #other)))
        } else {
            (parse_quote!(#item), parse_quote!(#item))
        };
        Some(Driven {
            before: Vec::new(),
            pat,
            iter: iter.clone(),
            body: Vec::new(),
            item,
        })
    }
}

impl Driven {
    /// Binds the item by a closure's parameter.
    fn bind(&mut self, pat: &Pat) {
        if self.body.is_empty() {
            self.pat = pat.clone();
        } else {
            let item = &self.item;
            self.body.push(parse_quote!(let #pat = #item;));
        }
    }

    /// Binds a reference to the item by a closure's parameter.
    fn look(&mut self, pat: &Pat) -> Option<()> {
        match (pat, &self.item) {
            (Pat::Tuple(parts), Expr::Tuple(items)) if parts.elems.len() == items.elems.len() => {
                for (part, item) in parts.elems.iter().zip(&items.elems) {
                    self.body.push(parse_quote!(let #part = &#item;));
                }
            }
            (Pat::Ident(_) | Pat::Wild(_) | Pat::Reference(_), Expr::Path(_)) => {
                let item = &self.item;
                self.body.push(parse_quote!(let #pat = &#item;));
            }
            _ => return None,
        }
        Some(())
    }
}

/// Whether the items of a chain are values, not references to elements.
fn gives_values(chain: &Expr) -> bool {
    match chain {
        Expr::Paren(e) => gives_values(&e.expr),
        Expr::Range(_) => true,
        Expr::MethodCall(m) => match m.method.to_string().as_str() {
            "map" | "copied" | "cloned" => true,
            "iter" | "iter_mut" | "into_iter" | "enumerate" | "zip" => false,
            _ => gives_values(&m.receiver),
        },
        _ => false,
    }
}

/// Methods that end a chain.
fn is_end(m: &ExprMethodCall) -> bool {
    let name = m.method.to_string();
    match name.as_str() {
        "sum" | "product" | "collect" => m.args.is_empty() && is_iterator(&m.receiver),
        "fold" => m.args.len() == 2 && is_iterator(&m.receiver),
        "for_each" => m.args.len() == 1 && is_iterator(&m.receiver),
        _ => false,
    }
}

/// Whether an expression certainly is an iterator: by the methods that make it.
fn is_iterator(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(e) => is_iterator(&e.expr),
        Expr::Range(_) => true,
        Expr::MethodCall(m) => {
            matches!(
                m.method.to_string().as_str(),
                "iter"
                    | "iter_mut"
                    | "into_iter"
                    | "chunks"
                    | "chunks_exact"
                    | "windows"
                    | "rows"
                    | "columns"
                    | "outer_iter"
            ) || matches!(
                m.method.to_string().as_str(),
                "zip"
                    | "enumerate"
                    | "rev"
                    | "skip"
                    | "take"
                    | "copied"
                    | "cloned"
                    | "map"
                    | "filter"
                    | "take_while"
                    | "inspect"
                    | "step_by"
            ) && is_iterator(&m.receiver)
        }
        _ => false,
    }
}

/// Whether the items of a source are pairs.
fn gives_pairs(iter: &Expr) -> bool {
    match iter {
        Expr::Paren(e) => gives_pairs(&e.expr),
        Expr::MethodCall(m) => match m.method.to_string().as_str() {
            "zip" | "enumerate" => true,
            "rev" | "skip" | "take" | "step_by" => gives_pairs(&m.receiver),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a chain has steps that a `for` loop's iterator can't have.
fn has_steps(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(e) => has_steps(&e.expr),
        Expr::MethodCall(m) => {
            let name = m.method.to_string();
            is_iterator(expr)
                && (matches!(name.as_str(), "map" | "filter" | "take_while" | "inspect")
                    && step(m).is_some()
                    || has_steps(&m.receiver))
        }
        _ => false,
    }
}

fn step(m: &ExprMethodCall) -> Option<Step> {
    if !is_iterator(&m.receiver) {
        return None;
    }
    let closure = || m.args.first().and_then(|arg| in_place(arg, 1));
    Some(match m.method.to_string().as_str() {
        "map" => Step::Map(closure()?),
        "filter" => Step::Filter(closure()?),
        "take_while" => Step::TakeWhile(closure()?),
        "inspect" => Step::Inspect(closure()?),
        "enumerate" => Step::Enumerate,
        "copied" | "cloned" if has_steps(&m.receiver) => return None,
        "by_ref" => Step::Same,
        _ => return None,
    })
}

/// A closure written in place, with so many parameters and no `return`.
pub(crate) fn in_place(arg: &Expr, params: usize) -> Option<ExprClosure> {
    struct Returns(bool);
    impl syn::visit::Visit<'_> for Returns {
        fn visit_expr_return(&mut self, _: &syn::ExprReturn) {
            self.0 = true;
        }
    }
    let Expr::Closure(closure) = arg else {
        return None;
    };
    let mut returns = Returns(false);
    syn::visit::Visit::visit_expr(&mut returns, &closure.body);
    (closure.inputs.len() == params && !returns.0).then(|| closure.clone())
}

/// A parameter without its type.
pub(crate) fn bare(pat: &Pat) -> Pat {
    match pat {
        Pat::Type(typed) => (*typed.pat).clone(),
        other => other.clone(),
    }
}

enum Collected {
    Vec,
    Array,
    Other,
}

/// What a `collect` makes, by its turbofish; a `Vec` without one.
fn collected(m: &ExprMethodCall) -> Collected {
    let text = m
        .turbofish
        .as_ref()
        .map(|t| quote!(#t).to_string())
        .unwrap_or_default();
    if text.is_empty() || text.contains("Vec <") {
        Collected::Vec
    } else if text.contains("Array1 <") {
        Collected::Array
    } else {
        Collected::Other
    }
}
