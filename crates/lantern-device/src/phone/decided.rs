//! What HQ decided on the phone's records.
//!
//! Leaves pulling decisions to `pulling`: they are entries of HQ's operation log.

use super::state::State;
use lantern_domain::decision::Concerned;
use lantern_domain::{Code, Decision, RecordId, SettlementRef};

impl State {
    /// Returns what HQ decided on a record: the last word on each kind of flag.
    pub(super) fn decisions(&self, id: &RecordId) -> Vec<Decision> {
        let Some(record) = self.tally.record(id) else { return Vec::new() };
        let settlement = record.settlement.map(SettlementRef::key);
        let items: Vec<&Code> = record.last.lines.iter().map(|line| &line.item).collect();
        let concerned = Concerned {
            id: *id,
            log: record.log,
            seq: record.seq,
            round: &record.last.round,
            settlement: settlement.as_ref(),
            items: &items,
        };
        let mut found: Vec<Decision> = Vec::new();
        for decision in self.plan.decisions.iter().filter(|decision| decision.concerns(&concerned)) {
            found.retain(|earlier| earlier.flag != decision.flag);
            found.push(decision.clone());
        }
        found
    }
}
