//! The body of a hand-over.

use super::{line, text};
use crate::wire::{Reader, WireError, put_counted, put_number, put_signed};
use lantern_domain::{Collector, Distribution, HouseholdSize, Moment, Position, Recipient, Seal, SexAge};

const SIZE: u8 = 1;
const SEX_AGE: u8 = 1 << 1;
const PROXY: u8 = 1 << 2;
const PROOF: u8 = 1 << 3;
const POSITION: u8 = 1 << 4;
const REPEAT_REASON: u8 = 1 << 5;
const NOTE: u8 = 1 << 6;
const SEALS: u8 = 1 << 7;

pub(crate) const HOUSEHOLD: u8 = 0;
pub(crate) const WALK_IN: u8 = 1;
pub(crate) const FACILITY: u8 = 2;
pub(crate) const COMMUNITY: u8 = 3;

const LATITUDE_MAX: u32 = 9_000_000;
const LONGITUDE_MAX: u32 = 18_000_000;

pub(crate) fn put(out: &mut Vec<u8>, distribution: &Distribution) {
    let d = distribution;
    put_signed(out, d.at.0);
    put_counted(out, d.round.as_str().as_bytes());
    put_recipient(out, &d.recipient);
    put_counted(out, d.operator.as_str().as_bytes());
    out.push(presence(d));
    if let Some(size) = d.size {
        put_number(out, size.people().into());
    }
    if let Some(counts) = &d.sex_age {
        put_sex_age(out, counts);
    }
    let relation = if let Collector::Proxy(relation) = &d.collector { Some(relation) } else { None };
    for text in [relation, d.proof.as_ref()].into_iter().flatten() {
        put_counted(out, text.as_str().as_bytes());
    }
    if let Some(position) = &d.position {
        put_signed(out, position.latitude_e5.into());
        put_signed(out, position.longitude_e5.into());
        put_number(out, position.accuracy_m.into());
    }
    for text in [&d.repeat_reason, &d.note].into_iter().flatten() {
        put_counted(out, text.as_str().as_bytes());
    }
    put_number(out, d.lines.len() as u64);
    d.lines.iter().for_each(|line| line::put(out, line));
    if !d.seals.is_empty() {
        put_number(out, d.seals.len() as u64);
        d.seals.iter().for_each(|seal| put_seal(out, seal));
    }
}

pub(crate) fn parse(body: &[u8]) -> Result<Distribution, WireError> {
    let mut reader = Reader::new(body);
    let distribution = read(&mut reader)?;
    reader.end()?;
    Ok(distribution)
}

pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Distribution, WireError> {
    let at = Moment(reader.signed()?);
    let round = text::code(reader)?;
    let recipient = recipient(reader)?;
    let operator = text::line(reader)?;
    let presence = reader.byte()?;
    let has = |bit: u8| presence & bit != 0;
    let distribution = Distribution {
        at,
        round,
        recipient,
        operator,
        size: has(SIZE).then(|| size(reader.number()?)).transpose()?,
        sex_age: has(SEX_AGE).then(|| sex_age(reader)).transpose()?,
        collector: if has(PROXY) { Collector::Proxy(text::line(reader)?) } else { Collector::Recipient },
        proof: has(PROOF).then(|| text::line(reader)).transpose()?,
        position: has(POSITION).then(|| position(reader)).transpose()?,
        repeat_reason: has(REPEAT_REASON).then(|| text::line(reader)).transpose()?,
        note: has(NOTE).then(|| text::line(reader)).transpose()?,
        lines: several(reader, Distribution::LINES_MAX, line::read)?,
        seals: if has(SEALS) { several(reader, Distribution::SEALS_MAX, seal)? } else { Vec::new() },
    };
    let has_empty_seals = has(SEALS) && distribution.seals.is_empty();
    if has_empty_seals || distribution.check().is_err() { Err(WireError::Value) } else { Ok(distribution) }
}

fn presence(d: &Distribution) -> u8 {
    let bit = |is_there: bool, bit: u8| if is_there { bit } else { 0 };
    bit(d.size.is_some(), SIZE)
        | bit(d.sex_age.is_some(), SEX_AGE)
        | bit(matches!(d.collector, Collector::Proxy(_)), PROXY)
        | bit(d.proof.is_some(), PROOF)
        | bit(d.position.is_some(), POSITION)
        | bit(d.repeat_reason.is_some(), REPEAT_REASON)
        | bit(d.note.is_some(), NOTE)
        | bit(!d.seals.is_empty(), SEALS)
}

fn put_recipient(out: &mut Vec<u8>, recipient: &Recipient) {
    match recipient {
        Recipient::Household(card) => {
            out.push(HOUSEHOLD);
            put_counted(out, card.as_typed().as_bytes());
        }
        Recipient::WalkIn => out.push(WALK_IN),
        Recipient::Facility(name) => {
            out.push(FACILITY);
            put_counted(out, name.as_str().as_bytes());
        }
        Recipient::Community(name) => {
            out.push(COMMUNITY);
            put_counted(out, name.as_str().as_bytes());
        }
    }
}

fn recipient(reader: &mut Reader<'_>) -> Result<Recipient, WireError> {
    Ok(match reader.byte()? {
        HOUSEHOLD => Recipient::Household(text::card(reader)?),
        WALK_IN => Recipient::WalkIn,
        FACILITY => Recipient::Facility(text::line(reader)?),
        COMMUNITY => Recipient::Community(text::line(reader)?),
        _ => return Err(WireError::Unknown),
    })
}

pub(crate) fn size(people: u64) -> Result<HouseholdSize, WireError> {
    u32::try_from(people).ok().and_then(|people| HouseholdSize::new(people).ok()).ok_or(WireError::Range)
}

fn put_sex_age(out: &mut Vec<u8>, counts: &SexAge) {
    put_counted(out, counts.from_years());
    counts.female().iter().chain(counts.male()).for_each(|&people| put_number(out, people.into()));
}

fn sex_age(reader: &mut Reader<'_>) -> Result<SexAge, WireError> {
    let from_years = reader.counted(SexAge::BRACKETS_MAX)?.to_vec();
    let mut counts = || -> Result<Vec<u32>, WireError> {
        from_years.iter().map(|_| Ok(reader.number_to(SexAge::COUNT_MAX.into())? as u32)).collect()
    };
    let (female, male) = (counts()?, counts()?);
    SexAge::new(from_years, female, male).map_err(|_| WireError::Value)
}

fn position(reader: &mut Reader<'_>) -> Result<Position, WireError> {
    let (latitude, longitude) = (reader.signed()?, reader.signed()?);
    to_position(latitude, longitude, reader.number()?)
}

pub(crate) fn to_position(latitude_e5: i64, longitude_e5: i64, accuracy_m: u64) -> Result<Position, WireError> {
    let within = |value: i64, max: u32| {
        i32::try_from(value).ok().filter(|value| value.unsigned_abs() <= max).ok_or(WireError::Range)
    };
    Ok(Position {
        latitude_e5: within(latitude_e5, LATITUDE_MAX)?,
        longitude_e5: within(longitude_e5, LONGITUDE_MAX)?,
        accuracy_m: u16::try_from(accuracy_m).map_err(|_| WireError::Range)?,
    })
}

fn put_seal(out: &mut Vec<u8>, seal: &Seal) {
    out.push(seal.kind);
    out.extend_from_slice(&seal.ciphertext_sha256);
}

fn seal(reader: &mut Reader<'_>) -> Result<Seal, WireError> {
    Ok(Seal { kind: reader.byte()?, ciphertext_sha256: reader.fixed()? })
}

fn several<T>(
    reader: &mut Reader<'_>,
    max: usize,
    read: fn(&mut Reader<'_>) -> Result<T, WireError>,
) -> Result<Vec<T>, WireError> {
    let count = reader.number_to(max as u64)?;
    (0..count).map(|_| read(reader)).collect()
}
