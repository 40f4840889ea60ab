use autodiff_core::Function;

struct Product;

impl Function for Product {
    type Input<'a> = (f64, f64);
    type InputBar = (f64, f64);
    type Output = f64;
    type Saved = (f64, f64);

    fn forward((x, y): (f64, f64)) -> (f64, (f64, f64)) {
        (x * y, (x, y))
    }

    fn backward((_, y): (f64, f64), bar: f64) -> (f64, f64) {
        y * bar
    }
}

fn main() {}
