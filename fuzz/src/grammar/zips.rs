//! Loops over several elements at once: zips, windows, chunks, rows of arrays.

use super::elementary::stored;
use super::scope::{Borrow, Kind, Len, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("for_zip", 4, for_zip),
    production("for_zip_mut", 4, for_zip_mut),
    production("for_zip_three", 3, for_zip_three),
    production("for_windows", 3, for_windows),
    production("for_chunks_mut", 3, for_chunks_mut),
    production("for_array_rows", 3, for_array_rows),
    production("for_array_rows_mut", 3, for_array_rows_mut),
    production("while_large", 4, while_large),
];

fn item(name: &str, of: usize, how: Borrow) -> Var {
    Var::new(name, Ty::Float)
        .by_reference()
        .borrowed()
        .borrowing(of, how)
}

fn any_list(ty: &Ty) -> bool {
    matches!(ty, Ty::List(..))
}

fn for_zip(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let (first, a) = w.readable(any_list)?;
    let (second, b) = w.readable(any_list)?;
    let (u, v, i) = (w.fresh_name("u"), w.fresh_name("v"), w.fresh_name("i"));
    let numbered = w.chance(30);
    let (pattern, end) = if numbered {
        (format!("({i}, ({u}, {v}))"), ".enumerate()")
    } else {
        (format!("({u}, {v})"), "")
    };
    let body = w.looped(frame, 6, |w| {
        w.declare(item(&u, first, Borrow::Shared));
        w.declare(item(&v, second, Borrow::Shared));
        if numbered {
            w.declare(Var::new(&i, Ty::Int(None)));
        }
        w.statements(size);
    });
    w.line(&format!(
        "{label}for {pattern} in {}.iter().zip({}.iter()){end} {{ {body} }}",
        a.name, b.name
    ));
    Some(())
}

fn for_zip_mut(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let (first, a) = w.writable(any_list)?;
    let mark = w.scope.enter();
    w.scope.hide(first);
    let other = w.readable(any_list);
    w.scope.leave(mark);
    let (second, b) = other?;
    let (u, v) = (w.fresh_name("u"), w.fresh_name("v"));
    let body = w.looped(frame, 6, |w| {
        w.declare(item(&u, first, Borrow::Unique).mutable());
        w.declare(item(&v, second, Borrow::Shared));
        w.statements(size);
        let value = stored(w, 2);
        w.line(&format!("*{u} = {};", value.text()));
    });
    w.line(&format!(
        "{label}for ({u}, {v}) in {}.iter_mut().zip({}.iter()) {{ {body} }}",
        a.name, b.name
    ));
    Some(())
}

/// Three lists at once, the first of which may be changed.
fn for_zip_three(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let change = w.chance(40);
    let (first, a) = if change {
        w.writable(any_list)?
    } else {
        w.readable(any_list)?
    };
    let mark = w.scope.enter();
    if change {
        w.scope.hide(first);
    }
    let others = (w.readable(any_list), w.readable(any_list));
    w.scope.leave(mark);
    let (Some((second, b)), Some((third, c))) = others else {
        return None;
    };
    let names = [w.fresh_name("t"), w.fresh_name("u"), w.fresh_name("v")];
    let (source, how) = if change {
        ("iter_mut", Borrow::Unique)
    } else {
        ("iter", Borrow::Shared)
    };
    let body = w.looped(frame, 6, |w| {
        let mut item_of_first = item(&names[0], first, how);
        item_of_first.mutable = change;
        w.declare(item_of_first);
        w.declare(item(&names[1], second, Borrow::Shared));
        w.declare(item(&names[2], third, Borrow::Shared));
        w.statements(size);
        if change {
            let value = stored(w, 2);
            w.line(&format!("*{} = {};", names[0], value.text()));
        }
    });
    let [t, u, v] = &names;
    w.line(&format!(
        "{label}for (({t}, {u}), {v}) in {}.{source}().zip({}.iter()).zip({}.iter()) {{ {body} }}",
        a.name, b.name, c.name
    ));
    Some(())
}

fn for_windows(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let (at, var) = w.readable(|ty| matches!(ty, Ty::List(kind, ..) if kind.is_slice()))?;
    let name = w.fresh_name("h");
    let source = w.word(&["windows(2)", "chunks(2)", "chunks(3)", "chunks_exact(2)"]);
    let len = w.new_len();
    let body = w.looped(frame, 6, |w| {
        let part = Var::new(&name, Ty::List(Kind::Slice, len, true));
        w.declare(part.borrowed().borrowing(at, Borrow::Shared));
        w.statements(size);
    });
    w.line(&format!(
        "{label}for {name} in {}.{source} {{ {body} }}",
        var.name
    ));
    Some(())
}

fn for_chunks_mut(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let (at, var) = w.writable(|ty| matches!(ty, Ty::List(kind, ..) if kind.is_slice()))?;
    let name = w.fresh_name("h");
    let len = w.new_len();
    let body = w.looped(frame, 6, |w| {
        let part = Var::new(&name, Ty::List(Kind::SliceMut, len, true)).mutable();
        w.declare(part.borrowed().borrowing(at, Borrow::Unique));
        w.statements(size);
    });
    w.line(&format!(
        "{label}for {name} in {}.chunks_mut(2) {{ {body} }}",
        var.name
    ));
    Some(())
}

fn for_array_rows(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let (at, m) = w.readable(|ty| *ty == Ty::Matrix)?;
    let name = w.fresh_name("row");
    let (source, len) = if w.chance(60) {
        ("rows", Len::COLUMNS)
    } else {
        ("columns", Len::ROWS)
    };
    let body = w.looped(frame, 4, |w| {
        let row = Var::new(&name, Ty::List(Kind::View, len, true));
        w.declare(row.borrowed().borrowing(at, Borrow::Shared));
        w.statements(size);
    });
    w.line(&format!(
        "{label}for {name} in {}.{source}() {{ {body} }}",
        m.name
    ));
    Some(())
}

fn for_array_rows_mut(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let (at, m) = w.writable(|ty| *ty == Ty::Matrix)?;
    let name = w.fresh_name("row");
    let body = w.looped(frame, 4, |w| {
        let row = Var::new(&name, Ty::List(Kind::View, Len::COLUMNS, true)).mutable();
        w.declare(row.borrowed().borrowing(at, Borrow::Unique));
        w.statements(size);
        let factor = stored(w, 1).method("tanh", "");
        w.line(&format!("{name} *= {};", factor.typed()));
    });
    w.line(&format!(
        "{label}for mut {name} in {}.rows_mut() {{ {body} }}",
        m.name
    ));
    Some(())
}

/// A loop whose length depends on numbers.
fn while_large(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let (_, var) = w.writable(|ty| *ty == Ty::Float)?;
    let place = var.read.trim_matches(['(', ')']).to_string();
    let body = w.looped(frame, 10, |w| {
        w.line(&format!("{place} *= 0.6;"));
        w.statements(size);
    });
    // Whatever the body does to it, it ends.
    let k = w.fresh_name("n");
    w.line(&format!("let mut {k}: usize = 0;"));
    w.line(&format!(
        "{label}while ({place}).abs() > 0.2 {{ {k} += 1; if {k} > 9 {{ break; }} {body} }}"
    ));
    Some(())
}
