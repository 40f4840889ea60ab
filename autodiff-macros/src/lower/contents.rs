//! What stands somewhere inside of an expression or a body.

use crate::activity;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Expr;
use syn::visit::Visit;

/// The first `return`, or `break`/`continue` of a loop around, in `expr`.
pub(super) fn escaping_exit(expr: &Expr) -> Option<TokenStream> {
    struct Finder {
        /// Of the loops around.
        labels: Vec<Option<syn::Lifetime>>,
        /// Of the blocks around, which only a `break` with their label leaves.
        blocks: Vec<syn::Lifetime>,
        found: Option<TokenStream>,
    }
    impl Finder {
        fn inside(&mut self, label: Option<&syn::Label>, body: &syn::Block) {
            self.labels.push(label.map(|l| l.name.clone()));
            self.visit_block(body);
            self.labels.pop();
        }
        fn jump(&mut self, label: Option<&syn::Lifetime>, tokens: TokenStream) {
            let inside = match label {
                None => !self.labels.is_empty(),
                Some(label) => {
                    let loops = self.labels.iter().flatten();
                    loops.chain(&self.blocks).any(|l| l == label)
                }
            };
            if !inside {
                self.found.get_or_insert(tokens);
            }
        }
    }
    impl Visit<'_> for Finder {
        fn visit_expr_return(&mut self, e: &syn::ExprReturn) {
            self.found.get_or_insert(e.return_token.to_token_stream());
        }
        fn visit_expr_break(&mut self, e: &syn::ExprBreak) {
            self.jump(e.label.as_ref(), e.break_token.to_token_stream());
            if let Some(value) = &e.expr {
                self.visit_expr(value);
            }
        }
        fn visit_expr_continue(&mut self, e: &syn::ExprContinue) {
            self.jump(e.label.as_ref(), e.continue_token.to_token_stream());
        }
        fn visit_expr_block(&mut self, e: &syn::ExprBlock) {
            self.blocks.extend(e.label.as_ref().map(|l| l.name.clone()));
            self.visit_block(&e.block);
            if e.label.is_some() {
                self.blocks.pop();
            }
        }
        fn visit_expr_loop(&mut self, e: &syn::ExprLoop) {
            self.inside(e.label.as_ref(), &e.body);
        }
        fn visit_expr_while(&mut self, e: &syn::ExprWhile) {
            self.visit_expr(&e.cond);
            self.inside(e.label.as_ref(), &e.body);
        }
        fn visit_expr_for_loop(&mut self, e: &syn::ExprForLoop) {
            self.visit_expr(&e.expr);
            self.inside(e.label.as_ref(), &e.body);
        }
        fn visit_macro(&mut self, mac: &syn::Macro) {
            for argument in activity::macro_arguments(mac) {
                self.visit_expr(&argument);
            }
        }
        fn visit_expr_closure(&mut self, _: &syn::ExprClosure) {}
        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut finder = Finder {
        labels: Vec::new(),
        blocks: Vec::new(),
        found: None,
    };
    finder.visit_expr(expr);
    finder.found
}

/// The distinct paths by which a body names `detach`.
pub(super) fn detach_paths(block: &syn::Block) -> Vec<syn::Path> {
    #[derive(Default)]
    struct Finder(Vec<syn::Path>);
    impl Visit<'_> for Finder {
        fn visit_expr_call(&mut self, call: &syn::ExprCall) {
            if let (true, Expr::Path(p)) = (activity::is_detach(&call.func), &*call.func)
                && !self.0.contains(&p.path)
            {
                self.0.push(p.path.clone());
            }
            syn::visit::visit_expr_call(self, call);
        }
        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut finder = Finder::default();
    finder.visit_block(block);
    finder.0
}

/// The names of the functions inside a body that aren't annotated.
pub(super) fn plain_functions(block: &syn::Block) -> std::collections::HashSet<String> {
    struct Finder(std::collections::HashSet<String>);
    impl Visit<'_> for Finder {
        fn visit_item_fn(&mut self, item: &syn::ItemFn) {
            let annotated = |a: &syn::Attribute| crate::paths::ends_in(a.path(), "differentiable");
            if !item.attrs.iter().any(annotated) {
                self.0.insert(item.sig.ident.to_string());
            }
        }
    }
    let mut finder = Finder(std::collections::HashSet::new());
    finder.visit_block(block);
    finder.0
}
