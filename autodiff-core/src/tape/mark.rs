//! Going back to an earlier fill of the tape, for loops that run again what they have forgotten.

use super::Tape;

/// How far each stack was filled.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mark {
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
    pub(crate) fn mark(&self) -> Mark {
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

    /// A number that tells what `push` pushes from almost all else, but for what is in boxes. The
    /// tape is left as it was.
    pub fn fingerprint(&mut self, push: impl FnOnce(&mut Self)) -> u64 {
        let mark = self.mark();
        push(self);
        self.note_peak();
        let mut hash = Hash(0xcbf2_9ce4_8422_2325);
        self.f64s[mark.f64s..]
            .iter()
            .for_each(|x| hash.add(x.to_bits()));
        self.f32s[mark.f32s..]
            .iter()
            .for_each(|x| hash.add(u64::from(x.to_bits())));
        self.indices[mark.indices..]
            .iter()
            .for_each(|i| hash.add(*i as u64));
        self.path[mark.path..]
            .iter()
            .for_each(|b| hash.add(u64::from(*b)));
        for run in &self.f64_vecs[mark.f64_vecs..] {
            hash.add(run.len() as u64);
            run.iter().for_each(|x| hash.add(x.to_bits()));
        }
        for run in &self.f32_vecs[mark.f32_vecs..] {
            hash.add(run.len() as u64);
            run.iter().for_each(|x| hash.add(u64::from(x.to_bits())));
        }
        self.rewind(&mark);
        hash.0
    }
}

struct Hash(u64);

impl Hash {
    fn add(&mut self, bits: u64) {
        self.0 = (self.0 ^ bits)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29);
    }
}
