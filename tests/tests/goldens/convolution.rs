//! Convolution along one to three axes.

use autodiff_core::{
    differentiable,
    ops::{self, Conv, NoBias, PaddingMode},
};
use autodiff_tests::goldens;
use ndarray::{Array1, Array3, Array4, Array5};

#[differentiable]
fn c1_default(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, bias, Conv::new())
}

#[differentiable]
fn c1_batch3(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, bias, Conv::new())
}

#[differentiable]
fn c1_stride2(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, bias, Conv::new().stride(2))
}

#[differentiable]
fn c1_stride2_leftover(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, bias, Conv::new().stride(2))
}

#[differentiable]
fn c1_stride_gt_kernel(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, bias, Conv::new().stride(4))
}

#[differentiable]
fn c1_pad1(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, bias, Conv::new().padding(1))
}

#[differentiable]
fn c1_pad_gt_kernel(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, bias, Conv::new().padding(3))
}

#[differentiable]
fn c1_dil2(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, bias, Conv::new().dilation(2))
}

#[differentiable]
fn c1_stride2_pad2_dil2(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(
        x,
        weight,
        bias,
        Conv::new().stride(2).padding(2).dilation(2),
    )
}

#[differentiable]
fn c1_groups2(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, bias, Conv::new().groups(2))
}

#[differentiable]
fn c1_groups2_stride2_pad1_dil2(
    x: &Array3<f64>,
    weight: &Array3<f64>,
    bias: &Array1<f64>,
) -> Array3<f64> {
    ops::conv1d(
        x,
        weight,
        bias,
        Conv::new().stride(2).padding(1).dilation(2).groups(2),
    )
}

#[differentiable]
fn c1_k2_len5(x: &Array3<f64>, weight: &Array3<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, NoBias, Conv::new())
}

#[differentiable]
fn c1_k3_len5(x: &Array3<f64>, weight: &Array3<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, NoBias, Conv::new())
}

#[differentiable]
fn c1_same_even(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, bias, Conv::new().same_padding())
}

#[differentiable]
fn c1_padmode_circular(x: &Array3<f64>, weight: &Array3<f64>) -> Array3<f64> {
    ops::conv1d(
        x,
        weight,
        NoBias,
        Conv::new().padding(2).padding_mode(PaddingMode::Circular),
    )
}

#[differentiable]
fn c1_padmode_reflect(x: &Array3<f64>, weight: &Array3<f64>) -> Array3<f64> {
    ops::conv1d(
        x,
        weight,
        NoBias,
        Conv::new().padding(2).padding_mode(PaddingMode::Reflect),
    )
}

#[differentiable]
fn c1_padmode_replicate(x: &Array3<f64>, weight: &Array3<f64>) -> Array3<f64> {
    ops::conv1d(
        x,
        weight,
        NoBias,
        Conv::new().padding(2).padding_mode(PaddingMode::Replicate),
    )
}

#[differentiable]
fn c2_default(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv2d(x, weight, bias, Conv::new())
}

#[differentiable]
fn c2_stride2(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv2d(x, weight, bias, Conv::new().stride(2))
}

#[differentiable]
fn c2_pad1(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv2d(x, weight, bias, Conv::new().padding(1))
}

#[differentiable]
fn c2_pad_02(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv2d(x, weight, bias, Conv::new().padding([0, 2]))
}

#[differentiable]
fn c2_dil2(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv2d(x, weight, bias, Conv::new().dilation(2))
}

#[differentiable]
fn c2_dil_13(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv2d(x, weight, bias, Conv::new().dilation([1, 3]))
}

#[differentiable]
fn c2_stride2_pad1_dil2(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv2d(
        x,
        weight,
        bias,
        Conv::new().stride(2).padding(1).dilation(2),
    )
}

#[differentiable]
fn c2_groups2(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv2d(x, weight, bias, Conv::new().groups(2))
}

#[differentiable]
fn c2_depthwise(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv2d(x, weight, bias, Conv::new().padding(1).groups(3))
}

#[differentiable]
fn c2_full(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv2d(x, weight, bias, Conv::new())
}

#[differentiable]
fn c2_stride3_leftover(x: &Array4<f64>, weight: &Array4<f64>, bias: &Array1<f64>) -> Array4<f64> {
    ops::conv2d(x, weight, bias, Conv::new().stride(3))
}

#[differentiable]
fn c3_default(x: &Array5<f64>, weight: &Array5<f64>, bias: &Array1<f64>) -> Array5<f64> {
    ops::conv3d(x, weight, bias, Conv::new())
}

pub(super) fn checks() -> Vec<goldens::Check> {
    goldens! {
        c1_default(&x, &weight, &bias);
        c1_batch3(&x, &weight, &bias);
        c1_stride2(&x, &weight, &bias);
        c1_stride2_leftover(&x, &weight, &bias);
        c1_stride_gt_kernel(&x, &weight, &bias);
        c1_pad1(&x, &weight, &bias);
        c1_pad_gt_kernel(&x, &weight, &bias);
        c1_dil2(&x, &weight, &bias);
        c1_stride2_pad2_dil2(&x, &weight, &bias);
        c1_groups2(&x, &weight, &bias);
        c1_groups2_stride2_pad1_dil2(&x, &weight, &bias);
        c1_k2_len5(&x, &weight);
        c1_k3_len5(&x, &weight);
        c1_same_even(&x, &weight, &bias);
        c1_padmode_circular(&x, &weight);
        c1_padmode_reflect(&x, &weight);
        c1_padmode_replicate(&x, &weight);
        c2_default(&x, &weight, &bias);
        c2_stride2(&x, &weight, &bias);
        c2_pad1(&x, &weight, &bias);
        c2_pad_02(&x, &weight, &bias);
        c2_dil2(&x, &weight, &bias);
        c2_dil_13(&x, &weight, &bias);
        c2_stride2_pad1_dil2(&x, &weight, &bias);
        c2_groups2(&x, &weight, &bias);
        c2_depthwise(&x, &weight, &bias);
        c2_full(&x, &weight, &bias);
        c2_stride3_leftover(&x, &weight, &bias);
        c3_default(&x, &weight, &bias);
    }
}
