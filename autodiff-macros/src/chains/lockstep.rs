//! Chains whose steps give one item for each of their source: the source stays
//! the loop's head, with `enumerate`, `zip`, `rev` and `take` moved onto it.

use super::items::{By, Item};
use super::kinds::Kind;
use super::syntax::{has_effects, has_steps, is_iterator, iter_function, receiver};
use super::{Made, Rewriter};
use syn::{Expr, Pat, Stmt, parse_quote};

/// A loop without its body: `before; for pat in head { body; … item … }`.
#[derive(Clone)]
pub(super) struct Lockstep {
    pub(super) before: Vec<Stmt>,
    pub(super) pat: Pat,
    pub(super) head: Expr,
    pub(super) body: Vec<Stmt>,
    pub(super) item: Item,
}

/// How the items of a plain iterator are made up.
pub(super) enum Shape {
    One(Kind),
    Pair(Box<Shape>, Box<Shape>),
}

/// Whether each item of `chain` belongs to one item of its sources. `backward`
/// if it is to be run from its end.
pub(super) fn is_lockstep(chain: &Expr, backward: bool) -> bool {
    if !has_steps(chain) {
        return true;
    }
    match chain {
        Expr::Paren(e) => is_lockstep(&e.expr, backward),
        Expr::Call(c) => match iter_function(c).as_deref() {
            Some("once" | "repeat_n") => true,
            Some("repeat") => !backward,
            Some("zip") => c.args.len() == 2 && zips(&c.args[0], &c.args[1], backward),
            _ => false,
        },
        Expr::MethodCall(m) => match m.method.to_string().as_str() {
            "map" | "inspect" | "copied" | "cloned" | "enumerate" | "take" | "by_ref" | "fuse"
            | "into_iter" => is_lockstep(&m.receiver, backward),
            "rev" => is_lockstep(&m.receiver, true),
            // The items left out are made all the same, unless from the end.
            "skip" => backward && is_lockstep(&m.receiver, backward),
            "zip" => m
                .args
                .first()
                .is_some_and(|other| zips(&m.receiver, other, backward)),
            _ => false,
        },
        _ => false,
    }
}

/// A pair is asked for its first part before the second is known to be there.
fn zips(left: &Expr, right: &Expr, backward: bool) -> bool {
    let steady = !has_steps(left) || !has_effects(left);
    steady
        && (!backward || !has_steps(right) || !has_effects(right))
        && is_lockstep(left, backward)
        && is_lockstep(right, backward)
}

impl Rewriter<'_> {
    /// How the items of an iterator without steps are made up.
    pub(super) fn shape(&self, iter: &Expr) -> Shape {
        match iter {
            Expr::Paren(e) => self.shape(&e.expr),
            Expr::MethodCall(m) if is_iterator(iter) => match m.method.to_string().as_str() {
                "zip" => Shape::Pair(
                    Box::new(self.shape(&m.receiver)),
                    Box::new(
                        m.args
                            .first()
                            .map_or(Shape::One(Kind::Unknown), |other| self.shape(other)),
                    ),
                ),
                "enumerate" => Shape::Pair(
                    Box::new(Shape::One(Kind::Value)),
                    Box::new(self.shape(&m.receiver)),
                ),
                "indexed_iter" | "indexed_iter_mut" => Shape::Pair(
                    Box::new(Shape::One(Kind::Value)),
                    Box::new(Shape::One(match m.method == "indexed_iter" {
                        true => Kind::Shared,
                        false => Kind::Mutable,
                    })),
                ),
                "rev" | "skip" | "take" | "step_by" => self.shape(&m.receiver),
                "into_iter" => self.shape(&m.receiver),
                "iter" | "windows" | "chunks" | "chunks_exact" => Shape::One(Kind::Shared),
                "iter_mut" | "chunks_mut" | "chunks_exact_mut" => Shape::One(Kind::Mutable),
                _ => Shape::One(Kind::Value),
            },
            Expr::Reference(r) if r.mutability.is_some() => Shape::One(Kind::Mutable),
            Expr::Path(_) | Expr::Reference(_) => Shape::One(self.kind_of(iter)),
            _ => Shape::One(Kind::Value),
        }
    }

    /// Fresh names for items of this shape.
    fn named_shape(&mut self, shape: &Shape) -> Item {
        match shape {
            Shape::One(kind) => self.fresh_item(*kind),
            Shape::Pair(a, b) => {
                let (a, b) = (self.named_shape(a), self.named_shape(b));
                Item::Parts(vec![a, b])
            }
        }
    }

    /// Takes a chain apart for which [`is_lockstep`] holds.
    pub(super) fn lockstep(&mut self, chain: &Expr) -> Made<Lockstep> {
        if !has_steps(chain) {
            let item = self.named_shape(&self.shape(chain));
            return Ok(Lockstep {
                before: Vec::new(),
                pat: item.pattern(),
                head: chain.clone(),
                body: Vec::new(),
                item,
            });
        }
        match chain {
            Expr::Paren(e) => self.lockstep(&e.expr),
            Expr::Call(c) => match (iter_function(c).as_deref(), c.args.len()) {
                (Some("repeat" | "once"), 1) => {
                    let head = match iter_function(c).as_deref() {
                        Some("once") => parse_quote!(0_usize..1),
                        _ => parse_quote!(0_usize..),
                    };
                    self.same_again(&c.args[0], head)
                }
                (Some("repeat_n"), 2) => {
                    let times = &c.args[1];
                    self.same_again(&c.args[0], parse_quote!(0_usize..#times))
                }
                (Some("zip"), 2) => self.zipped(&into_iter(&c.args[0]), &into_iter(&c.args[1])),
                _ => Err(syn::Error::new_spanned(
                    &c.func,
                    super::sources::UNSUPPORTED,
                )),
            },
            Expr::MethodCall(m) if m.method == "zip" && m.args.len() == 1 => {
                self.zipped(&m.receiver, &m.args[0])
            }
            Expr::MethodCall(m) => {
                let made = self.lockstep(&m.receiver)?;
                self.step_along(m, made)
            }
            _ => Err(syn::Error::new_spanned(chain, super::sources::UNSUPPORTED)),
        }
    }

    fn step_along(&mut self, m: &syn::ExprMethodCall, mut made: Lockstep) -> Made<Lockstep> {
        let head = receiver(&made.head);
        match m.method.to_string().as_str() {
            "map" => {
                let closure = self.closure(m, 1)?;
                let item = made.item.clone();
                let value = self.apply(&closure, &[(&item, By::Value)], &mut made.body)?;
                made.item = self.named(&value, &mut made.body);
            }
            "inspect" => {
                let closure = self.closure(m, 1)?;
                let item = made.item.used();
                let look = self.apply(&closure, &[(&item, By::Reference)], &mut made.body)?;
                made.body
                    .push(Stmt::Expr(look, Some(syn::token::Semi::default())));
                made.item = item;
            }
            "copied" | "cloned" => made.item = self.copied(m, &made.item)?,
            "enumerate" => {
                let number = self.fresh_item(Kind::Value);
                let (name, pat) = (number.pattern(), &made.pat);
                made.pat = parse_quote!((#name, #pat));
                made.head = parse_quote!(#head.enumerate());
                made.item = Item::Parts(vec![number, made.item]);
            }
            "rev" => made.head = parse_quote!(#head.rev()),
            "take" | "skip" => {
                let (method, count) = (&m.method, self.steady_argument(m)?);
                made.head = match endless(&made.head) {
                    true if m.method == "take" => parse_quote!(0_usize..#count),
                    _ => parse_quote!(#head.#method(#count)),
                };
            }
            _ => {}
        }
        Ok(made)
    }

    fn zipped(&mut self, left: &Expr, right: &Expr) -> Made<Lockstep> {
        let (a, b) = (self.lockstep(left)?, self.lockstep(right)?);
        let (head, other) = (receiver(&a.head), &b.head);
        let (left, right) = (&a.pat, &b.pat);
        Ok(Lockstep {
            before: [a.before, b.before].concat(),
            pat: parse_quote!((#left, #right)),
            head: parse_quote!(#head.zip(#other)),
            body: [a.body, b.body].concat(),
            item: Item::Parts(vec![a.item, b.item]),
        })
    }

    /// A value that is evaluated once and comes with each item of `head`.
    fn same_again(&mut self, value: &Expr, head: Expr) -> Made<Lockstep> {
        let kept = self.names.fresh("item");
        let kind = self.kind_of(value);
        let item = match kind {
            Kind::Shared => parse_quote!(#kept),
            _ => parse_quote!(#kept.clone()),
        };
        let mut body = Vec::new();
        let item = self.named(&item, &mut body);
        let item = Item::new(item.value(), kind);
        if let Expr::Path(p) = &item.value()
            && let Some(name) = p.path.get_ident()
        {
            self.kinds.insert(name.to_string(), kind);
        }
        Ok(Lockstep {
            before: vec![parse_quote!(let #kept = #value;)],
            pat: parse_quote!(_),
            head,
            body,
            item,
        })
    }

    /// `copied()` after steps: what the reference shows.
    pub(super) fn copied(&mut self, m: &syn::ExprMethodCall, item: &Item) -> Made<Item> {
        match item {
            Item::One { expr, kind, .. } if *kind != Kind::Value => {
                let seen = match expr {
                    Expr::Reference(r) => &r.expr,
                    other => other,
                };
                let copy: Expr = match m.method == "copied" && !matches!(expr, Expr::Reference(_)) {
                    true => parse_quote!(*#seen),
                    false if m.method == "copied" => seen.clone(),
                    false => parse_quote!(#seen.clone()),
                };
                Ok(Item::new(copy, Kind::Value))
            }
            _ => Err(syn::Error::new_spanned(
                &m.method,
                "the items here are no references that the macro knows of: leave this out, or use `map`",
            )),
        }
    }
}

/// `0_usize..`
fn endless(head: &Expr) -> bool {
    matches!(head, Expr::Range(r) if r.end.is_none() && r.start.as_ref().is_some_and(|s| matches!(&**s, Expr::Lit(l) if matches!(&l.lit, syn::Lit::Int(i) if i.base10_digits() == "0" && i.suffix() == "usize"))))
}

fn into_iter(expr: &Expr) -> Expr {
    if is_iterator(expr) {
        return expr.clone();
    }
    let receiver = receiver(expr);
    parse_quote!(#receiver.into_iter())
}
