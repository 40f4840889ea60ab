//! `break`, `continue` and `return`, behind a condition.

use super::integers::condition;
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("exit", 8, exit),
    production("exit_in_let", 3, exit_in_let),
    production("return", 2, early_return),
];

/// A way out of a loop around.
fn jump(w: &mut Writer<'_>) -> Option<String> {
    let inner = w.loops.len().checked_sub(1)?;
    let target = if w.chance(60) {
        inner
    } else {
        w.below(inner + 1)
    };
    let frame = w.loops[target].clone();
    let word = if frame.can_continue && w.chance(50) {
        "continue"
    } else {
        "break"
    };
    match frame.label {
        Some(label) => Some(format!("{word} {label}")),
        None if target == inner => Some(word.to_string()),
        None => None,
    }
}

fn exit(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let jump = jump(w)?;
    let condition = condition(w);
    let before = if w.chance(50) && size > 0 {
        w.block(|w| w.statements(size - 1))
    } else {
        String::new()
    };
    w.line(&format!("if {condition} {{ {before} {jump}; }}"));
    Some(())
}

/// `let a = if … { continue } else { … };`
fn exit_in_let(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let jump = jump(w)?;
    let condition = condition(w);
    let value = w.float(2);
    let name = w.new_name("a");
    let line = if w.chance(50) {
        format!(
            "let {name} = if {condition} {{ {jump} }} else {{ {} }};",
            value.typed()
        )
    } else {
        let on = super::integers::atom(w);
        format!(
            "let {name} = match {on} % 3 {{ 1 if {condition} => {jump}, _ => {} }};",
            value.typed()
        )
    };
    w.line(&line);
    w.declare(super::scope::Var::new(&name, super::scope::Ty::Float));
    Some(())
}

fn early_return(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let condition = condition(w);
    let mut value = None;
    let before = w.block(|w| value = super::signature::result(w));
    let value = value?;
    w.line(&format!("if {condition} {{ {before} return {value}; }}"));
    Some(())
}

/// A way out of here, without a condition.
pub(super) fn leave(w: &mut Writer<'_>) -> Option<String> {
    if w.chance(60)
        && let Some(jump) = jump(w)
    {
        return Some(jump);
    }
    super::signature::result(w).map(|value| format!("return {value}"))
}
