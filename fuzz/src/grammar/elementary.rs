//! Arithmetic and elementary functions, kept away from their singularities.

use super::expr::Expr;
use super::writer::Writer;
use super::{Production, production};

pub(super) const FLOATS: &[Production<Expr>] = &[
    production("arithmetic", 40, arithmetic),
    production("minus", 4, minus),
    production("bounded", 14, bounded),
    production("guarded", 8, guarded),
    production("two_arguments", 8, two_arguments),
    production("quotient", 6, quotient),
    production("detach", 2, detach),
    production("block", 3, block),
    production("square", 5, square),
    production("half_of_pair", 2, half_of_pair),
];

/// A number that is small whatever its parts are.
pub(super) fn squashed(w: &mut Writer<'_>, depth: usize) -> Expr {
    let e = w.float(depth);
    squash(w, &e)
}

pub(super) fn squash(w: &mut Writer<'_>, e: &Expr) -> Expr {
    match w.below(5) {
        0 | 1 => e.method("tanh", ""),
        2 => e.method("sin", ""),
        3 => e.method("clamp", "-2.0, 2.0"),
        _ => e.method("atan", ""),
    }
}

/// What may be stored in a place that is read again: bounded inside of loops, since where a number
/// overflows, a cotangent of zero times an infinite slope is NaN.
pub(super) fn stored(w: &mut Writer<'_>, depth: usize) -> Expr {
    let e = w.float(depth);
    match (w.loops.is_empty(), w.below(10)) {
        (true, 2..) => e,
        (false, 6..) => e.method("clamp", "-9.0, 9.0"),
        _ => squash(w, &e),
    }
}

fn arithmetic(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let (a, b) = (w.float(depth), w.float(depth));
    let op = w.word(&["+", "-", "*", "*"]);
    Some(Expr::binary(&a, op, &b))
}

fn minus(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    Some(Expr::minus(&w.float(depth)))
}

fn bounded(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let e = w.float(depth);
    let name = w.word(&[
        "sin", "cos", "tanh", "atan", "abs", "fract", "asinh", "signum",
    ]);
    if w.chance(15) {
        return Some(Expr::atom(format!("f64::{name}({})", e.text())));
    }
    Some(e.method(name, ""))
}

fn guarded(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let positive = Expr::atom(format!(
        "(1.5 + {})",
        squashed(w, depth).method("abs", "").text()
    ));
    Some(match w.below(7) {
        0 => positive.method("sqrt", ""),
        1 => positive.method("ln", ""),
        2 => positive.method("recip", ""),
        3 => {
            let p = squashed(w, depth);
            positive.method("powf", p.text())
        }
        4 => squashed(w, depth).method("exp", ""),
        5 => squashed(w, depth).method("powi", "3"),
        _ => positive.method("cbrt", ""),
    })
}

fn two_arguments(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let (a, b) = (w.float(depth), w.float(depth));
    Some(match w.below(6) {
        0 => a.method("max", b.text()),
        1 => a.method("min", b.text()),
        2 => a.method("hypot", b.text()),
        3 => Expr::atom(format!("f64::max({}, {})", a.text(), b.text())),
        4 => {
            let c = w.float(depth);
            a.method("mul_add", &format!("{}, {}", b.text(), c.text()))
        }
        _ => a.method("atan2", &format!("1.5 + {}", b.method("abs", "").text())),
    })
}

fn quotient(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let (a, b) = (w.float(depth), w.float(depth));
    let below = match w.below(3) {
        0 => Expr::atom("3.0_f64".to_string()),
        1 => Expr::wrapped(&format!("1.2 + {}", b.method("abs", "").text())),
        _ => Expr::wrapped(&format!("2.5 + {}", b.method("sin", "").text())),
    };
    Some(Expr::binary(&a, "/", &below))
}

fn detach(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let e = w.float(depth);
    Some(Expr::atom(format!("detach({})", e.typed())))
}

fn block(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let value = w.float(depth);
    let name = w.fresh_name("t");
    Some(Expr::wrapped(&format!(
        "{{ let {name} = {}; {name} * {name}.cos() }}",
        value.typed()
    )))
}

/// The same value read twice.
fn square(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    let e = super::expr::leaf(w);
    Some(Expr::binary(&e, "*", &e))
}

/// One of a sine and a cosine.
fn half_of_pair(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let pair = w.float(depth).method("sin_cos", "");
    let half = w.word(&["0", "1"]);
    Some(Expr::atom(format!("{}.{half}", pair.text())))
}
