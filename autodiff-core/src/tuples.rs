//! The one list of tuples for which traits are implemented: up to twelve parts, as in the standard library.

/// Calls the macro `$tuple` for each of them with its number of parts, then for each part the names of two
/// types, its field and its number, and at last the first names from the last part to the first.
macro_rules! for_tuples {
    ($tuple:ident) => {
        for_tuples!(@ $tuple [] []
            (A SA 0 1) (B SB 1 2) (C SC 2 3) (D SD 3 4) (E SE 4 5) (F SF 5 6)
            (G SG 6 7) (H SH 7 8) (I SI 8 9) (J SJ 9 10) (K SK 10 11) (L SL 11 12));
    };
    (@ $tuple:ident [$($before:tt)*] [$($reversed:ident)*]
        ($T:ident $S:ident $part:tt $number:literal) $($rest:tt)*) => {
        $tuple!($number: $($before)* $T $S $part $number; $T $($reversed)*);
        for_tuples!(@ $tuple [$($before)* $T $S $part $number] [$T $($reversed)*] $($rest)*);
    };
    (@ $tuple:ident [$($before:tt)*] [$($reversed:ident)*]) => {};
}
