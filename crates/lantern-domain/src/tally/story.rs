//! Stories: recipients that got the same at the same places on the same days, added together.
//!
//! Most households of a round have one of a few stories, so sums over stories are quick however many households there
//! are; and what is distinct stays exact, because a story says all that any grouping or filter goes by.
//! They lie one behind the other in memory, because a question looks at all of them.
//! Leaves who has which story to [`super::running`].

use super::count::RecipientKind;
use super::intern::hash_of_numbers;
use super::measure::Measuring;
use super::people::{Asked, Household, People};
use super::slots::Slots;
use super::view::Service;
use std::ops::Range;

/// All stories, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Stories {
    places: Slots,
    told: Vec<Told>,
    /// What tells stories apart, one story behind the other: how it is told, and then [`SERVICE_NUMBERS`] a service.
    numbers: Vec<u32>,
    /// The people of each service, one behind the other; none where nobody is counted by head.
    people: Vec<People>,
    /// How many stories are nobody's any more.
    empty: usize,
}

/// One story, and how many recipients have it.
#[derive(Debug, Clone, Default)]
struct Told {
    count: u64,
    /// Where its numbers begin.
    numbers: usize,
    /// Where its people begin.
    people: usize,
}

/// What is told of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// Services to somebody.
    Of(RecipientKind),
    /// One service that was voided.
    Voided,
}

/// Numbers that tell a service: settlement, round, day, goods.
const SERVICE_NUMBERS: usize = 4;
/// So many stories that are nobody's are not worth clearing away.
const EMPTY_MIN: usize = 64;

impl Telling {
    const ALL: [Self; 5] = [
        Self::Of(RecipientKind::Household),
        Self::Of(RecipientKind::WalkIn),
        Self::Of(RecipientKind::Facility),
        Self::Of(RecipientKind::Community),
        Self::Voided,
    ];

    fn number(self) -> u32 {
        Self::ALL.iter().position(|telling| *telling == self).unwrap_or_default() as u32
    }

    fn counts_people(self) -> bool {
        matches!(self, Self::Of(RecipientKind::Household | RecipientKind::WalkIn))
    }
}

impl Stories {
    /// Adds one more recipient of a story.
    pub(super) fn add(&mut self, telling: Telling, story: &[(Service, Household)], asked: &Asked) {
        let place = self.place(&key(telling, story));
        let told = &mut self.told[place];
        if told.count == 0 {
            self.empty -= 1;
        }
        told.count += 1;
        let people = self.people_of(place);
        self.people[people].iter_mut().zip(story).for_each(|(people, (_, household))| people.add(asked, *household));
    }

    /// Takes away a recipient that was added with this story.
    pub(super) fn take_away(&mut self, telling: Telling, story: &[(Service, Household)], asked: &Asked) {
        let Some(place) = self.find(&key(telling, story)).filter(|&place| self.told[place].count > 0) else { return };
        let people = self.people_of(place);
        let people = self.people[people].iter_mut().zip(story);
        people.for_each(|(people, (_, household))| people.take_away(asked, *household));
        self.told[place].count -= 1;
        if self.told[place].count == 0 {
            self.empty += 1;
            if self.empty > EMPTY_MIN.max(self.told.len() / 2) {
                self.clear_away();
            }
        }
    }

    /// Adds all of them to totals.
    pub(super) fn measure(&self, measuring: &mut Measuring<'_>) {
        let mut story = Vec::new();
        for (place, &Told { count, .. }) in self.told.iter().enumerate().filter(|(_, told)| told.count > 0) {
            let Some((&telling, services)) = self.key(place).split_first() else { continue };
            story.clear();
            story.extend(services.chunks_exact(SERVICE_NUMBERS).map(service));
            let people = &self.people[self.people_of(place)];
            match Telling::ALL[telling as usize] {
                Telling::Of(kind) => {
                    measuring.add_story(kind, &story, count, |at, sum| sum.add_all(&people[at]));
                }
                Telling::Voided => story.iter().for_each(|service| measuring.add_voided(service, count)),
            }
        }
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.told.len() - self.empty
    }

    fn find(&self, key: &[u32]) -> Option<usize> {
        let place = self.places.find(hash_of_numbers(&key), |place| self.key(place as usize) == key);
        place.map(|place| place as usize)
    }

    /// Returns the place of a story, which is nobody's yet where it is new.
    fn place(&mut self, key: &[u32]) -> usize {
        if let Some(place) = self.find(key) {
            return place;
        }
        let place = self.told.len();
        self.told.push(Told { count: 0, numbers: self.numbers.len(), people: self.people.len() });
        self.empty += 1;
        self.numbers.extend_from_slice(key);
        let counted = if counts_people(key) { key.len() / SERVICE_NUMBERS } else { 0 };
        self.people.resize_with(self.people.len() + counted, People::default);
        let Self { places, told, numbers, .. } = self;
        let key_at = |place: u32| &numbers[range(told, place as usize, |told| told.numbers, numbers.len())];
        places.add(hash_of_numbers(&key), place as u32, |place| hash_of_numbers(&key_at(place)));
        place
    }

    fn key(&self, place: usize) -> &[u32] {
        &self.numbers[range(&self.told, place, |told| told.numbers, self.numbers.len())]
    }

    fn people_of(&self, place: usize) -> Range<usize> {
        range(&self.told, place, |told| told.people, self.people.len())
    }

    /// Moves the stories that somebody has together.
    fn clear_away(&mut self) {
        let mut before = std::mem::take(self);
        for place in (0..before.told.len()).filter(|&place| before.told[place].count > 0) {
            let moved = self.place(before.key(place));
            self.told[moved].count = before.told[place].count;
            let (from, to) = (before.people_of(place), self.people_of(moved));
            self.people[to].swap_with_slice(&mut before.people[from]);
        }
        self.empty = 0;
    }
}

/// What belongs to a story ends where the next one's begins.
fn range(told: &[Told], place: usize, begin: impl Fn(&Told) -> usize, end: usize) -> Range<usize> {
    begin(&told[place])..told.get(place + 1).map_or(end, begin)
}

fn counts_people(key: &[u32]) -> bool {
    Telling::ALL[key[0] as usize].counts_people()
}

fn key(telling: Telling, story: &[(Service, Household)]) -> Vec<u32> {
    let mut key = Vec::with_capacity(1 + story.len() * SERVICE_NUMBERS);
    key.push(telling.number());
    for (service, _) in story {
        key.extend([service.settlement, service.round, service.day as u32, service.goods]);
    }
    key
}

fn service(numbers: &[u32]) -> Service {
    Service { settlement: numbers[0], round: numbers[1], day: numbers[2] as i32, goods: numbers[3] }
}
