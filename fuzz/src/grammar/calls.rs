//! Calls between the functions of a program, and of a function by itself.

use super::elementary::squashed;
use super::expr::Expr;
use super::loops::MOST_TRIPS;
use super::scope::{Borrow, Kind, Len, Ty, Var};
use super::signature::{ParamTy, ResultTy, Signature};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("call", 9, call_statement),
    production("recursion", 4, recursion),
];

pub(super) const FLOATS: &[Production<Expr>] = &[Production {
    name: "call_value",
    weight: 6,
    write: call_value,
}];

fn callee(w: &mut Writer<'_>, fits: impl Fn(&Signature) -> bool) -> Option<Signature> {
    let functions = w.functions;
    let found: Vec<&Signature> = functions
        .iter()
        .filter(|f| fits(f) && f.cost * w.trips <= MOST_TRIPS)
        .collect();
    let found = w.one_of(&found)?.clone();
    w.cost = w.cost.max(found.cost * w.trips);
    Some(found)
}

pub(super) fn call_value(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let plain = |f: &Signature| {
        f.result == ResultTy::Float && !f.params.iter().any(|p| p.ty.is_left() || is_owned(p.ty))
    };
    let f = callee(w, plain)?;
    let arguments = arguments(w, &f, depth.min(1))?;
    Some(Expr::atom(format!("{}({arguments})", f.name)))
}

fn is_owned(ty: ParamTy) -> bool {
    matches!(ty, ParamTy::Vec | ParamTy::ArrayOwned(_))
}

fn call_statement(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let f = callee(w, |_| true)?;
    let arguments = arguments(w, &f, 2)?;
    bind(w, &f, &arguments);
    Some(())
}

fn recursion(w: &mut Writer<'_>, _: usize) -> Option<()> {
    if !w.signature.recursive || w.own_calls >= 2 || !w.loops.is_empty() {
        return None;
    }
    let f = w.signature.clone();
    // Each call with a closure written in place would be of another function.
    if f.params.iter().any(|p| p.ty == ParamTy::Closure) {
        return None;
    }
    let arguments = arguments(w, &f, 2)?;
    let arguments = match arguments.split_once(", ") {
        Some((_, others)) => format!("depth - 1, {others}"),
        None => "depth - 1".to_string(),
    };
    w.own_calls += 1;
    bind(w, &f, &arguments);
    Some(())
}

/// The statement of a call, with a name for its result.
fn bind(w: &mut Writer<'_>, f: &Signature, arguments: &str) {
    let name = w.fresh_name("y");
    let call = format!("{}({arguments})", f.name);
    if f.result == ResultTy::Unit {
        w.line(&format!("{call};"));
        return;
    }
    if f.result == ResultTy::Pair && w.chance(50) {
        let second = w.fresh_name("z");
        w.line(&format!("let ({name}, {second}) = {call};"));
        w.declare(Var::new(&name, Ty::Float));
        w.declare(Var::new(&second, Ty::Float));
        return;
    }
    w.line(&format!("let mut {name} = {call};"));
    let ty = match f.result {
        ResultTy::Float | ResultTy::Unit => Ty::Float,
        ResultTy::Pair => Ty::Pair,
        ResultTy::Vec => Ty::List(Kind::Vec, w.new_len(), true),
        ResultTy::Array(len) => Ty::List(Kind::Array, len, true),
        ResultTy::Spot => Ty::Spot,
        ResultTy::Opt => Ty::Opt,
    };
    w.declare(Var::new(&name, ty).mutable());
}

/// Arguments that may stand beside each other, containers chosen first.
fn arguments(w: &mut Writer<'_>, f: &Signature, depth: usize) -> Option<String> {
    let before = w.scope.clone();
    let mark = w.scope.enter();
    let mut texts = vec![String::new(); f.params.len()];
    let scalar = |ty| {
        matches!(
            ty,
            ParamTy::Float
                | ParamTy::Int
                | ParamTy::Pair
                | ParamTy::Fixed
                | ParamTy::Spot
                | ParamTy::Shape
                | ParamTy::Opt
                | ParamTy::Closure
        )
    };
    for (text, param) in texts.iter_mut().zip(&f.params) {
        if scalar(param.ty) {
            continue;
        }
        let Some(found) = container(w, param.ty) else {
            w.scope = before;
            return None;
        };
        *text = found;
    }
    for (text, param) in texts.iter_mut().zip(&f.params) {
        *text = match param.ty {
            ParamTy::Float => squashed(w, depth).typed(),
            // It may be the depth of a recursion.
            ParamTy::Int => format!("{} % 4", super::integers::atom(w)),
            ParamTy::Pair => pair(w, depth),
            ParamTy::Fixed => fixed(w, depth),
            ParamTy::Spot => super::structs::spot(w, depth),
            ParamTy::Shape => super::enums::shape(w, depth),
            ParamTy::Opt => match super::options::part(w) {
                Some(value) => value,
                None => format!("Some({})", squashed(w, depth).typed()),
            },
            ParamTy::Closure => super::closures::argument(w),
            _ => continue,
        };
    }
    w.scope.leave(mark);
    Some(texts.join(", "))
}

fn pair(w: &mut Writer<'_>, depth: usize) -> String {
    match w.readable(|ty| *ty == Ty::Pair) {
        Some((_, var)) if w.chance(50) => var.name,
        _ => format!(
            "({}, {})",
            w.float(depth).typed(),
            squashed(w, depth).typed()
        ),
    }
}

fn fixed(w: &mut Writer<'_>, depth: usize) -> String {
    match w.readable(|ty| matches!(ty, Ty::List(Kind::Fixed, Len::Fixed(3), _))) {
        Some((_, var)) if w.chance(50) => var.name,
        _ => {
            let items: Vec<String> = (0..3).map(|_| squashed(w, depth).typed()).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

fn container(w: &mut Writer<'_>, ty: ParamTy) -> Option<String> {
    match ty {
        ParamTy::Slice => {
            let (at, var, kind, _) = w.row(Kind::is_slice)?;
            lend(w, at, Borrow::Shared);
            let whole = match kind {
                _ if var.borrowed => var.name.clone(),
                _ => format!("&{}", var.name),
            };
            let name = &var.name;
            Some(match w.below(4) {
                0 => format!("&{name}[..]"),
                1 => format!("&{name}[{name}.len() / 2..]"),
                _ => whole,
            })
        }
        ParamTy::SliceMut => {
            let (at, var, ..) = w.row_mut(Kind::is_slice)?;
            lend(w, at, Borrow::Unique);
            Some(match w.below(3) {
                0 => format!("&mut {}[..]", var.name),
                _ => super::lists::lent(&var),
            })
        }
        ParamTy::VecMut => {
            let places = w.scope.resizable();
            let (at, var) = w.one_var(&places)?;
            lend(w, at, Borrow::Unique);
            Some(super::lists::lent(&var))
        }
        ParamTy::Vec => {
            let places = w.scope.movable(w.loops.len(), |ty| {
                matches!(ty, Ty::List(Kind::Vec, _, true))
            });
            match w.one_var(&places) {
                Some((at, var)) if w.chance(60) => {
                    w.scope.forget(at);
                    Some(var.name)
                }
                _ => Some(super::lists::vector(w)),
            }
        }
        ParamTy::Array(len) => {
            let (at, var) = owned_array(w, len)?;
            lend(w, at, Borrow::Shared);
            Some(super::arrays::lent(&var))
        }
        ParamTy::ArrayMut(len) => {
            let (at, var) =
                w.writable(|ty| matches!(ty, Ty::List(Kind::Array, l, _) if *l == len))?;
            lend(w, at, Borrow::Unique);
            Some(super::lists::lent(&var))
        }
        ParamTy::ArrayOwned(len) => super::arrays::array(w, Some(len)).map(|(text, _)| text),
        ParamTy::Matrix => {
            let (at, var) = w.readable(|ty| *ty == Ty::Matrix)?;
            lend(w, at, Borrow::Shared);
            Some(super::arrays::lent(&var))
        }
        ParamTy::SpotMut => lent_own(w, Ty::Spot),
        ParamTy::CurveMut => lent_own(w, Ty::Curve),
        ParamTy::Curve => shared_own(w, Ty::Curve),
        ParamTy::Stack => shared_own(w, Ty::Stack),
        _ => None,
    }
}

/// `&mut` of a value of a type of its own.
fn lent_own(w: &mut Writer<'_>, ty: Ty) -> Option<String> {
    let (at, var) = w.writable(|t| *t == ty)?;
    lend(w, at, Borrow::Unique);
    Some(super::lists::lent(&var))
}

/// `&` of one.
fn shared_own(w: &mut Writer<'_>, ty: Ty) -> Option<String> {
    let (at, var) = w.readable(|t| *t == ty)?;
    lend(w, at, Borrow::Shared);
    Some(if var.borrowed {
        var.name
    } else {
        format!("&{}", var.name)
    })
}

fn owned_array(w: &mut Writer<'_>, len: Len) -> Option<(usize, Var)> {
    w.readable(|ty| matches!(ty, Ty::List(Kind::Array, l, _) if *l == len))
}

/// Marks a variable as lent until the call.
fn lend(w: &mut Writer<'_>, at: usize, how: Borrow) {
    w.declare(Var::new("", Ty::Bool).borrowing(at, how));
}
