//! Methods that change a vector's length or the order of its elements.

use super::elementary::stored;
use super::scope::{Borrow, Kind, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("vec_insert", 2, insert),
    production("vec_take_out", 4, take_out),
    production("vec_shorten", 3, shorten),
    production("vec_extend", 3, extend),
    production("vec_retain", 2, retain),
    production("vec_order", 4, order),
    production("vec_split_off", 2, split_off),
    production("split_at_mut", 2, split_at_mut),
];

fn resizable(w: &mut Writer<'_>) -> Option<(usize, Var)> {
    let places = w.scope.resizable();
    w.one_var(&places)
}

/// An expression that doesn't read the variable.
fn without<T>(w: &mut Writer<'_>, at: usize, write: impl FnOnce(&mut Writer<'_>) -> T) -> T {
    let mark = w.scope.enter();
    w.scope.hide(at);
    let value = write(w);
    w.scope.leave(mark);
    value
}

fn insert(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = resizable(w)?;
    let name = &var.name;
    let value = stored(w, 2);
    let k = without(w, at, super::integers::atom);
    let index = w.word(&["0", "k", "k"]);
    let index = index.replace('k', &format!("{k} % {name}.len()"));
    w.line(&format!("{name}.insert({index}, {});", value.typed()));
    Some(())
}

/// One element leaves, if another one stays.
fn take_out(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = resizable(w)?;
    let name = &var.name;
    let k = without(w, at, super::integers::atom);
    let taken = match w.below(5) {
        0 => format!("{name}.remove({k} % {name}.len())"),
        1 => format!("{name}.swap_remove({k} % {name}.len())"),
        2 => format!("{name}.pop().unwrap()"),
        3 => format!("{name}.pop().unwrap_or(0.5)"),
        _ => format!("{name}.remove(0)"),
    };
    let other = without(w, at, |w| stored(w, 1));
    let t = w.fresh_name("t");
    w.line(&format!(
        "let {t} = if {name}.len() > 1 {{ {taken} }} else {{ {} }};",
        other.typed()
    ));
    w.declare(Var::new(&t, Ty::Float));
    Some(())
}

fn shorten(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = resizable(w)?;
    let name = &var.name;
    let value = without(w, at, |w| stored(w, 1));
    let line = match w.below(4) {
        0 => format!("{name}.truncate({});", 1 + w.below(3)),
        1 => format!("{name}.resize({}, {});", 1 + w.below(4), value.typed()),
        2 => format!("{name}.clear(); {name}.push({});", value.typed()),
        _ => format!("{name}.drain(..{name}.len() / 2);"),
    };
    w.line(&line);
    Some(())
}

fn extend(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = resizable(w)?;
    // Inside of loops it would grow and grow.
    if !w.loops.is_empty() {
        return None;
    }
    let (_, source, ..) = without(w, at, |w| w.row(Kind::is_slice))?;
    let (name, other) = (&var.name, &source.name);
    let v = w.fresh_name("v");
    let line = match w.below(4) {
        0 => format!("{name}.extend_from_slice(&{other}[..]);"),
        1 => format!("{name}.extend({other}.iter().map(|{v}| {v} * 0.5));"),
        2 => format!("{name}.append(&mut {other}.to_vec());"),
        _ => format!("{name}.extend_from_within(..1);"),
    };
    w.line(&line);
    Some(())
}

fn retain(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = resizable(w)?;
    let name = &var.name;
    let value = without(w, at, |w| stored(w, 2));
    let v = w.fresh_name("v");
    let test = w.word(&["> 0.2", "< 0.5", "!= 0.0"]);
    w.line(&format!("{name}.retain(|{v}| *{v} {test});"));
    w.line(&format!("{name}.push({});", value.typed()));
    Some(())
}

fn order(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var, ..) = w.row_mut(Kind::is_slice)?;
    let name = &var.name;
    let k = w.fresh_name("k");
    let by = super::integers::atom(w);
    let line = match w.below(5) {
        0 => format!("{name}.reverse();"),
        1 => format!("let {k} = {by} % {name}.len();\n{name}.rotate_left({k});"),
        2 => format!("let {k} = {by} % {name}.len();\n{name}.rotate_right({k});"),
        3 => format!("{name}.sort_by(|a, b| b.partial_cmp(a).unwrap());"),
        _ => format!("{name}.sort_by(|a, b| a.partial_cmp(b).unwrap());"),
    };
    w.line(&line);
    Some(())
}

fn split_off(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var) = resizable(w)?;
    let (name, tail) = (&var.name, w.fresh_name("x"));
    w.line(&format!("let mut {tail} = {name}.split_off(1);"));
    let len = w.new_len();
    w.declare(Var::new(&tail, Ty::List(Kind::Vec, len, false)).mutable());
    Some(())
}

/// Two halves, changed beside each other.
fn split_at_mut(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (at, var, ..) = w.row_mut(Kind::is_slice)?;
    let (h, t, k) = (w.fresh_name("h"), w.fresh_name("h"), w.fresh_name("n"));
    let name = &var.name;
    let (first, second) = (w.new_len(), w.new_len());
    let body = w.block(|w| {
        w.line(&format!("let {k} = {name}.len() / 2;"));
        w.line(&format!("let ({h}, {t}) = {name}.split_at_mut({k});"));
        for (part, len, filled) in [(&h, first, false), (&t, second, true)] {
            let part = Var::new(part, Ty::List(Kind::SliceMut, len, filled));
            w.declare(part.mutable().borrowed().borrowing(at, Borrow::Unique));
        }
        w.statements(size);
        let value = stored(w, 1);
        w.line(&format!("{t}[0] = {};", value.typed()));
    });
    w.line(&format!("{{ {body} }}"));
    Some(())
}
