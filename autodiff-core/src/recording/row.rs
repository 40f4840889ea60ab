//! What several reverse sweeps write their results to.

use crate::Cotangent;

/// What the pullback of a recording gives, in an array of which each sweep fills a part: any cotangent, and
/// the tuples that are too long to be one.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `{Self}` can't be a row of a Jacobian",
    note = "go backward with `backward_keeping` once for each row, or differentiate fewer parameters"
)]
pub trait Row {
    /// What there is before the sweep.
    fn blank() -> Self;
}

impl<C: Cotangent> Row for C {
    #[inline(always)]
    fn blank() -> Self {
        C::zero()
    }
}

/// A tuple of thirteen parts at least, then those with one part more and so on.
macro_rules! long {
    ($($T:ident)* ;) => {
        long!(@ $($T)*);
    };
    ($($T:ident)* ; $next:ident $($rest:ident)*) => {
        long!(@ $($T)*);
        long!($($T)* $next; $($rest)*);
    };
    (@ $($T:ident)*) => {
        impl<$($T: Cotangent),*> Row for ($($T,)*) {
            #[inline(always)]
            fn blank() -> Self {
                ($($T::zero(),)*)
            }
        }
    };
}

long!(A B C D E F G H I J K L M; N O P Q R S T U V W X);
