//! Who holds a record, as a screen says it: in colour, in shape and in words.

use super::said;
use crate::text::{Words, slug};
use crate::ui::{Tone, View, el, group};
use lantern_device::{RecordState, RecordView};

/// The state of a record.
pub struct State {
    /// Colour and shape.
    pub tone: Tone,
    kind: Kind,
}

enum Kind {
    OnPhone,
    Held(String),
    HeldBack,
    Void(String),
}

impl State {
    /// Returns the state of a record: void first, because that is what counts.
    pub fn of(record: &RecordView) -> Self {
        if let Some(void) = &record.void {
            return Self { tone: Tone::Stop, kind: Kind::Void(void.reason.to_string()) };
        }
        match &record.state {
            RecordState::OnThisPhone => Self { tone: Tone::Waits, kind: Kind::OnPhone },
            RecordState::HqHolds(receipt) if receipt.is_counted => {
                let number = said::receipt(receipt.journal, receipt.position);
                Self { tone: Tone::Good, kind: Kind::Held(number) }
            }
            RecordState::HqHolds(_) => Self { tone: Tone::Good, kind: Kind::HeldBack },
        }
    }

    /// Draws the words for it. A receipt's number stays on one line, in a list on one of its own.
    pub fn drawn(&self, words: &Words) -> View {
        let records = &words.records;
        match &self.kind {
            Kind::OnPhone => records.on_phone.into(),
            Kind::Held(number) => {
                let receipt = el("span").class("together").child((records.receipt)(number));
                group().child(records.held).child(receipt).into()
            }
            Kind::HeldBack => records.held_back.into(),
            Kind::Void(reason) => (records.void)(slug::said(words, reason)).into(),
        }
    }
}
