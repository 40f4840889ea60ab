//! The examples as tests; but `digits`, which trains two networks, is for release builds.

macro_rules! run {
    ($($name:ident: $file:literal),* $(,)?) => {$(
        #[path = $file]
        mod $name;

        #[test]
        fn $name() {
            $name::main();
        }
    )*};
}

run! {
    quickstart: "../examples/quickstart.rs",
    autograd_basics: "../examples/autograd_basics.rs",
    dynamic_loop: "../examples/dynamic_loop.rs",
    long_loop: "../examples/long_loop.rs",
    inner_product: "../examples/inner_product.rs",
    custom_function: "../examples/custom_function.rs",
    least_squares: "../examples/least_squares.rs",
    convolution: "../examples/convolution.rs",
    spectrogram_filter: "../examples/spectrogram_filter.rs",
}
