//! The kernels, their gradients and their adjoints by hand against golden values.

use autodiff_benches::data::{flat, read};
use autodiff_benches::kernels::Kernel;
use autodiff_benches::kernels::ba::{Ba, weight_error};
use autodiff_benches::kernels::call_price::CallPrice;
use autodiff_benches::kernels::doubling::Doubling;
use autodiff_benches::kernels::gmm::Gmm;
use autodiff_benches::kernels::llsq::Llsq;
use autodiff_benches::kernels::lse::Lse;
use autodiff_benches::kernels::lstm::Lstm;
use autodiff_benches::kernels::ode::Ode;
use autodiff_benches::kernels::product_norm::ProductNorm;
use autodiff_benches::kernels::waves::Waves;
use autodiff_core::Tape;

fn check(kernel: &impl Kernel) {
    if let Err(error) = kernel.check() {
        panic!("{:?}: {error}", kernel.name());
    }
}

#[test]
fn gmm() {
    for size in Gmm::SIZES {
        check(&Gmm::new(size));
    }
}

#[test]
fn lstm() {
    for size in Lstm::SIZES {
        check(&Lstm::new(size));
    }
}

#[test]
fn ba() {
    check(&Ba::new());
    let w = flat(&read("ba/1.input")["w"])[0];
    let value = flat(&read("ba/1.objective")["w_err"]["element"])[0];
    let slope = *flat(&read("ba/1.jacobian")["vals"]).last().unwrap();
    assert!((weight_error(w) - value).abs() <= 1e-10);
    assert!((weight_error::grad(w) - slope).abs() <= 1e-10);
}

#[test]
fn ode() {
    for size in Ode::SIZES {
        check(&Ode::new(size));
    }
}

#[test]
fn llsq() {
    for size in Llsq::SIZES {
        check(&Llsq::new(size));
    }
}

#[test]
fn lse() {
    for size in Lse::SIZES {
        check(&Lse::new(size));
    }
}

#[test]
fn waves() {
    check(&Waves::new(1000));
}

#[test]
fn doubling() {
    check(&Doubling::default());
}

#[test]
fn call_price() {
    check(&CallPrice);
}

#[test]
fn product_norm() {
    check(&ProductNorm::new(16));
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
