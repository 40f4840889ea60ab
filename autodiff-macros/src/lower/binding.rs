//! `let` and what patterns bind.

use super::Lower;
use super::expr::Into;
use crate::ir::{BoundBy, Dst, Op, Operand, PatTree, Place, StmtKind, Use, VarId};
use crate::ty::Ty;
use syn::{Expr, Pat};

impl Lower<'_> {
    /// `let pat = init;`
    pub(super) fn local_stmt(&mut self, local: &syn::Local) {
        let before = self.errors.count();
        self.bind_local(local);
        if self.errors.count() > before {
            for name in crate::activity::bound_names(&local.pat) {
                self.errors.poison(name);
            }
        }
    }

    fn bind_local(&mut self, local: &syn::Local) {
        let (pat, user_ty) = untyped(&local.pat);
        let Some(init) = &local.init else {
            return self.declare(pat, user_ty);
        };
        if let Some((_, diverge)) = &init.diverge {
            return self.let_else(pat, &init.expr, diverge);
        }
        self.bind(pat, user_ty, &init.expr);
    }

    fn declare(&mut self, pat: &Pat, user_ty: Option<&syn::Type>) {
        match pat {
            Pat::Ident(p) => {
                let ty = user_ty.map_or(Ty::Unknown, Ty::of);
                let var = self.local(&p.ident, ty, p.mutability.is_some());
                self.vars[var.0].declared = user_ty.cloned();
                if p.mutability.is_some() {
                    self.unset.insert(var, self.loops.len());
                }
                self.emit(StmtKind::Declare(var));
            }
            other => self
                .errors
                .at(other, "declare one variable at a time: `let a; let b;`"),
        }
    }

    pub(super) fn bind(&mut self, pat: &Pat, user_ty: Option<&syn::Type>, init: &Expr) {
        if self.bind_split(pat, init) {
            return;
        }
        match (pat, init) {
            (Pat::Paren(p), _) => return self.bind(&p.pat, user_ty, init),
            (_, Expr::Paren(e)) => return self.bind(pat, user_ty, &e.expr),
            (Pat::Tuple(p), Expr::Tuple(e))
                if p.elems.len() == e.elems.len()
                    && !p.elems.iter().any(|p| matches!(p, Pat::Rest(_)))
                    && self.is_structured(init) =>
            {
                match user_ty {
                    None => return self.bind_each(p, e),
                    Some(syn::Type::Tuple(t)) if t.elems.len() == p.elems.len() => {
                        return self.bind_each(&annotated(p, t), e);
                    }
                    Some(_) => {}
                }
            }
            (Pat::Ident(p), _) if p.by_ref.is_none() && p.subpat.is_none() => {
                return self.bind_name(p, user_ty, init);
            }
            _ => {}
        }
        if !self.is_structured(init) {
            let verbatim = self.value(init);
            let known = user_ty.map_or_else(|| verbatim.ty.clone(), Ty::of);
            let vars = self.pattern_vars(pat, false);
            self.sketch_scalars(pat, &known);
            let tree = PatTree::Skip;
            self.emit(StmtKind::Def {
                dst: Dst::Pattern(pat.clone(), vars, tree),
                op: Op::Opaque(verbatim),
                shapes: crate::ir::Shapes::default(),
                user_ty: user_ty.cloned(),
                bound: BoundBy::Let,
            });
            return;
        }
        if let Pat::Wild(_) = pat {
            // `let _ = v.pop();`
            if let Expr::MethodCall(m) = init
                && self.mutation(m)
            {
                return;
            }
            let (op, _) = self.op(init);
            self.define(Dst::Discard, op);
            return;
        }
        if !super::pattern::is_plain(pat)
            || self.is_reference(init)
            || self.sketch(init).is_reference()
        {
            return self.destructure(pat, init);
        }
        let (op, _) = self.op(init);
        self.bind_pattern(pat, op);
    }

    /// `let (a, b) = (x, y);`, all of the right side first.
    fn bind_each(&mut self, pats: &syn::PatTuple, inits: &syn::ExprTuple) {
        let simple = pats
            .elems
            .iter()
            .all(|p| matches!(untyped(p).0, Pat::Ident(p) if p.mutability.is_none()));
        let mut held = Vec::new();
        for (pat, init) in pats.elems.iter().zip(&inits.elems) {
            let (bare, ty) = untyped(pat);
            let named = matches!(bare, Pat::Ident(_));
            // A number whose type is written can't wait in a variable without one.
            let simple = simple || ty.is_some() && matches!(init, Expr::Lit(_));
            if named && self.is_reference(init) || simple && !self.is_structured(init) {
                held.push(None);
                let (pat, ty) = untyped(pat);
                self.bind(pat, ty, init);
                continue;
            }
            let temp = self.temp("t", Ty::Unknown, self.activity.expr(init));
            self.expr_into(init, Into::Let(temp));
            held.push(Some((pat, temp)));
        }
        for (pat, temp) in held.into_iter().flatten() {
            let whole = self.whole(temp);
            let value = Operand::Place(whole.clone(), Use::Value);
            if super::pattern::is_plain(pat) {
                self.bind_pattern(pat, Op::Use(value));
            } else {
                self.destructure_place(untyped(pat).0, whole, value);
            }
        }
    }

    /// Whether an expression is a reference or view of something that has a place.
    fn is_reference(&self, init: &Expr) -> bool {
        let named = crate::activity::variable(init).and_then(|name| self.names.get(&name));
        super::stmt::is_reference_like(init)
            || named.is_some_and(|id| self.var(*id).ty.is_reference())
    }

    fn bind_name(&mut self, p: &syn::PatIdent, user_ty: Option<&syn::Type>, init: &Expr) {
        let mutable = p.mutability.is_some();
        let known = user_ty.map_or(Ty::Unknown, Ty::of);
        if (self.activity.expr(init) || self.is_alias(init) || self.is_view(init))
            && let Some(mut place) = self.referent(init)
        {
            self.freeze(&mut place);
            let ty = place.ty.clone();
            let var = self.local(&p.ident, ty, mutable);
            self.vars[var.0].alias = Some(place);
            self.emit(StmtKind::Alias { var, silent: false });
            return;
        }
        if !self.is_structured(init) {
            let verbatim = self.value(init);
            let ty = if known == Ty::Unknown {
                verbatim.ty.clone()
            } else {
                known
            };
            let simple = verbatim.pure && !mutable;
            let var = self.local(&p.ident, ty, mutable);
            if simple {
                self.simple.insert(var);
            }
            self.emit(StmtKind::Def {
                dst: Dst::Let(var),
                op: Op::Opaque(verbatim),
                shapes: crate::ir::Shapes::default(),
                user_ty: user_ty.cloned(),
                bound: BoundBy::Let,
            });
            return;
        }
        // The initialiser sees the names before this one.
        if matches!(
            init,
            Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Loop(_)
        ) {
            let var = self.named(p, known, mutable);
            self.vars[var.0].declared = user_ty.cloned();
            self.expr_into(init, Into::Let(var));
            self.expose(p, var);
            return;
        }
        let (op, ty) = self.op(init);
        let ty = if known == Ty::Unknown { ty } else { known };
        let ty = match ty {
            Ty::Ref(inner) if *inner == Ty::Float => Ty::Float,
            other => other,
        };
        let var = self.named(p, ty, mutable);
        self.expose(p, var);
        let shapes = self.shapes_for(&op);
        self.emit(StmtKind::Def {
            dst: Dst::Let(var),
            op,
            shapes,
            user_ty: user_ty.cloned(),
            bound: BoundBy::Let,
        });
    }

    /// Whether an expression is the name of a place, which another name may have:
    /// a reference can't be kept.
    fn is_alias(&self, init: &Expr) -> bool {
        crate::activity::variable(init)
            .and_then(|name| self.names.get(&name))
            .is_some_and(|id| self.var(*id).alias.is_some())
    }

    /// Whether an expression is a view of a variable that doesn't change.
    fn is_view(&self, init: &Expr) -> bool {
        let Expr::MethodCall(m) = init else {
            return false;
        };
        crate::rules::view_method(&m.method.to_string()).is_some()
            && crate::activity::root_variable(init)
                .and_then(|name| self.names.get(&name))
                .is_some_and(|id| {
                    let var = self.var(*id);
                    !var.mutable && !var.opaque && !matches!(var.ty, Ty::RefMut(_) | Ty::Unknown)
                })
    }

    /// A variable that isn't visible yet.
    fn named(&mut self, p: &syn::PatIdent, ty: Ty, mutable: bool) -> VarId {
        let id = self.local(&p.ident, ty, mutable);
        self.names.remove(&p.ident.to_string());
        id
    }

    fn expose(&mut self, p: &syn::PatIdent, id: VarId) {
        self.names.insert(p.ident.to_string(), id);
    }

    /// Takes the value of `op` apart by `pat`.
    pub(super) fn bind_pattern(&mut self, pat: &Pat, op: Op) {
        let (bare, user_ty) = untyped(pat);
        if let Pat::Ident(p) = bare
            && p.by_ref.is_none()
            && p.subpat.is_none()
        {
            let ty = user_ty.map_or_else(|| op_type(&op), Ty::of);
            let var = self.local(&p.ident, ty, p.mutability.is_some());
            let shapes = self.shapes_for(&op);
            self.emit(StmtKind::Def {
                dst: Dst::Let(var),
                op,
                shapes,
                user_ty: user_ty.cloned(),
                bound: BoundBy::Let,
            });
            return;
        }
        if let (Pat::Wild(_), Op::Use(_)) = (bare, &op) {
            return;
        }
        let ty = op_type(&op);
        let Some(tree) = self.tree(bare, &ty) else {
            return;
        };
        let mut vars = Vec::new();
        leaves(&tree, &mut vars);
        self.emit(StmtKind::Def {
            dst: Dst::Pattern(bare.clone(), vars, tree),
            op,
            shapes: crate::ir::Shapes::default(),
            user_ty: user_ty.cloned(),
            bound: BoundBy::Let,
        });
    }

    fn tree(&mut self, pat: &Pat, ty: &Ty) -> Option<PatTree> {
        match pat {
            Pat::Paren(p) => self.tree(&p.pat, ty),
            Pat::Type(t) => self.tree(&t.pat, &Ty::of(&t.ty)),
            Pat::Wild(_) => Some(PatTree::Skip),
            Pat::Ident(p) if p.by_ref.is_none() && p.subpat.is_none() => Some(PatTree::Var(
                self.local(&p.ident, ty.clone(), p.mutability.is_some()),
            )),
            Pat::Tuple(t) if !t.elems.iter().any(|p| matches!(p, Pat::Rest(_))) => {
                let items = t
                    .elems
                    .iter()
                    .enumerate()
                    .map(|(i, p)| self.tree(p, &ty.field(i)));
                items.collect::<Option<Vec<_>>>().map(PatTree::Tuple)
            }
            Pat::Slice(s) if !s.elems.iter().any(|p| matches!(p, Pat::Rest(_))) => {
                let items = s.elems.iter().map(|p| self.tree(p, &ty.element()));
                items.collect::<Option<Vec<_>>>().map(PatTree::Array)
            }
            other => {
                self.errors.at(
                    other,
                    "this pattern isn't supported on values with derivatives: take tuples and arrays apart by plain names, and bind the parts with `let`",
                );
                None
            }
        }
    }

    /// The variables that the pattern of an inactive value binds.
    pub(super) fn pattern_vars(&mut self, pat: &Pat, refutable: bool) -> Vec<VarId> {
        struct Idents(Vec<(proc_macro2::Ident, bool)>, bool);
        impl syn::visit::Visit<'_> for Idents {
            fn visit_pat_ident(&mut self, p: &syn::PatIdent) {
                if (!self.1 || crate::rename::binds(&p.ident))
                    && !self.0.iter().any(|(i, _)| *i == p.ident)
                {
                    self.0.push((p.ident.clone(), p.mutability.is_some()));
                }
                syn::visit::visit_pat_ident(self, p);
            }
            fn visit_expr(&mut self, _: &Expr) {}
        }
        let mut idents = Idents(Vec::new(), refutable);
        syn::visit::Visit::visit_pat(&mut idents, pat);
        idents
            .0
            .into_iter()
            .map(|(ident, mutable)| self.local(&ident, Ty::Unknown, mutable))
            .collect()
    }

    /// Notes which of the variables that a pattern has bound are scalars: `(mut a, mut n)` to
    /// `(0.0, 1)`.
    fn sketch_scalars(&mut self, pat: &Pat, ty: &Ty) {
        match pat {
            Pat::Paren(p) => self.sketch_scalars(&p.pat, ty),
            Pat::Type(p) => self.sketch_scalars(&p.pat, &Ty::of(&p.ty)),
            Pat::Tuple(p) if !p.elems.iter().any(|p| matches!(p, Pat::Rest(_))) => {
                for (i, part) in p.elems.iter().enumerate() {
                    self.sketch_scalars(part, &ty.field(i));
                }
            }
            Pat::Ident(p) if p.by_ref.is_none() && p.subpat.is_none() => {
                if let (Some(id), Ty::Float | Ty::Int | Ty::Bool) =
                    (self.names.get(&p.ident.to_string()), ty)
                {
                    self.vars[id.0].ty = ty.clone();
                }
            }
            _ => {}
        }
    }

    /// A variable that a loop's pattern binds to a part of a place.
    pub(super) fn bind_part(
        &mut self,
        name: &proc_macro2::Ident,
        mutable: bool,
        place: Place,
        by_reference: bool,
    ) {
        if by_reference {
            let var = self.local(name, place.ty.clone(), mutable);
            self.vars[var.0].alias = Some(place);
            self.emit(StmtKind::Alias { var, silent: true });
        } else {
            let var = self.local(name, place.ty.clone(), mutable);
            let op = Op::Use(Operand::Place(place, Use::Value));
            self.emit(StmtKind::Def {
                dst: Dst::Let(var),
                op,
                shapes: crate::ir::Shapes::default(),
                user_ty: None,
                bound: BoundBy::Loop,
            });
        }
    }
}

fn op_type(op: &Op) -> Ty {
    match op {
        Op::Use(Operand::Place(place, _)) => place.ty.clone(),
        Op::Use(operand) => operand.ty().clone(),
        Op::Tuple(items) => Ty::Tuple(items.iter().map(|o| o.ty().clone()).collect()),
        Op::Elementary { rule, .. } if rule.name == "sin_cos" => {
            Ty::Tuple(vec![Ty::Float, Ty::Float])
        }
        Op::Elementary { args, .. } => match args.first().map(Operand::ty) {
            Some(Ty::Unknown) => Ty::Unknown,
            _ => Ty::Float,
        },
        _ => Ty::Unknown,
    }
}

fn leaves(tree: &PatTree, vars: &mut Vec<VarId>) {
    match tree {
        PatTree::Var(id) => vars.push(*id),
        PatTree::Tuple(items) | PatTree::Array(items) => items.iter().for_each(|t| leaves(t, vars)),
        PatTree::Skip => {}
    }
}

/// `(a, b): (A, B)` as `(a: A, b: B)`.
fn annotated(pats: &syn::PatTuple, types: &syn::TypeTuple) -> syn::PatTuple {
    let mut pats = pats.clone();
    for (pat, ty) in pats.elems.iter_mut().zip(&types.elems) {
        *pat = Pat::Type(syn::PatType {
            attrs: Vec::new(),
            pat: Box::new(pat.clone()),
            colon_token: syn::token::Colon::default(),
            ty: Box::new(ty.clone()),
        });
    }
    pats
}

/// A pattern without its type annotation, and the annotation.
pub(super) fn untyped(pat: &Pat) -> (&Pat, Option<&syn::Type>) {
    match pat {
        Pat::Type(t) => (&t.pat, Some(&t.ty)),
        other => (other, None),
    }
}
