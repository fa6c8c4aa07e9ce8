//! A small headquarters in memory: just enough of the server's side to answer a phone, and to answer it wrongly.

use crate::keys::software::SoftwareKeys;
use crate::keys::{Keys, SigningKey};
use crate::testing::block_on;
use crate::transport::{Body as Sent, NoAnswer, Reply, Request, Transport};
use crate::world::Local;
use lantern_domain::plan::PlanChange;
use lantern_domain::{Decision, Moment};
use lantern_ledger::api::{
    EnrolAnswer, EnrolRequest, Follow, LogAnswer, LogAnswerState, Problem, SyncAnswer, base64url, code,
};
use lantern_ledger::receipt::{ReceiptRole, ReceiptState};
use lantern_ledger::{
    Batch, Body, Bundle, BundleReader, Entry, Genesis, Hash, Head, Item, Kind, LogRef, Receipt, Subject, batch_fill,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use uuid::Uuid;

pub(super) const OPERATION: Uuid = Uuid::from_u128(0x0b);
const JOURNAL: Uuid = Uuid::from_u128(0x70);
const PLAN_LOG: Uuid = Uuid::from_u128(0x61);
pub(super) const SERVER_AT: i64 = 1_500_000_000;

/// Changes an answer before it leaves.
type Meddler = Box<dyn Fn(&mut SyncAnswer)>;

/// Headquarters; clones are the same.
#[derive(Clone)]
pub(super) struct Hq {
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    keys: SoftwareKeys,
    key: SigningKey,
    codes: BTreeMap<String, Option<(EnrolRequest, Uuid)>>,
    logs: BTreeMap<Uuid, Vec<(Entry, Hash)>>,
    plan: Vec<Entry>,
    position: u64,
    requests: Vec<Request>,
    meddler: Option<Meddler>,
    is_losing_replies: bool,
    refusal: Option<(u16, &'static str)>,
    /// The only link whose phone it knows; `None`: it knows them all.
    only_link: Option<&'static str>,
    /// An answer that is no word of Lantern's, and its Retry-After.
    gateway: Option<(u16, Option<u32>)>,
    server_at: i64,
}

impl Hq {
    pub(super) fn new() -> Self {
        let keys = SoftwareKeys::new(99);
        let key = block_on(keys.generate()).unwrap();
        let genesis = Genesis {
            operation: OPERATION,
            device: Uuid::nil(),
            subject: Subject::Operation,
            public_key: key.public,
            app_version: "hq".into(),
            at: Moment(1),
            parent: None,
        };
        let plan = vec![Body::Genesis(Box::new(genesis)).to_entry().unwrap()];
        let inner = Inner {
            keys,
            key,
            codes: BTreeMap::new(),
            logs: BTreeMap::new(),
            plan,
            position: 0,
            requests: Vec::new(),
            meddler: None,
            is_losing_replies: false,
            refusal: None,
            only_link: None,
            gateway: None,
            server_at: SERVER_AT,
        };
        Self { inner: Rc::new(RefCell::new(inner)) }
    }

    pub(super) fn issues(&self, code: &str) {
        self.inner.borrow_mut().codes.insert(code.into(), None);
    }

    pub(super) fn plans(&self, changes: &[PlanChange]) {
        let bodies = changes.iter().cloned().map(|change| Body::PlanChange(Box::new(change)));
        let entries = bodies.chain([Body::PlanCommit]).map(|body| body.to_entry().unwrap());
        self.inner.borrow_mut().plan.extend(entries);
    }

    pub(super) fn decides(&self, decision: Decision) {
        self.inner.borrow_mut().plan.push(Body::Decision(Box::new(decision)).to_entry().unwrap());
    }

    /// Writes an entry of a kind that the phone does not read into the log that it follows.
    pub(super) fn writes_of_later(&self, kind: u32) {
        self.inner.borrow_mut().plan.push(Entry::new(Kind(kind), b"later").unwrap());
    }

    /// Holds what comes without counting it, or counts it again.
    pub(super) fn holds(&self, is_holding: bool) {
        let hq = self.clone();
        self.meddles(move |answer| {
            for log in answer.logs.iter_mut().filter(|_| is_holding) {
                log.receipt = forged(&hq, log, |receipt| receipt.state = ReceiptState::Held, true);
                log.state = LogAnswerState::Held;
            }
        });
    }

    /// Says of every log that it does not trust its key: it is held.
    pub(super) fn refuses_key(&self) {
        let hq = self.clone();
        self.meddles(move |answer| {
            for log in &mut answer.logs {
                log.receipt = forged(&hq, log, |receipt| receipt.state = ReceiptState::Held, true);
                (log.state, log.problem) = (LogAnswerState::Held, Some(code::KEY_REFUSED.to_owned()));
            }
        });
    }

    /// Meddles with every answer from now on.
    pub(super) fn meddles(&self, meddler: impl Fn(&mut SyncAnswer) + 'static) {
        self.inner.borrow_mut().meddler = Some(Box::new(meddler));
    }

    pub(super) fn is_honest_again(&self) {
        self.inner.borrow_mut().meddler = None;
    }

    /// Does everything that is asked, and no answer arrives.
    pub(super) fn loses_replies(&self, is_losing: bool) {
        self.inner.borrow_mut().is_losing_replies = is_losing;
    }

    pub(super) fn refuses(&self, refusal: Option<(u16, &'static str)>) {
        self.inner.borrow_mut().refusal = refusal;
    }

    /// Forgets every phone but the one that uses this link, as a server restored from an old backup does.
    pub(super) fn knows_no_other_link_than(&self, link: &'static str) {
        self.inner.borrow_mut().only_link = Some(link);
    }

    /// Stands behind a gateway that answers in its stead, in HTML.
    pub(super) fn is_behind(&self, gateway: Option<(u16, Option<u32>)>) {
        self.inner.borrow_mut().gateway = gateway;
    }

    pub(super) fn clock_shows(&self, server_at: i64) {
        self.inner.borrow_mut().server_at = server_at;
    }

    pub(super) fn request_count(&self) -> usize {
        self.inner.borrow().requests.len()
    }

    pub(super) fn requests_to(&self, path: &str) -> Vec<Request> {
        let inner = self.inner.borrow();
        inner.requests.iter().filter(|request| request.path.starts_with(path)).cloned().collect()
    }

    /// Forgets the last entries of every log, as a server restored from an old backup does.
    pub(super) fn forgets(&self, count: usize) {
        for log in self.inner.borrow_mut().logs.values_mut() {
            log.truncate(log.len().saturating_sub(count));
        }
    }

    pub(super) fn bodies(&self) -> Vec<Body> {
        let inner = self.inner.borrow();
        inner.logs.values().flatten().map(|(entry, _)| Body::of(entry).unwrap()).collect()
    }

    pub(super) fn logs(&self) -> Vec<Uuid> {
        self.inner.borrow().logs.keys().copied().collect()
    }

    pub(super) fn geneses(&self) -> Vec<Genesis> {
        let geneses = self.bodies().into_iter().filter_map(|body| match body {
            Body::Genesis(genesis) => Some(*genesis),
            _ => None,
        });
        geneses.collect()
    }

    pub(super) fn distribution_count(&self) -> usize {
        self.bodies().iter().filter(|body| matches!(body, Body::Distribution(_))).count()
    }
}

impl Transport for Hq {
    fn send(&self, request: Request) -> Local<'_, Result<Reply, NoAnswer>> {
        Box::pin(async move {
            crate::testing::pause().await;
            let mut inner = self.inner.borrow_mut();
            inner.requests.push(request.clone());
            let reply = inner.answer(&request);
            if inner.is_losing_replies { Err(NoAnswer) } else { Ok(reply) }
        })
    }
}

impl Inner {
    fn answer(&mut self, request: &Request) -> Reply {
        if let Some((status, retry_after_s)) = self.gateway {
            return Reply { status, retry_after_s, body: b"<html>".to_vec() };
        }
        if let Some((status, code)) = self.refusal {
            return problem(status, code);
        }
        let is_forgotten = |link: &&str| {
            let known = self.codes.get(*link).and_then(|used| used.as_ref()).map(|(asked, _)| &asked.token);
            request.path != "/api/v1/enrol" && known != request.token.as_ref()
        };
        if self.only_link.as_ref().is_some_and(is_forgotten) {
            return problem(401, code::CREDENTIAL_UNKNOWN);
        }
        match (&request.body, request.path.split_once('?')) {
            (Some(Sent::Json(json)), _) => self.enrol(&serde_json::from_str(json).unwrap()),
            (Some(Sent::Bundle(bundle)), _) => self.take(bundle),
            (None, Some((_, query))) => self.page(query),
            (None, None) => problem(404, code::NOT_FOUND),
        }
    }

    fn enrol(&mut self, request: &EnrolRequest) -> Reply {
        let next = Uuid::from_u128(0xd0 + self.codes.len() as u128);
        let device = match self.codes.get_mut(&request.code) {
            None => return problem(404, code::ENROLMENT_UNKNOWN),
            Some(Some((first, device))) if first == request => *device,
            Some(Some(_)) => return problem(410, code::ENROLMENT_USED),
            Some(free) => free.insert((request.clone(), next)).1,
        };
        let answer = EnrolAnswer {
            operation: OPERATION,
            operation_name: "Jowhar".into(),
            device,
            device_name: "Phone".into(),
            hq_public_key: base64url::encode(&self.key.public),
            server_at_ms: self.server_at * 1000,
            follow: self.follow(),
        };
        good(serde_json::to_vec(&answer).unwrap())
    }

    fn follow(&self) -> Vec<Follow> {
        vec![Follow { log: PLAN_LOG, seq: self.plan.len() as u64 }]
    }

    fn take(&mut self, bundle: &[u8]) -> Reply {
        let mut named = BTreeMap::new();
        for item in BundleReader::new(bundle).unwrap() {
            match item {
                Item::Head(head) => drop(named.entry(head.unwrap().head.log.log).or_insert(LogAnswerState::Counted)),
                Item::Batch(batch) => {
                    let batch = batch.unwrap();
                    let state = self.take_batch(&batch);
                    named.insert(batch.log().log, state);
                }
                Item::Receipt(_) => {}
            }
        }
        let logs = named.into_iter().map(|(log, state)| self.log_answer(log, state)).collect();
        let mut answer = SyncAnswer {
            server_at_ms: self.server_at * 1000,
            journal: JOURNAL,
            position: self.position,
            logs,
            follow: self.follow(),
        };
        if let Some(meddler) = &self.meddler {
            meddler(&mut answer);
        }
        good(serde_json::to_vec(&answer).unwrap())
    }

    fn take_batch(&mut self, batch: &Batch) -> LogAnswerState {
        let opened = batch.open().unwrap();
        let begun = self.logs.get(&batch.log().log).and_then(|log| log.first());
        let (first, _) = begun.unwrap_or(&opened.entries[0]);
        let key = match Body::of(first) {
            Ok(Body::Genesis(genesis)) => genesis.public_key,
            _ => return LogAnswerState::Gap,
        };
        let head = batch.head();
        assert!(block_on(self.keys.verify(&key, &head.head.statement(), &head.signature)), "a batch is signed");
        let held = self.logs.entry(batch.log().log).or_default();
        let have = held.len() as u64;
        if opened.before.seq > have {
            return LogAnswerState::Gap;
        }
        let known = held[opened.before.seq as usize..].iter().zip(&opened.entries);
        if known.clone().any(|(ours, theirs)| ours.1 != theirs.1) {
            return LogAnswerState::Fork;
        }
        let known_count = known.count();
        held.extend(opened.entries.into_iter().skip(known_count));
        self.position += 1;
        LogAnswerState::Counted
    }

    fn log_answer(&self, log: Uuid, state: LogAnswerState) -> LogAnswer {
        let log_ref = LogRef { operation: OPERATION, log };
        let held = self.logs.get(&log).map_or(&[][..], Vec::as_slice);
        let hash = held.last().map_or(Head::start(log_ref).hash, |(_, hash)| *hash);
        let head = Head { log: log_ref, seq: held.len() as u64, hash };
        let receipt = (head.seq > 0).then(|| base64url::encode(&self.receipt(head).to_bytes()));
        LogAnswer { log, seq: head.seq, hash, state, is_forked: false, receipt, problem: None }
    }

    fn receipt(&self, head: Head) -> Receipt {
        let mut receipt = Receipt {
            journal: JOURNAL,
            position: self.position,
            head,
            state: ReceiptState::Counted,
            at: Moment(self.server_at),
            role: ReceiptRole::Hq,
            signature: [0; 64],
        };
        receipt.signature = block_on(self.keys.sign(&self.key, &receipt.statement())).unwrap();
        receipt
    }

    fn page(&self, query: &str) -> Reply {
        let from: usize = query.rsplit_once("from=").unwrap().1.parse().unwrap();
        let start = Head::start(LogRef { operation: OPERATION, log: PLAN_LOG });
        let before = self.plan[..from - 1].iter().fold(start, |head, entry| head.then(entry));
        let rest = &self.plan[from - 1..];
        let entries = &rest[..batch_fill(&before, rest).min(3)];
        let after = entries.iter().fold(before, |head, entry| head.then(entry));
        let signature = block_on(self.keys.sign(&self.key, &after.statement())).unwrap();
        let mut bundle = Bundle::new();
        bundle.batch(&Batch::build(&before, entries, signature).unwrap());
        good(bundle.into_bytes())
    }
}

/// Makes a receipt say something else, signed or not.
pub(super) fn forged(hq: &Hq, answer: &LogAnswer, change: impl Fn(&mut Receipt), is_signed: bool) -> Option<String> {
    let mut receipt = Receipt::parse(&base64url::decode(answer.receipt.as_ref()?).unwrap()).unwrap();
    change(&mut receipt);
    if is_signed {
        let inner = hq.inner.try_borrow().ok();
        let keys = SoftwareKeys::new(99);
        let key = block_on(keys.generate()).unwrap();
        drop(inner);
        receipt.signature = block_on(keys.sign(&key, &receipt.statement())).unwrap();
    }
    Some(base64url::encode(&receipt.to_bytes()))
}

fn good(body: Vec<u8>) -> Reply {
    Reply { status: 200, retry_after_s: None, body }
}

fn problem(status: u16, code: &str) -> Reply {
    let body = serde_json::to_vec(&Problem::new(code, "no")).unwrap();
    Reply { status, retry_after_s: None, body }
}
