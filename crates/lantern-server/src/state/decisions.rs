//! What HQ decided, ready to be asked about flags: the last word on a record, or on a code, goes.
//!
//! Leaves which flags there are to the domain, and writing decisions to [`crate::deciding`].

use lantern_domain::correction::HashStart;
use lantern_domain::flag::FlagKind;
use lantern_domain::{Code, Concern, Decision, RecordId};
use std::collections::HashMap;
use std::ops::RangeInclusive;
use uuid::Uuid;

/// All decisions, in the order in which HQ made them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Decisions {
    all: Vec<Decision>,
    /// By kind of flag and record.
    records: HashMap<(FlagKind, HashStart), usize>,
    /// By kind of flag and log.
    runs: HashMap<(FlagKind, Uuid), Vec<Run>>,
    codes: HashMap<(FlagKind, Code), usize>,
}

/// Records of a log that a decision is about.
#[derive(Debug, Clone, PartialEq)]
struct Run {
    seqs: RangeInclusive<u64>,
    number: usize,
}

impl Decisions {
    /// Takes a decision in. One on a kind of flag that this version does not have is kept, and nobody asks for it.
    pub(crate) fn take(&mut self, decision: Decision) {
        let at = self.all.len();
        if let Some(kind) = FlagKind::of_slug(decision.flag.as_str()) {
            match &decision.concern {
                Concern::Records(ids) => self.records.extend(ids.iter().map(|id| ((kind, *id), at))),
                Concern::Run { log, first_seq, last_seq } => {
                    let run = Run { seqs: *first_seq..=*last_seq, number: at };
                    self.runs.entry((kind, *log)).or_default().push(run);
                }
                Concern::Code(code) => {
                    self.codes.insert((kind, code.clone()), at);
                }
            }
        }
        self.all.push(decision);
    }

    /// Returns the number of the last decision on a record under a flag of that kind.
    pub(crate) fn on_record(&self, kind: FlagKind, id: &RecordId, log: Uuid, seq: u64) -> Option<usize> {
        let runs = self.runs.get(&(kind, log)).into_iter().flatten();
        let covering = runs.filter(|run| run.seqs.contains(&seq)).map(|run| run.number);
        covering.chain(self.records.get(&(kind, id.start())).copied()).max()
    }

    /// Returns the number of the last decision on a code that the plan does not know.
    pub(crate) fn on_code(&self, kind: FlagKind, code: &Code) -> Option<usize> {
        self.codes.get(&(kind, code.clone())).copied()
    }

    /// Returns a decision by its number.
    pub(crate) fn get(&self, number: usize) -> Option<&Decision> {
        self.all.get(number)
    }
}
