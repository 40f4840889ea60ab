//! Transposed convolution.

use autodiff_core::{
    differentiable,
    ops::{self, ConvTranspose, NoBias},
};
use autodiff_tests::goldens;
use ndarray::{Array1, Array3, Array4};

#[differentiable]
fn ct1_default(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv_transpose1d(x, weight, bias, ConvTranspose::new())
}

#[differentiable]
fn ct1_stride2(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv_transpose1d(x, weight, bias, ConvTranspose::new().stride(2))
}

#[differentiable]
fn ct1_stride2_pad1_op1(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv_transpose1d(
        x,
        weight,
        bias,
        ConvTranspose::new().stride(2).padding(1).output_padding(1),
    )
}

#[differentiable]
fn ct1_groups_dil(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv_transpose1d(x, weight, bias, ConvTranspose::new().dilation(2).groups(2))
}

#[differentiable]
fn ct2_stride2_pad1(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv_transpose2d(x, weight, bias, ConvTranspose::new().stride(2).padding(1))
}

#[differentiable]
fn ct2_default(x: &Array4<f64>, weight: &Array4<f64>) -> Array4<f64> {
    ops::conv_transpose2d(x, weight, NoBias, ConvTranspose::new())
}

pub(super) fn checks() -> Vec<goldens::Check> {
    goldens! {
        ct1_default(&x, &weight, &bias);
        ct1_stride2(&x, &weight, &bias);
        ct1_stride2_pad1_op1(&x, &weight, &bias);
        ct1_groups_dil(&x, &weight, &bias);
        ct2_stride2_pad1(&x, &weight, &bias);
        ct2_default(&x, &weight);
    }
}
