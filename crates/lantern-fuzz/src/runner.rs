//! Running a target many times: samples, changes, what is held of every run, and how a finding is had again.
//!
//! Leaves what is thrown and what must hold to the targets.

use crate::finds::Finds;
use crate::random::Random;
use crate::{Target, memory};
use anyhow::{Result, bail};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Far longer than any run takes, on a slow machine that does much else besides.
const RUN_MAX: Duration = Duration::from_secs(120);

/// How long nobody hears of a long run.
const TELLS_EVERY: Duration = Duration::from_secs(20);

/// Which runs.
#[derive(Debug, Clone, Copy)]
pub struct Runs {
    /// The seed that all of them come from.
    pub seed: u64,
    /// The first.
    pub from: u64,
    /// How many.
    pub count: u64,
}

/// What the runs came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Report {
    /// How many.
    pub runs: u64,
    /// How many inputs were taken for what they claimed to be.
    pub accepted: u64,
    /// How many ways they went, at most at one time.
    pub ways: usize,
    /// How long all took.
    pub took: Duration,
    /// How long the slowest took.
    pub slowest: Duration,
    /// How much memory the greediest took.
    pub memory: usize,
}

impl Runs {
    /// Runs a target, and tells now and then how far it is.
    ///
    /// # Errors
    ///
    /// The first broken promise, with the words that run it again.
    pub fn of(self, target: &Target, tell: &dyn Fn(&str)) -> Result<Report> {
        let samples = (target.samples)();
        let (mut report, mut finds) = (Report::default(), Finds::default());
        let began = Instant::now();
        let mut told_at = Duration::ZERO;
        for run in self.from..self.from.saturating_add(self.count) {
            if run.is_multiple_of(target.lives_for) {
                finds = Finds::default();
            }
            let input = input(target, &samples, &finds, &mut Random::of_run(self.seed, run));
            let ran_at = Instant::now();
            let (outcome, memory) = memory::peak_of(|| catch_unwind(AssertUnwindSafe(|| (target.run)(&input))));
            let took = ran_at.elapsed();
            let finding = match &outcome {
                Err(_) => Some("a promise was broken".to_owned()),
                Ok(_) if took > RUN_MAX => Some(format!("it took {} s", took.as_secs())),
                Ok(_) if memory > target.memory_max => Some(format!("it took {memory} bytes of memory")),
                Ok(_) => None,
            };
            if let Some(finding) = finding {
                bail!("{}: {finding}\n  {}\n  input: {}", target.name, self.again(target, run), hex(&input));
            }
            if let Ok(outcome) = outcome {
                finds.see(&input, outcome);
                report.accepted += u64::from(outcome.is_accepted);
            }
            report.runs += 1;
            report.ways = report.ways.max(finds.count());
            report.slowest = report.slowest.max(took);
            report.memory = report.memory.max(memory);
            if began.elapsed() > told_at + TELLS_EVERY {
                told_at = began.elapsed();
                tell(&Report { took: told_at, ..report }.line(target.name));
            }
        }
        report.took = began.elapsed();
        Ok(report)
    }

    /// The words that run a finding again, with the runs before it that share what was found and what the target keeps.
    fn again(self, target: &Target, run: u64) -> String {
        let from = (run - run % target.lives_for).max(self.from);
        let (name, seed, runs) = (target.name, self.seed, run - from + 1);
        format!("again: cargo xtask fuzz {name} --seed {seed} --from {from} --runs {runs}")
    }
}

/// Makes the input of one run: a sample or a find, changed a few times, or now and then as it is.
fn input(target: &Target, samples: &[Vec<u8>], finds: &Finds, random: &mut Random) -> Vec<u8> {
    let mut input = finds.choose(samples, random).clone();
    for _ in 0..random.below(5) {
        (target.mutate)(&mut input, random);
    }
    input
}

impl Report {
    /// Returns one line for people.
    pub fn line(&self, name: &str) -> String {
        let rate = self.runs as f64 / self.took.as_secs_f64().max(1e-9);
        let share = 100.0 * self.accepted as f64 / (self.runs as f64).max(1.0);
        format!(
            "{name:<8} {:>11} runs  {rate:>8.0} a second  {share:>4.1} % accepted  {:>4} ways  slowest {:>6.1} ms  memory {:>6} KiB  no finding",
            self.runs,
            self.ways,
            self.slowest.as_secs_f64() * 1000.0,
            self.memory / 1024,
        )
    }
}

/// Returns bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Outcome, TARGETS};

    #[test]
    fn every_sample_is_accepted_as_it_is() {
        for target in TARGETS.iter().filter(|target| target.name != "routes") {
            let refused = (target.samples)().iter().filter(|sample| !(target.run)(sample).is_accepted).count();
            // An empty bundle, and a journal without a file, are right and hold nothing.
            assert!(refused <= 1, "{}: {refused} samples are refused", target.name);
        }
    }

    /// The runner must be able to find: a panic, and a run that takes too much memory.
    #[test]
    fn a_broken_promise_is_found_and_said_with_its_seed() {
        fn breaks(bytes: &[u8]) -> Outcome {
            assert!(bytes.len() < 3, "three bytes");
            Outcome::accepted(bytes.len())
        }
        let samples = || vec![vec![1, 2]];
        let target = Target {
            name: "breaks",
            run: breaks,
            samples,
            mutate: crate::mutate::bytes,
            lives_for: 1,
            memory_max: 1 << 20,
        };
        let finding = Runs { seed: 5, from: 0, count: 1000 }.of(&target, &|_| {}).unwrap_err().to_string();
        let from: u64 = finding.split("--from ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap();
        assert!(finding.contains("breaks --seed 5"), "{finding}");
        assert!(Runs { seed: 5, from, count: 1 }.of(&target, &|_| {}).is_err(), "the same run finds it again");
    }

    #[test]
    fn the_same_seed_runs_the_same() {
        let run = |seed| Runs { seed, from: 0, count: 2000 }.of(&crate::bundle::TARGET, &|_| {}).unwrap();
        let (first, again, other) = (run(3), run(3), run(4));
        assert_eq!((first.accepted, first.ways), (again.accepted, again.ways));
        assert_ne!((first.accepted, first.ways), (other.accepted, other.ways));
    }

    /// Six bytes in a row are never guessed at once, but one after another, when each brings a way of its own.
    #[test]
    fn what_was_found_leads_further() {
        const WORD: &[u8] = b"{\"=,0{";
        fn reads(bytes: &[u8]) -> Outcome {
            let read = bytes.iter().zip(WORD).take_while(|(byte, expected)| byte == expected).count();
            Outcome::of(read == WORD.len(), read)
        }
        let target = |lives_for| Target {
            name: "word",
            run: reads,
            samples: || vec![vec![7; 6]],
            mutate: crate::mutate::bytes,
            lives_for,
            memory_max: 1 << 20,
        };
        let run = |lives_for| Runs { seed: 1, from: 0, count: 30_000 }.of(&target(lives_for), &|_| {}).unwrap();
        assert!(run(30_000).accepted > 0, "step by step");
        assert_eq!(run(1).accepted, 0, "nothing is remembered");
    }
}
