//! The corners of columns: what a reader meets seldom, and gets wrong first.

use super::{genesis_head, log_ref};
use chrono::NaiveDate;
use lantern_domain::{
    CardCode, Change, ClockSample, ClockStep, Code, Collector, Correction, Distribution, HouseholdSize, Line, Moment,
    Position, Quantity, Recipient, RecordId, Seal, SexAge, ShortText,
};
use lantern_ledger::{Body, Entry, Head, Kind};

/// Entries that follow the genesis of log 1.
pub fn corners() -> Vec<Entry> {
    let mut entries = Vec::new();
    let hand_overs = [words(), cards(), people(), fields()].concat();
    entries.extend(hand_overs.into_iter().map(|distribution| entry(Body::Distribution(Box::new(distribution)))));
    entries.extend(spelt_out());
    entries.extend(clocks());
    for correction in corrections(&entries) {
        entries.push(entry(Body::Correction(Box::new(correction))));
    }
    entries
}

fn entry(body: Body) -> Entry {
    body.to_entry().unwrap()
}

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

fn text(text: &str) -> ShortText {
    ShortText::new(text).unwrap()
}

fn one(item: &str) -> Line {
    Line {
        item: code(item),
        quantity: Quantity::new(1).unwrap(),
        entitled: None,
        reason: None,
        substitute_for: None,
        batch_no: None,
        expires_on: None,
    }
}

fn hand_over(recipient: Recipient) -> Distribution {
    Distribution {
        at: Moment(1_790_000_000),
        round: code("R"),
        recipient,
        size: None,
        sex_age: None,
        collector: Collector::Recipient,
        lines: vec![one("A")],
        proof: None,
        position: None,
        operator: text("A"),
        repeat_reason: None,
        note: None,
        seals: Vec::new(),
    }
}

/// Two letters for each number below 676.
fn pair(number: u32) -> String {
    [number / 26, number % 26].iter().map(|letter| char::from(b'a' + *letter as u8)).collect()
}

/// More different texts than a column remembers, and then texts of both sorts again.
fn words() -> Vec<Distribution> {
    let places = (0..259).chain([258, 258, 3, 257, 3, 255, 256, 255]);
    let hand_over = |at: u32| {
        let mut hand_over = hand_over(Recipient::Community(text("all")));
        hand_over.operator = text(&pair(at));
        let entitled = Quantity::new(at % 3).ok();
        hand_over.lines = vec![Line { entitled, ..one(&pair(at)) }, one(&pair(675 - at))];
        hand_over
    };
    places.map(hand_over).collect()
}

/// More forms than are remembered, codes without a form, long runs of digits, numbers near and far.
fn cards() -> Vec<Distribution> {
    let forms = (0..66).map(|form| format!("{}{form}", pair(form)));
    let others = ["-a", "-a", "سارة ٣٤", "7", "000", "004", "999", "x12y345z", "x12y346z", "aa0", "aa00", "cn65"];
    let runs = ["1".repeat(32), format!("x{}", "9".repeat(31)), format!("{}2", "1".repeat(31))];
    let typed = forms.chain(others.map(str::to_owned)).chain(runs);
    typed.map(|typed| hand_over(Recipient::Household(CardCode::new(&typed).unwrap()))).collect()
}

/// Counts by sex and age that are nobody, many, more than a household, and in brackets of their own.
fn people() -> Vec<Distribution> {
    let counts = [
        (Some(3), vec![0, 18], vec![1, 1], vec![1, 0]),
        (Some(3), vec![0, 18], vec![9, 0], vec![0, 20]),
        (None, vec![0, 18], vec![0, 0], vec![0, 0]),
        (Some(99), vec![0, 18], vec![255, 0], vec![0, 0]),
        (Some(99), vec![0, 18], vec![256, 0], vec![0, 9_999]),
        (None, vec![255], vec![0], vec![7]),
        (None, (0..12).collect(), vec![0; 12], (0..12).collect()),
    ];
    let hand_over = |(size, years, female, male): (Option<u32>, Vec<u8>, Vec<u32>, Vec<u32>)| Distribution {
        size: size.and_then(|size| HouseholdSize::new(size).ok()),
        sex_age: Some(SexAge::new(years, female, male).unwrap()),
        ..hand_over(Recipient::WalkIn)
    };
    counts.into_iter().map(hand_over).collect()
}

/// Every field at its ends.
fn fields() -> Vec<Distribution> {
    let position = |latitude_e5, longitude_e5, accuracy_m| Some(Position { latitude_e5, longitude_e5, accuracy_m });
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    let most = Quantity::new(Quantity::MAX).unwrap();
    let none = Quantity::new(0).unwrap();
    let full = Distribution {
        at: Moment(i64::MIN),
        collector: Collector::Proxy(text("neighbour")),
        proof: Some(text("thumbprint")),
        position: position(-9_000_000, 18_000_000, u16::MAX),
        repeat_reason: Some(text("card-lost")),
        note: Some(text(&"ع".repeat(120))),
        seals: (0..8).map(|kind| Seal { kind, ciphertext_sha256: [kind; 32] }).collect(),
        lines: vec![
            Line { entitled: Some(most), reason: Some(text("declined")), quantity: none, ..one("A") },
            Line { batch_no: Some(text("1")), expires_on: day(1969, 12, 31), reason: Some(text("x")), ..one("A") },
            Line { batch_no: Some(text("2")), expires_on: day(2027, 6, 30), quantity: most, ..one("A") },
            Line { substitute_for: Some(code("B")), entitled: Some(none), ..one("C") },
        ],
        ..hand_over(Recipient::Facility(text("clinic")))
    };
    let many = Distribution {
        at: Moment(i64::MAX),
        position: position(9_000_000, -18_000_000, 0),
        lines: (0..16).map(|at| one(&pair(at))).collect(),
        ..hand_over(Recipient::Community(text("clinic")))
    };
    vec![full, many.clone(), Distribution { at: Moment(-1), ..many }]
}

/// Bodies of the kinds that have columns which are not canonical, and kinds that have none.
fn spelt_out() -> Vec<Entry> {
    let bodies: [(Kind, &[u8]); 7] = [
        (Kind::DISTRIBUTION, b""),
        (Kind::CORRECTION, &[0x80, 0x00]),
        (Kind::CLOCK_SAMPLE, &[0, 0, 0]),
        (Kind::CLOCK_STEP, &[0]),
        (Kind::PLAN_COMMIT, b""),
        (Kind(0), b"\x00\xff"),
        (Kind(u32::MAX), "später".as_bytes()),
    ];
    bodies.map(|(kind, body)| Entry::new(kind, body).unwrap()).to_vec()
}

fn clocks() -> Vec<Entry> {
    let (least, most) = (Moment(i64::MIN), Moment(i64::MAX));
    let sample = |device_at, server_at| entry(Body::ClockSample(ClockSample { device_at, server_at }));
    let step = |expected_at, found_at| entry(Body::ClockStep(ClockStep { expected_at, found_at }));
    vec![sample(least, most), sample(most, least), sample(Moment(5), Moment(3)), step(most, least), step(least, most)]
}

/// Of an entry in the batch, of the one before the batch, of one that is not in it, and of one another.
fn corrections(entries: &[Entry]) -> Vec<Correction> {
    let heads = entries.iter().scan(genesis_head(), |head, entry| {
        *head = head.then(entry);
        Some(*head)
    });
    let ids: Vec<RecordId> = std::iter::once(genesis_head()).chain(heads).map(|head| head.hash.into()).collect();
    let unknown = RecordId([0x77; 32]);
    let instead = Change::Replacement(Box::new(hand_over(Recipient::WalkIn)));
    let correction = |target, supersedes, change: &Change| Correction {
        at: Moment(1_790_000_200),
        operator: text("A"),
        target,
        supersedes,
        change: change.clone(),
        reason: text("wrong-card"),
    };
    vec![
        correction(ids[ids.len() - 1], ids[ids.len() - 1], &Change::Void),
        correction(ids[0], ids[0], &instead),
        correction(ids[1], ids[4], &Change::Void),
        correction(unknown, ids[300], &instead),
        correction(ids[300], unknown, &Change::Void),
        correction(log_start(), unknown, &Change::Void),
    ]
}

/// The start of the log, which no entry of it has for its hash.
fn log_start() -> RecordId {
    Head::start(log_ref(1)).hash.into()
}
