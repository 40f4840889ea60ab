//! Loops whose reverse becomes vector code: containers cut to windows, sums in locals, running
//! indices set back at once, what is kept in columns, trips in chunks. Lengths go from none to past
//! two chunks.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Scalar, Tape, differentiable};
use autodiff_tests::differences::compare;
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn dot(x: &[f64], w: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i] * w[i];
    }
    sum
}

/// One of the two is constant.
#[differentiable(wrt(x))]
fn half(x: &[f64], w: &[f64]) -> f64 {
    dot(x, w)
}

/// What all trips add to is an element, in the same array as what is cut.
#[twin]
#[differentiable]
fn first_times_all(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    for i in 1..x.len() {
        y[i] += x[0] * x[i];
    }
    for i in 0..x.len() {
        y[0] += y[i] * y[i];
    }
    y[0]
}

/// The element that all trips add to needn't be there if there are none.
#[twin]
#[differentiable]
fn absent(x: &[f64], k: usize, n: usize) -> f64 {
    let mut sum = x[0];
    for i in 0..n {
        sum += x[k] * x[i];
    }
    sum
}

#[twin(calls(dot))]
#[differentiable]
fn neighbours(x: &[f64], w: f64) -> f64 {
    let mut y = vec![0.0; x.len()];
    for i in 1..x.len() - 1 {
        y[i] = w * x[i - 1] * x[i] + (x[i + 1] - x[i]).exp();
    }
    dot(&y, x)
}

/// Each trip reads what the one before wrote.
#[twin]
#[differentiable]
fn in_order(x: &[f64], y: &mut [f64]) {
    for i in 1..x.len() {
        y[i] = y[i - 1] * x[i] + y[i];
    }
}

#[twin]
#[differentiable]
fn scaled_in_place(x: &[f64], y: &mut [f64], w: f64) -> f64 {
    for i in 0..x.len() {
        y[i] *= x[i];
        y[i] /= w;
        y[i] -= w * x[i];
    }
    y[0]
}

/// A packed triangle by a running index, read before it moves on and after.
#[twin]
#[differentiable]
fn packed(l: &[f64], x: &[f64], y: &mut [f64]) {
    let d = x.len();
    let mut next = 0;
    for i in 0..d {
        for j in i..d {
            y[j] += l[next] * x[i];
            next += 1;
        }
    }
    let mut at = 0;
    for i in 0..d {
        at += 1;
        y[i] += l[at - 1].sin() * x[d - 1];
    }
}

/// The running index is moved on more than once, or read on both sides.
#[twin]
#[differentiable]
fn strided(x: &[f64]) -> f64 {
    let (mut at, mut sum) = (0, 0.0);
    for _ in 0..x.len() / 2 {
        let even = x[at];
        at += 1;
        sum += even * x[at] * x[at];
        at += 1;
    }
    let mut back = x.len();
    for i in 0..x.len() {
        back -= 1;
        sum += x[back] * x[i];
    }
    sum
}

/// A power goes on from trip to trip; so does a product.
#[twin]
#[differentiable]
fn polynomial(c: &[f64], t: f64) -> f64 {
    let (mut power, mut sum, mut product) = (1.0, 0.0, 1.0);
    for i in 0..c.len() {
        sum += c[i] * power;
        power *= t;
        product = product * (c[i] + power);
    }
    sum * product
}

#[twin]
#[differentiable]
fn log_sum_exp(x: &[f64]) -> f64 {
    let mut top = x[0];
    for v in x {
        if *v > top {
            top = *v;
        }
    }
    let mut sum = 0.0;
    for v in x {
        sum += (*v - top).exp();
    }
    top + sum.ln()
}

#[twin]
#[differentiable]
fn zipped(x: &[f64], y: &mut [f64], w: f64) -> f64 {
    let mut sum = 0.0;
    for (a, b) in x.iter().zip(y.iter_mut()) {
        *b += w * a * a;
        sum += *b * w;
    }
    for (i, v) in x[1..].iter().enumerate() {
        sum += v * y[i] + y[0];
    }
    sum
}

#[twin]
#[differentiable]
fn rows(m: &[f64], x: &[f64], n: usize) -> f64 {
    let d = x.len();
    let mut sum = 0.0;
    for i in 0..n {
        let row = &m[i * d..(i + 1) * d];
        let mut y = 0.0;
        for j in 0..d {
            y += row[j] * x[j];
        }
        for j in 0..d {
            sum += y.tanh() * m[i * d + j] * row[j];
        }
    }
    sum
}

#[twin]
#[differentiable]
fn fixed(x: [f64; 3], w: f64) -> f64 {
    let mut y = [0.0; 3];
    for i in 0..3 {
        y[i] = w * x[i];
    }
    for i in 0..2 {
        y[i] = y[i] * y[i + 1];
    }
    y[0] + y[1] * x[2]
}

/// Two halves of one array, and the array as a whole.
#[twin]
#[differentiable]
fn halves(x: &mut [f64]) {
    let m = x.len() / 2;
    let (left, right) = x.split_at_mut(m);
    for i in 0..m {
        left[i] += right[i] * right[i];
    }
    for i in 0..m {
        x[i] = x[i] * x[m];
    }
}

/// The index is no `usize`, and is a number too.
#[twin]
#[differentiable]
fn numbered(x: &[f64], n: i32) -> f64 {
    let mut sum = 0.0;
    for i in 0..n {
        sum += x[0].powi(i) * i as f64;
    }
    for i in 0..x.len() {
        sum += x[i] * i as f64;
    }
    sum
}

/// Two variables of one pattern, which go on from trip to trip.
#[twin]
#[differentiable]
fn side_by_side(x: &[f64], w: f64) -> f64 {
    let (mut power, (mut sum, mut n, even)) = (1.0, (0.0, 0, x.len() % 2 == 0));
    for i in 0..x.len() {
        sum += power * x[i];
        power *= w;
        n += 2;
    }
    if even {
        sum * n as f64
    } else {
        power * sum.exp()
    }
}

fn numbers(n: usize) -> Vec<f64> {
    (0..n).map(|i| 0.3 + (1.7 * i as f64).sin()).collect()
}

#[test]
fn of_all_lengths() {
    for n in (0..12).chain([15, 16, 17, 24, 31]) {
        let x = numbers(n);
        let w: Vec<f64> = x.iter().map(|x| x * x - 0.4).collect();
        check!(dot(&x, &w); x = x.clone(), w = w.clone());
        compare(|x: Vec<f64>| half(&x, &w), &x, &half::grad(&x, &w));
        check!(in_order(&x, &mut w); x = x.clone(), w = w.clone(); left w);
        check!(strided(&x); x = x.clone());
        check!(polynomial(&x, t); x = x.clone(), t = 0.7);
        check!(side_by_side(&x, w); x = x.clone(), w = 0.7);
        check!(halves(&mut x); x = if n % 2 == 0 { numbers(n + 2) } else { x.clone() }; left x);
        check!(rows(&w, &x, 1); w = w.clone(), x = x.clone());
        if n > 0 {
            check!(first_times_all(&x); x = x.clone());
            check!(scaled_in_place(&x, &mut w, s); x = x.clone(), w = w.clone(), s = 1.3; value, left w);
            check!(log_sum_exp(&x); x = x.clone());
            check!(zipped(&x, &mut w, s); x = x.clone(), w = w.clone(), s = 0.6; value, left w);
            let l = numbers(n * (n + 1) / 2);
            check!(packed(&l, &x, &mut w); l = l, x = x.clone(), w = w.clone(); left w);
            check!(numbered(&x, n); x = x.clone(), n = n as i32);
        }
        if n > 1 {
            check!(neighbours(&x, w); x = x.clone(), w = 0.8);
        }
    }
    check!(absent(&x, k, n); x = numbers(3), k = 7usize, n = 0usize);
    check!(absent(&x, k, n); x = numbers(3), k = 1usize, n = 3usize);
    check!(fixed(x, w); x = [0.3, -0.7, 1.9], w = 0.6);
    check!(rows(&m, &x, n); m = numbers(36), x = numbers(9), n = 4usize);
}

/// Numbers of any type, and of the other precision.
#[differentiable]
fn generic<T: Scalar>(x: &[T], y: &mut [T]) -> T {
    let mut sum = x[0];
    for i in 0..x.len() {
        y[i] = x[i] * y[i];
        sum += y[i].sin() * x[i].exp();
    }
    sum
}

#[test]
fn of_other_types() {
    let x: [f64; 3] = [0.3, -0.7, 1.9];
    let (mut y, mut y_single) = (x, x.map(|v| v as f32));
    let x_single = x.map(|v| v as f32);
    let (gradient, single) = (
        generic::grad(&x, &mut y),
        generic::grad(&x_single, &mut y_single),
    );
    compare(
        |x: Vec<f64>| generic(&x, &mut [0.3, -0.7, 1.9]),
        &x.to_vec(),
        &gradient.0,
    );
    for (wide, narrow) in gradient.0.iter().zip(&single.0) {
        assert!((wide - f64::from(*narrow)).abs() < 1e-5, "{wide} {narrow}");
    }
}

/// Writes its output without reading it.
#[differentiable]
fn write(x: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        out[i] = x[i] * x[i];
    }
}

/// Reads what it is given, in an elementary function's derivative.
#[differentiable]
fn square(out: &mut [f64]) {
    for i in 0..out.len() {
        out[i] *= out[i] + 1.0;
    }
}

/// Hands its output on.
#[differentiable]
fn write_by_another(x: &[f64], out: &mut [f64]) {
    write(x, out);
}

/// The same buffer is written again and again; in between somebody reads it, or nobody.
#[differentiable]
fn reused(x: &[f64], read: bool) -> f64 {
    let mut buffer = vec![1.0; x.len()];
    let mut total = 0.0;
    for _ in 0..3 {
        write(x, &mut buffer);
        if read {
            total += buffer[0] * buffer[1];
        }
        let mut unread = vec![0.0; 2];
        write_by_another(&buffer, &mut unread);
        square(&mut buffer);
        total += buffer[0].sin() + buffer[1];
        write_by_another(x, &mut buffer);
        let mut other = vec![total, 0.5 * total];
        std::mem::swap(&mut buffer, &mut other);
        total += buffer[0] * buffer[1];
    }
    total
}

#[differentiable]
fn only_written(x: &[f64], times: usize) -> f64 {
    let mut buffer = vec![0.0; x.len()];
    let mut total = 0.0;
    for _ in 0..times {
        write(x, &mut buffer);
        for i in 0..x.len() {
            total += buffer[i];
        }
    }
    total
}

/// Changes a little, and reads all that is left then.
#[differentiable]
fn energy(y: &mut [f64]) -> f64 {
    y[0] *= 0.5;
    let mut sum = 0.0;
    for i in 0..y.len() {
        sum += y[i] * y[i] * y[i];
    }
    sum
}

/// What a call reads is changed element by element: saved only because the call says so.
#[differentiable]
fn changed_after_calls(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    let mut total = 0.0;
    for _ in 0..3 {
        total += energy(&mut y);
        for (v, a) in y.iter_mut().zip(x) {
            *v += a * a;
        }
        total += energy(&mut y);
        for i in 0..x.len() {
            y[i] = x[i] * x[i];
            y[i] += x[i].sin();
        }
    }
    total
}

#[test]
fn what_calls_read() {
    let long = numbers(11);
    compare(
        |x: Vec<f64>| changed_after_calls(&x),
        &long,
        &changed_after_calls::grad(&long),
    );
    let x = vec![0.4, -0.3];
    for read in [false, true] {
        compare(|x: Vec<f64>| reused(&x, read), &x, &reused::grad(&x, read));
    }
    // Nobody reads what is overwritten: nothing of it is kept.
    let bytes = |times| {
        let mut tape = Tape::new();
        let recording = only_written::record_in(&mut tape, &x, times);
        for (bar, x) in recording.backward(1.0).iter().zip(&x) {
            assert!(
                (bar - 2.0 * x * times as f64).abs() < 1e-12,
                "{bar} after {times}"
            );
        }
        tape.peak_bytes()
    };
    assert_eq!(bytes(50) - bytes(1), 0);
}
