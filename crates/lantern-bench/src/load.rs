//! What one phone brings: the standard mix, signed, packed and cut into requests before any clock runs.
//!
//! Leaves carrying it to [`crate::intake`], and what HQ must show of it to [`crate::sums`].

use crate::sums::Sums;
use anyhow::{Context, Result, ensure};
use lantern_domain::{Code, RecordId};
use lantern_ledger::api::SyncAnswer;
use lantern_ledger::receipt::ReceiptState;
use lantern_ledger::sample::Mix;
use lantern_ledger::{Bundle, Entry, Kind};
use lantern_server::testing::{PhoneLog, TestPhone};

/// How many hand-overs a batch has.
pub const RECORDS_A_BATCH: usize = 100;

/// How much a phone brings, and in which pieces.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Hand-overs in all.
    pub records: usize,
    /// Batches of [`RECORDS_A_BATCH`] in one request.
    pub batches_a_request: usize,
}

/// An enrolled phone with everything that it will bring.
pub struct Load {
    phone: TestPhone,
    settlement: Code,
    /// The bodies to send, in this order.
    pub requests: Vec<Request>,
}

/// One upload.
pub struct Request {
    /// A bundle.
    pub body: Vec<u8>,
    /// How many hand-overs are in it.
    pub records: usize,
    last_seq: u64,
    said: Vec<(RecordId, Entry)>,
}

impl Load {
    /// Records hand-overs of one settlement on an enrolled phone, and packs them.
    ///
    /// The same seed gives the same hand-overs; identities and keys are drawn anew.
    pub fn build(mut phone: TestPhone, settlement: &Code, seed: u64, shape: Shape) -> Self {
        let log = phone.log(settlement.as_str());
        let entries = Mix::default().entries(seed, &log.head(), shape.records);
        let said: Vec<_> = entries.into_iter().map(|entry| (log.appends(entry.clone()), entry)).collect();
        let log = log.clone();
        let ends = ends_of_batches(&said);
        let requests = ends.chunks(shape.batches_a_request);
        let firsts = std::iter::once(1).chain(requests.clone().filter_map(|ends| Some(ends.last()? + 1)));
        let requests = firsts.zip(requests).map(|(first, ends)| Request::build(&phone, &log, &said, first, ends));
        Self { requests: requests.collect(), settlement: settlement.clone(), phone }
    }

    /// Returns the credential that goes with each request.
    pub fn token(&self) -> &str {
        &self.phone.token
    }

    /// Adds to the sums what HQ holds of the requests that it answered, and returns how many hand-overs that is.
    ///
    /// # Errors
    ///
    /// When an answer has no receipt, signed by HQ, for the last entry of its request: then it acknowledged nothing.
    pub fn add_acknowledged(&self, answers: &[SyncAnswer], sums: &mut Sums) -> Result<usize> {
        for (request, answer) in self.requests.iter().zip(answers) {
            let proven = answer.logs.iter().find_map(|log| self.phone.proof(log));
            let (seq, state) = proven.context("an answer came without a receipt that proves anything")?;
            ensure!(seq >= request.last_seq, "a receipt for entry {seq}, sent up to {}", request.last_seq);
            ensure!(state == ReceiptState::Counted, "HQ holds the records without counting them");
            sums.add(&self.settlement, &request.said)?;
        }
        Ok(self.requests.iter().take(answers.len()).map(|request| request.records).sum())
    }
}

impl Request {
    /// Packs the entries from one number up to the ends of some batches.
    fn build(phone: &TestPhone, log: &PhoneLog, said: &[(RecordId, Entry)], first: u64, ends: &[u64]) -> Self {
        let last_seq = ends.last().copied().unwrap_or(first);
        let mut bundle = Bundle::new();
        bundle.head(&log.signed_head(&phone.key));
        let firsts = std::iter::once(first).chain(ends.iter().map(|end| end + 1));
        firsts.zip(ends).for_each(|(first, end)| bundle.batch(&log.batch(&phone.key, first, *end)));
        // The genesis has number 1 and is not among what was said.
        let said = said[first.saturating_sub(2) as usize..last_seq as usize - 1].to_vec();
        let records = said.iter().filter(|(_, entry)| is_record(entry)).count();
        Self { body: bundle.into_bytes(), records, last_seq, said }
    }
}

fn is_record(entry: &Entry) -> bool {
    entry.kind() == Kind::DISTRIBUTION
}

/// The numbers of the last entries of batches: each has so many hand-overs and the voids that follow them.
fn ends_of_batches(said: &[(RecordId, Entry)]) -> Vec<u64> {
    let seqs = said.iter().zip(2_u64..).filter(|((_, entry), _)| is_record(entry)).map(|(_, seq)| seq);
    let firsts: Vec<u64> = seqs.collect();
    let begins_later = firsts.iter().step_by(RECORDS_A_BATCH).skip(1);
    begins_later.map(|first| first - 1).chain(std::iter::once(said.len() as u64 + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lantern_domain::tally::Totals;
    use lantern_server::testing::{Camp, bundle_of};

    const SHAPE: Shape = Shape { records: 450, batches_a_request: 2 };

    fn settlement() -> Code {
        Code::new("KOSAAR").unwrap()
    }

    fn totals(camp: &Camp) -> Totals {
        camp.office().totals("group=settlement,item")
    }

    #[test]
    fn hq_shows_exactly_what_it_acknowledged() {
        let camp = Camp::new();
        let loads = [1, 2].map(|seed| Load::build(camp.phone("a phone"), &settlement(), seed, SHAPE));
        let mut sums = Sums::default();
        let mut records = 0;
        for load in &loads {
            // The last request of each stays on the phone.
            let sent = &load.requests[..2];
            let answers: Vec<_> = sent.iter().map(|it| camp.send(&load.phone, it.body.clone())).collect();
            records += load.add_acknowledged(&answers, &mut sums).unwrap();
        }
        assert_eq!(records, 800);
        assert_eq!(sums.differences(&totals(&camp)), Vec::<String>::new());
    }

    #[test]
    fn a_record_more_at_hq_than_acknowledged_is_found() {
        let camp = Camp::new();
        let load = Load::build(camp.phone("a phone"), &settlement(), 1, SHAPE);
        let answers: Vec<_> = load.requests.iter().map(|it| camp.send(&load.phone, it.body.clone())).collect();
        let mut sums = Sums::default();
        load.add_acknowledged(&answers[..2], &mut sums).unwrap();
        assert!(!sums.differences(&totals(&camp)).is_empty());
    }

    #[test]
    fn an_answer_without_a_receipt_acknowledges_nothing() {
        let camp = Camp::new();
        let load = Load::build(camp.phone("a phone"), &settlement(), 1, SHAPE);
        let nothing = camp.send(&load.phone, bundle_of(&[]));
        assert!(load.add_acknowledged(&[nothing], &mut Sums::default()).is_err());
    }

    #[test]
    fn every_batch_has_a_hundred_records_and_every_record_is_sent_once() {
        let camp = Camp::new();
        let load = Load::build(camp.phone("a phone"), &settlement(), 1, SHAPE);
        let records: Vec<_> = load.requests.iter().map(|request| request.records).collect();
        assert_eq!(records, [200, 200, 50]);
    }
}
