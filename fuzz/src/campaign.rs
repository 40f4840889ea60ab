//! Many programs, batch after batch.

use std::io;
use std::time::{Duration, Instant};

use crate::batch::{Verdict, Workshop};
use crate::grammar;
use crate::program::Program;

/// What to try.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// The series of programs.
    pub seed: u64,
    /// The number of the first one.
    pub first: u64,
    /// How many.
    pub programs: u64,
    /// How many are compiled at once.
    pub batch: u64,
    /// Productions that aren't used.
    pub without: Vec<String>,
    /// Parts of messages of failures that are known.
    pub known: Vec<String>,
}

/// A program that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The program.
    pub program: Program,
    /// How it failed.
    pub verdict: Verdict,
}

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Programs whose derivatives agree.
    pub passed: u64,
    /// Programs whose derivatives are too large to be compared.
    pub immoderate: u64,
    /// Programs that failed in a known way.
    pub known: u64,
    /// All others.
    pub failures: Vec<Failure>,
    /// How long it took.
    pub elapsed: Duration,
}

/// The failures that are known to this version of the compiler.
#[must_use]
pub fn known() -> Vec<String> {
    let lines = include_str!("../known.txt").lines().map(str::trim);
    lines
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .map(str::to_string)
        .collect()
}

impl Campaign {
    /// Tries the programs. `progress` sees the report after each batch.
    ///
    /// # Errors
    ///
    /// If a batch can't be built or run.
    pub fn run(
        &self,
        workshop: &Workshop,
        mut progress: impl FnMut(&Report),
    ) -> io::Result<Report> {
        let start = Instant::now();
        let mut report = Report::default();
        let end = self.first + self.programs;
        let mut next = self.first;
        while next < end {
            let numbers = next..end.min(next + self.batch);
            next = numbers.end;
            let programs: Vec<Program> = numbers
                .map(|number| grammar::program(self.seed, number, &self.without))
                .collect();
            let verdicts = workshop.judge(&programs)?;
            for (program, verdict) in programs.into_iter().zip(verdicts) {
                self.count(&mut report, program, verdict);
            }
            report.elapsed = start.elapsed();
            progress(&report);
        }
        Ok(report)
    }

    fn count(&self, report: &mut Report, program: Program, verdict: Verdict) {
        match &verdict {
            Verdict::Passed => report.passed += 1,
            Verdict::Immoderate => report.immoderate += 1,
            Verdict::Refused(message) | Verdict::Wrong(message)
                if self.known.iter().any(|k| message.contains(k)) =>
            {
                report.known += 1;
            }
            _ => report.failures.push(Failure { program, verdict }),
        }
    }
}

impl Report {
    /// How many were tried.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.passed + self.immoderate + self.known + self.failures.len() as u64
    }
}
