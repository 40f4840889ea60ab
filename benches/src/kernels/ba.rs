//! Bundle adjustment: how far from where a camera saw it a point is projected.

use super::{Golden, Kernel};
use crate::by_hand;
use crate::data::{flat, read};

use autodiff_core::{Tape, differentiable};
use serde_json::Value;

// Where in a camera's parameters its parts begin.
const ROTATION: usize = 0;
const CENTRE: usize = 3;
const FOCAL: usize = 6;
const PRINCIPAL: usize = 7;
const DISTORTION: usize = 9;

/// The weighted errors of an observation: across, and down.
#[differentiable(wrt(cam, x, w))]
#[must_use]
pub fn reprojection(cam: &[f64; 11], x: &[f64; 3], w: f64, feature: &[f64; 2]) -> [f64; 2] {
    let mut p = [0.0; 2];
    project(cam, x, &mut p);
    [w * (p[0] - feature[0]), w * (p[1] - feature[1])]
}

/// How far from one the square of the weight is.
#[differentiable]
#[must_use]
pub fn weight_error(w: f64) -> f64 {
    1.0 - w * w
}

/// The picture of the point `x`.
#[differentiable]
fn project(cam: &[f64], x: &[f64], p: &mut [f64]) {
    let mut centred = [0.0; 3];
    for i in 0..3 {
        centred[i] = x[i] - cam[CENTRE + i];
    }
    let mut rotated = [0.0; 3];
    rodrigues(&cam[ROTATION..ROTATION + 3], &centred, &mut rotated);
    p[0] = rotated[0] / rotated[2];
    p[1] = rotated[1] / rotated[2];
    distort(&cam[DISTORTION..DISTORTION + 2], p);
    for i in 0..2 {
        p[i] = p[i] * cam[FOCAL] + cam[PRINCIPAL + i];
    }
}

/// The distortion of a lens: more, the further from the centre.
#[differentiable]
fn distort(k: &[f64], p: &mut [f64]) {
    let square = p[0] * p[0] + p[1] * p[1];
    let factor = 1.0 + k[0] * square + k[1] * square * square;
    p[0] *= factor;
    p[1] *= factor;
}

/// Turns `x` about the axis `r`, by an angle of the length of `r`.
#[differentiable]
fn rodrigues(r: &[f64], x: &[f64], y: &mut [f64]) {
    let mut square = 0.0;
    for i in 0..3 {
        square += r[i] * r[i];
    }
    let mut across = [0.0; 3];
    if square != 0.0 {
        let angle = square.sqrt();
        let (sine, cosine) = angle.sin_cos();
        let mut axis = [0.0; 3];
        for i in 0..3 {
            axis[i] = r[i] / angle;
        }
        cross(&axis, x, &mut across);
        let along = (axis[0] * x[0] + axis[1] * x[1] + axis[2] * x[2]) * (1.0 - cosine);
        for i in 0..3 {
            y[i] = x[i] * cosine + across[i] * sine + axis[i] * along;
        }
    } else {
        cross(r, x, &mut across);
        for i in 0..3 {
            y[i] = x[i] + across[i];
        }
    }
}

#[differentiable]
fn cross(a: &[f64], b: &[f64], c: &mut [f64]) {
    c[0] = a[1] * b[2] - a[2] * b[1];
    c[1] = a[2] * b[0] - a[0] * b[2];
    c[2] = a[0] * b[1] - a[1] * b[0];
}

/// One observation of GradBench's problem, which repeats it.
#[derive(Debug)]
pub struct Ba {
    cam: [f64; 11],
    x: [f64; 3],
    w: f64,
    feature: [f64; 2],
}

/// A row of the Jacobian: by camera, point and weight.
pub type Row = ([f64; 11], [f64; 3], f64);

fn array<const N: usize>(json: &Value) -> [f64; N] {
    flat(json).try_into().expect("as many numbers")
}

impl Ba {
    /// The observation.
    #[must_use]
    pub fn new() -> Self {
        let input = read("ba/1.input");
        Self {
            cam: array(&input["cam"]),
            x: array(&input["x"]),
            w: flat(&input["w"])[0],
            feature: array(&input["feat"]),
        }
    }
}

impl Default for Ba {
    fn default() -> Self {
        Self::new()
    }
}

impl Kernel for Ba {
    type Value = [f64; 2];
    type Gradient = [Row; 2];
    type Scratch = ();

    fn name(&self) -> (&'static str, String) {
        ("ba", "2x15".to_owned())
    }

    fn function(&self) -> [f64; 2] {
        reprojection(&self.cam, &self.x, self.w, &self.feature)
    }

    fn recorded(&self, tape: &mut Tape) -> [f64; 2] {
        reprojection::record_in(tape, &self.cam, &self.x, self.w, &self.feature).into_value()
    }

    fn gradient(&self, tape: &mut Tape) -> [Row; 2] {
        let run = reprojection::record_in(tape, &self.cam, &self.x, self.w, &self.feature);
        run.jacobian()
    }

    fn by_hand(&self, (): &mut ()) -> ([f64; 2], [Row; 2]) {
        by_hand::ba::jacobian(&self.cam, &self.x, self.w, &self.feature)
    }

    fn golden(&self) -> Golden {
        let jacobian = flat(&read("ba/1.jacobian")["vals"]);
        Golden {
            value: flat(&read("ba/1.objective")["reproj_error"]["elements"]),
            gradient: jacobian[..30].chunks(15).map(<[f64]>::to_vec).collect(),
            tolerance: 1e-6,
        }
    }
}
