//! Loops of all kinds, each of which ends after a few rounds.

use super::integers::condition;
use super::scope::{Borrow, Kind, Ty, Var};
use super::writer::{Loop, Writer};
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("for_range", 7, for_range),
    production("for_index", 8, for_index),
    production("for_each", 6, for_each),
    production("for_each_mut", 6, for_each_mut),
    production("while", 4, while_loop),
    production("loop", 4, endless),
];

const ROUNDS: u64 = 6;
/// How often a statement may be run.
pub(super) const MOST_TRIPS: u64 = 400;

/// A label, if it is wanted, and the loop.
pub(super) fn begin(w: &mut Writer<'_>, can_continue: bool) -> Option<(String, Loop)> {
    if w.trips * ROUNDS > MOST_TRIPS || w.loops.len() >= 3 {
        return None;
    }
    let label = w.chance(40).then(|| w.fresh_name("'l"));
    let text = label.as_ref().map_or(String::new(), |l| format!("{l}: "));
    Some((
        text,
        Loop {
            label,
            can_continue,
        },
    ))
}

fn for_range(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = begin(w, true)?;
    let bound = super::integers::atom(w);
    let name = if w.chance(20) {
        "_".to_string()
    } else {
        w.new_name("i")
    };
    let range = match w.below(5) {
        0 => format!("(0..{bound} % 5).rev()"),
        1 => format!("1..={bound} % 4"),
        2 => "0..3".to_string(),
        3 => format!("(0..{bound} % 6).step_by(2)"),
        _ => format!("0..{bound} % 5"),
    };
    let body = w.looped(frame, ROUNDS, |w| {
        if name != "_" {
            w.declare(Var::new(&name, Ty::Int(None)));
        }
        w.statements(size);
    });
    w.line(&format!("{label}for {name} in {range} {{ {body} }}"));
    Some(())
}

/// Over the indices of a list.
fn for_index(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = begin(w, true)?;
    let (_, var) = w.readable(|ty| matches!(ty, Ty::List(..)))?;
    let Ty::List(_, len, _) = var.ty else {
        return None;
    };
    let count = format!("{}.len()", var.name);
    let name = w.new_name("i");
    let range = match w.below(5) {
        0 => format!("(0..{count}).rev()"),
        1 => format!("1..{count}"),
        2 => format!("0..{count} / 2"),
        _ => format!("0..{count}"),
    };
    let body = w.looped(frame, ROUNDS, |w| {
        w.declare(Var::new(&name, Ty::Int(Some(len))));
        w.statements(size);
    });
    w.line(&format!("{label}for {name} in {range} {{ {body} }}"));
    Some(())
}

/// Over the elements of a list.
fn for_each(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = begin(w, true)?;
    let (at, var) = w.readable(|ty| matches!(ty, Ty::List(..)))?;
    let Ty::List(kind, len, _) = var.ty else {
        return None;
    };
    let (v, i) = (w.fresh_name("v"), w.fresh_name("i"));
    let list = &var.name;
    let pick = w.below(if kind.is_array() { 2 } else { 10 });
    let numbered = matches!(pick, 1 | 7 | 8);
    let (pattern, source) = match pick {
        0 => (v.clone(), format!("{list}.iter()")),
        1 => (format!("({i}, {v})"), format!("{list}.iter().enumerate()")),
        2 => (v.clone(), format!("{list}.iter().rev()")),
        3 => (v.clone(), format!("{list}.iter().skip(1)")),
        4 => (format!("&{v}"), format!("{list}.iter()")),
        5 if kind != Kind::SliceMut => (v.clone(), format!("&{list}[..]")),
        7 => (
            format!("({i}, {v})"),
            format!("{list}.iter().rev().enumerate()"),
        ),
        8 => (
            format!("({i}, {v})"),
            format!("{list}.iter().enumerate().rev()"),
        ),
        9 => (v.clone(), format!("{list}.iter().step_by(2)")),
        _ => (v.clone(), format!("{list}.iter().take(2)")),
    };
    let body = w.looped(frame, ROUNDS, |w| {
        let var = Var::new(&v, Ty::Float)
            .borrowed()
            .borrowing(at, Borrow::Shared);
        w.declare(if pick == 4 { var } else { var.by_reference() });
        if numbered {
            w.declare(Var::new(&i, Ty::Int(Some(len))));
        }
        w.statements(size);
    });
    w.line(&format!("{label}for {pattern} in {source} {{ {body} }}"));
    Some(())
}

/// Over the elements of a list, changing them.
fn for_each_mut(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = begin(w, true)?;
    let (at, var) = w.writable(|ty| matches!(ty, Ty::List(..)))?;
    let Ty::List(kind, len, _) = var.ty else {
        return None;
    };
    let (v, i) = (w.fresh_name("v"), w.fresh_name("i"));
    let list = &var.name;
    let pick = w.below(4);
    let (pattern, source) = match pick {
        0 => (
            format!("({i}, {v})"),
            format!("{list}.iter_mut().enumerate()"),
        ),
        1 if kind.is_slice() => (v.clone(), format!("{list}.iter_mut().rev()")),
        _ => (v.clone(), format!("{list}.iter_mut()")),
    };
    let body = w.looped(frame, ROUNDS, |w| {
        w.declare(
            Var::new(&v, Ty::Float)
                .by_reference()
                .mutable()
                .borrowed()
                .borrowing(at, Borrow::Unique),
        );
        if pick == 0 {
            w.declare(Var::new(&i, Ty::Int(Some(len))));
        }
        w.statements(size);
        let value = super::elementary::stored(w, 2);
        w.line(&format!("*{v} = {};", value.text()));
    });
    w.line(&format!("{label}for {pattern} in {source} {{ {body} }}"));
    Some(())
}

fn while_loop(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let first = w.chance(50);
    let (label, frame) = begin(w, first)?;
    let k = w.fresh_name("n");
    let bound = 1 + w.below(5);
    let more = if w.chance(50) {
        format!(" && {}", condition(w))
    } else {
        String::new()
    };
    let body = w.looped(frame, ROUNDS, |w| {
        if first {
            w.line(&format!("{k} += 1;"));
        }
        w.declare(Var::new(&k, Ty::Int(None)));
        w.statements(size);
        if !first {
            w.line(&format!("{k} += 1;"));
        }
    });
    w.line(&format!("let mut {k}: usize = 0;"));
    w.line(&format!("{label}while {k} < {bound}{more} {{ {body} }}"));
    w.declare(Var::new(&k, Ty::Int(None)));
    Some(())
}

fn endless(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = begin(w, true)?;
    let k = w.fresh_name("n");
    let bound = 1 + w.below(4);
    let body = w.looped(frame, ROUNDS, |w| {
        w.line(&format!("{k} += 1;"));
        w.declare(Var::new(&k, Ty::Int(None)));
        w.statements(size);
        let stop = condition(w);
        w.line(&format!("if {k} > {bound} || {stop} {{ break; }}"));
        w.statements(size);
    });
    // The bound also holds for those rounds that are cut short.
    let guard = format!("if {k} > {ROUNDS} {{ break; }}");
    w.line(&format!("let mut {k}: usize = 0;"));
    w.line(&format!("{label}loop {{ {guard} {body} }}"));
    w.declare(Var::new(&k, Ty::Int(None)));
    Some(())
}
