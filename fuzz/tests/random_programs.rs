//! A fixed series of random programs, as a regression test.

use std::path::Path;

use autodiff_fuzz::{Campaign, Workshop};

#[test]
fn random_programs_agree_with_their_twins() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let workshop = Workshop::new(dir, 2).expect("a folder to build in");
    let campaign = Campaign {
        seed: 1,
        first: 0,
        programs: 300,
        batch: 100,
        without: Vec::new(),
        known: autodiff_fuzz::known(),
    };
    let report = campaign
        .run(&workshop, |_| {})
        .expect("programs that can be built");
    for failure in &report.failures {
        println!("{:?}\n{}\n", failure.verdict, failure.program);
    }
    assert!(
        report.failures.is_empty(),
        "see the failures above; `cargo run -p autodiff-fuzz -- --seed {} --first {} --programs 1 --shrink` \
         makes one smaller",
        campaign.seed,
        report.failures[0].program.number
    );
    assert!(
        report.immoderate < 15,
        "most programs can be compared: {report:?}"
    );
}
