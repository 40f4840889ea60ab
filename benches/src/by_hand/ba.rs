//! Both rows of the Jacobian from one forward half.

use crate::kernels::ba::Row;

type Vec3 = [f64; 3];

#[inline(always)]
fn cross(a: Vec3, b: Vec3) -> Vec3 {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

#[inline(always)]
fn dot(a: Vec3, b: Vec3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Component by component, and inline, which `map` of three numbers isn't.
#[inline(always)]
fn each(component: impl Fn(usize) -> f64) -> Vec3 {
    [component(0), component(1), component(2)]
}

/// A rotation, and what its derivative reads.
enum Rotation {
    Small {
        r: Vec3,
    },
    Large {
        /// One through the angle.
        inverse: f64,
        sine: f64,
        cosine: f64,
        axis: Vec3,
        across: Vec3,
        along: f64,
    },
}

impl Rotation {
    #[inline(always)]
    fn new(r: Vec3, x: Vec3) -> (Self, Vec3) {
        let square = dot(r, r);
        if square == 0.0 {
            let across = cross(r, x);
            let y = each(|i| x[i] + across[i]);
            return (Self::Small { r }, y);
        }
        let angle = square.sqrt();
        let (sine, cosine) = angle.sin_cos();
        let inverse = 1.0 / angle;
        let axis = each(|i| r[i] * inverse);
        let across = cross(axis, x);
        let along = dot(axis, x);
        let rest = along * (1.0 - cosine);
        let y = each(|i| x[i] * cosine + across[i] * sine + axis[i] * rest);
        let rotation = Self::Large {
            inverse,
            sine,
            cosine,
            axis,
            across,
            along,
        };
        (rotation, y)
    }

    /// The cotangents of `r` and `x`.
    #[inline(always)]
    fn back(&self, x: Vec3, y_bar: Vec3) -> (Vec3, Vec3) {
        match *self {
            Self::Small { r } => {
                let turned = cross(y_bar, r);
                (cross(x, y_bar), each(|i| y_bar[i] + turned[i]))
            }
            Self::Large {
                inverse,
                sine,
                cosine,
                axis,
                across,
                along,
            } => {
                let rest = 1.0 - cosine;
                let weight = dot(axis, y_bar);
                let (turned, lever) = (cross(y_bar, axis), cross(x, y_bar));
                let share = rest * weight;
                let x_bar = each(|i| cosine * y_bar[i] + sine * turned[i] + share * axis[i]);
                let axis_bar =
                    each(|i| sine * lever[i] + rest * (weight * x[i] + along * y_bar[i]));
                let angle_bar = cosine * dot(across, y_bar)
                    + sine * (along * weight - dot(x, y_bar))
                    - dot(axis, axis_bar) * inverse;
                let r_bar = each(|i| axis_bar[i] * inverse + angle_bar * axis[i]);
                (r_bar, x_bar)
            }
        }
    }
}

/// Value and Jacobian of [`crate::kernels::ba::reprojection()`].
#[must_use]
pub fn jacobian(cam: &[f64; 11], x: &Vec3, w: f64, feature: &[f64; 2]) -> ([f64; 2], [Row; 2]) {
    let [r0, r1, r2, c0, c1, c2, focal, p0, p1, k0, k1] = *cam;
    let centred = [x[0] - c0, x[1] - c1, x[2] - c2];
    let (rotation, y) = Rotation::new([r0, r1, r2], centred);
    let nearness = 1.0 / y[2];
    let (u, v) = (y[0] * nearness, y[1] * nearness);
    let square = u * u + v * v;
    let factor = 1.0 + square * (k0 + square * k1);
    let slope = k0 + 2.0 * k1 * square;
    let off = [
        u * factor * focal + p0 - feature[0],
        v * factor * focal + p1 - feature[1],
    ];

    // The cotangents of `u` and `v`, and of `factor`, for the cotangent 1 of either error.
    let scale = w * focal;
    // In a loop rather than by two calls: unrolled, it has an operation of either row in one instruction.
    let mut rows: [Row; 2] = Default::default();
    for (which, row) in rows.iter_mut().enumerate() {
        let here = [u, v][which];
        let factor_bar = scale * here;
        let square_bar = factor_bar * slope;
        let mut flat_bar = [2.0 * square_bar * u, 2.0 * square_bar * v];
        flat_bar[which] += scale * factor;
        let y_bar = [
            flat_bar[0] * nearness,
            flat_bar[1] * nearness,
            -(flat_bar[0] * u + flat_bar[1] * v) * nearness,
        ];
        let (r_bar, x_bar) = rotation.back(centred, y_bar);
        let mut principal = [0.0; 2];
        principal[which] = w;
        let cam_bar = [
            r_bar[0],
            r_bar[1],
            r_bar[2],
            -x_bar[0],
            -x_bar[1],
            -x_bar[2],
            w * here * factor,
            principal[0],
            principal[1],
            factor_bar * square,
            factor_bar * square * square,
        ];
        *row = (cam_bar, x_bar, off[which]);
    }
    ([w * off[0], w * off[1]], rows)
}
