//! Bodies, rays and orbits, with structs, traits and operators.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

mod forces {
    use super::*;
    #[differentiable]
    pub(super) trait Force {
        fn at(&self, x: f64, v: f64, t: f64) -> f64;
    }
    #[derive(Clone, Debug, Differentiable)]
    pub(super) struct Spring {
        pub k: f64,
        pub c: f64,
    }
    #[derive(Clone, Debug, Differentiable)]
    pub(super) struct Driven {
        pub inner: Spring,
        pub amplitude: f64,
        pub omega: f64,
    }
    #[differentiable]
    impl Force for Spring {
        fn at(&self, x: f64, v: f64, _t: f64) -> f64 {
            -self.k * x - self.c * v
        }
    }
    #[differentiable]
    impl Force for Driven {
        fn at(&self, x: f64, v: f64, t: f64) -> f64 {
            self.inner.at(x, v, t) + self.amplitude * (self.omega * t).cos()
        }
    }
    #[differentiable]
    pub(super) fn verlet<F: Force + Differentiable>(
        force: &F,
        mut x: f64,
        mut v: f64,
        steps: usize,
    ) -> Vec<f64> {
        let dt = 0.05;
        let mut out = Vec::with_capacity(steps);
        let mut a = force.at(x, v, 0.0);
        for step in 0..steps {
            let t = step as f64 * dt;
            x += v * dt + 0.5 * a * dt * dt;
            let next = force.at(x, v, t + dt);
            v += 0.5 * (a + next) * dt;
            a = next;
            out.push(x);
        }
        out
    }
    #[differentiable]
    pub(super) fn misfit(d: &Driven, target: &[f64]) -> f64 {
        let path = verlet(d, 1.0, 0.0, target.len());
        path.iter()
            .zip(target)
            .map(|(a, b)| (a - b).powi(2))
            .sum::<f64>()
            / target.len() as f64
    }
    #[test]
    fn oscillators() {
        let d = Driven {
            inner: Spring { k: 2.0, c: 0.3 },
            amplitude: 0.5,
            omega: 1.3,
        };
        let target: Vec<f64> = (0..30).map(|i| (i as f64 * 0.1).cos()).collect();
        let g = misfit::grad(&d, &target);
        differences::compare(
            |(d, t): (Driven, Vec<f64>)| misfit(&d, &t),
            &(d, target),
            &g,
        );
    }
}

#[derive(Debug, Clone, PartialEq)]
enum SolveError {
    NoConvergence { steps: usize },
    FlatSlope,
}
#[differentiable]
fn newton(
    f: impl Fn(f64) -> f64,
    df: impl Fn(f64) -> f64,
    mut x: f64,
    tolerance: f64,
) -> Result<f64, SolveError> {
    for steps in 0..50 {
        let slope = df(x);
        if slope.abs() < 1e-12 {
            return Err(SolveError::FlatSlope);
        }
        let delta = f(x) / slope;
        x -= delta;
        if delta.abs() < tolerance {
            return Ok(x);
        }
    }
    Err(SolveError::NoConvergence { steps: 50 })
}
#[differentiable]
fn kepler(e: f64, mean: f64) -> Result<f64, SolveError> {
    let anomaly = newton(
        |x| x - e * x.sin() - mean,
        |x| 1.0 - e * x.cos(),
        mean,
        1e-14,
    )?;
    let nu = 2.0
        * ((1.0 + e).sqrt() * (anomaly / 2.0).sin())
            .atan2((1.0 - e).sqrt() * (anomaly / 2.0).cos());
    Ok(nu)
}
#[test]
fn keplers_equation() {
    let x = (0.4, 1.1);
    let g = kepler::grad(x.0, x.1).unwrap();
    differences::compare(|(e, m): (f64, f64)| kepler(e, m).unwrap(), &x, &g);
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct V3 {
    x: f64,
    y: f64,
    z: f64,
}
#[differentiable]
impl std::ops::Add for V3 {
    type Output = V3;
    fn add(self, o: V3) -> V3 {
        V3 {
            x: self.x + o.x,
            y: self.y + o.y,
            z: self.z + o.z,
        }
    }
}
#[differentiable]
impl std::ops::Sub for V3 {
    type Output = V3;
    fn sub(self, o: V3) -> V3 {
        V3 {
            x: self.x - o.x,
            y: self.y - o.y,
            z: self.z - o.z,
        }
    }
}
#[differentiable]
impl std::ops::Mul<f64> for V3 {
    type Output = V3;
    fn mul(self, k: f64) -> V3 {
        V3 {
            x: self.x * k,
            y: self.y * k,
            z: self.z * k,
        }
    }
}
#[differentiable]
impl std::ops::Neg for V3 {
    type Output = V3;
    fn neg(self) -> V3 {
        V3 {
            x: -self.x,
            y: -self.y,
            z: -self.z,
        }
    }
}
#[differentiable]
impl V3 {
    fn new(x: f64, y: f64, z: f64) -> Self {
        Self { x, y, z }
    }
    fn dot(self, o: V3) -> f64 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }
    fn norm(self) -> f64 {
        self.dot(self).sqrt()
    }
    fn cross(self, o: V3) -> V3 {
        V3::new(
            self.y * o.z - self.z * o.y,
            self.z * o.x - self.x * o.z,
            self.x * o.y - self.y * o.x,
        )
    }
    fn unit(self) -> V3 {
        self * (1.0 / self.norm())
    }
}
#[differentiable]
fn scene_distance(p: V3, radius: f64) -> f64 {
    let sphere = p.norm() - radius;
    let plane = p.y + 1.0;
    sphere.min(plane)
}
#[differentiable]
fn march(origin: V3, direction: V3, radius: f64) -> Option<f64> {
    let dir = direction.unit();
    let mut t = 0.0;
    for _ in 0..60 {
        let p = origin + dir * t;
        let d = scene_distance(p, radius);
        if d < 1e-10 {
            let n = p.unit();
            let light = V3::new(0.5, 1.0, -0.3).unit();
            return Some(n.dot(light).max(0.0) + n.cross(light).norm() + t);
        }
        if t > 50.0 {
            return None;
        }
        t += d;
    }
    Some(t)
}
#[test]
fn ray_marching() {
    let x = (V3::new(0.1, 0.3, -3.0), V3::new(0.02, -0.05, 1.0), 1.0);
    let g = march::grad(x.0, x.1, x.2).unwrap();
    differences::compare(|(o, d, r): (V3, V3, f64)| march(o, d, r).unwrap(), &x, &g);
}

#[derive(Clone, Debug, Differentiable)]
struct Body {
    pos: [f64; 3],
    vel: [f64; 3],
    mass: f64,
}
#[differentiable]
fn accelerate(bodies: &mut [Body], dt: f64) {
    for i in 0..bodies.len() {
        let mut acc = [0.0; 3];
        for j in 0..bodies.len() {
            if i == j {
                continue;
            }
            let mut d = [0.0; 3];
            let mut r2 = 0.01;
            for k in 0..3 {
                d[k] = bodies[j].pos[k] - bodies[i].pos[k];
                r2 += d[k] * d[k];
            }
            let f = bodies[j].mass / (r2 * r2.sqrt());
            for (a, d) in acc.iter_mut().zip(d) {
                *a += f * d;
            }
        }
        let b = &mut bodies[i];
        for (v, a) in b.vel.iter_mut().zip(acc.iter()) {
            *v += dt * a;
        }
    }
    for b in bodies.iter_mut() {
        let Body { pos, vel, .. } = b;
        for k in 0..3 {
            pos[k] += dt * vel[k];
        }
    }
}
#[differentiable]
fn energy_after(mut bodies: Vec<Body>, steps: usize) -> f64 {
    for _ in 0..steps {
        accelerate(&mut bodies, 0.01);
    }
    let kinetic: f64 = bodies
        .iter()
        .map(|b| 0.5 * b.mass * b.vel.iter().map(|v| v * v).sum::<f64>())
        .sum();
    let mut potential = 0.0;
    for (i, a) in bodies.iter().enumerate() {
        for b in bodies.iter().skip(i + 1) {
            let r2: f64 = a.pos.iter().zip(&b.pos).map(|(p, q)| (p - q).powi(2)).sum();
            potential -= a.mass * b.mass / r2.sqrt();
        }
    }
    kinetic + potential
}
#[test]
fn bodies() {
    let b = vec![
        Body {
            pos: [0.0, 0.1, 0.0],
            vel: [0.1, 0.0, 0.2],
            mass: 1.0,
        },
        Body {
            pos: [1.0, 0.0, 0.3],
            vel: [0.0, 0.5, -0.1],
            mass: 0.5,
        },
        Body {
            pos: [-0.8, 0.6, -0.2],
            vel: [-0.3, 0.1, 0.0],
            mass: 0.7,
        },
    ];
    let g = energy_after::grad(b.clone(), 4);
    differences::compare(|b: Vec<Body>| energy_after(b, 4), &b, &(g));
}
