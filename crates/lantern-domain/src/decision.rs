//! Decisions: what HQ makes of something odd about records. A decision changes no record and no total.
//!
//! It names records by their hashes or their place, never by a card code: it travels to every phone.
//! Leaves what is odd to [`crate::flag`], and bytes to the ledger.

use crate::correction::HashStart;
use crate::{Code, Moment, RecordId, ShortText};
use uuid::Uuid;

/// HQ's word on a group of records that was flagged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// When, by HQ's clock.
    pub at: Moment,
    /// Who decided.
    pub by: ShortText,
    /// The kind of flag, such as `served_twice`; see [`crate::flag::FlagKind`].
    pub flag: Code,
    /// What was decided: one of [`Decision::VERDICTS`], or a word of a later version.
    pub verdict: Code,
    /// Why.
    pub reason: ShortText,
    /// The records that it is about.
    pub concern: Concern,
}

/// The records that a decision is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concern {
    /// These, by the [start of the hash](RecordId::start), ascending: 1 to [`Concern::RECORDS_MAX`].
    Records(Vec<HashStart>),
    /// Those of a log from one number to another, both included.
    Run {
        /// The log.
        log: Uuid,
        /// The first number.
        first_seq: u64,
        /// The last number.
        last_seq: u64,
    },
    /// All of a code that the plan did not know: an item, a round, or a settlement's key, as the kind of flag says.
    Code(Code),
}

impl Concern {
    /// The most records that one decision names; more take several decisions.
    pub const RECORDS_MAX: usize = 150;
}

/// A record as far as a decision can name it.
#[derive(Debug, Clone, Copy)]
pub struct Concerned<'a> {
    /// What its entry is.
    pub id: RecordId,
    /// Its log.
    pub log: Uuid,
    /// Its place in the log.
    pub seq: u64,
    /// Its round.
    pub round: &'a Code,
    /// Its settlement's key.
    pub settlement: Option<&'a Code>,
    /// Its items.
    pub items: &'a [&'a Code],
}

impl Decision {
    /// It is right as recorded.
    pub const RIGHT: &str = "right";
    /// It has to be corrected.
    pub const TO_CORRECT: &str = "to_correct";
    /// It does not matter.
    pub const SET_ASIDE: &str = "set_aside";
    /// What can be decided.
    pub const VERDICTS: [&str; 3] = [Self::RIGHT, Self::TO_CORRECT, Self::SET_ASIDE];

    /// Returns whether a record is among those that it is about.
    pub fn concerns(&self, record: &Concerned<'_>) -> bool {
        match &self.concern {
            Concern::Records(ids) => ids.binary_search(&record.id.start()).is_ok(),
            Concern::Run { log, first_seq, last_seq } => {
                *log == record.log && (*first_seq..=*last_seq).contains(&record.seq)
            }
            Concern::Code(code) => match self.flag.as_str() {
                "unknown_item" => record.items.contains(&code),
                "unknown_round" => record.round == code,
                "unknown_settlement" => record.settlement == Some(code),
                _ => false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(flag: &str, concern: Concern) -> Decision {
        let code = |text| Code::new(text).unwrap();
        let line = |text| ShortText::new(text).unwrap();
        let (flag, verdict) = (code(flag), code(Decision::RIGHT));
        Decision { at: Moment(1), by: line("Hodan"), flag, verdict, reason: line("two wives, one card"), concern }
    }

    #[test]
    fn a_decision_is_about_the_records_that_it_names_and_no_other() {
        let (round, item, site) = (Code::new("R").unwrap(), Code::new("LAMP").unwrap(), Code::new("SITE").unwrap());
        let record = Concerned {
            id: RecordId([5; 32]),
            log: Uuid::from_u128(7),
            seq: 12,
            round: &round,
            settlement: Some(&site),
            items: &[&item],
        };
        let is_about = |flag: &str, concern| decision(flag, concern).concerns(&record);
        let ids = |ids: &[u8]| Concern::Records(ids.iter().map(|id| [*id; 16]).collect());
        let run = |first_seq, last_seq| Concern::Run { log: Uuid::from_u128(7), first_seq, last_seq };
        assert!(is_about("served_twice", ids(&[2, 5, 9])) && !is_about("served_twice", ids(&[2, 9])));
        assert!(is_about("late", run(12, 12)) && !is_about("late", run(13, 20)));
        assert!(is_about("unknown_item", Concern::Code(item.clone())));
        assert!(!is_about("unknown_round", Concern::Code(item.clone())));
        assert!(is_about("unknown_settlement", Concern::Code(site.clone())));
        assert!(!is_about("a_later_kind", Concern::Code(round.clone())));
    }
}
