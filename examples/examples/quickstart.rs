//! Two ordinary functions, each with one attribute more, and what their gradients are good for:
//! the best way to throw a ball, and the weather in which not to launch a Space Shuttle.

use autodiff_core::{Tape, differentiable};
use autodiff_examples::{assert_close, columns};

/// How far a ball flies that is thrown at `speed` (m/s) and `angle` (radians) from 2 m above the
/// ground, against the `drag` of the air.
#[differentiable]
fn distance(angle: f64, speed: f64, drag: f64) -> f64 {
    let dt = 0.001;
    let (mut x, mut y) = (0.0, 2.0);
    let (mut vx, mut vy) = (speed * angle.cos(), speed * angle.sin());
    loop {
        let v = vx.hypot(vy);
        vx -= dt * drag * v * vx;
        vy -= dt * (9.81 + drag * v * vy);
        let (x_before, y_before) = (x, y);
        x += dt * vx;
        y += dt * vy;
        if y < 0.0 {
            let last = y_before / (y_before - y); // it lands within the last step
            return x_before + last * (x - x_before);
        }
    }
}

/// The mean negative log-likelihood of the O-rings' damage, if its log-odds are `a + b z` at the
/// temperature `70 °F + z · 10 °F`.
#[differentiable(wrt(a, b))]
fn surprise(a: f64, b: f64, temperature: &[f64], damaged: &[bool]) -> f64 {
    let mut total = 0.0;
    for (t, damaged) in temperature.iter().zip(damaged) {
        let p = probability(a, b, *t);
        total -= if *damaged { p.ln() } else { (1.0 - p).ln() };
    }
    total / temperature.len() as f64
}

#[differentiable]
fn probability(a: f64, b: f64, temperature: f64) -> f64 {
    1.0 / (1.0 + (-(a + b * (temperature - 70.0) / 10.0)).exp())
}

fn throw() {
    println!("A ball thrown at 20 m/s: which angle takes it farthest?\n");
    println!("  angle     distance  d/d(angle)  d/d(speed)  d/d(drag)  steps");
    let (mut angle, speed, drag) = (70_f64.to_radians(), 20.0, 0.01);
    let mut tape = Tape::new();
    for _ in 0..8 {
        let run = distance::record_in(&mut tape, angle, speed, drag);
        let (value, steps) = (*run.value(), run.tape().indices()[0]);
        let (by_angle, by_speed, by_drag) = run.backward(1.0);
        println!(
            "  {:6.2}°   {value:6.2} m  {by_angle:9.4}  {by_speed:10.4}  {by_drag:9.1}  {steps:5}",
            angle.to_degrees()
        );

        let h = 1e-4;
        let difference =
            (distance(angle, speed + h, drag) - distance(angle, speed - h, drag)) / (2.0 * h);
        assert_close(&[by_speed], &[difference], 1e-4);
        angle += 0.007 * by_angle;
    }
    let best = distance(angle, speed, drag);
    assert!(
        best > distance(angle + 0.01, speed, drag) && best > distance(angle - 0.01, speed, drag)
    );
}

fn launch() {
    let (temperature, damaged) = columns::<f64, u8>(include_str!("../data/o_rings.txt"));
    let damaged: Vec<bool> = damaged.iter().map(|&d| d == 1).collect();

    let (mut a, mut b) = (0.0, 0.0);
    for _ in 0..2000 {
        let (a_bar, b_bar) = surprise::grad(a, b, &temperature, &damaged);
        a -= 2.0 * a_bar;
        b -= 2.0 * b_bar;
    }
    println!(
        "\nO-rings damaged on {} shuttle flights: the chance of it on the next one\n",
        damaged.len()
    );
    for t in [80.0, 70.0, 60.0, 50.0, 31.0] {
        let p = probability(a, b, t);
        println!(
            "  {t:2} °F  {:6.2} %  {}",
            100.0 * p,
            "#".repeat((50.0 * p) as usize)
        );
    }
    println!("\nThe Challenger was launched at 31 °F.");

    // The published fit of these data: log-odds 15.0429 - 0.2322 t.
    assert_close(&[a - 7.0 * b, b / 10.0], &[15.0429, -0.2322], 3e-4);
}

pub(crate) fn main() {
    throw();
    launch();
}
