//! Which values without derivatives must not be moved.

use crate::analyse::analyse;
use crate::expand::body_of;

/// Whether `m`, of unknown type, is mentioned again.
fn again(uses: &str) -> bool {
    let body = body_of(&format!(
        "fn f(x: &Array1<f64>) -> f64 {{ let m = matrix(); let mut sum = 0.0; {uses} sum }}"
    ));
    let facts = analyse(&body);
    let m = body.vars.iter().position(|var| var.name == "m");
    facts.mentioned_again.iter().any(|id| Some(id.0) == m)
}

#[test]
fn in_statements() {
    assert!(!again("sum += m.dot(x).sum();"));
    assert!(again("sum += m.dot(x).sum(); sum *= m.dot(x).sum();"));
    assert!(again("for _ in 0..3 { sum += m.dot(x).sum(); }"));
}
