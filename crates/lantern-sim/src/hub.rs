//! A hub: takes bundles where there is no way to HQ, says so with receipts of its own role, and brings them on later.
//!
//! It decides with the ledger's intake as HQ does, and keeps everything in memory: what it loses, phones send again.

use crate::hq::Hq;
use lantern_domain::Moment;
use lantern_ledger::api::{LogAnswer, LogAnswerState, SyncAnswer, base64url};
use lantern_ledger::intake::{Decision, LogState};
use lantern_ledger::receipt::{ReceiptRole, ReceiptState};
use lantern_ledger::{Batch, Bundle, BundleReader, Head, Item, LogRef, Receipt, SignedHead};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// A hub.
#[derive(Default)]
pub struct Hub {
    logs: BTreeMap<LogRef, LogState>,
    known: HashSet<Head>,
    batches: Vec<Batch>,
}

const JOURNAL: Uuid = Uuid::from_u128(0x4b0b);

impl Hub {
    /// Takes what a phone brings, and answers as a hub may.
    pub fn take(&mut self, body: &[u8], hq: &Hq, now_ms: i64) -> SyncAnswer {
        let mut heads: Vec<SignedHead> = Vec::new();
        let mut gaps = HashSet::new();
        for item in BundleReader::new(body).into_iter().flatten() {
            match item {
                Item::Head(Ok(head)) => heads.push(head),
                Item::Batch(Ok(batch)) if !self.take_batch(&batch) => drop(gaps.insert(batch.log())),
                _ => {}
            }
        }
        let logs = heads.iter().map(|signed| self.answer(&signed.head, gaps.contains(&signed.head.log), hq, now_ms));
        let logs = logs.collect();
        SyncAnswer { server_at_ms: now_ms, journal: JOURNAL, position: 0, logs, follow: Vec::new() }
    }

    fn take_batch(&mut self, batch: &Batch) -> bool {
        let Ok(opened) = batch.open() else { return false };
        let state = self.logs.entry(batch.log()).or_insert_with(|| LogState::nothing_of(batch.log()));
        let new_from = match state.decide(&self.known, &opened) {
            Decision::Accept { new_from } | Decision::Fork { new_from, .. } => new_from,
            Decision::Duplicate => return true,
            Decision::Gap { .. } => return false,
        };
        state.take(&opened, new_from);
        let mut head = opened.before;
        for (entry, _) in &opened.entries {
            head = head.then(entry);
            self.known.insert(head);
        }
        self.batches.push(batch.clone());
        true
    }

    fn answer(&self, head: &Head, is_gap: bool, hq: &Hq, now_ms: i64) -> LogAnswer {
        let nothing = LogState::nothing_of(head.log);
        let standing = self.logs.get(&head.log).unwrap_or(&nothing).standing(&self.known, Some(head));
        let at = Moment(now_ms.div_euclid(1000));
        let (state, role) = (ReceiptState::Counted, ReceiptRole::Hub);
        let receipt =
            Receipt { journal: JOURNAL, position: 1, head: standing.head, state, at, role, signature: [0; 64] };
        let receipt = Receipt { signature: hq.sign(&receipt.statement()), ..receipt };
        LogAnswer {
            log: head.log.log,
            seq: standing.head.seq,
            hash: standing.head.hash,
            state: if is_gap { LogAnswerState::Gap } else { LogAnswerState::Counted },
            is_forked: standing.is_forked,
            receipt: (standing.head.seq > 0).then(|| base64url::encode(&receipt.to_bytes())),
            problem: None,
        }
    }

    /// Returns all that it holds, as bundles of a few batches, in any order.
    pub fn bundles(&self, chance: &crate::chance::Chance) -> Vec<Vec<u8>> {
        let mut batches: Vec<&Batch> = self.batches.iter().collect();
        chance.shuffle(&mut batches);
        let bundle = |some: &[&Batch]| {
            let mut bundle = Bundle::new();
            some.iter().for_each(|batch| bundle.batch(batch));
            bundle.into_bytes()
        };
        batches.chunks(8).map(bundle).collect()
    }

    /// Forgets everything.
    pub fn burns_down(&mut self) {
        *self = Self::default();
    }
}
