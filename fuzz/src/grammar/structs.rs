//! Structs: fields, literals with a base, methods, operators.

use super::elementary::{squashed, stored};
use super::expr::Expr;
use super::scope::{Borrow, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let_spot", 7, let_spot),
    production("change_spot", 7, change_spot),
    production("take_spot_apart", 2, take_spot_apart),
    production("spots", 2, spots),
    production("let_curve", 4, let_curve),
    production("change_curve", 5, change_curve),
    production("take_curve_apart", 1, take_curve_apart),
];

pub(super) const FLOATS: &[Production<Expr>] = &[
    production("spot_field", 6, spot_field),
    production("spot_method", 5, spot_method),
    production("curve_value", 5, curve_value),
];

/// A value of the struct of numbers.
pub(super) fn spot(w: &mut Writer<'_>, depth: usize) -> String {
    let Some((_, var)) = w.readable(|ty| *ty == Ty::Spot) else {
        return new_spot(w, depth);
    };
    let (name, value) = (&var.name, &var.read);
    let other = w
        .readable(|ty| *ty == Ty::Spot)
        .map_or(value.clone(), |v| v.1.read);
    match w.below(12) {
        0 | 1 => value.clone(),
        2 => {
            let field = w.word(&["a", "b"]);
            format!("Spot {{ {field}: {}, ..{value} }}", stored(w, depth).text())
        }
        3 => format!("{name}.scaled({})", squashed(w, depth).text()),
        4 => format!("{name}.mixed(&{other}, {})", squashed(w, depth).text()),
        5 => format!("({value} + {other})"),
        6 => format!("({value} - {other})"),
        7 => format!("{value} * {}", squashed(w, depth).typed()),
        8 => format!("{} * {value}", squashed(w, depth).typed()),
        9 => format!("-{value}"),
        _ => new_spot(w, depth),
    }
}

fn new_spot(w: &mut Writer<'_>, depth: usize) -> String {
    let (a, b) = (stored(w, depth), stored(w, depth));
    if w.chance(50) {
        return format!("Spot::new({}, {})", a.text(), b.text());
    }
    let n = super::integers::atom(w);
    format!("Spot {{ a: {}, b: {}, n: {n} }}", a.text(), b.text())
}

/// The place that a variable names, to be assigned.
fn target(var: &Var) -> String {
    var.read.trim_matches(['(', ')']).to_string()
}

fn let_spot(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = spot(w, 2);
    let name = w.fresh_name("p");
    let mut var = Var::new(&name, Ty::Spot);
    var.mutable = w.chance(75);
    let word = if var.mutable { "mut " } else { "" };
    w.line(&format!("let {word}{name} = {value};"));
    w.declare(var);
    Some(())
}

fn change_spot(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = w.writable(|ty| *ty == Ty::Spot)?;
    let (name, place) = (&var.name, target(&var));
    let line = match w.below(7) {
        0 => format!("{place} = {};", spot(w, 2)),
        1 => format!("{place} += {};", spot(w, 1)),
        2 => format!("{place} *= {};", squashed(w, 2).typed()),
        3 => format!("{name}.nudge({});", squashed(w, 2).typed()),
        4 => {
            let (old, k) = (w.fresh_name("old"), squashed(w, 1));
            w.line(&format!("let {old} = {name}.spend({});", k.typed()));
            w.declare(Var::new(&old, Ty::Float));
            return Some(());
        }
        5 => format!("{name}.n += {} % 3;", super::integers::atom(w)),
        _ => {
            let mark = w.scope.enter();
            w.scope.hide(at);
            let new = spot(w, 1);
            w.scope.leave(mark);
            let old = w.fresh_name("old");
            let lent = super::lists::lent(&var);
            w.line(&format!("let {old} = std::mem::replace({lent}, {new});"));
            w.declare(Var::new(&old, Ty::Spot));
            return Some(());
        }
    };
    w.line(&line);
    Some(())
}

fn take_spot_apart(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = spot(w, 1);
    let (a, b) = (w.fresh_name("a"), w.fresh_name("b"));
    let (pattern, second) = match w.below(3) {
        0 => (format!("Spot {{ a: {a}, b: {b}, n: _ }}"), true),
        1 => (format!("Spot {{ b: {b}, a: mut {a}, .. }}"), true),
        _ => (format!("Spot {{ a: {a}, .. }}"), false),
    };
    w.line(&format!("let {pattern} = {value};"));
    w.declare(Var::new(&a, Ty::Float));
    if second {
        w.declare(Var::new(&b, Ty::Float));
    }
    Some(())
}

/// A vector of structs, changed and read by loops.
fn spots(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let count = 1 + w.below(3);
    let items: Vec<String> = (0..count).map(|_| spot(w, 1)).collect();
    let (name, p) = (w.fresh_name("ps"), w.fresh_name("p"));
    w.line(&format!("let mut {name} = vec![{}];", items.join(", ")));
    let is_changed = w.chance(60);
    let body = w.looped(frame, 6, |w| {
        let var = Var::new(&p, Ty::Spot).by_reference().borrowed();
        w.declare(if is_changed { var.mutable() } else { var });
        w.statements(size);
        if is_changed {
            let k = squashed(w, 1);
            w.line(&format!("{p}.nudge({});", k.typed()));
        }
    });
    let source = if is_changed { "iter_mut" } else { "iter" };
    w.line(&format!("{label}for {p} in {name}.{source}() {{ {body} }}"));
    let chosen = w.fresh_name("p");
    let take = match w.below(3) {
        0 => format!("{name}[{name}.len() - 1]"),
        1 => format!("Spot::new({name}.iter().map(|q| q.a * q.b).sum::<f64>(), {name}[0].b)"),
        _ => format!("{name}[0] + {name}[{}]", w.below(count)),
    };
    w.line(&format!("let mut {chosen} = {take};"));
    w.declare(Var::new(&chosen, Ty::Spot).mutable());
    Some(())
}

fn spot_field(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    let (_, var) = w.readable(|ty| *ty == Ty::Spot)?;
    Some(match w.below(5) {
        0 => Expr::wrapped(&format!("{}.n as f64", var.name)),
        1 | 2 => Expr::atom(format!("{}.b", var.name)),
        _ => Expr::atom(format!("{}.a", var.name)),
    })
}

fn spot_method(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let (_, var) = w.readable(|ty| *ty == Ty::Spot)?;
    Some(match w.below(4) {
        0 => Expr::atom(format!("{}.energy()", var.name)),
        1 => Expr::atom(format!("Spot::energy(&{})", var.name)),
        2 => Expr::atom(format!("({}).b", spot(w, depth.min(1)))),
        _ => Expr::atom(format!("({}).energy()", spot(w, depth.min(1)))),
    })
}

fn curve(w: &mut Writer<'_>) -> String {
    match w.readable(|ty| *ty == Ty::Curve) {
        Some((_, var)) if w.chance(60) => match w.below(3) {
            0 => format!("{}.clone()", var.name),
            1 => format!("{}.clone().scaled({})", var.name, squashed(w, 1).text()),
            _ => format!(
                "Curve {{ gain: {}, ..{}.clone() }}",
                stored(w, 2).text(),
                var.name
            ),
        },
        _ => {
            let ys = super::lists::vector(w);
            format!("Curve {{ ys: {ys}, gain: {} }}", stored(w, 1).text())
        }
    }
}

fn let_curve(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = curve(w);
    let name = w.fresh_name("c");
    w.line(&format!("let mut {name} = {value};"));
    w.declare(Var::new(&name, Ty::Curve).mutable());
    Some(())
}

fn change_curve(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = w.writable(|ty| *ty == Ty::Curve)?;
    let name = &var.name;
    let line = match w.below(7) {
        0 => format!("{} = {};", target(&var), curve(w)),
        1 => format!("{name}.bend({});", squashed(w, 2).typed()),
        2 => format!("{name}.ys.push({});", stored(w, 2).text()),
        3 => {
            let v = w.fresh_name("v");
            let k = squashed(w, 1);
            format!(
                "for {v} in {name}.ys.iter_mut() {{ *{v} *= {}; }}",
                k.typed()
            )
        }
        4 => {
            let mark = w.scope.enter();
            w.scope.hide(at);
            let ys = super::lists::vector(w);
            w.scope.leave(mark);
            format!("{name}.ys = {ys};")
        }
        5 => {
            let old = w.fresh_name("old");
            w.line(&format!("let {old} = {name}.ys.clone();"));
            let len = w.new_len();
            w.declare(Var::new(&old, Ty::List(super::scope::Kind::Vec, len, true)));
            return Some(());
        }
        _ => {
            let h = w.fresh_name("h");
            let k = squashed(w, 1);
            format!("{{ let {h} = &mut {name}.ys; {h}[0] += {}; }}", k.typed())
        }
    };
    // What is assigned may not read the place while it is lent.
    if line.starts_with("for") && line.matches(&format!("{name}.")).count() > 1
        || line.starts_with('{') && line.matches(&format!("{name}.")).count() > 1
    {
        return None;
    }
    w.line(&line);
    Some(())
}

fn take_curve_apart(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let places = w.scope.movable(w.loops.len(), |ty| *ty == Ty::Curve);
    let (at, var) = w.one_var(&places)?;
    w.scope.forget(at);
    let (ys, gain) = (w.fresh_name("x"), w.fresh_name("a"));
    let name = &var.name;
    w.line(&format!(
        "let Curve {{ ys: mut {ys}, gain: {gain} }} = {name};"
    ));
    let len = w.new_len();
    w.declare(Var::new(&ys, Ty::List(super::scope::Kind::Vec, len, true)).mutable());
    w.declare(Var::new(&gain, Ty::Float));
    Some(())
}

fn curve_value(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    let (at, var) = w.readable(|ty| *ty == Ty::Curve)?;
    let name = &var.name;
    Some(match w.below(6) {
        0 => Expr::atom(format!("{name}.gain")),
        1 => Expr::atom(format!(
            "{name}.ys[{} % {name}.ys.len()]",
            super::integers::atom(w)
        )),
        2 => Expr::atom(format!("{name}.at({})", super::integers::atom(w))),
        3 => {
            let v = w.fresh_name("v");
            let mark = w.scope.enter();
            w.declare(
                Var::new(&v, Ty::Float)
                    .by_reference()
                    .borrowed()
                    .borrowing(at, Borrow::Shared),
            );
            let value = squashed(w, 1);
            w.scope.leave(mark);
            Expr::atom(format!(
                "{name}.ys.iter().map(|{v}| {}).sum::<f64>()",
                value.typed()
            ))
        }
        4 => {
            let f = super::closures::argument(w);
            Expr::atom(format!("{name}.clone().along({f})"))
        }
        _ => Expr::atom(format!("{name}.total()")),
    })
}
