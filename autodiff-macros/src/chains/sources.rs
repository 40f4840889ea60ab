//! What a chain runs over: the loop that brings the items.

use super::closures::is_some;
use super::items::By;
use super::kinds::Kind;
use super::lockstep::{Lockstep, is_lockstep};
use super::syntax::{
    has_effects, is_borrowing, is_iterator, iter_function, occurs, receiver, takes_value,
};
use super::{Made, Rewriter, Sink};
use quote::ToTokens;
use syn::{Expr, Lifetime, Pat, Stmt, parse_quote};

pub(super) const UNSUPPORTED: &str =
    "this iterator isn't supported on values with derivatives: write a `for` or `while` loop";

/// How a chain is to be run.
#[derive(Clone)]
pub(super) struct Way {
    /// From its end.
    pub(super) backward: bool,
    /// `break` with this label leaves the whole chain.
    pub(super) exit: Lifetime,
    /// What stands at the head of every loop, before the next item is made.
    pub(super) guards: Vec<Stmt>,
}

impl Rewriter<'_> {
    pub(super) fn way(&mut self) -> Way {
        Way {
            backward: false,
            exit: self.names.fresh_label("chain"),
            guards: Vec::new(),
        }
    }

    /// The statements that run `chain` and give each item to `sink`.
    pub(super) fn run(&mut self, chain: &Expr, way: &Way, sink: &mut Sink<'_>) -> Made<Vec<Stmt>> {
        if is_lockstep(chain, way.backward) {
            let mut made = self.lockstep(chain)?;
            if way.backward {
                let head = receiver(&made.head);
                made.head = parse_quote!(#head.rev());
            }
            return self.lockstep_loop(made, way, sink);
        }
        match chain {
            Expr::Paren(e) => self.run(&e.expr, way, sink),
            Expr::Call(c) => match (iter_function(c).as_deref(), way.backward) {
                (Some("successors"), false) if c.args.len() == 2 => {
                    self.successors(&c.func, &c.args[0], &c.args[1], way, sink)
                }
                (Some(name @ ("from_fn" | "repeat_with")), false) if c.args.len() == 1 => {
                    let endless = name == "repeat_with";
                    self.called_again(&c.func, &c.args[0], endless, way, sink)
                }
                (Some("zip"), false) if c.args.len() == 2 => {
                    self.zip_apart(&c.func, &c.args[0], &c.args[1], way, sink)
                }
                _ => Err(syn::Error::new_spanned(&c.func, UNSUPPORTED)),
            },
            Expr::MethodCall(m) => match (m.method.to_string().as_str(), m.args.first()) {
                ("chain", Some(other)) => self.one_after_other(&m.receiver, other, way, sink),
                ("zip", Some(other)) if !way.backward => {
                    self.zip_apart(&m.method, &m.receiver, other, way, sink)
                }
                _ => self.adaptor(m, way, sink),
            },
            _ => Err(syn::Error::new_spanned(chain, UNSUPPORTED)),
        }
    }

    fn lockstep_loop(&mut self, made: Lockstep, way: &Way, sink: &mut Sink<'_>) -> Made<Vec<Stmt>> {
        let Lockstep {
            mut before,
            mut pat,
            head,
            mut body,
            item,
        } = made;
        let exit = &way.exit;
        body.extend(sink(self, item, exit)?);
        move_into_pattern(&mut pat, &mut body);
        let guards = &way.guards;
        before.push(labelled(
            exit,
            |label| parse_quote!(#label for #pat in #head { #(#guards)* #(#body)* }),
            [guards.as_slice(), &body].concat(),
        ));
        Ok(before)
    }

    /// `a.chain(b)`: a loop for each.
    fn one_after_other(
        &mut self,
        first: &Expr,
        second: &Expr,
        way: &Way,
        sink: &mut Sink<'_>,
    ) -> Made<Vec<Stmt>> {
        let (first, second) = match way.backward {
            true => (second, first),
            false => (first, second),
        };
        let mut out = Vec::new();
        // Both are there before either is run.
        let second = self.steady_sources(second, &mut out)?;
        let mut loops = Vec::new();
        for part in [first, &second] {
            let inner = Way {
                exit: self.names.fresh_label("chain"),
                ..way.clone()
            };
            loops.extend(self.run(part, &inner, sink)?);
        }
        let exit = &way.exit;
        if occurs(&exit.ident.to_string(), tokens_of(&loops)) {
            out.push(parse_quote!(#exit: loop { #(#loops)* break #exit; }));
        } else {
            out.extend(loops);
        }
        Ok(out)
    }

    /// `chain` with everything in its sources bound that may change until it is run.
    pub(super) fn steady_sources(&mut self, chain: &Expr, out: &mut Vec<Stmt>) -> Made<Expr> {
        let mut chain = chain.clone();
        self.settle_source(&mut chain, false, out)?;
        Ok(chain)
    }

    /// `borrowed` if what `chain` names is run over by reference.
    fn settle_source(&mut self, chain: &mut Expr, borrowed: bool, out: &mut Vec<Stmt>) -> Made<()> {
        match chain {
            Expr::Paren(e) => self.settle_source(&mut e.expr, borrowed, out),
            Expr::Range(r) => {
                for bound in r.start.iter_mut().chain(&mut r.end) {
                    self.settle_value(bound, out);
                }
                Ok(())
            }
            Expr::MethodCall(m) if is_iterator(&Expr::MethodCall(m.clone())) => {
                let borrowing = is_borrowing(m);
                self.settle_source(&mut m.receiver, borrowing, out)?;
                match (m.method.to_string().as_str(), m.args.first_mut()) {
                    ("zip" | "chain", Some(other)) => self.settle_source(other, false, out)?,
                    (name, Some(value)) if takes_value(name) => self.settle_value(value, out),
                    _ => {}
                }
                Ok(())
            }
            Expr::Call(c) if iter_function(c).is_some() => {
                let name = iter_function(c).unwrap_or_default();
                for arg in &mut c.args {
                    match (name.as_str(), arg) {
                        ("zip", arg) => self.settle_source(arg, false, out)?,
                        ("once" | "repeat" | "repeat_n", arg) => self.settle_value(arg, out),
                        ("successors", Expr::Call(some)) => {
                            some.args
                                .iter_mut()
                                .for_each(|first| self.settle_value(first, out));
                        }
                        _ => {}
                    }
                }
                Ok(())
            }
            // What is borrowed can't change.
            Expr::Path(_) if borrowed || self.kind_of(chain) == Kind::Shared => Ok(()),
            Expr::Reference(r) if matches!(&*r.expr, Expr::Path(_)) => Ok(()),
            other if has_effects(other) => Err(syn::Error::new_spanned(
                other,
                "bind this by `let` before the chain: it would be evaluated too late",
            )),
            other => {
                let part = self.names.fresh("part");
                let kind = match borrowed {
                    true => Kind::Shared,
                    false => self.kind_of(other),
                };
                let value = match (borrowed, &*other) {
                    (true, Expr::Field(_) | Expr::Index(_)) => parse_quote!(&#other),
                    _ => other.clone(),
                };
                self.kinds.insert(part.to_string(), kind);
                out.push(parse_quote!(let #part = #value;));
                *other = parse_quote!(#part);
                Ok(())
            }
        }
    }

    fn settle_value(&mut self, value: &mut Expr, out: &mut Vec<Stmt>) {
        if matches!(value, Expr::Lit(_)) {
            return;
        }
        let (bound, given) = (self.names.fresh("bound"), value.clone());
        out.push(parse_quote!(let #bound = #given;));
        *value = parse_quote!(#bound);
    }

    /// `iter::successors(Some(first), |x| next)`: the next one is made before
    /// this one is given.
    fn successors(
        &mut self,
        func: &Expr,
        first: &Expr,
        next: &Expr,
        way: &Way,
        sink: &mut Sink<'_>,
    ) -> Made<Vec<Stmt>> {
        let first = match first {
            Expr::Call(c) if is_some(&c.func) && c.args.len() == 1 => &c.args[0],
            other => {
                return Err(syn::Error::new_spanned(
                    other,
                    "write the first item as `Some(…)`",
                ));
            }
        };
        let closure = self.closure_of(&name_of(func), next, 1)?;
        let (state, more) = (self.names.fresh("state"), self.names.fresh("more"));
        let mut body = Vec::new();
        let item = self.named(&parse_quote!(#state.clone()), &mut body);
        let value = self.apply(&closure, &[(&item, By::Reference)], &mut body)?;
        let shown = item.value();
        let value = self.inside_some(&value, &parse_quote!({ #more = false; #shown.clone() }))?;
        let ends = occurs(&more.to_string(), value.to_token_stream());
        body.push(parse_quote!(#state = #value;));
        body.extend(sink(self, item, &way.exit)?);
        let guards = &way.guards;
        let mut out = vec![parse_quote!(let mut #state = #first;)];
        if ends {
            out.push(parse_quote!(let mut #more = true;));
        }
        let all = [guards.as_slice(), &body].concat();
        out.push(labelled(
            &way.exit,
            |label| match ends {
                true => parse_quote!(#label while #more { #(#guards)* #(#body)* }),
                false => parse_quote!(#label loop { #(#guards)* #(#body)* }),
            },
            all,
        ));
        Ok(out)
    }

    /// `iter::from_fn(|| …)`, and `iter::repeat_with(|| …)`, which is `endless`.
    fn called_again(
        &mut self,
        func: &Expr,
        next: &Expr,
        endless: bool,
        way: &Way,
        sink: &mut Sink<'_>,
    ) -> Made<Vec<Stmt>> {
        let closure = self.closure_of(&name_of(func), next, 0)?;
        let exit = &way.exit;
        let value = match endless {
            true => (*closure.body).clone(),
            false => self.inside_some(&closure.body, &parse_quote!({ break #exit }))?,
        };
        let mut body = Vec::new();
        let item = self.named(&value, &mut body);
        body.extend(sink(self, item, exit)?);
        let guards = &way.guards;
        let all = [guards.as_slice(), &body].concat();
        Ok(vec![labelled(
            exit,
            |label| parse_quote!(#label loop { #(#guards)* #(#body)* }),
            all,
        )])
    }
}

/// The last name of a path.
pub(super) fn name_of(func: &Expr) -> proc_macro2::Ident {
    match func {
        Expr::Path(p) => p.path.segments.last().map(|s| s.ident.clone()),
        _ => None,
    }
    .unwrap_or_else(|| proc_macro2::Ident::new("closure", proc_macro2::Span::call_site()))
}

fn tokens_of(stmts: &[Stmt]) -> proc_macro2::TokenStream {
    quote::quote!(#(#stmts)*)
}

/// A loop, with its label if `body` mentions it.
fn labelled(
    label: &Lifetime,
    make: impl FnOnce(Option<syn::Label>) -> Stmt,
    body: Vec<Stmt>,
) -> Stmt {
    let mentioned = occurs(&label.ident.to_string(), tokens_of(&body));
    make(mentioned.then(|| parse_quote!(#label:)))
}

/// `for item in xs { let &v = item; … }` as `for &v in xs { … }`.
pub(super) fn move_into_pattern(pat: &mut Pat, body: &mut Vec<Stmt>) {
    let mut i = 0;
    while i < body.len() {
        match bound_name(&body[i]) {
            Some((name, bound))
                if !occurs(&name, tokens_of(&body[..i]))
                    && !occurs(&name, tokens_of(&body[i + 1..]))
                    && substitute(pat, &name, &bound) =>
            {
                body.remove(i);
            }
            _ => i += 1,
        }
    }
}

/// `let bound = name;`
fn bound_name(stmt: &Stmt) -> Option<(String, Pat)> {
    match stmt {
        Stmt::Local(local) if !matches!(local.pat, Pat::Type(_)) => {
            let name = crate::activity::variable(&local.init.as_ref()?.expr)?;
            Some((name, local.pat.clone()))
        }
        _ => None,
    }
}

fn substitute(pat: &mut Pat, name: &str, with: &Pat) -> bool {
    match pat {
        Pat::Ident(p) if p.ident == name => {
            *pat = with.clone();
            true
        }
        Pat::Tuple(p) => p.elems.iter_mut().any(|p| substitute(p, name, with)),
        _ => false,
    }
}
