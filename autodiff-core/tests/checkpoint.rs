//! The schedule of checkpointed loops: every iteration is undone once, in order, with few snapshots
//! and no more repetition than theory says.

use autodiff_core::__private::{Schedule, Then};
use std::collections::HashMap;

/// What a loop of `trips` iterations costs.
#[derive(Debug)]
struct Cost {
    /// Iterations run without being undone then.
    advanced: usize,
    /// The most snapshots at a time.
    snapshots: usize,
    /// Where the forward sweep left its last snapshot.
    last: usize,
}

/// Follows a schedule, with the state that a snapshot would hold.
fn follow(slots: usize, run: usize, trips: usize, known: bool) -> Cost {
    let mut schedule = Schedule::new(slots, run, known.then_some(trips));
    let mut saved: Vec<usize> = Vec::new();
    let mut cost = Cost {
        advanced: trips,
        snapshots: 0,
        last: 0,
    };
    let mut since = 0;
    for state in 0..trips {
        if schedule.is_due() {
            let pause = schedule.pause();
            since = 0;
            if pause.thin {
                saved = saved.into_iter().step_by(2).collect();
            }
            if pause.save {
                saved.push(state);
            }
        }
        schedule.count();
        since += 1;
        assert!(since <= run, "the tape of {since} iterations");
        cost.snapshots = cost.snapshots.max(saved.len());
    }
    schedule.finish();
    cost.last = saved.last().copied().unwrap_or(0);
    let (mut state, mut left) = (usize::MAX, trips);
    while let Some(next) = schedule.next_run() {
        let taken = schedule.snapshots() - usize::from(next.then == Then::Save);
        saved.truncate(taken);
        if next.restore {
            state = *saved.last().expect("the entry's snapshot stays");
        }
        assert_eq!(state, next.from);
        assert!((1..=run).contains(&next.len), "{next:?}");
        state += next.len;
        match next.then {
            Then::Undo => {
                assert_eq!(state, left, "undone in order");
                left -= next.len;
                state = usize::MAX;
            }
            Then::Save => saved.push(state),
            Then::Advance => {}
        }
        if next.then != Then::Undo {
            cost.advanced += next.len;
        }
        cost.snapshots = cost.snapshots.max(saved.len());
    }
    assert_eq!(left, 0);
    if trips > 0 {
        assert_eq!(saved, [0], "the entry's snapshot is left");
    }
    cost
}

/// The least number of iterations run besides those that are undone, by trying all ways.
fn least(trips: usize, slots: usize, known: &mut HashMap<(usize, usize), usize>) -> usize {
    if trips < 2 {
        return 0;
    }
    if slots == 1 {
        return trips * (trips - 1) / 2;
    }
    if let Some(found) = known.get(&(trips, slots)) {
        return *found;
    }
    let ways = (1..trips)
        .map(|first| first + least(trips - first, slots - 1, known) + least(first, slots, known));
    let found = ways.min().unwrap_or(0);
    known.insert((trips, slots), found);
    found
}

#[test]
fn every_iteration_is_undone_in_order_with_few_snapshots() {
    for known in [true, false] {
        for trips in [0, 1, 2, 3, 4, 5, 7, 10, 31, 32, 33, 100, 257, 1000] {
            for slots in [1, 2, 3, 4, 5, 8, 50] {
                for run in [1, 2, 3, 10, 64] {
                    let cost = follow(slots, run, trips, known);
                    assert!(cost.snapshots <= slots, "{trips} {slots} {run}: {cost:?}");
                }
            }
        }
    }
}

/// The forward sweep goes to the end, for the value; from its last snapshot on, the schedule itself
/// would have gone on otherwise.
#[test]
fn known_loops_run_as_little_again_as_can_be() {
    let mut known = HashMap::new();
    for slots in 1..=6 {
        for trips in 1..=120 {
            let cost = follow(slots, 1, trips, true);
            let best = least(trips, slots, &mut known);
            assert!(cost.advanced >= best);
            let beyond = trips - cost.last;
            assert!(
                cost.advanced <= best + beyond,
                "{trips} {slots}: {cost:?}, at best {best}"
            );
        }
    }
}

/// `r` repetitions of each iteration undo `(s + r)! / (s! r!)` of them with `s` snapshots.
#[test]
fn repetitions_grow_like_the_binomial() {
    let binomial = |s: usize, r: usize| (1..=r).fold(1, |found, i| found * (s + i) / i);
    for (slots, repetitions) in [(3, 5), (10, 3), (10, 4), (20, 3), (64, 2), (64, 3)] {
        let trips = binomial(slots, repetitions);
        let cost = follow(slots, 1, trips, true);
        let factor = cost.advanced as f64 / trips as f64;
        assert!(
            factor <= repetitions as f64 + 0.5,
            "{slots} {repetitions}: {factor}"
        );
    }
}

/// A million iterations, 64 snapshots, 64 iterations on the tape.
#[test]
fn a_million_iterations() {
    for (known, most) in [(true, 4.0), (false, 4.5)] {
        let cost = follow(64, 64, 1_000_000, known);
        let factor = cost.advanced as f64 / 1e6;
        println!("known: {known}, factor {factor}, {cost:?}");
        assert!(factor < most, "known: {known}, factor {factor}");
    }
}
