//! Expansions of small functions, kept as files to be read; ARCHITECTURE.md
//! walks through one. `UPDATE_EXPECT=1 cargo test -p autodiff-macros` rewrites
//! them.

use expect_test::expect_file;

/// The output of the attribute on `source`, printed, without the function
/// itself.
fn expanded(source: &str) -> String {
    expanded_with("", source)
}

fn expanded_with(options: &str, source: &str) -> String {
    let [options, tokens] =
        [options, source].map(|text| text.parse::<proc_macro2::TokenStream>().unwrap_or_default());
    let output = crate::expand::expand(options, tokens).to_string();
    match syn_printed::parse_file(&output) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => format!("{error}: {output}"),
    }
}

/// The sweep alone: the most interesting part of the output, its paths short.
fn sweep(source: &str) -> String {
    let output = expanded(source);
    let start = output.find("    fn __sweep").unwrap_or_default();
    let end = output[start..]
        .find("\n    }\n")
        .map_or(output.len(), |at| start + at + 7);
    let text = output[start..end].replace("::autodiff_core::__private::", "ad::");
    format!("{}\n/* ---- */\n{text}", source.trim())
}

#[test]
fn straight_line() {
    let source = "fn area(a: f64, b: f64) -> f64 { let s = a * b; s.sqrt() + s }";
    expect_file!["../snapshots/straight_line.txt"].assert_eq(&expanded(source));
}

#[test]
fn loop_with_early_exit() {
    let source = "
fn settle(x: &[f64], rate: f64) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        let step = rate * x[i];
        if step < 0.0 {
            continue;
        }
        s = s * rate + step.sqrt();
    }
    s
}";
    expect_file!["../snapshots/loop_with_early_exit.txt"].assert_eq(&sweep(source));
}

#[test]
fn checkpointed_loop() {
    let source = "
fn swing(k: f64, x: f64, n: usize) -> f64 {
    let (mut x, mut v) = (x, 0.0_f64);
    #[checkpoint(snapshots = 20, tape = 5)]
    for _ in 0..n {
        v -= k * x.sin();
        x += 0.01 * v;
    }
    x
}";
    expect_file!["../snapshots/checkpointed_loop.txt"].assert_eq(&sweep(source));
}

#[test]
fn arrays() {
    let source = "
fn doubling(x: &Array1<f64>) -> Array1<f64> {
    let mut y = x * 2.0;
    while norm(&y) < 1000.0 {
        y = &y * 2.0;
    }
    y
}";
    expect_file!["../snapshots/arrays.txt"].assert_eq(&sweep(source));
}

#[test]
fn buffers_and_calls() {
    let source = "
fn smooth(y: &mut [f64], w: f64) -> f64 {
    for i in 1..y.len() {
        y[i] = w * y[i] + (1.0 - w) * y[i - 1];
    }
    energy(y, w)
}";
    expect_file!["../snapshots/buffers_and_calls.txt"].assert_eq(&sweep(source));
}

/// Prints the expansion of a function of yours:
/// `EXPAND=file.rs cargo test -p autodiff-macros print_given_source -- --nocapture`,
/// with `OPTIONS='wrt(x)'` as if under `#[differentiable(wrt(x))]`.
#[test]
fn print_given_source() {
    if let Ok(path) = std::env::var("EXPAND") {
        let source = std::fs::read_to_string(path).unwrap_or_default();
        let options = std::env::var("OPTIONS").unwrap_or_default();
        println!("{}", expanded_with(&options, &source));
    }
}
