//! The inputs and golden values in `benches/data`, and how results are compared with them.

use flate2::read::GzDecoder;
use serde_json::Value;
use std::fs::File;
use std::path::Path;

/// What the file `data/NAME.json.gz` holds.
///
/// # Panics
///
/// If there is no such file.
#[must_use]
pub fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/{name}.json.gz"));
    let file = File::open(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_reader(GzDecoder::new(file))
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The numbers in a JSON value, flat.
#[must_use]
pub fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(parts) => parts.iter().flat_map(flat).collect(),
        number => number.as_f64().into_iter().collect(),
    }
}

/// A field of an input that is a size.
///
/// # Panics
///
/// If it isn't.
#[must_use]
pub fn size(input: &Value, field: &str) -> usize {
    input[field].as_u64().expect("a size") as usize
}

/// How far `found` is from `expected`, as a multiple of the largest number expected.
#[must_use]
pub fn distance(found: &[f64], expected: &[f64]) -> f64 {
    if found.len() != expected.len() {
        return f64::INFINITY;
    }
    let size = expected.iter().fold(0.0_f64, |size, e| size.max(e.abs()));
    let differences = found.iter().zip(expected).map(|(f, e)| (f - e).abs());
    // Unlike `f64::max`, this keeps what isn't a number.
    differences.fold(0.0, |most, d| if d <= most { most } else { d }) / size
}
