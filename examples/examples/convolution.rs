//! Convolution over several channels: what shapes go in and come out, its gradient, and the matrix
//! that it is the product with.

use autodiff_core::differentiable;
use autodiff_core::ops::{Conv, conv1d, conv1d_matrix, conv2d};
use ndarray::{Array, Array1, Array2, Array3, Array4, Axis, IntoDimension};

/// `½ Σ y²` of the convolution of a signal: an energy, to have something to differentiate.
#[differentiable]
fn energy(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> f64 {
    let y = conv1d(x, weight, bias, Conv::new());
    (&y * &y).sum() * 0.5
}

/// The same of an image.
#[differentiable(wrt(weight, bias))]
fn energy_of_image(
    x: &Array4<f32>,
    weight: &Array4<f32>,
    bias: &Array1<f32>,
    padding: [usize; 2],
) -> f32 {
    let y = conv2d(x, weight, bias, Conv::new().padding(padding));
    (&y * &y).sum() * 0.5
}

fn waves<T: From<f32>, D: IntoDimension>(shape: D, frequency: f32) -> Array<T, D::Dim> {
    let mut phase = 0.0;
    Array::from_shape_simple_fn(shape.into_dimension(), || {
        phase += frequency;
        T::from(phase.sin())
    })
}

/// A stereo signal of 64 samples, and 16 kernels.
fn signals() {
    let x: Array3<f64> = waves((1, 2, 64), 0.37);
    for (k, len) in [(3, 62), (5, 60)] {
        let weight = waves((16, 2, k), 0.73);
        let bias = waves(16, 1.1);
        let y = conv1d(&x, &weight, &bias, Conv::new());
        println!("{:?} * {:?} -> {:?}", x.shape(), weight.shape(), y.shape());
        assert_eq!(y.shape(), [1, 16, len]);

        let (value, (x_bar, weight_bar, bias_bar)) = energy::value_and_grad(&x, &weight, &bias);
        assert_eq!(x_bar.shape(), x.shape());
        assert_eq!(weight_bar.shape(), weight.shape());
        // The cotangent of `½ Σ y²` is `y`; a bias is added to all of its channel.
        let sums = y.sum_axis(Axis(2)).sum_axis(Axis(0));
        assert!((&bias_bar - &sums).iter().all(|e| e.abs() < 1e-12));
        // Twice as much of weight and bias is four times the energy: Euler's relation.
        let doubled = (&weight_bar * &weight).sum() + (&bias_bar * &bias).sum();
        assert!((doubled - 2.0 * value).abs() < 1e-9 * value);
    }
}

/// An image of 64×128 pixels with 20 channels, and 16 kernels of 3×5.
fn images() {
    let x: Array4<f32> = waves((1, 20, 64, 128), 0.37);
    let weight = waves((16, 20, 3, 5), 0.73);
    let bias = waves(16, 1.1);
    for (padding, height, width) in [([0, 0], 62, 124), ([1, 2], 64, 128)] {
        let y = conv2d(&x, &weight, &bias, Conv::new().padding(padding));
        println!(
            "{:?} * {:?}, padding {padding:?} -> {:?}",
            x.shape(),
            weight.shape(),
            y.shape()
        );
        assert_eq!(y.shape(), [1, 16, height, width]);
        let (weight_bar, bias_bar) = energy_of_image::grad(&x, &weight, &bias, padding);
        assert_eq!(weight_bar.shape(), [16, 20, 3, 5]);
        assert_eq!(bias_bar.shape(), [16]);
    }
}

/// A picture of a matrix: a letter for each kernel's element, a dot for a zero.
fn picture(matrix: &Array2<f64>) -> String {
    let symbol = |m: &f64| match *m {
        0.0 => '·',
        m => char::from(b'a' + (m - 1.0) as u8),
    };
    let line = |row: ndarray::ArrayView1<'_, f64>| row.iter().map(symbol).collect::<String>();
    matrix
        .rows()
        .into_iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The matrix of two kernels over two channels of six samples.
fn matrix() {
    let weight = Array::from_iter(1..=12).mapv(f64::from);
    let weight = weight
        .into_shape_with_order((2, 2, 3))
        .expect("12 elements");
    let matrix = conv1d_matrix(&weight, 6, Conv::new());
    let picture = picture(&matrix);
    println!("\nKernels are stacked, and shifted along each channel:\n{picture}");
    assert_eq!(
        picture.lines().collect::<Vec<_>>(),
        [
            "abc···def···",
            "·abc···def··",
            "··abc···def·",
            "···abc···def",
            "ghi···jkl···",
            "·ghi···jkl··",
            "··ghi···jkl·",
            "···ghi···jkl",
        ]
    );

    let x: Array3<f64> = waves((1, 2, 6), 0.9);
    let bias = Array1::zeros(2);
    let y = conv1d(&x, &weight, &bias, Conv::new());
    let product = matrix.dot(&x.flatten());
    assert!((&product - &y.flatten()).iter().all(|e| e.abs() < 1e-12));

    // Backwards it is the product with the transpose.
    let (x_bar, _, _) = energy::grad(&x, &weight, &bias);
    let product = matrix.t().dot(&y.flatten());
    assert!((&product - &x_bar.flatten()).iter().all(|e| e.abs() < 1e-9));
    println!("It times the signal is the convolution; its transpose takes cotangents back.");
}

pub(crate) fn main() {
    signals();
    images();
    matrix();
}
