//! Options of numbers: made, tested, taken apart, and passed on by `?`.

use super::elementary::{squashed, stored};
use super::expr::Expr;
use super::integers::condition;
use super::scope::{Kind, Ty, Var};
use super::signature::ResultTy;
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let_option", 7, let_option),
    production("let_from_list", 1, let_from_list),
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
    production("option_inline", 1, option_inline),
    production("option_match_value", 3, option_match_value),
    production("labelled_block", 3, labelled_block),
];

/// A value of `Option<f64>`, for a `let`, an assignment or a result.
pub(super) fn option(w: &mut Writer<'_>, depth: usize) -> String {
    match (w.below(3), part(w)) {
        (0, Some(value)) => value,
        (1, _) => format!("Some({})", stored(w, depth).typed()),
        _ => {
            let (condition, value) = (condition(w), stored(w, depth));
            format!(
                "if {condition} {{ Some({}) }} else {{ None }}",
                value.typed()
            )
        }
    }
}

/// One for the inside of an expression.
pub(super) fn part(w: &mut Writer<'_>) -> Option<String> {
    let of = w.readable(|ty| matches!(ty, Ty::Opt | Ty::Curve | Ty::Spot | Ty::Shape));
    let (_, var) = of?;
    let v = w.fresh_name("v");
    Some(match var.ty {
        Ty::Opt if w.chance(60) => var.read,
        Ty::Opt => format!("{}.map(|{v}| {v} * {})", var.read, squashed(w, 1).typed()),
        Ty::Curve => format!("{}.head()", var.name),
        Ty::Spot => format!(
            "{}.checked({}).map(|{v}| {v}.a * {v}.b)",
            var.name,
            squashed(w, 1).typed()
        ),
        _ => format!("{}.radius()", var.name),
    })
}

/// One of a list: there or not, as its length is.
fn from_list(w: &mut Writer<'_>) -> Option<String> {
    let (_, var, ..) = w.row(Kind::is_slice)?;
    Some(match w.below(3) {
        0 => format!("{}.first().copied()", var.name),
        1 => format!("{}.last().copied()", var.name),
        _ => format!("{}.get({}).copied()", var.name, super::integers::atom(w)),
    })
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

fn let_from_list(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = from_list(w)?;
    let name = w.fresh_name("o");
    w.line(&format!("let {name} = {value};"));
    w.declare(Var::new(&name, Ty::Opt));
    Some(())
}

/// An option that is made in the midst of an expression.
fn option_inline(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let value = match from_list(w) {
        Some(value) if w.chance(50) => value,
        _ => format!("({})", option(w, 0)),
    };
    let other = squashed(w, depth.min(1));
    Some(Expr::atom(format!("{value}.unwrap_or({})", other.typed())))
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
    let value = part(w)?;
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
        value
    ));
    Some(())
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
    let value = part(w)?;
    let v = w.fresh_name("v");
    let mut out = None;
    let before = w.block(|w| out = super::exits::leave(w));
    let out = out?;
    w.line(&format!(
        "let Some({v}) = {value} else {{ {before} {out}; }};"
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
    let value = part(w)?;
    let v = w.fresh_name("v");
    w.line(&format!("let {v} = {value}?;"));
    w.declare(Var::new(&v, Ty::Float));
    Some(())
}

fn option_or(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let value = part(w)?;
    let (other, v) = (squashed(w, depth.min(1)), w.fresh_name("v"));
    Some(Expr::atom(match w.below(3) {
        0 => format!("{value}.map_or({}, |{v}| {v} * {v})", other.typed()),
        1 => format!("{value}.map(|{v}| {v}.sin()).unwrap_or({})", other.typed()),
        _ => format!("{value}.unwrap_or({})", other.typed()),
    }))
}

fn option_match_value(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let value = part(w)?;
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
