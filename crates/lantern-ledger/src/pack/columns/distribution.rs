//! The columns of a hand-over.

use super::card::Cards;
use super::coder::Coder;
use super::line::Lines;
use super::model::{Bytes, Flag, Number, Signed, Words};
use super::sex_age::SexAges;
use crate::WireError;
use crate::codec::distribution::{COMMUNITY, FACILITY, HOUSEHOLD, WALK_IN, size, to_position};
use crate::codec::text::{to_code, to_line};
use lantern_domain::{
    Code, Collector, Distribution, HouseholdSize, Moment, Position, Recipient, Seal, SexAge, ShortText,
};

const CODE_BYTES: usize = Code::MAX * 4;
const TEXT_BYTES: usize = ShortText::MAX * 4;

/// Columns that several kinds of entries share.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) spelling: Bytes,
    operator: Words,
    /// The last moment on the device's clock; `None`: none yet.
    last_at: Option<i64>,
    gap: Signed,
}

impl Shared {
    pub(super) fn new() -> Self {
        Self { spelling: Bytes::NEW, operator: Words::new(), last_at: None, gap: Signed::RISING }
    }

    /// Codes a moment on the device's clock, as the time since the last one.
    pub(super) fn moment(&mut self, coder: &mut Coder<'_>, given: Option<Moment>) -> Moment {
        let given = given.unwrap_or_default().0;
        let at = match self.last_at {
            None => super::model::lone(coder, given),
            Some(last) => last.wrapping_add(self.gap.code(coder, given.wrapping_sub(last))),
        };
        self.last_at = Some(at);
        Moment(at)
    }

    pub(super) fn operator(
        &mut self,
        coder: &mut Coder<'_>,
        given: Option<&ShortText>,
    ) -> Result<ShortText, WireError> {
        let given = given.map_or("", ShortText::as_str);
        to_line(&self.operator.code(coder, &mut self.spelling, given, TEXT_BYTES)?)
    }
}

/// A column of texts that may be missing.
#[derive(Debug, Clone)]
pub(super) struct Remarks {
    is_there: Flag,
    words: Words,
}

impl Remarks {
    fn new() -> Self {
        Self { is_there: Flag::RARE, words: Words::new() }
    }

    fn code(
        &mut self,
        coder: &mut Coder<'_>,
        spelling: &mut Bytes,
        given: Option<&ShortText>,
    ) -> Result<Option<ShortText>, WireError> {
        if !self.is_there.code(coder, given.is_some()) {
            return Ok(None);
        }
        let given = given.map_or("", ShortText::as_str);
        to_line(&self.words.code(coder, spelling, given, TEXT_BYTES)?).map(Some)
    }
}

#[derive(Debug, Clone)]
pub(super) struct Distributions {
    round: Words,
    recipient: [Flag; 3],
    cards: Cards,
    names: Words,
    has_size: Flag,
    size: Number,
    has_sex_age: Flag,
    sex_age: SexAges,
    proxy: Remarks,
    proof: Remarks,
    positions: Positions,
    repeat_reason: Remarks,
    note: Remarks,
    lines: Lines,
    seals: Number,
}

impl Distributions {
    pub(super) fn new() -> Self {
        Self {
            round: Words::new(),
            recipient: [Flag::RARE; 3],
            cards: Cards::new(),
            names: Words::new(),
            has_size: Flag::of(60_000),
            size: Number::NEW,
            has_sex_age: Flag::EVEN,
            sex_age: SexAges::new(),
            proxy: Remarks::new(),
            proof: Remarks::new(),
            positions: Positions::new(),
            repeat_reason: Remarks::new(),
            note: Remarks::new(),
            lines: Lines::new(),
            seals: Number::NEW,
        }
    }

    pub(super) fn code(
        &mut self,
        coder: &mut Coder<'_>,
        shared: &mut Shared,
        given: Option<&Distribution>,
    ) -> Result<Distribution, WireError> {
        let at = shared.moment(coder, given.map(|d| d.at));
        let operator = shared.operator(coder, given.map(|d| &d.operator))?;
        let spelling = &mut shared.spelling;
        let round = given.map_or("", |d| d.round.as_str());
        let round = to_code(&self.round.code(coder, spelling, round, CODE_BYTES)?)?;
        let recipient = self.recipient(coder, spelling, given.map(|d| &d.recipient))?;
        let size = self.size(coder, given.and_then(|d| d.size))?;
        let sex_age = self.sex_age(coder, spelling, size, given.and_then(|d| d.sex_age.as_ref()))?;
        let proxy =
            given.and_then(|d| if let Collector::Proxy(relation) = &d.collector { Some(relation) } else { None });
        let distribution = Distribution {
            at,
            round,
            recipient,
            size,
            sex_age,
            collector: self.proxy.code(coder, spelling, proxy)?.map_or(Collector::Recipient, Collector::Proxy),
            lines: self.lines.code(coder, spelling, given.map_or(&[], |d| &d.lines))?,
            proof: self.proof.code(coder, spelling, given.and_then(|d| d.proof.as_ref()))?,
            position: self.positions.code(coder, given.and_then(|d| d.position))?,
            operator,
            repeat_reason: self.repeat_reason.code(coder, spelling, given.and_then(|d| d.repeat_reason.as_ref()))?,
            note: self.note.code(coder, spelling, given.and_then(|d| d.note.as_ref()))?,
            seals: self.seals(coder, given.map_or(&[], |d| &d.seals))?,
        };
        distribution.check().map_err(|_| WireError::Value)?;
        Ok(distribution)
    }

    fn recipient(
        &mut self,
        coder: &mut Coder<'_>,
        spelling: &mut Bytes,
        given: Option<&Recipient>,
    ) -> Result<Recipient, WireError> {
        let tag = given.map_or(HOUSEHOLD, |given| match given {
            Recipient::Household(_) => HOUSEHOLD,
            Recipient::WalkIn => WALK_IN,
            Recipient::Facility(_) => FACILITY,
            Recipient::Community(_) => COMMUNITY,
        });
        if !self.recipient[0].code(coder, tag != HOUSEHOLD) {
            let card = if let Some(Recipient::Household(card)) = given { Some(card) } else { None };
            return self.cards.code(coder, card).map(Recipient::Household);
        }
        if !self.recipient[1].code(coder, tag != WALK_IN) {
            return Ok(Recipient::WalkIn);
        }
        let is_community = self.recipient[2].code(coder, tag == COMMUNITY);
        let name = match given {
            Some(Recipient::Facility(name) | Recipient::Community(name)) => name.as_str(),
            _ => "",
        };
        let name = to_line(&self.names.code(coder, spelling, name, TEXT_BYTES)?)?;
        Ok(if is_community { Recipient::Community(name) } else { Recipient::Facility(name) })
    }

    fn size(
        &mut self,
        coder: &mut Coder<'_>,
        given: Option<HouseholdSize>,
    ) -> Result<Option<HouseholdSize>, WireError> {
        if !self.has_size.code(coder, given.is_some()) {
            return Ok(None);
        }
        size(self.size.code(coder, given.map_or(0, |size| size.people().into()))).map(Some)
    }

    fn sex_age(
        &mut self,
        coder: &mut Coder<'_>,
        spelling: &mut Bytes,
        size: Option<HouseholdSize>,
        given: Option<&SexAge>,
    ) -> Result<Option<SexAge>, WireError> {
        if !self.has_sex_age.code(coder, given.is_some()) {
            return Ok(None);
        }
        self.sex_age.code(coder, spelling, size.map(HouseholdSize::people), given).map(Some)
    }

    fn seals(&mut self, coder: &mut Coder<'_>, given: &[Seal]) -> Result<Vec<Seal>, WireError> {
        let count = self.seals.code(coder, given.len() as u64);
        if count > Distribution::SEALS_MAX as u64 {
            return Err(WireError::Range);
        }
        Ok((0..count as usize).map(|at| seal(coder, given.get(at))).collect())
    }
}

fn seal(coder: &mut Coder<'_>, given: Option<&Seal>) -> Seal {
    let kind = coder.bits(8, given.map_or(0, |seal| seal.kind.into())) as u8;
    Seal { kind, ciphertext_sha256: hash(coder, given.map(|seal| &seal.ciphertext_sha256)) }
}

/// Codes a hash of which nothing is known.
pub(super) fn hash(coder: &mut Coder<'_>, given: Option<&[u8; 32]>) -> [u8; 32] {
    std::array::from_fn(|at| coder.bits(8, given.map_or(0, |bytes| bytes[at].into())) as u8)
}

/// The columns of positions: how far from the last one.
#[derive(Debug, Clone)]
struct Positions {
    is_there: Flag,
    last: Option<(i64, i64)>,
    latitude: Signed,
    longitude: Signed,
    accuracy: Number,
}

impl Positions {
    fn new() -> Self {
        Self { is_there: Flag::RARE, last: None, latitude: Signed::NEW, longitude: Signed::NEW, accuracy: Number::NEW }
    }

    fn code(&mut self, coder: &mut Coder<'_>, given: Option<Position>) -> Result<Option<Position>, WireError> {
        if !self.is_there.code(coder, given.is_some()) {
            return Ok(None);
        }
        let (north, east) = given.map_or((0, 0), |at| (at.latitude_e5.into(), at.longitude_e5.into()));
        let (north, east) = match self.last {
            None => (super::model::lone(coder, north), super::model::lone(coder, east)),
            Some((last_north, last_east)) => (
                last_north.wrapping_add(self.latitude.code(coder, north.wrapping_sub(last_north))),
                last_east.wrapping_add(self.longitude.code(coder, east.wrapping_sub(last_east))),
            ),
        };
        self.last = Some((north, east));
        let accuracy = self.accuracy.code(coder, given.map_or(0, |at| at.accuracy_m.into()));
        to_position(north, east, accuracy).map(Some)
    }
}
