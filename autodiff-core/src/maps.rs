//! Maps to what has no derivative, and sets: tables of indices, names and counts.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::companion::Discrete;
use crate::differential::{inactive, moved};
use crate::tree::no_leaves;
use crate::{Differentiable, Storable, Tape, Tree};

macro_rules! without_derivative {
    ($([$($generics:tt)*] $T:ty where { $($bounds:tt)* }),* $(,)?) => {$(
        impl<$($generics)*> Differentiable for $T where $($bounds)* {
            inactive!();
            moved!();
        }

        impl<$($generics)*> Discrete for $T where $($bounds)* {}

        impl<$($generics)*> Tree for $T where $($bounds)* {
            no_leaves!();
        }

        impl<$($generics)*> Storable for $T where Self: Clone + 'static, $($bounds)* {
            fn push_to(self, tape: &mut Tape) {
                tape.push_cloneable(self);
            }
            fn pop_from(tape: &mut Tape) -> Self {
                tape.pop_any()
            }
        }
    )*};
}

without_derivative! {
    [K, V, S] HashMap<K, V, S> where { V: Discrete },
    [K, V] BTreeMap<K, V> where { V: Discrete },
    [K, S] HashSet<K, S> where {},
    [K] BTreeSet<K> where {},
}
