//! The two products that a convolution consists of, as kernels.
//!
//! Both are matrix products in which one factor isn't stored as a matrix: its row `k` is the data from
//! `offsets[k]` on. So the rows may overlap, as those do that a kernel meets while it moves over an
//! input, and nothing is copied. Where a kernel's tile is a few registers high and wide, every number
//! that is loaded is used in several multiplications, which is what makes matrix products fast.

use std::ops::Range;

use crate::Scalar;
use crate::simd::{Job, Lanes, WIDEST};

/// Vectors in a row of a tile.
const ACROSS: usize = 3;
/// Rows of the data in a tile of a correlation.
const DOWN: usize = 6;
/// How far beyond the last position the kernels may read.
pub(super) const SLACK: usize = ACROSS * WIDEST;

/// Where results go: positions run through samples of a shape, of which a part is wanted.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The shape of a sample's positions.
    pub(super) plane: [usize; 3],
    /// The part of it that is wanted.
    pub(super) part: [Range<usize>; 3],
    /// How far apart the samples are in the results.
    pub(super) sample: usize,
    /// How far apart the rows are.
    pub(super) row: usize,
}

/// A run of positions that are wanted: where in the tile they begin, their number, and where in the
/// results they go.
#[derive(Clone, Copy, Default)]
struct Run {
    begin: usize,
    len: usize,
    to: usize,
}

impl Target {
    /// Finds the runs among `positions`. Returns their number.
    fn runs(&self, positions: Range<usize>, runs: &mut [Run; SLACK]) -> usize {
        let [_, height, width] = self.plane;
        let [layers, lines, columns] = &self.part;
        let mut count = 0;
        let mut position = positions.start;
        while position < positions.end {
            let column = position % width;
            let line = position / width;
            let layer = line / height;
            let line = line % height;
            let sample = layer / self.plane[0];
            let layer = layer % self.plane[0];
            let len = (width - column).min(positions.end - position);
            let wanted = column.max(columns.start)..(column + len).min(columns.end);
            if !wanted.is_empty() && layers.contains(&layer) && lines.contains(&line) {
                let to = (layer - layers.start) * lines.len() + line - lines.start;
                runs[count] = Run {
                    begin: position + wanted.start - column - positions.start,
                    len: wanted.len(),
                    to: sample * self.sample + to * columns.len() + wanted.start - columns.start,
                };
                count += 1;
            }
            position += len;
        }
        count
    }
}

/// `y[r, p] = b[r] + Σ_k factor(r, k) data[offsets[k] + p]`
pub(super) struct Product<'a, T, F> {
    pub(super) rows: usize,
    pub(super) factor: F,
    pub(super) bias: Option<&'a [T]>,
    pub(super) data: &'a [T],
    pub(super) offsets: &'a [usize],
    pub(super) positions: usize,
    pub(super) target: &'a Target,
    pub(super) y: &'a mut [T],
    /// Adds to `y`, rather than writing it.
    pub(super) add: bool,
}

impl<T: Scalar, F: Fn(usize, usize) -> T> Product<'_, T, F> {
    /// The factors in the order in which tiles of so many rows need them.
    fn packed(&self, tile: usize) -> Vec<T> {
        let zero = T::from_f64(0.0);
        let mut packed = Vec::with_capacity(self.rows.next_multiple_of(tile) * self.offsets.len());
        for first in (0..self.rows).step_by(tile) {
            for k in 0..self.offsets.len() {
                for r in first..first + tile {
                    packed.push(if r < self.rows {
                        (self.factor)(r, k)
                    } else {
                        zero
                    });
                }
            }
        }
        packed
    }
}

impl<T: Scalar, F: Fn(usize, usize) -> T> Job<T> for Product<'_, T, F> {
    #[inline(always)]
    fn run<L: Lanes<T>, const ROWS: usize, const HALF: usize>(self, lanes: L) {
        let packed = self.packed(ROWS);
        let depth = self.offsets.len();
        let width = ACROSS * L::COUNT;
        let mut runs = [Run::default(); SLACK];
        let mut results = [[T::from_f64(0.0); SLACK + WIDEST]; ROWS];
        for begin in (0..self.positions).step_by(width) {
            let end = (begin + width).min(self.positions);
            let count = self.target.runs(begin..end, &mut runs);
            if count == 0 {
                continue;
            }
            let data = &self.data[begin..];
            for first in (0..self.rows).step_by(ROWS) {
                let factors = &packed[first * depth..][..ROWS * depth];
                let rows = ROWS.min(self.rows - first);
                let mut bias = [T::from_f64(0.0); ROWS];
                if let Some(all) = self.bias {
                    bias[..rows].copy_from_slice(&all[first..first + rows]);
                }
                if rows <= 2 {
                    tile::<T, L, ROWS, 2>(lanes, factors, data, self.offsets, &bias, &mut results);
                } else {
                    tile::<T, L, ROWS, ROWS>(
                        lanes,
                        factors,
                        data,
                        self.offsets,
                        &bias,
                        &mut results,
                    );
                }
                for (r, result) in results[..rows].iter().enumerate() {
                    let y = &mut self.y[(first + r) * self.target.row..];
                    for run in &runs[..count] {
                        let to = y[run.to..][..run.len].chunks_mut(L::COUNT);
                        for (k, to) in to.enumerate() {
                            let from = &result[run.begin + k * L::COUNT..];
                            if self.add {
                                add_first(lanes, from, to);
                            } else {
                                lanes.copy_first(from, to);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Adds the first numbers of `from` to `to`, at most as many as there are lanes.
#[inline(always)]
fn add_first<T: Scalar, L: Lanes<T>>(lanes: L, from: &[T], to: &mut [T]) {
    if to.len() == L::COUNT {
        let one = lanes.splat(T::from_f64(1.0));
        lanes.store(lanes.mul_add(one, lanes.load(from), lanes.load(to)), to);
    } else {
        to.iter_mut().zip(from).for_each(|(to, from)| *to += *from);
    }
}

/// One tile of a [`Product`]: its first `USED` rows of `ROWS`.
#[inline(always)]
fn tile<T: Scalar, L: Lanes<T>, const ROWS: usize, const USED: usize>(
    lanes: L,
    factors: &[T],
    data: &[T],
    offsets: &[usize],
    bias: &[T; ROWS],
    results: &mut [[T; SLACK + WIDEST]; ROWS],
) {
    let mut sums = [[lanes.splat(T::from_f64(0.0)); ACROSS]; USED];
    for r in 0..USED {
        sums[r] = [lanes.splat(bias[r]); ACROSS];
    }
    for (factors, offset) in factors.chunks_exact(ROWS).zip(offsets) {
        let data = &data[*offset..][..ACROSS * L::COUNT];
        let data: [L::Vector; ACROSS] = [
            lanes.load(data),
            lanes.load(&data[L::COUNT..]),
            lanes.load(&data[2 * L::COUNT..]),
        ];
        for r in 0..USED {
            let factor = lanes.splat(factors[r]);
            for v in 0..ACROSS {
                sums[r][v] = lanes.mul_add(factor, data[v], sums[r][v]);
            }
        }
    }
    for r in 0..USED {
        for v in 0..ACROSS {
            lanes.store(sums[r][v], &mut results[r][v * L::COUNT..]);
        }
    }
}

/// Positions that a correlation takes at a time, so that a tile's rows stay in the first cache.
const BLOCK: usize = 1024;
/// Results of a correlation that are summed up side by side, each in a vector of its own.
const BAND: usize = 1 << 14;

/// `bar[r, k] += Σ_p left[r, p] data[offsets[k] + p]`
pub(super) struct Correlation<'a, T> {
    /// Rows of `row` elements, a multiple of every vector's length. Zeros follow the last position.
    pub(super) left: &'a [T],
    pub(super) rows: usize,
    pub(super) row: usize,
    pub(super) data: &'a [T],
    pub(super) offsets: &'a [usize],
    pub(super) bar: &'a mut [T],
}

impl<T: Scalar> Job<T> for Correlation<'_, T> {
    #[inline(always)]
    fn run<L: Lanes<T>, const ROWS: usize, const HALF: usize>(self, lanes: L) {
        let (rows, row, depth) = (self.rows, self.row, self.offsets.len());
        let zero = lanes.splat(T::from_f64(0.0));
        let band = (BAND / depth).max(1).next_multiple_of(HALF).min(rows);
        let mut sums = vec![[[zero; DOWN]; HALF]; band.div_ceil(HALF) * depth.div_ceil(DOWN)];
        for band in (0..rows).step_by(band).map(|top| top..rows.min(top + band)) {
            sums.fill([[zero; DOWN]; HALF]);
            for begin in (0..row).step_by(BLOCK) {
                let block = begin..row.min(begin + BLOCK);
                let mut sums = sums.iter_mut();
                for first in (0..depth).step_by(DOWN) {
                    // Beyond the last one, the last one again.
                    let data: [&[T]; DOWN] = std::array::from_fn(|k| {
                        &self.data[self.offsets[(first + k).min(depth - 1)]..][block.clone()]
                    });
                    for (top, sums) in band.clone().step_by(HALF).zip(&mut sums) {
                        let left: [&[T]; HALF] = std::array::from_fn(|r| {
                            &self.left[(top + r).min(rows - 1) * row..][block.clone()]
                        });
                        *sums = correlate(lanes, left, data, *sums);
                    }
                }
            }
            let mut sums = sums.iter();
            for first in (0..depth).step_by(DOWN) {
                for (top, sums) in band.clone().step_by(HALF).zip(&mut sums) {
                    for (r, sums) in (top..band.end).zip(sums) {
                        for (k, sum) in (first..depth).zip(sums) {
                            let mut parts = [T::from_f64(0.0); WIDEST];
                            lanes.store(*sum, &mut parts);
                            self.bar[r * depth + k] += total(&mut parts);
                        }
                    }
                }
            }
        }
    }
}

/// One tile of a [`Correlation`], lane by lane.
#[inline(always)]
fn correlate<T: Scalar, L: Lanes<T>, const HALF: usize>(
    lanes: L,
    left: [&[T]; HALF],
    data: [&[T]; DOWN],
    mut sums: [[L::Vector; DOWN]; HALF],
) -> [[L::Vector; DOWN]; HALF] {
    // Cut to one length, so that one check does for all.
    let len = left[0].len();
    let (left, data) = (left.map(|left| &left[..len]), data.map(|data| &data[..len]));
    let mut begin = 0;
    while begin + L::COUNT <= len {
        let here = begin..begin + L::COUNT;
        let mut x = [lanes.splat(T::from_f64(0.0)); HALF];
        for r in 0..HALF {
            x[r] = lanes.load(&left[r][here.clone()]);
        }
        for k in 0..DOWN {
            let y = lanes.load(&data[k][here.clone()]);
            for r in 0..HALF {
                sums[r][k] = lanes.mul_add(x[r], y, sums[r][k]);
            }
        }
        begin = here.end;
    }
    sums
}

/// The sum, half and half.
#[inline(always)]
fn total<T: Scalar>(parts: &mut [T; WIDEST]) -> T {
    let mut half = WIDEST / 2;
    while half > 0 {
        for k in 0..half {
            let other = parts[k + half];
            parts[k] += other;
        }
        half /= 2;
    }
    parts[0]
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    //! Every level of vectors against plain sums, whichever the machine would choose.

    use super::*;
    use crate::simd::{at_level_f32, at_level_f64};

    macro_rules! levels {
        ($product:ident $correlation:ident $T:ident $at_level:ident $rounding:literal) => {
            #[test]
            fn $product() {
                let positions = 2 * 70;
                let offsets = [0, 1, 2, 150, 151, 152, 7];
                let data = waves::<$T>(152 + positions + SLACK, 0.7);
                let bias = waves::<$T>(19, 1.9);
                let factor = |r: usize, k: usize| $T::from_f64((r as f64 + 2.3 * k as f64).cos());
                // Samples of 7×10, of which the first 5×8 are wanted.
                let target = Target {
                    plane: [1, 7, 10],
                    part: [0..1, 0..5, 0..8],
                    sample: 1000,
                    row: 40,
                };
                for rows in [1, 2, 3, 8, 19] {
                    for (level, add) in (0..3).flat_map(|level| [(level, false), (level, true)]) {
                        let before = if add { 1.0 } else { $T::NAN };
                        let mut y = vec![before; 2000];
                        let (offsets, bias) = (&offsets[..], Some(&bias[..]));
                        let job = Product {
                            rows,
                            factor,
                            bias,
                            data: &data,
                            offsets,
                            positions,
                            target: &target,
                            y: &mut y,
                            add,
                        };
                        if !$at_level(level, job) {
                            continue;
                        }
                        for r in 0..rows {
                            for (sample, i, j) in (0..2).flat_map(|s| {
                                (0..5).flat_map(move |i| (0..8).map(move |j| (s, i, j)))
                            }) {
                                let p = sample * 70 + i * 10 + j;
                                let terms = offsets
                                    .iter()
                                    .enumerate()
                                    .map(|(k, o)| factor(r, k) * data[o + p]);
                                let added = if add { 1.0 } else { 0.0 };
                                let expected = added + bias.unwrap()[r] + terms.sum::<$T>();
                                let found = y[sample * 1000 + r * 40 + i * 8 + j];
                                assert!(
                                    (found - expected).abs() < $rounding,
                                    "{level} {rows} {found} {expected}"
                                );
                            }
                        }
                        let left = |y: &$T| *y == before || y.is_nan();
                        let written = y.iter().filter(|y| !left(y)).count();
                        assert_eq!(written, 2 * rows * 40, "nothing else is written");
                    }
                }
            }

            #[test]
            fn $correlation() {
                let row = 1024 + 48;
                let data = waves::<$T>(row + 200, 0.7);
                let left = waves::<$T>(19 * row, 0.3);
                for (rows, depth) in [(1, 1), (3, 7), (19, 13), (8, 6)] {
                    let offsets: Vec<usize> = (0..depth).map(|k| (k * 37) % 200).collect();
                    for level in 0..3 {
                        let mut bar = vec![1.0; rows * depth];
                        let left = &left[..rows * row];
                        let job = Correlation {
                            left,
                            rows,
                            row,
                            data: &data,
                            offsets: &offsets,
                            bar: &mut bar,
                        };
                        if !$at_level(level, job) {
                            continue;
                        }
                        for (r, left) in left.chunks_exact(row).enumerate() {
                            for (k, offset) in offsets.iter().enumerate() {
                                let terms = left.iter().zip(&data[*offset..]).map(|(a, b)| a * b);
                                let expected = 1.0 + terms.sum::<$T>();
                                let found = bar[r * depth + k];
                                assert!(
                                    (found - expected).abs() < 100.0 * $rounding,
                                    "{level} {found} {expected}"
                                );
                            }
                        }
                    }
                }
            }
        };
    }

    fn waves<T: Scalar>(count: usize, frequency: f64) -> Vec<T> {
        (0..count)
            .map(|k| T::from_f64((frequency * k as f64).sin()))
            .collect()
    }

    levels!(product_f32 correlation_f32 f32 at_level_f32 1e-5);
    levels!(product_f64 correlation_f64 f64 at_level_f64 1e-13);
}
