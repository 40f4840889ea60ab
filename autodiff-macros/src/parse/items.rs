//! Items in the body. The sweeps have them at their beginning, so that both arms see them: what
//! would mean something else there is refused.

use crate::errors::{Errors, NEWER};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{Block, ForeignItem, Item, ItemFn, ItemMacro, Pat, UseTree};

/// Reports items that mean something else at the beginning of `function`.
pub(crate) fn refuse_items(function: &ItemFn, errors: &mut Errors) {
    let mut refuse = Refuse {
        function,
        errors,
        depth: 0,
        bound: HashSet::new(),
        macros: HashSet::new(),
    };
    for input in &function.sig.inputs {
        match input {
            syn::FnArg::Receiver(_) => {
                refuse.bound.insert("self".to_owned());
            }
            syn::FnArg::Typed(input) => refuse.bind(&input.pat),
        }
    }
    refuse.visit_block(&function.block);
}

struct Refuse<'a> {
    function: &'a ItemFn,
    errors: &'a mut Errors,
    /// The number of blocks around.
    depth: usize,
    /// The variables bound so far, in whatever scope.
    bound: HashSet<String>,
    /// The macros defined so far.
    macros: HashSet<String>,
}

impl Refuse<'_> {
    /// Notes the names of a pattern that can't be refused.
    fn bind(&mut self, pat: &Pat) {
        struct Binder<'b>(&'b mut HashSet<String>);
        impl Visit<'_> for Binder<'_> {
            fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
                self.0.insert(pat.ident.to_string());
                visit::visit_pat_ident(self, pat);
            }
        }
        Binder(&mut self.bound).visit_pat(pat);
    }

    fn inner(&mut self, item: &Item, block: &Block) {
        let mut names = Vec::new();
        match item {
            Item::Const(item) => names.push(&item.ident),
            Item::Enum(item) => names.push(&item.ident),
            Item::ExternCrate(item) => {
                let renamed = item.rename.as_ref().map(|(_, name)| name);
                names.push(renamed.unwrap_or(&item.ident));
            }
            Item::Fn(item) => names.push(&item.sig.ident),
            Item::ForeignMod(module) => {
                for item in &module.items {
                    match item {
                        ForeignItem::Fn(item) => names.push(&item.sig.ident),
                        ForeignItem::Static(item) => names.push(&item.ident),
                        ForeignItem::Type(item) => names.push(&item.ident),
                        other => self.unknown(other),
                    }
                }
            }
            // It has no name, and holds wherever it stands.
            Item::Impl(_) => {}
            Item::Macro(item) => names.extend(&item.ident),
            Item::Mod(item) => names.push(&item.ident),
            Item::Static(item) => names.push(&item.ident),
            Item::Struct(item) => names.push(&item.ident),
            Item::Trait(item) => names.push(&item.ident),
            Item::TraitAlias(item) => names.push(&item.ident),
            Item::Type(item) => names.push(&item.ident),
            Item::Union(item) => names.push(&item.ident),
            Item::Use(item) => self.imported(&item.tree, None, &mut names),
            other => self.unknown(other),
        }
        let called = matches!(item, Item::Macro(_));
        for name in names {
            let count = |tokens| {
                let mut count = 0_usize;
                mentions(tokens, &mut |ident, after| {
                    count += usize::from(ident == name && (!called || after == After::Bang));
                    false
                });
                count
            };
            let Self { function, .. } = self;
            let inside = count(block.to_token_stream());
            let everywhere =
                count(function.sig.to_token_stream()) + count(function.block.to_token_stream());
            if everywhere > inside {
                self.errors.at(
                    name,
                    format!("an item in a block is seen in the whole function by its sweeps, and `{name}` means something else outside of it: move it to the start of the function or give it another name"),
                );
            }
        }
    }

    /// The names that a `use` brings.
    fn imported<'t>(
        &mut self,
        tree: &'t UseTree,
        parent: Option<&'t Ident>,
        names: &mut Vec<&'t Ident>,
    ) {
        match tree {
            UseTree::Path(path) => self.imported(&path.tree, Some(&path.ident), names),
            UseTree::Name(name) if name.ident == "self" => names.extend(parent),
            UseTree::Name(name) => names.push(&name.ident),
            UseTree::Rename(name) => names.push(&name.rename),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.imported(tree, parent, names);
                }
            }
            UseTree::Glob(glob) => self.errors.at(
                glob,
                "an item in a block is seen in the whole function by its sweeps, and which names this brings can't be seen: name them, or move it to the start of the function",
            ),
        }
        names.retain(|name| *name != "_");
    }

    fn unknown(&mut self, item: impl ToTokens) {
        self.errors.at(item, NEWER);
    }

    fn macro_rules(&mut self, item: &ItemMacro) {
        let Some(name) = &item.ident else { return };
        if !self.macros.insert(name.to_string()) {
            self.errors.at(
                name,
                format!("the sweeps define the macros of the body at their beginning, and `{name}!` is defined twice: give it another name"),
            );
        } else if is_used_before(name, self.function) {
            self.errors.at(
                name,
                format!("the sweeps define the macros of the body at their beginning, and `{name}!` is used before this definition: move it to the start of the function or give it another name"),
            );
        }
        for tokens in transcribed(item.mac.tokens.clone()) {
            let mut found = Vec::new();
            mentions(tokens, &mut |ident, after| {
                // Not a field, a parameter with a type, another macro, a module.
                if after == After::Other && self.bound.contains(&ident.to_string()) {
                    found.push(ident.clone());
                }
                false
            });
            for ident in found {
                self.errors.at(
                    &ident,
                    format!("a macro in the body can't read `{ident}`, which its sweeps don't see: give it to the macro as an argument, or write out what it does"),
                );
            }
        }
    }
}

impl Visit<'_> for Refuse<'_> {
    fn visit_block(&mut self, block: &Block) {
        if self.depth > 0 {
            for stmt in &block.stmts {
                if let syn::Stmt::Item(item) = stmt {
                    self.inner(item, block);
                }
            }
        }
        self.depth += 1;
        visit::visit_block(self, block);
        self.depth -= 1;
    }

    fn visit_local(&mut self, local: &syn::Local) {
        self.bind(&local.pat);
        visit::visit_local(self, local);
    }

    fn visit_expr_for_loop(&mut self, e: &syn::ExprForLoop) {
        self.bind(&e.pat);
        visit::visit_expr_for_loop(self, e);
    }

    fn visit_expr_closure(&mut self, closure: &syn::ExprClosure) {
        closure.inputs.iter().for_each(|pat| self.bind(pat));
        visit::visit_expr_closure(self, closure);
    }

    fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
        // With a capital it may be a constant.
        if crate::rename::binds(&pat.ident) {
            self.bound.insert(pat.ident.to_string());
        }
        visit::visit_pat_ident(self, pat);
    }

    fn visit_item(&mut self, item: &Item) {
        // Other items are code of their own, which sees no locals.
        if let Item::Macro(item) = item {
            self.macro_rules(item);
        }
    }
}

/// What `macro_rules!` writes in the place of what it matches.
fn transcribed(definition: TokenStream) -> Vec<TokenStream> {
    let mut arrow = false;
    let mut found = Vec::new();
    for token in definition {
        match token {
            TokenTree::Group(group) if arrow => {
                found.push(group.stream());
                arrow = false;
            }
            TokenTree::Punct(punct) => arrow = punct.as_char() == '>',
            _ => arrow = false,
        }
    }
    found
}

fn is_used_before(name: &Ident, function: &ItemFn) -> bool {
    let mut used = false;
    let mut defining = false;
    mentions(function.block.to_token_stream(), &mut |ident, after| {
        let defined = defining && ident == name;
        used |= ident == name && after == After::Bang;
        defining = ident == "macro_rules";
        defined
    });
    used
}

/// What follows a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Bang,
    Colon,
    Path,
    Other,
}

/// Shows each name in `tokens` that may be that of an item or a variable, also what a format
/// string captures, to `see` until that says that it is enough.
fn mentions(tokens: TokenStream, see: &mut impl FnMut(&Ident, After) -> bool) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let punct = |at: Option<usize>, c: char| {
        let token = at.and_then(|at| tokens.get(at));
        matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == c)
    };
    for (i, token) in tokens.iter().enumerate() {
        let enough = match token {
            TokenTree::Group(group) => mentions(group.stream(), see),
            TokenTree::Ident(ident) => {
                let (one, two) = (i.checked_sub(1), i.checked_sub(2));
                let field = punct(one, '.') && !punct(two, '.');
                let path = punct(one, ':') && punct(two, ':');
                if field || path || punct(one, '\'') || punct(one, '$') {
                    continue;
                }
                let (next, second) = (Some(i + 1), Some(i + 2));
                let after = if punct(next, '!') && !punct(second, '=') {
                    After::Bang
                } else if punct(next, ':') && punct(second, ':') {
                    After::Path
                } else if punct(next, ':') {
                    After::Colon
                } else {
                    After::Other
                };
                see(ident, after)
            }
            TokenTree::Literal(literal) => captured(literal)
                .iter()
                .any(|ident| see(ident, After::Other)),
            TokenTree::Punct(_) => false,
        };
        if enough {
            return true;
        }
    }
    false
}

/// The names after opening braces in a string.
fn captured(literal: &proc_macro2::Literal) -> Vec<Ident> {
    let text = literal.to_string();
    if !text.contains('"') {
        return Vec::new();
    }
    let names = text.split('{').skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        let name = syn::parse_str::<Ident>(rest.get(..end?)?);
        name.ok()
            .map(|name| Ident::new(&name.to_string(), literal.span()))
    });
    names.collect()
}
