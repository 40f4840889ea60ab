//! `let` in conditions, as `match`.

use super::Normalizer;
use syn::{Block, Expr, ExprIf, ExprLet, ExprWhile, Stmt, parse_quote};

/// One operand of `a && let p = e && b`.
enum Link<'e> {
    Test(&'e Expr),
    Let(&'e ExprLet),
}

fn links(cond: &Expr) -> Vec<Link<'_>> {
    match cond {
        Expr::Let(l) => vec![Link::Let(l)],
        Expr::Binary(b) if matches!(b.op, syn::BinOp::And(_)) => {
            let mut all = links(&b.left);
            all.extend(links(&b.right));
            all
        }
        other => vec![Link::Test(other)],
    }
}

fn has_let(links: &[Link<'_>]) -> bool {
    links.iter().any(|l| matches!(l, Link::Let(_)))
}

impl Normalizer<'_> {
    /// Input: `if let p = e { a } else { b }`. Output: `match e { p => { a } _ => { b } }`.
    ///
    /// A chain of several conditions nests; its `else` then stands once, behind
    /// a labelled block that the inner branch leaves.
    pub(super) fn if_let(&mut self, e: &ExprIf) -> Option<Expr> {
        let links = links(&e.cond);
        if !has_let(&links) {
            return None;
        }
        let then = &e.then_branch;
        let other = e.else_branch.as_ref().map(|(_, other)| &**other);
        Some(match (links.as_slice(), other) {
            ([Link::Let(l)], _) => {
                let (pat, value) = (&l.pat, &l.expr);
                let other: Block = match other {
                    Some(Expr::Block(b)) if b.label.is_none() => b.block.clone(),
                    Some(other) => parse_quote!({ #other }),
                    None => parse_quote!({}),
                };
                parse_quote!(match #value { #pat => #then _ => #other })
            }
            (_, None) => nested(&links, then),
            (_, Some(other)) => {
                let label = self.names.fresh_label("chain");
                let leave: Block = parse_quote!({ break #label #then; });
                let tried = nested(&links, &leave);
                parse_quote!(#label: { #tried #other })
            }
        })
    }
}

/// `if a { match e { p => { if b { then } } _ => {} } }`
fn nested(links: &[Link<'_>], then: &Block) -> Expr {
    let Some((first, rest)) = links.split_first() else {
        return Expr::Block(syn::ExprBlock {
            attrs: Vec::new(),
            label: None,
            block: then.clone(),
        });
    };
    let inner: Block = match nested(rest, then) {
        Expr::Block(b) => b.block,
        other => Block {
            brace_token: syn::token::Brace::default(),
            stmts: vec![Stmt::Expr(other, None)],
        },
    };
    match first {
        Link::Test(cond) => parse_quote!(if #cond #inner),
        Link::Let(l) => {
            let (pat, value) = (&l.pat, &l.expr);
            parse_quote!(match #value { #pat => #inner _ => {} })
        }
    }
}

/// Input: `while let p = e { a }`. Output: `loop { if let p = e { a } else { break } }`.
pub(super) fn while_let(e: &ExprWhile) -> Option<Expr> {
    let links = links(&e.cond);
    if !has_let(&links) {
        return None;
    }
    let (label, cond, body) = (&e.label, &e.cond, &e.body);
    let mut looped: syn::ExprLoop = parse_quote!(#label loop { if #cond #body else { break; } });
    looped.attrs.clone_from(&e.attrs);
    Some(Expr::Loop(looped))
}
