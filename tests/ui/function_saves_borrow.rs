use autodiff_core::Function;
use ndarray::Array1;

struct Norm;

impl Function for Norm {
    type Input<'a> = &'a Array1<f64>;
    type InputBar = Array1<f64>;
    type Output = f64;
    type Saved = &'static Array1<f64>;

    fn forward(x: &Array1<f64>) -> (f64, &'static Array1<f64>) {
        (x.dot(x), x)
    }

    fn backward(x: &'static Array1<f64>, bar: f64) -> Array1<f64> {
        x * (2.0 * bar)
    }
}

fn main() {}
