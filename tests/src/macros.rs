//! [`check!`], which puts a function's calls in the form that [`crate::check`] takes.

/// Compares the derivatives of a function that has `#[twin]` and `#[differentiable]`: its reverse
/// sweep (fresh tape and used tape, `grad`, `value_and_grad`) with the twin, and the twin with finite
/// differences.
///
/// ```ignore
/// check!(loss(&x, w); x = vec![1.0, 2.0], w = 0.5);          // a scalar function
/// check!(map(&x); x = vec![1.0, 2.0]; vector);               // any result: no `grad`
/// check!(scale(&mut x, w); x = vec![1.0], w = 2.0; left x);  // results left in `&mut` parameters
/// check!(step(&mut x); x = vec![1.0]; value, left x);        // and a value as well
/// check!(kink relu(x); x = 0.0);                             // without finite differences
/// check!(loss(&x, w.0); x = vec![1.0], w = Const(0.5));      // `w` isn't differentiated
/// check!(with compare; loss(&x); x = vec![1.0]);             // by another comparison
/// ```
///
/// The call is written once and used with numbers and with dual numbers.
#[macro_export]
macro_rules! check {
    (kink $($rest:tt)+) => { $crate::check!(@kind [true, $crate::check::check] $($rest)+) };
    (with $check:path; $($rest:tt)+) => { $crate::check!(@kind [true, $check] $($rest)+) };
    (@kind $kink:tt $($f:ident)::+ ($($arg:tt)*); $($x:ident = $value:expr),+ $(,)?) => {
        $crate::check!(@run $kink [grad] [value] [] [$($f)::+] ($($arg)*) [$($x = $value),+])
    };
    (@kind $kink:tt $($f:ident)::+ ($($arg:tt)*); $($x:ident = $value:expr),+; vector) => {
        $crate::check!(@run $kink [] [value] [] [$($f)::+] ($($arg)*) [$($x = $value),+])
    };
    (@kind $kink:tt $($f:ident)::+ ($($arg:tt)*); $($x:ident = $value:expr),+; left $($left:ident),+) => {
        $crate::check!(@run $kink [] [] [$($left)+] [$($f)::+] ($($arg)*) [$($x = $value),+])
    };
    (@kind $kink:tt $($f:ident)::+ ($($arg:tt)*); $($x:ident = $value:expr),+; value, left $($left:ident),+) => {
        $crate::check!(@run $kink [] [value] [$($left)+] [$($f)::+] ($($arg)*) [$($x = $value),+])
    };
    (@run [$kink:expr, $check:path] [$($grad:ident)?] [$($value:ident)?] [$($left:ident)*] [$($f:ident)::+] $args:tt [$($x:ident = $input:expr),+]) => {{
        #[allow(unused_imports, reason = "which trait is called depends on the check")]
        use $crate::{Bar as _, Tangent as _, Value as _};
        let inputs = ($($input,)+);
        $check(
            &$crate::check::Program {
                name: stringify!($($f)::+),
                kink: $kink,
                single: $crate::is_single(&inputs),
                primal: &|x| {
                    #[allow(unused_mut, unused_variables, reason = "what one program changes or reads, another doesn't")]
                    let ($(mut $x,)+) = inputs.rebuild(&mut x.iter().copied());
                    let value = $crate::check!(@call [$($f)::+] $args);
                    let mut out = Vec::new();
                    $crate::Value::flatten(&value, &mut out);
                    $($crate::Value::flatten(&$left, &mut out);)*
                    out
                },
                forward: &|x, x_dot| {
                    #[allow(unused_mut, unused_variables, reason = "what one program changes or reads, another doesn't")]
                    let ($(mut $x,)+) =
                        inputs.rebuild(&mut x.iter().copied()).lift(&mut x_dot.iter().copied());
                    let value = $crate::check!(@call [$($f)::+::dual] $args);
                    let (mut y, mut y_dot) = (Vec::new(), Vec::new());
                    $crate::Tangent::split(&value, &mut y, &mut y_dot);
                    $($crate::Tangent::split(&$left, &mut y, &mut y_dot);)*
                    (y, y_dot)
                },
                pullback: &|x, seed, tape| {
                    #[allow(unused_mut, unused_variables, reason = "what one program changes or reads, another doesn't")]
                    let ($(mut $x,)+) = inputs.rebuild(&mut x.iter().copied());
                    let mut seed = seed.iter().copied();
                    match tape {
                        None => {
                            let run = $crate::check!(@call [$($f)::+::record] $args);
                            $crate::check!(@back run seed [$($value)?] [$($left)*])
                        }
                        Some(tape) => {
                            let run = $crate::check!(@call [$($f)::+::record_in] tape $args);
                            $crate::check!(@back run seed [$($value)?] [$($left)*])
                        }
                    }
                },
                gradient: $crate::check!(@gradient [$($grad)?] [$($f)::+] $args [$($x)+] inputs),
            },
            &{
                let mut x = Vec::new();
                $crate::Value::flatten(&inputs, &mut x);
                x
            },
        )
    }};
    (@call [$($f:ident)::+] ($($arg:tt)*)) => { $($f)::+($($arg)*) };
    (@call [$($f:ident)::+] $tape:ident ($($arg:tt)*)) => { $($f)::+($tape, $($arg)*) };
    (@back $run:ident $seed:ident [$($value:ident)?] [$($left:ident)*]) => {{
        let mut out = Vec::new();
        $crate::Value::flatten($run.value(), &mut out);
        $($crate::Value::flatten(&$left, &mut out);)*
        let y_bar = $crate::check!(@seed $run $seed [$($value)?] [$($left)*]);
        let mut x_bar = Vec::new();
        $crate::Bar::numbers(&$run.backward(y_bar), &mut x_bar);
        (out, x_bar)
    }};
    (@seed $run:ident $seed:ident [value] []) => { $run.value().bar(&mut $seed) };
    (@seed $run:ident $seed:ident [] [$left:ident]) => { $left.bar(&mut $seed) };
    (@seed $run:ident $seed:ident [] [$($left:ident)+]) => { ($($left.bar(&mut $seed),)+) };
    (@seed $run:ident $seed:ident [value] [$($left:ident)+]) => {
        ($run.value().bar(&mut $seed), $($left.bar(&mut $seed),)+)
    };
    (@gradient [] [$($f:ident)::+] $args:tt [$($x:ident)+] $inputs:ident) => { None };
    (@gradient [grad] [$($f:ident)::+] $args:tt [$($x:ident)+] $inputs:ident) => {
        Some(&|x| {
            let (mut g, mut y, mut both) = (Vec::new(), Vec::new(), Vec::new());
            {
                #[allow(unused_mut, unused_variables, reason = "what one program changes or reads, another doesn't")]
                let ($(mut $x,)+) = $inputs.rebuild(&mut x.iter().copied());
                $crate::Bar::numbers(&$crate::check!(@call [$($f)::+::grad] $args), &mut g);
            }
            #[allow(unused_mut, unused_variables, reason = "what one program changes or reads, another doesn't")]
            let ($(mut $x,)+) = $inputs.rebuild(&mut x.iter().copied());
            let (value, gradient) = $crate::check!(@call [$($f)::+::value_and_grad] $args);
            $crate::Value::flatten(&value, &mut y);
            $crate::Bar::numbers(&gradient, &mut both);
            (g, y, both)
        })
    };
    ($($rest:tt)+) => { $crate::check!(@kind [false, $crate::check::check] $($rest)+) };
}

/// Whether the numbers in these arguments have single precision.
#[doc(hidden)]
pub fn is_single<T: crate::Value>(_: &T) -> bool {
    T::SINGLE
}
