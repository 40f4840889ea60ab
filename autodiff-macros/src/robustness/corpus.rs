//! Real functions to start from: all of the workspace that have `#[differentiable]`.

use std::path::Path;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::{self, Visit};

/// The annotated functions of the tests, examples and benchmarks, attributes removed.
pub(crate) fn functions() -> Vec<TokenStream> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Found(Vec::new());
    for folder in [
        "tests/tests",
        "tests/ui",
        "examples/examples",
        "benches/src",
    ] {
        let files = std::fs::read_dir(root.join(folder));
        let mut paths: Vec<_> = files
            .into_iter()
            .flatten()
            .flatten()
            .map(|f| f.path())
            .collect();
        paths.sort();
        for path in paths {
            let source = std::fs::read_to_string(path).unwrap_or_default();
            if let Ok(file) = syn::parse_file(&source) {
                found.visit_file(&file);
            }
        }
    }
    found.0
}

struct Found(Vec<TokenStream>);

impl Visit<'_> for Found {
    fn visit_item_fn(&mut self, function: &syn::ItemFn) {
        if function
            .attrs
            .iter()
            .any(|a| a.path().is_ident("differentiable"))
        {
            let mut plain = function.clone();
            plain.attrs.clear();
            self.0.push(plain.into_token_stream());
        }
        visit::visit_item_fn(self, function);
    }
}
