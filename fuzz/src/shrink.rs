//! Makes a failing program small, step by step, as long as it fails in the same way.

use std::io;

use crate::batch::{Verdict, Workshop};
use crate::campaign::Failure;
use crate::diagnostics::signature;
use crate::edits::smaller;
use crate::program::Program;

/// How many candidates are compiled at once.
const BATCH: usize = 48;

/// The smallest program found that fails in the same way, and what is said about it.
///
/// # Errors
///
/// If a batch can't be built or run.
pub fn shrink(workshop: &Workshop, failure: &Failure) -> io::Result<(Program, String)> {
    let mut best = (
        failure.program.clone(),
        message(&failure.verdict).to_string(),
    );
    let kind = kind(&failure.verdict);
    while let Some(found) = step(workshop, &best.0, &kind)? {
        best = found;
    }
    Ok(best)
}

/// The first smaller program that fails alike.
fn step(
    workshop: &Workshop,
    program: &Program,
    kind: &[String],
) -> io::Result<Option<(Program, String)>> {
    for candidates in smaller(program).chunks(BATCH) {
        let valid = workshop.valid(candidates)?;
        let candidates: Vec<Program> = candidates
            .iter()
            .zip(valid)
            .filter(|(_, valid)| *valid)
            .map(|(program, _)| program.clone())
            .collect();
        if candidates.is_empty() {
            continue;
        }
        let verdicts = workshop.judge(&candidates)?;
        let alike = candidates.into_iter().zip(verdicts).find(|(_, verdict)| {
            let found = self::kind(verdict);
            !found.is_empty() && found.iter().all(|k| kind.contains(k))
        });
        if let Some((program, verdict)) = alike {
            return Ok(Some((program, message(&verdict).to_string())));
        }
    }
    Ok(None)
}

fn message(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::Refused(message) | Verdict::Wrong(message) | Verdict::Invalid(message) => message,
        Verdict::Passed | Verdict::Immoderate => "",
    }
}

/// What two failures have in common: the compiler's messages without names, or what was compared.
fn kind(verdict: &Verdict) -> Vec<String> {
    match verdict {
        Verdict::Refused(message) => message
            .lines()
            .filter(|l| l.starts_with("error"))
            .map(signature)
            .collect(),
        Verdict::Wrong(message) => match message.split_once("): ") {
            // All mistakes in numbers are alike: a smaller program may show another of them.
            Some((_, what)) if what.contains(" is [") => vec!["numbers".to_string()],
            _ => vec![signature(message)],
        },
        _ => Vec::new(),
    }
}
