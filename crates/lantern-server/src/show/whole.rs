//! Whole records, read back from the journal: the tally in memory knows all of a record but what it says.
//!
//! Leaves what is shown of them to [`super::records`].

use crate::error::{Failure, fault};
use crate::storage::{JournalPosition, RecordKind, Storage};
use lantern_domain::tally::{CorrectionOutline, Outline, Received};
use lantern_domain::{Change, Correction, Distribution, RecordId};
use lantern_ledger::{Batch, Body, Hash};
use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;

/// A record with everything that was said of it.
pub(crate) struct Whole<'a> {
    outline: Outline<'a>,
    pub first: Box<Distribution>,
    /// All corrections, by corrected time, then by id.
    pub later: Vec<LaterWord>,
}

/// A correction.
pub(crate) struct LaterWord {
    pub outline: CorrectionOutline,
    pub says: Box<Correction>,
}

impl Whole<'_> {
    /// Returns what counts or, for a void, what it took away.
    pub(crate) fn last(&self) -> &Distribution {
        let replacement = self.outline.replacement();
        let says = self.later.iter().find(|word| Some(word.outline.id) == replacement).map(|word| &word.says.change);
        match says {
            Some(Change::Replacement(version)) => version,
            _ => &self.first,
        }
    }
}

/// A record has an outline, and what it says besides.
impl<'a> Deref for Whole<'a> {
    type Target = Outline<'a>;
    fn deref(&self) -> &Outline<'a> {
        &self.outline
    }
}

/// Reads records back, each batch of the journal once.
///
/// # Errors
///
/// [`Failure::Fault`] where the journal does not hold any more what it held.
pub(crate) fn read<'a>(storage: &dyn Storage, outlines: Vec<Outline<'a>>) -> Result<Vec<Whole<'a>>, Failure> {
    let corrections: Vec<Vec<CorrectionOutline>> = outlines.iter().map(Outline::corrections).collect();
    let mut wanted = Wanted::default();
    for (outline, later) in outlines.iter().zip(&corrections) {
        wanted.note(outline.id, outline.received());
        later.iter().for_each(|word| wanted.note(word.id, word.received));
    }
    let mut found = wanted.read(storage)?;
    let both = outlines.into_iter().zip(corrections);
    both.map(|(outline, later)| {
        let Some(Body::Distribution(first)) = found.remove(&outline.id) else { return Err(gone()) };
        let words = later.into_iter().map(|outline| match found.remove(&outline.id) {
            Some(Body::Correction(says)) => Ok(LaterWord { outline, says }),
            _ => Err(gone()),
        });
        Ok(Whole { outline, first, later: words.collect::<Result<_, _>>()? })
    })
    .collect()
}

/// Entries to look for, by where the journal holds them.
#[derive(Default)]
struct Wanted(BTreeMap<u64, Vec<RecordId>>);

impl Wanted {
    fn note(&mut self, id: RecordId, received: Option<Received>) {
        self.0.entry(received.map_or(0, |received| received.position)).or_default().push(id);
    }

    fn read(self, storage: &dyn Storage) -> Result<HashMap<RecordId, Body>, Failure> {
        let mut found = HashMap::new();
        for (position, ids) in self.0 {
            let record = storage.read(JournalPosition(position))?.filter(|record| record.kind == RecordKind::BATCH);
            let batch = record.ok_or_else(gone)?;
            let opened = Batch::parse(&batch.bytes).and_then(|batch| batch.open()).map_err(|_| gone())?;
            let hashes: HashMap<Hash, usize> = opened.entries.iter().map(|(_, hash)| *hash).zip(0..).collect();
            for id in ids {
                let entry = hashes.get(&Hash::from(id)).map(|&at| &opened.entries[at].0).ok_or_else(gone)?;
                found.insert(id, Body::of(entry).map_err(|_| gone())?);
            }
        }
        Ok(found)
    }
}

fn gone() -> Failure {
    fault("reading records back", &"the journal does not hold what it held")
}
