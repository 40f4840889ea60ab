//! Integrators, fields, rays and controllers.

use std::ops::{Add, AddAssign, Mul, Sub};

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::agrees;
use autodiff_tests::differences::compare;

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Vec3 {
    x: f64,
    y: f64,
    z: f64,
}

#[differentiable]
impl Add for Vec3 {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self {
            x: self.x + o.x,
            y: self.y + o.y,
            z: self.z + o.z,
        }
    }
}

#[differentiable]
impl Sub for Vec3 {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self {
            x: self.x - o.x,
            y: self.y - o.y,
            z: self.z - o.z,
        }
    }
}

#[differentiable]
impl Mul<f64> for Vec3 {
    type Output = Self;
    fn mul(self, k: f64) -> Self {
        Self {
            x: self.x * k,
            y: self.y * k,
            z: self.z * k,
        }
    }
}

/// The scalar product.
#[differentiable]
impl Mul for Vec3 {
    type Output = f64;
    fn mul(self, o: Self) -> f64 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }
}

#[differentiable]
impl AddAssign for Vec3 {
    fn add_assign(&mut self, o: Self) {
        *self = *self + o;
    }
}

#[differentiable]
impl Vec3 {
    const ZERO: Self = Self {
        x: 0.0,
        y: 0.0,
        z: 0.0,
    };

    fn length(self) -> f64 {
        (self * self).sqrt()
    }

    fn unit(self) -> Self {
        self * (1.0 / self.length())
    }
}

fn vec3(x: f64, y: f64, z: f64) -> Vec3 {
    Vec3 { x, y, z }
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct Ray {
    origin: Vec3,
    direction: Vec3,
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct Sphere {
    centre: Vec3,
    radius: f64,
}

#[differentiable]
impl Ray {
    fn at(&self, t: f64) -> Vec3 {
        self.origin + self.direction * t
    }
}

#[differentiable]
impl Sphere {
    /// Where a ray meets the sphere first.
    fn hit(&self, ray: &Ray) -> Option<f64> {
        let oc = ray.origin - self.centre;
        let a = ray.direction * ray.direction;
        let half_b = oc * ray.direction;
        let c = oc * oc - self.radius * self.radius;
        let discriminant = half_b * half_b - a * c;
        if discriminant < 0.0 {
            return None;
        }
        let root = discriminant.sqrt();
        let near = (-half_b - root) / a;
        if near > 1e-3 {
            return Some(near);
        }
        let far = (-half_b + root) / a;
        (far > 1e-3).then_some(far)
    }

    fn normal(&self, at: Vec3) -> Vec3 {
        (at - self.centre) * (1.0 / self.radius)
    }
}

/// How bright a ray's end is: lit from one side, with mirrors in between.
#[differentiable(wrt(scene, ray))]
fn trace(scene: &[Sphere], ray: Ray, depth: u32) -> f64 {
    let mut nearest = f64::INFINITY;
    let mut hit = None;
    for (i, sphere) in scene.iter().enumerate() {
        if let Some(t) = sphere.hit(&ray)
            && t < nearest
        {
            nearest = t;
            hit = Some(i);
        }
    }
    let Some(i) = hit else {
        return 0.5 * (1.0 + ray.direction.unit().y);
    };
    let at = ray.at(nearest);
    let normal = scene[i].normal(at);
    let light = (normal
        * Vec3 {
            x: 0.6,
            y: 0.8,
            z: 0.0,
        })
    .max(0.0);
    if depth == 0 {
        return light;
    }
    let along = ray.direction * normal;
    let mirrored = Ray {
        origin: at,
        direction: ray.direction - normal * (2.0 * along),
    };
    0.7 * light + 0.3 * trace(scene, mirrored, depth - 1)
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct Body {
    mass: f64,
    position: Vec3,
    velocity: Vec3,
}

#[differentiable]
fn total_energy(bodies: &[Body]) -> f64 {
    let kinetic: f64 = bodies
        .iter()
        .map(|b| 0.5 * b.mass * (b.velocity * b.velocity))
        .sum();
    let mut potential = 0.0;
    for (i, a) in bodies.iter().enumerate() {
        for b in &bodies[i + 1..] {
            potential -= a.mass * b.mass / (a.position - b.position).length();
        }
    }
    kinetic + potential
}

/// Leapfrog; the energy at the end.
#[differentiable]
fn simulate(bodies: &[Body], dt: f64, steps: usize) -> f64 {
    let mut bodies = bodies.to_vec();
    for _ in 0..steps {
        let mut forces = vec![Vec3::ZERO; bodies.len()];
        for i in 0..bodies.len() {
            for j in 0..bodies.len() {
                if i != j {
                    let d = bodies[j].position - bodies[i].position;
                    let r = (d * d + 0.01).sqrt();
                    forces[i] += d * (bodies[i].mass * bodies[j].mass / r.powi(3));
                }
            }
        }
        for (body, force) in bodies.iter_mut().zip(&forces) {
            body.velocity += *force * (dt / body.mass);
            body.position += body.velocity * dt;
        }
    }
    total_energy(&bodies)
}

/// Heat in a rod whose ends are held, in two buffers that change places.
#[differentiable]
fn heat(initial: &[f64], conductivity: f64, steps: usize) -> Vec<f64> {
    let n = initial.len();
    let mut now = initial.to_vec();
    let mut next = now.clone();
    for _ in 0..steps {
        for i in 1..n - 1 {
            next[i] = now[i] + conductivity * (now[i - 1] - 2.0 * now[i] + now[i + 1]);
        }
        std::mem::swap(&mut now, &mut next);
    }
    now
}

#[differentiable]
fn heat_loss(initial: &[f64], conductivity: f64, steps: usize) -> f64 {
    heat(initial, conductivity, steps)
        .iter()
        .map(|t| t * t)
        .sum()
}

/// The same by implicit steps: the tridiagonal system is solved by Thomas's algorithm.
#[differentiable]
fn implicit_heat(initial: &[f64], conductivity: &[f64], steps: usize) -> f64 {
    let n = initial.len();
    let mut u = initial.to_vec();
    for _ in 0..steps {
        let mut c = vec![0.0; n];
        let mut d = vec![0.0; n];
        for i in 0..n {
            let k = conductivity[i];
            let (lower, upper) = (
                if i > 0 { -k } else { 0.0 },
                if i + 1 < n { -k } else { 0.0 },
            );
            let (before_c, before_d) = if i > 0 {
                (c[i - 1], d[i - 1])
            } else {
                (0.0, 0.0)
            };
            let m = 1.0 + 2.0 * k - lower * before_c;
            c[i] = upper / m;
            d[i] = (u[i] - lower * before_d) / m;
        }
        u[n - 1] = d[n - 1];
        for i in (0..n - 1).rev() {
            u[i] = d[i] - c[i] * u[i + 1];
        }
    }
    u.iter()
        .enumerate()
        .map(|(i, v)| v * (i as f64).cos())
        .sum()
}

/// A wave on a grid of two dimensions, stepped in place of three fields.
#[differentiable]
fn wave(field: &[[f64; 4]; 4], speed: f64) -> f64 {
    let mut before = *field;
    let mut now = *field;
    for _ in 0..5 {
        let mut next = [[0.0; 4]; 4];
        for i in 1..3 {
            for j in 1..3 {
                let laplacian =
                    now[i - 1][j] + now[i + 1][j] + now[i][j - 1] + now[i][j + 1] - 4.0 * now[i][j];
                next[i][j] = 2.0 * now[i][j] - before[i][j] + speed * speed * laplacian;
            }
        }
        before = now;
        now = next;
    }
    now.iter().flatten().map(|v| v * v).sum()
}

/// Runge–Kutta of the fourth order on Lotka's and Volterra's foxes and hares.
#[differentiable]
fn foxes(start: [f64; 2], [a, b, c, d]: [f64; 4], dt: f64, steps: usize) -> f64 {
    let rate =
        |[hares, foxes]: [f64; 2]| [a * hares - b * hares * foxes, c * hares * foxes - d * foxes];
    let shifted = |[x, y]: [f64; 2], [dx, dy]: [f64; 2], h: f64| [x + h * dx, y + h * dy];
    let mut y = start;
    for _ in 0..steps {
        let k1 = rate(y);
        let k2 = rate(shifted(y, k1, dt / 2.0));
        let k3 = rate(shifted(y, k2, dt / 2.0));
        let k4 = rate(shifted(y, k3, dt));
        for i in 0..2 {
            y[i] += dt / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    y[0] / y[1]
}

/// One step of Runge and Kutta of any system.
#[differentiable]
fn rk4_step(f: impl Fn(f64, &[f64]) -> Vec<f64>, t: f64, y: &[f64], h: f64) -> Vec<f64> {
    let along =
        |k: &[f64], s: f64| -> Vec<f64> { y.iter().zip(k).map(|(y, k)| y + s * k).collect() };
    let k1 = f(t, y);
    let k2 = f(t + h / 2.0, &along(&k1, h / 2.0));
    let k3 = f(t + h / 2.0, &along(&k2, h / 2.0));
    let k4 = f(t + h, &along(&k3, h));
    (0..y.len())
        .map(|i| y[i] + h / 6.0 * (k1[i] + 2.0 * (k2[i] + k3[i]) + k4[i]))
        .collect()
}

#[differentiable]
fn pendulum(start: &[f64], length: f64, drag: f64, steps: usize) -> f64 {
    let h = 0.05;
    let mut y = start.to_vec();
    for step in 0..steps {
        y = rk4_step(
            |t, y| {
                vec![
                    y[1],
                    -9.81 / length * y[0].sin() - drag * y[1] + 0.3 * t.cos(),
                ]
            },
            step as f64 * h,
            &y,
            h,
        );
    }
    y[0]
}

#[derive(Clone, Debug, Differentiable)]
struct Pid {
    kp: f64,
    ki: f64,
    kd: f64,
    integral: f64,
    last_error: Option<f64>,
    #[differentiable(skip)]
    limit: f64,
}

#[differentiable]
impl Pid {
    fn new(kp: f64, ki: f64, kd: f64) -> Self {
        Self {
            kp,
            ki,
            kd,
            integral: 0.0,
            last_error: None,
            limit: 5.0,
        }
    }

    fn output(&mut self, error: f64, dt: f64) -> f64 {
        self.integral += error * dt;
        let slope = match self.last_error {
            Some(last) => (error - last) / dt,
            None => 0.0,
        };
        self.last_error = Some(error);
        let raw = self.kp * error + self.ki * self.integral + self.kd * slope;
        raw.clamp(-self.limit, self.limit)
    }
}

/// A mass that is driven to a place.
#[differentiable]
fn controlled(kp: f64, ki: f64, kd: f64, target: f64, steps: usize) -> f64 {
    let dt = 0.1;
    let mut pid = Pid::new(kp, ki, kd);
    let (mut position, mut velocity) = (0.0, 0.0);
    let mut cost = 0.0;
    for _ in 0..steps {
        let force = pid.output(target - position, dt);
        velocity += (force - 0.4 * velocity) * dt;
        position += velocity * dt;
        cost += (target - position).powi(2) * dt;
    }
    cost
}

/// Kepler's equation, by Newton's method.
#[differentiable]
fn eccentric_anomaly(mean: f64, eccentricity: f64) -> f64 {
    let mut e = mean;
    loop {
        let step = (e - eccentricity * e.sin() - mean) / (1.0 - eccentricity * e.cos());
        e -= step;
        if step.abs() < 1e-13 {
            break e;
        }
    }
}

#[test]
fn rays() {
    let scene = vec![
        Sphere {
            centre: vec3(0.0, 0.0, -3.0),
            radius: 1.0,
        },
        Sphere {
            centre: vec3(1.5, 0.5, -4.0),
            radius: 0.8,
        },
        Sphere {
            centre: vec3(0.0, -11.5, -3.0),
            radius: 10.0,
        },
    ];
    for direction in [
        vec3(0.05, 0.1, -1.0),
        vec3(0.3, 0.15, -1.0),
        vec3(0.0, 1.0, -0.2),
        vec3(0.1, -0.7, -1.0),
    ] {
        let ray = Ray {
            origin: Vec3::ZERO,
            direction,
        };
        for depth in 0..3 {
            agrees!([scene, ray] trace(&scene, ray, depth));
        }
        let gradient = scene[0].hit_grad(&ray);
        assert_eq!(gradient.is_some(), scene[0].hit(&ray).is_some());
        if let Some(gradient) = gradient {
            compare(
                |(s, r): (Sphere, Ray)| s.hit(&r).expect("a hit"),
                &(scene[0], ray),
                &gradient,
            );
        }
    }
}

#[test]
fn bodies_in_space() {
    let body = |mass, position, velocity| Body {
        mass,
        position,
        velocity,
    };
    let bodies = [
        body(1.0, vec3(0.0, 0.1, 0.0), vec3(0.0, 0.0, 0.2)),
        body(0.3, vec3(1.0, 0.0, 0.3), vec3(0.1, 0.9, 0.0)),
        body(0.2, vec3(-0.7, 0.4, -0.5), vec3(0.3, -0.8, 0.1)),
    ];
    for count in 1..=3 {
        let bodies = bodies[..count].to_vec();
        agrees!([bodies] total_energy(&bodies));
        let dt = 0.05;
        agrees!([bodies, dt] simulate(&bodies, dt, 4));
    }
}

#[test]
fn fields() {
    let initial = vec![0.0, 1.0, -0.5, 2.0, 0.3];
    for steps in [0, 1, 12] {
        let conductivity = 0.2;
        agrees!([initial, conductivity] heat_loss(&initial, conductivity, steps));
        let conductivity = vec![0.2, 0.5, 0.1, 0.9, 0.4];
        agrees!([initial, conductivity] implicit_heat(&initial, &conductivity, steps));
    }
    let field = [
        [0.0, 0.3, 0.1, 0.0],
        [0.5, 1.0, -0.2, 0.1],
        [0.0, 0.4, 0.8, 0.2],
        [0.1, 0.0, 0.3, 0.0],
    ];
    let speed = 0.5;
    agrees!([field, speed] wave(&field, speed));
}

#[test]
fn integrators() {
    let (start, rates, dt) = ([10.0, 5.0], [1.1, 0.4, 0.1, 0.4], 0.05);
    agrees!([start, rates, dt] foxes(start, rates, dt, 20));
    let (start, length, drag) = (vec![0.5, -0.2], 1.3, 0.1);
    agrees!([start, length, drag] pendulum(&start, length, drag, 15));
}

#[test]
fn controllers() {
    let (kp, ki, kd, target) = (2.0, 0.3, 0.8, 3.1);
    for steps in [1, 40] {
        agrees!([kp, ki, kd, target] controlled(kp, ki, kd, target, steps));
    }
}

#[test]
fn orbits() {
    for (mean, eccentricity) in [(0.7, 0.3), (2.5, 0.8), (-1.0, 0.1)] {
        agrees!([mean, eccentricity] eccentric_anomaly(mean, eccentricity));
    }
}
