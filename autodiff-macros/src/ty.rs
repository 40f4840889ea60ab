//! What the macro knows of a value's type: a sketch read off the syntax.
//!
//! A macro sees no types. The sketch decides between direct scalar code and
//! dispatch through traits; where it says [`Ty::Unknown`] the generated code is
//! generic, so that a missing sketch costs speed at most.

use syn::{GenericArgument, PathArguments, Type};

/// A sketch of a type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ty {
    /// `f64` or `f32`.
    Float,
    /// A primitive integer.
    Int,
    /// `bool`.
    Bool,
    /// Another type without derivatives: `char`, `String`, `str`.
    Plain,
    /// `()`.
    Unit,
    /// `&T`.
    Ref(Box<Ty>),
    /// `&mut T`.
    RefMut(Box<Ty>),
    /// `[T]`.
    Slice(Box<Ty>),
    /// `Vec<T>`.
    Vec(Box<Ty>),
    /// `[T; N]`.
    Fixed(Box<Ty>),
    /// An owned `ndarray` array, with its number of axes if known.
    Array(Option<usize>),
    /// A view of an `ndarray` array.
    View(Option<usize>),
    /// An `ndarray` array of something without derivatives.
    Counts,
    /// A view of one.
    CountsView,
    /// A range of integers.
    Range,
    /// A tuple.
    Tuple(Vec<Ty>),
    /// `Option<T>` or `Result<T, E>`.
    Option(Box<Ty>),
    /// A function.
    Function,
    /// Anything else.
    Unknown,
}

const INTS: [&str; 12] = [
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
];

/// Whether `name` is a primitive integer type.
pub(crate) fn is_int(name: &str) -> bool {
    INTS.contains(&name)
}

thread_local! {
    /// The type parameter that stands for the numbers of the function at hand.
    static GENERIC: std::cell::RefCell<Option<String>> = const { std::cell::RefCell::new(None) };
}

/// From now on the type parameter `name` is a floating point type.
pub(crate) fn set_generic_float(name: Option<String>) {
    GENERIC.with(|generic| *generic.borrow_mut() = name);
}

/// Whether `name` is a floating point type.
pub(crate) fn is_float(name: &str) -> bool {
    name == "f64"
        || name == "f32"
        || GENERIC.with(|generic| generic.borrow().as_deref() == Some(name))
}

impl Ty {
    /// The sketch of a written type.
    pub(crate) fn of(ty: &Type) -> Ty {
        match ty {
            Type::Paren(inner) => Ty::of(&inner.elem),
            Type::Group(inner) => Ty::of(&inner.elem),
            Type::Reference(r) if r.mutability.is_some() => Ty::RefMut(Box::new(Ty::of(&r.elem))),
            Type::Reference(r) => Ty::Ref(Box::new(Ty::of(&r.elem))),
            Type::Slice(s) => Ty::Slice(Box::new(Ty::of(&s.elem))),
            Type::Array(a) => Ty::Fixed(Box::new(Ty::of(&a.elem))),
            Type::Tuple(t) if t.elems.is_empty() => Ty::Unit,
            Type::Tuple(t) => Ty::Tuple(t.elems.iter().map(Ty::of).collect()),
            Type::Path(p) if p.qself.is_none() => Ty::of_path(&p.path),
            _ => Ty::Unknown,
        }
    }

    fn of_path(path: &syn::Path) -> Ty {
        let Some(last) = path.segments.last() else {
            return Ty::Unknown;
        };
        let name = last.ident.to_string();
        if is_float(&name) {
            return Ty::Float;
        }
        if is_int(&name) {
            return Ty::Int;
        }
        let argument = |n: usize| match &last.arguments {
            PathArguments::AngleBracketed(args) => args
                .args
                .iter()
                .filter_map(|a| match a {
                    GenericArgument::Type(t) => Some(t),
                    _ => None,
                })
                .nth(n),
            _ => None,
        };
        let discrete = argument(0).map(Ty::of).is_some_and(|ty| ty.is_discrete());
        if discrete && name.starts_with("ArrayView") {
            return Ty::CountsView;
        }
        if discrete && name.starts_with("Array") {
            return Ty::Counts;
        }
        if discrete && matches!(name.as_str(), "Range" | "RangeInclusive") {
            return Ty::Range;
        }
        if discrete && matches!(name.as_str(), "Option" | "Result" | "Box") {
            return Ty::Plain;
        }
        let mapped = argument(1).map(Ty::of).is_some_and(|ty| ty.is_discrete());
        if mapped && matches!(name.as_str(), "HashMap" | "BTreeMap")
            || matches!(name.as_str(), "HashSet" | "BTreeSet")
        {
            return Ty::Plain;
        }
        match name.as_str() {
            "bool" => Ty::Bool,
            "char" | "String" | "str" => Ty::Plain,
            "Vec" => Ty::Vec(Box::new(argument(0).map_or(Ty::Unknown, Ty::of))),
            "Option" | "Result" => Ty::Option(Box::new(argument(0).map_or(Ty::Unknown, Ty::of))),
            "Array" => Ty::Array(argument(1).and_then(axes)),
            "ArrayView" => Ty::View(argument(1).and_then(axes)),
            _ => match (name.strip_prefix("ArrayView"), name.strip_prefix("Array")) {
                (Some(n), _) if n.len() == 1 => Ty::View(n.parse().ok()),
                (_, Some(n)) if n.len() == 1 => Ty::Array(n.parse().ok()),
                (_, Some("D")) => Ty::Array(None),
                (Some("D"), _) => Ty::View(None),
                _ => Ty::Unknown,
            },
        }
    }

    /// Whether `ty` is a path that ends in `name`.
    pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
        match ty {
            Type::Paren(inner) => Ty::is_named(&inner.elem, name),
            Type::Group(inner) => Ty::is_named(&inner.elem, name),
            Type::Path(p) => crate::paths::ends_in(&p.path, name),
            _ => false,
        }
    }

    /// The type behind references.
    pub(crate) fn behind(&self) -> &Ty {
        match self {
            Ty::Ref(inner) | Ty::RefMut(inner) => inner.behind(),
            other => other,
        }
    }

    /// The type behind one reference.
    pub(crate) fn referent(&self) -> Ty {
        match self {
            Ty::Ref(inner) | Ty::RefMut(inner) => (**inner).clone(),
            _ => Ty::Unknown,
        }
    }

    /// Whether this is a reference.
    pub(crate) fn is_reference(&self) -> bool {
        matches!(self, Ty::Ref(_) | Ty::RefMut(_))
    }

    /// Whether a value of this type is certainly copied when used by value.
    pub(crate) fn is_copy(&self) -> bool {
        match self {
            Ty::Float | Ty::Int | Ty::Bool | Ty::Unit | Ty::Ref(_) | Ty::Function => true,
            Ty::Fixed(inner) => inner.is_copy(),
            Ty::Tuple(items) => items.iter().all(Ty::is_copy),
            _ => false,
        }
    }

    /// Whether values of this type certainly have no derivative.
    pub(crate) fn is_discrete(&self) -> bool {
        match self {
            Ty::Int
            | Ty::Bool
            | Ty::Plain
            | Ty::Unit
            | Ty::Counts
            | Ty::CountsView
            | Ty::Range
            | Ty::Function => true,
            Ty::Ref(inner)
            | Ty::RefMut(inner)
            | Ty::Slice(inner)
            | Ty::Vec(inner)
            | Ty::Fixed(inner) => inner.is_discrete(),
            Ty::Tuple(items) => items.iter().all(Ty::is_discrete),
            _ => false,
        }
    }

    /// Whether this is certainly a scalar (so that it broadcasts).
    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self.behind(), Ty::Float | Ty::Int | Ty::Bool)
    }

    /// The type of an owned copy.
    pub(crate) fn owned(&self) -> Ty {
        match self.behind() {
            Ty::View(n) => Ty::Array(*n),
            Ty::Slice(item) => Ty::Vec(item.clone()),
            other => other.clone(),
        }
    }

    /// Whether this is an `ndarray` array or view.
    pub(crate) fn is_ndarray(&self) -> bool {
        matches!(self.behind(), Ty::Array(_) | Ty::View(_))
    }

    /// The type of one element, `self[i]`.
    pub(crate) fn element(&self) -> Ty {
        match self.behind() {
            Ty::Slice(inner) | Ty::Vec(inner) | Ty::Fixed(inner) => (**inner).clone(),
            Ty::Array(_) | Ty::View(_) => Ty::Float,
            _ => Ty::Unknown,
        }
    }

    /// The type of `self[a..b]`.
    pub(crate) fn range(&self) -> Ty {
        Ty::Slice(Box::new(self.element()))
    }

    /// The type of the field `index` of a tuple.
    pub(crate) fn field(&self, index: usize) -> Ty {
        match self.behind() {
            Ty::Tuple(items) => items.get(index).cloned().unwrap_or(Ty::Unknown),
            _ => Ty::Unknown,
        }
    }
}

fn axes(ty: &Type) -> Option<usize> {
    let Type::Path(p) = ty else { return None };
    let name = crate::paths::name(&p.path);
    name.strip_prefix("Ix")?.parse().ok()
}
