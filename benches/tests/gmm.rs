//! The Gaussian-mixture objective and its gradient against the values of GradBench.

use autodiff_benches::gmm::{Input, flat, objective};
use serde_json::Value;

fn assert_close(name: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{name}");
    let size = expected.iter().fold(0.0_f64, |size, e| size.max(e.abs()));
    for (f, e) in found.iter().zip(expected) {
        assert!(
            (f - e).abs() <= 1e-10 * size,
            "{name}: found {f}, expected {e}"
        );
    }
}

#[test]
fn golden_values() {
    let input = Input::shipped();
    let value: f64 = include_str!("../data/gmm_10_25_1000.objective.json")
        .trim()
        .parse()
        .unwrap();
    assert_close("objective", &[input.objective()], &[value]);

    let golden: Value =
        serde_json::from_str(include_str!("../data/gmm_10_25_1000.jacobian.json")).unwrap();
    let (alpha, mu, q, l) = input.gradient();
    assert_close("alpha", &alpha, &flat(&golden["alpha"]));
    assert_close("mu", &mu, &flat(&golden["mu"]));
    assert_close("q", &q, &flat(&golden["q"]));
    assert_close("l", &l, &flat(&golden["l"]));
}

/// Each pair of a point and a component takes 137 operations on scalars, and keeps 20 of the results:
/// the centred point and its product with the factor.
#[test]
fn tape_is_small() {
    let i = Input::shipped();
    let run = objective::record(&i.alpha, &i.mu, &i.q, &i.l, &i.x, i.d, i.wishart);
    let pairs = i.alpha.len() * i.x.len() / i.d;
    let entries = run.tape().bytes() as f64 / 8.0 / pairs as f64;
    println!("{entries} tape entries for each point and component");
    assert!(
        entries < 30.0,
        "{entries} tape entries for each point and component"
    );
}
