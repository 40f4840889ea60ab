//! Closures: held in variables, passed to functions, changing what they capture.

use super::elementary::{squashed, stored};
use super::expr::Expr;
use super::integers::condition;
use super::scope::{Borrow, Kind, Ty, Var};
use super::writer::{Loop, Writer};
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let_closure", 5, let_closure),
    production("let_changing", 3, let_changing),
    production("let_filling", 3, let_filling),
    production("call_changing", 6, call_changing),
];

pub(super) const FLOATS: &[Production<Expr>] = &[production("call_closure", 7, call_closure)];

/// The inside of a closure: no loop around it can be left from there.
fn inside(w: &mut Writer<'_>, write: impl FnOnce(&mut Writer<'_>)) -> String {
    let outside = std::mem::take(&mut w.loops);
    let frame = Loop {
        label: None,
        can_continue: false,
    };
    let text = w.looped(frame, 6, write);
    w.loops = outside;
    text
}

/// `|v: f64| …`
fn closure(w: &mut Writer<'_>, depth: usize) -> String {
    let v = w.fresh_name("v");
    let mut head = format!("|{v}: f64|");
    let body = inside(w, |w| {
        w.declare(Var::new(&v, Ty::Float));
        let value = stored(w, depth);
        match w.below(5) {
            0 => {
                head += " -> f64";
                let (condition, other) = (condition(w), squashed(w, 1));
                w.line(&format!(
                    "{{ if {condition} {{ return {}; }} {} }}",
                    other.typed(),
                    value.typed()
                ));
            }
            1 => {
                let t = w.fresh_name("t");
                w.line(&format!(
                    "{{ let {t} = {}; {t} * {v} - {t}.sin() }}",
                    value.typed()
                ));
            }
            _ => w.line(&value.typed()),
        }
    });
    format!("{head} {body}")
}

/// A closure as an argument.
pub(super) fn argument(w: &mut Writer<'_>) -> String {
    let local = w.readable(|ty| *ty == Ty::Closure);
    match (w.below(6), local) {
        (0 | 1, Some((_, var))) => format!("&{}", var.name),
        (2, _) if w.chance(20) => w.word(&["f64::sin", "f64::tanh"]).to_string(),
        _ => closure(w, 1),
    }
}

fn let_closure(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let text = closure(w, 2);
    let name = w.fresh_name("f");
    let captured = w.scope.mentioned(&text);
    let is_copied = captured.iter().all(|at| {
        let var = w.scope.var(*at);
        let copied = matches!(
            var.ty,
            Ty::Float | Ty::Int(_) | Ty::Bool | Ty::Pair | Ty::Spot | Ty::Opt | Ty::Shape
        );
        copied && !var.borrowed
    });
    let mut var = Var::new(&name, Ty::Closure);
    if is_copied && w.chance(50) {
        w.line(&format!("let {name} = move {text};"));
    } else {
        w.line(&format!("let {name} = {text};"));
        for at in captured {
            var = var.borrowing(at, Borrow::Shared);
        }
    }
    w.declare(var);
    Some(())
}

/// A closure that changes a variable.
fn let_changing(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, of) = w.writable(|ty| *ty == Ty::Float)?;
    let place = of.read.trim_matches(['(', ')']).to_string();
    let (name, v) = (w.fresh_name("g"), w.fresh_name("v"));
    let mut change = String::new();
    let body = inside(w, |w| {
        w.declare(Var::new(&v, Ty::Float));
        let value = squashed(w, 2);
        let op = w.word(&["+=", "=", "*=", "-="]);
        change = format!("{place} {op} {};", value.typed());
        let value = squashed(w, 1);
        w.line(&value.typed());
    });
    bind_changing(w, &name, &format!("|{v}: f64| {{ {change} {body} }}"), at);
    Some(())
}

/// A closure that changes a list.
fn let_filling(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, of, kind, _) = w.row_mut(Kind::is_slice)?;
    let list = of.name.clone();
    let grows = kind == Kind::Vec && w.scope.resizable().contains(&at);
    let (name, v) = (w.fresh_name("g"), w.fresh_name("v"));
    let mut change = String::new();
    let body = inside(w, |w| {
        w.declare(Var::new(&v, Ty::Float));
        let mark = w.scope.enter();
        w.scope.hide(at);
        let value = squashed(w, 2);
        w.scope.leave(mark);
        let value = value.typed();
        change = match w.below(5) {
            0 if grows => format!("if {list}.len() < 6 {{ {list}.push({value}); }}"),
            1 => format!("let last = {list}.len() - 1; {list}.swap(0, last);"),
            2 => format!("for e in {list}.iter_mut() {{ *e *= {value}; }}"),
            3 => format!("{list}[0] = {value};"),
            _ => format!("{list}[0] += {value};"),
        };
        let value = squashed(w, 1);
        w.line(&value.typed());
    });
    bind_changing(w, &name, &format!("|{v}: f64| {{ {change} {body} }}"), at);
    Some(())
}

/// Binds a closure that changes the variable `at`, and reads others.
fn bind_changing(w: &mut Writer<'_>, name: &str, text: &str, at: usize) {
    let captured = w.scope.mentioned(text);
    w.line(&format!("let mut {name} = {text};"));
    let mut var = Var::new(name, Ty::Changing).mutable();
    for other in captured {
        var = var.borrowing(other, Borrow::Shared);
    }
    w.declare(var.borrowing(at, Borrow::Unique));
}

fn call_changing(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var) = w.writable(|ty| *ty == Ty::Changing)?;
    let (name, value) = (w.fresh_name("y"), squashed(w, 2));
    w.line(&format!("let {name} = {}({});", var.name, value.typed()));
    w.declare(Var::new(&name, Ty::Float));
    Some(())
}

fn call_closure(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let (_, var) = w.readable(|ty| *ty == Ty::Closure)?;
    let value = squashed(w, depth.min(1));
    Some(Expr::atom(format!("{}({})", var.name, value.typed())))
}
