//! The derivatives at kinks, as the table at `Elementary` has them, and at NaN and infinity.

use autodiff_core::__private as ad;

const NAN: f64 = f64::NAN;
const INFINITY: f64 = f64::INFINITY;

#[test]
fn functions_of_one_argument() {
    assert_eq!(ad::abs_vjp(0.0, 2.0), 0.0);
    assert_eq!(ad::abs_vjp(-0.0, 2.0), 0.0);
    assert!(ad::abs_vjp(NAN, 2.0).is_nan());
    assert_eq!(ad::abs_vjp(-INFINITY, 2.0), -2.0);
    assert_eq!(ad::signum_vjp(0.0, 2.0), 0.0);
    assert_eq!(ad::floor_vjp(1.0, 2.0), 0.0);
    assert_eq!(ad::ceil_vjp(1.0, 2.0), 0.0);
    assert_eq!(ad::round_vjp(0.5, 2.0), 0.0);
    assert_eq!(ad::trunc_vjp(1.0, 2.0), 0.0);
    assert_eq!(ad::fract_vjp(1.0, 2.0), 2.0);
    assert_eq!(ad::sqrt_vjp_y(0.0, 2.0), INFINITY);
    assert_eq!(ad::cbrt_vjp_y(0.0, 2.0), INFINITY);
    assert_eq!(ad::ln_vjp(0.0, 1.0), INFINITY);
    assert_eq!(ad::exp_vjp_y(INFINITY.exp(), 1.0), INFINITY);
    assert_eq!(ad::tanh_vjp_y(INFINITY.tanh(), 1.0), 0.0);
    assert!(ad::sin_vjp(INFINITY, 1.0).is_nan());
}

/// At the edge of a domain, what has no effect contributes nothing; elsewhere it is IEEE's product.
#[test]
fn infinite_slopes_of_what_has_no_effect() {
    assert_eq!(ad::sqrt_vjp_y(0.0, 0.0), 0.0);
    assert_eq!(ad::recip_vjp_y(INFINITY, 0.0), 0.0);
    assert_eq!(ad::asin_vjp(1.0, 0.0), 0.0);
    assert_eq!(ad::acos_vjp(-1.0, 0.0), 0.0);
    assert_eq!(ad::acosh_vjp(1.0, 0.0), 0.0);
    assert_eq!(ad::atanh_vjp(1.0, 0.0), 0.0);
    assert_eq!(ad::ln_vjp(0.0, 0.0), 0.0);
    assert_eq!(ad::ln_1p_vjp(-1.0, 0.0), 0.0);
    assert_eq!(ad::log2_vjp(0.0, 0.0), 0.0);
    assert_eq!(ad::log10_vjp(0.0, 0.0), 0.0);
    assert_eq!(ad::powf_vjp(0.0, 0.5, 0.0), (0.0, 0.0));
    assert_eq!(ad::powi_vjp(0.0, -1, 0.0), 0.0);
    assert!(ad::cbrt_vjp_y(0.0_f64, 0.0).is_nan());
    assert!(ad::sqrt_vjp_y(0.0_f64, NAN).is_nan());
}

#[test]
fn powers() {
    assert_eq!(ad::powf_vjp(0.0, 0.0, 1.0), (0.0, 0.0));
    assert_eq!(ad::powf_vjp(0.0, 1.0, 1.0), (1.0, 0.0));
    assert_eq!(ad::powf_vjp(0.0, 2.0, 1.0), (0.0, 0.0));
    assert_eq!(ad::powf_vjp(0.0, 0.5, 1.0), (INFINITY, 0.0));
    assert_eq!(ad::powf_vjp(-2.0, 2.0, 1.0).0, -4.0);
    assert!(ad::powf_vjp(-2.0_f64, 2.0, 1.0).1.is_nan());
    assert_eq!(ad::powi_vjp(0.0, 0, 1.0), 0.0);
    assert_eq!(ad::powi_vjp(0.0, 1, 1.0), 1.0);
    assert_eq!(ad::powi_vjp(-1.0, i32::MIN, 1.0), 2_147_483_648.0);
    assert_eq!(ad::powi_vjp(1.0, i32::MAX, 1.0), 2_147_483_647.0);
}

#[test]
fn maximum_and_minimum() {
    assert_eq!(ad::max_vjp(1.0, 1.0, 2.0), (1.0, 1.0));
    assert_eq!(ad::min_vjp(1.0, 1.0, 2.0), (1.0, 1.0));
    assert_eq!(ad::max_vjp(0.0, -0.0, 2.0), (1.0, 1.0));
    assert_eq!(ad::max_vjp(INFINITY, INFINITY, 2.0), (1.0, 1.0));
    for rule in [ad::max_vjp::<f64, f64>, ad::min_vjp] {
        assert_eq!(rule(NAN, 1.0, 2.0), (0.0, 2.0));
        assert_eq!(rule(1.0, NAN, 2.0), (2.0, 0.0));
        let (a_bar, b_bar) = rule(NAN, NAN, 2.0);
        assert_eq!(a_bar + b_bar, 2.0);
    }
}

#[test]
fn clamping() {
    assert_eq!(ad::clamp_vjp(0.0, 0.0, 1.0, 2.0), (2.0, 0.0, 0.0));
    assert_eq!(ad::clamp_vjp(1.0, 0.0, 1.0, 2.0), (2.0, 0.0, 0.0));
    assert_eq!(ad::clamp_vjp(-1.0, 0.0, 1.0, 2.0), (0.0, 2.0, 0.0));
    assert_eq!(ad::clamp_vjp(3.0, 0.0, 1.0, 2.0), (0.0, 0.0, 2.0));
    assert_eq!(ad::clamp_vjp(NAN, 0.0, 1.0, 2.0), (2.0, 0.0, 0.0));
}

#[test]
fn other_functions_of_two_arguments() {
    assert_eq!(ad::hypot_vjp(0.0, 0.0, 1.0), (0.0, 0.0));
    assert_eq!(ad::atan2_vjp(0.0, 0.0, 1.0), (0.0, 0.0));
    assert_eq!(ad::hypot_vjp(0.0, -2.0, 1.0), (0.0, -1.0));
    let (x_bar, y_bar) = ad::hypot_vjp(3e200_f64, 4e200, 1.0);
    assert!(
        (x_bar - 0.6).abs() < 1e-15 && (y_bar - 0.8).abs() < 1e-15,
        "no overflow"
    );
    assert_eq!(ad::copysign_vjp(0.0, -1.0, 1.0), (0.0, 0.0));
    assert_eq!(ad::copysign_vjp(3.0, -0.0, 1.0), (-1.0, 0.0));
    assert_eq!(ad::rem_vjp(6.0, 3.0, 1.0), (1.0, -2.0));
    assert_eq!(
        ad::rem_vjp(0.3, 0.1, 1.0),
        (1.0, -2.0),
        "0.3 % 0.1 is 0.1 in f64"
    );
}

#[test]
fn integers_have_no_derivative() {
    assert_eq!(ad::max_vjp(1_usize, 2, ()), ((), ()));
    assert_eq!(ad::clamp_vjp(&5_i64, 1, 2, ()), ((), (), ()));
    assert_eq!(ad::rem_euclid_vjp(-5, 3, ()), ((), ()));
    ad::abs_vjp(-3_i32, ());
    let () = ad::pow_vjp(3_u8, 2, ());
}
