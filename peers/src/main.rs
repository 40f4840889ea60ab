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
#[cfg(feature = "tensors")]
mod tensors;

#[cfg(feature = "tensors")]
use autodiff_benches::kernels::doubling::Doubling;
use autodiff_benches::kernels::gmm::Gmm;
use autodiff_benches::kernels::llsq::Llsq;
use autodiff_benches::kernels::lse::Lse;
use autodiff_benches::kernels::ode::Ode;
use autodiff_benches::kernels::waves::Waves;
use doubling::ThreeNumbers;
use measure::{Comparison, Measured};
use program::Program;
use scalars::ad_trait::AdTrait;
use scalars::easy_ml::EasyMl;
use scalars::echidna::{Echidna, RecordedOnce};
use scalars::num_dual::NumDual;
use scalars::reverse::Reverse;
#[cfg(feature = "tensors")]
use tensors::{burn, candle};

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|part| name.contains(part));
    let mut columns = Vec::new();
    if wanted("waves") {
        columns.push(waves(&Waves::new(1000)));
    }
    if wanted("doubling") {
        columns.push(scalars::<_, 3>(&ThreeNumbers::default()).measure());
        #[cfg(feature = "tensors")]
        columns.push(doubling(&Doubling::default()));
    }
    if wanted("lse") {
        columns.push(lse(&Lse::new("n10000")));
    }
    if wanted("gmm") {
        columns.push(scalars::<_, 16>(&Gmm::new("10_25_1000")).measure());
    }
    if wanted("ode") {
        columns.push(ode(&Ode::new("n100_s100")));
    }
    if wanted("llsq") {
        columns.push(llsq(&Llsq::new("n1024_m128")));
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

fn waves(kernel: &Waves) -> Measured {
    #[cfg_attr(
        not(feature = "tensors"),
        expect(unused_mut, reason = "that is all then")
    )]
    let mut comparison = scalars::<_, 16>(kernel);
    #[cfg(feature = "tensors")]
    {
        comparison.add("candle-core", || candle::waves(&kernel.x));
        comparison.add("candle-core, by element", || {
            candle::waves_by_element(&kernel.x)
        });
        comparison.add("burn", || burn::waves(&kernel.x));
        comparison.add("burn, by element", || burn::waves_by_element(&kernel.x));
    }
    comparison.measure()
}

/// The vector, by the crates that know vectors.
#[cfg(feature = "tensors")]
fn doubling(kernel: &Doubling) -> Measured {
    let mut comparison = Comparison::new(kernel, |value| value.dot(&kernel.seed));
    comparison.add("candle-core", || candle::doubling(kernel));
    comparison.add("burn", || burn::doubling(kernel));
    comparison.measure()
}

fn lse(kernel: &Lse) -> Measured {
    #[cfg_attr(
        not(feature = "tensors"),
        expect(unused_mut, reason = "that is all then")
    )]
    let mut comparison = scalars::<_, 16>(kernel);
    #[cfg(feature = "tensors")]
    {
        comparison.add("candle-core", || candle::log_sum_exp(&kernel.x));
        comparison.add("burn", || burn::log_sum_exp(&kernel.x));
    }
    comparison.measure()
}

fn ode(kernel: &Ode) -> Measured {
    #[cfg_attr(
        not(feature = "tensors"),
        expect(unused_mut, reason = "that is all then")
    )]
    let mut comparison = scalars::<_, 16>(kernel);
    #[cfg(feature = "tensors")]
    {
        comparison.add("candle-core", || candle::ode(kernel));
        comparison.add("burn", || burn::ode(kernel));
    }
    comparison.measure()
}

fn llsq(kernel: &Llsq) -> Measured {
    #[cfg_attr(
        not(feature = "tensors"),
        expect(unused_mut, reason = "that is all then")
    )]
    let mut comparison = scalars::<_, 16>(kernel);
    #[cfg(feature = "tensors")]
    {
        comparison.add("candle-core", || candle::llsq(kernel));
        comparison.add("burn", || burn::llsq(kernel));
    }
    comparison.measure()
}
