//! Expansions of small functions, as they are read by people.

/// The sweep that the macro writes for `source`, printed.
fn expanded(source: &str) -> String {
    let tokens: proc_macro2::TokenStream = source.parse().unwrap_or_default();
    let output = crate::expand::expand(proc_macro2::TokenStream::new(), tokens).to_string();
    match syn_printed::parse_file(&output) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => format!("{error}: {output}"),
    }
}

#[test]
fn print_given_source() {
    if let Ok(path) = std::env::var("EXPAND") {
        let source = std::fs::read_to_string(path).unwrap_or_default();
        println!("{}", expanded(&source));
    }
}
