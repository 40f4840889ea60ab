//! The gradient of each kernel against the function itself, and against an adjoint written by hand.
//!
//! Values and gradients are compared with the golden values before anything is timed. Then rounds take
//! turns, so that whatever else the machine does hits all alike. Prints ratios of the shortest times,
//! which tell most on a busy machine, and of the median times; writes them as JSON and as a chart, too.
//!
//! `cargo bench -p autodiff-benches --bench kernels`; behind `--`, parts of the names of the kernels
//! that are wanted.

mod chart;
mod measure;

use autodiff_benches::kernels::{Kernel, Visitor, each};
use measure::{Measured, measure};
use std::path::Path;

fn main() {
    let wanted = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    let mut table = Table {
        wanted: wanted.collect(),
        rows: Vec::new(),
    };
    println!(
        "                             |        | gradient to   | gradient to   | by hand to    | unchecked to  |"
    );
    println!(
        "                             |     µs | function      | by hand       | function      | function      | tape, KiB"
    );
    println!(
        "kernel        size           |    min |    min median |    min median |    min median |    min median |    at peak"
    );
    each(&mut table);
    table.write();
}

struct Table {
    wanted: Vec<String>,
    rows: Vec<Measured>,
}

impl Visitor for Table {
    /// Measures the kernel, if it is wanted, and prints its row.
    fn visit(&mut self, kernel: &impl Kernel) {
        let (name, size) = kernel.name();
        if !self.wanted.is_empty()
            && !self
                .wanted
                .iter()
                .any(|part| format!("{name} {size}").contains(part.as_str()))
        {
            return;
        }
        if let Err(error) = kernel.check() {
            panic!("{name} {size}: {error}");
        }
        let row = measure(kernel);
        let pair = |ratio: Option<[f64; 2]>| {
            ratio.map_or_else(
                || format!("{:>6} {:>6}", "-", "-"),
                |[min, median]| format!("{min:6.2} {median:6.2}"),
            )
        };
        println!(
            "{name:13} {size:14} | {:6.*} | {} | {} | {} | {} | {:10.1}",
            if row.function < 1e-3 { 2 } else { 0 },
            row.function * 1e6,
            pair(Some(row.gradient)),
            pair(Some(row.gradient_to_hand)),
            pair(Some(row.hand)),
            pair(row.unchecked),
            row.tape as f64 / 1024.0,
        );
        self.rows.push(row);
    }
}

impl Table {
    fn write(&self) {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let (json, svg) = (target.join("kernels.json"), target.join("kernels.svg"));
        let rows: Vec<_> = self.rows.iter().map(Measured::to_json).collect();
        let text = serde_json::to_string_pretty(&rows).expect("ratios are finite");
        std::fs::write(&json, text).expect("the table can be written");
        chart::draw(&svg, &self.rows).expect("the chart can be drawn");
        println!("\nwritten: {} and {}", json.display(), svg.display());
    }
}
