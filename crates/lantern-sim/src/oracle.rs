//! The oracle: totals as a person would add them up from the entries that reached HQ, each once.
//!
//! Written from `docs/sync.md` and the glossary, not from the tally, and as slow as it likes to be.

use crate::annals::{Annal, Annals, What, folded};
use crate::hq::held::{Counted, Held};
use lantern_domain::plan::Plan;
use lantern_domain::tally::{Dimension, Totals, TotalsQuery, TotalsRow};
use lantern_domain::{Change, Code, Correction, Distribution, FoldedCard, Recipient};
use lantern_ledger::{Genesis, Hash};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What is compared of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// Pieces.
    pub quantity: u64,
    /// Hand-overs.
    pub services: u64,
    /// Distinct households of a round.
    pub households: u64,
    /// Hand-overs without a card.
    pub walk_ins: u64,
    /// Hand-overs that were voided.
    pub voided: u64,
}

/// Sums by settlement and something else, and those of everything (whose quantity is that of all items together).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// By settlement and item, or by settlement and day.
    pub rows: BTreeMap<(String, String), Sums>,
    /// Everything.
    pub all: Sums,
}

/// The question whose answer the oracle knows.
pub fn question() -> TotalsQuery {
    TotalsQuery { group: vec![Dimension::Settlement, Dimension::Item], ..TotalsQuery::default() }
}

/// The other question: on which days, by clocks as they were corrected.
pub fn question_of_days() -> TotalsQuery {
    TotalsQuery { group: vec![Dimension::Settlement, Dimension::Day], ..TotalsQuery::default() }
}

impl Sheet {
    /// Reads HQ's answer to [`question`] or [`question_of_days`].
    pub fn of(totals: &Totals) -> Self {
        let sums = |row: &TotalsRow| Sums {
            quantity: row.quantity.unwrap_or(0),
            services: row.services,
            households: row.households,
            walk_ins: row.walk_ins,
            voided: row.voided,
        };
        let key = |row: &TotalsRow| (row.key[0].code.clone(), row.key[1].code.clone());
        let rows: BTreeMap<_, _> = totals.rows.iter().map(|row| (key(row), sums(row))).collect();
        let quantity = rows.values().map(|row| row.quantity).sum();
        Self { rows, all: Sums { quantity, ..sums(&totals.all) } }
    }
}

/// What holds of a hand-over, with its household.
type Version<'a> = (&'a Distribution, Option<FoldedCard>);

/// Adds up what HQ holds and counts, by settlement and item.
pub fn sheet(held: &Held, annals: &Annals) -> Sheet {
    added_up(held, &annals.all(), |_, _, said| {
        let items: BTreeSet<&str> = said.lines.iter().map(|line| line.item.as_str()).collect();
        let pieces = |item: &str| {
            let lines = said.lines.iter().filter(|line| line.item.as_str() == item);
            lines.map(|line| u64::from(line.quantity.pieces())).sum()
        };
        items.into_iter().map(|item| (item.to_owned(), pieces(item))).collect()
    })
}

/// Adds up what HQ holds and counts, by settlement and day; pieces are of several items, and so are not told.
pub fn sheet_of_days(held: &Held, annals: &Annals, plan: &Plan) -> Sheet {
    let annals = annals.all();
    let ahead = ahead(held, &annals);
    added_up(held, &annals, |hash, settlement, said| {
        let known = Code::new(settlement).ok();
        let at = said.at.plus(ahead.get(hash).map_or(0, |(_, _, seconds)| *seconds));
        vec![(at.day(plan.utc_offset_minutes(known.as_ref())).to_string(), 0)]
    })
}

/// By entry: number and hash of the sample that says how far the server's clock was ahead of the phone's, and how many
/// seconds: the nearest sample behind it, with no step in between; of several histories' the one with the least number,
/// then the least hash.
fn ahead(held: &Held, annals: &HashMap<Hash, Annal>) -> HashMap<Hash, (u64, Hash, i64)> {
    let mut ahead = HashMap::new();
    for Counted { hash, what, .. } in held.counted(annals) {
        let (What::Sample(sample), Some(annal)) = (what, annals.get(&hash)) else { continue };
        let own = (annal.seq, hash, sample.server_at.0 - sample.device_at.0);
        let mut at = annal.before;
        while let Some(annal) = annals.get(&at).filter(|annal| !matches!(annal.what, What::Sample(_) | What::Step)) {
            let nearest = ahead.entry(at).or_insert(own);
            *nearest = own.min(*nearest);
            at = annal.before;
        }
    }
    ahead
}

/// Adds up what HQ holds and counts, by settlement and by what else is said of each version.
fn added_up(
    held: &Held,
    annals: &HashMap<Hash, Annal>,
    rows: impl Fn(&Hash, &str, &Distribution) -> Vec<(String, u64)>,
) -> Sheet {
    let mut records: Vec<(Hash, Version<'_>, &Genesis, Uuid)> = Vec::new();
    let mut words: HashMap<Hash, Vec<(Hash, &Correction, Uuid)>> = HashMap::new();
    for Counted { hash, what, origin, author } in held.counted(annals) {
        match what {
            What::Record(distribution, card) => records.push((hash, (distribution, card.clone()), origin, author)),
            What::Correction(correction) => {
                words.entry(correction.target.into()).or_default().push((hash, correction, author));
            }
            _ => {}
        }
    }
    let mut adding = Adding::default();
    for (hash, first, origin, author) in &records {
        let said = words.get(hash).map_or(&[][..], Vec::as_slice);
        let entitled = said.iter().filter(|(_, _, by)| by.is_nil() || by == author);
        let entitled: Vec<(Hash, &Correction)> = entitled.map(|(hash, correction, _)| (*hash, *correction)).collect();
        let (version, is_void) = ruling(first, &entitled);
        let settlement = origin.settlement().map(|settlement| settlement.key().as_str().to_owned()).unwrap_or_default();
        for (row, pieces) in rows(hash, &settlement, version.0) {
            adding.add_to(Some((settlement.clone(), row)), &version, is_void, pieces);
        }
        adding.add_to(None, &version, is_void, 0);
    }
    adding.sheet
}

/// Returns what holds of a hand-over, and whether it is void: of the words that no other replaces a void goes first, then
/// the greatest hash.
fn ruling<'a>(first: &Version<'a>, words: &[(Hash, &'a Correction)]) -> (Version<'a>, bool) {
    let last = words.iter().filter(|(hash, _)| !words.iter().any(|(_, other)| Hash::from(other.supersedes) == *hash));
    let is_void = |correction: &Correction| matches!(correction.change, Change::Void);
    let Some(winner) = last.max_by_key(|(hash, correction)| (is_void(correction), hash.0)) else {
        return (first.clone(), false);
    };
    let mut at = Some(winner);
    while let Some((_, correction)) = at {
        if let Change::Replacement(replacement) = &correction.change {
            return ((&**replacement, folded(replacement)), is_void(winner.1));
        }
        at = words.iter().find(|(hash, _)| *hash == Hash::from(correction.supersedes));
    }
    (first.clone(), is_void(winner.1))
}

/// Settlement and item or day; `None`: the row of everything.
type Row = Option<(String, String)>;

#[derive(Default)]
struct Adding {
    sheet: Sheet,
    seen: BTreeSet<(Row, Code, FoldedCard)>,
}

impl Adding {
    fn add_to(&mut self, key: Row, version: &Version<'_>, is_void: bool, quantity: u64) {
        let sums = match &key {
            Some(key) => self.sheet.rows.entry(key.clone()).or_default(),
            None => &mut self.sheet.all,
        };
        if is_void {
            sums.voided += 1;
            return;
        }
        sums.services += 1;
        sums.quantity += quantity;
        match (&version.0.recipient, &version.1) {
            (Recipient::WalkIn, _) => sums.walk_ins += 1,
            (_, Some(card)) if self.seen.insert((key.clone(), version.0.round.clone(), card.clone())) => {
                sums.households += 1;
            }
            _ => {}
        }
        if key.is_some() {
            self.sheet.all.quantity += quantity;
        }
    }
}
