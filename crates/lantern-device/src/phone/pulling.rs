//! Pulling the logs that HQ writes: taken only when chain and HQ's signature hold.

use super::contact::Failed;
use super::core::Core;
use super::opening::read_followed;
use super::plan_book::PlanBook;
use crate::Event;
use crate::store::{FollowedBatch, Write};
use lantern_ledger::{Batch, BundleReader, Genesis, Item, Opened};
use uuid::Uuid;

impl Core {
    /// Gets one page of a log, stores and folds what verifies, and returns the number up to which the log is held.
    pub(super) async fn pull(&self, log: Uuid, from: u64) -> Result<u64, Failed> {
        let reply = self.ask_server(format!("/api/v1/batches?log={log}&from={from}"), None).await?;
        let items = BundleReader::new(&reply.body).map_err(|_| Failed::unreadable())?;
        for item in items {
            let Item::Batch(batch) = item else { continue };
            let is_taken = match batch {
                Ok(batch) if batch.log().log == log => self.take_followed(&batch).await?,
                _ => false,
            };
            if !is_taken {
                self.notice(Event::PlanRefused).await;
                break;
            }
        }
        if self.ask(|state| state.plan.is_older(log)) {
            let batches = read_followed(&*self.world.store).await?;
            self.change(|state| {
                let follow = std::mem::take(&mut state.plan.follow);
                let not_taken = std::mem::take(&mut state.plan.not_taken);
                state.plan = PlanBook::rebuild(follow, batches);
                state.plan.not_taken = not_taken;
            });
        }
        self.change(|state| state.plan.show());
        Ok(self.ask(|state| state.plan.heads().find(|head| head.log.log == log).map_or(0, |head| head.seq)))
    }

    /// Takes one batch if it proves that HQ wrote it.
    async fn take_followed(&self, batch: &Batch) -> Result<bool, Failed> {
        let Ok(opened) = batch.open() else { return Ok(false) };
        let Some((genesis, hq_key)) = self.check(&opened) else { return Ok(false) };
        let head = batch.head();
        if !self.world.keys.verify(&hq_key, &head.head.statement(), &head.signature).await {
            return Ok(false);
        }
        let followed = FollowedBatch { log: batch.log().log, last_seq: batch.last_seq(), bytes: batch.to_bytes() };
        self.world.store.write(Write { followed: vec![followed], ..Write::default() }).await?;
        self.state.borrow_mut().plan.fold(genesis, &opened);
        Ok(true)
    }

    fn check(&self, opened: &Opened) -> Option<(Genesis, [u8; 65])> {
        self.ask(|state| {
            let enrolment = state.enrolment.as_ref()?;
            let genesis = state.plan.check(opened, enrolment.operation, &enrolment.hq_key).ok()?;
            Some((genesis, enrolment.hq_key))
        })
    }
}
