//! Iterator chains.

use super::elementary::{squash, stored};
use super::expr::Expr;
use super::scope::{Borrow, Kind, Ty, Var};
use super::writer::{Loop, Writer};
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("collect", 3, collect),
    production("for_each_closure", 2, for_each),
];

pub(super) const FLOATS: &[Production<Expr>] = &[
    production("chain_sum", 4, sum),
    production("chain_fold", 2, fold),
    production("chain_windows", 1, windows),
];

fn begin(w: &mut Writer<'_>) -> Option<Loop> {
    let (_, frame) = super::loops::begin(w, false)?;
    // No `break` leaves a closure.
    Some(Loop {
        label: None,
        ..frame
    })
}

/// A chain over lists with the pattern of its items, and what the pattern declares.
fn items(w: &mut Writer<'_>) -> Option<(String, String, Vec<Var>)> {
    let (at, var) = w.readable(|ty| matches!(ty, Ty::List(kind, ..) if kind.is_slice()))?;
    let (v, u) = (w.fresh_name("v"), w.fresh_name("u"));
    let list = &var.name;
    let item = |name: &str, of| {
        Var::new(name, Ty::Float)
            .borrowed()
            .borrowing(of, Borrow::Shared)
    };
    let Ty::List(_, len, _) = var.ty else {
        return None;
    };
    Some(match w.below(14) {
        11 => (
            format!("{list}.iter().cloned()"),
            v.clone(),
            vec![item(&v, at)],
        ),
        // An option that is a variable.
        12 => (
            format!(
                "{list}.iter().filter_map(|{u}| {{ let {v} = if *{u} > 0.2 {{ Some({u} * 1.5) }} else {{ None }}; {v} }})"
            ),
            v.clone(),
            vec![Var::new(&v, Ty::Float)],
        ),
        8 => {
            let (other, second) =
                w.readable(|ty| matches!(ty, Ty::List(kind, ..) if kind.is_slice()))?;
            let t = w.fresh_name("t");
            (
                format!(
                    "{list}.iter().zip({}.iter()).zip({list}.iter().skip(1))",
                    second.name
                ),
                format!("(({v}, {u}), {t})"),
                vec![
                    item(&v, at).by_reference(),
                    item(&u, other).by_reference(),
                    item(&t, at).by_reference(),
                ],
            )
        }
        9 => (
            format!("{list}.iter().rev().enumerate()"),
            format!("({u}, {v})"),
            vec![
                item(&v, at).by_reference(),
                Var::new(&u, Ty::Int(Some(len))),
            ],
        ),
        10 => (
            format!("{list}.iter().take_while(|{u}| **{u} < 1.2)"),
            format!("&{v}"),
            vec![item(&v, at)],
        ),
        0 => {
            let (other, second) =
                w.readable(|ty| matches!(ty, Ty::List(kind, ..) if kind.is_slice()))?;
            (
                format!("{list}.iter().zip({}.iter())", second.name),
                format!("({v}, {u})"),
                vec![item(&v, at).by_reference(), item(&u, other).by_reference()],
            )
        }
        1 => (
            format!("{list}.iter().enumerate()"),
            format!("({u}, {v})"),
            vec![
                item(&v, at).by_reference(),
                Var::new(&u, Ty::Int(Some(len))),
            ],
        ),
        2 => (
            format!("{list}.iter().skip(1)"),
            v.clone(),
            vec![item(&v, at).by_reference()],
        ),
        3 => (
            format!("{list}.iter().rev()"),
            v.clone(),
            vec![item(&v, at).by_reference()],
        ),
        4 => (
            format!("{list}.iter().copied()"),
            v.clone(),
            vec![item(&v, at)],
        ),
        5 => (
            format!("{list}.iter().zip({list}.iter().skip(1))"),
            format!("({v}, {u})"),
            vec![item(&v, at).by_reference(), item(&u, at).by_reference()],
        ),
        6 => (
            format!("{list}.iter().filter(|{u}| **{u} > 0.2)"),
            v.clone(),
            vec![item(&v, at).by_reference()],
        ),
        _ => (
            format!("{list}.iter()"),
            v.clone(),
            vec![item(&v, at).by_reference()],
        ),
    })
}

/// The value of a closure over the items.
fn mapped(w: &mut Writer<'_>, frame: Loop, vars: Vec<Var>, depth: usize) -> Expr {
    let mut value = None;
    let outside = std::mem::take(&mut w.loops);
    w.looped(frame, 6, |w| {
        for var in vars {
            w.declare(var);
        }
        value = Some(stored(w, depth));
    });
    w.loops = outside;
    value.unwrap_or_else(|| super::expr::literal(w))
}

fn sum(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let frame = begin(w)?;
    let (chain, pattern, vars) = items(w)?;
    let value = mapped(w, frame, vars, depth.min(1) + 1);
    Some(Expr::atom(format!(
        "{chain}.map(|{pattern}| {}).sum::<f64>()",
        value.typed()
    )))
}

fn fold(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let frame = begin(w)?;
    let (chain, pattern, mut vars) = items(w)?;
    let start = w.float(1);
    let acc = w.fresh_name("acc");
    vars.push(Var::new(&acc, Ty::Float));
    let value = mapped(w, frame, vars, depth.min(1) + 1);
    let value = squash(w, &value);
    Some(Expr::atom(format!(
        "{chain}.fold({}, |{acc}, {pattern}| {acc} * 0.5 + {})",
        start.typed(),
        value.text()
    )))
}

fn windows(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let frame = begin(w)?;
    let (at, var) = w.readable(|ty| matches!(ty, Ty::List(kind, ..) if kind.is_slice()))?;
    let name = w.fresh_name("h");
    let source = w.word(&["windows(2)", "chunks(2)", "chunks_exact(2)"]);
    let len = w.new_len();
    let part = Var::new(&name, Ty::List(Kind::Slice, len, true))
        .borrowed()
        .borrowing(at, Borrow::Shared);
    let value = mapped(w, frame, vec![part], depth.min(1) + 1);
    Some(Expr::atom(format!(
        "{}.{source}.map(|{name}| {}).sum::<f64>()",
        var.name,
        value.typed()
    )))
}

fn collect(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let frame = begin(w)?;
    let (chain, pattern, vars) = items(w)?;
    let value = mapped(w, frame, vars, 2);
    let name = w.fresh_name("x");
    let mut mapped = format!("{chain}.map(|{pattern}| {})", value.typed());
    if w.chance(30) {
        let all = w.fresh_name("it");
        w.line(&format!("let {all} = {mapped};"));
        mapped = all;
    }
    w.line(&format!("let mut {name}: Vec<f64> = {mapped}.collect();"));
    let len = w.new_len();
    w.declare(Var::new(&name, Ty::List(Kind::Vec, len, false)).mutable());
    Some(())
}

fn for_each(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let frame = begin(w)?;
    let (at, var, ..) = w.row_mut(Kind::is_slice)?;
    let name = w.fresh_name("v");
    let item = Var::new(&name, Ty::Float)
        .by_reference()
        .borrowed()
        .borrowing(at, Borrow::Unique);
    let value = mapped(w, frame, vec![item], 2);
    let op = w.word(&["=", "+=", "*="]);
    let value = squash(w, &value);
    w.line(&format!(
        "{}.iter_mut().for_each(|{name}| *{name} {op} {});",
        var.name,
        value.text()
    ));
    Some(())
}
