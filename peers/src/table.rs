//! The table: a row for each crate, a column for each kernel.

use crate::measure::Measured;

/// The versions that were resolved.
const LOCK: &str = include_str!("../Cargo.lock");

/// Prints the ratios, and below them the functions' times.
pub(crate) fn print(columns: &[Measured]) {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in columns.iter().flat_map(|column| &column.ratios) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let width = 36;
    print!("| {:width$} |", "gradient / function");
    for column in columns {
        print!(" {:>16} |", column.kernel);
    }
    print!("\n|-{:-<width$}-|", "");
    for _ in columns {
        print!("-{:->15}: |", "");
    }
    println!();
    for name in names {
        print!("| {:width$} |", with_version(name));
        for column in columns {
            let ratio = column.ratios.iter().find(|(other, _)| *other == name);
            let text = ratio.map_or_else(|| "—".to_owned(), |(_, ratio)| rounded(*ratio));
            print!(" {text:>16} |");
        }
        println!();
    }
    print!("| {:width$} |", "the function, µs");
    for column in columns {
        print!(" {:>16} |", rounded(column.function * 1e6));
    }
    println!();
}

/// Two digits behind the point, or as many as make three digits.
fn rounded(x: f64) -> String {
    let digits = if x < 10.0 {
        2
    } else if x < 100.0 {
        1
    } else {
        0
    };
    format!("{x:.digits$}")
}

/// `name, how` becomes `name 1.2.3, how`.
fn with_version(name: &str) -> String {
    let (package, how) = name.split_at(name.find(',').unwrap_or(name.len()));
    // Some other crate may need another version of the same package: then the newest comes last.
    let entry = format!("name = \"{package}\"\nversion = \"");
    let version = LOCK
        .rsplit_once(&entry)
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or("", |(version, _)| version);
    format!("{package} {version}{how}").trim_end().to_owned()
}
