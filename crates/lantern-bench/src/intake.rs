//! Durable intake: how many records a second the real server acknowledges, and what that costs it.
//!
//! The server runs as a process of its own on a real folder; phones enrol over HTTP and then send what was packed before.
//! A record counts when HQ's receipt for it has come and verifies. Afterwards HQ's totals must be exactly those records;
//! then the server is killed and must show them again.
//! Both programs share one machine: the figures are what the server does while it also bears the load's own work.

use crate::carry::{self, Carried};
use crate::disk;
use crate::figure::{Figure, Goal};
use crate::load::{Load, RECORDS_A_BATCH, Shape};
use crate::office::Office;
use crate::process::{Ground, Server};
use crate::sums::Sums;
use anyhow::{Context, Result, ensure};
use lantern_domain::Code;
use std::time::Duration;

/// The sites of the round that the generator's records are of.
const SETTLEMENTS: [&str; 5] =
    ["DEMO-SO1701-0001", "DEMO-SO1701-0002", "DEMO-SO1701-0003", "DEMO-SO1601-0001", "DEMO-SO1801-0001"];
/// At so many devices we aim at so many records a second.
const GOAL: (usize, f64) = (8, 100_000.0);

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Settings {
    #[command(flatten)]
    ground: Ground,
    /// How many phones send at once, one run for each.
    #[arg(long, value_delimiter = ',', default_value = "1,8,64")]
    devices: Vec<usize>,
    /// How many records all phones of a run bring together, at most.
    #[arg(long, default_value_t = 200_000)]
    records: usize,
    /// For how many seconds they may.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// How many batches of 100 records a request has. A phone with much to send sends more with each success.
    #[arg(long, default_value_t = 1)]
    batches_a_request: usize,
}

/// Measures one run for each number of devices.
///
/// # Errors
///
/// When anything was acknowledged that HQ does not show, or the other way round, or when nothing could be measured.
pub fn measure(settings: &Settings) -> Result<Vec<Figure>> {
    ensure!(settings.devices.iter().all(|count| *count > 0) && settings.batches_a_request > 0, "nothing to send");
    let sync_ms = milliseconds(disk::sync_time(&settings.ground.folder)?);
    let mut figures = vec![Figure::new("one sync of 4 KiB on this disk, median", sync_ms, "ms")];
    for devices in &settings.devices {
        figures.extend(Run::new(settings, *devices)?.measure()?);
    }
    Ok(figures)
}

/// One server with its phones.
struct Run {
    server: Server,
    loads: Vec<Load>,
    time: Duration,
}

/// What one run used and did.
struct Measured {
    records: f64,
    carried: Carried,
    processor_s: Option<f64>,
    memory_bytes: Option<f64>,
    journal_bytes: f64,
    starts_again: Duration,
}

impl Run {
    /// Starts a server, enrols the phones and packs what they bring.
    fn new(settings: &Settings, devices: usize) -> Result<Self> {
        let mut server = Server::prepare(&settings.ground, &format!("intake-{devices}"))?;
        server.start()?;
        let mut office = Office::sign_in(&server)?;
        let records = settings.records.div_ceil(devices).next_multiple_of(RECORDS_A_BATCH);
        let shape = Shape { records, batches_a_request: settings.batches_a_request };
        eprintln!("   packing {records} records on each of {devices}");
        let load = |(seed, place): (u64, &&str)| -> Result<Load> {
            let phone = office.enrols(&format!("Phone {seed}"))?;
            Ok(Load::build(phone, &Code::new(place)?, seed, shape))
        };
        let loads = (1..).zip(SETTLEMENTS.iter().cycle()).take(devices).map(load).collect::<Result<_>>()?;
        Ok(Self { server, loads, time: Duration::from_secs(settings.seconds) })
    }

    fn measure(mut self) -> Result<Vec<Figure>> {
        self.server.rest();
        let (processor_before, journal_before) = (self.server.processor_s(), self.journal_bytes());
        eprintln!("   sending");
        let carried = carry::carry(self.server.port, &self.loads, self.time)?;
        let (records, sums) = self.acknowledged(&carried)?;
        // The index follows behind; its work is part of what a record costs.
        self.server.rest();
        let processor_s = self.server.processor_s().zip(processor_before).map(|(after, before)| after - before);
        let (memory_bytes, journal_bytes) = (self.server.memory_bytes(), self.journal_bytes() - journal_before);
        self.compare(&sums).context("after the run")?;
        self.server.kill()?;
        let starts_again = self.server.start()?;
        self.compare(&sums).context("killed and started again")?;
        let measured = Measured { records, carried, processor_s, memory_bytes, journal_bytes, starts_again };
        Ok(measured.figures(self.loads.len()))
    }

    /// Returns how many records have a receipt that proves them, and what HQ must show of them.
    fn acknowledged(&self, carried: &Carried) -> Result<(f64, Sums)> {
        let (mut records, mut sums) = (0, Sums::default());
        for (load, answers) in self.loads.iter().zip(&carried.answers) {
            records += load.add_acknowledged(answers, &mut sums)?;
        }
        ensure!(records > 0, "nothing was acknowledged");
        Ok((records as f64, sums))
    }

    fn compare(&self, sums: &Sums) -> Result<()> {
        let totals = Office::sign_in(&self.server)?.totals()?;
        let differences = sums.differences(&totals);
        ensure!(differences.is_empty(), "HQ's totals are not what it acknowledged:\n{}", differences.join("\n"));
        Ok(())
    }

    fn journal_bytes(&self) -> f64 {
        disk::bytes_of(&self.server.data().join("journal"), "journal") as f64
    }
}

impl Measured {
    fn figures(&self, devices: usize) -> Vec<Figure> {
        let of = |what: &str| match devices {
            1 => format!("1 device: {what}"),
            _ => format!("{devices} devices: {what}"),
        };
        let each_second = self.records / self.carried.took.as_secs_f64();
        let rate = Figure::new(of("durable records"), each_second, "records/s");
        let rate = if devices == GOAL.0 { rate.aiming(Goal::AtLeast(GOAL.1)) } else { rate };
        let wait_ms = |share: f64| {
            let at = (self.carried.waits.len() as f64 * share) as usize;
            milliseconds(self.carried.waits[at.min(self.carried.waits.len() - 1)])
        };
        let mut figures = vec![
            rate,
            Figure::new(of("records acknowledged, all in HQ's totals"), self.records, "records"),
            Figure::new(of("a request's receipt, median"), wait_ms(0.5), "ms"),
            Figure::new(of("a request's receipt, 99 of 100"), wait_ms(0.99), "ms"),
            Figure::new(of("requests sent again, server busy"), self.carried.busy as f64, "requests"),
            Figure::new(of("journal"), self.journal_bytes / self.records, "bytes/record"),
            Figure::new(of("killed, started again"), milliseconds(self.starts_again), "ms"),
        ];
        let processor = self.processor_s.map(|seconds| seconds * 1e6 / self.records);
        figures.extend(processor.map(|us| Figure::new(of("the server's processor time"), us, "µs/record")));
        let memory = self.memory_bytes.map(|bytes| bytes / 1e6);
        figures.extend(memory.map(|megabytes| Figure::new(of("the server's memory"), megabytes, "MB")));
        figures
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
