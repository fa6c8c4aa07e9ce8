//! The questions that the index answers, the same for every keyspace.

use std::ops::ControlFlow::{Break, Continue};
use std::ops::RangeInclusive;

use uuid::Uuid;

use super::{IndexError, KeyValues, keys};
use crate::storage::{BatchPlace, LogSummary};

/// Returns what the index reflects; `None` when it is empty, or not of this layout.
///
/// # Errors
///
/// [`IndexError`] when the index cannot be read.
pub fn applied(index: &dyn KeyValues) -> Result<Option<keys::Applied>, IndexError> {
    Ok(index.get(keys::APPLIED)?.as_deref().and_then(keys::Applied::from_bytes))
}

/// Returns whether there is no key at all.
///
/// # Errors
///
/// [`IndexError`] when the index cannot be read.
pub fn is_empty(index: &dyn KeyValues) -> Result<bool, IndexError> {
    let mut is_empty = true;
    index.range(keys::all_keys(), &mut |_, _| {
        is_empty = false;
        Break(())
    })?;
    Ok(is_empty)
}

/// Answers [`Storage::batches`](crate::storage::Storage::batches).
///
/// # Errors
///
/// [`IndexError`] when the index cannot be read.
pub fn batches(index: &dyn KeyValues, log: Uuid, from_seq: u64, limit: usize) -> Result<Vec<BatchPlace>, IndexError> {
    let mut found: Vec<BatchPlace> = Vec::new();
    each_batch(index, log, from_seq..=u64::MAX, |place| {
        let is_full = found.len() >= limit && found.last().is_none_or(|last| last.last_seq != place.last_seq);
        if !is_full {
            found.push(place);
        }
        !is_full
    })?;
    Ok(found)
}

/// Answers [`Storage::batches_holding`](crate::storage::Storage::batches_holding).
///
/// # Errors
///
/// [`IndexError`] when the index cannot be read.
pub fn batches_holding(index: &dyn KeyValues, log: Uuid, seq: u64) -> Result<Vec<BatchPlace>, IndexError> {
    let Some(summary) = log_summary(index, log)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    if seq > 0 {
        // A batch that holds it ends less than the longest batch behind it.
        each_batch(index, log, seq..=seq.saturating_add(summary.longest_batch - 1), |place| {
            if place.first_seq <= seq {
                found.push(place);
            }
            true
        })?;
    }
    Ok(found)
}

/// Answers [`Storage::log_summary`](crate::storage::Storage::log_summary).
///
/// # Errors
///
/// [`IndexError`] when the index cannot be read.
pub fn log_summary(index: &dyn KeyValues, log: Uuid) -> Result<Option<LogSummary>, IndexError> {
    let key = keys::log_key(log);
    let Some(value) = index.get(&key)? else { return Ok(None) };
    let (_, summary) = keys::log_from(&key, &value).ok_or_else(|| not_whole("summary"))?;
    Ok(Some(summary))
}

/// Answers [`Storage::logs`](crate::storage::Storage::logs).
///
/// # Errors
///
/// [`IndexError`] when the index cannot be read.
pub fn logs(index: &dyn KeyValues) -> Result<Vec<(Uuid, LogSummary)>, IndexError> {
    let mut found = Vec::new();
    index.range(keys::log_keys(), &mut |key, value| {
        found.push(keys::log_from(key, value));
        Continue(())
    })?;
    found.into_iter().map(|log| log.ok_or_else(|| not_whole("summary"))).collect()
}

/// Shows the batches whose last sequence number is in a range, until the visitor returns false.
fn each_batch(
    index: &dyn KeyValues,
    log: Uuid,
    last_seqs: RangeInclusive<u64>,
    mut visit: impl FnMut(BatchPlace) -> bool,
) -> Result<(), IndexError> {
    let mut is_whole = true;
    index.range(keys::batch_keys(log, last_seqs), &mut |key, value| match keys::batch_from(key, value) {
        Some(place) if visit(place) => Continue(()),
        Some(_) => Break(()),
        None => {
            is_whole = false;
            Break(())
        }
    })?;
    if is_whole { Ok(()) } else { Err(not_whole("batch")) }
}

fn not_whole(what: &str) -> IndexError {
    IndexError(format!("a {what} is not whole"))
}
