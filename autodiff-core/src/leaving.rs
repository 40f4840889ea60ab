//! What says that a macro of the user's leaves the function.

/// What a closure around such a macro would give back: whatever the macro returns is of another type.
#[derive(Debug, Clone, Copy)]
pub enum MacrosThatReturnAreNotSupported {}
