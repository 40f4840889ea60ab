//! Each kernel's gradient against the function itself.
//!
//! Values and gradients are compared with the golden values before anything is timed. Then rounds take
//! turns, so that whatever else the machine does hits all alike. An argument chooses kernels by a part
//! of their name.
//!
//! `cargo bench -p autodiff-benches --bench kernels`

use autodiff_benches::kernels::Kernel;
use autodiff_benches::kernels::ba::Ba;
use autodiff_benches::kernels::doubling::Doubling;
use autodiff_benches::kernels::gmm::Gmm;
use autodiff_benches::kernels::llsq::Llsq;
use autodiff_benches::kernels::lse::Lse;
use autodiff_benches::kernels::lstm::Lstm;
use autodiff_benches::kernels::ode::Ode;
use autodiff_benches::kernels::waves::Waves;
use autodiff_core::Tape;
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let wanted = std::env::args().skip(1).find(|a| !a.starts_with("--"));
    let bench = Bench { wanted };
    println!("kernel size function/us gradient/function(min) (median) tape bytes peak");
    for size in Gmm::SIZES {
        bench.run(&Gmm::new(size));
    }
    for size in Lstm::SIZES {
        bench.run(&Lstm::new(size));
    }
    bench.run(&Ba::new());
    for size in Ode::SIZES {
        bench.run(&Ode::new(size));
    }
    for size in Llsq::SIZES {
        bench.run(&Llsq::new(size));
    }
    for size in Lse::SIZES {
        bench.run(&Lse::new(size));
    }
    bench.run(&Waves::new(1000));
    bench.run(&Doubling::default());
}

struct Bench {
    wanted: Option<String>,
}

impl Bench {
    fn run(&self, kernel: &impl Kernel) {
        let (name, size) = kernel.name();
        if self
            .wanted
            .as_ref()
            .is_some_and(|wanted| !name.contains(wanted))
        {
            return;
        }
        if let Err(error) = kernel.check() {
            panic!("{name} {size}: {error}");
        }
        let once = time(1, || kernel.function());
        let repeat = (0.002 / once.as_secs_f64()).ceil() as u32;
        let mut tape = Tape::new();
        kernel.gradient(&mut tape);
        let (mut functions, mut gradients) = (Vec::new(), Vec::new());
        let start = Instant::now();
        while functions.len() < 21 || start.elapsed().as_secs_f64() < 1.0 {
            functions.push(time(repeat, || black_box(kernel).function()));
            gradients.push(time(repeat, || black_box(kernel).gradient(&mut tape)));
        }
        functions.sort_unstable();
        gradients.sort_unstable();
        let ratio = |i: usize| gradients[i].as_secs_f64() / functions[i].as_secs_f64();
        println!(
            "{name:10} {size:12} {:10.2} {:6.2} {:6.2} {:>12}",
            functions[0].as_secs_f64() * 1e6,
            ratio(0),
            ratio(functions.len() / 2),
            tape.peak_bytes(),
        );
    }
}

fn time<R>(repeat: u32, mut run: impl FnMut() -> R) -> Duration {
    let start = Instant::now();
    for _ in 0..repeat {
        black_box(run());
    }
    start.elapsed() / repeat
}
