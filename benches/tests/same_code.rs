//! An annotated function compiles to the machine code that it has without the attribute.

use std::collections::HashMap;
use std::process::Command;
use std::{env, fs};

#[test]
fn same_machine_code() {
    let annotated = assembly("annotated", &[]);
    let plain = assembly("plain", &["--features", "plain"]);
    let code = |assembly: &str, name| {
        let code = function(assembly, name);
        assert!(code.len() > 5, "the code of `{name}` is {code:?}");
        code
    };
    for name in [
        "straight",
        "looping",
        "in_place",
        "doubling",
        "log_sum_exp",
        "multiply",
    ] {
        assert_eq!(code(&annotated, name), code(&plain, name), "{name}");
    }
    assert_ne!(code(&annotated, "straight"), code(&plain, "looping"));
}

/// The optimised assembly of `examples/same_code.rs`.
fn assembly(name: &str, options: &[&str]) -> String {
    let file = format!("{}/same_code_{name}.s", env!("CARGO_TARGET_TMPDIR"));
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo)
        .args([
            "rustc",
            "--release",
            "--quiet",
            "--offline",
            "--example",
            "same_code",
        ])
        .args(options)
        .args([
            "--",
            "-Cdebuginfo=0",
            "-Ccodegen-units=1",
            &format!("--emit=asm={file}"),
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo can be run");
    assert!(status.success(), "same_code doesn't compile");
    fs::read_to_string(&file).expect("the compiler wrote the assembly")
}

/// The instructions and labels of a function, without what depends on the rest of the crate: the
/// numbers of local labels and the hashes in symbols.
fn function(assembly: &str, name: &str) -> Vec<String> {
    let path = format!("9same_code{}{name}", name.len());
    let heads = [format!("{path}17h"), format!("{path}:")];
    let is_head = |line: &str| line.ends_with(':') && heads.iter().any(|head| line.contains(head));
    let mut labels = HashMap::new();
    assembly
        .lines()
        .skip_while(|line| !is_head(line))
        .skip(1)
        .take_while(|line| !line.starts_with(".Lfunc_end") && !line.starts_with("Lfunc_end"))
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty() && (!line.starts_with('.') || line.ends_with(':')))
        .map(|line| words(line).map(|word| normal(word, &mut labels)).collect())
        .collect()
}

/// Splits a line before and after each symbol.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let is_symbol = |c: char| c.is_alphanumeric() || "._$@".contains(c);
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest
            .find(|c| is_symbol(c) != is_symbol(first))
            .unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        rest = tail;
        Some(word)
    })
}

/// A symbol without its hash; a local label with a number that counts within the function.
fn normal(word: &str, labels: &mut HashMap<String, usize>) -> String {
    if word.starts_with(".L") || word.starts_with("LBB") {
        let next = labels.len();
        return format!(".L{}", labels.entry(word.to_owned()).or_insert(next));
    }
    if let Some((path, _)) = word.split_once("17h") {
        return path.to_owned();
    }
    // The newer mangling has a hash behind each `Cs`, up to an underscore.
    let mut parts = word.split("Cs");
    let head = parts.next().unwrap_or_default().to_owned();
    parts.fold(head, |name, part| {
        name + "C" + part.split_once('_').map_or(part, |(_, tail)| tail)
    })
}
