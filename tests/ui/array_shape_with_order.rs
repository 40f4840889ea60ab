use autodiff_core::differentiable;
use ndarray::{Array2, Order};

#[differentiable]
fn f(x: &Array2<f64>) -> f64 {
    let y = x.to_shape((6, Order::ColumnMajor)).unwrap();
    y[0]
}

fn main() {}
