use autodiff_core::Function;

struct Point {
    x: f64,
}

struct Abscissa;

impl Function for Abscissa {
    type Input<'a> = &'a Point;
    type InputBar = f64;
    type Output = f64;
    type Saved = ();

    fn forward(p: &Point) -> (f64, ()) {
        (p.x, ())
    }

    fn backward((): (), bar: f64) -> f64 {
        bar
    }
}

fn main() {}
