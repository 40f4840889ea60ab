//! What becomes of the items: sums, folds, containers, and the body of a `for`
//! loop over a chain.

use super::items::{By, Item};
use super::kinds::Kind;
use super::outcome::{Outcome, made};
use super::syntax::{has_effects, has_steps, is_end, is_iterator, is_other_end, receiver};
use super::{Made, Rewriter, Sink};
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprForLoop, ExprMethodCall, Lifetime, Stmt, parse_quote};

/// What is pushed to which of two lists.
type Given<'g> =
    dyn FnMut(&mut Rewriter<'_>, Item, [&proc_macro2::Ident; 2]) -> Made<Vec<Stmt>> + 'g;

/// What a `collect` or `from_iter` makes.
enum Collected {
    Vec,
    Array,
}

impl Rewriter<'_> {
    /// A chain that ends with a value.
    pub(super) fn end(&mut self, m: &ExprMethodCall) -> Option<Made<Expr>> {
        if is_other_end(m) {
            return Some(Err(syn::Error::new_spanned(
                &m.method,
                format!(
                    "`{}` isn't supported on values with derivatives: use `fold`, `reduce`, `max_by`, or a `for` loop",
                    m.method
                ),
            )));
        }
        if !is_end(m) {
            return None;
        }
        Some(match m.method.to_string().as_str() {
            "fold" | "rfold" | "try_fold" => self.fold(m),
            "for_each" => self.for_each(m),
            "collect" => self.collect(m),
            "unzip" => self.unzip(m),
            "partition" => self.partition(m),
            _ => self.total(m),
        })
    }

    /// `start; chain with each item given to sink; value`, as a block.
    pub(super) fn around(
        &mut self,
        start: Vec<Stmt>,
        chain: &Expr,
        sink: &mut Sink<'_>,
        value: Option<Expr>,
    ) -> Made<Expr> {
        let way = self.way();
        let run = self.run(chain, &way, sink)?;
        Ok(parse_quote!({ #(#start)* #(#run)* #value }))
    }

    /// `sum` and `product`. Sums of floats start from minus zero, as in the
    /// standard library.
    fn total(&mut self, m: &ExprMethodCall) -> Made<Expr> {
        let acc = self.names.fresh("acc");
        let (outcome, ty) = self.outcome_of_type(made(m));
        let sum = m.method == "sum";
        let plain = |name: &syn::Ident| name == "f64" || name == "f32";
        let ty = ty.filter(|t| !matches!(t, syn::Type::Infer(_))).cloned();
        let ty = ty.or_else(|| {
            let of = self.scalar;
            (!plain(of)).then(|| parse_quote!(#of))
        });
        // A type parameter has no literals.
        let general = |ty: &&syn::Type| !matches!(ty, syn::Type::Path(p) if p.path.get_ident().is_some_and(plain));
        let general = ty.as_ref().filter(general);
        let start = match (general, sum) {
            (Some(ty), true) => {
                quote!(<#ty as ::core::iter::Sum>::sum(::core::iter::empty::<#ty>()))
            }
            (Some(ty), false) => {
                quote!(<#ty as ::core::iter::Product>::product(::core::iter::empty::<#ty>()))
            }
            (None, true) => quote!(-0.0),
            (None, false) => quote!(1.0),
        };
        let annotation = ty.as_ref().map(|ty| quote!(: #ty));
        let start: Stmt = parse_quote!(let mut #acc #annotation = #start;);
        let mut sink = |_: &mut Rewriter<'_>, item: Item, _: &Lifetime| {
            let item = item.value();
            let taken = outcome.as_ref().map(|outcome| &outcome.value);
            let next = taken.map_or(quote!(#item), |value| quote!(#value));
            let add: Stmt = match sum {
                true => parse_quote!(#acc += #next;),
                false => parse_quote!(#acc *= #next;),
            };
            Ok(vec![match &outcome {
                Some(outcome) => outcome.step(&item, &add),
                None => add,
            }])
        };
        let made = self.around(
            vec![start],
            &m.receiver,
            &mut sink,
            Some(Outcome::given(&outcome, &parse_quote!(#acc))),
        )?;
        Ok(Outcome::labelled(&outcome, made))
    }

    fn fold(&mut self, m: &ExprMethodCall) -> Made<Expr> {
        let Some(init) = m.args.first().filter(|init| !has_effects(init)) else {
            return Err(syn::Error::new_spanned(
                &m.method,
                "the start of `fold` changes something: bind it by `let` before the chain",
            ));
        };
        let acc = self.names.fresh("acc");
        let closure = self.closure(m, 2)?;
        let outcome = match m.method == "try_fold" {
            true => Some(self.outcome(m, &closure)?),
            false => None,
        };
        let state = Item::new(parse_quote!(#acc), Kind::Unknown);
        let mut sink = |r: &mut Rewriter<'_>, item: Item, _: &Lifetime| {
            let mut body = Vec::new();
            let items = [(&state, By::Value), (&item, By::Value)];
            let value = r.apply(&closure, &items, &mut body)?;
            body.push(match &outcome {
                None => parse_quote!(#acc = #value;),
                Some(outcome) => {
                    let next = &outcome.value;
                    outcome.step(&value, &parse_quote!(#acc = #next;))
                }
            });
            Ok(body)
        };
        // A type that the closure says of its state is that of the start.
        let ty = match &closure.inputs[0] {
            syn::Pat::Type(typed) => Some(&typed.ty),
            _ => None,
        }
        .map(|ty| quote!(: #ty));
        let start = vec![parse_quote!(let mut #acc #ty = #init;)];
        let mut chain = receiver(&m.receiver);
        if m.method == "rfold" {
            chain = parse_quote!(#chain.rev());
        }
        let made = self.around(
            start,
            &chain,
            &mut sink,
            Some(Outcome::given(&outcome, &parse_quote!(#acc))),
        )?;
        Ok(Outcome::labelled(&outcome, made))
    }

    fn for_each(&mut self, m: &ExprMethodCall) -> Made<Expr> {
        let closure = self.closure(m, 1)?;
        let mut sink = |r: &mut Rewriter<'_>, item: Item, _: &Lifetime| {
            let mut body = Vec::new();
            let result = r.apply(&closure, &[(&item, By::Value)], &mut body)?;
            body.push(Stmt::Expr(result, Some(syn::token::Semi::default())));
            Ok(body)
        };
        self.around(Vec::new(), &m.receiver, &mut sink, None)
    }

    /// `v.extend(chain)`: the items of the chain are pushed one by one.
    pub(super) fn extension(&mut self, m: &ExprMethodCall) -> Option<Made<Expr>> {
        let chain = match m.args.first() {
            Some(chain) if m.method == "extend" && m.args.len() == 1 => chain,
            _ => return None,
        };
        if !has_steps(chain) || !self.activity.expr(chain) {
            return None;
        }
        let receiver = &m.receiver;
        let named = crate::activity::variable(receiver).is_some();
        // A part is found once.
        let part = self.names.fresh("part");
        let (start, target): (Vec<Stmt>, Expr) = if named {
            (Vec::new(), (**receiver).clone())
        } else {
            (
                vec![parse_quote!(let #part = &mut #receiver;)],
                parse_quote!(#part),
            )
        };
        let mut sink = |_: &mut Rewriter<'_>, item: Item, _: &Lifetime| {
            let value = item.value();
            let value: Expr = match item.kind() {
                Kind::Shared | Kind::Mutable => parse_quote!(*#value),
                _ => value,
            };
            let pushed: Expr = parse_quote!(#target.push(#value));
            Ok(vec![Stmt::Expr(pushed, Some(syn::token::Semi::default()))])
        };
        Some(self.around(start, chain, &mut sink, None))
    }

    fn collect(&mut self, m: &ExprMethodCall) -> Made<Expr> {
        let (outcome, ty) = self.outcome_of_type(made(m));
        let ty = ty.filter(|ty| !matches!(ty, syn::Type::Infer(_)));
        let kind = ty.map_or(Some(Collected::Vec), collected).ok_or_else(|| {
            syn::Error::new_spanned(
                &m.method,
                "`collect` on values with derivatives makes a `Vec` or an `Array1`: make one of them, and what is wanted of it in another statement",
            )
        })?;
        self.collected(&m.receiver, &kind, outcome)
    }

    fn collected(
        &mut self,
        chain: &Expr,
        kind: &Collected,
        outcome: Option<Outcome>,
    ) -> Made<Expr> {
        let (acc, root) = (self.names.fresh("acc"), self.root.clone());
        let value: Expr = match kind {
            Collected::Array => parse_quote!(#root::__private::ndarray::Array1::from_vec(#acc)),
            Collected::Vec => parse_quote!(#acc),
        };
        let start = vec![parse_quote!(let mut #acc = #root::__private::Vec::new();)];
        let mut sink = |_: &mut Rewriter<'_>, item: Item, _: &Lifetime| {
            Ok(vec![match &outcome {
                Some(outcome) => {
                    let next = &outcome.value;
                    outcome.step(&item.value(), &push(&acc, &parse_quote!(#next)))
                }
                None => push(&acc, &item.value()),
            }])
        };
        let made = self.around(
            start,
            chain,
            &mut sink,
            Some(Outcome::given(&outcome, &value)),
        )?;
        Ok(Outcome::labelled(&outcome, made))
    }

    /// `Vec::from_iter(chain)`, `Array1::from_iter(chain)`
    pub(super) fn constructed(&mut self, c: &syn::ExprCall) -> Option<Made<Expr>> {
        let Expr::Path(p) = &*c.func else { return None };
        let mut names = crate::paths::backwards(&p.path);
        let made = (names.next(), names.next());
        let kind = match (made.0.as_deref(), made.1.as_deref()) {
            (Some("from_iter"), Some("Vec")) => Collected::Vec,
            (Some("from_iter"), Some("Array1" | "Array")) => Collected::Array,
            _ => return None,
        };
        let chain = c.args.first().filter(|chain| is_iterator(chain))?;
        Some(self.collected(chain, &kind, None))
    }

    /// Two lists: what `given` says of each item goes to the first or the second.
    fn two_lists(&mut self, chain: &Expr, given: &mut Given<'_>) -> Made<Expr> {
        let (a, b, root) = (
            self.names.fresh("acc"),
            self.names.fresh("acc"),
            self.root.clone(),
        );
        let start = vec![
            parse_quote!(let mut #a = #root::__private::Vec::new();),
            parse_quote!(let mut #b = #root::__private::Vec::new();),
        ];
        let mut sink = |r: &mut Rewriter<'_>, item: Item, _: &Lifetime| given(r, item, [&a, &b]);
        self.around(start, chain, &mut sink, Some(parse_quote!((#a, #b))))
    }

    fn unzip(&mut self, m: &ExprMethodCall) -> Made<Expr> {
        self.two_lists(&m.receiver, &mut |_, item, [a, b]| {
            Ok(match item {
                Item::Parts(parts) if parts.len() == 2 => {
                    vec![push(a, &parts[0].value()), push(b, &parts[1].value())]
                }
                item => {
                    let item = item.value();
                    vec![
                        push(a, &parse_quote!(#item.0)),
                        push(b, &parse_quote!(#item.1)),
                    ]
                }
            })
        })
    }

    fn partition(&mut self, m: &ExprMethodCall) -> Made<Expr> {
        let closure = self.closure(m, 1)?;
        self.two_lists(&m.receiver, &mut |r, item, [a, b]| {
            let item = item.used();
            let mut body = Vec::new();
            let look = r.apply(&closure, &[(&item, By::Reference)], &mut body)?;
            // A list of references can't be differentiated through: it is one of copies.
            let value = match (item.kind(), item.value()) {
                (Kind::Shared, value) => parse_quote!(*#value),
                (_, value) => value,
            };
            let (first, second) = (push(a, &value), push(b, &value));
            body.push(parse_quote!(if #look { #first } else { #second }));
            Ok(body)
        })
    }

    /// A `for` loop over a chain with steps, or with a name for a whole pair.
    pub(super) fn for_loop(&mut self, f: &ExprForLoop) -> Option<Made<Expr>> {
        if !self.activity.expr(&f.expr) {
            return None;
        }
        let pairs = !has_steps(&f.expr) && self.names_pairs(&f.pat, &f.expr);
        if !has_steps(&f.expr) && !pairs {
            return None;
        }
        let mut way = self.way();
        if let Some(label) = &f.label {
            way.exit = label.name.clone();
        }
        let exit = way.exit.clone();
        let mut sink = |r: &mut Rewriter<'_>, item: Item, next: &Lifetime| {
            let mut user = f.body.clone();
            let mut exits = Exits {
                exit: &exit,
                next,
                inside: false,
            };
            exits.visit_block_mut(&mut user);
            let mut body = Vec::new();
            r.bind_in(&f.pat, &item, &mut user, &mut body)?;
            body.extend(user.stmts);
            Ok(body)
        };
        Some(
            self.run(&f.expr, &way, &mut sink)
                .map(|stmts| parse_quote!({ #(#stmts)* })),
        )
    }
}

/// Gives the exits of a loop's body the labels of the loops that it became.
struct Exits<'l> {
    exit: &'l Lifetime,
    next: &'l Lifetime,
    inside: bool,
}

impl VisitMut for Exits<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let ours = |label: &Option<Lifetime>, inside: bool, exit: &Lifetime| match label {
            None => !inside,
            Some(label) => label == exit,
        };
        match expr {
            Expr::Break(b) if ours(&b.label, self.inside, self.exit) => {
                b.label = Some(self.exit.clone());
            }
            Expr::Continue(c) if ours(&c.label, self.inside, self.exit) => {
                c.label = Some(self.next.clone());
            }
            Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => {
                let inside = std::mem::replace(&mut self.inside, true);
                visit_mut::visit_expr_mut(self, expr);
                self.inside = inside;
                return;
            }
            Expr::Closure(_) => return,
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

fn push(list: &proc_macro2::Ident, item: &Expr) -> Stmt {
    parse_quote!(#list.push(#item);)
}

/// What a type says that `collect` makes.
fn collected(ty: &syn::Type) -> Option<Collected> {
    let syn::Type::Path(p) = ty else { return None };
    match crate::paths::name(&p.path).as_str() {
        "Vec" => Some(Collected::Vec),
        "Array1" => Some(Collected::Array),
        _ => None,
    }
}
