//! Columns: each field of a record is told by what its column has held so far, in as few bits as it is surprising.
//!
//! Entries that are not recordings of a device, or are not canonical, are spelt out.
//! Nothing here can be asked for more memory or time than the limits of a batch allow.

mod card;
mod coder;
mod correction;
mod distribution;
mod line;
mod model;
mod sex_age;

use super::{UNPACKED_MAX, wire_error};
use crate::chain::link;
use crate::{Batch, Body, Entry, Hash, Kind, WireError};
use coder::Coder;
use correction::{Clocks, Corrections};
use distribution::{Distributions, Shared};
use model::{Bytes, Flag, Number};

/// The kinds of entries that have columns; all others are spelt out.
pub(super) const KINDS: [Kind; 4] = [Kind::DISTRIBUTION, Kind::CORRECTION, Kind::CLOCK_SAMPLE, Kind::CLOCK_STEP];

struct Columns {
    kind: [Flag; 4],
    shared: Shared,
    distributions: Distributions,
    corrections: Corrections,
    clocks: Clocks,
    other_kind: Number,
    other_body: Bytes,
    /// The hash before the batch, then that of each entry so far.
    passed: Vec<Hash>,
    unpacked: usize,
}

/// Packs the entries, or as many of them as fit into so many bytes.
pub(super) fn pack(before: Hash, entries: &[Entry], bytes_max: usize) -> (Vec<u8>, usize) {
    let mut coder = Coder::writer();
    let mut columns = Columns::new(before);
    for (count, entry) in entries.iter().enumerate() {
        let is_within = columns.code(&mut coder, Some(entry)).is_ok() && count < Batch::ENTRIES_MAX as usize;
        if !is_within || coder.length() > bytes_max {
            return (Vec::new(), count);
        }
    }
    (coder.finish(), entries.len())
}

/// Unpacks so many entries.
pub(super) fn unpack(body: &[u8], before: Hash, count: u64, entries: &mut Vec<(Entry, Hash)>) -> Result<(), WireError> {
    let mut coder = Coder::reader(body);
    let mut columns = Columns::new(before);
    for _ in 0..count {
        let entry = columns.code(&mut coder, None)?;
        coder.check()?;
        entries.push((entry, columns.last_hash()));
    }
    coder.end()
}

impl Columns {
    fn new(before: Hash) -> Self {
        Self {
            kind: [Flag::RARE; 4],
            shared: Shared::new(),
            distributions: Distributions::new(),
            corrections: Corrections::new(),
            clocks: Clocks::new(),
            other_kind: Number::NEW,
            other_body: Bytes::NEW,
            passed: vec![before],
            unpacked: 0,
        }
    }

    fn last_hash(&self) -> Hash {
        *self.passed.last().expect("it begins with the hash before the batch")
    }

    /// Writes the entry, or reads one.
    fn code(&mut self, coder: &mut Coder<'_>, given: Option<&Entry>) -> Result<Entry, WireError> {
        let body = given.and_then(|entry| Body::of(entry).ok());
        let entry = match (self.body(coder, body.as_ref())?, given) {
            (Some(_), Some(given)) => given.clone(),
            (Some(body), None) => body.encode().map_err(wire_error)?,
            (None, _) => self.other(coder, given)?,
        };
        self.unpacked += entry.bytes().len();
        if self.unpacked > UNPACKED_MAX {
            return Err(WireError::Range);
        }
        self.passed.push(link(self.last_hash(), &entry));
        Ok(entry)
    }

    /// Codes what a device records; `None`: it is something else.
    fn body(&mut self, coder: &mut Coder<'_>, given: Option<&Body>) -> Result<Option<Body>, WireError> {
        let Self { kind, shared, distributions, corrections, clocks, passed, .. } = self;
        let given_distribution = if let Some(Body::Distribution(given)) = given { Some(&**given) } else { None };
        if !kind[0].code(coder, given_distribution.is_none()) {
            let distribution = distributions.code(coder, shared, given_distribution)?;
            return Ok(Some(Body::Distribution(Box::new(distribution))));
        }
        let given_correction = if let Some(Body::Correction(given)) = given { Some(&**given) } else { None };
        if !kind[1].code(coder, given_correction.is_none()) {
            let correction = corrections.code(coder, shared, distributions, passed, given_correction)?;
            return Ok(Some(Body::Correction(Box::new(correction))));
        }
        let given_sample = if let Some(Body::ClockSample(given)) = given { Some(*given) } else { None };
        if !kind[2].code(coder, given_sample.is_none()) {
            return Ok(Some(Body::ClockSample(clocks.sample(coder, shared, given_sample))));
        }
        let given_step = if let Some(Body::ClockStep(given)) = given { Some(*given) } else { None };
        if !kind[3].code(coder, given_step.is_none()) {
            return Ok(Some(Body::ClockStep(clocks.step(coder, shared, given_step))));
        }
        Ok(None)
    }

    /// Spells out any entry.
    fn other(&mut self, coder: &mut Coder<'_>, given: Option<&Entry>) -> Result<Entry, WireError> {
        let kind = self.other_kind.code(coder, given.map_or(0, |entry| entry.kind().0.into()));
        let kind = Kind(u32::try_from(kind).map_err(|_| WireError::Range)?);
        let body = self.other_body.code(coder, given.map_or(&[], Entry::body), Entry::MAX)?;
        Entry::new(kind, &body).map_err(wire_error)
    }
}
