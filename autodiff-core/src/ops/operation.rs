//! `operation!`: a function with a pullback of its own, that differentiable functions can call.

/// Declares an operation: a public function, and a type of the same name with the sweeps that
/// `#[differentiable]` calls.
///
/// ```text
/// operation! {
///     /// `Σ xᵢ²`
///     pub fn sum_of_squares[T: Scalar](x: &ArrayRef<T, Ix1>, scale: usize) -> T {
///         (x.dot(x), ())          // the value, and what goes to the tape
///     }
///     backward(() in (), y_bar) {
///         0 x => x * (y_bar + y_bar);
///     }
/// }
/// ```
///
/// `backward` names what was saved, with its type, and has a line for each parameter with a derivative, by its place and name; the line is
/// evaluated only if somebody wants that cotangent. Borrowed parameters and numbers can be read in it
/// by their names: they are what they were in the forward sweep. A block `sharing { let …; }`
/// in front of the lines is for what they share. The value's cotangent is full, never the zero without memory.
///
/// A line `0 x in x_bar => { … };` adds to `x_bar`, the full cotangent of `x`, in place. An operation whose
/// value has no derivative has no lines.
macro_rules! operation {
    (
        $(#[$attribute:meta])*
        pub fn $name:ident[$($generics:tt)*]($($x:ident: $T:ty),+ $(,)?) -> $Y:ty
        $body:block
        backward($saved:pat_param in $Saved:ty, $y_bar:ident) $(sharing {
            $(let $shared:pat = $common:expr;)*
        })? {
            $($place:tt $dx:ident $(in $bar:ident)? => $x_bar:expr;)*
        }
    ) => {
        $(#[$attribute])*
        #[must_use]
        pub fn $name<$($generics)*>($($x: $T),+) -> $Y {
            let (value, _): ($Y, $Saved) = $body;
            value
        }

        #[allow(non_camel_case_types, reason = "it shares its name with the function")]
        #[derive(Debug)]
        #[doc(hidden)]
        pub struct $name {}

        #[allow(
            unused_variables,
            clippy::type_complexity,
            reason = "what one operation doesn't read, another does"
        )]
        impl $name {
            pub fn __forward<$($generics)*>(
                tape: &mut $crate::Tape,
                _: u64,
                ($($x,)+): ($($T,)+),
            ) -> $Y {
                let (value, saved): ($Y, $Saved) = $body;
                tape.push_cloneable::<$Saved>(saved);
                tape.push($crate::Differentiable::cotangent_shape(&value));
                value
            }

            pub fn __reverse<$($generics)*>(
                tape: &mut $crate::Tape,
                _: u64,
                ($($x,)+): ($($T,)+),
                mut $y_bar: <$Y as $crate::Differentiable>::Cotangent,
                lent: ($(Option<<$T as $crate::Differentiable>::Bar<'_>>,)+),
            ) {
                let shape = tape.pop::<<$Y as $crate::Differentiable>::Shape>();
                let $saved = tape.pop_any::<$Saved>();
                if $crate::Cotangent::is_zero(&$y_bar) {
                    return;
                }
                $crate::Shape::materialise(&shape, &mut $y_bar);
                $($(let $shared = $common;)*)?
                $(
                    if let Some(bar) = lent.$place {
                        operation!(@line bar, $dx, ($($bar)?) $x_bar);
                    }
                )*
            }

            $crate::ops::operation::reverses! {
                [$($generics)*]
                ($($T,)+),
                <$Y as $crate::Differentiable>::Cotangent,
                ($(Option<<$T as $crate::Differentiable>::Bar<'_>>,)+),
            }
        }
    };
    (@line $lent:ident, $x:ident, () $x_bar:expr) => {
        $crate::accumulate::AccumulateInto::accumulate_into($x_bar, $lent);
    };
    (@line $lent:ident, $x:ident, ($bar:ident) $add:expr) => {
        $crate::Differentiable::materialise_buffer(&$x, $lent);
        let $bar = $lent;
        $add
    };
}
pub(crate) use operation;

/// The reverse sweeps for callers that lend all cotangents, and for those that were handed the
/// function: for a rule by hand the same as the first. The types are those of the values given again,
/// of the result's cotangent and of what is lent.
macro_rules! reverses {
    ([$($generics:tt)*] $Given:ty, $YBar:ty, $Lent:ty $(,)?) => {
        #[inline]
        pub fn __reverse_all<$($generics)*>(
            tape: &mut $crate::Tape,
            _: u64,
            given: $Given,
            y_bar: $YBar,
            lent: $Lent,
        ) {
            Self::__reverse(tape, 0, given, y_bar, lent);
        }

        #[inline]
        pub fn __reverse_again<$($generics)*>(
            tape: &mut $crate::Tape,
            _: u64,
            given: $Given,
            y_bar: $YBar,
            lent: $Lent,
        ) {
            Self::__reverse(tape, 0, given, y_bar, lent);
        }
    };
}
pub(crate) use reverses;
