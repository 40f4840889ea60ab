//! Several reverse sweeps from one recording give what as many recordings give, bit by bit.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use autodiff_core::{Differentiable, Function, Tape, differentiable, parallel_sum};
use ndarray::{Array1, Array2, ArrayView1, arr1, arr2};

/// Goes backward from one recording by each seed twice, in all ways, and compares with fresh recordings.
macro_rules! same {
    ($record:expr; $($seed:expr),+ $(,)?) => {{
        let fresh = [$($record.backward($seed)),+];
        assert_eq!($record.backward_each([$($seed),+]), fresh);
        let mut run = $record;
        let before = run.tape().bytes();
        for _ in 0..2 {
            assert_eq!([$(run.backward_keeping($seed)),+], fresh);
            assert_eq!(run.tape().bytes(), before);
        }
        for (row, seed) in fresh.iter().zip([$($seed),+]) {
            assert_eq!(&run.backward_keeping(seed), row);
        }
    }};
}

#[differentiable]
fn polar(x: f64, y: f64) -> (f64, f64) {
    let r = (x * x + y * y).sqrt();
    (r.ln(), y.atan2(x) * r)
}

#[test]
fn scalars() {
    same!(polar::record(0.3, -0.7); (1.0, 0.0), (0.0, 1.0), (0.5, -2.0), (0.0, 0.0));
    let rows = polar::record(0.3, -0.7).jacobian();
    assert_eq!(
        rows,
        polar::record(0.3, -0.7).backward_each([(1.0, 0.0), (0.0, 1.0)])
    );
    let h = 1e-6;
    for (row, pick) in rows.iter().zip([|p: (f64, f64)| p.0, |p: (f64, f64)| p.1]) {
        let dx = (pick(polar(0.3 + h, -0.7)) - pick(polar(0.3 - h, -0.7))) / (2.0 * h);
        let dy = (pick(polar(0.3, -0.7 + h)) - pick(polar(0.3, -0.7 - h))) / (2.0 * h);
        assert!((row.0 - dx).abs() < 1e-8 && (row.1 - dy).abs() < 1e-8);
    }
}

#[differentiable]
fn product(x: &[f32]) -> f32 {
    let mut p = 1.0;
    for v in x {
        p *= v.sin();
    }
    p
}

#[test]
fn a_number_has_one_row() {
    let x = [0.5, 0.25, 2.0];
    assert_eq!(product::record(&x).jacobian(), [product::grad(&x)]);
    same!(product::record(&x); 1.0, 0.0, -3.0);
}

/// A loop that is left early, with branches, of unknown length.
#[differentiable]
fn settle(x: &[f64], rate: f64) -> Vec<f64> {
    let mut out = Vec::new();
    let mut s = 1.0;
    for i in 0..x.len() {
        let step = rate * x[i];
        if step < 0.0 {
            continue;
        }
        s = s * rate + step.sqrt();
        if s > 50.0 {
            break;
        }
        out.push(s * x[i]);
    }
    while s > 1.5 {
        s = s.ln();
        out.push(s);
    }
    out
}

#[test]
fn loops_with_exits() {
    for n in 0..8 {
        let x: Vec<f64> = (0..n).map(|i| 1.5 * f64::from(i) - 2.0).collect();
        let len = settle(&x, 2.5).len();
        let seed = |k: usize| -> Vec<f64> { (0..len).map(|i| (i * k) as f64 - 1.0).collect() };
        same!(settle::record(&x, 2.5); seed(1), seed(2), vec![0.0; len], seed(3));
    }
}

/// Vectors and arrays end up on the tape: as they are, nested, and turned.
#[differentiable]
fn containers(a: &Array2<f64>, v: Vec<f64>) -> Array1<f64> {
    let mut m = a.t().to_owned();
    let mut w = v;
    let mut rows: Vec<Vec<f64>> = vec![w.clone(), vec![2.0, 3.0]];
    for k in 0..3 {
        m = &m * &m + 0.5;
        m = m.reversed_axes();
        w = w.iter().map(|x| x * x * 0.5).collect();
        rows[k % 2] = vec![w[0] * rows[1][1], w[1] * rows[0][0]];
    }
    let mut y = m.dot(&Array1::from(w));
    y[0] *= rows[0][0] * rows[1][1];
    y
}

#[test]
fn containers_on_the_tape() {
    let a = arr2(&[[0.5, -0.2], [0.3, 1.1]]);
    let v = vec![1.2, -0.8];
    same!(containers::record(&a, v.clone());
        arr1(&[1.0, 0.0]), arr1(&[0.0, 1.0]), arr1(&[0.0, 0.0]), arr1(&[-2.0, 0.3]));
}

#[differentiable]
fn views(x: ArrayView1<f64>, y: ArrayView1<'_, f64>) -> [f64; 2] {
    let mut p = x.to_owned() * &y;
    p[0] = p[0] * p[1];
    [x.dot(&p), p.sum()]
}

#[test]
fn views_of_arrays() {
    let (x, y) = (arr1(&[1.0, 2.0, 3.0]), arr1(&[0.5, 0.25, -1.0]));
    same!(views::record(x.view(), y.view()); [1.0, 0.0], [0.0, 1.0]);
    let rows = views::record(x.view(), y.view()).jacobian();
    assert_eq!(
        rows[0],
        views::record(x.view(), y.view()).backward([1.0, 0.0])
    );
}

/// What has no derivative: with `Clone`, and a table behind a reference.
#[derive(Clone, Debug, Differentiable)]
struct Lens {
    focal: f64,
    bends: Vec<f64>,
    #[differentiable(skip)]
    labels: BTreeMap<u8, String>,
    #[differentiable(skip)]
    table: &'static [u8],
}

#[differentiable]
fn through(lens: Lens, x: f64) -> [f64; 2] {
    let mut lens = lens;
    for k in 0..2 {
        let old = lens.clone();
        lens.bends[k] *= old.focal;
        lens.focal = old.focal * old.bends[1 - k].exp() * x;
        lens = Lens {
            focal: lens.focal * x,
            ..old
        };
    }
    [lens.focal * lens.bends[0], x * lens.focal.sin()]
}

#[test]
fn structs_with_parts_left_out() {
    let lens = || Lens {
        focal: 0.5,
        bends: vec![0.1, 0.2],
        labels: BTreeMap::from([(1, "one".to_owned())]),
        table: &[1, 2],
    };
    same!(through::record(lens(), 1.5); [1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [3.0, -1.0]);
    assert_eq!(lens().labels.len() + lens().table.len(), 3);
}

/// Overwrites what it is given, and reads it.
#[differentiable]
fn relax(x: &mut [f64], pair: &mut (f64, f64), gain: f64) -> f64 {
    let mut s = 0.0;
    for _ in 0..3 {
        for i in 1..x.len() {
            x[i] = x[i] * x[i - 1] + gain;
            s += x[i] * pair.0;
        }
        pair.0 = pair.0 * pair.1;
        pair.1 = pair.0 + s;
    }
    s
}

#[test]
fn mutable_parameters() {
    let record = || relax::record(&mut [0.5, -0.4, 1.2], &mut (0.7, 0.9), 0.3);
    let (e, zero) = (vec![1.0, 0.0, -2.0], vec![0.0; 3]);
    same!(record();
        (1.0, zero.clone(), (0.0, 0.0)),
        (0.0, e.clone(), (1.0, 0.0)),
        (0.0, zero.clone(), (0.0, 0.0)),
        (2.0, e.clone(), (0.0, -1.0)));
}

#[differentiable]
fn curved(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    f(f(x)) * x
}

#[differentiable]
fn captured(a: &[f64], x: f64) -> (f64, f64) {
    let scale = a[0].exp();
    let bend = |v: f64| scale * v * v + a[1];
    let twice = curved(|v| (v * scale).sin() + x, x);
    (bend(bend(x)) * twice, twice)
}

#[test]
fn closures() {
    let a = [0.2, -0.4];
    same!(captured::record(&a, 0.7); (1.0, 0.0), (0.0, 1.0), (0.0, 0.0));
}

#[differentiable]
fn orbit(x: &[f64; 2], steps: usize) -> [f64; 2] {
    let (mut p, mut v) = (x[0], x[1]);
    #[checkpoint]
    for _ in 0..steps {
        v -= 0.05 * p.sin();
        p += 0.05 * v * v.cos();
    }
    [p, v]
}

#[differentiable]
fn spread(points: &[f64], at: f64) -> [f64; 2] {
    let near = parallel_sum(points, |p| (-(p - at) * (p - at)).exp());
    [near, near * at]
}

#[test]
fn checkpoints_and_parallel_sums() {
    for steps in [0, 1, 5, 300] {
        same!(orbit::record(&[1.0, 0.5], steps); [1.0, 0.0], [0.0, 1.0]);
    }
    let points: Vec<f64> = (0..20).map(|i| 0.1 * f64::from(i)).collect();
    same!(spread::record(&points, 0.8); [1.0, 0.0], [0.0, 1.0]);
}

/// One that gives nothing for a bad argument.
#[differentiable]
fn root(x: f64, y: f64) -> Option<[f64; 2]> {
    let s = if x > 0.0 { Some(x.sqrt()) } else { None };
    let s = s? * y;
    Some([s, s * s])
}

#[test]
fn fallible_functions() {
    same!(root::record(2.0, 3.0).unwrap(); [1.0, 0.0], [0.0, 1.0]);
    assert!(root::record(-1.0, 3.0).is_none());
}

#[test]
fn a_reused_tape_is_empty_afterwards() {
    let mut tape = Tape::new();
    let x = [2.0, 3.0, -1.0, 0.5];
    let len = settle(&x, 2.5).len();
    for k in 0..3 {
        let mut seeds = [vec![0.0; len], vec![1.0; len]];
        seeds[0][0] = f64::from(k);
        let rows = settle::record_in(&mut tape, &x, 2.5).backward_each(&seeds);
        assert!(tape.is_empty());
        for (row, seed) in rows.iter().zip(&seeds) {
            assert_eq!(row, &settle::record(&x, 2.5).backward(seed));
        }
        assert_eq!(tape.bytes(), 0);
    }
    let none: [(Vec<f64>, f64); 0] =
        settle::record_in(&mut tape, &x, 2.5).backward_each([(); 0].map(|()| vec![0.0]));
    assert!(none.is_empty());
    // What was recorded is still there, as after a recording that is dropped.
    let mut run = polar::record_in(&mut tape, 0.3, 0.4);
    assert_eq!(
        run.backward_keeping((1.0, 0.0)),
        polar::record(0.3, 0.4).backward((1.0, 0.0))
    );
    drop(run);
    assert_eq!(
        product::record_in(&mut tape, &[1.0, 2.0]).backward(1.0),
        product::grad(&[1.0, 2.0])
    );
    assert!(tape.is_empty());
}

#[test]
fn a_seed_of_another_shape_leaves_the_recording_as_it_was() {
    let x = [2.0, 3.0];
    let seed = vec![1.0; settle(&x, 2.5).len()];
    let mut run = settle::record(&x, 2.5);
    let before = run.tape().bytes();
    let wrong = catch_unwind(AssertUnwindSafe(|| run.backward_keeping(vec![1.0])));
    let message = *wrong.unwrap_err().downcast::<String>().unwrap();
    assert!(
        message.starts_with("settle::backward: the seed has shape [1]"),
        "{message}"
    );
    assert_eq!(run.tape().bytes(), before);
    assert_eq!(
        run.backward_keeping(&seed),
        settle::record(&x, 2.5).backward(&seed)
    );
    assert_eq!(run.backward(&seed), settle::record(&x, 2.5).backward(&seed));

    let mut run = relax::record(&mut [0.5, -0.4], &mut (0.7, 0.9), 0.3);
    let wrong = catch_unwind(AssertUnwindSafe(|| {
        run.backward_keeping((1.0, vec![0.0; 3], (0.0, 0.0)))
    }));
    assert!(wrong.is_err());
    let seed = (1.0, vec![0.0; 2], (0.0, 0.0));
    let fresh = relax::record(&mut [0.5, -0.4], &mut (0.7, 0.9), 0.3).backward(&seed);
    assert_eq!(run.backward(&seed), fresh);
}

/// Saves something that can't be copied.
struct Once;

struct Unique(f64);

impl Function for Once {
    type Input<'a> = f64;
    type InputBar = f64;
    type Output = f64;
    type Saved = Unique;
    fn forward(x: f64) -> (f64, Unique) {
        (x * x, Unique(x))
    }
    fn backward(x: Unique, y_bar: f64) -> f64 {
        2.0 * x.0 * y_bar
    }
}

#[differentiable]
fn with_once(x: f64) -> [f64; 2] {
    let y = Once::apply(x.sin());
    [y, y * x]
}

#[test]
fn what_cannot_be_copied_is_refused_and_can_be_taken_once() {
    let mut run = with_once::record(0.5);
    let refused = catch_unwind(AssertUnwindSafe(|| run.backward_keeping([1.0, 0.0])));
    let message = *refused.unwrap_err().downcast::<String>().unwrap();
    assert!(
        message.contains("Unique` that can't be copied"),
        "{message}"
    );
    assert_eq!(
        run.backward([1.0, 0.0]),
        with_once::record(0.5).backward([1.0, 0.0])
    );
}

/// Saves something that can.
struct Squared;

impl Function for Squared {
    type Input<'a> = &'a Array1<f64>;
    type InputBar = Array1<f64>;
    type Output = Array1<f64>;
    type Saved = Array1<f64>;
    fn forward(x: &Array1<f64>) -> (Array1<f64>, Array1<f64>) {
        (x * x, x.clone())
    }
    fn backward(x: Array1<f64>, y_bar: Array1<f64>) -> Array1<f64> {
        2.0 * x * y_bar
    }
}

#[differentiable]
fn with_squared(x: &Array1<f64>) -> Array1<f64> {
    let y = Squared::apply(x);
    let z = Squared::apply(&(&y + x));
    autodiff_core::ops::softmax(&z, ndarray::Axis(0)) * y
}

#[test]
fn operations_by_hand() {
    let x = arr1(&[0.5, -1.0]);
    same!(with_squared::record(&x); arr1(&[1.0, 0.0]), arr1(&[0.0, 1.0]), arr1(&[0.0, 0.0]));
}
