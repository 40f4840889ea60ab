//! Options of numbers: made, tested, taken apart, and passed on by `?`.

use super::elementary::{squashed, stored};
use super::expr::Expr;
use super::integers::condition;
use super::scope::{Kind, Ty, Var};
use super::signature::ResultTy;
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let_option", 5, let_option),
    production("assign_option", 2, assign_option),
    production("if_let", 4, if_let),
    production("match_option", 3, match_option),
    production("while_let", 2, while_let),
    production("let_else", 3, let_else),
    production("change_option", 2, change_option),
    production("question", 6, question),
];

pub(super) const FLOATS: &[Production<Expr>] = &[
    production("option_or", 4, option_or),
    production("option_match_value", 3, option_match_value),
    production("labelled_block", 3, labelled_block),
];

/// A value of `Option<f64>`.
pub(super) fn option(w: &mut Writer<'_>, depth: usize) -> String {
    let var = w.readable(|ty| *ty == Ty::Opt);
    let list = w.row(Kind::is_slice);
    let curve = w.readable(|ty| *ty == Ty::Curve);
    match (w.below(9), var, list, curve) {
        (0, Some((_, var)), ..) => var.read,
        (1, Some((_, var)), ..) => {
            let v = w.fresh_name("v");
            format!("{}.map(|{v}| {v} * {})", var.read, squashed(w, 1).typed())
        }
        (2, _, Some((_, list, ..)), _) => format!("{}.first().copied()", list.name),
        (3, _, Some((_, list, ..)), _) => {
            format!("{}.get({}).copied()", list.name, super::integers::atom(w))
        }
        (4, _, _, Some((_, curve))) => format!("{}.head()", curve.name),
        (5, ..) => format!("Some({})", stored(w, depth).typed()),
        _ => {
            let (condition, value) = (condition(w), stored(w, depth));
            format!(
                "if {condition} {{ Some({}) }} else {{ None }}",
                value.typed()
            )
        }
    }
}

fn let_option(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = option(w, 2);
    let name = w.fresh_name("o");
    let mut var = Var::new(&name, Ty::Opt);
    var.mutable = w.chance(60);
    let word = if var.mutable { "mut " } else { "" };
    w.line(&format!("let {word}{name}: Option<f64> = {value};"));
    w.declare(var);
    Some(())
}

fn assign_option(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var) = w.writable(|ty| *ty == Ty::Opt)?;
    let value = option(w, 2);
    w.line(&format!("{} = {value};", var.name));
    Some(())
}

/// Statements that see the number in the option.
fn with_value(w: &mut Writer<'_>, name: &str, size: usize) -> String {
    w.block(|w| {
        w.declare(Var::new(name, Ty::Float));
        w.statements(size);
    })
}

fn if_let(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (_, var) = w.readable(|ty| *ty == Ty::Opt)?;
    let v = w.fresh_name("v");
    let more = match w.below(3) {
        0 => format!(" && {v} < 0.8"),
        1 => format!(" && {v} > {}", super::expr::leaf(w).typed()),
        _ => String::new(),
    };
    let mut text = format!(
        "if let Some({v}) = {}{more} {{ {} }}",
        var.read,
        with_value(w, &v, size)
    );
    if w.chance(50) {
        text += &format!(" else {{ {} }}", w.block(|w| w.statements(size)));
    }
    w.line(&text);
    Some(())
}

fn match_option(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let value = option(w, 1);
    let v = w.fresh_name("v");
    let guarded = if w.chance(40) {
        format!(
            "Some({v}) if {v} > 0.4 => {{ {} }}",
            with_value(w, &v, size)
        )
    } else {
        String::new()
    };
    let some = with_value(w, &v, size);
    let none = w.block(|w| w.statements(size));
    w.line(&format!(
        "match {} {{ {guarded} Some({v}) => {{ {some} }} None => {{ {none} }} }}",
        grouped(&value)
    ));
    Some(())
}

/// In parentheses, if it has braces.
fn grouped(value: &str) -> String {
    if value.contains('{') {
        format!("({value})")
    } else {
        value.to_string()
    }
}

fn while_let(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let (first, k) = (option(w, 1), w.fresh_name("n"));
    let (name, v) = (w.fresh_name("o"), w.fresh_name("v"));
    let bound = 1 + w.below(4);
    let body = w.looped(frame, 6, |w| {
        w.declare(Var::new(&v, Ty::Float));
        w.declare(Var::new(&k, Ty::Int(None)));
        let next = squashed(w, 2);
        w.line(&format!("{k} += 1;"));
        w.line(&format!(
            "{name} = if {k} < {bound} {{ Some({}) }} else {{ None }};",
            next.typed()
        ));
        w.statements(size);
    });
    w.line(&format!("let mut {k}: usize = 0;"));
    w.line(&format!("let mut {name}: Option<f64> = {first};"));
    w.line(&format!("{label}while let Some({v}) = {name} {{ {body} }}"));
    Some(())
}

fn let_else(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = option(w, 1);
    let v = w.fresh_name("v");
    let mut out = None;
    let before = w.block(|w| out = super::exits::leave(w));
    let out = out?;
    w.line(&format!(
        "let Some({v}) = {} else {{ {before} {out}; }};",
        grouped(&value)
    ));
    w.declare(Var::new(&v, Ty::Float));
    Some(())
}

fn change_option(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = w.writable(|ty| *ty == Ty::Opt)?;
    let v = w.fresh_name("v");
    let mark = w.scope.enter();
    w.scope.hide(at);
    let k = squashed(w, 1);
    w.scope.leave(mark);
    let name = &var.name;
    let line = match w.below(2) {
        0 => format!(
            "if let Some({v}) = &mut {name} {{ *{v} *= {}; }}",
            k.typed()
        ),
        _ => format!(
            "if let Some(ref mut {v}) = {name} {{ *{v} += {}; }}",
            k.typed()
        ),
    };
    w.line(&line);
    Some(())
}

fn question(w: &mut Writer<'_>, _: usize) -> Option<()> {
    if w.signature.result != ResultTy::Opt {
        return None;
    }
    let value = option(w, 1);
    let v = w.fresh_name("v");
    w.line(&format!("let {v} = {}?;", grouped(&value)));
    w.declare(Var::new(&v, Ty::Float));
    Some(())
}

fn option_or(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let value = grouped(&option(w, depth.min(1)));
    let (other, v) = (squashed(w, depth.min(1)), w.fresh_name("v"));
    Some(Expr::atom(match w.below(3) {
        0 => format!("{value}.map_or({}, |{v}| {v} * {v})", other.typed()),
        1 => format!("{value}.map(|{v}| {v}.sin()).unwrap_or({})", other.typed()),
        _ => format!("{value}.unwrap_or({})", other.typed()),
    }))
}

fn option_match_value(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let value = grouped(&option(w, depth.min(1)));
    let v = w.fresh_name("v");
    let (some, none) = (w.float(depth), w.float(depth));
    Some(Expr::wrapped(&if w.chance(50) {
        format!(
            "match {value} {{ Some({v}) => {v} * {}, None => {} }}",
            some.method("sin", "").text(),
            none.typed()
        )
    } else {
        format!(
            "if let Some({v}) = {value} {{ {v} + {} }} else {{ {} }}",
            some.method("sin", "").text(),
            none.typed()
        )
    }))
}

fn labelled_block(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let label = w.fresh_name("'b");
    let condition = condition(w);
    let (a, b) = (w.float(depth), w.float(depth));
    Some(Expr::wrapped(&format!(
        "{label}: {{ if {condition} {{ break {label} {}; }} {} }}",
        a.typed(),
        b.typed()
    )))
}
