//! Which runs are taken for a whole variable, overwritten without a look at it.

use crate::analyse::analyse;
use crate::expand::body_of;

/// For each saved run, in the order of the text, whether it is overwritten anew.
fn anew(inner: &str) -> Vec<bool> {
    let source = format!(
        "fn f(x: &[f64], lent: &mut [f64]) -> f64 {{
            let n = x.len();
            let mut v = vec![0.5; n];
            let mut w = [0.5; 3];
            let mut sum = 0.0;
            for round in 0..3 {{ sum += v[0] * v[1] * lent[0] * w[0]; {inner} }}
            sum
        }}"
    );
    let body = body_of(&source);
    let facts = analyse(&body);
    let mut found = Vec::new();
    crate::analyse::each(&body.block, &mut |stmt| {
        let runs = facts.runs.get(&stmt.id).into_iter().flatten();
        found.extend(runs.map(|run| run.anew));
    });
    found
}

#[test]
fn all_of_a_variable() {
    assert_eq!(anew("for i in 0..n { v[i] = x[i] * 2.0; }"), [true]);
    assert_eq!(anew("for i in 0..3 { w[i] = x[i]; }"), [true]);
}

#[test]
fn a_part() {
    assert_eq!(anew("for i in 1..n { v[i] = x[i]; }"), [false]);
    assert_eq!(anew("for i in 0..n - 1 { v[i] = x[i]; }"), [false]);
}

#[test]
fn what_is_read() {
    assert_eq!(anew("for i in 0..n { v[i] += x[i]; }"), [false]);
    assert_eq!(anew("for i in 0..n { v[i] = x[i] + v[i]; }"), [false]);
    assert_eq!(
        anew("for i in 0..n { let old = v[n - 1]; v[i] = x[i] + old; }"),
        [false]
    );
}

#[test]
fn what_may_be_left_early() {
    assert_eq!(
        anew("for i in 0..n { if i == round { break; } v[i] = x[i]; }"),
        [false]
    );
}

#[test]
fn what_the_caller_lends() {
    assert_eq!(anew("for i in 0..lent.len() { lent[i] = x[i]; }"), [false]);
}
