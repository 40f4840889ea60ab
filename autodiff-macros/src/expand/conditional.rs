//! `#[cfg(…)]` inside a body. A macro can't tell whether a condition holds, so the
//! companions are written once for each way the conditions may turn out, each
//! under a `#[cfg]` of its own.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use std::collections::BTreeMap;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, ItemFn, Stmt, parse_quote};

/// At most so many conditions: each doubles what is written.
const MOST: usize = 4;

/// The function, once for each way its conditions may turn out.
pub(super) fn ways(function: &ItemFn) -> Vec<ItemFn> {
    let mut found = Strip {
        holds: None,
        conditions: BTreeMap::new(),
    };
    found.visit_block_mut(&mut function.block.clone());
    let conditions: Vec<TokenStream> = found.conditions.into_values().collect();
    if conditions.is_empty() || conditions.len() > MOST {
        return vec![function.clone()];
    }
    let ways = (0..1_usize << conditions.len()).map(|way| {
        let mut function = function.clone();
        let holds = |i: usize| way >> i & 1 == 1;
        let known = conditions
            .iter()
            .enumerate()
            .map(|(i, c)| (c.to_string(), holds(i)));
        let mut strip = Strip {
            holds: Some(known.collect()),
            conditions: BTreeMap::new(),
        };
        strip.visit_block_mut(&mut function.block);
        let all = conditions
            .iter()
            .enumerate()
            .map(|(i, c)| if holds(i) { c.clone() } else { quote!(not(#c)) });
        function.attrs.push(parse_quote!(#[cfg(all(#(#all),*))]));
        function
    });
    ways.collect()
}

/// Collects conditions or, where it is known which hold, takes them out of a body
/// with what they exclude.
struct Strip {
    holds: Option<BTreeMap<String, bool>>,
    conditions: BTreeMap<String, TokenStream>,
}

impl Strip {
    /// Whether what bears the attributes stays.
    fn stays(&mut self, attributes: &mut Vec<Attribute>) -> bool {
        let mut stays = true;
        attributes.retain(|attribute| {
            let Some(condition) = condition(attribute) else {
                return true;
            };
            let (condition, negated) = positive(condition);
            let text = condition.to_string();
            match &self.holds {
                Some(holds) => {
                    stays &= holds.get(&text).copied().unwrap_or(!negated) != negated;
                    false
                }
                None => {
                    self.conditions.insert(text, condition);
                    true
                }
            }
        });
        stays
    }
}

/// `not(c)` as `c`, negated.
fn positive(condition: TokenStream) -> (TokenStream, bool) {
    let tokens: Vec<TokenTree> = condition.clone().into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(not), TokenTree::Group(inner)] if not == "not" => {
            let (condition, negated) = positive(inner.stream());
            (condition, !negated)
        }
        _ => (condition, false),
    }
}

fn condition(attribute: &Attribute) -> Option<TokenStream> {
    match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg") => Some(list.tokens.clone()),
        _ => None,
    }
}

impl VisitMut for Strip {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.retain_mut(|stmt| match stmt {
            Stmt::Local(local) => self.stays(&mut local.attrs),
            Stmt::Macro(m) => self.stays(&mut m.attrs),
            Stmt::Expr(e, _) => attributes(e).is_none_or(|attrs| self.stays(attrs)),
            // Items keep theirs.
            Stmt::Item(_) => true,
        });
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_match_mut(&mut self, e: &mut syn::ExprMatch) {
        e.arms.retain_mut(|arm| self.stays(&mut arm.attrs));
        visit_mut::visit_expr_match_mut(self, e);
    }

    fn visit_expr_struct_mut(&mut self, e: &mut syn::ExprStruct) {
        let fields = std::mem::take(&mut e.fields);
        for mut field in fields {
            if self.stays(&mut field.attrs) {
                e.fields.push(field);
            }
        }
        visit_mut::visit_expr_struct_mut(self, e);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The attributes of an expression in the place of a statement.
fn attributes(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    Some(match expr {
        Expr::Assign(e) => &mut e.attrs,
        Expr::Binary(e) => &mut e.attrs,
        Expr::Block(e) => &mut e.attrs,
        Expr::Break(e) => &mut e.attrs,
        Expr::Call(e) => &mut e.attrs,
        Expr::Continue(e) => &mut e.attrs,
        Expr::ForLoop(e) => &mut e.attrs,
        Expr::If(e) => &mut e.attrs,
        Expr::Loop(e) => &mut e.attrs,
        Expr::Macro(e) => &mut e.attrs,
        Expr::Match(e) => &mut e.attrs,
        Expr::MethodCall(e) => &mut e.attrs,
        Expr::Return(e) => &mut e.attrs,
        Expr::While(e) => &mut e.attrs,
        _ => return None,
    })
}
