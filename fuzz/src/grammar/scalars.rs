//! Changes of numbers: assignments, updates, exchanges.

use super::elementary::{squashed, stored};
use super::scope::{Borrow, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("assign", 14, assign),
    production("update", 14, update),
    production("swap", 3, swap),
    production("replace", 3, replace),
    production("reference", 3, reference),
];

/// A place that holds a number and may be changed.
pub(super) fn place(w: &mut Writer<'_>) -> Option<(usize, String)> {
    let (at, var) = w.writable(|ty| {
        matches!(
            ty,
            Ty::Float | Ty::Pair | Ty::Matrix | Ty::Spot | Ty::Curve | Ty::List(_, _, true)
        )
    })?;
    let text = match var.ty {
        Ty::Spot => format!("{}.{}", var.name, w.word(&["a", "b"])),
        Ty::Curve => format!("{}.{}", var.name, w.word(&["gain", "ys[0]"])),
        Ty::Float => var.read.trim_matches(['(', ')']).to_string(),
        Ty::Pair => format!("{}.{}", var.name, w.below(2)),
        _ => format!("{}[{}]", var.name, super::expr::written_index_of(w, &var)?),
    };
    Some((at, text))
}

pub(super) fn assign(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, place) = place(w)?;
    let value = stored(w, 3);
    w.line(&format!("{place} = {};", value.text()));
    Some(())
}

pub(super) fn update(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, place) = place(w)?;
    let line = match w.below(8) {
        0..=3 => format!("{place} += {};", stored(w, 3).text()),
        4 => format!("{place} -= {};", stored(w, 2).text()),
        5..=6 => format!("{place} *= {};", squashed(w, 2).text()),
        _ => format!(
            "{place} /= 1.5 + {};",
            squashed(w, 2).method("abs", "").text()
        ),
    };
    w.line(&line);
    Some(())
}

fn swap(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, a) = place(w)?;
    let mark = w.scope.enter();
    w.scope.hide(at);
    let other = place(w);
    w.scope.leave(mark);
    let (_, b) = other?;
    // An index of one place can't read the other while it is lent.
    if a.contains(['[', '*']) || b.contains(['[', '*']) {
        return None;
    }
    w.line(&format!("std::mem::swap(&mut {a}, &mut {b});"));
    Some(())
}

fn replace(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = w.writable(|ty| *ty == Ty::Float)?;
    let target = if var.read.starts_with("(*") {
        var.name.clone()
    } else {
        format!("&mut {}", var.name)
    };
    let mark = w.scope.enter();
    w.scope.hide(at);
    let value = stored(w, 2);
    w.scope.leave(mark);
    let name = w.fresh_name("old");
    let line = if w.chance(25) {
        format!("let {name} = std::mem::take({target});")
    } else {
        format!(
            "let {name} = std::mem::replace({target}, {});",
            value.typed()
        )
    };
    w.line(&line);
    w.declare(Var::new(&name, Ty::Float));
    Some(())
}

/// A name for a place, changed through it.
fn reference(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let (at, place) = place(w)?;
    let name = w.fresh_name("r");
    let target = match place.strip_prefix('*') {
        Some(reference) => format!("&mut *{reference}"),
        None => format!("&mut {place}"),
    };
    let body = w.block(|w| {
        w.line(&format!("let {name} = {target};"));
        w.declare(
            Var::new(&name, Ty::Float)
                .by_reference()
                .mutable()
                .borrowed()
                .borrowing(at, Borrow::Unique),
        );
        update(w, 0);
        w.statements(size.saturating_sub(1));
        let value = stored(w, 2);
        w.line(&format!("*{name} = {};", value.text()));
    });
    w.line(&format!("{{ {body} }}"));
    Some(())
}
