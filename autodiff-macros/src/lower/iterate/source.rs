//! Iterator expressions: which part of which place the n-th item is.

use crate::activity::strip;
use crate::ir::{Dst, Op, Place, Verbatim};
use crate::lower::Lower;
use crate::ty::Ty;
use syn::Expr;

/// What an iteration gives, as a function of its number.
pub(super) enum Source {
    /// References to the elements of a place.
    Elements {
        place: Place,
        mutable: bool,
    },
    /// Copies of the elements of a place.
    Copies {
        place: Place,
    },
    /// A part of a place for each number: `rows()`, `chunks(n)`.
    Parts {
        place: Place,
        part: Part,
    },
    /// The number itself.
    Number,
    /// The index of an element of an array with so many axes.
    Indices(Option<usize>),
    /// Integers.
    Integers {
        start: Verbatim,
    },
    Pair(Box<Source>, Box<Source>),
    /// `rev()`, with the number of elements.
    Reversed(Box<Source>, Verbatim),
    /// `skip(n)`
    Skipped(Box<Source>, Verbatim),
    /// `step_by(n)`
    Stepped(Box<Source>, Verbatim),
}

impl Source {
    /// Whether the number of items is known to the iterator: it goes over slices, vectors or arrays.
    pub(super) fn is_sized(&self) -> bool {
        match self {
            Source::Elements { place, .. }
            | Source::Copies { place }
            | Source::Parts { place, .. } => {
                matches!(
                    place.ty.behind(),
                    Ty::Slice(_) | Ty::Vec(_) | Ty::Fixed(_) | Ty::Array(_) | Ty::View(_)
                )
            }
            Source::Number | Source::Indices(_) | Source::Integers { .. } => true,
            Source::Pair(left, right) => left.is_sized() && right.is_sized(),
            Source::Reversed(inner, _) | Source::Skipped(inner, _) | Source::Stepped(inner, _) => {
                inner.is_sized()
            }
        }
    }

    /// `copied()`: copies of the elements that there are references to.
    fn copied(self) -> Option<Source> {
        let inside = |inner: Box<Source>| inner.copied().map(Box::new);
        Some(match self {
            Source::Elements { place, .. } => Source::Copies { place },
            Source::Reversed(inner, len) => Source::Reversed(inside(inner)?, len),
            Source::Skipped(inner, count) => Source::Skipped(inside(inner)?, count),
            Source::Stepped(inner, step) => Source::Stepped(inside(inner)?, step),
            _ => return None,
        })
    }
}

#[derive(Clone)]
pub(super) enum Part {
    View {
        name: &'static str,
        axis: bool,
        mutable: bool,
    },
    Chunk {
        size: Verbatim,
        len: Verbatim,
        mutable: bool,
    },
    Window {
        size: Verbatim,
    },
    /// By a method of the core that takes the arguments and the number.
    Method {
        name: &'static str,
        args: Vec<Verbatim>,
        gives: Option<usize>,
        mutable: bool,
    },
}

impl Lower<'_> {
    pub(super) fn source(&mut self, iter: &Expr) -> Option<Source> {
        match strip(iter) {
            Expr::MethodCall(m) => self.method_source(m),
            Expr::Range(r) if !self.activity.expr(iter) => {
                let start = match &r.start {
                    Some(start) => self.settled(start),
                    None => return self.refuse(iter),
                };
                Some(Source::Integers { start })
            }
            Expr::Reference(r) => match self.listed(&r.expr, true) {
                Some(mut place) => {
                    self.freeze(&mut place);
                    Some(Source::Elements {
                        place,
                        mutable: r.mutability.is_some(),
                    })
                }
                None => self.refuse(iter),
            },
            other => {
                let Some(mut place) = self.listed(other, false) else {
                    return self.refuse(iter);
                };
                self.freeze(&mut place);
                match &place.ty {
                    Ty::Ref(_) | Ty::View(_) => Some(Source::Elements {
                        place,
                        mutable: false,
                    }),
                    Ty::RefMut(_) => Some(Source::Elements {
                        place,
                        mutable: true,
                    }),
                    _ => Some(Source::Copies { place }),
                }
            }
        }
    }

    /// The place of what is run over; a `const` or `static` gets a name, of a reference to it if it is
    /// `lent`.
    fn listed(&mut self, expr: &Expr, lent: bool) -> Option<Place> {
        if self.is_place(expr) || !matches!(strip(expr), Expr::Path(_)) {
            return self.place(expr);
        }
        let value: Expr = if lent {
            syn::parse_quote!(&#expr)
        } else {
            expr.clone()
        };
        let verbatim = self.verbatim(&value);
        let temp = self.temp("list", verbatim.ty.clone(), false);
        self.define(Dst::Let(temp), Op::Opaque(verbatim));
        let name = self.var(temp).name.clone();
        self.names.insert(name.to_string(), temp);
        self.place(&syn::parse_quote!(#name))
    }

    fn refuse(&mut self, iter: &Expr) -> Option<Source> {
        self.errors.at(
            iter,
            "this iterator isn't supported on values with derivatives: use `iter`, `iter_mut`, `enumerate`, `zip`, `rev`, `skip`, `step_by`, `copied`, `chunks`, `windows`, `rows`, `columns` on a variable or a part of one, or loop over an index range",
        );
        None
    }

    fn method_source(&mut self, m: &syn::ExprMethodCall) -> Option<Source> {
        let name = m.method.to_string();
        match name.as_str() {
            "iter" | "iter_mut" => {
                let mut place = match self.listed(&m.receiver, true) {
                    Some(place) => place,
                    None => return self.refuse(&m.receiver),
                };
                self.freeze(&mut place);
                Some(Source::Elements {
                    place,
                    mutable: name == "iter_mut",
                })
            }
            "into_iter" => self.source(&m.receiver),
            "copied" | "cloned" => match self.source(&m.receiver)?.copied() {
                Some(source) => Some(source),
                None => self.refuse(&Expr::MethodCall(m.clone())),
            },
            "enumerate" => Some(Source::Pair(
                Box::new(Source::Number),
                Box::new(self.source(&m.receiver)?),
            )),
            "zip" => {
                let left = self.source(&m.receiver)?;
                let right = match m.args.first() {
                    Some(arg) if self.activity.expr(arg) => self.source(arg)?,
                    Some(arg) => self.inactive_source(arg)?,
                    None => return None,
                };
                Some(Source::Pair(Box::new(left), Box::new(right)))
            }
            "rev" => {
                let inner = self.source(&m.receiver)?;
                let len = self.length(&m.receiver);
                Some(Source::Reversed(Box::new(inner), len))
            }
            "skip" | "step_by" => {
                let inner = Box::new(self.source(&m.receiver)?);
                let count = self.settled(m.args.first()?);
                Some(match name.as_str() {
                    "skip" => Source::Skipped(inner, count),
                    _ => Source::Stepped(inner, count),
                })
            }
            "take" => self.source(&m.receiver),
            "indexed_iter" | "indexed_iter_mut" => {
                let Some(mut place) = self.place(&m.receiver) else {
                    return self.refuse(&m.receiver);
                };
                self.freeze(&mut place);
                let elements = Source::Elements {
                    place,
                    mutable: name == "indexed_iter_mut",
                };
                let axes = self.axes(&m.receiver);
                Some(Source::Pair(
                    Box::new(Source::Indices(axes)),
                    Box::new(elements),
                ))
            }
            _ if runs_over_receiver(&name) => self.parts(m, &name),
            _ => {
                let method = &m.method;
                self.refuse(&syn::parse_quote!(#method))
            }
        }
    }

    /// The number of items of an iterator, as it is now.
    fn length(&mut self, iter: &Expr) -> Verbatim {
        let mut len = self.verbatim(&length_of(iter));
        len.pure &= !len
            .reads
            .iter()
            .any(|id| self.var(*id).mutable || self.var(*id).ty == Ty::Unknown);
        len.ty = Ty::Int;
        self.settle(len)
    }

    fn inactive_source(&mut self, arg: &Expr) -> Option<Source> {
        match strip(arg) {
            Expr::Range(_) | Expr::Reference(_) | Expr::MethodCall(_) | Expr::Path(_) => {
                self.source(arg)
            }
            _ => self.refuse(arg),
        }
    }

    fn parts(&mut self, m: &syn::ExprMethodCall, name: &str) -> Option<Source> {
        let mut place = match self.place(&m.receiver) {
            Some(place) => place,
            None => return self.refuse(&m.receiver),
        };
        self.freeze(&mut place);
        let mut args = Vec::new();
        for arg in &m.args {
            let arg = self.verbatim(arg);
            let fixed = Verbatim {
                pure: arg.pure && !arg.reads.iter().any(|id| self.var(*id).mutable),
                ..arg
            };
            args.push(self.settle(fixed));
        }
        let size = args.first().cloned();
        let mutable = name.ends_with("_mut");
        let array = place.ty.is_ndarray();
        let axes = self.axes(&m.receiver);
        let by_method = |name, gives| Part::Method {
            name,
            args: args.clone(),
            gives,
            mutable,
        };
        let part = match (name.trim_end_matches("_mut"), size) {
            ("rows", None) if axes.is_some_and(|n| n != 2) => by_method("nth_row__", Some(1)),
            ("columns", None) if axes.is_some_and(|n| n != 2) => by_method("nth_column__", Some(1)),
            ("lanes", Some(_)) => by_method("lane__", Some(1)),
            ("axis_iter", Some(_)) => by_method("index_axis", axes.map(|n| n.saturating_sub(1))),
            ("axis_chunks_iter", Some(_)) => by_method("axis_chunk__", axes),
            ("exact_chunks", Some(_)) => by_method("exact_chunk__", axes),
            ("windows", Some(_)) if array => by_method("window__", axes),
            ("rows", None) => Part::View {
                name: "row",
                axis: false,
                mutable,
            },
            ("columns", None) => Part::View {
                name: "column",
                axis: false,
                mutable,
            },
            ("outer_iter", None) => Part::View {
                name: "index_axis",
                axis: true,
                mutable,
            },
            ("chunks" | "chunks_exact", Some(size)) => {
                let len = self.length(&m.receiver);
                Part::Chunk { size, len, mutable }
            }
            ("windows", Some(size)) => Part::Window { size },
            _ => return self.refuse(&Expr::MethodCall(m.clone())),
        };
        Some(Source::Parts { place, part })
    }
}

impl Lower<'_> {
    /// The number of axes of an array, if that is known.
    fn axes(&self, array: &Expr) -> Option<usize> {
        match self.sketch(array).behind() {
            Ty::Array(n) | Ty::View(n) => *n,
            _ => None,
        }
    }
}

/// The number of items of an iterator, or of elements of a container.
fn length_of(iter: &Expr) -> Expr {
    if let Expr::MethodCall(m) = strip(iter) {
        let inner = || length_of(&m.receiver);
        match (m.method.to_string().as_str(), m.args.first()) {
            (
                "iter" | "into_iter" | "iter_mut" | "enumerate" | "rev" | "copied" | "cloned",
                None,
            ) => {
                return inner();
            }
            ("take", Some(count)) => {
                let inner = inner();
                return syn::parse_quote!(#inner.min(#count));
            }
            ("skip", Some(count)) => {
                let inner = inner();
                return syn::parse_quote!(#inner.saturating_sub(#count));
            }
            ("step_by", Some(step)) => {
                let inner = inner();
                return syn::parse_quote!(#inner.div_ceil(#step));
            }
            ("zip", Some(other)) => {
                let (left, right) = (inner(), length_of(other));
                return syn::parse_quote!(#left.min(#right));
            }
            // `ndarray` has collections for these, whose iterators alone know their length.
            ("rows" | "columns" | "rows_mut" | "columns_mut", None)
            | ("lanes" | "lanes_mut" | "windows" | "exact_chunks" | "exact_chunks_mut", Some(_)) => {
                return syn::parse_quote!(#iter.into_iter().len());
            }
            _ => {}
        }
    }
    match strip(iter) {
        Expr::Reference(r) => length_of(&r.expr),
        Expr::MethodCall(_) | Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => {
            syn::parse_quote!(#iter.len())
        }
        _ => syn::parse_quote!((#iter).len()),
    }
}

/// Methods that iterate over their receiver.
pub(super) fn runs_over_receiver(name: &str) -> bool {
    matches!(
        name.trim_end_matches("_mut"),
        "iter"
            | "indexed_iter"
            | "rows"
            | "columns"
            | "lanes"
            | "outer_iter"
            | "axis_iter"
            | "axis_chunks_iter"
            | "exact_chunks"
            | "chunks"
            | "chunks_exact"
            | "windows"
    )
}
