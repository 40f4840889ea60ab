//! Which results count as passed over.

use crate::analyse::analyse;
use crate::expand::body_of;
use crate::ir::{Dst, StmtKind};

/// The names of the `let`s that are passed over, of a function of `x`, `n` and `v` with this body.
fn passed_over(inner: &str) -> Vec<String> {
    let body = body_of(&format!(
        "fn f(x: f64, n: f64, v: &[f64]) -> f64 {{ {inner} }}"
    ));
    let facts = analyse(&body);
    let mut names = Vec::new();
    crate::analyse::each(&body.block, &mut |stmt| {
        if let StmtKind::Def {
            dst: Dst::Let(var), ..
        } = &stmt.kind
            && facts.passed_over.contains(&stmt.id)
        {
            names.push(body.vars[var.0].name.to_string());
        }
    });
    names
}

#[test]
fn what_a_branch_alone_uses() {
    assert_eq!(
        passed_over("let q = x / n; if n > 0.0 { q } else { x }"),
        ["q"]
    );
    assert_eq!(
        passed_over("let q = x.exp(); let r = q * n; if n > 0.0 { r } else { x }"),
        ["q", "r"]
    );
    assert_eq!(
        passed_over("let q = x / n; let mut s = 0.0; for _ in v { s += q; } s"),
        ["q"]
    );
}

#[test]
fn what_an_exit_leaves_out() {
    assert_eq!(
        passed_over("let q = x / n; if n > 0.0 { return x; } q"),
        ["q"]
    );
    assert_eq!(
        passed_over(
            "let mut s = 0.0; for a in v { let q = a / n; if x > 0.0 { continue; } s += q; } s"
        ),
        ["q"]
    );
    // A loop that is left for what follows it.
    assert!(passed_over("let q = x / n; for a in v { if *a > x { break; } } q").is_empty());
}

#[test]
fn what_is_overwritten() {
    assert_eq!(
        passed_over("let mut q = x / n; if n > 0.0 { q = x; } q"),
        ["q"]
    );
    assert_eq!(passed_over("let mut q = x / n; q = x; q"), ["q"]);
}

#[test]
fn what_is_used_for_certain() {
    for inner in [
        "let q = x / n; q",
        "let q = x / n; let r = q * x; if n > 0.0 { r + q } else { r }; r",
        "let mut s = 0.0; for a in v { let q = a / n; s += q; } s",
    ] {
        assert!(passed_over(inner).is_empty(), "{inner}");
    }
}

#[test]
fn slopes_that_are_finite() {
    for inner in [
        "let q = x * n; if n > 0.0 { q } else { x }",
        "let q = x / 3.0; if n > 0.0 { q } else { x }",
        // Its rule minds itself.
        "let q = x.sqrt(); if n > 0.0 { q } else { x }",
    ] {
        assert!(passed_over(inner).is_empty(), "{inner}");
    }
}
