//! Annotated function to IR: A-normal form, with every active expression taken
//! apart and every inactive one kept as written.

mod alternatives;
mod assign;
pub(crate) mod batch;
mod binding;
mod build;
mod call;
mod checkpoint;
mod composed;
mod contents;
mod control;
mod drops;
mod effects;
mod exchange;
mod expr;
mod inspect;
mod iterate;
mod lambda;
mod lent;
mod macros;
mod make;
mod map;
mod method;
mod mutation;
mod opaque;
mod optional;
mod parallel;
mod pattern;
mod place;
mod refuse;
mod shapes;
mod sketch;
mod slice;
mod sloped;
mod split;
mod stmt;

pub(crate) use checkpoint::{WHERE as CHECKPOINT_WHERE, state};
pub(crate) use macros::vec_repeat;

use crate::activity::{self, Activity, strip};
use crate::analyse::is_mutable_alias;
use crate::errors::Errors;
use crate::ir::{
    Block, Body, BoundBy, LoopId, Op, Operand, Origin, Place, Stmt, StmtId, StmtKind, Use, Var,
    VarId, Verbatim,
};
use crate::names::Names;
use crate::parse::{DiffFn, Passing};
use crate::ty::Ty;
use proc_macro2::{Ident, Span};
use quote::format_ident;
use std::collections::{HashMap, HashSet};
use syn::Expr;

/// A loop being lowered.
struct LoopScope {
    id: LoopId,
    label: Option<syn::Lifetime>,
    /// Takes the value of `break value`.
    result: Option<VarId>,
    /// A labelled block rather than a loop.
    block: bool,
}

/// The state of lowering one function.
pub(crate) struct Lower<'a> {
    vars: Vec<Var>,
    names: HashMap<String, VarId>,
    activity: &'a Activity,
    opaque: HashSet<String>,
    errors: &'a mut Errors,
    out: Vec<Vec<Stmt>>,
    loops: Vec<LoopScope>,
    loop_count: usize,
    stmt_count: usize,
    /// The expression being lowered.
    span: Span,
    /// The name of the function.
    function: &'a Ident,
    scalar: &'a Ident,
    root: &'a syn::Path,
    result: VarId,
    items: Vec<syn::Item>,
    /// Variables declared `mut` without a value that have none yet, with the
    /// number of loops around their declarations.
    unset: HashMap<VarId, usize>,
    /// The functions inside the body that aren't annotated.
    plain_items: HashSet<String>,
    /// Inactive locals that both sweeps can compute.
    simple: HashSet<VarId>,
    /// The paths by which the body names `detach`.
    detaches: Vec<syn::Path>,
    /// Code that makes sure of what names stand for.
    checks: Vec<syn::Stmt>,
    /// The receivers of the methods whose arguments are being lowered.
    borrowed: Vec<VarId>,
    /// Every identifier in the function.
    mentioned: Names,
    /// The numbers of the `#[checkpoint]`s that loops have.
    checkpoints: HashSet<usize>,
    /// The functions that the loop being lowered asks for their slopes.
    sloped: Option<Vec<syn::Path>>,
    /// There are numbers of several types.
    mixed: bool,
}

/// A lowered function and the items that were inside it.
pub(crate) struct Lowered {
    pub(crate) body: Body,
    pub(crate) params: Vec<VarId>,
    pub(crate) items: Vec<syn::Item>,
    pub(crate) detaches: Vec<syn::Path>,
    pub(crate) checks: Vec<syn::Stmt>,
    /// The numbers of the `#[checkpoint]`s that loops have.
    pub(crate) checkpoints: HashSet<usize>,
}

/// Lowers the (uniquely named) body of `function`.
pub(crate) fn lower(function: &DiffFn, activity: &Activity, errors: &mut Errors) -> Lowered {
    let opaque = opaque::changed_opaquely(&function.item.block, activity);
    let mut lower = Lower {
        vars: Vec::new(),
        names: HashMap::new(),
        activity,
        opaque,
        errors,
        out: vec![Vec::new()],
        loops: Vec::new(),
        loop_count: 0,
        stmt_count: 0,
        span: Span::call_site(),
        scalar: &function.scalar,
        function: &function.item.sig.ident,
        root: &function.root,
        result: VarId(0),
        items: Vec::new(),
        unset: HashMap::new(),
        plain_items: contents::plain_functions(&function.item.block),
        simple: HashSet::new(),
        detaches: Vec::new(),
        checks: Vec::new(),
        borrowed: Vec::new(),
        mentioned: Names::of(&function.item),
        checkpoints: HashSet::new(),
        sloped: None,
        mixed: function.mixed,
    };
    let result_active = !function.output_sketch.is_discrete();
    let result_name = Ident::new("value", Span::mixed_site());
    let result_name = lower.mentioned.apart(result_name);
    lower.result = lower.add_var(Var {
        name: result_name,
        declared: None,
        ty: function.output_sketch.clone(),
        active: result_active,
        mutable: false,
        origin: Origin::Temp,
        alias: None,
        opaque: false,
        borrows: false,
    });
    lower.detaches = contents::detach_paths(&function.item.block);
    let params: Vec<VarId> = function
        .params
        .iter()
        .enumerate()
        .map(|(i, p)| lower.param(i, p))
        .collect();
    lower.rebind_params(function, &params);
    let result = lower.result;
    lower.block_value(&function.item.block, result);
    let stmts = lower.out.pop().unwrap_or_default();
    let Lower {
        vars,
        items,
        detaches,
        checks,
        checkpoints,
        errors,
        ..
    } = lower;
    let body = Body {
        vars,
        block: Block { stmts },
        result,
    };
    checkpoint::check(&body, errors);
    Lowered {
        body,
        checkpoints,
        params,
        items,
        detaches,
        checks,
    }
}

impl<'a> Lower<'a> {
    fn add_var(&mut self, var: Var) -> VarId {
        self.vars.push(var);
        VarId(self.vars.len() - 1)
    }

    fn var(&self, id: VarId) -> &Var {
        &self.vars[id.0]
    }

    fn param(&mut self, number: usize, param: &crate::parse::Param) -> VarId {
        let rebound = self.is_rebound(param);
        let name = if rebound {
            format_ident!("arg_{}", param.name, span = Span::mixed_site())
        } else {
            param.name.clone()
        };
        let id = self.add_var(Var {
            name,
            declared: None,
            ty: param.sketch.clone(),
            active: (param.wanted || param.passing == Passing::RefMut)
                && !param.sketch.is_discrete()
                && self.activity.is_active(&param.name.to_string()),
            mutable: param.passing == Passing::RefMut
                || param.callable.as_ref().is_some_and(|c| c.mutable),
            origin: Origin::Param(number),
            alias: None,
            opaque: self.opaque.contains(&param.name.to_string()) && !is_shared(&param.sketch),
            borrows: false,
        });
        if !rebound {
            self.names.insert(param.name.to_string(), id);
        }
        id
    }

    /// Whether the body works on a variable of its own, not on the parameter.
    fn is_rebound(&self, param: &crate::parse::Param) -> bool {
        param.pattern.is_some() || param.mutable && param.passing != Passing::Function
    }

    /// `mut x: T` and patterns become locals that start from the parameter.
    fn rebind_params(&mut self, function: &DiffFn, ids: &[VarId]) {
        for (param, id) in function.params.iter().zip(ids) {
            if !self.is_rebound(param) {
                continue;
            }
            let place = Place::var(*id, param.sketch.clone());
            let value = Operand::Place(place, Use::Value);
            if let Some(pat) = &param.pattern {
                if pattern::is_plain(pat) && !param.sketch.is_reference() {
                    self.bind_pattern(pat, Op::Use(value));
                } else {
                    let place = self.whole(*id);
                    self.destructure_place(pat, place, value);
                }
            } else {
                let var = self.local(&param.name, param.sketch.clone(), true);
                self.define(crate::ir::Dst::Let(var), Op::Use(value));
            }
        }
    }

    /// A new variable of the user's.
    fn local(&mut self, name: &Ident, ty: Ty, mutable: bool) -> VarId {
        let text = name.to_string();
        let id = self.add_var(Var {
            name: name.clone(),
            declared: None,
            active: self.activity.is_active(&text) && !ty.is_discrete(),
            opaque: self.opaque.contains(&text) && (mutable || !matches!(ty, Ty::Ref(_))),
            borrows: !self.activity.is_active(&text) && !mutable && may_borrow(&ty),
            ty,
            mutable,
            origin: Origin::Local,
            alias: None,
        });
        self.names.insert(text, id);
        id
    }

    /// A new variable of the macro's.
    fn temp(&mut self, stem: &str, ty: Ty, active: bool) -> VarId {
        let name = format_ident!("{}{}", stem, self.vars.len(), span = Span::mixed_site());
        self.add_var(Var {
            // Names derived from it must differ from those derived from the user's.
            name: self.mentioned.apart(name),
            declared: None,
            active: active && !ty.is_discrete(),
            ty,
            mutable: false,
            origin: Origin::Temp,
            alias: None,
            opaque: false,
            borrows: false,
        })
    }

    fn emit(&mut self, kind: StmtKind) {
        let id = StmtId(self.stmt_count);
        self.stmt_count += 1;
        if let Some(block) = self.out.last_mut() {
            block.push(Stmt {
                id,
                span: self.span,
                kind,
            });
        }
    }

    fn define(&mut self, dst: crate::ir::Dst, op: Op) {
        let shapes = self.shapes_for(&op);
        self.emit(StmtKind::Def {
            dst,
            op,
            shapes,
            user_ty: None,
            bound: BoundBy::Let,
        });
    }

    fn in_block(&mut self, inside: impl FnOnce(&mut Self)) -> Block {
        self.out.push(Vec::new());
        inside(self);
        Block {
            stmts: self.out.pop().unwrap_or_default(),
        }
    }

    /// The place of a whole variable.
    fn whole(&self, id: VarId) -> Place {
        Place::var(id, self.var(id).ty.clone())
    }

    /// Binds `op` to a temporary and gives it as an operand.
    fn bind_temp(&mut self, op: Op, ty: Ty, active: bool) -> Operand {
        let temp = self.temp("t", ty, active);
        self.define(crate::ir::Dst::Let(temp), op);
        Operand::Place(self.whole(temp), Use::Value)
    }

    /// Whether a variable is a local of a type that may not go to the tape: what
    /// is read of it is kept rather than itself.
    fn is_foreign(&self, id: VarId) -> bool {
        let var = self.var(id);
        var.origin == Origin::Local
            && matches!(
                var.ty,
                Ty::Unknown | Ty::Ref(_) | Ty::View(_) | Ty::CountsView
            )
            && !var.active
            && var.alias.is_none()
            && !self.simple.contains(&id)
    }

    /// Whether a name is made from a mutable reference: the reverse sweep has its
    /// place, but not the name.
    fn is_through_mutable(&self, id: VarId) -> bool {
        let var = self.var(id);
        let place = var.alias.as_ref();
        place.is_some_and(|place| is_mutable_alias(&self.vars, &var.ty, place))
    }

    /// Binds an impure inactive expression, so that it is evaluated once.
    fn settle(&mut self, verbatim: Verbatim) -> Verbatim {
        let lasting = |id: &VarId| !self.is_foreign(*id) && !self.is_through_mutable(*id);
        if verbatim.pure && verbatim.reads.iter().all(lasting) {
            return verbatim;
        }
        // A borrow can't be kept: what it borrows is, as it is now.
        if let Expr::Reference(borrowed) = strip(&verbatim.expr)
            && borrowed.mutability.is_none()
        {
            let root = self.root;
            let owned = self.settle(Verbatim {
                expr: syn::parse_quote!((&&#root::__private::Keeping::of(#borrowed)).owned()),
                ty: verbatim.ty.owned(),
                pure: false,
                reads: verbatim.reads,
            });
            let name = &owned.expr;
            return Verbatim {
                expr: syn::parse_quote!(&#name),
                ty: Ty::Ref(Box::new(owned.ty)),
                ..owned
            };
        }
        let verbatim = Verbatim {
            pure: false,
            ..verbatim
        };
        let temp = self.temp("t", verbatim.ty.clone(), false);
        let ty = verbatim.ty.clone();
        // A name by itself may be that of a reference.
        self.vars[temp.0].borrows = may_borrow(&ty) && activity::variable(&verbatim.expr).is_some();
        self.define(crate::ir::Dst::Let(temp), Op::Opaque(verbatim));
        let name = &self.var(temp).name;
        Verbatim {
            expr: syn::parse_quote!(#name),
            reads: [temp].into(),
            pure: true,
            ty,
        }
    }
}

/// Whether nothing can be changed through a name of this type.
fn is_shared(ty: &Ty) -> bool {
    matches!(ty, Ty::Ref(_) | Ty::View(_) | Ty::CountsView)
}

/// Whether a value of this type may be a reference.
fn may_borrow(ty: &Ty) -> bool {
    matches!(ty, Ty::Unknown | Ty::Ref(_))
}
