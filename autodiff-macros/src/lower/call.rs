//! Calls of functions given values with derivatives.

use super::Lower;
use crate::activity::{self, strip};
use crate::ir::{Callee, FunctionArg, Op, Operand, Proj, Use, VarId};
use crate::rules;
use crate::ty::{self, Ty};
use syn::{Expr, ExprCall};

impl Lower<'_> {
    /// The primitive of a call, with the type of its value.
    pub(super) fn call(&mut self, c: &ExprCall) -> (Op, Ty) {
        let nothing = (Op::Tuple(Vec::new()), Ty::Unknown);
        let Expr::Path(func) = &*c.func else {
            let message = match strip(&c.func) {
                Expr::Closure(_) => {
                    "a closure is called by its name: `let f = |…| …;`, then `f(…)`"
                }
                _ => {
                    "only functions called by name can be differentiated: call a `#[differentiable]` function, or take the function as a parameter (`impl Fn(f64) -> f64`)"
                }
            };
            self.errors.at(&c.func, message);
            return nothing;
        };
        let called = activity::variable(&c.func).and_then(|name| self.names.get(&name).copied());
        if let Some(id) = called.filter(|id| self.var(*id).ty == Ty::Function) {
            let (args, functions) = self.arguments(c.args.iter());
            let kept = vec![None; args.len()];
            let callee = Callee::Param(id);
            let op = Op::Call {
                callee,
                args,
                kept,
                functions,
            };
            return (op, Ty::Unknown);
        }
        if called.is_some() {
            self.errors.at(
                &c.func,
                "which function this calls can't be seen: bind a closure by `let f = |v| …`, take the function as a parameter (`impl Fn(f64) -> f64`), or call `#[differentiable]` functions by name",
            );
            return nothing;
        }
        let names = crate::paths::names(&func.path);
        let Some((last, before)) = names.split_last() else {
            return nothing;
        };
        if last.starts_with(char::is_uppercase) {
            return self.make_variant(c, &func.path);
        }
        let qualifier = before.last().map(String::as_str);
        if let Some(of) = &func.qself {
            // `<f64>::max` is `f64::max`.
            if let syn::Type::Path(of) = &*of.ty
                && let Some(float) = of.path.get_ident()
                && ty::is_float(&float.to_string())
                && let Some(segment) = func.path.segments.last()
                && func.path.segments.len() == 1
            {
                return self.path_elementary(c, &syn::parse_quote!(#float::#segment), last);
            }
            return self.beside(c, func);
        }
        match qualifier {
            Some(q) if ty::is_float(q) => return self.path_elementary(c, func, last),
            // The methods of `num_traits`, and of the core's own trait, by path.
            Some("Float" | "Real" | "Elementary") if rules::elementary(last).is_some() => {
                return self.path_elementary(c, func, last);
            }
            Some("mem") if matches!(last.as_str(), "replace" | "take" | "swap") => {
                return self.memory(c, last);
            }
            Some(q) if q.starts_with(char::is_uppercase) || func.qself.is_some() => {
                return self.associated(c, func, q, last);
            }
            _ => {}
        }
        if before.is_empty() && self.plain_items.contains(last) {
            self.errors.at(
                func,
                format!("the function `{last}` inside this one has no derivative: annotate it with `#[differentiable]`"),
            );
            return nothing;
        }
        if let Some(rule) = super::build::joining(last)
            && super::build::is_axis(c.args.first())
            && let Some(joined) = self.joined(c, func, rule, None)
        {
            return joined;
        }
        if last == "parallel_sum" {
            return self.parallel_sum(c, &func.path);
        }
        let (args, functions) = self.arguments(c.args.iter());
        let passed_on = functions
            .iter()
            .position(|function| matches!(function, Some(FunctionArg::Param(..))));
        if let Some(i) = passed_on
            && func.path.is_ident(self.function)
        {
            self.errors.at(
                &c.args[i],
                "a function that is a parameter can't be given to the function itself again: its sweeps would be of ever new types; take a struct with a differentiable method (`M: Model + Differentiable`), or write a loop with a list of what is left to do",
            );
        }
        if self.sloped.is_some()
            && let Some(op) = self.sloped_call(&func.path, &args)
        {
            return (op, Ty::Float);
        }
        self.call_of(Callee::Function(func.path.clone()), args, functions)
    }

    /// `f64::max(a, b)`
    fn path_elementary(&mut self, c: &ExprCall, func: &syn::ExprPath, name: &str) -> (Op, Ty) {
        if name == "from" && c.args.len() == 1 {
            let operand = self.operand(&c.args[0]);
            let float = &func.path.segments[func.path.segments.len() - 2].ident;
            return (Op::Cast(operand, syn::parse_quote!(#float)), Ty::Float);
        }
        let Some(rule) = rules::elementary(name).filter(|_| name != "rem") else {
            self.errors.at(
                func,
                format!(
                    "no derivative rule for `{name}`: say `detach(…)` to stop derivatives here"
                ),
            );
            return (Op::Tuple(Vec::new()), Ty::Float);
        };
        let expected = if rule.name == "powi" { 2 } else { rule.floats };
        if c.args.len() != expected {
            self.errors
                .at(func, format!("`{name}` takes {expected} argument(s)"));
        }
        let args = self.operands(c.args.iter());
        let ty = if rule.name == "sin_cos" {
            Ty::Tuple(vec![Ty::Float, Ty::Float])
        } else {
            Ty::Float
        };
        let name = func.path.segments.last().map_or_else(
            || proc_macro2::Ident::new(name, proc_macro2::Span::call_site()),
            |s| s.ident.clone(),
        );
        let slope = self.slope(rule, &args);
        (
            Op::Elementary {
                rule,
                args,
                path: Some(func.path.clone()),
                name,
                slope,
            },
            ty,
        )
    }

    /// `Type::function(…)`
    fn associated(
        &mut self,
        c: &ExprCall,
        func: &syn::ExprPath,
        qualifier: &str,
        name: &str,
    ) -> (Op, Ty) {
        if qualifier == "Box" && name == "new" {
            let args = self.operands(c.args.iter());
            let path = func.path.clone();
            let rule = rules::Constructor::Boxed;
            let unwrap = None;
            return (
                Op::Construct {
                    rule,
                    path,
                    args,
                    unwrap,
                },
                Ty::Unknown,
            );
        }
        if qualifier.starts_with("ArcArray") || qualifier.starts_with("CowArray") {
            self.errors.at(
                func,
                "shared and borrowed arrays have no cotangent type of their own: use `Array` (`.to_owned()`, `.into_owned()`) or a view",
            );
            return (Op::Tuple(Vec::new()), Ty::Unknown);
        }
        let container = qualifier.starts_with("Array") || qualifier == "Vec";
        if container && let Some(made) = self.constructed(c, func, qualifier, name, None) {
            return made;
        }
        if name == "apply" && c.args.len() == 1 {
            let arg = strip(&c.args[0]);
            let args = match arg {
                Expr::Tuple(tuple) => self.operands(tuple.elems.iter()),
                other => vec![self.operand(other)],
            };
            for (operand, expr) in args.iter().zip(match arg {
                Expr::Tuple(tuple) => tuple.elems.iter().collect::<Vec<_>>(),
                other => vec![other],
            }) {
                if matches!(operand, Operand::Place(_, Use::RefMut)) {
                    self.errors.at(
                        expr,
                        "a `Function` can't change its inputs: return the new value",
                    );
                }
            }
            return (
                Op::Call {
                    callee: Callee::Apply(func.path.clone()),
                    kept: vec![None; args.len()],
                    functions: vec![None; args.len()],
                    args,
                },
                Ty::Unknown,
            );
        }
        if qualifier == "Zip" {
            self.errors.at(
                func,
                "`Zip` is supported as `Zip::from(…).and(…)` of up to four arrays, ended in the same expression by `map_collect`, `for_each` or `fold` with a closure written in place: for the indices, loop over `indexed_iter()`",
            );
            return (Op::Tuple(Vec::new()), Ty::Unknown);
        }
        if container
            || matches!(
                qualifier,
                "String" | "Rc" | "Arc" | "Cell" | "RefCell" | "HashMap" | "BTreeMap" | "VecDeque"
            )
        {
            self.errors.at(
                func,
                format!("no derivative rule for `{qualifier}::{name}`: call a `#[differentiable]` function, implement `Function` and call its `apply`, or say `detach(…)`"),
            );
            return (Op::Tuple(Vec::new()), Ty::Unknown);
        }
        self.beside(c, func)
    }

    /// A call of what has a signature, whose arguments are lent or kept.
    fn call_of(
        &mut self,
        callee: Callee,
        args: Vec<Operand>,
        functions: Vec<Option<FunctionArg>>,
    ) -> (Op, Ty) {
        let kept = args.iter().map(|arg| self.kept(arg)).collect();
        let op = Op::Call {
            callee,
            args,
            kept,
            functions,
        };
        (op, Ty::Unknown)
    }

    /// `Type::function(…)` whose companions stand beside it.
    fn beside(&mut self, c: &ExprCall, func: &syn::ExprPath) -> (Op, Ty) {
        let (args, functions) = self.arguments(c.args.iter());
        self.call_of(Callee::Associated(func.clone()), args, functions)
    }

    /// `receiver.method(…)` whose companions stand beside it.
    pub(super) fn method_call(&mut self, m: &syn::ExprMethodCall) -> (Op, Ty) {
        // The receiver is borrowed in place: only what the arguments change of it on
        // the way to their values asks for a copy.
        let mut receiver = self.operand(&m.receiver);
        let root = activity::root_variable(&m.receiver);
        if m.args.iter().any(|arg| self.changes(arg, root.as_deref())) {
            receiver = self.copied(receiver);
        }
        let around = self.borrowed.len();
        if let Operand::Place(place, _) = &receiver {
            self.borrowed.push(place.root);
        }
        let (mut args, mut functions) = self.arguments(m.args.iter());
        self.borrowed.truncate(around);
        args.insert(0, receiver);
        functions.insert(0, None);
        let mut args = self.shared(args);
        if let Some(receiver) = args.first_mut() {
            *receiver = self.lent_receiver(receiver.clone());
        }
        let mut kept: Vec<Option<VarId>> = vec![None];
        for arg in args.iter().skip(1) {
            kept.push(self.kept(arg));
        }
        let callee = Callee::Method {
            name: m.method.clone(),
            generics: m.turbofish.clone(),
        };
        let op = Op::Call {
            callee,
            args,
            kept,
            functions,
        };
        (op, Ty::Unknown)
    }

    /// A receiver, as it is lent to its method: mutably, if it may be changed.
    fn lent_receiver(&mut self, receiver: Operand) -> Operand {
        let Operand::Place(place, Use::Value | Use::RefMut) = receiver else {
            return receiver;
        };
        let mut changes = matches!(place.ty, Ty::RefMut(_));
        let mut id = place.root;
        loop {
            let var = self.var(id);
            match (&var.ty, &var.alias) {
                (Ty::Ref(_), _) => break,
                (Ty::RefMut(_), _) => changes = true,
                (_, None) => changes |= var.mutable,
                _ => {}
            }
            match &var.alias {
                Some(inner) => id = inner.root,
                None => break,
            }
        }
        if !changes {
            return Operand::Place(place, Use::Ref);
        }
        let names = self.names_of(&place);
        if !names.iter().any(|id| self.borrowed.contains(id)) {
            return Operand::Place(place, Use::RefMut);
        }
        // An argument of a method with the same receiver, which mustn't see a change:
        // a method that takes `&mut self` isn't found on a shared reference.
        let mut place = place;
        if matches!(place.ty, Ty::RefMut(_)) {
            place.proj.push(Proj::Deref);
            place.ty = place.ty.behind().clone();
        }
        place.ty = Ty::Ref(Box::new(place.ty));
        self.freeze(&mut place);
        let shared = self.temp("shared", place.ty.clone(), self.var(place.root).active);
        self.vars[shared.0].alias = Some(place);
        self.emit(crate::ir::StmtKind::Alias {
            var: shared,
            silent: false,
        });
        Operand::Place(self.whole(shared), Use::Ref)
    }

    /// Has the compiler check that `mem::…` is the standard library's: a function
    /// for any type.
    pub(super) fn check_memory(&mut self, c: &ExprCall) {
        let Expr::Path(func) = &*c.func else { return };
        let path = &func.path;
        let root = self.root;
        self.checks.push(match crate::paths::name(path).as_str() {
            "swap" => syn::parse_quote!({ let _: fn(&mut (), &mut ()) = #path::<()>; }),
            "replace" => syn::parse_quote!({ let _: fn(&mut (), ()) = #path::<()>; }),
            _ => syn::parse_quote!({ let _: fn(&mut #root::__private::Option<()>) -> #root::__private::Option<()> = #path::<#root::__private::Option<()>>; }),
        });
    }

    /// `mem::replace(&mut a, b)` and `mem::take(&mut a)` as values.
    fn memory(&mut self, c: &ExprCall, name: &str) -> (Op, Ty) {
        self.check_memory(c);
        let target = c.args.first().and_then(|a| match strip(a) {
            Expr::Reference(r) if r.mutability.is_some() => self.place(&r.expr),
            other => self.place(other).map(|mut p| {
                p.proj.push(Proj::Deref);
                p.ty = p.ty.behind().clone();
                p
            }),
        });
        let Some(target) = target else {
            self.errors.at(
                c,
                "`mem::swap`, `mem::replace` and `mem::take` are supported on `&mut variable` only",
            );
            return (Op::Tuple(Vec::new()), Ty::Unknown);
        };
        let ty = target.ty.clone();
        match (name, c.args.get(1)) {
            ("replace", Some(value)) => {
                let value = self.operand(value);
                let old = self.temp("old", ty.clone(), true);
                self.define(
                    crate::ir::Dst::Let(old),
                    Op::Use(Operand::Place(target.clone(), Use::Value)),
                );
                self.store_at(target, Op::Use(value));
                (Op::Use(Operand::Place(self.whole(old), Use::Value)), ty)
            }
            ("take", None) => {
                let old = self.temp("old", ty.clone(), true);
                self.define(
                    crate::ir::Dst::Let(old),
                    Op::Use(Operand::Place(target.clone(), Use::Value)),
                );
                let root = self.root;
                let default: Expr = syn::parse_quote!(#root::__private::Default::default());
                let verbatim = self.verbatim(&default);
                self.store_at(target, Op::Opaque(verbatim));
                (Op::Use(Operand::Place(self.whole(old), Use::Value)), ty)
            }
            _ => {
                self.errors.at(
                    c,
                    format!("`mem::{name}` gives no value: call it in a statement of its own"),
                );
                (Op::Tuple(Vec::new()), Ty::Unknown)
            }
        }
    }
}
