//! `ndarray`: operations of whole arrays, reductions, views, changes in place.

use super::elementary::stored;
use super::expr::Expr;
use super::scope::{Borrow, Kind, Len, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let_array", 5, let_array),
    production("let_matrix", 2, let_matrix),
    production("let_row", 3, let_row),
    production("assign_array", 3, assign_array),
    production("update_array", 4, update_array),
    production("update_row", 2, update_row),
];

pub(super) const FLOATS: &[Production<Expr>] = &[
    production("array_reduction", 5, reduction),
    production("matrix_reduction", 3, matrix_reduction),
];

/// The variable as an operand: a reference to an array.
pub(super) fn lent(var: &Var) -> String {
    let is_view = matches!(var.ty, Ty::List(Kind::View, ..));
    if var.borrowed && var.mutable && !is_view {
        format!("&*{}", var.name)
    } else if var.borrowed && !is_view {
        var.name.clone()
    } else {
        format!("&{}", var.name)
    }
}

/// An array of this length.
fn same_length(w: &mut Writer<'_>, len: Len) -> Option<(usize, Var)> {
    w.readable(|ty| matches!(ty, Ty::List(kind, l, _) if kind.is_array() && *l == len))
}

/// A new array, and its length.
pub(super) fn array(w: &mut Writer<'_>, wanted: Option<Len>) -> Option<(String, Len)> {
    let fits = |len: Len| wanted.is_none_or(|l| l == len);
    if w.chance(30)
        && let Some((_, m)) = w.readable(|ty| *ty == Ty::Matrix)
    {
        let along_rows = w.chance(50);
        let (to, from) = if along_rows {
            (Len::ROWS, Len::COLUMNS)
        } else {
            (Len::COLUMNS, Len::ROWS)
        };
        if fits(to) {
            let m = &m.name;
            let at = super::expr::index(
                w,
                from,
                &format!("{m}.{}()", if along_rows { "ncols" } else { "nrows" }),
            );
            return Some((
                match (w.below(3), same_length(w, from)) {
                    (0, Some((_, v))) if along_rows => format!("{m}.dot({})", lent(&v)),
                    (0, Some((_, v))) => format!("{m}.t().dot({})", lent(&v)),
                    (1, _) => format!("{m}.sum_axis(Axis({}))", u8::from(along_rows)),
                    _ if along_rows => format!("{m}.column({at}).to_owned()"),
                    _ => format!("{m}.row({at}).to_owned()"),
                },
                to,
            ));
        }
    }
    let (_, a) =
        w.readable(|ty| matches!(ty, Ty::List(kind, len, _) if kind.is_array() && fits(*len)))?;
    let Ty::List(_, len, _) = a.ty else {
        return None;
    };
    let (_, b) = same_length(w, len)?;
    let (x, y) = (lent(&a), lent(&b));
    let name = &a.name;
    let text = match w.below(8) {
        0 => format!("{x} + {y}"),
        1 | 2 => format!("{x} * {y}"),
        3 => format!("{x} * {}", w.float(1).method("tanh", "").text()),
        4 => format!("{x} - {y} * 0.5"),
        5 => {
            let v = w.fresh_name("v");
            let function = w.word(&["sin", "tanh", "abs", "cos"]);
            format!("{name}.mapv(|{v}| {v}.{function}() * {v})")
        }
        6 => format!("Array1::from_elem({name}.len(), {})", stored(w, 2).typed()),
        _ => format!("({x} + {y}) / 2.0"),
    };
    Some((text, len))
}

fn let_array(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (value, len) = array(w, None)?;
    let name = w.new_name("c");
    w.line(&format!("let mut {name} = {value};"));
    w.declare(Var::new(&name, Ty::List(Kind::Array, len, true)).mutable());
    Some(())
}

fn let_matrix(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, m) = w.readable(|ty| *ty == Ty::Matrix)?;
    let value = match w.below(4) {
        0 => format!("{} * {}", lent(&m), w.float(1).method("sin", "").text()),
        1 => format!("{} + {}", lent(&m), lent(&m)),
        2 => format!("{}.mapv(|v| v.tanh())", m.name),
        _ => format!("{}.clone()", m.name),
    };
    let name = w.new_name("m");
    w.line(&format!("let mut {name} = {value};"));
    w.declare(Var::new(&name, Ty::Matrix).mutable());
    Some(())
}

/// A view of a row, a column or a part.
fn let_row(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, m) = w.readable(|ty| *ty == Ty::Matrix)?;
    let name = w.fresh_name("row");
    let (value, len) = if w.chance(50) {
        let i = super::expr::index(w, Len::ROWS, &format!("{}.nrows()", m.name));
        (format!("{}.row({i})", m.name), Len::COLUMNS)
    } else {
        let i = super::expr::index(w, Len::COLUMNS, &format!("{}.ncols()", m.name));
        (format!("{}.column({i})", m.name), Len::ROWS)
    };
    w.line(&format!("let {name} = {value};"));
    w.declare(
        Var::new(&name, Ty::List(Kind::View, len, true))
            .borrowed()
            .borrowing(at, Borrow::Shared),
    );
    Some(())
}

fn writable(w: &mut Writer<'_>) -> Option<(usize, Var, Len)> {
    let (at, var) = w.writable(|ty| matches!(ty, Ty::List(Kind::Array, ..)))?;
    let Ty::List(_, len, _) = var.ty else {
        return None;
    };
    Some((at, var, len))
}

fn assign_array(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var, len) = writable(w)?;
    let (value, _) = array(w, Some(len))?;
    let star = if var.borrowed { "*" } else { "" };
    w.line(&format!("{star}{} = {value};", var.name));
    Some(())
}

fn update_array(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var, len) = writable(w)?;
    let mark = w.scope.enter();
    w.scope.hide(at);
    let other = same_length(w, len);
    let factor = w.float(1).method("tanh", "");
    w.scope.leave(mark);
    let star = if var.borrowed { "*" } else { "" };
    let name = &var.name;
    let line = match (w.below(4), other) {
        (0, Some((_, other))) => format!("{star}{name} += {};", lent(&other)),
        (1, Some((_, other))) => format!("{star}{name} *= {};", lent(&other)),
        (2, Some((_, other))) => format!("{name}.assign({});", lent(&other)),
        (0, None) => format!("{star}{name} += {};", factor.typed()),
        _ => format!("{star}{name} *= {};", factor.typed()),
    };
    w.line(&line);
    Some(())
}

fn update_row(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, m) = w.writable(|ty| *ty == Ty::Matrix)?;
    let i = super::expr::index(w, Len::ROWS, &format!("{}.nrows()", m.name));
    let row = w.fresh_name("row");
    let mark = w.scope.enter();
    w.scope.hide(at);
    let other = same_length(w, Len::COLUMNS);
    let factor = w.float(1).method("tanh", "");
    w.scope.leave(mark);
    let lines = match (w.below(4), other) {
        (0, Some((_, other))) => format!("{row}.assign({});", lent(&other)),
        (1, Some((_, other))) => format!("{row} += {};", lent(&other)),
        (2, _) => format!("{row}.fill({});", factor.typed()),
        _ => format!("{row} *= {};", factor.typed()),
    };
    w.line(&format!("let at_{row} = {i};"));
    w.line(&format!(
        "{{ let mut {row} = {}.row_mut(at_{row}); {lines} }}",
        m.name
    ));
    Some(())
}

fn reduction(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    let (_, a, _, len) = w.row(Kind::is_array)?;
    let (_, b) = same_length(w, len)?;
    let name = &a.name;
    Some(Expr::atom(match w.below(6) {
        0 => format!("{name}.sum()"),
        1 if b.mutable && b.borrowed => format!("{name}.dot({})", b.name),
        1 | 2 => format!("{name}.dot({})", lent(&b)),
        3 => format!("({} * {}).sum()", lent(&a), lent(&b)),
        4 => format!("{name}.mean().unwrap()"),
        _ => format!("{name}.mapv(|v| v.sin()).sum()"),
    }))
}

fn matrix_reduction(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    let (_, m) = w.readable(|ty| *ty == Ty::Matrix)?;
    let name = &m.name;
    let i = super::expr::index(w, Len::ROWS, &format!("{name}.nrows()"));
    Some(Expr::atom(match w.below(4) {
        0 => format!("{name}.sum()"),
        1 => format!("{name}.row({i}).sum()"),
        2 => format!("{name}.row({i}).dot(&{name}.row(0))"),
        _ => match same_length(w, Len::COLUMNS) {
            Some((_, v)) => format!("{name}.dot({}).sum()", lent(&v)),
            None => format!("{name}.mean().unwrap()"),
        },
    }))
}
