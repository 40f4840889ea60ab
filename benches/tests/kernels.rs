//! The kernels, their gradients and their adjoints by hand against golden values.

use autodiff_benches::data::{flat, read};
use autodiff_benches::kernels::ba::weight_error;
use autodiff_benches::kernels::gmm::Gmm;
use autodiff_benches::kernels::{Kernel, Visitor, each};
use autodiff_core::Tape;

#[test]
fn all() {
    struct Check;
    impl Visitor for Check {
        fn visit(&mut self, kernel: &impl Kernel) {
            if let Err(error) = kernel.check() {
                panic!("{:?}: {error}", kernel.name());
            }
        }
    }
    each(&mut Check);
}

#[test]
fn weight_of_ba() {
    let w = flat(&read("ba/1.input")["w"])[0];
    let value = flat(&read("ba/1.objective")["w_err"]["element"])[0];
    let slope = *flat(&read("ba/1.jacobian")["vals"]).last().unwrap();
    assert!((weight_error(w) - value).abs() <= 1e-10);
    assert!((weight_error::grad(w) - slope).abs() <= 1e-10);
}

/// Of a pair of a point and a component the tape keeps the centred point and its product with the
/// factor, and nothing for each of the factor's elements.
#[test]
fn tape_of_gmm_is_small() {
    for (size, d) in Gmm::SIZES.into_iter().zip([2, 10, 32, 64]) {
        let (kernel, mut tape) = (Gmm::new(size), Tape::new());
        kernel.gradient(&mut tape);
        let entries = tape.peak_bytes() as f64 / 8.0 / kernel.pairs() as f64;
        println!("{size}: {entries} tape entries for each point and component");
        assert!(entries < 2.5 * d as f64 + 6.0, "{size}: {entries}");
    }
}
