//! Totals added up the plain way, from whole records and texts: what the tally's numbers and sums must equal.
//!
//! Leaves out targets, which no record changes.

use lantern_domain::tally::{
    Dimension, Filter, KeyValue, Record, SexAgeSum, Tally, Totals, TotalsQuery, UNKNOWN_VALUE,
};
use lantern_domain::{Code, Moment, Plan, Recipient, RecordId, SexAge, ShortText};
use std::collections::{BTreeMap, BTreeSet};

/// The measures of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Measures {
    counts: [u64; 6],
    quantity: Option<u64>,
    in_kits: Option<u64>,
    /// Individuals, size known for, asked for.
    people: [u64; 3],
    sex_age: Vec<SexAgeSum>,
}

/// Rows by the codes of their keys, and the row of all.
pub type Rows = (BTreeMap<Vec<String>, Measures>, Measures);

/// Returns what totals say, in the form of this oracle.
pub fn said(totals: &Totals) -> Rows {
    let measures = |row: &lantern_domain::TotalsRow| Measures {
        counts: [row.services, row.voided, row.households, row.walk_ins, row.facilities, row.communities],
        quantity: row.quantity,
        in_kits: row.in_kits,
        people: [row.individuals, row.size_known_for, row.asked_for],
        sex_age: row.sex_age.clone(),
    };
    let codes = |key: &[KeyValue]| key.iter().map(|value| value.code.clone()).collect();
    (totals.rows.iter().map(|row| (codes(&row.key), measures(row))).collect(), measures(&totals.all))
}

/// Returns what tells a facility or community apart from others of its settlement.
pub fn folded(name: &ShortText) -> String {
    name.as_str().split_whitespace().collect::<String>().to_lowercase()
}

/// A record as it is counted here.
struct Plain {
    id: RecordId,
    at: Moment,
    is_void: bool,
    /// One code for each dimension but the item.
    codes: BTreeMap<Dimension, String>,
    items: BTreeMap<Code, u64>,
    /// What is counted once: a kind, and what tells it apart.
    who: Option<(u8, String)>,
    size: Option<u32>,
    sex_age: Option<SexAge>,
}

impl Plain {
    fn of(record: &Record<'_>, plan: &Plan) -> Self {
        let said = record.last;
        let round = plan.rounds.get(&said.round);
        let settlement = record.settlement.map_or(UNKNOWN_VALUE.to_owned(), |settlement| settlement.key().to_string());
        let organisation = round.and_then(|round| round.implementing_org.as_ref());
        let codes = [
            (Dimension::Round, said.round.to_string()),
            (Dimension::Settlement, settlement.clone()),
            (Dimension::Day, record.day(plan).to_string()),
            (Dimension::Implementing, organisation.map_or(UNKNOWN_VALUE.to_owned(), |name| name.to_string())),
            (Dimension::Funder, round.and_then(|round| round.funder()).unwrap_or(UNKNOWN_VALUE.to_owned())),
        ];
        let mut items = BTreeMap::new();
        for line in said.lines.iter().filter(|line| line.quantity.pieces() > 0) {
            *items.entry(line.item.clone()).or_default() += u64::from(line.quantity.pieces());
        }
        let who = match &said.recipient {
            Recipient::Household(card) => Some((2, format!("{}/{}", said.round, card.folded().as_str()))),
            Recipient::WalkIn => None,
            Recipient::Facility(name) => Some((4, format!("{}/{settlement}/{}", said.round, folded(name)))),
            Recipient::Community(name) => Some((5, format!("{}/{settlement}/{}", said.round, folded(name)))),
        };
        Self {
            id: record.id,
            at: record.at,
            is_void: record.is_void(),
            codes: codes.into(),
            items,
            who,
            size: said.size.map(|size| size.people()),
            sex_age: said.sex_age.clone(),
        }
    }

    fn passes_but_item(&self, filter: &Filter) -> bool {
        let is = |dimension, wanted: Option<&str>| wanted.is_none_or(|wanted| self.codes[&dimension] == wanted);
        let day = &self.codes[&Dimension::Day];
        is(Dimension::Round, filter.round.as_ref().map(Code::as_str))
            && is(Dimension::Settlement, filter.settlement.as_ref().map(Code::as_str))
            && is(Dimension::Implementing, filter.implementing.as_deref())
            && is(Dimension::Funder, filter.funder.as_deref())
            && filter.from.is_none_or(|from| from.to_string() <= *day)
            && filter.to.is_none_or(|to| *day <= to.to_string())
    }

    fn passes(&self, filter: &Filter) -> bool {
        self.passes_but_item(filter) && filter.item.as_ref().is_none_or(|item| self.items.contains_key(item))
    }

    fn key(&self, group: &[Dimension], item: &str) -> Vec<String> {
        group.iter().map(|dimension| self.codes.get(dimension).map_or(item.to_owned(), String::clone)).collect()
    }
}

/// A row in the making.
#[derive(Default)]
struct Row {
    measures: Measures,
    seen: BTreeSet<(u8, String)>,
}

impl Row {
    fn of_one_item(is_of_one_item: bool) -> Self {
        let zero = is_of_one_item.then_some(0);
        Self { measures: Measures { quantity: zero, in_kits: zero, ..Measures::default() }, ..Self::default() }
    }

    fn add(&mut self, record: &Plain, pieces: u64, first: &Plain) {
        if record.is_void {
            self.measures.counts[1] += 1;
            return;
        }
        self.measures.counts[0] += 1;
        self.measures.quantity = self.measures.quantity.map(|sum| sum + pieces);
        let kind = record.who.as_ref().map_or(3, |(kind, _)| *kind);
        if record.who.as_ref().is_some_and(|who| !self.seen.insert(who.clone())) {
            return;
        }
        self.measures.counts[usize::from(kind)] += 1;
        if kind < 4 {
            self.add_people(first);
        }
    }

    fn add_people(&mut self, first: &Plain) {
        let people = &mut self.measures.people;
        people[0] += u64::from(first.size.unwrap_or(0));
        people[1] += u64::from(first.size.is_some());
        let Some(counts) = &first.sex_age else { return };
        people[2] += 1;
        let sums = &mut self.measures.sex_age;
        let at = sums.iter().position(|sum| sum.from_years == counts.from_years()).unwrap_or_else(|| {
            let zeros = vec![0; counts.from_years().len()];
            let from_years = counts.from_years().to_vec();
            sums.push(SexAgeSum { from_years, female: zeros.clone(), male: zeros, asked_for: 0 });
            sums.len() - 1
        });
        sums[at].asked_for += 1;
        sums[at].female.iter_mut().zip(counts.female()).for_each(|(sum, &count)| *sum += u64::from(count));
        sums[at].male.iter_mut().zip(counts.male()).for_each(|(sum, &count)| *sum += u64::from(count));
    }

    fn add_in_kits(&mut self, pieces: u64) {
        self.measures.in_kits = self.measures.in_kits.map(|sum| sum + pieces);
    }

    fn done(mut self) -> Measures {
        self.measures.sex_age.sort();
        self.measures
    }
}

/// Adds up what a tally holds.
pub fn totals(tally: &Tally, plan: &Plan, query: &TotalsQuery) -> Rows {
    let TotalsQuery { group, filter, .. } = query;
    let records: Vec<Plain> = tally.records().map(|record| Plain::of(&record, plan)).collect();
    let first_of = |one: &Plain| -> &Plain {
        let same = |other: &&Plain| !other.is_void && other.passes(filter) && other.who == one.who;
        let alone = records.iter().find(|other| other.id == one.id).unwrap();
        let firsts = records.iter().filter(|_| one.who.is_some()).filter(same);
        firsts.min_by_key(|other| (other.at, other.id)).unwrap_or(alone)
    };
    let by_item = group.contains(&Dimension::Item);
    let mut all = Row::of_one_item(filter.item.is_some());
    let mut rows: BTreeMap<Vec<String>, Row> = BTreeMap::new();
    let passes_item = |item: &Code| filter.item.as_ref().is_none_or(|wanted| wanted == item);
    for record in records.iter().filter(|record| record.passes_but_item(filter)) {
        let row_of = |item: &str| (record.key(group, item), Row::of_one_item(by_item || filter.item.is_some()));
        let first = first_of(record);
        let contents = if record.is_void { BTreeMap::new() } else { contents(record, plan) };
        let parts: BTreeMap<&Code, u64> =
            contents.iter().filter(|(item, _)| passes_item(item)).map(|(item, &pieces)| (item, pieces)).collect();
        let pieces = record.items.iter().filter(|(item, _)| passes_item(item)).map(|(_, pieces)| pieces).sum();
        let in_kits: u64 = parts.values().sum();
        if record.passes(filter) {
            all.add(record, pieces, first);
        }
        all.add_in_kits(in_kits);
        if by_item {
            for (item, &pieces) in record.items.iter().filter(|(item, _)| passes_item(item)) {
                let (key, empty) = row_of(item.as_str());
                rows.entry(key).or_insert(empty).add(record, pieces, first);
            }
            for (item, &pieces) in &parts {
                let (key, empty) = row_of(item.as_str());
                rows.entry(key).or_insert(empty).add_in_kits(pieces);
            }
        } else if !group.is_empty() && (record.passes(filter) || (in_kits > 0 && filter.item.is_some())) {
            let (key, empty) = row_of("");
            let row = rows.entry(key).or_insert(empty);
            if record.passes(filter) {
                row.add(record, pieces, first);
            }
            row.add_in_kits(in_kits);
        }
    }
    (rows.into_iter().map(|(key, row)| (key, row.done())).collect(), all.done())
}

/// What the kits of a record contain, kits inside kits opened as well.
fn contents(record: &Plain, plan: &Plan) -> BTreeMap<Code, u64> {
    let mut all = BTreeMap::new();
    let mut open: Vec<(Code, u64)> = record.items.clone().into_iter().collect();
    while let Some((item, pieces)) = open.pop() {
        for part in plan.items.get(&item).map_or(&[][..], |item| &item.components) {
            let inside = pieces * u64::from(part.count);
            *all.entry(part.item.clone()).or_default() += inside;
            open.push((part.item.clone(), inside));
        }
    }
    all
}
