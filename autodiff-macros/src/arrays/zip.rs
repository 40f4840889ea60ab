//! `Zip::from(…).and(…)`: what it runs over.

use syn::{Expr, ExprMethodCall};

/// What a `Zip` takes elements from.
#[derive(Clone, Debug)]
pub(crate) struct Producer {
    pub(crate) expr: Expr,
    /// `and_broadcast`
    pub(crate) spread: bool,
}

impl Producer {
    /// Whether its elements may be changed.
    pub(crate) fn is_mutable(&self) -> bool {
        match &self.expr {
            Expr::Reference(r) => r.mutability.is_some(),
            Expr::MethodCall(m) => m.method.to_string().ends_with("_mut"),
            _ => false,
        }
    }

    /// Whether it gives views rather than elements.
    pub(crate) fn gives_views(&self) -> bool {
        matches!(&self.expr, Expr::MethodCall(m) if matches!(
            m.method.to_string().trim_end_matches("_mut"),
            "rows" | "columns" | "outer_iter" | "axis_iter" | "lanes" | "axis_chunks_iter"
                | "exact_chunks" | "windows" | "genrows" | "gencolumns"
        ))
    }
}

/// The producers of `Zip::from(a).and(b)…`; `None` if it is none, or has an index.
pub(crate) fn producers(zip: &Expr) -> Option<Vec<Producer>> {
    match zip {
        Expr::Paren(e) => producers(&e.expr),
        Expr::Call(c) => {
            let Expr::Path(p) = &*c.func else { return None };
            let mut names = crate::paths::backwards(&p.path);
            let from = names.next().as_deref() == Some("from");
            let named = from && names.next().as_deref() == Some("Zip") && c.args.len() == 1;
            named.then(|| {
                vec![Producer {
                    expr: c.args[0].clone(),
                    spread: false,
                }]
            })
        }
        Expr::MethodCall(m) if m.args.len() == 1 => {
            let spread = m.method == "and_broadcast";
            if !spread && m.method != "and" {
                return None;
            }
            let mut all = producers(&m.receiver)?;
            all.push(Producer {
                expr: m.args[0].clone(),
                spread,
            });
            Some(all)
        }
        _ => None,
    }
}

/// Whether a method call runs a `Zip`, with its producers.
pub(crate) fn run(m: &ExprMethodCall) -> Option<Vec<Producer>> {
    let ends = matches!(
        m.method.to_string().as_str(),
        "for_each" | "map_collect" | "fold" | "map_assign_into" | "all" | "any"
    );
    ends.then(|| producers(&m.receiver)).flatten()
}
