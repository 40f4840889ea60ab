//! A function of 2,000 lines compiles, and its gradient is right.

use autodiff_benches::compiler::{Libraries, write};
use autodiff_benches::long::source;
use std::process::Command;

const MAIN: &str = "
fn main() {
    let x = [0.31, -0.72, 0.55, 0.93, -0.24, 0.9];
    let gradient = long::grad(&x);
    for i in 0..x.len() {
        let h = 1e-5;
        let at = |steps: f64| {
            let mut x = x;
            x[i] += steps * h;
            long(&x)
        };
        let difference = (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * h);
        let error = (gradient[i] - difference).abs();
        assert!(error <= 1e-6 * difference.abs().max(1.0), \"{i}: {} against {difference}\", gradient[i]);
    }
}
";

#[test]
fn two_thousand_lines() {
    let function = source(2000);
    assert!(function.lines().count() > 1980);
    let text = format!("#[autodiff_core::differentiable]\n{function}{MAIN}");
    let file = write(env!("CARGO_TARGET_TMPDIR"), "long_test.rs", &text);
    let program = file.with_extension(std::env::consts::EXE_EXTENSION);
    let program = program.with_file_name(format!(
        "{}_program",
        program.file_stem().unwrap().to_str().unwrap()
    ));
    let status = Libraries::of("autodiff-core")
        .rustc(&file, &[], &program)
        .status()
        .unwrap();
    assert!(status.success(), "it doesn't compile");
    assert!(
        Command::new(&program).status().unwrap().success(),
        "the gradient is wrong"
    );
}
