//! The gradients of the functions in this crate, against finite differences.

use ad_renamed::{Cotangent, Differentiable, Leaves, Shape};
use arrays::{Array1, arr1, arr2};
use autodiff_hygiene::{
    attributes, derives, generics, lints, macros, names, no_prelude, rules, scopes,
};

/// Compares a gradient with central differences of `f` at `x`.
fn check(gradient: &[f64], x: &[f64], f: impl Fn(&[f64]) -> f64) {
    assert_eq!(gradient.len(), x.len());
    for (i, slope) in gradient.iter().enumerate() {
        let h = 1e-6;
        let (mut up, mut down) = (x.to_vec(), x.to_vec());
        up[i] += h;
        down[i] -= h;
        let expected = (f(&up) - f(&down)) / (2.0 * h);
        assert!(
            (slope - expected).abs() <= 1e-6 * (1.0 + expected.abs()),
            "{i}: {slope} instead of {expected}"
        );
    }
}

macro_rules! check_scalar {
    ($($function:path, $gradient:path, $x:expr;)*) => {$(
        check(&[$gradient($x)], &[$x], |x| $function(x[0]));
    )*};
}

#[test]
fn edits_of_vectors() {
    let x = [0.3, 1.2];
    check(&lints::edits::grad(&x), &x, lints::edits);
    check(&no_prelude::edits::grad(&x), &x, no_prelude::edits);
}

#[test]
fn under_lints() {
    let (a, b) = lints::polynomial::grad(0.3, 1.2);
    check(&[a, b], &[0.3, 1.2], |x| lints::polynomial(x[0], x[1]));
    for x in [0.5, 0.9, 1.1] {
        check(&[lints::series::grad(x, 20)], &[x], |x| {
            lints::series(x[0], 20)
        });
    }
    assert!((lints::series::grad(3.0, 20) - lints::series(3.0, 20) / 3.0).abs() < 1e-3);
    let (x, y) = ([0.3, -0.2], [1.0, 0.4]);
    let (gx, gy) = lints::distance::grad(&x, &y);
    check(&gx, &x, |x| lints::distance(x, &y));
    check(&gy, &y, |y| lints::distance(&x, y));
    let (twice, bytes) = lints::twice(&x, &y);
    assert!((twice - 2.0 * gx[0]).abs() < 1e-12 && bytes == 0);
    let mut v = [1.0, 2.0, 3.0];
    let (gv, gw) = lints::smooth::record(&mut v, 0.5).backward(vec![0.0, 0.0, 1.0]);
    assert_eq!(gv, [0.25, 0.5, 1.0]);
    check(&[gw], &[0.5], |w| {
        let mut v = [1.0, 2.0, 3.0];
        lints::smooth(&mut v, w[0]);
        v[2]
    });
    let (w, b, x) = (
        arr2(&[[0.1, -0.4], [0.7, 0.2]]),
        arr1(&[0.3, 0.1]),
        arr1(&[1.1, -0.6]),
    );
    let (_, gb, gx) = lints::layer::record(&w, &b, x.view()).backward(arr1(&[1.0, 2.0]));
    let value =
        |b: &Array1<f64>, x: &Array1<f64>| lints::layer(&w, b, x.view()).dot(&arr1(&[1.0, 2.0]));
    check(gb.as_slice().unwrap(), b.as_slice().unwrap(), |b| {
        value(&arr1(b), &x)
    });
    check(gx.as_slice().unwrap(), x.as_slice().unwrap(), |x| {
        value(&b, &arr1(x))
    });
    assert_eq!(
        lints::row::grad(&arr2(&[[5.0, 1.0], [2.0, 3.0]])),
        arr2(&[[0.0, 0.0], [4.0, 6.0]])
    );
}

#[test]
fn with_attributes() {
    check_scalar! {
        attributes::square_plus, attributes::square_plus::grad, 0.7;
        attributes::guarded, attributes::guarded::grad, 0.7;
        attributes::chosen, attributes::chosen::grad, 0.7;
        attributes::calls_old, attributes::calls_old::grad, 0.7;
        attributes::hidden, attributes::hidden::grad, 0.7;
        attributes::statements, attributes::statements::grad, 0.7;
    }
    check(&[attributes::expectations::grad(0.7, 3)], &[0.7], |x| {
        attributes::expectations(x[0], 3)
    });
    assert_eq!(attributes::unused::grad(2.0, 3.0), (1.0, 0.0));
    assert_eq!(attributes::ignored::grad(2.0, 3.0, 4.0), (4.0, 0.0, 0.0));
}

#[test]
fn with_odd_names() {
    check_scalar! {
        names::with_items, names::with_items::grad, 0.7;
        names::shadows, names::shadows::grad, 0.7;
        names::grad, names::grad::grad, 0.7;
        names::record, names::record::grad, 0.7;
        names::named_like_function, names::named_like_function::grad, 0.7;
    }
    let (a, b) = names::variables::grad(0.3, 0.8);
    check(&[a, b], &[0.3, 0.8], |x| names::variables(x[0], x[1]));
    let x = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
    let g = names::parameters::grad(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]);
    let g = [g.0, g.1, g.2, g.3, g.4, g.5, g.6, g.7];
    check(&g, &x, |x| {
        names::parameters(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7])
    });
    let (tape, buffer) = ([0.4, 0.5], [2.0, 3.0]);
    let (gt, gb, gs) = names::buffers::grad(&tape, &mut buffer.clone(), 0.7);
    check(&gt, &tape, |t| names::buffers(t, &mut buffer.clone(), 0.7));
    check(&gb, &buffer, |b| {
        names::buffers(&tape, &mut b.to_vec(), 0.7)
    });
    check(&[gs], &[0.7], |s| {
        names::buffers(&tape, &mut buffer.clone(), s[0])
    });
    let x = [0.3, -0.8, 1.1, 0.6];
    check(&names::loops::grad(&x), &x, names::loops);
    check(
        &names::slices_with_items::grad(&x),
        &x,
        names::slices_with_items,
    );
    let (a, b) = names::capitals::grad(0.3, 0.8);
    check(&[a, b], &[0.3, 0.8], |x| names::capitals(x[0], x[1]));
    let (a, b, c) = names::größe::grad(0.3, 0.8, 0.9);
    check(&[a, b, c], &[0.3, 0.8, 0.9], |x| {
        names::größe(x[0], x[1], x[2])
    });
    let (a, b) = names::r#match::grad(0.3, &x);
    check(&[a], &[0.3], |a| names::r#match(a[0], &x));
    check(&b, &x, |b| names::r#match(0.3, b));
}

#[test]
fn from_macros() {
    check_scalar! {
        macros::square, macros::square::grad, 0.7;
        macros::cube, macros::cube::grad, 0.7;
        macros::from_sum, macros::from_sum::grad, 0.7;
        macros::of_sums, macros::of_sums::grad, 0.7;
        macros::as_item, macros::as_item::grad, 0.7;
        macros::multiples::double, macros::multiples::double::grad, 0.7;
        macros::multiples::triple, macros::multiples::triple::grad, 0.7;
    }
    let x = [0.3, -0.8];
    check(
        &macros::from_expression::grad(&x),
        &x,
        macros::from_expression,
    );
    let (a, b) = macros::in_parts::grad(0.3, &x);
    check(&[a], &[0.3], |a| macros::in_parts(a[0], &x));
    check(&b, &x, |b| macros::in_parts(0.3, b));
}

#[test]
fn in_scopes() {
    check_scalar! {
        scopes::calls_private, scopes::calls_private::grad, 0.7;
        scopes::calls_renamed, scopes::calls_renamed::grad, 0.7;
        scopes::with_inner, scopes::with_inner::grad, 0.7;
    }
    assert!((scopes::gradient_inside(2.0) - 15.0).abs() < 1e-12);
    assert!((scopes::Line { slope: 3.0 }.derivative(2.0) - 36.0).abs() < 1e-12);
    assert!((scopes::in_closure(2.0) - 32.0).abs() < 1e-12);
    for n in 0..5 {
        check(&[scopes::even::grad(0.7, n)], &[0.7], |x| {
            scopes::even(x[0], n)
        });
        check(&[scopes::odd::grad(0.7, n)], &[0.7], |x| {
            scopes::odd(x[0], n)
        });
    }
}

#[test]
fn with_generics() {
    let (x, y) = ([0.3, -0.2], [1.0, 0.4]);
    let (gx, gy) = generics::longer::grad(&x, &y);
    assert_eq!((gx, gy), (y.to_vec(), x.to_vec()));
    let z = arr2(&[[0.9]]);
    let (gx, gy, gz, gw) = generics::lifetimes::grad(&x, &arr1(&y), z.view(), &0.8);
    check(&gx, &x, |x| {
        generics::lifetimes(x, &arr1(&y), z.view(), &0.8)
    });
    check(gy.as_slice().unwrap(), &y, |y| {
        generics::lifetimes(&x, &arr1(y), z.view(), &0.8)
    });
    check(&[gz[[0, 0]]], &[0.9], |z| {
        generics::lifetimes(&x, &arr1(&y), arr2(&[[z[0]]]).view(), &0.8)
    });
    check(&[gw], &[0.8], |w| {
        generics::lifetimes(&x, &arr1(&y), z.view(), &w[0])
    });
    check(&generics::norm::grad([0.3, 0.4]), &[0.3, 0.4], |x| {
        generics::norm([x[0], x[1]])
    });
    let g = generics::trace::grad(&[[0.3, 0.4, 0.5], [0.6, 0.7, 0.8]]);
    assert_eq!(g, [[0.6, 0.0, 0.0], [0.0, 1.4, 0.0]]);
    check(&[generics::calls::grad(0.7)], &[0.7], |x| {
        generics::calls(x[0])
    });
}

#[test]
fn without_prelude() {
    for (x, n) in [(0.7, 3), (1.3, 9), (0.9, 0), (0.4, 9)] {
        check(&[no_prelude::control::grad(x, n)], &[x], |x| {
            no_prelude::control(x[0], n)
        });
    }
    let (x, out) = ([0.3, -0.2], [1.0, 0.4]);
    let (gx, gout) =
        no_prelude::slices::record(&x, &mut out.clone()).backward((1.0, vec![2.0, 3.0]));
    let value = |x: &[f64], out: &[f64]| {
        let mut out = out.to_vec();
        let y = no_prelude::slices(x, &mut out);
        y + 2.0 * out[0] + 3.0 * out[1]
    };
    check(&gx, &x, |x| value(x, &out));
    check(&gout, &out, |out| value(&x, out));
    let (a, b, c) = ([0.3, 0.5], [0.2, -0.7], [0.9, 0.1]);
    let seed = arr1(&[1.0, 2.0]);
    let value = |a: &[f64], b: &[f64], c: &[f64]| {
        no_prelude::views(arr1(a).view(), arr1(b), &arr1(c)).dot(&seed)
    };
    let (ga, gb, gc) =
        no_prelude::views::record(arr1(&a).view(), arr1(&b), &arr1(&c)).backward(&seed);
    check(ga.as_slice().unwrap(), &a, |a| value(a, &b, &c));
    check(gb.as_slice().unwrap(), &b, |b| value(&a, b, &c));
    check(gc.as_slice().unwrap(), &c, |c| value(&a, &b, c));
    check(&[no_prelude::calls::grad(0.7)], &[0.7], |x| {
        no_prelude::calls(x[0])
    });
}

#[test]
fn with_own_rules() {
    let (x, y) = ([0.3, 0.9], [0.5, 0.2]);
    let (gx, gy) = rules::mixed::grad(&arr1(&x), &arr1(&y));
    check(gx.as_slice().unwrap(), &x, |x| {
        rules::mixed(&arr1(x), &arr1(&y))
    });
    check(gy.as_slice().unwrap(), &y, |y| {
        rules::mixed(&arr1(&x), &arr1(y))
    });
    check(&[rules::logistic::grad(0.7)], &[0.7], |x| {
        rules::logistic(x[0])
    });
    let config = rules::Config {
        steps: 3,
        factor: 1.5,
    };
    check(&[rules::configured::grad(0.7, &config)], &[0.7], |x| {
        rules::configured(x[0], &config)
    });
}

#[test]
fn with_derived_cotangents() {
    let mut all = derives::Everything::new(arr1(&[1.0]));
    let mut bar = derives::EverythingCotangent::zero();
    all.cotangent_shape().materialise(&mut bar);
    bar.visit_mut(|_, x| *x = 1.0);
    assert_eq!((bar.tape[0], bar.r#match, bar.bar), (1.0, 1.0, (1.0, ())));
    all.update(&bar, |p, g| *p += g);
    assert!((all.weights[0] - 2.0).abs() < 1e-12);
    check(&[derives::square::grad(0.7)], &[0.7], |x| {
        derives::square(x[0])
    });
    assert_eq!(
        derives::OddCotangent::zero(),
        derives::OddCotangent::ZeroCotangent
    );
}
