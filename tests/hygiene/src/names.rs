//! Items and variables with the names that generated code uses or might use.

use ad_renamed::differentiable;

/// Names from the prelude and from `autodiff-core`, with other meanings.
pub mod items {
    /// Takes the type's place.
    #[derive(Clone, Copy, Debug)]
    pub struct Tape {
        /// A number.
        pub size: f64,
    }
    /// Takes the type's place.
    #[derive(Clone, Copy, Debug)]
    pub struct Vec;
    /// Takes the type's place.
    #[derive(Clone, Copy, Debug)]
    pub struct Option;
    /// Takes the variant's place.
    #[derive(Clone, Copy, Debug)]
    pub struct Some(pub f64);
    /// Takes the variant's place.
    #[derive(Clone, Copy, Debug)]
    pub struct None;
    macro_rules! types {
        ($($name:ident)*) => {$(
            /// Takes the type's place.
            #[derive(Clone, Copy, Debug)]
            pub struct $name;
        )*};
    }
    types!(Box String Result Ok Err Recording Io Witness Mode TapeSlot Sized Send Drop);
    macro_rules! traits {
        ($($name:ident)*) => {$(
            /// Takes the trait's place.
            pub trait $name {}
        )*};
    }
    traits!(Differentiable Function Cotangent Scalar ScalarOutput Shape Storable FnOnce IntoIterator Iterator ToOwned Default);
    macro_rules! modules {
        ($($name:ident)*) => {$(
            /// Takes the crate's or module's place.
            pub mod $name {}
        )*};
    }
    modules!(std core alloc autodiff_core ad_renamed ndarray arrays rules traits fallback __private __ad __callee __io);
    macro_rules! functions {
        ($($name:ident)*) => {$(
            /// Takes the function's place.
            pub const fn $name() {}
        )*};
    }
    functions!(drop shape kept zero_of zero_like materialise accumulate times over reduce_into unit_seed check_seed swap replace take unreachable);
}

#[allow(clippy::wildcard_imports, reason = "all of them are to be in the way")]
mod among_items {
    use super::items::*;
    use ::ad_renamed::differentiable;

    /// Builds values of the types that are in the way.
    #[differentiable]
    #[must_use]
    pub fn with_items(x: f64) -> f64 {
        let tape = Tape { size: 2.0 };
        let some = Some(3.0);
        let mut y = x * tape.size;
        for i in 0..3_u8 {
            y += x.powi(2) * some.0 * f64::from(i);
            if y > 1000.0 {
                return y;
            }
        }
        y.sin()
    }

    /// Slices and arrays among the same items.
    #[differentiable]
    #[must_use]
    pub fn slices_with_items(x: &[f64]) -> f64 {
        let mut v = x.to_vec();
        v[0] *= x[1];
        let mut s = 0.0;
        for e in &mut v {
            *e = e.sin();
            s += *e * *e;
        }
        s
    }
}
pub use among_items::slices_with_items;
pub use among_items::with_items;

/// Variables named like those of the sweeps.
#[differentiable]
#[must_use]
pub fn variables(x: f64, x_bar: f64) -> f64 {
    let tape = x * x_bar;
    let io = tape.sin();
    let y_bar = io * x;
    let value = y_bar.exp();
    let seed = value * x_bar;
    let restore = seed - tape;
    let mark = restore * 0.5;
    let t4 = mark * mark;
    let bar = t4 + io;
    let bar0 = bar * 1.5;
    let x_ty = bar0 + x;
    let x_out = x_ty * x_ty;
    let x_spare = x_out.sqrt();
    let x_wanted = x_spare + 1.0;
    let gradient = x_wanted * 2.0;
    let value_bar = gradient + value;
    let __ad = value_bar * 0.25;
    let __io = __ad.cos();
    __io * value_bar
}

/// Parameters named like those of the wrappers.
#[differentiable]
#[must_use]
#[allow(clippy::too_many_arguments, reason = "there are many names to try")]
pub fn parameters(
    tape: f64,
    seed: f64,
    value: f64,
    bars: f64,
    restore: f64,
    arg0: f64,
    out: f64,
    gradient: f64,
) -> f64 {
    tape * seed + value * bars * restore - arg0 * out / gradient
}

/// References and buffers named like those of the wrappers.
#[differentiable]
#[must_use]
pub fn buffers(tape: &[f64], tape_bar: &mut [f64], seed: f64) -> f64 {
    for i in 0..tape.len() {
        tape_bar[i] *= tape[i] * seed;
    }
    tape_bar[0] * tape_bar[0]
}

/// Counters named like those of the loops.
#[differentiable]
#[must_use]
pub fn loops(x: &[f64]) -> f64 {
    let trips = x.len();
    let mut k0 = 0;
    let mut t0 = 1.0;
    for k in 0..trips {
        let mut i = k;
        while i > 0 {
            i -= 1;
            t0 += x[i] * x[k];
            k0 += 1;
        }
    }
    let at = k0 % trips;
    let bound = trips - 1;
    t0 * x[at] + x[bound]
}

/// Shadowing, and names like those given to shadowed variables.
#[differentiable]
#[must_use]
#[allow(clippy::shadow_unrelated, reason = "that is the test")]
pub fn shadows(x: f64) -> f64 {
    let x_1 = x * 3.0;
    let x = x_1 * x;
    let x_2 = x.sin();
    let x = {
        let x = x + x_2;
        let x_1 = x * x;
        x_1 + x
    };
    x * x_1
}

/// Capital letters, as in formulas.
#[differentiable]
#[must_use]
#[allow(non_snake_case, reason = "that is the test")]
pub fn capitals(X: f64, Δt: f64) -> f64 {
    let H = X * X;
    let (A, B) = (H * Δt, 2.0 + H);
    let mut S = 0.0;
    for I in 0..3_u8 {
        let Q = A * f64::from(I);
        S += Q * B;
    }
    S
}

/// Letters of other alphabets.
#[differentiable]
#[must_use]
pub fn größe(μ: f64, σ: f64, χ: f64) -> f64 {
    let φ = (χ - μ) / σ;
    let 結果 = φ * φ;
    結果.exp() * σ
}

/// Keywords as names.
#[differentiable]
#[must_use]
pub fn r#match(r#type: f64, r#fn: &[f64]) -> f64 {
    let r#loop = r#type * r#fn[0];
    let mut r#while = r#loop.sin();
    for r#in in r#fn {
        r#while += r#in * r#loop;
    }
    r#while
}

/// A function named like what its companion offers.
#[differentiable]
#[must_use]
pub fn grad(x: f64) -> f64 {
    x * x
}

/// Another one.
#[differentiable]
#[must_use]
pub fn record(grad: f64) -> f64 {
    self::grad(grad) * grad
}

/// A variable named like the function that it takes its value from.
#[differentiable]
#[must_use]
pub fn named_like_function(x: f64) -> f64 {
    let grad = grad(x);
    let record = record(grad) + grad;
    record * x
}
