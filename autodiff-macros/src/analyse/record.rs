//! To-be-recorded analysis: a forward dataflow of the variables whose present
//! value some earlier statement's reverse reads. Such a value is saved when it
//! is overwritten, or when its scope ends.

use super::elementwise::{self, Runs};
use super::needs::{self, expand};
use super::refill;
use super::required::Required;
use super::writes::base;
use super::{Facts, Reader};
use crate::ir::{
    BinOp, Block, Body, Dst, Exit, LoopId, LoopKind, Op, Operand, Origin, Place, Proj, Stmt,
    StmtId, StmtKind, VarId,
};
use crate::ty::Ty;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Runs the analysis and adds its findings to `facts`.
pub(super) fn run(body: &Body, runs: &Runs, facts: &mut Facts) {
    let lent = body
        .vars
        .iter()
        .enumerate()
        .filter(|(_, v)| matches!(v.origin, Origin::Param(_)) && matches!(v.ty, Ty::RefMut(_)))
        .map(|(i, _)| VarId(i))
        .collect();
    // Once as if no caller wanted the initial content of `&mut` parameters
    // back, once as if all did.
    let restored = Required {
        ids: lent,
        ..Required::default()
    };
    let both = |facts: &Facts| {
        let plain = flow(body, runs, facts, Required::default());
        (plain, flow(body, runs, facts, restored.clone()))
    };
    let (mut plain, mut restoring) = both(facts);
    refill::gather(body, runs, facts, |store| plain.saving.contains(&store));
    let mut again = !facts.refills.is_empty();
    while again {
        (plain, restoring) = both(facts);
        let kept = |id| plain.kept.contains(&id) || restoring.kept.contains(&id);
        again = refill::give_up(body, facts, kept);
    }
    facts.restoring = restoring
        .saving
        .difference(&plain.saving)
        .copied()
        .collect();
    facts.kept = plain.kept.union(&restoring.kept).copied().collect();
    facts.read = plain.read.union(&restoring.read).copied().collect();
    facts.saving = plain.saving;
    facts.lent_on = restoring.lent.difference(&plain.lent).copied().collect();
    facts.lent = plain.lent;
    facts.perhaps = plain.perhaps;
    for (id, readers) in restoring.perhaps {
        facts.perhaps.entry(id).or_default().extend(readers);
    }
    let (saving, callees) = (&facts.saving, &facts.callees);
    facts
        .perhaps
        .retain(|id, _| !saving.contains(id) || callees.contains_key(id));
}

fn flow(body: &Body, runs: &Runs, facts: &Facts, entry: Required) -> Found {
    let mut flow = Flow {
        body,
        facts,
        found: Found::default(),
        scopes: Vec::new(),
        loops: HashMap::new(),
        runs,
        bounds: index_bounds(body),
        lambdas: 0,
    };
    let mut state = entry;
    // What was moved into the function is its own to keep.
    let moved = (0..body.vars.len())
        .map(VarId)
        .filter(|id| is_moved_in(body, *id))
        .collect();
    flow.scopes.push(moved);
    if flow.block(&body.block, &mut state) {
        flow.end_scopes(0, &state);
    }
    let Found {
        saving,
        mut kept,
        read,
        perhaps,
        lent,
    } = flow.found;
    // A mutable value that isn't a scalar has to come from somewhere before the
    // first old value is put back.
    kept.extend(read.iter().filter(|id| {
        let var = &body.vars[id.0];
        var.mutable
            && !matches!(var.origin, Origin::Param(_))
            && !matches!(var.ty, Ty::Float | Ty::Int | Ty::Bool)
    }));
    Found {
        saving,
        kept,
        read,
        perhaps,
        lent,
    }
}

#[derive(Default)]
struct Found {
    saving: HashSet<StmtId>,
    kept: HashSet<VarId>,
    read: HashSet<VarId>,
    /// Statements that save what they overwrite if one of these reads it.
    perhaps: HashMap<StmtId, BTreeSet<Reader>>,
    /// The `&mut` arguments whose content the callee has to put back for certain.
    lent: HashSet<Reader>,
}

/// What is known of a loop while its body is analysed.
#[derive(Default)]
struct LoopState {
    depth: usize,
    breaks: Required,
    continues: Required,
}

struct Flow<'a> {
    body: &'a Body,
    facts: &'a Facts,
    found: Found,
    /// The variables declared so far in each open block.
    scopes: Vec<Vec<VarId>>,
    loops: HashMap<usize, LoopState>,
    runs: &'a Runs,
    /// The indices of loops over `…..d`, with the `d`.
    bounds: HashMap<VarId, String>,
    /// How many closures are around.
    lambdas: usize,
}

impl Flow<'_> {
    /// Analyses a block; `false` if control doesn't come out of its end.
    fn block(&mut self, block: &Block, state: &mut Required) -> bool {
        self.scopes.push(Vec::new());
        let mut completes = true;
        for stmt in &block.stmts {
            if !self.stmt(stmt, state) {
                completes = false;
                break;
            }
        }
        if completes {
            self.end_scopes(self.scopes.len() - 1, state);
        }
        self.scopes.pop();
        completes
    }

    /// Control leaves the blocks from `depth` inwards.
    fn end_scopes(&mut self, depth: usize, state: &Required) {
        for scope in &self.scopes[depth..] {
            self.found
                .kept
                .extend(scope.iter().filter(|id| state.may_contain(id)));
        }
    }

    fn declare(&mut self, id: VarId, state: &mut Required) {
        // What an earlier trip of a loop around required of it is gone.
        state.remove(&id);
        if let Some(scope) = self.scopes.last_mut() {
            scope.push(id);
        }
    }

    fn require(&mut self, state: &mut Required, ids: &BTreeSet<VarId>) {
        self.found.read.extend(ids);
        let refills = &self.facts.refills;
        if ids.iter().any(|id| refills.contains_key(id)) {
            // Filled again, they needn't be saved.
            let kept = ids.iter().filter(|id| !refills.contains_key(id));
            state.require(&kept.copied().collect());
        } else {
            state.require(ids);
        }
    }

    fn stmt(&mut self, stmt: &Stmt, state: &mut Required) -> bool {
        match &stmt.kind {
            StmtKind::Declare(id)
            | StmtKind::Shape { var: id, .. }
            | StmtKind::Residual { var: id, .. }
            | StmtKind::Kept { var: id, .. } => self.declare(*id, state),
            StmtKind::Alias { var, .. } => self.declare(*var, state),
            StmtKind::Effect(..) | StmtKind::Destructure { .. } => {}
            StmtKind::Def { dst, op, .. } => self.definition(stmt, dst, op, state),
            StmtKind::Swap { a, b, .. } => {
                let needs = needs::of(self.body, self.facts, stmt);
                self.require(state, &needs.before);
                // Undone by another swap: what is required of one before is
                // required of the other after.
                let (a, b) = (base(self.body, a.root), base(self.body, b.root));
                state.settle(a);
                state.settle(b);
                if state.contains(&a) || state.contains(&b) {
                    self.found.saving.insert(stmt.id);
                    self.require(state, &BTreeSet::from([a, b]));
                }
            }
            StmtKind::Mutate(m) => {
                let needs = needs::of(self.body, self.facts, stmt);
                self.require(state, &needs.before);
                let root = base(self.body, m.recv.root);
                state.settle(root);
                self.overwrite(stmt.id, &m.recv, false, state);
                if state.contains(&root) {
                    // Elements may have changed places.
                    self.require(state, &BTreeSet::from([root]));
                }
            }
            StmtKind::Block(block) => return self.block(block, state),
            StmtKind::Branch(branch) => {
                let mut joined = Required::default();
                let mut completes = false;
                for arm in &branch.arms {
                    let mut inside = state.clone();
                    self.scopes
                        .push(arm.pat.iter().flat_map(|(_, vars)| vars.clone()).collect());
                    let done = self.block(&arm.block, &mut inside);
                    if done {
                        self.end_scopes(self.scopes.len() - 1, &inside);
                        joined.join(&inside);
                        completes = true;
                    }
                    self.scopes.pop();
                }
                *state = joined;
                return completes;
            }
            StmtKind::Loop(l) => {
                let leaves = self.loop_(l, state);
                let again = self.facts.refills.values().find(|r| r.by == stmt.id);
                if let Some(refill) = again {
                    let reads = expand(self.body, self.facts, &refill.reads);
                    self.require(state, &reads);
                }
                return leaves;
            }
            StmtKind::Exit(exit) => {
                self.exit(exit, state);
                return false;
            }
        }
        true
    }

    fn loop_(&mut self, l: &crate::ir::Loop, state: &mut Required) -> bool {
        let binds: Vec<VarId> = match &l.kind {
            LoopKind::Opaque { binds, .. } => binds.clone(),
            _ => Vec::new(),
        };
        let LoopId(key) = l.id;
        loop {
            let mut inside = state.clone();
            self.loops.insert(
                key,
                LoopState {
                    depth: self.scopes.len(),
                    ..LoopState::default()
                },
            );
            self.scopes.push(binds.clone());
            let completes = self.block(&l.body, &mut inside);
            if completes {
                self.end_scopes(self.scopes.len() - 1, &inside);
            }
            self.scopes.pop();
            let ended = self.loops.remove(&key).unwrap_or_default();
            let mut next = state.clone();
            if completes {
                next.join(&inside);
            }
            next.join(&ended.continues);
            if next == *state {
                let forever = matches!(l.kind, LoopKind::Forever);
                let breaks = ended.breaks;
                let leaves = !forever || has_break(&l.body, l.id);
                if forever {
                    *state = breaks;
                } else {
                    state.join(&breaks);
                }
                for run in self.runs.in_loop(l.id) {
                    let root = base(self.body, run.place.root);
                    if run.whole {
                        state.remove(&root);
                    } else if let Some(until) = &run.until
                        && state.contains(&root)
                        && self.found.saving.contains(&run.store)
                    {
                        state.covered.insert(root, until.clone());
                    }
                }
                if let Some(carried) = self.facts.checkpoints.get(&l.id) {
                    let reads = expand(self.body, self.facts, &carried.named);
                    self.require(state, &reads);
                }
                if let LoopKind::Range { iter, .. } = &l.kind {
                    let reads = expand(self.body, self.facts, &iter.reads);
                    self.require(state, &reads);
                }
                return leaves;
            }
            *state = next;
        }
    }

    fn exit(&mut self, exit: &Exit, state: &mut Required) {
        match exit {
            Exit::Return => self.end_scopes(0, state),
            Exit::Break(LoopId(key)) | Exit::Continue(LoopId(key)) => {
                let Some(target) = self.loops.get_mut(key) else {
                    return;
                };
                match exit {
                    Exit::Break(_) => target.breaks.join(state),
                    _ => target.continues.join(state),
                }
                let depth = target.depth;
                self.end_scopes(depth, state);
            }
        }
    }

    fn definition(&mut self, stmt: &Stmt, dst: &Dst, op: &Op, state: &mut Required) {
        let needs = needs::of(self.body, self.facts, stmt);
        self.require(state, &needs.before);
        if let Op::Call { callee, args, .. } = op
            && callee.has_sweeps()
        {
            self.lend(stmt.id, args, state);
        }
        for lambda in op.lambdas() {
            self.lambda(lambda, state);
        }
        if let Op::Map { closure, .. } = op {
            // Run forwards and backwards within the reverse of this statement.
            let mut inside = Required::default();
            self.block(&closure.body, &mut inside);
        }
        match dst {
            Dst::Let(id) => self.declare(*id, state),
            Dst::Pattern(_, vars, _) => vars.iter().for_each(|v| self.declare(*v, state)),
            Dst::Store(place) => self.overwrite(stmt.id, place, true, state),
            Dst::Update(update, place) => {
                let undone = self.body.vars[place.root.0].ty == Ty::Int
                    && place.is_whole()
                    && matches!(update, BinOp::Add | BinOp::Sub);
                if undone && state.contains(&place.root) {
                    // `i += 1` is undone by `i -= 1`.
                    if let Op::Use(Operand::Inactive(v)) = op {
                        let reads = expand(self.body, self.facts, &v.reads);
                        self.require(state, &reads);
                    }
                    self.found.saving.insert(stmt.id);
                } else {
                    self.overwrite(stmt.id, place, false, state);
                }
            }
            Dst::Init(_) | Dst::Discard => {}
        }
        self.require(state, &needs.after);
        for (id, reader) in needs.perhaps {
            // Closures run at times of their own.
            if self.lambdas > 0 {
                self.require(state, &BTreeSet::from([id]));
            } else {
                self.found.read.insert(id);
                state.perhaps.entry(id).or_default().insert(reader);
            }
        }
    }

    /// A closure runs any number of times. What it changes through its parameters
    /// is always put back.
    fn lambda(&mut self, lambda: &crate::ir::Lambda, state: &mut Required) {
        let changed: BTreeSet<VarId> = lambda
            .params
            .iter()
            .copied()
            .filter(|id| matches!(self.body.vars[id.0].ty, Ty::RefMut(_) | Ty::Unknown))
            .collect();
        let may: Vec<VarId> = state.perhaps.keys().copied().collect();
        may.into_iter().for_each(|id| state.settle(id));
        loop {
            let mut inside = state.clone();
            inside.require(&changed);
            self.lambdas += 1;
            self.block(&lambda.body, &mut inside);
            self.lambdas -= 1;
            for id in &changed {
                inside.remove(id);
            }
            let mut next = state.clone();
            next.join(&inside);
            if next == *state {
                return;
            }
            *state = next;
        }
    }

    /// `&mut` arguments: the callee puts back what it changed, if that is
    /// required.
    fn lend(&mut self, id: StmtId, args: &[Operand], state: &Required) {
        for (i, arg) in args.iter().enumerate() {
            if let Some(place) = arg.lent_mutably() {
                let root = base(self.body, place.root);
                if state.contains(&root) {
                    self.found.saving.insert(id);
                    self.found.lent.insert((id, i));
                } else if let Some(readers) = state.perhaps.get(&root) {
                    self.found.perhaps.entry(id).or_default().extend(readers);
                }
            }
        }
    }

    /// Whether the place is an element `v[i]` of a run that has been saved.
    fn is_covered(&self, place: &Place, state: &Required) -> bool {
        let Some(until) = state.covered.get(&place.root) else {
            return false;
        };
        let [Proj::Index(at)] = place.proj.as_slice() else {
            return false;
        };
        let Some(name) = crate::activity::variable(&at.expr) else {
            return false;
        };
        at.reads.iter().any(|id| {
            self.body.vars[id.0].name == name && self.bounds.get(id).is_some_and(|d| d == until)
        })
    }

    fn overwrite(&mut self, id: StmtId, place: &Place, whole_value: bool, state: &mut Required) {
        let root = base(self.body, place.root);
        if state.contains(&root) && !self.is_covered(place, state) {
            self.found.saving.insert(id);
        } else if let Some(readers) = state.perhaps.get(&root) {
            self.found.perhaps.entry(id).or_default().extend(readers);
        } else {
            return;
        }
        // The place has to be found again to put the old value back.
        let mut reads = place.index_reads();
        let mut name = place.root;
        while let Some(inner) = &self.body.vars[name.0].alias {
            reads.extend(inner.index_reads());
            name = inner.root;
        }
        let reads = expand(self.body, self.facts, &reads);
        self.require(state, &reads);
        let whole = self.body.vars[place.root.0].alias.is_none()
            && place.proj.iter().all(|p| matches!(p, Proj::Deref));
        if whole && whole_value {
            state.remove(&root);
        }
    }
}

/// The indices of loops over `…..d`, with the `d`, if that never changes.
fn index_bounds(body: &Body) -> HashMap<VarId, String> {
    let mut found = HashMap::new();
    super::writes::each(&body.block, &mut |stmt| {
        if let StmtKind::Loop(l) = &stmt.kind
            && let LoopKind::Range { index, iter } = &l.kind
            && let Some(until) = elementwise::upper_bound(body, iter)
            && !body.vars[index.0].mutable
        {
            found.insert(*index, until);
        }
    });
    found
}

/// Whether a variable is a parameter moved into the function.
pub(crate) fn is_moved_in(body: &Body, id: VarId) -> bool {
    let var = &body.vars[id.0];
    matches!(var.origin, Origin::Param(_)) && !super::remat::is_kept_by_caller(&var.ty)
}

fn has_break(block: &Block, id: LoopId) -> bool {
    let mut found = false;
    super::writes::each(block, &mut |s| {
        found |= matches!(&s.kind, StmtKind::Exit(Exit::Break(target)) if *target == id);
    });
    found
}
