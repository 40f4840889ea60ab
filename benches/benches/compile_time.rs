//! How long rustc takes for a function with the attribute, compared with the same function without it,
//! for kernels and for functions of up to 2,000 lines; and for the crate of the macro itself.
//!
//! `cargo bench -p autodiff-benches --bench compile_time`

use autodiff_benches::compiler::{Libraries, shortest, write};
use autodiff_benches::long::source;
use quote::ToTokens;
use std::path::Path;
use syn::Item;

const KERNELS: [(&str, &str); 4] = [
    ("waves", include_str!("../src/kernels/waves.rs")),
    ("ode", include_str!("../src/kernels/ode.rs")),
    ("gmm", include_str!("../src/kernels/gmm.rs")),
    ("lstm", include_str!("../src/kernels/lstm.rs")),
];

const FOLDER: &str = env!("CARGO_TARGET_TMPDIR");
const MODES: [(&str, &[&str]); 3] = [
    ("check", &["--crate-type=lib", "--emit=metadata"]),
    ("debug", &["--crate-type=lib", "--emit=link"]),
    (
        "release",
        &["--crate-type=lib", "--emit=link", "-Copt-level=3"],
    ),
];

fn main() {
    let core = Libraries::of("autodiff-core");
    println!("seconds for a crate that holds the function alone; the ratio is what counts");
    println!("function             mode       plain  annotated  ratio");
    for (name, text) in KERNELS {
        compare(&core, name, text);
    }
    for lines in [50, 300, 1000, 2000] {
        let function = format!("#[differentiable]\n{}", source(lines));
        compare(&core, &format!("of {lines} lines"), &function);
    }

    let macros = Path::new(env!("CARGO_MANIFEST_DIR")).join("../autodiff-macros/src/lib.rs");
    let libraries = Libraries::of("autodiff-macros");
    for (mode, option) in [("debug", "-Copt-level=0"), ("release", "-Copt-level=3")] {
        let options = [
            "--crate-name=autodiff_macros",
            "--crate-type=proc-macro",
            "-Cprefer-dynamic",
            "--extern=proc_macro",
            option,
        ];
        let out = Path::new(FOLDER).join("libautodiff_macros.so");
        let time = shortest(1, libraries.rustc(&macros, &options, &out));
        println!("autodiff-macros      {mode:8} {:7.2}", time.as_secs_f64());
    }
}

/// Compares the functions and constants of a file, with and without the attribute.
fn compare(core: &Libraries, name: &str, text: &str) {
    let mut items = syn::parse_file(text).expect("it compiles").items;
    items.retain(|item| matches!(item, Item::Fn(_) | Item::Const(_)));
    let write_items = |file: &str, head: &str, items: &[Item]| {
        let text: Vec<_> = items
            .iter()
            .map(|i| i.to_token_stream().to_string())
            .collect();
        write(FOLDER, file, &format!("{head}{}", text.join("\n")))
    };
    let head = "use std::f64::consts::*;";
    let with = format!("{head} use autodiff_core::differentiable;");
    let annotated = write_items("annotated.rs", &with, &items);
    for item in &mut items {
        if let Item::Fn(function) = item {
            function
                .attrs
                .retain(|a| !a.path().is_ident("differentiable"));
        }
    }
    let plain = write_items("plain.rs", head, &items);
    for (mode, options) in MODES {
        let time = |file: &Path| {
            let out = file.with_extension("out");
            shortest(3, core.rustc(file, options, &out)).as_secs_f64()
        };
        let (plain, annotated) = (time(&plain), time(&annotated));
        let ratio = annotated / plain;
        println!("{name:20} {mode:8} {plain:7.2} {annotated:10.2} {ratio:6.2}");
    }
}
