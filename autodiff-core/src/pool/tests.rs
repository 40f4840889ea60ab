use super::{Installed, Pool, copied, filled, put, with};

fn address<T>(buffer: &[T]) -> usize {
    buffer.as_ptr() as usize
}

fn kept() -> usize {
    with(|pool| pool.kept).unwrap()
}

#[test]
fn what_is_put_back_is_taken_again_and_filled() {
    let sweep = Installed::new(Pool::new());
    let first = filled(100, 1.0_f64);
    let place = address(&first);
    put(first);
    assert_eq!(kept(), 800);
    let second = filled(90, 0.0_f64);
    assert_eq!((second.len(), address(&second)), (90, place));
    assert!(second.iter().all(|value| *value == 0.0));
    put(second);
    let third = copied(&[2.0_f64; 80]);
    assert_eq!((third, kept()), (vec![2.0; 80], 0));
    drop(sweep);
}

#[test]
fn types_and_sizes_are_kept_apart() {
    let sweep = Installed::new(Pool::new());
    let (long, short) = (filled(1000, 0.0_f32), filled(10, 0.0_f32));
    let (long_place, short_place) = (address(&long), address(&short));
    let others = filled(1000, (0_u8, 1.5));
    let others_place = address(&others);
    put(long);
    put(others);
    put(short);
    assert_ne!(address(&filled(1000, 0.0_f64)), long_place);
    // Too large for so few.
    assert_eq!(address(&filled(9, 0.0_f32)), short_place);
    assert_ne!(address(&filled(9, 0.0_f32)), long_place);
    assert_eq!(address(&filled(1000, (1_u8, 2.5))), others_place);
    assert_eq!(address(&filled(1000, 0.0_f32)), long_place);
    drop(sweep);
}

#[test]
fn no_more_is_kept_than_was_lent_at_once() {
    let sweep = Installed::new(Pool::new());
    for _ in 0..3 {
        put(vec![0.0_f64; 1000]);
        assert_eq!(kept(), 0, "nothing was lent");
    }
    for len in 1..100 {
        put(filled(len, 0.0_f64));
        assert!(kept() <= 8 * len, "{len} {}", kept());
    }
    drop(sweep);
}

#[test]
fn the_next_sweep_frees_what_it_does_not_need() {
    let sweep = Installed::new(Pool::new());
    let (a, b) = (filled(100, 0.0_f64), filled(101, 0.0_f64));
    put(a);
    put(b);
    let pool = sweep.end();
    assert_eq!(pool.bytes(), 8 * 201);
    let sweep = Installed::new(pool);
    let b = filled(101, 0.0_f64);
    put(b);
    let pool = sweep.end();
    assert_eq!(pool.bytes(), 8 * 101);
}

#[test]
fn sweeps_within_sweeps_have_pools_of_their_own() {
    let outer = Installed::new(Pool::new());
    put(filled(10, 0.0_f64));
    let inner = Installed::new(Pool::new());
    assert_eq!(kept(), 0);
    put(filled(20, 0.0_f64));
    assert_eq!(inner.end().bytes(), 160);
    assert_eq!(kept(), 80);
    assert_eq!(outer.end().bytes(), 80);
    assert!(with(|_| ()).is_none());
    put(vec![1.0]);
    assert_eq!(filled(2, 1.0), [1.0; 2]);
}

#[test]
fn a_panic_leaves_the_pool_of_the_sweep_around() {
    let outer = Installed::new(Pool::new());
    put(filled(10, 0.0_f64));
    let caught = std::panic::catch_unwind(|| {
        let _inner = Installed::new(Pool::new());
        panic!("on purpose");
    });
    assert!(caught.is_err());
    assert_eq!(outer.end().bytes(), 80);
}
