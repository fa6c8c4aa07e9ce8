//! The checked-in mix of records for measuring: the same records for the same seed, for ever.
//!
//! One record is one hand-over with its lines: gaps exponential with a mean of 45 s; cards `KOS-0000` to `KOS-4999` in random
//! order; 3 % without a card; 30 % with two lines; sex and age on half, each person in any of ten cells; households of six
//! people on average; 3 % off the entitlement, with a reason; 1 % voided at once.
//! Leaves what is measured, and printing it, to tests and tools.

use crate::chain::link;
use crate::{Body, Entry, Hash, Head};
use lantern_domain::{
    CardCode, Change, Code, Collector, Correction, Distribution, HouseholdSize, Line, Moment, Position, Quantity,
    Recipient, SexAge, ShortText,
};

/// Which of the three measured mixes; the first one is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mix {
    /// With a position on each record.
    pub position: bool,
    /// With random 64-bit card codes, 16 hexadecimal digits, instead of typed ones.
    pub random_codes: bool,
}

const CARDS: usize = 5_000;
const GAP_MEAN_S: u64 = 45;
const BRACKETS: [u8; 5] = [0, 5, 12, 18, 60];
/// 2026-09-21, a morning.
const START_AT: i64 = 1_790_000_000;

impl Mix {
    /// Returns `count` hand-overs and the voids among them, as entries that follow a point of a log.
    ///
    /// The log's genesis is not among them: for a log's first batch, put one first and pass the point after it.
    pub fn entries(self, seed: u64, before: &Head, count: usize) -> Vec<Entry> {
        let mut desk = Desk::new(seed, before.hash);
        (0..count).for_each(|at| desk.serve(self, at));
        desk.entries
    }
}

struct Desk {
    random: SplitMix,
    cards: Vec<usize>,
    at: i64,
    last: Hash,
    entries: Vec<Entry>,
}

impl Desk {
    fn new(seed: u64, last: Hash) -> Self {
        let mut random = SplitMix(seed);
        let mut cards: Vec<usize> = (0..CARDS).collect();
        (1..CARDS).rev().for_each(|at| cards.swap(at, random.below(at as u64 + 1) as usize));
        Self { random, cards, at: START_AT, last, entries: Vec::new() }
    }

    fn serve(&mut self, mix: Mix, number: usize) {
        self.at += self.random.gap_s();
        let distribution = self.distribution(mix, number);
        self.push(&Body::Distribution(Box::new(distribution)));
        if self.random.percent(1) {
            self.void();
        }
    }

    fn void(&mut self) {
        let reason = ["entered-twice", "wrong-card"][self.random.below(2) as usize];
        self.at += 2 + self.random.below(8) as i64;
        let correction = Correction {
            at: Moment(self.at),
            operator: line("Amina Yusuf"),
            target: self.last.into(),
            supersedes: self.last.into(),
            change: Change::Void,
            reason: line(reason),
        };
        self.push(&Body::Correction(Box::new(correction)));
    }

    fn push(&mut self, body: &Body) {
        let entry = body.to_entry().expect("the mix can be said");
        self.last = link(self.last, &entry);
        self.entries.push(entry);
    }

    fn distribution(&mut self, mix: Mix, number: usize) -> Distribution {
        let size = (0..3).map(|_| self.random.below(5) as u32).sum::<u32>().max(1);
        Distribution {
            at: Moment(self.at),
            round: code("IOM-LANTERNS-2014"),
            recipient: self.recipient(mix, number),
            size: HouseholdSize::new(size).ok(),
            sex_age: self.random.percent(50).then(|| self.sex_age(size)),
            collector: Collector::Recipient,
            lines: self.lines(),
            proof: None,
            position: mix.position.then(|| self.position()),
            operator: line("Amina Yusuf"),
            repeat_reason: None,
            note: None,
            seals: Vec::new(),
        }
    }

    fn recipient(&mut self, mix: Mix, number: usize) -> Recipient {
        let typed = if mix.random_codes {
            format!("{:016X}", self.random.next())
        } else {
            format!("KOS-{:04}", self.cards[number % CARDS])
        };
        if self.random.percent(3) {
            return Recipient::WalkIn;
        }
        Recipient::Household(CardCode::new(&typed).expect("letters and digits make a card"))
    }

    fn sex_age(&mut self, size: u32) -> SexAge {
        let mut cells = [0; BRACKETS.len() * 2];
        (0..size).for_each(|_| cells[self.random.below(cells.len() as u64) as usize] += 1);
        let (female, male) = cells.split_at(BRACKETS.len());
        SexAge::new(BRACKETS.to_vec(), female.to_vec(), male.to_vec()).expect("ten small counts")
    }

    fn lines(&mut self) -> Vec<Line> {
        let mut lines = vec![due("LANTERN", 1)];
        if self.random.percent(30) {
            lines.push(due("NFI-KIT", 1));
        }
        if self.random.percent(3) {
            let reason = ["large-household", "shared-shelter", "replacement"][self.random.below(3) as usize];
            lines[0].quantity = pieces(2);
            lines[0].reason = Some(line(reason));
        }
        lines
    }

    /// Within 30 m of the desk.
    fn position(&mut self) -> Position {
        Position {
            latitude_e5: 204_600 + self.random.below(55) as i32,
            longitude_e5: 4_534_200 + self.random.below(55) as i32,
            accuracy_m: 3 + self.random.below(15) as u16,
        }
    }
}

fn due(item: &str, count: u32) -> Line {
    Line {
        item: code(item),
        quantity: pieces(count),
        entitled: Some(pieces(count)),
        reason: None,
        substitute_for: None,
        batch_no: None,
        expires_on: None,
    }
}

fn code(text: &str) -> Code {
    Code::new(text).expect("a short code")
}

fn line(text: &str) -> ShortText {
    ShortText::new(text).expect("a short text")
}

fn pieces(count: u32) -> Quantity {
    Quantity::new(count).expect("a small quantity")
}

/// A small generator of numbers (`SplitMix64`): arithmetic, so the same everywhere; no source of randomness.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    /// A time until something that happens in any second with the same chance: exponential, in whole seconds.
    fn gap_s(&mut self) -> i64 {
        let mut gap = 1;
        while self.below(GAP_MEAN_S) != 0 {
            gap += 1;
        }
        gap
    }
}
