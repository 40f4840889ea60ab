//! Calls rustc on a file by itself, with the libraries that cargo has built.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

/// The libraries of a build of this workspace.
#[derive(Debug)]
pub struct Libraries {
    files: Vec<(String, PathBuf)>,
}

impl Libraries {
    /// Has cargo build a package, in the profile for development.
    ///
    /// # Panics
    ///
    /// If that fails.
    #[must_use]
    pub fn of(package: &str) -> Self {
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let built = Command::new(cargo)
            .args([
                "build",
                "--quiet",
                "--offline",
                "--message-format=json",
                "-p",
                package,
            ])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo can be run");
        assert!(built.status.success(), "{package} can't be built");
        let text = String::from_utf8(built.stdout).expect("cargo writes UTF-8");
        let mut files = Vec::new();
        for line in text.lines() {
            let message: Value = serde_json::from_str(line).expect("cargo writes JSON");
            let name = message["target"]["name"].as_str().unwrap_or_default();
            for file in message["filenames"].as_array().into_iter().flatten() {
                let file = file.as_str().unwrap_or_default();
                if file.ends_with(".rlib") || file.ends_with(env::consts::DLL_SUFFIX) {
                    files.push((name.replace('-', "_"), PathBuf::from(file)));
                }
            }
        }
        Self { files }
    }

    /// A call of rustc on a file, with the options, that writes to `out`.
    #[must_use]
    pub fn rustc(&self, file: &Path, options: &[&str], out: &Path) -> Command {
        let mut command = Command::new("rustc");
        command
            .arg(file)
            .args(["--edition=2024", "--cap-lints=allow", "-o"])
            .arg(out)
            .args(options)
            // By this the macro finds the name of `autodiff-core`.
            .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"));
        for (name, file) in &self.files {
            let folder = file.parent().expect("it is in a folder");
            command.arg(format!("-Ldependency={}", folder.join("deps").display()));
            command.arg(format!("-Ldependency={}", folder.display()));
            command.arg(format!("--extern={name}={}", file.display()));
        }
        command
    }
}

/// The shortest of some runs of a command.
///
/// # Panics
///
/// If it fails.
pub fn shortest(runs: usize, mut command: Command) -> Duration {
    let run = |_| {
        let start = Instant::now();
        let status = command.status().expect("it can be run");
        assert!(status.success(), "{command:?}");
        start.elapsed()
    };
    (0..runs).map(run).min().expect("there are runs")
}

/// Writes a file for the compiler and says where it is.
///
/// # Panics
///
/// If it can't be written.
#[must_use]
pub fn write(folder: &str, name: &str, text: &str) -> PathBuf {
    let path = Path::new(folder).join(name);
    fs::write(&path, text).expect("the file can be written");
    path
}
