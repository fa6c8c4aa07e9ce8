//! All that the phone knows while it runs: the fold of its store, and what a screen has to be told.
//!
//! Leaves reading the store to `opening`, and writing to `saving`, `drafts` and `contact`.

use super::log_book::LogBook;
use super::notes::{Enrolling, Enrolment};
use super::plan_book::PlanBook;
use crate::clock::Reading;
use crate::keys::SigningKey;
use crate::{Event, Notice, Place, ReceiptView, StorageView, SyncStatus, Waiting};
use lantern_domain::tally::{Content, Tally};
use lantern_domain::{Moment, RecordId, SettlementRef, ShortText};
use lantern_ledger::head::Signature;
use lantern_ledger::{Entry, Hash};
use uuid::Uuid;

/// What the phone knows.
pub(super) struct State {
    pub(super) is_writer: bool,
    pub(super) enrolment: Option<Enrolment>,
    pub(super) enrolling: Option<Enrolling>,
    pub(super) key: Option<SigningKey>,
    pub(super) language: Option<ShortText>,
    pub(super) operator: Option<ShortText>,
    pub(super) place: Option<Place>,
    pub(super) provisional: Vec<SettlementRef>,
    pub(super) drafts: Vec<(String, String)>,
    /// The phone's own logs, ascending by id. There are few of them: one for each settlement.
    pub(super) logs: Vec<LogBook>,
    /// Logs that the phone does not go on writing, whatever their key.
    pub(super) closed: Vec<Uuid>,
    /// Histories of own logs that differ from the stored one: batches to be sent as they are.
    pub(super) branches: Vec<(String, Vec<u8>)>,
    /// Those that HQ took when the app was opened.
    pub(super) sent: Vec<(String, Vec<u8>)>,
    pub(super) tally: Tally,
    /// Records in the order of recording.
    pub(super) order: Vec<RecordId>,
    pub(super) entry_count: u64,
    pub(super) plan: PlanBook,
    pub(super) notices: Vec<Notice>,
    pub(super) last_receipt: Option<ReceiptView>,
    pub(super) storage: StorageView,
    pub(super) sync: SyncStatus,
    /// The clocks when an entry was last written or the app was opened: what a step is measured from.
    pub(super) clock: Reading,
}

impl State {
    pub(super) fn new(clock: Reading) -> Self {
        Self {
            is_writer: false,
            enrolment: None,
            enrolling: None,
            key: None,
            language: None,
            operator: None,
            place: None,
            provisional: Vec::new(),
            drafts: Vec::new(),
            logs: Vec::new(),
            closed: Vec::new(),
            branches: Vec::new(),
            sent: Vec::new(),
            tally: Tally::new(),
            order: Vec::new(),
            entry_count: 0,
            plan: PlanBook::default(),
            notices: Vec::new(),
            last_receipt: None,
            storage: StorageView { is_second_copy_sound: true, ..StorageView::default() },
            sync: SyncStatus::Idle { contact_at: None },
            clock,
        }
    }

    pub(super) fn book(&self, log: Uuid) -> Option<&LogBook> {
        self.logs.iter().find(|book| book.head.log.log == log)
    }

    pub(super) fn book_mut(&mut self, log: Uuid) -> Option<&mut LogBook> {
        self.logs.iter_mut().find(|book| book.head.log.log == log)
    }

    /// Takes a log whose entries come next.
    ///
    /// A phone that HQ forgot got another id, and goes on correcting what it wrote before: HQ goes by the key as well.
    pub(super) fn put_book(&mut self, mut book: LogBook) {
        let has_its_key = |other: &&LogBook| other.genesis.public_key == book.genesis.public_key;
        if let Some(device) = self.logs.iter().find(has_its_key).map(|other| other.device) {
            book.device = device;
        }
        let at = self.logs.partition_point(|other| other.head.log.log < book.head.log.log);
        self.logs.insert(at, book);
    }

    pub(super) fn draft(&self, key: &str) -> Option<&String> {
        self.drafts.iter().find(|(other, _)| other == key).map(|(_, text)| text)
    }

    /// Puts a draft in place of the one before, or removes it; whether there was one.
    pub(super) fn put_draft(&mut self, key: &str, text: Option<String>) -> bool {
        let count = self.drafts.len();
        self.drafts.retain(|(other, _)| other != key);
        let was_there = self.drafts.len() < count;
        self.drafts.extend(text.map(|text| (key.to_owned(), text)));
        was_there
    }

    /// Takes an entry of a log whose book is open.
    pub(super) fn fold(&mut self, log: Uuid, entry: &Entry, hash: Hash, signature: Option<Signature>) {
        let Some(book) = self.book_mut(log) else { return };
        let fact = book.append(entry, hash, signature);
        if matches!(fact.content, Content::Distribution(_)) {
            self.order.push(fact.id);
        }
        self.entry_count += 1;
        self.tally.add(fact, None);
    }

    /// Takes a verified receipt for an entry of an own log.
    pub(super) fn receive(&mut self, log: Uuid, seq: u64, receipt: ReceiptView) {
        if let Some(book) = self.book_mut(log) {
            book.receive(seq, receipt);
            if self.last_receipt.is_none_or(|last| last.at <= receipt.at) {
                self.last_receipt = Some(receipt);
            }
        }
    }

    /// Returns whether HQ has still to take entries of a log that are sent by themselves.
    pub(super) fn has_branch_of(&self, log: Uuid) -> bool {
        !self.branches.is_empty() && self.branches.iter().any(|(name, _)| name.starts_with(&log.to_string()))
    }

    /// Says something to the person, unless the same is said already.
    pub(super) fn notice(&mut self, event: Event, at: Moment) {
        if self.notices.iter().all(|notice| notice.event != event) {
            let number = self.notices.last().map_or(0, |last| last.number) + 1;
            self.notices.push(Notice { number, at, event });
        }
    }

    /// Returns the log to which records of a settlement go now.
    pub(super) fn open_log(&self, settlement: &SettlementRef) -> Option<Uuid> {
        let is_it = |book: &&LogBook| book.is_open && book.genesis.settlement() == Some(settlement);
        self.logs.iter().find(is_it).map(|book| book.head.log.log)
    }

    /// Returns the newest log of a settlement that is not written any more: what a new one goes on from.
    pub(super) fn last_log(&self, settlement: &SettlementRef) -> Option<&LogBook> {
        let of_it = self.logs.iter().filter(|book| book.genesis.settlement() == Some(settlement));
        of_it.max_by_key(|book| (book.genesis.at, book.head.log.log))
    }

    /// Decides for each log whether this phone, with this key, goes on writing it.
    pub(super) fn open_logs(&mut self) {
        let public_key = self.key.as_ref().map(|key| key.public);
        let device = self.enrolment.as_ref().map(|enrolment| enrolment.device);
        for book in &mut self.logs {
            let is_own = Some(book.genesis.public_key) == public_key && Some(book.genesis.device) == device;
            book.is_open = is_own && !self.closed.contains(&book.head.log.log);
        }
    }

    pub(super) fn waiting(&self) -> Waiting {
        let mut waiting = Waiting::default();
        for book in &self.logs {
            let Some((_, oldest_at)) = book.waiting().front().copied() else { continue };
            waiting.records += book.waiting().len() as u64;
            let held_through = book.held_through();
            let unheld = book.chunks.iter().filter(|chunk| chunk.last_seq > held_through);
            waiting.bytes += unheld.map(|chunk| chunk.bytes).sum::<u64>();
            waiting.oldest_at = Some(waiting.oldest_at.map_or(oldest_at, |other| other.min(oldest_at)));
        }
        waiting
    }
}
