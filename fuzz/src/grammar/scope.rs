//! The variables that a program may use at a place, and what it may do with them. Contract: what
//! [`Scope`] offers passes the borrow checker.

/// How many elements a container has. Equal numbers mean equal lengths for as long as both
/// variables are in scope; the first ones are the dimensions that all functions agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Len {
    /// Known when the program is written.
    Fixed(usize),
    /// One of a program's own.
    Of(u32),
}

impl Len {
    /// The rows of all matrices.
    pub(crate) const ROWS: Self = Self::Of(0);
    /// The columns of all matrices.
    pub(crate) const COLUMNS: Self = Self::Of(1);
}

/// What holds a row of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Vec,
    Fixed,
    /// `&[f64]`
    Slice,
    /// `&mut [f64]`
    SliceMut,
    /// `Array1<f64>`
    Array,
    /// A view of an array, or a reference to one.
    View,
}

impl Kind {
    /// Whether it has the methods of slices.
    pub(crate) fn is_slice(self) -> bool {
        !self.is_array()
    }

    /// Whether it is `ndarray`'s.
    pub(crate) fn is_array(self) -> bool {
        matches!(self, Self::Array | Self::View)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    Float,
    /// `usize`; what it is certainly less than.
    Int(Option<Len>),
    Bool,
    /// Numbers, and whether there certainly is one.
    List(Kind, Len, bool),
    Matrix,
    Pair,
    /// `Vec<Vec<f64>>`, no row of which is empty.
    Rows(Len),
    /// `Vec<(f64, f64)>`
    Points(Len),
    /// `[[f64; 3]; 2]`
    Grid,
    /// `((f64, f64), [f64; 2])`
    Nest,
    /// The struct of two numbers.
    Spot,
    /// The struct that owns a vector.
    Curve,
    /// The enum of plain values.
    Shape,
    /// The enum that contains itself.
    Stack,
    /// `Option<f64>`
    Opt,
    /// `Fn(f64) -> f64`
    Closure,
    /// `FnMut(f64) -> f64`
    Changing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Borrow {
    Shared,
    Unique,
}

#[derive(Clone, Debug)]
pub(crate) struct Var {
    pub(crate) name: String,
    /// How its value is read: `x`, `(*v)`.
    pub(crate) read: String,
    pub(crate) ty: Ty,
    pub(crate) mutable: bool,
    /// Whether the caller or another variable owns it.
    pub(crate) borrowed: bool,
    /// How many loops are around its declaration.
    pub(crate) loops: usize,
    /// Whether it was moved away.
    pub(crate) gone: bool,
    /// The variables (by position) that can't be used freely while this one is in scope.
    pub(crate) borrows: Vec<(usize, Borrow)>,
}

impl Var {
    pub(crate) fn new(name: &str, ty: Ty) -> Self {
        Self {
            name: name.to_string(),
            read: name.to_string(),
            ty,
            mutable: false,
            borrowed: false,
            loops: 0,
            gone: false,
            borrows: Vec::new(),
        }
    }

    pub(crate) fn mutable(mut self) -> Self {
        self.mutable = true;
        self
    }

    pub(crate) fn borrowed(mut self) -> Self {
        self.borrowed = true;
        self
    }

    /// A reference to a number: read by `*`.
    pub(crate) fn by_reference(mut self) -> Self {
        self.read = format!("(*{})", self.name);
        self
    }

    pub(crate) fn borrowing(mut self, of: usize, how: Borrow) -> Self {
        self.borrows.push((of, how));
        self
    }
}

/// Variables, innermost last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    vars: Vec<Var>,
}

impl Scope {
    pub(crate) fn declare(&mut self, var: Var) -> usize {
        self.vars.push(var);
        self.vars.len() - 1
    }

    /// Forbids the use of a variable until [`Scope::leave`].
    pub(crate) fn hide(&mut self, at: usize) {
        self.declare(Var::new("", Ty::Bool).borrowing(at, Borrow::Unique));
    }

    pub(crate) fn enter(&self) -> usize {
        self.vars.len()
    }

    pub(crate) fn leave(&mut self, mark: usize) {
        self.vars.truncate(mark);
    }

    pub(crate) fn var(&self, at: usize) -> &Var {
        &self.vars[at]
    }

    pub(crate) fn forget(&mut self, at: usize) {
        self.vars[at].gone = true;
    }

    /// The variables whose names are in this text.
    pub(crate) fn mentioned(&self, text: &str) -> Vec<usize> {
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .collect();
        self.matching(|v| words.contains(&v.name.as_str()), Some(Borrow::Unique))
    }

    pub(crate) fn uses(&self, name: &str) -> bool {
        self.vars.iter().any(|v| v.name == name)
    }

    /// The names that may be shadowed: not those that are written without asking the scope.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let free = |v: &&Var| {
            let relied_on = match v.ty {
                Ty::List(kind, ..) => kind.is_array(),
                Ty::Float | Ty::Pair => false,
                _ => true,
            };
            !relied_on && v.read == v.name
        };
        self.vars.iter().filter(free).map(|v| v.name.as_str())
    }

    /// What can be read, of the types that `of` accepts.
    pub(crate) fn readable(&self, of: impl Fn(&Ty) -> bool) -> Vec<usize> {
        self.matching(|v| of(&v.ty), Some(Borrow::Unique))
    }

    /// What can be changed.
    pub(crate) fn writable(&self, of: impl Fn(&Ty) -> bool) -> Vec<usize> {
        self.matching(|v| v.mutable && of(&v.ty), None)
    }

    /// Vectors that can be replaced as a whole, whose length nothing relies on.
    pub(crate) fn resizable(&self) -> Vec<usize> {
        let mut found = self.matching(
            |v| v.mutable && matches!(v.ty, Ty::List(Kind::Vec, _, true)),
            None,
        );
        found.retain(|at| !self.is_pinned(*at));
        found
    }

    /// Whether an element may be added to this variable.
    pub(crate) fn may_grow(&self, at: usize) -> bool {
        !self.is_pinned(at)
    }

    /// What can be moved away: it is the function's, and no loop comes back to it.
    pub(crate) fn movable(&self, loops: usize, of: impl Fn(&Ty) -> bool) -> Vec<usize> {
        self.matching(|v| of(&v.ty) && !v.borrowed && v.loops == loops, None)
    }

    /// Whether an index in scope relies on the length of this variable.
    fn is_pinned(&self, at: usize) -> bool {
        let (Ty::List(_, len, _) | Ty::Rows(len) | Ty::Points(len)) = self.vars[at].ty else {
            return false;
        };
        self.vars.iter().any(|v| v.ty == Ty::Int(Some(len)))
    }

    /// `forbidden`: the kind of borrow that rules a variable out; `None`: any.
    fn matching(&self, wanted: impl Fn(&Var) -> bool, forbidden: Option<Borrow>) -> Vec<usize> {
        let last = |name: &str| self.vars.iter().rposition(|v| v.name == name);
        (0..self.vars.len())
            .filter(|at| {
                let var = &self.vars[*at];
                let held = self.vars.iter().flat_map(|v| &v.borrows).any(|(of, how)| {
                    of == at && forbidden.is_none_or(|forbidden| *how == forbidden)
                });
                !var.name.is_empty()
                    && !var.gone
                    && !held
                    && wanted(var)
                    && last(&var.name) == Some(*at)
            })
            .collect()
    }
}
