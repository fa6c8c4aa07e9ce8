//! Receipts and what else an answer brings: believed only as far as it proves itself.

use super::contact::Failed;
use super::core::Core;
use super::notes::{BRANCH, FOLLOW, SENT, note};
use super::opening::receipt_view;
use crate::store::Write;
use crate::{Event, ReceiptFault};
use lantern_ledger::api::{Follow, LogAnswer, LogAnswerState, SyncAnswer, base64url};
use lantern_ledger::receipt::{ReceiptDoubt, ReceiptRole, ReceiptState};
use lantern_ledger::{Batch, Hash, Head, LogRef, Receipt};
use uuid::Uuid;

/// A batch of another history that HQ did not take.
pub(super) struct Left {
    name: String,
    log: Uuid,
    /// HQ's head of the log then.
    stood: Hash,
}

impl Core {
    /// Verifies each receipt of an answer, and stores those that prove something new.
    pub(super) async fn take_receipts(&self, answer: &SyncAnswer) -> Result<(), Failed> {
        let mut proven = Vec::new();
        for log in &answer.logs {
            match self.verify(log).await? {
                Ok(receipt) => proven.extend(receipt),
                Err(why) => self.notice(Event::ReceiptRefused { log: log.log, why }).await,
            }
            if log.state == LogAnswerState::Refused {
                let code = log.problem.clone().unwrap_or_default();
                self.notice(Event::LogRefused { log: log.log, code }).await;
            }
        }
        self.hear_refusal(answer).await;
        if proven.is_empty() {
            return Ok(());
        }
        let receipts = proven.iter().map(|receipt| receipt.to_bytes()).collect();
        // HQ holds it, whether or not this phone has room for its word: a later contact asks for that again.
        let _ = self.world.store.write(Write { receipts, ..Write::default() }).await;
        self.change(|state| {
            for receipt in &proven {
                state.receive(receipt.head.log.log, receipt.head.seq, receipt_view(receipt));
            }
        });
        proven.iter().for_each(|receipt| self.prune_copy(receipt.head.log.log));
        {
            let _turn = self.appending.enter().await;
            self.make_copy_good().await;
        }
        // HQ counts what the phone signs with the key that it has now.
        let is_counted = |receipt: &Receipt| receipt.state == ReceiptState::Counted;
        if proven.iter().any(|receipt| is_counted(receipt) && self.is_of_present_key(receipt.head.log.log)) {
            self.confirm_key(true).await;
        }
        Ok(())
    }

    /// Returns whether HQ itself signed what an answer says of a log.
    pub(super) async fn is_by_hq(&self, answer: &LogAnswer) -> bool {
        let Some(hq_key) = self.ask(|state| state.enrolment.as_ref().map(|enrolment| enrolment.hq_key)) else {
            return false;
        };
        let receipt = answer.receipt.as_ref().and_then(|text| Receipt::parse(&base64url::decode(text)?).ok());
        let Some(receipt) = receipt.filter(|it| it.role == ReceiptRole::Hq && it.head.log.log == answer.log) else {
            return false;
        };
        self.world.keys.verify(&hq_key, &receipt.statement(), &receipt.signature).await
    }

    /// Returns whether a log is signed with the key that the phone has now.
    pub(super) fn is_of_present_key(&self, log: Uuid) -> bool {
        let key = self.ask(|state| state.key.as_ref().map(|key| key.public));
        key.is_some() && key == self.ask(|state| state.book(log).map(|book| book.genesis.public_key))
    }

    /// Returns the receipt for one of the phone's logs if it proves something new; `Ok(None)`: it says nothing new.
    async fn verify(&self, answer: &LogAnswer) -> Result<Result<Option<Receipt>, ReceiptFault>, Failed> {
        let Some(text) = &answer.receipt else { return Ok(Ok(None)) };
        let known = self.ask(|state| {
            let hq_key = state.enrolment.as_ref().map(|enrolment| enrolment.hq_key);
            hq_key.zip(state.book(answer.log).map(|book| book.head.log))
        });
        let Some((hq_key, log)) = known else { return Ok(Ok(None)) };
        let Some(receipt) = base64url::decode(text).and_then(|bytes| Receipt::parse(&bytes).ok()) else {
            return Ok(Err(ReceiptFault::Unreadable));
        };
        let view = receipt_view(&receipt);
        let is_known = |book: &super::log_book::LogBook| book.knows(receipt.head.seq, &view);
        let own_hash = self.own_hash(log.log, receipt.head.seq).await?;
        if own_hash == Some(receipt.head.hash) && self.ask(|state| state.book(log.log).is_some_and(is_known)) {
            return Ok(Ok(None));
        }
        if !self.world.keys.verify(&hq_key, &receipt.statement(), &receipt.signature).await {
            return Ok(Err(ReceiptFault::Signature));
        }
        Ok(match self.doubt(&receipt, log, own_hash) {
            None => Ok(Some(receipt)),
            Some(ReceiptDoubt::OtherHash) => Err(ReceiptFault::Hash),
            Some(ReceiptDoubt::SeqTooHigh) => Err(ReceiptFault::TooHigh),
            // A hub's word is welcome and proves nothing about HQ.
            Some(ReceiptDoubt::NotByHq) => Ok(None),
            Some(ReceiptDoubt::OtherLog) => Err(ReceiptFault::Unreadable),
        })
    }

    fn doubt(&self, receipt: &Receipt, log: LogRef, own_hash: Option<Hash>) -> Option<ReceiptDoubt> {
        receipt.proves(log, own_hash).err()
    }

    /// Remembers which logs HQ lets this phone follow.
    pub(super) async fn remember_follow(&self, answer: &SyncAnswer) {
        let is_new = |known: &[Follow]| {
            let logs = |list: &[Follow]| list.iter().map(|follow| follow.log).collect::<Vec<Uuid>>();
            logs(known) != logs(&answer.follow)
        };
        if self.ask(|state| is_new(&state.plan.follow)) {
            // Each answer says it again: a phone without room goes on sending.
            let _ = self.put(vec![note(FOLLOW, &answer.follow)]).await;
        }
        self.state.borrow_mut().plan.follow.clone_from(&answer.follow);
    }

    /// Returns the batches of other histories that HQ has not taken yet, and may take now.
    pub(super) fn branches(&self) -> Vec<(String, Batch)> {
        let left = self.left.borrow();
        self.ask(|state| {
            let waiting = state.branches.iter().filter(|(name, _)| left.iter().all(|left| left.name != *name));
            waiting.filter_map(|(name, bytes)| Some((name.clone(), Batch::parse(bytes).ok()?))).collect()
        })
    }

    /// Takes branches up again that HQ took once, unless its answer shows that it still has them: it may have been put
    /// back to an older state. Once for each opening of the app and each journal of HQ's.
    pub(super) fn recall_branches(&self, answer: &SyncAnswer) {
        if self.recalled_for.replace(Some(answer.journal)) == Some(answer.journal) {
            return;
        }
        let mut shown: Vec<_> = answer.logs.iter().map(|log| (log.log, log.seq, log.hash)).collect();
        self.change(|state| {
            let readable = |(name, bytes): &(String, Vec<u8>)| Some((name.clone(), Batch::parse(bytes).ok()?));
            let mut sent: Vec<(String, Batch)> = state.sent.iter().filter_map(readable).collect();
            let point = |head: Head| (head.log.log, head.seq, head.hash);
            // Who has a batch has what it follows.
            while let Some(at) = sent.iter().position(|(_, batch)| shown.contains(&point(batch.head().head))) {
                shown.push(point(sent.swap_remove(at).1.before()));
            }
            sent.retain(|(name, _)| state.branches.iter().all(|(other, _)| other != name));
            state.branches.extend(sent.into_iter().map(|(name, batch)| (name, batch.to_bytes())));
        });
    }

    /// Puts branches away that HQ took: they stay on the phone. Where it takes none of a log, it lacks what stands before
    /// one of them, so the last one is left until HQ's word on that log is another; others go out in the next contact.
    pub(super) async fn settle_branches(&self, branches: Vec<(String, Batch)>, answer: &SyncAnswer) {
        let word_on = |log: Uuid| answer.logs.iter().find(|word| word.log == log);
        self.left.borrow_mut().retain(|left| word_on(left.log).is_none_or(|word| word.hash == left.stood));
        let mut taken: Vec<(String, Batch)> = Vec::new();
        let mut not_taken: Vec<Left> = Vec::new();
        for (name, batch) in branches {
            let log = batch.log().log;
            let Some(word) = word_on(log) else { continue };
            let is_taken = matches!(word.state, LogAnswerState::Counted | LogAnswerState::Held | LogAnswerState::Fork);
            if !is_taken {
                not_taken.retain(|left| left.log != log);
                not_taken.push(Left { name, log, stood: word.hash });
            } else if self.is_by_hq(word).await {
                // The word of a hub, or of whoever else answers, puts nothing away.
                taken.push((name, batch));
            }
        }
        self.left.borrow_mut().extend(not_taken);
        if taken.is_empty() {
            return;
        }
        let put = taken.iter().map(|(name, batch)| (format!("{SENT}{name}"), batch.to_bytes())).collect();
        let remove = taken.iter().map(|(name, _)| format!("{BRANCH}{name}")).collect();
        // Without room they are sent once more.
        if self.world.store.write(Write { put, remove, ..Write::default() }).await.is_ok() {
            let is_taken = |name: &str| taken.iter().any(|(other, _)| other == name);
            self.change(|state| state.branches.retain(|(name, _)| !is_taken(name)));
            // What goes on from them may be taken now.
            self.left.borrow_mut().retain(|left| taken.iter().all(|(_, batch)| batch.log().log != left.log));
            if !self.branches().is_empty() {
                self.wake_again();
            }
        }
    }
}
