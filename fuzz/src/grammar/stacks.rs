//! Vectors that are emptied from their end, and filled again on the way.

use super::elementary::squashed;
use super::integers::condition;
use super::lists::vector;
use super::scope::{Kind, Ty, Var};
use super::writer::Writer;
use super::{Production, production};

pub(super) const STATEMENTS: &[Production<()>] = &[
    production("while_pop", 3, while_pop),
    production("while_pop_pair", 2, while_pop_pair),
];

fn while_pop(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let (stack, v, k) = (w.fresh_name("st"), w.fresh_name("v"), w.fresh_name("n"));
    let start = vector(w);
    w.line(&format!("let mut {stack} = {start};"));
    let len = w.new_len();
    let body = w.looped(frame, 10, |w| {
        let mutable = w.chance(30);
        let mut item = Var::new(&v, Ty::Float);
        item.mutable = mutable;
        if mutable {
            w.line(&format!("let mut {v} = {v};"));
        }
        w.declare(item);
        w.declare(Var::new(&k, Ty::Int(None)));
        w.statements(size);
        let (condition, value) = (condition(w), squashed(w, 2));
        w.line(&format!(
            "if {k} < 4 && {condition} {{ {stack}.push({}); }}",
            value.typed()
        ));
    });
    w.line(&format!("let mut {k}: usize = 0;"));
    w.line(&format!(
        "{label}while let Some({v}) = {stack}.pop() {{ {k} += 1; {body} }}"
    ));
    w.declare(Var::new(&stack, Ty::List(Kind::Vec, len, false)).mutable());
    w.declare(Var::new(&k, Ty::Int(None)));
    Some(())
}

fn while_pop_pair(w: &mut Writer<'_>, size: usize) -> Option<()> {
    let size = size.checked_sub(1)?;
    let (label, frame) = super::loops::begin(w, true)?;
    let (stack, a, b, k) = (
        w.fresh_name("st"),
        w.fresh_name("a"),
        w.fresh_name("b"),
        w.fresh_name("n"),
    );
    // Other names of the pair, which the statements of the body can't give to anything else.
    let (c, d) = (w.fresh_name("c"), w.fresh_name("d"));
    let (x, y) = (squashed(w, 2), squashed(w, 1));
    w.line(&format!(
        "let mut {stack} = vec![({}, {})];",
        x.typed(),
        y.typed()
    ));
    let body = w.looped(frame, 5, |w| {
        w.declare(Var::new(&a, Ty::Float));
        w.declare(Var::new(&b, Ty::Float));
        w.line(&format!("let ({c}, {d}) = ({a}, {b});"));
        w.statements(size);
        let (x, y) = (squashed(w, 2), squashed(w, 2));
        w.line(&format!(
            "if {k} < 4 {{ {stack}.push(({c} * 0.5, {})); }} if {k} < 2 {{ {stack}.push(({}, {d})); }}",
            x.typed(),
            y.typed()
        ));
    });
    w.line(&format!("let mut {k}: usize = 0;"));
    w.line(&format!(
        "{label}while let Some(({a}, {b})) = {stack}.pop() {{ {k} += 1; {body} }}"
    ));
    Some(())
}
