//! Gradients by other crates, on the kernels of `autodiff-benches`: a table of how many times as long as
//! the plain function each takes for value and gradient together. All results are compared with the golden
//! values first. Arguments are parts of the names of the kernels that are wanted.

#![allow(
    clippy::needless_range_loop,
    reason = "the loops are those of the kernels"
)]

mod doubling;
mod measure;
mod number;
mod program;
mod scalars;
mod table;

use autodiff_benches::kernels::gmm::Gmm;
use autodiff_benches::kernels::llsq::Llsq;
use autodiff_benches::kernels::lse::Lse;
use autodiff_benches::kernels::ode::Ode;
use autodiff_benches::kernels::waves::Waves;
use doubling::ThreeNumbers;
use measure::Comparison;
use program::Program;
use scalars::ad_trait::AdTrait;
use scalars::easy_ml::EasyMl;
use scalars::echidna::{Echidna, RecordedOnce};
use scalars::num_dual::NumDual;
use scalars::reverse::Reverse;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|part| name.contains(part));
    let mut columns = Vec::new();
    if wanted("waves") {
        columns.push(scalars::<_, 16>(&Waves::new(1000)).measure());
    }
    if wanted("doubling") {
        columns.push(scalars::<_, 3>(&ThreeNumbers::default()).measure());
    }
    if wanted("lse") {
        columns.push(scalars::<_, 16>(&Lse::new("n10000")).measure());
    }
    if wanted("gmm") {
        columns.push(scalars::<_, 16>(&Gmm::new("10_25_1000")).measure());
    }
    if wanted("ode") {
        columns.push(scalars::<_, 16>(&Ode::new("n100_s100")).measure());
    }
    if wanted("llsq") {
        columns.push(scalars::<_, 16>(&Llsq::new("n1024_m128")).measure());
    }
    table::print(&columns);
}

/// The crates whose numbers stand for `f64`; dual numbers with the derivatives by `W` variables.
fn scalars<K: Program, const W: usize>(kernel: &K) -> Comparison<'_, K> {
    let mut comparison = Comparison::new(kernel, |value| kernel.scalar(value));
    comparison.scalars::<RecordedOnce>("echidna, recorded once");
    comparison.scalars::<Echidna>("echidna");
    comparison.scalars::<Reverse>("reverse");
    comparison.scalars::<AdTrait>("ad_trait");
    comparison.scalars::<EasyMl>("easy-ml");
    comparison.scalars::<NumDual<W>>("num-dual");
    comparison
}
