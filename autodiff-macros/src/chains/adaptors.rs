//! Steps that leave items out, make several of one, or stop: each becomes
//! statements of the loop that the source has written.

use super::items::{By, Item, apart};
use super::kinds::Kind;
use super::sources::{UNSUPPORTED, Way};
use super::syntax::is_iterator;
use super::{Made, Rewriter, Sink};
use syn::{Expr, ExprMethodCall, Lifetime, Stmt, parse_quote};

impl Rewriter<'_> {
    /// Runs the chain that ends in step `m`.
    pub(super) fn adaptor(
        &mut self,
        m: &ExprMethodCall,
        way: &Way,
        sink: &mut Sink<'_>,
    ) -> Made<Vec<Stmt>> {
        let name = m.method.to_string();
        // From the end, what counts from the beginning has no loop.
        let counts = !matches!(
            name.as_str(),
            "map"
                | "inspect"
                | "filter"
                | "filter_map"
                | "flat_map"
                | "flatten"
                | "copied"
                | "cloned"
                | "rev"
                | "by_ref"
                | "fuse"
                | "into_iter"
        );
        if way.backward && counts {
            return Err(syn::Error::new_spanned(
                &m.method,
                format!(
                    "`rev` after `{name}` isn't supported on values with derivatives: collect the items into a `Vec` first, or write a `for` loop"
                ),
            ));
        }
        match name.as_str() {
            "rev" => {
                let backward = !way.backward;
                self.run(
                    &m.receiver,
                    &Way {
                        backward,
                        ..way.clone()
                    },
                    sink,
                )
            }
            "by_ref" | "fuse" | "into_iter" => self.run(&m.receiver, way, sink),
            "map" | "inspect" | "filter" | "take_while" | "map_while" | "filter_map" | "copied"
            | "cloned" => self.run(&m.receiver, way, &mut |r, item, next| {
                r.each(m, item, (next, &way.exit), sink)
            }),
            // The iterators between the two are never made.
            "flatten" if is_map(&m.receiver) => {
                let mut flat_map = m.clone();
                if let Expr::MethodCall(map) = &*m.receiver {
                    flat_map = map.clone();
                    flat_map.method = proc_macro2::Ident::new("flat_map", map.method.span());
                }
                self.adaptor(&flat_map, way, sink)
            }
            "flat_map" | "flatten" => self.run(&m.receiver, way, &mut |r, item, next| {
                r.several(m, item, (next, way), sink)
            }),
            "enumerate" | "skip" | "step_by" | "skip_while" | "scan" => self.counted(m, way, sink),
            "take" => {
                let (left, count) = (self.names.fresh("left"), self.steady_argument(m)?);
                let exit = &way.exit;
                let mut inner = way.clone();
                inner
                    .guards
                    .push(parse_quote!(if #left == 0 { break #exit; }));
                let mut out: Vec<Stmt> = vec![parse_quote!(let mut #left: usize = #count;)];
                out.extend(self.run(&m.receiver, &inner, &mut |r, item, next| {
                    let mut body: Vec<Stmt> = vec![parse_quote!(#left -= 1;)];
                    body.extend(sink(r, item.used(), next)?);
                    Ok(body)
                })?);
                Ok(out)
            }
            _ => Err(syn::Error::new_spanned(
                &m.method,
                format!(
                    "`{name}` isn't supported on values with derivatives: write a `for` or `while` loop"
                ),
            )),
        }
    }

    /// A step that sees each item for itself.
    fn each(
        &mut self,
        m: &ExprMethodCall,
        item: Item,
        (next, exit): (&Lifetime, &Lifetime),
        sink: &mut Sink<'_>,
    ) -> Made<Vec<Stmt>> {
        let mut body = Vec::new();
        let item = match m.method.to_string().as_str() {
            "map" => {
                let closure = self.closure(m, 1)?;
                let value = self.apply(&closure, &[(&item, By::Value)], &mut body)?;
                self.named(&value, &mut body)
            }
            "copied" | "cloned" => self.copied(m, &item)?,
            "filter_map" | "map_while" => {
                let closure = self.closure(m, 1)?;
                let value = self.apply(&closure, &[(&item, By::Value)], &mut body)?;
                let none = match m.method == "filter_map" {
                    true => parse_quote!({ continue #next }),
                    false => parse_quote!({ break #exit }),
                };
                let value = self.inside_some(&value, &none)?;
                self.named(&value, &mut body)
            }
            name => {
                let closure = self.closure(m, 1)?;
                let look = self.apply(&closure, &[(&item.used(), By::Reference)], &mut body)?;
                body.push(match name {
                    "filter" => parse_quote!(if !(#look) { continue #next; }),
                    "take_while" => parse_quote!(if !(#look) { break #exit; }),
                    _ => Stmt::Expr(look, Some(syn::token::Semi::default())),
                });
                item.used()
            }
        };
        body.extend(sink(self, item, next)?);
        Ok(body)
    }

    /// `flat_map` and `flatten`: a loop inside of the loop.
    fn several(
        &mut self,
        m: &ExprMethodCall,
        item: Item,
        (_, way): (&Lifetime, &Way),
        sink: &mut Sink<'_>,
    ) -> Made<Vec<Stmt>> {
        let mut body = Vec::new();
        let mut inner = match m.method == "flatten" {
            true => {
                let value = item.value();
                match item.kind() {
                    Kind::Shared => parse_quote!(#value.iter()),
                    Kind::Mutable => parse_quote!(#value.iter_mut()),
                    _ => value,
                }
            }
            false => {
                let closure = self.closure(m, 1)?;
                self.apply(&closure, &[(&item, By::Value)], &mut body)?
            }
        };
        while let Expr::Block(b) = &inner
            && b.label.is_none()
        {
            let (stmts, Some(tail)) = apart(&b.block) else {
                return Err(syn::Error::new_spanned(&m.method, UNSUPPORTED));
            };
            body.extend(stmts);
            inner = tail;
        }
        if !is_iterator(&inner) && !matches!(inner, Expr::Path(_) | Expr::Reference(_)) {
            let part = self.names.fresh("part");
            body.push(parse_quote!(let #part = #inner;));
            inner = parse_quote!(#part);
        }
        let inside = Way {
            exit: self.names.fresh_label("chain"),
            ..way.clone()
        };
        body.extend(self.run(&inner, &inside, sink)?);
        Ok(body)
    }

    /// Steps that remember something from item to item.
    fn counted(&mut self, m: &ExprMethodCall, way: &Way, sink: &mut Sink<'_>) -> Made<Vec<Stmt>> {
        let mut out: Vec<Stmt> = Vec::new();
        let state = self.names.fresh(match m.method.to_string().as_str() {
            "enumerate" => "count",
            "skip_while" => "skipping",
            "scan" => "state",
            _ => "left",
        });
        let step = self.names.fresh("step");
        match m.method.to_string().as_str() {
            "enumerate" => out.push(parse_quote!(let mut #state = 0_usize;)),
            "skip" => {
                let count = self.steady_argument(m)?;
                out.push(parse_quote!(let mut #state: usize = #count;));
            }
            "step_by" => {
                let count = self.steady_argument(m)?;
                out.push(parse_quote!(let #step: usize = #count;));
                out.push(parse_quote!(assert!(#step != 0);));
                out.push(parse_quote!(let mut #state = 0_usize;));
            }
            "skip_while" => out.push(parse_quote!(let mut #state = true;)),
            _ => {
                let start = self.steady_argument(m)?;
                out.push(parse_quote!(let mut #state = #start;));
            }
        }
        out.extend(self.run(&m.receiver, way, &mut |r, item, next| {
            let mut body: Vec<Stmt> = Vec::new();
            let item = match m.method.to_string().as_str() {
                "enumerate" => {
                    let number = r.names.fresh("number");
                    body.push(parse_quote!(let #number = #state;));
                    body.push(parse_quote!(#state += 1;));
                    let number = Item::new(parse_quote!(#number), Kind::Value);
                    Item::Parts(vec![number, item.used()])
                }
                "skip" => {
                    body.push(parse_quote!(if #state > 0 { #state -= 1; continue #next; }));
                    item.used()
                }
                "step_by" => {
                    body.push(parse_quote!(if #state > 0 { #state -= 1; continue #next; }));
                    body.push(parse_quote!(#state = #step - 1;));
                    item.used()
                }
                "skip_while" => {
                    let closure = r.closure(m, 1)?;
                    let mut looking = Vec::new();
                    let item = item.used();
                    let look = r.apply(&closure, &[(&item, By::Reference)], &mut looking)?;
                    body.push(parse_quote!(if #state { #(#looking)* if #look { continue #next; } #state = false; }));
                    item
                }
                _ => {
                    let closure = r.closure(m, 2)?;
                    let kept = Item::new(parse_quote!(&mut #state), Kind::Mutable);
                    let items = [(&kept, By::Value), (&item.used(), By::Value)];
                    let value = r.apply(&closure, &items, &mut body)?;
                    let exit = &way.exit;
                    let value = r.inside_some(&value, &parse_quote!({ break #exit }))?;
                    r.named(&value, &mut body)
                }
            };
            body.extend(sink(r, item, next)?);
            Ok(body)
        })?);
        Ok(out)
    }
}

fn is_map(chain: &Expr) -> bool {
    matches!(chain, Expr::MethodCall(m) if m.method == "map" && m.args.len() == 1)
}
