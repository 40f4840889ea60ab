//! What generated programs run on (`autodiff-fuzz`): a comparison that knows when it can't tell, and
//! a `main` that survives failures.

use std::panic;
use std::time::Duration;

use crate::check::{Program, check as compare, columns_are_moderate, rounded_to};

/// Compares the derivatives of a random program with its twin's. Returns false if they are too large
/// for that: where tiny differences grow a billionfold, rounding decides.
///
/// # Panics
///
/// If they disagree.
#[track_caller]
pub fn check(program: &Program<'_>, x: &[f64]) -> bool {
    if !columns_are_moderate(program, x) {
        return false;
    }
    compare(program, x);
    true
}

/// The same for programs that map functions over arrays, whose values in sweeps may differ from the
/// function's own in the last places; what follows may make more of that.
///
/// # Panics
///
/// If they disagree.
#[track_caller]
pub fn check_rounded(program: &Program<'_>, x: &[f64]) -> bool {
    if !columns_are_moderate(program, x) {
        return false;
    }
    rounded_to(1e-7, || compare(program, x));
    true
}

/// The number of a program, and what compares it.
pub type Numbered = (usize, fn() -> bool);

/// How long one program may run.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs programs one after the other, from the number given as an argument on, and prints a line
/// for the start and the end of each.
pub fn main(programs: &[Numbered]) {
    let first: usize = std::env::args()
        .nth(1)
        .and_then(|k| k.parse().ok())
        .unwrap_or(0);
    panic::set_hook(Box::new(|_| {}));
    for (k, run) in programs.iter().filter(|(k, _)| *k >= first) {
        println!("started {k}");
        let (done, finished) = std::sync::mpsc::channel::<()>();
        let number = *k;
        std::thread::spawn(move || {
            if finished.recv_timeout(PATIENCE) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                println!("wrong {number} it doesn't end");
                std::process::exit(1);
            }
        });
        match panic::catch_unwind(run) {
            Ok(true) => println!("passed {k}"),
            Ok(false) => println!("immoderate {k}"),
            Err(payload) => println!("wrong {k} {}", message(&*payload).replace('\n', "\\n")),
        }
        drop(done);
    }
}

fn message(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|s| (*s).to_string());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic".to_string())
}
