//! Runs of elements that loops overwrite: their old content is saved once, and whatever reads the
//! buffer between two loops, or in the caller, must find it again.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;

/// The gradient against central differences.
fn compare(name: &str, f: fn(&[f64]) -> f64, gradient: impl Fn(&[f64]) -> Vec<f64>) {
    for x in [[0.3, -0.7, 0.9], [0.8, 0.5, 0.25], [0.6, 0.2, -0.4]] {
        for (i, found) in gradient(&x).into_iter().enumerate() {
            let h = 1e-6;
            let (mut up, mut down) = (x, x);
            up[i] += h;
            down[i] -= h;
            let expected = (f(&up) - f(&down)) / (2.0 * h);
            assert!(
                (found - expected).abs() <= 1e-6 * expected.abs().max(1.0),
                "{name} at {x:?}: {found} for {i}, differences give {expected}"
            );
        }
    }
}

macro_rules! runs {
    ($($name:ident in $caller:ident: |$c:ident, $y:ident, $d:ident| $body:block)*) => {
        $(
            #[differentiable]
            fn $name($c: &[f64], $y: &mut [f64]) {
                let $d = $c.len();
                $body
            }

            /// Reads the buffer before and after each call, so that each call has to put it back.
            #[differentiable]
            fn $caller(x: &[f64]) -> f64 {
                let mut buffer = vec![0.5, 1.5, -0.5, 2.0, 1.0];
                let mut total = x[0];
                for i in 0..x.len() {
                    buffer[i] += x[i] * x[i];
                }
                for _ in 0..3 {
                    let before = buffer[0] * buffer[2] + buffer[1] * buffer[4];
                    $name(x, &mut buffer);
                    total += before * buffer[1] * buffer[0] + buffer[2] * buffer[2] + buffer[3] * total;
                }
                total
            }
        )*

        #[test]
        fn callers() {
            $(
                compare(stringify!($caller), $caller, |x| $caller::grad(x));
            )*
        }
    };
}

runs! {
    fill_and_add in call_fill_and_add: |c, y, d| {
        for i in 0..d {
            y[i] = c[i] * 0.5;
        }
        for i in 0..d {
            for j in i + 1..d {
                y[j] += c[i] * c[j];
            }
        }
    }
    read_between in call_read_between: |c, y, d| {
        for i in 0..d {
            y[i] = c[i] * 0.5;
        }
        let middle = y[1] * y[0];
        for j in 0..d {
            y[j] += middle * c[j];
        }
        y[0] *= middle;
    }
    read_before_and_between in call_read_before_and_between: |c, y, d| {
        let before = y[0] * y[1];
        for i in 0..d {
            y[i] = c[i] * 0.5;
        }
        let middle = y[0] * y[1];
        for j in 0..d {
            y[j] += before * middle * c[j];
        }
        for j in 0..d {
            y[j] += c[j] * c[j];
        }
    }
    read_by_the_second_loop in call_read_by_the_second_loop: |c, y, d| {
        for i in 0..d {
            y[i] = c[i] * 0.5;
        }
        for j in 1..d {
            y[j] = y[j] * y[j - 1] + c[0];
        }
        for j in 0..d {
            y[j] += c[j];
        }
    }
    other_indices in call_other_indices: |c, y, d| {
        for i in 0..d {
            y[i] = c[i] * 0.5;
        }
        for j in 0..d {
            y[d - j] += c[j] * c[0];
        }
        for j in 0..y.len() {
            y[j] += c[0];
        }
        for j in 0..d + 1 {
            y[j] -= c[1] * c[1];
        }
    }
    shadowed_bound in call_shadowed_bound: |c, y, d| {
        for i in 0..d {
            y[i] = c[i] * 0.5;
        }
        let d = d + 1;
        for j in 0..d {
            y[j] += c[0] * c[1];
        }
    }
    changed_bound in call_changed_bound: |c, y, d| {
        let mut n = d;
        for i in 0..n {
            y[i] = c[i] * 0.5;
        }
        n += 1;
        for j in 0..n {
            y[j] += c[0] * c[1];
        }
    }
    one_arm in call_one_arm: |c, y, d| {
        if c[0] > 0.5 {
            for i in 0..d {
                y[i] = c[i] * 0.5;
            }
        } else {
            y[0] = c[1];
        }
        for j in 0..d {
            y[j] += c[j] * c[0];
        }
    }
    read_in_one_arm in call_read_in_one_arm: |c, y, d| {
        for i in 0..d {
            y[i] = c[i] * 0.5;
        }
        let mut factor = 1.0;
        if c[0] < 0.5 {
            factor = y[0] * y[1];
        }
        for j in 0..d {
            y[j] += c[j] * factor;
        }
    }
    again_and_again in call_again_and_again: |c, y, d| {
        for k in 0..3 {
            for i in 0..d {
                y[i] = c[i] * k as f64;
            }
            for j in 0..d {
                y[j] += c[j] * c[j];
            }
            if k == 1 {
                y[1] *= y[2];
            }
        }
    }
    left_early in call_left_early: |c, y, d| {
        for i in 0..d {
            if c[i] > 0.85 {
                break;
            }
            y[i] = c[i] * 0.5;
        }
        for j in 0..d {
            if c[j] < 0.0 {
                continue;
            }
            y[j] += c[j] * c[0];
            if j == 2 {
                return;
            }
        }
        y[0] *= y[1];
    }
    called_between in call_called_between: |c, y, d| {
        for i in 0..d {
            y[i] = c[i] * 0.5;
        }
        read_between(c, y);
        for j in 0..d {
            y[j] += c[j] * c[0];
        }
        fill_and_add(c, y);
        for j in 0..d {
            y[j] *= c[j];
        }
    }
}
