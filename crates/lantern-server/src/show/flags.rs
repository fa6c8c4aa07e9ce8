//! Flags as HQ shows them, with the records that they are on and what was decided.

use super::names;
use super::records::{self, Flagged};
use super::whole;
use crate::error::Failure;
use crate::flags::Found;
use crate::state::State;
use crate::storage::Storage;
use lantern_domain::flag::{Flag, Group, Who};
use lantern_domain::{Decision, Recipient};
use lantern_ledger::address::{public_id, short_code};
use lantern_ledger::api::{DecisionRow, FlagRecord, FlagRow};

/// Makes the row of a flag, on which that was decided, with at most so many of its records.
///
/// # Errors
///
/// [`Failure::Fault`] where the journal does not hold any more what it held.
pub(crate) fn row(
    storage: &dyn Storage,
    state: &State,
    found: &Found,
    decision: Option<&Decision>,
    records_max: usize,
) -> Result<FlagRow, Failure> {
    let flag = &found.flag;
    let on = records_of(state, flag);
    Ok(FlagRow {
        id: found.id,
        reason: flag.reason.clone(),
        card: card_as_typed(storage, flag, &on)?,
        record_count: on.len(),
        records: on.iter().take(records_max).map(|record| flagged(state, record)).collect(),
        decision: decision.map(decided),
    })
}

/// Returns the card that a flag is about, as it was typed for the earliest of the flag's records.
fn card_as_typed(storage: &dyn Storage, flag: &Flag, on: &[Flagged<'_>]) -> Result<Option<String>, Failure> {
    let Some((folded, earliest)) = card(flag).zip(on.first()) else { return Ok(None) };
    let whole = whole::read(storage, vec![*earliest])?;
    Ok(Some(match whole.first().map(|record| &record.last().recipient) {
        Some(Recipient::Household(card)) => card.as_typed().to_owned(),
        _ => folded.to_owned(),
    }))
}

/// Returns the records that a flag is on, the earliest first.
pub(crate) fn records_of<'a>(state: &'a State, flag: &Flag) -> Vec<Flagged<'a>> {
    let mut on: Vec<Flagged<'a>> = flag.records.iter().filter_map(|id| records::flagged(state, id)).collect();
    on.sort_by_key(|record| (record.at, record.id));
    on
}

/// Returns the last decision on a flag, if every record that it is on was decided on.
///
/// A record that came later opens the flag again: whoever decided did not know of it.
pub(crate) fn decision<'a>(state: &'a State, flag: &Flag) -> Option<&'a Decision> {
    let decisions = &state.decisions;
    let number = match &flag.group {
        Group::Code(code) => decisions.on_code(flag.kind(), code),
        Group::Settlement(settlement) => decisions.on_code(flag.kind(), &settlement.key()),
        _ => {
            let on = flag.records.iter().filter_map(|id| records::flagged(state, id));
            let each = on.map(|record| decisions.on_record(flag.kind(), &record.id, record.log, record.seq));
            each.collect::<Option<Vec<usize>>>().and_then(|numbers| numbers.into_iter().max())
        }
    };
    decisions.get(number?)
}

fn decided(decision: &Decision) -> DecisionRow {
    DecisionRow {
        verdict: decision.verdict.to_string(),
        reason: decision.reason.to_string(),
        by: decision.by.to_string(),
        at: decision.at,
    }
}

fn flagged(state: &State, record: &Flagged<'_>) -> FlagRecord {
    let settlement = records::settlement_of(record);
    FlagRecord {
        id: public_id(record.id),
        short_code: short_code(record.log, record.seq),
        at: record.at,
        round: records::round_of(record).to_string(),
        settlement_name: names::settlement(state.plans.plan(), &settlement),
        settlement: settlement.key().to_string(),
        device_name: names::device(state, record.author.device),
    }
}

/// Returns the card that a flag is about, folded.
pub(crate) fn card(flag: &Flag) -> Option<&str> {
    match &flag.group {
        Group::Card { card, .. } | Group::Due { who: Who::Card(card), .. } => Some(card.as_str()),
        _ => None,
    }
}
