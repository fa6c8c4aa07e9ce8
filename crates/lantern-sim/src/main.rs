//! `cargo xtask sim`: runs the worlds of many seeds, and says what happened in them and what was found.
#![expect(clippy::print_stdout, reason = "talking to the person at the terminal is what this program does")]

use clap::Parser;
use lantern_sim::findings::Finding;
use lantern_sim::happenings::Counts;
use lantern_sim::seams::Sound;
use lantern_sim::signing::Signing;
use lantern_sim::world::{Setup, run};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// As the server's own: each world makes and drops a whole HQ again and again.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Seeded worlds of phones, bad links and an HQ on failing disks.
#[derive(Parser)]
struct Options {
    /// How many seeds.
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// One seed alone, each step printed.
    #[arg(long)]
    seed: Option<u64>,
    /// How many days each world lasts.
    #[arg(long, default_value_t = 4)]
    days: u32,
    /// How many phones each world begins with.
    #[arg(long, default_value_t = 4)]
    phones: usize,
    /// With ECDSA over P-256 in place of fast signatures.
    #[arg(long)]
    real_signer: bool,
    /// How many seeds run at once; by default as many as there are processors.
    #[arg(long)]
    threads: Option<usize>,
    /// Goes on after a finding, and lists them all.
    #[arg(long)]
    keep_going: bool,
}

impl Options {
    fn setup(&self) -> Setup {
        let signing = if self.real_signer { Signing::Real } else { Signing::Fast };
        Setup { phones: self.phones, days: self.days, signing, seams: &Sound, is_verbose: self.seed.is_some() }
    }

    fn command(&self, seed: u64) -> String {
        let signer = if self.real_signer { " --real-signer" } else { "" };
        format!("cargo xtask sim --seed {seed} --days {} --phones {}{signer}", self.days, self.phones)
    }
}

/// What a seed found.
struct Found {
    seed: u64,
    step: u64,
    words: String,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let (first, last) = match options.seed {
        Some(seed) => (seed, seed),
        None => (options.from, options.from + options.seeds.max(1) - 1),
    };
    let began = Instant::now();
    let (counts, found) = run_all(&options, first, last);
    println!("seeds {first} to {last}, {:.1} s", began.elapsed().as_secs_f64());
    print!("{counts}");
    for Found { seed, step, words } in &found {
        println!("\nseed {seed}, step {step}: {words}\n  {}", options.command(*seed));
    }
    let rare = if last - first >= 100 { counts.too_rare() } else { Vec::new() };
    if !rare.is_empty() {
        println!("\ntoo rare to prove anything: {rare:?}");
    }
    if found.is_empty() && rare.is_empty() {
        println!("nothing was found");
        return ExitCode::SUCCESS;
    }
    ExitCode::FAILURE
}

fn run_all(options: &Options, first: u64, last: u64) -> (Counts, Vec<Found>) {
    let next = AtomicU64::new(first);
    let counts = Mutex::new(Counts::default());
    let found = Mutex::new(Vec::<Found>::new());
    let threads = options.threads.or_else(|| Some(std::thread::available_parallelism().ok()?.get())).unwrap_or(1);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let is_over = !options.keep_going && found.lock().is_ok_and(|found| !found.is_empty());
                    if seed > last || is_over {
                        return;
                    }
                    let (seen, finding) = run_one(seed, options);
                    if let Ok(mut counts) = counts.lock() {
                        counts.add(&seen);
                    }
                    if let (Some((step, words)), Ok(mut found)) = (finding, found.lock()) {
                        found.push(Found { seed, step, words });
                    }
                }
            });
        }
    });
    (counts.into_inner().unwrap_or_default(), found.into_inner().unwrap_or_default())
}

fn run_one(seed: u64, options: &Options) -> (Counts, Option<(u64, String)>) {
    let outcome = catch_unwind(AssertUnwindSafe(|| run(seed, options.setup())));
    match outcome {
        Ok(outcome) => {
            (outcome.counts, outcome.finding.map(|(step, finding): (u64, Finding)| (step, finding.to_string())))
        }
        Err(_) => (Counts::default(), Some((0, "a panic, told above".to_owned()))),
    }
}
