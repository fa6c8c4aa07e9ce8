//! Size: what HQ costs at a million records and more: memory, disk, start-up, and how quickly it answers.
//!
//! Records come in through the server's own intake, in this process, because that is the quickest road to a large journal;
//! what is measured afterwards is the real server, started anew on that folder and asked over HTTP.

mod fleet;
mod looked;

use crate::figure::{Figure, Goal};
use crate::office::Office;
use crate::process::{Ground, Server};
use anyhow::{Context, Result, ensure};
use fleet::Fleet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// How the files end that hold records; beside them lies the space set aside for a full disk.
const SEGMENT: &str = ".journal";
/// How often each question is asked; the figure is the median.
const ASKED: usize = 20;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Settings {
    #[command(flatten)]
    ground: Ground,
    /// How many hand-overs HQ holds, one run for each.
    #[arg(long, value_delimiter = ',', default_value = "1000000")]
    records: Vec<usize>,
}

/// Measures one run for each number of records.
///
/// # Errors
///
/// When the server does not take, keep or show what it was given.
pub fn measure(settings: &Settings) -> Result<Vec<Figure>> {
    let runs = settings.records.iter().map(|&records| run(settings, records));
    Ok(runs.collect::<Result<Vec<_>>>()?.concat())
}

fn run(settings: &Settings, records: usize) -> Result<Vec<Figure>> {
    let mut server = Server::prepare(&settings.ground, &format!("size-{records}"))?;
    eprintln!("bringing {records} hand-overs to HQ");
    let fleet = Fleet::bring(&server.data(), records)?;
    // The index has followed before it is weighed, and is not made while the start is timed.
    server.start()?;
    server.rest();
    let index = bytes_under(&server.data().join("index"), |_| true)?;
    server.kill()?;
    let started = server.start()?;
    let processor_s = server.processor_s().context("the system does not tell what a process used")?;
    server.rest();
    let memory = server.memory_bytes().context("the system does not tell how much memory a process holds")?;
    let journal = bytes_under(&server.data().join("journal"), |name| name.ends_with(SEGMENT))?;

    let mut office = Office::sign_in(&server)?;
    let shown = office.totals()?.all.services;
    ensure!(shown == fleet.services, "{} hand-overs stand, and HQ shows {shown}", fleet.services);
    let totals = median(|| office.asks("/api/v1/totals?group=settlement,item"))?;
    let by_day = median(|| office.asks("/api/v1/totals?group=round,day"))?;
    let page = median(|| office.asks("/api/v1/records"))?;
    let looked = looked::measure(&server)?;
    let middle = fleet.position / 2;
    let past = median(|| office.asks(&format!("/api/v1/totals?group=settlement,item&as_of={middle}")))?;

    let name = |what: &str| format!("{what}, {records} records");
    let each = |bytes: f64| bytes / records as f64;
    let (entries, start_s) = (fleet.entries as f64, started.as_secs_f64());
    Ok(vec![
        Figure::new(name("entries in HQ's journal"), entries, "entries"),
        Figure::new(name("resident memory"), memory / 1e6, "MB"),
        Figure::new(name("resident memory a record"), each(memory), "bytes"),
        Figure::new(name("journal on disk a record"), each(journal as f64), "bytes"),
        Figure::new(name("index on disk a record"), each(index as f64), "bytes"),
        Figure::new(name("start until HQ answers"), start_s, "s"),
        Figure::new(name("processor time for that, all processors"), processor_s, "s"),
        Figure::new(name("entries read and added up at the start"), entries / start_s, "1/s")
            .aiming(Goal::AtLeast(300_000.0)),
        Figure::new(name("totals by settlement and item"), milliseconds(totals), "ms").aiming(Goal::AtMost(5.0)),
        Figure::new(name("totals by round and day"), milliseconds(by_day), "ms"),
        Figure::new(name("a page of records"), milliseconds(page), "ms"),
        Figure::new(name("flags, when HQ is asked first"), looked.flags_first.as_secs_f64(), "s"),
        Figure::new(name("the longest wait for totals meanwhile"), milliseconds(looked.totals_meanwhile), "ms"),
        Figure::new(name("a page of flags"), milliseconds(looked.flags_page), "ms"),
        Figure::new(name("a record's page, when HQ is asked first"), milliseconds(looked.record_first), "ms"),
        Figure::new(name("a record's page"), milliseconds(looked.record), "ms"),
        Figure::new(name("totals as of half the journal"), past.as_secs_f64(), "s").aiming(Goal::AtMost(2.0)),
    ])
}

fn median(mut ask: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut times = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let began = Instant::now();
        ask()?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times[ASKED / 2])
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn bytes_under(folder: &Path, counts: fn(&str) -> bool) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).with_context(|| format!("looking into {}", folder.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            bytes += bytes_under(&entry.path(), counts)?;
        } else if entry.file_name().to_str().is_some_and(counts) {
            bytes += entry.metadata()?.len();
        }
    }
    Ok(bytes)
}
