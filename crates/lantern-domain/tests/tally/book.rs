//! Books: logs as a phone or HQ writes them, without hashes and signatures.

use lantern_domain::tally::{Content, Fact, Tally, Writer};
use lantern_domain::{
    CardCode, Change, ClockSample, ClockStep, Code, Collector, Correction, Distribution, HouseholdSize, Line, Moment,
    Quantity, Recipient, RecordId, SettlementRef, SexAge, ShortText,
};
use uuid::Uuid;

/// A log in the making; a clone of it goes on as another branch of the same log.
#[derive(Debug, Clone)]
pub struct Book {
    pub log: Uuid,
    pub facts: Vec<Fact>,
    device: Uuid,
    writer: Writer,
    settlement: Option<SettlementRef>,
    tip: RecordId,
    seq: u64,
    branch: u8,
}

impl Book {
    /// A phone's log number `log` for a settlement of the plan.
    pub fn of_phone(device: u128, log: u128, settlement: &str) -> Self {
        Self::of_phone_at(device, log, SettlementRef::Planned(code(settlement)))
    }

    pub fn of_phone_at(device: u128, log: u128, settlement: SettlementRef) -> Self {
        Self::begun(Uuid::from_u128(device), Writer::Device, log, Some(settlement))
    }

    /// HQ's log number `log`, about no settlement.
    pub fn of_hq(log: u128) -> Self {
        Self::begun(Uuid::nil(), Writer::Hq, log, None)
    }

    fn begun(device: Uuid, writer: Writer, log: u128, settlement: Option<SettlementRef>) -> Self {
        let log = Uuid::from_u128(log);
        let tip = id(log, 0, 0);
        let mut book = Self { log, facts: Vec::new(), device, writer, settlement, tip, seq: 0, branch: 0 };
        book.writes(Content::Other);
        book
    }

    /// The same log as it goes on elsewhere, with nothing but what comes from now on.
    pub fn branch(&self, branch: u8) -> Self {
        Self { branch, facts: Vec::new(), ..self.clone() }
    }

    pub fn writes(&mut self, content: Content) -> RecordId {
        self.seq += 1;
        let id = id(self.log, self.seq, self.branch);
        self.facts.push(Fact {
            id,
            previous: self.tip,
            log: self.log,
            seq: self.seq,
            device: self.device,
            writer: self.writer,
            settlement: self.settlement.clone(),
            content,
        });
        self.tip = id;
        id
    }

    pub fn hands(&mut self, gift: Gift) -> RecordId {
        self.writes(Content::Distribution(Box::new(gift.0)))
    }

    pub fn voids(&mut self, target: RecordId, supersedes: RecordId) -> RecordId {
        self.corrects(target, supersedes, Change::Void)
    }

    pub fn replaces(&mut self, target: RecordId, supersedes: RecordId, gift: Gift) -> RecordId {
        self.corrects(target, supersedes, Change::Replacement(Box::new(gift.0)))
    }

    fn corrects(&mut self, target: RecordId, supersedes: RecordId, change: Change) -> RecordId {
        let (at, operator, reason) = (Moment(1_000), text("amina"), text("wrong-card"));
        self.writes(Content::Correction(Box::new(Correction { at, operator, target, supersedes, change, reason })))
    }

    pub fn samples(&mut self, device_at: i64, server_at: i64) -> RecordId {
        self.writes(Content::ClockSample(ClockSample { device_at: Moment(device_at), server_at: Moment(server_at) }))
    }

    pub fn steps(&mut self) -> RecordId {
        self.writes(Content::ClockStep(ClockStep { expected_at: Moment(0), found_at: Moment(100) }))
    }
}

/// The tally of books, one after another.
pub fn tally(books: &[&Book]) -> Tally {
    let mut tally = Tally::new();
    for fact in books.iter().flat_map(|book| &book.facts) {
        tally.add(fact.clone(), None);
    }
    tally
}

/// Bytes without a pattern, so that the order of ids says nothing of the order of entries.
fn id(log: Uuid, seq: u64, branch: u8) -> RecordId {
    let mut state = (log.as_u128() as u64).wrapping_mul(31).wrapping_add(seq).wrapping_mul(31) + u64::from(branch);
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_mut(8) {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        chunk.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes());
    }
    RecordId(bytes)
}

/// A hand-over in the making.
#[derive(Debug, Clone)]
pub struct Gift(pub Distribution);

/// A hand-over of one item to a household.
pub fn gift(round: &str, card: &str, item: &str) -> Gift {
    let recipient = Recipient::Household(CardCode::new(card).unwrap());
    Gift(Distribution {
        at: Moment(0),
        round: code(round),
        recipient,
        size: None,
        sex_age: None,
        collector: Collector::Recipient,
        lines: Vec::new(),
        proof: None,
        position: None,
        operator: text("amina"),
        repeat_reason: None,
        note: None,
        seals: Vec::new(),
    })
    .and(1, item)
}

impl Gift {
    pub fn and(mut self, pieces: u32, item: &str) -> Self {
        self.0.lines.push(Line {
            item: code(item),
            quantity: Quantity::new(pieces).unwrap(),
            entitled: None,
            reason: None,
            substitute_for: None,
            batch_no: None,
            expires_on: None,
        });
        self
    }

    pub fn without_lines(mut self) -> Self {
        self.0.lines.clear();
        self
    }

    pub fn to(mut self, recipient: Recipient) -> Self {
        self.0.recipient = recipient;
        self
    }

    pub fn at(mut self, seconds: i64) -> Self {
        self.0.at = Moment(seconds);
        self
    }

    pub fn size(mut self, people: u32) -> Self {
        self.0.size = HouseholdSize::new(people).ok();
        self
    }

    pub fn sex_age(mut self, from_years: &[u8], female: &[u32], male: &[u32]) -> Self {
        self.0.sex_age = Some(SexAge::new(from_years.to_vec(), female.to_vec(), male.to_vec()).unwrap());
        self
    }
}

pub fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

pub fn text(text: &str) -> ShortText {
    ShortText::new(text).unwrap()
}
