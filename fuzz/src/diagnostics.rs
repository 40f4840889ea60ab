//! What cargo says about a build, and which file each error is about.

use std::collections::BTreeMap;

use serde_json::Value;

/// Errors by the module that they are in (`p12`); those of no module under the empty name.
pub(crate) fn errors(messages: &str) -> BTreeMap<String, Vec<String>> {
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for message in messages.lines().filter_map(error) {
        let rendered = message["rendered"].as_str().unwrap_or_default();
        if rendered.starts_with("error: aborting due to") {
            continue;
        }
        let module = modules(&message["spans"]).next().unwrap_or_default();
        errors.entry(module).or_default().push(rendered.to_string());
    }
    errors
}

fn error(line: &str) -> Option<Value> {
    let mut message: Value = serde_json::from_str(line).ok()?;
    let is_error =
        message["reason"] == "compiler-message" && message["message"]["level"] == "error";
    is_error.then(|| message["message"].take())
}

/// The modules in which the spans are, and those that the macros in them were called from.
fn modules(spans: &Value) -> impl Iterator<Item = String> {
    spans.as_array().into_iter().flatten().flat_map(|span| {
        let outer = &span["expansion"]["span"];
        [span, outer].into_iter().filter_map(|s| {
            let file = s["file_name"].as_str()?;
            let name = file.rsplit(['/', '\\']).next()?.strip_suffix(".rs")?;
            let number = name.strip_prefix('p')?;
            number.parse::<usize>().is_ok().then(|| name.to_string())
        })
    })
}

/// What stays the same when a program shrinks: the kind of failure without names and numbers.
pub(crate) fn signature(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    let mut out = String::new();
    let mut quoted = false;
    for c in first.chars() {
        match c {
            '`' => {
                quoted = !quoted;
                out.push(c);
            }
            _ if quoted || c.is_ascii_digit() => {}
            _ => out.push(c),
        }
    }
    out
}
