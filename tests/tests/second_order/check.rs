//! What is asked of every program `fn f<T: Scalar>(x: &[T]) -> T`.

use autodiff_core::{Dual, hessian, hessian_vector_product, jvp};

/// A program at all the types that it is run with.
pub(crate) struct Program<'p> {
    pub(crate) name: &'p str,
    pub(crate) value: &'p dyn Fn(&[f64]) -> f64,
    pub(crate) gradient: &'p dyn Fn(&[f64]) -> Vec<f64>,
    pub(crate) dual_value: &'p dyn Fn(&[Dual<f64>]) -> Dual<f64>,
    pub(crate) dual_gradient: &'p dyn Fn(&[Dual<f64>]) -> Vec<Dual<f64>>,
    pub(crate) twice_dual: &'p dyn Fn(&[Dual<Dual<f64>>]) -> Vec<Dual<Dual<f64>>>,
    pub(crate) single: &'p dyn Fn(&[Dual<f32>]) -> Vec<Dual<f32>>,
    /// Whether primals are the same to the last bit as without tangents.
    pub(crate) exact: bool,
}

/// `second!(f; x, x, …)`: of the program `f`, at some points. `about f` where matrices are multiplied,
/// whose sums may come in another order.
#[macro_export]
macro_rules! second {
    (about $f:ident; $($x:expr),+ $(,)?) => { second!(@ $f false; $($x),+) };
    ($f:ident; $($x:expr),+ $(,)?) => { second!(@ $f true; $($x),+) };
    (@ $f:ident $exact:literal; $($x:expr),+) => {
        $($crate::check::Program {
            name: stringify!($f),
            value: &|x| $f(x),
            gradient: &|x| $f::grad(x),
            dual_value: &|x| $f(x),
            dual_gradient: &|x| $f::grad(x),
            twice_dual: &|x| $f::grad(x),
            single: &|x| $f::grad(x),
            exact: $exact,
        }
        .check(&$x);)+
    };
}

/// Directions without symmetries.
pub(crate) fn direction(n: usize, seed: usize) -> Vec<f64> {
    (0..n)
        .map(|i| ((i * 7 + seed * 13) as f64 * 0.71 + 0.3).sin())
        .collect()
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The derivative of `f` at `x` along `v` by central differences of fourth order.
pub(crate) fn differences(f: impl Fn(&[f64]) -> Vec<f64>, x: &[f64], v: &[f64]) -> Vec<f64> {
    let h = 1e-3;
    let at = |h: f64| f(&x.iter().zip(v).map(|(x, v)| x + h * v).collect::<Vec<_>>());
    let [near, nearer, far, farther] = [at(h), at(-h), at(2.0 * h), at(-2.0 * h)];
    (0..near.len())
        .map(|i| (8.0 * (near[i] - nearer[i]) - (far[i] - farther[i])) / (12.0 * h))
        .collect()
}

#[track_caller]
pub(crate) fn assert_close(found: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let size = expected.iter().fold(1.0_f64, |m, x| m.max(x.abs()));
    for (i, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!(
            (a - b).abs() <= tolerance * size,
            "{what}: {a} at {i}, not {b}, of {found:?} and {expected:?}"
        );
    }
}

fn bits(x: &[f64]) -> Vec<u64> {
    x.iter().map(|x| x.to_bits()).collect()
}

impl Program<'_> {
    #[track_caller]
    pub(crate) fn check(&self, x: &[f64]) {
        let what = |part: &str| format!("{} at {x:?}, {part}", self.name);
        let n = x.len();
        let (v, w) = (direction(n, 1), direction(n, 2));
        let (value, slope) = jvp(self.dual_value, x, &v);
        let (gradient, hv) = hessian_vector_product(self.dual_gradient, x, &v);
        let (_, hw) = hessian_vector_product(self.dual_gradient, x, &w);
        let plain = (self.gradient)(x);

        if self.exact {
            assert_eq!(
                value.to_bits(),
                (self.value)(x).to_bits(),
                "{}",
                what("value")
            );
            assert_eq!(bits(&gradient), bits(&plain), "{}", what("gradient"));
        } else {
            assert_close(&[value], &[(self.value)(x)], 1e-13, &what("value"));
            assert_close(&gradient, &plain, 1e-12, &what("gradient"));
        }
        assert_close(&[slope], &[dot(&plain, &v)], 1e-12, &what("jvp"));
        assert_close(&hv, &differences(self.gradient, x, &v), 1e-7, &what("Hv"));
        assert_close(&[dot(&w, &hv)], &[dot(&v, &hw)], 1e-11, &what("symmetry"));

        let whole = hessian(self.dual_gradient, x);
        for i in 0..n {
            let row: Vec<f64> = whole.row(i).to_vec();
            assert_close(&[dot(&row, &v)], &[hv[i]], 1e-11, &what("Hessian"));
        }

        // The derivative of `H v` along `w`.
        let at: Vec<_> = x.iter().zip(&w).map(|(x, w)| Dual::new(*x, *w)).collect();
        let along: Vec<_> = v.iter().map(|v| Dual::constant(*v)).collect();
        let (_, third) = hessian_vector_product(self.twice_dual, &at[..], &along[..]);
        let third: Vec<f64> = third.iter().map(|x| x.tangent).collect();
        let hv = |x: &[f64]| hessian_vector_product(self.dual_gradient, x, &v).1;
        assert_close(&third, &differences(hv, x, &w), 1e-6, &what("third"));

        let narrow = |x: &[f64]| x.iter().map(|x| *x as f32).collect::<Vec<_>>();
        let (_, single) = hessian_vector_product(self.single, &narrow(x)[..], &narrow(&v)[..]);
        let single: Vec<f64> = single.iter().map(|x| f64::from(*x)).collect();
        assert_close(&single, &hv(x), 1e-3, &what("f32"));
    }
}
