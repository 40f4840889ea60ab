//! The images, and how they are divided into those to learn from and those to be tested on.

use std::io::Read;

use flate2::read::GzDecoder;
use ndarray::{Array1, Array2, Array4, Axis, s};
use rand::Rng;
use rand::seq::SliceRandom;

/// Handwritten digits and what they stand for.
pub(crate) struct Digits {
    /// As many as there are × 1 channel × 8 rows × 8 columns, from 0 (paper) to 1 (ink).
    pub(crate) images: Array4<f32>,
    /// From 0 to 9.
    pub(crate) labels: Array1<usize>,
}

impl Digits {
    /// The 1,797 images of the file that this crate comes with: a line for each, of 64 pixels from 0
    /// to 16 and the label.
    pub(crate) fn load() -> Self {
        let mut text = String::new();
        GzDecoder::new(&include_bytes!("../../data/digits.csv.gz")[..])
            .read_to_string(&mut text)
            .expect("the file is compressed text");
        let numbers: Vec<f32> = text
            .split([',', '\n'])
            .filter(|field| !field.is_empty())
            .map(|field| field.trim().parse().expect("the file has numbers alone"))
            .collect();
        let lines = Array2::from_shape_vec((numbers.len() / 65, 65), numbers)
            .expect("each line has 65 numbers");

        let images = lines.slice(s![.., ..64]).mapv(|pixel| pixel / 16.0);
        Self {
            images: images
                .into_shape_with_order((lines.nrows(), 1, 8, 8))
                .expect("an image has 64 pixels"),
            labels: lines.column(64).mapv(|label| label as usize),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.labels.len()
    }

    /// Those with these numbers.
    pub(crate) fn select(&self, numbers: &[usize]) -> Self {
        Self {
            images: self.images.select(Axis(0), numbers),
            labels: self.labels.select(Axis(0), numbers),
        }
    }

    /// Divides them at random: four fifths to learn from, one fifth for the test.
    pub(crate) fn split(&self, rng: &mut impl Rng) -> (Self, Self) {
        let order = self.shuffled(rng);
        let (train, test) = order.split_at(self.len() * 4 / 5);
        (self.select(train), self.select(test))
    }

    /// All of them in a new order, `size` at a time; what is left over waits for another epoch.
    pub(crate) fn batches(&self, size: usize, rng: &mut impl Rng) -> impl Iterator<Item = Self> {
        let order = self.shuffled(rng);
        (0..self.len() / size).map(move |k| self.select(&order[k * size..(k + 1) * size]))
    }

    /// An image in letters.
    pub(crate) fn drawing(&self, number: usize) -> String {
        let shades: Vec<char> = " .:oO@".chars().collect();
        let image = self.images.slice(s![number, 0, .., ..]);
        let mut text = String::new();
        for row in image.rows() {
            text.extend(
                row.iter()
                    .flat_map(|pixel| [shades[(5.0 * pixel) as usize]; 2]),
            );
            text.push('\n');
        }
        text
    }

    fn shuffled(&self, rng: &mut impl Rng) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.shuffle(rng);
        order
    }
}
