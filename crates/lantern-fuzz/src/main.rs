//! The runner: `lantern-fuzz --target batch --runs 1000000 --seed 7`. Prints one line a target; a finding ends it.
#![expect(clippy::print_stdout, reason = "a figure is what it is for")]

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use lantern_fuzz::memory::Counting;
use lantern_fuzz::runner::Runs;
use lantern_fuzz::{TARGETS, target};

#[global_allocator]
static COUNTING: Counting = Counting;

/// Throws changed bytes at what reads bytes from outside.
#[derive(Parser)]
struct Options {
    /// Which target; all of them when not given.
    #[arg(long)]
    target: Option<String>,
    /// How many runs of each.
    #[arg(long, default_value_t = 100_000)]
    runs: u64,
    /// The seed: the same one runs the same again.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The first run.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// One input as hexadecimal digits, instead of runs.
    #[arg(long)]
    input: Option<String>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let runs = Runs { seed: options.seed, from: options.from, count: options.runs };
    let chosen = match &options.target {
        None => TARGETS.iter().collect(),
        Some(name) => vec![target(name).with_context(|| format!("there is no target {name}: {}", names()))?],
    };
    if let Some(digits) = &options.input {
        let [target] = chosen[..] else { bail!("an input is for one --target") };
        let outcome = (target.run)(&bytes(digits)?);
        println!("{}: {}", target.name, if outcome.is_accepted { "accepted" } else { "refused" });
        return Ok(());
    }
    println!("seed {}", options.seed);
    for target in chosen {
        println!("{}", runs.of(target, &|line| eprintln!("… {line}"))?.line(target.name));
    }
    Ok(())
}

fn names() -> String {
    TARGETS.map(|target| target.name).join(", ")
}

fn bytes(digits: &str) -> Result<Vec<u8>> {
    let byte = |at| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..digits.len()).step_by(2).map(|at| byte(at).context("the input is not hexadecimal")).collect()
}
