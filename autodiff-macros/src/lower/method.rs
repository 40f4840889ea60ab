//! Method calls on values with derivatives.

use super::Lower;
use crate::ir::{Op, Operand, Place, Proj, Use, VarId};
use crate::rules::{self, Method, Mutator};
use crate::ty::Ty;
use proc_macro2::{Ident, Span};
use syn::{Expr, ExprMethodCall};

impl Lower<'_> {
    /// The primitive of a method call, with the type of its value.
    pub(super) fn method(&mut self, m: &ExprMethodCall) -> (Op, Ty) {
        let name = m.method.to_string();
        if let ("unwrap" | "expect", Expr::MethodCall(inner)) = (name.as_str(), &*m.receiver)
            && rules::gives_option(&inner.method.to_string())
        {
            return self.container_method(inner, Some(m.clone()));
        }
        if let ("unwrap" | "expect", Expr::Call(inner)) = (name.as_str(), &*m.receiver)
            && let Some(made) = self.unwrapped_call(inner, m)
        {
            return made;
        }
        if let ("unwrap" | "expect", Expr::MethodCall(inner)) = (name.as_str(), &*m.receiver)
            && inner.method == "pop"
            && let Some(taken) = self.taken_out(inner, Some(m))
        {
            return taken;
        }
        if name != "pop"
            && let Some(taken) = self.taken_out(m, None)
        {
            return taken;
        }
        if let Some(taken) = self.popped(m) {
            return taken;
        }
        if let Some(old) = self.exchanged(m) {
            return old;
        }
        if rules::gives_option(&name) {
            let what = match name.as_str() {
                "mean" | "mean_axis" | "broadcast" => "an `Option`",
                _ => "a `Result`",
            };
            self.errors.at(
                &m.method,
                format!("`{name}` gives {what}: unwrap it at once, `.{name}(…).unwrap()`"),
            );
            return (Op::Tuple(Vec::new()), Ty::Unknown);
        }
        let receiver_ty = self.sketch(&m.receiver);
        if name == "clone" && receiver_ty.behind().is_copy() {
            let operand = match self.operand(&m.receiver) {
                Operand::Place(place, _) => Operand::Place(dereferenced(place), Use::Value),
                other => other,
            };
            let ty = operand.ty().clone();
            return (Op::Use(operand), ty);
        }
        if let Some(rule) = rules::elementary(&name)
            .filter(|_| name != "rem" && (name != "pow2" || receiver_ty.is_ndarray()))
        {
            return self.elementary(m, rule, &receiver_ty);
        }
        if is_map(&name) {
            return self.map(m, false);
        }
        // The result itself is never made.
        if let ("sum", true, Expr::MethodCall(inner)) =
            (name.as_str(), m.args.is_empty(), &*m.receiver)
            && is_map(&inner.method.to_string())
        {
            return self.map(inner, true);
        }
        let copied_part =
            matches!(receiver_ty.behind(), Ty::Tuple(_) | Ty::Float) && name != "clone";
        if name.starts_with("as_slice") && receiver_ty.is_ndarray() {
            self.errors.at(
                &m.method,
                format!("`{name}` of an array has no derivative rule: index the array, loop over `iter()`, or use `to_vec()`"),
            );
            return (Op::Tuple(Vec::new()), Ty::Unknown);
        }
        let common = || rules::array_method(&name).is_some() && receiver_ty.is_ndarray();
        let turned = rules::turns_view(&name) && self.is_place(&Expr::MethodCall(m.clone()));
        if (rules::method(&name).is_some() || common()) && !copied_part && !turned {
            return self.container_method(m, None);
        }
        if let Some(place) = self.referent(&Expr::MethodCall(m.clone())) {
            let ty = place.ty.clone();
            return (Op::Use(Operand::Place(place, Use::Value)), ty);
        }
        let message = match rules::mutator(&name) {
            Some(Mutator::Pop) => {
                "`pop` gives an `Option`: unwrap it at once, `.pop().unwrap()`".to_owned()
            }
            Some(_) => format!("`{name}` changes its receiver: call it in a statement of its own"),
            None if matches!(
                name.as_str(),
                "iter" | "into_iter" | "map" | "fold" | "zip" | "filter" | "enumerate" | "rev"
            ) =>
            {
                let iterator = crate::chains::is_iterator(&m.receiver) || name.ends_with("iter");
                let own = by_raw_name(&name, !iterator);
                format!(
                    "this iterator chain isn't supported: end it in the same expression with `sum`, `product`, `fold`, `for_each` or `collect`, with closures written in place and without `return`; or write a `for` loop{own}"
                )
            }
            None if rules::instead_of_mutator(&name).is_some() => format!(
                "`{name}` has no derivative rule: {}",
                rules::instead_of_mutator(&name).unwrap_or_default()
            ),
            None if rules::instead_of_array_method(&name).is_some() => format!(
                "`{name}` has no derivative rule: {}",
                rules::instead_of_array_method(&name).unwrap_or_default()
            ),
            None if rules::is_foreign(&name)
                || rules::is_foreign_of_floats(&name) && *receiver_ty.behind() == Ty::Float =>
            {
                let own = by_raw_name(&name, crate::methods::is_refused(&name));
                format!(
                    "no derivative rule for the method `{name}`: call a `#[differentiable]` function instead, implement `Function`, or say `detach(…)` to stop derivatives here{own}"
                )
            }
            None => return self.method_call(m),
        };
        self.errors.at(&m.method, message);
        (Op::Tuple(Vec::new()), Ty::Unknown)
    }

    fn elementary(
        &mut self,
        m: &ExprMethodCall,
        rule: &'static rules::Elementary,
        receiver: &Ty,
    ) -> (Op, Ty) {
        if matches!(receiver.behind(), Ty::Vec(_) | Ty::Slice(_) | Ty::Fixed(_)) {
            self.errors.at(
                &m.method,
                format!(
                    "`{0}` is no method of vectors and slices: write `.iter().map(|v| v.{0}(…)).collect::<Vec<_>>()`",
                    rule.name
                ),
            );
        }
        if receiver.is_ndarray()
            && matches!(
                rule.name,
                "sin_cos" | "max" | "min" | "atan2" | "mul_add" | "copysign"
            )
        {
            self.errors.at(
                &m.method,
                format!(
                    "`{0}` is no method of arrays: write `.mapv(|v| v.{0}(…))`",
                    rule.name
                ),
            );
        }
        let expected = if rule.name == "powi" { 2 } else { rule.floats };
        if m.args.len() + 1 != expected {
            self.errors.at(
                &m.method,
                format!("`{}` takes {} argument(s)", rule.name, expected - 1),
            );
        }
        let args = self.operands(std::iter::once(&*m.receiver).chain(&m.args));
        let ty = match (rule.name, args.first().map(Operand::ty)) {
            ("sin_cos", _) => Ty::Tuple(vec![Ty::Float, Ty::Float]),
            // It may be an array, or a number of another type.
            (_, Some(Ty::Unknown)) => Ty::Unknown,
            (_, Some(Ty::Array(n) | Ty::View(n))) => Ty::Array(*n),
            _ => Ty::Float,
        };
        let slope = self.slope(rule, &args);
        (
            Op::Elementary {
                rule,
                args,
                path: None,
                name: m.method.clone(),
                slope,
            },
            ty,
        )
    }

    /// A sine and a cosine together cost little more than one of them: each is the other's
    /// derivative, and is kept for it.
    pub(super) fn slope(&mut self, rule: &rules::Elementary, args: &[Operand]) -> Option<VarId> {
        let other = match rule.name {
            "sin" => "cos",
            "cos" => "sin",
            _ => return None,
        };
        let [arg @ Operand::Place(place, _)] = args else {
            return None;
        };
        if *place.ty.behind() != Ty::Float || !crate::analyse::is_active_in(&self.vars, arg) {
            return None;
        }
        let op = Op::Elementary {
            rule: rules::elementary(other)?,
            args: args.to_vec(),
            path: None,
            name: Ident::new(other, Span::mixed_site()),
            slope: None,
        };
        match self.bind_temp(op, Ty::Float, false) {
            Operand::Place(place, _) => Some(place.root),
            Operand::Inactive(_) => None,
        }
    }

    fn container_method(&mut self, m: &ExprMethodCall, unwrap: Option<ExprMethodCall>) -> (Op, Ty) {
        let name = m.method.to_string();
        let rule = rules::method(&name).or_else(|| rules::array_method(&name).map(|a| a.rule));
        let Some(rule) = rule else {
            return (Op::Tuple(Vec::new()), Ty::Unknown);
        };
        let array = rules::array_method(&name);
        let expected = match array {
            Some(array) => array.args,
            None => usize::from(matches!(name.as_str(), "expect" | "unwrap_or")),
        };
        if m.args.len() != expected {
            self.errors.at(
                &m.method,
                format!("`{name}` takes {expected} argument(s) here"),
            );
        }
        let mut operands = self
            .operands(std::iter::once(&*m.receiver).chain(&m.args))
            .into_iter();
        let Some(recv) = operands.next() else {
            return (Op::Tuple(Vec::new()), Ty::Unknown);
        };
        let args: Vec<Operand> = operands.collect();
        if let Some(array) =
            array.filter(|a| a.rule == Method::ByShapeArgs || recv.ty().is_ndarray())
        {
            self.refuse_arguments(m, array, &args);
        }
        let ty = match name.as_str() {
            "dot" => dot_type(recv.ty(), args.first().map(Operand::ty)),
            _ if array.is_some_and(|a| a.gives == rules::Gives::Number) => Ty::Float,
            _ if array.is_some() => array_type(&name, recv.ty()),
            "to_vec" => Ty::Vec(Box::new(recv.ty().element())),
            "unwrap" | "expect" | "unwrap_or" | "unwrap_or_default" => match recv.ty() {
                Ty::Option(inner) => (**inner).clone(),
                _ => Ty::Unknown,
            },
            _ => match recv.ty() {
                Ty::View(n) => Ty::Array(*n),
                Ty::Slice(item) => Ty::Vec(item.clone()),
                other => other.clone(),
            },
        };
        (
            Op::Method {
                rule,
                name: m.method.clone(),
                generics: m.turbofish.clone(),
                recv,
                args,
                unwrap,
                array,
            },
            ty,
        )
    }

    /// What the rule of an array's method doesn't know of its arguments.
    fn refuse_arguments(
        &mut self,
        m: &ExprMethodCall,
        array: &rules::ArrayMethod,
        args: &[Operand],
    ) {
        for (arg, operand) in m.args.iter().zip(args) {
            if array.name != "dot" && matches!(operand, Operand::Place(..)) {
                self.errors.at(
                    arg,
                    format!(
                        "`{}` has no derivative by this argument: say `detach(…)` if that is meant",
                        array.name
                    ),
                );
            }
        }
        if matches!(
            array.name,
            "to_shape" | "into_shape_with_order" | "into_shape_clone"
        ) && let Some(arg) = m.args.first()
            && is_ordered(arg)
        {
            self.errors.at(
                arg,
                "a shape with an order has no rule: give the lengths alone, and use `t()` for the other order",
            );
        }
    }
}

/// The end of a message about a method that may be the user's.
fn by_raw_name(name: &str, may_be_own: bool) -> String {
    match may_be_own {
        true => format!(
            "; if this is a method of a type of yours, call it by its raw name, `x.r#{name}(…)`"
        ),
        false => String::new(),
    }
}

/// What a place refers to.
fn dereferenced(mut place: Place) -> Place {
    while let Ty::Ref(inner) | Ty::RefMut(inner) = place.ty {
        place.ty = *inner;
        place.proj.push(Proj::Deref);
    }
    place
}

/// What a method of arrays gives on a receiver of this type.
pub(super) fn array_type(name: &str, receiver: &Ty) -> Ty {
    let axes = match receiver {
        Ty::Array(n) | Ty::View(n) => *n,
        _ => None,
    };
    rules::array_method(name)
        .and_then(|array| rules::axes_of(array.gives, axes))
        .map_or(Ty::Unknown, Ty::Array)
}

/// Whether a shape comes with an order: `((2, 3), Order::F)`, `(2, 3).f()`.
pub(super) fn is_ordered(shape: &Expr) -> bool {
    match shape {
        Expr::Paren(e) => is_ordered(&e.expr),
        Expr::Tuple(t) => t.elems.iter().any(|e| match e {
            Expr::Tuple(_) | Expr::Array(_) => true,
            Expr::Path(p) => p.path.segments.iter().any(|s| s.ident == "Order"),
            _ => false,
        }),
        Expr::MethodCall(m) => matches!(m.method.to_string().as_str(), "f" | "set_f" | "strides"),
        _ => false,
    }
}

fn dot_type(left: &Ty, right: Option<&Ty>) -> Ty {
    let axes = |ty: &Ty| match ty {
        Ty::Array(n) | Ty::View(n) => *n,
        _ => None,
    };
    match (axes(left), right.and_then(axes)) {
        (Some(1), Some(1)) => Ty::Float,
        (Some(1), Some(2)) | (Some(2), Some(1)) => Ty::Array(Some(1)),
        (Some(2), Some(2)) => Ty::Array(Some(2)),
        _ => Ty::Unknown,
    }
}

/// `x.mapv(…)`, `a.zip_map__(…)`
fn is_map(name: &str) -> bool {
    matches!(name, "mapv" | "zip_map__")
}
