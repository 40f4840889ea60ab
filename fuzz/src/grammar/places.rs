//! Names for parts of lists: slices that overlap, slices to write through, references to elements.

use super::scope::{Borrow, Kind, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let_slice", 4, let_slice),
    production("slice_mut", 3, slice_mut),
    production("let_element", 3, let_element),
];

/// The part, and whether it has an element. `len`: the length, as text.
fn range(w: &mut Writer<'_>, len: &str) -> (String, bool) {
    match w.below(6) {
        0 => ("..".to_string(), true),
        1 => (format!("..{len} / 2"), false),
        2 => (format!("{len} / 2.."), true),
        3 => (format!("..{len} - 1"), false),
        4 => (format!("{} % {len}..", super::integers::atom(w)), true),
        _ => ("1..".to_string(), false),
    }
}

fn let_slice(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var, ..) = w.row(Kind::is_slice)?;
    let (part, filled) = range(w, &format!("{}.len()", var.name));
    let name = w.new_name("h");
    if name == var.name {
        return None;
    }
    w.line(&format!("let {name} = &{}[{part}];", var.name));
    let len = w.new_len();
    w.declare(
        Var::new(&name, Ty::List(Kind::Slice, len, filled))
            .borrowed()
            .borrowing(at, Borrow::Shared),
    );
    Some(())
}

fn slice_mut(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (at, var, ..) = w.row_mut(Kind::is_slice)?;
    let len = super::expr::fixed(w, &format!("{}.len()", var.name));
    let mark = w.scope.enter();
    w.scope.hide(at);
    let (part, filled) = range(w, &len);
    w.scope.leave(mark);
    let name = w.fresh_name("h");
    let len = w.new_len();
    let body = w.block(|w| {
        w.line(&format!("let {name} = &mut {}[{part}];", var.name));
        let part = Var::new(&name, Ty::List(Kind::SliceMut, len, filled));
        w.declare(part.mutable().borrowed().borrowing(at, Borrow::Unique));
        w.statements(size);
    });
    w.line(&format!("{{ {body} }}"));
    Some(())
}

fn let_element(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var, ..) = w.row(|_| true)?;
    let index = super::expr::index_of(w, &var)?;
    let name = w.fresh_name("e");
    w.line(&format!("let {name} = &{}[{index}];", var.name));
    w.declare(
        Var::new(&name, Ty::Float)
            .by_reference()
            .borrowed()
            .borrowing(at, Borrow::Shared),
    );
    Some(())
}
