//! Vectors, fixed arrays and slices: making them, changing them as a whole, moving them.

use super::elementary::stored;
use super::expr::Expr;
use super::scope::{Kind, Len, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let_list", 8, let_list),
    production("let_fixed", 3, let_fixed),
    production("let_pushed", 2, let_pushed),
    production("push", 5, push),
    production("fill", 3, fill),
    production("swap_elements", 3, swap_elements),
    production("copy_from", 2, copy_from),
    production("assign_list", 3, assign_list),
    production("exchange_lists", 2, exchange_lists),
    production("take_list", 2, take_list),
    production("move_list", 2, move_list),
    production("push_copies", 2, push_copies),
    production("drop_list", 1, drop_list),
];

pub(super) const FLOATS: &[Production<Expr>] = &[
    production("element", 10, |w, _| super::expr::element(w)),
    production("element_product", 5, element_product),
];

fn slices(kind: Kind) -> bool {
    kind.is_slice()
}

/// A new vector of at least one number.
pub(super) fn vector(w: &mut Writer<'_>) -> String {
    let source = w.row(slices);
    match (w.below(7), source) {
        (6, Some((_, var, ..))) => match w.row(slices) {
            Some((_, other, ..)) => {
                format!("[&{}[..], &{}[1..]].concat()", var.name, other.name)
            }
            None => format!("[&{}[..]].concat()", var.name),
        },
        (0, _) => format!("vec![{}; {}]", stored(w, 2).typed(), 1 + w.below(4)),
        (1, Some((_, var, ..))) => format!("vec![{}; {}.len()]", stored(w, 1).typed(), var.name),
        (2 | 3, Some((_, var, kind, _))) => {
            if kind == Kind::Vec && !var.borrowed && w.chance(50) {
                format!("{}.clone()", var.name)
            } else {
                format!("{}.to_vec()", var.name)
            }
        }
        (4, Some((_, var, ..))) => format!("{}[{}.len() / 2..].to_vec()", var.name, var.name),
        _ => {
            let items: Vec<String> = (0..1 + w.below(3)).map(|_| stored(w, 2).typed()).collect();
            format!("vec![{}]", items.join(", "))
        }
    }
}

fn let_list(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = vector(w);
    let name = w.new_name("x");
    let len = w.new_len();
    let mut var = Var::new(&name, Ty::List(Kind::Vec, len, true));
    var.mutable = w.chance(75);
    let word = if var.mutable { "mut " } else { "" };
    w.line(&format!("let {word}{name} = {value};"));
    w.declare(var);
    Some(())
}

fn let_fixed(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let n = 2 + w.below(2);
    let value = if w.chance(40) {
        format!("[{}; {n}]", stored(w, 2).typed())
    } else {
        let items: Vec<String> = (0..n).map(|_| stored(w, 2).typed()).collect();
        format!("[{}]", items.join(", "))
    };
    let name = w.new_name("x");
    w.line(&format!("let mut {name} = {value};"));
    w.declare(Var::new(&name, Ty::List(Kind::Fixed, Len::Fixed(n), true)).mutable());
    Some(())
}

/// A vector that a loop fills.
fn let_pushed(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (label, frame) = super::loops::begin(w, true)?;
    let (_, source, _, len) = w.row(|_| true)?;
    let (name, i) = (w.fresh_name("x"), w.fresh_name("i"));
    let body = w.looped(frame, 6, |w| {
        w.declare(Var::new(&i, Ty::Int(Some(len))));
        let value = stored(w, 3);
        w.line(&format!("{name}.push({});", value.typed()));
    });
    w.line(&format!("let mut {name} = Vec::new();"));
    w.line(&format!(
        "{label}for {i} in 0..{}.len() {{ {body} }}",
        source.name
    ));
    let len = w.new_len();
    w.declare(Var::new(&name, Ty::List(Kind::Vec, len, true)).mutable());
    Some(())
}

/// Copies of numbers behind references.
fn push_copies(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = resizable(w)?;
    let mark = w.scope.enter();
    w.scope.hide(at);
    let source = w.row(slices);
    w.scope.leave(mark);
    let (_, source, ..) = source?;
    let v = w.fresh_name("v");
    w.line(&format!(
        "for {v} in {}.iter().take(3) {{ {}.push({v}.clone()); }}",
        source.name, var.name
    ));
    Some(())
}

fn resizable(w: &mut Writer<'_>) -> Option<(usize, Var)> {
    let places = w.scope.resizable();
    w.one_var(&places)
}

fn push(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var) = resizable(w)?;
    let value = stored(w, 2);
    w.line(&format!("{}.push({});", var.name, value.text()));
    Some(())
}

fn fill(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var, kind, _) = w.row_mut(|_| true)?;
    let part = if kind.is_slice() {
        w.word(&["", "[..]", "[1..]"])
    } else {
        ""
    };
    let mark = w.scope.enter();
    w.scope.hide(at);
    let value = stored(w, 2);
    w.scope.leave(mark);
    w.line(&format!("{}{part}.fill({});", var.name, value.text()));
    Some(())
}

fn swap_elements(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var, ..) = w.row_mut(slices)?;
    let (i, j) = (
        super::expr::index_of(w, &var)?,
        super::expr::index_of(w, &var)?,
    );
    let (i, j) = (
        super::expr::apart(w, &var, i),
        super::expr::apart(w, &var, j),
    );
    w.line(&format!("{}.swap({i}, {j});", var.name));
    Some(())
}

fn copy_from(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var, ..) = w.row_mut(slices)?;
    let mark = w.scope.enter();
    w.scope.hide(at);
    let source = w.row(slices);
    w.scope.leave(mark);
    let (_, source, ..) = source?;
    let n = w.fresh_name("n");
    w.line(&format!(
        "let {n} = {}.len().min({}.len());",
        var.name, source.name
    ));
    w.line(&format!(
        "{}[..{n}].copy_from_slice(&{}[..{n}]);",
        var.name, source.name
    ));
    Some(())
}

fn assign_list(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var) = resizable(w)?;
    let value = vector(w);
    let star = if var.borrowed { "*" } else { "" };
    w.line(&format!("{star}{} = {value};", var.name));
    Some(())
}

fn exchange_lists(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, a) = resizable(w)?;
    let (_, b) = resizable(w)?;
    if a.name == b.name {
        return None;
    }
    w.line(&format!("std::mem::swap({}, {});", lent(&a), lent(&b)));
    Some(())
}

/// `&mut` of a vector.
pub(super) fn lent(var: &Var) -> String {
    if var.borrowed {
        var.name.clone()
    } else {
        format!("&mut {}", var.name)
    }
}

fn take_list(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = resizable(w)?;
    let name = w.fresh_name("old");
    let mark = w.scope.enter();
    w.scope.hide(at);
    let refill = vector(w);
    w.scope.leave(mark);
    if w.chance(50) {
        w.line(&format!("let mut {name} = std::mem::take({});", lent(&var)));
        let star = if var.borrowed { "*" } else { "" };
        w.line(&format!("{star}{} = {refill};", var.name));
    } else {
        w.line(&format!(
            "let mut {name} = std::mem::replace({}, {refill});",
            lent(&var)
        ));
    }
    let len = w.new_len();
    w.declare(Var::new(&name, Ty::List(Kind::Vec, len, true)).mutable());
    Some(())
}

fn move_list(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let places = w.scope.movable(w.loops.len(), |ty| {
        matches!(ty, Ty::List(Kind::Vec, _, true))
    });
    let (at, var) = w.one_var(&places)?;
    w.scope.forget(at);
    let name = w.new_name("x");
    w.line(&format!("let mut {name} = {};", var.name));
    w.declare(Var {
        mutable: true,
        ..Var::new(&name, var.ty)
    });
    Some(())
}

fn drop_list(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let places = w.scope.movable(w.loops.len(), |ty| {
        matches!(ty, Ty::List(Kind::Vec, _, true))
    });
    let (at, var) = w.one_var(&places)?;
    w.scope.forget(at);
    w.line(&format!("drop({});", var.name));
    Some(())
}

/// Two elements, or one twice.
fn element_product(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    let (_, var, ..) = w.row(|_| true)?;
    let (i, j) = (
        super::expr::index_of(w, &var)?,
        super::expr::index_of(w, &var)?,
    );
    let j = if w.chance(40) { i.clone() } else { j };
    let name = &var.name;
    Some(Expr::wrapped(&format!("{name}[{i}] * {name}[{j}]")))
}
