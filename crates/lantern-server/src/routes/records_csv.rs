//! Records as CSV, in the long form: a row for each line of a hand-over, the columns as in `docs/exports.md`.
//!
//! What belongs to the whole record is repeated on each of its rows, but for people, which stand on the first only, so
//! that a column can be added up.

use crate::csv_out::Table;
use crate::show::whole::Whole;
use crate::show::{names, records as show};
use crate::state::State;
use chrono::{DateTime, FixedOffset, Utc};
use lantern_domain::{Collector, Line, Moment, Recipient, SettlementRef, SexAge};
use lantern_ledger::address::{public_id, short_code};
use lantern_ledger::api::RecordStatus;

const COLUMNS: [&str; 48] = [
    "record_id",
    "short_code",
    "status",
    "round",
    "round_name",
    "settlement",
    "settlement_name",
    "settlement_is_provisional",
    "day",
    "time",
    "at_utc",
    "clock_confirmed",
    "received_at_utc",
    "recipient",
    "card",
    "recipient_name",
    "line",
    "item",
    "item_name",
    "quantity",
    "entitled",
    "line_reason",
    "substitute_for",
    "batch_no",
    "expires_on",
    "household_size",
    "brackets",
    "female",
    "male",
    "collector",
    "collector_relation",
    "proof",
    "latitude",
    "longitude",
    "accuracy_m",
    "operator",
    "device",
    "device_name",
    "repeat_reason",
    "note",
    "correction_reason",
    "corrected_by",
    "corrected_at_utc",
    "contested",
    "journal_position",
    "carried_by",
    "log",
    "seq",
];

/// The name under which the file is kept.
pub(super) const FILE_NAME: &str = "lantern-records.csv";

pub(super) fn begin() -> Table {
    Table::new(COLUMNS)
}

pub(super) fn add(table: &mut Table, state: &State, record: &Whole<'_>) {
    for (index, line) in record.last().lines.iter().enumerate() {
        let cells = row(state, record, index, line);
        table.row(cells.iter().map(String::as_str));
    }
}

fn row(state: &State, record: &Whole<'_>, index: usize, line: &Line) -> Vec<String> {
    let parts = [about(state, record), handed_over(state, index, line), people(record, index), said(state, record)];
    parts.concat()
}

fn about(state: &State, record: &Whole<'_>) -> Vec<String> {
    let plan = state.plans.plan();
    let settlement = show::settlement_of(record);
    let planned = if let SettlementRef::Planned(code) = &settlement { Some(code) } else { None };
    let (kind, card, name) = recipient(&record.last().recipient);
    vec![
        public_id(record.id).to_string(),
        short_code(record.log, record.seq),
        status(record).to_owned(),
        text(&record.last().round),
        names::round(plan, &record.last().round),
        text(settlement.key()),
        names::settlement(plan, &settlement),
        yes_no(planned.is_none()),
        record.day(plan).to_string(),
        local_time(record.at, plan.utc_offset_minutes(planned)),
        utc(Some(record.at)),
        yes_no(record.clock_confirmed),
        utc(record.received_at),
        kind.to_owned(),
        card,
        name,
    ]
}

fn handed_over(state: &State, index: usize, line: &Line) -> Vec<String> {
    vec![
        (index + 1).to_string(),
        text(&line.item),
        names::item(state.plans.plan(), &line.item),
        line.quantity.pieces().to_string(),
        optional(line.entitled.map(|entitled| entitled.pieces())),
        optional(line.reason.as_ref()),
        optional(line.substitute_for.as_ref()),
        optional(line.batch_no.as_ref()),
        optional(line.expires_on),
    ]
}

fn people(record: &Whole<'_>, index: usize) -> Vec<String> {
    let is_first = index == 0;
    let sex_age = record.last().sex_age.as_ref().filter(|_| is_first);
    let joined = |counts: fn(&SexAge) -> Vec<u32>| {
        optional(sex_age.map(|asked| counts(asked).iter().map(u32::to_string).collect::<Vec<_>>().join("|")))
    };
    vec![
        optional(record.last().size.filter(|_| is_first).map(|size| size.people())),
        joined(|asked| asked.from_years().iter().map(|&year| u32::from(year)).collect()),
        joined(|asked| asked.female().to_vec()),
        joined(|asked| asked.male().to_vec()),
    ]
}

fn said(state: &State, record: &Whole<'_>) -> Vec<String> {
    let last = record.last();
    let relation = if let Collector::Proxy(relation) = &last.collector { Some(relation) } else { None };
    let degrees = |e5: i32| format!("{:.5}", f64::from(e5) / 100_000.0);
    let correction = show::in_force(record);
    let arrival = show::arrival(state, record);
    vec![
        if relation.is_some() { "proxy" } else { "recipient" }.to_owned(),
        optional(relation),
        optional(last.proof.as_ref()),
        optional(last.position.map(|position| degrees(position.latitude_e5))),
        optional(last.position.map(|position| degrees(position.longitude_e5))),
        optional(last.position.map(|position| position.accuracy_m)),
        text(&record.first.operator),
        record.author.device.to_string(),
        names::device(state, record.author.device),
        optional(last.repeat_reason.as_ref()),
        optional(last.note.as_ref()),
        optional(correction.map(|word| &word.says.reason)),
        optional(correction.map(|word| &word.says.operator)),
        utc(correction.map(|word| word.outline.at)),
        yes_no(record.is_contested),
        optional(arrival.map(|arrival| arrival.position)),
        optional(arrival.map(|arrival| arrival.carried_by)),
        record.log.to_string(),
        record.seq.to_string(),
    ]
}

fn status(record: &Whole<'_>) -> &'static str {
    match show::status(record) {
        RecordStatus::Counted => "counted",
        RecordStatus::Replaced => "replaced",
        RecordStatus::Void => "void",
    }
}

/// Returns the kind of a recipient, the card as typed, and the name of a facility or community.
fn recipient(recipient: &Recipient) -> (&'static str, String, String) {
    match recipient {
        Recipient::Household(card) => ("household", card.as_typed().to_owned(), String::new()),
        Recipient::WalkIn => ("walk_in", String::new(), String::new()),
        Recipient::Facility(name) => ("facility", String::new(), text(name)),
        Recipient::Community(name) => ("community", String::new(), text(name)),
    }
}

pub(super) fn text(value: impl ToString) -> String {
    value.to_string()
}

pub(super) fn optional<T: ToString>(value: Option<T>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

pub(super) fn yes_no(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

pub(super) fn utc(at: Option<Moment>) -> String {
    let date = at.and_then(|at| DateTime::<Utc>::from_timestamp(at.0, 0));
    date.map_or(String::new(), |date| date.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

pub(super) fn local_time(at: Moment, utc_offset_minutes: i32) -> String {
    let offset = FixedOffset::east_opt(utc_offset_minutes.saturating_mul(60));
    let local = DateTime::<Utc>::from_timestamp(at.0, 0).zip(offset).map(|(date, offset)| date.with_timezone(&offset));
    local.map_or(String::new(), |local| local.format("%H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_explained() {
        let docs = include_str!("../../../../docs/exports.md");
        for column in COLUMNS {
            assert!(docs.contains(&format!("`{column}`")), "{column}");
        }
    }
}
