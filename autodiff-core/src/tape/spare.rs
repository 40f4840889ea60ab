//! Vectors that are overwritten as a whole: they go to the tape as they are, and another one, whose
//! memory was used before, takes their place. Nothing is copied.

use super::Tape;

/// Shorter vectors are copied: they lie side by side on the tape.
const SHORT: usize = 64;

macro_rules! spare {
    ($push:ident, $pop:ident, $recycle:ident, $spare:ident, $vecs:ident,
     $push_vec:ident, $pop_vec:ident, $push_run:ident, $pop_run:ident,
     $give:ident, $take:ident: $T:ty) => {
        /// Pushes what a vector holds, which is then any numbers, as many as before.
        #[doc(hidden)]
        #[inline(always)]
        pub fn $push(&mut self, vec: &mut Vec<$T>) {
            if vec.len() < SHORT {
                self.$push_run(vec);
            } else {
                *vec = self.$give(std::mem::take(vec));
            }
        }

        /// The counterpart: the vector is as long as when it was pushed.
        #[doc(hidden)]
        #[inline(always)]
        pub fn $pop(&mut self, vec: &mut Vec<$T>) {
            if vec.len() < SHORT {
                self.$pop_run(vec);
            } else {
                *vec = self.$take(std::mem::take(vec));
            }
        }

        /// Another vector of the same length for one that goes to the tape. It goes and comes by value:
        /// once a call that isn't inlined has had its address, the compiler looks up where its elements
        /// are after each store of the loops that follow. And it is inlined: else the parts of the vector
        /// are written one by one for the call, which reads two at once, and waits for that.
        #[inline(always)]
        fn $give(&mut self, vec: Vec<$T>) -> Vec<$T> {
            let mut other = self.$spare.pop().unwrap_or_default();
            other.resize(vec.len(), 0.0);
            self.$push_vec(vec);
            self.most_wholes = self.most_wholes.max(self.$vecs.len());
            other
        }

        /// The vector from the tape for one that isn't needed any more.
        #[inline(always)]
        fn $take(&mut self, vec: Vec<$T>) -> Vec<$T> {
            let old = self.$pop_vec();
            debug_assert_eq!(old.len(), vec.len(), "a vector that keeps its length");
            self.$spare.push(vec);
            old
        }

        /// Keeps the memory of vectors that nobody will pop: no more than once lay here, up to one
        /// that was overwritten as a whole.
        pub(super) fn $recycle(
            spare: &mut Vec<Vec<$T>>,
            forgotten: impl Iterator<Item = Vec<$T>>,
            most_wholes: usize,
        ) {
            // At once, so that the list itself isn't moved by a later sweep.
            spare.reserve(most_wholes.saturating_sub(spare.len()));
            // All are looked at: who gives them counts their bytes as they go.
            for vec in forgotten {
                if spare.len() < most_wholes {
                    spare.push(vec);
                }
            }
        }
    };
}

impl Tape {
    spare!(push_f64_whole, pop_f64_whole, recycle_f64s, spare_f64s, f64_vecs,
        push_f64_vec, pop_f64_vec, push_f64_run, pop_f64_run, give_f64s, take_f64s: f64);
    spare!(push_f32_whole, pop_f32_whole, recycle_f32s, spare_f32s, f32_vecs,
        push_f32_vec, pop_f32_vec, push_f32_run, pop_f32_run, give_f32s, take_f32s: f32);
}

#[cfg(test)]
mod tests {
    use super::SHORT;
    use crate::Tape;

    #[test]
    fn a_vector_comes_back_as_it_was() {
        for length in [0, 1, SHORT - 1, SHORT, 3 * SHORT] {
            let mut tape = Tape::new();
            for _ in 0..3 {
                let mut vec = Vec::new();
                for round in 0..4 {
                    vec = (0..length).map(|k| f64::from(round) + k as f64).collect();
                    tape.push(round as usize);
                    tape.push_f64_whole(&mut vec);
                    assert_eq!(vec.len(), length);
                    assert!(tape.bytes() / 8 >= length);
                }
                for round in (0..4).rev() {
                    vec.fill(-1.0);
                    tape.pop_f64_whole(&mut vec);
                    assert_eq!(tape.pop::<usize>(), round);
                    let first = vec.first().copied();
                    assert_eq!(first, (length > 0).then_some(round as f64));
                    assert_eq!(vec.len(), length);
                }
                assert!(tape.is_empty());
                assert_eq!(tape.bytes(), 0);
            }
        }
    }

    #[test]
    fn what_is_forgotten_is_not_counted() {
        let mut tape = Tape::new();
        let mark = tape.mark();
        for _ in 0..40 {
            tape.push(vec![1.0_f64; 70]);
        }
        tape.rewind(&mark);
        assert_eq!(tape.bytes(), 0);
        assert_eq!(tape.spare_f64s.len(), 0);
    }

    #[test]
    fn sweeps_that_are_forgotten_leave_their_memory_once() {
        let mut tape = Tape::new();
        let mut vec = vec![1.0_f64; 100];
        for _ in 0..5 {
            for _ in 0..40 {
                tape.push_f64_whole(&mut vec);
            }
            tape.push(vec![2.0_f64; 70]);
            tape.clear();
            assert_eq!(tape.spare_f64s.len(), 40);
        }
        tape.shrink_to_fit();
        assert_eq!(tape.spare_f64s.capacity(), 0);
    }

    #[test]
    fn memory_is_used_again() {
        let mut tape = Tape::new();
        let mut vec = vec![1.0_f32; 100];
        tape.push_f32_whole(&mut vec);
        let second = vec.as_ptr();
        tape.pop_f32_whole(&mut vec);
        tape.push_f32_whole(&mut vec);
        assert_eq!(vec.as_ptr(), second);
    }

    #[test]
    fn a_spare_vector_of_another_length_is_made_to_fit() {
        let mut tape = Tape::new();
        let (mut long, mut longer) = (vec![1.0_f64; 100], vec![2.0_f64; 200]);
        tape.push_f64_whole(&mut long);
        tape.pop_f64_whole(&mut long);
        tape.push_f64_whole(&mut longer);
        assert_eq!(longer.len(), 200);
        tape.pop_f64_whole(&mut longer);
        tape.push_f64_whole(&mut long);
        assert_eq!(long.len(), 100);
    }

    #[test]
    fn sweeps_that_keep_the_tape_leave_no_more_and_more_memory() {
        let mut tape = Tape::new();
        let mut vec = vec![1.0_f64; 100];
        tape.push_f64_whole(&mut vec);
        for _ in 0..5 {
            let mut fresh = vec![0.0; 100];
            tape.sweep(|tape| tape.pop_f64_whole(&mut fresh));
            assert_eq!(fresh, [1.0; 100]);
            assert_eq!(tape.spare_f64s.len(), 1);
        }
    }
}
