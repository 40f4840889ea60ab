use autodiff_core::Function;
use ndarray::Array1;

struct Double;

impl Function for Double {
    type Input<'a> = &'a Array1<f64>;
    type InputBar = Array1<f64>;
    type Output = Array1<f64>;
    type Saved = ();

    fn forward(x: &Array1<f64>) -> (Array1<f64>, ()) {
        (x * 2.0, ())
    }

    fn backward((): (), bar: f64) -> Array1<f64> {
        Array1::from_elem(1, bar)
    }
}

fn main() {}
