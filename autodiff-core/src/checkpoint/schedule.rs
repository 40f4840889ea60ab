//! When a loop with few snapshots takes one, and which iterations it runs again.
//!
//! A snapshot is the state at the start of an iteration. The forward sweep leaves some; the reverse
//! sweep goes from the last one to the end of what is yet to be undone, in *runs*: it advances
//! without a tape, taking further snapshots where slots are free, until what is left fits on the
//! tape. How far to advance is the binomial rule of Griewank and Walther ("Algorithm 799: Revolve",
//! 2000), which is optimal. If the number of iterations is known beforehand, the forward sweep
//! follows the same rule; if it isn't, its snapshots are equally far apart, and every second one is
//! given up whenever half of the slots are taken.

/// Which iterations are run, in which order. Positions count iterations from the loop's start.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// At most so many snapshots at a time.
    slots: usize,
    /// At most so many iterations on the tape at a time.
    run: usize,
    /// Where snapshots are, in ascending order; the first is at 0.
    positions: Vec<usize>,
    /// The iterations that the forward sweep has begun.
    passed: usize,
    /// Where the forward sweep has to pause next.
    due: usize,
    /// Where it takes a snapshot next.
    next: usize,
    /// The number of iterations, if it is known beforehand.
    trips: Option<usize>,
    /// The distance of snapshots if it isn't.
    stride: usize,
    /// The iterations that are yet to be undone.
    left: usize,
    /// How far the state has got, if it is one to go on from.
    at: Option<usize>,
    /// Where the state is taken to, and whether a snapshot is taken there.
    goal: Option<(usize, bool)>,
}

/// What the forward sweep does where it pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Gives up every second snapshot, from the second on.
    pub thin: bool,
    /// Takes a snapshot.
    pub save: bool,
}

/// Consecutive iterations that the reverse sweep runs again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The state is set to the last snapshot before.
    pub restore: bool,
    /// The first iteration.
    pub from: usize,
    /// The number of iterations.
    pub len: usize,
    /// What is done with them.
    pub then: Then,
}

/// What follows a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing: only the state is of use.
    Advance,
    /// A snapshot.
    Save,
    /// The iterations are undone.
    Undo,
}

impl Run {
    /// Whether its iterations are undone.
    #[inline]
    #[must_use]
    pub fn undoes(&self) -> bool {
        self.then == Then::Undo
    }
}

impl Schedule {
    /// For a loop of `trips` iterations, if that is known.
    #[must_use]
    pub fn new(slots: usize, run: usize, trips: Option<usize>) -> Self {
        Self {
            slots: slots.max(1),
            run: run.max(1),
            positions: Vec::new(),
            passed: 0,
            due: 0,
            next: 0,
            trips,
            stride: run.max(1),
            left: 0,
            at: None,
            goal: None,
        }
    }

    /// Whether the forward sweep pauses before the next iteration, if there is one.
    #[inline(always)]
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.passed >= self.due
    }

    /// An iteration of the forward sweep begins.
    #[inline(always)]
    pub fn count(&mut self) {
        self.passed += 1;
    }

    /// What it does when it pauses.
    pub fn pause(&mut self) -> Pause {
        let here = self.passed;
        let mut pause = Pause {
            thin: false,
            save: false,
        };
        if here >= self.next {
            if self.trips.is_none() && self.positions.len() >= self.slots.div_ceil(2) && here > 0 {
                pause.thin = true;
                let mut even = false;
                self.positions.retain(|_| {
                    even = !even;
                    even
                });
                self.stride *= 2;
            }
            pause.save = self.trips.is_some() || here.is_multiple_of(self.stride);
            if pause.save {
                self.positions.push(here);
            }
            self.next = self.following(here);
        }
        self.due = (here + self.run).min(self.next);
        pause
    }

    /// Where the forward sweep takes its next snapshot after `here`.
    fn following(&self, here: usize) -> usize {
        let Some(trips) = self.trips else {
            return (here / self.stride + 1) * self.stride;
        };
        let units = trips.saturating_sub(here).div_ceil(self.run);
        let free = self.slots - self.positions.len();
        if free == 0 || units < 2 {
            return usize::MAX;
        }
        here + self.run * split(units, free + 1)
    }

    /// The forward sweep has ended after so many iterations.
    pub fn finish(&mut self) {
        self.left = self.passed;
    }

    /// The number of snapshots.
    #[must_use]
    pub fn snapshots(&self) -> usize {
        self.positions.len()
    }

    /// The next run of the reverse sweep.
    pub fn next_run(&mut self) -> Option<Run> {
        if self.left == 0 {
            return None;
        }
        while self.positions.len() > 1 && self.positions.last() == Some(&self.left) {
            self.positions.pop();
        }
        let restore = self.at.is_none();
        let from = match self.at {
            Some(at) => at,
            None => self.positions.last().copied().unwrap_or(0),
        };
        let remaining = self.left - from;
        if remaining <= self.run {
            self.left = from;
            (self.at, self.goal) = (None, None);
            return Some(Run {
                restore,
                from,
                len: remaining,
                then: Then::Undo,
            });
        }
        let (goal, save) = *self.goal.get_or_insert_with(|| {
            let units = remaining.div_ceil(self.run);
            match self.slots.saturating_sub(self.positions.len()) {
                0 => (from + self.run * (units - 1), false),
                free => (from + self.run * split(units, free + 1), true),
            }
        });
        let len = self.run.min(goal - from);
        let to = from + len;
        self.at = Some(to);
        let mut then = Then::Advance;
        if to == goal {
            self.goal = None;
            if save {
                self.positions.push(to);
                then = Then::Save;
            }
        }
        Some(Run {
            restore,
            from,
            len,
            then,
        })
    }
}

/// How far to advance from a snapshot before taking the next, if `units` steps are to be undone and
/// `slots` snapshots may be held, the first one included. With `most(s, r) = (s + r)! / (s! r!)`,
/// the most steps that `s` snapshots undo with `r` repetitions each, both parts must do with
/// as few repetitions as the whole: the first with all slots but one repetition less, the second
/// with one slot less.
fn split(units: usize, slots: usize) -> usize {
    let mut repetitions = 1;
    while most(slots, repetitions) < units {
        repetitions += 1;
    }
    let least = most(slots, repetitions.saturating_sub(2));
    let first = units.saturating_sub(most(slots - 1, repetitions));
    let first = if repetitions < 2 {
        first
    } else {
        first.max(least)
    };
    first.clamp(1, units - 1)
}

/// `(s + r)! / (s! r!)`, or the largest number if that is too large.
fn most(s: usize, r: usize) -> usize {
    let mut found = 1_usize;
    for i in 1..=r {
        // The product is divisible by `i`, as `i` factors of a row follow each other.
        match found.checked_mul(s + i) {
            Some(product) => found = product / i,
            None => return usize::MAX,
        }
    }
    found
}
