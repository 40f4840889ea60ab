//! Rules with faults: what checks them has to notice.

use autodiff_core::{Shape, Tape};
use autodiff_tests::obeys;
use autodiff_tests::ops::random;
use ndarray::Array1;

/// Declares `a·b`, elementwise, with another pullback.
macro_rules! product {
    ($($name:ident |$a:ident, $b:ident, $y_bar:ident, $a_bar:ident, $b_bar:ident| $body:expr;)+) => {$(
        #[allow(non_camel_case_types, reason = "it shares its name with the function")]
        struct $name {}
        fn $name(a: &Array1<f64>, b: &Array1<f64>) -> Array1<f64> {
            a * b
        }
        #[allow(unused_variables, reason = "a fault may lie in that")]
        impl $name {
            fn __forward(_: &mut Tape, _: u64, (a, b): (&Array1<f64>, &Array1<f64>)) -> Array1<f64> {
                a * b
            }
            fn __reverse(
                _: &mut Tape,
                _: u64,
                ($a, $b): (&Array1<f64>, &Array1<f64>),
                mut $y_bar: Array1<f64>,
                (mut $a_bar, mut $b_bar): (Option<&mut Array1<f64>>, Option<&mut Array1<f64>>),
            ) {
                autodiff_core::ArrayShape($a.raw_dim()).materialise(&mut $y_bar);
                for bar in [&mut $a_bar, &mut $b_bar].into_iter().flatten() {
                    autodiff_core::ArrayShape($a.raw_dim()).materialise(bar);
                }
                $body
            }
        }
    )+};
}

product! {
    right |a, b, y_bar, a_bar, b_bar| {
        if let Some(bar) = a_bar { *bar += &(&y_bar * b); }
        if let Some(bar) = b_bar { *bar += &(&y_bar * a); }
    };
    wrong_formula |a, b, y_bar, a_bar, b_bar| {
        if let Some(bar) = a_bar { *bar += &(&y_bar * a); }
        if let Some(bar) = b_bar { *bar += &(&y_bar * a); }
    };
    not_linear |a, b, y_bar, a_bar, b_bar| {
        if let Some(bar) = a_bar { *bar += &(&y_bar * b + 4e-9); }
        if let Some(bar) = b_bar { *bar += &(&y_bar * a); }
    };
    overwriting |a, b, y_bar, a_bar, b_bar| {
        if let Some(bar) = a_bar { bar.assign(&(&y_bar * b)); }
        if let Some(bar) = b_bar { *bar += &(&y_bar * a); }
    };
    deaf_to_wishes |a, b, y_bar, a_bar, b_bar| {
        if let (Some(a_bar), Some(b_bar)) = (a_bar, b_bar) {
            *a_bar += &(&y_bar * b);
            *b_bar += &(&y_bar * a);
        }
    };
    by_memory |a, b, y_bar, a_bar, b_bar| {
        let a_in_memory = Array1::from_vec(a.as_slice_memory_order().map_or_else(|| a.to_vec(), <[f64]>::to_vec));
        let first = if a.as_slice().is_some() { a.clone() } else { a_in_memory.slice(ndarray::s![..;-1]).to_owned() };
        if let Some(bar) = a_bar { *bar += &(&y_bar * b); }
        if let Some(bar) = b_bar { *bar += &(&y_bar * &first); }
    };
}

#[test]
fn no_fault() {
    let (a, b) = (random(3, 0.5..2.0), random(3, 0.5..2.0));
    obeys!(only f64: right(&a, &b));
}

macro_rules! faults {
    ($($name:ident $message:literal;)+) => { mod found {
        use autodiff_tests::{obeys, ops::random};
        $(
            #[test]
            #[should_panic(expected = $message)]
            fn $name() {
                let (a, b) = (random(3, 0.5..2.0), random(3, 0.5..2.0));
                obeys!(only f64: super::$name(&a, &b));
            }
        )+
    } };
}

faults! {
    wrong_formula "differences: number 0";
    not_linear "the pullback of a sum";
    overwriting "accumulation";
    deaf_to_wishes "wanted 1, input 0";
    by_memory "the pullback, Sliced";
}
