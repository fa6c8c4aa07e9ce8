//! Flags as HQ has them now: found once for everything that is known, and remembered until a batch brings something new.
//!
//! Leaves what is odd to `lantern_domain::flag`, and shapes to `show`.

use crate::server::Server;
use crate::show::records;
use crate::state::State;
use lantern_domain::flag::{Flag, Group, Watch};
use lantern_ledger::Subject;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// A flag with the id that addresses go by.
pub(crate) struct Found {
    pub id: Uuid,
    pub flag: Flag,
}

/// The flags that were found last, and for which count of batches.
#[derive(Default)]
pub(crate) struct Flags(Mutex<Option<(u64, Arc<Vec<Found>>)>>);

impl Server {
    /// Returns every flag on what the state says, by kind, then by group.
    pub(crate) fn flags(&self, state: &State) -> Arc<Vec<Found>> {
        let mut known = self.flags.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = known.as_ref().filter(|(of, _)| *of == state.batch_count()) {
            return found.clone();
        }
        let found = Arc::new(find(state));
        *known = Some((state.batch_count(), found.clone()));
        found
    }
}

fn find(state: &State) -> Vec<Found> {
    let mut watch = Watch::new(state.plans.plan(), state.splits());
    records::all_seen(state).for_each(|record| watch.see(&record));
    // The office log's id never leaves the office: from a flag's id nobody can find a card by trying all cards.
    let salt = state.plans.log(&Subject::Office).unwrap_or_default();
    let id = |flag: &Flag| Uuid::new_v5(&salt, format!("{} {}", flag.kind().slug(), key(&flag.group)).as_bytes());
    watch.flags().into_iter().map(|flag| Found { id: id(&flag), flag }).collect()
}

/// Returns a group's one spelling. It may hold a card code: for making ids only.
fn key(group: &Group) -> String {
    use lantern_domain::flag::Who;
    match group {
        Group::Card { round, card } => format!("card {round} {}", card.as_str()),
        Group::Due { round, who: Who::Card(card), item } => format!("due {round} {item} card {}", card.as_str()),
        Group::Due { round, who: Who::Record(record), item } => format!("due {round} {item} record {record}"),
        Group::Due { round, who: Who::Named { settlement, name }, item } => {
            let settlement = settlement.as_ref().map_or("", |key| key.as_str());
            format!("due {round} {item} named {settlement} {name}")
        }
        Group::Code(code) => format!("code {code}"),
        Group::Settlement(settlement) => format!("settlement {}", settlement.key()),
        Group::Log(log) => format!("log {log}"),
        Group::Received { log, day } => format!("received {log} {day}"),
        Group::Record(record) => format!("record {record}"),
    }
}
