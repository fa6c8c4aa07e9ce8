//! Answers to a screen's questions, made of what is in memory.

use super::state::State;
use crate::{Amendment, RecordState, RecordView, ServedBefore};
use lantern_domain::tally::{CorrectionView, Record};
use lantern_domain::{CardCode, Change, Code, RecordId, SettlementRef};
use lantern_ledger::address::short_code;
use uuid::Uuid;

impl State {
    pub(super) fn records(&self, skip: usize, count: usize) -> Vec<RecordView> {
        let newest_first = self.order.iter().rev().skip(skip).take(count);
        newest_first.filter_map(|id| self.record_view(*id)).collect()
    }

    pub(super) fn record_view(&self, id: RecordId) -> Option<RecordView> {
        let record = self.tally.record(&id)?;
        let in_force = record.corrections().into_iter().find(|correction| correction.is_in_force);
        let amendment = in_force.map(|correction| self.amendment(&correction));
        let (void, replacement) = if record.is_void() { (amendment, None) } else { (None, amendment) };
        Some(RecordView {
            id,
            short_code: short_code(record.log, record.seq),
            log: record.log,
            seq: record.seq,
            settlement: record.settlement?.clone(),
            distribution: record.last.clone(),
            at: record.at,
            is_clock_confirmed: record.clock_confirmed,
            state: self.state_of(record.log, record.seq),
            void,
            replacement,
        })
    }

    fn amendment(&self, correction: &CorrectionView<'_>) -> Amendment {
        Amendment {
            id: correction.id,
            reason: correction.correction.reason.clone(),
            operator: correction.correction.operator.clone(),
            at: correction.at,
            state: self.state_of(correction.log, correction.seq),
        }
    }

    fn state_of(&self, log: Uuid, seq: u64) -> RecordState {
        let receipt = self.book(log).and_then(|book| book.receipt(seq, self.has_branch_of(log)));
        receipt.map_or(RecordState::OnThisPhone, |receipt| RecordState::HqHolds(*receipt))
    }

    pub(super) fn served(&self, round: &Code, card: &CardCode) -> Option<ServedBefore> {
        let services = self.tally.services(round, &card.folded());
        let latest = services.into_iter().max_by_key(|record| (record.at, record.id))?;
        Some(ServedBefore {
            id: latest.id,
            at: latest.at,
            short_code: short_code(latest.log, latest.seq),
            device: latest.author.device,
            operator: latest.last.operator.clone(),
            settlement: latest.settlement?.clone(),
        })
    }

    /// Returns the settlement that was typed in under this name, but for case and blanks.
    pub(super) fn provisional_named(&self, name: &str) -> Option<&SettlementRef> {
        let wanted = folded(name);
        self.provisional.iter().find(|settlement| match settlement {
            SettlementRef::Provisional { name, .. } => folded(name.as_str()) == wanted,
            SettlementRef::Planned(_) => false,
        })
    }
}

fn folded(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Returns whether a new word would change nothing.
pub(super) fn is_unchanged(record: &Record<'_>, change: &Change) -> bool {
    match change {
        Change::Void => record.is_void(),
        Change::Replacement(distribution) => record.effective.is_some_and(|effective| *effective == **distribution),
    }
}
