//! Convolution and its transpose.

use autodiff_core::ops::{self, Conv, ConvTranspose, NoBias, PaddingMode};
use autodiff_core::{Scalar, differentiable};
use autodiff_tests::obeys;
use autodiff_tests::ops::random;
use ndarray::{Array, Array1, Array3, Array4, Array5};

/// Convolution along three axes as the formula says, zeros beyond the ends.
fn by_formula(
    x: &Array5<f64>,
    weight: &Array5<f64>,
    bias: &Array1<f64>,
    [stride, padding, dilation]: [[usize; 3]; 3],
    groups: usize,
) -> Array5<f64> {
    let (x_shape, w_shape) = (x.shape(), weight.shape());
    let len = |d: usize| {
        (x_shape[d + 2] + 2 * padding[d] - dilation[d] * (w_shape[d + 2] - 1) - 1) / stride[d] + 1
    };
    let shape = (x_shape[0], w_shape[0], len(0), len(1), len(2));
    Array::from_shape_fn(shape, |(n, o, i, j, k)| {
        let group = o / (w_shape[0] / groups);
        let mut sum = bias[o];
        for ((_, c, a, b, l), w) in weight
            .slice(ndarray::s![o..=o, .., .., .., ..])
            .indexed_iter()
        {
            let at = |d: usize, output: usize, element: usize| {
                (output * stride[d] + element * dilation[d]).wrapping_sub(padding[d])
            };
            let c = group * w_shape[1] + c;
            let place = (n, c, at(0, i, a), at(1, j, b), at(2, k, l));
            sum += w * x.get(place).copied().unwrap_or(0.0);
        }
        sum
    })
}

/// Convolves along as many axes as have a length other than one.
fn check_formula(
    x: [usize; 5],
    weight: [usize; 5],
    steps: [[usize; 3]; 3],
    groups: usize,
    rounding: f64,
) {
    let [stride, padding, dilation] = steps;
    let (x, weight) = (random(x, -1.0..1.0), random(weight, -1.0..1.0));
    let bias = random(weight.shape()[0], -1.0..1.0);
    let expected = by_formula(&x, &weight, &bias, steps, groups);
    let conv = Conv::new()
        .stride(stride)
        .padding(padding)
        .dilation(dilation)
        .groups(groups);
    let close = |y: &Array5<f64>| {
        assert_eq!(y.shape(), expected.shape());
        let error = (y - &expected).mapv(f64::abs);
        assert!(error.iter().all(|e| *e < rounding), "{steps:?} {groups}");
    };
    close(&ops::conv3d(&x, &weight, &bias, conv));
    let single = ops::conv3d(
        &x.mapv(|x| x as f32),
        &weight.mapv(|x| x as f32),
        &bias.mapv(|x| x as f32),
        conv,
    );
    let error = (single.mapv(f64::from) - &expected).mapv(f64::abs);
    assert!(error.iter().all(|e| *e < 1e-4));

    if expected.len_of(ndarray::Axis(2)) == 1 && weight.shape()[2] == 1 && x.shape()[2] == 1 {
        let flat = |a: &Array5<f64>| a.index_axis(ndarray::Axis(2), 0).to_owned();
        let conv = Conv::new()
            .stride([stride[1], stride[2]])
            .padding([padding[1], padding[2]])
            .dilation([dilation[1], dilation[2]])
            .groups(groups);
        let y = ops::conv2d(&flat(&x), &flat(&weight), &bias, conv);
        close(&y.insert_axis(ndarray::Axis(2)));
    }
}

#[test]
fn values_are_those_of_the_formula() {
    let ones = [[1; 3], [0; 3], [1; 3]];
    // More rows and positions than a tile or a chunk has, and remainders of every kind.
    check_formula([3, 5, 1, 1, 2000], [11, 5, 1, 1, 7], ones, 1, 1e-12);
    check_formula([2, 4, 1, 33, 70], [18, 2, 1, 3, 5], ones, 2, 1e-12);
    check_formula(
        [70, 1, 1, 8, 8],
        [9, 1, 1, 3, 3],
        [[1; 3], [0, 1, 1], [1; 3]],
        1,
        1e-12,
    );
    check_formula(
        [2, 6, 1, 9, 30],
        [6, 1, 1, 3, 3],
        [[1; 3], [0, 1, 1], [1; 3]],
        6,
        1e-12,
    );
    check_formula([2, 3, 5, 6, 7], [4, 3, 2, 3, 2], ones, 1, 1e-12);
    for stride in [[1, 1, 1], [2, 1, 3], [1, 2, 2]] {
        for padding in [[0, 0, 0], [1, 2, 0], [3, 1, 2]] {
            for dilation in [[1, 1, 1], [2, 1, 1], [1, 2, 3]] {
                let steps = [stride, padding, dilation];
                check_formula([2, 4, 4, 5, 8], [6, 2, 2, 3, 2], steps, 2, 1e-12);
            }
        }
    }
    check_formula(
        [2, 3, 1, 1, 300],
        [20, 3, 1, 1, 4],
        [[1, 1, 3], [0, 0, 2], [1; 3]],
        1,
        1e-12,
    );
}

#[test]
fn along_one_axis() {
    for (n, c, o, len) in [
        (2, 2, 3, 9),
        (1, 1, 1, 6),
        (0, 2, 3, 7),
        (2, 0, 2, 6),
        (1, 2, 0, 6),
    ] {
        let (x, weight) = (random([n, c, len], -1.0..1.0), random([o, c, 3], -1.0..1.0));
        let bias = random(o, -1.0..1.0);
        obeys!(ops::conv1d(&x, &weight, &bias; Conv::new()));
        obeys!(ops::conv1d(&x, &weight; NoBias, Conv::new()));
        obeys!(ops::conv1d(&x, &weight, &bias; Conv::new().stride(2).padding(2)));
        obeys!(ops::conv1d(&x, &weight, &bias; Conv::new().dilation(2).padding(1)));
        obeys!(ops::conv1d(&x, &weight, &bias; Conv::new().same_padding()));
    }
    let (x, weight) = (random([2, 4, 7], -1.0..1.0), random([6, 2, 2], -1.0..1.0));
    let bias = random(6, -1.0..1.0);
    obeys!(ops::conv1d(&x, &weight, &bias; Conv::new().groups(2)));
    obeys!(ops::conv1d(&x, &weight, &bias; Conv::new().groups(2).stride(3).padding(1)));
    // An input without elements, padded.
    let (x, weight) = (random([2, 1, 0], -1.0..1.0), random([2, 1, 2], -1.0..1.0));
    let bias = random(2, -1.0..1.0);
    obeys!(ops::conv1d(&x, &weight, &bias; Conv::new().padding(1)));
}

#[test]
fn padding_modes() {
    for mode in [
        PaddingMode::Circular,
        PaddingMode::Reflect,
        PaddingMode::Replicate,
    ] {
        let (x, weight) = (random([2, 2, 5], -1.0..1.0), random([3, 2, 3], -1.0..1.0));
        let bias = random(3, -1.0..1.0);
        obeys!(ops::conv1d(&x, &weight, &bias; Conv::new().padding(3).padding_mode(mode)));
        let options = Conv::new().padding(2).stride(2).padding_mode(mode);
        obeys!(ops::conv1d(&x, &weight, &bias; options));
        let (x, weight) = (
            random([1, 1, 3, 4], -1.0..1.0),
            random([2, 1, 2, 3], -1.0..1.0),
        );
        let options = Conv::new().padding([1, 2]).padding_mode(mode);
        obeys!(ops::conv2d(&x, &weight; NoBias, options));
    }
}

#[test]
fn along_two_axes() {
    for (n, c, o) in [(2, 2, 3), (1, 1, 1), (0, 1, 2)] {
        let (x, weight) = (
            random([n, c, 5, 4], -1.0..1.0),
            random([o, c, 3, 2], -1.0..1.0),
        );
        let bias = random(o, -1.0..1.0);
        obeys!(ops::conv2d(&x, &weight, &bias; Conv::new()));
        obeys!(ops::conv2d(&x, &weight, &bias; Conv::new().padding([1, 2])));
        obeys!(ops::conv2d(&x, &weight, &bias; Conv::new().stride([2, 1]).padding(1)));
        obeys!(ops::conv2d(&x, &weight; NoBias, Conv::new().dilation([2, 1])));
    }
    let (x, weight) = (
        random([2, 3, 4, 1], -1.0..1.0),
        random([3, 1, 2, 1], -1.0..1.0),
    );
    let bias = random(3, -1.0..1.0);
    obeys!(ops::conv2d(&x, &weight, &bias; Conv::new().groups(3)));
}

#[test]
fn along_three_axes() {
    let (x, weight) = (
        random([1, 2, 3, 3, 2], -1.0..1.0),
        random([2, 2, 2, 2, 1], -1.0..1.0),
    );
    let bias = random(2, -1.0..1.0);
    obeys!(ops::conv3d(&x, &weight, &bias; Conv::new()));
    obeys!(ops::conv3d(&x, &weight, &bias; Conv::new().stride([2, 1, 1]).padding([1, 0, 1])));
}

#[test]
fn transposed() {
    for (n, c, o) in [(2, 2, 3), (1, 1, 1), (0, 1, 2)] {
        let (x, weight) = (random([n, c, 5], -1.0..1.0), random([c, o, 3], -1.0..1.0));
        let bias = random(o, -1.0..1.0);
        obeys!(ops::conv_transpose1d(&x, &weight, &bias; ConvTranspose::new()));
        obeys!(ops::conv_transpose1d(&x, &weight; NoBias, ConvTranspose::new().padding(2)));
        let options = ConvTranspose::new().stride(3).padding(1).output_padding(2);
        obeys!(ops::conv_transpose1d(&x, &weight, &bias; options));
        let (x, weight) = (
            random([n, c, 3, 2], -1.0..1.0),
            random([c, o, 2, 3], -1.0..1.0),
        );
        obeys!(ops::conv_transpose2d(&x, &weight, &bias; ConvTranspose::new()));
        let options = ConvTranspose::new().stride([1, 2]).dilation([2, 1]);
        obeys!(ops::conv_transpose2d(&x, &weight, &bias; options));
    }
    let (x, weight) = (random([2, 4, 4], -1.0..1.0), random([4, 3, 2], -1.0..1.0));
    let bias = random(6, -1.0..1.0);
    obeys!(ops::conv_transpose1d(&x, &weight, &bias; ConvTranspose::new().groups(2).stride(2)));
}

/// `⟨u, conv(x)⟩ = ⟨convᵀ(u), x⟩`
#[test]
fn the_transposed_convolution_is_the_transpose() {
    let (x, weight) = (
        random([3, 4, 12, 9], -1.0..1.0),
        random([6, 2, 3, 2], -1.0..1.0),
    );
    let options = Conv::new().stride([2, 1]).padding(1).groups(2);
    let y = ops::conv2d(&x, &weight, NoBias, options);
    let u = random([3, 6, 6, 10], -1.0..1.0);
    assert_eq!(y.shape(), u.shape());
    let transposed = ConvTranspose::new()
        .stride([2, 1])
        .padding(1)
        .output_padding([1, 0])
        .groups(2);
    let back = ops::conv_transpose2d(&u, &weight, NoBias, transposed);
    assert_eq!(back.shape(), x.shape());
    let (left, right) = ((&u * &y).sum(), (&back * &x).sum());
    assert!((left - right).abs() < 1e-11, "{left} {right}");
}

/// Larger than a chunk, a band and a block: the cotangents against the formula of the transpose.
#[test]
fn large_cotangents() {
    #[differentiable]
    fn inner<T: Scalar>(x: &Array3<T>, weight: &Array3<T>, u: &Array3<T>, padding: usize) -> T {
        let y = ops::conv1d(x, weight, NoBias, Conv::new().padding(padding));
        (&y * u).sum()
    }
    let (x, weight) = (
        random([3, 24, 3000], -1.0..1.0),
        random([30, 24, 25], -1.0..1.0),
    );
    let u: Array3<f64> = random([3, 30, 2990], -1.0..1.0);
    let (value, (x_bar, weight_bar, u_bar)) = inner::value_and_grad(&x, &weight, &u, 7);
    for (k, inner) in [
        (&x_bar * &x).sum(),
        (&weight_bar * &weight).sum(),
        (&u_bar * &u).sum(),
    ]
    .into_iter()
    .enumerate()
    {
        assert!(
            (inner - value).abs() < 1e-8 * value.abs().max(1e3),
            "{k}: {inner} {value}"
        );
    }
    // Single elements, each by its own sum.
    for (o, c, k) in [(0, 0, 0), (29, 23, 24), (8, 3, 6), (17, 11, 13)] {
        let mut sum = 0.0;
        for n in 0..3 {
            for t in 0..2990_usize {
                let place = (t + k).wrapping_sub(7);
                sum += u[[n, o, t]] * x.get((n, c, place)).copied().unwrap_or(0.0);
            }
        }
        let found: f64 = weight_bar[[o, c, k]];
        assert!((found - sum).abs() < 1e-10, "{found} {sum}");
    }
}

/// What a panic says.
fn message<R>(run: impl FnOnce() -> R + std::panic::UnwindSafe) -> String {
    let payload = std::panic::catch_unwind(run).err().expect("it panics");
    *payload.downcast::<String>().expect("with a message")
}

#[test]
fn wrong_shapes_are_named() {
    let x = |shape: [usize; 3]| Array3::<f64>::zeros(shape);
    let says = |expected: &[&str], message: &str| {
        for part in expected {
            assert!(message.contains(part), "{part:?} isn't in {message:?}");
        }
    };
    says(
        &[
            "conv1d",
            "input [1, 3, 8]",
            "weight [4, 2, 3]",
            "axis 1 of the input has 3",
        ],
        &message(|| ops::conv1d(&x([1, 3, 8]), &x([4, 2, 3]), NoBias, Conv::new())),
    );
    says(
        &[
            "input [1, 2, 4]",
            "weight [4, 2, 3]",
            "axis 2",
            "spans 5",
            "has 4",
        ],
        &message(|| {
            ops::conv1d(
                &x([1, 2, 4]),
                &x([4, 2, 3]),
                NoBias,
                Conv::new().dilation(2),
            )
        }),
    );
    says(
        &["bias [3]", "4 element(s)"],
        &message(|| {
            let bias = Array1::zeros(3);
            ops::conv1d(&x([1, 2, 4]), &x([4, 2, 3]), &bias, Conv::new())
        }),
    );
    says(
        &["weight [3, 1, 2]", "axis 0", "2 groups"],
        &message(|| ops::conv1d(&x([1, 2, 4]), &x([3, 1, 2]), NoBias, Conv::new().groups(2))),
    );
    says(
        &["stride along axis 2 is 0"],
        &message(|| ops::conv1d(&x([1, 2, 4]), &x([3, 2, 2]), NoBias, Conv::new().stride(0))),
    );
    says(
        &["axis 2 of the input is too short for a padding of 4, Reflect"],
        &message(|| {
            let options = Conv::new().padding(4).padding_mode(PaddingMode::Reflect);
            ops::conv1d(&x([1, 2, 4]), &x([3, 2, 2]), NoBias, options)
        }),
    );
    says(
        &[
            "conv_transpose1d",
            "input [1, 3, 4]",
            "weight [2, 3, 2]",
            "axis 0 of the weight 2",
        ],
        &message(|| {
            ops::conv_transpose1d(&x([1, 3, 4]), &x([2, 3, 2]), NoBias, ConvTranspose::new())
        }),
    );
    says(
        &["conv2d", "[1, 1, 4, 2]", "[1, 1, 3, 3]", "axis 3"],
        &message(|| {
            let (x, weight) = (
                Array4::<f64>::zeros((1, 1, 4, 2)),
                Array4::zeros((1, 1, 3, 3)),
            );
            ops::conv2d(&x, &weight, NoBias, Conv::new())
        }),
    );
}
