//! Enums with payloads: made, matched by value and by reference, changed, recursive.

use super::elementary::{squashed, stored};
use super::expr::Expr;
use super::scope::{Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("let_shape", 4, let_shape),
    production("change_shape", 4, change_shape),
    production("match_shape", 4, match_shape),
    production("let_stack", 3, let_stack),
    production("grow_stack", 2, grow_stack),
    production("match_stack", 2, match_stack),
];

pub(super) const FLOATS: &[Production<Expr>] = &[
    production("shape_value", 5, shape_value),
    production("stack_value", 3, stack_value),
];

/// A value of the enum of plain values.
pub(super) fn shape(w: &mut Writer<'_>, depth: usize) -> String {
    let var = w.readable(|ty| *ty == Ty::Shape);
    match (w.below(6), var) {
        (0, Some((_, var))) => var.read,
        (1 | 2, Some((_, var))) => format!("{}.grown({})", var.name, squashed(w, depth).typed()),
        (3, _) => {
            let (a, b) = (stored(w, depth), stored(w, depth));
            format!(
                "Shape::Rect {{ w: {}, h: {}, n: {} }}",
                a.typed(),
                b.typed(),
                w.below(4)
            )
        }
        (4, _) => {
            let (condition, r) = (super::integers::condition(w), stored(w, depth));
            format!(
                "if {condition} {{ Shape::Disc({}) }} else {{ Shape::Empty }}",
                r.typed()
            )
        }
        _ => format!("Shape::Disc({})", stored(w, depth).typed()),
    }
}

fn let_shape(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let value = shape(w, 2);
    let name = w.fresh_name("s");
    w.line(&format!("let mut {name} = {value};"));
    w.declare(Var::new(&name, Ty::Shape).mutable());
    Some(())
}

fn change_shape(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (at, var) = w.writable(|ty| *ty == Ty::Shape)?;
    let name = &var.name;
    let line = match w.below(4) {
        0 => format!("{name} = {};", shape(w, 2)),
        1 => format!("{name}.push_out({});", squashed(w, 2).typed()),
        2 => {
            let (r, h) = (w.fresh_name("r"), w.fresh_name("h"));
            let mark = w.scope.enter();
            w.scope.hide(at);
            let (a, b) = (squashed(w, 1), squashed(w, 1));
            w.scope.leave(mark);
            format!(
                "match &mut {name} {{ Shape::Disc({r}) => *{r} *= {}, \
                 Shape::Rect {{ h: {h}, .. }} => {{ *{h} += {}; }} Shape::Empty => {{}} }}",
                a.typed(),
                b.typed()
            )
        }
        _ => {
            let r = w.fresh_name("r");
            let mark = w.scope.enter();
            w.scope.hide(at);
            let k = squashed(w, 1);
            w.scope.leave(mark);
            format!(
                "if let Shape::Disc({r}) = &mut {name} {{ *{r} -= {}; }}",
                k.typed()
            )
        }
    };
    w.line(&line);
    Some(())
}

fn match_shape(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (_, var) = w.readable(|ty| *ty == Ty::Shape)?;
    let (r, a, b) = (w.fresh_name("r"), w.fresh_name("a"), w.fresh_name("b"));
    let arm = |w: &mut Writer<'_>, names: &[&String]| {
        w.block(|w| {
            for name in names {
                w.declare(Var::new(name, Ty::Float));
            }
            w.statements(size);
        })
    };
    let disc = arm(w, &[&r]);
    let rect = arm(w, &[&a, &b]);
    let other = arm(w, &[]);
    let guard = if w.chance(30) {
        let also = arm(w, &[&r]);
        format!("Shape::Disc({r}) if {r} > 0.3 => {{ {also} }}")
    } else {
        String::new()
    };
    w.line(&format!(
        "match {} {{ {guard} Shape::Disc({r}) => {{ {disc} }} \
         Shape::Rect {{ w: {a}, h: {b}, .. }} => {{ {rect} }} Shape::Empty => {{ {other} }} }}",
        var.read
    ));
    Some(())
}

fn shape_value(w: &mut Writer<'_>, depth: usize) -> Option<Expr> {
    let (_, var) = w.readable(|ty| *ty == Ty::Shape)?;
    let name = &var.name;
    let r = w.fresh_name("r");
    let depth = depth.min(1);
    Some(match w.below(4) {
        0 => Expr::atom(format!("{name}.size()")),
        1 => {
            let k = squashed(w, depth);
            Expr::atom(format!("{name}.grown({}).size()", k.typed()))
        }
        2 => {
            let (a, b) = (w.float(depth), w.float(depth));
            Expr::wrapped(&format!(
                "match {name} {{ Shape::Disc({r}) | Shape::Rect {{ w: {r}, .. }} => {r} * {}, _ => {} }}",
                a.method("sin", "").text(),
                b.typed()
            ))
        }
        _ => {
            let (a, b) = (w.float(depth), w.float(depth));
            Expr::wrapped(&format!(
                "match &{name} {{ Shape::Rect {{ w, h, n }} if *n > 1 => w * h, Shape::Disc({r}) => *{r} + {}, _ => {} }}",
                a.method("tanh", "").text(),
                b.typed()
            ))
        }
    })
}

fn let_stack(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let mut value = "Stack::Nil".to_string();
    for _ in 0..1 + w.below(3) {
        let x = stored(w, 1);
        value = if w.chance(50) {
            format!("{value}.onto({})", x.typed())
        } else {
            format!("Stack::Cons({}, Box::new({value}))", x.typed())
        };
    }
    let name = w.fresh_name("l");
    w.line(&format!("let mut {name} = {value};"));
    w.declare(Var::new(&name, Ty::Stack).mutable());
    Some(())
}

fn grow_stack(w: &mut Writer<'_>, _: usize) -> Option<()> {
    let (_, var) = w.writable(|ty| *ty == Ty::Stack)?;
    let (name, x) = (&var.name, squashed(w, 2));
    if x.text().contains(name.as_str()) {
        return None;
    }
    let line = match w.below(3) {
        0 => format!("{name} = {name}.onto({});", x.typed()),
        1 => format!(
            "{name} = Stack::Cons({}, Box::new({name}.clone()));",
            x.typed()
        ),
        _ => format!("{name} = Stack::Cons({}, Box::new({name}));", x.typed()),
    };
    w.line(&line);
    Some(())
}

fn match_stack(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (at, var) = w.readable(|ty| *ty == Ty::Stack)?;
    let (x, rest) = (w.fresh_name("v"), w.fresh_name("l"));
    let body = w.block(|w| {
        let borrow = super::scope::Borrow::Shared;
        let head = Var::new(&x, Ty::Float).by_reference().borrowed();
        w.declare(head.borrowing(at, borrow));
        w.declare(Var::new(&rest, Ty::Stack).borrowed().borrowing(at, borrow));
        w.statements(size);
    });
    // What is left of a stack is a `&Box<Stack>`.
    let lent = match (var.borrowed, var.name.starts_with('l')) {
        (true, true) => "&**",
        (true, false) => "",
        (false, _) => "&",
    };
    w.line(&format!(
        "if let Stack::Cons({x}, {rest}) = {lent}{} {{ {body} }}",
        var.name
    ));
    Some(())
}

fn stack_value(w: &mut Writer<'_>, _: usize) -> Option<Expr> {
    let (_, var) = w.readable(|ty| *ty == Ty::Stack)?;
    Some(if w.chance(80) {
        Expr::atom(format!("{}.total()", var.name))
    } else {
        Expr::wrapped(&format!("{}.depth() as f64", var.name))
    })
}
