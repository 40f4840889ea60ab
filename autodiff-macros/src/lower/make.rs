//! Values made of parts: struct literals, variants, `Some(x)`.

use super::Lower;
use crate::ir::{Make, Op};
use crate::ty::Ty;
use syn::{Expr, ExprCall, ExprStruct, Member};

impl Lower<'_> {
    /// `Point { x, y, ..base }`
    pub(super) fn make_struct(&mut self, s: &ExprStruct) -> (Op, Ty) {
        let values: Vec<&Expr> = s
            .fields
            .iter()
            .map(|f| &f.expr)
            .chain(s.rest.iter().map(|e| &**e))
            .collect();
        let mut operands = self.operands(values.iter().copied());
        let exprs = values.into_iter().cloned().collect();
        self.refuse_stored_references(&operands, &exprs);
        let base = (operands.len() > s.fields.len())
            .then(|| operands.pop())
            .flatten();
        let members = s.fields.iter().map(|f| f.member.clone());
        let made = Make {
            path: s.path.clone(),
            positional: false,
            parts: members.zip(operands).collect(),
            base,
        };
        (Op::Make(made), Ty::Unknown)
    }

    /// `Shape::Circle(r)`, `Some(x)`, `Ok(x)`
    pub(super) fn make_variant(&mut self, c: &ExprCall, path: &syn::Path) -> (Op, Ty) {
        let operands = self.operands(c.args.iter());
        self.refuse_stored_references(&operands, &c.args);
        let name = crate::paths::name(path);
        let ty = match (name.as_str(), operands.first()) {
            ("Some" | "Ok", Some(operand)) => Ty::Option(Box::new(operand.ty().clone())),
            _ => Ty::Unknown,
        };
        let parts = operands.into_iter().enumerate();
        let made = Make {
            path: path.clone(),
            positional: true,
            parts: parts.map(|(i, o)| (Member::Unnamed(i.into()), o)).collect(),
            base: None,
        };
        (Op::Make(made), ty)
    }
}
