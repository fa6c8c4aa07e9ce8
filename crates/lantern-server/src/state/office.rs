//! The fold of the office log: which phones there are, which link is whose, which credential is good.
//!
//! Leaves writing events to [`crate::hq`], and secrets to `keys`: here are only fingerprints.

use lantern_domain::Moment;
use lantern_ledger::head::PublicKey;
use lantern_ledger::office::{Digest, OfficeEvent};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// What the office log adds up to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Office {
    phones: BTreeMap<Uuid, Phone>,
    codes: HashMap<Digest, Uuid>,
    tokens: HashMap<Digest, Uuid>,
    keys: Keys,
}

/// Whose key is whose.
#[derive(Debug, Clone, PartialEq, Default)]
struct Keys {
    /// Keys that were enrolled or confirmed, with the phone that had each first: for good, so that what counts does not
    /// hang on whether a record came before or after another link was opened under the same key.
    owners: HashMap<PublicKey, Uuid>,
    refused: HashSet<PublicKey>,
}

/// A phone that the office added.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Phone {
    pub device: Uuid,
    /// What the office calls it.
    pub name: String,
    pub added_at: Moment,
    /// Its newest link; the others are void.
    link: Digest,
    pub link_expires_at: Moment,
    pub is_link_used: bool,
    /// How it enrolled last; `None`: no link was used yet.
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
                let phone = Phone {
                    device,
                    name,
                    added_at: at,
                    link: code_sha256,
                    link_expires_at: expires_at,
                    is_link_used: false,
                    enrolled: None,
                    revoked_at: None,
                };
                self.phones.insert(device, phone);
                self.codes.insert(code_sha256, device);
            }
            OfficeEvent::PhoneLinked { device, code_sha256, expires_at, .. } => {
                if let Some(phone) = self.phones.get_mut(&device) {
                    (phone.link, phone.link_expires_at, phone.is_link_used) = (code_sha256, expires_at, false);
                    self.codes.insert(code_sha256, device);
                }
            }
            OfficeEvent::PhoneEnrolled { device, public_key, token_sha256, app_version, at } => {
                if let Some(phone) = self.phones.get_mut(&device) {
                    // Whoever has the credential of before is not that phone any more.
                    if let Some(before) = &phone.enrolled {
                        self.tokens.remove(&before.token_sha256);
                    }
                    phone.enrolled = Some(Enrolled { public_key, token_sha256, app_version, at });
                    phone.is_link_used = true;
                    self.tokens.insert(token_sha256, device);
                    self.keys.trust(device, public_key);
                }
            }
            OfficeEvent::KeyConfirmed { device, public_key, .. } => {
                if self.phones.contains_key(&device) {
                    self.keys.trust(device, public_key);
                }
            }
            OfficeEvent::KeyRefused { public_key, .. } => {
                self.keys.refused.insert(public_key);
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
            _ if phone.link != *code => LinkUse::Expired,
            _ if phone.is_link_used => LinkUse::Used,
            _ if now >= phone.link_expires_at => LinkUse::Expired,
            _ => LinkUse::First(phone.device),
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

    /// Returns the phone that writes under a key, whichever one its logs name; `None`: HQ does not know the key.
    ///
    /// A revoked phone's key stays known: what it signed may reach HQ through others, and counts.
    /// What a phone wrote before HQ forgot it, such as after a restore, is its own under the id that it has now.
    pub(crate) fn author(&self, key: &PublicKey) -> Option<Uuid> {
        self.keys.owners.get(key).copied()
    }

    /// Says whether HQ has said of a key that it does not trust it.
    pub(crate) fn is_refused(&self, key: &PublicKey) -> bool {
        self.keys.refused.contains(key)
    }

    pub(crate) fn phone(&self, device: Uuid) -> Option<&Phone> {
        self.phones.get(&device)
    }

    pub(crate) fn phones(&self) -> impl Iterator<Item = &Phone> {
        self.phones.values()
    }
}

impl Keys {
    fn trust(&mut self, device: Uuid, key: PublicKey) {
        self.owners.entry(key).or_insert(device);
        self.refused.remove(&key);
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
        assert_eq!(office.author(&KEY), Some(DEVICE));
    }

    #[test]
    fn a_new_link_for_the_same_phone_makes_the_one_before_and_its_credential_void() {
        let mut office = enrolled();
        let (code, token, key) = (Hash([5; 32]), Hash([6; 32]), [8; 65]);
        office.apply(OfficeEvent::PhoneLinked {
            device: DEVICE,
            code_sha256: code,
            expires_at: Moment(500),
            at: Moment(40),
        });
        assert_eq!(office.credential(&TOKEN), Credential::Good(DEVICE), "until the new link is used");
        assert_eq!(office.link_use(&CODE, &key, &token, Moment(41)), LinkUse::Expired);
        assert_eq!(office.link_use(&code, &key, &token, Moment(41)), LinkUse::First(DEVICE));
        office.apply(OfficeEvent::PhoneEnrolled {
            device: DEVICE,
            public_key: key,
            token_sha256: token,
            app_version: "0.1.0".into(),
            at: Moment(42),
        });
        assert_eq!(office.credential(&TOKEN), Credential::Unknown);
        assert_eq!(office.credential(&token), Credential::Good(DEVICE));
        assert_eq!(office.link_use(&code, &key, &token, Moment(900)), LinkUse::Again(DEVICE));
        assert_eq!(office.link_use(&code, &KEY, &TOKEN, Moment(43)), LinkUse::Used);
        assert_eq!([KEY, key].map(|key| office.author(&key)), [Some(DEVICE); 2]);
    }

    #[test]
    fn a_key_is_known_once_it_is_confirmed_whatever_was_said_before() {
        let mut office = enrolled();
        let key = [8; 65];
        assert_eq!(office.author(&key), None);
        office.apply(OfficeEvent::KeyRefused { device: DEVICE, public_key: key, at: Moment(50) });
        assert!(office.is_refused(&key));
        office.apply(OfficeEvent::KeyConfirmed { device: DEVICE, public_key: key, at: Moment(60) });
        assert!(!office.is_refused(&key));
        assert_eq!(office.author(&key), Some(DEVICE));
        assert_eq!(office.author(&[9; 65]), None);
    }

    #[test]
    fn a_key_stays_that_of_the_phone_that_had_it_first_so_that_no_order_matters() {
        let mut office = enrolled();
        let (other, code, token) = (Uuid::from_u128(8), Hash([5; 32]), Hash([6; 32]));
        office.apply(OfficeEvent::PhoneAdded {
            device: other,
            name: "Burao 2".into(),
            code_sha256: code,
            expires_at: Moment(500),
            at: Moment(40),
        });
        office.apply(OfficeEvent::PhoneEnrolled {
            device: other,
            public_key: KEY,
            token_sha256: token,
            app_version: "0.1.0".into(),
            at: Moment(42),
        });
        assert_eq!(office.credential(&token), Credential::Good(other));
        assert_eq!(office.author(&KEY), Some(DEVICE));
    }
}
