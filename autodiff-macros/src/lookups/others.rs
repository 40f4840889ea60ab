//! Which variables are of types that may have a `get` or a `last` of their own.

use crate::activity::strip;
use proc_macro2::Ident;
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{Expr, Local, Pat, Type};

/// The variables of types with methods of their own.
#[derive(Default)]
pub(super) struct Others(pub(super) HashSet<String>);

impl Others {
    pub(super) fn note(&mut self, name: &Ident, ty: &Type) {
        match ty {
            Type::Reference(r) => self.note(name, &r.elem),
            Type::Paren(t) => self.note(name, &t.elem),
            Type::Path(p) => self.note_path(name, &p.path, 1),
            _ => {}
        }
    }

    /// The type stands at the end of `path`, or before a function's name.
    fn note_path(&mut self, name: &Ident, path: &syn::Path, from_end: usize) {
        if let Some(segment) = path.segments.iter().rev().nth(from_end - 1) {
            let ty = segment.ident.to_string();
            let list = matches!(ty.as_str(), "Vec" | "Box") || ty.starts_with("Array");
            if ty.starts_with(char::is_uppercase) && !list {
                self.0.insert(name.to_string());
            }
        }
    }
}

impl Visit<'_> for Others {
    fn visit_pat_type(&mut self, p: &syn::PatType) {
        if let Pat::Ident(name) = &*p.pat {
            self.note(&name.ident, &p.ty);
        }
        visit::visit_pat_type(self, p);
    }

    fn visit_local(&mut self, local: &Local) {
        if let (Pat::Ident(p), Some(init)) = (&local.pat, &local.init) {
            match strip(&init.expr) {
                Expr::Struct(s) => self.note_path(&p.ident, &s.path, 1),
                Expr::Call(c) => {
                    if let Expr::Path(function) = &*c.func {
                        self.note_path(&p.ident, &function.path, 2);
                    }
                }
                _ => {}
            }
        }
        visit::visit_local(self, local);
    }
}
