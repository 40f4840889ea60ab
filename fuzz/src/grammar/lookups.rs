//! Elements that may not be there, and iterators in variables.

use super::elementary::stored;
use super::expr::Expr;
use super::loops;
use super::scope::{Borrow, Kind, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("if_let_element", 4, if_let_element),
    production("match_elements", 2, match_elements),
    production("element_or_other", 3, element_or_other),
    production("change_element", 3, change_element),
    production("iterator", 3, iterator),
    production("falling_stack", 1, falling_stack),
];

pub(super) const FLOATS: &[Production<Expr>] = &[production("element_if_any", 3, element_if_any)];

/// A call that may find an element; `ending`: `_mut`.
fn lookup(w: &mut Writer<'_>, list: &str, ending: &str) -> String {
    match w.below(4) {
        0 => format!("{list}.first{ending}()"),
        1 => format!("{list}.last{ending}()"),
        _ => {
            let at = super::integers::atom(w);
            format!("{list}.get{ending}({at})")
        }
    }
}

/// A reference to an element of the list at `at`.
fn element(name: &str, at: usize, how: Borrow) -> Var {
    Var::new(name, Ty::Float)
        .by_reference()
        .borrowed()
        .borrowing(at, how)
}

fn if_let_element(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (at, var, ..) = w.row(Kind::is_slice)?;
    let found = lookup(w, &var.name, "");
    let v = w.fresh_name("v");
    let body = w.block(|w| {
        w.declare(element(&v, at, Borrow::Shared));
        w.statements(size);
    });
    let other = w.block(|w| w.statements(size));
    let named = w.chance(25);
    let look = if named {
        let o = w.fresh_name("o");
        w.line(&format!("let {o} = {found};"));
        o
    } else {
        found
    };
    // A borrow by name lasts until the test.
    w.line(&match (named, w.below(3)) {
        (true, _) | (_, 0) => format!("if let Some({v}) = {look} {{ {body} }}"),
        (_, 1) => format!("if let Some({v}) = {look} {{ {body} }} else {{ {other} }}"),
        _ => format!("match {look} {{ None => {{ {other} }} Some({v}) => {{ {body} }} }}"),
    });
    Some(())
}

/// Two of them at once.
fn match_elements(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (at, var, ..) = w.row(Kind::is_slice)?;
    let (other_at, other, ..) = w.row(Kind::is_slice)?;
    let (a, b) = (lookup(w, &var.name, ""), lookup(w, &other.name, ""));
    let (u, v) = (w.fresh_name("u"), w.fresh_name("v"));
    let body = w.block(|w| {
        w.declare(element(&u, at, Borrow::Shared));
        w.declare(element(&v, other_at, Borrow::Shared));
        w.statements(size);
    });
    w.line(&format!(
        "if let (Some({u}), Some({v})) = ({a}, {b}) {{ {body} }}"
    ));
    Some(())
}

/// The element, or what a `match` gives for it.
fn element_or_other(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var, ..) = w.row(Kind::is_slice)?;
    let found = lookup(w, &var.name, "");
    let v = w.fresh_name("v");
    let mark = w.scope.enter();
    w.declare(element(&v, at, Borrow::Shared));
    let (one, two) = (stored(w, 2), stored(w, 2));
    w.scope.leave(mark);
    let none = stored(w, 2);
    let name = w.fresh_name("a");
    w.line(&if w.chance(50) {
        format!(
            "let {name} = match {found} {{ Some({v}) if *{v} > 0.2 => {}, Some({v}) => {}, None => {} }};",
            one.typed(),
            two.typed(),
            none.typed()
        )
    } else {
        format!(
            "let {name} = if let Some({v}) = {found} {{ {} }} else {{ {} }};",
            one.typed(),
            none.typed()
        )
    });
    w.declare(Var::new(&name, Ty::Float));
    Some(())
}

fn change_element(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var, ..) = w.row_mut(Kind::is_slice)?;
    let mark = w.scope.enter();
    w.scope.hide(at);
    let found = lookup(w, &var.name, "_mut");
    let v = w.fresh_name("v");
    w.declare(element(&v, at, Borrow::Unique));
    let value = stored(w, 3);
    w.scope.leave(mark);
    let change = match w.below(3) {
        0 => format!("*{v} = {};", value.typed()),
        1 => format!("*{v} += {};", value.typed()),
        _ => format!("*{v} *= {}; *{v} = {v}.sin();", value.typed()),
    };
    w.line(&format!("if let Some({v}) = {found} {{ {change} }}"));
    Some(())
}

/// Some elements one by one, the others in a loop.
fn iterator(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (at, var, ..) = w.row(Kind::is_slice)?;
    let (label, frame) = loops::begin(w, true)?;
    let (it, a, v) = (w.fresh_name("it"), w.fresh_name("a"), w.fresh_name("v"));
    let body = w.looped(frame, 6, |w| {
        w.declare(element(&v, at, Borrow::Shared));
        w.statements(size);
    });
    let other = stored(w, 1);
    let start = match w.below(3) {
        0 => format!("let {a} = *{it}.next().unwrap();"),
        1 => format!("let {a} = {it}.next().copied().unwrap_or({});", other.typed()),
        _ => format!(
            "let {a} = match {it}.next() {{ Some({v}) => {v} * 0.5, None => {} }};",
            other.typed()
        ),
    };
    // The iterator is gone before what comes next.
    let sum = w.chance(40);
    w.line(&format!("let mut {it} = {}.iter();", var.name));
    w.line(&start);
    if sum {
        let s = w.fresh_name("s");
        w.line(&format!(
            "let {s} = {it}.map(|{v}| {v}.sin() * {a}).sum::<f64>();"
        ));
        w.declare(Var::new(&s, Ty::Float));
    } else {
        w.line(&format!("{label}for {v} in {it} {{ {body} }}"));
    }
    w.declare(Var::new(&a, Ty::Float));
    Some(())
}

/// What is smaller than the next falls off the end.
fn falling_stack(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var, ..) = w.row(Kind::is_slice)?;
    let (s, v, top, sum) = (
        w.fresh_name("x"),
        w.fresh_name("v"),
        w.fresh_name("t"),
        w.fresh_name("s"),
    );
    let keep = w.word(&[">", ">="]);
    w.line(&format!("let mut {s} = vec![{}[0]];", var.name));
    w.line(&format!("let mut {sum} = 0.0_f64;"));
    w.line(&format!(
        "for {v} in {}.iter() {{ while let Some({top}) = {s}.last() {{ if *{top} {keep} *{v} {{ break; }} {sum} += {top} * {v}; {s}.pop(); }} {s}.push(*{v} * 0.75); }}",
        var.name
    ));
    w.declare(Var::new(&sum, Ty::Float).mutable());
    let len = w.new_len();
    w.declare(Var::new(&s, Ty::List(Kind::Vec, len, true)).mutable());
    Some(())
}

fn element_if_any(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let (at, var, ..) = w.row(Kind::is_slice)?;
    let found = lookup(w, &var.name, "");
    let other = w.float(depth);
    let other = other.typed();
    Some(Expr::call(match w.below(4) {
        0 => format!("{found}.copied().unwrap_or({other})"),
        1 => format!("(*{found}.unwrap_or(&{other}))"),
        2 => {
            let v = w.fresh_name("v");
            let mark = w.scope.enter();
            w.declare(element(&v, at, Borrow::Shared));
            let value = stored(w, depth);
            w.scope.leave(mark);
            format!("{found}.map_or({other}, |{v}| {})", value.typed())
        }
        _ => {
            let v = w.fresh_name("v");
            format!("{found}.map(|{v}| {v} * {v}).unwrap_or({other})")
        }
    }))
}
