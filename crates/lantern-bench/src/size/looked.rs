//! How long it takes HQ to look at everything for flags, what others wait meanwhile, and how soon a record's page is there.
//!
//! Leaves bringing the records to `fleet`.

use super::median;
use crate::office::Office;
use crate::process::Server;
use anyhow::{Context, Result};
use lantern_ledger::api::RecordsAnswer;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What was measured.
pub struct Looked {
    /// From the first question for flags to its answer.
    pub flags_first: Duration,
    /// The longest that anybody waited for totals meanwhile.
    pub totals_meanwhile: Duration,
    /// A page of flags that are known.
    pub flags_page: Duration,
    /// The first page of a record after the start.
    pub record_first: Duration,
    /// A page of a record.
    pub record: Duration,
}

/// Asks a server that was just started, and was asked for no flag and no record's page yet.
///
/// # Errors
///
/// When it does not answer.
pub fn measure(server: &Server) -> Result<Looked> {
    let (mut office, mut other) = (Office::sign_in(server)?, Office::sign_in(server)?);
    let is_done = AtomicBool::new(false);
    let (flags_first, totals_meanwhile) = thread::scope(|scope| -> Result<_> {
        let waits = scope.spawn(|| -> Result<Duration> {
            let mut longest = Duration::ZERO;
            while !is_done.load(Ordering::Relaxed) {
                longest = longest.max(timed(|| other.asks("/api/v1/totals?group=settlement,item"))?);
            }
            Ok(longest)
        });
        let took = timed(|| office.asks("/api/v1/flags"));
        is_done.store(true, Ordering::Relaxed);
        let waited = waits.join().map_err(|_| anyhow::anyhow!("asking for totals ended in a panic"))??;
        Ok((took?, waited))
    })?;
    let record = office.pulls::<RecordsAnswer>("/api/v1/records")?.records.pop().context("HQ shows no record")?;
    let page = format!("/api/v1/records/{}", record.id);
    Ok(Looked {
        flags_first,
        totals_meanwhile,
        flags_page: median(|| office.asks("/api/v1/flags"))?,
        record_first: timed(|| office.asks(&page))?,
        record: median(|| office.asks(&page))?,
    })
}

fn timed(ask: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let began = Instant::now();
    ask()?;
    Ok(began.elapsed())
}
