//! The values of special functions against ones computed with 50 digits.

#![allow(clippy::excessive_precision, reason = "as they were computed")]

use autodiff_core::Special;

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    let error = (found - expected).abs() / expected.abs();
    assert!(error <= tolerance, "{found}, not {expected}: {error:e}");
}

#[test]
fn inverse_error_function() {
    for (x, expected) in [
        (-0.999_999_999, -4.320_005_388_105_362),
        (-0.97, -1.534_485_621_777_717_9),
        (-0.5, -0.476_936_276_204_469_9),
        (-1e-9, -8.862_269_254_527_58e-10),
        (0.1, 0.088_855_990_494_257_69),
        (0.849, 1.015_411_155_819_008_4),
        (0.851, 1.020_406_473_792_670_6),
        (0.99, 1.821_386_367_718_449_4),
        (0.999_999_9, 3.766_562_581_638_470_7),
        (1.0 - 2.0_f64.powi(-50), 5.686_128_441_310_391),
    ] {
        near(Special::erfinv(x), expected, 4e-16);
        near(Special::erf(Special::erfinv(x)), x, 1e-15);
    }
    assert_eq!(Special::erfinv(0.0_f64), 0.0);
    assert_eq!(Special::erfinv(1.0), f64::INFINITY);
    assert_eq!(Special::erfinv(-1.0), f64::NEG_INFINITY);
    assert!(Special::erfinv(1.1_f64).is_nan());
    assert_eq!(Special::erfinv(0.5_f32), 0.476_936_28);
}

#[test]
fn polygamma_functions() {
    for (n, x, expected) in [
        (0, 1e-5, -100_000.577_199_215_67),
        (0, 0.3, -3.502_524_222_200_133),
        (0, 1.461_632_144_968_362_2, -9.241_265_521_729_427e-17),
        (0, 1.47, 0.008_066_489_011_364_869),
        (0, 1.5, 0.036_489_973_978_576_52),
        (0, 2.5, 0.703_156_640_645_243_2),
        (0, 10.0, 2.251_752_589_066_721),
        (0, 1e5, 11.512_920_464_961_896),
        (0, -0.3, 2.113_309_779_635_399),
        (0, -2.7, -1.115_347_129_140_689_6),
        (0, -30.1, 13.089_872_489_665_067),
        (1, 1e-5, 10_000_000_001.644_909),
        (1, 0.3, 12.245_364_546_107_732),
        (1, 2.5, 0.490_357_756_100_234_85),
        (1, 1e5, 1.000_005_000_016_666_7e-5),
        (1, -2.7, 14.769_375_845_132_314),
        (1, -30.1, 103.323_162_279_021_09),
        (2, 0.3, -75.272_536_588_726_04),
        (2, -2.7, -68.932_939_023_263_8),
        (5, 0.3, 164_634.846_099_223_04),
        (5, 10.0, 0.000_305_945_162_117_268_2),
        (5, 1e5, 2.400_060_000_6e-24),
        (5, -0.3, 165_634.381_852_085_9),
        (5, -30.1, 120_000_297.908_899_96),
    ] {
        near(Special::polygamma(x, n), expected, 1e-13);
    }
    for pole in [0.0_f64, -1.0, -7.0] {
        assert!(Special::polygamma(pole, 0).is_nan());
    }
    assert_eq!(Special::polygamma(1.0_f32, 0), -0.577_215_7);
}
