//! `scalar_rule!`: a derivative for a function of numbers that someone else wrote.

/// Gives a foreign function of one or several real numbers a derivative, one line per argument.
///
/// ```
/// use autodiff_core::scalar_rule;
///
/// mod statistics {
///     pub fn logistic(x: f64) -> f64 { 1.0 / (1.0 + (-x).exp()) }
///     pub fn ratio(a: f64, b: f64) -> f64 { a / b }
/// }
///
/// scalar_rule! {
///     /// With a name, the result can be used in the derivative; it is kept on the tape.
///     pub fn logistic(x: f64) -> (y: f64) = statistics::logistic(x);
///     d/dx = y * (1.0 - y);
/// }
///
/// scalar_rule! {
///     fn ratio(a: f64, b: f64) -> f64 = statistics::ratio(a, b);
///     d/da = 1.0 / b;
///     d/db = -a / (b * b);
/// }
///
/// assert_eq!(logistic(0.0), 0.5);
/// assert_eq!(logistic::value_and_grad(0.0), (0.5, 0.25));
/// assert_eq!(ratio::grad(1.0, 2.0), (0.5, -0.25));
/// ```
///
/// The result is a plain function, and a type of the same name that carries the derivative, as
/// `#[differentiable]` makes them; it can be called inside differentiable functions.
#[macro_export]
macro_rules! scalar_rule {
    // The result is named: it is recorded.
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident($($x:ident: $T:ty),+ $(,)?) -> ($y:ident: $Y:ty) = $value:expr;
        $(d / $dx:ident = $derivative:expr;)*
    ) => {
        $crate::scalar_rule! {
            @pair [$(($x: $T))+] [$(($dx = $derivative))*] []
            [
                [$(#[$attribute])*] [$visibility] $name $Y, $value, tape, value,
                [$crate::Storable::push_to(value, tape);]
                [let $y: $Y = $crate::Storable::pop_from(tape);]
                [let $y: $Y = value;]
            ]
        }
    };
    // It isn't: the derivatives are of the arguments alone.
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident($($x:ident: $T:ty),+ $(,)?) -> $Y:ty = $value:expr;
        $(d / $dx:ident = $derivative:expr;)*
    ) => {
        $crate::scalar_rule! {
            @pair [$(($x: $T))+] [$(($dx = $derivative))*] []
            [[$(#[$attribute])*] [$visibility] $name $Y, $value, tape, value, [] [] []]
        }
    };
    // Arguments and derivatives, one by one.
    (
        @pair [($x:ident: $T:ty) $($arguments:tt)*] [($dx:ident = $derivative:expr) $($derivatives:tt)*]
        [$($pairs:tt)*] $rest:tt
    ) => {
        $crate::scalar_rule! {
            @pair [$($arguments)*] [$($derivatives)*] [$($pairs)* $x: $T, $dx = $derivative;] $rest
        }
    };
    (@pair [($x:ident: $T:ty) $($arguments:tt)*] [] $pairs:tt $rest:tt) => {
        ::std::compile_error!(::std::concat!(
            "scalar_rule: the derivative `d/d", ::std::stringify!($x), "` is missing"
        ));
    };
    (@pair [] [($dx:ident = $derivative:expr) $($derivatives:tt)*] $pairs:tt $rest:tt) => {
        ::std::compile_error!(::std::concat!(
            "scalar_rule: there is no argument for the derivative `d/", ::std::stringify!($dx), "`"
        ));
    };
    (@pair [] [] $pairs:tt [$($rest:tt)*]) => {
        $crate::scalar_rule! { @emit $pairs $($rest)* }
    };
    (
        @emit [$($x:ident: $T:ty, $dx:ident = $derivative:expr;)+]
        [$($attributes:tt)*] [$visibility:vis] $name:ident $Y:ty, $value:expr, $tape:ident, $y:ident,
        [$($record:tt)*] [$($restore:tt)*] [$($bind:tt)*]
    ) => {
        $($attributes)*
        #[inline]
        $visibility fn $name($($x: $T),+) -> $Y {
            $value
        }

        #[doc = ::std::concat!("The derivative of [`", ::std::stringify!($name), "`](fn@", ::std::stringify!($name), ").")]
        #[allow(non_camel_case_types, reason = "it shares its name with the function")]
        #[derive(Debug)]
        $visibility struct $name {}

        #[allow(unused_parens, clippy::double_parens, unused_variables, dead_code, reason = "formulas as the user wrote them, for any number of arguments")]
        impl $name {
            /// The gradient: one cotangent per argument.
            #[must_use]
            pub fn grad($($x: $T),+) -> ($($T),+) {
                Self::value_and_grad($($x),+).1
            }

            /// The value and the gradient.
            #[must_use]
            pub fn value_and_grad($($x: $T),+) -> ($Y, ($($T),+)) {
                let $y: $Y = $value;
                let gradient = {
                    $($bind)*
                    ($($derivative),+)
                };
                ($y, gradient)
            }

            #[doc(hidden)]
            #[inline]
            pub fn __forward($tape: &mut $crate::Tape, _: u64, ($($x,)+): ($($T,)+)) -> $Y {
                let $y: $Y = $value;
                $($record)*
                $y
            }

            #[doc(hidden)]
            #[inline]
            pub fn __reverse(
                $tape: &mut $crate::Tape,
                _: u64,
                ($($x,)+): ($($T,)+),
                y_bar: $Y,
                ($($dx,)+): ($(::core::option::Option<&mut $T>,)+),
            ) {
                Self::__reverse_all($tape, 0, ($($x,)+), y_bar, ($($dx,)+));
            }

            #[doc(hidden)]
            #[inline]
            pub fn __reverse_all(
                $tape: &mut $crate::Tape,
                _: u64,
                ($($x,)+): ($($T,)+),
                y_bar: $Y,
                ($($dx,)+): ($(::core::option::Option<&mut $T>,)+),
            ) {
                $($restore)*
                $(
                    if let ::core::option::Option::Some(bar) = $dx {
                        *bar += y_bar * ($derivative);
                    }
                )+
            }
        }

        $(
            const _: () = ::std::assert!(
                $crate::__private::is_differential_of(::std::stringify!($dx), ::std::stringify!($x)),
                ::std::concat!(
                    "scalar_rule: expected the derivative `d/d", ::std::stringify!($x),
                    "`, found `d/", ::std::stringify!($dx), "`: give them in the arguments' order"
                )
            );
        )+
    };
}
