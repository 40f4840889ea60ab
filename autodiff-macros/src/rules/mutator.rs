//! Methods that change their receiver: vectors, slices, arrays.

/// How a method changes its receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mutator {
    /// `v.push(x)`
    Push,
    /// `v.insert(i, x)`
    Insert,
    /// `v.extend_from_slice(&w)`, `v.extend(w)`
    Extend,
    /// `v.resize(n, x)`
    Resize,
    /// `v.pop()`
    Pop,
    /// `v.remove(i)`
    Remove,
    /// `v.swap_remove(i)`
    SwapRemove,
    /// `v.truncate(n)`
    Truncate,
    /// `v.clear()`
    Clear,
    /// `v.drain(a..b)`
    Drain,
    /// `v.split_off(n)`
    SplitOff,
    /// `v.retain(|x| …)`
    Retain,
    /// `v.reverse()`
    Reverse,
    /// `v.rotate_left(n)`, `v.rotate_right(n)`
    Rotate,
    /// `v.sort_by(|a, b| …)`, `v.sort_by_key(|x| …)` and their unstable forms
    Sort,
    /// `a.swap_with_slice(&mut b)`
    SwapWithSlice,
    /// `a.fill(x)`
    Fill,
    /// `a.assign(&b)`, `a.copy_from_slice(&b)`, `a.clone_from_slice(&b)`
    Assign,
    /// `v.append(&mut w)`: made of `extend_from_slice` and `clear`.
    Append,
    /// `v.copy_within(a..b, i)`: made of a copy and `copy_from_slice`.
    CopyWithin,
    /// `v.extend_from_within(a..b)`: made of a copy and `extend_from_slice`.
    ExtendFromWithin,
    /// `v.reserve(n)`, `v.shrink_to_fit()`: nothing that derivatives see.
    Capacity,
}

impl Mutator {
    /// Whether the method takes so many arguments.
    pub(crate) fn takes(self, count: usize) -> bool {
        match self {
            Self::Pop | Self::Clear | Self::Reverse => count == 0,
            Self::Insert | Self::Resize | Self::CopyWithin => count == 2,
            Self::Capacity => count <= 1,
            _ => count == 1,
        }
    }

    /// Whether the method gives what it takes out.
    pub(crate) fn gives_value(self) -> bool {
        matches!(
            self,
            Self::Pop | Self::Remove | Self::SwapRemove | Self::SplitOff
        )
    }

    /// Whether the number of elements may change.
    pub(crate) fn resizes(self) -> bool {
        !matches!(
            self,
            Self::Reverse
                | Self::Rotate
                | Self::Sort
                | Self::SwapWithSlice
                | Self::Fill
                | Self::Assign
                | Self::CopyWithin
                | Self::Capacity
        )
    }
}

/// The rule of a method that changes its receiver.
pub(crate) fn mutator(name: &str) -> Option<Mutator> {
    Some(match name {
        "push" => Mutator::Push,
        "insert" => Mutator::Insert,
        "extend" | "extend_from_slice" => Mutator::Extend,
        "resize" => Mutator::Resize,
        "pop" => Mutator::Pop,
        "remove" => Mutator::Remove,
        "swap_remove" => Mutator::SwapRemove,
        "truncate" => Mutator::Truncate,
        "clear" => Mutator::Clear,
        "drain" => Mutator::Drain,
        "split_off" => Mutator::SplitOff,
        "retain" => Mutator::Retain,
        "reverse" => Mutator::Reverse,
        "rotate_left" | "rotate_right" => Mutator::Rotate,
        "swap_with_slice" => Mutator::SwapWithSlice,
        "fill" => Mutator::Fill,
        "assign" | "copy_from_slice" | "clone_from_slice" => Mutator::Assign,
        "append" => Mutator::Append,
        "copy_within" => Mutator::CopyWithin,
        "extend_from_within" => Mutator::ExtendFromWithin,
        "reserve" | "reserve_exact" | "shrink_to_fit" | "shrink_to" => Mutator::Capacity,
        name if is_sort(name) => Mutator::Sort,
        _ => return None,
    })
}

fn is_sort(name: &str) -> bool {
    matches!(
        name,
        "sort_by"
            | "sort_unstable_by"
            | "sort_by_key"
            | "sort_unstable_by_key"
            | "sort_by_cached_key"
    )
}

/// Methods that change their receiver and have no rule, with the way out.
pub(crate) fn instead_of_mutator(name: &str) -> Option<&'static str> {
    Some(match name {
        "dedup" | "dedup_by" | "dedup_by_key" | "retain_mut" | "extract_if" => {
            "find out in a loop which elements stay, or use `retain`"
        }
        "fill_with" | "resize_with" => "use a loop with assignments or `push`",
        "splice" => "use `remove`, `drain` and `insert`",
        "sort" | "sort_unstable" => "use `sort_by`",
        "select_nth_unstable_by" | "select_nth_unstable_by_key" | "select_nth_unstable" => {
            "use `sort_by`"
        }
        "clone_from" => "assign the clone",
        "try_insert" | "push_within_capacity" | "pop_if" | "insert_mut" => {
            "use the form that always succeeds"
        }
        _ => return None,
    })
}

/// Methods whose closures only look at the elements: what these compute decides
/// where elements go, and carries no derivative.
pub(crate) fn looks_only(name: &str) -> bool {
    is_sort(name)
        || matches!(
            name,
            "retain" | "dedup_by" | "dedup_by_key" | "select_nth_unstable_by" | "partition_point"
        )
}
