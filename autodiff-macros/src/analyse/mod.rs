//! What the reverse sweep needs of the forward one.
//!
//! * [`needs`]: which primal values the reverse of each statement reads;
//! * [`remat`]: which variables are recomputed rather than kept;
//! * [`refill`]: which vectors are filled again;
//! * [`record`]: which overwritten values and which locals at the end of their
//!   scope go to the tape ("to be recorded");
//! * [`lanes`]: which loops can become vector code.

mod assumed;
mod checkpoint;
mod definitions;
mod elementwise;
mod lanes;
mod lent;
mod mentioned;
mod needs;
mod passed_over;
mod reads;
pub(crate) mod record;
mod refill;
mod remat;
mod required;
mod shaped;
mod slopes;
mod var_set;
mod writes;

use crate::ir::{Body, LoopId, Op, StmtId, VarId};
use std::collections::{BTreeSet, HashMap, HashSet};

pub(crate) use assumed::stands;
pub(crate) use elementwise::Run;
pub(crate) use lanes::{CHUNK, Column, Element, Lanes, may_have_lanes};
pub(crate) use needs::{bar_root, is_active, is_active_in, is_mutable_alias, is_owned, named};
pub(crate) use reads::reads_lent;
pub(crate) use slopes::slopes;
pub(crate) use writes::{base, blocks, captured, each, mentions, operands, writes};

/// The facts that the code generator goes by.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Variables that the reverse sweep recomputes, with what they compute.
    pub(crate) remat: HashMap<VarId, Remat>,
    /// Variables pushed at the end of their scope.
    pub(crate) kept: HashSet<VarId>,
    /// Statements that push what they overwrite.
    pub(crate) saving: HashSet<StmtId>,
    /// Statements that push what they overwrite if the caller wants the
    /// initial content of a `&mut` parameter back.
    pub(crate) restoring: HashSet<StmtId>,
    /// Statements that push what they overwrite if one of these calls reads it. That of a call is
    /// for those of its `&mut` arguments that aren't `lent` for certain.
    pub(crate) perhaps: HashMap<StmtId, BTreeSet<Reader>>,
    /// The `&mut` arguments whose initial content a call has to put back for certain.
    pub(crate) lent: HashSet<Reader>,
    /// Those that it has to put back if the caller wants that of its own parameters back.
    pub(crate) lent_on: HashSet<Reader>,
    /// The functions that calls name.
    pub(crate) callees: HashMap<StmtId, syn::Path>,
    /// Loops that save a run of elements at once.
    pub(crate) runs: HashMap<StmtId, Vec<elementwise::Run>>,
    /// The stores that such loops save for.
    pub(crate) in_runs: HashSet<StmtId>,
    /// Vectors that a loop fills again before their first reader in the reverse sweep.
    pub(crate) refills: HashMap<VarId, refill::Refill>,
    /// Loops whose reverse can become vector code.
    pub(crate) lanes: HashMap<StmtId, Lanes>,
    /// Variables whose cotangent has to have its full shape.
    pub(crate) shaped: HashSet<VarId>,
    /// What loops with `#[checkpoint]` take from outside.
    pub(crate) checkpoints: HashMap<LoopId, checkpoint::Carried>,
    /// Parameters whose lent cotangent has to be full.
    pub(crate) settled: HashSet<VarId>,
    /// Variables whose primal value the reverse sweep reads at all.
    pub(crate) read: HashSet<VarId>,
    /// Definitions whose results the rest of the function may pass over.
    pub(crate) passed_over: HashSet<StmtId>,
    /// Variables that a later statement of the forward sweep may mention, too.
    pub(crate) mentioned_again: HashSet<VarId>,
}

/// How a variable is computed again.
#[derive(Clone, Debug)]
pub(crate) enum Remat {
    /// By its definition.
    Op(Op),
    /// As a reference to its place.
    Alias,
    /// As the shape of a place.
    Shape(crate::ir::Place),
}

/// An argument of a call, by number: its final content may be read by the callee's reverse sweep.
pub(crate) type Reader = (StmtId, usize);

impl Facts {
    /// Whether a statement may push what it overwrites.
    pub(crate) fn may_save(&self, id: StmtId) -> bool {
        self.saving.contains(&id) || self.restoring.contains(&id) || self.perhaps.contains_key(&id)
    }

    /// Whether a statement may push what it overwrites each time it runs, not the loop around it
    /// for all of its trips.
    pub(crate) fn saves_by_itself(&self, id: StmtId) -> bool {
        self.may_save(id) && !self.in_runs.contains(&id)
    }

    /// Whether a variable's value must not be moved away.
    pub(crate) fn stays(&self, id: VarId) -> bool {
        self.kept.contains(&id)
            || self.shaped.contains(&id)
            || self.read.contains(&id)
            || self.mentioned_again.contains(&id)
    }
}

/// Analyses a body.
pub(crate) fn analyse(body: &Body) -> Facts {
    let mut facts = Facts {
        remat: remat::choose(body),
        ..Facts::default()
    };
    facts.checkpoints = checkpoint::find(body, &facts.remat);
    facts.shaped = shaped::shaped(body);
    facts.callees = reads::callees(body);
    facts.settled = lent::settled(body);
    facts.mentioned_again = mentioned::again(body);
    facts.passed_over = passed_over::find(body);
    let runs = elementwise::Runs::of(body);
    record::run(body, &runs, &mut facts);
    runs.gather(body, &mut facts);
    lanes::gather(body, &mut facts);
    facts
}
