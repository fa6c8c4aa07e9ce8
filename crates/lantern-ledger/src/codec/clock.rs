//! The bodies of clock samples and clock steps: two moments each.

use crate::wire::{Reader, WireError, put_signed};
use lantern_domain::{ClockSample, ClockStep, Moment};

pub(crate) fn put_sample(out: &mut Vec<u8>, sample: &ClockSample) {
    put_signed(out, sample.device_at.0);
    put_signed(out, sample.server_at.0);
}

pub(crate) fn parse_sample(body: &[u8]) -> Result<ClockSample, WireError> {
    two_moments(body).map(|(device_at, server_at)| ClockSample { device_at, server_at })
}

pub(crate) fn put_step(out: &mut Vec<u8>, step: &ClockStep) {
    put_signed(out, step.expected_at.0);
    put_signed(out, step.found_at.0);
}

pub(crate) fn parse_step(body: &[u8]) -> Result<ClockStep, WireError> {
    two_moments(body).map(|(expected_at, found_at)| ClockStep { expected_at, found_at })
}

fn two_moments(body: &[u8]) -> Result<(Moment, Moment), WireError> {
    let mut reader = Reader::new(body);
    let moments = (Moment(reader.signed()?), Moment(reader.signed()?));
    reader.end()?;
    Ok(moments)
}
