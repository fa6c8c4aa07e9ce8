//! The bytes of notes: small pieces, and the one large enumeration.

use crate::{Event, ReceiptFault};
use lantern_domain::{Code, SettlementRef, ShortText};
use lantern_ledger::WireError;
use lantern_ledger::wire::{Reader, put_counted, put_number, put_signed};
use uuid::Uuid;

/// Bytes being written.
#[derive(Default)]
pub(in crate::phone) struct Bytes(pub(super) Vec<u8>);

impl Bytes {
    pub(super) fn number(&mut self, value: u64) {
        put_number(&mut self.0, value);
    }

    pub(super) fn signed(&mut self, value: i64) {
        put_signed(&mut self.0, value);
    }

    pub(super) fn fixed(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn counted(&mut self, bytes: &[u8]) {
        put_counted(&mut self.0, bytes);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.counted(text.as_bytes());
    }

    pub(super) fn settlement(&mut self, settlement: &SettlementRef) {
        match settlement {
            SettlementRef::Planned(code) => {
                self.number(0);
                self.text(code.as_str());
            }
            SettlementRef::Provisional { id, name } => {
                self.number(1);
                self.fixed(id.as_bytes());
                self.text(name.as_str());
            }
        }
    }
}

pub(super) fn id(reader: &mut Reader<'_>) -> Result<Uuid, WireError> {
    Ok(Uuid::from_bytes(reader.fixed()?))
}

pub(super) fn text(reader: &mut Reader<'_>) -> Result<String, WireError> {
    reader.text(usize::MAX).map(str::to_owned)
}

pub(super) fn line(reader: &mut Reader<'_>) -> Result<ShortText, WireError> {
    ShortText::new(reader.text(usize::MAX)?).map_err(|_| WireError::Value)
}

pub(super) fn code(reader: &mut Reader<'_>) -> Result<Code, WireError> {
    Code::new(reader.text(usize::MAX)?).map_err(|_| WireError::Value)
}

pub(super) fn settlement(reader: &mut Reader<'_>) -> Result<SettlementRef, WireError> {
    match reader.number()? {
        0 => Ok(SettlementRef::Planned(code(reader)?)),
        1 => Ok(SettlementRef::Provisional { id: id(reader)?, name: line(reader)? }),
        _ => Err(WireError::Unknown),
    }
}

pub(super) fn put_event(out: &mut Bytes, event: &Event) {
    let (tag, log, numbers) = parts(event);
    out.number(tag);
    out.fixed(log.unwrap_or_default().as_bytes());
    numbers.iter().for_each(|number| out.signed(*number));
    match event {
        Event::LogRefused { code, .. } => out.text(code),
        Event::CopiesDiffer { settlement: Some(settlement), .. } => out.settlement(settlement),
        _ => {}
    }
}

/// Splits an event into its number, for ever the same, its log, and two numbers.
fn parts(event: &Event) -> (u64, Option<Uuid>, [i64; 2]) {
    match event {
        Event::StoreLost { had, restored } => (1, None, [had.cast_signed(), restored.cast_signed()]),
        Event::EntriesRestored { restored } => (2, None, [restored.cast_signed(), 0]),
        Event::SecondCopyLost => (3, None, [0; 2]),
        Event::SecondCopyFailing => (4, None, [0; 2]),
        Event::CopiesDiffer { log, settlement } => (5, Some(*log), [settlement.is_some().into(), 0]),
        Event::Damaged { log, seq } => (6, Some(*log), [seq.cast_signed(), 0]),
        Event::KeyLost => (7, None, [0; 2]),
        Event::ReceiptRefused { log, why } => (8, Some(*log), [*why as i64, 0]),
        Event::SplitHistory { log } => (9, Some(*log), [0; 2]),
        Event::LogRefused { log, .. } => (10, Some(*log), [0; 2]),
        Event::PlanRefused => (11, None, [0; 2]),
        Event::Revoked => (12, None, [0; 2]),
        Event::CredentialUnknown => (13, None, [0; 2]),
        Event::ClockStepped { seconds } => (14, None, [*seconds, 0]),
        Event::NotPersisted => (15, None, [0; 2]),
        Event::KeyConfirmed => (16, None, [0; 2]),
        Event::KeyRefused => (17, None, [0; 2]),
    }
}

pub(super) fn event(reader: &mut Reader<'_>) -> Result<Event, WireError> {
    let (tag, log) = (reader.number()?, id(reader)?);
    let (first, second) = (reader.signed()?, reader.signed()?);
    Ok(match tag {
        1 => Event::StoreLost { had: first.cast_unsigned(), restored: second.cast_unsigned() },
        2 => Event::EntriesRestored { restored: first.cast_unsigned() },
        3 => Event::SecondCopyLost,
        4 => Event::SecondCopyFailing,
        5 => Event::CopiesDiffer { log, settlement: if first == 0 { None } else { Some(settlement(reader)?) } },
        6 => Event::Damaged { log, seq: first.cast_unsigned() },
        7 => Event::KeyLost,
        8 => Event::ReceiptRefused { log, why: fault(first)? },
        9 => Event::SplitHistory { log },
        10 => Event::LogRefused { log, code: text(reader)? },
        11 => Event::PlanRefused,
        12 => Event::Revoked,
        13 => Event::CredentialUnknown,
        14 => Event::ClockStepped { seconds: first },
        15 => Event::NotPersisted,
        16 => Event::KeyConfirmed,
        17 => Event::KeyRefused,
        _ => return Err(WireError::Unknown),
    })
}

fn fault(number: i64) -> Result<ReceiptFault, WireError> {
    let all = [ReceiptFault::Unreadable, ReceiptFault::Signature, ReceiptFault::Hash, ReceiptFault::TooHigh];
    all.into_iter().find(|fault| *fault as i64 == number).ok_or(WireError::Unknown)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::super::{Enrolment, from_bytes, to_bytes};
    use super::*;
    use crate::Notice;
    use lantern_domain::Moment;

    #[test]
    fn every_notice_reads_back() {
        let log = Uuid::from_u128(9);
        let settlement = SettlementRef::Provisional { id: log, name: ShortText::new("Behind the school").unwrap() };
        let events = [
            Event::StoreLost { had: 7, restored: u64::MAX },
            Event::EntriesRestored { restored: 1 },
            Event::SecondCopyLost,
            Event::SecondCopyFailing,
            Event::CopiesDiffer { log, settlement: None },
            Event::CopiesDiffer { log, settlement: Some(settlement) },
            Event::Damaged { log, seq: 3 },
            Event::KeyLost,
            Event::ReceiptRefused { log, why: ReceiptFault::Hash },
            Event::SplitHistory { log },
            Event::LogRefused { log, code: "genesis_wrong".into() },
            Event::PlanRefused,
            Event::Revoked,
            Event::CredentialUnknown,
            Event::ClockStepped { seconds: -61 },
            Event::NotPersisted,
            Event::KeyConfirmed,
            Event::KeyRefused,
        ];
        let notices: Vec<Notice> =
            events.into_iter().zip(1..).map(|(event, number)| Notice { number, at: Moment(5), event }).collect();
        assert_eq!(from_bytes::<Vec<Notice>>(&to_bytes(&notices)), Some(notices));
    }

    #[test]
    fn an_enrolment_that_an_earlier_version_stored_reads_back_with_a_key_that_was_not_refused() {
        let enrolment = Enrolment {
            operation: Uuid::from_u128(1),
            operation_name: "Jowhar".into(),
            device: Uuid::from_u128(2),
            device_name: "Phone".into(),
            hq_key: [4; 65],
            token: "secret".into(),
            enrolled_at: Moment(5),
            is_key_confirmed: false,
            is_key_refused: true,
        };
        let mut bytes = to_bytes(&enrolment);
        assert_eq!(from_bytes::<Enrolment>(&bytes), Some(enrolment.clone()));
        bytes.pop();
        assert_eq!(from_bytes::<Enrolment>(&bytes), Some(Enrolment { is_key_refused: false, ..enrolment }));
    }

    #[test]
    fn what_a_later_version_appends_is_passed_over() {
        let mut bytes = to_bytes(&ShortText::new("Amina").unwrap());
        bytes.extend_from_slice(b"more");
        assert_eq!(from_bytes::<ShortText>(&bytes).unwrap().as_str(), "Amina");
    }
}
