//! What the tests of the ledger share: every record that can be said, a signer that needs no curve, and whole logs.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod corners;
pub mod world;

use chrono::{Days, NaiveDate};
use lantern_domain::{
    CardCode, Change, ClockSample, ClockStep, Code, Collector, Concern, Correction, Decision, Distribution,
    HouseholdSize, Line, Moment, Position, Quantity, Recipient, RecordId, Seal, SettlementRef, SexAge, ShortText,
};
use lantern_ledger::genesis::Relation;
use lantern_ledger::head::{PublicKey, Signature};
use lantern_ledger::{Batch, Body, Entry, Genesis, Hash, Head, Kind, LogRef, Parent, Subject, Verify, batch_fill};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use uuid::Uuid;

pub const OPERATION: Uuid = Uuid::from_u128(0x0b5e_55ed);

pub fn log_ref(number: u128) -> LogRef {
    LogRef { operation: OPERATION, log: Uuid::from_u128(number) }
}

/// Signs and verifies with a hash: whoever knows the public key can sign, which no test minds.
pub struct HashSigner(pub PublicKey);

impl HashSigner {
    pub fn sign(&self, statement: &[u8]) -> Signature {
        let halves = [1, 2].map(|half| Hash::of(&[&self.0, statement, &[half]]).0);
        std::array::from_fn(|at| halves[at / 32][at % 32])
    }
}

impl Verify for HashSigner {
    fn verify(&self, public_key: &PublicKey, statement: &[u8], signature: &Signature) -> bool {
        HashSigner(*public_key).sign(statement) == *signature
    }
}

pub fn signer() -> HashSigner {
    HashSigner([4; 65])
}

/// Cuts a log into batches of these sizes, over and over; a size that does not fit is cut down.
pub fn cut(start: &Head, entries: &[Entry], sizes: &[usize]) -> Vec<Batch> {
    let mut sizes = sizes.iter().copied().cycle();
    let (mut head, mut rest, mut batches) = (*start, entries, Vec::new());
    while !rest.is_empty() {
        let wanted = sizes.next().unwrap_or(usize::MAX).clamp(1, rest.len());
        let (now, later) = rest.split_at(batch_fill(&head, &rest[..wanted]));
        let batch = signed_batch(&head, now);
        (head, rest) = (batch.head().head, later);
        batches.push(batch);
    }
    batches
}

/// Makes a batch signed by [`signer`].
pub fn signed_batch(before: &Head, entries: &[Entry]) -> Batch {
    let after = entries.iter().fold(*before, |head, entry| head.then(entry));
    Batch::build(before, entries, signer().sign(&after.statement())).unwrap()
}

pub fn genesis(log: LogRef) -> Genesis {
    Genesis {
        operation: log.operation,
        device: Uuid::from_u128(0xdead),
        subject: Subject::Settlement(SettlementRef::Planned(Code::new("KOSAAR").unwrap())),
        public_key: signer().0,
        app_version: "0.1.0".to_owned(),
        at: Moment(1_790_000_000),
        parent: None,
    }
}

pub fn genesis_entry(log: LogRef) -> Entry {
    Body::Genesis(Box::new(genesis(log))).to_entry().unwrap()
}

/// Small entries that can be told apart.
pub fn remarks(numbers: impl IntoIterator<Item = u32>) -> Vec<Entry> {
    numbers.into_iter().map(|number| Entry::new(Kind(99), &number.to_be_bytes()).unwrap()).collect()
}

fn text() -> BoxedStrategy<String> {
    prop_oneof![
        "[a-z]{1,12}",
        "[A-Z]{2,6}-[0-9]{1,6}",
        "[a-zéش水 ]{1,40}".prop_map(|text| format!("x{}y", text.trim())),
        Just("شادية".to_owned()),
        Just("x".repeat(64)),
    ]
    .boxed()
}

fn code() -> BoxedStrategy<Code> {
    text().prop_map(|text| Code::new(&text).unwrap()).boxed()
}

fn line_text() -> BoxedStrategy<ShortText> {
    text().prop_map(|text| ShortText::new(&text).unwrap()).boxed()
}

fn moment() -> BoxedStrategy<Moment> {
    prop_oneof![9 => (1_790_000_000_i64..1_800_000_000).prop_map(Moment), 1 => any::<i64>().prop_map(Moment)].boxed()
}

fn card() -> BoxedStrategy<CardCode> {
    let typed = prop_oneof![
        "KOS-[0-4][0-9]{3}",
        "[0-9]{1,32}",
        "[0-9A-F]{16}",
        "[A-Za-z]{1,5}[ -]?[0-9]{1,12}[a-z]{0,2}",
        "[آ-ي]{1,8}[٠-٩]{0,4}",
    ];
    typed.prop_map(|typed| CardCode::new(&typed).unwrap()).boxed()
}

fn recipient() -> BoxedStrategy<Recipient> {
    prop_oneof![
        8 => card().prop_map(Recipient::Household),
        1 => Just(Recipient::WalkIn),
        1 => line_text().prop_map(Recipient::Facility),
        1 => line_text().prop_map(Recipient::Community),
    ]
    .boxed()
}

fn sex_age() -> BoxedStrategy<SexAge> {
    let brackets = prop_oneof![
        Just(vec![0, 5, 12, 18, 60]),
        vec(any::<u8>(), 1..=12).prop_map(|mut years| {
            years.sort_unstable();
            years.dedup();
            years
        }),
    ];
    let count = prop_oneof![9 => 0..6_u32, 1 => 0..=SexAge::COUNT_MAX];
    brackets
        .prop_flat_map(move |years| {
            let cells = vec(count.clone(), years.len());
            (Just(years), cells.clone(), cells)
                .prop_map(|(years, female, male)| SexAge::new(years, female, male).unwrap())
        })
        .boxed()
}

fn quantity() -> BoxedStrategy<Quantity> {
    prop_oneof![4 => 0..4_u32, 1 => 0..=Quantity::MAX].prop_map(|pieces| Quantity::new(pieces).unwrap()).boxed()
}

fn line() -> BoxedStrategy<Line> {
    let day = any::<u16>().prop_map(|days| NaiveDate::default().checked_add_days(Days::new(days.into())).unwrap());
    (
        code(),
        quantity(),
        option::of(quantity()),
        option::of(line_text()),
        option::of(code()),
        option::of(line_text()),
        option::of(day),
    )
        .prop_map(|(item, quantity, entitled, reason, substitute_for, batch_no, expires_on)| Line {
            item,
            quantity,
            entitled,
            reason,
            substitute_for,
            batch_no,
            expires_on,
        })
        .boxed()
}

/// At least one piece, each item once.
fn lines() -> BoxedStrategy<Vec<Line>> {
    vec(line(), 1..=6)
        .prop_map(|mut lines| {
            for (at, line) in lines.iter_mut().enumerate() {
                line.item =
                    Code::new(&format!("{at}{}", &line.item.as_str().chars().take(40).collect::<String>())).unwrap();
            }
            lines[0].quantity = Quantity::new(lines[0].quantity.pieces().max(1)).unwrap();
            lines
        })
        .boxed()
}

fn position() -> BoxedStrategy<Position> {
    (-9_000_000..=9_000_000_i32, -18_000_000..=18_000_000_i32, any::<u16>())
        .prop_map(|(latitude_e5, longitude_e5, accuracy_m)| Position { latitude_e5, longitude_e5, accuracy_m })
        .boxed()
}

fn seal() -> BoxedStrategy<Seal> {
    (any::<u8>(), any::<[u8; 32]>()).prop_map(|(kind, ciphertext_sha256)| Seal { kind, ciphertext_sha256 }).boxed()
}

pub fn distribution() -> BoxedStrategy<Distribution> {
    let people = (option::of(1..=HouseholdSize::MAX), option::of(sex_age()), option::of(line_text()));
    let rest = (option::of(line_text()), option::of(position()), option::of(line_text()), option::of(line_text()));
    (moment(), code(), recipient(), people, lines(), line_text(), rest, vec(seal(), 0..=8))
        .prop_map(|(at, round, recipient, (size, sex_age, proxy), lines, operator, rest, seals)| {
            let (proof, position, repeat_reason, note) = rest;
            Distribution {
                at,
                round,
                recipient,
                size: size.map(|people| HouseholdSize::new(people).unwrap()),
                sex_age,
                collector: proxy.map_or(Collector::Recipient, Collector::Proxy),
                lines,
                proof,
                position,
                operator,
                repeat_reason,
                note,
                seals,
            }
        })
        .boxed()
}

fn record_id() -> BoxedStrategy<RecordId> {
    any::<[u8; 32]>().prop_map(RecordId).boxed()
}

fn correction() -> BoxedStrategy<Correction> {
    let change =
        prop_oneof![Just(Change::Void), distribution().prop_map(|instead| Change::Replacement(Box::new(instead))),];
    (moment(), line_text(), record_id(), record_id(), any::<bool>(), change, line_text())
        .prop_map(|(at, operator, target, other, is_first, change, reason)| Correction {
            at,
            operator,
            target,
            supersedes: if is_first { target } else { other },
            change,
            reason,
        })
        .boxed()
}

fn subject() -> BoxedStrategy<Subject> {
    prop_oneof![
        code().prop_map(|code| Subject::Settlement(SettlementRef::Planned(code))),
        (any::<u128>(), line_text()).prop_map(|(id, name)| {
            Subject::Settlement(SettlementRef::Provisional { id: Uuid::from_u128(id), name })
        }),
        Just(Subject::Operation),
        code().prop_map(Subject::Households),
        Just(Subject::Office),
    ]
    .boxed()
}

fn parent() -> BoxedStrategy<Parent> {
    (any::<bool>(), any::<u128>(), any::<u64>(), any::<[u8; 32]>())
        .prop_map(|(continues, log, seq, hash)| Parent {
            relation: if continues { Relation::Continues } else { Relation::Replaces },
            log: Uuid::from_u128(log),
            seq,
            hash: Hash(hash),
        })
        .boxed()
}

pub fn any_genesis() -> BoxedStrategy<Genesis> {
    (any::<(u128, u128)>(), subject(), vec(any::<u8>(), 65), "[0-9a-z.+-]{1,64}", moment(), option::of(parent()))
        .prop_map(|((operation, device), subject, key, app_version, at, parent)| Genesis {
            operation: Uuid::from_u128(operation),
            device: Uuid::from_u128(device),
            subject,
            public_key: key.try_into().unwrap(),
            app_version,
            at,
            parent,
        })
        .boxed()
}

fn decision() -> BoxedStrategy<Decision> {
    let records = proptest::collection::btree_set(any::<u128>(), 1..=Concern::RECORDS_MAX)
        .prop_map(|ids| Concern::Records(ids.into_iter().map(u128::to_be_bytes).collect()));
    let run = (any::<u128>(), 1..=u64::MAX, any::<u64>()).prop_map(|(log, first_seq, more)| {
        let last_seq = first_seq.saturating_add(more);
        Concern::Run { log: Uuid::from_u128(log), first_seq, last_seq }
    });
    let concern = prop_oneof![records, run, code().prop_map(Concern::Code)];
    (moment(), line_text(), code(), code(), line_text(), concern)
        .prop_map(|(at, by, flag, verdict, reason, concern)| Decision { at, by, flag, verdict, reason, concern })
        .boxed()
}

/// Everything that this version reads in canonical bytes.
pub fn body() -> BoxedStrategy<Body> {
    prop_oneof![
        6 => distribution().prop_map(|said| Body::Distribution(Box::new(said))),
        2 => correction().prop_map(|said| Body::Correction(Box::new(said))),
        1 => (moment(), moment())
            .prop_map(|(device_at, server_at)| Body::ClockSample(ClockSample { device_at, server_at })),
        1 => (moment(), moment())
            .prop_map(|(expected_at, found_at)| Body::ClockStep(ClockStep { expected_at, found_at })),
        1 => any_genesis().prop_map(|said| Body::Genesis(Box::new(said))),
        1 => Just(Body::PlanCommit),
        1 => Just(Body::PlanRestated),
        1 => decision().prop_map(|said| Body::Decision(Box::new(said))),
    ]
    .boxed()
}

/// Any entry: what this version reads, what it does not, and bodies of known kinds that are no such bodies.
pub fn entry() -> BoxedStrategy<Entry> {
    prop_oneof![
        8 => body().prop_map(|body| body.to_entry().unwrap()),
        1 => (any::<u32>(), vec(any::<u8>(), 0..200)).prop_map(|(kind, body)| Entry::new(Kind(kind), &body).unwrap()),
        1 => (1..8_u32, vec(any::<u8>(), 0..60)).prop_map(|(kind, body)| Entry::new(Kind(kind), &body).unwrap()),
    ]
    .boxed()
}

/// The point after the genesis of the first log.
pub fn genesis_head() -> Head {
    Head::start(log_ref(1)).then(&genesis_entry(log_ref(1)))
}
