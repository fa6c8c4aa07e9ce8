//! A bounded run of every target, the same on every machine: about half a minute in all.
#![expect(clippy::print_stdout, reason = "figures, for whoever looks")]

use lantern_fuzz::TARGETS;
use lantern_fuzz::memory::Counting;
use lantern_fuzz::runner::Runs;

#[global_allocator]
static COUNTING: Counting = Counting;

/// The runs of each target, in the order of [`TARGETS`].
const RUNS: [u64; 5] = [50_000, 100_000, 20_000, 10_000, 5_000];

/// The only test here, so that no other takes memory meanwhile.
#[test]
fn changed_bytes_break_no_promise() {
    for (target, count) in TARGETS.iter().zip(RUNS) {
        let report =
            Runs { seed: 1, from: 0, count }.of(target, &|_| {}).unwrap_or_else(|finding| panic!("{finding:#}"));
        println!("{}", report.line(target.name));
        assert!(report.accepted * 50 > report.runs, "{}: hardly anything gets inside", target.name);
        assert!(report.accepted < report.runs, "{}: nothing is refused", target.name);
        assert!(report.memory > 0, "the memory is counted");
    }
}
