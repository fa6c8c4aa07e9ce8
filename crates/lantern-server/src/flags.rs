//! Flags as HQ has them: found by looking at every record, by one caller at a time, piece by piece, so that nobody who
//! brings records or asks for totals waits for more than a piece.
//!
//! What was found is remembered, and so is what it is the flags of. Where looking takes long, whoever asks meanwhile gets
//! the flags of before, and [`Server::flags_turn`] tells when to ask again.
//! Leaves what is odd to `lantern_domain::tally`, and shapes to `show`.

use crate::server::Server;
use crate::state::State;
use lantern_domain::flag::{Flag, Group};
use lantern_domain::plan::ItemRecipient;
use lantern_domain::tally::Inspection;
use lantern_ledger::Subject;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How many records are looked at while others wait.
const PIECE_RECORDS: usize = 20_000;
/// Flags that are found more quickly than this are never answered from before.
const QUICK: Duration = Duration::from_millis(50);
/// At most one part in so many of the time goes into looking, however often somebody asks.
const RESTS: u32 = 4;

/// A flag with the id that addresses go by.
pub(crate) struct Found {
    pub id: Uuid,
    pub flag: Flag,
}

/// All flags by kind, then by group, and of what they are.
pub(crate) struct FoundAll {
    all: Vec<Found>,
    /// The last position of the journal that was surely looked at; records behind it may have been.
    pub position: u64,
    /// The count of batches that was surely looked at.
    batch_count: u64,
    began: Instant,
    took: Duration,
}

impl Deref for FoundAll {
    type Target = [Found];
    fn deref(&self) -> &[Found] {
        &self.all
    }
}

/// The flags that were found last.
#[derive(Default)]
pub(crate) struct Flags {
    /// Held by whoever looks for flags.
    looking: Mutex<()>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    found: Option<Arc<FoundAll>>,
    /// Whether somebody was given flags of before.
    is_owed: bool,
    turn: u64,
}

impl Flags {
    /// Returns what was found last.
    fn found(&self) -> Option<Arc<FoundAll>> {
        self.known().found.clone()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FoundAll {
    fn is_quick(&self) -> bool {
        self.took < QUICK
    }

    /// Says whether it is too early to look again.
    fn rests(&self) -> bool {
        !self.is_quick() && self.began.elapsed() < self.took * RESTS
    }
}

impl Server {
    /// Returns every flag on what the state says, or said a little before; to be called without the state.
    pub(crate) fn flags(&self) -> Arc<FoundAll> {
        let known = self.flags.found();
        let is_current = |found: &FoundAll| found.batch_count == self.state().batch_count();
        let Some(before) = known else {
            let _looking = self.flags.looking.lock().unwrap_or_else(PoisonError::into_inner);
            return self.flags.found().unwrap_or_else(|| self.look());
        };
        if is_current(&before) {
            return before;
        }
        let looking = match self.flags.looking.try_lock() {
            Ok(looking) if !before.rests() => looking,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) if before.is_quick() => {
                self.flags.looking.lock().unwrap_or_else(PoisonError::into_inner)
            }
            _ => {
                self.flags.known().is_owed = true;
                return before;
            }
        };
        let found = self.flags.found().filter(|found| is_current(found)).unwrap_or_else(|| self.look());
        drop(looking);
        found
    }

    /// Returns a number that changes when somebody who was given flags of before would be given newer ones.
    pub(crate) fn flags_turn(&self) -> u64 {
        let batch_count = self.state().batch_count();
        let mut known = self.flags.known();
        let may_look = known.found.as_ref().is_none_or(|found| found.batch_count == batch_count || !found.rests());
        if known.is_owed && may_look {
            known.is_owed = false;
            known.turn += 1;
        }
        known.turn
    }

    /// Looks at every record; whoever calls it holds the right to look.
    fn look(&self) -> Arc<FoundAll> {
        let began = Instant::now();
        let (plan, splits, salt, position, batch_count) = {
            let state = self.state();
            let splits: Vec<_> = state.splits().collect();
            // The office log's id never leaves the office: from a flag's id nobody can find a card by trying all cards.
            let salt = state.plans.log(&Subject::Office).unwrap_or_default();
            (state.plans.plan().clone(), splits, salt, state.position(), state.batch_count())
        };
        let mut records = Inspection::new(&plan, splits);
        while self.see_piece(|state| records.see(&state.tally, &|it| state.substitutes(it), PIECE_RECORDS)) {}
        let mut parties = records.gather();
        while self.see_piece(|state| parties.see(&state.tally, &|it| state.substitutes(it), PIECE_RECORDS)) {
            parties.judge();
        }
        let id = |flag: &Flag| Uuid::new_v5(&salt, format!("{} {}", flag.kind().slug(), key(&flag.group)).as_bytes());
        let all = parties.flags().into_iter().map(|flag| Found { id: id(&flag), flag }).collect();
        let found = Arc::new(FoundAll { all, position, batch_count, began, took: began.elapsed() });
        self.flags.known().found = Some(found.clone());
        found
    }

    /// Looks at a piece while others wait; returns what looking says.
    fn see_piece(&self, look: impl FnOnce(&State) -> bool) -> bool {
        look(&self.state())
    }
}

/// Returns a group's one spelling. It may hold a card code: for making ids only.
fn key(group: &Group) -> String {
    use lantern_domain::flag::Who;
    match group {
        Group::Card { round, card } => format!("card {round} {}", card.as_str()),
        Group::Due { round, who: Who::Card(card), item } => format!("due {round} {item} card {}", card.as_str()),
        Group::Due { round, who: Who::Record(record), item } => format!("due {round} {item} record {record}"),
        Group::Due { round, who: Who::Named { kind, settlement, name }, item } => {
            let settlement = settlement.as_ref().map_or("", |key| key.as_str());
            let kind = if *kind == ItemRecipient::Community { "community" } else { "facility" };
            format!("due {round} {item} {kind} {settlement} {name}")
        }
        Group::Code(code) => format!("code {code}"),
        Group::Settlement(settlement) => format!("settlement {}", settlement.key()),
        Group::Log(log) => format!("log {log}"),
        Group::Received { log, day } => format!("received {log} {day}"),
        Group::Record(record) => format!("record {record}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Camp, TestPhone, hand_over};

    fn serves_twice(camp: &Camp, phone: &mut TestPhone, card: &str) {
        for _ in 0..2 {
            phone.records("SITE-1", hand_over("ROUND").to(card));
        }
        camp.send(phone, phone.bundle());
    }

    fn twice(found: &FoundAll) -> usize {
        found.iter().filter(|found| found.flag.kind().slug() == "served_twice").count()
    }

    /// Lets it seem that the last look took so long.
    fn say_it_took(camp: &Camp, took: Duration) {
        let mut known = camp.server.flags.known();
        let found = Arc::into_inner(known.found.take().unwrap()).unwrap();
        known.found = Some(Arc::new(FoundAll { took, ..found }));
    }

    #[test]
    fn where_looking_is_quick_flags_are_of_now() {
        let camp = Camp::new();
        let mut phone = camp.phone("tecno 1");
        for count in 1..5 {
            serves_twice(&camp, &mut phone, &format!("A-{count}"));
            assert_eq!(twice(&camp.server.flags()), count);
        }
        let turn = camp.server.flags_turn();
        assert_eq!(turn, 0, "nobody was given older ones");
    }

    #[test]
    fn where_looking_takes_long_whoever_asks_gets_the_flags_of_before_and_is_told_when_to_ask_again() {
        let camp = Camp::new();
        let mut phone = camp.phone("tecno 1");
        serves_twice(&camp, &mut phone, "A-1");
        let before = camp.server.flags().position;
        say_it_took(&camp, Duration::from_secs(3600));
        serves_twice(&camp, &mut phone, "A-2");
        let late = camp.server.flags();
        assert_eq!((twice(&late), late.position, camp.server.flags_turn()), (1, before, 0));
        drop(late);
        say_it_took(&camp, QUICK / 2);
        assert_eq!(camp.server.flags_turn(), 1, "now it is worth asking again");
        let now = camp.server.flags();
        assert_eq!((twice(&now), now.position), (2, camp.server.state().position()));
        assert_eq!(camp.server.flags_turn(), 1);
    }

    #[test]
    fn while_somebody_looks_records_come_in_totals_show_them_and_others_get_the_flags_of_before() {
        let camp = Camp::new();
        let mut phone = camp.phone("tecno 1");
        serves_twice(&camp, &mut phone, "A-1");
        camp.server.flags();
        say_it_took(&camp, Duration::from_secs(1));
        let looking = camp.server.flags.looking.lock().unwrap();
        serves_twice(&camp, &mut phone, "A-2");
        let office = camp.office();
        assert_eq!(office.totals("").all.services, 4);
        assert_eq!(office.flags("kind=served_twice").count, 1);
        drop(looking);
        say_it_took(&camp, Duration::ZERO);
        assert_eq!(office.flags("kind=served_twice").count, 2);
    }
}
