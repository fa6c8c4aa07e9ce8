//! The body of a decision of HQ.
//!
//! Not JSON like HQ's other entries: it names records by the hundred, and every phone reads it.

use super::text;
use crate::wire::{Reader, WireError, put_counted, put_number, put_signed};
use lantern_domain::correction::HashStart;
use lantern_domain::{Concern, Decision, Moment};
use uuid::Uuid;

const RECORDS: u8 = 0;
const RUN: u8 = 1;
const CODE: u8 = 2;

pub(crate) fn put(out: &mut Vec<u8>, decision: &Decision) {
    put_signed(out, decision.at.0);
    put_counted(out, decision.by.as_str().as_bytes());
    put_counted(out, decision.flag.as_str().as_bytes());
    put_counted(out, decision.verdict.as_str().as_bytes());
    put_counted(out, decision.reason.as_str().as_bytes());
    match &decision.concern {
        Concern::Records(ids) => {
            out.push(RECORDS);
            put_number(out, ids.len() as u64);
            ids.iter().for_each(|id| out.extend_from_slice(id));
        }
        Concern::Run { log, first_seq, last_seq } => {
            out.push(RUN);
            out.extend_from_slice(log.as_bytes());
            put_number(out, *first_seq);
            put_number(out, *last_seq);
        }
        Concern::Code(code) => {
            out.push(CODE);
            put_counted(out, code.as_str().as_bytes());
        }
    }
}

pub(crate) fn parse(body: &[u8]) -> Result<Decision, WireError> {
    let reader = &mut Reader::new(body);
    let decision = Decision {
        at: Moment(reader.signed()?),
        by: text::line(reader)?,
        flag: text::code(reader)?,
        verdict: text::code(reader)?,
        reason: text::line(reader)?,
        concern: match reader.byte()? {
            RECORDS => Concern::Records(read_records(reader)?),
            RUN => read_run(reader)?,
            CODE => Concern::Code(text::code(reader)?),
            _ => return Err(WireError::Unknown),
        },
    };
    reader.end()?;
    Ok(decision)
}

fn read_records(reader: &mut Reader<'_>) -> Result<Vec<HashStart>, WireError> {
    let count = reader.number_to(Concern::RECORDS_MAX as u64)?;
    let mut ids: Vec<HashStart> = Vec::new();
    for _ in 0..count {
        let id = reader.fixed()?;
        if ids.last().is_some_and(|last| *last >= id) {
            return Err(WireError::Value);
        }
        ids.push(id);
    }
    if ids.is_empty() { Err(WireError::Value) } else { Ok(ids) }
}

fn read_run(reader: &mut Reader<'_>) -> Result<Concern, WireError> {
    let log = Uuid::from_bytes(reader.fixed()?);
    let (first_seq, last_seq) = (reader.number()?, reader.number()?);
    if first_seq == 0 || first_seq > last_seq {
        Err(WireError::Value)
    } else {
        Ok(Concern::Run { log, first_seq, last_seq })
    }
}
