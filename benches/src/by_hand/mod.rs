//! Adjoints written by hand, as a careful engineer would write them: what the generated sweeps are
//! measured against. All scratch memory is kept between calls; loops are such that they vectorise.

pub mod ba;
pub mod call_price;
pub mod doubling;
pub mod gmm;
pub mod llsq;
pub mod lse;
pub mod lstm;
pub mod ode;
pub mod product_norm;
pub mod waves;

/// `n` zeros in memory that is there already.
fn zeros(buffer: &mut Vec<f64>, n: usize) {
    buffer.clear();
    buffer.resize(n, 0.0);
}

/// Makes room for `n` numbers, whose values don't matter.
fn room(buffer: &mut Vec<f64>, n: usize) {
    buffer.resize(n, 0.0);
}
