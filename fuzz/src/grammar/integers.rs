//! Integers and conditions: counters, computed indices, comparisons.

use super::expr::{Expr, leaf};
use super::scope::{Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let_integer", 3, let_integer),
    production("let_index", 3, let_index),
    production("change_integer", 4, change),
    production("let_bool", 2, let_bool),
];

pub(super) const FLOATS: &[Production<Expr>] = &[Production {
    name: "integer_as_float",
    weight: 3,
    write: as_float,
}];

/// An integer that arithmetic can be done with.
pub(super) fn atom(w: &mut Writer<'_>) -> String {
    let length = w.readable(|ty| matches!(ty, Ty::List(..)));
    let integer = w.readable(|ty| matches!(ty, Ty::Int(_)));
    match (w.below(6), integer, length) {
        (0..=2, Some((_, var)), _) => var.read,
        (3, _, Some((_, var))) => format!("{}.len()", var.name),
        (4, Some((_, var)), _) => {
            let op = w.word(&["+ 1", "* 2", "* 3 + 1"]);
            format!("({} {op})", var.read)
        }
        (5, ..) => {
            let value = leaf(w);
            format!("(detach({}).abs() as usize)", value.typed())
        }
        _ => w.word(&["1", "2", "3"]).to_string(),
    }
}

pub(super) fn condition(w: &mut Writer<'_>) -> String {
    match w.below(9) {
        0..=2 => {
            let (a, b) = (leaf(w), w.float(1));
            let op = w.word(&["<", ">", "<=", ">="]);
            format!("{} {op} {}", a.typed(), b.typed())
        }
        3 => {
            let a = w.float(1);
            format!("{} < 0.6", a.method("abs", "").text())
        }
        4 => format!("{} % 2 == 0", atom(w)),
        5 => format!("{} < {}", comparable(w), comparable(w)),
        6 => match w.readable(|ty| *ty == Ty::Bool) {
            Some((_, var)) => var.read,
            None => format!("{} != 1", comparable(w)),
        },
        7 => {
            let op = w.word(&["&&", "||"]);
            format!("({} > 0.1 {op} {} % 3 != 0)", leaf(w).typed(), atom(w))
        }
        _ => format!("!({} > 0.7)", leaf(w).typed()),
    }
}

fn comparable(w: &mut Writer<'_>) -> String {
    format!("({} % 5)", atom(w))
}

fn let_integer(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = atom(w);
    let name = w.fresh_name("k");
    w.line(&format!("let mut {name}: usize = {value} % 5;"));
    w.declare(Var::new(&name, Ty::Int(None)).mutable());
    Some(())
}

/// A name for a valid index.
fn let_index(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var, _, len) = w.row(|_| true)?;
    let at = super::expr::index(w, len, &format!("{}.len()", var.name));
    let name = w.fresh_name("at");
    w.line(&format!("let {name}: usize = {at};"));
    w.declare(Var::new(&name, Ty::Int(Some(len))));
    Some(())
}

fn change(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var) = w.writable(|ty| *ty == Ty::Int(None))?;
    let name = var.name;
    let line = match w.below(3) {
        0 => format!("{name} += 1;"),
        1 => format!("{name} = ({name} * 3 + {}) % 7;", atom(w)),
        _ => format!("{name} = {} % 5;", atom(w)),
    };
    w.line(&line);
    Some(())
}

fn let_bool(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = condition(w);
    let name = w.fresh_name("is");
    let mutable = if w.chance(30) { "mut " } else { "" };
    w.line(&format!("let {mutable}{name}: bool = {value};"));
    w.declare(Var::new(&name, Ty::Bool));
    Some(())
}

fn as_float(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    Some(Expr::wrapped(&format!("{} as f64", atom(w))))
}
