//! Flags as CSV: a row for each record that a flag is on, the columns as in `docs/exports.md`.

use super::records_csv::{local_time, optional, text, utc, yes_no};
use crate::csv_out::Table;
use crate::flags::Found;
use crate::show::records::{self, Flagged};
use crate::show::{flags as show, names};
use crate::state::State;
use lantern_domain::flag::Reason;
use lantern_domain::{Decision, SettlementRef};
use lantern_ledger::address::{public_id, short_code};

const COLUMNS: [&str; 33] = [
    "flag_id",
    "kind",
    "flag_records",
    "services",
    "phones",
    "item",
    "quantity",
    "entitled",
    "interval_round",
    "days",
    "min_days",
    "hours",
    "histories",
    "corrections",
    "card",
    "decision",
    "decision_reason",
    "decided_by",
    "decided_at_utc",
    "record_id",
    "short_code",
    "void",
    "round",
    "round_name",
    "settlement",
    "settlement_name",
    "day",
    "time",
    "received_at_utc",
    "device",
    "device_name",
    "log",
    "seq",
];

/// The name under which the file is kept.
pub(super) const FILE_NAME: &str = "lantern-flags.csv";

pub(super) fn begin() -> Table {
    Table::new(COLUMNS)
}

/// Adds the row of a record that a flag is on, of which `about` tells.
pub(super) fn add(table: &mut Table, state: &State, about: &[String], record: &Flagged<'_>) {
    let cells = [about, &of_record(state, record)].concat();
    table.row(cells.iter().map(String::as_str));
}

/// Returns the cells that stand on every row of a flag.
pub(super) fn about(found: &Found, decision: Option<&Decision>) -> Vec<String> {
    let mut cells = vec![found.id.to_string(), text(found.flag.kind().slug()), found.flag.records.len().to_string()];
    cells.extend(facts(&found.flag.reason));
    cells.push(optional(show::card(&found.flag)));
    let said = |what: fn(&Decision) -> String| decision.map_or(String::new(), what);
    cells.extend([said(|it| text(&it.verdict)), said(|it| text(&it.reason)), said(|it| text(&it.by))]);
    cells.push(utc(decision.map(|it| it.at)));
    cells
}

/// Returns the facts of a reason, from `services` to `corrections`.
fn facts(reason: &Reason) -> [String; 11] {
    let mut cells: [String; 11] = Default::default();
    let mut put = |column: &str, value: String| {
        let at = COLUMNS.iter().position(|name| *name == column).map(|at| at - 3);
        if let Some(cell) = at.and_then(|at| cells.get_mut(at)) {
            *cell = value;
        }
    };
    match reason {
        Reason::ServedTwice { services, phones } => {
            put("services", services.to_string());
            put("phones", phones.to_string());
        }
        Reason::OverEntitlement { item, quantity, entitled } => {
            put("item", text(item));
            put("quantity", quantity.to_string());
            put("entitled", entitled.to_string());
        }
        Reason::IntervalTooShort { round, days, min_days } => {
            put("interval_round", text(round));
            put("days", days.to_string());
            put("min_days", min_days.to_string());
        }
        Reason::UnknownItem { item } => put("item", text(item)),
        Reason::ClockOff { hours } | Reason::Late { hours } => put("hours", hours.to_string()),
        Reason::SplitHistory { histories } => put("histories", histories.to_string()),
        Reason::CorrectionWithoutRight { corrections } => put("corrections", corrections.to_string()),
        // Round and settlement stand with each record.
        Reason::UnknownRound { .. } | Reason::UnknownSettlement { .. } | Reason::ClockUnconfirmed => {}
    }
    cells
}

fn of_record(state: &State, record: &Flagged<'_>) -> Vec<String> {
    let plan = state.plans.plan();
    let settlement = records::settlement_of(record);
    let planned = if let SettlementRef::Planned(code) = &settlement { Some(code) } else { None };
    vec![
        public_id(record.id).to_string(),
        short_code(record.log, record.seq),
        yes_no(record.is_void()),
        text(records::round_of(record)),
        names::round(plan, records::round_of(record)),
        text(settlement.key()),
        names::settlement(plan, &settlement),
        record.day(plan).to_string(),
        local_time(record.at, plan.utc_offset_minutes(planned)),
        utc(record.received_at),
        record.author.device.to_string(),
        names::device(state, record.author.device),
        record.log.to_string(),
        record.seq.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_explained() {
        let docs = include_str!("../../../../docs/exports.md");
        let docs = docs.split("## Flags").nth(1).unwrap_or_default();
        for column in COLUMNS {
            assert!(docs.contains(&format!("`{column}`")), "{column}");
        }
    }

    #[test]
    fn facts_stand_in_their_columns() {
        let cells = facts(&Reason::OverEntitlement {
            item: lantern_domain::Code::new("LAMP").unwrap(),
            quantity: 3,
            entitled: 1,
        });
        let given: Vec<(&str, &str)> = COLUMNS[3..14]
            .iter()
            .copied()
            .zip(cells.iter().map(String::as_str))
            .filter(|(_, it)| !it.is_empty())
            .collect();
        assert_eq!(given, [("item", "LAMP"), ("quantity", "3"), ("entitled", "1")]);
    }
}
