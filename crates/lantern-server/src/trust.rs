//! Trust in keys: another link for a phone that is known, and HQ's word on keys that something is held under.
//!
//! A phone that lost its key goes on under a new one; what it writes is kept, and counts once somebody at HQ says whose key
//! that is. Leaves the first enrolment to [`crate::enrolment`], and counting what was held to `state`.

use crate::enrolment::AddedPhone;
use crate::error::Failure;
use crate::random::fingerprint;
use crate::server::Server;
use lantern_ledger::Hash;
use lantern_ledger::api::KeyWord;
use lantern_ledger::head::PublicKey;
use lantern_ledger::office::OfficeEvent;
use uuid::Uuid;

impl Server {
    /// Makes another link for a phone that was added before; its links of before are void.
    ///
    /// The phone's credential of before is good until the new link is used.
    ///
    /// # Errors
    ///
    /// [`Failure::NotFound`] for a phone that was never added, [`Failure::PhoneRevoked`] for one that is not trusted any
    /// more; otherwise why it was not kept.
    pub fn link_again(&self, device: Uuid) -> Result<AddedPhone, Failure> {
        let turn = self.office_turn();
        let (name, is_revoked) = {
            let state = self.state();
            let phone = state.office.phone(device).ok_or(Failure::NotFound)?;
            (phone.name.clone(), phone.revoked_at.is_some())
        };
        if is_revoked {
            return Err(Failure::PhoneRevoked);
        }
        let at = self.clock.now();
        let (code, expires_at) = (self.random.enrolment_code(), at.plus(self.settings.link_lasts_s));
        let added = AddedPhone { device, name, code, expires_at };
        let code_sha256 = Hash(fingerprint(&added.code));
        self.write_event(&turn, OfficeEvent::PhoneLinked { device, code_sha256, expires_at, at })?;
        Ok(added)
    }

    /// Takes HQ's word on a key that something is held under: it is that phone's, or it is not trusted.
    ///
    /// # Errors
    ///
    /// [`Failure::NotFound`] for a phone that was never added, or when nothing is held under such a key; otherwise why it
    /// was not kept.
    pub fn say_of_key(&self, device: Uuid, word: KeyWord) -> Result<(), Failure> {
        let turn = self.office_turn();
        let public_key = {
            let state = self.state();
            let is_it = |key: &&PublicKey| fingerprint_of(key) == word.key;
            let key = state.held.keys().map(|(key, _)| key).find(is_it).ok_or(Failure::NotFound)?;
            if word.is_confirmed {
                state.office.phone(device).ok_or(Failure::NotFound)?;
            }
            *key
        };
        let at = self.clock.now();
        let event = if word.is_confirmed {
            OfficeEvent::KeyConfirmed { device, public_key, at }
        } else {
            OfficeEvent::KeyRefused { device, public_key, at }
        };
        self.write_event(&turn, event)
    }
}

/// Returns what a key is called in addresses and answers.
pub(crate) fn fingerprint_of(key: &PublicKey) -> Hash {
    Hash::of(&[key])
}
