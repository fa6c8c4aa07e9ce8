//! Facts: what the tally takes, made of entries.
//!
//! Leaves adding up to the domain's tally.

use crate::{Body, Entry, Genesis, Hash, Head, Subject};
use lantern_domain::SettlementRef;
use lantern_domain::tally::{Content, Fact, Writer};

/// Makes the tally's fact of an entry that follows a point of a log, whose genesis is known, and has that hash.
///
/// An entry that this version cannot read becomes [`Content::Other`]: the chain runs over it.
pub fn fact(genesis: &Genesis, before: &Head, entry: &Entry, hash: Hash) -> Fact {
    Fact {
        id: hash.into(),
        previous: before.hash.into(),
        log: before.log.log,
        seq: before.seq.saturating_add(1),
        device: genesis.device,
        writer: if genesis.is_of_hq() { Writer::Hq } else { Writer::Device },
        settlement: genesis.settlement().cloned(),
        content: content(entry),
    }
}

impl Genesis {
    /// Returns the settlement that the log's distributions are for; `None`: it is about none.
    pub fn settlement(&self) -> Option<&SettlementRef> {
        if let Subject::Settlement(settlement) = &self.subject { Some(settlement) } else { None }
    }
}

fn content(entry: &Entry) -> Content {
    match Body::of(entry) {
        Ok(Body::Distribution(distribution)) => Content::Distribution(distribution),
        Ok(Body::Correction(correction)) => Content::Correction(correction),
        Ok(Body::ClockSample(sample)) => Content::ClockSample(sample),
        Ok(Body::ClockStep(step)) => Content::ClockStep(step),
        _ => Content::Other,
    }
}
