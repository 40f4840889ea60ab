//! LIMITATIONS.md has a table of Rust's syntax: what works, what is refused, and which test shows
//! it. It names every kind of expression, statement, pattern and item that the macro's parser knows,
//! and tests that exist.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use syn::parse::Parser;
use syn::{Expr, Item, Pat, Stmt};

/// A line of the table.
struct Row {
    construct: String,
    /// `Expr::Call`
    syntax: String,
    works: bool,
    /// `tests/tests/forms.rs::name` or `tests/ui/name.rs`
    tests: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn table() -> Vec<Row> {
    let text = include_str!("../../LIMITATIONS.md");
    let lines = text
        .lines()
        .skip_while(|line| !line.starts_with("| construct |"));
    let rows = lines
        .skip(2)
        .filter(|line| line.starts_with('|') && line.contains("::"));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [construct, syntax, verdict, tests] = cells[..] else {
            panic!("four cells: {line}");
        };
        Row {
            construct: construct.to_owned(),
            syntax: syntax.trim_matches('`').to_owned(),
            works: match verdict {
                "works" => true,
                "refused" => false,
                _ => panic!("neither works nor refused: {line}"),
            },
            tests: tests
                .split(", ")
                .map(|test| test.trim_matches('`').to_owned())
                .collect(),
        }
    })
    .collect()
}

/// Names the variants of an enum of syn's, and says of a value which it is. The compiler asks for
/// none of them, since the enums may grow; `every_variant_is_listed` does.
macro_rules! variants {
    ($all:ident, $name:ident, $Enum:ident: $($Variant:ident)+) => {
        const $all: &[&str] = &[$(concat!(stringify!($Enum), "::", stringify!($Variant))),+];

        fn $name(syntax: &$Enum) -> &'static str {
            #[allow(unreachable_patterns, reason = "of those that may not grow")]
            match syntax {
                $($Enum::$Variant { .. } => concat!(stringify!($Enum), "::", stringify!($Variant)),)+
                _ => panic!("a variant that isn't listed: {}", quote::quote!(#syntax)),
            }
        }
    };
}

variants!(EXPRESSIONS, expression, Expr:
    Array Assign Async Await Binary Block Break Call Cast Closure Const Continue Field ForLoop Group
    If Index Infer Let Lit Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat
    Return Struct Try TryBlock Tuple Unary Unsafe Verbatim While Yield);
variants!(STATEMENTS, statement, Stmt: Local Item Expr Macro);
variants!(PATTERNS, pattern, Pat:
    Const Guard Ident Lit Macro Or Paren Path Range Reference Rest Slice Struct Tuple TupleStruct
    Type Verbatim Wild);
variants!(ITEMS, item, Item:
    Const Enum ExternCrate Fn ForeignMod Impl Macro Mod Static Struct Trait TraitAlias Type Union
    Use Verbatim);

fn listed() -> BTreeSet<&'static str> {
    [EXPRESSIONS, STATEMENTS, PATTERNS, ITEMS]
        .into_iter()
        .flatten()
        .copied()
        .collect()
}

#[test]
fn every_variant_is_in_the_table() {
    let rows = table();
    let named: BTreeSet<&str> = rows.iter().map(|row| row.syntax.as_str()).collect();
    assert_eq!(named, listed());
}

/// One piece of Rust for each variant: the parser takes it for that.
#[test]
fn every_variant_is_parsed() {
    let expressions = [
        "[a, b]",
        "a = b",
        "async {}",
        "a.await",
        "a + b",
        "{ a }",
        "break",
        "f(a)",
        "a as f64",
        "|a| a",
        "const { 1 }",
        "continue",
        "a.b",
        "for a in b {}",
        "if a {}",
        "a[0]",
        "_",
        "let a = b",
        "1.0",
        "loop {}",
        "vec![a]",
        "match a {}",
        "a.f()",
        "(a)",
        "a::b",
        "0..1",
        "&raw const a",
        "&a",
        "[a; 2]",
        "return",
        "S { a }",
        "a?",
        "try { a }",
        "(a, b)",
        "-a",
        "unsafe {}",
        "become f(a)",
        "while a {}",
        "yield a",
    ];
    let mut seen = BTreeSet::new();
    for text in expressions {
        seen.insert(expression(&syn::parse_str(text).expect(text)));
    }
    // What a macro by example is given as an expression.
    let inner = "a + b".parse().expect("tokens");
    let group = proc_macro2::Group::new(proc_macro2::Delimiter::None, inner);
    let group = proc_macro2::TokenTree::Group(group);
    seen.insert(expression(&syn::parse2(group.into()).expect("a group")));
    let statements = ["let a = b;", "struct S;", "a + b;", "println!();"];
    for text in statements {
        let parsed = syn::Block::parse_within.parse_str(text).expect(text);
        seen.insert(statement(&parsed[0]));
    }
    let patterns = [
        "a", "1", "some!(a)", "A | B", "(a)", "a::B", "0..=1", "&a", "..", "[a]", "S { a }",
        "(a, b)", "S(a)", "box a", "_",
    ];
    for text in patterns {
        let parsed = Pat::parse_multi_with_leading_vert
            .parse_str(text)
            .expect(text);
        seen.insert(pattern(&parsed));
    }
    let arms: syn::ExprMatch = syn::parse_str("match a { a if b => {} }").expect("match");
    seen.insert(pattern(&arms.arms[0].pat));
    match &syn::Block::parse_within
        .parse_str("let a: f64 = b;")
        .expect("let")[0]
    {
        Stmt::Local(local) => seen.insert(pattern(&local.pat)),
        other => panic!("{}", statement(other)),
    };
    let items = [
        "const A: f64 = 1.0;",
        "enum E {}",
        "extern crate std as standard;",
        "fn f() {}",
        "extern \"C\" {}",
        "impl S {}",
        "macro_rules! m { () => {} }",
        "mod m {}",
        "static A: f64 = 1.0;",
        "struct S;",
        "trait T {}",
        "trait T = Copy;",
        "type T = f64;",
        "union U { a: u8 }",
        "use a;",
        "fn f();",
    ];
    for text in items {
        seen.insert(item(&syn::parse_str(text).expect(text)));
    }
    // The parser has no form of its own for `const { 1 }` as a pattern yet.
    let all = listed();
    let missing: Vec<_> = all.difference(&seen).collect();
    assert_eq!(missing, [&"Pat::Const"]);
}

/// The lists above are those of the parser's source, which `cargo` has at hand.
#[test]
fn every_variant_is_listed() {
    let run = |program: &str, arguments: &[&str]| {
        let mut command = std::process::Command::new(program);
        let output = command.args(arguments).current_dir(root()).output();
        let output = output.expect("the compiler's tools run");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let version = run("rustc", &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    // The packages of other systems need not be here.
    let filter = [
        "--offline",
        "--filter-platform",
        host.expect("rustc names its host"),
    ];
    let metadata = run(
        env!("CARGO"),
        &[&["metadata", "--format-version", "1"], &filter[..]].concat(),
    );
    // The version that the macro uses.
    let (_, package) = metadata
        .split_once("\"name\":\"syn\",\"version\":\"3.")
        .expect("syn is a dependency");
    let (_, manifest) = package
        .split_once("\"manifest_path\":\"")
        .expect("a manifest");
    let manifest = manifest.split('"').next().expect("its path");
    let source = Path::new(manifest).with_file_name("src");
    let mut found = BTreeSet::new();
    for (file, name) in [
        ("expr", "Expr"),
        ("stmt", "Stmt"),
        ("pat", "Pat"),
        ("item", "Item"),
    ] {
        let text = std::fs::read_to_string(source.join(file).with_extension("rs")).expect(file);
        let start = text.find(&format!("pub enum {name} {{")).expect(name);
        let body = text[start..].split_once("\n    }").expect(name).0;
        for line in body.lines().skip(1) {
            let line = line.trim();
            let is_variant = line.starts_with(char::is_uppercase);
            if let (true, Some((variant, _))) = (is_variant, line.split_once('(')) {
                found.insert(format!("{name}::{variant}"));
            }
        }
    }
    let listed: BTreeSet<String> = listed().into_iter().map(str::to_owned).collect();
    assert_eq!(found, listed);
}

/// Whether `function` is a test or a differentiable function of the file.
fn shows(text: &str, function: &str) -> bool {
    let head = format!("fn {function}");
    let mut at = 0;
    while let Some(found) = text[at..].find(&head) {
        let start = at + found;
        at = start + head.len();
        if !text[at..].starts_with(['(', '<']) {
            continue;
        }
        // The attributes stand right before it.
        let attributes = text[..start]
            .rsplit_once("\n\n")
            .map_or(&text[..start], |(_, last)| last);
        if attributes.contains("#[differentiable") || attributes.contains("#[test]") {
            return true;
        }
    }
    false
}

#[test]
fn every_test_exists() {
    let mut wrong = Vec::new();
    for row in table() {
        for test in &row.tests {
            let right = match test.split_once("::") {
                Some((file, function)) => {
                    let text = std::fs::read_to_string(root().join(file)).unwrap_or_default();
                    row.works && shows(&text, function)
                }
                None => {
                    let case = root().join(test);
                    let expected = std::fs::read_to_string(case.with_extension("stderr"));
                    !row.works && case.exists() && expected.is_ok_and(|e| e.contains("error"))
                }
            };
            if !right {
                wrong.push(format!("{}: {test}", row.construct));
            }
        }
    }
    assert!(wrong.is_empty(), "no such test: {wrong:#?}");
}
