//! A fleet of phones over a year: many settlements, several phones in each, round after round.
//!
//! Each phone writes one log of [`RECORDS_A_LOG`] hand-overs made of the checked-in mix: [`ROUNDS`] rounds, the same
//! households in each, [`RECORDS_A_DAY`] a day, one in a hundred served a second time, a clock sample at each contact.
//! Logs come in [`LOGS_AT_ONCE`] together, batch by batch in turn, as contacts of a day would bring them.

use anyhow::{Context, Result, ensure};
use lantern_domain::{CardCode, Change, ClockSample, Code, Moment, Recipient, SettlementRef};
use lantern_ledger::sample::Mix;
use lantern_ledger::{Body, Head, LogRef};
use lantern_server::clock::SystemClock;
use lantern_server::keys::Keys;
use lantern_server::random::{Random as _, SystemRandomness};
use lantern_server::storage::{JournalStorage, Storage as _, StorageSettings};
use lantern_server::testing::{PhoneLog, TestPhone, bundle_of};
use lantern_server::{Parts, Server, Settings};
use std::path::Path;
use std::sync::Arc;

const RECORDS_A_LOG: usize = 5_000;
const ROUNDS: usize = 5;
const RECORDS_A_DAY: usize = 250;
const ENTRIES_A_BATCH: usize = 100;
const LOGS_A_SETTLEMENT: usize = 5;
const LOGS_AT_ONCE: usize = 40;
const DAY_S: i64 = 86_400;
/// 2026-01-05, a morning.
const BEGINS_AT: i64 = 1_767_592_800;

/// What HQ has of it.
pub struct Fleet {
    /// Entries in all logs of phones.
    pub entries: usize,
    /// Hand-overs that stand.
    pub services: u64,
    /// How far HQ's journal goes.
    pub position: u64,
}

impl Fleet {
    /// Brings so many hand-overs to the HQ of a data folder.
    ///
    /// # Errors
    ///
    /// When HQ does not take them.
    pub fn bring(data: &Path, records: usize) -> Result<Self> {
        let storage = Arc::new(JournalStorage::open(&data.join(""), StorageSettings::new(SystemRandomness.uuid()))?);
        let keys = Arc::new(Keys::open(&data.join("keys"))?);
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandomness));
        let server = Server::open(Parts { storage: storage.clone(), keys, clock, random, settings: without_limits() })?;
        let mut fleet = Self { entries: 0, services: 0, position: 0 };
        let lengths: Vec<usize> =
            (0..records).step_by(RECORDS_A_LOG).map(|at| RECORDS_A_LOG.min(records - at)).collect();
        for (group, lengths) in lengths.chunks(LOGS_AT_ONCE).enumerate() {
            fleet.bring_group(&server, group * LOGS_AT_ONCE, lengths)?;
            eprint!("\r{} entries", fleet.entries);
        }
        eprintln!();
        fleet.position = storage.last_position().0;
        Ok(fleet)
    }

    fn bring_group(&mut self, server: &Server, first: usize, lengths: &[usize]) -> Result<()> {
        let mut waiting = Vec::new();
        let mut carrier = None;
        for (number, &length) in (first..).zip(lengths) {
            let mut phone = enrolled(server, number)?;
            let log = write(&mut phone, number, length, self)?;
            waiting.push(log.batches(&phone.key, 1, ENTRIES_A_BATCH).into_iter());
            carrier = Some(phone.device);
        }
        let carrier = carrier.context("a group of no logs")?;
        loop {
            let turn: Vec<_> = waiting.iter_mut().filter_map(Iterator::next).collect();
            if turn.is_empty() {
                return Ok(());
            }
            let answer =
                server.take(carrier, &bundle_of(&turn)).map_err(|failure| anyhow::anyhow!(failure.message()))?;
            ensure!(answer.logs.iter().all(|log| log.problem.is_none()), "HQ refuses a batch");
        }
    }
}

/// One phone carries what a whole group recorded in a year.
fn without_limits() -> Settings {
    Settings { entry_bytes_max: u64::MAX, entry_bytes_of_one_max: u64::MAX, ..Settings::default() }
}

fn enrolled(server: &Server, number: usize) -> Result<TestPhone> {
    let refused = |failure: lantern_server::error::Failure| anyhow::anyhow!(failure.message());
    let added = server.add_phone(&format!("phone {number}")).map_err(refused)?;
    let mut phone = TestPhone::new();
    let answer = server.enrol(&phone.application(&added.code)).map_err(refused)?;
    (phone.device, phone.operation) = (answer.device, answer.operation);
    Ok(phone)
}

/// Writes a phone's log, and takes note of what stands in it.
fn write(phone: &mut TestPhone, number: usize, length: usize, fleet: &mut Fleet) -> Result<PhoneLog> {
    let log = LogRef { operation: phone.operation, log: SystemRandomness.uuid() };
    let place = number / LOGS_A_SETTLEMENT;
    let settlement = SettlementRef::Planned(Code::new(&format!("SITE-{place:04}"))?);
    let mut written = PhoneLog::begin(log, phone.device, &phone.key, settlement);
    let (mut served, mut last) = (0, None);
    for entry in Mix::default().entries(number as u64, &Head::start(log), length) {
        match Body::of(&entry)? {
            Body::Distribution(mut distribution) => {
                distribution.at = at(served);
                distribution.round = Code::new(&format!("ROUND-{:02}", place % 4 * ROUNDS + round(served)))?;
                if let Recipient::Household(_) = distribution.recipient {
                    distribution.recipient = Recipient::Household(CardCode::new(&card(number, served))?);
                }
                last = Some(written.writes(Body::Distribution(distribution)));
                (served, fleet.services) = (served + 1, fleet.services + 1);
            }
            Body::Correction(mut correction) => {
                let target = last.context("a void before any hand-over")?;
                (correction.target, correction.supersedes, correction.change) = (target, target, Change::Void);
                written.writes(Body::Correction(correction));
                fleet.services -= 1;
            }
            _ => {}
        }
        if served % ENTRIES_A_BATCH == 0 {
            let device_at = at(served);
            written.writes(Body::ClockSample(ClockSample { device_at, server_at: device_at.plus(7) }));
        }
    }
    fleet.entries += usize::try_from(written.head().seq)?;
    Ok(written)
}

fn round(served: usize) -> usize {
    served / (RECORDS_A_LOG / ROUNDS)
}

/// Each round begins a month after the one before it, at the same hour.
fn at(served: usize) -> Moment {
    let in_round = served % (RECORDS_A_LOG / ROUNDS);
    let day = round(served) * 30 + in_round / RECORDS_A_DAY;
    Moment(BEGINS_AT + day as i64 * DAY_S + (in_round % RECORDS_A_DAY) as i64 * 100)
}

/// The same households in each round; one in a hundred comes once more.
fn card(number: usize, served: usize) -> String {
    let in_round = served % (RECORDS_A_LOG / ROUNDS);
    let household = if in_round % 100 == 99 { in_round - 7 } else { in_round };
    format!("{:03}-{:05}", number / LOGS_A_SETTLEMENT, number % LOGS_A_SETTLEMENT * RECORDS_A_LOG + household)
}
