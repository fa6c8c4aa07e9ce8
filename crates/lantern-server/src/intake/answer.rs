//! The answer to an upload: where HQ stands on each log, with a signed receipt, and what there is to follow.
//!
//! Written after the storage's answer, from what HQ holds then.

use super::judge::{Judged, Verdict};
use super::upload::Upload;
use crate::server::Server;
use crate::state::{LogBook, State};
use lantern_ledger::api::{Follow, LogAnswer, LogAnswerState, SyncAnswer, base64url, code};
use lantern_ledger::receipt::{ReceiptRole, ReceiptState};
use lantern_ledger::{Head, Receipt};
use uuid::Uuid;

/// What the upload said of one log.
struct Asked {
    log: Uuid,
    /// The asker's point of the log: first the ends of the batches that were good, then its signed head.
    points: Vec<Head>,
    is_gap: bool,
    problem: Option<&'static str>,
}

impl Server {
    pub(super) fn sync_answer(&self, upload: &Upload, judged: &[Judged<'_>]) -> SyncAnswer {
        let state = self.state();
        let logs = upload.logs().into_iter().map(|log| Asked::of(log, upload, judged));
        let answers: Vec<(LogAnswer, Option<Receipt>)> = logs.map(|asked| self.log_answer(&state, &asked)).collect();
        let follow = follow(&state);
        // Signing takes longest, and needs nothing of the state.
        drop(state);
        let signed = |(answer, receipt): (LogAnswer, Option<Receipt>)| LogAnswer {
            receipt: receipt.map(|receipt| base64url::encode(&self.signed_receipt(receipt).to_bytes())),
            ..answer
        };
        SyncAnswer {
            server_at_ms: self.clock.now_ms(),
            journal: self.storage.journal_id(),
            position: self.storage.last_position().0,
            logs: answers.into_iter().map(signed).collect(),
            follow,
        }
    }

    fn log_answer(&self, state: &State, asked: &Asked) -> (LogAnswer, Option<Receipt>) {
        let nothing;
        let book = match state.book(asked.log) {
            Some(book) => book,
            None => {
                let operation = state.operation().unwrap_or_default();
                nothing = LogBook::nothing_of(lantern_ledger::LogRef { operation, log: asked.log });
                &nothing
            }
        };
        let point = asked.point(book, state);
        let standing = book.held.standing(state, point.as_ref());
        let head = standing.head;
        let origin = book.origin_at(&head.hash);
        let is_counted = origin.as_ref().is_none_or(|origin| state.is_counted(&origin.genesis));
        let is_refused = origin.is_some_and(|origin| state.office.is_refused(&origin.genesis.public_key));
        let why_held = if is_refused { code::KEY_REFUSED } else { code::KEY_UNKNOWN };
        let answer_state = match () {
            () if asked.problem.is_some() => LogAnswerState::Refused,
            () if asked.is_gap => LogAnswerState::Gap,
            () if standing.is_forked => LogAnswerState::Fork,
            () if is_counted => LogAnswerState::Counted,
            () => LogAnswerState::Held,
        };
        let problem = asked.problem.or_else(|| (!is_counted).then_some(why_held)).map(str::to_owned);
        // An asker that was put back cannot check what lies above its own last entry: the receipt is for that one.
        let provable =
            point.filter(|point| (1..head.seq).contains(&point.seq) && book.held.holds(state, point)).unwrap_or(head);
        let receipt = (provable.seq > 0).then(|| self.receipt(book, provable, is_counted));
        (
            LogAnswer {
                log: asked.log,
                seq: head.seq,
                hash: head.hash,
                state: answer_state,
                is_forked: standing.is_forked,
                receipt: None,
                problem,
            },
            receipt,
        )
    }

    fn receipt(&self, book: &LogBook, head: Head, is_counted: bool) -> Receipt {
        let arrivals = book.arrivals_of(head.seq);
        Receipt {
            journal: self.storage.journal_id(),
            position: arrivals.iter().map(|arrival| arrival.position).max().unwrap_or_default(),
            head,
            state: if is_counted { ReceiptState::Counted } else { ReceiptState::Held },
            at: self.clock.now(),
            role: ReceiptRole::Hq,
            signature: [0; 64],
        }
    }

    fn signed_receipt(&self, receipt: Receipt) -> Receipt {
        Receipt { signature: self.keys.sign(&receipt.statement()), ..receipt }
    }
}

impl Asked {
    fn of(log: Uuid, upload: &Upload, judged: &[Judged<'_>]) -> Self {
        let mut asked = Self { log, points: Vec::new(), is_gap: false, problem: None };
        for Judged { batch, verdict } in judged.iter().filter(|it| it.batch.log().log == log) {
            match verdict {
                Verdict::Take(_) | Verdict::Known => asked.points.push(batch.head().head),
                Verdict::Gap => asked.is_gap = true,
                Verdict::Refused(reason) => asked.problem = Some(reason),
            }
        }
        asked.points.sort_by_key(|head| head.seq);
        asked.points.extend(upload.heads.iter().map(|signed| signed.head).filter(|head| head.log.log == log));
        asked
    }

    /// Returns where the asker is on this log: its signed head or, where HQ does not know that, what HQ took of it.
    fn point(&self, book: &LogBook, state: &State) -> Option<Head> {
        let is_known = |head: &&Head| book.held.holds(state, head);
        self.points.iter().rev().find(is_known).or(self.points.last()).copied()
    }
}

/// Returns the logs that phones may follow, and how far.
pub(crate) fn follow(state: &State) -> Vec<Follow> {
    state.plans.follow().iter().map(|(log, seq)| Follow { log: *log, seq: *seq }).collect()
}
