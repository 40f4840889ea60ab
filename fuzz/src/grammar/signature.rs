//! Functions of a program: parameters, results, bodies.

use rand_chacha::ChaCha8Rng;

use super::elementary::stored;
use super::scope::{Kind, Len, Ty, Var};
use super::writer::Writer;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParamTy {
    Float,
    Int,
    Pair,
    Slice,
    SliceMut,
    Vec,
    VecMut,
    Fixed,
    Array(Len),
    ArrayOwned(Len),
    ArrayMut(Len),
    Matrix,
    Spot,
    SpotMut,
    Curve,
    CurveMut,
    Shape,
    Stack,
    Opt,
    Closure,
}

impl ParamTy {
    fn text(self) -> &'static str {
        match self {
            Self::Float => "f64",
            Self::Int => "usize",
            Self::Pair => "(f64, f64)",
            Self::Slice => "&[f64]",
            Self::SliceMut => "&mut [f64]",
            Self::Vec => "Vec<f64>",
            Self::VecMut => "&mut Vec<f64>",
            Self::Fixed => "[f64; 3]",
            Self::Array(_) => "&Array1<f64>",
            Self::ArrayOwned(_) => "Array1<f64>",
            Self::ArrayMut(_) => "&mut Array1<f64>",
            Self::Matrix => "&Array2<f64>",
            Self::Spot => "Spot",
            Self::SpotMut => "&mut Spot",
            Self::Curve => "&Curve",
            Self::CurveMut => "&mut Curve",
            Self::Shape => "Shape",
            Self::Stack => "&Stack",
            Self::Opt => "Option<f64>",
            Self::Closure => "impl Fn(f64) -> f64",
        }
    }

    /// Whether results are left in it.
    pub(crate) fn is_left(self) -> bool {
        matches!(
            self,
            Self::SliceMut | Self::VecMut | Self::ArrayMut(_) | Self::SpotMut | Self::CurveMut
        )
    }

    fn var(self, name: &str, len: Len) -> Var {
        let list = |kind, len| Var::new(name, Ty::List(kind, len, true));
        match self {
            Self::Float => Var::new(name, Ty::Float),
            Self::Int => Var::new(name, Ty::Int(None)),
            Self::Pair => Var::new(name, Ty::Pair),
            Self::Slice => list(Kind::Slice, len).borrowed(),
            Self::SliceMut => list(Kind::SliceMut, len).borrowed().mutable(),
            Self::Vec => list(Kind::Vec, len),
            Self::VecMut => list(Kind::Vec, len).borrowed().mutable(),
            Self::Fixed => list(Kind::Fixed, Len::Fixed(3)),
            Self::Array(len) => list(Kind::Array, len).borrowed(),
            Self::ArrayOwned(len) => list(Kind::Array, len),
            Self::ArrayMut(len) => list(Kind::Array, len).borrowed().mutable(),
            Self::Matrix => Var::new(name, Ty::Matrix).borrowed(),
            Self::Spot => Var::new(name, Ty::Spot),
            Self::SpotMut => Var::new(name, Ty::Spot).by_reference().borrowed().mutable(),
            Self::Curve => Var::new(name, Ty::Curve).borrowed(),
            Self::CurveMut => Var::new(name, Ty::Curve)
                .by_reference()
                .borrowed()
                .mutable(),
            Self::Shape => Var::new(name, Ty::Shape),
            Self::Stack => Var::new(name, Ty::Stack).borrowed(),
            Self::Opt => Var::new(name, Ty::Opt),
            Self::Closure => Var::new(name, Ty::Closure).borrowed(),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Param {
    pub(crate) name: String,
    pub(crate) ty: ParamTy,
    /// Whether it is differentiated although others aren't (`wrt`).
    pub(crate) wanted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResultTy {
    Float,
    Vec,
    Pair,
    Array(Len),
    Unit,
    /// Of helpers only.
    Spot,
    /// Of helpers only.
    Opt,
}

#[derive(Clone, Debug)]
pub(crate) struct Signature {
    pub(crate) name: String,
    pub(crate) params: Vec<Param>,
    pub(crate) result: ResultTy,
    /// The runs of its most often run statement.
    pub(crate) cost: u64,
    /// Whether it calls itself, with its first parameter counting down.
    pub(crate) recursive: bool,
}

pub(crate) fn helper(
    rng: &mut ChaCha8Rng,
    number: usize,
    functions: &[Signature],
    without: &[String],
) -> (Signature, String) {
    let name = format!("helper{number}");
    function(rng, name, functions, without, 6)
}

pub(crate) fn entry(
    rng: &mut ChaCha8Rng,
    functions: &[Signature],
    without: &[String],
) -> (Signature, String) {
    function(rng, "program".to_string(), functions, without, 14)
}

fn function(
    rng: &mut ChaCha8Rng,
    name: String,
    functions: &[Signature],
    without: &[String],
    budget: usize,
) -> (Signature, String) {
    let is_helper = name != "program";
    // A straight line over numbers.
    let straight = is_helper && rand::Rng::random_range(rng, 0..100) < 50;
    let empty = Signature {
        name,
        params: Vec::new(),
        result: ResultTy::Float,
        cost: 1,
        recursive: false,
    };
    let mut w = Writer::new(rng, functions, empty, without);
    w.budget = budget;
    w.plain = straight;
    w.signature.recursive = is_helper && !straight && w.chance(25);
    if straight {
        numbers(&mut w);
    } else {
        parameters(&mut w, is_helper);
    }
    let arrays = w.signature.params.iter().find_map(|p| match p.ty {
        ParamTy::Array(len) | ParamTy::ArrayOwned(len) | ParamTy::ArrayMut(len) => Some(len),
        _ => None,
    });
    let left = w.signature.params.iter().any(|p| p.ty.is_left());
    w.signature.result = match (w.below(10), arrays) {
        _ if straight => ResultTy::Float,
        (0, _) => ResultTy::Vec,
        (1, _) => ResultTy::Pair,
        (2 | 3, Some(len)) => ResultTy::Array(len),
        (4 | 5, _) if left => ResultTy::Unit,
        (6, _) if is_helper => ResultTy::Spot,
        (7, _) if is_helper => ResultTy::Opt,
        _ => ResultTy::Float,
    };
    let options = options(&mut w, is_helper);
    let parameters = declare(&mut w);
    let mut value = String::new();
    let body = w.block(|w| {
        if w.signature.recursive {
            let value = result(w).unwrap_or_default();
            w.line(&format!("if depth == 0 {{ return {value}; }}"));
        }
        if straight {
            for _ in 0..w.below(3) {
                let _ = super::bindings::let_float(w, 2);
            }
        } else {
            while w.budget > 0 {
                w.statement(3);
            }
        }
        value = result(w).unwrap_or_default();
    });
    let arrow = match w.signature.result {
        ResultTy::Float => " -> f64",
        ResultTy::Vec => " -> Vec<f64>",
        ResultTy::Pair => " -> (f64, f64)",
        ResultTy::Array(_) => " -> Array1<f64>",
        ResultTy::Unit => "",
        ResultTy::Spot => " -> Spot",
        ResultTy::Opt => " -> Option<f64>",
    };
    let mut signature = w.signature.clone();
    // A recursive one runs itself up to four times deep, twice each time.
    signature.cost = if signature.recursive {
        32 * w.cost
    } else {
        w.cost
    };
    let name = &signature.name;
    (
        signature.clone(),
        format!("#[differentiable{options}]\nfn {name}({parameters}){arrow} {{\n{body}{value}\n}}"),
    )
}

/// A few numbers.
fn numbers(w: &mut Writer<'_>) {
    for k in 0..1 + w.below(3) {
        w.signature.params.push(Param {
            name: format!("x{k}"),
            ty: ParamTy::Float,
            wanted: false,
        });
    }
}

fn parameters(w: &mut Writer<'_>, is_helper: bool) {
    if w.signature.recursive {
        w.signature.params.push(Param {
            name: "depth".to_string(),
            ty: ParamTy::Int,
            wanted: false,
        });
    }
    let count = 2 + w.below(3);
    for k in 0..count {
        let len = if w.chance(50) {
            Len::ROWS
        } else {
            Len::COLUMNS
        };
        let more = if is_helper { 29 } else { 22 };
        let ty = match w.below(more) {
            0..=5 => ParamTy::Float,
            6..=9 => ParamTy::Slice,
            10 | 11 => ParamTy::SliceMut,
            12 => ParamTy::Vec,
            13 => ParamTy::VecMut,
            14 => ParamTy::Fixed,
            15 => ParamTy::Pair,
            16 => ParamTy::Array(len),
            17 => ParamTy::ArrayOwned(len),
            18 => ParamTy::ArrayMut(len),
            19 => ParamTy::Matrix,
            20 => ParamTy::Spot,
            21 => ParamTy::SpotMut,
            22 => ParamTy::Curve,
            23 => ParamTy::CurveMut,
            24 => ParamTy::Shape,
            25 => ParamTy::Stack,
            26 => ParamTy::Opt,
            _ => ParamTy::Closure,
        };
        let ty = if k == 0 { ParamTy::Float } else { ty };
        let name = format!("{}{k}", if ty == ParamTy::Float { "x" } else { "y" });
        w.signature.params.push(Param {
            name,
            ty,
            wanted: false,
        });
    }
    if w.chance(50) {
        w.signature.params.push(Param {
            name: "n".to_string(),
            ty: ParamTy::Int,
            wanted: false,
        });
    }
}

/// `(wrt(…))` now and then. Parameters with results are always differentiated.
fn options(w: &mut Writer<'_>, is_helper: bool) -> String {
    let restricted = !is_helper && w.chance(15);
    let mut names = Vec::new();
    for k in 0..w.signature.params.len() {
        let ty = w.signature.params[k].ty;
        let wanted = ty != ParamTy::Int && (!restricted || k == 0 || ty.is_left() || w.chance(40));
        w.signature.params[k].wanted = wanted;
        if wanted {
            names.push(w.signature.params[k].name.clone());
        }
    }
    if restricted {
        format!("(wrt({}))", names.join(", "))
    } else {
        String::new()
    }
}

/// Declares the parameters; their text.
fn declare(w: &mut Writer<'_>) -> String {
    let params = w.signature.params.clone();
    let mut texts = Vec::new();
    for param in params {
        let len = w.new_len();
        let mut var = param.ty.var(&param.name, len);
        let owned = !var.borrowed && param.name != "depth";
        let mut word = "";
        if owned && w.chance(40) {
            var.mutable = true;
            word = "mut ";
        }
        texts.push(format!("{word}{}: {}", param.name, param.ty.text()));
        w.declare(var);
    }
    texts.join(", ")
}

/// A value of the function's result.
pub(crate) fn result(w: &mut Writer<'_>) -> Option<String> {
    Some(match w.signature.result {
        ResultTy::Float => {
            let mut value = w.float(3);
            // What the body computed shouldn't be in vain.
            for _ in 0..3 {
                let part = super::expr::leaf(w);
                let op = w.word(&["+", "-", "*"]);
                value = super::expr::Expr::binary(&value, op, &part);
            }
            value.text().to_string()
        }
        ResultTy::Vec => {
            let places = w
                .scope
                .movable(0, |ty| matches!(ty, Ty::List(Kind::Vec, _, true)));
            match w.one_var(&places) {
                Some((_, var)) if w.chance(70) => var.name,
                _ => super::lists::vector(w),
            }
        }
        ResultTy::Pair => format!("({}, {})", stored(w, 2).text(), stored(w, 2).text()),
        ResultTy::Array(len) => super::arrays::array(w, Some(len))?.0,
        ResultTy::Unit => String::new(),
        ResultTy::Spot => super::structs::spot(w, 2),
        ResultTy::Opt => super::options::option(w, 2),
    })
}
