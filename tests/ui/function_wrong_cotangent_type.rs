use autodiff_core::Function;
use ndarray::Array1;

struct Sum;

impl Function for Sum {
    type Input<'a> = &'a Array1<f64>;
    type InputBar = Vec<f64>;
    type Output = f64;
    type Saved = usize;

    fn forward(x: &Array1<f64>) -> (f64, usize) {
        (x.sum(), x.len())
    }

    fn backward(n: usize, bar: f64) -> Vec<f64> {
        vec![bar; n]
    }
}

fn main() {}
