//! Misuse does not compile, and the compiler says what is wrong where.
//!
//! One small program for each mistake, named for it, with the expected output
//! beside it. `TRYBUILD=overwrite cargo test --test ui` writes the outputs anew.

#[test]
fn misuse_does_not_compile() {
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}
