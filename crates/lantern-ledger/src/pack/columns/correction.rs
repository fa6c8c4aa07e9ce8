//! The columns of corrections and clock entries.

use super::coder::Coder;
use super::distribution::{Distributions, Shared, hash};
use super::model::{Flag, Number, Signed, Words};
use crate::codec::text::to_line;
use crate::{Hash, WireError};
use lantern_domain::{Change, ClockSample, ClockStep, Correction, Moment, RecordId, ShortText};

#[derive(Debug, Clone)]
pub(super) struct Corrections {
    is_near: Flag,
    distance: Number,
    is_of_first: Flag,
    reason: Words,
    is_replacement: Flag,
}

impl Corrections {
    pub(super) fn new() -> Self {
        Self {
            is_near: Flag::of(60_000),
            distance: Number::NEW,
            is_of_first: Flag::of(60_000),
            reason: Words::new(),
            is_replacement: Flag::RARE,
        }
    }

    /// `passed`: the hash before the batch, then that of each entry so far.
    pub(super) fn code(
        &mut self,
        coder: &mut Coder<'_>,
        shared: &mut Shared,
        distributions: &mut Distributions,
        passed: &[Hash],
        given: Option<&Correction>,
    ) -> Result<Correction, WireError> {
        let at = shared.moment(coder, given.map(|correction| correction.at));
        let operator = shared.operator(coder, given.map(|correction| &correction.operator))?;
        let target = self.record(coder, passed, given.map(|correction| correction.target))?;
        let is_of_first = given.is_some_and(|correction| correction.supersedes == correction.target);
        let supersedes = if self.is_of_first.code(coder, is_of_first) {
            target
        } else {
            self.record(coder, passed, given.map(|correction| correction.supersedes))?
        };
        let reason = given.map_or("", |correction| correction.reason.as_str());
        let reason = to_line(&self.reason.code(coder, &mut shared.spelling, reason, ShortText::MAX * 4)?)?;
        let instead = match given.map(|correction| &correction.change) {
            Some(Change::Replacement(instead)) => Some(&**instead),
            _ => None,
        };
        let change = if self.is_replacement.code(coder, instead.is_some()) {
            Change::Replacement(Box::new(distributions.code(coder, shared, instead)?))
        } else {
            Change::Void
        };
        Ok(Correction { at, operator, target, supersedes, change, reason })
    }

    /// Codes a record's id: how many entries ago in this batch, or all its bytes.
    fn record(
        &mut self,
        coder: &mut Coder<'_>,
        passed: &[Hash],
        given: Option<RecordId>,
    ) -> Result<RecordId, WireError> {
        let found = given.and_then(|id| passed.iter().rev().position(|hash| hash.0 == id.0));
        if !self.is_near.code(coder, found.is_some()) {
            return Ok(RecordId(hash(coder, given.as_ref().map(|id| &id.0))));
        }
        let distance = self.distance.code(coder, found.unwrap_or(0) as u64);
        let near = usize::try_from(distance).ok().and_then(|distance| passed.iter().rev().nth(distance));
        near.map(|hash| (*hash).into()).ok_or(WireError::Range)
    }
}

#[derive(Debug, Clone)]
pub(super) struct Clocks {
    /// How far the server's clock is ahead, against the last time.
    ahead: Signed,
    last_ahead: i64,
    jump: Signed,
}

impl Clocks {
    pub(super) fn new() -> Self {
        Self { ahead: Signed::NEW, last_ahead: 0, jump: Signed::NEW }
    }

    pub(super) fn sample(
        &mut self,
        coder: &mut Coder<'_>,
        shared: &mut Shared,
        given: Option<ClockSample>,
    ) -> ClockSample {
        let device_at = shared.moment(coder, given.map(|sample| sample.device_at));
        let ahead = given.map_or(0, |sample| sample.server_at.0.wrapping_sub(sample.device_at.0));
        let change = self.ahead.code(coder, ahead.wrapping_sub(self.last_ahead));
        self.last_ahead = self.last_ahead.wrapping_add(change);
        ClockSample { device_at, server_at: Moment(device_at.0.wrapping_add(self.last_ahead)) }
    }

    pub(super) fn step(&mut self, coder: &mut Coder<'_>, shared: &mut Shared, given: Option<ClockStep>) -> ClockStep {
        let expected_at = shared.moment(coder, given.map(|step| step.expected_at));
        let jump = given.map_or(0, |step| step.found_at.0.wrapping_sub(step.expected_at.0));
        let found_at = Moment(expected_at.0.wrapping_add(self.jump.code(coder, jump)));
        ClockStep { expected_at, found_at }
    }
}
