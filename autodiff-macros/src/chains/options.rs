//! Ends that give an `Option`, with what unwraps it in the same expression.
//!
//! While a chain runs there is no `Option`: a variable holds the item, and a flag says whether there is one.
//! [`matched`](super::matched) has those that nothing unwraps.

use super::choice::{Kept, copy_tails};
use super::items::{By, Item};
use super::kinds::Kind;
use super::syntax::{has_effects, is_optional_end};
use super::{Made, Rewriter};
use proc_macro2::Ident;
use syn::{Expr, ExprMethodCall, Pat, Stmt, parse_quote};

/// `chain.end(…)` and what follows it: `copied().map(…).unwrap_or(…).0`
pub(super) struct Unwrapped<'e> {
    pub(super) end: &'e ExprMethodCall,
    /// `copied`, `cloned`, `map` and `map_or`, in their order.
    pub(super) steps: Vec<&'e ExprMethodCall>,
    pub(super) unwrap: &'e ExprMethodCall,
    /// Fields taken of the result, the outermost first.
    pub(super) fields: Vec<&'e syn::Member>,
}

/// An item that a chain has found, if `seen`.
pub(super) struct Found {
    pub(super) before: Vec<Stmt>,
    pub(super) item: Item,
    /// What is to be done first if there is an item.
    pub(super) steps: Vec<Stmt>,
    pub(super) seen: Ident,
}

fn unwrapped(expr: &Expr) -> Option<Unwrapped<'_>> {
    match expr {
        Expr::Paren(e) => unwrapped(&e.expr),
        Expr::Field(f) => {
            let mut made = unwrapped(&f.base)?;
            made.fields.insert(0, &f.member);
            Some(made)
        }
        Expr::MethodCall(unwrap)
            if matches!(
                unwrap.method.to_string().as_str(),
                "unwrap"
                    | "expect"
                    | "unwrap_or"
                    | "unwrap_or_default"
                    | "unwrap_or_else"
                    | "map_or"
            ) =>
        {
            let mut steps = Vec::new();
            if unwrap.method == "map_or" {
                steps.push(unwrap);
            }
            let mut inner = &*unwrap.receiver;
            loop {
                let Expr::MethodCall(m) = inner else {
                    return None;
                };
                if is_optional_end(m) {
                    steps.reverse();
                    return Some(Unwrapped {
                        end: m,
                        steps,
                        unwrap,
                        fields: Vec::new(),
                    });
                }
                if !matches!(m.method.to_string().as_str(), "copied" | "cloned" | "map") {
                    return None;
                }
                steps.push(m);
                inner = &m.receiver;
            }
        }
        _ => None,
    }
}

/// A pair of references has no name of its own.
pub(super) fn taken_apart(pat: &Pat, value: &Expr) -> Made<()> {
    match (pat, value) {
        (Pat::Ident(p), Expr::Tuple(_)) if has_references(value) => Err(syn::Error::new_spanned(
            p,
            "take the pair apart in the pattern: `let (a, b) = …`",
        )),
        _ => Ok(()),
    }
}

impl Found {
    /// Whether the item is a reference, or has some in it.
    pub(super) fn holds_references(&self) -> bool {
        matches!(self.item.kind(), Kind::Shared | Kind::Mutable)
            || has_references(&self.item.value())
    }
}

impl Rewriter<'_> {
    /// `let pat = chain.end(…).unwrap();` where the value refers to what is kept:
    /// that has to live as long as the names of `pat`.
    pub(super) fn open_pairs(&mut self, block: &mut syn::Block) {
        let mut stmts = Vec::new();
        for mut stmt in std::mem::take(&mut block.stmts) {
            if let Stmt::Local(local) = &mut stmt
                && let Some(init) = &local.init
                && self.activity.expr(&init.expr)
                && let Some(made) = self.opened(local)
            {
                match made {
                    Ok(before) => {
                        stmts.extend(before);
                        self.changed = true;
                    }
                    Err(error) => self.errors.push(error),
                }
            }
            stmts.push(stmt);
        }
        block.stmts = stmts;
    }

    /// What stands before a `let` whose value is then what the chain has found.
    fn opened(&mut self, local: &mut syn::Local) -> Option<Made<Vec<Stmt>>> {
        let init = local.init.as_mut()?;
        let Some(parts) = unwrapped(&init.expr).filter(|_| init.diverge.is_none()) else {
            return self.optional_or_else(local);
        };
        Some(self.optional(&parts).and_then(|(before, value)| {
            taken_apart(&local.pat, &value)?;
            *init.expr = value;
            Ok(before)
        }))
    }

    /// A chain that ends with an `Option` and is unwrapped, inside of a statement.
    pub(super) fn optional_end(&mut self, expr: &Expr) -> Option<Made<Expr>> {
        let parts = unwrapped(expr)?;
        Some(
            self.optional(&parts)
                .and_then(|(before, value)| match value {
                    // The temporary lives as long as the reference.
                    Expr::Reference(r) => {
                        let owned = &r.expr;
                        Ok(parse_quote!((&{ #(#before)* #owned })))
                    }
                    value if has_references(&value) => Err(syn::Error::new_spanned(
                        &parts.end.method,
                        "bind this pair by `let (a, b) = …` first",
                    )),
                    value => Ok(parse_quote!({ #(#before)* #value })),
                }),
        )
    }

    /// The statements that find the item, and the item.
    fn optional(&mut self, parts: &Unwrapped<'_>) -> Made<(Vec<Stmt>, Expr)> {
        let Found {
            before: mut out,
            item,
            steps,
            seen,
        } = self.found(parts)?;
        let value = self.unwrapped_value(parts, &seen, (item, steps), &mut out)?;
        Ok((out, value))
    }

    /// Finds the item.
    pub(super) fn found(&mut self, parts: &Unwrapped<'_>) -> Made<Found> {
        let seen = self.names.fresh("seen");
        let mut kept: Option<Kept> = None;
        let end = parts.end;
        let way = self.way();
        let exit = way.exit.clone();
        let (receiver, args) = (super::syntax::receiver(&end.receiver), &end.args);
        let chain: Expr = match end.method.to_string().as_str() {
            // The n-th is the first after n others.
            "nth" => {
                let count = self.steady_argument(end)?;
                parse_quote!(#receiver.skip(#count))
            }
            "find_map" => parse_quote!(#receiver.filter_map(#args)),
            "rfind" | "next_back" => parse_quote!(#receiver.rev()),
            _ => receiver,
        };
        let run = self.run(&chain, &way, &mut |r, item, _| {
            let item = item.used();
            let place = match &kept {
                Some(place) => place.clone(),
                None => r.place_for(&item, end)?,
            };
            kept = Some(place.clone());
            r.choose(end, &place, &item, &seen, &exit)
        })?;
        let Some(kept) = kept else {
            return Err(syn::Error::new_spanned(
                &end.method,
                super::sources::UNSUPPORTED,
            ));
        };
        let mut out: Vec<Stmt> = Vec::new();
        kept.declare(self.root, &mut out);
        out.push(parse_quote!(let mut #seen = false;));
        out.extend(run);
        let mut item = kept.item();
        let mut steps = Vec::new();
        for step in &parts.steps {
            match step.method == "map" || step.method == "map_or" {
                true => {
                    let closure = self.closure(step, 1)?;
                    let value = self.apply(&closure, &[(&item, By::Value)], &mut steps)?;
                    item = self.named(&value, &mut steps);
                }
                false => item = self.copied(step, &item)?,
            }
        }
        Ok(Found {
            before: out,
            item,
            steps,
            seen,
        })
    }

    /// The item, or what stands for it if there is none.
    fn unwrapped_value(
        &mut self,
        parts: &Unwrapped<'_>,
        seen: &Ident,
        (item, steps): (Item, Vec<Stmt>),
        out: &mut Vec<Stmt>,
    ) -> Made<Expr> {
        let unwrap = parts.unwrap;
        let fields = |mut item: Item, out: &mut Vec<Stmt>, r: &mut Rewriter<'_>| {
            for field in &parts.fields {
                item = match (item, field) {
                    (Item::Parts(parts), syn::Member::Unnamed(i))
                        if (i.index as usize) < parts.len() =>
                    {
                        parts[i.index as usize].clone()
                    }
                    (item, field) => {
                        let value = item.value();
                        r.named(&parse_quote!(#value.#field), out)
                    }
                };
            }
            item
        };
        let default: Expr = match (unwrap.method.to_string().as_str(), unwrap.args.first()) {
            ("unwrap_or_else", _) => {
                let closure = self.closure(unwrap, 0)?;
                let mut default = (*closure.body).clone();
                if item.kind() == Kind::Shared {
                    copy_tails(&mut default);
                }
                default
            }
            ("unwrap_or" | "map_or", Some(default)) => {
                if has_effects(default) {
                    return Err(syn::Error::new_spanned(
                        default,
                        "this changes something: bind it by `let` before the chain",
                    ));
                }
                match (default, item.kind()) {
                    (Expr::Reference(r), Kind::Shared) => (*r.expr).clone(),
                    (_, Kind::Shared) => parse_quote!(#default.clone()),
                    _ => default.clone(),
                }
            }
            ("unwrap_or_default", _) => {
                let root = self.root;
                parse_quote!(#root::__private::Default::default())
            }
            (name, message) => {
                let none: Stmt = match (name, message) {
                    ("expect", Some(message)) => parse_quote!(panic!("{}", #message);),
                    _ => parse_quote!(panic!("called `Option::unwrap()` on a `None` value");),
                };
                out.push(parse_quote!(if !#seen { #none }));
                out.extend(steps);
                let item = fields(item, out, self);
                return Ok(item.value());
            }
        };
        let (value, kind) = match item.value() {
            Expr::Reference(r) => ((*r.expr).clone(), Kind::Shared),
            value => (value, Kind::Value),
        };
        if has_references(&value) {
            return Err(syn::Error::new_spanned(
                &unwrap.method,
                "references in a tuple can't have a default here: put `.map(…)` with copies before it",
            ));
        }
        let name = self.names.fresh("item");
        out.push(parse_quote!(let #name = if #seen { #(#steps)* #value } else { #default };));
        let item = match kind {
            Kind::Shared => Item::new(parse_quote!(&#name), kind),
            _ => Item::new(parse_quote!(#name), kind),
        };
        Ok(fields(item, out, self).value())
    }
}

/// Whether a tuple holds references to what is kept.
pub(super) fn has_references(value: &Expr) -> bool {
    match value {
        Expr::Reference(_) => true,
        Expr::Tuple(t) => t.elems.iter().any(has_references),
        _ => false,
    }
}
