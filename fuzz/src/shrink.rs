//! Makes a failing program small, step by step, as long as it fails in the same way.

use std::io;

use crate::batch::{Verdict, Workshop};
use crate::campaign::Failure;
use crate::diagnostics::signature;
use crate::edits::{combined, smaller, weight};
use crate::program::Program;

/// How many candidates are compiled at once.
const BATCH: usize = 64;

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

/// A smaller program that fails alike.
fn step(
    workshop: &Workshop,
    program: &Program,
    kind: &[String],
) -> io::Result<Option<(Program, String)>> {
    for candidates in smaller(program).chunks(BATCH) {
        let programs: Vec<Program> = candidates.iter().map(|(_, p)| p.clone()).collect();
        let alike = alike(workshop, &programs, kind)?;
        let Some((first, message)) = alike.first() else {
            continue;
        };
        // Edits that are possible one by one mostly are so together.
        let edits: Vec<_> = alike.iter().filter_map(|(k, _)| candidates[*k].0).collect();
        let together = combined(program, &edits);
        let best = self::alike(workshop, &together, kind)?;
        return Ok(Some(match best.first() {
            Some((k, message)) if weight(&together[*k]) < weight(&programs[*first]) => {
                (together[*k].clone(), message.clone())
            }
            _ => (programs[*first].clone(), message.clone()),
        }));
    }
    Ok(None)
}

/// Those of the candidates that are valid and fail in this way, and what is said about them.
fn alike(
    workshop: &Workshop,
    candidates: &[Program],
    kind: &[String],
) -> io::Result<Vec<(usize, String)>> {
    let valid = workshop.valid(candidates)?;
    let valid: Vec<usize> = (0..candidates.len()).filter(|k| valid[*k]).collect();
    let programs: Vec<Program> = valid.iter().map(|k| candidates[*k].clone()).collect();
    let verdicts = workshop.judge(&programs)?;
    let alike = valid.into_iter().zip(verdicts).filter(|(_, verdict)| {
        let found = self::kind(verdict);
        !found.is_empty() && found.iter().all(|k| kind.contains(k))
    });
    Ok(alike
        .map(|(k, verdict)| (k, message(&verdict).to_string()))
        .collect())
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
            Some((_, what)) if what.starts_with("the value of the recording") => {
                vec!["recorded value".to_string()]
            }
            // All mistakes in gradients are alike: a smaller program may show another of them.
            Some((_, what)) if what.contains(" is [") => vec!["numbers".to_string()],
            _ => vec![signature(message)],
        },
        _ => Vec::new(),
    }
}
