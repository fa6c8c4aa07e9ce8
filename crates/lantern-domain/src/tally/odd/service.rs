//! A service as it is judged: copied out of the register, so that nobody waits for the register meanwhile.

use super::super::count::RecipientKind;
use super::super::register::Register;
use super::super::sieve::Calendar;
use super::super::view::View;
use super::Substitutes;
use crate::plan::ItemRecipient;
use crate::{Code, HouseholdSize, Moment, RecordId, SettlementRef};
use uuid::Uuid;

/// One service.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) id: RecordId,
    pub(super) at: Moment,
    pub(super) device: Uuid,
    pub(super) round: Code,
    /// Local to the settlement, in days of the common era.
    pub(super) day: i32,
    /// The number of who received.
    pub(super) who: u32,
    pub(super) to: ItemRecipient,
    /// Card or name, folded; of a walk-in nothing.
    pub(super) name: String,
    /// Facilities and communities of the same name are others in other settlements; of a household nothing.
    pub(super) place: Option<Code>,
    pub(super) size: Option<HouseholdSize>,
    pub(super) lines: Vec<Line>,
}

/// Pieces of one item.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) item: Code,
    /// The item, or the one that it was given instead of.
    pub(super) due_as: Code,
    pub(super) pieces: u64,
}

impl Service {
    /// Copies a record that is not void.
    pub(super) fn copy(register: &Register, substitutes: &Substitutes<'_>, calendar: &Calendar, record: u32) -> Self {
        let (view, outline) = (View::now(register), register.outline(record));
        let said = view.said(record);
        let to = match register.counter.kind_of(said) {
            RecipientKind::Household | RecipientKind::WalkIn => ItemRecipient::Household,
            RecipientKind::Facility => ItemRecipient::Facility,
            RecipientKind::Community => ItemRecipient::Community,
        };
        let instead_of = substitutes(&version(register, record));
        let mut lines = Vec::new();
        for &(item, pieces) in register.counter.goods(said.goods) {
            let item = &register.counter.items()[item as usize];
            let mut rest = u64::from(pieces);
            // Of two batches of an item, only one may be given instead of another.
            for it in instead_of.iter().filter(|it| it.item == *item) {
                let pieces = it.pieces.min(rest);
                rest -= pieces;
                lines.push(Line { item: item.clone(), due_as: it.stands_for.clone(), pieces });
            }
            lines.push(Line { item: item.clone(), due_as: item.clone(), pieces: rest });
        }
        lines.retain(|line| line.pieces > 0);
        Self {
            id: outline.id,
            at: outline.at,
            device: outline.author.device,
            round: outline.round().clone(),
            day: view.service(record, Some(calendar)).day,
            who: said.who,
            to,
            name: register.counter.name(said).to_owned(),
            place: outline.settlement.filter(|_| to != ItemRecipient::Household).map(SettlementRef::key),
            size: HouseholdSize::new(said.household().size.into()).ok(),
            lines,
        }
    }
}

/// Returns the id of the version of a record that counts.
pub(super) fn version(register: &Register, record: u32) -> RecordId {
    let outline = register.outline(record);
    outline.replacement().unwrap_or(outline.id)
}
