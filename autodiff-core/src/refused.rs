//! Types whose names are what rustc says of code that the macro must not accept.

/// What a closure around such a macro would give back: whatever the macro returns is of another type.
#[derive(Debug, Clone, Copy)]
pub enum MacrosThatReturnAreNotSupported {}

/// What a caller lends for the cotangent of a parameter outside of `wrt`: nothing. The function takes the
/// argument for a constant, so one with a derivative would lose it.
#[derive(Debug, Clone, Copy)]
pub enum OutsideOfWrtArgumentsAreConstantsSayDetach {}
