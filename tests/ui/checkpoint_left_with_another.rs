use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, n: usize) -> f64 {
    let mut y = x;
    'outer: for _ in 0..n {
        #[checkpoint]
        while y < 100.0 {
            y = y * x + 1.0;
            if y > 50.0 {
                break 'outer;
            }
            if y > 40.0 {
                continue 'outer;
            }
        }
    }
    y
}

fn main() {}
