//! Maps to what has no derivative, and sets, as parameters and fields.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use autodiff_core::{Differentiable, detach, differentiable};
use autodiff_tests::differences;

#[differentiable]
fn by_name(x: &[f64], names: &HashMap<String, usize>, keys: &[&str]) -> Option<f64> {
    let mut s = 0.0;
    for key in keys {
        let i = *names.get(*key)?;
        s += x[i] * x[i];
    }
    Some(s)
}

#[differentiable]
fn moved(x: &[f64], order: BTreeMap<usize, usize>, left_out: &BTreeSet<usize>) -> f64 {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    let mut s = 0.0;
    for (from, to) in &order {
        if left_out.contains(from) {
            continue;
        }
        s += x[*from] * x[*to];
        *counts.entry(*to).or_insert(0) += 1;
    }
    s * counts.len() as f64
}

#[derive(Clone, Debug, Differentiable)]
struct Model {
    index: BTreeMap<String, usize>,
    frozen: HashSet<usize>,
    weights: Vec<f64>,
}

#[differentiable]
impl Model {
    fn squared(&self, name: &str) -> f64 {
        match detach(&self.index).get(name) {
            Some(i) if !self.frozen.contains(i) => self.weights[*i] * self.weights[*i],
            _ => 0.0,
        }
    }
}

#[differentiable]
fn of_fields(model: &Model) -> f64 {
    let mut model = model.clone();
    model.weights[1] *= 2.0;
    model.squared("a") * 2.0 + model.squared("b") + model.squared("c")
}

#[test]
fn agree() {
    let x = vec![0.4, 0.8, 0.3];
    let names = HashMap::from([("a".to_owned(), 1), ("b".to_owned(), 0)]);
    let keys = ["a", "b", "a"];
    differences!(by_name(&x, &names, &keys)?; x = x.clone());
    assert!(by_name::grad(&x, &names, &["z"]).is_none());
    let order = BTreeMap::from([(0, 1), (1, 2), (2, 0)]);
    let left_out = BTreeSet::from([1]);
    differences!(moved(&x, order.clone(), &left_out); x = x.clone());
    let index = ["a", "b", "c"]
        .iter()
        .zip(0..)
        .map(|(name, i)| ((*name).to_owned(), i));
    let model = Model {
        index: index.collect(),
        frozen: HashSet::from([2]),
        weights: x,
    };
    differences!(of_fields(&model); model = model);
}
