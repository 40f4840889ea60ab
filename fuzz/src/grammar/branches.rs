//! `if` and `match`, as statements and as values.

use super::expr::Expr;
use super::integers::{atom, condition};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("if", 8, if_statement),
    production("match", 4, match_statement),
];

pub(super) const FLOATS: &[Production<Expr>] = &[
    production("if_value", 4, if_value),
    production("match_value", 2, match_value),
];

fn if_statement(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let mut text = format!(
        "if {} {{ {} }}",
        condition(w),
        w.block(|w| w.statements(size))
    );
    if w.chance(25) {
        text += &format!(
            " else if {} {{ {} }}",
            condition(w),
            w.block(|w| w.statements(size))
        );
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
        let guard = if w.chance(30) {
            format!(" if {}", condition(w))
        } else {
            String::new()
        };
        text += &format!(
            "{pattern}{guard} => {{ {} }}",
            w.block(|w| w.statements(size))
        );
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
