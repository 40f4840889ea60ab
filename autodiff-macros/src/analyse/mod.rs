//! What the reverse sweep needs of the forward one.
//!
//! * [`needs`]: which primal values the reverse of each statement reads;
//! * [`remat`]: which variables are recomputed rather than kept;
//! * [`record`]: which overwritten values and which locals at the end of their
//!   scope go to the tape ("to be recorded").

mod elementwise;
mod lent;
mod needs;
pub(crate) mod record;
mod remat;
mod writes;

use crate::ir::{Body, Op, StmtId, VarId};
use std::collections::{HashMap, HashSet};

pub(crate) use elementwise::Run;
pub(crate) use needs::{bar_root, is_active, is_mutable_alias, is_owned, named};
pub(crate) use writes::{blocks, captured, each, operands};

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
    /// Loops that save a run of elements at once.
    pub(crate) runs: HashMap<StmtId, Vec<elementwise::Run>>,
    /// The stores that such loops save for.
    pub(crate) in_runs: HashSet<StmtId>,
    /// Variables whose cotangent has to have its full shape.
    pub(crate) shaped: HashSet<VarId>,
    /// Parameters whose lent cotangent has to be full.
    pub(crate) settled: HashSet<VarId>,
    /// Variables whose primal value the reverse sweep reads at all.
    pub(crate) read: HashSet<VarId>,
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

impl Facts {
    /// Whether a variable's value must not be moved away.
    pub(crate) fn stays(&self, id: VarId) -> bool {
        self.kept.contains(&id) || self.shaped.contains(&id) || self.read.contains(&id)
    }
}

/// Analyses a body.
pub(crate) fn analyse(body: &Body) -> Facts {
    let mut facts = Facts {
        remat: remat::choose(body),
        ..Facts::default()
    };
    facts.shaped = needs::shaped(body);
    facts.settled = lent::settled(body);
    record::run(body, &mut facts);
    record::gather_runs(body, &mut facts);
    facts
}
