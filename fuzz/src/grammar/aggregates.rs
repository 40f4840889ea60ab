//! Arrays of arrays, and tuples of tuples and arrays.

use super::elementary::{squashed, stored};
use super::expr::{Expr, fixed};
use super::scope::{Borrow, Kind, Len, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let_grid", 3, let_grid),
    production("change_grid", 4, change_grid),
    production("for_grid", 3, for_grid),
    production("grid_row", 2, grid_row),
    production("let_nest", 2, let_nest),
    production("change_nest", 3, change_nest),
    production("take_nest_apart", 2, take_nest_apart),
];

pub(super) const FLOATS: &[Production<Expr>] = &[
    production("grid_element", 5, grid_element),
    production("nest_part", 4, nest_part),
];

/// How many rows and columns an array of arrays has.
const ROWS: usize = 2;
const COLUMNS: usize = 3;

fn let_grid(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let name = w.fresh_name("gr");
    let value = match w.below(3) {
        0 => format!("[[{}; {COLUMNS}]; {ROWS}]", stored(w, 2).typed()),
        _ => {
            let rows: Vec<String> = (0..ROWS).map(|_| row(w)).collect();
            format!("[{}]", rows.join(", "))
        }
    };
    w.line(&format!("let mut {name} = {value};"));
    w.declare(Var::new(&name, Ty::Grid).mutable());
    Some(())
}

/// A row by itself.
fn row(w: &mut Writer<'_>) -> String {
    let items: Vec<String> = (0..COLUMNS).map(|_| stored(w, 1).typed()).collect();
    format!("[{}]", items.join(", "))
}

/// An index below `n`.
fn below(w: &mut Writer<'_>, n: usize) -> String {
    if w.chance(60) {
        w.below(n).to_string()
    } else {
        format!("{} % {n}", super::integers::atom(w))
    }
}

fn change_grid(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var) = w.writable(|ty| *ty == Ty::Grid)?;
    let (i, j) = (below(w, ROWS), below(w, COLUMNS));
    let (i, j) = (fixed(w, &i), fixed(w, &j));
    let name = &var.name;
    let line = match w.below(8) {
        0 => format!("{name}[{i}] = {};", row(w)),
        1 => format!("{name}.swap({i}, 0);"),
        2 => format!("{name}[{i}].swap({j}, 0);"),
        3 => format!("{name}[{i}][{j}] *= {};", squashed(w, 2).text()),
        4 => format!("{name}[{i}][{j}] += {};", squashed(w, 2).text()),
        5 => {
            let (value, old) = (row(w), w.fresh_name("old"));
            // The new row may read the old one.
            let new = w.fresh_name("row");
            w.line(&format!("let {new} = {value};"));
            w.line(&format!(
                "let {old} = std::mem::replace(&mut {name}[{i}], {new});"
            ));
            w.declare(Var::new(
                &old,
                Ty::List(Kind::Fixed, Len::Fixed(COLUMNS), true),
            ));
            return Some(());
        }
        6 => format!("{name}[{i}] = {name}[1 - {i}];"),
        _ => format!("{name}[{i}][{j}] = {};", stored(w, 2).text()),
    };
    w.line(&line);
    Some(())
}

fn for_grid(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let change = w.chance(50);
    let of = |ty: &Ty| *ty == Ty::Grid;
    let (at, var) = if change {
        w.writable(of)?
    } else {
        w.readable(of)?
    };
    let (row, i) = (w.fresh_name("row"), w.fresh_name("i"));
    let name = &var.name;
    let numbered = w.chance(40);
    let source = if change { "iter_mut()" } else { "iter()" };
    let (pattern, source) = if numbered {
        (
            format!("({i}, {row})"),
            format!("{name}.{source}.enumerate()"),
        )
    } else {
        (row.clone(), format!("{name}.{source}"))
    };
    let (kind, how, word) = if change {
        (Kind::SliceMut, Borrow::Unique, "&mut ")
    } else {
        (Kind::Slice, Borrow::Shared, "&")
    };
    let body = w.looped(frame, 2, |w| {
        let item = Var::new(&row, Ty::List(kind, Len::Fixed(COLUMNS), true));
        let mut item = item.borrowed().borrowing(at, how);
        item.mutable = change;
        w.line(&format!("let {row} = {word}{row}[..];"));
        w.declare(item);
        if numbered {
            w.declare(Var::new(&i, Ty::Int(None)));
        }
        w.statements(size);
    });
    w.line(&format!("{label}for {pattern} in {source} {{ {body} }}"));
    Some(())
}

/// A copy of a row, or its elements by a pattern.
fn grid_row(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var) = w.readable(|ty| *ty == Ty::Grid)?;
    let i = below(w, ROWS);
    let name = &var.name;
    if w.chance(50) {
        let row = w.fresh_name("x");
        w.line(&format!("let mut {row} = {name}[{i}];"));
        let ty = Ty::List(Kind::Fixed, Len::Fixed(COLUMNS), true);
        w.declare(Var::new(&row, ty).mutable());
        return Some(());
    }
    let names: Vec<String> = (0..COLUMNS).map(|_| w.fresh_name("a")).collect();
    w.line(&format!("let [{}] = {name}[{i}];", names.join(", ")));
    for name in names {
        w.declare(Var::new(&name, Ty::Float));
    }
    Some(())
}

fn grid_element(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    let (_, var) = w.readable(|ty| *ty == Ty::Grid)?;
    let (i, j) = (below(w, ROWS), below(w, COLUMNS));
    let name = &var.name;
    Some(Expr::atom(match w.below(4) {
        0 => format!("{name}[{i}].iter().sum::<f64>()"),
        1 => format!("{name}.iter().map(|row| row[{j}]).sum::<f64>()"),
        _ => format!("{name}[{i}][{j}]"),
    }))
}

/// `((a, b), [c, d])`
fn nest(w: &mut Writer<'_>) -> String {
    let parts: Vec<String> = (0..4).map(|_| stored(w, 1).typed()).collect();
    format!(
        "(({}, {}), [{}, {}])",
        parts[0], parts[1], parts[2], parts[3]
    )
}

const PARTS: &[&str] = &["0.0", "0.1", "1[0]", "1[1]"];

fn let_nest(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let name = w.fresh_name("ne");
    let value = nest(w);
    w.line(&format!("let mut {name} = {value};"));
    w.declare(Var::new(&name, Ty::Nest).mutable());
    Some(())
}

fn change_nest(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var) = w.writable(|ty| *ty == Ty::Nest)?;
    let name = &var.name;
    let (a, b) = (w.word(PARTS), w.word(PARTS));
    let line = match w.below(7) {
        0 => format!("{name} = {};", nest(w)),
        1 => format!(
            "({name}.0.1, {name}.1[0]) = ({name}.{a}, {});",
            stored(w, 1).typed()
        ),
        2 => format!(
            "{name}.0 = ({}, {});",
            stored(w, 1).typed(),
            stored(w, 1).typed()
        ),
        3 => format!("{name}.1.swap(0, 1);"),
        4 => format!("{name}.{a} *= {};", squashed(w, 2).text()),
        5 => format!("{name}.{a} = {name}.{b} * {};", squashed(w, 2).typed()),
        _ => format!("{name}.{a} += {};", squashed(w, 2).text()),
    };
    w.line(&line);
    Some(())
}

fn take_nest_apart(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var) = w.readable(|ty| *ty == Ty::Nest)?;
    let (p, a, b) = (w.fresh_name("p"), w.fresh_name("a"), w.fresh_name("b"));
    let name = &var.name;
    if w.chance(50) {
        w.line(&format!("let ({p}, [{a}, mut {b}]) = {name};"));
        w.declare(Var::new(&p, Ty::Pair));
        w.declare(Var::new(&a, Ty::Float));
        w.declare(Var::new(&b, Ty::Float).mutable());
    } else {
        w.line(&format!("let (({a}, {b}), mut {p}) = {name};"));
        w.declare(Var::new(&a, Ty::Float));
        w.declare(Var::new(&b, Ty::Float));
        let ty = Ty::List(Kind::Fixed, Len::Fixed(2), true);
        w.declare(Var::new(&p, ty).mutable());
    }
    Some(())
}

fn nest_part(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    let (_, var) = w.readable(|ty| *ty == Ty::Nest)?;
    let part = w.word(PARTS);
    Some(Expr::atom(format!("{}.{part}", var.name)))
}
