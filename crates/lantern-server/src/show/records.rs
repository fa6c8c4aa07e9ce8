//! Records as HQ shows them: rows of a list, and one record with every later word on it.
//!
//! Leaves reading them back from the journal to [`super::whole`].

use super::names;
use super::whole::{LaterWord, Whole};
use crate::state::{Arrival, State};
use lantern_domain::tally::Outline;
use lantern_domain::{Change, Code, RecordId, SettlementRef, ShortText};
use lantern_ledger::address::{public_id, short_code};
use lantern_ledger::api::{RecordDetail, RecordRow, RecordStatus, VersionRow};
use uuid::Uuid;

/// Makes the row of a record.
pub(crate) fn row(state: &State, record: &Whole<'_>) -> RecordRow {
    let plan = state.plans.plan();
    let shown = record.last();
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
        void_reason: void(record).map(|word| word.says.reason.as_str().to_owned()),
    }
}

/// Makes everything that HQ knows of a record.
pub(crate) fn detail(state: &State, record: &Whole<'_>) -> RecordDetail {
    let (arrival, shown) = (arrival(state, record), record.last());
    RecordDetail {
        row: row(state, record),
        hash: record.id,
        log: record.log,
        seq: record.seq,
        position: arrival.map(|arrival| arrival.position),
        carried_by: arrival.map(|arrival| arrival.carried_by),
        first: (*record.first).clone(),
        effective: (!record.is_void()).then(|| shown.clone()),
        versions: record.later.iter().map(|word| version(state, word)).collect(),
    }
}

/// Returns the batch that brought the record.
pub(crate) fn arrival(state: &State, record: &Outline<'_>) -> Option<Arrival> {
    state.book(record.log)?.arrival_at(record.seq, record.received()?.position)
}

/// Returns the word that voided the record.
pub(crate) fn void<'a>(record: &'a Whole<'_>) -> Option<&'a LaterWord> {
    let in_force = in_force(record)?;
    matches!(in_force.says.change, Change::Void).then_some(in_force)
}

/// Returns the later word that counts.
pub(crate) fn in_force<'a>(record: &'a Whole<'_>) -> Option<&'a LaterWord> {
    record.later.iter().find(|word| word.outline.is_in_force)
}

pub(crate) fn status(record: &Whole<'_>) -> RecordStatus {
    match in_force(record) {
        _ if record.is_void() => RecordStatus::Void,
        Some(_) => RecordStatus::Replaced,
        None => RecordStatus::Counted,
    }
}

/// Returns where a record was made; one in a log about no settlement is shown under a dash.
pub(crate) fn settlement_of(record: &Outline<'_>) -> SettlementRef {
    record.settlement.cloned().unwrap_or_else(|| SettlementRef::Provisional {
        id: Uuid::nil(),
        name: ShortText::new("–").expect("a dash is a text"),
    })
}

/// A record as far as flags need it.
pub(crate) type Flagged<'a> = Outline<'a>;

/// Returns a record that a flag is on.
pub(crate) fn flagged<'a>(state: &'a State, id: &RecordId) -> Option<Flagged<'a>> {
    state.tally.find(id).map(|number| state.tally.outline(number))
}

/// Returns the round that a record is of.
pub(crate) fn round_of<'a>(record: &Flagged<'a>) -> &'a Code {
    record.round()
}

fn version(state: &State, word: &LaterWord) -> VersionRow {
    let outline = &word.outline;
    VersionRow {
        hash: outline.id,
        correction: (*word.says).clone(),
        device: outline.author.device,
        device_name: names::device(state, outline.author.device),
        received_at: outline.received_at,
        is_effective: outline.is_in_force,
    }
}
