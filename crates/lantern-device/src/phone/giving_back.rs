//! Giving back what HQ wrote and lost: after a restore it holds less of its own logs than this phone pulled from it.
//!
//! Every answer says how far HQ's logs go; where this phone holds more, it sends the batches, which HQ signed itself.
//! So it does where HQ has another history of a log: somebody put it back by hand, and it used numbers twice.
//! Leaves pulling to `pulling`, and this phone's own logs to the sync machine.

use super::contact::Failed;
use super::core::Core;
use super::notes::{PARTED, Parted, note};
use crate::store::end_of;
use crate::world::Local;
use lantern_ledger::api::{Follow, SyncAnswer};
use lantern_ledger::{Batch, Bundle, Head};
use uuid::Uuid;

/// How many batches are sent at once: at most 64 KiB.
const BATCHES: u32 = 8;

impl Core {
    /// Gives back what HQ has lost, and returns its answer with the logs to follow as they are then.
    pub(super) async fn give_back(&self, mut answer: SyncAnswer) -> Result<SyncAnswer, Failed> {
        while let Some((log, held)) = self.ask(|state| state.plan.lost_at_hq(&answer.follow)) {
            // Where it does not take what comes next, it may have gone on otherwise from an earlier entry.
            for from in [held + 1, 1] {
                answer.follow = self.give(log, from).await?.follow;
                if goes_to(&answer.follow, log) > held {
                    break;
                }
            }
            if goes_to(&answer.follow, log) <= held {
                // It does not take them: not again before the app is opened anew.
                self.change(|state| state.plan.not_taken.push(log));
            }
        }
        Ok(answer)
    }

    /// Gives HQ, which has another history of a log, the one that this phone holds; whether it has both by now.
    ///
    /// HQ then says in other logs what both say, so this one is not pulled any more, and another contact follows.
    pub(super) async fn give_history(&self, log: Uuid) -> Result<bool, Failed> {
        if self.ask(|state| state.plan.not_taken.contains(&log)) {
            return Ok(false);
        }
        let answer = self.give(log, 1).await?;
        let Some(head) = self.head_of_followed(log) else { return Ok(false) };
        let held = answer.logs.iter().find(|it| (it.log, it.seq, it.hash) == (log, head.seq, head.hash));
        // The word of a hub, or of whoever else answers, ends nothing.
        let is_taken = match held {
            Some(held) => self.is_by_hq(held).await,
            None => false,
        };
        if !is_taken {
            self.change(|state| state.plan.not_taken.push(log));
            return Ok(false);
        }
        let parted = self.change(|state| {
            state.plan.parted.retain(|parted| parted.log != log);
            let seq = goes_to(&answer.follow, log);
            state.plan.parted.push(Parted { log, journal: answer.journal, seq });
            state.plan.parted.clone()
        });
        // Where this cannot be stored, it is found out again.
        let _ = self.put(vec![note(PARTED, &parted)]).await;
        self.wake_again();
        Ok(true)
    }

    /// Names the ends of the histories that this phone gave HQ, so that HQ's answer says whether it still has them.
    pub(super) async fn name_parted(&self, bundle: &mut Bundle) -> Result<(), Failed> {
        let parted: Vec<Uuid> = self.ask(|state| state.plan.parted.iter().map(|parted| parted.log).collect());
        for head in parted.into_iter().filter_map(|log| self.head_of_followed(log)) {
            let log = head.log.log;
            let last = self.world.store.followed((log, head.seq), end_of(log), 1).await?;
            let last = last.first().and_then(|stored| Batch::parse(&stored.bytes).ok());
            last.into_iter().for_each(|batch| bundle.head(&batch.head()));
        }
        Ok(())
    }

    /// Takes HQ's word on the named ones out of its answer. Where it does not have a history any more, somebody put it
    /// back once more: it is given that history again, or the log is pulled again.
    pub(super) async fn hear_of_parted(&self, answer: &mut SyncAnswer) -> Result<(), Failed> {
        let parted = self.ask(|state| state.plan.parted.clone());
        for Parted { log, journal, .. } in parted {
            let Some(at) = answer.logs.iter().position(|word| word.log == log) else { continue };
            let word = answer.logs.remove(at);
            let head = self.head_of_followed(log).map(|head| (head.seq, head.hash));
            if journal != answer.journal || word.is_forked && head == Some((word.seq, word.hash)) {
                continue;
            }
            self.change(|state| state.plan.parted.retain(|parted| parted.log != log));
            if word.is_forked {
                self.give_history(log).await?;
            }
        }
        Ok(())
    }

    pub(super) fn head_of_followed(&self, log: Uuid) -> Option<Head> {
        self.ask(|state| state.plan.heads().find(|head| head.log.log == log))
    }

    /// Sends what this phone holds of a log of HQ's from a number on, and returns the last answer.
    ///
    /// Boxed: two callers would each hold a copy of it.
    fn give(&self, log: Uuid, mut from: u64) -> Local<'_, Result<SyncAnswer, Failed>> {
        Box::pin(async move {
            loop {
                let stored = self.world.store.followed((log, from), end_of(log), BATCHES).await?;
                let mut bundle = Bundle::new();
                let batches = stored.iter().filter_map(|stored| Batch::parse(&stored.bytes).ok());
                batches.for_each(|batch| bundle.batch(&batch));
                let answer = self.upload(bundle).await?;
                from = stored.last().map_or(u64::MAX, |stored| stored.last_seq.saturating_add(1));
                if self.head_of_followed(log).is_none_or(|head| head.seq < from) {
                    return Ok(answer);
                }
            }
        })
    }
}

/// Returns how far a log goes at HQ; 0: HQ does not have it.
pub(super) fn goes_to(follow: &[Follow], log: Uuid) -> u64 {
    follow.iter().find(|follow| follow.log == log).map_or(0, |follow| follow.seq)
}
