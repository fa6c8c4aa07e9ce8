//! The canonical bytes of what devices record, and of what HQ decides on records: one writer and one strict reader for each kind.
//!
//! A reader takes only what its writer would have written, so equal facts are equal bytes and equal hashes.
//! HQ's plan changes are JSON, which later versions add fields to; here is only how they are read.
//! Leaves the smaller form for the wire to the packing of batches.

pub(crate) mod clock;
pub(crate) mod correction;
pub(crate) mod decision;
pub(crate) mod distribution;
pub(crate) mod line;
mod plan;
pub(crate) mod text;
