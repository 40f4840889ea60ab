//! `Leaves`: paths, order, arithmetic, and what is said of values that differ in structure.

use autodiff_core::__private::zero_like;
use autodiff_core::{Differentiable, Leaves, Scalar, Tree};
use ndarray::{Array1, Array2, ArrayD, Axis, arr1, arr2};

#[derive(Differentiable, Clone, Debug, PartialEq)]
struct Layer {
    weights: Array2<f64>,
    bias: Vec<f64>,
    units: usize,
}

#[derive(Differentiable, Clone, Debug, PartialEq)]
enum Head {
    Linear(f64),
    Scaled {
        factor: f64,
        by: Option<Box<f64>>,
    },
    #[allow(dead_code, reason = "it has no parts")]
    Nothing,
}

#[derive(Differentiable, Clone, Debug, PartialEq)]
struct Net {
    layers: Vec<Layer>,
    head: Head,
    pair: (f64, [f32; 2]),
    #[differentiable(skip)]
    seed: f64,
}

fn net() -> Net {
    let layer = |x: f64, units| Layer {
        weights: arr2(&[[x, x + 1.0]]),
        bias: vec![x + 2.0; units],
        units,
    };
    Net {
        layers: vec![layer(1.0, 1), layer(10.0, 2)],
        head: Head::Scaled {
            factor: 20.0,
            by: Some(Box::new(21.0)),
        },
        pair: (30.0, [31.0, 32.0]),
        seed: 40.0,
    }
}

/// A gradient of `net()` whose leaves count from zero.
fn counting() -> NetCotangent {
    let mut bar = zero_like(&net());
    let mut next = 0.0;
    bar.visit_mut(|_, x| {
        *x = next;
        next += 1.0;
    });
    bar
}

fn paths(tree: &impl Tree) -> Vec<String> {
    let mut paths = Vec::new();
    tree.visit(|path, _| paths.push(path.to_string()));
    paths
}

const PATHS: [&str; 12] = [
    "layers[0].weights[0, 0]",
    "layers[0].weights[0, 1]",
    "layers[0].bias[0]",
    "layers[1].weights[0, 0]",
    "layers[1].weights[0, 1]",
    "layers[1].bias[0]",
    "layers[1].bias[1]",
    "head.Scaled.factor",
    "head.Scaled.by",
    "pair.0",
    "pair.1[0]",
    "pair.1[1]",
];

#[test]
fn a_value_and_its_cotangent_have_the_same_leaves() {
    assert_eq!(paths(&net()), PATHS);
    assert_eq!(paths(&counting()), PATHS);
    let values = [
        1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 12.0, 20.0, 21.0, 30.0, 31.0, 32.0,
    ];
    assert_eq!(net().to_flat(), values);
    assert_eq!(counting().to_flat(), Vec::from_iter((0..12).map(f64::from)));
    assert_eq!(
        paths(&Layer {
            weights: arr2(&[[]]),
            bias: vec![1.0],
            units: 1
        }),
        ["bias[0]"]
    );
    assert_eq!(paths(&(1.0, (2.0,), "x".to_owned())), [".0", ".1.0"]);
    assert_eq!(paths(&1.0), [""]);
}

#[test]
fn setting_all_leaves_is_undone_by_reading_them() {
    let mut net = net();
    net.set_flat(&counting().to_flat());
    assert_eq!(net.to_flat(), counting().to_flat());
    assert_eq!((net.layers[1].units, net.seed), (2, 40.0));
    assert_eq!(net.pair.1, [10.0, 11.0]);
}

#[test]
fn a_step_goes_against_the_gradient() {
    let mut stepped = net();
    stepped.update(&counting(), |p, g| *p -= 0.5 * g);
    let expected: Vec<f64> = net()
        .to_flat()
        .iter()
        .zip(counting().to_flat())
        .map(|(p, g)| p - 0.5 * g)
        .collect();
    assert_eq!(stepped.to_flat(), expected);
    let mut added = net();
    added.add_scaled(-0.5, &counting());
    assert_eq!(added, stepped);
}

#[test]
fn products() {
    let (x, y) = (net(), counting());
    let flat: f64 = x
        .to_flat()
        .iter()
        .zip(y.to_flat())
        .map(|(x, y)| x * y)
        .sum();
    assert_eq!(x.inner_product(&y), flat);
    assert_eq!(y.inner_product(&x), flat);
    assert_eq!(x.norm(), x.inner_product(&x).sqrt());
    let mut halved = y.clone();
    halved.scale(0.5);
    assert_eq!(halved, y.zip_map(&y, |x, y| x - 0.5 * y));
}

/// Adam keeps two moments, which have the structure of the gradient.
#[test]
fn an_optimiser_with_state() {
    let target = net();
    let mut params = target.clone();
    params.visit_mut(|_, x| *x -= 1.0);
    let (mut m, mut v) = (zero_like(&params), zero_like(&params));
    for step in 1..2000 {
        let mut gradient = zero_like(&params);
        gradient.add_scaled(1.0, &params);
        gradient.add_scaled(-1.0, &target);
        m.update(&gradient, |m, g| *m += 0.1 * (g - *m));
        v.update(&gradient, |v, g| *v += 0.01 * (g * g - *v));
        let (m_scale, v_scale) = (1.0 - 0.9_f64.powi(step), 1.0 - 0.99_f64.powi(step));
        let direction = m.zip_map(&v, |m, v| (m / m_scale) / ((v / v_scale).sqrt() + 1e-8));
        params.add_scaled(-0.01, &direction);
    }
    let difference = params.zip_map(&target, |x, y| x - y);
    assert!(difference.norm() < 1e-3, "{difference:?}");
}

#[test]
fn single_precision_is_rounded_when_written() {
    let mut x = (0.1_f32, arr1(&[1.0_f32, 2.0]));
    x.update(&(1e-10_f32, vec![0.5_f32, 0.25]), |x, y| *x += y);
    assert_eq!(x, (0.1, arr1(&[1.5, 2.25])));
    x.update(&(0.1_f64, [0.0_f64; 2]), |x, y| *x = y);
    assert_eq!(x, (0.1, arr1(&[0.0, 0.0])));
}

#[test]
fn arrays_of_any_layout() {
    let mut x = arr2(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).reversed_axes();
    let y: ArrayD<f64> = arr2(&[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]).into_dyn();
    assert_eq!(x.to_flat(), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
    x.update(&y, |x, y| *x -= y);
    assert_eq!(x, arr2(&[[0.0, -6.0], [0.0, -15.0], [0.0, -24.0]]));
    x.invert_axis(Axis(0));
    assert_eq!(paths(&x)[1], "[0, 1]");
    assert_eq!(x.to_flat()[1], -24.0);
    let dot = Leaves::inner_product(&x, &x.clone());
    assert_eq!(dot, 36.0 + 225.0 + 576.0);
}

#[derive(Differentiable, Clone)]
struct Affine<T: Scalar> {
    w: Array1<T>,
    b: T,
}

#[test]
fn generic_values() {
    fn step<T: Scalar>(p: &mut Affine<T>, g: &AffineCotangent<T>) {
        p.update(g, |p, g| *p -= g);
    }
    let mut p = Affine {
        w: arr1(&[1.0_f32, 2.0]),
        b: 3.0,
    };
    step(
        &mut p,
        &AffineCotangent {
            w: arr1(&[1.0, 1.0]),
            b: 1.0,
        },
    );
    assert_eq!(p.to_flat(), [0.0, 1.0, 2.0]);
}

fn fails<T: std::fmt::Debug>(f: impl FnOnce() -> T + std::panic::UnwindSafe) -> String {
    let payload = std::panic::catch_unwind(f).unwrap_err();
    *payload.downcast::<String>().unwrap()
}

#[test]
fn differences_in_structure_are_named() {
    let mut shorter = counting();
    shorter.layers[1].bias.pop();
    assert_eq!(
        fails(|| net().update(&shorter, |_, _| ())),
        "the two values differ in structure: at `layers[1].bias` have shape [2] and shape [1]"
    );
    let mut other = counting();
    other.layers.pop();
    assert_eq!(
        fails(|| other.inner_product(&net())),
        "the two values differ in structure: at `layers` have 1 part and 2 parts"
    );
    assert_eq!(
        fails(|| Head::Linear(1.0).inner_product(&Head::Scaled {
            factor: 1.0,
            by: None
        })),
        "the two values differ in structure: the values have 1 part and 2 parts"
    );
    assert_eq!(
        fails(|| (1.0,).inner_product(&HeadCotangent::Linear(1.0))),
        "the two values differ in structure: `.0` of the one is `Linear.0` of the other"
    );
    assert_eq!(
        fails(|| vec![1.0].inner_product(&(1.0,))),
        "the two values differ in structure: the values have shape [1] and 1 part"
    );
    assert_eq!(
        fails(|| net().set_flat(&[1.0])),
        "Leaves::set_flat: 1 values were given for 12 leaves"
    );
}
