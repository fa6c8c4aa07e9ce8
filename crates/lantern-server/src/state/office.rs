//! The fold of the office log: which phones there are, which link is whose, which credential is good.
//!
//! Leaves writing events to [`crate::hq`], and secrets to `keys`: here are only fingerprints.

use lantern_domain::Moment;
use lantern_ledger::head::PublicKey;
use lantern_ledger::office::{Digest, OfficeEvent};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What the office log adds up to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Office {
    phones: BTreeMap<Uuid, Phone>,
    codes: HashMap<Digest, Uuid>,
    tokens: HashMap<Digest, Uuid>,
}

/// A phone that the office added.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Phone {
    pub device: Uuid,
    /// What the office calls it.
    pub name: String,
    pub added_at: Moment,
    pub link_expires_at: Moment,
    /// `None`: its link was not used yet.
    pub enrolled: Option<Enrolled>,
    /// `None`: it is trusted.
    pub revoked_at: Option<Moment>,
}

/// How a phone used its link.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Enrolled {
    pub public_key: PublicKey,
    pub token_sha256: Digest,
    pub app_version: String,
    pub at: Moment,
}

/// What comes of a link that somebody uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LinkUse {
    /// It is good, and used for the first time.
    First(Uuid),
    /// The same phone asks again, because the first answer was lost.
    Again(Uuid),
    Unknown,
    Used,
    Expired,
    Revoked,
}

/// What comes of a credential that somebody shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credential {
    Good(Uuid),
    Unknown,
    Revoked,
}

impl Office {
    pub(crate) fn apply(&mut self, event: OfficeEvent) {
        match event {
            OfficeEvent::PhoneAdded { device, name, code_sha256, expires_at, at } => {
                let (enrolled, revoked_at) = (None, None);
                let phone = Phone { device, name, added_at: at, link_expires_at: expires_at, enrolled, revoked_at };
                self.phones.insert(device, phone);
                self.codes.insert(code_sha256, device);
            }
            OfficeEvent::PhoneEnrolled { device, public_key, token_sha256, app_version, at } => {
                if let Some(phone) = self.phones.get_mut(&device) {
                    phone.enrolled = Some(Enrolled { public_key, token_sha256, app_version, at });
                    self.tokens.insert(token_sha256, device);
                }
            }
            OfficeEvent::PhoneRevoked { device, at } => {
                if let Some(phone) = self.phones.get_mut(&device) {
                    phone.revoked_at = Some(at);
                }
            }
            OfficeEvent::SignedIn { .. }
            | OfficeEvent::PasswordSet { .. }
            | OfficeEvent::PlanImported { .. }
            | OfficeEvent::RecordsViewed { .. } => {}
        }
    }

    /// Says what comes of a link used now by a phone with that key and token.
    pub(crate) fn link_use(&self, code: &Digest, key: &PublicKey, token: &Digest, now: Moment) -> LinkUse {
        let Some(phone) = self.codes.get(code).and_then(|device| self.phones.get(device)) else {
            return LinkUse::Unknown;
        };
        match &phone.enrolled {
            _ if phone.revoked_at.is_some() => LinkUse::Revoked,
            Some(enrolled) if enrolled.public_key == *key && enrolled.token_sha256 == *token => {
                LinkUse::Again(phone.device)
            }
            Some(_) => LinkUse::Used,
            None if now >= phone.link_expires_at => LinkUse::Expired,
            None => LinkUse::First(phone.device),
        }
    }

    /// Says what comes of a credential.
    pub(crate) fn credential(&self, token: &Digest) -> Credential {
        match self.tokens.get(token).and_then(|device| self.phones.get(device)) {
            None => Credential::Unknown,
            Some(phone) if phone.revoked_at.is_some() => Credential::Revoked,
            Some(phone) => Credential::Good(phone.device),
        }
    }

    /// Says whether a phone is enrolled with that key.
    ///
    /// A revoked phone's key stays known: what it signed may reach HQ through others, and counts.
    pub(crate) fn has_key(&self, device: Uuid, key: &PublicKey) -> bool {
        self.enrolled(device).is_some_and(|enrolled| enrolled.public_key == *key)
    }

    pub(crate) fn phone(&self, device: Uuid) -> Option<&Phone> {
        self.phones.get(&device)
    }

    pub(crate) fn phones(&self) -> impl Iterator<Item = &Phone> {
        self.phones.values()
    }

    fn enrolled(&self, device: Uuid) -> Option<&Enrolled> {
        self.phones.get(&device)?.enrolled.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lantern_ledger::Hash;

    const DEVICE: Uuid = Uuid::from_u128(7);
    const CODE: Digest = Hash([1; 32]);
    const TOKEN: Digest = Hash([2; 32]);
    const KEY: PublicKey = [4; 65];

    fn with_link() -> Office {
        let mut office = Office::default();
        office.apply(OfficeEvent::PhoneAdded {
            device: DEVICE,
            name: "tecno 3".into(),
            code_sha256: CODE,
            expires_at: Moment(100),
            at: Moment(10),
        });
        office
    }

    fn enrolled() -> Office {
        let mut office = with_link();
        office.apply(OfficeEvent::PhoneEnrolled {
            device: DEVICE,
            public_key: KEY,
            token_sha256: TOKEN,
            app_version: "0.1.0".into(),
            at: Moment(20),
        });
        office
    }

    #[test]
    fn a_link_is_good_once_and_until_it_expires() {
        let office = with_link();
        assert_eq!(office.link_use(&CODE, &KEY, &TOKEN, Moment(99)), LinkUse::First(DEVICE));
        assert_eq!(office.link_use(&CODE, &KEY, &TOKEN, Moment(100)), LinkUse::Expired);
        assert_eq!(office.link_use(&TOKEN, &KEY, &TOKEN, Moment(99)), LinkUse::Unknown);
    }

    #[test]
    fn a_lost_answer_bricks_nothing_and_another_phone_gets_nothing() {
        let office = enrolled();
        assert_eq!(office.link_use(&CODE, &KEY, &TOKEN, Moment(1000)), LinkUse::Again(DEVICE));
        assert_eq!(office.link_use(&CODE, &[5; 65], &TOKEN, Moment(30)), LinkUse::Used);
        assert_eq!(office.link_use(&CODE, &KEY, &CODE, Moment(30)), LinkUse::Used);
    }

    #[test]
    fn a_revoked_phone_brings_nothing_but_its_key_stays_known() {
        let mut office = enrolled();
        assert_eq!(office.credential(&TOKEN), Credential::Good(DEVICE));
        assert_eq!(office.credential(&CODE), Credential::Unknown);
        office.apply(OfficeEvent::PhoneRevoked { device: DEVICE, at: Moment(30) });
        assert_eq!(office.credential(&TOKEN), Credential::Revoked);
        assert_eq!(office.link_use(&CODE, &KEY, &TOKEN, Moment(31)), LinkUse::Revoked);
        assert!(office.has_key(DEVICE, &KEY));
    }
}
