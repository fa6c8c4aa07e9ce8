//! When each phone was last in contact, and what it said it holds: the ground for "waiting on the phone".
//!
//! Leaves how a contact is written to [`crate::contact`].

use lantern_domain::Moment;
use lantern_ledger::SignedHead;
use std::collections::BTreeMap;
use uuid::Uuid;

/// After so many seconds a contact is worth a record even if it says nothing new.
const SAID_AGAIN_AFTER_S: u64 = 60;

/// The most logs that a device may say it has: a phone writes a log or two for each settlement, and carries others'.
const CLAIMS_MAX: usize = 2_000;

/// The last contact of each device.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Contacts(BTreeMap<Uuid, Contact>);

/// One device's last contact.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Contact {
    pub at: Moment,
    /// Log → how many entries the device said that it has, and when it said so.
    pub claimed: BTreeMap<Uuid, (u64, Moment)>,
}

impl Contacts {
    /// Takes a contact in; contacts come in any order.
    ///
    /// A phone names its logs when a contact begins, and not again with each piece that it sends: what it does not name
    /// stays as it was.
    pub(crate) fn apply(&mut self, device: Uuid, at: Moment, heads: &[SignedHead]) {
        let contact = self.0.entry(device).or_insert(Contact { at, claimed: BTreeMap::new() });
        contact.at = contact.at.max(at);
        for signed in heads {
            let claimed = contact.claimed.entry(signed.head.log.log).or_insert((0, at));
            if claimed.1 <= at {
                *claimed = (signed.head.seq, at);
            }
        }
        contact.forget_oldest();
    }

    pub(crate) fn of(&self, device: Uuid) -> Option<&Contact> {
        self.0.get(&device)
    }

    /// Says whether a contact is worth a record: a head is news, or a minute went by.
    pub(crate) fn is_news(&self, device: Uuid, at: Moment, heads: &[SignedHead]) -> bool {
        self.of(device).is_none_or(|known| {
            let is_known = |signed: &SignedHead| {
                known.claimed.get(&signed.head.log.log).is_some_and(|(seq, _)| *seq == signed.head.seq)
            };
            at.0.abs_diff(known.at.0) >= SAID_AGAIN_AFTER_S || !heads.iter().all(is_known)
        })
    }
}

impl Contact {
    /// Forgets the logs that were named longest ago, where there are too many.
    fn forget_oldest(&mut self) {
        let mut beyond = self.claimed.len().saturating_sub(CLAIMS_MAX);
        while beyond > 0 {
            let oldest = self.claimed.iter().min_by_key(|(log, (_, at))| (*at, **log)).map(|(log, _)| *log);
            oldest.and_then(|log| self.claimed.remove(&log));
            beyond -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lantern_ledger::{Head, LogRef};

    const DEVICE: Uuid = Uuid::from_u128(7);

    fn claims(log: u128, seq: u64) -> SignedHead {
        let log = LogRef { operation: Uuid::from_u128(1), log: Uuid::from_u128(log) };
        SignedHead { head: Head { seq, ..Head::start(log) }, signature: [1; 64] }
    }

    #[test]
    fn what_a_contact_does_not_name_stays_as_it_was() {
        let mut contacts = Contacts::default();
        contacts.apply(DEVICE, Moment(100), &[claims(1, 5), claims(2, 9)]);
        contacts.apply(DEVICE, Moment(110), &[claims(1, 4)]);
        contacts.apply(DEVICE, Moment(105), &[claims(1, 7)]);
        let contact = contacts.of(DEVICE).unwrap();
        assert_eq!(contact.at, Moment(110));
        assert_eq!(contact.claimed[&Uuid::from_u128(1)].0, 4);
        assert_eq!(contact.claimed[&Uuid::from_u128(2)].0, 9);
    }

    #[test]
    fn a_device_that_names_logs_without_end_is_remembered_by_the_latest() {
        let mut contacts = Contacts::default();
        for contact in 0..6 {
            let heads: Vec<SignedHead> = (0..1_000).map(|log| claims(contact * 1_000 + log + 1, 5)).collect();
            contacts.apply(DEVICE, Moment(contact as i64), &heads);
        }
        let known = &contacts.of(DEVICE).unwrap().claimed;
        assert_eq!(known.len(), CLAIMS_MAX);
        assert!(known.values().all(|(_, at)| *at >= Moment(4)));
    }

    #[test]
    fn a_contact_is_news_when_it_says_something_new_or_a_minute_went_by() {
        let mut contacts = Contacts::default();
        assert!(contacts.is_news(DEVICE, Moment(100), &[]));
        contacts.apply(DEVICE, Moment(100), &[claims(1, 5)]);
        assert!(!contacts.is_news(DEVICE, Moment(159), &[claims(1, 5)]));
        assert!(!contacts.is_news(DEVICE, Moment(159), &[]));
        assert!(contacts.is_news(DEVICE, Moment(101), &[claims(1, 6)]));
        assert!(contacts.is_news(DEVICE, Moment(160), &[]));
    }
}
