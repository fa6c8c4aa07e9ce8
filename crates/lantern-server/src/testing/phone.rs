//! A phone: a key, a token, and a log for each settlement; what it sends is up to the test.

use super::{Answer, Camp, HandOver, PhoneLog};
use crate::keys::{RingKey, RingVerify, Signer as _};
use crate::random::{Random as _, SystemRandomness};
use axum::body::Body;
use axum::http::{Request, request};
use lantern_domain::{Change, Code, Correction, Moment, RecordId, SettlementRef, ShortText};
use lantern_ledger::api::{EnrolAnswer, EnrolRequest, LogAnswer, base64url};
use lantern_ledger::genesis::Relation;
use lantern_ledger::receipt::ReceiptState;
use lantern_ledger::{Batch, Body as Said, Bundle, LogRef, Parent, Receipt, Verify as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// An enrolment link.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its code.
    pub code: String,
    /// The phone that it is for.
    pub device: Uuid,
}

/// A phone of a test.
pub struct TestPhone {
    /// Its id; nil until it is enrolled.
    pub device: Uuid,
    /// Its key.
    pub key: RingKey,
    /// Its token.
    pub token: String,
    /// The operation, known from the enrolment.
    pub operation: Uuid,
    /// HQ's public key, known from the enrolment.
    pub hq_key: [u8; 65],
    /// Its logs, by the settlement's key.
    pub logs: BTreeMap<String, PhoneLog>,
    /// Logs under keys that it lost, by the settlement's key.
    pub lost: BTreeMap<String, PhoneLog>,
}

impl Default for TestPhone {
    fn default() -> Self {
        Self::new()
    }
}

impl TestPhone {
    /// Makes a phone that nobody knows.
    pub fn new() -> Self {
        let key = RingKey::from_pkcs8(&RingKey::generate()).expect("a fresh key can be read");
        let token = SystemRandomness.secret();
        let (device, operation) = (Uuid::nil(), Uuid::nil());
        Self { device, key, token, operation, hq_key: [0; 65], logs: BTreeMap::new(), lost: BTreeMap::new() }
    }

    /// Loses its key, as a browser may, and goes on under a new one in new logs that replace the old ones.
    pub fn loses_key(&mut self) {
        self.key = RingKey::from_pkcs8(&RingKey::generate()).expect("a fresh key can be read");
        self.lost.extend(std::mem::take(&mut self.logs));
    }

    /// Returns what it sends to enrol.
    pub fn application(&self, code: &str) -> EnrolRequest {
        EnrolRequest {
            code: code.to_owned(),
            public_key: base64url::encode(&self.key.public_key()),
            token: self.token.clone(),
            app_version: "0.1.0".into(),
        }
    }

    /// Uses a link, and returns whatever comes back.
    pub fn enrols(&self, camp: &Camp, link: &Link) -> Answer {
        let body = serde_json::to_vec(&self.application(&link.code)).expect("JSON");
        let request = Request::post("/api/v1/enrol").header("content-type", "application/json");
        camp.ask(request.body(Body::from(body)).expect("a request"))
    }

    /// Uses a link, and takes note of what HQ says.
    #[must_use]
    pub fn enrolled(mut self, camp: &Camp, link: &Link) -> Self {
        let answer: EnrolAnswer = self.enrols(camp, link).json();
        (self.device, self.operation) = (answer.device, answer.operation);
        self.hq_key = base64url::decode_fixed(&answer.hq_public_key).expect("a public key");
        self
    }

    /// Adds the phone's credential to a request.
    pub fn authorized(&self, request: request::Builder) -> request::Builder {
        request.header("authorization", format!("Bearer {}", self.token))
    }

    /// Records a hand-over in a settlement of the plan.
    pub fn records(&mut self, settlement: &str, hand_over: HandOver) -> RecordId {
        let settlement = SettlementRef::Planned(Code::new(settlement).expect("a code"));
        self.records_at(settlement, hand_over)
    }

    /// Records a hand-over in any settlement.
    pub fn records_at(&mut self, settlement: SettlementRef, hand_over: HandOver) -> RecordId {
        self.log_at(settlement).writes(Said::Distribution(Box::new(hand_over.distribution())))
    }

    /// Voids a record of a settlement of the plan.
    pub fn voids(&mut self, settlement: &str, record: RecordId) -> RecordId {
        self.log(settlement).writes(void_of(record))
    }

    /// Returns its log of a settlement of the plan, begun where there was none.
    pub fn log(&mut self, settlement: &str) -> &mut PhoneLog {
        self.log_at(SettlementRef::Planned(Code::new(settlement).expect("a code")))
    }

    fn log_at(&mut self, settlement: SettlementRef) -> &mut PhoneLog {
        let log = LogRef { operation: self.operation, log: SystemRandomness.uuid() };
        let key = settlement.key().as_str().to_owned();
        let parent = self.lost.get(&key).map(|lost| {
            let head = lost.head();
            Parent { relation: Relation::Replaces, log: head.log.log, seq: head.seq, hash: head.hash }
        });
        let begin = || PhoneLog::going_on(log, self.device, &self.key, settlement, parent);
        self.logs.entry(key).or_insert_with(begin)
    }

    /// Returns a bundle with its signed heads alone.
    pub fn heads(&self) -> Vec<u8> {
        self.with_heads().into_bytes()
    }

    /// Returns a bundle with its signed heads and everything it ever wrote.
    pub fn bundle(&self) -> Vec<u8> {
        let mut bundle = self.with_heads();
        self.batches(usize::MAX).iter().for_each(|batch| bundle.batch(batch));
        bundle.into_bytes()
    }

    /// Returns everything it ever wrote, in batches of at most so many entries.
    pub fn batches(&self, count_max: usize) -> Vec<Batch> {
        self.logs.values().flat_map(|log| log.batches(&self.key, 1, count_max)).collect()
    }

    fn with_heads(&self) -> Bundle {
        let mut bundle = Bundle::new();
        self.logs.values().for_each(|log| bundle.head(&log.signed_head(&self.key)));
        bundle
    }

    /// Returns the receipt in HQ's answer on a log, if it is signed by HQ and proves what the phone itself has.
    pub fn proof(&self, answer: &LogAnswer) -> Option<(u64, ReceiptState)> {
        let receipt = Receipt::parse(&base64url::decode(answer.receipt.as_deref()?)?).ok()?;
        let own = self.logs.values().find(|own| own.log.log == answer.log)?;
        let is_signed = RingVerify.verify(&self.hq_key, &receipt.statement(), &receipt.signature);
        let proves = receipt.proves(own.log, own.hash_at(receipt.head.seq)).is_ok();
        (is_signed && proves).then_some((receipt.head.seq, receipt.state))
    }
}

/// Returns what voids a record.
///
/// # Panics
///
/// Never: the words are good ones.
pub fn void_of(record: RecordId) -> Said {
    Said::Correction(Box::new(Correction {
        at: Moment(1_795_219_260),
        operator: ShortText::new("Amina Warsame").expect("a name"),
        target: record,
        supersedes: record,
        change: Change::Void,
        reason: ShortText::new("wrong-card").expect("a reason"),
    }))
}

/// Returns a bundle of some batches.
pub fn bundle_of(batches: &[Batch]) -> Vec<u8> {
    let mut bundle = Bundle::new();
    batches.iter().for_each(|batch| bundle.batch(batch));
    bundle.into_bytes()
}
