//! Deciding on a flag: an entry of the operation log, which every phone follows.
//!
//! It names the records by their hashes or their place in a log, never by a card code.
//! Leaves finding flags to [`crate::flags`].

use crate::error::Failure;
use crate::hq::Draft;
use crate::server::Server;
use crate::show::records;
use crate::state::State;
use lantern_domain::correction::HashStart;
use lantern_domain::flag::{Flag, Group};
use lantern_domain::{Code, Concern, Decision, RecordId, ShortText};
use lantern_ledger::api::NewDecision;
use lantern_ledger::{Body, Subject};
use uuid::Uuid;

impl Server {
    /// Decides on a flag, as it was looked at.
    ///
    /// # Errors
    ///
    /// [`Failure::NotFound`] when there is no such flag, or none any more; [`Failure::FlagChanged`] when it is on other
    /// records by now; [`Failure::BadRequest`] for a decision that cannot be read; otherwise why it was not kept.
    pub(crate) fn decide(&self, id: Uuid, new: &NewDecision) -> Result<(), Failure> {
        let line = |text: &str, why| ShortText::new(text).map_err(|_| Failure::BadRequest(why));
        let by = line(&new.by, "A decision needs the name of who decides, in one line.")?;
        let reason = line(&new.reason, "A decision needs a reason, in one line.")?;
        let verdict = Decision::VERDICTS.into_iter().find(|verdict| *verdict == new.verdict);
        let verdict = verdict.ok_or(Failure::BadRequest("A decision is right, to_correct or set_aside."))?;
        let turn = self.office_turn();
        let bodies = {
            let flags = self.flags();
            let state = self.state();
            let flag = &flags.iter().find(|found| found.id == id).ok_or(Failure::NotFound)?.flag;
            if flag.records.len() != new.record_count {
                return Err(Failure::FlagChanged);
            }
            let at = self.clock.now();
            let decision = |concern| {
                let (flag, verdict) = (slug(flag.kind().slug()), slug(verdict));
                Decision { at, by: by.clone(), flag, verdict, reason: reason.clone(), concern }
            };
            concerns(&state, flag).into_iter().map(|concern| Body::Decision(Box::new(decision(concern)))).collect()
        };
        self.write(&turn, vec![Draft { subject: Subject::Operation, bodies }], false)
    }
}

fn slug(slug: &str) -> Code {
    Code::new(slug).expect("a slug is a code")
}

/// Says which records a flag is on, as briefly as it goes.
fn concerns(state: &State, flag: &Flag) -> Vec<Concern> {
    match &flag.group {
        Group::Code(code) => vec![Concern::Code(code.clone())],
        Group::Settlement(settlement) => vec![Concern::Code(settlement.key())],
        Group::Log(log) | Group::Received { log, .. } => {
            let seqs = flag.records.iter().filter_map(|id| records::flagged(state, id)).map(|record| record.seq);
            let (first_seq, last_seq) = seqs.fold((u64::MAX, 0), |(first, last), seq| (first.min(seq), last.max(seq)));
            if last_seq == 0 { Vec::new() } else { vec![Concern::Run { log: *log, first_seq, last_seq }] }
        }
        Group::Card { .. } | Group::Due { .. } | Group::Record(_) => {
            let mut ids: Vec<HashStart> = flag.records.iter().map(RecordId::start).collect();
            ids.sort_unstable();
            ids.chunks(Concern::RECORDS_MAX).map(|chunk| Concern::Records(chunk.to_vec())).collect()
        }
    }
}
