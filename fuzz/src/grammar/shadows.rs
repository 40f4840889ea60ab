//! Names that take the place of the lists that they are cut from, and loops over what is left.

use super::elementary::squashed;
use super::scope::{Borrow, Kind, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("shadow_slice", 4, shadow_slice),
    production("shadow_slice_mut", 2, shadow_slice_mut),
];

/// What is cut off at most two elements shorter, and whether an element certainly stays.
fn cut(w: &mut Writer<'_>, name: &str) -> (String, bool) {
    match w.below(5) {
        0 => ("1..".to_string(), false),
        1 => (format!("{name}.len() / 2.."), true),
        2 => (format!("..{name}.len() - 1"), false),
        3 => (format!("..{name}.len().min(2)"), true),
        _ => (
            format!("{} % {name}.len()..", super::integers::atom(w)),
            true,
        ),
    }
}

/// A loop that goes through all of a list, by its elements or by their numbers; `shared` is the list as
/// a shared slice.
fn looped(w: &mut Writer<'_>, name: &str, shared: &str) -> Option<()> {
    let (label, frame) = super::loops::begin(w, true)?;
    let (sum, v, i) = (w.fresh_name("s"), w.fresh_name("v"), w.fresh_name("i"));
    let (head, item) = match w.below(5) {
        0 => (format!("{v} in {name}.iter()"), v.clone()),
        1 => (format!("{v} in {name}.iter().rev()"), v.clone()),
        2 => (format!("&{v} in {shared}"), v.clone()),
        3 => (
            format!("({i}, {v}) in {name}.iter().enumerate()"),
            format!("({i} as f64) * {v}"),
        ),
        _ => (format!("{i} in 0..{name}.len()"), format!("{name}[{i}]")),
    };
    let factor = w.looped(frame, 6, |w| {
        let factor = squashed(w, 2);
        w.line(&format!("{sum} += {item} * {};", factor.typed()));
    });
    w.line(&format!("let mut {sum} = 0.0;"));
    w.line(&format!("{label}for {head} {{ {factor} }}"));
    w.declare(Var::new(&sum, Ty::Float).mutable());
    Some(())
}

fn shadow_slice(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let cuttable = |ty: &Ty| {
        let Ty::List(kind, _, true) = ty else {
            return false;
        };
        matches!(kind, Kind::Slice | Kind::Vec | Kind::Fixed)
    };
    let (at, var) = w.readable(cuttable)?;
    let name = &var.name;
    let (part, filled) = cut(w, name);
    w.line(&format!("let {name} = &{name}[{part}];"));
    let len = w.new_len();
    let part = Var::new(name, Ty::List(Kind::Slice, len, filled));
    w.declare(part.borrowed().borrowing(at, Borrow::Shared));
    if w.chance(60) {
        looped(w, name, name)?;
    }
    Some(())
}

/// Of a parameter: what is written after a block counts on the names in it.
fn shadow_slice_mut(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let given: Vec<String> = w.signature.params.iter().map(|p| p.name.clone()).collect();
    let (at, var) = w.writable(|ty| matches!(ty, Ty::List(Kind::SliceMut, _, true)))?;
    let name = &var.name;
    if !given.contains(name) {
        return None;
    }
    let n = super::expr::fixed(w, &format!("{name}.len()"));
    let part = match w.below(3) {
        0 => "..".to_string(),
        1 => format!("{n} / 2.."),
        _ => format!("..{n}.min(2)"),
    };
    w.line(&format!("let {name} = &mut {name}[{part}];"));
    let len = w.new_len();
    let part = Var::new(name, Ty::List(Kind::SliceMut, len, true));
    w.declare(part.mutable().borrowed().borrowing(at, Borrow::Unique));
    if w.chance(40) {
        looped(w, name, &format!("&*{name}"))?;
    }
    Some(())
}
