//! `if` and `match`, as statements and as values.

use super::Production;
use super::expr::Expr;
use super::integers::{atom, condition};
use super::writer::Writer;

pub(super) const STATEMENTS: &[Production<()>] = &[
    Production { name: "if", weight: 8, write: if_statement },
    Production { name: "match", weight: 4, write: match_statement },
];

pub(super) const FLOATS: &[Production<Expr>] = &[
    Production { name: "if_value", weight: 4, write: if_value },
    Production { name: "match_value", weight: 2, write: match_value },
];

fn if_statement(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let mut text = format!("if {} {{ {} }}", condition(w), w.block(|w| w.statements(size)));
    if w.chance(25) {
        text += &format!(" else if {} {{ {} }}", condition(w), w.block(|w| w.statements(size)));
    }
    if w.chance(50) {
        text += &format!(" else {{ {} }}", w.block(|w| w.statements(size)));
    }
    w.line(&text);
    Some(())
}

fn match_statement(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let mut text = format!("match {} {{", scrutinee(w));
    for pattern in ["0", "1 | 2"] {
        let guard = if w.chance(30) { format!(" if {}", condition(w)) } else { String::new() };
        text += &format!("{pattern}{guard} => {{ {} }}", w.block(|w| w.statements(size)));
    }
    text += &format!("_ => {{ {} }} }}", w.block(|w| w.statements(size)));
    w.line(&text);
    Some(())
}

fn if_value(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let condition = condition(w);
    let (a, b) = (w.float(depth), w.float(depth));
    Some(Expr::wrapped(&format!(
        "if {condition} {{ {} }} else {{ {} }}",
        a.typed(),
        b.typed()
    )))
}

fn match_value(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let on = scrutinee(w);
    let guard = condition(w);
    let (a, b, c) = (w.float(depth), w.float(depth), w.float(depth));
    Some(Expr::wrapped(&format!(
        "match {on} {{ 0 => {}, k if k > 1 && {guard} => {}, _ => {} }}",
        a.typed(),
        b.typed(),
        c.typed()
    )))
}

fn scrutinee(w: &mut Writer<'_>) -> String {
    format!("{} % 4", atom(w))
}
