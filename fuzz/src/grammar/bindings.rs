//! `let` in its forms: names that shadow, tuples, delayed initialisation.

use super::elementary::stored;
use super::scope::{Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let", 14, let_float),
    production("let_mut", 10, let_mut),
    production("let_tuple", 3, let_tuple),
    production("let_pair", 4, let_pair),
    production("let_later", 2, let_later),
    production("shadow_in_block", 2, shadow_in_block),
];

pub(super) fn let_float(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = w.float(3);
    let name = w.new_name("a");
    let line = format!("let {name} = {};", value.typed());
    w.line(&line);
    w.declare(Var::new(&name, Ty::Float));
    Some(())
}

fn let_mut(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = w.float(2);
    let name = w.new_name("s");
    let line = if w.chance(30) {
        format!("let mut {name}: f64 = {};", value.text())
    } else {
        format!("let mut {name} = {};", value.typed())
    };
    w.line(&line);
    w.declare(Var::new(&name, Ty::Float).mutable());
    Some(())
}

fn let_tuple(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (x, y) = (w.float(2), w.float(2));
    let (a, b) = (w.fresh_name("a"), w.fresh_name("b"));
    let line = format!("let ({a}, mut {b}) = ({}, {});", x.typed(), y.typed());
    w.line(&line);
    w.declare(Var::new(&a, Ty::Float));
    w.declare(Var::new(&b, Ty::Float).mutable());
    Some(())
}

fn let_pair(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (x, y) = (stored(w, 2), stored(w, 2));
    let name = w.new_name("p");
    let mutable = w.chance(60);
    let word = if mutable { "mut " } else { "" };
    let line = format!("let {word}{name} = ({}, {});", x.typed(), y.typed());
    w.line(&line);
    let mut var = Var::new(&name, Ty::Pair);
    var.mutable = mutable;
    w.declare(var);
    Some(())
}

fn let_later(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let condition = super::integers::condition(w);
    let (x, y) = (w.float(2), w.float(2));
    let name = w.fresh_name("a");
    let line = format!(
        "let {name}: f64; if {condition} {{ {name} = {}; }} else {{ {name} = {}; }}",
        x.text(),
        y.text()
    );
    w.line(&line);
    w.declare(Var::new(&name, Ty::Float));
    Some(())
}

/// A name that is another's inside of a block, and its own again afterwards.
fn shadow_in_block(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let (_, var) = w.readable(|ty| *ty == Ty::Float)?;
    let value = w.float(2);
    let body = w.block(|w| {
        let line = format!("let mut {} = {};", var.name, value.typed());
        w.line(&line);
        w.declare(Var::new(&var.name, Ty::Float).mutable());
        w.statements(size.saturating_sub(1));
    });
    w.line(&format!("{{ {body} }}"));
    Some(())
}
