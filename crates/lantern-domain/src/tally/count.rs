//! Hand-overs in numbers: rounds, goods and recipients as numbers, so that totals are quick and a record takes few bytes.
//!
//! Leaves adding up to [`super::measure`].

use super::chain::NONE;
use super::intern::{Intern, NumberMap, Texts, hash_of_numbers};
use super::people::{Asked, Household};
use super::slots::Slots;
use crate::{Code, Distribution, FoldedCard, Moment, Recipient, ShortText};

/// The recipient of a walk-in: told apart from nobody.
pub(super) const WALK_IN: u32 = NONE;

/// What one version of a hand-over says, as far as it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) at: Moment,
    pub(super) round: u32,
    /// Number of what was handed over.
    pub(super) goods: u32,
    /// Number of the recipient's name among all; [`WALK_IN`]: nobody's.
    pub(super) who: u32,
    asked: u32,
    size: u8,
}

impl Said {
    /// Returns how many people were served.
    pub(super) fn household(&self) -> Household {
        Household { size: self.size, asked: self.asked }
    }
}

/// What was handed over: item and pieces; each item once, none with 0.
pub(super) type Goods = Vec<(u32, u32)>;

/// Who received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum RecipientKind {
    Household,
    WalkIn,
    Facility,
    Community,
}

/// One recipient in one round, told apart as totals do.
#[derive(Debug, Clone)]
struct Served {
    round: u32,
    who: u32,
    /// Facilities and communities of the same name are others in other settlements; [`NONE`] for households.
    settlement: u32,
    /// The first record that named it.
    first: u32,
}

/// Numbers everything that hand-overs name.
#[derive(Debug, Clone, Default)]
pub(super) struct Counter {
    rounds: Intern<Code>,
    items: Intern<Code>,
    goods: Intern<Goods>,
    /// Cards and names, each behind the letter of its kind.
    names: Texts,
    /// By the number of the name.
    kinds: Vec<RecipientKind>,
    asked: Asked,
    served: Vec<Served>,
    served_numbers: Slots,
    /// Records that named a recipient later, in order.
    more: NumberMap<u32, Vec<u32>>,
}

impl Counter {
    /// Numbers what a version of a record says.
    pub(super) fn said(&mut self, version: &Distribution) -> Said {
        let who = match &version.recipient {
            Recipient::Household(card) => self.who(RecipientKind::Household, &format!("h{}", card.folded().as_str())),
            Recipient::WalkIn => WALK_IN,
            Recipient::Facility(name) => self.who(RecipientKind::Facility, &format!("f{}", folded(name))),
            Recipient::Community(name) => self.who(RecipientKind::Community, &format!("c{}", folded(name))),
        };
        Said {
            at: version.at,
            round: self.rounds.number(&version.round),
            goods: self.goods_of(version),
            who,
            asked: self.asked.keep(version.sex_age.as_ref()),
            // At most `HouseholdSize::MAX`.
            size: version.size.map_or(0, |size| size.people() as u8),
        }
    }

    fn who(&mut self, kind: RecipientKind, name: &str) -> u32 {
        let number = self.names.number(name);
        if number as usize == self.kinds.len() {
            self.kinds.push(kind);
        }
        number
    }

    /// The same item in two lines, of two batches, is one item.
    fn goods_of(&mut self, version: &Distribution) -> u32 {
        let mut goods: Goods = Vec::with_capacity(version.lines.len());
        for line in version.lines.iter().filter(|line| line.quantity.pieces() > 0) {
            let item = self.items.number(&line.item);
            match goods.iter_mut().find(|(known, _)| *known == item) {
                Some((_, pieces)) => *pieces = pieces.saturating_add(line.quantity.pieces()),
                None => goods.push((item, line.quantity.pieces())),
            }
        }
        goods.sort_unstable();
        self.goods.number(&goods)
    }

    /// Returns the number of the recipient that a record names, and takes note of the record.
    pub(super) fn serve(&mut self, said: &Said, settlement: u32, record: u32) -> u32 {
        if said.who == WALK_IN {
            return WALK_IN;
        }
        if let Some(recipient) = self.recipient(said, settlement) {
            let first = self.served[recipient as usize].first;
            if first != record {
                let more = self.more.entry(recipient).or_default();
                if let Err(place) = more.binary_search(&record) {
                    more.insert(place, record);
                }
            }
            return recipient;
        }
        let Self { served, served_numbers, kinds, .. } = self;
        let recipient = served.len() as u32;
        let settlement = settlement_of(kinds[said.who as usize], settlement);
        let hash = |it: &Served| hash_of_numbers(&(it.round, it.who, it.settlement));
        let one = Served { round: said.round, who: said.who, settlement, first: record };
        served_numbers.add(hash(&one), recipient, |number| hash(&served[number as usize]));
        served.push(one);
        recipient
    }

    /// Returns the number of the recipient that a record names, where one has named it before.
    pub(super) fn recipient(&self, said: &Said, settlement: u32) -> Option<u32> {
        if said.who == WALK_IN {
            return Some(WALK_IN);
        }
        let settlement = settlement_of(self.kinds[said.who as usize], settlement);
        self.served_number(said.round, said.who, settlement)
    }

    fn served_number(&self, round: u32, who: u32, settlement: u32) -> Option<u32> {
        let hash = hash_of_numbers(&(round, who, settlement));
        self.served_numbers.find(hash, |number| {
            let served = &self.served[number as usize];
            (served.round, served.who, served.settlement) == (round, who, settlement)
        })
    }

    /// Returns the number of a household in a round; `None`: no record ever named it.
    pub(super) fn household(&self, round: &Code, card: &FoldedCard) -> Option<u32> {
        let who = self.names.known(&format!("h{}", card.as_str()))?;
        self.served_number(self.rounds.known(round)?, who, NONE)
    }

    /// Returns what a recipient is.
    pub(super) fn kind(&self, recipient: u32) -> RecipientKind {
        match self.served.get(recipient as usize) {
            Some(served) => self.kinds[served.who as usize],
            None => RecipientKind::WalkIn,
        }
    }

    /// Returns the records that once named a recipient; a correction may have taken it back since.
    pub(super) fn records_of(&self, recipient: u32) -> impl Iterator<Item = u32> {
        let first = self.served.get(recipient as usize).map(|served| served.first);
        first.into_iter().chain(self.more.get(&recipient).into_iter().flatten().copied())
    }

    /// Returns how many records once named a recipient.
    pub(super) fn record_count_of(&self, recipient: u32) -> usize {
        1 + self.more.get(&recipient).map_or(0, Vec::len)
    }

    /// Returns how many recipients were ever named.
    pub(super) fn recipient_count(&self) -> u32 {
        self.served.len() as u32
    }

    /// Returns what the recipient of a hand-over is.
    pub(super) fn kind_of(&self, said: &Said) -> RecipientKind {
        self.kinds.get(said.who as usize).copied().unwrap_or(RecipientKind::WalkIn)
    }

    /// Returns the card or name of the recipient of a hand-over, folded; of a walk-in nothing.
    pub(super) fn name(&self, said: &Said) -> &str {
        if said.who == WALK_IN { "" } else { self.names.text(said.who).get(1..).unwrap_or_default() }
    }

    /// Returns all rounds, by number.
    pub(super) fn rounds(&self) -> &[Code] {
        self.rounds.things()
    }

    /// Returns all items, by number.
    pub(super) fn items(&self) -> &[Code] {
        self.items.things()
    }

    /// Returns what a number of goods stands for.
    pub(super) fn goods(&self, number: u32) -> &[(u32, u32)] {
        &self.goods.things()[number as usize]
    }

    /// Returns the counts by sex and age.
    pub(super) fn asked(&self) -> &Asked {
        &self.asked
    }
}

fn settlement_of(kind: RecipientKind, settlement: u32) -> u32 {
    if kind == RecipientKind::Household { NONE } else { settlement }
}

fn folded(name: &ShortText) -> String {
    name.as_str().split_whitespace().flat_map(str::chars).flat_map(char::to_lowercase).collect()
}
