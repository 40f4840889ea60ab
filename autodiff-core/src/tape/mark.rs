//! Going back to an earlier fill of the tape, for loops that run again what they have forgotten.

use super::Tape;

/// How far each stack was filled.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    f64s: usize,
    f32s: usize,
    indices: usize,
    path: usize,
    f64_vecs: usize,
    f32_vecs: usize,
    owned: usize,
}

impl Tape {
    /// How far the tape is filled.
    #[doc(hidden)]
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark {
            f64s: self.f64s.len(),
            f32s: self.f32s.len(),
            indices: self.indices.len(),
            path: self.path.len(),
            f64_vecs: self.f64_vecs.len(),
            f32_vecs: self.f32_vecs.len(),
            owned: self.owned.len(),
        }
    }

    /// Forgets what was pushed since.
    pub(crate) fn rewind(&mut self, mark: &Mark) {
        self.f64s.truncate(mark.f64s);
        self.f32s.truncate(mark.f32s);
        self.indices.truncate(mark.indices);
        self.path.truncate(mark.path);
        let heap = &mut self.heap;
        let f64s = self.f64_vecs.drain(mark.f64_vecs..);
        let f64s = f64s.inspect(|v| *heap -= size_of_val(v.as_slice()));
        Self::recycle_f64s(&mut self.spare_f64s, f64s, self.most_wholes);
        let f32s = self.f32_vecs.drain(mark.f32_vecs..);
        let f32s = f32s.inspect(|v| *heap -= size_of_val(v.as_slice()));
        Self::recycle_f32s(&mut self.spare_f32s, f32s, self.most_wholes);
        let owned = self.owned.drain(mark.owned..);
        self.heap -= owned.map(|o| o.bytes).sum::<usize>();
    }

    /// Counts bytes that are kept beside the tape, until [`release`](Self::release).
    pub(crate) fn hold(&mut self, bytes: usize) {
        self.heap += bytes;
    }

    /// The counterpart of [`hold`](Self::hold).
    pub(crate) fn release(&mut self, bytes: usize) {
        self.heap -= bytes;
    }

    /// A number that tells what was pushed since from almost all else, but for boxes; it is taken
    /// off again.
    #[doc(hidden)]
    pub fn fingerprint(&mut self, since: &Mark) -> u64 {
        self.note_peak();
        let mut hash = Hash::new();
        hash.add_all(self.f64s.since(since.f64s), |x| x.to_bits());
        hash.add_all(self.f32s.since(since.f32s), |x| u64::from(x.to_bits()));
        hash.add_all(self.indices.since(since.indices), |i| *i as u64);
        hash.add_all(self.path.since(since.path), |byte| u64::from(*byte));
        for run in &self.f64_vecs[since.f64_vecs..] {
            hash.add_all(run, |x| x.to_bits());
        }
        for run in &self.f32_vecs[since.f32_vecs..] {
            hash.add_all(run, |x| u64::from(x.to_bits()));
        }
        self.rewind(since);
        hash.value()
    }
}

/// Several hashes, since one has to wait for each of its products.
struct Hash([u64; Self::SEVERAL]);

impl Hash {
    const SEVERAL: usize = 4;

    fn new() -> Self {
        Self([0xcbf2_9ce4_8422_2325; Self::SEVERAL])
    }

    fn mix(hash: u64, bits: u64) -> u64 {
        (hash ^ bits)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
    }

    /// Adds the number of items, and the items.
    fn add_all<T>(&mut self, items: &[T], bits: impl Fn(&T) -> u64) {
        self.0[0] = Self::mix(self.0[0], items.len() as u64);
        let chunks = items.chunks_exact(Self::SEVERAL);
        for (hash, item) in self.0.iter_mut().zip(chunks.remainder()) {
            *hash = Self::mix(*hash, bits(item));
        }
        let mut hashes = self.0;
        for chunk in chunks {
            for (hash, item) in hashes.iter_mut().zip(chunk) {
                *hash = Self::mix(*hash, bits(item));
            }
        }
        self.0 = hashes;
    }

    fn value(self) -> u64 {
        self.0.into_iter().fold(0, Self::mix)
    }
}
