//! Vectors of vectors and of pairs.

use super::elementary::{squashed, stored};
use super::expr::{Expr, fixed, index};
use super::lists::vector;
use super::scope::{Borrow, Kind, Len, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let_rows", 3, let_rows),
    production("let_points", 2, let_points),
    production("change_rows", 4, change_rows),
    production("change_points", 3, change_points),
    production("for_rows", 3, for_rows),
    production("for_points", 2, for_points),
    production("let_row_of", 2, let_row),
];

pub(super) const FLOATS: &[Production<Expr>] = &[
    production("nested_element", 5, nested_element),
    production("point", 3, point),
];

fn rows(w: &mut Writer<'_>, change: bool) -> Option<(usize, Var, Len)> {
    let of = |ty: &Ty| matches!(ty, Ty::Rows(_));
    let (at, var) = if change {
        w.writable(of)?
    } else {
        w.readable(of)?
    };
    let Ty::Rows(len) = var.ty else { return None };
    Some((at, var, len))
}

fn points(w: &mut Writer<'_>, change: bool) -> Option<(usize, Var, Len)> {
    let of = |ty: &Ty| matches!(ty, Ty::Points(_));
    let (at, var) = if change {
        w.writable(of)?
    } else {
        w.readable(of)?
    };
    let Ty::Points(len) = var.ty else { return None };
    Some((at, var, len))
}

fn at(w: &mut Writer<'_>, var: &Var, len: Len) -> String {
    index(w, len, &format!("{}.len()", var.name))
}

fn let_rows(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let items: Vec<String> = (0..1 + w.below(2)).map(|_| vector(w)).collect();
    let name = w.fresh_name("m");
    w.line(&format!("let mut {name} = vec![{}];", items.join(", ")));
    let len = w.new_len();
    w.declare(Var::new(&name, Ty::Rows(len)).mutable());
    Some(())
}

fn let_points(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let count = 1 + w.below(3);
    let items: Vec<String> = (0..count)
        .map(|_| format!("({}, {})", stored(w, 2).typed(), stored(w, 1).typed()))
        .collect();
    let name = w.fresh_name("q");
    w.line(&format!("let mut {name} = vec![{}];", items.join(", ")));
    let len = w.new_len();
    w.declare(Var::new(&name, Ty::Points(len)).mutable());
    Some(())
}

fn change_rows(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (place, var, len) = rows(w, true)?;
    let i = at(w, &var, len);
    let i = fixed(w, &i);
    let name = &var.name;
    let line = match w.below(10) {
        0 if w.scope.may_grow(place) => format!("{name}.push({});", vector(w)),
        1 => {
            let value = vector(w);
            let row = w.fresh_name("row");
            w.line(&format!("let {row} = {value};"));
            format!("{name}[{i}] = {row};")
        }
        2 => format!("{name}[{i}].push({});", squashed(w, 1).text()),
        3 => format!("{name}.swap({i}, 0);"),
        4 => format!("{name}[{i}][0] *= {};", squashed(w, 2).text()),
        8 => {
            let (value, old) = (vector(w), w.fresh_name("old"));
            let new = w.fresh_name("row");
            w.line(&format!("let {new} = {value};"));
            w.line(&format!(
                "let mut {old} = std::mem::replace(&mut {name}[{i}], {new});"
            ));
            let len = w.new_len();
            w.declare(Var::new(&old, Ty::List(Kind::Vec, len, true)).mutable());
            return Some(());
        }
        9 => {
            let places = w.scope.resizable();
            let (_, other) = w.one_var(&places)?;
            let other = super::lists::lent(&other);
            format!("std::mem::swap(&mut {name}[{i}], {other});")
        }
        5 => {
            let j = fixed(w, &format!("{name}[{i}].len() - 1"));
            format!("{name}[{i}][{j}] += {};", squashed(w, 2).text())
        }
        _ => format!("{name}[{i}][0] = {};", stored(w, 2).text()),
    };
    w.line(&line);
    Some(())
}

fn change_points(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (place, var, len) = points(w, true)?;
    let i = at(w, &var, len);
    let i = fixed(w, &i);
    let name = &var.name;
    let (a, b) = (stored(w, 2), stored(w, 2));
    let line = match w.below(6) {
        0 if w.scope.may_grow(place) => format!("{name}.push(({}, {}));", a.text(), b.text()),
        1 => format!("{name}[{i}] = ({}, {});", a.text(), b.text()),
        2 => format!("{name}[{i}].0 *= {};", squashed(w, 2).text()),
        3 => format!("{name}[{i}].1 = {};", a.text()),
        4 => format!("{name}.swap({i}, 0);"),
        _ => format!("{name}[{i}].1 += {};", squashed(w, 2).text()),
    };
    w.line(&line);
    Some(())
}

fn for_rows(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let change = w.chance(50);
    let (place, var, _) = rows(w, change)?;
    let row = w.fresh_name("row");
    let len = w.new_len();
    let (source, kind) = match (change, w.below(2)) {
        (true, 0) => (format!("&mut {}", var.name), Kind::SliceMut),
        (true, _) => (format!("{}.iter_mut()", var.name), Kind::SliceMut),
        (false, 0) => (format!("&{}", var.name), Kind::Slice),
        (false, _) => (format!("{}.iter()", var.name), Kind::Slice),
    };
    let how = if change {
        Borrow::Unique
    } else {
        Borrow::Shared
    };
    let body = w.looped(frame, 4, |w| {
        let mut item = Var::new(&row, Ty::List(kind, len, true))
            .borrowed()
            .borrowing(place, how);
        item.mutable = change;
        w.declare(item);
        if change {
            w.line(&format!("let {row} = &mut {row}[..];"));
        }
        w.statements(size);
    });
    w.line(&format!("{label}for {row} in {source} {{ {body} }}"));
    Some(())
}

fn for_points(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let (place, var, _) = points(w, false)?;
    let name = w.fresh_name("p");
    let body = w.looped(frame, 4, |w| {
        w.declare(
            Var::new(&name, Ty::Pair)
                .borrowed()
                .borrowing(place, Borrow::Shared),
        );
        // As an argument it would be a reference.
        w.line(&format!("let {name} = *{name};"));
        w.statements(size);
    });
    w.line(&format!("{label}for {name} in &{} {{ {body} }}", var.name));
    Some(())
}

fn let_row(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (place, var, len) = rows(w, false)?;
    let i = at(w, &var, len);
    let name = w.fresh_name("h");
    w.line(&format!("let {name} = &{}[{i}][..];", var.name));
    let len = w.new_len();
    let part = Var::new(&name, Ty::List(Kind::Slice, len, true));
    w.declare(part.borrowed().borrowing(place, Borrow::Shared));
    Some(())
}

fn nested_element(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    let (_, var, len) = rows(w, false)?;
    let i = at(w, &var, len);
    let name = &var.name;
    Some(Expr::atom(match w.below(3) {
        0 => format!("{name}[{i}][{name}[{i}].len() - 1]"),
        1 => format!("{name}[{i}].iter().sum::<f64>()"),
        _ => format!("{name}[{i}][0]"),
    }))
}

fn point(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    let (_, var, len) = points(w, false)?;
    let i = at(w, &var, len);
    let field = w.below(2);
    Some(Expr::atom(format!("{}[{i}].{field}", var.name)))
}
