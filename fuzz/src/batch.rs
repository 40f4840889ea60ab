//! Compiles and runs many programs at once. Contract: each gets a verdict of its own, whatever the
//! others do.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::diagnostics;
use crate::program::{Form, Program};

/// How a program fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All derivatives agree.
    Passed,
    /// Its derivatives are too large to be compared.
    Immoderate,
    /// It isn't valid Rust to begin with.
    Invalid(String),
    /// It doesn't compile with the attribute.
    Refused(String),
    /// A derivative or a value is wrong, or a sweep panics.
    Wrong(String),
}

/// Where programs are built.
#[derive(Debug)]
pub struct Workshop {
    dir: PathBuf,
    target: PathBuf,
    parts: usize,
}

const MANIFEST: &str = r#"[package]
name = "PART"
version = "0.0.0"
edition = "2024"

[dependencies]
autodiff-core = { path = "ROOT/autodiff-core" }
autodiff-tests = { path = "ROOT/tests" }
ndarray = "0.17"
"#;

/// What a part has besides.
const TYPES: &str = "types = { path = \"../types\" }\n";

const WORKSPACE: &str = r#"[workspace]
resolver = "3"
members = [MEMBERS]

[profile.dev]
opt-level = 0
debug = 0
incremental = false

[profile.dev.package."*"]
opt-level = 1

[profile.dev.build-override]
opt-level = 2
"#;

const PRELUDE: &str = "#![allow(warnings, clippy::all)]
mod prelude {
    pub use autodiff_core::{detach, differentiable};
    pub use autodiff_tests::{Const, check, random, twin};
    pub use ndarray::{Array1, Array2, Axis};
    pub use types::types::{Curve, Shape, Spot, Stack, dual};
}
";

/// Writes a file anew: the folder may be a copy of another one by links, whose files stay as they are.
fn put(path: impl AsRef<Path>, text: impl AsRef<str>) -> io::Result<()> {
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::write(path, text.as_ref()),
    }
}

impl Workshop {
    /// Builds in a folder of this one, in this many crates at once.
    ///
    /// # Errors
    ///
    /// If the folder can't be written.
    pub fn new(dir: &Path, parts: usize) -> io::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .canonicalize()?;
        // Commands run elsewhere.
        let dir = std::path::absolute(dir)?.join("fuzz");
        let mut names: Vec<String> = (0..parts).map(|k| format!("part{k}")).collect();
        names.push("types".to_string());
        for name in &names {
            fs::create_dir_all(dir.join(name).join("src"))?;
            let root = root.display().to_string().replace('\\', "/");
            let mut manifest = MANIFEST.replace("PART", name).replace("ROOT", &root);
            if name != "types" {
                manifest += TYPES;
            }
            put(dir.join(name).join("Cargo.toml"), manifest)?;
        }
        let types = include_str!("../prelude/types.rs");
        put(dir.join("types").join("src").join("lib.rs"), types)?;
        let members = format!("{names:?}").replace(['[', ']'], "");
        put(
            dir.join("Cargo.toml"),
            WORKSPACE.replace("MEMBERS", &members),
        )?;
        // The same versions as the workspace has, found without a network.
        if let Ok(lock) = fs::read_to_string(root.join("Cargo.lock")) {
            put(dir.join("Cargo.lock"), lock)?;
        }
        let target = dir.join("target");
        Ok(Self { dir, target, parts })
    }

    /// The verdicts on these programs, in their order.
    ///
    /// # Errors
    ///
    /// If cargo can't be run, or a file can't be written.
    pub fn judge(&self, programs: &[Program]) -> io::Result<Vec<Verdict>> {
        let refused = self.refused(programs, Form::Differentiable)?;
        let suspects: Vec<usize> = refused.keys().copied().collect();
        let plain: Vec<Program> = suspects.iter().map(|k| programs[*k].clone()).collect();
        let invalid = self.refused(&plain, Form::Plain)?;
        let mut verdicts = BTreeMap::new();
        for (place, k) in suspects.iter().enumerate() {
            let verdict = match invalid.get(&place) {
                Some(message) => Verdict::Invalid(message.clone()),
                None => Verdict::Refused(refused[k].clone()),
            };
            verdicts.insert(*k, verdict);
        }
        let built: Vec<usize> = (0..programs.len())
            .filter(|k| !refused.contains_key(k))
            .collect();
        if !suspects.is_empty() && !built.is_empty() {
            // The plain forms are in the way of the binaries.
            self.write(programs, &built, Form::Differentiable)?;
            let (success, messages) = self.cargo("build")?;
            if !success {
                let said = diagnostics::errors(&messages);
                return Err(io::Error::other(format!("it was built before: {said:?}")));
            }
        }
        verdicts.extend(self.run(&built)?);
        Ok(verdicts.into_values().collect())
    }

    /// Those that are valid without the attribute.
    pub(crate) fn valid(&self, programs: &[Program]) -> io::Result<Vec<bool>> {
        let refused = self.refused(programs, Form::Plain)?;
        Ok((0..programs.len())
            .map(|k| !refused.contains_key(&k))
            .collect())
    }

    /// The programs that don't compile, with the compiler's messages.
    fn refused(&self, programs: &[Program], form: Form) -> io::Result<BTreeMap<usize, String>> {
        let mut refused = BTreeMap::new();
        loop {
            let left: Vec<usize> = (0..programs.len())
                .filter(|k| !refused.contains_key(k))
                .collect();
            if left.is_empty() {
                return Ok(refused);
            }
            self.write(programs, &left, form)?;
            let command = if form == Form::Plain {
                "check"
            } else {
                "build"
            };
            let (success, messages) = self.cargo(command)?;
            if success {
                return Ok(refused);
            }
            let mut found = false;
            for (module, errors) in diagnostics::errors(&messages) {
                match module.trim_start_matches('p').parse() {
                    Ok(k) => {
                        found = true;
                        refused.insert(k, errors.join("\n"));
                    }
                    Err(_) => eprintln!("{}", errors.join("\n")),
                }
            }
            if !found {
                return Err(io::Error::other(format!(
                    "the batch doesn't build: {messages}"
                )));
            }
        }
    }

    fn write(&self, programs: &[Program], which: &[usize], form: Form) -> io::Result<()> {
        for part in 0..self.parts {
            let source = self.dir.join(format!("part{part}")).join("src");
            let mut main = PRELUDE.to_string();
            let mut list = String::new();
            for k in which.iter().filter(|k| *k % self.parts == part) {
                put(source.join(format!("p{k}.rs")), programs[*k].module(form))?;
                main += &format!("mod p{k};\n");
                list += &format!("({k}, p{k}::run), ");
            }
            main += &format!("fn main() {{ autodiff_tests::random::main(&[{list}]); }}\n");
            put(source.join("main.rs"), main)?;
        }
        Ok(())
    }

    /// Whether it succeeds, and its messages.
    fn cargo(&self, command: &str) -> io::Result<(bool, String)> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args([command, "--keep-going", "--message-format=json"])
            .current_dir(&self.dir)
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("RUSTFLAGS")
            .stderr(Stdio::piped())
            .output()?;
        let messages = String::from_utf8_lossy(&output.stdout).into_owned();
        let success = output.status.success();
        if !success && diagnostics::errors(&messages).is_empty() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(io::Error::other(said));
        }
        Ok((success, messages))
    }

    fn run(&self, programs: &[usize]) -> io::Result<BTreeMap<usize, Verdict>> {
        let mut verdicts = BTreeMap::new();
        std::thread::scope(|threads| {
            let parts: Vec<_> = (0..self.parts)
                .map(|part| threads.spawn(move || self.run_part(part, programs)))
                .collect();
            for part in parts {
                let found = part
                    .join()
                    .map_err(|_| io::Error::other("a thread panicked"))??;
                verdicts.extend(found);
            }
            Ok(verdicts)
        })
    }

    /// Starts a part again after each program that kills it.
    fn run_part(&self, part: usize, programs: &[usize]) -> io::Result<BTreeMap<usize, Verdict>> {
        let own: Vec<usize> = programs
            .iter()
            .copied()
            .filter(|k| k % self.parts == part)
            .collect();
        let mut verdicts = BTreeMap::new();
        while let Some(first) = own.iter().find(|k| !verdicts.contains_key(*k)) {
            let output = Command::new(self.target.join("debug").join(format!("part{part}")))
                .arg(first.to_string())
                .stderr(Stdio::piped())
                .output()?;
            let mut running = *first;
            for line in String::from_utf8_lossy(&output.stdout).lines() {
                let mut words = line.splitn(3, ' ');
                let (word, k) = (words.next(), words.next().and_then(|k| k.parse().ok()));
                let text = words.next().unwrap_or_default().replace("\\n", "\n");
                let Some(k) = k else { continue };
                running = k;
                match word {
                    Some("passed") => verdicts.insert(k, Verdict::Passed),
                    Some("immoderate") => verdicts.insert(k, Verdict::Immoderate),
                    Some("wrong") => verdicts.insert(k, Verdict::Wrong(text)),
                    _ => None,
                };
            }
            verdicts.entry(running).or_insert_with(|| {
                Verdict::Wrong(format!(
                    "the process ends: {}",
                    String::from_utf8_lossy(&output.stderr)
                ))
            });
        }
        Ok(verdicts)
    }
}
