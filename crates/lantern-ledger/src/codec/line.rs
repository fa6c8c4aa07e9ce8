//! The lines of a hand-over.

use super::text;
use crate::wire::{Reader, WireError, put_counted, put_number, put_signed};
use chrono::{Days, NaiveDate};
use lantern_domain::{Line, Quantity};

const ENTITLED: u8 = 1;
const REASON: u8 = 1 << 1;
const SUBSTITUTE: u8 = 1 << 2;
const BATCH_NO: u8 = 1 << 3;
const EXPIRES: u8 = 1 << 4;
const ALL: u8 = (1 << 5) - 1;

pub(crate) fn put(out: &mut Vec<u8>, line: &Line) {
    put_counted(out, line.item.as_str().as_bytes());
    put_number(out, line.quantity.pieces().into());
    out.push(presence(line));
    if let Some(entitled) = line.entitled {
        put_number(out, entitled.pieces().into());
    }
    if let Some(reason) = &line.reason {
        put_counted(out, reason.as_str().as_bytes());
    }
    if let Some(item) = &line.substitute_for {
        put_counted(out, item.as_str().as_bytes());
    }
    if let Some(batch_no) = &line.batch_no {
        put_counted(out, batch_no.as_str().as_bytes());
    }
    if let Some(day) = line.expires_on {
        put_signed(out, day_number(day));
    }
}

pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Line, WireError> {
    let item = text::code(reader)?;
    let quantity = quantity(reader)?;
    let presence = reader.byte()?;
    if presence & !ALL != 0 {
        return Err(WireError::Unknown);
    }
    let has = |bit: u8| presence & bit != 0;
    Ok(Line {
        item,
        quantity,
        entitled: has(ENTITLED).then(|| self::quantity(reader)).transpose()?,
        reason: has(REASON).then(|| text::line(reader)).transpose()?,
        substitute_for: has(SUBSTITUTE).then(|| text::code(reader)).transpose()?,
        batch_no: has(BATCH_NO).then(|| text::line(reader)).transpose()?,
        expires_on: has(EXPIRES).then(|| day(reader.signed()?)).transpose()?,
    })
}

fn presence(line: &Line) -> u8 {
    let bit = |is_there: bool, bit: u8| if is_there { bit } else { 0 };
    bit(line.entitled.is_some(), ENTITLED)
        | bit(line.reason.is_some(), REASON)
        | bit(line.substitute_for.is_some(), SUBSTITUTE)
        | bit(line.batch_no.is_some(), BATCH_NO)
        | bit(line.expires_on.is_some(), EXPIRES)
}

fn quantity(reader: &mut Reader<'_>) -> Result<Quantity, WireError> {
    to_quantity(reader.number_to(Quantity::MAX.into())?)
}

pub(crate) fn to_quantity(pieces: u64) -> Result<Quantity, WireError> {
    u32::try_from(pieces).ok().and_then(|pieces| Quantity::new(pieces).ok()).ok_or(WireError::Range)
}

/// Returns the days since 1970-01-01.
pub(crate) fn day_number(day: NaiveDate) -> i64 {
    day.signed_duration_since(NaiveDate::default()).num_days()
}

pub(crate) fn day(number: i64) -> Result<NaiveDate, WireError> {
    let days = Days::new(number.unsigned_abs());
    let start = NaiveDate::default();
    let day = if number < 0 { start.checked_sub_days(days) } else { start.checked_add_days(days) };
    day.ok_or(WireError::Range)
}
