//! Who holds a record, as a screen says it: in colour, in shape and in words.

use super::said;
use crate::text::{Words, slug};
use crate::ui::Tone;
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

    /// Returns the words for it.
    pub fn said(&self, words: &Words) -> String {
        let records = &words.records;
        match &self.kind {
            Kind::OnPhone => records.on_phone.to_owned(),
            Kind::Held(number) => format!("{} · {}", records.held, (records.receipt)(number)),
            Kind::HeldBack => records.held_back.to_owned(),
            Kind::Void(reason) => (records.void)(slug::said(words, reason)),
        }
    }
}
