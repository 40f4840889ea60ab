//! Expressions as text that knows when it needs parentheses.

use super::scope::{Kind, Len, Ty, Var};
use super::writer::Writer;

/// How tightly the text holds together, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Sum,
    Product,
    Minus,
    Atom,
}

/// A number.
#[derive(Clone, Debug)]
pub(crate) struct Expr {
    text: String,
    level: Level,
    /// Whether its type is known without its surroundings.
    typed: bool,
}

impl Expr {
    pub(crate) fn atom(text: String) -> Self {
        Self {
            text,
            level: Level::Atom,
            typed: true,
        }
    }

    fn literal(text: String) -> Self {
        Self {
            text,
            level: Level::Atom,
            typed: false,
        }
    }

    /// In parentheses whatever it is.
    pub(crate) fn wrapped(text: &str) -> Self {
        Self::atom(format!("({text})"))
    }

    pub(crate) fn minus(of: &Self) -> Self {
        Self {
            text: format!("-{}", of.at_least(Level::Minus)),
            level: Level::Minus,
            typed: of.typed,
        }
    }

    pub(crate) fn binary(a: &Self, op: &str, b: &Self) -> Self {
        let level = match op {
            "+" | "-" => Level::Sum,
            _ => Level::Product,
        };
        let tighter = match op {
            "+" | "-" => Level::Product,
            _ => Level::Minus,
        };
        Self {
            text: format!("{} {op} {}", a.at_least(level), b.at_least(tighter)),
            level,
            typed: a.typed || b.typed,
        }
    }

    /// `self.name(arguments)`
    pub(crate) fn method(&self, name: &str, arguments: &str) -> Self {
        Self::atom(format!("{}.{name}({arguments})", self.receiver()))
    }

    /// As an argument, or the right side of an assignment.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where the type can't be inferred from the surroundings.
    pub(crate) fn typed(&self) -> String {
        if self.typed {
            self.text.clone()
        } else {
            self.receiver()
        }
    }

    fn at_least(&self, level: Level) -> String {
        if self.level >= level {
            self.text.clone()
        } else {
            format!("({})", self.text)
        }
    }

    fn receiver(&self) -> String {
        if self.typed {
            return self.at_least(Level::Atom);
        }
        match self.level {
            Level::Atom => format!("{}_f64", self.text),
            _ => format!("(1.0_f64 * ({}))", self.text),
        }
    }
}

/// A number without parts.
pub(crate) fn leaf(w: &mut Writer<'_>) -> Expr {
    for _ in 0..4 {
        let found = match w.below(10) {
            0..=4 => float_var(w),
            5..=6 => element(w),
            7 => pair_field(w),
            _ => Some(literal(w)),
        };
        if let Some(expr) = found {
            return expr;
        }
    }
    literal(w)
}

pub(crate) fn literal(w: &mut Writer<'_>) -> Expr {
    let text = w.word(&["0.5", "1.5", "2.0", "0.3", "1.0", "0.1", "0.75", "0.0"]);
    Expr::literal(text.to_string())
}

fn float_var(w: &mut Writer<'_>) -> Option<Expr> {
    let (_, var) = w.readable(|ty| *ty == Ty::Float)?;
    Some(Expr::atom(var.read))
}

fn pair_field(w: &mut Writer<'_>) -> Option<Expr> {
    let (_, var) = w.readable(|ty| *ty == Ty::Pair)?;
    let field = w.below(2);
    Some(Expr::atom(format!("{}.{field}", var.name)))
}

/// `x[i]`, `m[[i, j]]`
pub(crate) fn element(w: &mut Writer<'_>) -> Option<Expr> {
    let (_, var) = w.readable(|ty| matches!(ty, Ty::List(_, _, true) | Ty::Matrix))?;
    let at = index_of(w, &var)?;
    Some(Expr::atom(format!("{}[{at}]", var.name)))
}

/// What stands in the brackets after this variable.
pub(crate) fn index_of(w: &mut Writer<'_>, var: &Var) -> Option<String> {
    match var.ty {
        Ty::List(_, len, true) => Some(index(w, len, &format!("{}.len()", var.name))),
        Ty::Matrix => {
            let i = index(w, Len::ROWS, &format!("{}.nrows()", var.name));
            let j = index(w, Len::COLUMNS, &format!("{}.ncols()", var.name));
            Some(format!("[{i}, {j}]"))
        }
        _ => None,
    }
}

/// The same for a place that is written: while it is lent, it can't be asked for its length.
pub(crate) fn written_index_of(w: &mut Writer<'_>, var: &Var) -> Option<String> {
    let at = index_of(w, var)?;
    let built_in = matches!(
        var.ty,
        Ty::List(Kind::Fixed | Kind::Slice | Kind::SliceMut, ..)
    );
    Some(if built_in { at } else { apart(w, var, at) })
}

/// An index that doesn't mention the variable.
pub(crate) fn apart(w: &mut Writer<'_>, var: &Var, at: String) -> String {
    if at.contains(&var.name) {
        fixed(w, &at)
    } else {
        at
    }
}

/// A name for an index.
pub(crate) fn fixed(w: &mut Writer<'_>, at: &str) -> String {
    let name = w.fresh_name("at");
    w.line(&format!("let {name} = {at};"));
    name
}

/// A number less than `len`, which is at least 1.
pub(crate) fn index(w: &mut Writer<'_>, len: Len, text: &str) -> String {
    if w.chance(65)
        && let Some((_, var)) = w.readable(|ty| *ty == Ty::Int(Some(len)))
    {
        return match w.below(8) {
            0 => format!("{text} - 1 - {}", var.read),
            1 => format!("({} + 1) % {text}", var.read),
            2 => format!("{}.saturating_sub(1)", var.read),
            _ => var.read,
        };
    }
    if let Len::Fixed(n) = len
        && w.chance(50)
    {
        return w.below(n).to_string();
    }
    match w.below(5) {
        0 => format!("{text} - 1"),
        1 => format!("{} % {text}", super::integers::atom(w)),
        2 => format!("{text} / 2"),
        _ => "0".to_string(),
    }
}
