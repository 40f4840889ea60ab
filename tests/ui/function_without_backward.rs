use autodiff_core::Function;

struct Square;

impl Function for Square {
    type Input<'a> = f64;
    type InputBar = f64;
    type Output = f64;
    type Saved = f64;

    fn forward(x: f64) -> (f64, f64) {
        (x * x, x)
    }
}

fn main() {}
