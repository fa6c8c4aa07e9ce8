//! Giving back what HQ wrote and lost: after a restore it holds less of its own logs than this phone pulled from it.
//!
//! Every answer says how far HQ's logs go; where this phone holds more, it sends the batches, which HQ signed itself.
//! Leaves pulling to `pulling`, and this phone's own logs to the sync machine.

use super::contact::Failed;
use super::core::Core;
use crate::store::end_of;
use lantern_ledger::api::{Follow, SyncAnswer};
use lantern_ledger::{Batch, Bundle};
use uuid::Uuid;

/// How many batches are sent at once: at most 64 KiB.
const BATCHES: u32 = 8;

impl Core {
    /// Gives back what HQ has lost, and returns its answer with the logs to follow as they are then.
    pub(super) async fn give_back(&self, mut answer: SyncAnswer) -> Result<SyncAnswer, Failed> {
        while let Some((log, held)) = self.ask(|state| state.plan.lost_at_hq(&answer.follow)) {
            let stored = self.world.store.followed((log, held + 1), end_of(log), BATCHES).await?;
            let mut bundle = Bundle::new();
            let batches = stored.iter().filter_map(|stored| Batch::parse(&stored.bytes).ok());
            batches.for_each(|batch| bundle.batch(&batch));
            answer.follow = self.upload(bundle).await?.follow;
            if goes_to(&answer.follow, log) <= held {
                // It does not take them: not again before the app is opened anew.
                self.change(|state| state.plan.not_taken.push(log));
            }
        }
        Ok(answer)
    }
}

/// Returns how far a log goes at HQ; 0: HQ does not have it.
pub(super) fn goes_to(follow: &[Follow], log: Uuid) -> u64 {
    follow.iter().find(|follow| follow.log == log).map_or(0, |follow| follow.seq)
}
