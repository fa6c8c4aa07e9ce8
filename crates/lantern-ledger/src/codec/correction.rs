//! The body of a correction.

use super::{distribution, text};
use crate::wire::{Reader, WireError, put_counted, put_signed};
use lantern_domain::{Change, Correction, Moment, RecordId};

const VOID: u8 = 0;
const REPLACEMENT: u8 = 1;

pub(crate) fn put(out: &mut Vec<u8>, correction: &Correction) {
    put_signed(out, correction.at.0);
    put_counted(out, correction.operator.as_str().as_bytes());
    out.extend_from_slice(&correction.target.0);
    out.extend_from_slice(&correction.supersedes.0);
    put_counted(out, correction.reason.as_str().as_bytes());
    match &correction.change {
        Change::Void => out.push(VOID),
        Change::Replacement(instead) => {
            out.push(REPLACEMENT);
            distribution::put(out, instead);
        }
    }
}

pub(crate) fn parse(body: &[u8]) -> Result<Correction, WireError> {
    let reader = &mut Reader::new(body);
    let correction = Correction {
        at: Moment(reader.signed()?),
        operator: text::line(reader)?,
        target: RecordId(reader.fixed()?),
        supersedes: RecordId(reader.fixed()?),
        reason: text::line(reader)?,
        change: match reader.byte()? {
            VOID => Change::Void,
            REPLACEMENT => Change::Replacement(Box::new(distribution::read(reader)?)),
            _ => return Err(WireError::Unknown),
        },
    };
    reader.end()?;
    Ok(correction)
}
