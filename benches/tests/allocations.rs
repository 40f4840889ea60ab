//! The second call with the same tape allocates its results, and what the function itself allocates:
//! nothing for the tape, nothing for cotangents in between, and nothing in each iteration of a loop.

#[path = "../../tests/src/counting.rs"]
mod counting;

use autodiff_benches::kernels::{Kernel, Visitor, each};
use autodiff_core::Tape;
use counting::{Counting, allocations};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn second_calls() {
    struct Check;
    impl Visitor for Check {
        fn visit(&mut self, kernel: &impl Kernel) {
            let mut tape = Tape::new();
            let gradient = kernel.gradient(&mut tape);
            let value = kernel.recorded(&mut tape);
            let results = allocations(|| (value.clone(), gradient.clone()));
            let function = allocations(|| kernel.function());
            let forward = allocations(|| kernel.recorded(&mut tape));
            let again = allocations(|| kernel.gradient(&mut tape));
            println!(
                "{:?}: {again}, of which {forward} in the forward sweep; {results} results, and the \
                 function by itself makes {function}",
                kernel.name()
            );
            assert!(again <= results + function, "{:?}", kernel.name());
        }
    }
    each(&mut Check);
}
