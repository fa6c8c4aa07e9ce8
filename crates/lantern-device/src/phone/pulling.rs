//! Pulling the logs that HQ writes: taken only when chain and HQ's signature hold.

use super::contact::Failed;
use super::core::Core;
use super::opening::read_followed;
use super::plan_book::{Claimed, PlanBook};
use crate::Event;
use crate::store::{FollowedBatch, Write};
use lantern_ledger::{Batch, BundleReader, Item, Opened};
use uuid::Uuid;

/// What became of a batch of HQ's.
enum Fate {
    Taken,
    /// HQ wrote it, and what is held of the log is another history: HQ was put back by hand, and used numbers twice.
    OtherHistory,
    Refused,
}

impl Core {
    /// Gets one page of a log, stores and folds what verifies, and returns the number up to which the log is held.
    pub(super) async fn pull(&self, log: Uuid, from: u64) -> Result<u64, Failed> {
        let reply = self.ask_server(format!("/api/v1/batches?log={log}&from={from}"), None).await?;
        let items = BundleReader::new(&reply.body).map_err(|_| Failed::unreadable())?;
        for item in items {
            let Item::Batch(batch) = item else { continue };
            let fate = match batch {
                Ok(batch) if batch.log().log == log => self.take_followed(&batch).await?,
                _ => Fate::Refused,
            };
            match fate {
                Fate::Taken => {}
                Fate::OtherHistory if self.give_history(log).await? => break,
                Fate::OtherHistory | Fate::Refused => {
                    self.notice(Event::PlanRefused).await;
                    break;
                }
            }
        }
        if self.ask(|state| state.plan.is_older(log)) {
            let batches = read_followed(&*self.world.store).await?;
            self.change(|state| {
                let PlanBook { follow, not_taken, parted, .. } = std::mem::take(&mut state.plan);
                state.plan = PlanBook::rebuild(follow, batches);
                (state.plan.not_taken, state.plan.parted) = (not_taken, parted);
            });
        }
        self.change(|state| state.plan.show());
        Ok(self.head_of_followed(log).map_or(0, |head| head.seq))
    }

    /// Takes one batch if it proves that HQ wrote it, and goes on from what is held.
    async fn take_followed(&self, batch: &Batch) -> Result<Fate, Failed> {
        let Ok(opened) = batch.open() else { return Ok(Fate::Refused) };
        let Some((claimed, hq_key)) = self.check(&opened) else { return Ok(Fate::Refused) };
        let head = batch.head();
        if !self.world.keys.verify(&hq_key, &head.head.statement(), &head.signature).await {
            return Ok(Fate::Refused);
        }
        if !claimed.is_going_on {
            return Ok(Fate::OtherHistory);
        }
        let followed = FollowedBatch { log: batch.log().log, last_seq: batch.last_seq(), bytes: batch.to_bytes() };
        self.world.store.write(Write { followed: vec![followed], ..Write::default() }).await?;
        self.state.borrow_mut().plan.fold(claimed.genesis, &opened);
        Ok(Fate::Taken)
    }

    fn check(&self, opened: &Opened) -> Option<(Claimed, [u8; 65])> {
        self.ask(|state| {
            let enrolment = state.enrolment.as_ref()?;
            let claimed = state.plan.check(opened, enrolment.operation, &enrolment.hq_key).ok()?;
            Some((claimed, enrolment.hq_key))
        })
    }
}
