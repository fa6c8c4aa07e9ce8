//! Contacts: that a phone was here and what it said it holds, kept in the journal beside what it brought.
//!
//! Leaves what HQ shows of them to `state::contacts`.

use crate::server::Server;
use crate::storage::{NewRecord, RecordKind};
use lantern_ledger::{Bundle, SignedHead};
use std::sync::PoisonError;
use uuid::Uuid;

impl Server {
    /// Makes the record of a contact; `None`: it would say nothing new.
    pub(crate) fn contact(&self, device: Uuid, received_at_ms: i64, heads: &[SignedHead]) -> Option<NewRecord> {
        let at = lantern_domain::Moment(received_at_ms.div_euclid(1000));
        let state = self.state();
        let is_own = |signed: &&SignedHead| !state.plans.follow().contains_key(&signed.head.log.log);
        // What a phone holds of HQ's logs is not what it wrote.
        let heads: Vec<SignedHead> = heads.iter().filter(is_own).copied().collect();
        if !state.contacts.is_news(device, at, &heads) {
            return None;
        }
        let mut bundle = Bundle::new();
        heads.iter().for_each(|head| bundle.head(head));
        let bytes = bundle.into_bytes();
        Some(NewRecord { kind: RecordKind::CONTACT, carried_by: device, received_at_ms, bytes })
    }

    /// Keeps a contact that came without anything new, without waiting for the disk.
    pub(crate) fn keep_later(&self, record: NewRecord) {
        let acknowledgement = self.storage.append(vec![record.clone()]);
        let mut unanswered = self.unanswered.lock().unwrap_or_else(PoisonError::into_inner);
        unanswered.push((record, acknowledgement));
    }

    /// Takes in the contacts that are durable by now.
    pub(crate) fn take_answered(&self) {
        let mut unanswered = self.unanswered.lock().unwrap_or_else(PoisonError::into_inner);
        unanswered.retain_mut(|(record, acknowledgement)| match acknowledgement.poll_now() {
            Some(Ok(committed)) => {
                self.state_mut().apply(&record.clone().at(committed.position(0)));
                false
            }
            // Nothing was acknowledged to anybody; the phone comes again.
            Some(Err(_)) => false,
            None => true,
        });
    }
}
