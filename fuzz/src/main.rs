//! `cargo run --release -p autodiff-fuzz -- --programs 10000`: random programs against the compiler.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use autodiff_fuzz::{
    Campaign, Failure, Report, Verdict, Workshop, known, productions, program, shrink,
};
use clap::Parser;

/// Writes random differentiable programs and compares their gradients with forward-mode twins.
#[derive(Debug, Parser)]
struct Options {
    /// How many programs to try.
    #[arg(long, default_value_t = 300)]
    programs: u64,
    /// Names the series of programs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The number of the first program.
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// How many programs are compiled at once.
    #[arg(long, default_value_t = 100)]
    batch: u64,
    /// How many crates are compiled beside each other.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Makes failing programs small.
    #[arg(long)]
    shrink: bool,
    /// A part of the message of a known failure; may be given several times.
    #[arg(long)]
    known: Vec<String>,
    /// A production that isn't to be used; may be given several times.
    #[arg(long)]
    without: Vec<String>,
    /// Prints the programs without trying them.
    #[arg(long)]
    print: bool,
    /// Prints the names of all productions.
    #[arg(long)]
    productions: bool,
    /// Where to build.
    #[arg(long, env = "CARGO_TARGET_DIR", default_value = "target")]
    dir: PathBuf,
}

fn main() -> io::Result<ExitCode> {
    let options = Options::parse();
    if options.productions {
        println!("{}", productions().join("\n"));
        return Ok(ExitCode::SUCCESS);
    }
    if options.print {
        for number in options.first..options.first + options.programs {
            println!(
                "// {} {number}\n{}",
                options.seed,
                program(options.seed, number, &options.without)
            );
        }
        return Ok(ExitCode::SUCCESS);
    }
    let workshop = Workshop::new(&options.dir, options.jobs)?;
    let campaign = Campaign {
        seed: options.seed,
        first: options.first,
        programs: options.programs,
        batch: options.batch,
        without: options.without.clone(),
        known: known().into_iter().chain(options.known.clone()).collect(),
    };
    let mut told = 0;
    let report = campaign.run(&workshop, |report| {
        progress(report);
        for failure in &report.failures[told..] {
            tell(failure);
        }
        told = report.failures.len();
    })?;
    if options.shrink {
        for failure in &report.failures {
            if !matches!(failure.verdict, Verdict::Invalid(_)) {
                let (small, message) = shrink(&workshop, failure)?;
                println!("---- {}, made small\n{small}\n{message}", name(failure));
            }
        }
    }
    Ok(if report.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The options that try this program alone.
fn name(failure: &Failure) -> String {
    let program = &failure.program;
    format!(
        "--seed {} --first {} --programs 1",
        program.seed, program.number
    )
}

fn tell(failure: &Failure) {
    let (kind, message) = match &failure.verdict {
        Verdict::Invalid(message) => ("isn't valid Rust", message),
        Verdict::Refused(message) => ("doesn't compile with the attribute", message),
        Verdict::Wrong(message) => ("is differentiated wrongly", message),
        Verdict::Passed | Verdict::Immoderate => return,
    };
    println!("\n==== {} {kind}\n{message}\n", name(failure));
}

fn progress(report: &Report) {
    let total = report.total();
    let minutes = report.elapsed.as_secs_f64() / 60.0;
    eprintln!(
        "{total} programs ({:.0} per minute): {} agree, {} too large, {} known, {} fail",
        u32::try_from(total).map_or(0.0, f64::from) / minutes,
        report.passed,
        report.immoderate,
        report.known,
        report.failures.len()
    );
}
