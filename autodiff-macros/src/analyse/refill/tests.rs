//! Which vectors are filled again, and which are saved after all.

use crate::analyse::analyse;
use crate::expand::body_of;

/// The names of the vectors that are filled again, of a function of `x`, `m` and `d` whose text goes on.
fn refilled(inner: &str) -> Vec<String> {
    let source = format!(
        "fn f(x: &[f64], m: &[f64], d: usize) -> f64 {{
            let mut v = vec![0.0; d];
            let mut sum = 0.0;
            let mut scale = 1.0;
            for p in 0..3 {{ {inner} }}
            sum * scale
        }}"
    );
    let body = body_of(&source);
    let facts = analyse(&body);
    let mut names: Vec<String> = (facts.refills.keys())
        .map(|id| body.vars[id.0].name.to_string())
        .collect();
    names.sort();
    names
}

const READ: &str = "for i in 0..d { sum += v[i] * v[i]; }";

#[test]
fn a_cheap_loop_over_what_stays() {
    let fill = "for i in 0..d { v[i] = x[p * d + i] - m[i]; }";
    assert_eq!(refilled(&format!("{fill} {READ}")), ["v"]);
    assert_eq!(refilled(&format!("{fill} if p > 1 {{ {READ} }}")), ["v"]);
    assert_eq!(refilled(&format!("{fill} sum += measure(&v);")), ["v"]);
}

#[test]
fn nothing_is_saved_of_what_nothing_reads() {
    let fill = "for i in 0..d { v[i] = x[i] - m[i]; }";
    assert!(refilled(&format!("{fill} for i in 0..d {{ sum += v[i]; }}")).is_empty());
}

#[test]
fn a_loop_that_reads_what_changes() {
    for fill in [
        "for i in 0..d { v[i] = x[i] * scale; } scale *= 0.5;",
        "let half = scale * 0.5; for i in 0..d { v[i] = x[i] * half; } scale += sum;",
        "for i in 0..d { v[i] = x[i] * sum; }",
    ] {
        assert!(refilled(&format!("{fill} {READ}")).is_empty(), "{fill}");
    }
}

#[test]
fn a_loop_that_costs_more() {
    for fill in [
        "for i in 0..d { v[i] = x[i].exp(); }",
        "for i in 0..d { v[i] = x[i] / m[i]; }",
    ] {
        assert!(refilled(&format!("{fill} {READ}")).is_empty(), "{fill}");
    }
}

#[test]
fn a_vector_that_something_else_changes() {
    let fill = "for i in 0..d { v[i] = x[i] - m[i]; }";
    for change in [
        "v[0] = x[1];",
        "v[0] += sum;",
        "change(&mut v);",
        "v.swap(0, 1);",
        "let r = &mut v; r[0] = x[0];",
    ] {
        let text = format!("{fill} {READ} {change} {READ}");
        assert!(refilled(&text).is_empty(), "{change}");
    }
}

#[test]
fn a_vector_that_is_read_before_it_is_filled() {
    let fill = "for i in 0..d { v[i] = x[p * d + i] - m[i]; }";
    assert!(refilled(&format!("{READ} {fill}")).is_empty());
    assert!(refilled(&format!("if p > 0 {{ {fill} }} {READ}")).is_empty());
}

#[test]
fn a_part_of_a_vector() {
    let fill = "for i in 1..d { v[i] = x[i] - m[i]; }";
    assert!(refilled(&format!("{fill} {READ}")).is_empty());
}

#[test]
fn a_loop_that_runs_again() {
    let text = format!(
        "#[checkpoint] for k in 0..4 {{ for i in 0..d {{ v[i] = x[k + i] - m[i]; }} {READ} }}"
    );
    assert!(refilled(&text).is_empty());
}
