//! What the analysis finds in small loops.

use crate::analyse::analyse;
use crate::expand::body_of;
use crate::ir::{Body, Place, StmtKind};
use std::fmt::Write;

/// What is known of each loop with lanes, in the order of the text.
fn lanes(source: &str) -> Vec<String> {
    let body = body_of(source);
    let facts = analyse(&body);
    let mut found = Vec::new();
    crate::analyse::each(&body.block, &mut |stmt| {
        if let (StmtKind::Loop(_), Some(lanes)) = (&stmt.kind, facts.lanes.get(&stmt.id)) {
            let mut text = String::new();
            for window in &lanes.windows {
                let sides = match (window.primal, window.cotangent) {
                    (true, true) => "both",
                    (true, false) => "value",
                    _ => "cotangent",
                };
                let name = root(&body, &window.element.container);
                let by = &body.vars[window.element.by.0].name;
                let _ = write!(text, "{name} by {by}: {sides}, ");
                if window.restored {
                    let _ = write!(text, "back into {name}, ");
                }
            }
            for element in &lanes.scattered {
                let _ = write!(text, "scattered to {}, ", root(&body, &element.container));
            }
            for sum in &lanes.sums {
                let _ = write!(text, "sum in {}, ", root(&body, sum));
            }
            let columns = lanes.columns.as_ref().map(Vec::len);
            let order = if lanes.ascending { "up" } else { "down" };
            let _ = write!(text, "{columns:?} columns, {order}");
            found.push(text);
        }
    });
    found
}

fn root(body: &Body, place: &Place) -> String {
    body.vars[place.root.0].name.to_string()
}

#[test]
fn elements_side_by_side_are_windows() {
    let found = lanes(
        "fn f(x: &[f64], y: &mut [f64]) {
            for i in 0..x.len() { y[i] += x[i] * x[i]; }
        }",
    );
    assert_eq!(found, ["x by i: both, y by i: both, Some(0) columns, up"]);
}

#[test]
fn what_does_not_move_along_is_a_sum() {
    let found = lanes(
        "fn f(l: &[f64], x: &[f64], y: &mut [f64], k: usize) {
            let mut next = 0;
            for j in k..x.len() {
                y[j] += l[next] * x[k];
                next += 1;
            }
        }",
    );
    assert_eq!(
        found,
        ["l by next: both, y by j: both, sum in x, Some(0) columns, up"]
    );
}

#[test]
fn what_goes_to_neighbours_is_scattered() {
    let found = lanes(
        "fn f(x: &[f64], y: &mut [f64]) {
            for i in 1..x.len() { y[i] += x[i] * x[i - 1] * x[0]; }
        }",
    );
    let scattered = "scattered to x, scattered to x, sum in x";
    assert_eq!(
        found,
        [format!(
            "y by i: both, x by i: value, x by i: value, {scattered}, Some(0) columns, up"
        )]
    );
}

#[test]
fn neighbours_of_an_element_elsewhere_are_reached_directly() {
    let found = lanes(
        "fn f(x: &[f64], y: &mut [f64], n: usize) {
            for i in 1..n { y[i] += x[i] * x[i - 1] * x[2 * i]; }
        }",
    );
    assert!(!found[0].contains("scattered"), "{found:?}");
}

#[test]
fn what_goes_to_parts_of_one_container_is_scattered() {
    let found = lanes(
        "fn f(x: &[f64], y: &mut [f64], n: usize) {
            let (left, right) = x.split_at(n);
            for i in 0..n { y[i] += left[i] * right[i]; }
        }",
    );
    let scattered = "scattered to left, scattered to right";
    assert!(found[0].contains(scattered), "{found:?}");
}

#[test]
fn trips_that_change_their_own_elements_go_up() {
    let changed = |body: &str| {
        let loops = lanes(&format!(
            "fn f(x: &mut [f64], k: usize) {{ for i in 0..x.len() {{ {body} }} }}"
        ));
        loops.concat()
    };
    assert_eq!(
        changed("x[i] = x[i] * x[i];"),
        "x by i: both, back into x, Some(1) columns, up"
    );
    // Another element, or something that isn't looked into, may be read after it has been changed.
    assert!(!changed("x[i] = x[i] * x[k];").ends_with("up"));
    assert!(!changed("x[i] *= x[i]; x[detach(x[i]) as usize] *= 2.0;").ends_with("up"));
}

#[test]
fn calls_of_functions_with_slopes_are_scalar_code() {
    let found = lanes(
        "fn f(x: &[f64], y: &[f64]) -> f64 {
            let mut sum = 0.0;
            for i in 0..x.len() { sum += g(x[i] * y[i], 2.0) * g(x[i], y[i]); }
            sum
        }",
    );
    // The values of both, one slope of the first and two of the second.
    assert_eq!(found, ["x by i: both, y by i: both, Some(5) columns, up"]);
}

#[test]
fn neighbours_that_change_are_reached_directly() {
    let found = lanes(
        "fn f(x: &mut [f64]) {
            for i in 1..x.len() { x[i] += x[i] * x[i - 1]; }
        }",
    );
    assert!(!found.concat().contains("scattered"), "{found:?}");
}

#[test]
fn trips_that_read_what_others_wrote_go_down() {
    let found = lanes(
        "fn f(x: &[f64], y: &mut [f64]) {
            for i in 1..x.len() { y[i] = y[i - 1] * x[i]; }
        }",
    );
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with("down"), "{found:?}");
    assert!(!found[0].contains("y by i: both"), "{found:?}");
}

#[test]
fn values_that_are_kept_are_columns() {
    let found = lanes(
        "fn f(x: &[f64]) -> f64 {
            let mut sum = 0.0;
            for i in 0..x.len() { sum += x[i].exp() * x[i].tanh(); }
            sum
        }",
    );
    assert_eq!(found, ["x by i: both, Some(2) columns, up"]);
}

#[test]
fn a_value_that_goes_on_from_trip_to_trip_is_put_back_in_its_turn() {
    let found = lanes(
        "fn f(x: &[f64], t: f64) -> f64 {
            let mut power = 1.0;
            let mut sum = 0.0;
            for i in 0..x.len() { sum += x[i] * power; power *= t; }
            sum
        }",
    );
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with("Some(1) columns, down"), "{found:?}");
}

#[test]
fn a_condition_shows_which_elements_are_there() {
    let branch = |condition: &str| {
        lanes(&format!(
            "fn f(x: &[f64], w: &[f64]) -> f64 {{
                let mut sum = 0.0;
                for i in 0..x.len() {{ if {condition} {{ sum += x[i] * w[i]; }} }}
                sum
            }}"
        ))
    };
    assert_eq!(
        branch("x[i] > w[i].abs()"),
        ["x by i: both, w by i: both, Some(0) columns, up"]
    );
    assert_eq!(
        branch("x[i] > 0.0 && w[i] > 0.0"),
        ["x by i: both, Some(0) columns, up"]
    );
    // Nothing says that there is an element for each trip, nor of which type the index is.
    assert!(branch("i < w.len() && w[i] > x[i]").is_empty());
}

#[test]
fn what_is_kept_in_a_branch_is_a_column() {
    let found = lanes(
        "fn f(x: &[f64]) -> f64 {
            let mut sum = 0.0;
            for i in 0..x.len() {
                let y = if x[i] > 0.0 { x[i].exp() } else { x[i].tanh() };
                sum += y * y;
            }
            sum
        }",
    );
    assert_eq!(found, ["x by i: both, Some(3) columns, up"]);
}

#[test]
fn a_maximum_goes_down() {
    let found = lanes(
        "fn f(x: &[f64]) -> f64 {
            let mut top = x[0];
            for v in x { if *v > top { top = *v; } }
            top
        }",
    );
    assert_eq!(found, ["x by k3: both, Some(0) columns, down"]);
}

#[test]
fn elements_of_what_is_unknown_have_no_columns() {
    let found = lanes(
        "fn f(x: &Things) -> f64 {
            let mut sum = 0.0;
            for v in x.iter() { let y: f64 = *v; sum += y.exp(); }
            sum
        }",
    );
    assert!(
        found.iter().all(|found| found.contains("None columns")),
        "{found:?}"
    );
}

#[test]
fn other_loops_have_no_lanes() {
    for body in [
        "for i in 0..x.len() { sum += g(&x[i]); }",
        "for i in 0..x.len() { sum += g::<2>(x[i]); }",
        "for i in 0..x.len() { sum += g(x[i]).size; }",
        "for _ in 0..x.len() { sum += g(x[0]); }",
        "for i in 0..x.len() { if i > 3 { break; } sum += x[i]; }",
        "while sum < 3.0 { sum += x[0]; }",
        "for i in 0..x.len() { for j in 0..2 { sum += x[i] * x[j]; } }",
        "for _ in 0..9 { sum = sum * sum; }",
    ] {
        let found = lanes(&format!(
            "fn f(x: &[f64]) -> f64 {{ let mut sum = 0.0; {body} sum }}"
        ));
        assert!(found.is_empty(), "{body}: {found:?}");
    }
}
