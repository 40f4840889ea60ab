//! Loops over scalar code alone, which calls functions of numbers: what vector code is made of.

use super::elementary::stored;
use super::integers::condition;
use super::scope::{Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[production("for_scalars", 9, for_scalars)];

const ROUNDS: u64 = 6;

fn for_scalars(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (label, frame) = super::loops::begin(w, true)?;
    let (_, var) = w.readable(|ty| matches!(ty, Ty::List(..)))?;
    let Ty::List(_, len, _) = var.ty else {
        return None;
    };
    let (name, list) = (w.fresh_name("i"), &var.name);
    let from = w.word(&["0", "0", "1"]);
    let outside = std::mem::replace(&mut w.plain, true);
    let body = w.looped(frame, ROUNDS, |w| {
        w.declare(Var::new(&name, Ty::Int(Some(len))));
        for _ in 0..2 + w.below(4) {
            statement(w);
        }
    });
    w.plain = outside;
    w.line(&format!(
        "{label}for {name} in {from}..{list}.len() {{ {body} }}"
    ));
    Some(())
}

/// A number that is named, stored, or added to another, now and then under a condition.
fn statement(w: &mut Writer<'_>) {
    match w.below(6) {
        0 | 1 => {
            let name = w.fresh_name("t");
            let called = w.chance(60).then(|| super::calls::call_value(w, 1));
            let value = called.flatten().unwrap_or_else(|| stored(w, 2));
            w.line(&format!("let {name} = {};", value.typed()));
            w.declare(Var::new(&name, Ty::Float));
        }
        2 => {
            let condition = condition(w);
            let body = w.block(change);
            w.line(&format!("if {condition} {{ {body} }}"));
        }
        _ => change(w),
    }
}

fn change(w: &mut Writer<'_>) {
    let write = match w.below(2) {
        0 => super::scalars::assign,
        _ => super::scalars::update,
    };
    // Without a place that may be changed there is nothing to do.
    let _ = write(w, 0);
}
