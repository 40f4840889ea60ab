//! Structs: literals, fields, aliasing, struct update, vectors and arrays of structs.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct V3 {
    x: f64,
    y: f64,
    z: f64,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Body {
    at: V3,
    v: V3,
    mass: f64,
    n: usize,
    name: String,
    fixed: bool,
}

#[derive(Clone, Debug, Default, Differentiable)]
struct Bag {
    w: Vec<f64>,
    pair: (f64, [f64; 2]),
    opt: Option<f64>,
    n: usize,
    kind: u8,
}

const A: V3 = V3 {
    x: 0.5,
    y: -1.25,
    z: 2.0,
};
const B: V3 = V3 {
    x: 1.5,
    y: 0.75,
    z: -0.3,
};

fn body(k: f64) -> Body {
    Body {
        at: V3 { x: k, ..A },
        v: B,
        mass: 1.0 + k,
        n: 3,
        name: "abc".into(),
        fixed: k > 1.0,
    }
}

fn bag() -> Bag {
    Bag {
        w: vec![1.0, 2.0, -0.5],
        pair: (0.7, [1.1, 0.2]),
        opt: Some(0.4),
        n: 2,
        kind: 3,
    }
}

#[differentiable]
fn squares(p: V3) -> f64 {
    p.x * p.x + p.y * p.x + p.z.powi(2) * p.z
}

#[differentiable]
fn both(a: &V3, b: &V3) -> f64 {
    a.x * b.y + a.z * b.z * a.y
}

#[differentiable]
fn twice_the_same(p: V3) -> f64 {
    both(&p, &p) * p.x
}

#[differentiable]
fn update_from_moved(mut p: V3, k: f64) -> V3 {
    p.x *= k;
    let q = V3 { x: p.y * p.x, ..p };
    p = V3 { z: q.x * k, ..q };
    p.y += p.z * p.z;
    p
}

#[differentiable]
fn update_nested(b: Body, k: f64) -> Body {
    let mut c = Body {
        at: V3 {
            x: b.at.x * k,
            ..b.v
        },
        mass: b.mass * b.mass,
        ..b.clone()
    };
    c.v = V3 { y: c.at.x, ..c.at };
    c.v.z *= c.mass;
    Body {
        mass: k * c.v.z,
        name: "other".to_string(),
        ..c
    }
}

#[differentiable]
fn shorthand(x: f64, y: f64) -> V3 {
    let z = x * y;
    let x = z.sin();
    V3 { x, y, z }
}

#[differentiable]
fn out_of_order(x: f64) -> V3 {
    let mut k = x;
    V3 {
        z: {
            k *= 2.0;
            k
        },
        x: {
            k *= x;
            k
        },
        y: k * k,
    }
}

#[differentiable]
fn discrete_fields(b: &Body, x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..b.n {
        s += x[i % x.len()] * b.mass * (b.n - i) as f64;
    }
    if b.fixed && b.name.starts_with("ab") {
        s *= b.at.x;
    } else if b.name == "abc" {
        s *= b.v.y;
    }
    s / b.n as f64 + b.name.len() as f64 * b.mass
}

#[differentiable]
fn mutated(mut b: Body, k: f64) -> f64 {
    for i in 0..b.n {
        b.at.x += b.v.x * k;
        b.v.x -= b.at.x * b.mass;
        b.mass *= 1.0 + 0.1 * b.v.x * b.at.y;
        if i == 1 {
            b.n = 0;
            b.at.y = b.mass;
        }
    }
    b.at.x * b.mass + b.at.y + b.n as f64 * k
}

#[differentiable]
fn through_reference(b: &mut Body, k: f64) {
    let v = &mut b.v;
    v.x *= k;
    v.y = v.x * v.x;
    let at = &mut b.at;
    at.z += b.v.y;
    b.at.z *= b.at.z;
}

#[differentiable]
fn backwards(k: f64, b: &mut Body) {
    through_reference(b, k * k);
}

#[differentiable]
fn call_through_reference(mut b: Body, k: f64) -> f64 {
    through_reference(&mut b, k);
    backwards(b.mass, &mut b);
    b.at.z * b.v.y
}

#[differentiable]
fn containers(b: &Bag, k: f64) -> f64 {
    let mut c = b.clone();
    c.w[b.n] *= k;
    c.w[0] = c.w[1] * c.w[2];
    c.pair.0 *= c.pair.1[0];
    c.pair.1[1] = c.w[0];
    c.w.push(c.pair.1[1] * k);
    if c.kind == 3 {
        c.pair.1[0] = k * k;
    }
    let mut s = c.pair.0;
    for (i, w) in c.w.iter().enumerate() {
        s += w * w * i as f64;
    }
    s + c.pair.1.iter().sum::<f64>() + c.opt.unwrap() * k
}

#[differentiable]
fn empty(b: &Bag, k: f64) -> f64 {
    let mut s = 1.0;
    for w in &b.w {
        s *= w * k;
    }
    let mut c = Bag {
        w: Vec::new(),
        ..b.clone()
    };
    for _ in 0..c.w.len() {
        s += c.w[0];
    }
    c.w.push(s);
    c.w[0] * c.pair.0
}

#[differentiable]
fn moved_field(b: Bag, k: f64) -> f64 {
    let mut w = b.w;
    w[0] *= k;
    let (p, [q, r]) = b.pair;
    w.push(p * q);
    w.iter().sum::<f64>() * r * w[3]
}

#[differentiable]
fn particles(ps: &mut Vec<Body>, dt: f64) -> f64 {
    let n = ps.len();
    for i in 0..n {
        let mut f = V3 {
            x: 0.0,
            y: 0.0,
            z: 0.0,
        };
        for j in 0..n {
            if i == j {
                continue;
            }
            let d = V3 {
                x: ps[j].at.x - ps[i].at.x,
                y: ps[j].at.y - ps[i].at.y,
                z: ps[j].at.z - ps[i].at.z,
            };
            let r2 = d.x * d.x + d.y * d.y + d.z * d.z + 0.1;
            let k = ps[j].mass / (r2 * r2.sqrt());
            f.x += k * d.x;
            f.y += k * d.y;
            f.z += k * d.z;
        }
        ps[i].v.x += f.x * dt;
        ps[i].v.y += f.y * dt;
        ps[i].v.z += f.z * dt;
    }
    for p in ps.iter_mut() {
        p.at.x += p.v.x * dt;
        p.at.y += p.v.y * dt;
        p.at.z += p.v.z * dt;
    }
    let mut e = 0.0;
    for p in ps.iter() {
        e += 0.5 * p.mass * (p.v.x * p.v.x + p.v.y * p.v.y);
    }
    e
}

#[differentiable]
fn orbit(ps: &[Body], dt: f64) -> f64 {
    let mut ps = ps.to_vec();
    let mut e = 0.0;
    for _ in 0..3 {
        e += particles(&mut ps, dt);
    }
    e * ps[0].at.x
}

#[differentiable]
fn in_array(mut ps: [V3; 3], k: f64) -> [V3; 2] {
    ps[1] = ps[0];
    ps[0].x *= k;
    ps[2].y += ps[1].x * ps[0].x;
    ps.swap(0, 2);
    for p in ps.iter_mut() {
        p.z *= p.y;
    }
    for p in &mut ps {
        *p = V3 { x: p.z, ..*p };
    }
    [
        ps[0],
        V3 {
            x: ps[1].x + ps[2].x,
            ..ps[2]
        },
    ]
}

#[differentiable]
fn element_replaced(ps: &[V3], k: f64) -> f64 {
    let mut qs: Vec<V3> = Vec::new();
    for (i, p) in ps.iter().enumerate() {
        qs.push(V3 {
            x: p.x * k,
            y: p.y,
            z: i as f64,
        });
        let q = &mut qs[i];
        q.z += q.x * p.z;
    }
    let last = qs.len() - 1;
    qs[0] = qs[last];
    qs[last] = V3 {
        y: qs[0].z,
        ..qs[0]
    };
    let mut s = 0.0;
    for q in qs {
        s += q.x * q.y * q.z;
    }
    s
}

#[test]
fn literals_and_updates() {
    differences!(squares(p); p = A);
    differences!(twice_the_same(p); p = A);
    differences!(both(&p, &q); p = A, q = B);
    differences!(update_from_moved(p, k); p = A, k = 0.7; any);
    differences!(update_nested(b, k); b = body(0.3), k = 0.7; any);
    differences!(shorthand(x, y); x = 0.4, y = 1.3; any);
    differences!(out_of_order(x); x = 0.4; any);
}

#[test]
fn discrete_parts() {
    for k in [0.5, 1.5] {
        differences!(discrete_fields(&b, &x); b = body(k), x = vec![0.3, 0.9]);
    }
    differences!(mutated(b, k); b = body(0.5), k = 0.2);
}

#[test]
fn references() {
    differences!(call_through_reference(b, k); b = body(0.5), k = 0.6);
}

#[test]
fn containers_inside() {
    differences!(containers(&b, k); b = bag(), k = 0.6);
    differences!(moved_field(b, k); b = bag(), k = 0.6);
    differences!(empty(&b, k); b = bag(), k = 0.6);
    differences!(empty(&b, k); b = Bag { w: vec![], ..bag() }, k = 0.6);
}

#[test]
fn many() {
    differences!(orbit(&ps, dt); ps = vec![body(0.3), body(1.2), body(-0.8)], dt = 0.1);
    differences!(orbit(&ps, dt); ps = vec![body(0.3)], dt = 0.1);
    differences!(in_array(ps, k); ps = [A, B, V3 { x: 0.1, y: 0.2, z: 0.9 }], k = 1.4; any);
    differences!(element_replaced(&ps, k); ps = vec![A, B, A], k = 1.4);
    differences!(element_replaced(&ps, k); ps = vec![B], k = 1.4);
}
