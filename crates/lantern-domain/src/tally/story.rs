//! Stories: recipients that got the same at the same places on the same days, added together.
//!
//! Most households of a round have one of a few stories, so sums over stories are quick however many households there
//! are; and what is distinct stays exact, because a story says all that any grouping or filter goes by.
//! Leaves who has which story to [`super::running`].

use super::count::RecipientKind;
use super::intern::NumberMap;
use super::measure::Measuring;
use super::people::{Asked, Household, People};
use super::view::Service;

/// All stories, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Stories(NumberMap<Box<[u32]>, Alike>);

/// What is told of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// Services to somebody.
    Of(RecipientKind),
    /// One service that was voided.
    Voided,
}

/// The recipients of one story.
#[derive(Debug, Clone, Default)]
struct Alike {
    count: u64,
    /// As they were at each of its services; none where nobody is counted by head.
    people: Vec<People>,
}

/// Numbers that tell a service: settlement, round, day, goods.
const SERVICE_NUMBERS: usize = 4;

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
        let key = key(telling, story);
        if !self.0.contains_key(&key[..]) {
            self.0.insert(key.clone().into_boxed_slice(), Alike::default());
        }
        let Some(alike) = self.0.get_mut(&key[..]) else { return };
        alike.count += 1;
        if telling.counts_people() {
            alike.people.resize_with(story.len(), People::default);
            alike.people.iter_mut().zip(story).for_each(|(people, (_, household))| people.add(asked, *household));
        }
    }

    /// Takes away a recipient that was added with this story.
    pub(super) fn take_away(&mut self, telling: Telling, story: &[(Service, Household)], asked: &Asked) {
        let key = key(telling, story);
        let Some(alike) = self.0.get_mut(&key[..]) else { return };
        alike.count -= 1;
        alike.people.iter_mut().zip(story).for_each(|(people, (_, household))| people.take_away(asked, *household));
        if alike.count == 0 {
            self.0.remove(&key[..]);
        }
    }

    /// Adds all of them to totals.
    pub(super) fn measure(&self, measuring: &mut Measuring<'_>) {
        let mut story = Vec::new();
        for (key, alike) in &self.0 {
            let Some((&telling, services)) = key.split_first() else { continue };
            story.clear();
            story.extend(services.chunks_exact(SERVICE_NUMBERS).map(service));
            match Telling::ALL[telling as usize] {
                Telling::Of(kind) => {
                    measuring.add_story(kind, &story, alike.count, |at, people| people.add_all(&alike.people[at]));
                }
                Telling::Voided => story.iter().for_each(|service| measuring.add_voided(service, alike.count)),
            }
        }
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
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
