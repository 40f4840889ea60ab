use super::{Installed, copied, filled, put, with};

fn address<T>(buffer: &[T]) -> usize {
    buffer.as_ptr() as usize
}

fn kept() -> usize {
    with(|pool| pool.bytes()).unwrap()
}

#[test]
fn what_is_put_back_is_taken_again_and_filled() {
    let sweep = Installed::new(None);
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
    let sweep = Installed::new(None);
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
    let sweep = Installed::new(None);
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
    let sweep = Installed::new(None);
    let (a, b) = (filled(100, 0.0_f64), filled(101, 0.0_f64));
    put(a);
    put(b);
    let mut pool = sweep.end();
    assert_eq!(pool.as_ref().unwrap().bytes(), 8 * 201);
    for expected in [201, 101] {
        let sweep = Installed::new(pool);
        let b = filled(101, 0.0_f64);
        put(b);
        pool = sweep.end();
        assert_eq!(pool.as_ref().unwrap().bytes(), 8 * expected);
    }
}

#[test]
fn sweeps_within_sweeps_have_pools_of_their_own() {
    let outer = Installed::new(None);
    put(filled(10, 0.0_f64));
    let inner = Installed::new(None);
    assert_eq!(kept(), 0);
    put(filled(20, 0.0_f64));
    assert_eq!(inner.end().unwrap().bytes(), 160);
    assert_eq!(kept(), 80);
    assert_eq!(outer.end().unwrap().bytes(), 80);
    assert!(with(|_| ()).is_none());
    put(vec![1.0]);
    assert_eq!(filled(2, 1.0), [1.0; 2]);
}

#[test]
fn a_sweep_without_buffers_has_no_pool() {
    let outer = Installed::new(None);
    put(filled(10, 0.0_f64));
    assert!(Installed::new(None).end().is_none());
    assert_eq!(kept(), 80);
    let inner = Installed::new(outer.end());
    assert_eq!(inner.end().unwrap().bytes(), 80);
    assert!(with(|_| ()).is_none());
}

#[test]
fn a_panic_leaves_the_pool_of_the_sweep_around() {
    let outer = Installed::new(None);
    put(filled(10, 0.0_f64));
    let caught = std::panic::catch_unwind(|| {
        let _inner = Installed::new(None);
        panic!("on purpose");
    });
    assert!(caught.is_err());
    assert_eq!(outer.end().unwrap().bytes(), 80);
}
