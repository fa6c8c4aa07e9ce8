//! Hand-overs in numbers: rounds, items and recipients as numbers, so that totals are quick.
//!
//! Leaves adding up to [`super::measure`].

use super::intern::{Intern, NumberMap};
use crate::{Code, Distribution, FoldedCard, HouseholdSize, Moment, Recipient, ShortText};
use std::collections::HashMap;

/// What one version of a hand-over counts.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    pub(super) at: Moment,
    pub(super) round: u32,
    pub(super) settlement: Option<u32>,
    pub(super) recipient: RecipientNumber,
    pub(super) size: Option<HouseholdSize>,
    /// Item and pieces; each item once, none with 0.
    pub(super) lines: Box<[(u32, u32)]>,
}

/// Who received, told apart as totals do: each number stands for one recipient in one round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecipientNumber {
    Household(u32),
    WalkIn,
    Facility(u32),
    Community(u32),
}

/// Numbers everything that hand-overs name.
#[derive(Debug, Clone, Default)]
pub(super) struct Counter {
    rounds: Intern<Code>,
    items: Intern<Code>,
    cards: HashMap<FoldedCard, u32>,
    /// By round and card.
    households: NumberMap<(u32, u32), u32>,
    /// Records that once named a household of that number, by number.
    services: Vec<Vec<u32>>,
    places: HashMap<Place, u32>,
}

/// A facility or community: its round, its settlement, and its name without regard to case and blanks.
type Place = (u32, Option<u32>, bool, String);

/// The records that once named a household in a round, and its number there.
pub(super) struct Services<'a> {
    pub(super) recipient: RecipientNumber,
    pub(super) records: &'a [u32],
}

impl Counter {
    /// Counts a version of a record.
    pub(super) fn count(&mut self, version: &Distribution, settlement: Option<u32>, record: u32) -> Counted {
        let round = self.rounds.number(&version.round);
        let recipient = match &version.recipient {
            Recipient::Household(card) => self.household(round, card.folded(), record),
            Recipient::WalkIn => RecipientNumber::WalkIn,
            Recipient::Facility(name) => RecipientNumber::Facility(self.place(round, settlement, true, name)),
            Recipient::Community(name) => RecipientNumber::Community(self.place(round, settlement, false, name)),
        };
        let lines = self.lines(version);
        Counted { at: version.at, round, settlement, recipient, size: version.size, lines }
    }

    fn household(&mut self, round: u32, card: FoldedCard, record: u32) -> RecipientNumber {
        let next = self.cards.len() as u32;
        let card = *self.cards.entry(card).or_insert(next);
        let next = self.services.len() as u32;
        let number = *self.households.entry((round, card)).or_insert(next);
        if number == next {
            self.services.push(Vec::with_capacity(1));
        }
        let services = &mut self.services[number as usize];
        if !services.contains(&record) {
            services.push(record);
        }
        RecipientNumber::Household(number)
    }

    fn place(&mut self, round: u32, settlement: Option<u32>, is_facility: bool, name: &ShortText) -> u32 {
        let next = self.places.len() as u32;
        *self.places.entry((round, settlement, is_facility, folded(name))).or_insert(next)
    }

    /// The same item in two lines, of two batches, is one item.
    fn lines(&mut self, version: &Distribution) -> Box<[(u32, u32)]> {
        let mut lines: Vec<(u32, u32)> = Vec::with_capacity(version.lines.len());
        for line in version.lines.iter().filter(|line| line.quantity.pieces() > 0) {
            let item = self.items.number(&line.item);
            match lines.iter_mut().find(|(known, _)| *known == item) {
                Some((_, pieces)) => *pieces = pieces.saturating_add(line.quantity.pieces()),
                None => lines.push((item, line.quantity.pieces())),
            }
        }
        lines.into_boxed_slice()
    }

    /// Returns the records that once named a household in a round; a correction may have taken it back since.
    pub(super) fn services(&self, round: &Code, card: &FoldedCard) -> Services<'_> {
        let number = self
            .rounds
            .known(round)
            .zip(self.cards.get(card).copied())
            .and_then(|key| self.households.get(&key).copied());
        match number {
            Some(number) => {
                Services { recipient: RecipientNumber::Household(number), records: &self.services[number as usize] }
            }
            None => Services { recipient: RecipientNumber::WalkIn, records: &[] },
        }
    }

    /// Returns how many households, each once a round, were ever named.
    pub(super) fn household_count(&self) -> usize {
        self.services.len()
    }

    /// Returns all rounds, by number.
    pub(super) fn rounds(&self) -> &[Code] {
        self.rounds.things()
    }

    /// Returns all items, by number.
    pub(super) fn items(&self) -> &[Code] {
        self.items.things()
    }
}

fn folded(name: &ShortText) -> String {
    name.as_str().split_whitespace().flat_map(str::chars).flat_map(char::to_lowercase).collect()
}
