use autodiff_core::differentiable;

struct Draws {
    next: u64,
}

impl Draws {
    fn draw(&mut self) -> f64 {
        self.next = self.next * 25_214_903_917 % 1_000_003;
        self.next as f64 / 1_000_003.0
    }
}

#[differentiable]
fn f(x: f64, n: usize) -> f64 {
    let mut draws = Draws { next: 1 };
    let mut y = x;
    #[checkpoint]
    for _ in 0..n {
        y = y * draws.draw() + x;
    }
    y
}

fn main() {}
