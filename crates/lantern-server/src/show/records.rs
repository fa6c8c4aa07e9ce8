//! Records as HQ shows them: rows of a list, and one record with every later word on it.

use super::names;
use crate::state::{Arrival, State};
use lantern_domain::flag::Seen;
use lantern_domain::tally::{CorrectionView, Record};
use lantern_domain::{Change, Code, RecordId, SettlementRef, ShortText};
use lantern_ledger::address::{public_id, short_code};
use lantern_ledger::api::{RecordDetail, RecordRow, RecordStatus, VersionRow};
use uuid::Uuid;

/// Makes the row of a record.
pub(crate) fn row(state: &State, record: &Record<'_>) -> RecordRow {
    let plan = state.plans.plan();
    let shown = record.last;
    let settlement = settlement_of(record);
    RecordRow {
        id: public_id(record.id),
        short_code: short_code(record.log, record.seq),
        status: status(record),
        at: record.at,
        day: record.day(plan),
        is_clock_confirmed: record.clock_confirmed,
        received_at: record.received_at,
        round: shown.round.as_str().to_owned(),
        round_name: names::round(plan, &shown.round),
        settlement_name: names::settlement(plan, &settlement),
        settlement,
        recipient: shown.recipient.clone(),
        size: shown.size.map(|size| size.people()),
        lines: shown.lines.clone(),
        operator: record.first.operator.as_str().to_owned(),
        device: record.author.device,
        device_name: names::device(state, record.author.device),
        void_reason: void(record).map(|view| view.correction.reason.as_str().to_owned()),
    }
}

/// Makes everything that HQ knows of a record.
pub(crate) fn detail(state: &State, record: &Record<'_>) -> RecordDetail {
    let arrival = arrival(state, record);
    RecordDetail {
        row: row(state, record),
        hash: record.id,
        log: record.log,
        seq: record.seq,
        position: arrival.map(|arrival| arrival.position),
        carried_by: arrival.map(|arrival| arrival.carried_by),
        first: record.first.clone(),
        effective: record.effective.cloned(),
        versions: record.corrections().into_iter().map(|view| version(state, view)).collect(),
    }
}

/// Returns the record with a public id.
pub(crate) fn find(state: &State, id: Uuid) -> Option<Record<'_>> {
    state.tally.records().find(|record| public_id(record.id) == id)
}

/// Returns the batch that brought the record, where that is beyond doubt.
pub(crate) fn arrival(state: &State, record: &Record<'_>) -> Option<Arrival> {
    let arrivals = state.book(record.log)?.arrivals_of(record.seq);
    // Of a log with two histories only the numbers are known here; the time of receipt tells them apart.
    let mut fitting = arrivals.into_iter().filter(|arrival| Some(arrival.received_at) == record.received_at);
    fitting.next()
}

/// Returns the word that voided the record.
pub(crate) fn void<'a>(record: &Record<'a>) -> Option<CorrectionView<'a>> {
    let in_force = in_force(record)?;
    matches!(in_force.correction.change, Change::Void).then_some(in_force)
}

/// Returns the later word that counts.
pub(crate) fn in_force<'a>(record: &Record<'a>) -> Option<CorrectionView<'a>> {
    record.corrections().into_iter().find(|view| view.is_in_force)
}

pub(crate) fn status(record: &Record<'_>) -> RecordStatus {
    match in_force(record) {
        _ if record.is_void() => RecordStatus::Void,
        Some(_) => RecordStatus::Replaced,
        None => RecordStatus::Counted,
    }
}

/// Returns where a record was made; one in a log about no settlement is shown under a dash.
pub(crate) fn settlement_of(record: &Record<'_>) -> SettlementRef {
    record.settlement.cloned().unwrap_or_else(|| SettlementRef::Provisional {
        id: Uuid::nil(),
        name: ShortText::new("–").expect("a dash is a text"),
    })
}

/// A record as far as flags need it.
pub(crate) type Flagged<'a> = Record<'a>;

/// Returns every record as flags look at it.
pub(crate) fn all_seen(state: &State) -> impl Iterator<Item = Seen<'_>> {
    state.tally.records().map(|record| Seen::of(&record))
}

/// Returns a record that a flag is on.
pub(crate) fn flagged<'a>(state: &'a State, id: &RecordId) -> Option<Flagged<'a>> {
    state.tally.record(id)
}

/// Returns the round that a record is of.
pub(crate) fn round_of<'a>(record: &Flagged<'a>) -> &'a Code {
    &record.last.round
}

fn version(state: &State, view: CorrectionView<'_>) -> VersionRow {
    VersionRow {
        hash: view.id,
        correction: view.correction.clone(),
        device: view.author.device,
        device_name: names::device(state, view.author.device),
        received_at: view.received_at,
        is_effective: view.is_in_force,
    }
}
